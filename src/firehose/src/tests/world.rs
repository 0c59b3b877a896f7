//! A stream, a bucket and a domain, as far as Firehose sees them.

use crate::Firehose;
use api::firehose::{
    BufferingHints, CreateDeliveryStream, ExtendedS3DestinationConfiguration, KinesisStreamSourceConfiguration,
    ProcessingConfiguration, Processor,
};
use api::kinesis::{
    GetRecordsOutput, GetShardIteratorOutput, HashKeyRange, ListShardsOutput, RecordList, SequenceNumberRange, Shard,
    parse_sequence_number, shard_id,
};
use api::opensearch::HttpOutput;
use api::{
    Arn, AwsError, Item, Principal, Request, Response, Segment, Slice, Source, SourceKind, firehose, glue, kinesis,
    opensearch, s3,
};
use bytes::Bytes;
use serde_json::{Value, json};
use service::testing::Bench;
use sim::Time;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// The start of the bench's run, in milliseconds since 1970.
const START_MS: u64 = 1_767_225_600_000;

#[derive(Default)]
pub struct World {
    /// By shard.
    pub shards: Vec<Vec<Slice>>,
    /// What was put, in order.
    pub objects: Vec<s3::PutObject>,
    /// What `PutObject` answers instead.
    pub s3_error: Option<AwsError>,
    /// What `GetRecords` answers instead.
    pub kinesis_error: Option<AwsError>,
    /// What the domain answers instead.
    pub domain_error: Option<AwsError>,
    /// Documents by id.
    pub documents: BTreeMap<String, String>,
    /// Documents with this text are refused with this status.
    pub refuses: Option<(&'static str, u16)>,
    /// Iterators that were asked for.
    pub iterators: Vec<String>,
    /// Columns of the table `lake.flights`, if it exists: name and type.
    pub columns: Vec<(&'static str, &'static str)>,
    /// A shard that is no more, and what `GetRecords` says of it.
    pub gone: Option<(u32, AwsError)>,
    /// Records before this number have expired, in each shard.
    pub horizon: u64,
    /// Buckets that do not exist.
    pub missing: Vec<&'static str>,
}

impl World {
    pub fn new(shards: usize) -> Rc<RefCell<Self>> {
        Rc::new(RefCell::new(Self { shards: vec![Vec::new(); shards], ..Self::default() }))
    }

    /// Puts records into a shard.
    pub fn put(&mut self, shard: usize, now: Time, records: &[&str]) {
        let Some(held) = self.shards.get_mut(shard) else { panic!("no shard {shard}") };
        let first = held.last().map_or(0, |last| last.segment.first + u64::from(last.to));
        let source = Source { kind: SourceKind::Stream, name: "flights".into(), created_us: 0, shard: shard as u32 };
        held.push(slice_of(source, first, now, "key", records));
    }

    fn answer(&mut self, request: Request) -> Result<Response, AwsError> {
        match request {
            Request::Kinesis(request) => self.kinesis(request).map(Response::Kinesis),
            Request::S3(s3::Request::PutObject(request)) => {
                self.s3_error.clone().map_or(Ok(()), Err)?;
                if self.missing.contains(&request.bucket.as_str()) {
                    return Err(AwsError::new("NoSuchBucket", "The specified bucket does not exist").with_status(404));
                }
                self.objects.push(request);
                Ok(Response::S3(s3::Response::PutObject(s3::PutObjectOutput { e_tag: "".into() })))
            }
            Request::OpenSearch(opensearch::Request::Http(request)) => {
                self.domain_error.clone().map_or(Ok(()), Err)?;
                let answer = HttpOutput { status_code: 200, body: self.bulk(&request.body.0) };
                Ok(Response::OpenSearch(opensearch::Response::Http(answer)))
            }
            Request::Glue(glue::Request::GetTable(request)) => {
                if self.columns.is_empty() || request.name != "flights" {
                    return Err(AwsError::new("EntityNotFoundException", "Entity Not Found"));
                }
                let column = |(name, kind): &(&str, &str)| glue::Column {
                    name: (*name).into(),
                    r#type: Some((*kind).into()),
                    ..Default::default()
                };
                let columns = self.columns.iter().map(column).collect();
                let storage = glue::StorageDescriptor { columns, ..Default::default() };
                let table = glue::Table { storage_descriptor: Some(storage), ..Default::default() };
                Ok(Response::Glue(glue::Response::GetTable(glue::GetTableOutput { table })))
            }
            other => panic!("unexpected {}", other.name()),
        }
    }

    fn kinesis(&mut self, request: kinesis::Request) -> Result<kinesis::Response, AwsError> {
        match request {
            kinesis::Request::ListShards(_) => {
                let shards = (0..self.shards.len() as u32).map(shard).collect();
                Ok(kinesis::Response::ListShards(ListShardsOutput { shards, next_token: None }))
            }
            kinesis::Request::GetShardIterator(request) => {
                let number = kinesis::shard_number(&request.shard_id).unwrap_or_default();
                let from = match request.shard_iterator_type.as_str() {
                    "LATEST" => self.end(number),
                    "AFTER_SEQUENCE_NUMBER" => {
                        let sequence = request.starting_sequence_number.as_deref().and_then(parse_sequence_number);
                        sequence.map_or(0, |sequence| sequence.number + 1)
                    }
                    _ => 0,
                };
                self.iterators.push(request.shard_iterator_type);
                let shard_iterator = format!("{number}/{from}");
                Ok(kinesis::Response::GetShardIterator(GetShardIteratorOutput { shard_iterator }))
            }
            kinesis::Request::GetRecords(request) => {
                self.kinesis_error.clone().map_or(Ok(()), Err)?;
                let (number, from) = request.shard_iterator.split_once('/').unwrap_or(("0", "0"));
                let (number, from) = (number.parse().unwrap_or(0), from.parse().unwrap_or(0));
                if let Some((_, error)) = self.gone.clone().filter(|(gone, _)| *gone == number) {
                    return Err(error);
                }
                let held = self.shards.get(number as usize).cloned().unwrap_or_default();
                let slices = held.into_iter().filter(|slice| slice.segment.first >= from.max(self.horizon)).collect();
                Ok(kinesis::Response::GetRecords(GetRecordsOutput {
                    records: RecordList { slices, start_epoch_ms: START_MS, ..Default::default() },
                    next_shard_iterator: Some(format!("{number}/{}", self.end(number))),
                    millis_behind_latest: 0,
                    child_shards: None,
                }))
            }
            other => panic!("unexpected {}", other.name()),
        }
    }

    fn end(&self, shard: u32) -> u64 {
        let last = self.shards.get(shard as usize).and_then(|held| held.last());
        last.map_or(0, |last| last.segment.first + u64::from(last.to))
    }

    fn bulk(&mut self, body: &[u8]) -> Value {
        let text = String::from_utf8_lossy(body);
        let lines: Vec<&str> = text.lines().collect();
        let items = lines.chunks(2).map(|pair| {
            let [action, document] = pair else { panic!("half a pair") };
            let action: Value = serde_json::from_str(action).unwrap_or_default();
            let id = action.pointer("/index/_id").and_then(Value::as_str).unwrap_or("?");
            match self.refuses {
                Some((text, status)) if document.contains(text) => json!({"index": {
                    "_id": id, "status": status,
                    "error": {"type": "mapper_parsing_exception", "reason": "failed to parse"},
                }}),
                _ => {
                    self.documents.insert(id.into(), (*document).into());
                    json!({"index": {"_id": id, "status": 201}})
                }
            }
        });
        json!({"took": 1, "errors": false, "items": items.collect::<Vec<_>>()})
    }

    /// The bodies of all objects, one behind the other.
    pub fn text(&self) -> String {
        self.objects.iter().map(|object| String::from_utf8_lossy(&object.body.0).into_owned()).collect()
    }
}

fn shard(number: u32) -> Shard {
    Shard {
        shard_id: shard_id(number),
        parent_shard_id: None,
        adjacent_parent_shard_id: None,
        hash_key_range: HashKeyRange { starting_hash_key: "0".into(), ending_hash_key: "1".into() },
        sequence_number_range: SequenceNumberRange {
            starting_sequence_number: "0".into(),
            ending_sequence_number: None,
        },
    }
}

/// Records of one source that arrive together.
pub fn slice_of(source: Source, first: u64, now: Time, key: &str, records: &[&str]) -> Slice {
    let mut bytes = Vec::new();
    let mut items = Vec::new();
    for record in records {
        items.push(Item { start: bytes.len() as u32, key_bytes: key.len() as u32, data_bytes: record.len() as u32 });
        bytes.extend_from_slice(key.as_bytes());
        bytes.extend_from_slice(record.as_bytes());
    }
    let segment = Segment { source: Arc::new(source), first, arrival_us: now.0, bytes: Bytes::from(bytes), items };
    Slice::whole(Arc::new(segment))
}

/// A bench whose outside is `world`.
pub fn bench(world: &Rc<RefCell<World>>) -> Bench<Firehose> {
    let mut bench = Bench::new(Firehose::new());
    let world = world.clone();
    bench.around.outside = Box::new(move |_, _: &Principal, request| world.borrow_mut().answer(request));
    bench
}

/// A bench with the delivery stream `d`, which is active.
pub fn bench_with(world: &Rc<RefCell<World>>, request: CreateDeliveryStream) -> Bench<Firehose> {
    let mut bench = bench(world);
    let made = bench.now(firehose::Request::CreateDeliveryStream(request));
    assert!(made.is_ok(), "{made:?}");
    bench.advance(20_000_000);
    bench
}

/// To the bucket `lake`, 1 MiB or 60 s, a newline behind each record.
pub fn to_s3() -> CreateDeliveryStream {
    let processor = Processor { kind: "AppendDelimiterToRecord".into(), parameters: Vec::new() };
    CreateDeliveryStream {
        delivery_stream_name: "d".into(),
        extended_s3_destination_configuration: Some(Box::new(ExtendedS3DestinationConfiguration {
            role_arn: Arn::role("firehose"),
            bucket_arn: Arn::bucket("lake"),
            prefix: Some("flights/".into()),
            buffering_hints: Some(BufferingHints { size_in_mbs: Some(1), interval_in_seconds: Some(60) }),
            processing_configuration: Some(ProcessingConfiguration {
                enabled: Some(true),
                processors: vec![processor],
            }),
            ..Default::default()
        })),
        ..Default::default()
    }
}

/// The same, from the stream `flights`.
pub fn from_stream(request: CreateDeliveryStream) -> CreateDeliveryStream {
    CreateDeliveryStream {
        delivery_stream_type: Some("KinesisStreamAsSource".into()),
        kinesis_stream_source_configuration: Some(KinesisStreamSourceConfiguration {
            kinesis_stream_arn: Arn::stream("flights"),
            role_arn: Arn::role("firehose"),
        }),
        ..request
    }
}

/// A request to make the delivery stream `d`, to the bucket `lake` with `s3`'s members, merged over a plain one.
pub fn to_s3_with(s3: Value) -> CreateDeliveryStream {
    let mut params = json!({"DeliveryStreamName": "d", "ExtendedS3DestinationConfiguration": {
        "RoleARN": Arn::role("firehose"), "BucketARN": Arn::bucket("lake"), "ErrorOutputPrefix": "errors/!{firehose:error-output-type}/",
        "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 60},
    }});
    if let (Some(to), Value::Object(members)) = (params["ExtendedS3DestinationConfiguration"].as_object_mut(), s3) {
        to.extend(members);
    }
    made(params)
}

/// A request to make a delivery stream, from its JSON.
pub fn made(params: Value) -> CreateDeliveryStream {
    match firehose::Request::parse("CreateDeliveryStream", params) {
        Some(Ok(firehose::Request::CreateDeliveryStream(request))) => request,
        other => panic!("{other:?}"),
    }
}

/// A processor of a type with parameters.
pub fn processor(kind: &str, parameters: &[(&str, &str)]) -> Value {
    let parameter = |(name, value): &(&str, &str)| json!({"ParameterName": name, "ParameterValue": value});
    json!({"Type": kind, "Parameters": parameters.iter().map(parameter).collect::<Vec<_>>()})
}

/// The function `clean`, called at once, which does what `program` says.
pub fn lambda(program: &str) -> Value {
    let arn = "arn:aws:lambda:us-east-1:111122223333:function:clean";
    processor("Lambda", &[("LambdaArn", arn), ("JqProgram", program), ("BufferIntervalInSeconds", "0")])
}

/// Processors, in a member of their own.
pub fn processing(processors: &[Value]) -> Value {
    json!({"Enabled": true, "Processors": processors})
}

/// What went wrong, if anything did.
pub fn code<T>(result: Result<T, AwsError>) -> String {
    result.err().map_or_else(|| "no error".into(), |error| error.code.into_owned())
}

pub fn denied() -> AwsError {
    AwsError::new("AccessDenied", "User: … is not authorized to perform: s3:PutObject").with_status(403)
}

/// Puts records directly, all at once.
pub fn put(bench: &mut Bench<Firehose>, records: &[&str]) {
    for some in records.chunks(500) {
        let records = api::PutBatch::of(some.iter().map(|record| ("", record.as_bytes())));
        let request = firehose::PutRecordBatch { delivery_stream_name: "d".into(), records };
        let answer = bench.now(firehose::Request::PutRecordBatch(request));
        assert!(answer.is_ok(), "{answer:?}");
    }
}

/// What has become of all records.
pub fn totals(bench: &Bench<Firehose>) -> crate::Totals {
    bench.service.delivery_stream("d").map(|view| view.totals).unwrap_or_default()
}

/// The lines of JSON in an object.
pub fn lines(object: &s3::PutObject) -> Vec<Value> {
    let text = String::from_utf8_lossy(&object.body.0).into_owned();
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_default()).collect()
}

pub fn kinds(bench: &Bench<Firehose>) -> Vec<&'static str> {
    bench.around.notes.iter().map(|note| note.kind).collect()
}
