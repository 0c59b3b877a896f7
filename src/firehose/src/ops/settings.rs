//! Encryption and tags.

use super::streams::check_name;
use crate::Event;
use crate::errors;
use crate::limits::{ENCRYPTING_US, TAGS_MAX};
use crate::state::{DeliveryStream, Firehose, Status};
use api::AwsError;
use api::firehose::{
    DeliveryStreamEncryptionConfiguration, DeliveryStreamEncryptionConfigurationInput as Given,
    ListTagsForDeliveryStream, ListTagsForDeliveryStreamOutput, StartDeliveryStreamEncryption,
    StartDeliveryStreamEncryptionOutput, StopDeliveryStreamEncryption, StopDeliveryStreamEncryptionOutput, Tag,
    TagDeliveryStream, TagDeliveryStreamOutput, UntagDeliveryStream, UntagDeliveryStreamOutput,
};
use service::Ctx;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

const OWNED: &str = "AWS_OWNED_CMK";
const MANAGED: &str = "CUSTOMER_MANAGED_CMK";

/// How records are encrypted while they wait. Nothing here is encrypted really; only AWS's states and answers are modelled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encryption {
    key: Option<Given>,
    is_changing: bool,
}

impl Encryption {
    /// As given when the delivery stream is made. Errors: `InvalidArgumentException`, `ValidationException`.
    pub(crate) fn check(given: Option<&Given>, is_direct: bool) -> Result<Self, AwsError> {
        let Some(given) = given else { return Ok(Self::default()) };
        if !is_direct {
            return Err(errors::invalid(
                "DeliveryStreamEncryptionConfigurationInput is only supported for delivery streams of type DirectPut",
            ));
        }
        check_key(given)?;
        Ok(Self { key: Some(given.clone()), is_changing: false })
    }

    /// Whether records are encrypted now.
    pub(crate) fn is_on(&self) -> bool {
        self.key.is_some() && !self.is_changing
    }

    /// The change is done.
    pub(crate) fn settle(&mut self) {
        self.is_changing = false;
    }

    /// As it is described.
    pub(crate) fn describe(&self) -> DeliveryStreamEncryptionConfiguration {
        let status = match (&self.key, self.is_changing) {
            (Some(_), true) => "ENABLING",
            (Some(_), false) => "ENABLED",
            (None, true) => "DISABLING",
            (None, false) => "DISABLED",
        };
        DeliveryStreamEncryptionConfiguration {
            key_arn: self.key.as_ref().and_then(|key| key.key_arn.clone()),
            key_type: self.key.as_ref().map(|key| key.key_type.clone()),
            status: status.into(),
        }
    }
}

fn check_key(given: &Given) -> Result<(), AwsError> {
    let member = "deliveryStreamEncryptionConfigurationInput";
    errors::check_enum(&given.key_type, &[OWNED, MANAGED], &format!("{member}.keyType"))?;
    match (given.key_type.as_str(), &given.key_arn) {
        (OWNED, Some(_)) => Err(errors::invalid("KeyARN must not be specified when KeyType is AWS_OWNED_CMK")),
        (MANAGED, None) => Err(errors::invalid("KeyARN is required when KeyType is CUSTOMER_MANAGED_CMK")),
        (MANAGED, Some(arn)) => {
            let resource = crate::config::arn_parts(arn, "kms").unwrap_or_default();
            let is_key = resource.starts_with("key/") || resource.starts_with("alias/");
            let pattern = r"arn:.*:kms:[a-zA-Z0-9\-]+:\d{12}:(key|alias)/[a-zA-Z_0-9+=,.@\-_/]+";
            if is_key { Ok(()) } else { Err(errors::pattern(arn, &format!("{member}.keyARN"), pattern)) }
        }
        _ => Ok(()),
    }
}

impl Firehose {
    pub(crate) fn start_encryption(
        &mut self,
        request: StartDeliveryStreamEncryption,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<StartDeliveryStreamEncryptionOutput, AwsError> {
        let stream = self.switchable(&request.delivery_stream_name)?;
        let given = request.delivery_stream_encryption_configuration_input;
        let given = given.unwrap_or_else(|| Given { key_arn: None, key_type: OWNED.into() });
        check_key(&given)?;
        if stream.encryption.key.as_ref() != Some(&given) {
            stream.encryption = Encryption { key: Some(given), is_changing: true };
            ctx.schedule(ENCRYPTING_US, Event::Encrypt { target: stream.target() });
        }
        Ok(StartDeliveryStreamEncryptionOutput {})
    }

    pub(crate) fn stop_encryption(
        &mut self,
        request: &StopDeliveryStreamEncryption,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<StopDeliveryStreamEncryptionOutput, AwsError> {
        let stream = self.switchable(&request.delivery_stream_name)?;
        if stream.encryption.key.is_some() {
            stream.encryption = Encryption { key: None, is_changing: true };
            ctx.schedule(ENCRYPTING_US, Event::Encrypt { target: stream.target() });
        }
        Ok(StopDeliveryStreamEncryptionOutput {})
    }

    /// A delivery stream whose encryption can be switched now.
    fn switchable(&mut self, name: &str) -> Result<&mut DeliveryStream, AwsError> {
        let stream = self.changeable(name)?;
        if stream.reads_a_stream() {
            let message = "This operation is not permitted on KinesisStreamAsSource delivery stream type.";
            return Err(errors::invalid(message));
        }
        if stream.status != Status::Active {
            return Err(errors::in_use(name, stream.status.name()));
        }
        if stream.encryption.is_changing {
            return Err(errors::in_use(name, &stream.encryption.describe().status));
        }
        Ok(stream)
    }

    fn changeable(&mut self, name: &str) -> Result<&mut DeliveryStream, AwsError> {
        check_name(name)?;
        let stream = self.streams.get_mut(name).ok_or_else(|| errors::not_found(name))?;
        Ok(Arc::make_mut(stream))
    }

    pub(crate) fn tag(&mut self, request: TagDeliveryStream) -> Result<TagDeliveryStreamOutput, AwsError> {
        let name = &request.delivery_stream_name;
        let tags = check_tags(&request.tags, 1)?;
        let stream = self.changeable(name)?;
        let kept = stream.tags.keys().filter(|key| !tags.contains_key(*key)).count();
        if kept + tags.len() > TAGS_MAX {
            let message = format!("A delivery stream can have up to {TAGS_MAX} tags");
            return Err(AwsError::new("LimitExceededException", message));
        }
        Arc::make_mut(&mut stream.tags).extend(tags);
        Ok(TagDeliveryStreamOutput {})
    }

    pub(crate) fn untag(&mut self, request: &UntagDeliveryStream) -> Result<UntagDeliveryStreamOutput, AwsError> {
        let keys = &request.tag_keys;
        check_count(keys.len(), 1, "tagKeys")?;
        keys.iter().try_for_each(|key| errors::check_chars(key, &(1..=128), "tagKeys"))?;
        let stream = self.changeable(&request.delivery_stream_name)?;
        Arc::make_mut(&mut stream.tags).retain(|key, _| !keys.contains(key));
        Ok(UntagDeliveryStreamOutput {})
    }

    pub(crate) fn list_tags(
        &mut self,
        request: &ListTagsForDeliveryStream,
    ) -> Result<ListTagsForDeliveryStreamOutput, AwsError> {
        let limit = request.limit.unwrap_or(TAGS_MAX as i64);
        errors::check_range(limit, &(1..=TAGS_MAX as i64), "limit")?;
        let after = request.exclusive_start_tag_key.as_deref();
        let stream = self.changeable(&request.delivery_stream_name)?;
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let mut behind = stream.tags.range::<str, _>((from, Bound::Unbounded));
        let tag = |(key, value): (&String, &String)| Tag { key: key.clone(), value: Some(value.clone()) };
        let tags = behind.by_ref().take(limit as usize).map(tag).collect();
        Ok(ListTagsForDeliveryStreamOutput { tags, has_more_tags: behind.next().is_some() })
    }
}

fn check_count(count: usize, least: usize, member: &str) -> Result<(), AwsError> {
    let constraint = if count < least {
        format!("Member must have length greater than or equal to {least}")
    } else if count > TAGS_MAX {
        format!("Member must have length less than or equal to {TAGS_MAX}")
    } else {
        return Ok(());
    };
    let message =
        format!("1 validation error detected: Value at '{member}' failed to satisfy constraint: {constraint}");
    Err(AwsError::new("ValidationException", message))
}

/// Tags by key. Errors: `ValidationException`, `InvalidArgumentException`.
pub(super) fn check_tags(given: &[Tag], least: usize) -> Result<BTreeMap<String, String>, AwsError> {
    check_count(given.len(), least, "tags")?;
    let fits = |text: &str| text.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@%".contains(c));
    let mut tags = BTreeMap::new();
    for Tag { key, value } in given {
        errors::check_chars(key, &(1..=128), "tags.member.key")?;
        let value = value.clone().unwrap_or_default();
        errors::check_chars(&value, &(0..=256), "tags.member.value")?;
        if key.starts_with("aws:") || !fits(key) {
            let pattern = r"^(?!aws:)[\p{L}\p{Z}\p{N}_.:\/=+\-@%]*$";
            return Err(errors::pattern(key, "tags.member.key", pattern));
        }
        if !fits(&value) {
            return Err(errors::pattern(&value, "tags.member.value", r"^[\p{L}\p{Z}\p{N}_.:\/=+\-@%]*$"));
        }
        if tags.insert(key.clone(), value).is_some() {
            return Err(errors::invalid(format!("Duplicate tag key {key}")));
        }
    }
    Ok(tags)
}
