//! The members of a clause: typed reading, and an error for what no clause
//! of that name has.

use crate::problem;
use jobs::search::Problem;
use serde_json::{Map, Value};

/// The members of one clause.
pub struct Options<'a> {
    clause: &'a str,
    members: Option<&'a Map<String, Value>>,
    /// A clause may be written as its main value alone.
    short: Option<(&'a str, &'a Value)>,
}

impl<'a> Options<'a> {
    /// The members of a clause that is an object, none of them unknown.
    pub fn new(clause: &'a str, body: &'a Value, known: &[&str]) -> Result<Self, Problem> {
        let members = body
            .as_object()
            .ok_or_else(|| problem::parsing(format!("[{clause}] query malformed, no start_object after query name")))?;
        for name in members.keys() {
            if !known.contains(&name.as_str()) && !matches!(name.as_str(), "boost" | "_name") {
                return Err(problem::parsing(format!("[{clause}] query does not support [{name}]")));
            }
        }
        Ok(Self { clause, members: Some(members), short: None })
    }

    /// The field and the members of a clause such as `{"title": {"query": "water"}}`,
    /// or `{"title": "water"}` for a clause whose main member is `query`.
    pub fn of_field(
        clause: &'a str,
        body: &'a Value,
        main: &'a str,
        known: &[&str],
    ) -> Result<(&'a str, Self), Problem> {
        let mut names = body.as_object().into_iter().flatten().filter(|(name, _)| {
            // Beside the field these two may stand.
            !matches!(name.as_str(), "boost" | "_name")
        });
        let Some((field, value)) = names.next() else {
            return Err(problem::illegal(format!("[{clause}] requires fieldName")));
        };
        if let Some((second, _)) = names.next() {
            let reason = format!("[{clause}] query doesn't support multiple fields, found [{field}] and [{second}]");
            return Err(problem::parsing(reason));
        }
        if value.is_object() {
            return Ok((field, Self::new(clause, value, known)?));
        }
        if value.is_array() {
            return Err(problem::parsing(format!("[{clause}] unknown token [START_ARRAY] after [{field}]")));
        }
        Ok((field, Self { clause, members: None, short: Some((main, value)) }))
    }

    /// A member, if it is there and not null.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        let long = self.members.and_then(|members| members.get(name));
        let short = self.short.filter(|(main, _)| *main == name).map(|(_, value)| value);
        long.or(short).filter(|value| !value.is_null())
    }

    /// A member that must be there and be a scalar.
    pub fn scalar(&self, name: &str) -> Result<&'a Value, Problem> {
        let clause = self.clause;
        match self.get(name) {
            None => Err(problem::illegal(format!("[{clause}] requires {name} value"))),
            Some(Value::Array(_)) => {
                Err(problem::parsing(format!("[{clause}] unknown token [START_ARRAY] after [{name}]")))
            }
            Some(Value::Object(_)) => {
                Err(problem::parsing(format!("[{clause}] unknown token [START_OBJECT] after [{name}]")))
            }
            Some(value) => Ok(value),
        }
    }

    /// A member that must be there, as text.
    pub fn required_text(&self, name: &str) -> Result<String, Problem> {
        Ok(crate::values::text(self.scalar(name)?).unwrap_or_default())
    }

    /// A member as text.
    pub fn text(&self, name: &str) -> Result<Option<String>, Problem> {
        match self.get(name) {
            None => Ok(None),
            Some(_) => self.required_text(name).map(Some),
        }
    }

    /// A member as a number; a text is read as one.
    pub fn number(&self, name: &str) -> Result<Option<f64>, Problem> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let text = || crate::values::text(value).unwrap_or_else(|| value.to_string());
        crate::values::double(value).map(Some).ok_or_else(|| problem::number(&text()))
    }

    /// A member as a number of things, or `default`.
    pub fn count(&self, name: &str, default: usize) -> Result<usize, Problem> {
        match self.number(name)? {
            None => Ok(default),
            Some(number) if (0.0..=1e9).contains(&number) => Ok(number as usize),
            Some(number) => {
                Err(problem::illegal(format!("[{}] [{name}] is out of range, found [{number}]", self.clause)))
            }
        }
    }

    /// A member as a switch, or `default`.
    pub fn switch(&self, name: &str, default: bool) -> Result<bool, Problem> {
        let Some(value) = self.get(name) else { return Ok(default) };
        crate::values::boolean(value).ok_or_else(|| {
            problem::illegal(format!("Failed to parse value [{value}] as only [true] or [false] are allowed."))
        })
    }

    /// Whether all of the words must match.
    pub fn operator_is_and(&self, name: &str) -> Result<bool, Problem> {
        match self.text(name)?.as_deref() {
            None => Ok(false),
            Some(text) if text.eq_ignore_ascii_case("or") => Ok(false),
            Some(text) if text.eq_ignore_ascii_case("and") => Ok(true),
            Some(text) => Err(problem::illegal(format!("operator needs to be either AND or OR, but not [{text}]"))),
        }
    }

    /// How much the clause counts.
    pub fn boost(&self) -> Result<f64, Problem> {
        let boost = self.number("boost")?.unwrap_or(1.0);
        if boost < 0.0 {
            let reason = format!(
                "negative [boost] are not allowed in [{}], use a value between 0 and 1 to deboost",
                self.clause
            );
            return Err(problem::illegal(reason));
        }
        Ok(boost)
    }

    /// A member that is a text or a list of texts.
    pub fn texts(&self, name: &str) -> Result<Option<Vec<String>>, Problem> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let items = match value {
            Value::Array(items) => items.iter().collect(),
            other => vec![other],
        };
        let texts: Option<Vec<String>> = items.into_iter().map(crate::values::text).collect();
        texts
            .map(Some)
            .ok_or_else(|| problem::parsing(format!("[{}] query does not support [{name}] of this form", self.clause)))
    }
}
