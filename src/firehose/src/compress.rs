//! Bodies, compressed. Equal records give equal bytes: no time, a fixed level, crates in pure Rust.

use crate::config::Compression;
use crate::limits::{GZIP_LEVEL, HADOOP_BLOCK_BYTES};
use bytes::Bytes;
use std::io::Write;

/// `body` as `compression` writes it; `name` is that of the file in an archive.
pub fn compressed(body: Vec<u8>, compression: Compression, name: &str) -> Bytes {
    match compression {
        Compression::None => body.into(),
        Compression::Gzip => gzip(&body).into(),
        Compression::Zip => zip(&body, name).into(),
        Compression::Snappy => snappy(&body).into(),
        Compression::HadoopSnappy => hadoop_snappy(&body).into(),
    }
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let out = Vec::with_capacity(body.len() / 4);
    let mut encoder = flate2::GzBuilder::new().mtime(0).write(out, flate2::Compression::new(GZIP_LEVEL));
    // Writing into memory does not fail.
    let written = encoder.write_all(body);
    debug_assert!(written.is_ok(), "writing into memory failed");
    encoder.finish().unwrap_or_default()
}

/// Snappy's own frames (`framing_format.txt` of google/snappy).
fn snappy(body: &[u8]) -> Vec<u8> {
    let mut encoder = snap::write::FrameEncoder::new(Vec::with_capacity(body.len() / 2));
    let written = encoder.write_all(body);
    debug_assert!(written.is_ok(), "writing into memory failed");
    encoder.into_inner().unwrap_or_default()
}

/// Hadoop's `SnappyCodec`: blocks, each behind its length before and after compression, big-endian.
fn hadoop_snappy(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() / 2);
    let mut encoder = snap::raw::Encoder::new();
    for block in body.chunks(HADOOP_BLOCK_BYTES) {
        let packed = encoder.compress_vec(block).unwrap_or_default();
        out.extend_from_slice(&(block.len() as u32).to_be_bytes());
        out.extend_from_slice(&(packed.len() as u32).to_be_bytes());
        out.extend_from_slice(&packed);
    }
    out
}

/// An archive of one file, dated 1980-01-01 (the earliest date that ZIP knows).
fn zip(body: &[u8], name: &str) -> Vec<u8> {
    const DATE: u32 = 0x0021_0000;
    let mut crc = flate2::Crc::new();
    crc.update(body);
    let out = Vec::with_capacity(body.len() / 4);
    let mut encoder = flate2::write::DeflateEncoder::new(out, flate2::Compression::new(GZIP_LEVEL));
    let written = encoder.write_all(body);
    debug_assert!(written.is_ok(), "writing into memory failed");
    let packed = encoder.finish().unwrap_or_default();
    // What stands in both headers: version 2.0, no flags, deflated, date, checksum, lengths.
    let mut about = Vec::new();
    about.extend_from_slice(&[20, 0, 0, 0, 8, 0]);
    about.extend_from_slice(&DATE.to_le_bytes());
    about.extend_from_slice(&crc.sum().to_le_bytes());
    about.extend_from_slice(&(packed.len() as u32).to_le_bytes());
    about.extend_from_slice(&(body.len() as u32).to_le_bytes());
    about.extend_from_slice(&(name.len() as u16).to_le_bytes());
    about.extend_from_slice(&[0, 0]);

    let mut archive = b"PK\x03\x04".to_vec();
    archive.extend_from_slice(&about);
    archive.extend_from_slice(name.as_bytes());
    archive.extend_from_slice(&packed);
    let directory = archive.len();
    archive.extend_from_slice(b"PK\x01\x02\x14\x00");
    archive.extend_from_slice(&about);
    // No comment, disk 0, no attributes, at the archive's beginning.
    archive.extend_from_slice(&[0; 14]);
    archive.extend_from_slice(name.as_bytes());
    let length = archive.len() - directory;
    archive.extend_from_slice(b"PK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00");
    archive.extend_from_slice(&(length as u32).to_le_bytes());
    archive.extend_from_slice(&(directory as u32).to_le_bytes());
    archive.extend_from_slice(&[0, 0]);
    archive
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn body() -> Vec<u8> {
        (0..300_000u32).flat_map(|number| format!("{{\"n\":{}}}\n", number % 977).into_bytes()).collect()
    }

    #[test]
    fn snappy_can_be_read_in_frames_and_in_blocks() {
        let mut read = Vec::new();
        let framed = compressed(body(), Compression::Snappy, "");
        assert!(snap::read::FrameDecoder::new(&framed[..]).read_to_end(&mut read).is_ok());
        assert!(read == body());
        let blocks = compressed(body(), Compression::HadoopSnappy, "");
        let (mut rest, mut read) = (&blocks[..], Vec::new());
        while let [a, b, c, d, e, f, g, h, tail @ ..] = rest {
            let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
            let (packed, behind) = tail.split_at(u32::from_be_bytes([*e, *f, *g, *h]) as usize);
            let block = snap::raw::Decoder::new().decompress_vec(packed).unwrap_or_default();
            assert_eq!(block.len(), length);
            read.extend(block);
            rest = behind;
        }
        assert!(read == body());
    }

    #[test]
    fn an_archive_has_one_file() {
        let archive = compressed(body(), Compression::Zip, "d-1");
        let mut read = Vec::new();
        let packed = &archive[30 + 3..];
        assert!(flate2::read::DeflateDecoder::new(packed).read_to_end(&mut read).is_ok());
        assert!(read == body());
        assert_eq!(archive[30..33], *b"d-1");
        // Equal bodies give equal bytes.
        assert_eq!(xxh(&archive), xxh(&compressed(body(), Compression::Zip, "d-1")));
    }

    fn xxh(bytes: &[u8]) -> u32 {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum()
    }
}
