//! Amazon OpenSearch Service. Domains as in botocore's `opensearch` model; a domain's own HTTP
//! interface as one operation, [`Http`], because botocore has none for it.

use crate::unmodelled::rest_of;
use crate::{Unmodelled, operations::operations};
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

operations! { OpenSearch, "OpenSearch":
    CreateDomain => CreateDomainOutput,
    DescribeDomain => DescribeDomainOutput,
    DescribeDomains => DescribeDomainsOutput,
    DeleteDomain => DeleteDomainOutput,
    ListDomainNames => ListDomainNamesOutput,
    Http => HttpOutput,
}

/// Makes a domain, which is `Processing` for a while.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateDomain {
    /// 3 to 28 lower-case letters, digits and hyphens, a letter first.
    pub domain_name: String,
    /// `OpenSearch_X.Y`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine_version: Option<String>,
    /// Its nodes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_config: Option<ClusterConfig>,
    /// Their disks.
    #[serde(default, rename = "EBSOptions", skip_serializing_if = "Option::is_none")]
    pub ebs_options: Option<EbsOptions>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_create")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_create:
    "DomainName", "EngineVersion", "ClusterConfig", "EBSOptions";
    "AccessPolicies", "IPAddressType", "SnapshotOptions", "VPCOptions", "CognitoOptions", "EncryptionAtRestOptions",
    "NodeToNodeEncryptionOptions", "AdvancedOptions", "LogPublishingOptions", "DomainEndpointOptions",
    "AdvancedSecurityOptions", "IdentityCenterOptions", "TagList", "AutoTuneOptions", "OffPeakWindowOptions",
    "SoftwareUpdateOptions", "AIMLOptions", "DeploymentStrategyOptions", "AutomatedSnapshotPauseOptions", "UseCase",
    "EngineMode",
}

/// The nodes of a domain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ClusterConfig {
    /// `t3.small.search`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
    /// How many data nodes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance_count: Option<i64>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_cluster")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_cluster:
    "InstanceType", "InstanceCount";
    "DedicatedMasterEnabled", "ZoneAwarenessEnabled", "ZoneAwarenessConfig", "DedicatedMasterType",
    "DedicatedMasterCount", "WarmEnabled", "WarmType", "WarmCount", "ColdStorageOptions", "MultiAZWithStandbyEnabled",
    "NodeOptions",
}

/// The disks of a domain's nodes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EbsOptions {
    /// Whether there are any.
    #[serde(default, rename = "EBSEnabled", skip_serializing_if = "Option::is_none")]
    pub ebs_enabled: Option<bool>,
    /// `standard`, `gp2`, `io1` or `gp3`.
    #[serde(default, rename = "VolumeType", skip_serializing_if = "Option::is_none")]
    pub volume_type: Option<String>,
    /// In GiB, for each node.
    #[serde(default, rename = "VolumeSize", skip_serializing_if = "Option::is_none")]
    pub volume_size_gib: Option<i64>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_disks")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_disks:
    "EBSEnabled", "VolumeType", "VolumeSize";
    "Iops", "Throughput",
}

/// It is being made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateDomainOutput {
    /// How it stands.
    pub domain_status: DomainStatus,
}

/// Describes a domain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeDomain {
    /// Its name.
    pub domain_name: String,
}

/// The domain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeDomainOutput {
    /// How it stands.
    pub domain_status: DomainStatus,
}

/// Describes several domains.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeDomains {
    /// Their names.
    pub domain_names: Vec<String>,
}

/// The domains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeDomainsOutput {
    /// How each of them stands that there is.
    pub domain_status_list: Vec<DomainStatus>,
}

/// Deletes a domain with all its documents.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteDomain {
    /// Its name.
    pub domain_name: String,
}

/// It is being deleted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteDomainOutput {
    /// How it stood.
    pub domain_status: DomainStatus,
}

/// Lists the domains.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListDomainNames {
    /// `OpenSearch` or `Elasticsearch`; both, if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine_type: Option<String>,
}

/// The domains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListDomainNamesOutput {
    /// By name.
    pub domain_names: Vec<DomainInfo>,
}

/// A domain in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DomainInfo {
    /// Its name.
    pub domain_name: String,
    /// `OpenSearch`
    pub engine_type: String,
}

/// How a domain stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DomainStatus {
    /// Account and name.
    pub domain_id: String,
    /// Its name.
    pub domain_name: String,
    /// Its ARN.
    #[serde(rename = "ARN")]
    pub arn: String,
    /// Whether its creation has been accepted.
    pub created: bool,
    /// Whether it is being deleted.
    pub deleted: bool,
    /// Where its HTTP interface is, once it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// Whether it is being made, changed or deleted.
    pub processing: bool,
    /// `Creating`, `Active` or `Deleting`.
    pub domain_processing_status: String,
    /// `OpenSearch_X.Y`
    pub engine_version: String,
    /// Its nodes.
    pub cluster_config: ClusterConfig,
    /// Their disks.
    #[serde(rename = "EBSOptions")]
    pub ebs_options: EbsOptions,
}

/// A request to a domain's own HTTP interface, signed by the caller. Authorized as `es:ESHttp` and the method.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Http {
    /// The domain.
    pub domain_name: String,
    /// `GET`, `HEAD`, `POST`, `PUT` or `DELETE`.
    pub method: String,
    /// From `/` on, with what follows a `?`.
    pub path: String,
    /// The body. In JSON a text is the body as it is (lines of JSON for `_bulk`); anything else is its own JSON.
    #[serde(default, skip_serializing_if = "Body::is_empty")]
    pub body: Body,
}

/// How much of a body the trail keeps, in bytes.
const KEPT_BYTES: usize = 1_024;

impl Http {
    /// Drops all but the beginning of the body, so that a trail entry does not keep it alive.
    pub fn shed_body(&mut self) {
        let kept = self.body.0.get(..KEPT_BYTES.min(self.body.0.len())).unwrap_or_default();
        self.body = Body(Bytes::copy_from_slice(kept));
    }
}

/// The bytes of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body(pub Bytes);

impl Body {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The JSON text of a value.
    pub fn json(value: &Value) -> Self {
        Self(value.to_string().into())
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&String::from_utf8_lossy(&self.0))
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Null => Self::default(),
            Value::String(text) => text.into(),
            value => Self::json(&value),
        })
    }
}

/// What the domain answers. Its own errors are answers too: an index that is missing has the status 404 and a
/// body that says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct HttpOutput {
    /// 200, 201, 400, 404, …
    pub status_code: u16,
    /// JSON, or a text where the domain answers in plain text.
    pub body: Value,
}
