//! Reading a file in ranges, so that what was read can be counted, and in lines.
//!
//! Knows compression, but neither formats nor types.

use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The piece in which a file is fetched. A query that ends early (`LIMIT`) has read whole ranges.
pub(crate) const RANGE_BYTES: usize = 64 * 1024;

/// What a job has read so far.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    bytes: AtomicU64,
    rows: AtomicU64,
}

impl Counters {
    /// Bytes of the ranges that were read, as they lie in the files.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Rows that were read.
    pub(crate) fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// Counts rows.
    pub(crate) fn add_rows(&self, rows: u64) {
        self.rows.fetch_add(rows, Ordering::Relaxed);
    }

    /// Counts bytes.
    pub(crate) fn add_bytes(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// Whether these are the first bytes of a GZIP file. Its name does not matter.
pub(crate) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// A file's lines, unpacked if they are compressed.
pub(crate) struct Lines {
    reader: Box<dyn BufRead + Send>,
    buffer: Vec<u8>,
    /// Lines that have been read.
    count: u64,
}

impl Lines {
    /// Over a whole file; `counters` learn of each range.
    pub(crate) fn new(bytes: Bytes, counters: Arc<Counters>) -> Self {
        let packed = is_gzip(&bytes);
        let ranges = Ranges { bytes, position: 0, counted: 0, counters };
        let reader: Box<dyn BufRead + Send> = if packed {
            Box::new(BufReader::with_capacity(RANGE_BYTES, MultiGzDecoder::new(ranges)))
        } else {
            Box::new(ranges)
        };
        Self { reader, buffer: Vec::new(), count: 0 }
    }

    /// The next line and its number (from 0), without its end.
    pub(crate) fn next(&mut self) -> io::Result<Option<(u64, &[u8])>> {
        self.buffer.clear();
        if self.reader.read_until(b'\n', &mut self.buffer)? == 0 {
            return Ok(None);
        }
        let line = self.count;
        self.count += 1;
        let end = match self.buffer.as_slice() {
            [rest @ .., b'\r', b'\n'] | [rest @ .., b'\n'] => rest.len(),
            all => all.len(),
        };
        Ok(Some((line, self.buffer.get(..end).unwrap_or_default())))
    }

    /// Lines that have been read.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }
}

/// A file that is fetched range by range.
struct Ranges {
    bytes: Bytes,
    position: usize,
    /// The end of the last range that was counted.
    counted: usize,
    counters: Arc<Counters>,
}

impl Read for Ranges {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..length), available.get(..length)) {
            to.copy_from_slice(from);
        }
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Ranges {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.position >= self.counted {
            let end = (self.counted + RANGE_BYTES).min(self.bytes.len());
            self.counters.add_bytes((end - self.counted) as u64);
            self.counted = end;
        }
        Ok(self.bytes.get(self.position..self.counted).unwrap_or_default())
    }

    fn consume(&mut self, length: usize) {
        self.position = (self.position + length).min(self.counted);
    }
}

/// The beginning of a file, unpacked.
pub(crate) struct Sample {
    /// The bytes.
    pub(crate) text: Vec<u8>,
    /// Whether they are all that there is.
    pub(crate) whole: bool,
    /// Bytes of the file that were read for them.
    pub(crate) bytes_read: u64,
    /// What is wrong with the packing, if something is.
    pub(crate) problem: Option<String>,
}

/// Reads up to `bytes_max` unpacked bytes.
pub(crate) fn sample(bytes: &Bytes, bytes_max: usize) -> Sample {
    let counters = Arc::new(Counters::default());
    let ranges = Ranges { bytes: bytes.clone(), position: 0, counted: 0, counters: counters.clone() };
    let mut reader: Box<dyn Read> =
        if is_gzip(bytes) { Box::new(MultiGzDecoder::new(ranges)) } else { Box::new(ranges) };
    let mut text = Vec::new();
    let outcome = reader.by_ref().take(bytes_max as u64).read_to_end(&mut text);
    let problem = outcome.err().map(|error| format!("cannot be unpacked after {} bytes: {error}", text.len()));
    // A further byte would tell, but would have to be fetched.
    let whole = text.len() < bytes_max && problem.is_none();
    Sample { text, whole, bytes_read: counters.bytes(), problem }
}
