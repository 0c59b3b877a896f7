//! Where in a request an error lies. serde_json says how far it had read; what it had read leads to the member.
//! (A deserializer that keeps the path itself would compile every request a second time, for the browser to load.)

use serde_json::{Error, Value};

/// An error of one request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What is wrong, in serde's words.
    pub text: String,
    /// With which member: `Records[0].Data`. For one that is missing or unknown: of which member it is one. Empty for
    /// the request itself.
    pub place: String,
}

/// serde_json's words for an enumeration's value that is no text, and for a structure given as too long a list. Both
/// are its words for broken JSON; as JSON that has been written from a value is not broken, they mean only this.
const NOT_A_TEXT: &str = "expected value";
const TOO_LONG: &str = "trailing characters";

/// The place of the `error` that serde_json met in `json`, the text of `params`.
pub(crate) fn fault(params: &Value, json: &str, error: &Error) -> Fault {
    let text = error.to_string();
    let suffix = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&suffix).unwrap_or(&text);
    // The text is one line, so that the column counts all the bytes that were read.
    let mut members = members(json.as_bytes(), error.column(), text);
    // An enumeration's value may be an object of one member; one of more is read until an error in its first.
    let in_first = text.ends_with(", expected unit");
    let around = members.len().saturating_sub(usize::from(in_first));
    let too_many = (in_first || text.starts_with("unknown variant")) && has_more(params, members.get(..around));
    let text = if too_many {
        members.truncate(around);
        NOT_A_TEXT
    } else {
        text
    };
    let (place, value) = follow(params, &members);
    let text = match (text, value) {
        (NOT_A_TEXT, Value::Object(_)) => "invalid value: map, expected map with a single key".into(),
        (NOT_A_TEXT, _) => format!("invalid type: {}, expected string or map", kind(value)),
        (TOO_LONG, Value::Array(list)) => {
            format!("invalid length {}, expected fewer elements in array", list.len())
        }
        _ => text.into(),
    };
    Fault { text, place }
}

/// Which member of which member: their ordinals, from the request's own inwards.
fn members(json: &[u8], read: usize, text: &str) -> Vec<usize> {
    // This one is met one byte ahead, in the element that is too many.
    let read = if text == TOO_LONG { read.saturating_sub(1) } else { read };
    let (mut open, closed) = open_at(json, read);
    let last = read.checked_sub(1).and_then(|index| json.get(index));
    let next = json.get(read);
    let to_come = text.starts_with("invalid type: map") || text.starts_with("invalid type: sequence");
    let of_whole = ["missing field", "unknown field", "invalid length"].iter().any(|start| text.starts_with(start));
    match (last, next) {
        _ if text == TOO_LONG => drop(open.pop()),
        // The first byte of a value was looked at; but an object was read until its end or its second member.
        (Some(b'[' | b'l'), _) if text == NOT_A_TEXT => drop(open.pop()),
        _ if text == NOT_A_TEXT => {}
        // A name was read, and is not one of the structure's.
        (_, Some(b':')) => drop(open.pop()),
        // An error that has no position of its own gets that where the structure around it ends: after its last member.
        (Some(b'}' | b']'), _) if !of_whole => open.extend(closed),
        // A list is read one comma further.
        (Some(b','), _) if !to_come => {
            if let Some(ordinal) = open.last_mut() {
                *ordinal = ordinal.saturating_sub(1);
            }
        }
        // A scalar was just read, or a list or object is to come, or all of one was read and lacks something.
        _ => {}
    }
    open
}

/// What is open after the first `read` bytes: the ordinal of the current member in each list and object. And the
/// ordinal of the last member in what was closed last.
fn open_at(json: &[u8], read: usize) -> (Vec<usize>, Option<usize>) {
    let mut open = Vec::new();
    let mut closed = None;
    let (mut quoted, mut escaped) = (false, false);
    for byte in json.iter().take(read) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => open.push(0),
            b'}' | b']' => closed = open.pop(),
            b',' => {
                if let Some(ordinal) = open.last_mut() {
                    *ordinal += 1;
                }
            }
            _ => {}
        }
    }
    (open, closed)
}

/// Goes from member to member: the path, and what is there.
fn follow<'a>(params: &'a Value, ordinals: &[usize]) -> (String, &'a Value) {
    let mut path = String::new();
    let mut value = params;
    for &ordinal in ordinals {
        let (step, member) = match value {
            Value::Object(members) => match members.iter().nth(ordinal) {
                Some((name, member)) => (if path.is_empty() { name.clone() } else { format!(".{name}") }, member),
                None => break,
            },
            Value::Array(list) => match list.get(ordinal) {
                Some(member) => (format!("[{ordinal}]"), member),
                None => break,
            },
            _ => break,
        };
        path.push_str(&step);
        value = member;
    }
    (path, value)
}

/// Whether there is an object of more than one member.
fn has_more(params: &Value, ordinals: Option<&[usize]>) -> bool {
    ordinals.is_some_and(|ordinals| follow(params, ordinals).1.as_object().is_some_and(|object| object.len() > 1))
}

/// serde's name for what a value is.
fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(value) => format!("boolean `{value}`"),
        Value::Number(number) if number.is_f64() => format!("floating point `{number}`"),
        Value::Number(number) => format!("integer `{number}`"),
        Value::String(text) => format!("string {text:?}"),
        Value::Array(_) => "sequence".into(),
        Value::Object(_) => "map".into(),
    }
}

#[cfg(test)]
mod tests {
    use crate::Request;
    use expect_test::{Expect, expect};
    use serde_json::Value;

    /// A table: a call, and below it what is wrong with it.
    fn check(table: Expect) {
        let mut actual = String::new();
        for (name, params) in table.data.lines().filter_map(|line| line.trim().split_once(' ')) {
            if !name.contains('.') {
                continue;
            }
            let value: Value = serde_json::from_str(params).unwrap_or_default();
            let error = Request::parse(name, value).map_or_else(|error| error.to_string(), |_| "no error".into());
            actual.push_str(&format!("{name} {params}\n  {error}\n"));
        }
        table.assert_eq(&actual);
    }

    #[test]
    fn missing_members() {
        check(expect![[r#"
            Kinesis.PutRecords {"StreamName":"s"}
              ValidationException: 1 validation error detected: Value null at 'Records' failed to satisfy constraint: Member must not be null
            Kinesis.PutRecords {"Records":[{"Data":"","PartitionKey":"k"},{"PartitionKey":"k"}],"StreamName":"s"}
              ValidationException: 1 validation error detected: Value null at 'Records[1].Data' failed to satisfy constraint: Member must not be null
            Kinesis.PutRecords {"Records":[{}]}
              ValidationException: 1 validation error detected: Value null at 'Records[0].Data' failed to satisfy constraint: Member must not be null
            Firehose.PutRecord {"DeliveryStreamName":"d","Record":{}}
              ValidationException: 1 validation error detected: Value null at 'Record.Data' failed to satisfy constraint: Member must not be null
            Glue.CreateTable {"DatabaseName":"d","TableInput":{"Name":"t","StorageDescriptor":{"Columns":[{"Name":"a"},{"Type":"int"}]}}}
              ValidationException: 1 validation error detected: Value null at 'TableInput.StorageDescriptor.Columns[1].Name' failed to satisfy constraint: Member must not be null
        "#]]);
    }

    #[test]
    fn unknown_members() {
        check(expect![[r#"
            S3.CreateBucket {"Bucket":"b","Bukket":{"a":[{}]}}
              ValidationException: unknown parameter 'Bukket' in input at 'Bukket'; expected 'Bucket' or 'CreateBucketConfiguration'
            Firehose.PutRecordBatch {"DeliveryStreamName":"d","Records":[{"Data":""},{"Colour":"a","Data":""}]}
              ValidationException: unknown parameter 'Colour' in input at 'Records[1].Colour'; expected one of 'Data', 'PartitionKey', 'ExplicitHashKey'
            Firehose.PutRecord {"DeliveryStreamName":"d","Record":{"Data":"","a\"}],{:":1}}
              ValidationException: unknown parameter 'a"}],{:' in input at 'Record.a"}],{:'; expected 'Data'
            Glue.CreateTable {"DatabaseName":"d","TableInput":{"Name":"t","StorageDescriptor":{"SerdeInfo":{"Lib":""}}}}
              ValidationException: unknown parameter 'Lib' in input at 'TableInput.StorageDescriptor.SerdeInfo.Lib'; expected one of 'Name', 'SerializationLibrary', 'Parameters'
        "#]]);
    }

    #[test]
    fn members_of_another_type() {
        check(expect![[r#"
            S3.CreateBucket {"Bucket":5}
              SerializationException: invalid type: integer '5', expected a string at 'Bucket'
            S3.CreateBucket {"Bucket":"b","CreateBucketConfiguration":"at line 1 column 2"}
              SerializationException: invalid type: string "at line 1 column 2", expected struct CreateBucketConfiguration at 'CreateBucketConfiguration'
            Kinesis.PutRecords {"Records":{"Data":""},"StreamName":"s"}
              SerializationException: invalid type: map, expected a sequence at 'Records'
            Kinesis.PutRecords {"Records":[{"Data":"","PartitionKey":"]}\\\","},{"Data":"","PartitionKey":{}}]}
              SerializationException: invalid type: map, expected a string at 'Records[1].PartitionKey'
            Kinesis.PutRecords {"Records":[{"Data":"","PartitionKey":"k"},[["k"]]]}
              SerializationException: invalid type: sequence, expected a string at 'Records[1][0]'
            Kinesis.PutRecords {"Records":[["","k"]]}
              no error
            Kinesis.PutRecords {"Records":[["","k","5",{}]]}
              SerializationException: invalid length 4, expected fewer elements in array at 'Records[0]'
            Kinesis.ListShards {"ShardFilter":{"Timestamp":true,"Type":"AT_TIMESTAMP"},"StreamName":"s"}
              SerializationException: invalid type: boolean 'true', expected f64 at 'ShardFilter.Timestamp'
            S3.PutObject {"Bucket":"b","Key":"k","Metadata":{"a.b":"c","ü":null}}
              SerializationException: invalid type: null, expected a string at 'Metadata.ü'
        "#]]);
    }

    #[test]
    fn values_that_are_refused() {
        check(expect![[r#"
            Kinesis.PutRecord {"Data":"%","PartitionKey":"k","StreamName":"s"}
              SerializationException: invalid base64: Invalid symbol 37, offset 0. at 'Data'
            Kinesis.PutRecords {"Records":[{"Data":""},{"Data":"%","PartitionKey":"k"},{"Data":""}],"StreamName":"s"}
              SerializationException: invalid base64: Invalid symbol 37, offset 0. at 'Records[1].Data'
            Firehose.PutRecordBatch {"DeliveryStreamName":"d","Records":[{"Data":""},{"Data":"aGk"}]}
              SerializationException: invalid base64: Invalid padding at 'Records[1].Data'
            Firehose.PutRecordBatch {"DeliveryStreamName":"d","Records":[["%"]]}
              SerializationException: invalid base64: Invalid symbol 37, offset 0. at 'Records[0][0]'
            Kinesis.PutRecords {"Records":[["%",{}]]}
              SerializationException: invalid base64: Invalid symbol 37, offset 0. at 'Records[0][0]'
            Kinesis.ListShards {"ShardFilter":{"Timestamp":-1,"Type":"AT_TIMESTAMP"},"StreamName":"s"}
              SerializationException: expected epoch seconds at 'ShardFilter.Timestamp'
            Kinesis.ListShards {"StreamCreationTimestamp":-1}
              SerializationException: expected epoch seconds at 'StreamCreationTimestamp'
        "#]]);
    }

    #[test]
    fn enumerations() {
        check(expect![[r#"
            QuickSight.CreateIngestion {"AwsAccountId":"1","DataSetId":"d","IngestionId":"i","IngestionType":"ALL"}
              SerializationException: unknown variant 'ALL', expected 'FULL_REFRESH' or 'INCREMENTAL_REFRESH' at 'IngestionType'
            QuickSight.CreateIngestion {"AwsAccountId":"1","DataSetId":"d","IngestionId":"i","IngestionType":5}
              SerializationException: invalid type: integer '5', expected string or map at 'IngestionType'
            QuickSight.CreateIngestion {"AwsAccountId":"1","DataSetId":"d","IngestionId":"i","IngestionType":1.5}
              SerializationException: invalid type: floating point '1.5', expected string or map at 'IngestionType'
            QuickSight.CreateIngestion {"AwsAccountId":"1","DataSetId":"d","IngestionId":"i","IngestionType":[true]}
              SerializationException: invalid type: sequence, expected string or map at 'IngestionType'
            QuickSight.CreateIngestion {"AwsAccountId":"1","DataSetId":"d","IngestionId":"i","IngestionType":{}}
              SerializationException: invalid value: map, expected map with a single key at 'IngestionType'
            QuickSight.CreateIngestion {"IngestionType":{"ALL":1}}
              SerializationException: unknown variant 'ALL', expected 'FULL_REFRESH' or 'INCREMENTAL_REFRESH' at 'IngestionType'
            QuickSight.CreateIngestion {"IngestionType":{"ALL":1,"SOME":2}}
              SerializationException: invalid value: map, expected map with a single key at 'IngestionType'
            QuickSight.CreateIngestion {"IngestionType":{"FULL_REFRESH":1}}
              SerializationException: invalid type: integer '1', expected unit at 'IngestionType.FULL_REFRESH'
            QuickSight.CreateIngestion {"IngestionType":{"FULL_REFRESH":1,"SOME":2}}
              SerializationException: invalid value: map, expected map with a single key at 'IngestionType'
            QuickSight.CreateIngestion {"IngestionType":{"FULL_REFRESH":null,"SOME":2}}
              SerializationException: invalid value: map, expected map with a single key at 'IngestionType'
        "#]]);
    }

    /// Structures whose other members are collected before they are refused.
    #[test]
    fn structures_with_unmodelled_members() {
        check(expect![[r#"
            OpenSearch.CreateDomain {"ClusterConfig":{"InstanceCount":1}}
              ValidationException: 1 validation error detected: Value null at 'DomainName' failed to satisfy constraint: Member must not be null
            OpenSearch.CreateDomain {"ClusterConfig":{"Colour":[1,{"a":2}],"InstanceCount":1},"DomainName":"d"}
              ValidationException: unknown parameter 'Colour' in input at 'ClusterConfig.Colour'; expected 'InstanceType' or 'InstanceCount'
            OpenSearch.CreateDomain {"ClusterConfig":{"InstanceCount":"1"},"DomainName":"d"}
              SerializationException: invalid type: string "1", expected i64 at 'ClusterConfig.InstanceCount'
            OpenSearch.CreateDomain {"AIMLOptions":{"a":[{}]},"Colour":[{}],"DomainName":"d","TagList":[1]}
              ValidationException: unknown parameter 'Colour' in input at 'Colour'; expected one of 'DomainName', 'EngineVersion', 'ClusterConfig', 'EBSOptions'
            OpenSearch.CreateDomain {"AIMLOptions":{"a":[{}]},"DomainName":{"a":1},"TagList":[1]}
              SerializationException: invalid type: map, expected a string at 'DomainName'
            OpenSearch.CreateDomain {"DomainName":"d","EBSOptions":[]}
              SerializationException: invalid type: sequence, expected struct EbsOptions at 'EBSOptions'
            Firehose.CreateDeliveryStream {"DeliveryStreamName":"d","ExtendedS3DestinationConfiguration":{"BucketARN":"b"}}
              ValidationException: 1 validation error detected: Value null at 'ExtendedS3DestinationConfiguration.RoleARN' failed to satisfy constraint: Member must not be null
            Firehose.CreateDeliveryStream {"DeliveryStreamName":"d","ExtendedS3DestinationConfiguration":{"BucketARN":"b","BufferingHints":{"SizeInMBs":"1"}}}
              SerializationException: invalid type: string "1", expected i64 at 'ExtendedS3DestinationConfiguration.BufferingHints.SizeInMBs'
        "#]]);
    }
}
