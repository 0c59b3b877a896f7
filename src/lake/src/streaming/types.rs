//! Reading types: Flink's names for them.

use super::ast::Declared;
use super::error::{Result, error, unsupported};
use super::lexer::{Cursor, Lex};
use jobs::lake::Class;
use jobs::stream::Type;

/// A type. Widths and lengths are read and not kept.
pub(super) fn declared(cursor: &mut Cursor) -> Result<Declared> {
    let at = cursor.at();
    let Lex::Word(word, false) = cursor.take() else {
        return Err(error(Class::Syntax, at, "a type is missing here"));
    };
    let word = word.to_uppercase();
    let kind = match word.as_str() {
        "BOOLEAN" => Type::Boolean,
        "TINYINT" | "SMALLINT" | "INT" | "INTEGER" | "BIGINT" => Type::Bigint,
        "FLOAT" | "DOUBLE" | "DECIMAL" | "DEC" | "NUMERIC" => Type::Double,
        "STRING" | "CHAR" | "VARCHAR" => Type::String,
        "TIMESTAMP" | "TIMESTAMP_LTZ" => Type::Timestamp,
        "DATE" | "TIME" | "BYTES" | "BINARY" | "VARBINARY" | "ARRAY" | "MAP" | "MULTISET" | "ROW" | "RAW"
        | "INTERVAL" => {
            return Err(unsupported(at, &format!("the type {word}")));
        }
        _ => {
            let found = error(Class::Syntax, at, format!("Unknown identifier '{word}'"));
            let types = "BOOLEAN BIGINT INT DOUBLE DECIMAL STRING VARCHAR TIMESTAMP TIMESTAMP_LTZ";
            return Err(super::error::nearest(found, &word, types.split(' ')));
        }
    };
    if word == "DOUBLE" {
        cursor.word("PRECISION");
    }
    let mut arguments = Vec::new();
    if cursor.symbol("(") {
        loop {
            match cursor.peek().clone() {
                Lex::Number(number) if number.parse::<u32>().is_ok() => arguments.push(number),
                _ => return Err(cursor.unexpected("a number")),
            }
            cursor.take();
            if !cursor.symbol(",") {
                break;
            }
        }
        cursor.expect_symbol(")")?;
    }
    let mut name = word;
    let mut precision = 0;
    if kind == Type::Timestamp {
        precision = arguments.first().map_or(6, |number| number.parse().unwrap_or(6));
        if cursor.words(&["WITH", "LOCAL", "TIME", "ZONE"]) {
            name = "TIMESTAMP_LTZ".into();
        } else if cursor.is_word("WITH") && cursor.is_word_at(1, "TIME") {
            return Err(unsupported(at, "TIMESTAMP WITH TIME ZONE"));
        } else {
            cursor.words(&["WITHOUT", "TIME", "ZONE"]);
        }
        arguments = vec![precision.to_string()];
    }
    let shown = if arguments.is_empty() { name } else { format!("{name}({})", arguments.join(", ")) };
    Ok(Declared { kind, shown, precision })
}
