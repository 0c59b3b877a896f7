//! Tags of a queue.

use crate::errors::{self, invalid};
use crate::limits;
use crate::state::Sqs;
use crate::{Ctx, Event};
use api::AwsError;
use api::sqs::{ListQueueTags, ListQueueTagsOutput, TagQueue, TagQueueOutput, UntagQueue, UntagQueueOutput};
use std::collections::BTreeMap;

impl Sqs {
    pub(crate) fn tag_queue(
        &mut self,
        request: TagQueue,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<TagQueueOutput, AwsError> {
        let name = self.enter(&request.queue_url, None, ctx)?;
        if request.tags.is_empty() {
            return Err(errors::missing("Tags"));
        }
        let queue = self.queue_mut(&name)?;
        let kept = queue.tags.keys().filter(|key| !request.tags.contains_key(*key)).count();
        check(&name, kept, &request.tags)?;
        queue.tags.extend(request.tags);
        queue.charge(0, ctx);
        Ok(TagQueueOutput {})
    }

    pub(crate) fn untag_queue(
        &mut self,
        request: UntagQueue,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<UntagQueueOutput, AwsError> {
        let name = self.enter(&request.queue_url, None, ctx)?;
        if request.tag_keys.is_empty() {
            return Err(invalid("Tag keys must be between 1 and 128 characters in length."));
        }
        let queue = self.queue_mut(&name)?;
        queue.tags.retain(|key, _| !request.tag_keys.contains(key));
        queue.charge(0, ctx);
        Ok(UntagQueueOutput {})
    }

    pub(crate) fn list_queue_tags(
        &mut self,
        request: ListQueueTags,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<ListQueueTagsOutput, AwsError> {
        let name = self.enter(&request.queue_url, None, ctx)?;
        let queue = self.queue_mut(&name)?;
        queue.charge(0, ctx);
        Ok(ListQueueTagsOutput { tags: queue.tags.clone() })
    }
}

/// Checks tags that come to `kept` others.
pub(super) fn check(queue: &str, kept: usize, tags: &BTreeMap<String, String>) -> Result<(), AwsError> {
    if kept + tags.len() > limits::TAGS_MAX {
        return Err(invalid(format!("Too many tags added for queue {queue}.")));
    }
    for (key, value) in tags {
        if !(1..=limits::TAG_KEY_CHARS_MAX).contains(&key.chars().count()) {
            return Err(invalid("Tag keys must be between 1 and 128 characters in length."));
        }
        if value.chars().count() > limits::TAG_VALUE_CHARS_MAX {
            return Err(invalid("Tag values must be between 0 and 256 characters in length."));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(invalid("Tag keys cannot begin with 'aws:', which is reserved."));
        }
    }
    Ok(())
}
