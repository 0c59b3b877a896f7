//! Reading queries.

use super::ast::{Body, Item, Join, Name, Query, Select, Source, SourceKind};
use super::error::{Result, hinted, unsupported};
use super::expressions::{expression, expressions};
use super::lexer::{Cursor, Lex};
use super::windows::{window, window_kind};

/// A query, with what `WITH` gives before it.
pub(super) fn query(cursor: &mut Cursor) -> Result<Query> {
    cursor.deeper(|cursor| {
        let mut with = Vec::new();
        if cursor.word("WITH") {
            if cursor.is_word("RECURSIVE") {
                return Err(unsupported(cursor.at(), "WITH RECURSIVE"));
            }
            loop {
                let name = cursor.name("a name")?;
                let columns = if cursor.is_symbol_at(0, "(") { cursor.names("a column")? } else { Vec::new() };
                cursor.expect_word("AS")?;
                cursor.expect_symbol("(")?;
                let inner = query(cursor)?;
                cursor.expect_symbol(")")?;
                with.push((name, columns, inner));
                if !cursor.symbol(",") {
                    break;
                }
            }
        }
        let mut bodies = vec![body(cursor)?];
        loop {
            let at = cursor.at();
            if cursor.word("UNION") {
                if !cursor.word("ALL") {
                    return Err(unsupported(at, "UNION without ALL"));
                }
                bodies.push(body(cursor)?);
                continue;
            }
            let refused = [
                ("INTERSECT", "INTERSECT"),
                ("EXCEPT", "EXCEPT"),
                ("ORDER", "ORDER BY over a stream (but in ROW_NUMBER() OVER)"),
                ("LIMIT", "LIMIT over a stream"),
                ("OFFSET", "OFFSET over a stream"),
                ("FETCH", "FETCH over a stream"),
            ];
            return match refused.iter().find(|(word, _)| cursor.is_word(word)) {
                Some((_, what)) => Err(unsupported(at, what)),
                None => Ok(Query { with, bodies }),
            };
        }
    })
}

fn body(cursor: &mut Cursor) -> Result<Body> {
    if cursor.symbol("(") {
        let inner = query(cursor)?;
        cursor.expect_symbol(")")?;
        return Ok(Body::Query(Box::new(inner)));
    }
    if cursor.is_word("VALUES") {
        return Err(unsupported(cursor.at(), "VALUES"));
    }
    select(cursor).map(|select| Body::Select(Box::new(select)))
}

fn select(cursor: &mut Cursor) -> Result<Select> {
    let at = cursor.at();
    cursor.expect_word("SELECT")?;
    if cursor.is_word("STREAM") && !cursor.is_symbol_at(1, ",") && !cursor.is_word_at(1, "FROM") {
        return Err(hinted(unsupported(cursor.at(), "SELECT STREAM"), "a query over a stream goes on without it"));
    }
    let distinct = cursor.word("DISTINCT");
    if !distinct {
        cursor.word("ALL");
    }
    let mut items = vec![item(cursor)?];
    while cursor.symbol(",") {
        items.push(item(cursor)?);
    }
    if !cursor.word("FROM") {
        if matches!(cursor.peek(), Lex::End) || cursor.is_symbol_at(0, ";") || cursor.is_symbol_at(0, ")") {
            return Err(unsupported(at, "a SELECT without FROM"));
        }
        return Err(cursor.unexpected("FROM"));
    }
    let from = source(cursor)?;
    let mut joins = Vec::new();
    while let Some(join) = join(cursor)? {
        joins.push(join);
    }
    let condition = if cursor.word("WHERE") { Some(expression(cursor)?) } else { None };
    let mut group = Vec::new();
    if cursor.words(&["GROUP", "BY"]) {
        for (word, next) in [("GROUPING", "SETS"), ("ROLLUP", ""), ("CUBE", "")] {
            if cursor.is_word(word) && (cursor.is_word_at(1, next) || cursor.is_symbol_at(1, "(")) {
                return Err(unsupported(cursor.at(), "GROUPING SETS, ROLLUP or CUBE"));
            }
        }
        group = expressions(cursor)?;
    }
    let having = if cursor.word("HAVING") { Some(expression(cursor)?) } else { None };
    for word in ["WINDOW", "QUALIFY", "MATCH_RECOGNIZE"] {
        if cursor.is_word(word) {
            return Err(unsupported(cursor.at(), word));
        }
    }
    Ok(Select { distinct, items, from, joins, condition, group, having, at })
}

fn item(cursor: &mut Cursor) -> Result<Item> {
    let at = cursor.at();
    if cursor.symbol("*") {
        return Ok(Item::Star(None, at));
    }
    if cursor.is_name() && cursor.is_symbol_at(1, ".") && cursor.is_symbol_at(2, "*") {
        let of = cursor.name("a table")?;
        cursor.take();
        cursor.take();
        return Ok(Item::Star(Some(of), at));
    }
    let what = expression(cursor)?;
    let alias = alias(cursor)?;
    Ok(Item::Expr(what, alias))
}

fn alias(cursor: &mut Cursor) -> Result<Option<Name>> {
    if cursor.word("AS") || cursor.is_name() { cursor.name("a name").map(Some) } else { Ok(None) }
}

fn source(cursor: &mut Cursor) -> Result<Source> {
    cursor.deeper(|cursor| {
        let at = cursor.at();
        let kind = if cursor.symbol("(") {
            if !cursor.is_word("SELECT") && !cursor.is_word("WITH") && !cursor.is_symbol_at(0, "(") {
                return Err(unsupported(at, "a bracket around tables"));
            }
            let inner = query(cursor)?;
            cursor.expect_symbol(")")?;
            SourceKind::Query(Box::new(inner))
        } else if cursor.is_word("TABLE") && cursor.is_symbol_at(1, "(") {
            cursor.take();
            cursor.take();
            let window = window(cursor)?;
            cursor.expect_symbol(")")?;
            SourceKind::Window(Box::new(window))
        } else if window_kind(cursor).is_some() && cursor.is_symbol_at(1, "(") {
            SourceKind::Window(Box::new(window(cursor)?))
        } else if cursor.is_word("LATERAL") || cursor.is_word("UNNEST") || cursor.is_word("VALUES") {
            return Err(unsupported(at, "LATERAL, UNNEST or VALUES behind FROM"));
        } else {
            let name = table_name(cursor)?;
            let mut instant = None;
            if cursor.is_word("FOR") {
                let here = cursor.at();
                if !cursor.words(&["FOR", "SYSTEM_TIME", "AS", "OF"]) {
                    return Err(unsupported(here, "FOR without SYSTEM_TIME AS OF"));
                }
                instant = Some(expression(cursor)?);
            }
            SourceKind::Table(name, instant)
        };
        let alias = alias(cursor)?;
        let columns =
            if alias.is_some() && cursor.is_symbol_at(0, "(") { cursor.names("a column")? } else { Vec::new() };
        for word in ["MATCH_RECOGNIZE", "TABLESAMPLE", "PIVOT"] {
            if cursor.is_word(word) {
                return Err(unsupported(cursor.at(), word));
            }
        }
        Ok(Source { kind, alias, columns, at })
    })
}

/// A table's name; what stands before it must be Flink's own catalogue and database.
pub(super) fn table_name(cursor: &mut Cursor) -> Result<Name> {
    let mut parts = vec![cursor.name("a table")?];
    while cursor.symbol(".") {
        parts.push(cursor.name("a table")?);
    }
    let last = parts.pop().ok_or_else(|| cursor.unexpected("a table"))?;
    match parts.iter().find(|part| !["default_catalog", "default_database"].contains(&part.text.as_str())) {
        Some(other) => Err(unsupported(other.at, "a catalogue or database of another name")),
        None => Ok(last),
    }
}

fn join(cursor: &mut Cursor) -> Result<Option<Join>> {
    let at = cursor.at();
    if cursor.is_symbol_at(0, ",") {
        return Err(hinted(unsupported(at, "a comma between tables"), "JOIN … ON …"));
    }
    for word in ["RIGHT", "FULL", "CROSS", "NATURAL"] {
        if cursor.is_word(word) {
            return Err(unsupported(at, &format!("{word} JOIN")));
        }
    }
    let outer = if cursor.word("LEFT") {
        cursor.word("OUTER");
        cursor.expect_word("JOIN")?;
        true
    } else if cursor.word("INNER") {
        cursor.expect_word("JOIN")?;
        false
    } else if cursor.word("JOIN") {
        false
    } else {
        return Ok(None);
    };
    cursor.operator()?;
    let source = source(cursor)?;
    if cursor.is_word("USING") {
        return Err(hinted(unsupported(cursor.at(), "USING"), "ON a.column = b.column"));
    }
    cursor.expect_word("ON")?;
    let on = expression(cursor)?;
    Ok(Some(Join { outer, source, on, at }))
}
