//! How long a seek takes in a run of a million events: the page's own pipeline, at a rate at which so long a run fits
//! into the page's memory. Seeks go to the start, into the middle, to the end, back by small steps, and to instants chosen by chance.

use crate::driver::Driver;
use protocol::{Config, ToWorker};
use serde_json::json;
use sim::{Time, World};
use std::time::Instant;

/// Events of the run.
const EVENTS: u64 = 1_000_000;
/// At 200 a second the page's budget of 1 GiB is full long before.
const RECORDS_PER_S: u64 = 20;
/// Instants chosen by chance.
const CHANCES: u64 = 100;
/// Small steps back.
const STEPS: u64 = 20;
const STEP_US: u64 = 100_000;
const SECOND_US: u64 = 1_000_000;

/// Builds the run and prints the times.
pub fn measure() -> Result<(), Box<dyn std::error::Error>> {
    let mut bench = Driver::start(Config::default())?;
    bench.set("flights", json!({ "rate": RECORDS_PER_S }))?;
    let start = bench.host().run().present().now();
    let began = Instant::now();
    while bench.host().run().present().steps() < EVENTS {
        bench.advance(600)?;
    }
    let (events, end) = (bench.host().run().present().steps(), bench.host().run().frontier());
    println!(
        "{events} events in {:.1} virtual hours, built in {:.1} s; {} checkpoints",
        end.as_secs() as f64 / 3_600.0,
        began.elapsed().as_secs_f64(),
        bench.host().run().checkpoints_len(),
    );
    let middle = Time(u64::midpoint(start.0, end.0));
    let before_end = Time(end.0 - SECOND_US);
    for (name, target) in [("start", start), ("middle", middle), ("1 s before the end", before_end), ("end", end)] {
        println!("seek to {name:<24}{:>8.1} ms", seek(&mut bench, target)?);
    }
    for (name, from) in [("the end", end), ("the middle", middle)] {
        seek(&mut bench, from)?;
        let times = (1..=STEPS).map(|step| seek(&mut bench, Time(from.0 - step * STEP_US)));
        print_spread(&format!("{STEPS} steps of 0.1 s back from {name}"), times.collect::<Result<_, _>>()?);
    }
    let mut state = 1_u64;
    let times = (0..CHANCES).map(|_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        seek(&mut bench, Time(start.0 + (state >> 16) % (end - start)))
    });
    print_spread(&format!("{CHANCES} instants by chance"), times.collect::<Result<_, _>>()?);
    Ok(())
}

/// Milliseconds of wall time.
fn seek(bench: &mut Driver, target: Time) -> Result<f64, String> {
    let began = Instant::now();
    let answer = bench.ask(|id| ToWorker::Seek { id, to_us: target.0 }, None)?;
    let ms = began.elapsed().as_secs_f64() * 1_000.0;
    let came = bench.host().run().present().now();
    if came == target { Ok(ms) } else { Err(format!("the seek to {} came to {}: {answer}", target.0, came.0)) }
}

fn print_spread(name: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get(((times.len() as f64 - 1.0) * share) as usize).copied().unwrap_or_default();
    println!("{name:<32}{:>8.1} ms in the median, {:.1} ms at most", at(0.5), at(1.0));
}
