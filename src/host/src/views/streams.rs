//! Records on shards.

use super::storage::shortened;
use crate::Host;
use crate::follow::{record_view, shard_number};
use base64::Engine;
use kinesis::{Found, Shard, Stream};
use protocol::{Encoding, RecordRow, Records, StartingPosition};
use sim::{Time, World};

/// Rows of the data viewer, as in the console.
const ROWS_MAX: u64 = 50;
/// A record's text is shortened to this many bytes.
const DATA_BYTES_MAX: usize = 2 * 1024;

impl Host {
    pub(super) fn records_view(&self, stream: &str, shard: &str, from: &StartingPosition) -> Records {
        let account = self.run.present();
        let mut view = Records { stream: stream.into(), shard: shard.into(), ..Records::default() };
        let Some(found) = account.kinesis().stream(stream) else { return view };
        let Some(shard) = shard_number(shard).and_then(|number| found.shard(number)) else { return view };
        let page = shard.page(first_shown(shard, from), ROWS_MAX);
        let newest = shard.page(shard.next_number().saturating_sub(1), 1);
        if let (Some(last), Some(newest)) = (page.last(), newest.last()) {
            view.more = last.number() + 1 < shard.next_number();
            view.behind_latest_us = newest.segment.arrival_us - last.segment.arrival_us;
        }
        view.rows = page.iter().map(|record| row(found, record, self.followed.lights(&record.id()))).collect();
        view
    }
}

fn first_shown(shard: &Shard, from: &StartingPosition) -> u64 {
    let at = |sequence: &str| api::kinesis::parse_sequence_number(sequence).map(|parsed| parsed.number);
    match from {
        StartingPosition::TrimHorizon => shard.first_number(),
        StartingPosition::Latest => shard.next_number().saturating_sub(ROWS_MAX).max(shard.first_number()),
        StartingPosition::AtSequenceNumber(sequence) => at(sequence).unwrap_or(shard.first_number()),
        StartingPosition::AfterSequenceNumber(sequence) => {
            at(sequence).map_or(shard.first_number(), |number| number + 1)
        }
        StartingPosition::AtTimestamp(us) => shard.number_at(Time(*us)),
    }
}

/// What the Kinesis Producer Library begins an aggregated record with.
const KPL_MAGIC: [u8; 4] = [0xf3, 0x89, 0x9a, 0xc2];

/// Data as it can be shown: text as it is, other bytes in base64.
pub(super) fn shown(data: &[u8]) -> (String, Encoding) {
    // Text has no control characters but white space.
    let is_text = |text: &&str| !text.chars().any(|letter| letter.is_control() && !letter.is_ascii_whitespace());
    if let Some(text) = std::str::from_utf8(data).ok().filter(is_text) {
        return (shortened(text, DATA_BYTES_MAX), Encoding::Text);
    }
    let encoding = if data.starts_with(&KPL_MAGIC) { Encoding::Kpl } else { Encoding::Binary };
    let head = data.get(..DATA_BYTES_MAX).unwrap_or(data);
    (base64::engine::general_purpose::STANDARD.encode(head), encoding)
}

fn row(stream: &Stream, record: &Found, lit: bool) -> RecordRow {
    let (data, encoding) = shown(record.data());
    RecordRow {
        id: record_view(&record.id(), || stream.sequence_of(record)),
        partition_key: String::from_utf8_lossy(record.key()).into_owned(),
        sequence: stream.sequence_of(record),
        arrival_us: record.segment.arrival_us,
        data,
        encoding,
        bytes: record.data().len() as u64,
        lit,
    }
}

/// The present instant of a world, for rates.
pub(super) fn now(host: &Host) -> Time {
    host.run.present().now()
}
