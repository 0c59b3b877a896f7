//! Writes the first half of a cut module.

use anyhow::Result;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataSection, EntityType, ExportKind, ExportSection, Function, FunctionSection,
    GlobalSection, GlobalType, ImportSection, InstructionSink, Module, TableSection, TypeSection, ValType,
};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, DataSectionReader, ExportSectionReader, FunctionBody,
    FunctionSectionReader, GlobalSectionReader, ImportSectionReader, Parser, TableSectionReader, TypeSectionReader,
};

use super::{Cut, IMPORT, LOADED, MEMORY};
use crate::memory::Memory;

/// The module with moved bodies replaced.
pub fn write(cut: &Cut, wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::new();
    let memory = cut.memory.clone().without(&cut.later);
    let mut writer = Writer { cut, body: cut.outline.imported, memory };
    writer
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|error| anyhow::anyhow!("cannot cut the module: {error}"))?;
    Ok(module.finish())
}

struct Writer<'c> {
    cut: &'c Cut,
    /// The function whose body is written next, in the old numbering.
    body: u32,
    memory: Memory,
}

type Written = Result<(), Error<std::convert::Infallible>>;

impl Writer<'_> {
    /// The type `() -> ()`, which is added behind the others.
    fn bare_type(&self) -> u32 {
        self.cut.outline.types.len() as u32
    }

    fn loaded(&self) -> u32 {
        self.cut.outline.globals.len() as u32
    }

    /// The function that asks for the rest where it is not there yet, defined behind the others.
    fn want(&self) -> u32 {
        self.cut.outline.type_of.len() as u32 + 1
    }

    /// Asks for the rest, then calls the true function with the same arguments.
    fn stand_in(&self, code: &mut InstructionSink, entry: u32) {
        let kind = self.cut.outline.type_of[self.body as usize];
        code.call(self.want());
        for local in 0..self.cut.outline.types[kind as usize].params().len() as u32 {
            code.local_get(local);
        }
        code.i32_const(entry.cast_signed()).call_indirect(self.cut.table, kind).end();
    }
}

impl Reencode for Writer<'_> {
    type Error = std::convert::Infallible;

    /// The import that is added stands behind the imported functions and before the defined ones.
    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        Ok(if function < self.cut.outline.imported { function } else { function + 1 })
    }

    fn parse_type_section(&mut self, types: &mut TypeSection, section: TypeSectionReader<'_>) -> Written {
        utils::parse_type_section(self, types, section)?;
        types.ty().function([], []);
        Ok(())
    }

    fn parse_import_section(&mut self, imports: &mut ImportSection, section: ImportSectionReader<'_>) -> Written {
        utils::parse_import_section(self, imports, section)?;
        imports.import(IMPORT.0, IMPORT.1, EntityType::Function(self.bare_type()));
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Written {
        utils::parse_function_section(self, functions, section)?;
        functions.function(self.bare_type());
        Ok(())
    }

    fn parse_table_section(&mut self, tables: &mut TableSection, section: TableSectionReader<'_>) -> Written {
        for (index, table) in section.into_iter().enumerate() {
            let mut kind = self.table_type(table?.ty)?;
            if index == self.cut.table as usize {
                kind.minimum += self.cut.entries.len() as u64;
                kind.maximum = kind.maximum.map(|maximum| maximum.max(kind.minimum));
            }
            tables.table(kind);
        }
        Ok(())
    }

    fn parse_global_section(&mut self, globals: &mut GlobalSection, section: GlobalSectionReader<'_>) -> Written {
        utils::parse_global_section(self, globals, section)?;
        let kind = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(kind, &ConstExpr::i32_const(0));
        Ok(())
    }

    fn parse_export_section(&mut self, exports: &mut ExportSection, section: ExportSectionReader<'_>) -> Written {
        utils::parse_export_section(self, exports, section)?;
        exports.export(MEMORY, ExportKind::Memory, 0);
        exports.export(LOADED, ExportKind::Global, self.loaded());
        for table in 0..self.cut.outline.tables.len() {
            exports.export(&Cut::table_name(table), ExportKind::Table, table as u32);
        }
        for global in 0..self.cut.outline.globals.len() {
            exports.export(&Cut::global_name(global), ExportKind::Global, global as u32);
        }
        for function in &self.cut.lent {
            let index = self.function_index(*function)?;
            exports.export(&Cut::function_name(*function), ExportKind::Func, index);
        }
        Ok(())
    }

    fn data_count(&mut self, _: u32) -> Result<u32, Error> {
        Ok(self.memory.segments().len() as u32)
    }

    fn parse_data_section(&mut self, data: &mut DataSection, _: DataSectionReader<'_>) -> Written {
        self.memory.write(data);
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Written {
        utils::parse_code_section(self, code, section)?;
        let mut want = Function::new([]);
        want.instructions()
            .global_get(self.loaded())
            .i32_eqz()
            .if_(BlockType::Empty)
            .call(self.cut.outline.imported)
            .end()
            .end();
        code.function(&want);
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Written {
        if !self.cut.moved.contains(&self.body) {
            utils::parse_function_body(self, code, body)?;
        } else {
            let mut function = Function::new([]);
            match self.cut.entries.get(&self.body) {
                Some(entry) => self.stand_in(&mut function.instructions(), *entry),
                // Only what moved calls it.
                None => _ = function.instructions().unreachable().end(),
            }
            code.function(&function);
        }
        self.body += 1;
        Ok(())
    }

    /// Names and the like are not shipped.
    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Written {
        Ok(())
    }
}
