//! How many records of 200 bytes a second become columns: `cargo xtask bench`. It prints and enforces nothing.

#![expect(clippy::disallowed_methods, reason = "a benchmark measures wall time")]

use bytes::Bytes;
use jobs::Digest;
use jobs::lake::{Answer, Codec, Column, Convert, Reading, Request, Writing};
use lake::Engine;
use std::collections::BTreeMap;
use std::error::Error;
use std::time::Instant;

const RECORDS: u64 = 300_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut content = Vec::new();
    let mut bytes = 0;
    for n in 0..RECORDS {
        let noise = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut record = format!(
            r#"{{"flight_id":{n},"time":"2026-01-01 {:02}:{:02}:{:02}","delay":{},"distance":{}.5,"origin":"A{:02}","destination":"B{:03}","carrier":"carrier {}","tail":"{:016x}","cancelled":{}}}"#,
            n / 3600 % 24,
            n / 60 % 60,
            n % 60,
            noise % 240,
            noise % 4_000,
            noise % 90,
            noise % 300,
            noise % 12,
            noise,
            noise.is_multiple_of(50),
        );
        while record.len() < 200 {
            record.push(' ');
        }
        bytes += record.len();
        content.extend(u32::try_from(record.len())?.to_le_bytes());
        content.extend(record.as_bytes());
    }
    let content = Bytes::from(content);
    let digest = Digest::of(&content);
    let mut engine = Engine::new();
    engine.put(digest, content.clone());
    println!("{RECORDS} records of {} bytes into Parquet", bytes as u64 / RECORDS);
    let columns = [
        ("flight_id", "bigint"),
        ("time", "timestamp"),
        ("delay", "int"),
        ("distance", "double"),
        ("origin", "string"),
        ("destination", "string"),
        ("carrier", "string"),
        ("tail", "string"),
        ("cancelled", "boolean"),
    ];
    let column = |(name, hive_type): (&str, &str)| Column { name: name.into(), hive_type: hive_type.into() };
    for codec in [Codec::None, Codec::Snappy, Codec::Gzip, Codec::Zstd] {
        let convert = Convert {
            content: digest,
            bytes: content.len() as u64,
            columns: columns.map(column).to_vec(),
            reading: Reading::Lenient { case_insensitive: true, dots_to_underscores: false, mappings: BTreeMap::new() },
            writing: Writing {
                codec,
                block_bytes: 256 * 1024 * 1024,
                page_bytes: 1024 * 1024,
                dictionary: true,
                version_2: false,
            },
        };
        let start = Instant::now();
        let answer = engine.run(&Request::Convert(convert)).map_err(|failure| failure.reason)?;
        let seconds = start.elapsed().as_secs_f64();
        let Answer::Converted(Ok(converted)) = answer else {
            return Err("no file".into());
        };
        let file = converted.file.map_or(0, |file| file.0.len());
        println!("{codec:?}: {:.0} records/s, {file} bytes", converted.rows as f64 / seconds);
    }
    Ok(())
}
