//! The type of a JSON value, and the narrowest type that fits two of them.

use jobs::lake::Column;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// What values look like.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// Only NULLs so far.
    Unknown,
    Boolean,
    /// Whole numbers of 32 bits.
    Int,
    /// Whole numbers of 64 bits.
    Bigint,
    Double,
    String,
    Array(Box<Shape>),
    /// Fields in the order of their first appearance; names in lower case.
    Struct(Vec<(String, Shape)>),
}

impl Shape {
    /// A type for values of both shapes. What does not go together is text.
    pub(crate) fn merge(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown, shape) | (shape, Self::Unknown) => shape,
            (left, right) if left == right => left,
            (Self::Int, Self::Bigint) | (Self::Bigint, Self::Int) => Self::Bigint,
            (Self::Double, Self::Int | Self::Bigint) | (Self::Int | Self::Bigint, Self::Double) => Self::Double,
            (Self::Array(left), Self::Array(right)) => Self::Array(Box::new(left.merge(*right))),
            (Self::Struct(mut fields), Self::Struct(others)) => {
                for (name, shape) in others {
                    add_field(&mut fields, name, shape);
                }
                Self::Struct(fields)
            }
            _ => Self::String,
        }
    }

    /// In Hive's spelling.
    pub(crate) fn hive(&self) -> String {
        match self {
            Self::Boolean => "boolean".into(),
            Self::Int => "int".into(),
            Self::Bigint => "bigint".into(),
            Self::Double => "double".into(),
            Self::Unknown | Self::String => "string".into(),
            Self::Array(item) => format!("array<{}>", item.hive()),
            Self::Struct(fields) if fields.is_empty() => "string".into(),
            Self::Struct(fields) => {
                let fields: Vec<String> =
                    fields.iter().map(|(name, shape)| format!("{name}:{}", shape.hive())).collect();
                format!("struct<{}>", fields.join(","))
            }
        }
    }

    /// The fields of a struct as columns.
    pub(crate) fn columns(&self) -> Vec<Column> {
        match self {
            Self::Struct(fields) => {
                fields.iter().map(|(name, shape)| Column { name: name.clone(), hive_type: shape.hive() }).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Records mostly have the same fields in the same order, so the search is short.
fn add_field(fields: &mut Vec<(String, Shape)>, name: String, shape: Shape) {
    match fields.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) => *known = std::mem::replace(known, Shape::Unknown).merge(shape),
        None => fields.push((name, shape)),
    }
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShapeVisitor)
    }
}

struct ShapeVisitor;

impl<'de> Visitor<'de> for ShapeVisitor {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::Unknown)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Boolean)
    }

    fn visit_i64<E>(self, value: i64) -> Result<Shape, E> {
        Ok(if i32::try_from(value).is_ok() { Shape::Int } else { Shape::Bigint })
    }

    fn visit_u64<E>(self, value: u64) -> Result<Shape, E> {
        Ok(match (i32::try_from(value), i64::try_from(value)) {
            (Ok(_), _) => Shape::Int,
            (_, Ok(_)) => Shape::Bigint,
            _ => Shape::Double,
        })
    }

    fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Double)
    }

    fn visit_str<E>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::String)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Shape, A::Error> {
        let mut shape = Shape::Unknown;
        while let Some(item) = items.next_element::<Shape>()? {
            shape = shape.merge(item);
        }
        Ok(Shape::Array(Box::new(shape)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Shape, A::Error> {
        let mut fields = Vec::new();
        while let Some((name, shape)) = entries.next_entry::<String, Shape>()? {
            add_field(&mut fields, name.to_lowercase(), shape);
        }
        Ok(Shape::Struct(fields))
    }
}
