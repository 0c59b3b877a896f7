//! The service on a bench; the outside is a catalog with one table and a bucket with two objects, the engine is
//! scripted.

mod world;

use crate::{Athena, Lost, Origin};
use api::athena::{Request, Response};
use api::{AwsError, glue};
use expect_test::{Expect, expect};
use jobs::lake::{Analyzed, Answer, Class, Column, Diagnostic, Rows};
use serde_json::{Value, json};
use service::testing::Bench;
use world::{World, bench, world};

const SECOND_US: u64 = 1_000_000;

fn call(bench: &mut Bench<Athena>, name: &str, params: Value) -> Result<Response, AwsError> {
    let parsed = Request::parse(name, params).unwrap_or_else(|| Err(AwsError::new("NoSuchOperation", name)));
    let answer = parsed.and_then(|request| bench.now(request));
    assert_eq!(bench.breaches(), Vec::<String>::new());
    answer
}

fn check(bench: &mut Bench<Athena>, name: &str, params: Value, expect: Expect) {
    let text = match call(bench, name, params) {
        Ok(response) => response.to_json().to_string(),
        Err(error) => error.to_string(),
    };
    expect.assert_eq(&text);
}

fn start(bench: &mut Bench<Athena>, sql: &str) -> String {
    let params = json!({
        "QueryString": sql, "QueryExecutionContext": {"Database": "db"},
        "ResultConfiguration": {"OutputLocation": "s3://results/x"},
    });
    match call(bench, "StartQueryExecution", params) {
        Ok(Response::StartQueryExecution(output)) => output.query_execution_id,
        other => panic!("{other:?}"),
    }
}

/// Runs to the last job's time and answers it.
fn answer(bench: &mut Bench<Athena>, answer: Answer) {
    bench.advance(SECOND_US);
    let Some((job, _, _)) = bench.around.jobs.last().cloned() else { panic!("no job") };
    bench.answer(job, Ok(jobs::Answer::Lake(answer)));
    assert_eq!(bench.breaches(), Vec::<String>::new());
}

fn analyzed(kind: &str, tables: &[&str]) -> Answer {
    Answer::Analyzed(Ok(Analyzed {
        kind: kind.into(),
        tables: tables.iter().map(|name| (None, (*name).to_owned())).collect(),
        followable: Ok(()),
    }))
}

fn rows(count: u64, bytes: u64) -> Answer {
    let row = |n: u64| vec![Some(n.to_string()), n.is_multiple_of(2).then(|| "say \"HNL\"".to_owned())];
    let column = |name: &str, hive: &str| Column { name: name.into(), hive_type: hive.into() };
    Answer::Rows(Ok(Rows {
        columns: vec![column("id", "bigint"), column("origin", "string")],
        rows: (0..count).map(row).collect(),
        rows_total: count,
        bytes_scanned: bytes,
        rows_scanned: count,
        origins: Some((0..count).map(|line| (1, line)).collect()),
        paths: vec!["s3://lake/flights/a".into(), "s3://lake/flights/b/c".into()],
        groups: None,
    }))
}

fn status(bench: &mut Bench<Athena>, id: &str) -> String {
    match call(bench, "GetQueryExecution", json!({"QueryExecutionId": id})) {
        Ok(Response::GetQueryExecution(output)) => {
            let status = output.query_execution.status;
            format!("{} {}", status.state.as_str(), status.state_change_reason.unwrap_or_default())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_query_runs_to_its_result() {
    let world = world();
    let mut bench = bench(&world);
    let id = start(&mut bench, "SELECT * FROM flights");
    expect!["QUEUED "].assert_eq(&status(&mut bench, &id));
    answer(&mut bench, analyzed("SELECT", &["flights"]));
    expect!["RUNNING "].assert_eq(&status(&mut bench, &id));
    let results = json!({"QueryExecutionId": id, "MaxResults": 2});
    check(
        &mut bench,
        "GetQueryResults",
        results.clone(),
        expect!["InvalidRequestException: Query has not yet finished. Current state: RUNNING"],
    );
    let Some((_, _, jobs::Request::Lake(jobs::lake::Request::Query(query)))) = bench.around.jobs.last() else {
        panic!("no query")
    };
    let files: Vec<&str> = query.tables.iter().flat_map(|table| &table.files).map(|file| file.path.as_str()).collect();
    assert_eq!(files, ["s3://lake/flights/a", "s3://lake/flights/b/c"]);
    answer(&mut bench, rows(3, 8));
    bench.advance(SECOND_US);
    check(
        &mut bench,
        "GetQueryExecution",
        json!({"QueryExecutionId": id}),
        expect![[
            r#"{"QueryExecution":{"EngineVersion":{"EffectiveEngineVersion":"Athena engine version 3","SelectedEngineVersion":"AUTO"},"Query":"SELECT * FROM flights","QueryExecutionContext":{"Catalog":"awsdatacatalog","Database":"db"},"QueryExecutionId":"42ee3912-2178-4e33-b24e-b722da660dc8","ResultConfiguration":{"OutputLocation":"s3://results/x/42ee3912-2178-4e33-b24e-b722da660dc8.csv"},"StatementType":"DML","Statistics":{"DataScannedInBytes":8,"EngineExecutionTimeInMillis":1881,"QueryPlanningTimeInMillis":806,"QueryQueueTimeInMillis":193,"ServicePreProcessingTimeInMillis":0,"ServiceProcessingTimeInMillis":95,"TotalExecutionTimeInMillis":2170},"Status":{"CompletionDateTime":1767225602.17,"State":"SUCCEEDED","SubmissionDateTime":1767225600},"SubstatementType":"SELECT","WorkGroup":"primary"}}"#
        ]],
    );
    check(
        &mut bench,
        "GetQueryResults",
        results,
        expect![[
            r#"{"NextToken":"2","ResultSet":{"ResultSetMetadata":{"ColumnInfo":[{"CaseSensitive":false,"CatalogName":"hive","Label":"id","Name":"id","Nullable":"UNKNOWN","Precision":19,"Scale":0,"SchemaName":"","TableName":"","Type":"bigint"},{"CaseSensitive":true,"CatalogName":"hive","Label":"origin","Name":"origin","Nullable":"UNKNOWN","Precision":2147483647,"Scale":0,"SchemaName":"","TableName":"","Type":"varchar"}]},"Rows":[{"Data":[{"VarCharValue":"id"},{"VarCharValue":"origin"}]},{"Data":[{"VarCharValue":"0"},{"VarCharValue":"say \"HNL\""}]}]},"UpdateCount":0}"#
        ]],
    );
    check(
        &mut bench,
        "GetQueryResults",
        json!({"QueryExecutionId": id, "NextToken": "2"}),
        expect![[
            r#"{"ResultSet":{"ResultSetMetadata":{"ColumnInfo":[{"CaseSensitive":false,"CatalogName":"hive","Label":"id","Name":"id","Nullable":"UNKNOWN","Precision":19,"Scale":0,"SchemaName":"","TableName":"","Type":"bigint"},{"CaseSensitive":true,"CatalogName":"hive","Label":"origin","Name":"origin","Nullable":"UNKNOWN","Precision":2147483647,"Scale":0,"SchemaName":"","TableName":"","Type":"varchar"}]},"Rows":[{"Data":[{"VarCharValue":"1"},{}]},{"Data":[{"VarCharValue":"2"},{"VarCharValue":"say \"HNL\""}]}]},"UpdateCount":0}"#
        ]],
    );
    let written = world.borrow().written.clone();
    let file = written.get(&format!("x/{id}.csv")).map(|file| String::from_utf8_lossy(file).into_owned());
    expect![[r#"
        "id","origin"
        "0","say ""HNL"""
        "1",
        "2","say ""HNL"""
    "#]]
    .assert_eq(&file.unwrap_or_default());
    assert!(written.contains_key(&format!("x/{id}.csv.metadata")));
    let line = Origin::Line { bucket: "lake".into(), key: "flights/b/c".into(), line: 2 };
    assert_eq!(bench.service.row_origin(&id, 2), Ok(line));
    assert_eq!(bench.service.row_origin(&id, 3), Err(Lost::PastKept));
    expect![[r#"{"DataScannedInTB": 9.5367431640625e-6} {"EngineExecutionTime": 1881.0, "ProcessedBytes": 8.0, "QueryPlanningTime": 806.0, "QueryQueueTime": 193.0, "ServiceProcessingTime": 95.0, "TotalExecutionTime": 2170.0}"#]].assert_eq(&format!("{:?} {:?}", bench.around.charges, bench.around.metrics));
}

#[test]
fn long_results_are_paged_from_their_object() {
    let world = world();
    let mut bench = bench(&world);
    let id = start(&mut bench, "SELECT * FROM flights");
    answer(&mut bench, analyzed("SELECT", &["flights"]));
    answer(&mut bench, rows(10_500, 8));
    bench.advance(SECOND_US);
    let (mut token, mut ids) = (None::<String>, Vec::new());
    loop {
        let params = match &token {
            None => json!({"QueryExecutionId": id}),
            Some(token) => json!({"QueryExecutionId": id, "NextToken": token}),
        };
        let Ok(Response::GetQueryResults(page)) = call(&mut bench, "GetQueryResults", params) else {
            panic!("no page")
        };
        let first = |row: &api::athena::Row| row.data.first().and_then(|datum| datum.var_char_value.clone());
        ids.extend(page.result_set.rows.iter().filter_map(first));
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }
    assert_eq!(ids.len(), 10_501);
    assert_eq!(ids.last().map(String::as_str), Some("10499"));
    assert!(world.borrow().calls.iter().filter(|call| **call == "S3.GetObject").count() > 2);
}

#[test]
fn what_is_denied_fails_the_query_in_athenas_words() {
    for (denied, expected) in [
        (
            "Glue.GetTable",
            expect![
                "FAILED Insufficient permissions to execute the query. User: arn:aws:iam::111122223333:user/administrator is not authorized to perform: Glue.GetTable"
            ],
        ),
        ("S3.ListObjectsV2", expect!["FAILED PERMISSION_DENIED: Permission denied on S3 path: s3://lake/flights/"]),
        ("S3.GetObject", expect!["FAILED PERMISSION_DENIED: Permission denied on S3 path: s3://lake/flights/a"]),
        (
            "S3.PutObject",
            expect![
                "FAILED Access denied when writing output to url: s3://results/x/ID.csv . Please ensure you are allowed to access the S3 bucket. If you are encrypting query results with KMS key, please ensure you are allowed to access your KMS key"
            ],
        ),
    ] {
        let world = world();
        world.borrow_mut().denied = Some(denied);
        let mut bench = bench(&world);
        let id = start(&mut bench, "SELECT * FROM flights");
        answer(&mut bench, analyzed("SELECT", &["flights"]));
        if denied == "S3.PutObject" {
            answer(&mut bench, rows(1, 8));
            bench.advance(SECOND_US);
        }
        let state = status(&mut bench, &id).replace(&id, "ID");
        expected.assert_eq(&state);
        assert!(bench.service.query(&id).is_some_and(|query| query.denial.is_some()));
        assert!(bench.around.charges.is_empty());
    }
}

#[test]
fn what_is_wrong_with_a_statement_is_said_with_its_place() {
    let diagnostic =
        |class, message: &str| Diagnostic { class, message: message.into(), position: Some((1, 8)), hint: None };
    let mut all = String::new();
    for (class, message) in [
        (Class::Syntax, "mismatched input 'FORM'"),
        (Class::ColumnNotFound, "Column 'x' cannot be resolved"),
        (Class::FunctionNotFound, "Function 'f' not registered"),
        (Class::TypeMismatch, "cannot compare"),
        (Class::BadData, "Error parsing field value 'x' for field 0"),
        (Class::NotSupported, "no"),
        (Class::Other, "Division by zero"),
        (Class::Other, "'origin' must be an aggregate expression or appear in GROUP BY clause"),
    ] {
        let world = world();
        let mut bench = bench(&world);
        let id = start(&mut bench, "SELECT x FROM flights");
        answer(&mut bench, analyzed("SELECT", &["flights"]));
        answer(&mut bench, Answer::Rows(Err(diagnostic(class, message))));
        all += &format!("{}\n", status(&mut bench, &id));
    }
    expect![[r#"
        FAILED SYNTAX_ERROR: line 1:8: mismatched input 'FORM'
        FAILED COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved or requester is not authorized to access requested resources
        FAILED FUNCTION_NOT_FOUND: line 1:8: Function 'f' not registered
        FAILED TYPE_MISMATCH: line 1:8: cannot compare
        FAILED HIVE_BAD_DATA: Error parsing field value 'x' for field 0
        FAILED NOT_SUPPORTED: line 1:8: no
        FAILED DIVISION_BY_ZERO: Division by zero
        FAILED EXPRESSION_NOT_AGGREGATE: line 1:8: 'origin' must be an aggregate expression or appear in GROUP BY clause
    "#]].assert_eq(&all);
}

#[test]
fn tables_that_cannot_be_read_fail_the_query() {
    let mut all = String::new();
    let mut run = |sql: &str, kind: &str, names: &[&str], change: &dyn Fn(&mut World)| {
        let world = world();
        change(&mut world.borrow_mut());
        let mut bench = bench(&world);
        let id = start(&mut bench, sql);
        answer(&mut bench, analyzed(kind, names));
        all += &format!("{}\n", status(&mut bench, &id));
    };
    let serde = |world: &mut World, library: &str| {
        if let Some(info) = world.table.storage_descriptor.as_mut().and_then(|d| d.serde_info.as_mut()) {
            info.serialization_library = Some(library.into());
        }
    };
    run("SELECT *\nFROM planes", "SELECT", &["planes"], &|_| {});
    run("CREATE TABLE t (a int)", "CREATE TABLE", &[], &|_| {});
    run("SELECT 1 FROM flights", "SELECT", &["flights"], &|world| world.table.table_type = Some("VIRTUAL_VIEW".into()));
    run("SELECT 1 FROM flights", "SELECT", &["flights"], &|world| serde(world, ""));
    run("SELECT 1 FROM flights", "SELECT", &["flights"], &|world| {
        serde(world, "org.apache.hadoop.hive.ql.io.orc.OrcSerde");
    });
    run("SELECT 1 FROM flights", "SELECT", &["flights"], &|world| {
        world.table.parameters.insert("projection.enabled".into(), "true".into());
    });
    run("SELECT 1 FROM flights", "SELECT", &["flights"], &|world| {
        let id = glue::Column { name: "ID".into(), ..Default::default() };
        world.table.partition_keys = vec![id];
    });
    run("SELECT 1 FROM flights", "SELECT", &["flights"], &|world| {
        world.table.partition_keys = vec![glue::Column { name: "dt".into(), ..Default::default() }];
        let mut descriptor = world.table.storage_descriptor.clone().unwrap_or_default();
        if let Some(column) = descriptor.columns.first_mut() {
            column.r#type = Some("string".into());
        }
        let values = vec!["2001-01-01".into()];
        world.partitions = vec![glue::Partition { values, storage_descriptor: Some(descriptor), ..Default::default() }];
    });
    expect![[r#"
        FAILED TABLE_NOT_FOUND: line 2:6: Table 'awsdatacatalog.db.planes' does not exist
        FAILED NOT_SUPPORTED: CREATE TABLE is not modelled yet: only SELECT and EXPLAIN are
        FAILED NOT_SUPPORTED: 'db.flights' is a view, and views are not modelled yet
        FAILED HIVE_UNKNOWN_ERROR: Unable to create input format
        FAILED NOT_SUPPORTED: tables with the SerDe OrcSerde are not modelled yet: only JSON, CSV and Parquet are
        FAILED NOT_SUPPORTED: 'db.flights' uses partition projection, which is not modelled yet
        FAILED HIVE_INVALID_METADATA: Hive metadata for table flights is invalid: Table descriptor contains duplicate columns
        FAILED HIVE_PARTITION_SCHEMA_MISMATCH: There is a mismatch between the table and partition schemas. The types are incompatible and cannot be coerced. The column 'id' in table 'db.flights' is declared as type 'bigint', but partition 'dt=2001-01-01' declared column 'id' as type 'string'.
    "#]].assert_eq(&all);
}

#[test]
fn a_cancelled_query_pays_for_what_it_scanned() {
    let world = world();
    let mut bench = bench(&world);
    let early = start(&mut bench, "SELECT 1");
    check(&mut bench, "StopQueryExecution", json!({"QueryExecutionId": early}), expect!["{}"]);
    assert!(bench.around.charges.is_empty());
    let id = start(&mut bench, "SELECT * FROM flights");
    answer(&mut bench, analyzed("SELECT", &["flights"]));
    answer(&mut bench, rows(1, 800_000_000));
    bench.advance(4 * SECOND_US);
    check(&mut bench, "StopQueryExecution", json!({"QueryExecutionId": id}), expect!["{}"]);
    bench.advance(10 * SECOND_US);
    expect!["CANCELLED Query cancelled by user"].assert_eq(&status(&mut bench, &id));
    let scanned = bench.service.query(&id).map_or(0, |query| query.bytes_scanned);
    assert!((300_000_000..700_000_000).contains(&scanned), "{scanned}");
    assert_eq!(bench.around.charges.len(), 1);
    check(
        &mut bench,
        "GetQueryResults",
        json!({"QueryExecutionId": id}),
        expect!["InvalidRequestException: Query did not finish successfully. Final query state: CANCELLED"],
    );
    check(&mut bench, "StopQueryExecution", json!({"QueryExecutionId": id}), expect!["{}"]);
}

#[test]
fn a_lost_engine_fails_the_query() {
    let world = world();
    let mut bench = bench(&world);
    let id = start(&mut bench, "SELECT 1");
    bench.advance(SECOND_US);
    let Some((job, _, _)) = bench.around.jobs.last().cloned() else { panic!("no job") };
    bench.answer(job, Err(jobs::Failure { reason: "the engine was lost".into() }));
    expect!["FAILED INTERNAL_ERROR_QUERY_ENGINE: Amazon Athena experienced an internal error while executing this query. Please try submitting the query again. You will not be charged for this query. (the engine was lost)"].assert_eq(&status(&mut bench, &id));
}

#[test]
fn a_cutoff_cancels_and_is_billed() {
    let world = world();
    let mut bench = bench(&world);
    let updates = json!({"WorkGroup": "primary", "ConfigurationUpdates": {
        "BytesScannedCutoffPerQuery": 10_000_000, "ResultConfigurationUpdates": {"OutputLocation": "s3://own/"}}});
    check(&mut bench, "UpdateWorkGroup", updates, expect!["{}"]);
    check(
        &mut bench,
        "GetWorkGroup",
        json!({"WorkGroup": "primary"}),
        expect![[
            r#"{"WorkGroup":{"Configuration":{"BytesScannedCutoffPerQuery":10000000,"EnforceWorkGroupConfiguration":false,"EngineVersion":{"EffectiveEngineVersion":"Athena engine version 3","SelectedEngineVersion":"AUTO"},"PublishCloudWatchMetricsEnabled":true,"RequesterPaysEnabled":false,"ResultConfiguration":{"OutputLocation":"s3://own/"}},"Name":"primary","State":"ENABLED"}}"#
        ]],
    );
    let id = start(&mut bench, "SELECT * FROM flights");
    answer(&mut bench, analyzed("SELECT", &["flights"]));
    answer(&mut bench, rows(1, 20_000_000));
    expect!["CANCELLED Query cancelled! : Bytes scanned limit was exceeded"].assert_eq(&status(&mut bench, &id));
    assert_eq!(bench.around.charges.len(), 1);
}

#[test]
fn wrong_requests_are_refused() {
    let world = world();
    let mut bench = bench(&world);
    let place = json!({"OutputLocation": "s3://results/"});
    for (params, expected) in [
        (
            json!({"QueryString": "SELECT 1"}),
            expect![
                "InvalidRequestException: No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input."
            ],
        ),
        (
            json!({"QueryString": "", "ResultConfiguration": place}),
            expect![
                "InvalidRequestException: 1 validation error detected: Value '' at 'queryString' failed to satisfy constraint: Member must have length greater than or equal to 1"
            ],
        ),
        (
            json!({"QueryString": "SELECT 1", "ResultConfiguration": {"OutputLocation": "results"}}),
            expect!["InvalidRequestException: outputLocation is not a valid S3 path."],
        ),
        (
            json!({"QueryString": "SELECT 1", "ResultConfiguration": {"OutputLocation": "s3://nowhere/"}}),
            expect!["InvalidRequestException: Unable to verify/create output bucket nowhere"],
        ),
        (
            json!({"QueryString": "SELECT 1", "ResultConfiguration": place, "WorkGroup": "x"}),
            expect!["InvalidRequestException: WorkGroup x is not found."],
        ),
        (
            json!({"QueryString": "SELECT 1", "ResultConfiguration": place, "ClientRequestToken": "short"}),
            expect![
                "InvalidRequestException: 1 validation error detected: Value 'short' at 'clientRequestToken' failed to satisfy constraint: Member must have length between 32 and 128"
            ],
        ),
        (
            json!({"QueryString": "SELECT 1", "ExecutionParameters": ["1"]}),
            expect![
                "ValidationException: unknown parameter 'ExecutionParameters' in input at 'ExecutionParameters'; expected one of 'QueryString', 'ClientRequestToken', 'QueryExecutionContext', 'ResultConfiguration', 'WorkGroup'"
            ],
        ),
    ] {
        check(&mut bench, "StartQueryExecution", params, expected);
    }
    let token = "t".repeat(32);
    let first = json!({"QueryString": "SELECT 1", "ResultConfiguration": place, "ClientRequestToken": token});
    let one = call(&mut bench, "StartQueryExecution", first.clone());
    assert_eq!(one, call(&mut bench, "StartQueryExecution", first));
    let other = json!({"QueryString": "SELECT 2", "ResultConfiguration": place, "ClientRequestToken": token});
    check(
        &mut bench,
        "StartQueryExecution",
        other,
        expect!["InvalidRequestException: Idempotent parameters do not match"],
    );
    check(
        &mut bench,
        "GetQueryExecution",
        json!({"QueryExecutionId": "x"}),
        expect!["InvalidRequestException: QueryExecution x was not found"],
    );
    check(
        &mut bench,
        "ListQueryExecutions",
        json!({"MaxResults": 51}),
        expect!["InvalidRequestException: MaxResults must be between 0 and 50."],
    );
}

#[test]
fn the_quota_of_active_queries_holds() {
    let world = world();
    let mut bench = bench(&world);
    for _ in 0..crate::limits::ACTIVE_QUERIES_MAX {
        start(&mut bench, "SELECT 1");
    }
    let params = json!({"QueryString": "SELECT 1", "ResultConfiguration": {"OutputLocation": "s3://results/"}});
    check(
        &mut bench,
        "StartQueryExecution",
        params,
        expect![
            "TooManyRequestsException: You have exceeded the limit for the number of queries you can run concurrently. Please reduce the number of concurrent queries submitted by this account."
        ],
    );
    let Ok(Response::ListQueryExecutions(page)) = call(&mut bench, "ListQueryExecutions", json!({})) else {
        panic!("no list")
    };
    assert_eq!(page.query_execution_ids.len(), 50);
    let next = json!({"NextToken": page.next_token});
    let Ok(Response::ListQueryExecutions(second)) = call(&mut bench, "ListQueryExecutions", next) else {
        panic!("no list")
    };
    assert!(!page.query_execution_ids.contains(&second.query_execution_ids[0]));
}
