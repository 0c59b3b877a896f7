//! A script as tokens, and a cursor over them that expects, takes and complains.

use super::ast::Name;
use super::error::{Place, Result, error, hinted, unsupported};
use super::words;
use datafusion::sql::sqlparser::dialect::Dialect;
use datafusion::sql::sqlparser::tokenizer::{Location, Token, Tokenizer, Whitespace};
use jobs::lake::{Class, Diagnostic};

/// Tokens in a script, at most.
const TOKENS_MAX: usize = 50_000;
/// Brackets and queries inside each other, at most: they are read recursively, and a browser's stack is small.
const LEVELS_MAX: u32 = 60;
/// Operators and joins in a row in one statement, at most, for the same reason.
const OPERATORS_MAX: u32 = 5_000;

/// Words of Flink's that a wrong word may have been meant to be.
const KEYWORDS: [&str; 27] = [
    "SELECT",
    "FROM",
    "WHERE",
    "GROUP",
    "BY",
    "HAVING",
    "INSERT",
    "INTO",
    "CREATE",
    "TABLE",
    "VIEW",
    "WITH",
    "WATERMARK",
    "AS",
    "PRIMARY",
    "KEY",
    "ENFORCED",
    "METADATA",
    "VIRTUAL",
    "DESCRIPTOR",
    "PARTITION",
    "ORDER",
    "INTERVAL",
    "UNION",
    "JOIN",
    "TEMPORARY",
    "EXECUTE",
];

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Lex {
    /// A word, and whether it stands in backticks.
    Word(String, bool),
    /// A number without a sign.
    Number(String),
    /// What stands in single quotes.
    Text(String),
    /// An operator or a bracket.
    Symbol(String),
    /// The end of the script.
    End,
}

/// Where the reading stands.
pub(super) struct Cursor {
    tokens: Vec<(Lex, Place)>,
    next: usize,
    level: u32,
    operators: u32,
    /// Where the statement set began that is being read.
    pub(super) set: Option<Place>,
}

/// Flink's words: backticks make names, double quotes nothing.
#[derive(Debug)]
struct Flink;

impl Dialect for Flink {
    fn is_delimited_identifier_start(&self, ch: char) -> bool {
        ch == '`'
    }

    fn is_identifier_start(&self, ch: char) -> bool {
        ch.is_alphabetic() || ch == '_' || ch == '$'
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        ch.is_alphanumeric() || ch == '_' || ch == '$'
    }
}

impl Cursor {
    /// Cuts a script into tokens.
    pub(super) fn new(script: &str) -> Result<Self> {
        let found = Tokenizer::new(&Flink, script).tokenize_with_location().map_err(|wrong| {
            let hint = if wrong.message.contains("Unterminated") { "close what was opened here" } else { "" };
            let found = error(Class::Syntax, place(wrong.location), lower_first(&wrong.message));
            if hint.is_empty() { found } else { hinted(found, hint) }
        })?;
        let mut tokens = Vec::new();
        let mut end = (1, 1);
        for token in found {
            let at = place(token.span.start);
            end = place(token.span.end);
            let lex = match token.token {
                Token::Whitespace(Whitespace::MultiLineComment(text)) if text.starts_with('+') => {
                    return Err(unsupported(at, "a hint in /*+ … */"));
                }
                Token::Whitespace(_) | Token::EOF => continue,
                Token::Word(word) => Lex::Word(word.value, word.quote_style.is_some()),
                Token::Number(number, false) => Lex::Number(number),
                Token::SingleQuotedString(text) => Lex::Text(text),
                Token::DoubleQuotedString(_) => {
                    let found = error(Class::Syntax, at, "Encountered \"\\\"\"");
                    return Err(hinted(found, "names stand in backticks, text in single quotes"));
                }
                other => Lex::Symbol(other.to_string()),
            };
            tokens.push((lex, at));
        }
        if tokens.len() > TOKENS_MAX {
            return Err(unsupported((1, 1), "a script of so many words"));
        }
        tokens.push((Lex::End, end));
        Ok(Self { tokens, next: 0, level: 0, operators: 0, set: None })
    }

    /// The token at hand.
    pub(super) fn peek(&self) -> &Lex {
        self.peek_at(0)
    }

    /// A token ahead.
    pub(super) fn peek_at(&self, ahead: usize) -> &Lex {
        self.tokens.get(self.next + ahead).map_or(&Lex::End, |(lex, _)| lex)
    }

    /// Where the token at hand stands.
    pub(super) fn at(&self) -> Place {
        self.tokens.get(self.next).or_else(|| self.tokens.last()).map_or((1, 1), |(_, at)| *at)
    }

    /// Takes the token at hand.
    pub(super) fn take(&mut self) -> Lex {
        let lex = self.peek().clone();
        self.next += 1;
        lex
    }

    /// Whether the token ahead is this word (which is no name).
    pub(super) fn is_word_at(&self, ahead: usize, word: &str) -> bool {
        matches!(self.peek_at(ahead), Lex::Word(found, false) if found.eq_ignore_ascii_case(word))
    }

    /// Whether the token at hand is this word.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.is_word_at(0, word)
    }

    /// Takes this word, if it is at hand.
    pub(super) fn word(&mut self, word: &str) -> bool {
        let is = self.is_word(word);
        self.next += usize::from(is);
        is
    }

    /// Takes these words, if all of them are at hand.
    pub(super) fn words(&mut self, words: &[&str]) -> bool {
        let are = words.iter().enumerate().all(|(ahead, word)| self.is_word_at(ahead, word));
        self.next += if are { words.len() } else { 0 };
        are
    }

    /// Takes this word, which must be there.
    pub(super) fn expect_word(&mut self, word: &str) -> Result<()> {
        if self.word(word) { Ok(()) } else { Err(self.unexpected(word)) }
    }

    /// Whether the token ahead is this operator or bracket.
    pub(super) fn is_symbol_at(&self, ahead: usize, symbol: &str) -> bool {
        matches!(self.peek_at(ahead), Lex::Symbol(found) if found == symbol)
    }

    /// Takes this operator or bracket, if it is at hand.
    pub(super) fn symbol(&mut self, symbol: &str) -> bool {
        let is = self.is_symbol_at(0, symbol);
        self.next += usize::from(is);
        is
    }

    /// Takes this operator or bracket, which must be there.
    pub(super) fn expect_symbol(&mut self, symbol: &str) -> Result<()> {
        if self.symbol(symbol) { Ok(()) } else { Err(self.unexpected(&format!("'{symbol}'"))) }
    }

    /// Takes a name.
    pub(super) fn name(&mut self, what: &str) -> Result<Name> {
        let at = self.at();
        match self.peek() {
            Lex::Word(word, quoted) => {
                if !quoted && words::is_reserved(word) {
                    let found = error(Class::Syntax, at, format!("Encountered \"{word}\""));
                    return Err(hinted(
                        found,
                        format!("'{word}' is a reserved word: as a name it stands in backticks"),
                    ));
                }
                let text = word.clone();
                self.next += 1;
                Ok(Name { text, at })
            }
            _ => Err(self.unexpected(what)),
        }
    }

    /// Whether a name is at hand.
    pub(super) fn is_name(&self) -> bool {
        matches!(self.peek(), Lex::Word(word, quoted) if *quoted || !words::is_reserved(word))
    }

    /// Takes a text in single quotes.
    pub(super) fn text(&mut self, what: &str) -> Result<String> {
        match self.peek() {
            Lex::Text(text) => {
                let text = text.clone();
                self.next += 1;
                Ok(text)
            }
            _ => Err(self.unexpected(what)),
        }
    }

    /// Names between commas in brackets.
    pub(super) fn names(&mut self, what: &str) -> Result<Vec<Name>> {
        self.expect_symbol("(")?;
        let mut names = vec![self.name(what)?];
        while self.symbol(",") {
            names.push(self.name(what)?);
        }
        self.expect_symbol(")")?;
        Ok(names)
    }

    /// Reads something one level deeper.
    pub(super) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.level >= LEVELS_MAX {
            return Err(unsupported(self.at(), "a statement that is nested so deeply"));
        }
        self.level += 1;
        let read = read(self);
        self.level -= 1;
        read
    }

    /// Counts an operator.
    pub(super) fn operator(&mut self) -> Result<()> {
        self.operators += 1;
        if self.operators > OPERATORS_MAX {
            return Err(unsupported(self.at(), "a statement of so many operators"));
        }
        Ok(())
    }

    /// A statement begins: its operators are counted from here.
    pub(super) fn begin(&mut self) {
        self.operators = 0;
    }

    /// The token at hand is not what was expected.
    pub(super) fn unexpected(&self, expected: &str) -> Diagnostic {
        let (message, word) = match self.peek() {
            Lex::End => ("Encountered \"<EOF>\"".to_owned(), None),
            Lex::Word(word, _) => (format!("Encountered \"{word}\""), Some(word.as_str())),
            Lex::Number(number) => (format!("Encountered \"{number}\""), None),
            Lex::Text(text) => (format!("Encountered \"'{text}'\""), None),
            Lex::Symbol(symbol) => (format!("Encountered \"{symbol}\""), None),
        };
        let is_keyword = |word: &str| KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word));
        let before = match self.next.checked_sub(1).and_then(|before| self.tokens.get(before)) {
            // `SELECT * FORM t` stops at `t`: the wrong word was taken for a name.
            Some((Lex::Word(word, false), _)) => Some(word.as_str()),
            _ => None,
        };
        let near = [word, before].into_iter().flatten().filter(|word| !is_keyword(word));
        let near = near.filter_map(|word| crate::diagnose::nearest(word, KEYWORDS.iter().copied())).next();
        let hint = near.map_or_else(|| format!("expecting {expected}"), |near| format!("did you mean '{near}'?"));
        hinted(error(Class::Syntax, self.at(), message), hint)
    }
}

fn place(location: Location) -> Place {
    let number = |part: u64| u32::try_from(part).unwrap_or(u32::MAX).max(1);
    (number(location.line), number(location.column))
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + chars.as_str())
}
