//! Attributes of a queue: reading them from a request, and giving them.

use crate::errors::{self, invalid, invalid_attribute, invalid_attribute_because, invalid_value, unknown_attribute};
use crate::limits;
use crate::settings::{Redrive, RedriveAllow, Settings};
use crate::state::{Queue, Sqs};
use crate::{Ctx, Event};
use api::sqs::{GetQueueAttributes, GetQueueAttributesOutput, SetQueueAttributes, SetQueueAttributesOutput};
use api::{Arn, AwsError};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// All that there are. Source: API, QueueAttributeName.
const NAMES: &[&str] = &[
    "All",
    "Policy",
    "VisibilityTimeout",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "QueueArn",
    "ApproximateNumberOfMessagesDelayed",
    "DelaySeconds",
    "ReceiveMessageWaitTimeSeconds",
    "RedrivePolicy",
    "FifoQueue",
    "ContentBasedDeduplication",
    "KmsMasterKeyId",
    "KmsDataKeyReusePeriodSeconds",
    "DeduplicationScope",
    "FifoThroughputLimit",
    "RedriveAllowPolicy",
    "SqsManagedSseEnabled",
];

const BAD_ALLOW: &str = "Amazon SQS can't create the redrive allow policy, as it’s in an unsupported format.";

impl Sqs {
    pub(crate) fn get_queue_attributes(
        &mut self,
        request: GetQueueAttributes,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<GetQueueAttributesOutput, AwsError> {
        let name = self.enter(&request.queue_url, None, ctx)?;
        if let Some(unknown) = request.attribute_names.iter().find(|name| !NAMES.contains(&name.as_str())) {
            return Err(unknown_attribute(unknown));
        }
        let queue = self.queue_mut(&name)?;
        let mut attributes = queue.attributes();
        let all = request.attribute_names.iter().any(|name| name == "All");
        attributes.retain(|name, _| all || request.attribute_names.contains(name));
        queue.charge(0, ctx);
        self.attend(&name, ctx);
        Ok(GetQueueAttributesOutput { attributes })
    }

    pub(crate) fn set_queue_attributes(
        &mut self,
        request: SetQueueAttributes,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<SetQueueAttributesOutput, AwsError> {
        let name = self.enter(&request.queue_url, None, ctx)?;
        if request.attributes.is_empty() {
            return Err(errors::missing("Attribute.Name"));
        }
        let mut settings = self.queue_mut(&name)?.settings.clone();
        self.read_attributes(&name, &mut settings, &request.attributes, false)?;
        let now = ctx.now();
        let queue = self.queue_mut(&name)?;
        queue.settings = settings;
        queue.modified = now;
        queue.settle_and_tell(ctx);
        queue.charge(0, ctx);
        self.attend(&name, ctx);
        Ok(SetQueueAttributesOutput {})
    }

    /// Reads the attributes of the queue `name` into `settings`. Changes nothing else.
    pub(super) fn read_attributes(
        &self,
        name: &str,
        settings: &mut Settings,
        attributes: &BTreeMap<String, String>,
        is_new: bool,
    ) -> Result<(), AwsError> {
        for (attribute, text) in attributes {
            match attribute.as_str() {
                "DelaySeconds" => settings.delay_s = number(attribute, text, (0, limits::DELAY_S_MAX))?,
                "MaximumMessageSize" => {
                    let range = (limits::MESSAGE_BYTES_MAX_LEAST, limits::MESSAGE_BYTES_MAX);
                    settings.message_bytes_max = number(attribute, text, range)?;
                }
                "MessageRetentionPeriod" => {
                    let (least, most, _) = limits::RETENTION_S;
                    settings.retention_s = number(attribute, text, (least, most))?;
                }
                "ReceiveMessageWaitTimeSeconds" => {
                    settings.wait_s = number(attribute, text, (0, limits::WAIT_S_MAX))?;
                }
                "VisibilityTimeout" => {
                    settings.visibility_s = number(attribute, text, (0, limits::VISIBILITY_S_MAX))?;
                }
                "RedrivePolicy" => settings.redrive = self.read_redrive(name, settings.fifo, text)?,
                "RedriveAllowPolicy" => settings.redrive_allow = read_allow(text)?,
                "SqsManagedSseEnabled" => settings.encrypted = flag(attribute, text)?,
                "FifoQueue" if is_new => {}
                "FifoQueue" if settings.fifo => {
                    if text != "true" {
                        let reason = "Modifying queue type is not supported.";
                        return Err(invalid_attribute_because(attribute, reason));
                    }
                }
                "ContentBasedDeduplication" if settings.fifo => settings.content_based = flag(attribute, text)?,
                "DeduplicationScope" if settings.fifo => {
                    settings.scope_is_group = one_of(attribute, text, ["queue", "messageGroup"])?;
                }
                "FifoThroughputLimit" if settings.fifo => {
                    settings.limit_is_group = one_of(attribute, text, ["perQueue", "perMessageGroupId"])?;
                }
                "DeduplicationScope" | "FifoThroughputLimit" => {
                    let message = format!("You can specify the {attribute} only when FifoQueue is set to true.");
                    return Err(AwsError::new("InvalidAttributeName", message));
                }
                "Policy" | "KmsMasterKeyId" | "KmsDataKeyReusePeriodSeconds" if text.is_empty() => {}
                "Policy" => {
                    let reason = "queue policies are not modelled: grant access with IAM policies.";
                    return Err(invalid_attribute_because(attribute, reason));
                }
                "KmsMasterKeyId" | "KmsDataKeyReusePeriodSeconds" => {
                    let reason = "KMS is not modelled: use SqsManagedSseEnabled.";
                    return Err(invalid_attribute_because(attribute, reason));
                }
                _ => return Err(unknown_attribute(attribute)),
            }
        }
        if settings.limit_is_group && !settings.scope_is_group {
            let message =
                "The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup";
            return Err(invalid(message));
        }
        Ok(())
    }

    fn read_redrive(&self, name: &str, fifo: bool, text: &str) -> Result<Option<Redrive>, AwsError> {
        if text.is_empty() {
            return Ok(None);
        }
        let Some(Value::Object(policy)) = serde_json::from_str(text).ok() else {
            return Err(invalid_attribute_because("RedrivePolicy", "Redrive policy is not a valid JSON map."));
        };
        let bad = |reason: &str| invalid_value(text, "RedrivePolicy", reason);
        for member in ["maxReceiveCount", "deadLetterTargetArn"] {
            if !policy.contains_key(member) {
                return Err(bad(&format!("Redrive policy does not contain mandatory attribute: {member}.")));
            }
        }
        if policy.len() > 2 {
            return Err(bad("Only following attributes are supported: [maxReceiveCount, deadLetterTargetArn]."));
        }
        let count = policy.get("maxReceiveCount");
        let count_text = count.map(|count| count.as_str().map_or_else(|| count.to_string(), str::to_owned));
        let count_text = count_text.unwrap_or_default();
        let count = count_text.parse().ok().filter(|count| (1..=limits::RECEIVE_COUNT_MAX).contains(count));
        let Some(count) = count else {
            let range = "valid values are from 1 to 1000 both inclusive.";
            return Err(bad(&format!("Invalid value for maxReceiveCount: {count_text}, {range}")));
        };
        let arn = policy.get("deadLetterTargetArn").and_then(Value::as_str).unwrap_or_default();
        let parts: Vec<_> = arn.split(':').collect();
        let target = match parts.as_slice() {
            ["arn", _, "sqs", _, _, target] => *target,
            ["arn", _, _, _, _, _] => return Err(bad("Only SQS queues are valid resources for deadLetterTargetArn.")),
            _ => return Err(bad("Invalid value for deadLetterTargetArn.")),
        };
        let found = self.queues.get(target).filter(|_| Arn::queue(target) == arn);
        if found.map_or(target.ends_with(".fifo"), |queue| queue.settings.fifo) != fifo {
            return Err(bad("Dead-letter queue must be same type of queue as the source.."));
        }
        let Some(queue) = found else { return Err(bad("Dead letter target does not exist.")) };
        let allowed =
            |allow: &RedriveAllow| allow.sources.as_ref().is_none_or(|sources| sources.contains(&Arn::queue(name)));
        if !queue.settings.redrive_allow.as_ref().is_none_or(allowed) {
            return Err(bad("The redrive allow policy of the dead-letter queue does not allow this source queue."));
        }
        let written = json!({"deadLetterTargetArn": arn, "maxReceiveCount": count}).to_string();
        Ok(Some(Redrive { target: queue.name.clone(), receives_max: count as u32, text: written.into() }))
    }
}

impl Queue {
    /// All attributes, as `GetQueueAttributes` gives them.
    pub fn attributes(&self) -> BTreeMap<String, String> {
        let settings = &self.settings;
        let mut all = BTreeMap::new();
        let mut put = |name: &str, value: String| all.insert(name.to_owned(), value);
        put("ApproximateNumberOfMessages", self.visible_count().to_string());
        put("ApproximateNumberOfMessagesDelayed", self.delayed.len().to_string());
        put("ApproximateNumberOfMessagesNotVisible", self.in_flight.len().to_string());
        put("CreatedTimestamp", (self.date(self.created).0 / 1_000).to_string());
        put("LastModifiedTimestamp", (self.date(self.modified).0 / 1_000).to_string());
        put("DelaySeconds", settings.delay_s.to_string());
        put("MaximumMessageSize", settings.message_bytes_max.to_string());
        put("MessageRetentionPeriod", settings.retention_s.to_string());
        put("QueueArn", Arn::queue(&self.name));
        put("ReceiveMessageWaitTimeSeconds", settings.wait_s.to_string());
        put("SqsManagedSseEnabled", settings.encrypted.to_string());
        put("VisibilityTimeout", settings.visibility_s.to_string());
        if settings.fifo {
            put("FifoQueue", "true".into());
            put("ContentBasedDeduplication", settings.content_based.to_string());
            put("DeduplicationScope", if settings.scope_is_group { "messageGroup" } else { "queue" }.into());
            put("FifoThroughputLimit", if settings.limit_is_group { "perMessageGroupId" } else { "perQueue" }.into());
        }
        if let Some(redrive) = &settings.redrive {
            put("RedrivePolicy", redrive.text.to_string());
        }
        if let Some(allow) = &settings.redrive_allow {
            put("RedriveAllowPolicy", allow.text.to_string());
        }
        all
    }

    /// The first of the attributes in `named` that is another one in `wanted`, which was made from them.
    pub(super) fn differing(&self, wanted: &Settings, named: &BTreeMap<String, String>) -> Option<String> {
        let other = Self::new(self.name.clone(), wanted.clone(), self.created, self.start_epoch_ms).attributes();
        let ours = self.attributes();
        named.keys().find(|name| ours.get(*name) != other.get(*name)).cloned()
    }
}

fn number(attribute: &str, text: &str, (least, most): (u64, u64)) -> Result<u64, AwsError> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let value = text.parse().ok().filter(|value| digits && (least..=most).contains(value));
    value.ok_or_else(|| invalid_attribute(attribute))
}

fn flag(attribute: &str, text: &str) -> Result<bool, AwsError> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(invalid_attribute(attribute)),
    }
}

/// Whether it is the second word.
fn one_of(attribute: &str, text: &str, words: [&str; 2]) -> Result<bool, AwsError> {
    let [first, second] = words;
    match text {
        text if text == first => Ok(false),
        text if text == second => Ok(true),
        _ => Err(invalid_attribute(attribute)),
    }
}

fn read_allow(text: &str) -> Result<Option<RedriveAllow>, AwsError> {
    if text.is_empty() {
        return Ok(None);
    }
    let unreadable = || invalid_attribute_because("RedriveAllowPolicy", BAD_ALLOW);
    let bad = |reason: &str| {
        invalid_value(
            text,
            "RedriveAllowPolicy",
            &format!("Amazon SQS can't create the redrive allow policy. {reason}"),
        )
    };
    let Some(Value::Object(policy)) = serde_json::from_str(text).ok() else { return Err(unreadable()) };
    let known = |name: &String| ["redrivePermission", "sourceQueueArns"].contains(&name.as_str());
    let permission = policy.get("redrivePermission").and_then(Value::as_str).unwrap_or_default();
    if !policy.keys().all(known) || !["allowAll", "denyAll", "byQueue"].contains(&permission) {
        return Err(unreadable());
    }
    let sources: Option<Vec<String>> = match policy.get("sourceQueueArns") {
        None => None,
        Some(list) => Some(serde_json::from_value(list.clone()).map_err(|_| unreadable())?),
    };
    let sources = match (permission, sources) {
        ("byQueue", None) => return Err(bad(NO_SOURCES)),
        ("byQueue", Some(sources)) if sources.is_empty() => return Err(bad(NO_SOURCES)),
        ("byQueue", Some(sources)) if sources.len() > limits::REDRIVE_SOURCES_MAX => {
            return Err(bad("The maximum number of source queue ARNs you can specify is 10."));
        }
        ("byQueue", Some(sources)) => Some(sources),
        (_, Some(_)) => {
            return Err(bad("To specify one or more source queue ARNs, you must set redrivePermission to byQueue."));
        }
        ("denyAll", None) => Some(Vec::new()),
        _ => None,
    };
    Ok(Some(RedriveAllow { sources, text: text.into() }))
}

const NO_SOURCES: &str =
    "When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values.";
