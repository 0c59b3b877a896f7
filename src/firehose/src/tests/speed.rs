//! How fast records go through. Prints; the bound is the whole pipeline's, and checked there.

use super::world::{World, bench_with, from_stream, to_s3};

const RECORDS: usize = 4_000_000;
const SHARDS: usize = 200;

fn run(gzip: bool) {
    let world = World::new(SHARDS);
    let mut request = from_stream(to_s3());
    if let (Some(s3), true) = (&mut request.extended_s3_destination_configuration, gzip) {
        s3.compression_format = Some("GZIP".into());
    }
    let mut bench = bench_with(&world, request);
    let texts: Vec<String> = (0..1_000).map(|index| format!("{{\"flight\":{index:0190}}}")).collect();
    let records: Vec<&str> = texts.iter().map(String::as_str).collect();
    for _ in 0..RECORDS / SHARDS / records.len() {
        for shard in 0..SHARDS {
            world.borrow_mut().put(shard, bench.around.now, &records);
        }
    }
    #[expect(clippy::disallowed_methods, reason = "measures the machine, not the model")]
    let start = std::time::Instant::now();
    bench.advance(3_000_000);
    let elapsed = start.elapsed();
    let written = bench.service.delivery_stream("d").map_or(0, |view| view.totals.delivered.records);
    println!("gzip {gzip}: {written} records in {elapsed:?}, {:.0}/s", written as f64 / elapsed.as_secs_f64());
    assert!(written > RECORDS as u64 * 9 / 10);
}

#[test]
#[ignore = "prints figures; run in release"]
fn speed() {
    run(false);
    run(true);
}
