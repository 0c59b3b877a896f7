//! Reading statements: what a script is made of.

use super::ast::{ColumnDefinition, ColumnOrigin, CreateTable, Expr, Kind, Statement, WatermarkDefinition};
use super::error::{Place, Result, error, hinted, unsupported};
use super::expressions::expression;
use super::lexer::{Cursor, Lex};
use super::queries;
use super::types::declared;
use jobs::lake::Class;

/// The next statement; `None` at the end. `BEGIN STATEMENT SET` and its like only hold `INSERT`s together, which run together here anyway.
pub(super) fn next(cursor: &mut Cursor) -> Result<Option<Statement>> {
    loop {
        if cursor.symbol(";") {
            continue;
        }
        let at = cursor.at();
        if cursor.words(&["EXECUTE", "STATEMENT", "SET"]) {
            cursor.expect_word("BEGIN")?;
        } else if cursor.words(&["BEGIN", "STATEMENT", "SET"]) {
            cursor.expect_symbol(";")?;
        } else if *cursor.peek() == Lex::End {
            return match cursor.set {
                Some(open) => {
                    Err(hinted(error(Class::Syntax, open, "the statement set does not end"), "expecting END"))
                }
                None => Ok(None),
            };
        } else if cursor.set.is_some() && cursor.word("END") {
            cursor.set = None;
            end(cursor)?;
            continue;
        } else {
            let statement = statement(cursor)?;
            if cursor.set.is_some() && !matches!(statement, Statement::Insert { .. }) {
                return Err(error(Class::Syntax, at, "a statement set holds INSERT statements only"));
            }
            end(cursor)?;
            return Ok(Some(statement));
        }
        if cursor.set.is_some() {
            return Err(error(Class::Syntax, at, "a statement set inside another"));
        }
        cursor.set = Some(at);
    }
}

fn end(cursor: &mut Cursor) -> Result<()> {
    if *cursor.peek() == Lex::End || cursor.symbol(";") { Ok(()) } else { Err(cursor.unexpected("';'")) }
}

fn statement(cursor: &mut Cursor) -> Result<Statement> {
    cursor.begin();
    let at = cursor.at();
    if cursor.word("SET") {
        let hint = "SET 'key' = 'value'";
        let key = cursor.text(hint)?;
        cursor.expect_symbol("=")?;
        return Ok(Statement::Set { key, value: cursor.text(hint)?, at });
    }
    if cursor.word("CREATE") {
        if cursor.is_word("OR") {
            return Err(unsupported(cursor.at(), "CREATE OR REPLACE"));
        }
        cursor.word("TEMPORARY");
        if cursor.word("TABLE") {
            return table(cursor, at).map(Statement::Table);
        }
        if cursor.word("VIEW") {
            return view(cursor);
        }
        return match cursor.peek() {
            Lex::Word(word, _) => Err(unsupported(cursor.at(), &format!("CREATE {}", word.to_uppercase()))),
            _ => Err(cursor.unexpected("TABLE or VIEW")),
        };
    }
    if cursor.word("INSERT") {
        if cursor.is_word("OVERWRITE") {
            return Err(unsupported(cursor.at(), "INSERT OVERWRITE"));
        }
        cursor.expect_word("INTO")?;
        let into = queries::table_name(cursor)?;
        if cursor.is_word("PARTITION") {
            return Err(unsupported(cursor.at(), "INSERT INTO … PARTITION"));
        }
        let is_query = cursor.is_word_at(1, "SELECT") || cursor.is_word_at(1, "WITH") || cursor.is_symbol_at(1, "(");
        let columns = if cursor.is_symbol_at(0, "(") && !is_query { cursor.names("a column")? } else { Vec::new() };
        let query = queries::query(cursor)?;
        return Ok(Statement::Insert { into, columns, query, at });
    }
    if cursor.is_word("SELECT") || cursor.is_word("WITH") {
        return Err(hinted(unsupported(at, "a SELECT whose rows go nowhere"), "INSERT INTO a_table SELECT …"));
    }
    let others = "DROP ALTER USE SHOW DESCRIBE DESC EXPLAIN RESET LOAD UNLOAD ANALYZE TRUNCATE UPDATE DELETE ADD REMOVE CALL COMPILE EXECUTE STOP";
    match cursor.peek() {
        Lex::Word(word, false) if others.split(' ').any(|other| other.eq_ignore_ascii_case(word)) => {
            Err(unsupported(at, &word.to_uppercase()))
        }
        _ => Err(cursor.unexpected("SET, CREATE TABLE, CREATE VIEW or INSERT INTO")),
    }
}

fn view(cursor: &mut Cursor) -> Result<Statement> {
    let if_not_exists = cursor.at();
    if cursor.words(&["IF", "NOT", "EXISTS"]) {
        return Err(unsupported(if_not_exists, "CREATE VIEW IF NOT EXISTS"));
    }
    let name = queries::table_name(cursor)?;
    let columns = if cursor.is_symbol_at(0, "(") { cursor.names("a column")? } else { Vec::new() };
    if cursor.word("COMMENT") {
        cursor.text("a comment in single quotes")?;
    }
    cursor.expect_word("AS")?;
    Ok(Statement::View { name, columns, query: queries::query(cursor)? })
}

fn table(cursor: &mut Cursor, at: Place) -> Result<CreateTable> {
    let if_not_exists = cursor.words(&["IF", "NOT", "EXISTS"]);
    let name = queries::table_name(cursor)?;
    let mut table = CreateTable {
        name,
        if_not_exists,
        columns: Vec::new(),
        watermark: None,
        primary_key: Vec::new(),
        partitioned_by: Vec::new(),
        options: Vec::new(),
        at,
    };
    for word in ["LIKE", "AS"] {
        if cursor.is_word(word) {
            return Err(unsupported(cursor.at(), &format!("CREATE TABLE {word}")));
        }
    }
    cursor.expect_symbol("(")?;
    loop {
        element(cursor, &mut table)?;
        if !cursor.symbol(",") {
            break;
        }
    }
    cursor.expect_symbol(")")?;
    if cursor.word("COMMENT") {
        cursor.text("a comment in single quotes")?;
    }
    if cursor.is_word("DISTRIBUTED") {
        return Err(unsupported(cursor.at(), "DISTRIBUTED BY"));
    }
    if cursor.words(&["PARTITIONED", "BY"]) {
        table.partitioned_by = cursor.names("a column")?;
    }
    if cursor.word("WITH") {
        cursor.expect_symbol("(")?;
        loop {
            let here = cursor.at();
            let key = cursor.text("'key' = 'value'")?;
            cursor.expect_symbol("=")?;
            let value = cursor.text("a value in single quotes")?;
            table.options.push((key, value, here));
            if !cursor.symbol(",") {
                break;
            }
        }
        cursor.expect_symbol(")")?;
    }
    if cursor.is_word("LIKE") || cursor.is_word("AS") {
        return Err(unsupported(cursor.at(), "CREATE TABLE … LIKE or AS"));
    }
    Ok(table)
}

/// A column, a watermark or a key.
fn element(cursor: &mut Cursor, table: &mut CreateTable) -> Result<()> {
    let at = cursor.at();
    if cursor.words(&["WATERMARK", "FOR"]) {
        let column = cursor.name("a column")?;
        cursor.expect_word("AS")?;
        let strategy = expression(cursor)?;
        if table.watermark.is_some() {
            return Err(error(Class::Syntax, at, "Multiple WATERMARK statements is not supported yet."));
        }
        table.watermark = Some(WatermarkDefinition { column, strategy });
        return Ok(());
    }
    if cursor.word("CONSTRAINT") {
        cursor.name("a constraint's name")?;
        if !cursor.is_word("PRIMARY") {
            return Err(cursor.unexpected("PRIMARY KEY"));
        }
    }
    if cursor.is_word("UNIQUE") {
        return Err(unsupported(at, "UNIQUE"));
    }
    if cursor.words(&["PRIMARY", "KEY"]) {
        if !table.primary_key.is_empty() {
            return Err(error(Class::Syntax, at, "Duplicate primary key definition"));
        }
        table.primary_key = cursor.names("a column")?;
        return not_enforced(cursor);
    }
    let name = cursor.name("a column")?;
    let mut is_key = false;
    let origin = if cursor.word("AS") {
        let computed = expression(cursor)?;
        match &computed.kind {
            Kind::Call(call) if call.name == "PROCTIME" && call.arguments.is_empty() => ColumnOrigin::ProcessingTime,
            _ => ColumnOrigin::Computed(computed),
        }
    } else {
        let declared = declared(cursor)?;
        if cursor.word("METADATA") {
            let from = if cursor.word("FROM") { Some(cursor.text("a key in single quotes")?) } else { None };
            ColumnOrigin::Metadata { declared, from, is_virtual: cursor.word("VIRTUAL") }
        } else {
            if !cursor.words(&["NOT", "NULL"]) {
                cursor.word("NULL");
            }
            if cursor.words(&["PRIMARY", "KEY"]) {
                is_key = true;
                not_enforced(cursor)?;
            }
            ColumnOrigin::Member(declared)
        }
    };
    if cursor.word("COMMENT") {
        cursor.text("a comment in single quotes")?;
    }
    if is_key {
        table.primary_key.push(name.clone());
    }
    table.columns.push(ColumnDefinition { name, origin });
    Ok(())
}

fn not_enforced(cursor: &mut Cursor) -> Result<()> {
    let at = cursor.at();
    if cursor.words(&["NOT", "ENFORCED"]) {
        return Ok(());
    }
    let what = "Flink doesn't support ENFORCED mode for PRIMARY KEY constraint. ENFORCED/NOT ENFORCED controls if the constraint checks \
                are performed on the incoming/outgoing data. Flink does not own the data therefore the only supported mode is the NOT ENFORCED mode";
    Err(hinted(error(Class::Syntax, at, what), "PRIMARY KEY (…) NOT ENFORCED"))
}

/// The delay of a watermark's strategy over the column: `column` or `column - INTERVAL …`.
pub(super) fn delay_ms(strategy: &Expr, column: &str) -> Result<i64> {
    let is_column = |expr: &Expr| matches!(&expr.kind, Kind::Column(names) if names.len() == 1 && names.iter().all(|name| name.text == column));
    match &strategy.kind {
        _ if is_column(strategy) => Ok(0),
        Kind::Binary(left, jobs::stream::Binary::Minus, right) if is_column(left) => match right.kind {
            Kind::Interval(delay) if delay >= 0 => Ok(delay),
            _ => Err(unsupported(right.at, "a watermark's delay that is no INTERVAL")),
        },
        _ => Err(hinted(
            unsupported(strategy.at, "a watermark that is no column with an interval taken off"),
            format!("WATERMARK FOR {column} AS {column} - INTERVAL '5' SECOND"),
        )),
    }
}
