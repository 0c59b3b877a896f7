//! Running a query: plan it over the tables of the request, read what it needs, print its rows.

use crate::diagnose;
use crate::file::Counters;
use crate::follow::{self, Grouping, Way};
use crate::prepare::prepare;
use crate::statement::{self, Parsed, is_wildcard, naming_select, own_name};
use crate::table::{FileTable, Hidden, PATH};
use crate::{Contents, literal, registry, text, types};
use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Int32Type, Int64Type, Schema};
use datafusion::catalog::CatalogProviderList;
use datafusion::catalog::{
    CatalogProvider, MemoryCatalogProvider, MemoryCatalogProviderList, MemorySchemaProvider, SchemaProvider,
};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::context::ExecutionProps;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::{SessionState, SessionStateBuilder};
use datafusion::physical_plan::execute_stream;
use datafusion::prelude::SessionConfig;
use datafusion::sql::parser::Statement as PlannedStatement;
use datafusion::sql::sqlparser::ast::{SelectItem, Statement};
use datafusion::sql::sqlparser::tokenizer::Token;
use futures::StreamExt;
use jobs::lake::{Class, Column, Diagnostic, Groups, Query, Rows, Table, Unfollowable};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The catalog that all tables lie in. Users may name any.
const CATALOG: &str = "lake";
/// Rows in a batch between DataFusion's operators.
const BATCH_ROWS: usize = 8192;

/// Runs `query`. `contents` holds all its files.
pub(crate) fn run(query: &Query, contents: &Contents) -> Result<Rows, Diagnostic> {
    let parsed = statement::parse(&query.sql)?;
    let (explain, statement) = select_of(&parsed)?;
    let named = named_tables(query, &parsed)?;

    let shown = shown_columns(query);
    let followed = followed_table(query, &statement).filter(|_| !explain);
    let way = followed.map(|table| {
        let own = own_columns(table);
        follow::way(&statement, &query.database.to_lowercase(), &shown, &own)
    });
    let appended = way.as_ref().and_then(|way| way.as_ref().ok()).map(Way::hidden).unwrap_or_default();
    let appended_count = appended.len();
    let hidden = Hidden { path: mentions(&parsed, PATH), origin: matches!(way, Some(Ok(Way::Lines))) };
    let counters = Arc::new(Counters::default());
    let failed = |error: DataFusionError| diagnose::query(&error, &parsed.tokens);

    let mut planned = statement.clone();
    prepare(&mut planned, &query.database.to_lowercase(), &shown, appended);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .map_err(|error| failed(DataFusionError::IoError(error)))?;
    runtime.block_on(async {
        let state = session(query, &named, contents, hidden, &counters).map_err(failed)?;
        let plan = state.statement_to_plan(PlannedStatement::Statement(Box::new(planned))).await.map_err(failed)?;
        if explain {
            let plan = state.optimize(&plan).map_err(failed)?;
            return Ok(explained(&plan.display_indent().to_string(), query.rows_max));
        }
        let physical = state.create_physical_plan(&plan).await.map_err(failed)?;
        let schema = physical.schema();
        let shown = schema.fields().len().saturating_sub(appended_count);
        let mut collected = Collected::new(shown, Behind::new(way, &schema, shown, query), query.rows_max);
        let mut stream = execute_stream(physical, state.task_ctx()).map_err(failed)?;
        while let Some(batch) = stream.next().await {
            collected.add(&batch.map_err(failed)?).map_err(failed)?;
        }
        drop(stream);
        Ok(collected.rows(column_names(&parsed, &schema, shown), &schema, followed, &counters))
    })
}

/// The query to plan, and whether only its plan is wanted.
fn select_of(parsed: &Parsed) -> Result<(bool, Statement), Diagnostic> {
    let refuse = |message: &str, hint: &str| {
        Err(Diagnostic {
            class: Class::NotSupported,
            message: message.into(),
            position: Some((1, 1)),
            hint: Some(hint.into()),
        })
    };
    match &parsed.statement {
        Statement::Query(_) => Ok((false, parsed.statement.clone())),
        Statement::Explain { analyze: false, statement, .. } if matches!(**statement, Statement::Query(_)) => {
            Ok((true, statement.as_ref().clone()))
        }
        Statement::Explain { .. } => refuse("this form of EXPLAIN is not supported", "EXPLAIN SELECT …"),
        _ => refuse("only a query can be run here", "SELECT …"),
    }
}

/// The tables that the statement names; the request may bring others along, but none may be missing.
fn named_tables<'a>(query: &'a Query, parsed: &Parsed) -> Result<Vec<&'a Table>, Diagnostic> {
    let mut named = Vec::new();
    for (database, name) in statement::reads(&parsed.statement) {
        let place = database.clone().unwrap_or_else(|| query.database.to_lowercase());
        let known = |table: &&Table| table.database.eq_ignore_ascii_case(&place);
        if let Some(table) = query.tables.iter().filter(known).find(|table| table.name.eq_ignore_ascii_case(&name)) {
            named.push(table);
            continue;
        }
        let near = diagnose::nearest(&name, query.tables.iter().filter(known).map(|table| table.name.as_str()));
        return Err(Diagnostic {
            class: Class::TableNotFound,
            message: format!("Table '{place}.{name}' does not exist"),
            position: diagnose::locate(&parsed.tokens, database.as_deref().unwrap_or(&name)),
            hint: near.map(|near| format!("did you mean '{near}'?")),
        });
    }
    Ok(named)
}

/// The table whose rows the answer's rows are, or are made of, if it can be said.
fn followed_table<'a>(query: &'a Query, statement: &Statement) -> Option<&'a Table> {
    let (database, name) = follow::followed_table(statement)?;
    let database = database.unwrap_or_else(|| query.database.to_lowercase());
    let mut tables = query.tables.iter();
    tables.find(|table| table.name.eq_ignore_ascii_case(&name) && table.database.eq_ignore_ascii_case(&database))
}

/// All names that a table's columns have.
fn own_columns(table: &Table) -> BTreeSet<String> {
    let columns = table.columns.iter().chain(&table.partition_columns);
    columns.map(|column| column.name.to_lowercase()).chain([PATH.to_owned()]).collect()
}

fn mentions(parsed: &Parsed, name: &str) -> bool {
    parsed.tokens.iter().any(|token| matches!(&token.token, Token::Word(word) if word.value.eq_ignore_ascii_case(name)))
}

/// What `*` shows of each table.
fn shown_columns(query: &Query) -> BTreeMap<(String, String), Vec<String>> {
    query
        .tables
        .iter()
        .map(|table| {
            let columns = table.columns.iter().chain(&table.partition_columns);
            let names = columns.map(|column| column.name.to_lowercase()).collect();
            ((table.database.to_lowercase(), table.name.to_lowercase()), names)
        })
        .collect()
}

/// A session that knows these tables and the request's instant, and nothing else.
fn session(
    query: &Query,
    tables: &[&Table],
    contents: &Contents,
    hidden: Hidden,
    counters: &Arc<Counters>,
) -> Result<SessionState> {
    let database = query.database.to_lowercase();
    let catalog = Arc::new(MemoryCatalogProvider::new());
    let databases: BTreeSet<String> =
        tables.iter().map(|table| table.database.to_lowercase()).chain([database.clone()]).collect();
    for name in databases {
        let schema = MemorySchemaProvider::new();
        for table in tables.iter().filter(|table| table.database.eq_ignore_ascii_case(&name)) {
            let bytes = table.files.iter().map(|file| contents.get(&file.content).cloned().unwrap_or_default());
            let provider = FileTable::new(table, bytes.collect(), hidden, counters.clone())?;
            schema.register_table(table.name.to_lowercase(), Arc::new(provider))?;
        }
        catalog.register_schema(&name, Arc::new(schema))?;
    }
    let catalogs = MemoryCatalogProviderList::new();
    catalogs.register_catalog(CATALOG.into(), catalog);

    let mut config = SessionConfig::new()
        .with_target_partitions(1)
        .with_batch_size(BATCH_ROWS)
        .with_create_default_catalog_and_schema(false)
        .with_default_catalog_and_schema(CATALOG, database);
    let options = config.options_mut();
    options.execution.time_zone = Some("+00:00".into());
    options.sql_parser.collect_spans = true;
    options.sql_parser.default_null_ordering = "nulls_last".into();
    let now = i64::try_from(query.now_epoch_ms).ok().and_then(chrono::DateTime::from_timestamp_millis);
    let runtime = RuntimeEnvBuilder::new()
        .with_disk_manager_builder(DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled))
        .build_arc()?;
    let mut builder = SessionStateBuilder::new()
        .with_session_id("lake".into())
        .with_config(config)
        .with_runtime_env(runtime)
        .with_catalog_list(Arc::new(catalogs))
        .with_execution_props(ExecutionProps::new().with_query_execution_start_time(now.unwrap_or_default()));
    registry::register(&mut builder);
    Ok(builder.build())
}

/// The plan, a line a row.
fn explained(plan: &str, rows_max: u64) -> Rows {
    let lines: Vec<_> = plan.lines().map(|line| vec![Some(line.to_owned())]).collect();
    Rows {
        columns: vec![Column { name: "Query Plan".into(), hive_type: "varchar".into() }],
        rows_total: lines.len() as u64,
        rows: lines.into_iter().take(usize::try_from(rows_max).unwrap_or(usize::MAX)).collect(),
        bytes_scanned: 0,
        rows_scanned: 0,
        origins: None,
        paths: Vec::new(),
        groups: None,
    }
}

/// The names of the answer's columns, as the user spelled them.
fn column_names(parsed: &Parsed, schema: &Schema, shown: usize) -> Vec<String> {
    let planned: Vec<String> = schema.fields().iter().take(shown).map(|field| field.name().clone()).collect();
    let Statement::Query(query) = &parsed.spelled else {
        return planned;
    };
    let Some(select) = naming_select(query) else {
        return (0..shown).map(|index| format!("_col{index}")).collect();
    };
    let items: Vec<&SelectItem> = select.projection.iter().collect();
    let wildcards = items.iter().filter(|item| is_wildcard(item)).count();
    if wildcards > 1 {
        return planned;
    }
    let spread = (shown + wildcards).saturating_sub(items.len());
    let mut names = Vec::with_capacity(shown);
    for item in items {
        let place = names.len();
        if is_wildcard(item) {
            names.extend(planned.iter().skip(place).take(spread).cloned());
        } else {
            names.push(own_name(item).map_or_else(|| format!("_col{place}"), str::to_owned));
        }
    }
    if names.len() == shown { names } else { planned }
}

/// The rows of an answer, as they come.
struct Collected {
    shown: usize,
    rows_max: usize,
    rows: Vec<Vec<Option<String>>>,
    rows_total: u64,
    behind: Behind,
}

impl Collected {
    fn new(shown: usize, behind: Behind, rows_max: u64) -> Self {
        let rows_max = usize::try_from(rows_max).unwrap_or(usize::MAX);
        Self { shown, rows_max, rows: Vec::new(), rows_total: 0, behind }
    }

    fn add(&mut self, batch: &RecordBatch) -> Result<()> {
        self.rows_total += batch.num_rows() as u64;
        let room = batch.num_rows().min(self.rows_max - self.rows.len());
        if room == 0 {
            return Ok(());
        }
        let batch = batch.slice(0, room);
        let mut rows = vec![Vec::with_capacity(self.shown); room];
        for column in batch.columns().iter().take(self.shown) {
            for (row, value) in rows.iter_mut().zip(text::column(column)?) {
                row.push(value);
            }
        }
        self.rows.append(&mut rows);
        self.behind.add(&batch, self.shown)
    }

    fn rows(self, names: Vec<String>, schema: &Schema, followed: Option<&Table>, counters: &Counters) -> Rows {
        let fields = schema.fields().iter();
        let columns = names.into_iter().zip(fields);
        let (origins, paths, groups) = match (self.behind, followed) {
            (Behind::Lines(origins), Some(table)) => {
                let (origins, paths) = renumbered(origins, table);
                (Some(origins), paths, None)
            }
            (Behind::Groups(groups, _), _) => (None, Vec::new(), Some(Ok(Box::new(groups)))),
            (Behind::Unknown(why), _) => (None, Vec::new(), why.map(Err)),
            (Behind::Lines(_), None) => (None, Vec::new(), None),
        };
        Rows {
            columns: columns
                .map(|(name, field)| Column { name, hive_type: types::result_name(field.data_type()) })
                .collect(),
            rows: self.rows,
            rows_total: self.rows_total,
            bytes_scanned: counters.bytes(),
            rows_scanned: counters.rows(),
            origins,
            paths,
            groups,
        }
    }
}

/// What is behind the rows of an answer, as they come.
enum Behind {
    /// The file and the line of each.
    Lines(Vec<(u32, u64)>),
    /// The keys of each, and where they stand.
    Groups(Groups, Vec<usize>),
    /// It cannot be said, and perhaps why.
    Unknown(Option<Unfollowable>),
}

impl Behind {
    fn new(way: Option<Result<Way, Unfollowable>>, schema: &Schema, shown: usize, query: &Query) -> Self {
        match way {
            None => Self::Unknown(None),
            Some(Err(why)) => Self::Unknown(Some(why)),
            Some(Ok(Way::Lines)) => Self::Lines(Vec::new()),
            Some(Ok(Way::Groups(grouping))) => match nameless(&grouping, schema, shown) {
                Some(why) => Self::Unknown(Some(why)),
                None => Self::Groups(grouping.groups(query.now_epoch_ms), grouping.places(shown)),
            },
        }
    }

    /// Takes what is behind the rows of `batch`, of whose columns `shown` are shown.
    fn add(&mut self, batch: &RecordBatch, shown: usize) -> Result<()> {
        let column = |index: usize| -> Result<&ArrayRef> {
            let lost = || DataFusionError::Internal("a hidden column is lost".into());
            batch.columns().get(index).ok_or_else(lost)
        };
        match self {
            Self::Unknown(_) => {}
            Self::Lines(origins) => {
                let files = column(shown)?.as_primitive::<Int32Type>();
                let lines = column(shown + 1)?.as_primitive::<Int64Type>();
                let pairs = files.values().iter().zip(lines.values());
                origins.extend(
                    pairs.map(|(file, line)| (u32::try_from(*file).unwrap_or(0), u64::try_from(*line).unwrap_or(0))),
                );
            }
            Self::Groups(groups, places) => {
                let first = groups.values.len();
                groups.values.resize_with(first + batch.num_rows(), || Vec::with_capacity(places.len()));
                for place in places {
                    let literals = literal::column(column(*place)?)?;
                    for (values, literal) in groups.values.iter_mut().skip(first).zip(literals) {
                        values.push(literal);
                    }
                }
                if let Some(counts) = &mut groups.counts {
                    let last = column(batch.num_columns().saturating_sub(1))?.as_primitive::<Int64Type>();
                    counts.extend(last.values().iter().map(|count| u64::try_from(*count).unwrap_or(0)));
                }
            }
        }
        Ok(())
    }
}

/// A key whose values no condition can name.
fn nameless(grouping: &Grouping, schema: &Schema, shown: usize) -> Option<Unfollowable> {
    let places = grouping.places(shown).into_iter().enumerate();
    let typed = places.filter_map(|(index, place)| Some((index, schema.fields().get(place)?.data_type())));
    let mut nameless = typed.filter(|(_, data_type)| !literal::has_literals(data_type));
    let (index, data_type) = nameless.next()?;
    Some(Unfollowable::KeyType { key: grouping.key(index), hive_type: types::result_name(data_type) })
}

/// Origins by the files that they speak of, in order of appearance.
fn renumbered(origins: Vec<(u32, u64)>, table: &Table) -> (Vec<(u32, u64)>, Vec<String>) {
    let mut places = BTreeMap::new();
    let mut paths = Vec::new();
    let origins = origins
        .into_iter()
        .map(|(file, line)| {
            let place = *places.entry(file).or_insert_with(|| {
                let path = usize::try_from(file).ok().and_then(|index| table.files.get(index));
                paths.push(path.map(|file| file.path.clone()).unwrap_or_default());
                u32::try_from(paths.len() - 1).unwrap_or(u32::MAX)
            });
            (place, line)
        })
        .collect();
    (origins, paths)
}
