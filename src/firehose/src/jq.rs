//! jq programs: read once, with the position of what is wrong; run on one value, within bounds.
//!
//! jq is a whole language: a program may go on for ever. jaq has no fuel, so a program is rewritten before it is compiled: wherever something can
//! repeat itself (an argument, a list, a loop, a pipe, a condition, a definition's body) stands a step that counts. A program that takes more than
//! [`STEPS_MAX`] of them, or makes a value too large or too deep, has run for too long; it is stopped at the same step in each run and on each platform. A definition
//! that calls itself is refused, because each of its calls would take some of the machine's stack.
//!
//! It knows no clock, no environment, no input but the one value, no regular expressions, and no function of floats beyond rounding.

mod functions;
mod syntax;

use crate::limits::{JQ_CHARS_MAX, JQ_DEPTH_MAX, JQ_STEPS_MAX, JQ_TOKENS_MAX};
use functions::{Data, Jq, functions};
use jaq_core::load::lex::{Lexer, Token};
use jaq_core::load::parse::{Def, Parser, Term};
use jaq_core::load::{Arena, File, Loader, span};
use jaq_core::{Compiler, Ctx, Error, Filter, Vars, unwrap_valr};
use jaq_json::{Val, read};
use std::cell::Cell;
use std::fmt;
use std::sync::Arc;
use syntax::{count, keys, metered, recursive, stepped};

const TICK: &str = "!tick";
const TIMES: &str = "!times";
const MAIN: &str = "!main";
/// What jaq defines with functions that are not given here.
const LEFT_OUT: [&str; 37] = [
    "test",
    "scan_",
    "scan",
    "match",
    "capture",
    "capture_of_match",
    "splits",
    "sub",
    "gsub",
    "stderr",
    "debug",
    "halt",
    "halt_error",
    "logb",
    "significand",
    "pow10",
    "drem",
    "nexttoward",
    "scalb",
    "gamma",
    "todate",
    "fromdate",
    "@sh",
    "@html",
    "@htmld",
    "@uri",
    "@urid",
    "input",
    "inputs",
    "now",
    "env",
    "localtime",
    "strflocaltime",
    "gmtime",
    "mktime",
    "strptime",
    "input_line_number",
];

/// A program, compiled.
#[derive(Clone)]
pub struct Program {
    text: Arc<str>,
    filter: Arc<Filter<Jq>>,
    keys: Option<Arc<[String]>>,
}

/// What is wrong with a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadProgram {
    /// A sentence's end.
    pub message: String,
    /// Line and column, from 1.
    pub position: (usize, usize),
}

impl fmt::Display for BadProgram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.position;
        write!(f, "{} at line {line}, column {column}", self.message)
    }
}

/// Why a run gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The program has called `error`, or used a value as what it is not.
    Error(String),
    /// It took too long.
    TooLong,
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Program").field(&self.text).finish()
    }
}

impl PartialEq for Program {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Program {
    /// Reads and compiles `text`.
    #[inline(never)]
    pub fn parse(text: &str) -> Result<Self, BadProgram> {
        let at = |part: &str| position(text, part);
        if text.chars().count() > JQ_CHARS_MAX || is_deep(text.as_bytes(), JQ_DEPTH_MAX / 4) {
            return Err(BadProgram {
                message: "the program is too long or nested too deeply".into(),
                position: (1, 1),
            });
        }
        let tokens = Lexer::new(text).lex().map_err(|errors| {
            let Some((expected, found)) = errors.first() else { return unknown() };
            BadProgram { message: format!("expected {}", expected.as_str()), position: at(found) }
        })?;
        if count(&tokens) > JQ_TOKENS_MAX {
            return Err(BadProgram { message: "the program is too long".into(), position: (1, 1) });
        }
        let term = Parser::new(&tokens).parse(|parser| parser.term()).map_err(|errors| {
            let Some((expected, found)) = errors.first() else { return unknown() };
            let found = Token::opt_as_str(*found, text);
            let what = if found.is_empty() { "the end".to_owned() } else { format!("'{}'", short(found)) };
            BadProgram { message: format!("expected {}, found {what}", expected.as_str()), position: at(found) }
        })?;
        if let Some(name) = recursive(&term, &mut Vec::new()) {
            let message = format!("the definition '{name}' calls itself, which is not modelled here");
            return Err(BadProgram { message, position: at(name) });
        }
        let keys = keys(&term);
        let main = Def { name: MAIN, args: Vec::new(), body: metered(term) };
        let given = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        let given = given.filter(|def| !(LEFT_OUT.contains(&def.name) || def.name == "split" && def.args.len() == 2));
        let defs = given.map(|def| Def { body: stepped(metered(def.body)), ..def });
        let arena = Arena::default();
        let file = File { code: "main", path: () };

        let entry = Def { name: "main", args: Vec::new(), body: Term::Call(MAIN, Vec::new()) };
        let loader = Loader::new(defs.chain([main, entry]));
        let modules = loader.load(&arena, file).map_err(|_| unknown())?;
        let compiled = Compiler::<_, Jq>::default().with_funs(functions()).compile(modules);
        let filter = compiled.map_err(|errors| {
            let found = errors.into_iter().flat_map(|(_, errors)| errors).next();
            let Some((name, undefined)) = found else { return unknown() };
            let message = format!("undefined {} '{name}'", undefined.as_str());
            BadProgram { message, position: at(name) }
        })?;
        Ok(Self { text: text.into(), filter: Arc::new(filter), keys: keys.map(Into::into) })
    }

    /// If the program makes an object of named members: their names.
    pub fn keys(&self) -> Option<&[String]> {
        self.keys.as_deref()
    }

    /// Runs on `input`. Gives at most `outputs_max` values.
    #[inline(never)]
    pub fn run(&self, input: Val, outputs_max: usize) -> Result<Vec<Val>, Stop> {
        let steps = Cell::new(JQ_STEPS_MAX);
        let data = Data { lut: &self.filter.lut, steps: &steps };
        let ctx = Ctx::<Jq>::new(data, Vars::new([]));
        let mut outputs = Vec::new();
        for output in self.filter.id.run((ctx, input)).map(unwrap_valr) {
            let output = output.map_err(|error| Stop::Error(told(error)));
            if steps.get() == 0 {
                return Err(Stop::TooLong);
            }
            outputs.push(output?);
            if outputs.len() >= outputs_max {
                break;
            }
        }
        if steps.get() == 0 { Err(Stop::TooLong) } else { Ok(outputs) }
    }
}

/// What `error` was given, as text.
fn told(error: Error<Val>) -> String {
    match error.into_val() {
        Val::TStr(text) => String::from_utf8_lossy(&text).into_owned(),
        other => other.to_string(),
    }
}

/// A record's data as a value. `None` if it is no JSON.
pub fn value_of(data: &[u8]) -> Option<Val> {
    // serde_json bounds the depth; jaq's reader does not.
    serde_json::from_slice::<serde::de::IgnoredAny>(data).ok()?;
    read::parse_single(data).ok()
}

/// Text as a value.
pub fn text_of(data: &[u8]) -> Val {
    Val::utf8_str(data.to_vec())
}

fn unknown() -> BadProgram {
    BadProgram { message: "the program cannot be read".into(), position: (1, 1) }
}

fn short(text: &str) -> &str {
    text.char_indices().nth(20).map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
}

/// Line and column of `part` in `text`, if it is a part of it.
fn position(text: &str, part: &str) -> (usize, usize) {
    let range = text.as_ptr() as usize..=text.as_ptr() as usize + text.len();
    if !range.contains(&(part.as_ptr() as usize)) {
        return (1, 1);
    }
    let before = text.get(..span(text, part).start).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// Whether brackets are nested deeper than `depth_max`, be they in strings or not.
fn is_deep(text: &[u8], depth_max: usize) -> bool {
    let mut depth = 0usize;
    text.iter().any(|byte| {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > depth_max
    })
}

#[cfg(test)]
mod tests;
