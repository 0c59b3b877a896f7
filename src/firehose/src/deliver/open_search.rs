//! Writing documents: one `_bulk` request for a buffer. What the index refuses goes to the backup bucket.

use super::s3::{Object, Written};
use super::{Family, METRICS};
use crate::Event;
use crate::buffer::{Batch, Fault, Piece, Refused, Sealed};
use crate::config::OpenSearchDestination;
use crate::dates::Date;
use crate::prefix::Prefix;
use crate::state::DeliveryStream;
use crate::trace::{Hops, Place};
use api::opensearch::{Body, Http};
use api::{AwsError, RecordId};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use service::Ctx;
use std::borrow::Cow;
use std::io::Write;
use std::sync::Arc;

/// Where failed documents lie if there is no error prefix.
const FAILED_FOLDER: &str = "AmazonOpenSearchService_failed/";

impl DeliveryStream {
    /// Writes what is left of `sealed`. Documents that the index refuses for good go to the backup at once; those
    /// that it cannot take now, and everything if the request fails, when they were tried for long enough.
    pub(super) fn deliver_to_index(
        &mut self,
        destination: &OpenSearchDestination,
        sealed: &mut Sealed,
        hops: &mut Hops,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(), AwsError> {
        let is_late = ctx.now() - sealed.closing.closed_at >= destination.retry_us && sealed.attempts > 1;
        let mut failure = None;
        if sealed.batch.records > 0 {
            let date = Date::of_epoch_ms(ctx.date_of(sim::Time(sealed.batch.oldest_us)).0);
            let index = destination.index_at(&date);
            match self.write_documents(destination, &index, &sealed.batch, ctx) {
                Ok(statuses) => self.sort_out(destination, index, statuses, is_late, sealed, hops, ctx),
                Err(error) => {
                    let dimension = ("DeliveryStreamName", &*self.name);
                    ctx.metric(METRICS, Family::Index.metrics()[2], dimension, 0.0);
                    if is_late {
                        let batch = std::mem::take(&mut sealed.batch);
                        let reasons = [(error.code.to_string(), error.message.clone())].into();
                        sealed.refused.push_back(Refused { batch, reasons, index });
                    }
                    failure = Some(error);
                }
            }
        }
        while let Some(refused) = sealed.refused.front().cloned() {
            self.back_up(destination, &refused, sealed, hops, ctx)?;
            sealed.refused.pop_front();
        }
        match failure {
            Some(error) if sealed.batch.records > 0 => Err(error),
            _ => Ok(()),
        }
    }

    /// Sends `batch` to `index`. Gives for each document its status and, if it was not written, why. Errors: of the
    /// door, and of a request that the cluster refuses as a whole.
    fn write_documents(
        &self,
        destination: &OpenSearchDestination,
        index: &str,
        batch: &Batch,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Vec<(u16, String)>, AwsError> {
        let role = ctx.assume(destination.role_arn())?;
        let request = Http {
            domain_name: destination.domain.clone(),
            method: "POST".into(),
            path: "/_bulk".into(),
            body: Body(bulk(batch, index, destination.names_documents).into()),
        };
        let answer = ctx.call(&role, request)?;
        let items = answer.body.get("items").and_then(Value::as_array);
        let (200, Some(items)) = (answer.status_code, items) else {
            let reason = answer.body.pointer("/error/reason").and_then(Value::as_str).map(str::to_owned);
            let message = reason.unwrap_or_else(|| answer.body.to_string());
            let error =
                AwsError { code: Cow::Owned(answer.status_code.to_string()), message, status: answer.status_code };
            return Err(error);
        };
        Ok(items.iter().map(status_of).collect())
    }

    /// Sorts documents by what became of them.
    #[expect(clippy::too_many_arguments, reason = "what a delivery is about, and its outside")]
    fn sort_out(
        &mut self,
        destination: &OpenSearchDestination,
        index: String,
        statuses: Vec<(u16, String)>,
        is_late: bool,
        sealed: &mut Sealed,
        hops: &mut Hops,
        ctx: &mut Ctx<'_, Event>,
    ) {
        let fate = |place: usize| match statuses.get(place) {
            Some((status, _)) if *status < 300 => Fate::Written,
            Some((429 | 500.., _)) | None if !is_late => Fate::Later,
            _ => Fate::Refused,
        };
        let all = std::mem::take(&mut sealed.batch);
        let written = all.filtered(|place| fate(place) == Fate::Written);
        let refused = all.filtered(|place| fate(place) == Fate::Refused);
        sealed.batch = all.filtered(|place| fate(place) == Fate::Later);
        if written.records > 0 {
            let place = Place::Index { domain: destination.domain.as_str().into(), index: index.as_str().into() };
            self.arrive(&written, &sealed.closing, place, written.bytes, hops, ctx);
        }
        if refused.records > 0 {
            let reasons: Arc<[_]> = (0..usize::try_from(all.records).unwrap_or(usize::MAX))
                .filter(|place| fate(*place) == Fate::Refused)
                .map(|place| statuses.get(place).map(|(status, why)| (status.to_string(), why.clone())))
                .map(Option::unwrap_or_default)
                .collect();
            sealed.refused.push_back(Refused { batch: refused, reasons, index });
        }
    }

    fn back_up(
        &mut self,
        destination: &OpenSearchDestination,
        refused: &Refused,
        sealed: &Sealed,
        hops: &mut Hops,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(), AwsError> {
        let body = failed_lines(refused, sealed.attempts, destination.names_documents, ctx);
        let backup = &destination.backup;
        let default = Prefix::below(backup.prefix_text(), FAILED_FOLDER)?;
        let prefix = backup.error_prefix.as_ref().unwrap_or(&default);
        let object = Object {
            prefix,
            kind: Fault::Index.name(),
            values: &[],
            extension: backup.extension(false),
            oldest_us: refused.batch.oldest_us,
        };
        let Written { key, bytes } = self.put_records(backup, object, body, refused.batch.lineage(), ctx)?;
        let place = Place::Failed { fault: Fault::Index, bucket: backup.bucket.as_str().into(), key };
        self.arrive(&refused.batch, &sealed.closing, place, bytes, hops, ctx);
        Ok(())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Written,
    Later,
    Refused,
}

/// The status of an item of a bulk answer, and the reason if it is an error.
fn status_of(item: &Value) -> (u16, String) {
    let inner = item.as_object().and_then(|item| item.values().next()).unwrap_or(&Value::Null);
    let status = inner.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
    let kind = inner.pointer("/error/type").and_then(Value::as_str).unwrap_or_default();
    let reason = inner.pointer("/error/reason").and_then(Value::as_str).unwrap_or_default();
    let why = if kind.is_empty() { String::new() } else { format!("{kind}: {reason}") };
    (status.unwrap_or(500), why)
}

/// The lines of a `_bulk` request. A document's id is its record's identity, so that writing it again
/// writes over it.
fn bulk(batch: &Batch, index: &str, names_documents: bool) -> Vec<u8> {
    let per_record = 96 + index.len() as u64;
    let mut lines = Vec::with_capacity(usize::try_from(batch.bytes + batch.records * per_record).unwrap_or_default());
    let index = Value::from(index).to_string();
    for taken in &batch.parts {
        let mut id = RecordId { source: (*taken.slice.segment.source).clone(), number: 0 };
        taken.each(|piece| {
            id.number = piece.number();
            // Writing into memory does not fail.
            let _ = match (names_documents, piece.part) {
                (false, _) => writeln!(lines, "{{\"index\":{{\"_index\":{index}}}}}"),
                (true, None) => writeln!(lines, "{{\"index\":{{\"_index\":{index},\"_id\":\"{id}\"}}}}"),
                (true, Some(part)) => {
                    writeln!(lines, "{{\"index\":{{\"_index\":{index},\"_id\":\"{id}.{part}\"}}}}")
                }
            };
            push_line(&mut lines, piece.data);
        });
    }
    lines
}

/// Adds a document as one line: line breaks within JSON are but spaces.
fn push_line(lines: &mut Vec<u8>, data: &[u8]) {
    let start = lines.len();
    lines.extend_from_slice(data.trim_ascii());
    for byte in lines.iter_mut().skip(start).filter(|byte| matches!(byte, b'\n' | b'\r')) {
        *byte = b' ';
    }
    lines.push(b'\n');
}

/// A JSON line for each failed document, as Firehose writes them.
fn failed_lines(refused: &Refused, attempts: u32, names_documents: bool, ctx: &Ctx<'_, Event>) -> Vec<u8> {
    let now_ms = ctx.date().0;
    let mut lines = Vec::new();
    let mut place = 0;
    for taken in &refused.batch.parts {
        let arrival_ms = ctx.date_of(sim::Time(taken.slice.segment.arrival_us)).0;
        taken.each(|piece| {
            let reason = refused.reasons.get(place).or(refused.reasons.first());
            let (code, message) = reason.map_or(("", ""), |(code, message)| (code.as_str(), message.as_str()));
            let line = json!({
                "attemptsMade": attempts,
                "arrivalTimestamp": arrival_ms,
                "errorCode": code,
                "errorMessage": message,
                "attemptEndingTimestamp": now_ms,
                "rawData": STANDARD.encode(piece.data),
                "esDocumentId": if names_documents { document_id(&piece) } else { String::new() },
                "esIndexName": refused.index,
                "esTypeName": "",
            });
            // Writing into memory does not fail.
            let _ = writeln!(lines, "{line}");
            place += 1;
        });
    }
    lines
}

fn document_id(piece: &Piece<'_>) -> String {
    let id = RecordId { source: (*piece.segment.source).clone(), number: piece.number() };
    piece.part.map_or_else(|| id.to_string(), |part| format!("{id}.{part}"))
}
