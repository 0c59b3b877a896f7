//! What S3 answers when it does not do what was asked, in its own words.

use api::AwsError;

pub fn no_such_bucket() -> AwsError {
    AwsError::new("NoSuchBucket", "The specified bucket does not exist").with_status(404)
}

pub fn no_such_key() -> AwsError {
    AwsError::new("NoSuchKey", "The specified key does not exist.").with_status(404)
}

/// A HEAD has no body, so no more than the status is known.
pub fn not_found() -> AwsError {
    AwsError::new("NotFound", "Not Found").with_status(404)
}

pub fn not_modified() -> AwsError {
    AwsError::new("NotModified", "Not Modified").with_status(304)
}

pub fn precondition_failed() -> AwsError {
    AwsError::new("PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
        .with_status(412)
}

pub fn invalid_bucket_name() -> AwsError {
    AwsError::new("InvalidBucketName", "The specified bucket is not valid.")
}

pub fn bucket_not_empty() -> AwsError {
    AwsError::new("BucketNotEmpty", "The bucket you tried to delete is not empty").with_status(409)
}

pub fn too_many_buckets() -> AwsError {
    AwsError::new("TooManyBuckets", "You have attempted to create more buckets than allowed")
}

pub fn key_too_long() -> AwsError {
    AwsError::new("KeyTooLongError", "Your key is too long")
}

pub fn empty_key() -> AwsError {
    AwsError::constraint("", "Key", "Member must have length greater than or equal to 1")
}

pub fn entity_too_large() -> AwsError {
    AwsError::new("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
}

pub fn metadata_too_large() -> AwsError {
    AwsError::new("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size")
}

pub fn invalid_digest() -> AwsError {
    AwsError::new("InvalidDigest", "The Content-MD5 you specified was invalid.")
}

pub fn bad_digest() -> AwsError {
    AwsError::new("BadDigest", "The Content-MD5 you specified did not match what we received.")
}

pub fn invalid_range() -> AwsError {
    AwsError::new("InvalidRange", "The requested range is not satisfiable").with_status(416)
}

pub fn invalid_storage_class() -> AwsError {
    AwsError::new("InvalidStorageClass", "The storage class you specified is not valid")
}

pub fn invalid_argument(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidArgument", message)
}

/// AWS's words, and which member it is about.
pub fn not_modelled(member: &str) -> AwsError {
    let message =
        format!("A header you provided implies functionality that is not implemented: '{member}' is not modelled here");
    AwsError::new("NotImplemented", message).with_status(501)
}

pub fn copy_onto_itself() -> AwsError {
    AwsError::new(
        "InvalidRequest",
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's \
         metadata, storage class, website redirect location or encryption attributes.",
    )
}
