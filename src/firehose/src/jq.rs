//! jq programs: read once, with the position of what is wrong; run on one value, within bounds.
//!
//! jq is a whole language: a program may go on for ever. jaq has no fuel, so a program is rewritten before it is compiled: wherever something can
//! repeat itself (an argument, a list, a loop, a pipe, a condition, a definition's body) stands a step that counts. A program that takes more than
//! [`STEPS_MAX`] of them, or makes a value too large or too deep, has run for too long; it is stopped at the same step in each run and on each platform. A definition
//! that calls itself is refused, because each of its calls would take some of the machine's stack.
//!
//! It knows no clock, no environment, no input but the one value, no regular expressions, and no function of floats beyond rounding.

use crate::dates::Date;
use crate::limits::{JQ_CHARS_MAX, JQ_DEPTH_MAX, JQ_STEPS_MAX, JQ_TOKENS_MAX, JQ_VALUE_BYTES_MAX, JQ_VALUES_MAX};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jaq_core::box_iter::box_once;
use jaq_core::data::HasLut;
use jaq_core::load::lex::{Lexer, StrPart, Tok, Token};
use jaq_core::load::parse::{BinaryOp, Def, Parser, Term};
use jaq_core::load::{Arena, File, Loader, span};
use jaq_core::native::{Fun, bome, run, v};
use jaq_core::ops::Math;
use jaq_core::path::{Part, Path};
use jaq_core::{Compiler, Ctx, DataT, Error, Exn, Filter, Lut, Native, ValR, Vars, unwrap_valr};
use jaq_json::{Num, Val, read};
use sim::calendar;
use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

const TICK: &str = "!tick";
const TIMES: &str = "!times";
const MAIN: &str = "!main";
/// What jaq defines with functions that are not given here.
const LEFT_OUT: [&str; 40] = [
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
    "ltrimstr_",
    "getpath_",
    "limit_",
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

fn count(tokens: &[Token<&str>]) -> usize {
    let of_one = |token: &Token<&str>| match &token.1 {
        Tok::Block(inner) => 1 + count(inner),
        Tok::Str(parts) => {
            let terms = parts.iter().filter_map(|part| match part {
                StrPart::Term(token) => Some(count(std::slice::from_ref(token))),
                _ => None,
            });
            1 + terms.sum::<usize>()
        }
        _ => 1,
    };
    tokens.iter().map(of_one).sum()
}

/// The names of the members, if a term is an object that names them.
fn keys(term: &Term<&str>) -> Option<Vec<String>> {
    let Term::Obj(members) = term else { return None };
    let name = |key: &Term<&str>| match key {
        Term::Str(None, parts) => {
            let text = |part: &StrPart<&str, Term<&str>>| match part {
                StrPart::Str(text) => Some((*text).to_owned()),
                StrPart::Char(c) => Some(c.to_string()),
                StrPart::Term(_) => None,
            };
            parts.iter().map(text).collect::<Option<String>>()
        }
        _ => None,
    };
    members.iter().map(|(key, _)| name(key)).collect()
}

/// The name of a definition that calls itself, if there is one.
fn recursive<'s>(term: &Term<&'s str>, open: &mut Vec<(&'s str, usize)>) -> Option<&'s str> {
    match term {
        Term::Call(name, args) if open.contains(&(*name, args.len())) => Some(name),
        Term::Def(defs, rest) => {
            for def in defs {
                open.push((def.name, def.args.len()));
                let found = recursive(&def.body, open);
                open.pop();
                if found.is_some() {
                    return found;
                }
            }
            recursive(rest, open)
        }
        _ => children(term).into_iter().find_map(|child| recursive(child, open)),
    }
}

fn children<'t, 's>(term: &'t Term<&'s str>) -> Vec<&'t Term<&'s str>> {
    match term {
        Term::Id | Term::Recurse | Term::Num(_) | Term::Break(_) | Term::Var(_) => Vec::new(),
        Term::Str(_, parts) => {
            let inner = |part: &'t StrPart<&'s str, Term<&'s str>>| match part {
                StrPart::Term(term) => Some(term),
                _ => None,
            };
            parts.iter().filter_map(inner).collect()
        }
        Term::Arr(inner) => inner.iter().map(|inner| &**inner).collect(),
        Term::Obj(members) => members.iter().flat_map(|(key, value)| [key].into_iter().chain(value)).collect(),
        Term::Neg(inner) | Term::Label(_, inner) => vec![inner],
        Term::BinOp(left, _, right) => vec![left, right],
        Term::Fold(_, source, _, args) => [&**source].into_iter().chain(args).collect(),
        Term::TryCatch(inner, catch) => [inner].into_iter().chain(catch).map(|term| &**term).collect(),
        Term::IfThenElse(arms, otherwise) => {
            let arms = arms.iter().flat_map(|(condition, then)| [condition, then]);
            arms.chain(otherwise.iter().map(|term| &**term)).collect()
        }
        Term::Def(defs, rest) => defs.iter().map(|def| &def.body).chain([&**rest]).collect(),
        Term::Call(_, args) => args.iter().collect(),
        Term::Path(inner, path) => {
            let parts = path.0.iter().flat_map(|(part, _)| match part {
                Part::Index(index) => vec![index],
                Part::Range(from, to) => from.iter().chain(to).collect(),
            });
            [&**inner].into_iter().chain(parts).collect()
        }
    }
}

fn boxed<'s>(term: Box<Term<&'s str>>) -> Box<Term<&'s str>> {
    Box::new(metered(*term))
}

/// `term | step`
fn ticked(term: Term<&str>) -> Term<&str> {
    let tick = Term::Call(TICK, Vec::new());
    Term::BinOp(Box::new(metered(term)), BinaryOp::Pipe(None), Box::new(tick))
}

/// `step | term`
fn stepped(term: Term<&str>) -> Term<&str> {
    let tick = Term::Call(TICK, Vec::new());
    Term::BinOp(Box::new(tick), BinaryOp::Pipe(None), Box::new(term))
}

/// The term with steps wherever something can repeat itself.
fn metered(term: Term<&str>) -> Term<&str> {
    match term {
        Term::Id | Term::Recurse | Term::Num(_) | Term::Break(_) | Term::Var(_) => term,
        Term::Str(format, parts) => {
            let part = |part| match part {
                StrPart::Term(term) => StrPart::Term(ticked(term)),
                other => other,
            };
            Term::Str(format, parts.into_iter().map(part).collect())
        }
        Term::Arr(inner) => Term::Arr(inner.map(|inner| Box::new(ticked(*inner)))),
        Term::Obj(members) => {
            let member = |(key, value): (_, Option<_>)| (metered(key), value.map(ticked));
            Term::Obj(members.into_iter().map(member).collect())
        }
        Term::Neg(inner) => Term::Neg(boxed(inner)),
        Term::Label(name, inner) => Term::Label(name, boxed(inner)),
        Term::BinOp(left, BinaryOp::Math(Math::Mul), right) => Term::Call(TIMES, vec![ticked(*left), ticked(*right)]),
        Term::BinOp(left, BinaryOp::Comma, right) => Term::BinOp(boxed(left), BinaryOp::Comma, boxed(right)),
        Term::BinOp(left, op @ BinaryOp::Pipe(_), right) => Term::BinOp(Box::new(ticked(*left)), op, boxed(right)),
        // On the left of an update stands a path.
        Term::BinOp(left, op, right) => Term::BinOp(Box::new(ticked(*left)), op, Box::new(ticked(*right))),
        Term::Fold(name, source, pattern, args) => {
            let args = args.into_iter().map(ticked).collect();
            Term::Fold(name, Box::new(ticked(*source)), pattern, args)
        }
        Term::TryCatch(inner, catch) => Term::TryCatch(boxed(inner), catch.map(boxed)),
        Term::IfThenElse(arms, otherwise) => {
            let arm = |(condition, then)| (ticked(condition), metered(then));
            Term::IfThenElse(arms.into_iter().map(arm).collect(), otherwise.map(boxed))
        }
        Term::Def(defs, rest) => {
            let defs = defs.into_iter().map(|def| Def { body: stepped(metered(def.body)), ..def });
            Term::Def(defs.collect(), boxed(rest))
        }
        Term::Call(name, args) => Term::Call(name, args.into_iter().map(ticked).collect()),
        Term::Path(inner, path) => {
            let part = |part| match part {
                Part::Index(index) => Part::Index(ticked(index)),
                Part::Range(from, to) => Part::Range(from.map(ticked), to.map(ticked)),
            };
            let parts = path.0.into_iter().map(|(one, optional)| (part(one), optional));
            Term::Path(boxed(inner), Path(parts.collect()))
        }
    }
}

/// jq over JSON, with steps.
#[derive(Debug)]
struct Jq;

#[derive(Clone, Copy)]
struct Data<'a> {
    lut: &'a Lut<Jq>,
    /// How many steps are left.
    steps: &'a Cell<u64>,
}

impl DataT for Jq {
    type V<'a> = Val;
    type Data<'a> = Data<'a>;
}

impl<'a> HasLut<'a, Jq> for Data<'a> {
    fn lut(&self) -> &'a Lut<Jq> {
        self.lut
    }
}

/// Takes a step, if there is one left and `value` is not too large.
fn step(data: &Data<'_>, value: &Val) -> Result<(), Error<Val>> {
    let left = data.steps.get().saturating_sub(1);
    let left = if is_large(value) { 0 } else { left };
    data.steps.set(left);
    if left == 0 { Err(Error::str("too many steps")) } else { Ok(()) }
}

fn is_large(value: &Val) -> bool {
    let mut inner = value;
    for _ in 0..JQ_DEPTH_MAX {
        match inner {
            Val::Null | Val::Bool(_) => return false,
            Val::Num(Num::BigInt(number)) => return number.bits() > JQ_VALUE_BYTES_MAX / 1_000,
            Val::Num(_) => return false,
            Val::BStr(text) | Val::TStr(text) => return text.len() as u64 > JQ_VALUE_BYTES_MAX,
            Val::Arr(list) if list.len() > JQ_VALUES_MAX => return true,
            Val::Arr(list) => match list.last() {
                Some(last) => inner = last,
                None => return false,
            },
            Val::Obj(members) => match members.values().next_back() {
                Some(last) => inner = last,
                None => return false,
            },
        }
    }
    true
}

fn times(data: &Data<'_>, left: Val, right: Val) -> ValR<Val> {
    let (text, number) = match (&left, &right) {
        (Val::TStr(text) | Val::BStr(text), Val::Num(number))
        | (Val::Num(number), Val::TStr(text) | Val::BStr(text)) => (text, number),
        _ => return left * right,
    };
    // Where machine numbers end differs between platforms.
    let count = match number {
        Num::BigInt(number) if number.to_string().starts_with('-') => 0,
        Num::BigInt(_) => u64::MAX,
        number => number.as_isize().map_or(0, |count| count.max(0).unsigned_abs() as u64),
    };
    if (text.len() as u64).saturating_mul(count) > JQ_VALUE_BYTES_MAX {
        data.steps.set(0);
        return Err(Error::str("too many steps"));
    }
    left * right
}

fn bytes_of(value: &Val) -> Result<Vec<u8>, Error<Val>> {
    match value {
        Val::TStr(text) | Val::BStr(text) => Ok(text.to_vec()),
        other => Err(Error::typ(other.clone(), "string")),
    }
}

fn functions() -> impl Iterator<Item = Fun<Jq>> {
    let tick = Native::new(|cv| {
        let (ctx, value): (Ctx<'_, Jq>, Val) = cv;
        match step(ctx.data(), &value) {
            Ok(()) => box_once(Ok(value)),
            Err(error) => box_once(Err(Exn::from(error))),
        }
    });
    let tick = tick.with_paths(|cvp| match step(cvp.0.data(), &cvp.1.0) {
        Ok(()) => box_once(Ok(cvp.1)),
        Err(error) => box_once(Err(Exn::from(error))),
    });
    let tick = tick.with_update(|cv, update| match step(cv.0.data(), &cv.1) {
        Ok(()) => update(cv.1),
        Err(error) => box_once(Err(Exn::from(error))),
    });
    let own: [Fun<Jq>; 7] = [
        (TICK, v(0), tick),
        run((TIMES, v(2), |mut cv| {
            let right = cv.0.pop_var();
            let left = cv.0.pop_var();
            bome(times(cv.0.data(), left, right))
        })),
        run(("fromjson", v(0), |cv| {
            bome(bytes_of(&cv.1).and_then(|text| value_of(&text).ok_or_else(|| Error::str("cannot parse as JSON"))))
        })),
        run(("encode_base64", v(0), |cv| bome(bytes_of(&cv.1).map(|bytes| Val::utf8_str(STANDARD.encode(bytes)))))),
        run(("decode_base64", v(0), |cv| {
            bome(bytes_of(&cv.1).and_then(|text| {
                let bytes = STANDARD.decode(text).map_err(|_| Error::str("cannot decode as Base64"))?;
                Ok(Val::utf8_str(bytes))
            }))
        })),
        run(("strftime", v(1), |mut cv| {
            let pattern = cv.0.pop_var();
            bome(strftime(&cv.1, &pattern))
        })),
        run(("fromdateiso8601", v(0), |cv| bome(from_date(&cv.1)))),
    ];
    let given = jaq_core::funs().chain(jaq_std::base_funs());
    let of_json = jaq_json::funs().filter(|(name, ..)| *name != "fromjson");
    given.chain(of_json).chain(own)
}

/// Seconds since 1970 by a pattern of C's `strftime`, in UTC.
fn strftime(seconds: &Val, pattern: &Val) -> ValR<Val> {
    let Val::Num(number) = seconds else { return Err(Error::str("strftime/1 requires a number of seconds")) };
    let seconds: f64 = number.to_string().parse().unwrap_or(f64::NAN);
    if !(0.0..=4e12).contains(&seconds) {
        return Err(Error::str("strftime/1 requires a number of seconds since 1970"));
    }
    let pattern = String::from_utf8(bytes_of(pattern)?).map_err(|_| Error::str("the pattern is no text"))?;
    let date = Date::of_epoch_ms((seconds * 1_000.0) as u64);
    let mut out = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let java = match chars.next() {
            Some('Y') => "yyyy",
            Some('y') => "yy",
            Some('m') => "MM",
            Some('d') => "dd",
            Some('H') => "HH",
            Some('M') => "mm",
            Some('S') => "ss",
            Some('j') => "DDD",
            Some('B') => "MMMM",
            Some('b') => "MMM",
            Some('A') => "EEEE",
            Some('a') => "EEE",
            Some('F') => "yyyy-MM-dd",
            Some('T') => "HH:mm:ss",
            Some('Z') => "'UTC'",
            Some('s') => {
                out.push_str(&(seconds as u64).to_string());
                continue;
            }
            Some('%') => "'%'",
            other => {
                let letter = other.map(String::from).unwrap_or_default();
                return Err(Error::str(format!("strftime/1: '%{letter}' is not modelled here")));
            }
        };
        if let Ok(pattern) = crate::dates::Pattern::parse(java) {
            pattern.format(&date, &mut out);
        }
    }
    Ok(Val::utf8_str(out))
}

/// `2015-03-05T23:51:47Z` as seconds since 1970.
fn from_date(text: &Val) -> ValR<Val> {
    let wrong = || Error::str("date does not match format \"%Y-%m-%dT%H:%M:%SZ\"");
    let text = String::from_utf8(bytes_of(text)?).map_err(|_| wrong())?;
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<i64>().ok());
    let fits = text.len() == 20 && text.ends_with('Z') && text.get(10..11) == Some("T");
    let parts = [number(0..4), number(5..7), number(8..10), number(11..13), number(14..16), number(17..19)];
    let [Some(year), Some(month), Some(day), Some(hour), Some(minute), Some(second)] = parts else {
        return Err(wrong());
    };
    if !fits || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return Err(wrong());
    }
    let days = calendar::days_of(year, month, day);
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second;
    Ok(Val::Num(Num::from_integral(seconds)))
}

#[cfg(test)]
mod tests;
