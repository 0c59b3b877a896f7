//! Objects in a bucket, and the lines of one.

use crate::Host;
use crate::follow::record_view_of;
use api::RecordId;
use protocol::{ObjectPreview, ObjectRow, Objects};
use std::collections::BTreeSet;
use std::io::Read;
use std::ops::Bound;
use std::sync::Arc;

/// Objects of a page.
const OBJECTS_MAX: usize = 100;
/// Lines of a preview.
const LINES_MAX: usize = 50;
/// A line is shortened to this many bytes.
const LINE_BYTES_MAX: usize = 2 * 1024;
/// A compressed object is unpacked for a preview up to this many bytes.
const UNPACKED_BYTES_MAX: u64 = 16 << 20;

impl Host {
    pub(super) fn objects_view(
        &self,
        bucket: &str,
        prefix: &str,
        from: u64,
        preview: Option<&str>,
        preview_line: u64,
    ) -> Objects {
        let account = self.run.present();
        let mut view = Objects { bucket: bucket.into(), prefix: prefix.into(), from, ..Objects::default() };
        let Some(held) = account.s3().bucket_named(bucket) else { return view };
        let lit = self.followed.objects(account);
        let lit_key = |key: &Arc<str>| lit.iter().any(|(of, lit)| **of == *bucket && lit == key);
        let mut folders = BTreeSet::new();
        let below = held
            .objects
            .range::<_, str>((Bound::Included(prefix), Bound::Unbounded))
            .take_while(|(key, _)| key.starts_with(prefix));
        for (key, object) in below {
            let rest = &key[prefix.len()..];
            if let Some(slash) = rest.find('/') {
                folders.insert(format!("{prefix}{}", &rest[..=slash]));
                continue;
            }
            if view.objects_total >= from && view.objects.len() < OBJECTS_MAX {
                view.objects.push(ObjectRow {
                    key: key.to_string(),
                    bytes: object.bytes(),
                    modified_us: object.last_modified.0.saturating_sub(account.start_epoch_ms()) * 1_000,
                    records: object.lineage.as_ref().map(|lineage| lineage.lines()),
                    lit: lit_key(key),
                });
            }
            view.objects_total += 1;
        }
        view.folders = folders.into_iter().collect();
        view.preview = preview.and_then(|key| self.preview(bucket, key, preview_line));
        view
    }

    fn preview(&self, bucket: &str, key: &str, from: u64) -> Option<ObjectPreview> {
        let account = self.run.present();
        let object = account.s3().object(bucket, key)?;
        let gzip = object.body.starts_with(&[0x1f, 0x8b]);
        let unpacked;
        let body: &[u8] = if gzip {
            unpacked = unpack(&object.body);
            &unpacked
        } else {
            &object.body
        };
        if std::str::from_utf8(&body[..body.len().min(4096)]).is_err_and(|error| error.error_len().is_some()) {
            return Some(ObjectPreview { key: key.into(), kind: "binary".into(), ..ObjectPreview::default() });
        }
        let body = body.strip_suffix(b"\n").unwrap_or(body);
        let all = || body.split(|byte| *byte == b'\n');
        let lines: Vec<_> = all()
            .skip(from as usize)
            .take(LINES_MAX)
            .map(|line| shortened(&String::from_utf8_lossy(line), LINE_BYTES_MAX))
            .collect();
        let lineage = object.lineage.as_ref();
        let record = |line: u64| -> Option<RecordId> { lineage?.record_at(line) };
        let numbers = from..from + lines.len() as u64;
        let is_lit = |line: &u64| record(*line).is_some_and(|record| self.followed.lights(&record));
        Some(ObjectPreview {
            key: key.into(),
            kind: if gzip { "gzip" } else { "text" }.into(),
            from,
            records: numbers.clone().map(|line| record(line).map(|id| record_view_of(account, &id))).collect(),
            lines,
            lines_total: if body.is_empty() { 0 } else { all().count() as u64 },
            lit_lines: numbers.filter(is_lit).collect(),
        })
    }
}

/// As much of a compressed body as a preview may need.
fn unpack(body: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::new();
    // What cannot be unpacked ends the preview; the object itself is as it is.
    let _ended = flate2::read::MultiGzDecoder::new(body).take(UNPACKED_BYTES_MAX).read_to_end(&mut unpacked);
    unpacked
}

/// At most `most` bytes of `text`, with a sign that there was more.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.into();
    }
    let mut end = most;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", &text[..end])
}
