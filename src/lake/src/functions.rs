//! The functions of the dialect that DataFusion does not have, or has otherwise.
//!
//! A function here is a row of a table: its name, what it takes, what it gives, and how. The arguments are
//! converted before it sees them; if one of them is NULL, so is the result.

use crate::calendar;
use crate::json_path;
use crate::types::result_name;
use datafusion::arrow::array::{Array, TimestampMillisecondBuilder};
use datafusion::arrow::array::{ArrayRef, AsArray, Date32Builder, Float64Builder, Int64Builder, StringViewBuilder};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, TimeUnit, TimestampMillisecondType};
use datafusion::common::{Result, exec_err, plan_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use std::sync::Arc;

/// All functions of the table.
pub(crate) fn all() -> impl Iterator<Item = Arc<ScalarUDF>> {
    FUNCTIONS.iter().map(|function| Arc::new(ScalarUDF::from(Udf::new(function))))
}

/// How one of the table's functions is called: `date_diff(varchar, timestamp, timestamp)`.
pub(crate) fn signature(name: &str) -> Option<String> {
    let function = FUNCTIONS.iter().find(|function| function.name == name)?;
    let takes: Vec<String> = function.takes.iter().map(|kind| result_name(&kind.data_type())).collect();
    Some(format!("{name}({})", takes.join(", ")))
}

/// What a function takes or gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Text,
    Int,
    Double,
    /// Milliseconds since 1970, UTC.
    Instant,
    /// Days since 1970.
    Date,
    /// A date if the last argument is one, else an instant.
    DateOrInstant,
}

impl Kind {
    fn data_type(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8View,
            Self::Int => DataType::Int64,
            Self::Double => DataType::Float64,
            Self::Instant | Self::DateOrInstant => DataType::Timestamp(TimeUnit::Millisecond, None),
            Self::Date => DataType::Date32,
        }
    }
}

/// An argument or a result.
pub(crate) enum Value<'a> {
    Text(&'a str),
    Owned(String),
    Int(i64),
    Double(f64),
    /// Milliseconds since 1970.
    Instant(i64),
    Null,
}

/// A function; it fails with a reason for people.
struct Function {
    name: &'static str,
    takes: &'static [Kind],
    gives: Kind,
    body: fn(&[Value<'_>]) -> std::result::Result<Value<'static>, String>,
}

use Kind::{Date, DateOrInstant, Double, Instant, Int, Text};

const FUNCTIONS: &[Function] = &[
    Function { name: "date_parse", takes: &[Text, Text], gives: Instant, body: calendar::date_parse },
    Function { name: "parse_datetime", takes: &[Text, Text], gives: Instant, body: calendar::parse_datetime },
    Function { name: "date_format", takes: &[Instant, Text], gives: Text, body: calendar::date_format },
    Function { name: "format_datetime", takes: &[Instant, Text], gives: Text, body: calendar::format_datetime },
    Function { name: "date_diff", takes: &[Text, Instant, Instant], gives: Int, body: calendar::date_diff },
    Function { name: "date_add", takes: &[Text, Int, DateOrInstant], gives: DateOrInstant, body: calendar::date_add },
    Function { name: "from_unixtime", takes: &[Double], gives: Instant, body: calendar::from_unixtime },
    Function { name: "to_unixtime", takes: &[Instant], gives: Double, body: calendar::to_unixtime },
    Function { name: "from_iso8601_timestamp", takes: &[Text], gives: Instant, body: calendar::from_iso8601 },
    Function { name: "from_iso8601_date", takes: &[Text], gives: Date, body: calendar::from_iso8601 },
    Function { name: "to_iso8601", takes: &[Instant], gives: Text, body: calendar::to_iso8601 },
    Function { name: "json_extract_scalar", takes: &[Text, Text], gives: Text, body: json_path::extract_scalar },
    Function { name: "json_extract", takes: &[Text, Text], gives: Text, body: json_path::extract },
    Function { name: "json_array_length", takes: &[Text], gives: Int, body: json_path::array_length },
    Function { name: "split_part", takes: &[Text, Text, Int], gives: Text, body: split_part },
];

/// Unlike DataFusion's, gives NULL for a part that is not there.
fn split_part(arguments: &[Value<'_>]) -> std::result::Result<Value<'static>, String> {
    let [Value::Text(text), Value::Text(delimiter), Value::Int(index)] = arguments else {
        return Ok(Value::Null);
    };
    let Some(index) = usize::try_from(*index).ok().and_then(|index| index.checked_sub(1)) else {
        return Err("the index of a part begins at 1".into());
    };
    Ok(text.split(*delimiter).nth(index).map_or(Value::Null, |part| Value::Owned(part.to_owned())))
}

/// A [`Function`] as DataFusion sees it.
#[derive(PartialEq, Eq, Hash)]
struct Udf {
    /// Its place in [`FUNCTIONS`] stands for the function: names there are unique.
    name: &'static str,
    signature: Signature,
}

impl Udf {
    fn new(function: &Function) -> Self {
        Self { name: function.name, signature: Signature::user_defined(Volatility::Immutable) }
    }

    fn function(&self) -> Result<&'static Function> {
        match FUNCTIONS.iter().find(|function| function.name == self.name) {
            Some(function) => Ok(function),
            None => plan_err!("Invalid function '{}'", self.name),
        }
    }
}

impl std::fmt::Debug for Udf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

fn is_date(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Date32 | DataType::Date64)
}

impl ScalarUDFImpl for Udf {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        let function = self.function()?;
        Ok(match function.gives {
            DateOrInstant if arguments.last().is_some_and(is_date) => DataType::Date32,
            kind => kind.data_type(),
        })
    }

    fn coerce_types(&self, arguments: &[DataType]) -> Result<Vec<DataType>> {
        let takes = self.function()?.takes;
        if arguments.len() != takes.len() {
            return plan_err!("a call to '{}' has {} arguments; it takes {}", self.name, arguments.len(), takes.len());
        }
        Ok(takes
            .iter()
            .zip(arguments)
            .map(|(kind, given)| match kind {
                DateOrInstant if is_date(given) => DataType::Date32,
                kind => kind.data_type(),
            })
            .collect())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let function = self.function()?;
        let constant = args.args.iter().all(|argument| matches!(argument, ColumnarValue::Scalar(_)));
        let count = if constant { 1 } else { args.number_rows };
        let mut columns = Vec::with_capacity(args.args.len());
        for (argument, kind) in args.args.iter().zip(function.takes) {
            columns.push((cast(&argument.to_array(count)?, &kind.data_type())?, *kind));
        }
        let mut out = Out::new(args.return_type());
        let mut row = Vec::with_capacity(columns.len());
        for index in 0..count {
            row.clear();
            row.extend(columns.iter().map(|(column, kind)| value(column, *kind, index)));
            if row.iter().any(|value| matches!(value, Value::Null)) {
                out.push(Value::Null);
                continue;
            }
            match (function.body)(&row) {
                Ok(value) => out.push(value),
                Err(reason) => return exec_err!("{}: {reason}", self.name),
            }
        }
        let array = out.finish();
        if constant {
            return Ok(ColumnarValue::Scalar(datafusion::common::ScalarValue::try_from_array(&array, 0)?));
        }
        Ok(ColumnarValue::Array(array))
    }
}

fn value(column: &ArrayRef, kind: Kind, row: usize) -> Value<'_> {
    if column.is_null(row) {
        return Value::Null;
    }
    match kind {
        Text => Value::Text(column.as_string_view().value(row)),
        Int => Value::Int(column.as_primitive::<Int64Type>().value(row)),
        Double => Value::Double(column.as_primitive::<Float64Type>().value(row)),
        Instant | DateOrInstant => Value::Instant(column.as_primitive::<TimestampMillisecondType>().value(row)),
        Date => Value::Instant(i64::from(column.as_primitive::<Date32Type>().value(row)) * calendar::DAY_MS),
    }
}

/// A result column under construction.
enum Out {
    Text(StringViewBuilder),
    Int(Int64Builder),
    Double(Float64Builder),
    Instant(TimestampMillisecondBuilder),
    Date(Date32Builder),
}

impl Out {
    fn new(data_type: &DataType) -> Self {
        match data_type {
            DataType::Int64 => Self::Int(Int64Builder::new()),
            DataType::Float64 => Self::Double(Float64Builder::new()),
            DataType::Date32 => Self::Date(Date32Builder::new()),
            DataType::Timestamp(..) => Self::Instant(TimestampMillisecondBuilder::new()),
            _ => Self::Text(StringViewBuilder::new()),
        }
    }

    /// Adds a value; one of another kind is NULL.
    fn push(&mut self, value: Value<'_>) {
        match (self, value) {
            (Self::Text(builder), Value::Owned(text)) => builder.append_value(text),
            (Self::Text(builder), Value::Text(text)) => builder.append_value(text),
            (Self::Text(builder), _) => builder.append_null(),
            (Self::Int(builder), Value::Int(value)) => builder.append_value(value),
            (Self::Int(builder), _) => builder.append_null(),
            (Self::Double(builder), Value::Double(value)) => builder.append_value(value),
            (Self::Double(builder), _) => builder.append_null(),
            (Self::Instant(builder), Value::Instant(value)) => builder.append_value(value),
            (Self::Instant(builder), _) => builder.append_null(),
            (Self::Date(builder), Value::Instant(value)) => {
                builder.append_option(i32::try_from(value.div_euclid(calendar::DAY_MS)).ok());
            }
            (Self::Date(builder), _) => builder.append_null(),
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Text(mut builder) => Arc::new(builder.finish()),
            Self::Int(mut builder) => Arc::new(builder.finish()),
            Self::Double(mut builder) => Arc::new(builder.finish()),
            Self::Instant(mut builder) => Arc::new(builder.finish()),
            Self::Date(mut builder) => Arc::new(builder.finish()),
        }
    }
}
