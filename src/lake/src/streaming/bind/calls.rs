//! Calls: functions of rows, aggregates, and what tells a group's window.

use super::super::ast::{self, Call};
use super::super::error::{Place, Result, error, hinted, mismatch, nearest, unsupported};
use super::super::words;
use super::exprs::Exprs;
use super::kinds::{Typed, common};
use super::relation::Role;
use super::windows;
use jobs::lake::{Class, Diagnostic};
use jobs::stream::{Aggregate, AggregateFunction, Binary, Expr, Function, Type, Value};

/// Functions that are known here, for hints.
const NAMES: &str = "ABS AVG CAST CEIL CEILING CHARACTER_LENGTH CHAR_LENGTH COALESCE CONCAT COUNT CURRENT_WATERMARK DATE_FORMAT DAYOFMONTH \
    EXTRACT FIRST_VALUE FLOOR HOUR IF IFNULL LAST_VALUE LOWER MAX MIN MINUTE MOD MONTH NULLIF ROUND ROW_NUMBER SECOND SUBSTRING SUM \
    TIMESTAMPADD TO_TIMESTAMP TO_TIMESTAMP_LTZ TRIM TRY_CAST TUMBLE TUMBLE_END TUMBLE_START UNIX_TIMESTAMP UPPER YEAR";

/// The aggregate of a name.
fn aggregate(name: &str) -> Option<AggregateFunction> {
    Some(match name {
        "COUNT" => AggregateFunction::Count,
        "SUM" => AggregateFunction::Sum,
        "AVG" => AggregateFunction::Average,
        "MIN" => AggregateFunction::Min,
        "MAX" => AggregateFunction::Max,
        "FIRST_VALUE" => AggregateFunction::First,
        "LAST_VALUE" => AggregateFunction::Last,
        _ => return None,
    })
}

/// Whether a name is that of an aggregate, or tells a group's window.
pub(super) fn is_of_groups(name: &str) -> bool {
    aggregate(name).is_some() || windows::bound(name).is_some()
}

impl Exprs<'_> {
    pub(super) fn call(&mut self, call: &Call, at: Place) -> Result<Typed> {
        if let Some(function) = aggregate(&call.name) {
            return self.aggregate(function, call, at);
        }
        if call.star || call.distinct || call.filter.is_some() {
            return Err(error(Class::Syntax, at, format!("'{}' is no aggregate", call.name)));
        }
        if let Some((kind, role)) = windows::bound(&call.name) {
            let window = windows::grouped(self.relation, kind, call, at)?;
            let groups = self.groups.as_deref();
            return groups.and_then(|groups| groups.bound(&window, role, at)).ok_or_else(|| {
                let found = error(Class::Other, at, format!("Call to auxiliary group function '{}' must have matching call to group function in GROUP BY clause", call.name));
                hinted(found, "the arguments have to be the same")
            });
        }
        if ["TUMBLE", "HOP", "SESSION", "CUMULATE"].contains(&call.name.as_str()) {
            let what = format!("Group function '{}' can only appear in GROUP BY clause", call.name);
            return Err(error(Class::Other, at, what));
        }
        self.scalar(call, at)
    }

    fn aggregate(&mut self, function: AggregateFunction, call: &Call, at: Place) -> Result<Typed> {
        if self.groups.is_none() {
            return Err(error(Class::Other, at, format!("Aggregate expression '{}' is illegal here", call.name)));
        }
        let mut rows = Exprs { relation: self.relation, groups: None, repeated: &mut *self.repeated };
        let filter = match &call.filter {
            Some(filter) => Some(rows.condition(filter, "FILTER")?),
            None => None,
        };
        let argument = match (call.arguments.as_slice(), call.star) {
            ([], true) if function == AggregateFunction::Count => None,
            ([argument], false) => Some(rows.bind(argument)?),
            (arguments, _) => {
                let what = format!("Invalid number of arguments to function '{}': {}", call.name, arguments.len());
                return Err(error(Class::FunctionNotFound, at, what));
            }
        };
        if call.distinct
            && !matches!(
                function,
                AggregateFunction::Count
                    | AggregateFunction::Sum
                    | AggregateFunction::Average
                    | AggregateFunction::Min
                    | AggregateFunction::Max
            )
        {
            return Err(unsupported(at, &format!("{}(DISTINCT …)", call.name)));
        }
        let kind = match (&argument, function) {
            (None, _) | (_, AggregateFunction::Count) => Type::Bigint,
            (Some(argument), _) => argument.known()?,
        };
        let numeric = matches!(kind, Type::Bigint | Type::Double);
        if matches!(function, AggregateFunction::Sum | AggregateFunction::Average) && !numeric {
            let what =
                format!("Cannot apply '{0}' to arguments of type '{0}(<{1}>)'", call.name, super::kinds::shown(kind));
            return Err(hinted(mismatch(at, what), format!("Supported form(s): '{}(<NUMERIC>)'", call.name)));
        }
        let aggregate = Aggregate {
            name: String::new(),
            kind,
            function,
            argument: argument.map(|argument| argument.expr),
            distinct: call.distinct,
            filter,
        };
        let column = self.groups.as_deref_mut().map_or(0, |groups| groups.aggregate(aggregate));
        Ok(Typed::plain(Expr::Column(column), kind, at))
    }

    fn scalar(&mut self, call: &Call, at: Place) -> Result<Typed> {
        let name = call.name.as_str();
        if name == "CURRENT_WATERMARK" {
            return self.watermark(call, at);
        }
        let mut arguments = Vec::new();
        for argument in &call.arguments {
            arguments.push(self.bind(argument)?);
        }
        let unknown = signature(name, &arguments, at);
        if let Some(found) = self.rewritten(name, &arguments, at)? {
            return Ok(found);
        }
        use Type::{Bigint, Double, String, Timestamp};
        let first = arguments.first().and_then(|argument| argument.kind);
        let number = if first == Some(Double) { Double } else { Bigint };
        let (function, wanted, gives): (Function, Vec<Type>, Type) = match (name, arguments.len()) {
            ("UPPER", 1) => (Function::Upper, vec![String], String),
            ("LOWER", 1) => (Function::Lower, vec![String], String),
            ("TRIM", 1) => (Function::Trim, vec![String], String),
            ("CHAR_LENGTH" | "CHARACTER_LENGTH", 1) => (Function::CharLength, vec![String], Bigint),
            ("SUBSTRING", 2) => (Function::Substring, vec![String, Bigint], String),
            ("SUBSTRING", 3) => (Function::Substring, vec![String, Bigint, Bigint], String),
            ("CONCAT", count @ 1..) => (Function::Concat, vec![String; count], String),
            ("ABS", 1) => (Function::Abs, vec![number], number),
            ("FLOOR", 1) => (Function::Floor, vec![number], number),
            ("CEIL" | "CEILING", 1) => (Function::Ceil, vec![number], number),
            ("ROUND", 1) => (Function::Round, vec![number], number),
            ("ROUND", 2) => (Function::Round, vec![number, Bigint], number),
            ("TO_TIMESTAMP", 1) => (Function::ToTimestamp, vec![String], Timestamp),
            ("TO_TIMESTAMP_LTZ", 2) => (Function::ToTimestampLtz, vec![Bigint, Bigint], Timestamp),
            ("UNIX_TIMESTAMP", 1) => (Function::UnixTimestamp, vec![Timestamp], Bigint),
            ("DATE_FORMAT", 2) => (Function::DateFormat, vec![Timestamp, String], String),
            ("TO_TIMESTAMP", 2) => return Err(unsupported(at, "TO_TIMESTAMP with a format")),
            ("PROCTIME", 0) => {
                let found = unsupported(at, "PROCTIME() in a query");
                return Err(hinted(found, "declare it in the table: proc AS PROCTIME()"));
            }
            _ => return Err(unknown),
        };
        let mut converted = Vec::new();
        for (argument, wanted) in arguments.into_iter().zip(wanted) {
            converted.push(argument.to(wanted).ok_or_else(|| unknown.clone())?);
        }
        Ok(Typed::plain(Expr::Call(function, converted), gives, at))
    }

    /// Functions that are other expressions in disguise.
    fn rewritten(&mut self, name: &str, arguments: &[Typed], at: Place) -> Result<Option<Typed>> {
        let same = |arguments: &[&Typed]| -> Result<(Vec<Expr>, Option<Type>)> {
            let wrong = || mismatch(at, "Illegal mixing of types in CASE or COALESCE statement");
            let kind = common(arguments.iter().map(|argument| argument.kind)).ok_or_else(wrong)?;
            let mut exprs = Vec::new();
            for argument in arguments {
                let argument = (*argument).clone();
                exprs.push(match kind {
                    Some(kind) => argument.to(kind).ok_or_else(wrong)?,
                    None => argument.expr,
                });
            }
            Ok((exprs, kind))
        };
        let typed = |expr, kind| Ok(Some(Typed { expr, kind, role: Role::Plain, at }));
        match (name, arguments) {
            ("COALESCE", [_, ..]) | ("IFNULL", [_, _]) => {
                let (exprs, kind) = same(&arguments.iter().collect::<Vec<_>>())?;
                typed(Expr::Call(Function::Coalesce, exprs), kind)
            }
            ("NULLIF", [left, right]) => {
                let (exprs, kind) = same(&[left, right])?;
                self.repeated.charge(&exprs, at)?;
                let [left, right] = exprs.as_slice() else {
                    return Ok(None);
                };
                let equal = Expr::Binary(Box::new(left.clone()), Binary::Equal, Box::new(right.clone()));
                typed(Expr::Case(vec![(equal, Expr::Literal(Value::Null))], Box::new(left.clone())), kind)
            }
            ("IF", [condition, then, otherwise]) => {
                let condition =
                    condition.clone().to(Type::Boolean).ok_or_else(|| mismatch(at, "IF needs a condition"))?;
                let (mut exprs, kind) = same(&[then, otherwise])?;
                let (Some(otherwise), Some(then)) = (exprs.pop(), exprs.pop()) else {
                    return Ok(None);
                };
                typed(Expr::Case(vec![(condition, then)], Box::new(otherwise)), kind)
            }
            ("MOD", [left, right]) => {
                let numbers =
                    [left.kind, right.kind].iter().flatten().all(|kind| matches!(kind, Type::Bigint | Type::Double));
                let (mut exprs, kind) = same(&[left, right])?;
                let (Some(right), Some(left), true) = (exprs.pop(), exprs.pop(), numbers) else {
                    return Ok(None);
                };
                typed(Expr::Binary(Box::new(left), Binary::Modulo, Box::new(right)), kind)
            }
            ("TIMESTAMPADD", [time, length]) => {
                if time.kind != Some(Type::Timestamp) || length.kind != Some(Type::Bigint) {
                    return Ok(None);
                }
                let (time, length) = (Box::new(time.expr.clone()), Box::new(length.expr.clone()));
                typed(Expr::Binary(time, Binary::Plus, length), Some(Type::Timestamp))
            }
            ("YEAR" | "MONTH" | "DAYOFMONTH" | "HOUR" | "MINUTE" | "SECOND", [time])
                if time.kind == Some(Type::Timestamp) =>
            {
                let unit = if name == "DAYOFMONTH" { "DAY" } else { name };
                let unit = Expr::Literal(Value::String(unit.into()));
                typed(Expr::Call(Function::Extract, vec![time.expr.clone(), unit]), Some(Type::Bigint))
            }
            ("UNIX_TIMESTAMP", [text]) if text.kind == Some(Type::String) => {
                let time = Expr::Call(Function::ToTimestamp, vec![text.expr.clone()]);
                typed(Expr::Call(Function::UnixTimestamp, vec![time]), Some(Type::Bigint))
            }
            ("DATE_FORMAT", [text, format]) if text.kind == Some(Type::String) && format.kind == Some(Type::String) => {
                let time = Expr::Call(Function::ToTimestamp, vec![text.expr.clone()]);
                typed(Expr::Call(Function::DateFormat, vec![time, format.expr.clone()]), Some(Type::String))
            }
            _ => Ok(None),
        }
    }

    fn watermark(&mut self, call: &Call, at: Place) -> Result<Typed> {
        let [argument] = call.arguments.as_slice() else {
            return Err(signature(&call.name, &[], at));
        };
        let column = self.bind(argument)?;
        if column.role != Role::EventTime {
            let what = "CURRENT_WATERMARK() must be called with a single rowtime attribute argument";
            return Err(mismatch(argument.at, what));
        }
        Ok(Typed::plain(Expr::Call(Function::CurrentWatermark, vec![column.expr]), Type::Timestamp, at))
    }
}

/// There is no such function, or not for these types.
fn signature(name: &str, arguments: &[Typed], at: Place) -> Diagnostic {
    if words::is_elsewhere(name) {
        return unsupported(at, &format!("the function {name}"));
    }
    let families = arguments.iter().map(|argument| match argument.kind {
        Some(Type::Boolean) => "<BOOLEAN>",
        Some(Type::Bigint | Type::Double) => "<NUMERIC>",
        Some(Type::String) => "<CHARACTER>",
        Some(Type::Timestamp) => "<TIMESTAMP>",
        None => "<NULL>",
    });
    let what = format!("No match found for function signature {name}({})", families.collect::<Vec<_>>().join(", "));
    nearest(error(Class::FunctionNotFound, at, what), name, NAMES.split_whitespace())
}

/// Whether an expression has something of groups inside.
pub(super) fn has_groups(expr: &ast::Expr) -> bool {
    use ast::Kind;
    match &expr.kind {
        Kind::Call(call) => is_of_groups(&call.name) || call.arguments.iter().any(has_groups),
        Kind::Binary(left, _, right) | Kind::Concat(left, right) | Kind::Like(left, right) => {
            has_groups(left) || has_groups(right)
        }
        Kind::All(_, parts) => parts.iter().any(has_groups),
        Kind::Not(inner)
        | Kind::Negate(inner)
        | Kind::IsNull(inner)
        | Kind::Is(inner, _)
        | Kind::Cast(inner, ..)
        | Kind::Extract(_, inner)
        | Kind::FloorTo(inner, _) => has_groups(inner),
        Kind::Between(inner, low, high) => has_groups(inner) || has_groups(low) || has_groups(high),
        Kind::In(inner, list) => has_groups(inner) || list.iter().any(has_groups),
        Kind::Case(operand, whens, otherwise) => {
            operand.as_deref().is_some_and(has_groups)
                || whens.iter().any(|(when, then)| has_groups(when) || has_groups(then))
                || otherwise.as_deref().is_some_and(has_groups)
        }
        Kind::RowNumber { partition, order } => {
            partition.iter().any(has_groups) || order.iter().any(|(by, _)| has_groups(by))
        }
        Kind::Column(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::Boolean(_)
        | Kind::Null
        | Kind::Instant(_)
        | Kind::Interval(_) => false,
    }
}
