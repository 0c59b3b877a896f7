//! Writing, reading, copying and deleting objects.

use crate::limits::{METADATA_BYTES_MAX, PUT_BYTES_MAX};
use crate::state::{Labels, Object, S3};
use crate::{Event, errors, names, range};
use api::s3::ETag;
use api::{AwsError, Blob, s3};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use service::{Ctx, Note};
use std::ops::Range;
use std::sync::Arc;

const DEFAULT_CONTENT_TYPE: &str = "binary/octet-stream";
/// Classes that AWS has, and that are not modelled.
const OTHER_STORAGE_CLASSES: [&str; 10] = [
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER",
    "DEEP_ARCHIVE",
    "OUTPOSTS",
    "GLACIER_IR",
    "SNOW",
    "EXPRESS_ONEZONE",
];

impl S3 {
    pub(crate) fn put_object(
        &mut self,
        request: s3::PutObject,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<s3::PutObjectOutput, AwsError> {
        refuse_unmodelled(&request.unmodelled)?;
        names::check_key(&request.key)?;
        check_storage_class(request.storage_class.as_deref())?;
        check_metadata(&request)?;
        let body = request.body.0;
        if body.len() as u64 > PUT_BYTES_MAX {
            return Err(errors::entity_too_large());
        }
        let present = self.bucket(&request.bucket)?.objects.get(request.key.as_str());
        check_write_conditions(present, request.if_match.as_deref(), request.if_none_match.as_deref())?;
        let e_tag = ETag::of(body.clone());
        check_digest(request.content_md5.as_deref(), &e_tag)?;

        let labels = Labels {
            content_type: request.content_type,
            content_encoding: request.content_encoding,
            metadata: request.metadata,
        };
        let object = Object {
            body,
            e_tag: e_tag.clone(),
            last_modified: ctx.date(),
            labels: Arc::new(labels),
            lineage: request.lineage,
            serial: 0,
        };
        self.write(&request.bucket, &request.key, object, ctx);
        Ok(s3::PutObjectOutput { e_tag })
    }

    pub(crate) fn get_object(
        &self,
        request: s3::GetObject,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<s3::GetObjectOutput, AwsError> {
        refuse_unmodelled(&request.unmodelled)?;
        names::check_key(&request.key)?;
        let bucket = self.bucket(&request.bucket)?;
        let object = bucket.objects.get(request.key.as_str()).ok_or_else(errors::no_such_key)?;
        check_read_conditions(object, request.if_match.as_deref(), request.if_none_match.as_deref())?;
        let part = part_of(object, request.range.as_deref())?;
        let body = shared(&object.body, &part.bytes);
        ctx.metric("AWS/S3", "BytesDownloaded", ("BucketName", &request.bucket), body.len() as f64);
        Ok(s3::GetObjectOutput {
            accept_ranges: "bytes".into(),
            content_length: body.len() as u64,
            body: Blob(body),
            content_range: part.header,
            content_type: content_type(object),
            content_encoding: object.labels.content_encoding.clone(),
            e_tag: object.e_tag.clone(),
            last_modified: object.last_modified,
            metadata: object.labels.metadata.clone(),
            lineage: object.lineage.clone(),
        })
    }

    pub(crate) fn head_object(&self, request: s3::HeadObject) -> Result<s3::HeadObjectOutput, AwsError> {
        refuse_unmodelled(&request.unmodelled)?;
        names::check_key(&request.key)?;
        let bucket = self.buckets.get(request.bucket.as_str()).ok_or_else(errors::not_found)?;
        let object = bucket.objects.get(request.key.as_str()).ok_or_else(errors::not_found)?;
        check_read_conditions(object, request.if_match.as_deref(), request.if_none_match.as_deref())?;
        let part = part_of(object, request.range.as_deref())?;
        Ok(s3::HeadObjectOutput {
            accept_ranges: "bytes".into(),
            content_length: part.bytes.end - part.bytes.start,
            content_range: part.header,
            content_type: content_type(object),
            content_encoding: object.labels.content_encoding.clone(),
            e_tag: object.e_tag.clone(),
            last_modified: object.last_modified,
            metadata: object.labels.metadata.clone(),
        })
    }

    pub(crate) fn copy_object(
        &mut self,
        request: s3::CopyObject,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<s3::CopyObjectOutput, AwsError> {
        names::check_key(&request.key)?;
        let (from_bucket, from_key) = read_copy_source(&request.copy_source)?;
        self.bucket(&request.bucket)?;
        let source = self.bucket(&from_bucket)?.objects.get(from_key.as_str()).ok_or_else(errors::no_such_key)?;
        if from_bucket == request.bucket && from_key == request.key {
            return Err(errors::copy_onto_itself());
        }
        let copy = Object { last_modified: ctx.date(), ..source.clone() };
        let result = s3::CopyObjectResult { e_tag: copy.e_tag.clone(), last_modified: copy.last_modified };
        self.write(&request.bucket, &request.key, copy, ctx);
        Ok(s3::CopyObjectOutput { copy_object_result: result })
    }

    pub(crate) fn delete_object(
        &mut self,
        request: s3::DeleteObject,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<s3::DeleteObjectOutput, AwsError> {
        refuse_unmodelled(&request.unmodelled)?;
        names::check_key(&request.key)?;
        self.bucket(&request.bucket)?;
        if let Some(gone) = self.remove(&request.bucket, &request.key) {
            let note = Note::info("s3-object-deleted").with("bucket", &request.bucket).with("key", &request.key);
            ctx.note(note.with("bytes", gone.bytes()));
        }
        Ok(s3::DeleteObjectOutput {})
    }

    fn write(&mut self, bucket: &str, key: &str, object: Object, ctx: &mut Ctx<'_, Event>) {
        ctx.metric("AWS/S3", "BytesUploaded", ("BucketName", bucket), object.bytes() as f64);
        let note = Note::info("s3-object-created").with("bucket", bucket).with("key", key);
        ctx.note(note.with("bytes", object.bytes()));
        self.insert(bucket, key, object);
    }
}

/// `bucket` and key of a copy's source: `bucket/key`, perhaps with a `/` before, the key URL-encoded.
pub(crate) fn read_copy_source(source: &str) -> Result<(String, String), AwsError> {
    let refused =
        || errors::invalid_argument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
    let decoded = decode(source.strip_prefix('/').unwrap_or(source)).ok_or_else(refused)?;
    if source.contains("?versionId=") {
        return Err(errors::not_modelled("CopySource.versionId"));
    }
    match decoded.split_once('/') {
        Some((bucket, key)) if !bucket.is_empty() && !key.is_empty() => Ok((bucket.into(), key.into())),
        _ => Err(refused()),
    }
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte == b'%' {
            let digits = rest.get(..2).and_then(|digits| std::str::from_utf8(digits).ok())?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = rest.get(2..)?;
        } else {
            bytes.push(*byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn refuse_unmodelled(unmodelled: &api::Unmodelled) -> Result<(), AwsError> {
    unmodelled.0.map_or(Ok(()), |member| Err(errors::not_modelled(member)))
}

fn check_storage_class(class: Option<&str>) -> Result<(), AwsError> {
    match class {
        None | Some("STANDARD") => Ok(()),
        Some(other) if OTHER_STORAGE_CLASSES.contains(&other) => {
            Err(errors::not_modelled(&format!("StorageClass {other}")))
        }
        Some(_) => Err(errors::invalid_storage_class()),
    }
}

fn check_metadata(request: &s3::PutObject) -> Result<(), AwsError> {
    let bytes: usize = request.metadata.iter().map(|(name, value)| name.len() + value.len()).sum();
    if bytes > METADATA_BYTES_MAX { Err(errors::metadata_too_large()) } else { Ok(()) }
}

fn check_digest(given: Option<&str>, e_tag: &ETag) -> Result<(), AwsError> {
    let Some(given) = given else { return Ok(()) };
    let bytes = STANDARD.decode(given).ok().filter(|bytes| bytes.len() == 16).ok_or_else(errors::invalid_digest)?;
    let hexadecimal: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    if is_tag(&hexadecimal, e_tag) { Ok(()) } else { Err(errors::bad_digest()) }
}

fn check_write_conditions(
    present: Option<&Object>,
    if_match: Option<&str>,
    if_none_match: Option<&str>,
) -> Result<(), AwsError> {
    match if_none_match {
        None => {}
        Some("*") if present.is_some() => return Err(errors::precondition_failed()),
        Some("*") => {}
        Some(_) => return Err(errors::not_modelled("If-None-Match other than '*'")),
    }
    match (if_match, present) {
        (None, _) => Ok(()),
        (Some(_), None) => Err(errors::no_such_key()),
        (Some(tag), Some(object)) if is_tag(tag, &object.e_tag) => Ok(()),
        _ => Err(errors::precondition_failed()),
    }
}

fn check_read_conditions(object: &Object, if_match: Option<&str>, if_none_match: Option<&str>) -> Result<(), AwsError> {
    if if_match.is_some_and(|tag| !is_tag(tag, &object.e_tag)) {
        return Err(errors::precondition_failed());
    }
    if if_none_match.is_some_and(|tag| is_tag(tag, &object.e_tag)) {
        return Err(errors::not_modified());
    }
    Ok(())
}

fn is_tag(given: &str, e_tag: &ETag) -> bool {
    given == "*" || e_tag.as_str().trim_matches('"') == given.trim_matches('"')
}

fn content_type(object: &Object) -> String {
    object.labels.content_type.clone().unwrap_or_else(|| DEFAULT_CONTENT_TYPE.into())
}

struct Part {
    bytes: Range<u64>,
    header: Option<String>,
}

fn part_of(object: &Object, asked: Option<&str>) -> Result<Part, AwsError> {
    let total = object.bytes();
    let found = asked.map_or(Ok(None), |asked| range::resolve(asked, total))?;
    Ok(match found {
        Some(bytes) => {
            let header = format!("bytes {}-{}/{total}", bytes.start, bytes.end - 1);
            Part { bytes, header: Some(header) }
        }
        None => Part { bytes: 0..total, header: None },
    })
}

fn shared(body: &Bytes, part: &Range<u64>) -> Bytes {
    body.slice(part.start as usize..part.end as usize)
}
