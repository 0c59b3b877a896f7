//! Functions of the dialect that are other expressions in disguise: `count_if`, `if`, `max_by`, `year`, ….
//!
//! Functions that compute something of their own are in [`crate::functions`].

use crate::prepare::object_name;
use datafusion::sql::sqlparser::ast::helpers::attached_token::AttachedToken;
use datafusion::sql::sqlparser::ast::{
    BinaryOperator, CaseWhen, CastKind, DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause,
    FunctionArgumentList, FunctionArguments, OrderByExpr, OrderByOptions, Value,
};

/// The functions that are replaced, but for aggregates.
pub(crate) const NAMES: &[&str] = &[
    "array_join",
    "ceiling",
    "contains",
    "date",
    "day",
    "day_of_month",
    "day_of_week",
    "day_of_year",
    "dow",
    "doy",
    "element_at",
    "hour",
    "if",
    "is_nan",
    "levenshtein_distance",
    "minute",
    "mod",
    "month",
    "quarter",
    "regexp_extract",
    "second",
    "sequence",
    "sign",
    "split",
    "truncate",
    "week",
    "week_of_year",
    "year",
];

/// The aggregate functions that are replaced.
pub(crate) const AGGREGATES: &[&str] =
    &["approx_percentile", "arbitrary", "count_if", "every", "geometric_mean", "listagg", "max_by", "min_by"];

/// Replaces `expr` if it is one of these functions.
pub(crate) fn rewrite(expr: &mut Expr) {
    if matches!(expr, Expr::Extract { .. } | Expr::Position { .. }) {
        *expr = cast(expr.clone(), DataType::BigInt(None));
        return;
    }
    let Expr::Function(function) = expr else {
        return;
    };
    let name = function.name.to_string().to_lowercase();
    let arguments = arguments(function);
    let renamed = match name.as_str() {
        "every" => "bool_and",
        "arbitrary" => "any_value",
        "approx_percentile" => "approx_percentile_cont",
        "listagg" => "string_agg",
        "contains" => "array_has",
        "array_join" => "array_to_string",
        "sequence" => "generate_series",
        "split" => "string_to_array",
        "is_nan" => "isnan",
        "truncate" => "trunc",
        "ceiling" => "ceil",
        "sign" => "signum",
        _ => "",
    };
    if name == "listagg"
        && let FunctionArguments::List(list) = &mut function.args
        && !function.within_group.is_empty()
    {
        list.clauses.push(FunctionArgumentClause::OrderBy(std::mem::take(&mut function.within_group)));
    }
    if !renamed.is_empty() {
        function.name = object_name(renamed);
        return;
    }
    match (name.as_str(), arguments.as_slice()) {
        ("count_if", [condition]) => {
            function.name = object_name("count");
            set_arguments(function, vec![case(condition.clone(), one(), None)]);
        }
        ("if", [condition, then]) => *expr = case(condition.clone(), then.clone(), None),
        ("if", [condition, then, otherwise]) => {
            *expr = case(condition.clone(), then.clone(), Some(otherwise.clone()));
        }
        ("max_by" | "min_by", [value, by]) => {
            let options = OrderByOptions { asc: Some(name == "min_by"), nulls_first: Some(false) };
            let order = OrderByExpr { expr: by.clone(), options, with_fill: None };
            function.name = object_name("first_value");
            set_arguments(function, vec![value.clone()]);
            if let FunctionArguments::List(list) = &mut function.args {
                list.clauses = vec![FunctionArgumentClause::OrderBy(vec![order])];
            }
        }
        (
            "year" | "quarter" | "month" | "week" | "day" | "hour" | "minute" | "second" | "day_of_month"
            | "day_of_year" | "doy" | "week_of_year",
            [date],
        ) => {
            let part = match name.as_str() {
                "day_of_month" => "day",
                "day_of_year" => "doy",
                "week_of_year" => "week",
                same => same,
            };
            let part = literal(part);
            function.name = object_name("date_part");
            set_arguments(function, vec![part, date.clone()]);
            *expr = cast(expr.clone(), DataType::BigInt(None));
        }
        ("day_of_week" | "dow", [date]) => {
            function.name = object_name("date_part");
            set_arguments(function, vec![literal("isodow"), date.clone()]);
            *expr = cast(expr.clone(), DataType::BigInt(None));
        }
        ("regexp_extract", [text, pattern]) => *expr = capture(text, pattern, one()),
        ("regexp_extract", [text, pattern, group]) => {
            let next =
                Expr::BinaryOp { left: Box::new(group.clone()), op: BinaryOperator::Plus, right: Box::new(one()) };
            *expr = capture(text, pattern, next);
        }
        ("regexp_replace", [text, pattern, rest @ ..]) if rest.len() < 2 => {
            let by = rest.first().cloned().unwrap_or_else(|| literal(""));
            set_arguments(function, vec![text.clone(), pattern.clone(), by, literal("g")]);
        }
        ("element_at", [of, key]) => {
            let name = if is_text(key) { "get_field" } else { "array_element" };
            *expr = call(name, vec![of.clone(), key.clone()]);
        }
        ("length" | "strpos" | "levenshtein_distance", [_, ..]) => {
            if name == "levenshtein_distance" {
                function.name = object_name("levenshtein");
            }
            *expr = cast(expr.clone(), DataType::BigInt(None));
        }
        ("geometric_mean", [value]) => {
            function.name = object_name("avg");
            set_arguments(function, vec![call("ln", vec![value.clone()])]);
            *expr = call("exp", vec![expr.clone()]);
        }
        ("approx_distinct", [value, _]) => set_arguments(function, vec![value.clone()]),
        ("mod", [left, right]) => {
            *expr = Expr::BinaryOp {
                left: Box::new(Expr::Nested(Box::new(left.clone()))),
                op: BinaryOperator::Modulo,
                right: Box::new(Expr::Nested(Box::new(right.clone()))),
            };
        }
        ("date", [value]) => *expr = cast(value.clone(), DataType::Date),
        _ => {}
    }
}

fn arguments(function: &Function) -> Vec<Expr> {
    match &function.args {
        FunctionArguments::List(list) => list
            .args
            .iter()
            .filter_map(|argument| match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr.clone()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn set_arguments(function: &mut Function, arguments: Vec<Expr>) {
    if let FunctionArguments::List(list) = &mut function.args {
        list.args = arguments.into_iter().map(|expr| FunctionArg::Unnamed(FunctionArgExpr::Expr(expr))).collect();
    }
}

/// The group at `place` (from 1) of a match of `pattern`, which is put into a group of its own.
fn capture(text: &Expr, pattern: &Expr, place: Expr) -> Expr {
    let grouped = call("concat", vec![literal("("), pattern.clone(), literal(")")]);
    call("array_element", vec![call("regexp_match", vec![text.clone(), grouped]), place])
}

fn one() -> Expr {
    Expr::value(Value::Number("1".into(), false))
}

fn literal(text: &str) -> Expr {
    Expr::value(Value::SingleQuotedString(text.into()))
}

fn is_text(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(value) if matches!(value.value, Value::SingleQuotedString(_)))
}

fn call(name: &str, arguments: Vec<Expr>) -> Expr {
    let args = arguments.into_iter().map(|expr| FunctionArg::Unnamed(FunctionArgExpr::Expr(expr))).collect();
    Expr::Function(Function {
        name: object_name(name),
        uses_odbc_syntax: false,
        parameters: FunctionArguments::None,
        args: FunctionArguments::List(FunctionArgumentList { duplicate_treatment: None, args, clauses: Vec::new() }),
        filter: None,
        null_treatment: None,
        over: None,
        within_group: Vec::new(),
    })
}

fn case(condition: Expr, then: Expr, otherwise: Option<Expr>) -> Expr {
    Expr::Case {
        case_token: AttachedToken::empty(),
        end_token: AttachedToken::empty(),
        operand: None,
        conditions: vec![CaseWhen { condition, result: then }],
        else_result: otherwise.map(Box::new),
    }
}

fn cast(expr: Expr, data_type: DataType) -> Expr {
    Expr::Cast { kind: CastKind::Cast, expr: Box::new(expr), data_type, array: false, format: None }
}
