//! From a record to a row of its table: members, what is known about the record, and what is computed of them.

use crate::cast::cast;
use crate::cell::Cell;
use crate::csv::{self, Marks};
use crate::encode::Timestamps;
use crate::expr::{columns, eval};
use crate::json::{self, Bad, Field, Unfit};
use crate::output::{Problem, Record};
use crate::settings::ignores_errors;
use crate::window::is_moment;
use jobs::stream::{Expr, Origin, Table, Type};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How records of a table are read.
#[derive(Clone, Debug)]
pub(crate) struct Decoder {
    /// How many columns the table has.
    pub(crate) width: usize,
    /// The event time's column, and how far the watermark stays behind.
    pub(crate) time: Option<(usize, i64)>,
    /// Whether a bad record is a failure.
    pub(crate) is_strict: bool,
    unfit: Unfit,
    form: Form,
    metadata: Vec<(usize, Known, Type)>,
    computed: Vec<(usize, Expr)>,
    clocks: Vec<usize>,
    time_name: String,
}

#[derive(Clone, Debug)]
enum Form {
    Json(Vec<Field>),
    Csv(Marks, Vec<Option<Field>>),
}

/// What is known about a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Arrival,
    Partition,
    Sequence,
    Key,
}

/// Why a record became no row.
pub(crate) enum Refused<'p> {
    /// It cannot be read.
    Bad(Bad<'p>),
    /// A computed column has no value.
    Failed,
}

/// What is around a record.
#[derive(Clone, Copy)]
pub(crate) struct Around<'e> {
    pub(crate) partition: u32,
    pub(crate) partition_name: Option<&'e Arc<str>>,
    pub(crate) now_ms: i64,
    pub(crate) watermark_ms: Option<i64>,
}

impl Decoder {
    /// The decoder of a table that reads only the columns that are wanted and those that they are computed of. Errors: options that
    /// say nothing here.
    pub(crate) fn new(table: &Table, mut wanted: BTreeSet<u32>) -> Result<Self, Problem> {
        let problem = |message: String| Problem::new(message).at(table.position);
        if let Some(watermark) = &table.watermark {
            wanted.insert(watermark.column);
        }
        let mut decoder = Self {
            width: table.columns.len(),
            time: table.watermark.as_ref().map(|watermark| (watermark.column as usize, watermark.delay_ms)),
            is_strict: false,
            unfit: Unfit::Refuse,
            form: Form::Json(Vec::new()),
            metadata: Vec::new(),
            computed: Vec::new(),
            clocks: Vec::new(),
            time_name: String::new(),
        };
        if let Some((column, _)) = decoder.time {
            let Some(column) = table.columns.get(column) else {
                return Err(problem(format!("the watermark of '{}' names no column", table.name)));
            };
            decoder.time_name = column.name.clone();
        }
        // A computed column stands behind those that it reads: from the last to the first, all that is wanted is found.
        for (place, column) in table.columns.iter().enumerate().rev() {
            if let (Origin::Computed(expr), true) = (&column.origin, wanted.contains(&(place as u32))) {
                columns(expr, &mut wanted);
                decoder.computed.push((place, expr.clone()));
            }
        }
        decoder.computed.reverse();
        let mut members = Vec::new();
        for (place, column) in table.columns.iter().enumerate() {
            let is_wanted = wanted.contains(&(place as u32));
            match &column.origin {
                Origin::Member => {
                    let field = || Field { name: column.name.clone(), kind: column.kind, column: place };
                    members.push(is_wanted.then(field));
                }
                Origin::ProcessingTime if is_wanted => decoder.clocks.push(place),
                Origin::Metadata(key) => {
                    let known = match key.as_str() {
                        "timestamp" | "arrival" => Known::Arrival,
                        "shard-id" | "partition" => Known::Partition,
                        "sequence-number" | "offset" => Known::Sequence,
                        "partition-key" | "key" => Known::Key,
                        _ => return Err(problem(format!("nothing is known about a record as '{key}'"))),
                    };
                    if is_wanted {
                        decoder.metadata.push((place, known, column.kind));
                    }
                }
                _ => {}
            }
        }
        decoder.take_options(table, members).map_err(|found| found.at(table.position))?;
        Ok(decoder)
    }

    fn take_options(&mut self, table: &Table, members: Vec<Option<Field>>) -> Result<(), Problem> {
        let format = table.options.get("format").map_or("", String::as_str);
        match format {
            "json" => {
                self.form = Form::Json(members.into_iter().flatten().collect());
                Timestamps::read(&table.options)?;
            }
            "csv" => self.form = Form::Csv(Marks::read(&table.options)?, members),
            "" => return Err(Problem::new(format!("'{}' has no option 'format'", table.name))),
            other => {
                let message = format!("'{}' has 'format' '{other}': there are 'json' and 'csv'", table.name);
                return Err(Problem::new(message));
            }
        }
        match ignores_errors(&table.options, format)? {
            None => {}
            Some(true) => self.unfit = Unfit::Null,
            Some(false) => self.is_strict = true,
        }
        Ok(())
    }

    /// Reads a record into a row. Gives its event time, and how many fields became NULL because they did not fit.
    pub(crate) fn decode<'p>(
        &'p self,
        record: &Record<'p>,
        around: Around,
        row: &mut Vec<Cell<'p>>,
    ) -> Result<(i64, u64), Refused<'p>> {
        row.clear();
        row.resize(self.width, Cell::Null);
        let nulled = match &self.form {
            Form::Json(fields) => json::read(record.data, fields, self.unfit, row),
            Form::Csv(marks, fields) => csv::read(record.data, marks, fields, self.unfit, row),
        }
        .map_err(Refused::Bad)?;
        if !self.metadata.is_empty() || !self.computed.is_empty() || !self.clocks.is_empty() {
            self.derive(record, around, row)?;
        }
        let Some((column, _)) = self.time else { return Ok((0, nulled)) };
        match row.get(column) {
            Some(Cell::Timestamp(ms)) if is_moment(*ms) => Ok((*ms, nulled)),
            _ => Err(Refused::Bad(Bad::Time(&self.time_name))),
        }
    }

    fn derive<'p>(&'p self, record: &Record<'p>, around: Around, row: &mut [Cell<'p>]) -> Result<(), Refused<'p>> {
        for (column, known, kind) in &self.metadata {
            let cell = match known {
                Known::Arrival => Cell::Timestamp(record.arrival_ms),
                Known::Sequence => Cell::Bigint(record.sequence as i64),
                Known::Key => match std::str::from_utf8(record.key) {
                    Ok(key) => Cell::Text(key),
                    Err(_) => Cell::Shared(Arc::from(String::from_utf8_lossy(record.key))),
                },
                Known::Partition => match around.partition_name {
                    Some(name) => Cell::Shared(Arc::clone(name)),
                    None => Cell::Bigint(i64::from(around.partition)),
                },
            };
            if let Some(place) = row.get_mut(*column) {
                *place = cast(cell, *kind).unwrap_or_default();
            }
        }
        for column in &self.clocks {
            if let Some(place) = row.get_mut(*column) {
                *place = Cell::Timestamp(around.now_ms);
            }
        }
        for (column, expr) in &self.computed {
            let cell = eval(expr, row, around.watermark_ms).map_err(|_| Refused::Failed)?;
            if let Some(place) = row.get_mut(*column) {
                *place = cell;
            }
        }
        Ok(())
    }
}
