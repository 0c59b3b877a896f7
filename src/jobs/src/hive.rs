//! The words of a table's schema: Hive's types, and the patterns that its reader of JSON reads timestamps by. Whoever asks for a job can
//! check them before.

/// A column's type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `boolean`.
    Boolean,
    /// `tinyint`: 8 bits.
    TinyInt,
    /// `smallint`: 16 bits.
    SmallInt,
    /// `int`, `integer`: 32 bits.
    Int,
    /// `bigint`: 64 bits.
    BigInt,
    /// `float`, `real`: 32 bits.
    Float,
    /// `double`: 64 bits.
    Double,
    /// `string`, `varchar(…)`, `char(…)`: lengths are not enforced.
    String,
    /// `date`.
    Date,
    /// `timestamp`: milliseconds, without a zone.
    Timestamp,
    /// `binary`.
    Binary,
    /// `decimal(…)`: precision (1 to 38) and scale (at most the precision).
    Decimal(u8, u8),
    /// `array<…>`.
    Array(Box<Type>),
    /// `map<…,…>`.
    Map(Box<Type>, Box<Type>),
    /// `struct<…>`: names, in lower case, and their types.
    Struct(Vec<(String, Type)>),
}

impl Type {
    /// Reads a type: `bigint`, `array<double>`, `struct<a:int,b:string>`, …. Errors say for people what was not understood.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser { rest: text.trim(), depth: 0 };
        let parsed = parser.parse_type()?;
        match parser.rest.trim() {
            "" => Ok(parsed),
            rest => Err(format!("unexpected '{rest}' in the type '{text}'")),
        }
    }
}

/// Types within each other, at most.
const DEPTH_MAX: usize = 64;

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn parse_type(&mut self) -> Result<Type, String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(format!("more than {DEPTH_MAX} types within each other"));
        }
        let parsed = self.parse_one();
        self.depth -= 1;
        parsed
    }

    fn parse_one(&mut self) -> Result<Type, String> {
        let word = self.word().to_ascii_lowercase();
        Ok(match word.as_str() {
            "boolean" => Type::Boolean,
            "tinyint" => Type::TinyInt,
            "smallint" => Type::SmallInt,
            "int" | "integer" => Type::Int,
            "bigint" => Type::BigInt,
            "float" | "real" => Type::Float,
            "double" => Type::Double,
            "string" => Type::String,
            "varchar" | "char" => {
                self.arguments()?;
                Type::String
            }
            "date" => Type::Date,
            "timestamp" => Type::Timestamp,
            "binary" => Type::Binary,
            "decimal" => {
                let arguments = self.arguments()?;
                let precision = arguments.first().copied().unwrap_or(10);
                let scale = arguments.get(1).copied().unwrap_or(0);
                if !(1..=38).contains(&precision) || scale > precision {
                    return Err(format!("decimal({precision},{scale}) is out of range"));
                }
                Type::Decimal(precision, scale)
            }
            "array" => {
                self.expect('<')?;
                let item = self.parse_type()?;
                self.expect('>')?;
                Type::Array(item.into())
            }
            "map" => {
                self.expect('<')?;
                let key = self.parse_type()?;
                self.expect(',')?;
                let value = self.parse_type()?;
                self.expect('>')?;
                Type::Map(key.into(), value.into())
            }
            "struct" => {
                self.expect('<')?;
                let mut fields = Vec::new();
                loop {
                    let name = self.word().to_lowercase();
                    if name.is_empty() {
                        return Err(format!("expected a field's name before '{}'", self.rest));
                    }
                    self.expect(':')?;
                    fields.push((name, self.parse_type()?));
                    if !self.eat(',') {
                        break;
                    }
                }
                self.expect('>')?;
                Type::Struct(fields)
            }
            _ => return Err(format!("unknown type '{word}'")),
        })
    }

    /// Letters, digits and what else a name is made of.
    fn word(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(['<', '>', '(', ')', ',', ':']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.trim_end()
    }

    /// `(10, 2)`, if it is there.
    fn arguments(&mut self) -> Result<Vec<u8>, String> {
        let mut arguments = Vec::new();
        if self.eat('(') {
            loop {
                let word = self.word();
                // A `varchar` may be longer than a byte can tell; its length is not enforced.
                let number: u32 = word.parse().map_err(|_| format!("expected a number, found '{word}'"))?;
                arguments.push(u8::try_from(number).unwrap_or(u8::MAX));
                if !self.eat(',') {
                    break;
                }
            }
            self.expect(')')?;
        }
        Ok(arguments)
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, wanted: char) -> Result<(), String> {
        if self.eat(wanted) { Ok(()) } else { Err(format!("expected '{wanted}' before '{}'", self.rest)) }
    }
}

/// Letters that a pattern of Java's may have. `S` and its like come from a fraction of a second.
const PATTERN_LETTERS: &str = "yYMdDEeHhmsSaw";

/// Checks a pattern in Java's letters: those that the engine reads, a zone (`Z`, `X`) at the end, all else in quotes. `millis` is none.
/// Errors say for people what was not understood.
pub fn check_timestamp_format(pattern: &str) -> Result<(), String> {
    let mut is_quoted = false;
    for letter in pattern.trim_end_matches(['Z', 'X']).chars() {
        if letter == '\'' {
            is_quoted = !is_quoted;
        } else if !is_quoted && letter.is_ascii_alphabetic() && !PATTERN_LETTERS.contains(letter) {
            return Err(format!("timestamp format '{pattern}': the letter '{letter}' is not supported in a pattern"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_and_their_errors_say_what_is_wrong() {
        let wrong = |text: &str| Type::parse(text).err().unwrap_or_default();
        assert_eq!(Type::parse("INT"), Ok(Type::Int));
        let nested = Type::Array(Type::Map(Type::String.into(), Type::Decimal(10, 2).into()).into());
        assert_eq!(
            Type::parse("struct<A: int, b:array<map<varchar(9),decimal(10, 2)>>>"),
            Ok(Type::Struct(vec![("a".into(), Type::Int), ("b".into(), nested)]))
        );
        assert_eq!(wrong("uuid"), "unknown type 'uuid'");
        assert_eq!(wrong("array<int"), "expected '>' before ''");
        assert_eq!(wrong("decimal(99,2)"), "decimal(99,2) is out of range");
        assert_eq!(wrong("int x"), "unknown type 'int x'");
        assert_eq!(wrong("struct<:int>"), "expected a field's name before ':int>'");
        assert!(wrong(&"array<".repeat(100_000)).contains("within each other"));
    }

    #[test]
    fn patterns_are_checked_letter_by_letter() {
        assert_eq!(check_timestamp_format("yyyy-MM-dd'T'HH:mm:ss.SSSZ"), Ok(()));
        let wrong = check_timestamp_format("yyyy-MM-dd q").err().unwrap_or_default();
        assert!(wrong.contains("letter 'q'"), "{wrong}");
    }
}
