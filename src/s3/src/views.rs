//! What a page shows of S3, without going through the door: nothing here changes anything.

use crate::state::{Bucket, Object, S3};
use api::{Lineage, Timestamp};
use std::ops::Bound;
use std::sync::Arc;

/// A bucket, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketView {
    /// Its name.
    pub name: Arc<str>,
    /// When it was made.
    pub created: Timestamp,
    /// How many objects it has.
    pub objects: u64,
    /// What they hold together.
    pub bytes: u64,
}

/// An object, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectView {
    /// Its key.
    pub key: Arc<str>,
    /// How many bytes it has.
    pub bytes: u64,
    /// When it was written.
    pub last_modified: Timestamp,
    /// How many records it is made of, if that is known.
    pub records: Option<u64>,
}

impl S3 {
    /// All buckets, by name.
    pub fn buckets(&self) -> impl Iterator<Item = BucketView> {
        self.buckets.iter().map(|(name, bucket)| BucketView {
            name: name.clone(),
            created: bucket.created,
            objects: bucket.objects.len() as u64,
            bytes: bucket.bytes,
        })
    }

    /// What all objects hold together.
    pub fn bytes(&self) -> u64 {
        self.buckets.values().map(|bucket| bucket.bytes).sum()
    }

    /// At most `max` objects of `bucket` whose keys begin with `prefix` and sort after `after`.
    pub fn objects(&self, bucket: &str, prefix: &str, after: &str, max: usize) -> Vec<ObjectView> {
        let Some(bucket) = self.buckets.get(bucket) else { return Vec::new() };
        let start = if after < prefix { Bound::Included(prefix) } else { Bound::Excluded(after) };
        let found = bucket.objects.range::<_, str>((start, Bound::Unbounded));
        found.take_while(|(key, _)| key.starts_with(prefix)).take(max).map(|(key, object)| view(key, object)).collect()
    }

    /// At most `max` objects of `bucket`, the one written last first.
    pub fn latest_objects(&self, bucket: &str, max: usize) -> Vec<ObjectView> {
        let Some(bucket) = self.buckets.get(bucket) else { return Vec::new() };
        let keys = bucket.by_age.values().rev().take(max);
        keys.filter_map(|key| Some(view(key, bucket.objects.get(key)?))).collect()
    }

    /// The object itself.
    pub fn object(&self, bucket: &str, key: &str) -> Option<&Object> {
        self.buckets.get(bucket)?.objects.get(key)
    }

    /// Which records an object is made of, if a service inside wrote it.
    pub fn lineage(&self, bucket: &str, key: &str) -> Option<&Arc<Lineage>> {
        self.object(bucket, key)?.lineage.as_ref()
    }

    /// At most `max` lines of an object, from line `from` (counted from 0), as text; what is no UTF-8 is replaced.
    /// A compressed object has no lines worth showing: decompress its body first.
    pub fn lines(&self, bucket: &str, key: &str, from: u64, max: usize) -> Vec<String> {
        let Some(object) = self.object(bucket, key) else { return Vec::new() };
        let body = object.body.strip_suffix(b"\n").unwrap_or(&object.body);
        let lines = body.split(|byte| *byte == b'\n').skip(usize::try_from(from).unwrap_or(usize::MAX)).take(max);
        lines.map(|line| String::from_utf8_lossy(line).into_owned()).collect()
    }

    /// The bucket itself.
    pub fn bucket_named(&self, name: &str) -> Option<&Bucket> {
        self.buckets.get(name)
    }
}

fn view(key: &Arc<str>, object: &Object) -> ObjectView {
    ObjectView {
        key: key.clone(),
        bytes: object.bytes(),
        last_modified: object.last_modified,
        records: object.lineage.as_ref().map(|lineage| lineage.lines()),
    }
}
