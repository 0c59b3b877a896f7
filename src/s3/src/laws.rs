//! The laws of S3.

use crate::limits::KEY_BYTES_MAX;
use crate::state::{S3, delivered};
use service::Law;

/// Every law, with what breaks it.
pub fn laws(s3: &S3) -> Vec<Law> {
    vec![
        Law::new("S3-1", "a bucket's bytes = the bytes of its objects", bytes_of_buckets(s3)),
        Law::new("S3-2", "bytes put = bytes held + bytes deleted or overwritten", bytes_ever(s3)),
        Law::new("S3-3", "every key has 1 to 1,024 bytes", keys(s3)),
        Law::new("S3-4", "every delivered record of a known object is found by its identity", index(s3)),
    ]
}

fn bytes_of_buckets(s3: &S3) -> Option<String> {
    s3.buckets.iter().find_map(|(name, bucket)| {
        let sum: u64 = bucket.objects.values().map(|object| object.bytes()).sum();
        (sum != bucket.bytes).then(|| format!("'{name}' counts {} bytes, its objects have {sum}", bucket.bytes))
    })
}

fn bytes_ever(s3: &S3) -> Option<String> {
    let (held, put, gone) = (s3.bytes(), s3.bytes_put, s3.bytes_gone);
    (put != held + gone).then(|| format!("{put} bytes put, {held} held, {gone} gone"))
}

fn keys(s3: &S3) -> Option<String> {
    let mut keys = s3.buckets.values().flat_map(|bucket| bucket.objects.keys());
    keys.find(|key| key.is_empty() || key.len() > KEY_BYTES_MAX).map(|key| format!("a key of {} bytes", key.len()))
}

fn index(s3: &S3) -> Option<String> {
    let objects = s3.buckets.values().flat_map(|bucket| bucket.objects.values());
    let runs: usize = objects.map(|object| delivered(object).count()).sum();
    (runs != s3.runs.len()).then(|| format!("{runs} runs in objects, {} in the index", s3.runs.len()))
}
