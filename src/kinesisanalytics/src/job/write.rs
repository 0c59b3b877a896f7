//! Writing rows: in batches, as the application's role. What a sink has no room for waits; what it refuses takes the job down.

use super::{Job, Outgoing, Running};
use crate::Event;
use crate::limits::BATCH_BYTES_MAX;
use crate::plan::Sink;
use crate::state::Application;
use api::firehose::PutRecordBatch;
use api::kinesis::PutRecords;
use api::{AwsError, Principal, PutBatch};
use service::Ctx;
use std::sync::Arc;

/// Errors after which a sink may have room a little later.
const BUSY: [&str; 6] = [
    "ProvisionedThroughputExceededException",
    "LimitExceededException",
    "KMSThrottlingException",
    "ServiceUnavailableException",
    "ThrottlingException",
    "InternalFailure",
];

impl Application {
    /// Writes what waits, as far as the sinks have room.
    pub(super) fn write(&mut self, job: &mut Job, role: &Principal, ctx: &mut Ctx<'_, Event>) -> Result<(), AwsError> {
        let plan = job.config.plan.clone();
        for (running, statement) in job.live.statements.iter_mut().zip(&plan.statements) {
            let batching = statement.sink.batching();
            while !running.waiting.is_empty() {
                let running = Arc::make_mut(running);
                let batch = running.batch(batching.rows_max);
                let (sent, refused) = (batch.len() as u64, send(&statement.sink, &batch, role, ctx));
                let refused = match refused {
                    Ok(refused) => refused,
                    Err(error) => {
                        running.put_back(batch);
                        return Err(error);
                    }
                };
                let kept: Vec<Outgoing> =
                    batch.into_iter().zip(refused).filter(|(_, refused)| *refused).map(|(row, _)| row).collect();
                let throttled = kept.len() as u64;
                running.put_back(kept);
                running.written += sent - throttled;
                self.totals.written += sent - throttled;
                self.totals.throttled_writes += throttled;
                if throttled > 0 && batching.fails_on_error {
                    // Flink's words.
                    let message = "Encountered an exception while persisting records, not retrying due to {failOnError} being set.";
                    return Err(AwsError::new("JobFailure", message));
                }
                if throttled > 0 {
                    break;
                }
            }
        }
        Ok(())
    }
}

impl Running {
    /// Takes the first rows that fit one call, and so many at most.
    fn batch(&mut self, rows_max: u64) -> Vec<Outgoing> {
        let mut batch: Vec<Outgoing> = Vec::new();
        let mut bytes = 0;
        while let Some(row) = self.waiting.front() {
            bytes += (row.key.len() + row.data.len()) as u64;
            let is_full = batch.len() as u64 >= rows_max || bytes > BATCH_BYTES_MAX;
            if is_full && !batch.is_empty() {
                break;
            }
            self.waiting_bytes -= row.data.len() as u64;
            batch.extend(self.waiting.pop_front());
        }
        batch
    }

    /// They wait again, before all others.
    fn put_back(&mut self, rows: Vec<Outgoing>) {
        for row in rows.into_iter().rev() {
            self.waiting_bytes += row.data.len() as u64;
            self.waiting.push_front(row);
        }
    }
}

/// Makes one call. For each row, whether the sink has had no room for it. Errors: what another try would not mend.
fn send(sink: &Sink, batch: &[Outgoing], role: &Principal, ctx: &mut Ctx<'_, Event>) -> Result<Vec<bool>, AwsError> {
    let refused = match sink {
        Sink::Kinesis { arn, .. } => {
            let records = PutBatch::of(batch.iter().map(|row| (&*row.key, &*row.data)));
            let put = PutRecords { stream_arn: Some(arn.clone()), records, ..Default::default() };
            ctx.call(role, put).map(|output| output.records.items.iter().map(|item| item.has_failed()).collect())
        }
        Sink::Firehose { name, .. } => {
            let mut records = PutBatch::of(batch.iter().map(|row| ("", &*row.data)));
            records.has_keys = false;
            let put = PutRecordBatch { delivery_stream_name: name.clone(), records };
            ctx.call(role, put).map(|output| {
                // The first ones were taken.
                let accepted = output.request_responses.accepted;
                (0..batch.len() as u64).map(|index| index >= accepted).collect()
            })
        }
        Sink::Chart { .. } => Ok(vec![false; batch.len()]),
    };
    match refused {
        Err(error) if BUSY.contains(&&*error.code) => Ok(vec![true; batch.len()]),
        other => other,
    }
}
