//! Types: what Hive calls a file's, and whether a table's can be read out of a file's.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, ListArray, MapArray, StructArray, new_null_array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::arrow::error::ArrowError;
use parquet::basic::Type as Physical;
use std::sync::Arc;

/// A file's type in Hive's spelling.
pub(super) fn hive(data_type: &DataType) -> String {
    match data_type {
        DataType::Boolean => "boolean".into(),
        DataType::Int8 => "tinyint".into(),
        DataType::Int16 | DataType::UInt8 => "smallint".into(),
        DataType::Int32 | DataType::UInt16 | DataType::Time32(_) => "int".into(),
        DataType::Int64 | DataType::UInt32 | DataType::UInt64 | DataType::Time64(_) => "bigint".into(),
        DataType::Float16 | DataType::Float32 => "float".into(),
        DataType::Float64 => "double".into(),
        DataType::Decimal32(precision, scale)
        | DataType::Decimal64(precision, scale)
        | DataType::Decimal128(precision, scale)
        | DataType::Decimal256(precision, scale) => format!("decimal({precision},{scale})"),
        DataType::Date32 | DataType::Date64 => "date".into(),
        DataType::Timestamp(..) => "timestamp".into(),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
            "binary".into()
        }
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            format!("array<{}>", hive(item.data_type()))
        }
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(fields) => {
                let inner: Vec<String> = fields.iter().map(|field| hive(field.data_type())).collect();
                format!("map<{}>", inner.join(","))
            }
            _ => "map<string,string>".into(),
        },
        DataType::Struct(fields) => {
            let inner = fields.iter().map(|field| format!("{}:{}", field.name(), hive(field.data_type())));
            format!("struct<{}>", inner.collect::<Vec<_>>().join(","))
        }
        _ => "string".into(),
    }
}

/// How a file keeps values, in its own words.
pub(super) fn physical(kind: Option<Physical>) -> &'static str {
    match kind {
        Some(Physical::BOOLEAN) => "BOOLEAN",
        Some(Physical::INT32) => "INT32",
        Some(Physical::INT64) => "INT64",
        Some(Physical::INT96) => "INT96",
        Some(Physical::FLOAT) => "FLOAT",
        Some(Physical::DOUBLE) => "DOUBLE",
        Some(Physical::BYTE_ARRAY) => "BINARY",
        Some(Physical::FIXED_LEN_BYTE_ARRAY) => "FIXED_LEN_BYTE_ARRAY",
        None => "GROUP",
    }
}

/// Whether values of a file's type can be read as a table's: the same, or a wider one.
pub(super) fn fits(file: &DataType, table: &DataType) -> bool {
    use DataType::{
        Binary, BinaryView, Date32, Decimal128, Float32, Float64, LargeBinary, LargeUtf8, List, Map, Struct, Timestamp,
        Utf8, Utf8View,
    };
    match (file, table) {
        (Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView, Utf8 | Utf8View | Binary)
        | (Timestamp(..), Timestamp(..))
        | (Date32, Date32)
        | (Float32, Float64) => true,
        (Decimal128(precision, scale), Decimal128(wider, same)) => wider >= precision && scale == same,
        (List(file), List(table)) => fits(file.data_type(), table.data_type()),
        (Map(file, _), Map(table, _)) => fits(file.data_type(), table.data_type()),
        // A map's entries have fixed names; those of a struct are found by name, and what is missing is NULL.
        (Struct(file), Struct(table)) => table.iter().all(|wanted| {
            named(file, wanted.name()).is_none_or(|(_, field)| fits(field.data_type(), wanted.data_type()))
        }),
        (file, table) if file == table => true,
        (file, table) => match (width(file), width(table)) {
            (Some(file), Some(table)) => file <= table,
            _ => false,
        },
    }
}

/// Bits of a whole number with a sign that every value fits into.
fn width(data_type: &DataType) -> Option<u8> {
    Some(match data_type {
        DataType::Int8 => 8,
        DataType::UInt8 => 9,
        DataType::Int16 => 16,
        DataType::UInt16 => 17,
        DataType::Int32 => 32,
        DataType::UInt32 => 33,
        DataType::Int64 => 64,
        _ => return None,
    })
}

/// The field of a name, without regard to case.
pub(super) fn named<'a>(fields: impl IntoIterator<Item = &'a FieldRef>, name: &str) -> Option<(usize, &'a FieldRef)> {
    fields
        .into_iter()
        .enumerate()
        .find(|(_, field)| field.name().eq_ignore_ascii_case(name) || field.name().to_lowercase() == name)
}

/// The values of a type that [`fits`].
pub(super) fn conform(array: &ArrayRef, table: &DataType) -> Result<ArrayRef, ArrowError> {
    match (array.data_type(), table) {
        (file, table) if file == table => Ok(array.clone()),
        (DataType::List(_), DataType::List(item)) => {
            let list = array.as_list::<i32>();
            let values = conform(list.values(), item.data_type())?;
            Ok(Arc::new(ListArray::try_new(item.clone(), list.offsets().clone(), values, list.nulls().cloned())?))
        }
        (DataType::Map(_, _), DataType::Map(entries, sorted)) => {
            let map = array.as_map();
            let DataType::Struct(fields) = entries.data_type() else {
                return Err(ArrowError::SchemaError("a map without entries".into()));
            };
            let columns = [map.keys(), map.values()].into_iter().zip(fields);
            let columns: Result<Vec<ArrayRef>, ArrowError> =
                columns.map(|(column, field)| conform(column, field.data_type())).collect();
            let pairs = StructArray::try_new(fields.clone(), columns?, None)?;
            let offsets = map.offsets().clone();
            Ok(Arc::new(MapArray::try_new(entries.clone(), offsets, pairs, map.nulls().cloned(), *sorted)?))
        }
        (DataType::Struct(file), DataType::Struct(fields)) => {
            let row = array.as_struct();
            let columns = fields.iter().map(|field| match named(file, field.name()) {
                Some((index, _)) => conform(row.column(index), field.data_type()),
                None => Ok(new_null_array(field.data_type(), row.len())),
            });
            let columns: Result<Vec<ArrayRef>, ArrowError> = columns.collect();
            Ok(Arc::new(StructArray::try_new_with_length(fields.clone(), columns?, row.nulls().cloned(), row.len())?))
        }
        (_, table) => cast(array, table),
    }
}
