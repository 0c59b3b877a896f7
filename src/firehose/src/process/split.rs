//! One record that is many: what Amazon's producer library has aggregated, and JSON values or delimited parts behind each other.
//! Parts are places in the record's bytes; nothing is copied.

use super::with_rows;
use crate::buffer::{Row, Rows, Taken};
use crate::config::Deaggregation;
use crate::limits::{PARTS_MAX, ROW_WHOLE};
use api::Slice;
use api::kinesis::aggregated;
use serde::de::IgnoredAny;
use std::ops::Range;

/// Whether any record of `slice` looks aggregated.
pub(super) fn is_aggregated(slice: &Slice) -> bool {
    slice.items().any(|(_, item)| item.data(&slice.segment.bytes).starts_with(&aggregated::MAGIC))
}

/// The records in `taken`, which is as it came: those that the producer library has put together if `is_stream`, and in each of them what
/// `deaggregation` finds.
pub(super) fn split(taken: &Taken, deaggregation: Option<&Deaggregation>, is_stream: bool) -> Taken {
    let segment = &taken.slice.segment;
    let mut rows = Vec::new();
    for (index, (_, item)) in (taken.slice.from..taken.slice.to).zip(taken.slice.items()) {
        let start = (item.start + item.key_bytes) as usize;
        let data = item.data(&segment.bytes);
        let records = if is_stream { aggregated::parts(data) } else { None };
        let records: Vec<Range<usize>> = match records {
            Some(records) if !records.is_empty() => records.into_iter().map(|record| record.data).collect(),
            _ => std::iter::once(0..data.len()).collect(),
        };
        let mut ranges = Vec::new();
        for record in records {
            match deaggregation {
                None => ranges.push(record),
                Some(deaggregation) => {
                    let inner = data.get(record.clone()).unwrap_or_default();
                    let parts = parts(inner, deaggregation).into_iter();
                    ranges.extend(parts.map(|part| record.start + part.start..record.start + part.end));
                }
            }
        }
        let is_whole = ranges.len() == 1;
        rows.extend(ranges.into_iter().enumerate().map(|(part, range)| Row {
            index,
            part: if is_whole { ROW_WHOLE } else { part as u32 },
            start: (start + range.start) as u32,
            bytes: (range.end - range.start) as u32,
            note: 0,
        }));
    }
    with_rows(taken, Rows { bytes: segment.bytes.clone(), rows, ..Rows::default() })
}

/// The parts of a record. All of it, if it has none, too many, or something in it that is no part.
fn parts(data: &[u8], deaggregation: &Deaggregation) -> Vec<Range<usize>> {
    let found = match deaggregation {
        Deaggregation::Json => values(data),
        Deaggregation::Delimited(delimiter) => Some(between(data, delimiter)),
    };
    match found {
        Some(found) if (1..=PARTS_MAX).contains(&found.len()) => found,
        _ => std::iter::once(0..data.len()).collect(),
    }
}

/// JSON values behind each other, without the white space between them. `None` if there is something else.
fn values(data: &[u8]) -> Option<Vec<Range<usize>>> {
    let mut values = Vec::new();
    let mut stream = serde_json::Deserializer::from_slice(data).into_iter::<IgnoredAny>();
    let mut start = 0;
    while let Some(value) = stream.next() {
        value.ok()?;
        let end = stream.byte_offset();
        let space = data.get(start..end)?.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        values.push(start + space..end);
        if values.len() > PARTS_MAX {
            return None;
        }
        start = end;
    }
    Some(values)
}

/// What stands between delimiters; nothing is no part.
fn between(data: &[u8], delimiter: &[u8]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at <= data.len() {
        let is_end = at == data.len();
        let is_delimiter =
            !is_end && !delimiter.is_empty() && data.get(at..).is_some_and(|rest| rest.starts_with(delimiter));
        if is_end || is_delimiter {
            if at > start {
                parts.push(start..at);
            }
            start = at + delimiter.len();
            at = start.max(at + 1);
        } else {
            at += 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(data: &str, deaggregation: &Deaggregation) -> Vec<String> {
        let part = |range: Range<usize>| data.get(range).unwrap_or("?").to_owned();
        parts(data.as_bytes(), deaggregation).into_iter().map(part).collect()
    }

    #[test]
    fn values_stand_behind_each_other_with_or_without_space() {
        let json = Deaggregation::Json;
        assert_eq!(texts("{\"a\":1}{\"a\":2}\n {\"a\":[3]}\n", &json), ["{\"a\":1}", "{\"a\":2}", "{\"a\":[3]}"]);
        assert_eq!(texts("{\"a\":1}\n", &json), ["{\"a\":1}"]);
        assert_eq!(texts("{\"a\":1},{\"a\":2}", &json), ["{\"a\":1},{\"a\":2}"]);
        assert_eq!(texts("[{\"a\":1},{\"a\":2}]", &json), ["[{\"a\":1},{\"a\":2}]"]);
        assert_eq!(texts("", &json), [""]);
        let many = "{}".repeat(501);
        assert_eq!(texts(&many, &json), [many.as_str()]);
        assert_eq!(texts(&many[2..], &json).len(), 500);
    }

    #[test]
    fn parts_stand_between_delimiters() {
        let delimited = Deaggregation::Delimited(b"##".to_vec());
        assert_eq!(texts("a##b####c#", &delimited), ["a", "b", "c#"]);
        assert_eq!(texts("##", &delimited), ["##"]);
        assert_eq!(texts("abc", &delimited), ["abc"]);
    }
}
