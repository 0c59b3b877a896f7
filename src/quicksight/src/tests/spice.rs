//! Visuals over ingested rows.

use super::world::{bench, world};
use super::{SECOND_US, analysis, bar, by_date, by_origin, call, check, kpi, line, make, measure, shown};
use api::athena::QueryExecutionState;
use expect_test::expect;
use serde_json::json;

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
