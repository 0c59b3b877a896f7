//! What is wrong with a statement, with its position and the nearest name.
//!
//! Turns the parser's and DataFusion's errors into [`Diagnostic`]s; invents none of its own.

use crate::functions;
use crate::registry;
use crate::rows::BadData;
use crate::statement::position;
use datafusion::arrow::error::ArrowError;
use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::parser::ParserError;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};
use jobs::lake::{Class, Diagnostic};

/// Words that a wrong word may have been meant to be.
const KEYWORDS: [&str; 22] = [
    "SELECT", "FROM", "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "DISTINCT", "JOIN", "LEFT", "INNER", "UNION",
    "BETWEEN", "VALUES", "CREATE", "INSERT", "EXTERNAL", "TABLE", "WITH", "ASC", "DESC", "OFFSET",
];

/// From the parser.
pub(crate) fn syntax(error: &ParserError, tokens: &[TokenWithSpan]) -> Diagnostic {
    let (ParserError::ParserError(text) | ParserError::TokenizerError(text)) = error else {
        return Diagnostic {
            class: Class::NotSupported,
            message: "the statement is nested too deeply".into(),
            position: None,
            hint: None,
        };
    };
    let (what, position) = split_position(text);
    let place = position.or_else(|| tokens.iter().rev().find(|token| token.span.start.line > 0).and_then(end));
    let Some((expected, found)) = what.strip_prefix("Expected: ").and_then(|what| what.split_once(", found: ")) else {
        return Diagnostic { class: Class::Syntax, message: lower_first(what), position: place, hint: None };
    };
    let message = match found {
        "EOF" => "the statement ends too early".to_owned(),
        _ => format!("mismatched input '{}'", user_word(tokens, position).unwrap_or(found)),
    };
    let before = tokens
        .iter()
        .take_while(|token| Some(crate::statement::position(token)) != Some(position))
        .filter(|token| !matches!(token.token, Token::Whitespace(_)))
        .last();
    let is_keyword = |word: &str| KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word));
    let hint = Some(user_word(tokens, position).unwrap_or(found))
        .filter(|word| !is_keyword(word))
        .and_then(|word| nearest(word, KEYWORDS.iter().copied()))
        .or_else(|| match before.map(|token| &token.token) {
            // `SELECT * FORM t` stops at `t`: the wrong word was taken for a name.
            Some(Token::Word(word)) if !is_keyword(&word.value) => nearest(&word.value, KEYWORDS.iter().copied()),
            _ => None,
        })
        .map_or_else(|| format!("expecting {}", lower_first(expected)), |keyword| format!("did you mean '{keyword}'?"));
    Diagnostic { class: Class::Syntax, message, position: place, hint: Some(hint) }
}

/// From planning or running a query whose tokens are `tokens`.
pub(crate) fn query(error: &DataFusionError, tokens: &[TokenWithSpan]) -> Diagnostic {
    let (root, span) = root(error);
    let plain = |class, message: String| Diagnostic { class, message, position: span, hint: None };
    match root {
        DataFusionError::External(inner) => match inner.downcast_ref::<BadData>() {
            Some(bad) => Diagnostic {
                class: Class::BadData,
                message: bad.message.clone(),
                position: None,
                hint: bad.hint.clone(),
            },
            None => plain(Class::Other, inner.to_string()),
        },
        DataFusionError::SchemaError(schema, _) => schema_error(schema, span, tokens),
        DataFusionError::SQL(error, _) => syntax(error, tokens),
        DataFusionError::NotImplemented(text) if text.contains("OuterReferenceColumn") => plain(
            Class::NotSupported,
            "a subquery or UNNEST that uses columns of the tables beside it is not supported in this place".into(),
        ),
        DataFusionError::NotImplemented(text) => plain(Class::NotSupported, tidy(text)),
        DataFusionError::Plan(text) => plan(text, span, tokens),
        DataFusionError::Execution(text) => plain(Class::Other, tidy(text)),
        DataFusionError::ArrowError(error, _) => arrow(error, span),
        DataFusionError::Internal(text) if call(text, span, tokens).is_some() => plan(text, span, tokens),
        DataFusionError::Internal(text) => {
            let what = text.split("\nThis issue was likely caused").next().unwrap_or(text);
            plain(Class::Other, tidy(what))
        }
        other => plain(Class::Other, tidy(&other.strip_backtrace())),
    }
}

/// The name among `names` that is nearest to `name`, if any is near.
pub(crate) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    names
        .filter(|candidate| !candidate.starts_with('$'))
        .map(|candidate| {
            let lower = candidate.to_lowercase();
            let distance = strsim::damerau_levenshtein(&name, &lower);
            (distance, lower.len(), candidate)
        })
        .filter(|(distance, length, _)| {
            *distance > 0 && *distance <= 1 + length.max(&name.len()) / 4 && distance < length
        })
        .min()
        .map(|(_, _, candidate)| candidate)
}

/// Where the user wrote `name`.
pub(crate) fn locate(tokens: &[TokenWithSpan], name: &str) -> Option<(u32, u32)> {
    let written =
        |token: &&TokenWithSpan| matches!(&token.token, Token::Word(word) if word.value.eq_ignore_ascii_case(name));
    tokens.iter().find(written).and_then(position)
}

fn schema_error(error: &SchemaError, span: Option<(u32, u32)>, tokens: &[TokenWithSpan]) -> Diagnostic {
    match error {
        SchemaError::FieldNotFound { field, valid_fields } => {
            let name = field.name();
            let place = span.or_else(|| locate(tokens, name));
            let quoted = tokens.iter().any(|token| {
                position(token) == place && matches!(&token.token, Token::Word(word) if word.quote_style == Some('"'))
            });
            let shown = spelled(tokens, place).filter(|shown| shown.eq_ignore_ascii_case(name)).unwrap_or(name);
            let whole = field.relation.as_ref().map(|table| format!("{}.{shown}", table.table()));
            let hint = match nearest(name, valid_fields.iter().map(|column| column.name.as_str())) {
                Some(near) => Some(format!("did you mean '{near}'?")),
                None if quoted => Some(format!("double quotes make a name; text stands in single quotes: '{shown}'")),
                None => list(valid_fields.iter().map(|column| column.name.as_str())),
            };
            Diagnostic {
                class: Class::ColumnNotFound,
                message: format!("Column '{}' cannot be resolved", whole.as_deref().unwrap_or(shown)),
                position: place,
                hint,
            }
        }
        SchemaError::AmbiguousReference { field } => Diagnostic {
            class: Class::Other,
            message: format!("Column '{}' is ambiguous", field.name),
            position: span.or_else(|| locate(tokens, field.name())),
            hint: Some("put the table's name or alias in front of it".into()),
        },
        SchemaError::DuplicateUnqualifiedField { name } | SchemaError::DuplicateQualifiedField { name, .. } => {
            Diagnostic {
                class: Class::Other,
                message: format!("Column name '{name}' specified more than once"),
                position: span.or_else(|| locate(tokens, name)),
                hint: Some("give one of them another name with AS".into()),
            }
        }
    }
}

fn plan(text: &str, span: Option<(u32, u32)>, tokens: &[TokenWithSpan]) -> Diagnostic {
    let diagnostic = |class, message: String, position, hint| Diagnostic { class, message, position, hint };
    if let Some(rest) = text.strip_prefix("Invalid function '") {
        let name = rest.split('\'').next().unwrap_or(rest);
        let names = registry::names();
        let near = nearest(name, names.iter().map(String::as_str));
        return diagnostic(
            Class::FunctionNotFound,
            format!("Function '{name}' not registered"),
            span.or_else(|| locate(tokens, name)),
            near.map(|near| format!("did you mean '{near}'?")),
        );
    }
    if let Some(wrong) = call(text, span, tokens) {
        return wrong;
    }
    if text.contains("must appear in the GROUP BY clause") || text.contains("must be in GROUP BY") {
        let column = text.split("column \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("");
        let name = column.rsplit('.').next().unwrap_or(column);
        return diagnostic(
            Class::Other,
            format!("'{name}' must be an aggregate expression or appear in GROUP BY clause"),
            span.or_else(|| locate(tokens, name)),
            Some(format!("add {name} to GROUP BY, or take one value of each group: max({name})")),
        );
    }
    if let Some(name) = text.strip_prefix("table '").and_then(|rest| rest.split("' not found").next()) {
        let name = name.rsplit('.').next().unwrap_or(name);
        return diagnostic(Class::TableNotFound, format!("Table '{name}' does not exist"), locate(tokens, name), None);
    }
    let lower = text.to_lowercase();
    let class = if lower.contains("coerce") || lower.contains("common argument type") || lower.contains("cannot cast") {
        Class::TypeMismatch
    } else {
        Class::Other
    };
    diagnostic(class, tidy(text), span, None)
}

/// A function that is not there for these types: `… argument types 'sum(Utf8)' …` or `a call to 'sum' …`.
fn call(text: &str, span: Option<(u32, u32)>, tokens: &[TokenWithSpan]) -> Option<Diagnostic> {
    let quoted = |before: &str| text.split(before).nth(1)?.split('\'').next();
    let (name, message, hint) = match quoted("name and argument types '") {
        Some(called) => {
            let (name, types) = called.split_once('(')?;
            let mut candidates: Vec<String> =
                text.lines().filter_map(|line| line.strip_prefix('\t')?.strip_prefix(name)).map(tidy).collect();
            candidates.retain(|candidate| !candidate.contains("Defined") && !candidate.contains("Any"));
            candidates.dedup();
            let shown = candidates.iter().take(6).map(|arguments| format!("{name}{arguments}"));
            let shown = functions::signature(name).unwrap_or_else(|| shown.collect::<Vec<_>>().join(" or "));
            let hint = (!shown.is_empty()).then(|| format!("expected {shown}"));
            (name, format!("Unexpected parameters ({} for function {name}", tidy(types)), hint)
        }
        None => {
            let name = quoted("a call to '")?;
            (name, tidy(text.lines().next()?), None)
        }
    };
    let position = locate(tokens, name).or(span);
    Some(Diagnostic { class: Class::FunctionNotFound, message, position, hint })
}

fn arrow(error: &ArrowError, span: Option<(u32, u32)>) -> Diagnostic {
    let (class, message) = match error {
        ArrowError::DivideByZero => (Class::Other, "Division by zero".to_owned()),
        ArrowError::CastError(text) => (Class::TypeMismatch, tidy(text)),
        ArrowError::ParseError(text) | ArrowError::ComputeError(text) | ArrowError::InvalidArgumentError(text) => {
            (Class::Other, tidy(text))
        }
        other => (Class::Other, tidy(&other.to_string())),
    };
    Diagnostic { class, message, position: span, hint: None }
}

/// The innermost error, and the outermost position.
fn root(error: &DataFusionError) -> (&DataFusionError, Option<(u32, u32)>) {
    let mut error = error;
    let mut place = None;
    loop {
        error = match error {
            DataFusionError::Diagnostic(diagnostic, inner) => {
                place = place.or_else(|| {
                    let start = diagnostic.span?.start;
                    Some((u32::try_from(start.line).ok()?, u32::try_from(start.column).ok()?))
                });
                inner
            }
            DataFusionError::Context(_, inner) => inner,
            DataFusionError::Shared(inner) => inner,
            DataFusionError::Collection(errors) => match errors.first() {
                Some(first) => first,
                None => return (error, place),
            },
            DataFusionError::ArrowError(arrow, _) => match arrow.as_ref() {
                ArrowError::ExternalError(inner) => match inner.downcast_ref::<DataFusionError>() {
                    Some(inner) => inner,
                    None => return (error, place),
                },
                _ => return (error, place),
            },
            DataFusionError::External(inner) => match inner.downcast_ref::<DataFusionError>() {
                Some(inner) => inner,
                None => return (error, place),
            },
            _ => return (error, place),
        };
    }
}

/// A message without Arrow's names of types.
fn tidy(text: &str) -> String {
    let text = text.split("\n\nbacktrace").next().unwrap_or(text).trim();
    // Some messages end in the dump of a tree.
    let text = match text.split_once(" { ") {
        Some((before, _)) => before.rsplit_once(' ').map_or(before, |(before, _)| before),
        None => text,
    };
    let mut out = String::new();
    for piece in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let end = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        let (word, rest) = piece.split_at(end.len());
        out.push_str(match word {
            "Utf8" | "LargeUtf8" | "Utf8View" => "varchar",
            "Int8" => "tinyint",
            "Int16" => "smallint",
            "Int32" => "integer",
            "Int64" | "UInt64" => "bigint",
            "Float32" => "real",
            "Float64" => "double",
            "Boolean" => "boolean",
            "Date32" => "date",
            "Timestamp" => "timestamp",
            same => same,
        });
        out.push_str(rest);
    }
    out
}

/// Some of `names`.
fn list<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: Vec<&str> = names.filter(|name| !name.starts_with('$')).collect();
    let shown = names.iter().take(12).copied().collect::<Vec<_>>().join(", ");
    let more = if names.len() > 12 { ", …" } else { "" };
    (!names.is_empty()).then(|| format!("columns are {shown}{more}"))
}

/// Splits `… at Line: 1, Column: 8` off.
fn split_position(text: &str) -> (&str, Option<(u32, u32)>) {
    let Some((what, place)) = text.rsplit_once(" at Line: ") else {
        return (text, None);
    };
    let numbers = place.split_once(", Column: ");
    let parsed = numbers.and_then(|(line, column)| Some((line.trim().parse().ok()?, column.trim().parse().ok()?)));
    (what, parsed.filter(|(line, _)| *line > 0))
}

/// The word at `place`, as the user wrote it.
fn spelled(tokens: &[TokenWithSpan], place: Option<(u32, u32)>) -> Option<&str> {
    place?;
    user_word(tokens, place)
}

fn user_word(tokens: &[TokenWithSpan], place: Option<(u32, u32)>) -> Option<&str> {
    tokens.iter().find(|token| place.is_some() && position(token) == place).and_then(|token| match &token.token {
        Token::Word(word) => Some(word.value.as_str()),
        _ => None,
    })
}

/// Where a token ends.
fn end(token: &TokenWithSpan) -> Option<(u32, u32)> {
    let end = token.span.end;
    Some((u32::try_from(end.line).ok()?, u32::try_from(end.column).ok()?))
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let mixed = text.split_whitespace().next().is_some_and(|word| word.chars().skip(1).any(char::is_uppercase));
    match chars.next() {
        Some(first) if !mixed => first.to_lowercase().collect::<String>() + chars.as_str(),
        _ => text.to_owned(),
    }
}
