//! A program as it was written: how large it is, what it names, and where steps are put into it.

use super::{TICK, TIMES};
use jaq_core::load::lex::{StrPart, Tok, Token};
use jaq_core::load::parse::{BinaryOp, Def, Term};
use jaq_core::ops::Math;
use jaq_core::path::{Part, Path};

pub(super) fn count(tokens: &[Token<&str>]) -> usize {
    let of_one = |token: &Token<&str>| match &token.1 {
        Tok::Block(inner) => 1 + count(inner),
        Tok::Str(parts) => {
            let terms = parts.iter().filter_map(|part| match part {
                StrPart::Term(token) => Some(count(std::slice::from_ref(token))),
                _ => None,
            });
            1 + terms.sum::<usize>()
        }
        _ => 1,
    };
    tokens.iter().map(of_one).sum()
}

/// The names of the members, if a term is an object that names them.
pub(super) fn keys(term: &Term<&str>) -> Option<Vec<String>> {
    let Term::Obj(members) = term else { return None };
    let name = |key: &Term<&str>| match key {
        Term::Str(None, parts) => {
            let text = |part: &StrPart<&str, Term<&str>>| match part {
                StrPart::Str(text) => Some((*text).to_owned()),
                StrPart::Char(c) => Some(c.to_string()),
                StrPart::Term(_) => None,
            };
            parts.iter().map(text).collect::<Option<String>>()
        }
        _ => None,
    };
    members.iter().map(|(key, _)| name(key)).collect()
}

/// The name of a definition that calls itself, if there is one.
pub(super) fn recursive<'s>(term: &Term<&'s str>, open: &mut Vec<(&'s str, usize)>) -> Option<&'s str> {
    match term {
        Term::Call(name, args) if open.contains(&(*name, args.len())) => Some(name),
        Term::Def(defs, rest) => {
            for def in defs {
                open.push((def.name, def.args.len()));
                let found = recursive(&def.body, open);
                open.pop();
                if found.is_some() {
                    return found;
                }
            }
            recursive(rest, open)
        }
        _ => children(term).into_iter().find_map(|child| recursive(child, open)),
    }
}

fn children<'t, 's>(term: &'t Term<&'s str>) -> Vec<&'t Term<&'s str>> {
    match term {
        Term::Id | Term::Recurse | Term::Num(_) | Term::Break(_) | Term::Var(_) => Vec::new(),
        Term::Str(_, parts) => {
            let inner = |part: &'t StrPart<&'s str, Term<&'s str>>| match part {
                StrPart::Term(term) => Some(term),
                _ => None,
            };
            parts.iter().filter_map(inner).collect()
        }
        Term::Arr(inner) => inner.iter().map(|inner| &**inner).collect(),
        Term::Obj(members) => members.iter().flat_map(|(key, value)| [key].into_iter().chain(value)).collect(),
        Term::Neg(inner) | Term::Label(_, inner) => vec![inner],
        Term::BinOp(left, _, right) => vec![left, right],
        Term::Fold(_, source, _, args) => [&**source].into_iter().chain(args).collect(),
        Term::TryCatch(inner, catch) => [inner].into_iter().chain(catch).map(|term| &**term).collect(),
        Term::IfThenElse(arms, otherwise) => {
            let arms = arms.iter().flat_map(|(condition, then)| [condition, then]);
            arms.chain(otherwise.iter().map(|term| &**term)).collect()
        }
        Term::Def(defs, rest) => defs.iter().map(|def| &def.body).chain([&**rest]).collect(),
        Term::Call(_, args) => args.iter().collect(),
        Term::Path(inner, path) => {
            let parts = path.0.iter().flat_map(|(part, _)| match part {
                Part::Index(index) => vec![index],
                Part::Range(from, to) => from.iter().chain(to).collect(),
            });
            [&**inner].into_iter().chain(parts).collect()
        }
    }
}

#[allow(clippy::boxed_local, reason = "its place in a term is a box")]
fn boxed(term: Box<Term<&str>>) -> Box<Term<&str>> {
    Box::new(metered(*term))
}

/// `term | step`
fn ticked(term: Term<&str>) -> Term<&str> {
    let tick = Term::Call(TICK, Vec::new());
    Term::BinOp(Box::new(metered(term)), BinaryOp::Pipe(None), Box::new(tick))
}

/// `step | term`
pub(super) fn stepped(term: Term<&str>) -> Term<&str> {
    let tick = Term::Call(TICK, Vec::new());
    Term::BinOp(Box::new(tick), BinaryOp::Pipe(None), Box::new(term))
}

/// The term with steps wherever something can repeat itself.
pub(super) fn metered(term: Term<&str>) -> Term<&str> {
    match term {
        Term::Id | Term::Recurse | Term::Num(_) | Term::Break(_) | Term::Var(_) => term,
        Term::Str(format, parts) => {
            let part = |part| match part {
                StrPart::Term(term) => StrPart::Term(ticked(term)),
                other => other,
            };
            Term::Str(format, parts.into_iter().map(part).collect())
        }
        Term::Arr(inner) => Term::Arr(inner.map(|inner| Box::new(ticked(*inner)))),
        Term::Obj(members) => {
            let member = |(key, value): (_, Option<_>)| (metered(key), value.map(ticked));
            Term::Obj(members.into_iter().map(member).collect())
        }
        Term::Neg(inner) => Term::Neg(boxed(inner)),
        Term::Label(name, inner) => Term::Label(name, boxed(inner)),
        Term::BinOp(left, BinaryOp::Math(Math::Mul), right) => Term::Call(TIMES, vec![ticked(*left), ticked(*right)]),
        Term::BinOp(left, BinaryOp::Comma, right) => Term::BinOp(boxed(left), BinaryOp::Comma, boxed(right)),
        Term::BinOp(left, op @ BinaryOp::Pipe(_), right) => Term::BinOp(Box::new(ticked(*left)), op, boxed(right)),
        // On the left of an update stands a path.
        Term::BinOp(left, op, right) => Term::BinOp(Box::new(ticked(*left)), op, Box::new(ticked(*right))),
        Term::Fold(name, source, pattern, args) => {
            let args = args.into_iter().map(ticked).collect();
            Term::Fold(name, Box::new(ticked(*source)), pattern, args)
        }
        Term::TryCatch(inner, catch) => Term::TryCatch(boxed(inner), catch.map(boxed)),
        Term::IfThenElse(arms, otherwise) => {
            let arm = |(condition, then)| (ticked(condition), metered(then));
            Term::IfThenElse(arms.into_iter().map(arm).collect(), otherwise.map(boxed))
        }
        Term::Def(defs, rest) => {
            let defs = defs.into_iter().map(|def| Def { body: stepped(metered(def.body)), ..def });
            Term::Def(defs.collect(), boxed(rest))
        }
        Term::Call(name, args) => Term::Call(name, args.into_iter().map(ticked).collect()),
        Term::Path(inner, path) => {
            let part = |part| match part {
                Part::Index(index) => Part::Index(ticked(index)),
                Part::Range(from, to) => Part::Range(from.map(ticked), to.map(ticked)),
            };
            let parts = path.0.into_iter().map(|(one, optional)| (part(one), optional));
            Term::Path(boxed(inner), Path(parts.collect()))
        }
    }
}
