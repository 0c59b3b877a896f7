//! The outside of the bench: an Athena that answers what the test says.

use crate::QuickSight;
use api::athena::{self, QueryExecutionState};
use api::{AwsError, Blob, Timestamp, s3};
use bytes::Bytes;
use service::testing::Bench;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What Athena does, and what it was asked.
pub(super) struct World {
    pub state: QueryExecutionState,
    pub reason: Option<String>,
    /// Rows of the result, the header first; fields between commas, an empty one is NULL.
    pub rows: Vec<&'static str>,
    pub asked: Vec<String>,
    pub refused: bool,
}

pub(super) fn world(rows: &[&'static str]) -> Rc<RefCell<World>> {
    let state = QueryExecutionState::Succeeded;
    Rc::new(RefCell::new(World { state, reason: None, rows: rows.to_vec(), asked: Vec::new(), refused: false }))
}

pub(super) fn bench(world: &Rc<RefCell<World>>) -> Bench<QuickSight> {
    let mut bench = Bench::new(QuickSight::default());
    let world = world.clone();
    bench.around.outside = Box::new(move |_, principal, request| {
        let mut world = world.borrow_mut();
        if world.refused {
            return Err(AwsError::new("AccessDeniedException", format!("not for {principal}")));
        }
        answer(&mut world, &principal.arn(), request)
    });
    bench
}

fn answer(world: &mut World, who: &str, request: api::Request) -> Result<api::Response, AwsError> {
    use api::athena::{Request as Athena, Response as Answer};
    let row = |line: &&str| -> Vec<Option<String>> {
        line.split(',').map(|text| (!text.is_empty()).then(|| text.to_owned())).collect()
    };
    Ok(match request {
        api::Request::Athena(Athena::StartQueryExecution(start)) => {
            let database = start.query_execution_context.and_then(|context| context.database);
            world.asked.push(format!("{who} {database:?}\n{}\n", start.query_string));
            let id = format!("q{}", world.asked.len());
            let output = athena::StartQueryExecutionOutput { query_execution_id: id };
            api::Response::Athena(Answer::StartQueryExecution(output))
        }
        api::Request::Athena(Athena::GetQueryExecution(get)) => {
            let query_execution = athena::QueryExecution {
                result_configuration: athena::ResultConfiguration {
                    output_location: Some(format!("s3://results/{}.csv", get.query_execution_id)),
                },
                status: athena::QueryExecutionStatus {
                    state: world.state,
                    state_change_reason: world.reason.clone(),
                    ..Default::default()
                },
                statistics: athena::QueryExecutionStatistics { data_scanned_in_bytes: Some(42), ..Default::default() },
                ..Default::default()
            };
            let output = athena::GetQueryExecutionOutput { query_execution };
            api::Response::Athena(Answer::GetQueryExecution(output))
        }
        api::Request::Athena(Athena::GetQueryResults(_)) => {
            let datum = |value| athena::Datum { var_char_value: value };
            let rows = world.rows.iter().map(|line| athena::Row { data: row(line).into_iter().map(datum).collect() });
            let result_set = athena::ResultSet { rows: rows.collect(), ..Default::default() };
            let output = athena::GetQueryResultsOutput { result_set, ..Default::default() };
            api::Response::Athena(Answer::GetQueryResults(output))
        }
        api::Request::S3(s3::Request::GetObject(_)) => {
            let field = |value: Option<String>| value.map(|text| format!("\"{text}\"")).unwrap_or_default();
            let line = |line| row(line).into_iter().map(field).collect::<Vec<_>>().join(",") + "\n";
            let body: String = world.rows.iter().map(line).collect();
            api::Response::S3(s3::Response::GetObject(s3::GetObjectOutput {
                content_length: body.len() as u64,
                body: Blob(Bytes::from(body)),
                accept_ranges: "bytes".into(),
                content_range: None,
                content_type: "text/csv".into(),
                content_encoding: None,
                e_tag: "\"0\"".into(),
                last_modified: Timestamp(0),
                metadata: BTreeMap::new(),
                lineage: None,
            }))
        }
        other => return Err(AwsError::new("NotOnTheBench", other.name())),
    })
}
