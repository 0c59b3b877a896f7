//! Tags of streams and of consumers.

use super::consumers::not_active;
use super::{check_arn_length, check_target, consumer_in_arn, invalid, kinesis_arn, missing, not_serving, target};
use crate::consumers::ConsumerStatus;
use crate::limits::TAGS_MAX;
use crate::state::{Kinesis, Stream};
use crate::validate::{Checks, RESOURCE_ARN_PATTERN};
use api::kinesis::{
    AddTagsToStream, ListTagsForResource, ListTagsForResourceOutput, ListTagsForStream, ListTagsForStreamOutput,
    NoOutput, RemoveTagsFromStream, Tag, TagResource, UntagResource,
};
use api::{ACCOUNT_ID, AwsError};
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

type Tags = BTreeMap<String, String>;

const KEY_CHARS_MAX: usize = 128;
const VALUE_CHARS_MAX: usize = 256;
/// Tags in one call. Source: API, `TagMap`.
const TAG_MAP_MAX: usize = 200;

impl Kinesis {
    pub(crate) fn add_tags(&mut self, request: AddTagsToStream) -> Result<NoOutput, AwsError> {
        let mut checks = Checks::default();
        check_tags(&mut checks, &request.tags);
        check_target(&mut checks, request.stream_name.as_deref(), request.stream_arn.as_deref());
        checks.finish()?;
        let name = target(request.stream_name.as_deref(), request.stream_arn.as_deref())?;
        let tags = &mut self.find_tagged(name)?.tags;
        add(tags, &request.tags, &format!("stream {name}"))?;
        Ok(NoOutput {})
    }

    pub(crate) fn remove_tags(&mut self, request: RemoveTagsFromStream) -> Result<NoOutput, AwsError> {
        let mut checks = Checks::default();
        check_keys(&mut checks, &request.tag_keys);
        check_target(&mut checks, request.stream_name.as_deref(), request.stream_arn.as_deref());
        checks.finish()?;
        let name = target(request.stream_name.as_deref(), request.stream_arn.as_deref())?;
        let tags = &mut self.find_tagged(name)?.tags;
        remove(tags, &request.tag_keys, &format!("stream {name}"))?;
        Ok(NoOutput {})
    }

    pub(crate) fn list_tags(&self, request: ListTagsForStream) -> Result<ListTagsForStreamOutput, AwsError> {
        let mut checks = Checks::default();
        checks.range(request.limit, "limit", 1, TAGS_MAX as i64);
        if let Some(key) = &request.exclusive_start_tag_key {
            checks.length(key, "exclusiveStartTagKey", KEY_CHARS_MAX as u64);
        }
        check_target(&mut checks, request.stream_name.as_deref(), request.stream_arn.as_deref());
        checks.finish()?;
        let name = target(request.stream_name.as_deref(), request.stream_arn.as_deref())?;
        let from = request.exclusive_start_tag_key.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let mut behind = self.find(name)?.tags.range::<str, _>((from, Bound::Unbounded));
        let limit = request.limit.map_or(TAGS_MAX, |limit| limit as usize);
        let tags = behind.by_ref().take(limit).map(tag).collect();
        Ok(ListTagsForStreamOutput { tags, has_more_tags: behind.next().is_some() })
    }

    pub(crate) fn tag_resource(&mut self, request: TagResource) -> Result<NoOutput, AwsError> {
        let mut checks = Checks::default();
        check_tags(&mut checks, &request.tags);
        check_resource(&mut checks, &request.resource_arn);
        checks.finish()?;
        let (tags, named) = self.tags_of(&request.resource_arn)?;
        add(tags, &request.tags, &named)?;
        Ok(NoOutput {})
    }

    pub(crate) fn untag_resource(&mut self, request: UntagResource) -> Result<NoOutput, AwsError> {
        let mut checks = Checks::default();
        check_keys(&mut checks, &request.tag_keys);
        check_resource(&mut checks, &request.resource_arn);
        checks.finish()?;
        let (tags, named) = self.tags_of(&request.resource_arn)?;
        remove(tags, &request.tag_keys, &named)?;
        Ok(NoOutput {})
    }

    pub(crate) fn list_resource_tags(
        &mut self,
        request: ListTagsForResource,
    ) -> Result<ListTagsForResourceOutput, AwsError> {
        let mut checks = Checks::default();
        check_resource(&mut checks, &request.resource_arn);
        checks.finish()?;
        let (tags, _) = self.tags_of(&request.resource_arn)?;
        Ok(ListTagsForResourceOutput { tags: tags.iter().map(tag).collect() })
    }

    /// The tags of a stream or of a consumer, and what to call it.
    fn tags_of(&mut self, arn: &str) -> Result<(&mut Arc<Tags>, String), AwsError> {
        if let Some(found) = consumer_in_arn(arn) {
            let consumer = self.find_consumer(&found)?;
            if consumer.status != ConsumerStatus::Active {
                return Err(not_active(consumer, found.stream()));
            }
            let named = format!("consumer {}", consumer.name);
            return Ok((&mut consumer.tags, named));
        }
        if kinesis_arn(arn).is_some_and(|(_, resource)| !resource.starts_with("stream/")) {
            return Err(missing(format!("Resource {arn} under account {ACCOUNT_ID} not found.")));
        }
        let name = target(None, Some(arn))?;
        Ok((&mut self.find_tagged(name)?.tags, format!("stream {name}")))
    }

    /// A stream whose tags can be changed. Only `ListTagsForStream` knows no wrong state.
    fn find_tagged(&mut self, name: &str) -> Result<&mut Stream, AwsError> {
        let stream = self.find_mut(name)?;
        if stream.status.serves() { Ok(stream) } else { Err(not_serving(stream)) }
    }
}

fn tag((key, value): (&String, &String)) -> Tag {
    Tag { key: key.clone(), value: value.clone() }
}

fn check_resource(checks: &mut Checks, arn: &str) {
    let is_known = |resource: &str| {
        ["stream/", "channel/", "queue/"]
            .iter()
            .any(|kind| resource.strip_prefix(kind).is_some_and(|name| !name.is_empty()))
    };
    let fits = kinesis_arn(arn).is_some_and(|(_, resource)| is_known(resource));
    checks.pattern(fits, arn, "resourceARN", RESOURCE_ARN_PATTERN);
    check_arn_length(checks, arn, "resourceARN");
}

/// Checks tags in a request, `Tags` by name.
pub(super) fn check_tags(checks: &mut Checks, tags: &Tags) {
    let pairs: Vec<String> = tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let shown = format!("{{{}}}", pairs.join(", "));
    checks.count(tags.len(), &shown, "tags", TAG_MAP_MAX);
    if !tags.keys().all(|key| (1..=KEY_CHARS_MAX).contains(&key.chars().count())) {
        checks.fail(&shown, "tags", &format!("Map keys must satisfy constraint: {}", lengths(KEY_CHARS_MAX, 1)));
    }
    if !tags.values().all(|value| value.chars().count() <= VALUE_CHARS_MAX) {
        checks.fail(&shown, "tags", &format!("Map value must satisfy constraint: {}", lengths(VALUE_CHARS_MAX, 0)));
    }
}

fn check_keys(checks: &mut Checks, keys: &[String]) {
    let shown = format!("[{}]", keys.join(", "));
    checks.count(keys.len(), &shown, "tagKeys", TAGS_MAX);
    if !keys.iter().all(|key| (1..=KEY_CHARS_MAX).contains(&key.chars().count())) {
        checks.fail(&shown, "tagKeys", &format!("Member must satisfy constraint: {}", lengths(KEY_CHARS_MAX, 1)));
    }
}

fn lengths(max: usize, min: usize) -> String {
    format!(
        "[Member must have length less than or equal to {max}, Member must have length greater than or equal to {min}]"
    )
}

/// Whether these tags could be given to something new.
pub(super) fn check_new(tags: &Tags, named: &str) -> Result<(), AwsError> {
    add(&mut Arc::default(), tags, named)
}

fn add(present: &mut Arc<Tags>, tags: &Tags, named: &str) -> Result<(), AwsError> {
    check_characters(tags.iter().flat_map(|(key, value)| [key, value]), &format!("Failed to add tags to {named}"))?;
    let new = tags.keys().filter(|key| !present.contains_key(*key)).count();
    if present.len() + new > TAGS_MAX {
        return Err(invalid(format!(
            "Failed to add tags to {named} under account {ACCOUNT_ID} because a given stream cannot have more than \
             {TAGS_MAX} tags associated with it."
        )));
    }
    Arc::make_mut(present).extend(tags.iter().map(|(key, value)| (key.clone(), value.clone())));
    Ok(())
}

fn remove(present: &mut Arc<Tags>, keys: &[String], named: &str) -> Result<(), AwsError> {
    check_characters(keys.iter(), &format!("Failed to remove tags from {named}"))?;
    Arc::make_mut(present).retain(|key, _| !keys.contains(key));
    Ok(())
}

/// AWS refuses most signs at once, and `%` with other words.
fn check_characters<'a>(texts: impl Iterator<Item = &'a String> + Clone, failed: &str) -> Result<(), AwsError> {
    let fits = |letter: char| {
        letter.is_ascii_alphanumeric()
            || "_./-=+ @%:".contains(letter)
            || ('\u{c0}'..='\u{1fff}').contains(&letter)
            || ('\u{2c00}'..='\u{d7ff}').contains(&letter)
    };
    if !texts.clone().all(|text| text.chars().all(fits)) {
        return Err(invalid(
            "Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @ :.",
        ));
    }
    if texts.clone().any(|text| text.contains('%')) {
        return Err(invalid(format!(
            "{failed} under account {ACCOUNT_ID} because some tags contained illegal characters. The allowed characters are \
             Unicode letters, white-spaces, '_',',','/','=','+','-','@',':'."
        )));
    }
    Ok(())
}
