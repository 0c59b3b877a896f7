//! How a query's result is looked at: its order, its filters, the column that is summed up. The worker applies it to the rows
//! that it keeps; the page gets a page of what is left.

use serde::{Deserialize, Serialize};

/// A way of looking at a result. By default: all rows as the query gave them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// The column that rows are ordered by; `None` is the query's own order. Equal ones keep that order.
    pub sort: Option<Sort>,
    /// All of them must hold.
    pub filters: Vec<Filter>,
    /// The column to sum up, from 0.
    pub summary: Option<u32>,
}

/// An order. NULL comes last either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// The column, from 0.
    pub column: u32,
    /// From the largest to the smallest.
    pub descending: bool,
}

/// What a value must be for its row to be shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// The column, from 0.
    pub column: u32,
    /// The test.
    pub test: Test,
}

/// A test of one value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Test {
    /// It is this, to the letter; `None` is NULL.
    Is(Option<String>),
    /// Its text has this in it, capitals or not. NULL has no text.
    Contains(String),
}

impl Default for Test {
    fn default() -> Self {
        Self::Is(None)
    }
}

/// A column in figures: of the rows that pass all filters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The column, from 0.
    pub column: u32,
    /// Rows.
    pub rows: u64,
    /// Of them NULL.
    pub nulls: u64,
    /// Different values, NULL not counted.
    pub distinct: u64,
    /// The smallest value, as the result writes it.
    pub min: Option<String>,
    /// The largest.
    pub max: Option<String>,
    /// The mean; `None` unless the column holds numbers.
    pub mean: Option<f64>,
    /// The most frequent values and how often each occurs, at most 8; NULL is one of them.
    pub top: Vec<(Option<String>, u64)>,
}

/// How a result is written to be pasted elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notation {
    /// As Athena's result file: every value in quotes, NULL as nothing.
    #[default]
    Csv,
    /// For spreadsheets.
    Tsv,
    /// A table for a README.
    Markdown,
    /// The values of one column, one a line, without its name.
    Column(u32),
}
