//! Amazon S3: buckets and objects. Members as in botocore's `s3` model; a body is base64
//! in JSON. Members that are not modelled are collected in `unmodelled`.

mod etag;

pub use etag::ETag;

use crate::unmodelled::rest_of;
use crate::{Blob, Lineage, Timestamp, Unmodelled, operations::operations};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

operations! { S3, "S3":
    CreateBucket => CreateBucketOutput,
    ListBuckets => ListBucketsOutput,
    HeadBucket => HeadBucketOutput,
    DeleteBucket => DeleteBucketOutput,
    PutObject => PutObjectOutput,
    GetObject => GetObjectOutput,
    HeadObject => HeadObjectOutput,
    CopyObject => CopyObjectOutput,
    DeleteObject => DeleteObjectOutput,
    ListObjectsV2 => ListObjectsV2Output,
}

/// Makes a bucket.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateBucket {
    /// The bucket's name, 3 to 63 characters.
    pub bucket: String,
    /// Where it shall lie; in us-east-1 left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create_bucket_configuration: Option<CreateBucketConfiguration>,
}

/// Where a bucket shall lie.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateBucketConfiguration {
    /// A region other than us-east-1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location_constraint: Option<String>,
}

/// Where the bucket is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateBucketOutput {
    /// `/` and the name.
    pub location: String,
}

/// Lists the account's buckets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListBuckets {
    /// At most so many: 1 to 10,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_buckets: Option<i64>,
    /// Where the page before ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
    /// Only names that begin so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
}

/// The account's buckets, by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListBucketsOutput {
    /// The buckets.
    pub buckets: Vec<Bucket>,
    /// Whose they are.
    pub owner: Owner,
    /// Ask with it for the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
    /// As asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
}

/// A bucket in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// When it was made.
    pub creation_date: Timestamp,
}

/// Whose something is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Owner {
    /// The canonical user id: 64 hexadecimal digits.
    #[serde(rename = "ID")]
    pub id: String,
}

/// Whether a bucket exists and may be used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct HeadBucket {
    /// The bucket.
    pub bucket: String,
}

/// It does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct HeadBucketOutput {
    /// Where it lies.
    pub bucket_region: String,
}

/// Deletes an empty bucket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteBucket {
    /// The bucket.
    pub bucket: String,
}

/// It is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeleteBucketOutput {}

/// Writes an object, over whatever had its key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutObject {
    /// The bucket.
    pub bucket: String,
    /// The key: 1 to 1,024 bytes of UTF-8.
    pub key: String,
    /// The content; none means an empty object.
    #[serde(default)]
    pub body: Blob,
    /// The body's MD5 in base64, to be checked.
    #[serde(default, rename = "ContentMD5", skip_serializing_if = "Option::is_none")]
    pub content_md5: Option<String>,
    /// A media type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// `gzip`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<String>,
    /// The writer's own names and values, 2 KB in all.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    /// An ETag: write only over this content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_match: Option<String>,
    /// `*`: write only if the key is free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_none_match: Option<String>,
    /// `STANDARD`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<String>,
    /// Which records the object is made of. Known to services inside only, never on the wire.
    #[serde(skip)]
    pub lineage: Option<Arc<Lineage>>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_put_object")]
    pub unmodelled: Unmodelled,
}

/// How much of a body a trail keeps, in bytes.
const KEPT_BYTES: usize = 1_024;

impl PutObject {
    /// Drops all but the beginning of the body, so that a trail entry does not keep it alive.
    pub fn shed_body(&mut self) {
        let kept = self.body.0.get(..KEPT_BYTES.min(self.body.0.len())).unwrap_or_default();
        self.body = Blob(bytes::Bytes::copy_from_slice(kept));
        self.lineage = None;
    }
}

rest_of! { rest_of_put_object:
    "Bucket", "Key", "Body", "ContentMD5", "ContentType", "ContentEncoding", "Metadata", "IfMatch", "IfNoneMatch",
    "StorageClass";
    "ACL", "CacheControl", "ContentDisposition", "ContentLanguage", "ContentLength", "ChecksumAlgorithm",
    "ChecksumCRC32", "ChecksumCRC32C", "ChecksumCRC64NVME", "ChecksumSHA1", "ChecksumSHA256", "Expires",
    "GrantFullControl", "GrantRead", "GrantReadACP", "GrantWriteACP", "WriteOffsetBytes", "ServerSideEncryption",
    "WebsiteRedirectLocation", "SSECustomerAlgorithm", "SSECustomerKey", "SSECustomerKeyMD5", "SSEKMSKeyId",
    "SSEKMSEncryptionContext", "BucketKeyEnabled", "RequestPayer", "Tagging", "ObjectLockMode",
    "ObjectLockRetainUntilDate", "ObjectLockLegalHoldStatus", "ExpectedBucketOwner",
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutObjectOutput {
    /// The body's MD5 in hexadecimal, within quotes.
    #[serde(rename = "ETag")]
    pub e_tag: ETag,
}

/// Reads an object, or a range of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetObject {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// `bytes=0-99`, `bytes=100-` or `bytes=-100`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<String>,
    /// An ETag: only this content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_match: Option<String>,
    /// An ETag: anything but this content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_none_match: Option<String>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_get_object")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_get_object:
    "Bucket", "Key", "Range", "IfMatch", "IfNoneMatch";
    "IfModifiedSince", "IfUnmodifiedSince", "ResponseCacheControl", "ResponseContentDisposition",
    "ResponseContentEncoding", "ResponseContentLanguage", "ResponseContentType", "ResponseExpires", "VersionId",
    "SSECustomerAlgorithm", "SSECustomerKey", "SSECustomerKeyMD5", "RequestPayer", "PartNumber",
    "ExpectedBucketOwner", "ChecksumMode",
}

/// An object, or a range of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetObjectOutput {
    /// The bytes asked for.
    pub body: Blob,
    /// `bytes`
    pub accept_ranges: String,
    /// How many bytes `body` has.
    pub content_length: u64,
    /// `bytes 0-99/1000`, if a range was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_range: Option<String>,
    /// The media type it was written with.
    pub content_type: String,
    /// `gzip`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<String>,
    /// The whole object's MD5, within quotes.
    #[serde(rename = "ETag")]
    pub e_tag: ETag,
    /// When it was written.
    pub last_modified: Timestamp,
    /// The writer's own names and values.
    pub metadata: BTreeMap<String, String>,
    /// Which records the object is made of. Known to services inside only, never on the wire.
    #[serde(skip)]
    pub lineage: Option<Arc<Lineage>>,
}

/// Reads what is known of an object, without its content.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct HeadObject {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// `bytes=0-99`: answers with the range's length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<String>,
    /// An ETag: only this content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_match: Option<String>,
    /// An ETag: anything but this content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_none_match: Option<String>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_get_object")]
    pub unmodelled: Unmodelled,
}

/// What is known of an object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct HeadObjectOutput {
    /// `bytes`
    pub accept_ranges: String,
    /// How many bytes it has.
    pub content_length: u64,
    /// `bytes 0-99/1000`, if a range was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_range: Option<String>,
    /// The media type it was written with.
    pub content_type: String,
    /// `gzip`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<String>,
    /// Its MD5, within quotes.
    #[serde(rename = "ETag")]
    pub e_tag: ETag,
    /// When it was written.
    pub last_modified: Timestamp,
    /// The writer's own names and values.
    pub metadata: BTreeMap<String, String>,
}

/// Writes an object with another's content.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CopyObject {
    /// The bucket to write to.
    pub bucket: String,
    /// `bucket/key`, the key URL-encoded.
    pub copy_source: String,
    /// The key to write to.
    pub key: String,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CopyObjectOutput {
    /// What was written.
    pub copy_object_result: CopyObjectResult,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CopyObjectResult {
    /// The content's MD5, within quotes.
    #[serde(rename = "ETag")]
    pub e_tag: ETag,
    /// When.
    pub last_modified: Timestamp,
}

/// Deletes an object; a key that holds none is no error.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteObject {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_delete_object")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_delete_object:
    "Bucket", "Key";
    "MFA", "VersionId", "RequestPayer", "BypassGovernanceRetention", "ExpectedBucketOwner", "IfMatch",
    "IfMatchLastModifiedTime", "IfMatchSize",
}

/// It is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeleteObjectOutput {}

/// Lists keys in UTF-8 order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListObjectsV2 {
    /// The bucket.
    pub bucket: String,
    /// Only keys that begin so. A string, not a path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Keys that have it after the prefix are rolled up into one common prefix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// Keys and common prefixes of a page: at most 1,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_keys: Option<i64>,
    /// Where the page before ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
    /// Only keys after this one; without effect beside a token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_after: Option<String>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_list_objects")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_list_objects:
    "Bucket", "Prefix", "Delimiter", "MaxKeys", "ContinuationToken", "StartAfter";
    "EncodingType", "FetchOwner", "RequestPayer", "ExpectedBucketOwner", "OptionalObjectAttributes",
}

/// A page of keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListObjectsV2Output {
    /// Whether there are more.
    pub is_truncated: bool,
    /// The objects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contents: Vec<Object>,
    /// The bucket.
    pub name: String,
    /// As asked, or empty.
    pub prefix: String,
    /// As asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// As asked, or 1,000.
    pub max_keys: i64,
    /// What was rolled up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub common_prefixes: Vec<CommonPrefix>,
    /// Objects and common prefixes on this page.
    pub key_count: i64,
    /// As asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
    /// Ask with it for the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_continuation_token: Option<String>,
    /// As asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_after: Option<String>,
}

/// An object in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Object {
    /// Its key.
    pub key: String,
    /// When it was written.
    pub last_modified: Timestamp,
    /// Its MD5, within quotes.
    #[serde(rename = "ETag")]
    pub e_tag: ETag,
    /// How many bytes it has.
    pub size: u64,
    /// `STANDARD`
    pub storage_class: String,
}

/// Keys that were rolled up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CommonPrefix {
    /// The asked prefix and the text after it, the first delimiter included.
    pub prefix: String,
}
