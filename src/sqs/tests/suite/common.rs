//! A bench with queues on it, and calls as JSON.

use api::AwsError;
use api::sqs::{Request, Response};
use serde_json::{Value, json};
use service::testing::Bench;
use service::{Caller, Ctx, Reply, Service, Ticket};
use sqs::Sqs;

pub const SECOND_US: u64 = 1_000_000;
pub const MINUTE_US: u64 = 60 * SECOND_US;

/// A queue's address.
pub fn url(name: &str) -> String {
    format!("https://sqs.us-east-1.amazonaws.com/111122223333/{name}")
}

/// A queue's ARN.
pub fn arn(name: &str) -> String {
    format!("arn:aws:sqs:us-east-1:111122223333:{name}")
}

/// A bench with one queue `q` with these attributes; or `q.fifo`, if it is to be one.
pub fn bench(attributes: Value) -> Bench<Sqs> {
    let mut bench = Bench::new(Sqs::default());
    create(&mut bench, if attributes["FifoQueue"] == "true" { "q.fifo" } else { "q" }, attributes);
    bench
}

/// Makes a queue.
pub fn create(bench: &mut Bench<Sqs>, name: &str, attributes: Value) {
    let told = answer(bench, "CreateQueue", json!({"QueueName": name, "Attributes": attributes}));
    assert_eq!(told, json!({"QueueUrl": url(name)}));
}

/// Makes a call; gives its answer or its error as JSON, `"later"` if it comes later.
pub fn answer(bench: &mut Bench<Sqs>, operation: &str, params: Value) -> Value {
    match call(bench, operation, params, 1) {
        Ok(Reply::Now(response)) => response.to_json(),
        Ok(Reply::Later(_) | Reply::Open(..)) => "later".into(),
        Err(error) => error.to_string().into(),
    }
}

/// Makes a call on the queue `name`.
pub fn on(bench: &mut Bench<Sqs>, name: &str, operation: &str, mut params: Value) -> Value {
    if let Some(params) = params.as_object_mut() {
        params.insert("QueueUrl".into(), url(name).into());
    }
    answer(bench, operation, params)
}

pub fn call(bench: &mut Bench<Sqs>, operation: &str, params: Value, ticket: u64) -> Result<Reply<Response>, AwsError> {
    let params = if params.is_null() { json!({}) } else { params };
    match api::Request::parse(&format!("SQS.{operation}"), params)? {
        api::Request::Sqs(request) => call_as(bench, request, ticket),
        other => panic!("{} is not SQS's", other.name()),
    }
}

pub fn call_as(bench: &mut Bench<Sqs>, request: Request, ticket: u64) -> Result<Reply<Response>, AwsError> {
    let caller = Caller { principal: api::Principal::administrator(), ticket: Ticket(ticket) };
    bench.service.call(&caller, request, &mut Ctx::new(&mut bench.around))
}

/// Sends a message; gives its id.
pub fn send(bench: &mut Bench<Sqs>, name: &str, body: &str) -> String {
    let told = on(bench, name, "SendMessage", json!({"MessageBody": body}));
    told["MessageId"].as_str().map(str::to_owned).unwrap_or_else(|| panic!("{told}"))
}

/// Sends a message of a group, with its body as deduplication id.
pub fn send_to(bench: &mut Bench<Sqs>, name: &str, group: &str, body: &str) -> Value {
    let params =
        json!({"MessageBody": body, "MessageGroupId": group, "MessageDeduplicationId": format!("{group}-{body}")});
    on(bench, name, "SendMessage", params)
}

/// Receives up to 10 messages by a long poll (which asks all machines and gives what is there at once).
pub fn receive(bench: &mut Bench<Sqs>, name: &str) -> Vec<Value> {
    receive_with(bench, name, json!({"MaxNumberOfMessages": 10, "WaitTimeSeconds": 1}))
}

/// Receives. A call that would wait gives nothing, and is over when a second has passed.
pub fn receive_with(bench: &mut Bench<Sqs>, name: &str, params: Value) -> Vec<Value> {
    let told = on(bench, name, "ReceiveMessage", params);
    if told == "later" {
        return Vec::new();
    }
    assert!(told.is_object(), "{told}");
    told["Messages"].as_array().cloned().unwrap_or_default()
}

/// The bodies of messages.
pub fn bodies(messages: &[Value]) -> Vec<&str> {
    messages.iter().map(|message| message["Body"].as_str().unwrap_or_default()).collect()
}

/// A message's receipt handle.
pub fn handle(message: &Value) -> &str {
    message["ReceiptHandle"].as_str().unwrap_or_default()
}

/// Deletes a received message.
pub fn delete(bench: &mut Bench<Sqs>, name: &str, message: &Value) -> Value {
    on(bench, name, "DeleteMessage", json!({"ReceiptHandle": handle(message)}))
}

/// One attribute of a queue, `""` if it has none.
pub fn attribute(bench: &mut Bench<Sqs>, name: &str, attribute: &str) -> String {
    let told = on(bench, name, "GetQueueAttributes", json!({"AttributeNames": [attribute]}));
    told["Attributes"][attribute].as_str().unwrap_or_default().to_owned()
}

/// How many messages are visible, in flight and delayed.
pub fn places(bench: &Bench<Sqs>, name: &str) -> (u64, u64, u64) {
    bench.service.queue(name).map_or((9, 9, 9), |queue| (queue.visible(), queue.in_flight(), queue.delayed()))
}

/// That all laws hold, and all indices agree.
pub fn check(bench: &Bench<Sqs>) {
    assert_eq!(bench.breaches(), Vec::<String>::new());
    for queue in bench.service.queues() {
        assert_eq!(queue.audit(), None, "{}", queue.name());
    }
}
