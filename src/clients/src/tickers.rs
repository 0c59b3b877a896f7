//! The demo records of Firehose's console, 'Test with demo data': share prices of companies that do not exist. Record n is a
//! function of the seed and n.

use crate::civil::write_number;
use crate::clicks::bits;

/// A record's members, in their order. Source: Firehose developer guide, "Test your Firehose stream with sample data".
pub const FIELDS: [&str; 4] = ["TICKER_SYMBOL", "SECTOR", "CHANGE", "PRICE"];

/// Symbol, sector, and where its price lies, in hundredths.
const COMPANIES: [(&str, &str, u64); 12] = [
    ("QXZ", "HEALTHCARE", 8_450),
    ("ACQ", "ENERGY", 3_120),
    ("RIO", "ENERGY", 5_710),
    ("TNK", "INDUSTRIAL", 12_080),
    ("GTE", "INDUSTRIAL", 640),
    ("WEL", "HEALTHCARE", 2_290),
    ("MIL", "FINANCIAL", 9_960),
    ("SLU", "FINANCIAL", 15_430),
    ("NOR", "TECHNOLOGY", 21_550),
    ("DYK", "TECHNOLOGY", 1_870),
    ("FRD", "RETAIL", 4_340),
    ("BKT", "RETAIL", 760),
];
/// A price is up to so many per mille above or below where it lies.
const SWING_PERMILLE: u64 = 40;

struct Ticker {
    symbol: &'static str,
    sector: &'static str,
    /// In hundredths, as is the price; less than nothing where it fell.
    change: i64,
    price: u64,
}

fn ticker(seed: u64, position: u64) -> Ticker {
    let draw = |lane: u64, count: u64| sim::draws::scale(bits(seed, position, lane), count);
    let (symbol, sector, lies) = COMPANIES.get(draw(11, 12) as usize).copied().unwrap_or(("QXZ", "HEALTHCARE", 8_450));
    let swing = lies * SWING_PERMILLE / 1_000;
    let change = draw(12, 2 * swing + 1) as i64 - swing as i64;
    Ticker { symbol, sector, change, price: lies.saturating_add_signed(change) }
}

/// Writes record `position` (from 0) as JSON.
pub fn write(seed: u64, position: u64, out: &mut Vec<u8>) {
    let Ticker { symbol, sector, change, price } = ticker(seed, position);
    out.extend_from_slice(b"{\"TICKER_SYMBOL\":\"");
    out.extend_from_slice(symbol.as_bytes());
    out.extend_from_slice(b"\",\"SECTOR\":\"");
    out.extend_from_slice(sector.as_bytes());
    out.extend_from_slice(b"\",\"CHANGE\":");
    write_hundredths(change, out);
    out.extend_from_slice(b",\"PRICE\":");
    write_hundredths(price as i64, out);
    out.push(b'}');
}

/// Writes the value of member `field` (an index of [`FIELDS`]) of record `position`, as text.
pub fn write_field(seed: u64, position: u64, field: usize, out: &mut Vec<u8>) {
    let ticker = ticker(seed, position);
    match field {
        0 => out.extend_from_slice(ticker.symbol.as_bytes()),
        1 => out.extend_from_slice(ticker.sector.as_bytes()),
        2 => write_hundredths(ticker.change, out),
        3 => write_hundredths(ticker.price as i64, out),
        _ => {}
    }
}

/// As JSON writes numbers: no noughts at the end.
fn write_hundredths(value: i64, out: &mut Vec<u8>) {
    if value < 0 {
        out.push(b'-');
    }
    let value = value.unsigned_abs();
    write_number(value / 100, out);
    let rest = value % 100;
    if rest > 0 {
        out.push(b'.');
        out.push(b'0' + (rest / 10) as u8);
        if !rest.is_multiple_of(10) {
            out.push(b'0' + (rest % 10) as u8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_has_the_members_of_the_console() {
        for position in 0..500 {
            let mut out = Vec::new();
            write(3, position, &mut out);
            let record: serde_json::Value = serde_json::from_slice(&out).unwrap_or_default();
            assert_eq!(record.as_object().map(|record| record.len()), Some(FIELDS.len()));
            assert!(record["PRICE"].as_f64().is_some_and(|price| price > 0.0), "{record}");
            for (index, field) in FIELDS.iter().enumerate() {
                let mut out = Vec::new();
                write_field(3, position, index, &mut out);
                let text = String::from_utf8_lossy(&out).into_owned();
                match record[field].as_str() {
                    Some(expected) => assert_eq!(text, expected),
                    None => assert_eq!(text.parse().ok(), record[field].as_f64(), "{text}"),
                }
            }
        }
    }

    #[test]
    fn hundredths_are_written_as_numbers() {
        let text = |value| {
            let mut out = Vec::new();
            write_hundredths(value, &mut out);
            String::from_utf8(out).unwrap_or_default()
        };
        assert_eq!([-5, -130, 0, 8_451, 700].map(text), ["-0.05", "-1.3", "0", "84.51", "7"]);
    }
}
