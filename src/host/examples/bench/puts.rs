//! How many records a second a producer puts on 1,000 shards, 500 a call, each call through the door: IAM, limits, metrics, bill
//! and trail are in it. The records stay on the stream.

use crate::driver::Driver;
use crate::{RECORD_BYTES, file};
use protocol::{Config, ToWorker};
use serde_json::json;
use std::error::Error;
use std::time::Instant;

/// Offered, which is all that as many shards may take.
const RECORDS_PER_S: u64 = 1_000_000;
const SHARDS: u64 = 1_000;
/// Few, because everything stays in memory.
const SECONDS: u64 = 2;
const RUNS: usize = 5;
/// Offered for a second before, as in the browser.
const FIRST_RECORDS_PER_S: u64 = 100_000;

/// Prints each run and the median.
pub fn measure() -> Result<(), Box<dyn Error>> {
    println!(
        "records of {RECORD_BYTES} bytes, 500 a call, {SHARDS} shards, {SECONDS} virtual seconds at {RECORDS_PER_S} records/s"
    );
    let mut speeds = Vec::new();
    for number in 1..=RUNS {
        let (records, wall_s) = run()?;
        let per_s = records as f64 / wall_s;
        println!("run {number}     {per_s:>10.0} records/s  ({records} records, {wall_s:.2} s of wall time)");
        speeds.push(per_s);
    }
    speeds.sort_by(f64::total_cmp);
    println!("median    {:>10.0} records/s", speeds[RUNS / 2]);
    Ok(())
}

/// Records put, and seconds of wall time.
fn run() -> Result<(u64, f64), Box<dyn Error>> {
    let mut bench = Driver::start(Config { scenario: "empty".into(), ..Config::default() })?;
    let statement = json!({ "Effect": "Allow", "Action": "kinesis:PutRecords", "Resource": "*" });
    let policy = json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
    let policy = json!({ "UserName": "producer", "PolicyName": "puts", "PolicyDocument": policy });
    bench.call("IAM.PutUserPolicy", policy)?;
    bench.call("Kinesis.CreateStream", json!({ "StreamName": "load", "ShardCount": SHARDS }))?;
    bench.advance(60)?;
    bench.ask(|id| ToWorker::Input { id, name: "load".into() }, Some(file().into()))?;
    bench
        .set("load", json!({ "source": "file:load", "target": "load", "rate": FIRST_RECORDS_PER_S, "keyField": "" }))?;
    bench.advance(1)?;
    bench.set("load", json!({ "rate": RECORDS_PER_S }))?;
    let earlier = records(&bench);
    let start = Instant::now();
    bench.advance(SECONDS)?;
    let wall_s = start.elapsed().as_secs_f64();
    let expected = RECORDS_PER_S * SECONDS;
    match records(&bench) - earlier {
        records if records == expected => Ok((records, wall_s)),
        records => Err(format!("{records} records were put, not {expected}").into()),
    }
}

fn records(bench: &Driver) -> u64 {
    bench.host().run().present().kinesis().stream("load").map_or(0, |stream| stream.records())
}
