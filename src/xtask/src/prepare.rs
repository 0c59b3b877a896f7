//! Ships the account's module with a memory in which the page's own run already stands where the page opens
//! (`src/host/src/prepared.rs`): it is played once, here, instead of at each reader's. The code is left as it is.

use anyhow::{Context, Result, bail};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{DataSection, MemoryType, Module};
use wasmparser::{DataSectionReader, Parser, Payload};

use crate::command::{program, run_quietly};
use crate::memory::Memory;
use crate::store;
use crate::tree::Tree;

/// wasm's unit of memory.
const PAGE_BYTES: usize = 64 * 1024;

/// The module after `prepare()`, of which `glue` is wasm-bindgen's script.
pub fn prepared(tree: &Tree, glue: &str, wasm: &[u8]) -> Result<Vec<u8>> {
    let folder = tree.scratch().join("prepare");
    let (script, module) = (folder.join("worker.js"), folder.join("worker.wasm"));
    store::write(&script, glue.as_bytes())?;
    store::write(&module, wasm)?;
    let memory = run_quietly(program("node", &tree.www()).arg("prepare.mjs").arg(&script).arg(&module))
        .context("the page's own run cannot be prepared")?;
    with_memory(wasm, memory)
}

/// The module that begins with `memory`, but for what lies below its first constant: the stack, of which nothing is left.
fn with_memory(wasm: &[u8], memory: Vec<u8>) -> Result<Vec<u8>> {
    check(wasm)?;
    let pages = (memory.len() / PAGE_BYTES) as u64;
    let stack = 0..Memory::of(wasm)?.begin();
    let mut writer = Writer { pages, memory: Memory { bytes: memory }.without(&[stack]) };
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

struct Writer {
    pages: u64,
    memory: Memory,
}

impl Reencode for Writer {
    type Error = std::convert::Infallible;

    fn memory_type(&mut self, memory: wasmparser::MemoryType) -> Result<MemoryType, Error> {
        let kind = utils::memory_type(self, memory);
        Ok(MemoryType { minimum: kind.minimum.max(self.pages), ..kind })
    }

    fn data_count(&mut self, _: u32) -> Result<u32, Error> {
        Ok(self.memory.segments().len() as u32)
    }

    fn parse_data_section(&mut self, data: &mut DataSection, _: DataSectionReader<'_>) -> Result<(), Error> {
        self.memory.write(data);
        Ok(())
    }
}
