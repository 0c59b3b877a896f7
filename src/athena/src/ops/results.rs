//! Pages of results. The rows that are still kept are taken from there; others are read from the result
//! object, as the caller.

use super::invalid;
use crate::limits::RESULT_PAGE_MAX;
use crate::run::Event;
use crate::state::{Athena, Query, ResultRows};
use api::athena::{
    ColumnInfo, Datum, GetQueryResults, GetQueryResultsOutput, QueryExecutionState, ResultSet, ResultSetMetadata, Row,
};
use api::{AwsError, result_file, s3};
use jobs::lake::Column;
use service::{Caller, Ctx};

type Values = Vec<Option<String>>;

impl Athena {
    pub(super) fn get_query_results(
        &self,
        request: &GetQueryResults,
        caller: &Caller,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<GetQueryResultsOutput, AwsError> {
        let query = self.known(&request.query_execution_id)?;
        match query.state {
            QueryExecutionState::Succeeded => {}
            QueryExecutionState::Queued | QueryExecutionState::Running => {
                let message = format!("Query has not yet finished. Current state: {}", query.state.as_str());
                return Err(invalid(message));
            }
            QueryExecutionState::Failed | QueryExecutionState::Cancelled => {
                let state = query.state.as_str();
                let message = format!("Query did not finish successfully. Final query state: {state}");
                return Err(invalid(message));
            }
        }
        let size = request.max_results.unwrap_or(RESULT_PAGE_MAX);
        if !(1..=RESULT_PAGE_MAX).contains(&size) {
            return Err(invalid(format!("MaxResults is more than maximum allowed length {RESULT_PAGE_MAX}.")));
        }
        let size = usize::try_from(size).unwrap_or(1);
        let from = match request.next_token.as_deref() {
            Some(token) => token.parse().map_err(|_| invalid("Invalid NextToken."))?,
            None => 0_usize,
        };
        // Row 0 is the header.
        let (columns, rows, more) = match query.rows.as_deref().filter(|kept| holds(kept, from, size)) {
            Some(kept) => from_kept(kept, from, size),
            None => from_object(query, caller, ctx, from, size)?,
        };
        let row =
            |values: Values| Row { data: values.into_iter().map(|value| Datum { var_char_value: value }).collect() };
        let result_set = ResultSet {
            rows: rows.into_iter().map(row).collect(),
            result_set_metadata: ResultSetMetadata { column_info: columns.iter().map(column_info).collect() },
        };
        Ok(GetQueryResultsOutput { update_count: 0, result_set, next_token: more.then(|| (from + size).to_string()) })
    }
}

/// Whether the page lies within the kept rows.
fn holds(kept: &ResultRows, from: usize, size: usize) -> bool {
    kept.rows.len() as u64 == kept.rows_written || from + size <= kept.rows.len() + 1
}

fn from_kept(kept: &ResultRows, from: usize, size: usize) -> (Vec<Column>, Vec<Values>, bool) {
    let header: Values = kept.columns.iter().map(|column| Some(column.name.clone())).collect();
    let all = std::iter::once(&header).chain(&kept.rows);
    let rows = all.skip(from).take(size).cloned().collect();
    (kept.columns.clone(), rows, (from + size) as u64 <= kept.rows_written)
}

fn from_object(
    query: &Query,
    caller: &Caller,
    ctx: &mut Ctx<'_, Event>,
    from: usize,
    size: usize,
) -> Result<(Vec<Column>, Vec<Values>, bool), AwsError> {
    let (bucket, key) = (query.output.bucket.clone(), query.output.key.clone());
    let get = s3::GetObject { bucket, key, ..s3::GetObject::default() };
    let body = ctx.call(&caller.principal, get).map_err(|error| match error.status {
        404 => invalid("Could not find results"),
        _ => invalid(format!("Access denied when reading the result: {}", error.message)),
    })?;
    let all = result_file::read(&body.body.0).ok_or_else(|| invalid("Could not find results"))?;
    let more = from + size < all.len();
    let names = all.first().cloned().unwrap_or_default();
    let columns = match query.rows.as_deref() {
        Some(kept) => kept.columns.clone(),
        // The types are no longer known: as text.
        None => names.into_iter().map(|name| text_column(name.unwrap_or_default())).collect(),
    };
    Ok((columns, all.into_iter().skip(from).take(size).collect(), more))
}

fn text_column(name: String) -> Column {
    Column { name, hive_type: "string".into() }
}

/// A column as Athena describes it.
fn column_info(column: &Column) -> ColumnInfo {
    let (name, precision, scale) = athena_type(&column.hive_type);
    ColumnInfo {
        catalog_name: "hive".into(),
        schema_name: String::new(),
        table_name: String::new(),
        name: column.name.clone(),
        label: column.name.clone(),
        case_sensitive: matches!(name, "varchar" | "char"),
        r#type: name.to_owned(),
        precision,
        scale,
        nullable: "UNKNOWN".into(),
    }
}

/// The name, the precision and the scale of a Hive type in a result.
fn athena_type(hive_type: &str) -> (&'static str, i32, i32) {
    let base = hive_type.split(['<', '(']).next().unwrap_or(hive_type);
    match base {
        "tinyint" => ("tinyint", 3, 0),
        "smallint" => ("smallint", 5, 0),
        "int" | "integer" => ("integer", 10, 0),
        "bigint" => ("bigint", 19, 0),
        "float" => ("float", 17, 0),
        "double" => ("double", 17, 0),
        "boolean" => ("boolean", 0, 0),
        "date" => ("date", 0, 0),
        "timestamp" => ("timestamp", 3, 0),
        "binary" => ("varbinary", 1_073_741_824, 0),
        "array" => ("array", 0, 0),
        "map" => ("map", 0, 0),
        "struct" => ("row", 0, 0),
        "decimal" => {
            let inside = hive_type.split(['(', ')']).nth(1).unwrap_or("38,0");
            let (precision, scale) = inside.split_once(',').unwrap_or((inside, "0"));
            ("decimal", precision.trim().parse().unwrap_or(38), scale.trim().parse().unwrap_or(0))
        }
        _ => ("varchar", 2_147_483_647, 0),
    }
}
