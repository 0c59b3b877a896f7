//! How many records of 200 bytes a second pass from a producer through the door, 250 shards and Firehose into a bucket,
//! uncompressed and compressed; how many are put on 1,000 shards (`bench/puts.rs`); and how long a seek takes in a run of a
//! million events (`bench/seek.rs`): `cargo xtask bench`. It prints and enforces nothing; the same in a browser are
//! `speed.bench.mjs`, which plays the same lines, `puts.bench.mjs` and `seek.bench.mjs` in `tests/browser`. An argument,
//! `speed`, `puts` or `seek`, measures that alone.

#![expect(clippy::disallowed_methods, reason = "a benchmark measures wall time")]

// Beside this file they would be examples of their own.
#[path = "bench/driver.rs"]
mod driver;
#[path = "bench/puts.rs"]
mod puts;
#[path = "bench/seek.rs"]
mod seek;

use driver::Driver;
use protocol::{Config, ToWorker};
use serde_json::{Value, json};
use std::error::Error;
use std::time::Instant;

/// Bytes of a record, without the delimiter.
const RECORD_BYTES: usize = 200;
/// Different records; the producer goes round.
const RECORDS: usize = 20_000;
/// Offered.
const RECORDS_PER_S: u64 = 200_000;
/// Enough for that many records and bytes, with room for chance.
const SHARDS: u64 = 250;
/// Virtual seconds that are measured.
const SECONDS: u64 = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let only = std::env::args().nth(1);
    let is_meant = |name: &str| only.as_deref().is_none_or(|only| only == name);
    if is_meant("speed") {
        speed()?;
    }
    if is_meant("puts") {
        puts::measure()?;
    }
    if is_meant("seek") {
        seek::measure()?;
    }
    Ok(())
}

fn speed() -> Result<(), Box<dyn Error>> {
    println!("{RECORDS_PER_S} records/s of {RECORD_BYTES} bytes offered, {SHARDS} shards, {SECONDS} virtual seconds");
    for (compression, ending) in [("UNCOMPRESSED", ""), ("GZIP", ".gz")] {
        let figures = measure(compression)?;
        let per_s = figures.records as f64 / figures.wall_s;
        println!(
            "{compression:<14}{per_s:>12.0} records/s  ({} records, {:.1} MB{ending} in the bucket, {:.2} s of wall time)",
            figures.records,
            figures.bucket_bytes as f64 / 1e6,
            figures.wall_s,
        );
    }
    Ok(())
}

/// What one run gave.
struct Figures {
    records: u64,
    bucket_bytes: u64,
    wall_s: f64,
}

fn measure(compression: &str) -> Result<Figures, Box<dyn Error>> {
    let mut bench = Driver::start(Config { scenario: "empty".into(), ..Config::default() })?;
    for (call, params) in calls(compression) {
        match params.as_u64().filter(|_| call == "advance") {
            Some(seconds) => bench.advance(seconds)?,
            None => bench.call(call, params)?,
        };
    }
    bench.advance(120)?;
    bench.ask(|id| ToWorker::Input { id, name: "load".into() }, Some(file().into()))?;
    bench.set("load", json!({ "source": "file:load", "target": "load", "rate": RECORDS_PER_S, "keyField": "" }))?;
    let start = Instant::now();
    bench.advance(SECONDS)?;
    bench.set("load", json!({ "running": false }))?;
    // What still lies in buffers belongs to the work.
    bench.advance(62)?;
    let wall_s = start.elapsed().as_secs_f64();
    let bucket_bytes = bench.host().run().present().s3().bytes();
    // A producer puts ten times a second, at both ends of the time.
    let records = RECORDS_PER_S / 10 * (SECONDS * 10 + 1);
    let expected = records * (RECORD_BYTES as u64 + 1);
    if compression == "UNCOMPRESSED" && bucket_bytes != expected {
        return Err(format!("{bucket_bytes} bytes came to the bucket, not {expected}").into());
    }
    Ok(Figures { records, bucket_bytes, wall_s })
}

/// The pipeline.
fn calls(compression: &str) -> Vec<(&'static str, Value)> {
    let trust = |principal: &str| {
        json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": { "Service": principal }, "Action": "sts:AssumeRole" }] }).to_string()
    };
    let all = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] })
        .to_string();
    let role = "arn:aws:iam::111122223333:role/delivery";
    vec![
        ("IAM.PutUserPolicy", json!({ "UserName": "producer", "PolicyName": "all", "PolicyDocument": all })),
        (
            "IAM.CreateRole",
            json!({ "RoleName": "delivery", "AssumeRolePolicyDocument": trust("firehose.amazonaws.com") }),
        ),
        ("IAM.PutRolePolicy", json!({ "RoleName": "delivery", "PolicyName": "all", "PolicyDocument": all })),
        ("S3.CreateBucket", json!({ "Bucket": "load" })),
        ("Kinesis.CreateStream", json!({ "StreamName": "load", "ShardCount": SHARDS })),
        ("advance", json!(60)),
        (
            "Firehose.CreateDeliveryStream",
            json!({
                "DeliveryStreamName": "load", "DeliveryStreamType": "KinesisStreamAsSource",
                "KinesisStreamSourceConfiguration": { "KinesisStreamARN": "arn:aws:kinesis:us-east-1:111122223333:stream/load", "RoleARN": role },
                "ExtendedS3DestinationConfiguration": {
                    "RoleARN": role, "BucketARN": "arn:aws:s3:::load", "CompressionFormat": compression,
                    "BufferingHints": { "SizeInMBs": 5, "IntervalInSeconds": 60 },
                    "ProcessingConfiguration": { "Enabled": true, "Processors": [{ "Type": "AppendDelimiterToRecord", "Parameters": [{ "ParameterName": "Delimiter", "ParameterValue": "\\n" }] }] },
                },
            }),
        ),
    ]
}

/// Records of exactly [`RECORD_BYTES`], as unlike each other as a click-stream's.
fn file() -> Vec<u8> {
    let mut bytes = Vec::with_capacity(RECORDS * (RECORD_BYTES + 1));
    let mut state = 1_u64;
    for index in 0..RECORDS {
        let mut line = format!("{{\"n\":{index},\"text\":\"");
        while line.len() < RECORD_BYTES - 2 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let word = format!("{:04x} ", (state >> 32) % 4_096);
            line.push_str(&word[..word.len().min(RECORD_BYTES - 2 - line.len())]);
        }
        line.push_str("\"}\n");
        bytes.extend_from_slice(line.as_bytes());
    }
    bytes
}
