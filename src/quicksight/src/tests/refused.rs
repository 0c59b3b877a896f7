//! What is refused: what is not modelled, and what is wrong.

use super::world::{bench, world};
use super::{analysis, bar, by_date, by_origin, call, check, column, data_set, kpi, make, measure, text};
use expect_test::expect;
use serde_json::json;

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
