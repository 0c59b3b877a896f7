//! Invalid parameters: each gets AWS's words and changes nothing.

use crate::common::*;
use serde_json::{Value, json};
use service::testing::Bench;
use sqs::Sqs;

fn invalid(text: &str) -> String {
    format!("InvalidParameterValueException: {text}")
}

fn missing(parameter: &str) -> String {
    format!("MissingRequiredParameterException: The request must contain the parameter {parameter}.")
}

/// Makes each call on a queue with one message and one in flight, and compares its error; nothing may change.
fn check_all(attributes: Value, rows: Vec<(&str, Value, String)>) {
    let mut bench = bench(attributes);
    let name = bench.service.queues().next().map(|queue| queue.name().to_owned()).unwrap_or_default();
    for body in ["one", "two"] {
        let params = match name.ends_with(".fifo") {
            true => json!({"MessageBody": body, "MessageGroupId": body, "MessageDeduplicationId": body}),
            false => json!({"MessageBody": body}),
        };
        on(&mut bench, &name, "SendMessage", params);
    }
    receive_with(&mut bench, &name, json!({"WaitTimeSeconds": 1}));
    let state = |bench: &Bench<Sqs>| {
        let queue = bench.service.queue(&name);
        format!("{:?}", queue.map(|queue| (queue.settings(), queue.tags(), *queue.counts(), queue.look(0, 9))))
    };
    let before = state(&bench);
    for (operation, params, told) in rows {
        let params_text = params.to_string();
        let answered = match operation {
            "CreateQueue" | "GetQueueUrl" => answer(&mut bench, operation, params),
            _ => on(&mut bench, &name, operation, params),
        };
        assert_eq!(answered, told, "{operation} {params_text}");
        assert_eq!(state(&bench), before, "{operation} {params_text}");
    }
    assert_eq!(bench.service.queues().count(), 1);
}

#[test]
fn queues() {
    let rule = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
    let fifo_rule = "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end \
                     with .fifo suffix and be 1 to 80 in length.";
    let fifo = |name: &str| json!({"QueueName": name, "Attributes": {"FifoQueue": "true"}});
    check_all(
        json!({}),
        vec![
            ("CreateQueue", json!({}), invalid("Value for parameter QueueName is invalid. Reason: Must specify a queue name.")),
            ("CreateQueue", json!({"QueueName": ""}), invalid("Queue name cannot be empty")),
            ("CreateQueue", json!({"QueueName": "in.fo"}), invalid(rule)),
            ("CreateQueue", json!({"QueueName": "ééwwà)"}), invalid(rule)),
            ("CreateQueue", json!({"QueueName": "x".repeat(81)}), invalid(rule)),
            ("CreateQueue", json!({"QueueName": "example.fifo"}), invalid(rule)),
            ("CreateQueue", fifo("example"), invalid(fifo_rule)),
            ("CreateQueue", fifo(".fifo"), invalid(fifo_rule)),
            ("CreateQueue", fifo(&format!("{}.fifo", "x".repeat(76))), invalid(fifo_rule)),
            ("CreateQueue", json!({"QueueName": "example.fifo", "Attributes": {"FifoQueue": "false"}}), "InvalidAttributeName: Unknown Attribute FifoQueue.".into()),
            ("CreateQueue", json!({"QueueName": "x", "Attributes": {"Speed": "1"}}), "InvalidAttributeName: Unknown Attribute Speed.".into()),
            ("CreateQueue", json!({"QueueName": "x", "Attributes": {"QueueArn": "1"}}), "InvalidAttributeName: Unknown Attribute QueueArn.".into()),
            ("CreateQueue", json!({"QueueName": "x", "Colour": "red"}), "ValidationException: unknown parameter 'Colour' in input at 'Colour'; expected one of 'QueueName', 'Attributes', 'tags'".into()),
            ("CreateQueue", json!({"QueueName": "x", "Attributes": {"DelaySeconds": 5}}), "SerializationException: invalid type: integer '5', expected a string at 'Attributes.DelaySeconds'".into()),
            ("GetQueueUrl", json!({}), missing("QueueName")),
            ("GetQueueAttributes", json!({"AttributeNames": ["Foo"]}), "InvalidAttributeName: Unknown Attribute Foo.".into()),
            ("SetQueueAttributes", json!({}), missing("Attribute.Name")),
            ("SetQueueAttributes", json!({"Attributes": {"FifoQueue": "true"}}), "InvalidAttributeName: Unknown Attribute FifoQueue.".into()),
            ("SetQueueAttributes", json!({"Attributes": {"ContentBasedDeduplication": "true"}}), "InvalidAttributeName: Unknown Attribute ContentBasedDeduplication.".into()),
            ("SetQueueAttributes", json!({"Attributes": {"DeduplicationScope": "queue"}}), "InvalidAttributeName: You can specify the DeduplicationScope only when FifoQueue is set to true.".into()),
            ("SetQueueAttributes", json!({"Attributes": {"SqsManagedSseEnabled": "yes"}}), "InvalidAttributeValue: Invalid value for the parameter SqsManagedSseEnabled.".into()),
            ("SetQueueAttributes", json!({"Attributes": {"Policy": "{}"}}), "InvalidAttributeValue: Invalid value for the parameter Policy. Reason: queue policies are not modelled: grant access with IAM policies.".into()),
            ("SetQueueAttributes", json!({"Attributes": {"KmsMasterKeyId": "alias/aws/sqs"}}), "InvalidAttributeValue: Invalid value for the parameter KmsMasterKeyId. Reason: KMS is not modelled: use SqsManagedSseEnabled.".into()),
        ],
    );
}

#[test]
fn numbers_of_attributes() {
    let mut rows = Vec::new();
    for (name, values) in [
        ("DelaySeconds", ["", " 6", "-45", "901", "544.43"]),
        ("MaximumMessageSize", ["", "1000", "1048577", "2000.43", "x"]),
        ("MessageRetentionPeriod", ["", "50", "1209601", "65.2", "+60"]),
        ("ReceiveMessageWaitTimeSeconds", ["", " 2", "-50", "21", "true"]),
        ("VisibilityTimeout", ["", " 2", "-50", "43201", "99999999999999999999"]),
    ] {
        for value in values {
            let told = format!("InvalidAttributeValue: Invalid value for the parameter {name}.");
            rows.push(("CreateQueue", json!({"QueueName": "x", "Attributes": {name: value}}), told.clone()));
            rows.push(("SetQueueAttributes", json!({"Attributes": {"VisibilityTimeout": "5", name: value}}), told));
        }
    }
    check_all(json!({}), rows);
}

#[test]
fn redrive_policies() {
    let set = |name: &str, text: &str| json!({"Attributes": {name: text}});
    let bad = |text: &str, reason: &str| {
        invalid(&format!("Value {text} for parameter RedrivePolicy is invalid. Reason: {reason}"))
    };
    let target = |arn: &str, count: i64| json!({"deadLetterTargetArn": arn, "maxReceiveCount": count}).to_string();
    let mut rows = Vec::new();
    for text in [" ", "4", "[]"] {
        let told = "InvalidAttributeValue: Invalid value for the parameter RedrivePolicy. Reason: Redrive policy is not a valid JSON map.";
        rows.push(("SetQueueAttributes", set("RedrivePolicy", text), told.to_owned()));
    }
    for (text, reason) in [
        ("{}".to_owned(), "Redrive policy does not contain mandatory attribute: maxReceiveCount."),
        (
            r#"{"maxReceiveCount":5}"#.into(),
            "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.",
        ),
        (
            target(&arn("x"), -36),
            "Invalid value for maxReceiveCount: -36, valid values are from 1 to 1000 both inclusive.",
        ),
        (
            target(&arn("x"), 4_023),
            "Invalid value for maxReceiveCount: 4023, valid values are from 1 to 1000 both inclusive.",
        ),
        (
            target("arn:aws:sns:us-east-1:111122223333:t", 5),
            "Only SQS queues are valid resources for deadLetterTargetArn.",
        ),
        (target("dummy", 42), "Invalid value for deadLetterTargetArn."),
        (target(&arn("x.fifo"), 5), "Dead-letter queue must be same type of queue as the source.."),
        (target(&arn("x"), 5), "Dead letter target does not exist."),
        (
            json!({"deadLetterTargetArn": arn("q"), "maxReceiveCount": 5, "x": 1}).to_string(),
            "Only following attributes are supported: [maxReceiveCount, deadLetterTargetArn].",
        ),
    ] {
        rows.push(("SetQueueAttributes", set("RedrivePolicy", &text), bad(&text, reason)));
    }
    let allow = "InvalidAttributeValue: Invalid value for the parameter RedriveAllowPolicy. Reason: Amazon SQS can't create \
                 the redrive allow policy, as it’s in an unsupported format.";
    for text in [
        "444",
        "badjson",
        "[]",
        "{}",
        r#"{"redrivePermission":"dummy"}"#,
        r#"{"redrivePermission":"allowAll","x":1}"#,
        r#"{"redrivePermission":"byQueue","sourceQueueArns":"arn:aws:sqs"}"#,
    ] {
        rows.push(("SetQueueAttributes", set("RedriveAllowPolicy", text), allow.to_owned()));
    }
    let eleven = json!({"redrivePermission": "byQueue", "sourceQueueArns": vec!["a"; 11]}).to_string();
    for (text, reason) in [
        (
            r#"{"redrivePermission":"byQueue"}"#,
            "When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values.",
        ),
        (
            r#"{"redrivePermission":"byQueue","sourceQueueArns":[]}"#,
            "When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values.",
        ),
        (
            r#"{"redrivePermission":"denyAll","sourceQueueArns":["a"]}"#,
            "To specify one or more source queue ARNs, you must set redrivePermission to byQueue.",
        ),
        (&eleven, "The maximum number of source queue ARNs you can specify is 10."),
    ] {
        let told = format!(
            "Value {text} for parameter RedriveAllowPolicy is invalid. Reason: Amazon SQS can't create the redrive allow policy. {reason}"
        );
        rows.push(("SetQueueAttributes", set("RedriveAllowPolicy", text), invalid(&told)));
    }
    check_all(json!({}), rows);
}

#[test]
fn messages() {
    let with = |attribute: Value| json!({"MessageBody": "m", "MessageAttributes": {"Hello": attribute}});
    let named = |name: &str| json!({"MessageBody": "m", "MessageAttributes": {name: {"DataType": "String", "StringValue": "x"}}});
    let reserved = "You can't use message attribute names beginning with 'AWS.' or 'Amazon'. These strings are reserved for internal use.";
    let characters = "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";
    let delay = |value: i64| {
        invalid(&format!(
            "Value {value} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900."
        ))
    };
    let wrong_type = "The request include parameter that is not valid for this queue type.";
    check_all(
        json!({}),
        vec![
            ("SendMessage", json!({}), missing("MessageBody")),
            ("SendMessage", json!({"MessageBody": ""}), missing("MessageBody")),
            (
                "SendMessage",
                json!({"MessageBody": {}}),
                "SerializationException: invalid type: map, expected a string at 'MessageBody'".into(),
            ),
            ("SendMessage", json!({"MessageBody": "a\u{1}"}), format!("InvalidMessageContents: {characters}")),
            ("SendMessage", json!({"MessageBody": "\u{ffff}"}), format!("InvalidMessageContents: {characters}")),
            ("SendMessage", json!({"MessageBody": "m", "DelaySeconds": -234}), delay(-234)),
            ("SendMessage", json!({"MessageBody": "m", "DelaySeconds": 1000}), delay(1_000)),
            (
                "SendMessage",
                json!({"MessageBody": "m", "MessageDeduplicationId": "1"}),
                invalid(&format!("Value 1 for parameter MessageDeduplicationId is invalid. Reason: {wrong_type}")),
            ),
            (
                "SendMessage",
                json!({"MessageBody": "m", "MessageGroupId": "a b"}),
                invalid("MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length"),
            ),
            (
                "SendMessage",
                with(json!({})),
                invalid("The message (user) attribute 'Hello' must contain a non-empty message attribute value."),
            ),
            (
                "SendMessage",
                with(json!({"StringValue": "x"})),
                invalid("The message (user) attribute 'Hello' must contain a non-empty message attribute type."),
            ),
            (
                "SendMessage",
                with(json!({"DataType": "String", "StringValue": ""})),
                invalid("Message (user) attribute 'Hello' must contain a non-empty value of type 'String'."),
            ),
            (
                "SendMessage",
                with(json!({"DataType": "Number", "StringValue": "world"})),
                invalid("Can't cast the value of message (user) attribute 'Hello' to a number."),
            ),
            (
                "SendMessage",
                with(json!({"DataType": "InvalidType", "StringValue": "x"})),
                invalid(
                    "The type of message (user) attribute 'Hello' is invalid. You must use only the following supported type prefixes: Binary, Number, String.",
                ),
            ),
            (
                "SendMessage",
                with(json!({"DataType": "String", "BinaryValue": "eA=="})),
                invalid("Message (user) attribute 'Hello' with type 'String' must use field 'String'."),
            ),
            (
                "SendMessage",
                with(json!({"DataType": "Binary", "StringValue": "x"})),
                invalid("Message (user) attribute 'Hello' with type 'Binary' must use field 'Binary'."),
            ),
            (
                "SendMessage",
                with(json!({"DataType": "String", "StringValue": "x", "BinaryValue": "eA=="})),
                invalid("Message (user) attribute 'Hello' must have a single value."),
            ),
            ("SendMessage", with(json!({"DataType": "String", "StringValue": "\u{2}"})), invalid(characters)),
            (
                "SendMessage",
                with(json!({"DataType": "StringList", "StringListValues": ["x"]})),
                "UnsupportedOperation: Message attribute list values in SendMessage operation are not supported."
                    .into(),
            ),
            ("SendMessage", named(""), invalid("The request must contain non-empty message (user) attribute names.")),
            ("SendMessage", named("AWS.Hello"), invalid(reserved)),
            ("SendMessage", named("amazon.Hello"), invalid(reserved)),
            ("SendMessage", named(".a"), invalid("Message (user) attribute name must not begin with character '.'.")),
            ("SendMessage", named("a."), invalid("Message (user) attribute name must not end with character '.'.")),
            (
                "SendMessage",
                named("a..b"),
                invalid("Message (user) attribute name must not have successive '.' characters."),
            ),
            (
                "SendMessage",
                json!({"MessageBody": "m", "MessageSystemAttributes": {"Hello": {"DataType": "String", "StringValue": "x"}}}),
                invalid("Message system attribute name 'Hello' is invalid."),
            ),
        ],
    );
}

#[test]
fn receives_deletes_and_visibility() {
    let value = |value: i64, parameter: &str, reason: &str| {
        invalid(&format!("Value {value} for parameter {parameter} is invalid. Reason: {reason}"))
    };
    let handle = |text: &str| {
        format!("ReceiptHandleIsInvalid: The input receipt handle \"{text}\" is not a valid receipt handle.")
    };
    let wrong_type = "The request include parameter that is not valid for this queue type.";
    check_all(
        json!({}),
        vec![
            (
                "ReceiveMessage",
                json!({"MaxNumberOfMessages": 0}),
                value(0, "MaxNumberOfMessages", "Must be between 1 and 10, if provided."),
            ),
            (
                "ReceiveMessage",
                json!({"MaxNumberOfMessages": 11}),
                value(11, "MaxNumberOfMessages", "Must be between 1 and 10, if provided."),
            ),
            (
                "ReceiveMessage",
                json!({"WaitTimeSeconds": 21}),
                value(21, "WaitTimeSeconds", "Must be >= 0 and <= 20, if provided."),
            ),
            (
                "ReceiveMessage",
                json!({"WaitTimeSeconds": -1}),
                value(-1, "WaitTimeSeconds", "Must be >= 0 and <= 20, if provided."),
            ),
            (
                "ReceiveMessage",
                json!({"VisibilityTimeout": 43_201}),
                value(43_201, "VisibilityTimeout", "Must be >= 0 and <= 43200, if provided."),
            ),
            (
                "ReceiveMessage",
                json!({"AttributeNames": ["Foo"]}),
                "InvalidAttributeName: Unknown Attribute Foo.".into(),
            ),
            (
                "ReceiveMessage",
                json!({"ReceiveRequestAttemptId": "x"}),
                invalid(&format!("Value x for parameter ReceiveRequestAttemptId is invalid. Reason: {wrong_type}")),
            ),
            ("DeleteMessage", json!({}), missing("ReceiptHandle")),
            ("DeleteMessage", json!({"ReceiptHandle": "garbage"}), handle("garbage")),
            ("ChangeMessageVisibility", json!({"VisibilityTimeout": 34}), missing("ReceiptHandle")),
            ("ChangeMessageVisibility", json!({"ReceiptHandle": "x"}), missing("VisibilityTimeout")),
            ("ChangeMessageVisibility", json!({"ReceiptHandle": "x", "VisibilityTimeout": 34}), handle("x")),
            (
                "ChangeMessageVisibility",
                json!({"ReceiptHandle": "x", "VisibilityTimeout": -10}),
                value(-10, "VisibilityTimeout", "Must be between 0 and 43200."),
            ),
            (
                "ChangeMessageVisibility",
                json!({"ReceiptHandle": "x", "VisibilityTimeout": 43_201}),
                value(43_201, "VisibilityTimeout", "Must be between 0 and 43200."),
            ),
        ],
    );
}

#[test]
fn batches() {
    let id_rule = "InvalidBatchEntryId: A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.";
    let mut rows = Vec::new();
    for (operation, what) in [
        ("SendMessageBatch", "SendMessageBatchRequestEntry"),
        ("DeleteMessageBatch", "DeleteMessageBatchRequestEntry"),
        ("ChangeMessageVisibilityBatch", "ChangeMessageVisibilityBatchRequestEntry"),
    ] {
        let entry = |id: &str| match operation {
            "SendMessageBatch" => json!({"Id": id, "MessageBody": "m"}),
            _ => json!({"Id": id, "ReceiptHandle": "x"}),
        };
        let many: Vec<_> = (0..20).map(|id| entry(&id.to_string())).collect();
        rows.extend([
            (operation, json!({}), missing("Entries")),
            (
                operation,
                json!({"Entries": []}),
                format!("EmptyBatchRequest: There should be at least one {what} in the request."),
            ),
            (
                operation,
                json!({"Entries": many}),
                "TooManyEntriesInBatchRequest: Maximum number of entries per request are 10. You have sent 20.".into(),
            ),
            (operation, json!({"Entries": [{}]}), missing(&format!("{what}.1.Id"))),
            (operation, json!({"Entries": [entry("")]}), id_rule.into()),
            (operation, json!({"Entries": [entry("invalid:id")]}), id_rule.into()),
            (operation, json!({"Entries": [entry(&"x".repeat(81))]}), id_rule.into()),
            (
                operation,
                json!({"Entries": [entry("a"), entry("b"), entry("a")]}),
                "BatchEntryIdsNotDistinct: Id a repeated.".into(),
            ),
        ]);
    }
    check_all(json!({}), rows);
}

#[test]
fn fifo() {
    let ids =
        |group: &str, id: &str| json!({"MessageBody": "m", "MessageGroupId": group, "MessageDeduplicationId": id});
    let rule = |parameter: &str| {
        invalid(&format!("{parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length"))
    };
    check_all(
        json!({"FifoQueue": "true"}),
        vec![
            ("SendMessage", json!({"MessageBody": "m", "MessageDeduplicationId": "x"}), missing("MessageGroupId")),
            ("SendMessage", json!({"MessageBody": "m", "MessageGroupId": "x"}), invalid("The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly")),
            ("SendMessage", ids("", "x"), rule("MessageGroupId")),
            ("SendMessage", ids("x", &"x".repeat(129)), rule("MessageDeduplicationId")),
            ("SendMessage", ids("ü", "x"), rule("MessageGroupId")),
            ("ReceiveMessage", json!({"ReceiveRequestAttemptId": "a b"}), rule("ReceiveRequestAttemptId")),
            ("SetQueueAttributes", json!({"Attributes": {"FifoQueue": "false"}}), "InvalidAttributeValue: Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.".into()),
            ("SetQueueAttributes", json!({"Attributes": {"ContentBasedDeduplication": "x"}}), "InvalidAttributeValue: Invalid value for the parameter ContentBasedDeduplication.".into()),
            ("SetQueueAttributes", json!({"Attributes": {"DeduplicationScope": "x"}}), "InvalidAttributeValue: Invalid value for the parameter DeduplicationScope.".into()),
            ("SetQueueAttributes", json!({"Attributes": {"FifoThroughputLimit": "perMessageGroupId"}}), invalid("The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup")),
        ],
    );
}
