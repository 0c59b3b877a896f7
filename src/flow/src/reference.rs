//! Reference tables: rows that were loaded, and where those with a key lie.

use crate::cell::{Cell, digest};
use crate::decode::{Around, Refused};
use crate::output::{Problem, Record};
use crate::plan::LookedUp;
use crate::table::Table;
use jobs::stream::Value;

/// A bounded table.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    width: usize,
    /// Its rows, one behind the other.
    cells: Vec<Value>,
    rows: u64,
    indexes: Vec<Index>,
}

#[derive(Clone, Debug)]
struct Index {
    columns: Vec<u32>,
    table: Table,
    /// For each key its rows, in the order in which they were loaded.
    rows: Vec<Vec<u32>>,
}

impl Reference {
    pub(crate) fn new(spec: &LookedUp) -> Self {
        let index =
            |columns: &Vec<u32>| Index { columns: columns.clone(), table: Table::new(columns.len()), rows: Vec::new() };
        let indexes = spec.indexes.iter().map(index).collect();
        Self { width: spec.decoder.width, cells: Vec::new(), rows: 0, indexes }
    }

    /// Adds the rows of a file. Errors: a line that cannot be read; then nothing is added.
    pub(crate) fn load(&mut self, spec: &LookedUp, body: &[u8], now_ms: i64) -> Result<u64, Problem> {
        let around = Around { partition: 0, partition_name: None, now_ms, watermark_ms: None };
        let mut cells = Vec::new();
        let mut row = Vec::new();
        let mut loaded: u64 = 0;
        for (number, line) in body.split(|byte| *byte == b'\n').enumerate() {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let record = Record { data: line, key: b"", arrival_ms: now_ms, sequence: number as u64 };
            spec.decoder.decode(&record, around, &mut row).map_err(|refused| {
                let why = match refused {
                    Refused::Bad(bad) => bad.message(),
                    Refused::Failed => "a computed column has no value".to_owned(),
                };
                Problem::new(format!("line {}: {why}", number + 1))
            })?;
            cells.extend(row.iter().map(Cell::to_value));
            loaded += 1;
        }
        self.cells.extend(cells);
        for place in self.rows..self.rows + loaded {
            let start = place as usize * self.width;
            let cells = self.cells.get(start..start + self.width).unwrap_or_default();
            for index in &mut self.indexes {
                index.add(place as u32, cells);
            }
        }
        self.rows += loaded;
        Ok(loaded)
    }

    /// The rows with a key, in the order in which they were loaded. NULL equals nothing.
    pub(crate) fn find(&self, index: usize, key: &[Cell]) -> impl Iterator<Item = &[Value]> {
        let index = self.indexes.get(index).filter(|_| !key.iter().any(Cell::is_null));
        let rows = index.and_then(|index| index.rows.get(index.table.find(digest(key), key)?));
        rows.into_iter().flatten().map(|row| {
            let start = *row as usize * self.width;
            self.cells.get(start..start + self.width).unwrap_or_default()
        })
    }
}

impl Index {
    fn add(&mut self, row: u32, cells: &[Value]) {
        let of = |column: &u32| cells.get(*column as usize).map(Cell::of).unwrap_or_default();
        let key: Vec<Cell> = self.columns.iter().map(of).collect();
        if key.iter().any(Cell::is_null) {
            return;
        }
        let (place, is_new) = self.table.find_or_add(digest(&key), &key);
        if is_new {
            self.rows.push(Vec::new());
        }
        if let Some(rows) = self.rows.get_mut(place) {
            rows.push(row);
        }
    }
}
