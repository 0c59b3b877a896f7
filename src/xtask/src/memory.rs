//! What a module's memory holds when it begins: read out of its data, and written back in as few segments as pay.

use std::ops::Range;

use anyhow::{Result, bail};
use wasm_encoder::{ConstExpr, DataSection};
use wasmparser::{DataKind, DataSectionReader, Operator, Parser, Payload};

/// So many zeros are worth the few bytes that a new segment takes.
const GAP_BYTES: usize = 32;

/// A memory, or the part of it that is not zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// From address 0 on.
    pub bytes: Vec<u8>,
}

impl Memory {
    /// Of a module whose data lies at fixed addresses.
    pub fn of(wasm: &[u8]) -> Result<Memory> {
        let mut memory = Memory { bytes: Vec::new() };
        for payload in Parser::new(0).parse_all(wasm) {
            let Payload::DataSection(data) = payload? else { continue };
            for (at, bytes) in placed(data)? {
                let end = at + bytes.len();
                memory.bytes.resize(memory.bytes.len().max(end), 0);
                memory.bytes[at..end].copy_from_slice(bytes);
            }
        }
        Ok(memory)
    }

    /// The address of its first byte that is not zero.
    pub fn begin(&self) -> usize {
        self.bytes.iter().position(|byte| *byte != 0).unwrap_or(self.bytes.len())
    }

    /// Without these ranges.
    pub fn without(mut self, ranges: &[Range<usize>]) -> Memory {
        for range in ranges {
            self.bytes[range.clone()].fill(0);
        }
        self
    }

    /// As data of a module.
    pub fn write(&self, data: &mut DataSection) {
        for (at, bytes) in self.segments() {
            data.active(0, &ConstExpr::i32_const(u32::try_from(at).unwrap_or(u32::MAX).cast_signed()), bytes);
        }
    }

    /// These ranges of constants as data of a module, and what lies in short gaps between them, which is constant too.
    pub fn write_ranges(&self, ranges: &[Range<usize>], data: &mut DataSection) {
        for range in joined(ranges) {
            let at = u32::try_from(range.start).unwrap_or(u32::MAX).cast_signed();
            data.active(0, &ConstExpr::i32_const(at), self.bytes[range].iter().copied());
        }
    }

    /// What is not zero: where, and the bytes.
    pub fn segments(&self) -> Vec<(usize, Vec<u8>)> {
        let mut segments: Vec<(usize, Vec<u8>)> = Vec::new();
        for (at, byte) in self.bytes.iter().copied().enumerate().filter(|(_, byte)| *byte != 0) {
            match segments.last_mut() {
                Some((start, bytes)) if at - (*start + bytes.len()) < GAP_BYTES => {
                    bytes.resize(at - *start, 0);
                    bytes.push(byte);
                }
                _ => segments.push((at, vec![byte])),
            }
        }
        segments
    }
}

/// Ranges in order, those with a short gap between them as one.
fn joined(ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start - last.end < GAP_BYTES => last.end = range.end,
            _ => joined.push(range.clone()),
        }
    }
    joined
}

/// The segments of a module's data, with their addresses.
pub fn placed(data: DataSectionReader<'_>) -> Result<Vec<(usize, &[u8])>> {
    data.into_iter()
        .map(|segment| {
            let segment = segment?;
            let DataKind::Active { offset_expr, .. } = segment.kind else { bail!("the module has passive data") };
            let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
                bail!("the module has data at no fixed address")
            };
            Ok((usize::try_from(value)?, segment.data))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_zero_is_kept() {
        let mut memory = Memory { bytes: vec![0; 200] };
        memory.bytes[5] = 9;
        memory.bytes[100..103].copy_from_slice(&[1, 0, 2]);
        memory.bytes[180] = 3;
        assert_eq!(memory.segments(), [(5, vec![9]), (100, vec![1, 0, 2]), (180, vec![3])]);
        assert_eq!(memory.begin(), 5);
        assert_eq!(memory.without(&[0..101, 150..200]).segments(), [(102, vec![2])]);
    }

    #[test]
    fn what_lies_in_a_gap_is_not_lost() {
        assert_eq!(joined(&[0..4, 6..8, 80..90]), [0..8, 80..90]);
    }
}
