//! Values as the text that a result shows: `1.0`, `1.5E10`, `2001-01-01 06:30:00.000`, `[a, b]`, `{x=1}`.
//!
//! Does not quote or escape; that is the business of whoever writes a file of it.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, FixedSizeListArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float32Type, Float64Type, Int64Type, TimeUnit, TimestampMillisecondType,
    UInt64Type,
};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use std::fmt::Write;

/// The values of `array` as text; `None` is NULL.
pub(crate) fn column(array: &ArrayRef) -> Result<Vec<Option<String>>, ArrowError> {
    let printer = Printer::new(array)?;
    Ok((0..array.len())
        .map(|row| {
            (!printer.is_null(row)).then(|| {
                let mut text = String::new();
                printer.print(row, &mut text);
                text
            })
        })
        .collect())
}

/// A double as Java prints it: the fewest digits that give it back, `E` from 10⁷ up and below 10⁻³.
pub(crate) fn double(value: f64, out: &mut String) {
    number(value, format!("{value:e}"), format!("{value}"), out);
}

fn real(value: f32, out: &mut String) {
    number(f64::from(value), format!("{value:e}"), format!("{value}"), out);
}

fn number(value: f64, scientific: String, plain: String, out: &mut String) {
    let magnitude = value.abs();
    if value.is_nan() {
        out.push_str("NaN");
    } else if value.is_infinite() {
        out.push_str(if value > 0.0 { "Infinity" } else { "-Infinity" });
    } else if magnitude == 0.0 || (1e-3..1e7).contains(&magnitude) {
        out.push_str(&plain);
        if !plain.contains('.') {
            out.push_str(".0");
        }
    } else {
        let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        out.push_str(mantissa);
        if !mantissa.contains('.') {
            out.push_str(".0");
        }
        out.push('E');
        out.push_str(exponent);
    }
}

/// An array whose type has been looked at once, for all its rows.
enum Printer {
    Null,
    Boolean(ArrayRef),
    Integer(ArrayRef),
    Unsigned(ArrayRef),
    Real(ArrayRef),
    Double(ArrayRef),
    Decimal(ArrayRef),
    Text(ArrayRef),
    Binary(ArrayRef),
    Date(ArrayRef),
    /// Milliseconds, and whether a time zone is shown behind them.
    Timestamp(ArrayRef, bool),
    List(ArrayRef, Box<Printer>),
    Map(ArrayRef, Box<Printer>, Box<Printer>),
    Row(ArrayRef, Vec<(String, Printer)>),
    /// Arrow's own way (intervals, times).
    Other(ArrayRef),
}

impl Printer {
    fn new(array: &ArrayRef) -> Result<Self, ArrowError> {
        Ok(match array.data_type() {
            DataType::Null => Self::Null,
            DataType::Boolean => Self::Boolean(array.clone()),
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => {
                Self::Integer(cast(array, &DataType::Int64)?)
            }
            DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => {
                Self::Unsigned(cast(array, &DataType::UInt64)?)
            }
            DataType::Float16 | DataType::Float32 => Self::Real(cast(array, &DataType::Float32)?),
            DataType::Float64 => Self::Double(array.clone()),
            DataType::Decimal128(..) => Self::Decimal(array.clone()),
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Self::Text(cast(array, &DataType::Utf8View)?),
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
                Self::Binary(cast(array, &DataType::Binary)?)
            }
            DataType::Date32 | DataType::Date64 => Self::Date(cast(array, &DataType::Date32)?),
            DataType::Timestamp(_, zone) => {
                let milliseconds = DataType::Timestamp(TimeUnit::Millisecond, None);
                let utc = match zone {
                    Some(_) => cast(array, &DataType::Timestamp(TimeUnit::Millisecond, Some("+00:00".into())))?,
                    None => array.clone(),
                };
                Self::Timestamp(cast(&utc, &milliseconds)?, zone.is_some())
            }
            DataType::List(_) => Self::List(array.clone(), Box::new(Self::new(array.as_list::<i32>().values())?)),
            DataType::LargeList(item) => {
                return Self::new(&cast(array, &DataType::List(item.clone()))?);
            }
            DataType::FixedSizeList(item, _) => {
                debug_assert!(array.as_any().is::<FixedSizeListArray>());
                return Self::new(&cast(array, &DataType::List(item.clone()))?);
            }
            DataType::Map(_, _) => {
                let map = array.as_map();
                Self::Map(array.clone(), Box::new(Self::new(map.keys())?), Box::new(Self::new(map.values())?))
            }
            DataType::Struct(fields) => {
                let columns = array.as_struct().columns();
                let columns: Result<_, ArrowError> = fields
                    .iter()
                    .zip(columns)
                    .map(|(field, column)| Ok((field.name().clone(), Self::new(column)?)))
                    .collect();
                Self::Row(array.clone(), columns?)
            }
            DataType::Dictionary(_, value) => return Self::new(&cast(array, value)?),
            _ => Self::Other(array.clone()),
        })
    }

    fn is_null(&self, row: usize) -> bool {
        match self {
            Self::Null => true,
            Self::Boolean(array)
            | Self::Integer(array)
            | Self::Unsigned(array)
            | Self::Real(array)
            | Self::Double(array)
            | Self::Decimal(array)
            | Self::Text(array)
            | Self::Binary(array)
            | Self::Date(array)
            | Self::Timestamp(array, _)
            | Self::List(array, _)
            | Self::Map(array, ..)
            | Self::Row(array, _)
            | Self::Other(array) => array.is_null(row),
        }
    }

    fn print(&self, row: usize, out: &mut String) {
        if self.is_null(row) {
            out.push_str("null");
            return;
        }
        // Writing into a `String` cannot fail, so the results of `write!` say nothing.
        match self {
            Self::Null => {}
            Self::Boolean(array) => out.push_str(if array.as_boolean().value(row) { "true" } else { "false" }),
            Self::Integer(array) => {
                let _ = write!(out, "{}", array.as_primitive::<Int64Type>().value(row));
            }
            Self::Unsigned(array) => {
                let _ = write!(out, "{}", array.as_primitive::<UInt64Type>().value(row));
            }
            Self::Real(array) => real(array.as_primitive::<Float32Type>().value(row), out),
            Self::Double(array) => double(array.as_primitive::<Float64Type>().value(row), out),
            Self::Decimal(array) => out.push_str(&array.as_primitive::<Decimal128Type>().value_as_string(row)),
            Self::Text(array) => out.push_str(array.as_string_view().value(row)),
            Self::Binary(array) => {
                for (index, byte) in array.as_binary::<i32>().value(row).iter().enumerate() {
                    let _ = write!(out, "{}{byte:02x}", if index == 0 { "" } else { " " });
                }
            }
            Self::Date(array) => match array.as_primitive::<Date32Type>().value_as_date(row) {
                Some(date) => {
                    let _ = write!(out, "{}", date.format("%Y-%m-%d"));
                }
                None => out.push('?'),
            },
            Self::Timestamp(array, zoned) => {
                match array.as_primitive::<TimestampMillisecondType>().value_as_datetime(row) {
                    Some(time) => {
                        let zone = if *zoned { " UTC" } else { "" };
                        let _ = write!(out, "{}{zone}", time.format("%Y-%m-%d %H:%M:%S%.3f"));
                    }
                    None => out.push('?'),
                }
            }
            Self::List(array, items) => {
                let offsets = array.as_list::<i32>().value_offsets();
                out.push('[');
                for (count, item) in range(offsets, row).enumerate() {
                    out.push_str(if count == 0 { "" } else { ", " });
                    items.print(item, out);
                }
                out.push(']');
            }
            Self::Map(array, keys, values) => {
                let offsets = array.as_map().value_offsets();
                out.push('{');
                for (count, entry) in range(offsets, row).enumerate() {
                    out.push_str(if count == 0 { "" } else { ", " });
                    keys.print(entry, out);
                    out.push('=');
                    values.print(entry, out);
                }
                out.push('}');
            }
            Self::Row(_, columns) => {
                out.push('{');
                for (count, (name, column)) in columns.iter().enumerate() {
                    let _ = write!(out, "{}{name}=", if count == 0 { "" } else { ", " });
                    column.print(row, out);
                }
                out.push('}');
            }
            Self::Other(array) => {
                if let Ok(formatter) = ArrayFormatter::try_new(array, &FormatOptions::default()) {
                    let _ = write!(out, "{}", formatter.value(row));
                }
            }
        }
    }
}

/// The positions of a list's items.
fn range(offsets: &[i32], row: usize) -> std::ops::Range<usize> {
    let at = |index: usize| offsets.get(index).and_then(|offset| usize::try_from(*offset).ok()).unwrap_or(0);
    at(row)..at(row + 1)
}

#[cfg(test)]
mod tests {
    use super::double;

    #[test]
    fn doubles_print_as_java_prints_them() {
        let text = |value: f64| {
            let mut out = String::new();
            double(value, &mut out);
            out
        };
        assert_eq!(text(1.0), "1.0");
        assert_eq!(text(-0.5), "-0.5");
        assert_eq!(text(0.001), "0.001");
        assert_eq!(text(0.000_12), "1.2E-4");
        assert_eq!(text(9_999_999.5), "9999999.5");
        assert_eq!(text(1e7), "1.0E7");
        assert_eq!(text(1.5e10), "1.5E10");
        assert_eq!(text(0.1 + 0.2), "0.30000000000000004");
        assert_eq!(text(f64::NEG_INFINITY), "-Infinity");
    }
}
