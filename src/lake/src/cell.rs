//! Building columns value by value. Values come from text here, from JSON in [`crate::json`].
//!
//! A value that does not fit is reported, never replaced: whether that ends the query (JSON) or gives NULL
//! (delimited text) is the reader's choice.

use crate::parse::{parse_boolean, parse_date, parse_decimal, parse_timestamp};
use crate::types::{entries_field, item_field};
use datafusion::arrow::array::{
    ArrayRef, BinaryBuilder, BooleanBuilder, Date32Builder, Decimal128Builder, Float32Builder, Float64Builder,
    Int8Builder, Int16Builder, Int32Builder, Int64Builder, ListArray, MapArray, StringViewBuilder, StructArray,
    TimestampMillisecondBuilder,
};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Fields};
use datafusion::arrow::error::ArrowError;
use std::sync::Arc;

/// A column under construction.
pub(crate) enum Cell {
    Boolean(BooleanBuilder),
    Int8(Int8Builder),
    Int16(Int16Builder),
    Int32(Int32Builder),
    Int64(Int64Builder),
    Float32(Float32Builder),
    Float64(Float64Builder),
    Decimal(Decimal128Builder, u8, i8),
    Text(StringViewBuilder),
    Binary(BinaryBuilder),
    Date(Date32Builder),
    Timestamp(TimestampMillisecondBuilder),
    List(Box<Cell>, Spans),
    Map(Box<Cell>, Box<Cell>, Spans),
    Row(RowCells, Vec<bool>),
}

/// Where the items of each list lie, and which lists are there.
#[derive(Default)]
pub(crate) struct Spans {
    lengths: Vec<usize>,
    valid: Vec<bool>,
}

/// The columns of a row, found by name without regard to case.
pub(crate) struct RowCells {
    pub(crate) names: Vec<String>,
    pub(crate) cells: Vec<Cell>,
    /// Which columns the row at hand has given.
    pub(crate) given: Vec<bool>,
}

impl Cell {
    /// An empty column of a type that [`crate::types::parse_hive`] gives.
    pub(crate) fn new(data_type: &DataType) -> Result<Self, ArrowError> {
        Ok(match data_type {
            DataType::Boolean => Self::Boolean(BooleanBuilder::new()),
            DataType::Int8 => Self::Int8(Int8Builder::new()),
            DataType::Int16 => Self::Int16(Int16Builder::new()),
            DataType::Int32 => Self::Int32(Int32Builder::new()),
            DataType::Int64 => Self::Int64(Int64Builder::new()),
            DataType::Float32 => Self::Float32(Float32Builder::new()),
            DataType::Float64 => Self::Float64(Float64Builder::new()),
            DataType::Decimal128(precision, scale) => Self::Decimal(
                Decimal128Builder::new().with_precision_and_scale(*precision, *scale)?,
                *precision,
                *scale,
            ),
            DataType::Utf8View | DataType::Utf8 => Self::Text(StringViewBuilder::new()),
            DataType::Binary => Self::Binary(BinaryBuilder::new()),
            DataType::Date32 => Self::Date(Date32Builder::new()),
            DataType::Timestamp(_, _) => Self::Timestamp(TimestampMillisecondBuilder::new()),
            DataType::List(item) => Self::List(Box::new(Self::new(item.data_type())?), Spans::default()),
            DataType::Map(entries, _) => match entries.data_type() {
                DataType::Struct(fields) if fields.len() == 2 => Self::Map(
                    Box::new(Self::new(fields[0].data_type())?),
                    Box::new(Self::new(fields[1].data_type())?),
                    Spans::default(),
                ),
                other => return Err(ArrowError::SchemaError(format!("a map of {other}"))),
            },
            DataType::Struct(fields) => {
                let named = fields.iter().map(|field| (field.name().as_str(), field.data_type()));
                Self::Row(RowCells::new(named)?, Vec::new())
            }
            other => {
                return Err(ArrowError::SchemaError(format!("no column can be built of {other}")));
            }
        })
    }

    /// Adds NULL.
    pub(crate) fn push_null(&mut self) {
        match self {
            Self::Boolean(builder) => builder.append_null(),
            Self::Int8(builder) => builder.append_null(),
            Self::Int16(builder) => builder.append_null(),
            Self::Int32(builder) => builder.append_null(),
            Self::Int64(builder) => builder.append_null(),
            Self::Float32(builder) => builder.append_null(),
            Self::Float64(builder) => builder.append_null(),
            Self::Decimal(builder, ..) => builder.append_null(),
            Self::Text(builder) => builder.append_null(),
            Self::Binary(builder) => builder.append_null(),
            Self::Date(builder) => builder.append_null(),
            Self::Timestamp(builder) => builder.append_null(),
            Self::List(_, spans) | Self::Map(_, _, spans) => spans.push(0, false),
            Self::Row(row, valid) => {
                row.fill();
                valid.push(false);
            }
        }
    }

    /// Adds the value that `text` stands for; if it stands for none, adds nothing and says no.
    pub(crate) fn push_text(&mut self, text: &str) -> bool {
        match self {
            Self::Boolean(builder) => push(parse_boolean(text), |value| builder.append_value(value)),
            Self::Int8(builder) => push(text.trim().parse().ok(), |value| builder.append_value(value)),
            Self::Int16(builder) => push(text.trim().parse().ok(), |value| builder.append_value(value)),
            Self::Int32(builder) => push(text.trim().parse().ok(), |value| builder.append_value(value)),
            Self::Int64(builder) => push(text.trim().parse().ok(), |value| builder.append_value(value)),
            Self::Float32(builder) => push(text.trim().parse().ok(), |value| builder.append_value(value)),
            Self::Float64(builder) => push(text.trim().parse().ok(), |value| builder.append_value(value)),
            Self::Decimal(builder, precision, scale) => {
                push(parse_decimal(text.trim(), *precision, *scale), |value| builder.append_value(value))
            }
            Self::Text(builder) => push(Some(text), |value| builder.append_value(value)),
            Self::Binary(builder) => push(Some(text), |value| builder.append_value(value)),
            Self::Date(builder) => push(parse_date(text.trim()), |value| builder.append_value(value)),
            Self::Timestamp(builder) => push(parse_timestamp(text.trim()), |value| builder.append_value(value)),
            Self::List(..) | Self::Map(..) | Self::Row(..) => false,
        }
    }

    /// The column, which is empty again afterwards.
    pub(crate) fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Self::Boolean(builder) => Arc::new(builder.finish()),
            Self::Int8(builder) => Arc::new(builder.finish()),
            Self::Int16(builder) => Arc::new(builder.finish()),
            Self::Int32(builder) => Arc::new(builder.finish()),
            Self::Int64(builder) => Arc::new(builder.finish()),
            Self::Float32(builder) => Arc::new(builder.finish()),
            Self::Float64(builder) => Arc::new(builder.finish()),
            Self::Decimal(builder, ..) => Arc::new(builder.finish()),
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Binary(builder) => Arc::new(builder.finish()),
            Self::Date(builder) => Arc::new(builder.finish()),
            Self::Timestamp(builder) => Arc::new(builder.finish()),
            Self::List(item, spans) => {
                let values = item.finish()?;
                let (offsets, valid) = spans.take();
                Arc::new(ListArray::try_new(item_field(values.data_type().clone()), offsets, values, valid)?)
            }
            Self::Map(key, value, spans) => {
                let (mut keys, values) = (key.finish()?, value.finish()?);
                if matches!(**key, Self::Text(_)) {
                    keys = cast(&keys, &DataType::Utf8)?;
                }
                let field = entries_field(keys.data_type().clone(), values.data_type().clone());
                let fields = match field.data_type() {
                    DataType::Struct(fields) => fields.clone(),
                    _ => Fields::empty(),
                };
                let entries = StructArray::try_new(fields, vec![keys, values], None)?;
                let (offsets, valid) = spans.take();
                Arc::new(MapArray::try_new(field, offsets, entries, valid, false)?)
            }
            Self::Row(row, valid) => {
                let valid = NullBuffer::from(std::mem::take(valid));
                let length = valid.len();
                let mut columns = Vec::with_capacity(row.cells.len());
                for cell in &mut row.cells {
                    columns.push(cell.finish()?);
                }
                let fields: Fields = row
                    .names
                    .iter()
                    .zip(&columns)
                    .map(|(name, column)| {
                        datafusion::arrow::datatypes::Field::new(name, column.data_type().clone(), true)
                    })
                    .collect();
                Arc::new(StructArray::try_new_with_length(fields, columns, Some(valid), length)?)
            }
        })
    }

    /// What a person would call the type.
    pub(crate) fn wanted(&self) -> &'static str {
        match self {
            Self::Boolean(_) => "a boolean",
            Self::Int8(_) => "a tinyint",
            Self::Int16(_) => "a smallint",
            Self::Int32(_) => "an int",
            Self::Int64(_) => "a bigint",
            Self::Float32(_) => "a float",
            Self::Float64(_) => "a double",
            Self::Decimal(..) => "a decimal",
            Self::Text(_) => "a string",
            Self::Binary(_) => "a binary",
            Self::Date(_) => "a date",
            Self::Timestamp(_) => "a timestamp",
            Self::List(..) => "an array",
            Self::Map(..) => "a map",
            Self::Row(..) => "a struct",
        }
    }
}

fn push<T>(value: Option<T>, append: impl FnOnce(T)) -> bool {
    value.map(append).is_some()
}

impl Spans {
    pub(crate) fn push(&mut self, length: usize, valid: bool) {
        self.lengths.push(length);
        self.valid.push(valid);
    }

    fn take(&mut self) -> (OffsetBuffer<i32>, Option<NullBuffer>) {
        let offsets = OffsetBuffer::from_lengths(std::mem::take(&mut self.lengths));
        (offsets, Some(NullBuffer::from(std::mem::take(&mut self.valid))))
    }
}

impl RowCells {
    pub(crate) fn new<'a>(fields: impl Iterator<Item = (&'a str, &'a DataType)>) -> Result<Self, ArrowError> {
        Self::named(fields, false)
    }

    /// With the names' case, if it is to count.
    pub(crate) fn named<'a>(
        fields: impl Iterator<Item = (&'a str, &'a DataType)>,
        exact: bool,
    ) -> Result<Self, ArrowError> {
        let mut row = Self { names: Vec::new(), cells: Vec::new(), given: Vec::new() };
        for (name, data_type) in fields {
            row.names.push(if exact { name.to_owned() } else { name.to_lowercase() });
            row.cells.push(Cell::new(data_type)?);
            row.given.push(false);
        }
        Ok(row)
    }

    /// The columns, in order.
    pub(crate) fn cells(&mut self) -> &mut [Cell] {
        &mut self.cells
    }

    /// The columns' arrays; all are empty again afterwards.
    pub(crate) fn finish(&mut self) -> Result<Vec<ArrayRef>, ArrowError> {
        self.cells.iter_mut().map(Cell::finish).collect()
    }

    /// Ends a row: what it has not given is NULL.
    pub(crate) fn fill(&mut self) {
        for (cell, given) in self.cells.iter_mut().zip(&mut self.given) {
            if !std::mem::take(given) {
                cell.push_null();
            }
        }
    }

    /// The column called `key`. Keys mostly come in the columns' order, so the search begins at `from`.
    pub(crate) fn position(&self, key: &str, from: usize, exact: bool) -> Option<usize> {
        let count = self.names.len();
        let same = |index: &usize| {
            let name = self.names[*index].as_str();
            if exact {
                return name == key;
            }
            name == key || name.eq_ignore_ascii_case(key) || (!key.is_ascii() && name == key.to_lowercase())
        };
        (from..count).chain(0..from.min(count)).find(same)
    }
}
