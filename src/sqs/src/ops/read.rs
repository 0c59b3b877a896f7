//! A message as a receiver sees it.

use super::url_of;
use crate::chance::uuid_text;
use crate::check::attributes_size;
use crate::digest::md5_of_attributes;
use crate::receipt::Receipt;
use crate::state::{Queue, Slot};
use crate::waiting::Wanted;
use api::Arn;
use api::sqs::{Message, MessageAttributes};
use std::collections::BTreeMap;
use std::sync::Arc;

/// System attributes. Source: API, MessageSystemAttributeName.
pub(super) const SYSTEM_NAMES: &[&str] = &[
    "All",
    "SenderId",
    "SentTimestamp",
    "ApproximateReceiveCount",
    "ApproximateFirstReceiveTimestamp",
    "SequenceNumber",
    "MessageDeduplicationId",
    "MessageGroupId",
    "AWSTraceHeader",
    "DeadLetterQueueSourceArn",
];

impl Queue {
    /// The message with this number, which was just received; and its bytes.
    pub(super) fn message(&self, number: u64, wanted: &Wanted) -> Option<(Message, u64)> {
        let slot = self.messages.get(&number)?;
        let sent = &slot.sent;
        let receipt =
            Receipt { queue: self.name.to_string(), created_us: self.created.0, number, receive: slot.receipts };
        let message_attributes = choose(&sent.attributes, &wanted.attributes);
        let bytes = sent.body.len() + attributes_size(&message_attributes);
        let message = Message {
            message_id: uuid_text(slot.id),
            receipt_handle: receipt.write(),
            md5_of_body: sent.md5_of_body.to_string(),
            body: sent.body.clone(),
            attributes: system_attributes(slot, &wanted.system),
            md5_of_message_attributes: md5_of_attributes(&message_attributes),
            message_attributes,
        };
        Some((message, bytes))
    }

    /// Reads a handle of this queue: the message's number, and which receive of it.
    pub(super) fn receipt(&self, handle: &str) -> Option<(u64, u32)> {
        let receipt = Receipt::read(handle)?;
        let ours = *receipt.queue == *self.name && receipt.created_us == self.created.0;
        ours.then_some((receipt.number, receipt.receive))
    }

    /// The queue's address.
    pub fn url(&self) -> String {
        url_of(&self.name)
    }
}

fn system_attributes(slot: &Slot, names: &[String]) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    if names.is_empty() {
        return all;
    }
    let wanted = |name: &str| names.iter().any(|wanted| wanted == name || wanted == "All");
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|_| wanted(name)) {
            all.insert(name.to_owned(), value);
        }
    };
    put("SenderId", Some(slot.sent.sender.to_string()));
    put("SentTimestamp", Some(slot.sent.at.0.to_string()));
    put("ApproximateReceiveCount", Some(slot.receives.to_string()));
    put("ApproximateFirstReceiveTimestamp", slot.first_received.map(|date| date.0.to_string()));
    put("SequenceNumber", slot.sequence.map(|sequence| sequence.to_string()));
    put("MessageDeduplicationId", slot.deduplication_id.as_ref().map(ToString::to_string));
    put("MessageGroupId", slot.sent.group.as_ref().map(ToString::to_string));
    put("AWSTraceHeader", slot.sent.trace_header.clone());
    put("DeadLetterQueueSourceArn", slot.dead_from.as_ref().map(|name| Arn::queue(name)));
    all
}

/// The attributes that were asked for; all of them are shared, not copied.
fn choose(attributes: &Arc<MessageAttributes>, names: &[String]) -> Arc<MessageAttributes> {
    if names.iter().any(|name| ["All", ".*", "*"].contains(&name.as_str())) {
        return attributes.clone();
    }
    if names.is_empty() || attributes.is_empty() {
        return Arc::default();
    }
    let fits = |name: &str| {
        names.iter().any(|wanted| match wanted.strip_suffix(".*") {
            Some(prefix) => name.starts_with(prefix),
            None => wanted == name,
        })
    };
    let chosen = attributes.iter().filter(|(name, _)| fits(name));
    Arc::new(chosen.map(|(name, value)| (name.clone(), value.clone())).collect())
}
