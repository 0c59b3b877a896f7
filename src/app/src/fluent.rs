//! Fluent's messages in Spanish and English. `fluent-syntax` reads them; what they come to is worked out here, because the usual
//! resolver brings the plural rules of two hundred languages along, a tenth of what the page loads first. It knows
//! variables, other messages, literals and selection by number, by plural form and by text; no terms, functions or attributes, which
//! a test keeps out of the page's strings.

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};
use std::collections::BTreeMap;

/// What a message is told.
pub enum Value {
    /// A text as it is.
    Text(String),
    /// A number that chooses a form. Written, it is as Rust writes it.
    Number(f64),
}

/// What a message is told, by name.
pub type Args = BTreeMap<String, Value>;

/// The messages of one language.
pub struct Messages(BTreeMap<&'static str, Pattern<&'static str>>);

impl Messages {
    /// Reads a resource. What cannot be read is left out; a test sees to it that nothing is.
    pub fn read(text: &'static str) -> Self {
        let resource = fluent_syntax::parser::parse_runtime(text).unwrap_or_else(|(resource, _)| resource);
        let messages = resource.body.into_iter().filter_map(|entry| match entry {
            Entry::Message(message) => Some((message.id.name, message.value?)),
            _ => None,
        });
        Self(messages.collect())
    }

    /// Whether there is such a message.
    pub fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// A message's text; its key if there is none.
    pub fn format(&self, key: &str, args: &Args) -> String {
        let mut out = String::new();
        match self.0.get(key) {
            Some(pattern) => self.write(pattern, args, &mut out),
            None => out.push_str(key),
        }
        out
    }

    fn write(&self, pattern: &Pattern<&str>, args: &Args, out: &mut String) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => out.push_str(value),
                PatternElement::Placeable { expression } => self.write_expression(expression, args, out),
            }
        }
    }

    fn write_expression(&self, expression: &Expression<&str>, args: &Args, out: &mut String) {
        match expression {
            Expression::Inline(inline) => self.write_inline(inline, args, out),
            Expression::Select { selector, variants } => {
                let chosen = variants.iter().find(|variant| matches(selector, variant, args));
                if let Some(variant) = chosen.or_else(|| variants.iter().find(|variant| variant.default)) {
                    self.write(&variant.value, args, out);
                }
            }
        }
    }

    fn write_inline(&self, inline: &InlineExpression<&str>, args: &Args, out: &mut String) {
        match inline {
            InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value } => {
                out.push_str(value)
            }
            InlineExpression::VariableReference { id } => match args.get(id.name) {
                Some(Value::Text(text)) => out.push_str(text),
                Some(Value::Number(number)) => out.push_str(&number.to_string()),
                // As Fluent does: what is missing shows itself.
                None => out.extend(["{$", id.name, "}"]),
            },
            InlineExpression::MessageReference { id, .. } => out.push_str(&self.format(id.name, args)),
            InlineExpression::Placeable { expression } => self.write_expression(expression, args, out),
            InlineExpression::FunctionReference { .. } | InlineExpression::TermReference { .. } => {}
        }
    }
}

fn matches(selector: &InlineExpression<&str>, variant: &Variant<&str>, args: &Args) -> bool {
    let InlineExpression::VariableReference { id } = selector else { return false };
    match (args.get(id.name), &variant.key) {
        (Some(Value::Number(number)), VariantKey::NumberLiteral { value }) => value.parse() == Ok(*number),
        // In Spanish and English alike, as far as messages tell forms apart.
        (Some(Value::Number(number)), VariantKey::Identifier { name }) => {
            *name == if *number == 1.0 { "one" } else { "other" }
        }
        (Some(Value::Text(text)), VariantKey::Identifier { name }) => text == name,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &'static str, args: &[(&str, Value)]) -> String {
        let copy = |value: &Value| match value {
            Value::Text(text) => Value::Text(text.clone()),
            Value::Number(number) => Value::Number(*number),
        };
        let args = args.iter().map(|(name, value)| ((*name).to_owned(), copy(value))).collect();
        Messages::read(text).format("m", &args)
    }

    #[test]
    fn forms_are_chosen() {
        let text = "m = { $n ->\n    [0] none\n    [one] one { $x }\n   *[other] { $n } of them\n }\n";
        let x = || ("x", Value::Text("egg".into()));
        assert_eq!(said(text, &[("n", Value::Number(0.0)), x()]), "none");
        assert_eq!(said(text, &[("n", Value::Number(1.0)), x()]), "one egg");
        assert_eq!(said(text, &[("n", Value::Number(2.5)), x()]), "2.5 of them");
        assert_eq!(said(text, &[]), "{$n} of them");
        let text = "m = { $kind ->\n    [stream] a stream\n   *[rest] something\n }\n";
        assert_eq!(said(text, &[("kind", Value::Text("stream".into()))]), "a stream");
        assert_eq!(said(text, &[("kind", Value::Text("lake".into()))]), "something");
    }

    #[test]
    fn messages_may_use_each_other() {
        assert_eq!(said("a = A { $x }\nm = { a }: { \"{\" }{ 5 }\n", &[("x", Value::Text("!".into()))]), "A !: {5");
        assert_eq!(said("n = other\n", &[]), "m");
    }
}
