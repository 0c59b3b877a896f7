//! The service on a bench; the outside is an Athena that answers what the test says.

mod direct;
mod refused;
mod spice;
mod world;

use crate::{QuickSight, VisualState};
use api::AwsError;
use api::quicksight::{Request, Response};
use expect_test::Expect;
use serde_json::{Value, json};
use service::testing::Bench;

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
