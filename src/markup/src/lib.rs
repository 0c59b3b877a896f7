//! `html!`, with the syntax of Yew's macro of that name and a fraction of its code: what is fixed becomes one text, what
//! is not becomes a list of slots, and a single function of the page (`crate::template::build`) puts them together.
//!
//! It knows tags, attributes, `{ expression }`, `{ for iterator }`, `if`/`else` and fragments. Components (a capital
//! letter) are handed to Yew's own macro. Nothing is checked that the compiler or a look at the page would not tell.

use proc_macro::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use std::iter::Peekable;

type Tokens = Peekable<proc_macro::token_stream::IntoIter>;

/// Signs in the fixed text; `app/src/template.rs` reads them.
const OPEN: char = '\u{1}';
const ATTRIBUTE: char = '\u{2}';
const SLOT_ATTRIBUTE: char = '\u{3}';
const CLOSE: char = '\u{4}';
const SLOT: char = '\u{5}';
const TEXT: char = '\u{6}';
const END: char = '\u{0}';

/// Markup, as a value of `yew::Html`.
#[proc_macro]
pub fn html(input: TokenStream) -> TokenStream {
    let mut markup = Markup::default();
    match nodes(&mut input.into_iter().peekable(), &mut markup, None) {
        Ok(()) => markup.build(),
        Err(message) => format!("compile_error!({message:?})").parse().unwrap_or_default(),
    }
}

#[derive(Default)]
struct Markup {
    fixed: String,
    slots: Vec<TokenStream>,
}

impl Markup {
    fn slot(&mut self, expression: TokenStream) {
        self.slots.push(call("slot", expression));
    }

    /// `crate::template::build("…", vec![…])`
    fn build(self) -> TokenStream {
        let mut list = TokenStream::new();
        for slot in self.slots {
            list.extend(slot);
            list.extend([punct(',')]);
        }
        let mut arguments = TokenStream::from(TokenTree::from(Literal::string(&self.fixed)));
        arguments.extend([punct(',')]);
        arguments.extend(parse("::std::vec!"));
        arguments.extend([group(Delimiter::Bracket, list)]);
        call("build", arguments)
    }
}

/// Reads nodes up to the end, or up to `</TAG>`.
fn nodes(tokens: &mut Tokens, markup: &mut Markup, within: Option<&str>) -> Result<(), String> {
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '<' => match tokens.peek() {
                Some(TokenTree::Punct(slash)) if slash.as_char() == '/' => {
                    tokens.next();
                    return closing(tokens, within);
                }
                Some(TokenTree::Punct(end)) if end.as_char() == '>' => {
                    tokens.next();
                    nodes(tokens, markup, Some(""))?;
                }
                _ => element(tokens, markup)?,
            },
            TokenTree::Group(inside) if inside.delimiter() == Delimiter::Brace => child(inside.stream(), markup),
            TokenTree::Ident(word) if word.to_string() == "if" => {
                let choice = choice(tokens)?;
                markup.fixed.push(SLOT);
                markup.slot(choice);
            }
            // Anything else is one expression to the end.
            first => {
                let mut expression = TokenStream::from(first);
                expression.extend(tokens.by_ref());
                markup.fixed.push(SLOT);
                markup.slot(expression);
            }
        }
    }
    match within {
        None => Ok(()),
        Some(tag) => Err(format!("no closing tag for <{tag}>")),
    }
}

fn closing(tokens: &mut Tokens, within: Option<&str>) -> Result<(), String> {
    let mut name = String::new();
    for token in tokens.by_ref() {
        match token {
            TokenTree::Punct(end) if end.as_char() == '>' => break,
            token => name.push_str(&token.to_string()),
        }
    }
    if Some(name.as_str()) == within {
        Ok(())
    } else {
        Err(format!("</{name}> closes nothing; open is <{}>", within.unwrap_or_default()))
    }
}

/// `{ "text" }`, `{ for iterator }`, or `{ expression }`.
fn child(inside: TokenStream, markup: &mut Markup) {
    let mut tokens = inside.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Literal(literal)), None) => {
            if let Some(text) = plain(&literal) {
                markup.fixed.push(TEXT);
                markup.fixed.push_str(&text);
                markup.fixed.push(END);
                return;
            }
        }
        (Some(TokenTree::Ident(word)), Some(_)) if word.to_string() == "for" => {
            let iterator = TokenTree::from(Group::new(Delimiter::Parenthesis, inside.into_iter().skip(1).collect()));
            let mut list = TokenStream::from(iterator);
            list.extend(parse(".into_iter().collect::<::yew::Html>()"));
            markup.fixed.push(SLOT);
            markup.slot(list);
            return;
        }
        _ => {}
    }
    markup.fixed.push(SLOT);
    markup.slot(inside);
}

/// `condition { nodes } else …`, after the `if`, as an expression.
fn choice(tokens: &mut Tokens) -> Result<TokenStream, String> {
    let mut expression = parse("if");
    for token in tokens.by_ref() {
        match token {
            TokenTree::Group(inside) if inside.delimiter() == Delimiter::Brace => {
                expression.extend(block(inside.stream())?);
                break;
            }
            token => expression.extend([token]),
        }
    }
    expression.extend(parse("else"));
    let has_other = matches!(tokens.peek(), Some(TokenTree::Ident(word)) if word.to_string() == "else");
    if !has_other {
        expression.extend(parse("{ ::yew::Html::default() }"));
        return Ok(expression);
    }
    tokens.next();
    match tokens.next() {
        Some(TokenTree::Ident(word)) if word.to_string() == "if" => {
            let inner = choice(tokens)?;
            expression.extend([group(Delimiter::Brace, inner)]);
        }
        Some(TokenTree::Group(inside)) => expression.extend(block(inside.stream())?),
        _ => return Err("expected a block after else".to_owned()),
    }
    Ok(expression)
}

fn block(inside: TokenStream) -> Result<TokenStream, String> {
    let mut markup = Markup::default();
    nodes(&mut inside.into_iter().peekable(), &mut markup, None)?;
    Ok(group(Delimiter::Brace, markup.build()).into())
}

/// An element, after its `<`.
fn element(tokens: &mut Tokens, markup: &mut Markup) -> Result<(), String> {
    let Some(TokenTree::Ident(tag)) = tokens.next() else { return Err("expected a tag after <".to_owned()) };
    let name = tag.to_string();
    if name.starts_with(|first: char| first.is_ascii_uppercase()) {
        markup.fixed.push(SLOT);
        markup.slot(component(tag, tokens));
        return Ok(());
    }
    markup.fixed.push(OPEN);
    markup.fixed.push_str(&name);
    markup.fixed.push(END);
    loop {
        match tokens.next() {
            Some(TokenTree::Punct(sign)) if sign.as_char() == '>' => {
                nodes(tokens, markup, Some(&name))?;
                markup.fixed.push(CLOSE);
                return Ok(());
            }
            Some(TokenTree::Punct(sign)) if sign.as_char() == '/' => {
                tokens.next();
                markup.fixed.push(CLOSE);
                return Ok(());
            }
            // `{name}` is `name={name}`.
            Some(TokenTree::Group(short)) => attribute(&short.stream().to_string(), short.stream(), markup),
            Some(TokenTree::Ident(first)) => named(first, tokens, markup)?,
            _ => return Err(format!("<{name}> does not end")),
        }
    }
}

/// `name=…` with dashes in its name.
fn named(first: Ident, tokens: &mut Tokens, markup: &mut Markup) -> Result<(), String> {
    let mut name = first.to_string();
    for token in tokens.by_ref() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '=' => break,
            token => name.push_str(&token.to_string()),
        }
    }
    match tokens.next() {
        Some(TokenTree::Group(value)) => attribute(&name, value.stream(), markup),
        Some(TokenTree::Literal(literal)) => match plain(&literal) {
            Some(text) => {
                markup.fixed.push(ATTRIBUTE);
                markup.fixed.push_str(&name);
                markup.fixed.push(END);
                markup.fixed.push_str(&text);
                markup.fixed.push(END);
            }
            None => attribute(&name, TokenTree::from(literal).into(), markup),
        },
        _ => return Err(format!("{name} has no value")),
    }
    Ok(())
}

fn attribute(name: &str, value: TokenStream, markup: &mut Markup) {
    markup.fixed.push(SLOT_ATTRIBUTE);
    markup.fixed.push_str(name);
    markup.fixed.push(END);
    match name {
        "key" => markup.slots.push(call("key", value)),
        "ref" => markup.slots.push(call("reference", value)),
        _ => markup.slot(value),
    }
}

/// `<Component … />`, left to Yew.
fn component(tag: Ident, tokens: &mut Tokens) -> TokenStream {
    let mut inside = TokenStream::from(punct('<'));
    inside.extend([TokenTree::from(tag)]);
    while let Some(token) = tokens.next() {
        let ends = matches!(&token, TokenTree::Punct(sign) if sign.as_char() == '/');
        inside.extend([token]);
        if ends {
            inside.extend(tokens.next());
            break;
        }
    }
    let mut expression = parse("::yew::html!");
    expression.extend([group(Delimiter::Brace, inside)]);
    expression
}

/// The text of a string literal that needs no escapes.
fn plain(literal: &Literal) -> Option<String> {
    let text = literal.to_string();
    let text = text.strip_prefix('"')?.strip_suffix('"')?;
    (!text.contains('\\')).then(|| text.to_owned())
}

/// `crate::template::NAME(arguments)`
fn call(name: &str, arguments: TokenStream) -> TokenStream {
    let mut out = parse("crate::template::");
    out.extend([TokenTree::from(Ident::new(name, Span::mixed_site())), group(Delimiter::Parenthesis, arguments)]);
    out
}

fn group(delimiter: Delimiter, stream: TokenStream) -> TokenTree {
    Group::new(delimiter, stream).into()
}

fn punct(sign: char) -> TokenTree {
    Punct::new(sign, Spacing::Alone).into()
}

fn parse(text: &str) -> TokenStream {
    // Only constant texts come here.
    text.parse().unwrap_or_default()
}
