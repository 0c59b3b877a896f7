//! Expressions: over a relation's columns, or over its groups.

use super::super::ast::{self, Kind, Name};
use super::super::error::{Place, Result, error, hinted, mismatch, unsupported};
use super::Budget;
use super::groups::Groups;
use super::kinds::{Typed, agree, all, cast, common, number_literal, pair, shown_or_null, spelled};
use super::relation::{Relation, Role};
use jobs::lake::Class;
use jobs::stream::{Binary, Expr, Function, Type, Value};

/// Binds expressions.
pub(super) struct Exprs<'a> {
    pub(super) relation: &'a Relation,
    /// If rows are grouped: what is known of their groups.
    pub(super) groups: Option<&'a mut Groups>,
    pub(super) repeated: &'a mut Budget,
}

impl Exprs<'_> {
    /// An expression that is no interval.
    pub(super) fn bind(&mut self, ast: &ast::Expr) -> Result<Typed> {
        let typed = self.bind_any(ast)?;
        if typed.role == Role::Interval {
            return Err(unsupported(ast.at, "an INTERVAL that nothing is added to"));
        }
        Ok(typed)
    }

    /// A condition.
    pub(super) fn condition(&mut self, ast: &ast::Expr, clause: &str) -> Result<Expr> {
        let typed = self.bind(ast)?;
        typed.to(Type::Boolean).ok_or_else(|| mismatch(ast.at, format!("{clause} clause must be a condition")))
    }

    fn boxed(&mut self, ast: &ast::Expr) -> Result<(Box<Expr>, Option<Type>)> {
        let typed = self.bind(ast)?;
        Ok((Box::new(typed.expr), typed.kind))
    }

    fn bind_any(&mut self, ast: &ast::Expr) -> Result<Typed> {
        let at = ast.at;
        if let Some(key) = self.key(ast) {
            return Ok(key);
        }
        let plain = |expr, kind| Ok(Typed::plain(expr, kind, at));
        match &ast.kind {
            Kind::Column(names) => self.column(names, at),
            Kind::Number(number) => number_literal(number, at),
            Kind::Text(text) => plain(Expr::Literal(Value::String(text.as_str().into())), Type::String),
            Kind::Boolean(value) => plain(Expr::Literal(Value::Boolean(*value)), Type::Boolean),
            Kind::Null => Ok(Typed { expr: Expr::Literal(Value::Null), kind: None, role: Role::Plain, at }),
            Kind::Instant(instant) => plain(Expr::Literal(Value::Timestamp(*instant)), Type::Timestamp),
            Kind::Interval(length) => {
                let expr = Expr::Literal(Value::Bigint(*length));
                Ok(Typed { expr, kind: Some(Type::Bigint), role: Role::Interval, at })
            }
            Kind::Binary(left, sign, right) => self.binary(left, *sign, right, at),
            Kind::All(and, parts) => {
                let mut conditions = Vec::new();
                for part in parts {
                    let typed = self.bind(part)?;
                    let kind = shown_or_null(typed.kind);
                    let sign = if *and { "AND" } else { "OR" };
                    conditions.push(typed.to(Type::Boolean).ok_or_else(|| {
                        mismatch(part.at, format!("Cannot apply '{sign}' to an argument of type '<{kind}>'"))
                    })?);
                }
                plain(all(if *and { Binary::And } else { Binary::Or }, conditions), Type::Boolean)
            }
            Kind::Concat(left, right) => {
                let mut arguments = Vec::new();
                for part in [left, right] {
                    let typed = self.bind(part)?;
                    let kind = shown_or_null(typed.kind);
                    let message = format!("Cannot apply '||' to an argument of type '<{kind}>'");
                    arguments.push(typed.to(Type::String).ok_or_else(|| mismatch(part.at, message))?);
                }
                plain(Expr::Call(Function::Concat, arguments), Type::String)
            }
            Kind::Not(inner) => {
                let typed = self.bind(inner)?;
                let message = format!("Cannot apply 'NOT' to an argument of type '<{}>'", shown_or_null(typed.kind));
                let inner = typed.to(Type::Boolean).ok_or_else(|| mismatch(at, message))?;
                plain(Expr::Not(Box::new(inner)), Type::Boolean)
            }
            Kind::Negate(inner) => self.negate(inner, at),
            Kind::IsNull(inner) => plain(Expr::IsNull(self.boxed(inner)?.0), Type::Boolean),
            Kind::Is(inner, value) => {
                let condition = self.condition(inner, "IS TRUE")?;
                let literal = |value| Expr::Literal(Value::Boolean(value));
                let wanted = if *value { condition } else { Expr::Not(Box::new(condition)) };
                plain(Expr::Case(vec![(wanted, literal(true))], Box::new(literal(false))), Type::Boolean)
            }
            Kind::Between(inner, low, high) => {
                let low = self.binary(inner, Binary::GreaterOrEqual, low, at)?;
                self.repeated.charge(&low.expr, at)?;
                let high = self.binary(inner, Binary::LessOrEqual, high, at)?;
                self.repeated.charge(&high.expr, at)?;
                plain(all(Binary::And, vec![low.expr, high.expr]), Type::Boolean)
            }
            Kind::Like(inner, pattern) => {
                let (text, kind) = self.boxed(inner)?;
                let Kind::Text(pattern) = &pattern.kind else {
                    return Err(unsupported(pattern.at, "a pattern that is no text in single quotes"));
                };
                if kind.is_some_and(|kind| kind != Type::String) {
                    return Err(mismatch(
                        at,
                        format!("Cannot apply 'LIKE' to an argument of type '<{}>'", shown_or_null(kind)),
                    ));
                }
                plain(Expr::Like(text, pattern.clone()), Type::Boolean)
            }
            Kind::In(inner, list) => self.one_of(inner, list, at),
            Kind::Case(operand, whens, otherwise) => self.case(operand.as_deref(), whens, otherwise.as_deref(), at),
            Kind::Cast(inner, to, lenient) => {
                let typed = self.bind(inner)?;
                let expr = cast(typed, to.kind, *lenient, at)?;
                plain(expr, to.kind)
            }
            Kind::Extract(unit, inner) => {
                let time = self.time(inner, "EXTRACT")?;
                let unit = Expr::Literal(Value::String(unit.as_str().into()));
                plain(Expr::Call(Function::Extract, vec![time, unit]), Type::Bigint)
            }
            Kind::FloorTo(inner, unit) => {
                let time = self.time(inner, "FLOOR")?;
                let unit = Expr::Literal(Value::Bigint(*unit));
                plain(Expr::Call(Function::FloorTime, vec![time, unit]), Type::Timestamp)
            }
            Kind::Call(call) => self.call(call, at),
            Kind::RowNumber { .. } => Err(unsupported(at, "ROW_NUMBER inside an expression")),
        }
    }

    /// A column of the groups, if the expression is a key.
    fn key(&mut self, ast: &ast::Expr) -> Option<Typed> {
        let groups = self.groups.as_deref()?;
        if matches!(ast.kind, Kind::Number(_) | Kind::Text(_) | Kind::Boolean(_) | Kind::Null | Kind::Interval(_)) {
            return None;
        }
        // Whatever is wrong with it is said when its parts are bound.
        let mut rows = Exprs { relation: self.relation, groups: None, repeated: &mut *self.repeated };
        let row = rows.bind_any(ast).ok()?;
        groups.key(&row.expr, ast.at)
    }

    fn column(&self, names: &[Name], at: Place) -> Result<Typed> {
        let field = self.relation.find(names)?;
        if self.groups.is_some() {
            let shown: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
            let found = error(Class::Other, at, format!("Expression '{}' is not being grouped", shown.join(".")));
            return Err(hinted(found, "add it to GROUP BY, or take one value of each group: MAX(…)"));
        }
        Ok(Typed { expr: Expr::Column(field.index), kind: Some(field.kind), role: field.role, at })
    }

    /// A point in time.
    pub(super) fn time(&mut self, ast: &ast::Expr, function: &str) -> Result<Expr> {
        let typed = self.bind(ast)?;
        let kind = shown_or_null(typed.kind);
        let message = format!("Cannot apply '{function}' to an argument of type '<{kind}>'");
        let found = hinted(mismatch(ast.at, message), "TO_TIMESTAMP and TO_TIMESTAMP_LTZ make times");
        match typed.kind {
            Some(Type::Timestamp) | None => Ok(typed.expr),
            Some(_) => Err(found),
        }
    }

    fn negate(&mut self, inner: &ast::Expr, at: Place) -> Result<Typed> {
        if let Kind::Number(number) = &inner.kind {
            return number_literal(&format!("-{number}"), at);
        }
        let typed = self.bind_any(inner)?;
        let expr = match (typed.role, typed.expr) {
            (Role::Interval, Expr::Literal(Value::Bigint(length))) => Expr::Literal(Value::Bigint(-length)),
            (_, expr) => Expr::Negate(Box::new(expr)),
        };
        match typed.kind {
            Some(Type::Bigint | Type::Double) | None => Ok(Typed { expr, kind: typed.kind, role: typed.role, at }),
            other => Err(mismatch(at, format!("Cannot apply '-' to an argument of type '<{}>'", shown_or_null(other)))),
        }
    }

    fn binary(&mut self, left: &ast::Expr, sign: Binary, right: &ast::Expr, at: Place) -> Result<Typed> {
        let (left, right) = (self.bind_any(left)?, self.bind_any(right)?);
        let shown = |typed: &Typed| match typed.role {
            Role::Interval => "INTERVAL",
            _ => shown_or_null(typed.kind),
        };
        let message = format!(
            "Cannot apply '{0}' to arguments of type '<{1}> {0} <{2}>'",
            spelled(sign),
            shown(&left),
            shown(&right)
        );
        let wrong = || mismatch(at, message.clone());
        let arithmetic = matches!(sign, Binary::Plus | Binary::Minus | Binary::Times | Binary::Divide | Binary::Modulo);
        if left.role == Role::Interval || right.role == Role::Interval {
            // A time and an interval; or two intervals, which nothing needs.
            let (time, length) = match (sign, left.role == Role::Interval) {
                (Binary::Plus | Binary::Minus, false) => (left, right),
                (Binary::Plus, true) => (right, left),
                _ => return Err(wrong()),
            };
            if time.role == Role::Interval || time.kind.is_some_and(|kind| kind != Type::Timestamp) {
                return Err(wrong());
            }
            return Ok(Typed::plain(pair(time.expr, sign, length.expr), Type::Timestamp, at));
        }
        if arithmetic {
            let numeric = |kind: Option<Type>| matches!(kind, Some(Type::Bigint | Type::Double) | None);
            if !numeric(left.kind) || !numeric(right.kind) {
                let texts = left.kind == Some(Type::String) && right.kind == Some(Type::String) && sign == Binary::Plus;
                return Err(if texts { hinted(wrong(), "texts are joined by ||") } else { wrong() });
            }
            let (left, right, kind) = agree(left, right).ok_or_else(wrong)?;
            return Ok(Typed { expr: pair(left, sign, right), kind, role: Role::Plain, at });
        }
        let implicit = |left: Option<Type>, right: Option<Type>| {
            mismatch(
                at,
                format!(
                    "implicit type conversion between {} and {} is not supported now",
                    shown_or_null(left),
                    shown_or_null(right)
                ),
            )
        };
        let kinds = (left.kind, right.kind);
        let (left, right, _) = agree(left, right).ok_or_else(|| hinted(implicit(kinds.0, kinds.1), "CAST(… AS …)"))?;
        Ok(Typed::plain(pair(left, sign, right), Type::Boolean, at))
    }

    fn one_of(&mut self, inner: &ast::Expr, list: &[ast::Expr], at: Place) -> Result<Typed> {
        let first = self.bind(inner)?;
        let mut items = Vec::new();
        for item in list {
            items.push(self.bind(item)?);
        }
        let kinds = std::iter::once(first.kind).chain(items.iter().map(|item| item.kind));
        let common =
            common(kinds).ok_or_else(|| mismatch(at, "Values passed to IN operator must have compatible types"))?;
        let convert = |typed: Typed| match common {
            Some(kind) => {
                typed.to(kind).ok_or_else(|| mismatch(at, "Values passed to IN operator must have compatible types"))
            }
            None => Ok(typed.expr),
        };
        let first = convert(first)?;
        let items: Result<Vec<Expr>> = items.into_iter().map(convert).collect();
        Ok(Typed::plain(Expr::In(Box::new(first), items?), Type::Boolean, at))
    }

    fn case(
        &mut self,
        operand: Option<&ast::Expr>,
        whens: &[(ast::Expr, ast::Expr)],
        otherwise: Option<&ast::Expr>,
        at: Place,
    ) -> Result<Typed> {
        let mut conditions = Vec::new();
        let mut results = Vec::new();
        for (when, then) in whens {
            conditions.push(match operand {
                Some(operand) => {
                    let compared = self.binary(operand, Binary::Equal, when, when.at)?;
                    self.repeated.charge(&compared.expr, at)?;
                    compared.expr
                }
                None => self.condition(when, "WHEN")?,
            });
            results.push(self.bind(then)?);
        }
        results.push(match otherwise {
            Some(otherwise) => self.bind(otherwise)?,
            None => Typed { expr: Expr::Literal(Value::Null), kind: None, role: Role::Plain, at },
        });
        let wrong = || mismatch(at, "Illegal mixing of types in CASE or COALESCE statement");
        let kind = common(results.iter().map(|result| result.kind)).ok_or_else(wrong)?;
        let mut values = Vec::new();
        for result in results {
            values.push(match kind {
                Some(kind) => result.to(kind).ok_or_else(wrong)?,
                None => result.expr,
            });
        }
        let last = values.pop().unwrap_or(Expr::Literal(Value::Null));
        let expr = Expr::Case(conditions.into_iter().zip(values).collect(), Box::new(last));
        Ok(Typed { expr, kind, role: Role::Plain, at })
    }
}
