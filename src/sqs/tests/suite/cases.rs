//! Plays the text cases of `tests/cases/sqs` on the service alone, and checks that the laws hold after each line. What is
//! answered is checked by the suite of the whole account.

use crate::common::{SECOND_US, answer, check};
use serde_json::Value;
use service::testing::Bench;
use sqs::Sqs;
use std::fs;
use std::path::Path;

/// In microseconds.
fn length_us(duration: &str) -> u64 {
    let (number, unit) = duration.trim_start_matches("PT").split_at(duration.len() - 3);
    let factor = match unit {
        "S" => 1.0,
        "M" => 60.0,
        _ => 3_600.0,
    };
    let number: f64 = number.parse().unwrap_or_else(|error| panic!("{duration}: {error}"));
    (number * factor * SECOND_US as f64).round() as u64
}

#[test]
fn cases_break_no_law() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/sqs");
    let mut played = 0;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|ending| ending != "jsonl") {
            continue;
        }
        let mut bench = Bench::new(Sqs::default());
        for line in fs::read_to_string(&path).unwrap_or_default().lines().filter(|line| line.starts_with('{')) {
            let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
            if let Some(duration) = line["advance"].as_str() {
                bench.advance(length_us(duration));
            }
            if let Some(operation) = line["call"].as_str().and_then(|call| call.strip_prefix("SQS.")) {
                let told = answer(&mut bench, operation, line["params"].clone());
                println!("{} {}", path.display(), serde_json::json!({"params": line["params"], "told": told}));
                played += 1;
            }
            check(&bench);
        }
    }
    assert!(played > 50, "{played} calls");
}
