//! Writes the second half of a cut module.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, Function, FunctionSection, GlobalType,
    ImportSection, Module, StartSection, TypeSection, ValType,
};
use wasmparser::{FunctionBody, Parser, Payload};

use super::{Cut, FIRST, LOADED, MEMORY};

/// The moved bodies, and the entries of the table that they fill.
pub fn write(cut: &Cut, wasm: &[u8]) -> Result<Vec<u8>> {
    let mut writer = Writer { cut, numbers: numbers(cut) };
    let (mut types, mut code) = (TypeSection::new(), CodeSection::new());
    let mut function = cut.outline.imported;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::TypeSection(section) => writer.parse_type_section(&mut types, section).map_err(plain)?,
            Payload::CodeSectionEntry(body) => {
                if cut.moved.contains(&function) {
                    writer.parse_function_body(&mut code, body).map_err(plain)?;
                }
                function += 1;
            }
            _ => {}
        }
    }
    let bare_type = types.len();
    types.ty().function([], []);
    let mut functions = FunctionSection::new();
    for moved in &cut.moved {
        functions.function(cut.outline.type_of[*moved as usize]);
    }
    functions.function(bare_type);
    let mut begin = Function::new([]);
    begin.instructions().i32_const(1).global_set(writer.loaded()).end();
    code.function(&begin);
    let start = (cut.lent.len() + cut.moved.len()) as u32;
    let mut module = Module::new();
    module.section(&types).section(&writer.imports()?).section(&functions);
    module.section(&StartSection { function_index: start }).section(&writer.elements()).section(&code);
    let mut data = DataSection::new();
    cut.memory.write_ranges(&cut.later, &mut data);
    module.section(&data);
    Ok(module.finish())
}

fn plain(error: Error) -> anyhow::Error {
    anyhow!("cannot cut the module: {error}")
}

/// The numbers of functions in this half: what it borrows, then what it defines.
fn numbers(cut: &Cut) -> BTreeMap<u32, u32> {
    cut.lent.iter().chain(&cut.moved).copied().zip(0..).collect()
}

struct Writer<'c> {
    cut: &'c Cut,
    numbers: BTreeMap<u32, u32>,
}

impl Writer<'_> {
    fn loaded(&self) -> u32 {
        self.cut.outline.globals.len() as u32
    }

    fn imports(&mut self) -> Result<ImportSection> {
        let outline = &self.cut.outline;
        let mut imports = ImportSection::new();
        for function in &self.cut.lent {
            let kind = EntityType::Function(outline.type_of[*function as usize]);
            imports.import(FIRST, &Cut::function_name(*function), kind);
        }
        if let Some(memory) = outline.memory {
            imports.import(FIRST, MEMORY, EntityType::Memory(utils::memory_type(self, memory)));
        }
        for (index, table) in outline.tables.iter().enumerate() {
            let mut kind = utils::table_type(self, *table).map_err(plain)?;
            // The first half's has grown by then, and may go on growing.
            kind.maximum = None;
            imports.import(FIRST, &Cut::table_name(index), EntityType::Table(kind));
        }
        for (index, global) in outline.globals.iter().enumerate() {
            let kind = utils::global_type(self, *global).map_err(plain)?;
            imports.import(FIRST, &Cut::global_name(index), EntityType::Global(kind));
        }
        let flag = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        imports.import(FIRST, LOADED, EntityType::Global(flag));
        Ok(imports)
    }

    fn elements(&self) -> ElementSection {
        let mut elements = ElementSection::new();
        let Some(begin) = self.cut.entries.values().next() else { return elements };
        let functions: Vec<u32> = self.cut.entries.keys().map(|function| self.numbers[function]).collect();
        let offset = ConstExpr::i32_const(begin.cast_signed());
        elements.active(Some(self.cut.table), &offset, Elements::Functions(functions.into()));
        elements
    }
}

impl Reencode for Writer<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        Ok(self.numbers[&function])
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error> {
        utils::parse_function_body(self, code, body)
    }
}
