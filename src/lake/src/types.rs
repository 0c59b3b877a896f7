//! Hive's types as Arrow's, and Arrow's types in the words of a query's result.
//!
//! Knows no values; see [`crate::cell`] for reading them and [`crate::text`] for printing them.

use datafusion::arrow::datatypes::{DataType, Field, Fields, TimeUnit};
use std::sync::Arc;

/// The Arrow type of a Hive type (`bigint`, `array<double>`, `struct<a:int,b:string>`, …).
///
/// Errors name what was not understood, for people.
pub(crate) fn parse_hive(text: &str) -> Result<DataType, String> {
    let mut parser = Parser { rest: text.trim() };
    let parsed = parser.parse_type()?;
    match parser.rest.trim() {
        "" => Ok(parsed),
        rest => Err(format!("unexpected '{rest}' in the type '{text}'")),
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

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn parse_type(&mut self) -> Result<DataType, String> {
        let word = self.word().to_ascii_lowercase();
        Ok(match word.as_str() {
            "boolean" => DataType::Boolean,
            "tinyint" => DataType::Int8,
            "smallint" => DataType::Int16,
            "int" | "integer" => DataType::Int32,
            "bigint" => DataType::Int64,
            "float" | "real" => DataType::Float32,
            "double" => DataType::Float64,
            "string" => DataType::Utf8View,
            "varchar" | "char" => {
                self.arguments()?;
                DataType::Utf8View
            }
            "date" => DataType::Date32,
            "timestamp" => DataType::Timestamp(TimeUnit::Millisecond, None),
            "binary" => DataType::Binary,
            "decimal" => {
                let arguments = self.arguments()?;
                let precision = arguments.first().copied().unwrap_or(10);
                let scale = arguments.get(1).copied().unwrap_or(0);
                if !(1..=38).contains(&precision) || scale > precision {
                    return Err(format!("decimal({precision},{scale}) is out of range"));
                }
                DataType::Decimal128(precision, i8::try_from(scale).unwrap_or(0))
            }
            "array" => {
                self.expect('<')?;
                let item = self.parse_type()?;
                self.expect('>')?;
                DataType::List(item_field(item))
            }
            "map" => {
                self.expect('<')?;
                // Keys are compared with literals without a conversion, and those are `Utf8`.
                let key = match self.parse_type()? {
                    DataType::Utf8View => DataType::Utf8,
                    key => key,
                };
                self.expect(',')?;
                let value = self.parse_type()?;
                self.expect('>')?;
                DataType::Map(entries_field(key, value), false)
            }
            "struct" => {
                self.expect('<')?;
                let mut fields = Vec::new();
                loop {
                    let name = self.word().to_lowercase();
                    if name.is_empty() {
                        return Err(format!("expected a field's name before '{}'", self.rest));
                    }
                    self.expect(':')?;
                    fields.push(Field::new(name, self.parse_type()?, true));
                    if !self.eat(',') {
                        break;
                    }
                }
                self.expect('>')?;
                DataType::Struct(Fields::from(fields))
            }
            _ => return Err(format!("unknown type '{word}'")),
        })
    }

    /// Letters, digits and what else a name is made of.
    fn word(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(['<', '>', '(', ')', ',', ':']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.trim_end()
    }

    /// `(10, 2)`, if it is there.
    fn arguments(&mut self) -> Result<Vec<u8>, String> {
        let mut arguments = Vec::new();
        if self.eat('(') {
            loop {
                let word = self.word();
                // A `varchar` may be longer than a byte can tell; its length is not enforced.
                let number: u32 = word.parse().map_err(|_| format!("expected a number, found '{word}'"))?;
                arguments.push(u8::try_from(number).unwrap_or(u8::MAX));
                if !self.eat(',') {
                    break;
                }
            }
            self.expect(')')?;
        }
        Ok(arguments)
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, wanted: char) -> Result<(), String> {
        if self.eat(wanted) { Ok(()) } else { Err(format!("expected '{wanted}' before '{}'", self.rest)) }
    }
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
        assert_eq!(name("array<int"), Err("expected '>' before ''".into()));
        assert_eq!(name("decimal(99,2)"), Err("decimal(99,2) is out of range".into()));
    }
}
