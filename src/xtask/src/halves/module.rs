//! What cutting a module in two has to know of it. It reads and writes nothing else.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use wasmparser::{ElementItems, ExternalKind, FuncType, KnownCustom, Name, Operator, Parser, Payload, TypeRef};

/// A function's index in the module's own numbering: imported ones first.
pub type Function = u32;

/// The outline of a module.
#[derive(Default)]
pub struct Outline {
    /// Every function type.
    pub types: Vec<FuncType>,
    /// Of every function, imported or defined, the index of its type.
    pub type_of: Vec<u32>,
    /// How many of them are imported.
    pub imported: u32,
    /// The type of every global.
    pub globals: Vec<wasmparser::GlobalType>,
    /// The type of every table.
    pub tables: Vec<wasmparser::TableType>,
    /// The type of the memory.
    pub memory: Option<wasmparser::MemoryType>,
    /// Functions that something other than code can reach: exports and table entries.
    pub reachable: BTreeSet<Function>,
    /// Whom each defined function calls by name, in the order of definition.
    pub calls: Vec<BTreeSet<Function>>,
    /// Names, without the hashes that differ from build to build.
    pub names: BTreeMap<Function, String>,
    /// Names as the linker has them.
    pub symbols: BTreeMap<Function, String>,
}

impl Outline {
    /// Reads a module. Fails on what a cut cannot carry over: several memories, imported tables or globals.
    pub fn read(wasm: &[u8]) -> Result<Outline> {
        let mut outline = Outline::default();
        for payload in Parser::new(0).parse_all(wasm) {
            outline.take(payload?)?;
        }
        if outline.memory.is_none() {
            bail!("the module has no memory of its own");
        }
        Ok(outline)
    }

    /// Every function that the module defines.
    pub fn defined(&self) -> std::ops::Range<Function> {
        self.imported..u32::try_from(self.type_of.len()).unwrap_or(u32::MAX)
    }

    /// The functions by the numbers that they have in the first half, where the import that asks for the rest stands before them: what a
    /// browser's stack calls `wasm-function[N]`.
    pub fn shipped_names(&self) -> String {
        let named = self.names.iter().filter(|(function, _)| **function >= self.imported);
        named.map(|(function, name)| format!("{} {name}\n", function + 1)).collect()
    }

    /// The table of functions.
    pub fn function_table(&self) -> Result<u32> {
        let at = self.tables.iter().position(|table| table.element_type.is_func_ref());
        Ok(u32::try_from(at.context("the module has no table of functions")?)?)
    }

    fn take(&mut self, payload: Payload) -> Result<()> {
        match payload {
            Payload::TypeSection(types) => {
                self.types = types.into_iter_err_on_gc_types().collect::<Result<_, _>>()?;
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let TypeRef::Func(kind) = import?.ty else { bail!("the module imports more than functions") };
                    self.type_of.push(kind);
                    self.imported += 1;
                }
            }
            Payload::FunctionSection(functions) => {
                for kind in functions {
                    self.type_of.push(kind?);
                }
            }
            Payload::TableSection(tables) => {
                self.tables = tables.into_iter().map(|table| Ok(table?.ty)).collect::<Result<_>>()?;
            }
            Payload::MemorySection(memories) => {
                for memory in memories {
                    if self.memory.replace(memory?).is_some() {
                        bail!("the module has several memories");
                    }
                }
            }
            Payload::GlobalSection(globals) => {
                self.globals = globals.into_iter().map(|global| Ok(global?.ty)).collect::<Result<_>>()?;
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        self.reachable.insert(export.index);
                    }
                }
            }
            Payload::StartSection { func, .. } => _ = self.reachable.insert(func),
            Payload::ElementSection(elements) => {
                for element in elements {
                    if let ElementItems::Functions(functions) = element?.items {
                        for function in functions {
                            self.reachable.insert(function?);
                        }
                    }
                }
            }
            Payload::CodeSectionEntry(body) => {
                let mut called = BTreeSet::new();
                for operator in body.get_operators_reader()? {
                    match operator? {
                        Operator::Call { function_index } => _ = called.insert(function_index),
                        Operator::RefFunc { .. } | Operator::MemoryInit { .. } | Operator::DataDrop { .. } => {
                            bail!("the module uses an instruction that a cut does not carry over")
                        }
                        _ => {}
                    }
                }
                self.calls.push(called);
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    self.take_names(names)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn take_names(&mut self, sections: wasmparser::NameSectionReader) -> Result<()> {
        for section in sections {
            if let Name::Function(names) = section? {
                for naming in names {
                    let naming = naming?;
                    self.symbols.insert(naming.index, naming.name.to_owned());
                    self.names.insert(naming.index, plain(&format!("{:#}", rustc_demangle::demangle(naming.name))));
                }
            }
        }
        Ok(())
    }
}

/// A name in which a star stands for the number that the compiler puts behind copies of a function, which is another one in each build.
fn plain(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((before, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => format!("{before}.*"),
        _ => name.to_owned(),
    }
}
