//! The three kinds of places that a producer puts to, each with its own call.

use super::call::{Call, Refused};
use crate::Event;
use crate::settings::Target;
use api::kinesis::{PutRecords, PutResult};
use api::sqs::{SendMessageBatch, SendMessageEntry};
use api::{AwsError, Item, Principal, PutBatch};
use service::Ctx;

/// Records of one call. Source: Kinesis's and Firehose's API.
const BATCH_RECORDS_MAX: usize = 500;
/// Messages of one call. Source: SQS's API, SendMessageBatch.
const BATCH_MESSAGES_MAX: usize = 10;
/// Bytes of one call: Kinesis takes 10 MiB, its producer library sends at most 5.
const STREAM_BYTES_MAX: usize = 5 << 20;
/// Bytes of one call. Source: Firehose's API, PutRecordBatch.
const DELIVERY_BYTES_MAX: usize = 4 << 20;
/// Bytes of one call. Source: SQS's API, SendMessageBatch.
const QUEUE_BYTES_MAX: usize = 1 << 20;

impl Target {
    /// Records of one call, and their bytes.
    pub(super) fn call_max(&self) -> (usize, usize) {
        match self {
            Self::Stream(_) => (BATCH_RECORDS_MAX, STREAM_BYTES_MAX),
            Self::DeliveryStream(_) => (BATCH_RECORDS_MAX, DELIVERY_BYTES_MAX),
            Self::Queue(_) => (BATCH_MESSAGES_MAX, QUEUE_BYTES_MAX),
        }
    }

    /// Makes a call. Gives what was refused, and the shards that took the rest if `wants_shards`. `sender` tells this producer's
    /// messages from others'. Errors: the call failed as a whole.
    pub(super) fn put(
        &self,
        call: &Call,
        sender: &str,
        wants_shards: bool,
        principal: &Principal,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(Refused, Vec<Option<u32>>), AwsError> {
        match self {
            Self::Stream(name) => {
                let stream_name = Some(name.to_string());
                let request = PutRecords { stream_name, stream_arn: None, records: call.batch() };
                let output = ctx.call(principal, request)?;
                let results = output.records.items;
                let refused = match output.failed_record_count {
                    0 => Refused::None,
                    _ => Refused::These(
                        (0..call.items.len()).filter(|index| failed(results.get(*index).copied())).collect(),
                    ),
                };
                let shards = if wants_shards { results.iter().map(shard).collect() } else { Vec::new() };
                Ok((refused, shards))
            }
            Self::DeliveryStream(name) => {
                // A record of Firehose has no partition key.
                let keyless = |item: &Item| Item { start: item.start + item.key_bytes, key_bytes: 0, ..*item };
                let items = call.items.iter().map(keyless).collect();
                let records = PutBatch { items, has_keys: false, ..call.batch() };
                let delivery_stream_name = name.to_string();
                let output = ctx.call(principal, api::firehose::PutRecordBatch { delivery_stream_name, records })?;
                Ok((Refused::From(output.request_responses.accepted as usize), Vec::new()))
            }
            Self::Queue(name) => {
                let entries = (0..call.items.len()).map(|index| message(call, index, name, sender)).collect();
                let request = SendMessageBatch { queue_url: queue_url(name), entries: Some(entries) };
                let output = ctx.call(principal, request)?;
                let mut refused: Vec<usize> = output.failed.iter().filter_map(|error| error.id.parse().ok()).collect();
                refused.sort_unstable();
                Ok((if refused.is_empty() { Refused::None } else { Refused::These(refused) }, Vec::new()))
            }
        }
    }
}

/// `https://sqs.us-east-1.amazonaws.com/111122223333/NAME`, as `GetQueueUrl` gives it.
pub fn queue_url(name: &str) -> String {
    format!("https://sqs.{}.amazonaws.com/{}/{name}", api::REGION, api::ACCOUNT_ID)
}

/// A FIFO queue gets the partition key as the group, and an id that stays the same when the message is sent again.
fn message(call: &Call, index: usize, queue: &str, sender: &str) -> SendMessageEntry {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (key, data) =
        call.items.get(index).map_or((&[][..], &[][..]), |item| (item.key(&call.buffer), item.data(&call.buffer)));
    let is_fifo = queue.ends_with(".fifo");
    SendMessageEntry {
        id: Some(index.to_string()),
        message_body: text(data).into(),
        message_group_id: is_fifo.then(|| text(key)),
        message_deduplication_id: is_fifo.then(|| format!("{sender}-{}", call.mark(index).number)),
        ..SendMessageEntry::default()
    }
}

fn failed(result: Option<PutResult>) -> bool {
    result.is_none_or(PutResult::has_failed)
}

fn shard(result: &PutResult) -> Option<u32> {
    match result {
        PutResult::Accepted { shard, .. } => Some(*shard),
        _ => None,
    }
}
