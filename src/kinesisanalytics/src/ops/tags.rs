//! Tags of an application.

use crate::errors::{self, check_chars};
use crate::limits::{TAG_KEY_CHARS, TAG_VALUE_CHARS, TAGS_MAX};
use crate::state::{Application, KinesisAnalytics};
use api::kinesisanalytics::{
    ListTagsForResource, ListTagsForResourceOutput, NoOutput, Tag, TagResource, UntagResource,
};
use api::{Arn, AwsError};

impl KinesisAnalytics {
    pub(crate) fn tag(&mut self, request: TagResource) -> Result<NoOutput, AwsError> {
        let application = self.tagged(&request.resource_arn)?;
        let is_kept = |key: &&String| !request.tags.iter().any(|tag| tag.key == **key);
        check(application.tags.keys().filter(is_kept).count(), &request.tags)?;
        application.tags.extend(request.tags.into_iter().map(|tag| (tag.key, tag.value.unwrap_or_default())));
        Ok(NoOutput {})
    }

    pub(crate) fn untag(&mut self, request: UntagResource) -> Result<NoOutput, AwsError> {
        let application = self.tagged(&request.resource_arn)?;
        if request.tag_keys.is_empty() {
            let constraint = "Member must have length greater than or equal to 1";
            return Err(AwsError::constraint("[]", "tagKeys", constraint));
        }
        application.tags.retain(|key, _| !request.tag_keys.contains(key));
        Ok(NoOutput {})
    }

    pub(crate) fn list_tags(&self, request: ListTagsForResource) -> Result<ListTagsForResourceOutput, AwsError> {
        let application = self.find(name(&request.resource_arn)?)?;
        let tags = application.tags.iter();
        let tags = tags.map(|(key, value)| Tag { key: key.clone(), value: Some(value.clone()) }).collect();
        Ok(ListTagsForResourceOutput { tags })
    }

    fn tagged(&mut self, arn: &str) -> Result<&mut Application, AwsError> {
        self.find_mut(name(arn)?)
    }
}

fn name(arn: &str) -> Result<&str, AwsError> {
    let name = Arn::name(arn);
    if arn == Arn::application(name) {
        Ok(name)
    } else {
        Err(errors::argument(format!("{arn} is no application's ARN.")))
    }
}

/// Checks tags that come to `kept` others.
pub(super) fn check(kept: usize, tags: &[Tag]) -> Result<(), AwsError> {
    for tag in tags {
        check_chars(&tag.key, &TAG_KEY_CHARS, "tags.member.key")?;
        check_chars(tag.value.as_deref().unwrap_or_default(), &TAG_VALUE_CHARS, "tags.member.value")?;
        if tag.key.to_ascii_lowercase().starts_with("aws:") {
            return Err(errors::argument("Tag keys that begin with 'aws:' are reserved."));
        }
    }
    let mut keys: Vec<&str> = tags.iter().map(|tag| tag.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    match kept + keys.len() {
        count if count > TAGS_MAX => Err(errors::too_many_tags(count)),
        _ => Ok(()),
    }
}
