//! Row groups that no row of a query's can be in, by what a file says of their least and greatest values.

use datafusion::arrow::array::Array;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Schema};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Between, BinaryExpr, Expr, Operator};
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;
use parquet::file::metadata::ParquetMetaData;
use std::cmp::Ordering;

/// A condition on one column, of the kind that statistics can rule out.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    column: String,
    operator: Operator,
    value: ScalarValue,
}

/// What a condition says of single columns. Whatever is not understood rules out nothing.
pub(crate) fn bounds(condition: &Expr) -> Vec<Bound> {
    match condition {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
            let mut found = bounds(left);
            found.extend(bounds(right));
            found
        }
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => match (left.as_ref(), right.as_ref()) {
            (Expr::Column(column), Expr::Literal(value, _)) => bound(&column.name, *op, value),
            (Expr::Literal(value, _), Expr::Column(column)) => {
                op.swap().map_or(Vec::new(), |op| bound(&column.name, op, value))
            }
            _ => Vec::new(),
        },
        Expr::Between(Between { expr, negated: false, low, high }) => {
            match (expr.as_ref(), low.as_ref(), high.as_ref()) {
                (Expr::Column(column), Expr::Literal(low, _), Expr::Literal(high, _)) => {
                    let mut found = bound(&column.name, Operator::GtEq, low);
                    found.extend(bound(&column.name, Operator::LtEq, high));
                    found
                }
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

fn bound(column: &str, operator: Operator, value: &ScalarValue) -> Vec<Bound> {
    let known = matches!(operator, Operator::Eq | Operator::Lt | Operator::LtEq | Operator::Gt | Operator::GtEq);
    // NaN is greater than all numbers here, and statistics leave it out.
    let nan_passes = value.data_type().is_floating() && matches!(operator, Operator::Gt | Operator::GtEq);
    if !known || nan_passes || value.is_null() {
        return Vec::new();
    }
    vec![Bound { column: column.to_owned(), operator, value: value.clone() }]
}

/// For each row group, whether it has to be read.
pub(super) fn needed(bounds: &[Bound], file: &ParquetMetaData, schema: &Schema) -> Vec<bool> {
    let mut needed = vec![true; file.num_row_groups()];
    for bound in bounds {
        let Some((_, field)) = super::schema::named(schema.fields(), &bound.column) else {
            continue;
        };
        let Some((least, greatest)) = extremes(field.name(), &bound.value.data_type(), file, schema) else {
            continue;
        };
        for ((needed, least), greatest) in needed.iter_mut().zip(least).zip(greatest) {
            if rules_out(bound, &least, &greatest) {
                *needed = false;
            }
        }
    }
    needed
}

/// The least and greatest values of each row group, in the condition's type.
fn extremes(
    name: &str,
    data_type: &DataType,
    file: &ParquetMetaData,
    schema: &Schema,
) -> Option<(Vec<ScalarValue>, Vec<ScalarValue>)> {
    let converter = StatisticsConverter::try_new(name, schema, file.file_metadata().schema_descr()).ok()?;
    let scalars = |array: &dyn Array| -> Option<Vec<ScalarValue>> {
        let array = cast(array, data_type).ok()?;
        (0..array.len()).map(|index| ScalarValue::try_from_array(&array, index).ok()).collect()
    };
    let least = converter.row_group_mins(file.row_groups()).ok()?;
    let greatest = converter.row_group_maxes(file.row_groups()).ok()?;
    Some((scalars(&least)?, scalars(&greatest)?))
}

fn rules_out(bound: &Bound, least: &ScalarValue, greatest: &ScalarValue) -> bool {
    if least.is_null() || greatest.is_null() {
        return false;
    }
    let (Some(least), Some(greatest)) = (least.partial_cmp(&bound.value), greatest.partial_cmp(&bound.value)) else {
        return false;
    };
    match bound.operator {
        Operator::Eq => least == Ordering::Greater || greatest == Ordering::Less,
        Operator::Lt => least != Ordering::Less,
        Operator::LtEq => least == Ordering::Greater,
        Operator::Gt => greatest != Ordering::Greater,
        Operator::GtEq => greatest == Ordering::Less,
        _ => false,
    }
}
