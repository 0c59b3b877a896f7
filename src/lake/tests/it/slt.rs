//! Runs the `.slt` files of `tests/slt`: SQL and the rows or the error that it must give.

use crate::support::{Lake, sample};
use sqllogictest::{DB, DBOutput, DefaultColumnType, Runner};
use std::fmt;

struct Database(Lake);

#[derive(Debug)]
struct Wrong(String);

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Wrong {}

impl DB for Database {
    type Error = Wrong;
    type ColumnType = DefaultColumnType;

    fn run(&mut self, sql: &str) -> Result<DBOutput<DefaultColumnType>, Wrong> {
        match self.0.query(sql) {
            Ok(rows) => Ok(DBOutput::Rows {
                types: rows.columns.iter().map(|_| DefaultColumnType::Any).collect(),
                rows: rows
                    .rows
                    .into_iter()
                    .map(|row| {
                        let shown = |value: Option<String>| match value {
                            Some(text) if text.is_empty() => "(empty)".to_owned(),
                            Some(text) => text,
                            None => "NULL".to_owned(),
                        };
                        row.into_iter().map(shown).collect()
                    })
                    .collect(),
            }),
            Err(wrong) => {
                let place = wrong.position.map(|(line, column)| format!(" at {line}:{column}")).unwrap_or_default();
                let hint = wrong.hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
                Err(Wrong(format!("{:?}{place}: {}{hint}", wrong.class, wrong.message)))
            }
        }
    }
}

#[test]
fn sql_gives_the_rows_of_the_slt_files() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/slt");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of .slt files")
        .map(|entry| entry.expect("a folder's entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "slt"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    let mut failures = Vec::new();
    for file in files {
        let mut runner = Runner::new(|| async { Ok(Database(sample())) });
        for record in sqllogictest::parse_file(&file).expect("a well-formed .slt file") {
            if let Err(error) = runner.run(record) {
                failures.push(error.to_string());
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
