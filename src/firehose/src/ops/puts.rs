//! Direct puts.

use crate::Event;
use crate::errors;
use crate::limits::{BATCH_BYTES_MAX, BATCH_RECORDS_MAX, RECORD_BYTES_MAX};
use crate::prices;
use crate::state::{DeliveryStream, Firehose, Status};
use api::firehose::{PutRecord, PutRecordBatch, PutRecordBatchOutput, PutRecordOutput, PutResponses};
use api::{AwsError, Item, PutBatch, RecordId, Segment, Slice};
use bytes::Bytes;
use service::{Ctx, Note};
use std::sync::Arc;

const METRICS: &str = "AWS/Firehose";

impl Firehose {
    pub(crate) fn put_record(
        &mut self,
        request: PutRecord,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<PutRecordOutput, AwsError> {
        let data = request.record.data.0;
        check_record(data.len() as u64, "record.data")?;
        let encrypted = self.puttable(&request.delivery_stream_name)?;
        let item = Item { start: 0, key_bytes: 0, data_bytes: data.len() as u32 };
        let responses = self.put(&request.delivery_stream_name, data, vec![item], ctx)?;
        if responses.accepted == 0 {
            return Err(errors::throttled());
        }
        let id = RecordId { source: (*responses.source).clone(), number: responses.first };
        Ok(PutRecordOutput { record_id: id.to_string(), encrypted })
    }

    pub(crate) fn put_record_batch(
        &mut self,
        request: PutRecordBatch,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<PutRecordBatchOutput, AwsError> {
        check_batch(&request.records)?;
        let encrypted = self.puttable(&request.delivery_stream_name)?;
        let items = request.records.items.to_vec();
        let responses = self.put(&request.delivery_stream_name, request.records.bytes, items, ctx)?;
        if responses.accepted == 0 {
            return Err(errors::throttled());
        }
        Ok(PutRecordBatchOutput { failed_put_count: responses.throttled, encrypted, request_responses: responses })
    }

    /// Checks that `name` can be put to. Gives whether it encrypts.
    fn puttable(&self, name: &str) -> Result<bool, AwsError> {
        let stream = self.streams.get(name).filter(|stream| stream.status == Status::Active);
        let stream = stream.ok_or_else(|| errors::not_found(name))?;
        if stream.reads_a_stream() { Err(errors::puts_not_permitted()) } else { Ok(stream.encryption.is_on()) }
    }

    /// Takes as many of `items` in as the limits let through, from the first on.
    fn put(
        &mut self,
        name: &str,
        bytes: Bytes,
        mut items: Vec<Item>,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<PutResponses, AwsError> {
        let stream = Arc::make_mut(self.streams.get_mut(name).ok_or_else(|| errors::not_found(name))?);
        let accepted = stream.admit(&items, ctx);
        let throttled = items.len() - accepted;
        items.truncate(accepted);
        let dimension = ("DeliveryStreamName", name);
        if throttled > 0 {
            stream.totals.throttled_records += throttled as u64;
            ctx.metric(METRICS, "ThrottledRecords", dimension, throttled as f64);
            let note = Note::warning("firehose-throttled").with("delivery_stream", name);
            ctx.note(note.with("records", throttled));
        }
        let first = stream.next_number;
        stream.next_number += accepted as u64;
        let responses = PutResponses {
            source: stream.source.clone(),
            first,
            accepted: accepted as u64,
            throttled: throttled as u64,
        };
        if accepted > 0 {
            let put_bytes: u64 = items.iter().map(|item| u64::from(item.data_bytes)).sum();
            ctx.metric(METRICS, "IncomingRecords", dimension, accepted as f64);
            ctx.metric(METRICS, "IncomingBytes", dimension, put_bytes as f64);
            ctx.metric(METRICS, "IncomingPutRequests", dimension, 1.0);
            ctx.charge(&prices::INGEST, prices::billed_gb(items.iter()));
            let segment = Segment { source: stream.source.clone(), first, arrival_us: ctx.now().0, bytes, items };
            let slice = Slice::whole(Arc::new(segment));
            self.hops.push(stream.hop(&slice, slice.len(), ctx.now().0));
            stream.accept(slice, ctx);
        }
        Ok(responses)
    }
}

impl DeliveryStream {
    /// How many of `items` the limits let through; their tokens are taken.
    fn admit(&mut self, items: &[Item], ctx: &Ctx<'_, Event>) -> usize {
        let now = ctx.now();
        if self.limits.requests.available(now) == 0 {
            return 0;
        }
        let records = usize::try_from(self.limits.records.available(now)).unwrap_or(usize::MAX);
        let bytes_max = self.limits.bytes.available(now);
        let mut bytes = 0;
        let fit = items.iter().take(records).take_while(|item| {
            bytes += u64::from(item.data_bytes);
            bytes <= bytes_max
        });
        let admitted = fit.count();
        if admitted > 0 {
            let bytes = items.iter().take(admitted).map(|item| u64::from(item.data_bytes)).sum();
            self.limits.requests.take(1);
            self.limits.records.take(admitted as u64);
            self.limits.bytes.take(bytes);
        }
        admitted
    }
}

fn check_record(bytes: u64, member: &str) -> Result<(), AwsError> {
    if bytes <= RECORD_BYTES_MAX {
        return Ok(());
    }
    let message = format!(
        "1 validation error detected: Value at '{member}' failed to satisfy constraint: \
         Member must have length less than or equal to {RECORD_BYTES_MAX}"
    );
    Err(AwsError::new("ValidationException", message))
}

fn check_batch(batch: &PutBatch) -> Result<(), AwsError> {
    let constraint = match batch.len() {
        0 => "greater than or equal to 1".to_owned(),
        count if count > BATCH_RECORDS_MAX => format!("less than or equal to {BATCH_RECORDS_MAX}"),
        _ => String::new(),
    };
    if !constraint.is_empty() {
        let message = format!(
            "1 validation error detected: Value at 'records' failed to satisfy constraint: \
             Member must have length {constraint}"
        );
        return Err(AwsError::new("ValidationException", message));
    }
    if !batch.hash_keys.is_empty() || batch.items.iter().any(|item| item.key_bytes > 0) {
        let message = "unknown parameter 'PartitionKey' in input at 'Records'; expected 'Data'";
        return Err(AwsError::new("ValidationException", message));
    }
    let mut bytes = 0;
    for (index, item) in batch.items.iter().enumerate() {
        if u64::from(item.data_bytes) > RECORD_BYTES_MAX {
            check_record(u64::from(item.data_bytes), &format!("records.{}.member.data", index + 1))?;
        }
        bytes += u64::from(item.data_bytes);
    }
    if bytes > BATCH_BYTES_MAX {
        return Err(errors::invalid("Records size exceeds 4 MB limit"));
    }
    Ok(())
}
