//! Policy documents: reading them, and what they decide.
//!
//! What is not modelled (conditions, policy variables, `NotPrincipal`) is
//! refused when the document is written, never ignored when it is read.

use serde_json::{Map, Value};

/// What a policy says of an action on a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// Nothing: denied, unless another policy allows it.
    ImplicitDeny,
    /// Allowed, unless another policy denies it.
    Allowed,
    /// Denied, whatever others say.
    ExplicitDeny,
}

/// A policy document that has been read.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// As it was written.
    pub document: Value,
    statements: Vec<Statement>,
}

#[derive(Clone, Debug, PartialEq)]
struct Statement {
    allow: bool,
    actions: Matcher,
    resources: Matcher,
    principals: Vec<String>,
}

/// A list of patterns, or everything but it.
#[derive(Clone, Debug, PartialEq)]
struct Matcher {
    patterns: Vec<String>,
    inverted: bool,
}

/// Which kind of document is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What a user or a role may do: resources, no principal.
    Identity,
    /// Who may assume a role: a principal, no resource.
    Trust,
}

impl Policy {
    /// Reads a document. Errors are AWS's sentences, or say what is not modelled, with the statement's place.
    pub fn parse(text: &str, kind: Kind) -> Result<Self, String> {
        let document: Value = serde_json::from_str(text)
            .map_err(|error| format!("Syntax errors in policy. (line {}, column {})", error.line(), error.column()))?;
        let Some(members) = document.as_object() else { return Err("Syntax errors in policy.".into()) };
        for name in members.keys() {
            if !["Version", "Id", "Statement"].contains(&name.as_str()) {
                return Err(format!("Syntax errors in policy. (unknown element '{name}')"));
            }
        }
        match members.get("Version").map(Value::as_str) {
            None | Some(Some("2012-10-17" | "2008-10-17")) => {}
            Some(_) => return Err("The policy must contain a valid version string.".into()),
        }
        let statements = match members.get("Statement") {
            Some(Value::Array(list)) => list.iter().collect(),
            Some(one @ Value::Object(_)) => vec![one],
            _ => return Err("Syntax errors in policy. (missing 'Statement')".into()),
        };
        let read =
            |(index, value)| read_statement(value, kind).map_err(|error| format!("{error} (statement {})", index + 1));
        let statements = statements.into_iter().enumerate().map(read).collect::<Result<_, _>>()?;
        Ok(Self { document, statements })
    }

    /// What this document says of `action` on `resource`.
    pub fn decide(&self, action: &str, resource: &str) -> Decision {
        let matching = self
            .statements
            .iter()
            .filter(|statement| statement.actions.matches(action) && statement.resources.matches(resource));
        matching.map(Statement::decision).max().unwrap_or(Decision::ImplicitDeny)
    }

    /// What this trust policy says of `principal` (`firehose.amazonaws.com`, an ARN) doing `sts:AssumeRole`.
    pub fn trusts(&self, principal: &str) -> Decision {
        let matching = self.statements.iter().filter(|statement| {
            statement.actions.matches("sts:assumerole")
                && statement.principals.iter().any(|pattern| pattern == "*" || pattern == principal)
        });
        matching.map(Statement::decision).max().unwrap_or(Decision::ImplicitDeny)
    }
}

impl Statement {
    fn decision(&self) -> Decision {
        if self.allow { Decision::Allowed } else { Decision::ExplicitDeny }
    }
}

impl Matcher {
    fn matches(&self, text: &str) -> bool {
        self.patterns.iter().any(|pattern| matches(pattern, text)) != self.inverted
    }
}

fn read_statement(value: &Value, kind: Kind) -> Result<Statement, String> {
    let Some(members) = value.as_object() else { return Err("Syntax errors in policy.".into()) };
    let known = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "Condition"];
    if let Some(name) = members.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(format!("Syntax errors in policy. (unknown element '{name}')"));
    }
    let allow = match members.get("Effect").and_then(Value::as_str) {
        Some("Allow") => true,
        Some("Deny") => false,
        _ => return Err("Syntax errors in policy. (expected 'Effect' to be 'Allow' or 'Deny')".into()),
    };
    if members.get("Condition").is_some_and(|condition| condition.as_object().is_none_or(|tests| !tests.is_empty())) {
        return Err(
            "'Condition' is not modelled, and a policy that has one is refused rather than read without it".into()
        );
    }
    let mut actions = matcher(members, "Action", "NotAction")?.ok_or("Policy statement must contain actions.")?;
    check_actions(&actions)?;
    actions.patterns.iter_mut().for_each(|pattern| *pattern = pattern.to_ascii_lowercase());
    let resources = matcher(members, "Resource", "NotResource")?;
    let principals = principals(members.get("Principal"))?;
    match kind {
        Kind::Identity if members.contains_key("Principal") => {
            Err("Policy document should not specify a principal.".into())
        }
        Kind::Identity => {
            let resources = resources.ok_or("Policy statement must contain resources.")?;
            check_resources(&resources)?;
            Ok(Statement { allow, actions, resources, principals })
        }
        Kind::Trust if resources.is_some() => Err("Has prohibited field Resource".into()),
        Kind::Trust if principals.is_empty() => Err("Missing required field Principal".into()),
        Kind::Trust => {
            let resources = Matcher { patterns: vec!["*".into()], inverted: false };
            Ok(Statement { allow, actions, resources, principals })
        }
    }
}

fn matcher(members: &Map<String, Value>, name: &str, not_name: &str) -> Result<Option<Matcher>, String> {
    let (value, inverted) = match (members.get(name), members.get(not_name)) {
        (Some(_), Some(_)) => return Err(format!("Syntax errors in policy. (both '{name}' and '{not_name}')")),
        (Some(value), None) => (value, false),
        (None, Some(value)) => (value, true),
        (None, None) => return Ok(None),
    };
    texts(value)
        .map(|patterns| Some(Matcher { patterns, inverted }))
        .ok_or_else(|| format!("Syntax errors in policy. (expected '{name}' to be a text or a list of texts)"))
}

fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(list) => list.iter().map(|text| text.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

fn principals(value: Option<&Value>) -> Result<Vec<String>, String> {
    match value {
        None => Ok(Vec::new()),
        Some(Value::String(text)) if text == "*" => Ok(vec!["*".into()]),
        Some(Value::Object(kinds)) => {
            let mut all = Vec::new();
            for (kind, value) in kinds {
                if !["AWS", "Service"].contains(&kind.as_str()) {
                    return Err(format!("principals of the kind '{kind}' are not modelled"));
                }
                all.extend(texts(value).ok_or("Invalid principal in policy.")?);
            }
            Ok(all)
        }
        Some(_) => Err("Invalid principal in policy.".into()),
    }
}

fn check_actions(actions: &Matcher) -> Result<(), String> {
    let wrong = actions.patterns.iter().find(|pattern| *pattern != "*" && !pattern.contains(':'));
    match wrong {
        Some(_) => Err("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.".into()),
        None => Ok(()),
    }
}

fn check_resources(resources: &Matcher) -> Result<(), String> {
    for pattern in &resources.patterns {
        if pattern.contains("${") {
            return Err(format!("the policy variable in '{pattern}' is not modelled"));
        }
        if pattern != "*" && !pattern.starts_with("arn:") {
            return Err(format!("Resource {pattern} must be in ARN format or \"*\"."));
        }
    }
    Ok(())
}

/// Whether `text` matches `pattern`, where `*` stands for any text and `?` for one character. Actions are compared in
/// lower case by their callers.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut from) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while from < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(letter) if *letter == '?' || Some(letter) == text.get(from) => {
                at += 1;
                from += 1;
            }
            _ => {
                let Some((star_at, star_from)) = star else { return false };
                star = Some((star_at, star_from + 1));
                at = star_at + 1;
                from = star_from + 1;
            }
        }
    }
    pattern[at..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn policy(text: &str) -> Policy {
        Policy::parse(text, Kind::Identity).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn deny_wins_over_allow_and_allow_over_nothing() {
        let policy = policy(
            r#"{"Version":"2012-10-17","Statement":[
                {"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::lake/*"},
                {"Effect":"Deny","Action":["s3:Delete*"],"Resource":"*"}]}"#,
        );
        assert_eq!(policy.decide("s3:putobject", "arn:aws:s3:::lake/a/b"), Decision::Allowed);
        assert_eq!(policy.decide("s3:deleteobject", "arn:aws:s3:::lake/a"), Decision::ExplicitDeny);
        assert_eq!(policy.decide("s3:putobject", "arn:aws:s3:::lake"), Decision::ImplicitDeny);
    }

    #[test]
    fn what_is_not_modelled_is_refused() {
        let statement =
            |extra: &str| format!(r#"{{"Statement":[{{"Effect":"Allow","Action":"s3:*","Resource":"*"{extra}}}]}}"#);
        let error = |text: &str| Policy::parse(text, Kind::Identity).err().unwrap_or_default();
        assert!(Policy::parse(&statement(""), Kind::Identity).is_ok());
        assert!(
            error(&statement(r#","Condition":{"StringEquals":{"a":"b"}}"#)).contains("'Condition' is not modelled")
        );
        assert!(error(&statement(r#","Principal":"*""#)).contains("should not specify a principal"));
        assert!(
            error(r#"{"Statement":[{"Effect":"Allow","Action":"s3","Resource":"*"}]}"#)
                .contains("prefaced by a vendor")
        );
        assert!(
            error(r#"{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"lake"}]}"#).contains("ARN format")
        );
        assert!(error(r#"{"Statement":["#).contains("line 1"));
    }

    proptest! {
        #[test]
        fn wildcards_match_as_their_plain_meaning(pattern in "[ab*?]{0,6}", text in "[ab]{0,6}") {
            fn slow(pattern: &[u8], text: &[u8]) -> bool {
                match (pattern.split_first(), text.split_first()) {
                    (None, None) => true,
                    (Some((b'*', rest)), _) => slow(rest, text) || text.split_first().is_some_and(|(_, tail)| slow(pattern, tail)),
                    (Some((letter, rest)), Some((first, tail))) if *letter == b'?' || letter == first => slow(rest, tail),
                    _ => false,
                }
            }
            prop_assert_eq!(matches(&pattern, &text), slow(pattern.as_bytes(), text.as_bytes()));
        }
    }
}
