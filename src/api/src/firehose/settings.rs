//! Encryption and tags of a delivery stream.

use serde::{Deserialize, Serialize};

/// With which key records are encrypted while they wait.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeliveryStreamEncryptionConfigurationInput {
    /// The key, if it is one of the customer's.
    #[serde(default, rename = "KeyARN", skip_serializing_if = "Option::is_none")]
    pub key_arn: Option<String>,
    /// `AWS_OWNED_CMK` or `CUSTOMER_MANAGED_CMK`.
    pub key_type: String,
}

/// How records are encrypted while they wait.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeliveryStreamEncryptionConfiguration {
    /// The key, if it is one of the customer's.
    #[serde(default, rename = "KeyARN", skip_serializing_if = "Option::is_none")]
    pub key_arn: Option<String>,
    /// `AWS_OWNED_CMK` or `CUSTOMER_MANAGED_CMK`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_type: Option<String>,
    /// `ENABLED`, `ENABLING`, `DISABLED`, `DISABLING`.
    pub status: String,
}

/// Encrypts what waits, from soon on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct StartDeliveryStreamEncryption {
    /// Which delivery stream.
    pub delivery_stream_name: String,
    /// With which key; AWS's own by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_stream_encryption_configuration_input: Option<DeliveryStreamEncryptionConfigurationInput>,
}

/// It is `ENABLING`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StartDeliveryStreamEncryptionOutput {}

/// Encrypts no longer what comes, from soon on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct StopDeliveryStreamEncryption {
    /// Which delivery stream.
    pub delivery_stream_name: String,
}

/// It is `DISABLING`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StopDeliveryStreamEncryptionOutput {}

/// A tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Tag {
    /// Its key.
    pub key: String,
    /// Its value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// Adds tags, or gives them other values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct TagDeliveryStream {
    /// Which delivery stream.
    pub delivery_stream_name: String,
    /// 1 to 50.
    pub tags: Vec<Tag>,
}

/// They are there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TagDeliveryStreamOutput {}

/// Takes tags away.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct UntagDeliveryStream {
    /// Which delivery stream.
    pub delivery_stream_name: String,
    /// 1 to 50.
    pub tag_keys: Vec<String>,
}

/// They are gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UntagDeliveryStreamOutput {}

/// Lists tags by key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListTagsForDeliveryStream {
    /// Which delivery stream.
    pub delivery_stream_name: String,
    /// Only keys after this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_start_tag_key: Option<String>,
    /// 1 to 50, all by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
}

/// Tags.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTagsForDeliveryStreamOutput {
    /// By key.
    pub tags: Vec<Tag>,
    /// Whether there are more.
    pub has_more_tags: bool,
}
