//! Values as SQL literals of their very type, so that `column = literal` finds the same value again and no other.
//!
//! What a result shows is not enough for that: it rounds instants, and says `1.0` of two types. Lists, maps, rows and
//! intervals have no literal here.

use crate::text::double;
use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{
    ArrowTemporalType, DataType, Date32Type, Decimal128Type, Float32Type, Float64Type, Int64Type, Time64NanosecondType,
    TimeUnit, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt64Type,
};
use datafusion::arrow::error::ArrowError;

/// Whether values of this type have literals.
pub(crate) fn has_literals(data_type: &DataType) -> bool {
    match data_type {
        DataType::Dictionary(_, value) => has_literals(value),
        DataType::Null
        | DataType::Boolean
        | DataType::Float32
        | DataType::Float64
        | DataType::Decimal128(..)
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::Date32
        | DataType::Timestamp(..)
        | DataType::Time64(TimeUnit::Nanosecond) => true,
        other => other.is_integer(),
    }
}

/// The values of `array` as literals; `None` is NULL. Errors: a type without literals.
pub(crate) fn column(array: &ArrayRef) -> Result<Vec<Option<String>>, ArrowError> {
    let told = |tell: &dyn Fn(usize) -> Option<String>| {
        (0..array.len()).map(|row| if array.is_null(row) { None } else { tell(row) }).collect()
    };
    Ok(match array.data_type() {
        DataType::Null => vec![None; array.len()],
        DataType::Dictionary(_, value) => return column(&cast(array, value)?),
        DataType::Boolean => {
            let values = array.as_boolean();
            told(&|row| Some(if values.value(row) { "true" } else { "false" }.into()))
        }
        DataType::UInt64 => {
            let values = array.as_primitive::<UInt64Type>();
            told(&|row| Some(values.value(row).to_string()))
        }
        integer if integer.is_integer() => {
            let values = cast(array, &DataType::Int64)?;
            let values = values.as_primitive::<Int64Type>();
            told(&|row| Some(values.value(row).to_string()))
        }
        DataType::Float32 => {
            let values = array.as_primitive::<Float32Type>();
            told(&|row| {
                let value = values.value(row);
                Some(
                    nan(value.is_nan(), value.is_sign_negative(), "REAL").unwrap_or(format!("CAST('{value}' AS REAL)")),
                )
            })
        }
        DataType::Float64 => {
            let values = array.as_primitive::<Float64Type>();
            told(&|row| Some(float(values.value(row))))
        }
        DataType::Decimal128(precision, scale) => {
            let values = array.as_primitive::<Decimal128Type>();
            told(&|row| Some(format!("CAST('{}' AS DECIMAL({precision},{scale}))", values.value_as_string(row))))
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
            let values = cast(array, &DataType::Utf8View)?;
            let values = values.as_string_view();
            told(&|row| Some(quoted(values.value(row))))
        }
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => {
            let values = cast(array, &DataType::Binary)?;
            let values = values.as_binary::<i32>();
            told(&|row| {
                let digits: String = values.value(row).iter().map(|byte| format!("{byte:02x}")).collect();
                Some(format!("X'{digits}'"))
            })
        }
        DataType::Date32 => {
            let values = array.as_primitive::<Date32Type>();
            told(&|row| values.value_as_date(row).map(|date| format!("DATE '{date}'")))
        }
        DataType::Timestamp(unit, zone) => match unit {
            TimeUnit::Second => instants::<TimestampSecondType>(array, 0, zone.is_some()),
            TimeUnit::Millisecond => instants::<TimestampMillisecondType>(array, 3, zone.is_some()),
            TimeUnit::Microsecond => instants::<TimestampMicrosecondType>(array, 6, zone.is_some()),
            TimeUnit::Nanosecond => instants::<TimestampNanosecondType>(array, 9, zone.is_some()),
        },
        DataType::Time64(TimeUnit::Nanosecond) => {
            let values = array.as_primitive::<Time64NanosecondType>();
            told(&|row| {
                values.value_as_time(row).map(|time| format!("CAST('{}' AS TIME)", time.format("%H:%M:%S%.9f")))
            })
        }
        other => return Err(ArrowError::NotYetImplemented(format!("a literal of {other}"))),
    })
}

/// Instants in UTC, with as many digits as their unit has.
fn instants<T>(array: &ArrayRef, digits: usize, zoned: bool) -> Vec<Option<String>>
where
    T: ArrowTemporalType,
    i64: From<T::Native>,
{
    let values = array.as_primitive::<T>();
    let (zone, of) = if zoned { (" +00:00", " WITH TIME ZONE") } else { ("", "") };
    let tell = |row: usize| {
        let time = values.value_as_datetime(row)?;
        let text = match digits {
            0 => time.format("%Y-%m-%d %H:%M:%S").to_string(),
            3 => time.format("%Y-%m-%d %H:%M:%S%.3f").to_string(),
            6 => time.format("%Y-%m-%d %H:%M:%S%.6f").to_string(),
            _ => time.format("%Y-%m-%d %H:%M:%S%.9f").to_string(),
        };
        Some(format!("CAST('{text}{zone}' AS TIMESTAMP({digits}){of})"))
    };
    (0..values.len()).map(|row| if values.is_null(row) { None } else { tell(row) }).collect()
}

/// A double: as it is written where that reads well, else out of text.
fn float(value: f64) -> String {
    if let Some(text) = nan(value.is_nan(), value.is_sign_negative(), "DOUBLE") {
        return text;
    }
    let mut text = String::new();
    double(value, &mut text);
    let plain = !(value == 0.0 && value.is_sign_negative()) && text.bytes().all(|byte| b"-.0123456789".contains(&byte));
    if plain { text } else { format!("CAST('{value}' AS DOUBLE)") }
}

/// There are two that are no number, and what is compared sees their sign.
fn nan(is_nan: bool, is_negative: bool, of: &str) -> Option<String> {
    is_nan.then(|| format!("{}CAST('NaN' AS {of})", if is_negative { "-" } else { "" }))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_told_whole() {
        assert_eq!(float(337.0), "337.0");
        assert_eq!(float(-3.5), "-3.5");
        assert_eq!(float(0.1 + 0.2), "0.30000000000000004");
        assert_eq!(float(-0.0), "CAST('-0' AS DOUBLE)");
        assert_eq!(float(1.5e10), "CAST('15000000000' AS DOUBLE)");
        assert_eq!(float(f64::NAN.copysign(1.0)), "CAST('NaN' AS DOUBLE)");
        assert_eq!(float(f64::NAN.copysign(-1.0)), "-CAST('NaN' AS DOUBLE)");
        assert_eq!(float(f64::NEG_INFINITY), "CAST('-inf' AS DOUBLE)");
    }
}
