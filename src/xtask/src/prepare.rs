//! Ships the account's module with a memory in which the page's own run already stands where the page opens
//! (`src/host/src/prepared.rs`): it is played once, here, instead of at each reader's. The code is left as it is.

use anyhow::{Context, Result, bail};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{ConstExpr, DataSection, MemoryType, Module};
use wasmparser::{DataKind, DataSectionReader, Operator, Parser, Payload};

use crate::command::{program, run_quietly};
use crate::store;
use crate::tree::Tree;

/// wasm's unit of memory.
const PAGE_BYTES: usize = 64 * 1024;
/// So many zeros are worth the few bytes that a new segment takes.
const GAP_BYTES: usize = 32;

/// The module after `prepare()`, of which `glue` is wasm-bindgen's script.
pub fn prepared(tree: &Tree, glue: &str, wasm: &[u8]) -> Result<Vec<u8>> {
    let folder = tree.scratch().join("prepare");
    let (script, module) = (folder.join("worker.js"), folder.join("worker.wasm"));
    store::write(&script, glue.as_bytes())?;
    store::write(&module, wasm)?;
    let memory = run_quietly(program("node", &tree.www()).arg("prepare.mjs").arg(&script).arg(&module))
        .context("the page's own run cannot be prepared")?;
    with_memory(wasm, &memory)
}

/// The module that begins with `memory`, but for what lies below its first constant: the stack, of which nothing is left.
fn with_memory(wasm: &[u8], memory: &[u8]) -> Result<Vec<u8>> {
    check(wasm)?;
    let begin = first_constant(wasm)?;
    let mut writer = Writer { pages: (memory.len() / PAGE_BYTES) as u64, segments: segments(memory, begin) };
    let mut module = Module::new();
    writer
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|error| anyhow::anyhow!("cannot rewrite the module: {error}"))?;
    Ok(module.finish())
}

/// What is state of a module but not in its memory must be as it was: of globals, only the stack's pointer changes, and it has come back.
fn check(wasm: &[u8]) -> Result<()> {
    let mut changing = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::GlobalSection(globals) = payload? {
            for global in globals {
                changing += usize::from(global?.ty.mutable);
            }
        }
    }
    if changing > 1 {
        bail!("the module keeps state in {changing} globals");
    }
    Ok(())
}

fn first_constant(wasm: &[u8]) -> Result<usize> {
    let mut first = None;
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::DataSection(data) = payload? else { continue };
        for segment in data {
            let DataKind::Active { offset_expr, .. } = segment?.kind else { bail!("the module has passive data") };
            let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
                bail!("the module has data at no fixed address")
            };
            let at = usize::try_from(value)?;
            first = Some(first.map_or(at, |first: usize| first.min(at)));
        }
    }
    first.context("the module has no data")
}

/// What is not zero in `memory` from `begin` on: where, and the bytes.
fn segments(memory: &[u8], begin: usize) -> Vec<(usize, Vec<u8>)> {
    let mut segments: Vec<(usize, Vec<u8>)> = Vec::new();
    for (at, byte) in memory.iter().copied().enumerate().skip(begin).filter(|(_, byte)| *byte != 0) {
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

struct Writer {
    pages: u64,
    segments: Vec<(usize, Vec<u8>)>,
}

impl Reencode for Writer {
    type Error = std::convert::Infallible;

    fn memory_type(&mut self, memory: wasmparser::MemoryType) -> Result<MemoryType, Error> {
        let kind = utils::memory_type(self, memory);
        Ok(MemoryType { minimum: kind.minimum.max(self.pages), ..kind })
    }

    fn data_count(&mut self, _: u32) -> Result<u32, Error> {
        Ok(self.segments.len() as u32)
    }

    fn parse_data_section(&mut self, data: &mut DataSection, _: DataSectionReader<'_>) -> Result<(), Error> {
        for (at, bytes) in &self.segments {
            data.active(0, &ConstExpr::i32_const(*at as i32), bytes.iter().copied());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_zero_is_kept() {
        let mut memory = vec![0; 200];
        memory[5] = 9;
        memory[100..103].copy_from_slice(&[1, 0, 2]);
        memory[180] = 3;
        let expected = vec![(100, vec![1, 0, 2]), (180, vec![3])];
        assert_eq!(segments(&memory, 50), expected);
    }
}
