//! A result as text, to be pasted elsewhere. Athena's own file is in its output location; this is what a reader looks at.

use super::grid::Looked;
use protocol::Notation;

/// Writes the rows that are looked at, the columns' names first.
pub(crate) fn written(looked: &Looked, notation: Notation) -> String {
    let names: Vec<&str> = looked.result().columns.iter().map(|column| column.name.as_str()).collect();
    match notation {
        Notation::Csv => {
            let rows: Vec<_> = looked.rows().cloned().collect();
            String::from_utf8_lossy(&api::result_file::write(names.into_iter(), &rows)).into_owned()
        }
        Notation::Tsv => {
            let mut text = line(names.into_iter().map(tsv), "\t");
            for row in looked.rows() {
                text.push_str(&line(row.iter().map(|value| tsv(value.as_deref().unwrap_or_default())), "\t"));
            }
            text
        }
        Notation::Markdown => markdown(looked, &names),
        Notation::Column(column) => {
            let value = |row: &Vec<Option<String>>| row.get(column as usize).cloned().flatten().unwrap_or_default();
            line(looked.rows().map(value), "\n")
        }
    }
}

fn line(values: impl Iterator<Item = String>, between: &str) -> String {
    let mut text = values.collect::<Vec<_>>().join(between);
    text.push('\n');
    text
}

/// As spreadsheets write what they copy: quotes only where a value would break the table.
fn tsv(value: &str) -> String {
    let breaks = value.contains(['\t', '\n', '\r', '"']);
    if breaks { format!("\"{}\"", value.replace('"', "\"\"")) } else { value.to_owned() }
}

fn markdown(looked: &Looked, names: &[&str]) -> String {
    let row = |values: Vec<String>| format!("| {} |\n", values.join(" | "));
    let mut text = row(names.iter().map(|name| cell(name)).collect());
    let rules = looked.result().columns.iter();
    text.push_str(&row(rules
        .map(|column| if is_numeric(&column.hive_type) { "---:" } else { "---" }.to_owned())
        .collect()));
    for values in looked.rows() {
        text.push_str(&row(values
            .iter()
            .map(|value| value.as_deref().map_or_else(|| "NULL".to_owned(), cell))
            .collect()));
    }
    text
}

fn cell(value: &str) -> String {
    value.replace('\\', "\\\\").replace('|', "\\|").replace("\r\n", "<br>").replace(['\n', '\r'], "<br>")
}

fn is_numeric(column_type: &str) -> bool {
    let name = column_type.split('(').next().unwrap_or_default();
    matches!(name, "tinyint" | "smallint" | "int" | "integer" | "bigint" | "float" | "real" | "double" | "decimal")
}

#[cfg(test)]
mod tests {
    use super::*;
    use athena::ResultRows;
    use protocol::{Filter, Grid, Sort, Test};
    use std::sync::Arc;

    fn text(notation: Notation) -> String {
        let column = |name: &str, kind: &str| jobs::lake::Column { name: name.into(), hive_type: kind.into() };
        let row = |name: Option<&str>, n: Option<&str>| vec![name.map(str::to_owned), n.map(str::to_owned)];
        let result = ResultRows {
            columns: vec![column("name", "varchar"), column("n", "bigint")],
            rows: vec![
                row(Some("a\t\"b\"|c"), Some("9")),
                row(Some(""), None),
                row(None, Some("10")),
                row(Some("left out"), Some("1")),
            ],
            rows_total: 4,
            ..ResultRows::default()
        };
        let grid = Grid {
            sort: Some(Sort { column: 1, descending: true }),
            filters: vec![Filter { column: 1, test: Test::Contains("".into()) }],
            summary: None,
        };
        let grid = match notation {
            // NULL has no text, so 'contains' drops it; here all rows are wanted.
            Notation::Csv => Grid { filters: Vec::new(), ..grid },
            _ => grid,
        };
        written(&Looked::at(&Arc::new(result), &grid), notation)
    }

    #[test]
    fn a_result_is_written_as_it_is_looked_at() {
        let csv = "\"name\",\"n\"\n,\"10\"\n\"a\t\"\"b\"\"|c\",\"9\"\n\"left out\",\"1\"\n\"\",\n";
        assert_eq!(text(Notation::Csv), csv);
        assert_eq!(text(Notation::Tsv), "name\tn\n\t10\n\"a\t\"\"b\"\"|c\"\t9\nleft out\t1\n");
        let markdown = "| name | n |\n| --- | ---: |\n| NULL | 10 |\n| a\t\"b\"\\|c | 9 |\n| left out | 1 |\n";
        assert_eq!(text(Notation::Markdown), markdown);
        assert_eq!(text(Notation::Column(1)), "10\n9\n1\n");
    }
}
