//! Buckets, objects, and the way from a record to its object.

use api::s3::ETag;
use api::{Lineage, Outcome, RecordId, Source, Timestamp};
use bytes::Bytes;
use imbl::OrdMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a writer may say of an object besides its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// The media type.
    pub content_type: Option<String>,
    /// `gzip`, …
    pub content_encoding: Option<String>,
    /// The writer's own names and values.
    pub metadata: BTreeMap<String, String>,
}

/// An object.
#[derive(Clone, Debug)]
pub struct Object {
    /// The content.
    pub body: Bytes,
    /// Its entity tag.
    pub e_tag: ETag,
    /// When it was written.
    pub last_modified: Timestamp,
    /// What the writer said of it.
    pub labels: Arc<Labels>,
    /// Which records its lines are, if a service inside wrote it.
    pub lineage: Option<Arc<Lineage>>,
    /// Tells it from others under the same key, earlier or later.
    pub serial: u64,
}

impl Object {
    /// How many bytes it has.
    pub fn bytes(&self) -> u64 {
        self.body.len() as u64
    }
}

/// A bucket.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// When it was made.
    pub created: Timestamp,
    /// Its objects.
    pub objects: OrdMap<Arc<str>, Object>,
    /// What they hold together.
    pub bytes: u64,
    /// Their keys, by serial number: the oldest first.
    pub by_age: OrdMap<u64, Arc<str>>,
}

/// Where a run of records lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The bucket.
    pub bucket: Arc<str>,
    /// The key.
    pub key: Arc<str>,
    /// How many records the run has.
    pub count: u64,
}

/// Amazon S3: the whole of its state.
#[derive(Clone, Debug, Default)]
pub struct S3 {
    pub(crate) buckets: OrdMap<Arc<str>, Bucket>,
    /// Delivered runs of all objects, by source, first number and the object's serial number.
    pub(crate) runs: OrdMap<(Source, u64, u64), Place>,
    /// No run was ever longer.
    pub(crate) run_max: u64,
    pub(crate) objects_ever: u64,
    pub(crate) bytes_put: u64,
    pub(crate) bytes_gone: u64,
    pub(crate) reports_storage: bool,
}

impl S3 {
    /// No bucket.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts `object` under `key`; the bucket exists.
    pub(crate) fn insert(&mut self, bucket: &str, key: &str, mut object: Object) {
        let Some((name, _)) = self.buckets.get_key_value(bucket) else { return };
        let (name, key): (Arc<str>, Arc<str>) = (name.clone(), key.into());
        self.objects_ever += 1;
        object.serial = self.objects_ever;
        self.index(&name, &key, &object);
        self.bytes_put += object.bytes();
        let Some(held) = self.buckets.get_mut(bucket) else { return };
        held.bytes += object.bytes();
        held.by_age.insert(object.serial, key.clone());
        if let Some(replaced) = held.objects.insert(key, object) {
            held.bytes -= replaced.bytes();
            held.by_age.remove(&replaced.serial);
            self.forget(&replaced);
        }
    }

    /// Takes the object away that has `key`, if any.
    pub(crate) fn remove(&mut self, bucket: &str, key: &str) -> Option<Object> {
        let held = self.buckets.get_mut(bucket)?;
        let gone = held.objects.remove(key)?;
        held.bytes -= gone.bytes();
        held.by_age.remove(&gone.serial);
        self.forget(&gone);
        Some(gone)
    }

    /// Every object, of whichever place, that holds `record`: (bucket, key, line from 0), by age.
    pub fn objects_of(&self, record: &RecordId) -> Vec<(Arc<str>, Arc<str>, u64)> {
        let first = record.number.saturating_sub(self.run_max);
        let from = (record.source.clone(), first, 0);
        let to = (record.source.clone(), record.number, u64::MAX);
        let mut found = BTreeMap::new();
        for ((_, first, serial), place) in self.runs.range(from..=to) {
            if record.number < first + place.count
                && let Some(line) = self.line_of(place, record)
            {
                found.insert(*serial, (place.bucket.clone(), place.key.clone(), line));
            }
        }
        found.into_values().collect()
    }

    /// The oldest object that holds `record`: bucket, key and line (from 0).
    pub fn object_of(&self, record: &RecordId) -> Option<(Arc<str>, Arc<str>, u64)> {
        self.objects_of(record).into_iter().next()
    }

    fn line_of(&self, place: &Place, record: &RecordId) -> Option<u64> {
        let object = self.buckets.get(&place.bucket)?.objects.get(&place.key)?;
        object.lineage.as_ref()?.line_of(record)
    }

    fn index(&mut self, bucket: &Arc<str>, key: &Arc<str>, object: &Object) {
        for run in delivered(object) {
            let place = Place { bucket: bucket.clone(), key: key.clone(), count: run.count };
            self.run_max = self.run_max.max(run.count);
            self.runs.insert(((*run.source).clone(), run.first, object.serial), place);
        }
    }

    fn forget(&mut self, object: &Object) {
        self.bytes_gone += object.bytes();
        for run in delivered(object) {
            self.runs.remove(&((*run.source).clone(), run.first, object.serial));
        }
    }
}

/// The runs of records that are lines of `object`.
pub(crate) fn delivered(object: &Object) -> impl Iterator<Item = &api::Run> {
    let runs = object.lineage.iter().flat_map(|lineage| lineage.0.iter());
    runs.filter(|run| run.outcome == Outcome::Delivered && run.count > 0)
}
