//! A bench with streams on it, and calls as JSON.

use api::kinesis::{PutRecords, PutRecordsOutput, Request, Response};
use api::{AwsError, PutBatch};
use kinesis::Kinesis;
use serde_json::{Value, json};
use service::testing::Bench;

pub const SECOND_US: u64 = 1_000_000;

/// A bench with one active stream `s`.
pub fn bench(shards: u32) -> Bench<Kinesis> {
    let mut bench = Bench::new(Kinesis::default());
    answer(&mut bench, "CreateStream", json!({"StreamName": "s", "ShardCount": shards}));
    bench.advance(10 * SECOND_US);
    bench
}

/// Makes a call; gives its answer or its error as JSON.
pub fn answer(bench: &mut Bench<Kinesis>, operation: &str, params: Value) -> Value {
    match call(bench, operation, params) {
        Ok(response) => response.to_json(),
        Err(error) => Value::from(error.to_string()),
    }
}

pub fn call(bench: &mut Bench<Kinesis>, operation: &str, params: Value) -> Result<Response, AwsError> {
    let params = if params.is_null() { json!({}) } else { params };
    match api::Request::parse(&format!("Kinesis.{operation}"), params)? {
        api::Request::Kinesis(request) => bench.now(request),
        other => panic!("{} is not Kinesis's", other.name()),
    }
}

/// Puts records with these keys and datas.
pub fn put(bench: &mut Bench<Kinesis>, records: &[(String, Vec<u8>)]) -> PutRecordsOutput {
    let records = PutBatch::of(records.iter().map(|(key, data)| (key.as_str(), data.as_slice())));
    let request = PutRecords { stream_name: Some("s".into()), stream_arn: None, records };
    match bench.now(Request::PutRecords(request)) {
        Ok(Response::PutRecords(output)) => output,
        other => panic!("{other:?}"),
    }
}

/// Puts one record; gives its shard and its number.
pub fn put_one(bench: &mut Bench<Kinesis>, key: &str, data: &str) -> (String, String) {
    let data = api::Blob::from(data);
    let told = answer(bench, "PutRecord", json!({"StreamName": "s", "PartitionKey": key, "Data": data}));
    let member = |name: &str| told[name].as_str().map(str::to_owned).unwrap_or_else(|| panic!("{told}"));
    (member("ShardId"), member("SequenceNumber"))
}

/// What `DescribeStreamSummary` tells of `s`.
pub fn summary(bench: &mut Bench<Kinesis>) -> Value {
    answer(bench, "DescribeStreamSummary", json!({"StreamName": "s"}))["StreamDescriptionSummary"].take()
}

/// Makes a call that must be served, and waits until the stream is active again.
pub fn change(bench: &mut Bench<Kinesis>, operation: &str, params: Value) -> Value {
    let told = answer(bench, operation, params);
    assert!(told.is_object(), "{told}");
    let mut rounds = 0;
    while summary(bench)["StreamStatus"] == "UPDATING" {
        bench.advance(SECOND_US);
        rounds += 1;
        assert!(rounds < 1_000, "no end of {operation}");
    }
    told
}

/// The shards of `s`: number, whether open, hash keys, parents.
pub fn shards(bench: &mut Bench<Kinesis>, filter: Value) -> Vec<Value> {
    let told = answer(bench, "ListShards", json!({"StreamName": "s", "ShardFilter": filter}));
    told["Shards"].as_array().cloned().unwrap_or_else(|| panic!("{told}"))
}

/// The numbers in their ids.
pub fn numbers(shards: &[Value]) -> Vec<u32> {
    shards.iter().filter_map(|shard| api::kinesis::shard_number(shard["ShardId"].as_str()?)).collect()
}

/// Reads a shard from its horizon to its present end, and gives what it held and the last answer. A call is made each five seconds.
pub fn drain(bench: &mut Bench<Kinesis>, shard: u32) -> (Vec<String>, Value) {
    bench.advance(SECOND_US);
    drain_every(bench, shard, 5 * SECOND_US)
}

/// The same with a call each `pause_us`; five may be made without one.
pub fn drain_every(bench: &mut Bench<Kinesis>, shard: u32, pause_us: u64) -> (Vec<String>, Value) {
    let mut from = iterator(bench, shard, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    let mut all = Vec::new();
    loop {
        bench.advance(pause_us);
        let told = answer(bench, "GetRecords", json!({"ShardIterator": from}));
        let page = datas(&told);
        let is_at_end = page.is_empty() && told["MillisBehindLatest"] == 0;
        let is_done = is_at_end || told["NextShardIterator"].is_null();
        all.extend(page);
        if is_done {
            return (all, told);
        }
        from = told["NextShardIterator"].as_str().unwrap_or_default().to_owned();
    }
}

/// `count` small records with keys of their own.
pub fn records(first: u64, count: u64) -> Vec<(String, Vec<u8>)> {
    (first..first + count).map(|number| (format!("key-{number}"), number.to_string().into_bytes())).collect()
}

/// A shard iterator for `s`.
pub fn iterator(bench: &mut Bench<Kinesis>, shard: u32, more: Value) -> String {
    let mut params = json!({"StreamName": "s", "ShardId": api::kinesis::shard_id(shard)});
    if let (Some(params), Value::Object(more)) = (params.as_object_mut(), more) {
        params.extend(more);
    }
    let told = answer(bench, "GetShardIterator", params);
    told["ShardIterator"].as_str().map(str::to_owned).unwrap_or_else(|| panic!("{told}"))
}

/// The data of what `GetRecords` gives, as text.
pub fn datas(told: &Value) -> Vec<String> {
    let records = told["Records"].as_array().unwrap_or_else(|| panic!("{told}"));
    let data = |record: &Value| serde_json::from_value::<api::Blob>(record["Data"].clone()).unwrap_or_default();
    records.iter().map(|record| String::from_utf8_lossy(&data(record).0).into_owned()).collect()
}
