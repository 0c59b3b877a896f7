//! Makes a module that remembers which of its functions have run.

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, Function, GlobalSection, GlobalType, Module, ValType,
};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, ExportSectionReader, FunctionBody, GlobalSectionReader, Parser,
};

use super::Outline;

/// What the exported globals that say whether function `n` ran are called: `ran_<n>`.
pub const RAN: &str = "ran_";

/// The module with one global more for each function that it defines, which is 1 once that has been entered.
pub fn profiled(wasm: &[u8]) -> Result<Vec<u8>> {
    let outline = Outline::read(wasm)?;
    let mut module = Module::new();
    let mut writer = Writer { body: outline.imported, outline };
    writer
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|error| anyhow!("cannot watch the module: {error}"))?;
    Ok(module.finish())
}

struct Writer {
    outline: Outline,
    /// The function whose body is written next.
    body: u32,
}

impl Writer {
    fn global(&self, function: u32) -> u32 {
        self.outline.globals.len() as u32 + function - self.outline.imported
    }
}

type Written = Result<(), Error<std::convert::Infallible>>;

impl Reencode for Writer {
    type Error = std::convert::Infallible;

    fn parse_global_section(&mut self, globals: &mut GlobalSection, section: GlobalSectionReader<'_>) -> Written {
        utils::parse_global_section(self, globals, section)?;
        let kind = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        for _ in self.outline.defined() {
            globals.global(kind, &ConstExpr::i32_const(0));
        }
        Ok(())
    }

    fn parse_export_section(&mut self, exports: &mut ExportSection, section: ExportSectionReader<'_>) -> Written {
        utils::parse_export_section(self, exports, section)?;
        for function in self.outline.defined() {
            exports.export(&format!("{RAN}{function}"), ExportKind::Global, self.global(function));
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Written {
        utils::parse_code_section(self, code, section)
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Written {
        let mut function: Function = self.new_function_with_parsed_locals(&body)?;
        function.instructions().i32_const(1).global_set(self.global(self.body));
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            function.instruction(&self.parse_instruction(&mut reader)?);
        }
        code.function(&function);
        self.body += 1;
        Ok(())
    }

    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Written {
        Ok(())
    }
}
