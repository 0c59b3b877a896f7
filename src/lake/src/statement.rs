//! Reading a statement: its tokens, its tree and the tables that it reads.
//!
//! Identifiers are compared without regard to case, quoted or not. Nothing here knows what tables there are.

use crate::{diagnose, follow};
use datafusion::sql::sqlparser::ast::{
    Expr, ObjectName, Query, Select, SelectItem, SetExpr, Statement, TableFactor, Visit, Visitor,
};
use datafusion::sql::sqlparser::dialect::{Dialect, GenericDialect, HiveDialect};
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};
use jobs::lake::{Analyzed, Class, Diagnostic};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// Operators in a statement, at most: its tree is walked recursively, and a browser's stack is small.
const OPERATORS_MAX: usize = 300;

/// A statement that has been read.
#[derive(Debug)]
pub(crate) struct Parsed {
    /// Its tokens, in the user's spelling.
    pub(crate) tokens: Vec<TokenWithSpan>,
    /// Its tree, all identifiers in lower case.
    pub(crate) statement: Statement,
    /// Its tree, in the user's spelling.
    pub(crate) spelled: Statement,
}

/// Reads one statement. Statements that only Hive knows are tried in its dialect too.
pub(crate) fn parse(sql: &str) -> Result<Parsed, Diagnostic> {
    let generic = GenericDialect {};
    let tokens = tokenize(&generic, sql)?;
    let kind = kind(&tokens);
    if kind.is_empty() {
        return Err(Diagnostic {
            class: Class::Syntax,
            message: "there is no statement".into(),
            position: Some((1, 1)),
            hint: Some("for example: SELECT * FROM a_table LIMIT 10".into()),
        });
    }
    check(&tokens, &kind)?;
    let (statement, spelled) = match (parse_tokens(&generic, lowered(&tokens)), is_query(&kind)) {
        (Ok(statement), _) => (statement, parse_tokens(&generic, tokens.clone())),
        (Err(error), true) => return Err(diagnose::syntax(&error, &tokens)),
        (Err(error), false) => {
            let hive = HiveDialect {};
            match parse_tokens(&hive, lowered(&tokens)) {
                Ok(statement) => (statement, parse_tokens(&hive, tokens.clone())),
                Err(_) => return Err(diagnose::syntax(&error, &tokens)),
            }
        }
    };
    let spelled = spelled.map_err(|error| diagnose::syntax(&error, &tokens))?;
    Ok(Parsed { tokens, statement, spelled })
}

/// What a statement is about.
pub(crate) fn analyze(sql: &str) -> Result<Analyzed, Diagnostic> {
    let parsed = parse(sql)?;
    let mut kind = kind(&parsed.tokens);
    if let Statement::CreateTable(table) = &parsed.statement
        && table.query.is_some()
    {
        kind = "CREATE TABLE AS".into();
    }
    Ok(Analyzed {
        kind,
        tables: reads(&parsed.statement).into_iter().collect(),
        followable: follow::followable(&parsed.statement),
    })
}

/// The tables that a statement reads: database, if it names one, and name.
pub(crate) fn reads(statement: &Statement) -> BTreeSet<(Option<String>, String)> {
    let mut reads = Reads::default();
    let _ = statement.visit(&mut reads);
    let given = reads.given;
    reads.names.into_iter().filter(|(database, name)| database.is_some() || !given.contains(name)).collect()
}

/// The outermost leftmost `SELECT`, which names a query's columns.
pub(crate) fn naming_select(query: &Query) -> Option<&Select> {
    let mut body = query.body.as_ref();
    loop {
        match body {
            SetExpr::Select(select) => return Some(select),
            SetExpr::Query(query) => body = query.body.as_ref(),
            SetExpr::SetOperation { left, .. } => body = left.as_ref(),
            _ => return None,
        }
    }
}

/// The parts of a name, without what `awsdatacatalog.db.t` has in front of its last two.
pub(crate) fn table_name(name: &ObjectName) -> Option<(Option<String>, String)> {
    let mut parts = name.0.iter().rev().map(|part| part.as_ident().map(|ident| ident.value.to_lowercase()));
    let table = parts.next()??;
    Some((parts.next().flatten(), table))
}

/// The tables that a statement reads.
#[derive(Default)]
struct Reads {
    names: BTreeSet<(Option<String>, String)>,
    /// Names that `WITH` gives.
    given: BTreeSet<String>,
}

impl Visitor for Reads {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let ctes = query.with.iter().flat_map(|with| &with.cte_tables);
        self.given.extend(ctes.map(|cte| cte.alias.name.value.to_lowercase()));
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        if let TableFactor::Table { name, args: None, .. } = factor {
            self.names.extend(table_name(name));
        }
        ControlFlow::Continue(())
    }
}

/// `SELECT`, `CREATE TABLE`, …: the words that say what a statement does.
fn kind(tokens: &[TokenWithSpan]) -> String {
    let mut words = tokens.iter().filter_map(|token| match &token.token {
        Token::Word(word) if word.quote_style.is_none() => Some(Some(word.value.to_uppercase())),
        Token::Whitespace(_) | Token::LParen => None,
        _ => Some(None),
    });
    let Some(Some(first)) = words.next() else {
        return String::new();
    };
    match first.as_str() {
        "WITH" | "SELECT" | "TABLE" => "SELECT".into(),
        "CREATE" | "DROP" | "ALTER" | "SHOW" | "MSCK" => {
            let passed = ["EXTERNAL", "OR", "REPLACE", "TEMPORARY"];
            match words.flatten().find(|word| !passed.contains(&word.as_str())) {
                Some(second) => format!("{first} {second}"),
                None => first,
            }
        }
        "DESC" => "DESCRIBE".into(),
        _ => first,
    }
}

fn is_query(kind: &str) -> bool {
    matches!(kind, "SELECT" | "VALUES" | "EXPLAIN")
}

fn tokenize(dialect: &dyn Dialect, sql: &str) -> Result<Vec<TokenWithSpan>, Diagnostic> {
    Tokenizer::new(dialect, sql).tokenize_with_location().map_err(|error| Diagnostic {
        class: Class::Syntax,
        message: error.message.trim_end_matches('.').to_lowercase(),
        position: Some((number(error.location.line), number(error.location.column))),
        hint: None,
    })
}

fn parse_tokens(dialect: &dyn Dialect, tokens: Vec<TokenWithSpan>) -> Result<Statement, ParserError> {
    let mut parser = Parser::new(dialect).with_tokens_with_locations(tokens);
    let statement = parser.parse_statement()?;
    while parser.consume_token(&Token::SemiColon) {}
    let rest = parser.peek_token();
    if rest.token == Token::EOF { Ok(statement) } else { parser.expected("the end of the statement", rest) }
}

/// What the parser would accept and a user of such a service may not write.
fn check(tokens: &[TokenWithSpan], kind: &str) -> Result<(), Diagnostic> {
    let wrong = |token: &TokenWithSpan, class, message: &str, hint: &str| {
        Err(Diagnostic { class, message: message.into(), position: position(token), hint: Some(hint.into()) })
    };
    let mut ended = false;
    let mut operators = 0;
    let mut before = &Token::EOF;
    for token in tokens.iter().filter(|token| !matches!(token.token, Token::Whitespace(_) | Token::EOF)) {
        let last = std::mem::replace(&mut before, &token.token);
        if let Some(message) = misplaced(last, &token.token) {
            return wrong(token, Class::Syntax, &message, "expecting an expression");
        }
        if let (Some(word @ ("group" | "order")), false) = (bare(last).as_deref(), is_word(&token.token, "by"))
            && is_query(kind)
            && !matches!(token.token, Token::Period | Token::Comma | Token::LParen | Token::RParen | Token::Eq)
        {
            let message = format!("mismatched input '{}' after {}", token.token, word.to_uppercase());
            return wrong(token, Class::Syntax, &message, "expecting BY");
        }
        match &token.token {
            Token::SemiColon => {
                ended = true;
                continue;
            }
            _ if ended => {
                return wrong(token, Class::Syntax, "only one statement can be run at a time", "run them one by one");
            }
            Token::Word(word) if word.quote_style == Some('`') && is_query(kind) => {
                return wrong(
                    token,
                    Class::Syntax,
                    "backquoted identifiers are not supported",
                    "use double quotes to quote identifiers",
                );
            }
            Token::Word(word) => {
                let value = word.value.to_ascii_lowercase();
                operators += usize::from(matches!(value.as_str(), "and" | "or" | "not" | "union" | "case" | "join"));
            }
            Token::Number(..)
            | Token::SingleQuotedString(_)
            | Token::Comma
            | Token::LParen
            | Token::RParen
            | Token::Period => {}
            // A sign, as in a list of values.
            Token::Minus if matches!(last, Token::Comma | Token::LParen) => {}
            _ => operators += 1,
        }
        if operators > OPERATORS_MAX {
            let message = format!("the statement has more than {OPERATORS_MAX} operators");
            return wrong(token, Class::NotSupported, &message, "write a list of values as IN (…)");
        }
    }
    Ok(())
}

/// A comma with nothing behind it, which the parser would pass over.
fn misplaced(last: &Token, token: &Token) -> Option<String> {
    let ends = ["from", "where", "group", "order", "having", "limit", "union"];
    let ends = *token == Token::RParen || bare(token).is_some_and(|word| ends.contains(&word.as_str()));
    (*last == Token::Comma && ends).then(|| format!("mismatched input '{token}'"))
}

fn is_word(token: &Token, wanted: &str) -> bool {
    bare(token).as_deref() == Some(wanted)
}

/// An unquoted word in lower case.
fn bare(token: &Token) -> Option<String> {
    match token {
        Token::Word(word) if word.quote_style.is_none() => Some(word.value.to_ascii_lowercase()),
        _ => None,
    }
}

/// The same tokens with all identifiers in lower case, so that quoted and unquoted ones meet.
fn lowered(tokens: &[TokenWithSpan]) -> Vec<TokenWithSpan> {
    let mut tokens = tokens.to_vec();
    for token in &mut tokens {
        if let Token::Word(word) = &mut token.token {
            word.value = word.value.to_lowercase();
        }
    }
    tokens
}

/// Where a token stands: line and column from 1.
pub(crate) fn position(token: &TokenWithSpan) -> Option<(u32, u32)> {
    let start = token.span.start;
    (start.line > 0).then(|| (number(start.line), number(start.column)))
}

fn number(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Whether `item` is `*` or `t.*`.
pub(crate) fn is_wildcard(item: &SelectItem) -> bool {
    matches!(item, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..))
}

/// The name that a column of the answer has by itself.
pub(crate) fn own_name(item: &SelectItem) -> Option<&str> {
    match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(&alias.value),
        SelectItem::UnnamedExpr(Expr::Identifier(ident)) => Some(&ident.value),
        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(parts)) => parts.last().map(|ident| ident.value.as_str()),
        _ => None,
    }
}
