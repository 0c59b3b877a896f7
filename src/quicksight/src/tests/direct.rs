//! Visuals that ask Athena directly.

use super::world::{bench, world};
use super::{SECOND_US, analysis, bar, by_date, by_origin, call, check, column, kpi, line, make, measure, shown};
use api::athena::QueryExecutionState;
use expect_test::expect;
use serde_json::json;

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
