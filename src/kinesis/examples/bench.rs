//! What a put costs and what a record takes, from 10 shards to 1,000 and from 10^4 records retained to 10^7. It prints
//! a table and enforces nothing: `cargo run --release -p kinesis --example kinesis-bench`.

#![expect(clippy::disallowed_methods, reason = "a benchmark measures wall time")]

use api::PutBatch;
use api::kinesis::{CreateStream, GetRecords, GetShardIterator, PutRecords, Request, Response, shard_id};
use kinesis::Kinesis;
use service::testing::Bench;
use std::error::Error;
use std::time::{Duration, Instant};

/// Key and data together.
const RECORD_BYTES: usize = 100;
/// Records of a call.
const BATCH: usize = 500;
/// Below a shard's limit, with room for chance.
const RECORDS_PER_S_AND_SHARD: u64 = 700;

fn main() -> Result<(), Box<dyn Error>> {
    println!("puts of {BATCH} records, {RECORD_BYTES} bytes each");
    println!(
        "{:>8}{:>12}{:>12}{:>12}{:>10}{:>14}{:>10}{:>10}",
        "shards", "retained", "records/s", "ns/record", "median", "bytes/record", "clone us", "ns/read"
    );
    // The first calls find cold caches.
    let mut warm = Run::new(10)?;
    while warm.records() < 200_000 {
        warm.put()?;
    }
    drop(warm);
    for shards in [10, 100, 1_000] {
        let mut run = Run::new(shards)?;
        for retained in [10_000, 100_000, 1_000_000, 10_000_000] {
            let mut spent = Vec::new();
            while run.records() < retained {
                // The later half: what it takes to make room for many is paid for by many.
                let is_timed = run.records() >= retained / 2;
                let took = run.put()?;
                if is_timed {
                    spent.push(took);
                }
            }
            run.print(retained, &mut spent)?;
        }
    }
    Ok(())
}

struct Run {
    bench: Bench<Kinesis>,
    shards: u64,
    /// Different ones, so that keys go everywhere.
    batches: Vec<PutBatch>,
    puts: usize,
}

impl Run {
    fn new(shards: u64) -> Result<Self, Box<dyn Error>> {
        let mut bench = Bench::new(Kinesis::default());
        let shard_count = Some(shards as i64);
        let request = CreateStream { stream_name: "s".into(), shard_count, ..CreateStream::default() };
        bench.now(Request::CreateStream(request))?;
        bench.advance(10_000_000);
        let batches = (0..200).map(batch).collect();
        Ok(Self { bench, shards, batches, puts: 0 })
    }

    fn records(&self) -> u64 {
        self.bench.service.stream("s").map_or(0, |stream| stream.records())
    }

    /// Puts one batch; gives how long it took.
    fn put(&mut self) -> Result<Duration, Box<dyn Error>> {
        let records = self.batches.get(self.puts % self.batches.len()).cloned().unwrap_or_default();
        self.puts += 1;
        let request = PutRecords { stream_name: Some("s".into()), stream_arn: None, records };
        let start = Instant::now();
        let response = self.bench.now(Request::PutRecords(request))?;
        let spent = start.elapsed();
        match response {
            Response::PutRecords(output) if output.failed_record_count == 0 => {}
            other => return Err(format!("not all was taken: {other:?}").into()),
        }
        self.bench.advance(BATCH as u64 * 1_000_000 / (self.shards * RECORDS_PER_S_AND_SHARD) + 1);
        Ok(spent)
    }

    /// Prints a line: `spent` is how long each of the last puts took. Their median beside the mean tells what others on the
    /// machine have taken from it, which is no put's cost.
    fn print(&mut self, retained: u64, spent: &mut [Duration]) -> Result<(), Box<dyn Error>> {
        spent.sort_unstable();
        let per_record = |time: Duration| time.as_secs_f64() * 1e9 / BATCH as f64;
        let ns = per_record(spent.iter().sum()) / spent.len() as f64;
        let median = spent.get(spent.len() / 2).copied().map_or(f64::NAN, per_record);
        let bytes = self.bench.service.stream("s").map_or(0, |stream| stream.memory_bytes());
        let bytes_each = bytes as f64 / self.records() as f64;
        let start = Instant::now();
        let clone = self.bench.service.clone();
        let clone_us = start.elapsed().as_secs_f64() * 1e6;
        drop(clone);
        let (shards, read_ns) = (self.shards, self.read()?);
        let per_s = 1e9 / ns;
        println!(
            "{shards:>8}{retained:>12}{per_s:>12.0}{ns:>12.0}{median:>10.0}{bytes_each:>14.1}{clone_us:>10.1}{read_ns:>10.0}"
        );
        Ok(())
    }

    /// Reads each shard from its beginning, once; gives nanoseconds a record.
    fn read(&mut self) -> Result<f64, Box<dyn Error>> {
        self.bench.advance(10_000_000);
        let (mut spent, mut records) = (Duration::ZERO, 0);
        for shard in 0..self.shards as u32 {
            let from = GetShardIterator {
                stream_name: Some("s".into()),
                shard_id: shard_id(shard),
                shard_iterator_type: "TRIM_HORIZON".into(),
                ..GetShardIterator::default()
            };
            let Response::GetShardIterator(from) = self.bench.now(Request::GetShardIterator(from))? else { continue };
            let request = GetRecords { shard_iterator: from.shard_iterator, ..GetRecords::default() };
            let start = Instant::now();
            let response = self.bench.now(Request::GetRecords(request))?;
            spent += start.elapsed();
            if let Response::GetRecords(output) = response {
                records += output.records.len();
            }
        }
        Ok(spent.as_secs_f64() * 1e9 / records as f64)
    }
}

fn batch(number: usize) -> PutBatch {
    let record = |index: usize| {
        let key = format!("key-{}", number * BATCH + index);
        let data = vec![b'x'; RECORD_BYTES - key.len()];
        (key, data)
    };
    let records: Vec<_> = (0..BATCH).map(record).collect();
    PutBatch::of(records.iter().map(|(key, data)| (key.as_str(), data.as_slice())))
}
