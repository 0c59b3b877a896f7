//! What a script means for the application: which streams it reads, which files it looks up, where its rows go. The engine has
//! said what the SQL means; here stand the words of `WITH (…)`, which are Flink's connectors.

mod nodes;
mod options;

pub use options::{Batching, Start};

use crate::errors;
use crate::limits::{CHART_ROWS, CHART_ROWS_MAX};
use api::{AwsError, REGION};
use flow::{Flow, Settings};
use jobs::Digest;
use jobs::stream::{Insert, Program, Table};
use options::{Options, Wrong};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A script that can be run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// What the SQL means.
    pub program: Arc<Program>,
    /// What `SET` says.
    pub settings: Settings,
    /// The streams that are read, by table.
    pub sources: BTreeMap<u32, Source>,
    /// The files that are looked up, by table.
    pub references: BTreeMap<u32, Reference>,
    /// The statements.
    pub statements: Vec<Statement>,
}

/// A stream that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The table's name.
    pub table: Arc<str>,
    /// The stream's ARN.
    pub arn: String,
    /// Where reading begins without a snapshot.
    pub start: Start,
}

/// Files that are looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The table's name.
    pub table: Arc<str>,
    /// The bucket.
    pub bucket: String,
    /// The object's key, or what the keys begin with.
    pub prefix: String,
}

/// An `INSERT`.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The name of the table that it writes to.
    pub into: Arc<str>,
    /// Where the rows go.
    pub sink: Sink,
    /// Names its operators: state of another name does not fit.
    pub operators: Digest,
    /// Whether each record comes to exactly one of the ends that are counted.
    pub adds_up: bool,
}

/// Where rows go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sink {
    /// Into a stream.
    Kinesis {
        /// Its ARN.
        arn: String,
        /// The columns of the row that make the partition key; without any it is random.
        key: Vec<u32>,
        /// What stands between them.
        delimiter: String,
        /// How they are handed over.
        batching: Batching,
    },
    /// Into a delivery stream.
    Firehose {
        /// Its name.
        name: String,
        /// How they are handed over.
        batching: Batching,
    },
    /// Into the application's own chart.
    Chart {
        /// The columns by which a row takes another's place; without any each row stands for itself.
        key: Vec<u32>,
        /// Rows that are kept.
        rows_max: u64,
    },
}

impl Sink {
    /// How rows are handed to it.
    pub fn batching(&self) -> Batching {
        match self {
            Self::Kinesis { batching, .. } | Self::Firehose { batching, .. } => *batching,
            Self::Chart { .. } => Batching::DEFAULT,
        }
    }
}

impl Plan {
    /// Reads the words of the program's tables. Errors: `CodeValidationException`.
    pub fn read(program: Program) -> Result<Self, AwsError> {
        let settings = Settings::read(&program).map_err(|it| errors::code(it.position, &it.message))?;
        if program.inserts.is_empty() {
            return Err(errors::code(None, "The script has no INSERT INTO: there is nothing to run."));
        }
        let program = Arc::new(program);
        let mut plan = Self { program: program.clone(), settings, ..Self::default() };
        for (index, insert) in program.inserts.iter().enumerate() {
            let statement = plan.statement(index, insert)?;
            plan.statements.push(statement);
        }
        Ok(plan)
    }

    /// The operators of each statement, before anything came.
    pub fn flows(&self) -> Result<Vec<Flow>, flow::Problem> {
        (0..self.statements.len()).map(|index| Flow::new(&self.program, index, self.settings)).collect()
    }

    fn statement(&mut self, index: usize, insert: &Insert) -> Result<Statement, AwsError> {
        let program = self.program.clone();
        let scanned = nodes::tables(&insert.query);
        for table in &scanned.unbounded {
            let found = table_of(&program, *table)?;
            if !self.sources.contains_key(table) {
                let source = source(found).map_err(|wrong| wrong.at(found))?;
                self.sources.insert(*table, source);
            }
        }
        for table in &scanned.bounded {
            let found = table_of(&program, *table)?;
            if !self.references.contains_key(table) {
                let reference = reference(found).map_err(|wrong| wrong.at(found))?;
                self.references.insert(*table, reference);
            }
        }
        let into = table_of(&program, insert.into)?;
        let sink = sink(into, insert).map_err(|wrong| wrong.at(into))?;
        if let (true, Sink::Kinesis { .. } | Sink::Firehose { .. }) = (insert.updates, &sink) {
            let message = format!(
                "Table sink 'default_catalog.default_database.{}' doesn't support consuming update changes which is produced by node {}",
                into.name,
                nodes::updating(&insert.query)
            );
            return Err(errors::code(Some(insert.position), &message));
        }
        Flow::new(&program, index, self.settings)
            .map_err(|it| errors::code(it.position.or(Some(insert.position)), &it.message))?;
        let adds_up = scanned.scans == 1 && scanned.bounded.is_empty();
        let operators = nodes::digest(&program, insert);
        Ok(Statement { into: into.name.as_str().into(), sink, operators, adds_up })
    }
}

fn table_of(program: &Program, index: u32) -> Result<&Table, AwsError> {
    program.tables.get(index as usize).ok_or_else(|| errors::code(None, "the plan names a table that is not there"))
}

fn source(table: &Table) -> Result<Source, Wrong> {
    let mut options = Options::of(table);
    if options.connector(&["kinesis", "kinesis-legacy", "filesystem"])? == "filesystem" {
        let message = "a table of files can only be looked up here: JOIN it to a stream with FOR SYSTEM_TIME AS OF";
        return Err(Wrong(message.into()));
    }
    let Stream { arn, start, .. } = stream(&mut options)?;
    options.format(&["json", "csv"])?;
    options.end()?;
    Ok(Source { table: table.name.as_str().into(), arn, start })
}

/// What is said of a stream, whether its table is read or written: it may be both.
struct Stream {
    arn: String,
    start: Start,
    delimiter: String,
    batching: Batching,
}

fn stream(options: &mut Options) -> Result<Stream, Wrong> {
    options.region()?;
    let (arn, start) = (options.stream()?, options.start()?);
    let partitioner = options.optional("sink.partitioner").unwrap_or_else(|| "random".into());
    if partitioner != "random" {
        return Err(Wrong(format!(
            "'sink.partitioner' is '{partitioner}'; here rows go by PARTITIONED BY, or at random"
        )));
    }
    let delimiter = options.optional("sink.partitioner-field-delimiter").unwrap_or_else(|| "|".into());
    Ok(Stream { arn, start, delimiter, batching: options.batching()? })
}

fn reference(table: &Table) -> Result<Reference, Wrong> {
    let mut options = Options::of(table);
    if options.connector(&["filesystem", "kinesis", "kinesis-legacy"])? != "filesystem" {
        let message = "only a table of files ('connector' = 'filesystem') can be looked up here";
        return Err(Wrong(message.into()));
    }
    let path = options.required("path")?;
    let address = ["s3://", "s3a://"].into_iter().find_map(|scheme| path.strip_prefix(scheme));
    let Some((bucket, prefix)) = address.map(|address| address.split_once('/').unwrap_or((address, ""))) else {
        return Err(Wrong(format!("'path' is '{path}'; expected 's3://BUCKET/PREFIX'")));
    };
    if bucket.is_empty() {
        return Err(Wrong(format!("'path' is '{path}', which names no bucket")));
    }
    let (bucket, prefix) = (bucket.to_owned(), prefix.to_owned());
    options.format(&["json", "csv"])?;
    options.end()?;
    Ok(Reference { table: table.name.as_str().into(), bucket, prefix })
}

fn sink(table: &Table, insert: &Insert) -> Result<Sink, Wrong> {
    let mut options = Options::of(table);
    let places = |columns: &[u32]| columns.iter().filter_map(|column| nodes::place(table, *column)).collect::<Vec<_>>();
    let sink = match options.connector(&["kinesis", "kinesis-legacy", "firehose", "chart", "print"])? {
        "firehose" => {
            options.region()?;
            let name = options.required("delivery-stream")?;
            Sink::Firehose { name, batching: options.batching()? }
        }
        "chart" => {
            let rows_max = options.number("rows", 1..=CHART_ROWS_MAX, CHART_ROWS)?;
            options.end()?;
            let key = places(&table.primary_key);
            if key.is_empty() && insert.updates {
                let message = "a chart of rows that change needs PRIMARY KEY (…) NOT ENFORCED, by which they are found";
                return Err(Wrong(message.into()));
            }
            return Ok(Sink::Chart { key, rows_max });
        }
        "print" => {
            options.printing()?;
            options.end()?;
            return Ok(Sink::Chart { key: Vec::new(), rows_max: CHART_ROWS });
        }
        _ => {
            let stream = stream(&mut options)?;
            let key = places(&table.partitioned_by);
            Sink::Kinesis { arn: stream.arn, key, delimiter: stream.delimiter, batching: stream.batching }
        }
    };
    options.format(&["json", "csv"])?;
    options.end()?;
    Ok(sink)
}

impl Wrong {
    fn at(self, table: &Table) -> AwsError {
        errors::code(Some(table.position), &format!("Unable to create table '{}': {}", table.name, self.0))
    }
}

/// The one Region that there is.
const HERE: &str = REGION;
