//! The service on a bench; the outside is an Athena that answers what the test says.

mod world;

use crate::{QuickSight, VisualState};
use api::AwsError;
use api::athena::QueryExecutionState;
use api::quicksight::{Request, Response};
use expect_test::{Expect, expect};
use serde_json::{Value, json};
use service::testing::Bench;
use world::{bench, world};

const SECOND_US: u64 = 1_000_000;

fn call(bench: &mut Bench<QuickSight>, name: &str, mut params: Value) -> Result<Response, AwsError> {
    if let Some(members) = params.as_object_mut() {
        members.entry("AwsAccountId").or_insert_with(|| "111122223333".into());
    }
    let parsed = Request::parse(name, params).unwrap_or_else(|| Err(AwsError::new("NoSuchOperation", name)));
    let answer = parsed.and_then(|request| bench.now(request));
    assert_eq!(bench.breaches(), Vec::<String>::new());
    answer
}

fn text(bench: &mut Bench<QuickSight>, name: &str, params: Value) -> String {
    match call(bench, name, params) {
        Ok(response) => response.to_json().to_string(),
        Err(error) => error.to_string(),
    }
}

fn check(bench: &mut Bench<QuickSight>, name: &str, params: Value, expect: Expect) {
    expect.assert_eq(&text(bench, name, params));
}

const SOURCE: &str = "arn:aws:quicksight:us-east-1:111122223333:datasource/athena";
const DATA_SET: &str = "arn:aws:quicksight:us-east-1:111122223333:dataset/flights";

fn data_set(mode: &str) -> Value {
    json!({"DataSetId": "flights", "Name": "flights", "ImportMode": mode, "PhysicalTableMap": {"t": {"RelationalTable": {
        "DataSourceArn": SOURCE, "Catalog": "AwsDataCatalog", "Schema": "db", "Name": "flights", "InputColumns": [
            {"Name": "origin", "Type": "STRING"}, {"Name": "date", "Type": "DATETIME"},
            {"Name": "delay", "Type": "INTEGER"}, {"Name": "distance", "Type": "DECIMAL"}]}}}})
}

fn make(bench: &mut Bench<QuickSight>, mode: &str) {
    let source = json!({"DataSourceId": "athena", "Name": "athena", "Type": "ATHENA"});
    assert!(call(bench, "CreateDataSource", source).is_ok());
    assert!(call(bench, "CreateDataSet", data_set(mode)).is_ok());
}

fn column(name: &str) -> Value {
    json!({"DataSetIdentifier": "f", "ColumnName": name})
}

fn measure(name: &str, function: &str) -> Value {
    json!({"NumericalMeasureField": {"FieldId": "v", "Column": column(name),
        "AggregationFunction": {"SimpleNumericalAggregation": function}}})
}

fn bar(id: &str, category: Value, values: Value, sort: Value) -> Value {
    json!({"BarChartVisual": {"VisualId": id, "Title": {"FormatText": {"PlainText": "Delays"}}, "ChartConfiguration": {
        "FieldWells": {"BarChartAggregatedFieldWells": {"Category": [category], "Values": [values]}},
        "SortConfiguration": sort}}})
}

fn by_origin() -> Value {
    json!({"CategoricalDimensionField": {"FieldId": "c", "Column": column("origin")}})
}

fn by_date(granularity: &str) -> Value {
    json!({"DateDimensionField": {"FieldId": "c", "Column": column("date"), "DateGranularity": granularity}})
}

fn line(id: &str, category: Value, values: Value) -> Value {
    json!({"LineChartVisual": {"VisualId": id, "ChartConfiguration": {"FieldWells": {"LineChartAggregatedFieldWells":
        {"Category": [category], "Values": [values]}}}}})
}

fn kpi(id: &str, values: Value) -> Value {
    json!({"KPIVisual": {"VisualId": id, "ChartConfiguration": {"FieldWells": {"Values": [values]}}}})
}

fn analysis(visuals: Vec<Value>) -> Value {
    json!({"AnalysisId": "delays", "Name": "Delays", "Definition": {
        "DataSetIdentifierDeclarations": [{"Identifier": "f", "DataSetArn": DATA_SET}],
        "Sheets": [{"SheetId": "one", "Name": "One", "Visuals": visuals}]}})
}

/// What the visuals of the analysis show.
fn shown(bench: &Bench<QuickSight>) -> String {
    let Some(analysis) = bench.service.analysis("delays") else { return String::new() };
    let visual = |visual: &crate::Visual| {
        let row = |(label, value): &(Option<String>, Option<String>)| {
            format!("{}={}", label.as_deref().unwrap_or("-"), value.as_deref().unwrap_or("-"))
        };
        let rows: Vec<String> = visual.rows.iter().map(row).collect();
        let state = match &visual.state {
            VisualState::Failed { message } => format!("Failed: {message}"),
            state => format!("{state:?}"),
        };
        let (x, y) = (visual.plan.x_label(), visual.plan.y_label());
        format!("{} '{}' {x} / {y}: {} [{state}]\n", visual.id, visual.title, rows.join(" "))
    };
    analysis.visuals.iter().map(visual).collect()
}

#[test]
fn direct_visuals_are_athena_queries_of_the_role() {
    let world = world(&["label,value", "2001-01-01 00:00:00.000,5.5", "2001-01-02 00:00:00.000,", ",1"]);
    let mut bench = bench(&world);
    make(&mut bench, "DIRECT_QUERY");
    let sort = json!({"CategorySort": [{"ColumnSort": {"SortBy": column("distance"), "Direction": "DESC",
        "AggregationFunction": {"NumericalAggregationFunction": {"SimpleNumericalAggregation": "MAX"}}}}],
        "CategoryItemsLimit": {"ItemsLimit": 10, "OtherCategories": "EXCLUDE"}});
    let visuals = vec![
        bar("bar", by_origin(), measure("delay", "AVERAGE"), json!({})),
        bar("sorted", by_origin(), measure("delay", "DISTINCT_COUNT"), sort),
        line("line", by_date("WEEK"), measure("distance", "SUM")),
        kpi("kpi", json!({"CategoricalMeasureField": {"FieldId": "v", "Column": column("origin")}})),
    ];
    check(
        &mut bench,
        "CreateAnalysis",
        analysis(visuals.clone()),
        expect![[
            r#"{"AnalysisId":"delays","Arn":"arn:aws:quicksight:us-east-1:111122223333:analysis/delays","CreationStatus":"CREATION_IN_PROGRESS","Status":200}"#
        ]],
    );
    bench.advance(SECOND_US);
    assert!(world.borrow().asked.is_empty(), "nobody has looked yet");
    assert!(call(&mut bench, "UpdateAnalysis", analysis(visuals)).is_ok());
    check(
        &mut bench,
        "DescribeAnalysis",
        json!({"AnalysisId": "delays"}),
        expect![[
            r#"{"Analysis":{"AnalysisId":"delays","Arn":"arn:aws:quicksight:us-east-1:111122223333:analysis/delays","CreatedTime":1767225600,"DataSetArns":["arn:aws:quicksight:us-east-1:111122223333:dataset/flights"],"LastUpdatedTime":1767225601,"Name":"Delays","Sheets":[{"Name":"One","SheetId":"one"}],"Status":"UPDATE_IN_PROGRESS"},"Status":200}"#
        ]],
    );
    bench.advance(2 * SECOND_US);
    expect![[r#"
        arn:aws:sts::111122223333:assumed-role/quicksight-athena/acequia Some("db")
        SELECT "origin" AS "label", AVG("delay") AS "value"
        FROM "db"."flights"
        GROUP BY "origin"
        ORDER BY 2 DESC, 1
        LIMIT 2500
        arn:aws:sts::111122223333:assumed-role/quicksight-athena/acequia Some("db")
        SELECT "origin" AS "label", COUNT(DISTINCT "delay") AS "value"
        FROM "db"."flights"
        GROUP BY "origin"
        ORDER BY MAX("distance") DESC, 1
        LIMIT 10
        arn:aws:sts::111122223333:assumed-role/quicksight-athena/acequia Some("db")
        SELECT date_trunc('week', CAST("date" AS timestamp)) AS "label", SUM("distance") AS "value"
        FROM "db"."flights"
        GROUP BY date_trunc('week', CAST("date" AS timestamp))
        ORDER BY 1
        LIMIT 2500
        arn:aws:sts::111122223333:assumed-role/quicksight-athena/acequia Some("db")
        SELECT COUNT("origin") AS "value"
        FROM "db"."flights"
    "#]]
    .assert_eq(&world.borrow().asked.concat());
    expect![[r#"
        bar 'Delays' origin / delay (Average): 2001-01-01 00:00:00.000=5.5 2001-01-02 00:00:00.000=- -=1 [Ready]
        sorted 'Delays' origin / delay (Count Distinct): 2001-01-01 00:00:00.000=5.5 2001-01-02 00:00:00.000=- -=1 [Ready]
        line '' date / distance (Sum): 2001-01-01=5.5 2001-01-02=- -=1 [Ready]
        kpi ''  / origin (Count): -=5.5 -=- -=1 [Ready]
    "#]].assert_eq(&shown(&bench));
    check(
        &mut bench,
        "ListAnalyses",
        json!({}),
        expect![[
            r#"{"AnalysisSummaryList":[{"AnalysisId":"delays","Arn":"arn:aws:quicksight:us-east-1:111122223333:analysis/delays","CreatedTime":1767225600,"LastUpdatedTime":1767225601,"Name":"Delays","Status":"UPDATE_SUCCESSFUL"}],"Status":200}"#
        ]],
    );
    let behind = |visual: &str, label: Option<&str>| {
        bench.service.rows_behind("delays", visual, label).map(|(sql, _)| sql + "\n").unwrap_or_default()
    };
    let all =
        behind("bar", Some("it's")) + &behind("bar", None) + &behind("line", Some("2001-01-01")) + &behind("kpi", None);
    expect![[r#"
        SELECT *
        FROM "db"."flights"
        WHERE "origin" = 'it''s'
        LIMIT 1000
        SELECT *
        FROM "db"."flights"
        WHERE "origin" IS NULL
        LIMIT 1000
        SELECT *
        FROM "db"."flights"
        WHERE date_trunc('week', CAST("date" AS timestamp)) = TIMESTAMP '2001-01-01 00:00:00'
        LIMIT 1000
        SELECT *
        FROM "db"."flights"
        LIMIT 1000
    "#]]
    .assert_eq(&all);
}

#[test]
fn a_failed_query_fails_its_visual_and_keeps_what_it_showed() {
    let world = world(&["label,value", "HNL,5"]);
    let mut bench = bench(&world);
    make(&mut bench, "DIRECT_QUERY");
    let visuals = vec![bar("bar", by_origin(), measure("delay", "AVERAGE"), json!({}))];
    check(
        &mut bench,
        "CreateAnalysis",
        analysis(visuals.clone()),
        expect![[
            r#"{"AnalysisId":"delays","Arn":"arn:aws:quicksight:us-east-1:111122223333:analysis/delays","CreationStatus":"CREATION_IN_PROGRESS","Status":200}"#
        ]],
    );
    assert!(call(&mut bench, "UpdateAnalysis", analysis(visuals.clone())).is_ok());
    bench.advance(2 * SECOND_US);
    {
        let mut world = world.borrow_mut();
        world.state = QueryExecutionState::Failed;
        world.reason = Some("TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.db.flights' does not exist".into());
    }
    assert!(call(&mut bench, "UpdateAnalysis", analysis(visuals.clone())).is_ok());
    bench.advance(2 * SECOND_US);
    expect![[r#"
        bar 'Delays' origin / delay (Average): HNL=5 [Failed: TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.db.flights' does not exist]
    "#]].assert_eq(&shown(&bench));
    world.borrow_mut().state = QueryExecutionState::Running;
    assert!(call(&mut bench, "UpdateAnalysis", analysis(visuals.clone())).is_ok());
    bench.advance(130 * SECOND_US);
    expect![[r#"
        bar 'Delays' origin / delay (Average): HNL=5 [Failed: QUERY_TIMEOUT: the query took longer than two minutes]
    "#]]
    .assert_eq(&shown(&bench));
    world.borrow_mut().refused = true;
    assert!(call(&mut bench, "UpdateAnalysis", analysis(visuals)).is_ok());
    bench.advance(2 * SECOND_US);
    expect![[r#"
        bar 'Delays' origin / delay (Average): HNL=5 [Failed: AccessDeniedException: not for arn:aws:sts::111122223333:assumed-role/quicksight-athena/acequia]
    "#]].assert_eq(&shown(&bench));
}

#[test]
fn spice_is_filled_once_and_asked_often() {
    let world = world(&[
        "origin,date,delay,distance",
        "HNL,2001-01-01,5,100.5",
        "HNL,2001-01-02,-2,0.25",
        "LAX,2001-01-02,,7",
        "LAX,2001-02-01,8,1e3",
        ",2001-02-01,1,1",
        "SFO,yesterday,1,1",
    ]);
    let mut bench = bench(&world);
    make(&mut bench, "SPICE");
    let visuals = vec![
        bar("average", by_origin(), measure("delay", "AVERAGE"), json!({})),
        bar("distinct", by_origin(), measure("date", "DISTINCT_COUNT"), json!({})),
        line("months", by_date("MONTH"), measure("distance", "SUM")),
        kpi("least", measure("delay", "MIN")),
        kpi("count", measure("delay", "COUNT")),
    ];
    assert!(call(&mut bench, "CreateAnalysis", analysis(visuals.clone())).is_ok());
    assert!(call(&mut bench, "UpdateAnalysis", analysis(visuals)).is_ok());
    bench.advance(SECOND_US / 2);
    assert!(shown(&bench).contains("Refreshing"));
    bench.advance(4 * SECOND_US);
    expect![[r#"
        average 'Delays' origin / delay (Average): LAX=8 HNL=1.5 -=1 [Ready]
        distinct 'Delays' origin / date (Count Distinct): HNL=2 LAX=2 -=1 [Ready]
        months '' date / distance (Sum): 2001-01-01=107.75 2001-02-01=1001 [Ready]
        least ''  / delay (Min): -=-2 [Ready]
        count ''  / delay (Count): -=4 [Ready]
    "#]]
    .assert_eq(&shown(&bench));
    expect![[r#"
        arn:aws:sts::111122223333:assumed-role/quicksight-athena/acequia Some("db")
        SELECT "origin", "date", "delay", "distance"
        FROM "db"."flights"
    "#]]
    .assert_eq(&world.borrow().asked.concat());
    check(
        &mut bench,
        "ListIngestions",
        json!({"DataSetId": "flights"}),
        expect![[
            r#"{"Ingestions":[{"Arn":"arn:aws:quicksight:us-east-1:111122223333:dataset/flights/ingestion/42ee391221781e33","CreatedTime":1767225600,"IngestionId":"42ee391221781e33","IngestionSizeInBytes":172,"IngestionStatus":"COMPLETED","IngestionTimeInSeconds":2,"RequestSource":"MANUAL","RequestType":"INITIAL_INGESTION","RowInfo":{"RowsDropped":1,"RowsIngested":5,"TotalRowsInDataset":5}}],"Status":200}"#
        ]],
    );

    // A failed refresh leaves the rows; a newer ingestion supersedes an older one.
    let ingestion = |id: &str| json!({"DataSetId": "flights", "IngestionId": id});
    check(
        &mut bench,
        "CreateIngestion",
        ingestion("a"),
        expect![[
            r#"{"Arn":"arn:aws:quicksight:us-east-1:111122223333:dataset/flights/ingestion/a","IngestionId":"a","IngestionStatus":"INITIALIZED","Status":201}"#
        ]],
    );
    check(
        &mut bench,
        "CreateIngestion",
        ingestion("b"),
        expect![[
            r#"{"Arn":"arn:aws:quicksight:us-east-1:111122223333:dataset/flights/ingestion/b","IngestionId":"b","IngestionStatus":"INITIALIZED","Status":201}"#
        ]],
    );
    world.borrow_mut().state = QueryExecutionState::Failed;
    world.borrow_mut().reason = Some("Insufficient permissions to execute the query.".into());
    bench.advance(3 * SECOND_US);
    check(
        &mut bench,
        "DescribeIngestion",
        ingestion("a"),
        expect![[
            r#"{"Ingestion":{"Arn":"arn:aws:quicksight:us-east-1:111122223333:dataset/flights/ingestion/a","CreatedTime":1767225604.5,"ErrorInfo":{"Message":"A newer ingestion was started before this one was done.","Type":"INGESTION_SUPERSEDED"},"IngestionId":"a","IngestionSizeInBytes":0,"IngestionStatus":"FAILED","IngestionTimeInSeconds":0,"RequestSource":"MANUAL","RequestType":"FULL_REFRESH"},"Status":200}"#
        ]],
    );
    check(
        &mut bench,
        "DescribeIngestion",
        ingestion("b"),
        expect![[
            r#"{"Ingestion":{"Arn":"arn:aws:quicksight:us-east-1:111122223333:dataset/flights/ingestion/b","CreatedTime":1767225604.5,"ErrorInfo":{"Message":"Insufficient permissions to execute the query.","Type":"PERMISSION_DENIED"},"IngestionId":"b","IngestionSizeInBytes":0,"IngestionStatus":"FAILED","IngestionTimeInSeconds":2,"RequestSource":"MANUAL","RequestType":"FULL_REFRESH"},"Status":200}"#
        ]],
    );
    assert!(shown(&bench).contains("HNL"));
    check(
        &mut bench,
        "CreateIngestion",
        ingestion("b"),
        expect!["ResourceExistsException: Ingestion b already exists"],
    );
}

#[test]
fn what_is_not_modelled_is_refused() {
    let world = world(&[]);
    let mut bench = bench(&world);
    make(&mut bench, "DIRECT_QUERY");
    let value = || measure("delay", "SUM");
    let mut two = bar("x", by_origin(), value(), json!({}));
    two["BarChartVisual"]["ChartConfiguration"]["FieldWells"]["BarChartAggregatedFieldWells"]["Values"] =
        json!([value(), value()]);
    let mut colours = bar("x", by_origin(), value(), json!({}));
    colours["BarChartVisual"]["ChartConfiguration"]["FieldWells"]["BarChartAggregatedFieldWells"]["Colors"] = json!([]);
    let other = json!({"CategoryItemsLimit": {"ItemsLimit": 3, "OtherCategories": "INCLUDE"}});
    let sort = json!({"CategorySort": [{"FieldSort": {"FieldId": "z", "Direction": "ASC"}}]});
    let wrong = vec![
        vec![json!({})],
        vec![json!({"PieChartVisual": {"VisualId": "x"}})],
        vec![two],
        vec![colours],
        vec![bar("x", by_origin(), measure("origin", "SUM"), json!({}))],
        vec![bar("x", by_origin(), measure("nothing", "SUM"), json!({}))],
        vec![bar("x", by_date("DAY"), measure("delay", "MEDIAN"), json!({}))],
        vec![bar(
            "x",
            json!({"CategoricalDimensionField": {"FieldId": "c", "Column": column("date")}}),
            value(),
            json!({}),
        )],
        vec![bar("x", by_origin(), value(), other)],
        vec![bar("x", by_origin(), value(), sort)],
        vec![kpi("x", value()), kpi("x", value())],
        vec![kpi("x y", value())],
    ];
    let mut all = String::new();
    for visuals in wrong {
        all += &format!("{}\n", text(&mut bench, "CreateAnalysis", analysis(visuals)));
    }
    expect![[r#"
        InvalidParameterValueException: sheet 'one': exactly one of BarChartVisual, LineChartVisual and KPIVisual must be given
        ValidationException: unknown parameter 'PieChartVisual' in input at 'Definition.Sheets[0].Visuals[0].PieChartVisual'; expected one of 'BarChartVisual', 'LineChartVisual', 'KPIVisual'
        InvalidParameterValueException: sheet 'one': visual 'x': 2 fields in Values: exactly one is modelled
        ValidationException: unknown parameter 'Colors' in input at 'Definition.Sheets[0].Visuals[0].BarChartVisual.ChartConfiguration.FieldWells.BarChartAggregatedFieldWells.Colors'; expected 'Category' or 'Values'
        InvalidParameterValueException: sheet 'one': visual 'x': the column 'origin' is STRING: it can be counted, but SUM needs a number
        InvalidParameterValueException: sheet 'one': visual 'x': the data set has no column 'nothing'; it has origin, date, delay, distance
        SerializationException: unknown variant 'MEDIAN', expected one of 'SUM', 'AVERAGE', 'MIN', 'MAX', 'COUNT', 'DISTINCT_COUNT' at 'Definition.Sheets[0].Visuals[0].BarChartVisual.ChartConfiguration.FieldWells.BarChartAggregatedFieldWells.Values[0].NumericalMeasureField.AggregationFunction.SimpleNumericalAggregation'
        InvalidParameterValueException: sheet 'one': visual 'x': Category: the column 'date' is DATETIME, which this kind of dimension field does not take
        InvalidParameterValueException: sheet 'one': visual 'x': OtherCategories INCLUDE is not modelled: use EXCLUDE
        InvalidParameterValueException: sheet 'one': visual 'x': FieldSort: the visual has no field 'z'
        InvalidParameterValueException: two visuals are called 'x'
        InvalidParameterValueException: VisualId 'x y' must have 1 to 512 letters, digits, underscores and hyphens
    "#]].assert_eq(&all);
    assert_eq!(bench.service.analyses().count(), 0);
}

#[test]
fn wrong_requests_are_refused() {
    let world = world(&[]);
    let mut bench = bench(&world);
    let source = |id: &str, kind: &str| json!({"DataSourceId": id, "Name": "n", "Type": kind});
    check(
        &mut bench,
        "CreateDataSource",
        source("a b", "ATHENA"),
        expect![
            "InvalidParameterValueException: DataSourceId 'a b' must have 1 to 512 letters, digits, underscores and hyphens"
        ],
    );
    check(
        &mut bench,
        "CreateDataSource",
        source("a", "MYSQL"),
        expect!["InvalidParameterValueException: Type 'MYSQL' is not modelled: only ATHENA is"],
    );
    check(
        &mut bench,
        "CreateDataSet",
        data_set("DIRECT_QUERY"),
        expect![
            "ResourceNotFoundException: DataSource arn:aws:quicksight:us-east-1:111122223333:datasource/athena is not found"
        ],
    );
    make(&mut bench, "DIRECT_QUERY");
    check(
        &mut bench,
        "CreateDataSource",
        source("athena", "ATHENA"),
        expect!["ResourceExistsException: DataSource athena already exists"],
    );
    check(
        &mut bench,
        "CreateDataSet",
        data_set("SPICE"),
        expect!["ResourceExistsException: DataSet flights already exists"],
    );
    let ingestion = json!({"DataSetId": "flights", "IngestionId": "i"});
    check(
        &mut bench,
        "CreateIngestion",
        ingestion.clone(),
        expect!["InvalidParameterValueException: DataSet flights is not a SPICE data set"],
    );
    check(&mut bench, "DescribeIngestion", ingestion, expect!["ResourceNotFoundException: Ingestion i is not found"]);
    check(
        &mut bench,
        "DescribeDataSet",
        json!({"DataSetId": "x"}),
        expect!["ResourceNotFoundException: DataSet x is not found"],
    );
    check(
        &mut bench,
        "DescribeDataSet",
        json!({"DataSetId": "flights", "AwsAccountId": "1"}),
        expect!["InvalidParameterValueException: AwsAccountId '1' is not this account's"],
    );
    check(
        &mut bench,
        "ListDataSets",
        json!({"NextToken": "x"}),
        expect!["InvalidNextTokenException: The NextToken value isn't valid."],
    );
    check(
        &mut bench,
        "UpdateAnalysis",
        analysis(vec![]),
        expect!["ResourceNotFoundException: Analysis delays is not found"],
    );
    assert!(call(&mut bench, "CreateAnalysis", analysis(vec![])).is_ok());
    check(
        &mut bench,
        "CreateAnalysis",
        analysis(vec![]),
        expect!["ResourceExistsException: Analysis delays already exists"],
    );
    check(
        &mut bench,
        "DeleteAnalysis",
        json!({"AnalysisId": "delays"}),
        expect![
            "InvalidParameterValueException: deleting with a recovery window is not modelled: set ForceDeleteWithoutRecovery"
        ],
    );
    let delete = json!({"AnalysisId": "delays", "ForceDeleteWithoutRecovery": true});
    check(
        &mut bench,
        "DeleteAnalysis",
        delete,
        expect![[
            r#"{"AnalysisId":"delays","Arn":"arn:aws:quicksight:us-east-1:111122223333:analysis/delays","Status":200}"#
        ]],
    );
    check(
        &mut bench,
        "DeleteDataSet",
        json!({"DataSetId": "flights"}),
        expect![[
            r#"{"Arn":"arn:aws:quicksight:us-east-1:111122223333:dataset/flights","DataSetId":"flights","Status":200}"#
        ]],
    );
    check(
        &mut bench,
        "DeleteDataSource",
        json!({"DataSourceId": "athena"}),
        expect![[
            r#"{"Arn":"arn:aws:quicksight:us-east-1:111122223333:datasource/athena","DataSourceId":"athena","Status":200}"#
        ]],
    );
}
