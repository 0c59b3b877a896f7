//! Hive's types as Arrow's, and Arrow's types in the words of a query's result.
//!
//! Knows no values; see [`crate::cell`] for reading them and [`crate::text`] for printing them.

use datafusion::arrow::datatypes::{DataType, Field, Fields, TimeUnit};
use jobs::hive::Type;
use std::sync::Arc;

/// The Arrow type of a Hive type (`bigint`, `array<double>`, `struct<a:int,b:string>`, …).
///
/// Errors name what was not understood, for people.
pub(crate) fn parse_hive(text: &str) -> Result<DataType, String> {
    Type::parse(text).map(|parsed| arrow_type(&parsed))
}

fn arrow_type(hive: &Type) -> DataType {
    match hive {
        Type::Boolean => DataType::Boolean,
        Type::TinyInt => DataType::Int8,
        Type::SmallInt => DataType::Int16,
        Type::Int => DataType::Int32,
        Type::BigInt => DataType::Int64,
        Type::Float => DataType::Float32,
        Type::Double => DataType::Float64,
        Type::String => DataType::Utf8View,
        Type::Date => DataType::Date32,
        Type::Timestamp => DataType::Timestamp(TimeUnit::Millisecond, None),
        Type::Binary => DataType::Binary,
        Type::Decimal(precision, scale) => DataType::Decimal128(*precision, i8::try_from(*scale).unwrap_or(0)),
        Type::Array(item) => DataType::List(item_field(arrow_type(item))),
        Type::Map(key, value) => {
            // Keys are compared with literals without a conversion, and those are `Utf8`.
            let key = match arrow_type(key) {
                DataType::Utf8View => DataType::Utf8,
                key => key,
            };
            DataType::Map(entries_field(key, arrow_type(value)), false)
        }
        Type::Struct(fields) => {
            let fields = fields.iter().map(|(name, of)| Field::new(name, arrow_type(of), true));
            DataType::Struct(fields.collect())
        }
    }
}

/// The name of a type in a result: `bigint`, `varchar`, `array(double)`, `row(a integer)`, ….
pub(crate) fn result_name(data_type: &DataType) -> String {
    match data_type {
        DataType::Null => "unknown".into(),
        DataType::Boolean => "boolean".into(),
        DataType::Int8 => "tinyint".into(),
        DataType::Int16 | DataType::UInt8 => "smallint".into(),
        DataType::Int32 | DataType::UInt16 => "integer".into(),
        DataType::Int64 | DataType::UInt32 | DataType::UInt64 => "bigint".into(),
        DataType::Float16 | DataType::Float32 => "real".into(),
        DataType::Float64 => "double".into(),
        DataType::Decimal32(p, s)
        | DataType::Decimal64(p, s)
        | DataType::Decimal128(p, s)
        | DataType::Decimal256(p, s) => {
            format!("decimal({p},{s})")
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "varchar".into(),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
            "varbinary".into()
        }
        DataType::Date32 | DataType::Date64 => "date".into(),
        DataType::Time32(_) | DataType::Time64(_) => "time".into(),
        DataType::Timestamp(_, None) => "timestamp".into(),
        DataType::Timestamp(_, Some(_)) => "timestamp with time zone".into(),
        DataType::Interval(_) | DataType::Duration(_) => "interval day to second".into(),
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            format!("array({})", result_name(item.data_type()))
        }
        DataType::Struct(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|field| format!("{} {}", field.name(), result_name(field.data_type()))).collect();
            format!("row({})", fields.join(", "))
        }
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(fields) => {
                let inner: Vec<String> = fields.iter().map(|field| result_name(field.data_type())).collect();
                format!("map({})", inner.join(", "))
            }
            _ => "map".into(),
        },
        DataType::Dictionary(_, value) => result_name(value),
        other => other.to_string().to_lowercase(),
    }
}

/// The field inside an array of `item`s.
pub(crate) fn item_field(item: DataType) -> Arc<Field> {
    Arc::new(Field::new("item", item, true))
}

/// The field of a map's entries.
pub(crate) fn entries_field(key: DataType, value: DataType) -> Arc<Field> {
    let fields = vec![Field::new("key", key, false), Field::new("value", value, true)];
    Arc::new(Field::new("entries", DataType::Struct(Fields::from(fields)), false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hive_types_become_result_types() {
        let name = |hive: &str| parse_hive(hive).map(|data_type| result_name(&data_type));
        assert_eq!(name("INT"), Ok("integer".into()));
        assert_eq!(name("varchar(65535)"), Ok("varchar".into()));
        assert_eq!(name("decimal(10, 2)"), Ok("decimal(10,2)".into()));
        assert_eq!(
            name("struct<a:int, b:array<map<string,double>>>"),
            Ok("row(a integer, b array(map(varchar, double)))".into())
        );
        assert_eq!(name("uuid"), Err("unknown type 'uuid'".into()));
    }
}
