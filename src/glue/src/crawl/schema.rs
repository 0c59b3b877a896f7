//! How the columns of several files become one table's.

use jobs::lake::{Column, Format, Inspected};

/// What a file, or a set of files, looks like.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Schema {
    pub format: Format,
    pub compression: Option<String>,
    /// Names in lower case, each once, in the order in which they were met.
    pub columns: Vec<Column>,
}

impl Schema {
    /// A file's; `None` if no reader knows it.
    pub fn of(inspected: &Inspected) -> Option<Self> {
        let (format, columns) = inspected.schema.as_ref()?;
        let mut schema =
            Self { format: format.clone(), compression: inspected.compression.clone(), columns: Vec::new() };
        schema.add(columns);
        Some(schema)
    }

    /// Whether both are written in the same way. Header lines and quotes do not count: they may be missing in one file.
    pub fn same_format(&self, other: &Self) -> bool {
        let alike = match (&self.format, &other.format) {
            (Format::Json, Format::Json) | (Format::Parquet, Format::Parquet) => true,
            (Format::Csv { delimiter: one, .. }, Format::Csv { delimiter: other, .. }) => one == other,
            _ => false,
        };
        alike && self.compression == other.compression
    }

    /// Of 100 columns of both together, how many both have.
    pub fn similarity_percent(&self, other: &Self) -> usize {
        let has = |schema: &Self, name: &str| schema.columns.iter().any(|column| column.name == name);
        let common = self.columns.iter().filter(|column| has(other, &column.name)).count();
        let union = self.columns.len() + other.columns.len() - common;
        (common * 100).checked_div(union).unwrap_or(100)
    }

    /// Takes in the columns of another file: new ones are appended, known ones widened.
    pub fn merge(&mut self, other: &Self) {
        self.add(&other.columns);
    }

    fn add(&mut self, columns: &[Column]) {
        for column in columns {
            let name = column.name.to_lowercase();
            match self.columns.iter_mut().find(|known| known.name == name) {
                Some(known) => known.hive_type = widened(&known.hive_type, &column.hive_type),
                None => self.columns.push(Column { name, hive_type: column.hive_type.clone() }),
            }
        }
    }
}

/// The type that holds the values of both: whole numbers widen, with fractions they become `double`, anything else that
/// differs becomes `string`.
pub(crate) fn widened(one: &str, other: &str) -> String {
    const WHOLE: [&str; 4] = ["tinyint", "smallint", "int", "bigint"];
    let rank = |name: &str| WHOLE.iter().position(|whole| *whole == name);
    let fraction = |name: &str| matches!(name, "double" | "float");
    if one == other {
        return one.to_owned();
    }
    match (rank(one), rank(other)) {
        (Some(a), Some(b)) => WHOLE.get(a.max(b)).copied().unwrap_or("bigint").to_owned(),
        (Some(_), None) if fraction(other) => "double".into(),
        (None, Some(_)) if fraction(one) => "double".into(),
        (None, None) if fraction(one) && fraction(other) => "double".into(),
        (None, None) => structs_widened(one, other).unwrap_or_else(|| "string".into()),
        _ => "string".into(),
    }
}

/// Fields of both structs, each widened; arrays by their elements.
fn structs_widened(one: &str, other: &str) -> Option<String> {
    if let (Some(a), Some(b)) = (inner(one, "array<"), inner(other, "array<")) {
        return Some(format!("array<{}>", widened(a, b)));
    }
    let mut fields = fields(inner(one, "struct<")?)?;
    for (name, hive_type) in self::fields(inner(other, "struct<")?)? {
        match fields.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = widened(known, &hive_type),
            None => fields.push((name, hive_type)),
        }
    }
    let fields: Vec<String> = fields.into_iter().map(|(name, hive_type)| format!("{name}:{hive_type}")).collect();
    Some(format!("struct<{}>", fields.join(",")))
}

fn inner<'a>(hive_type: &'a str, opening: &str) -> Option<&'a str> {
    hive_type.strip_prefix(opening)?.strip_suffix('>')
}

fn fields(text: &str) -> Option<Vec<(String, String)>> {
    let mut fields = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    for (at, letter) in text.char_indices().chain([(text.len(), ',')]) {
        match letter {
            '<' | '(' => depth += 1,
            '>' | ')' => depth -= 1,
            ',' if depth == 0 => {
                let (name, hive_type) = text.get(start..at)?.split_once(':')?;
                fields.push((name.trim().to_owned(), hive_type.trim().to_owned()));
                start = at + 1;
            }
            _ => {}
        }
    }
    Some(fields)
}

#[cfg(test)]
mod tests {
    use super::widened;

    #[test]
    fn types_widen() {
        for (one, other, both) in [
            ("int", "bigint", "bigint"),
            ("int", "double", "double"),
            ("bigint", "string", "string"),
            ("boolean", "int", "string"),
            ("double", "double", "double"),
            ("array<int>", "array<double>", "array<double>"),
            (
                "struct<a:int,b:struct<c:int>>",
                "struct<b:struct<c:string>,d:int>",
                "struct<a:int,b:struct<c:string>,d:int>",
            ),
            ("struct<a:int>", "array<int>", "string"),
        ] {
            assert_eq!(widened(one, other), both, "{one} and {other}");
        }
    }
}
