//! Conditions on partition keys, as `GetPartitions` takes them: comparisons of a key with a literal,
//! with `AND` between them. `OR`, `NOT`, `IN`, `LIKE`, `BETWEEN` and parentheses are not modelled.

use api::glue::Column;
use std::cmp::Ordering;

/// A condition.
#[derive(Debug)]
pub(crate) struct Predicate {
    parts: Vec<Comparison>,
}

#[derive(Debug)]
struct Comparison {
    key: usize,
    numeric: bool,
    operator: Operator,
    literal: String,
}

#[derive(Clone, Copy, Debug)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Literal(String),
    Operator(String),
}

impl Predicate {
    /// Reads a condition on `keys`. Errors: a sentence for people.
    pub fn parse(text: &str, keys: &[Column]) -> Result<Self, String> {
        let tokens = tokens(text)?;
        let mut parts = Vec::new();
        for (index, part) in tokens.split(is_and).enumerate() {
            let [Token::Word(name), Token::Operator(operator), literal] = part else {
                return Err(format!(
                    "Unsupported expression '{text}': part {} is not of the form key operator literal; only comparisons with AND between them are modelled",
                    index + 1
                ));
            };
            let (Token::Literal(literal) | Token::Word(literal)) = literal else {
                return Err(format!("Unsupported expression '{text}': expected a literal after '{operator}'"));
            };
            let key = keys
                .iter()
                .position(|key| key.name.eq_ignore_ascii_case(name))
                .ok_or_else(|| format!("Invalid expression '{text}': '{name}' is not a partition key"))?;
            let numeric = keys.get(key).and_then(|key| key.r#type.as_deref()).is_some_and(is_numeric);
            if numeric && literal.parse::<i128>().is_err() {
                return Err(format!("Invalid expression '{text}': '{literal}' is no whole number"));
            }
            let operator = operator_of(operator).ok_or_else(|| format!("Unsupported operator '{operator}'"))?;
            parts.push(Comparison { key, numeric, operator, literal: literal.clone() });
        }
        Ok(Self { parts })
    }

    /// Whether a partition with these values is meant.
    pub fn holds(&self, values: &[String]) -> bool {
        self.parts.iter().all(|part| values.get(part.key).is_some_and(|value| part.holds(value)))
    }
}

impl Comparison {
    fn holds(&self, value: &str) -> bool {
        let order = match (self.numeric, value.parse::<i128>(), self.literal.parse::<i128>()) {
            (true, Ok(value), Ok(literal)) => value.cmp(&literal),
            _ => value.cmp(&self.literal),
        };
        match self.operator {
            Operator::Equal => order == Ordering::Equal,
            Operator::NotEqual => order != Ordering::Equal,
            Operator::Less => order == Ordering::Less,
            Operator::LessOrEqual => order != Ordering::Greater,
            Operator::Greater => order == Ordering::Greater,
            Operator::GreaterOrEqual => order != Ordering::Less,
        }
    }
}

fn is_and(token: &Token) -> bool {
    matches!(token, Token::Word(word) if word.eq_ignore_ascii_case("and"))
}

fn is_numeric(hive_type: &str) -> bool {
    matches!(hive_type, "tinyint" | "smallint" | "int" | "bigint")
}

fn operator_of(text: &str) -> Option<Operator> {
    Some(match text {
        "=" | "==" => Operator::Equal,
        "<>" | "!=" => Operator::NotEqual,
        "<" => Operator::Less,
        "<=" => Operator::LessOrEqual,
        ">" => Operator::Greater,
        ">=" => Operator::GreaterOrEqual,
        _ => return None,
    })
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.peek().copied() {
        if letter.is_whitespace() {
            letters.next();
        } else if letter == '\'' {
            letters.next();
            let mut literal = String::new();
            loop {
                match letters.next() {
                    Some('\'') if letters.peek() == Some(&'\'') => {
                        letters.next();
                        literal.push('\'');
                    }
                    Some('\'') => break,
                    Some(letter) => literal.push(letter),
                    None => return Err(format!("Invalid expression '{text}': a quote is not closed")),
                }
            }
            tokens.push(Token::Literal(literal));
        } else if "=<>!".contains(letter) {
            let mut operator = String::new();
            while let Some(letter) = letters.next_if(|letter| "=<>!".contains(*letter)) {
                operator.push(letter);
            }
            tokens.push(Token::Operator(operator));
        } else if letter.is_alphanumeric() || "_-.`\"".contains(letter) {
            let mut word = String::new();
            while let Some(letter) = letters.next_if(|letter| letter.is_alphanumeric() || "_-.`\"".contains(*letter)) {
                word.push(letter);
            }
            tokens.push(Token::Word(word.trim_matches(['`', '"']).to_owned()));
        } else {
            return Err(format!("Unsupported expression '{text}': unexpected '{letter}'"));
        }
    }
    Ok(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str, values: [&str; 2]) -> Result<bool, String> {
        let key = |name: &str, hive: &str| Column { name: name.into(), r#type: Some(hive.into()), ..Column::default() };
        let predicate = Predicate::parse(text, &[key("dt", "string"), key("hour", "int")])?;
        Ok(predicate.holds(&values.map(str::to_owned)))
    }

    #[test]
    fn comparisons_with_and() {
        assert_eq!(holds("dt = '2001-01-01'", ["2001-01-01", "9"]), Ok(true));
        assert_eq!(holds("dt >= '2001-01-02' AND hour < 10", ["2001-01-02", "9"]), Ok(true));
        assert_eq!(holds("dt >= '2001-01-02' and hour > 10", ["2001-01-02", "9"]), Ok(false));
        assert_eq!(holds("dt <> 'it''s'", ["it's", "9"]), Ok(false));
    }

    #[test]
    fn what_is_not_modelled_is_refused() {
        for text in
            ["", "dt", "dt = ", "(dt = '1')", "dt LIKE '2%'", "dt = '1' OR hour = 2", "x = 1", "hour = 'a'", "dt = '"]
        {
            assert!(holds(text, ["a", "1"]).is_err(), "{text}");
        }
    }
}
