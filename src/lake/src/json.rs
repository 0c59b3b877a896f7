//! Reading a JSON object into a row of columns, without a tree between.
//!
//! Lines and files are not known here; [`crate::rows`] and [`crate::convert`] name them in the error.

use crate::cell::{Cell, RowCells};
use crate::parse::epoch_ms;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// Parts an error of [`Cell`] (the value; what was wanted) from those of the JSON reader.
pub(crate) const MISFIT: char = '\u{1}';

/// How members become columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rules {
    /// Names are compared with their case.
    pub(crate) exact_names: bool,
    /// Dots in members' names count as underscores.
    pub(crate) dots_to_underscores: bool,
    /// A number, a boolean or an instant of another form than the type's own is an error.
    pub(crate) strict: bool,
    /// Further forms of instants, in chrono's specifiers.
    pub(crate) timestamp_formats: Vec<String>,
    /// Numbers are milliseconds since 1970.
    pub(crate) millis: bool,
}

impl Rules {
    /// How a query reads.
    pub(crate) const QUERY: Self = Self {
        exact_names: false,
        dots_to_underscores: false,
        strict: false,
        timestamp_formats: Vec::new(),
        millis: false,
    };

    fn instant(&self, text: &str) -> Option<i64> {
        let parsed = self.timestamp_formats.iter().find_map(|format| {
            let time = chrono::DateTime::parse_from_str(text, format).map(|time| time.timestamp_millis());
            let time = time.or_else(|_| {
                chrono::NaiveDateTime::parse_from_str(text, format).map(|time| time.and_utc().timestamp_millis())
            });
            let day = || chrono::NaiveDate::parse_from_str(text, format).ok()?.and_hms_opt(0, 0, 0);
            time.ok().or_else(|| day().map(|time| time.and_utc().timestamp_millis()))
        });
        parsed.or_else(|| text.parse().ok().filter(|_| self.millis))
    }
}

impl Cell {
    fn misfit<E: Error>(&self, value: &str) -> E {
        let shown: String = value.chars().take(60).collect();
        E::custom(format_args!("{MISFIT}{shown}{MISFIT}{}", self.wanted()))
    }
}

impl RowCells {
    /// Reads a JSON object into one row.
    pub(crate) fn read<'de, D: Deserializer<'de>>(&mut self, deserializer: D, rules: &Rules) -> Result<(), D::Error> {
        deserializer.deserialize_map(ObjectVisitor(self, rules))
    }

    fn read_entries<'de, A: MapAccess<'de>>(&mut self, mut entries: A, rules: &Rules) -> Result<(), A::Error> {
        let mut next = 0;
        while let Some(key) = entries.next_key::<Key<'de>>()? {
            let position = if rules.dots_to_underscores && key.0.contains('.') {
                self.position(&key.0.replace('.', "_"), next, rules.exact_names)
            } else {
                self.position(&key.0, next, rules.exact_names)
            };
            match position {
                // Of two equal keys, the first counts.
                Some(index) if !self.given[index] => {
                    let cell = &mut self.cells[index];
                    entries.next_value_seed(Named { cell, name: &self.names[index], rules })?;
                    self.given[index] = true;
                    next = index + 1;
                }
                _ => {
                    entries.next_value::<serde::de::IgnoredAny>()?;
                }
            }
        }
        self.fill();
        Ok(())
    }
}

/// A key that is borrowed from the line where it can be.
struct Key<'de>(Cow<'de, str>);

impl<'de> serde::Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(key)))
            }
            fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct ObjectVisitor<'a>(&'a mut RowCells, &'a Rules);

impl<'de> Visitor<'de> for ObjectVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<(), A::Error> {
        self.0.read_entries(entries, self.1)
    }
}

/// A cell and the name of its column, for the error.
struct Named<'a> {
    cell: &'a mut Cell,
    name: &'a str,
    rules: &'a Rules,
}

impl<'de> DeserializeSeed<'de> for Named<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(CellVisitor(self.cell, self.rules)).map_err(|error| {
            let message = error.to_string();
            match message.strip_prefix(MISFIT) {
                // The innermost name is the one that was seen first.
                Some(rest) if rest.matches(MISFIT).count() == 1 => {
                    let rest = rest.rsplit_once(" at line ").map_or(rest, |(rest, _)| rest);
                    D::Error::custom(format_args!("{MISFIT}{rest}{MISFIT}{}", self.name))
                }
                _ => error,
            }
        })
    }
}

struct CellSeed<'a>(&'a mut Cell, &'a Rules);

impl<'de> DeserializeSeed<'de> for CellSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(CellVisitor(self.0, self.1))
    }
}

struct CellVisitor<'a>(&'a mut Cell, &'a Rules);

impl CellVisitor<'_> {
    fn text<E: Error>(self, text: &str) -> Result<(), E> {
        if self.0.push_text(text) { Ok(()) } else { Err(self.0.misfit(text)) }
    }
}

impl<'de> Visitor<'de> for CellVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.wanted())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.push_null();
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.text(if value { "true" } else { "false" })
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        match self.0 {
            Cell::Int64(builder) => builder.append_value(value),
            Cell::Int32(builder) if i32::try_from(value).is_ok() => builder.append_value(value as i32),
            Cell::Float64(builder) => builder.append_value(value as f64),
            Cell::Timestamp(builder) if self.1.millis => builder.append_value(value),
            Cell::Timestamp(_) if self.1.strict => return Err(self.0.misfit(&value.to_string())),
            Cell::Timestamp(builder) => builder.append_value(epoch_ms(value)),
            _ => return self.text(&value.to_string()),
        }
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => self.text(&value.to_string()),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        match self.0 {
            Cell::Float64(builder) => builder.append_value(value),
            Cell::Float32(builder) => builder.append_value(value as f32),
            // Seconds with a fraction.
            Cell::Timestamp(builder) if !self.1.strict && value.abs() < 1e12 => {
                builder.append_value((value * 1000.0).round() as i64);
            }
            _ => return self.text(&value.to_string()),
        }
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        let is_text = matches!(self.0, Cell::Text(_) | Cell::Binary(_) | Cell::Date(_) | Cell::Timestamp(_));
        if self.1.strict && !is_text {
            return Err(self.0.misfit(&format!("\"{value}\"")));
        }
        if let Cell::Timestamp(builder) = self.0
            && let Some(instant) = self.1.instant(value)
        {
            builder.append_value(instant);
            return Ok(());
        }
        self.text(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        match self.0 {
            Cell::List(item, spans) => {
                let mut length = 0;
                while items.next_element_seed(CellSeed(item, self.1))?.is_some() {
                    length += 1;
                }
                spans.push(length, true);
                Ok(())
            }
            Cell::Text(builder) => {
                let value: serde_json::Value =
                    serde::Deserialize::deserialize(serde::de::value::SeqAccessDeserializer::new(items))?;
                builder.append_value(value.to_string());
                Ok(())
            }
            _ => Err(self.0.misfit("[…]")),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        match self.0 {
            Cell::Row(row, valid) => {
                row.read_entries(entries, self.1)?;
                valid.push(true);
                Ok(())
            }
            Cell::Map(keys, values, spans) => {
                let mut length = 0;
                while let Some(key) = entries.next_key::<Key<'de>>()? {
                    if !keys.push_text(&key.0) {
                        return Err(keys.misfit(&key.0));
                    }
                    entries.next_value_seed(CellSeed(values, self.1))?;
                    length += 1;
                }
                spans.push(length, true);
                Ok(())
            }
            Cell::Text(builder) => {
                let value: serde_json::Value =
                    serde::Deserialize::deserialize(serde::de::value::MapAccessDeserializer::new(entries))?;
                builder.append_value(value.to_string());
                Ok(())
            }
            _ => Err(self.0.misfit("{…}")),
        }
    }
}
