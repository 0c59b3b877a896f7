//! Dynamic partitioning: each record goes to the buffer of the prefix that its keys make.

use super::lambda::place;
use super::{rows_of, with_rows};
use crate::Event;
use crate::buffer::{Fault, Row, Rows, Slot, Taken, Why};
use crate::config::S3Destination;
use crate::deliver::METRICS;
use crate::jq;
use crate::limits::{ACTIVE_PARTITIONS_MAX, JQ_RECORD_US};
use crate::prices;
use crate::state::DeliveryStream;
use jaq_json::Val;
use service::{Ctx, Note};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What AWS says of a record whose keys cannot be found.
pub(super) const NO_KEYS: &str = "DynamicPartitioning.MetadataExtractionFailed";
/// And why, where the query says nothing.
pub(super) const EMPTY: &str = "partitionKeys values must not be null or empty";
/// What AWS says of a record that is one partition too many.
const TOO_MANY: &str = "DynamicPartitioning.ActivePartitionExceeded";

impl DeliveryStream {
    /// Puts each piece of `taken` into the buffer of its partition.
    pub(super) fn partition(&mut self, s3: &S3Destination, taken: &Taken, ctx: &mut Ctx<'_, Event>) {
        let (bytes, rows) = rows_of(taken);
        let given = taken.made.as_ref().map(|made| made.rows.keys.as_slice()).unwrap_or_default();
        let records = rows.len() as u64;
        let mut failed = Rows { bytes: bytes.clone(), ..Rows::default() };
        let mut partitions: BTreeMap<Vec<String>, Vec<Row>> = BTreeMap::new();
        for row in rows {
            let start = row.start as usize;
            let data = bytes.get(start..start + row.bytes as usize).unwrap_or_default();
            let of_lambda = (row.note as usize).checked_sub(1).and_then(|note| given.get(note));
            match values(s3, data, of_lambda.map_or(&[], |keys| &keys[..])) {
                Ok(values) => partitions.entry(values).or_default().push(Row { note: 0, ..row }),
                Err(message) => {
                    let why = Why { code: NO_KEYS.into(), message, attempts: 1, ended_us: ctx.now().0 };
                    let note = place(&mut failed.whys, why);
                    failed.rows.push(Row { note, ..row });
                }
            }
        }
        self.charge(s3, records, taken.bytes(), ctx);
        let mut beyond = Vec::new();
        for (values, rows) in partitions {
            if let Err(what) = s3.prefix.check_length(&values) {
                // A key that S3 does not take would be tried for a day, and hold everything up.
                let message = format!("The prefix {what}");
                let why = Why { code: NO_KEYS.into(), message, attempts: 1, ended_us: ctx.now().0 };
                let note = place(&mut failed.whys, why);
                failed.rows.extend(rows.into_iter().map(|row| Row { note, ..row }));
                continue;
            }
            let slot = Slot::Partition(s3.prefix.partition(&values).into());
            if self.partitions >= ACTIVE_PARTITIONS_MAX && !self.open.contains_key(&slot) {
                beyond.extend(rows);
                continue;
            }
            let part = with_rows(taken, Rows { bytes: bytes.clone(), rows, ..Rows::default() });
            self.fill(slot, &values.into(), part, ctx);
        }
        ctx.metric(METRICS, "PartitionCount", ("DeliveryStreamName", &self.name), self.partitions as f64);
        if !failed.rows.is_empty() {
            failed.rows.sort_by_key(|row| (row.index, row.part));
            self.fill(Slot::Failed(Fault::Processing), &Arc::default(), with_rows(taken, failed), ctx);
        }
        if !beyond.is_empty() {
            self.refuse(taken, &bytes, beyond, ctx);
        }
    }

    /// Sends what came for one partition too many to the error prefix.
    fn refuse(&mut self, taken: &Taken, bytes: &bytes::Bytes, mut rows: Vec<Row>, ctx: &mut Ctx<'_, Event>) {
        let slot = Slot::Failed(Fault::PartitionLimit);
        ctx.metric(METRICS, "PartitionCountExceeded", ("DeliveryStreamName", &self.name), 1.0);
        if !self.open.contains_key(&slot) {
            let note = Note::warning("firehose-partitions-exceeded").with("delivery_stream", &self.name);
            ctx.note(note.with("partitions", ACTIVE_PARTITIONS_MAX));
        }
        let why = Why {
            code: TOO_MANY.into(),
            message: format!("The number of active partitions exceeds {ACTIVE_PARTITIONS_MAX}"),
            attempts: 1,
            ended_us: ctx.now().0,
        };
        rows.sort_by_key(|row| (row.index, row.part));
        rows.iter_mut().for_each(|row| row.note = 1);
        let rows = Rows { bytes: bytes.clone(), rows, whys: vec![why], keys: Vec::new() };
        self.fill(slot, &Arc::default(), with_rows(taken, rows), ctx);
    }

    fn charge(&self, s3: &S3Destination, records: u64, bytes: u64, ctx: &mut Ctx<'_, Event>) {
        ctx.charge(&prices::PARTITIONED, bytes as f64 / prices::GB_BYTES);
        if s3.pipeline.query.is_some() {
            let us = records * JQ_RECORD_US;
            ctx.charge(&prices::JQ, us as f64 / 3.6e9);
            ctx.metric(METRICS, "JQProcessing.Duration", ("DeliveryStreamName", &self.name), us as f64 / 1e3);
        }
    }
}

/// The values of a record's partition keys, in the order of the prefix. Errors: why there are none.
fn values(s3: &S3Destination, data: &[u8], of_lambda: &[(String, String)]) -> Result<Vec<String>, String> {
    let found = match &s3.pipeline.query {
        None => None,
        Some(query) => found(query, data)?,
    };
    let of_query = |key: &str| match &found {
        Some(Val::Obj(members)) => text(members.get(&Val::utf8_str(key.to_owned()))?),
        _ => None,
    };
    let of_lambda = |key: &str| {
        let found = of_lambda.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value.clone()).filter(|value| !value.is_empty())
    };
    let values = s3.prefix.values(of_query, of_lambda);
    values.map_err(|_| EMPTY.into())
}

/// What the query finds in a record. Errors: why it finds nothing.
pub(super) fn found(query: &jq::Program, data: &[u8]) -> Result<Option<Val>, String> {
    let value = jq::value_of(data).ok_or("Non JSON record provided")?;
    let outputs = query.run(value, 1).map_err(|stop| match stop {
        jq::Stop::Error(message) => message,
        jq::Stop::TooLong => "the query took too long".into(),
    })?;
    Ok(outputs.into_iter().next())
}

/// A key's value as text; nothing and `null` are no values.
pub(super) fn text(value: &Val) -> Option<String> {
    let text = match value {
        Val::Null => return None,
        Val::TStr(text) | Val::BStr(text) => String::from_utf8_lossy(text).into_owned(),
        other => other.to_string(),
    };
    Some(text).filter(|text| !text.is_empty())
}
