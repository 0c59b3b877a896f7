//! A click-stream that never ends: record n is a function of the seed and n, so nothing is remembered. Users and pages
//! follow Zipf's law by a table of whole numbers; each event carries its own time, which lies before its sending, the more so if it was held back.

use crate::civil::{write_instant, write_number, write_padded};
use crate::source::When;
use std::sync::OnceLock;

/// A record's members, in their order.
pub const FIELDS: [&str; 7] = ["event_id", "user", "page", "action", "device", "event_time", "lateness_ms"];

const USERS: u64 = 2_000;
const PAGES: u64 = 300;
/// In per mille, the last one's bound is 1000.
const ACTIONS: [(u64, &str); 4] = [(820, "view"), (940, "search"), (985, "add_to_cart"), (1_000, "buy")];
const DEVICES: [(u64, &str); 3] = [(580, "phone"), (930, "desktop"), (1_000, "tablet")];
/// How late events are: up to so many per mille, from and to so many milliseconds.
const LATENESS: [(u64, u64, u64); 4] =
    [(800, 0, 2_000), (950, 2_000, 30_000), (990, 30_000, 300_000), (1_000, 300_000, 3_600_000)];

/// One click.
struct Click {
    user: u64,
    page: u64,
    action: &'static str,
    device: &'static str,
    lateness_ms: u64,
}

/// Weights 1/1, 1/2, 1/3, … summed up.
struct Zipf(Vec<u64>);

impl Zipf {
    fn new(count: u64) -> Self {
        let weights = (1..=count).map(|rank| (1 << 32) / rank);
        Self(
            weights
                .scan(0, |sum, weight| {
                    Some({
                        *sum += weight;
                        *sum
                    })
                })
                .collect(),
        )
    }

    /// The rank, from 0, that 64 random bits fall on.
    fn rank(&self, bits: u64) -> u64 {
        let total = self.0.last().copied().unwrap_or(1);
        let at = sim::draws::scale(bits, total);
        self.0.partition_point(|sum| *sum <= at) as u64
    }
}

fn tables() -> &'static (Zipf, Zipf) {
    static TABLES: OnceLock<(Zipf, Zipf)> = OnceLock::new();
    TABLES.get_or_init(|| (Zipf::new(USERS), Zipf::new(PAGES)))
}

/// 64 random bits for one purpose of one record: SplitMix64's finalizer over all three.
pub fn bits(seed: u64, position: u64, lane: u64) -> u64 {
    let mut bits = seed
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(position.wrapping_mul(0xd1b5_4a32_d192_ed03))
        .wrapping_add(lane.wrapping_mul(0x8cb9_2ba7_2f3d_8dd7));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

fn pick(table: &[(u64, &'static str)], bits: u64) -> &'static str {
    let at = sim::draws::scale(bits, 1_000);
    table.iter().find(|(bound, _)| at < *bound).map_or("", |(_, word)| word)
}

fn click(seed: u64, position: u64) -> Click {
    let (users, pages) = tables();
    let kind = sim::draws::scale(bits(seed, position, 5), 1_000);
    let (_, from_ms, to_ms) = LATENESS.into_iter().find(|(bound, ..)| kind < *bound).unwrap_or_default();
    let user = users.rank(bits(seed, position, 1));
    Click {
        user,
        page: pages.rank(bits(seed, position, 2)),
        action: pick(&ACTIONS, bits(seed, position, 3)),
        // A user stays with a device.
        device: pick(&DEVICES, bits(seed, user, 4)),
        lateness_ms: from_ms + sim::draws::scale(bits(seed, position, 6), to_ms - from_ms),
    }
}

impl Click {
    /// Its event's time, in milliseconds since 1970.
    fn event_ms(&self, when: When) -> u64 {
        when.made_ms.saturating_sub(self.lateness_ms)
    }

    /// From the event to the sending.
    fn late_ms(&self, when: When) -> u64 {
        self.lateness_ms + when.sent_ms.saturating_sub(when.made_ms)
    }
}

/// Writes click `position` (from 0) as JSON.
pub fn write(seed: u64, position: u64, when: When, out: &mut Vec<u8>) {
    let click = click(seed, position);
    out.extend_from_slice(b"{\"event_id\":");
    write_number(position + 1, out);
    out.extend_from_slice(b",\"user\":\"");
    write_user(click.user, out);
    out.extend_from_slice(b"\",\"page\":\"");
    write_page(click.page, out);
    out.extend_from_slice(b"\",\"action\":\"");
    out.extend_from_slice(click.action.as_bytes());
    out.extend_from_slice(b"\",\"device\":\"");
    out.extend_from_slice(click.device.as_bytes());
    out.extend_from_slice(b"\",\"event_time\":\"");
    write_instant(click.event_ms(when), out);
    out.extend_from_slice(b"\",\"lateness_ms\":");
    write_number(click.late_ms(when), out);
    out.push(b'}');
}

/// Writes the value of member `field` (an index of [`FIELDS`]) of click `position`, as text.
pub fn write_field(seed: u64, position: u64, when: When, field: usize, out: &mut Vec<u8>) {
    let click = click(seed, position);
    match field {
        0 => write_number(position + 1, out),
        1 => write_user(click.user, out),
        2 => write_page(click.page, out),
        3 => out.extend_from_slice(click.action.as_bytes()),
        4 => out.extend_from_slice(click.device.as_bytes()),
        5 => write_instant(click.event_ms(when), out),
        6 => write_number(click.late_ms(when), out),
        _ => {}
    }
}

fn write_user(rank: u64, out: &mut Vec<u8>) {
    out.push(b'u');
    write_padded(rank + 1, 4, out);
}

fn write_page(rank: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(b"/item/");
    write_number(rank + 1, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    const NOW: When = When { made_ms: 1_767_225_600_000, sent_ms: 1_767_225_600_000 };

    #[test]
    fn few_users_make_most_clicks() {
        let mut clicks: BTreeMap<u64, u64> = BTreeMap::new();
        for position in 0..100_000 {
            *clicks.entry(click(7, position).user).or_default() += 1;
        }
        // The harmonic number of 2,000 is 8.18: the first user makes 12.2 %, the second half of it.
        let (first, second) = (clicks.get(&0).copied().unwrap_or(0), clicks.get(&1).copied().unwrap_or(0));
        assert!((11_700..12_800).contains(&first), "{first}");
        assert!((5_700..6_500).contains(&second), "{second}");
        assert!(clicks.len() > 1_900);
    }

    #[test]
    fn a_click_is_a_function_of_seed_and_number() {
        let text = |seed, position| {
            let mut out = Vec::new();
            write(seed, position, NOW, &mut out);
            String::from_utf8(out).unwrap_or_default()
        };
        assert_eq!(text(1, 5), text(1, 5));
        assert_ne!(text(1, 5), text(2, 5));
        let record: serde_json::Value = serde_json::from_str(&text(1, 5)).unwrap_or_default();
        assert_eq!(record.as_object().map(|record| record.len()), Some(FIELDS.len()));
        for (index, field) in FIELDS.iter().enumerate() {
            let mut out = Vec::new();
            write_field(1, 5, NOW, index, &mut out);
            let expected = record[field].as_str().map_or_else(|| record[field].to_string(), str::to_owned);
            assert_eq!(String::from_utf8_lossy(&out), expected, "{field}");
        }
    }

    #[test]
    fn a_click_that_was_held_back_keeps_its_time_and_says_how_late_it_is() {
        let record = |when| -> serde_json::Value {
            let mut out = Vec::new();
            write(1, 5, when, &mut out);
            serde_json::from_slice(&out).unwrap_or_default()
        };
        let (prompt, late) = (record(NOW), record(When { sent_ms: NOW.sent_ms + 600_000, ..NOW }));
        assert_eq!(prompt["event_time"], late["event_time"]);
        assert_eq!(prompt["lateness_ms"].as_u64().map(|ms| ms + 600_000), late["lateness_ms"].as_u64());
    }
}
