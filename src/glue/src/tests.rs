//! The service on a bench; the outside is a bucket in a map.

use crate::{Event, Glue};
use api::glue::{CreateCrawler, Request, StartCrawler};
use api::{AwsError, Blob, Timestamp, s3};
use bytes::Bytes;
use expect_test::{Expect, expect};
use jobs::lake::{Answer, Column, Format, Inspected};
use service::testing::Bench;
use std::collections::BTreeMap;

const SECOND_US: u64 = 1_000_000;

fn bench() -> Bench<Glue> {
    Bench::new(Glue::default())
}

fn call(bench: &mut Bench<Glue>, name: &str, params: serde_json::Value) -> String {
    let parsed = Request::parse(name, params).unwrap_or_else(|| Err(AwsError::new("NoSuchOperation", name)));
    let answer = parsed.and_then(|request| bench.now(request));
    assert_eq!(bench.breaches(), Vec::<String>::new());
    match answer {
        Ok(response) => response.to_json().to_string(),
        Err(error) => error.to_string(),
    }
}

fn check(bench: &mut Bench<Glue>, name: &str, params: serde_json::Value, expect: Expect) {
    expect.assert_eq(&call(bench, name, params));
}

/// An outside that is a bucket `lake` with these objects.
fn bucket(objects: &[(&str, &str)], denied: Option<&'static str>) -> service::testing::Outside {
    let objects: BTreeMap<String, String> = objects.iter().map(|(key, body)| ((*key).into(), (*body).into())).collect();
    Box::new(move |_, principal, request| {
        let name = request.name();
        if denied == Some(name) {
            let message = format!("User: {principal} is not authorized to perform: {name}");
            return Err(AwsError::new("AccessDenied", message).with_status(403));
        }
        match request {
            api::Request::S3(s3::Request::ListObjectsV2(list)) => {
                let prefix = list.prefix.unwrap_or_default();
                // Pages of two, to be paged through.
                let after = list.continuation_token.unwrap_or_default();
                let mut found = objects.iter().filter(|(key, _)| key.starts_with(&prefix) && **key > after);
                let contents: Vec<s3::Object> = found.by_ref().take(2).map(|(key, body)| object(key, body)).collect();
                let last = contents.last().map(|object| object.key.clone());
                let next_continuation_token = found.next().and(last);
                Ok(api::Response::S3(s3::Response::ListObjectsV2(s3::ListObjectsV2Output {
                    is_truncated: next_continuation_token.is_some(),
                    key_count: 0,
                    contents,
                    name: "lake".into(),
                    prefix,
                    delimiter: None,
                    max_keys: 2,
                    common_prefixes: Vec::new(),
                    continuation_token: None,
                    next_continuation_token,
                    start_after: None,
                })))
            }
            api::Request::S3(s3::Request::GetObject(get)) => {
                let body = objects.get(&get.key).cloned().unwrap_or_default();
                Ok(api::Response::S3(s3::Response::GetObject(s3::GetObjectOutput {
                    content_length: body.len() as u64,
                    body: Blob(Bytes::from(body)),
                    accept_ranges: "bytes".into(),
                    content_range: None,
                    content_type: "binary/octet-stream".into(),
                    content_encoding: None,
                    e_tag: "\"0\"".into(),
                    last_modified: Timestamp(0),
                    metadata: BTreeMap::new(),
                    lineage: None,
                })))
            }
            other => Err(AwsError::new("NotOnTheBench", other.name())),
        }
    })
}

fn object(key: &str, body: &str) -> s3::Object {
    s3::Object {
        key: key.into(),
        last_modified: Timestamp(0),
        e_tag: "\"0\"".into(),
        size: body.len() as u64,
        storage_class: "STANDARD".into(),
    }
}

/// What an engine would say of a file whose body names its columns: `a:int b:string`.
fn inspected(body: &str) -> Inspected {
    let (format, columns) = match body.strip_prefix("csv ") {
        Some(rest) => (Format::Csv { delimiter: ',', quote: None, header_lines: 1 }, rest),
        None => match body.strip_prefix("parquet ") {
            Some(rest) => (Format::Parquet, rest),
            None => (Format::Json, body),
        },
    };
    let column = |text: &str| {
        let (name, hive_type) = text.split_once(':')?;
        Some(Column { name: name.into(), hive_type: hive_type.into() })
    };
    let columns: Vec<Column> = columns.split(' ').filter_map(column).collect();
    Inspected {
        schema: (!columns.is_empty()).then_some((format, columns)),
        compression: None,
        bytes_read: body.len() as u64,
        records_seen: 2,
        problem: None,
    }
}

/// Answers the last job as an engine would.
fn answer(bench: &mut Bench<Glue>) {
    let Some((job, due, jobs::Request::Lake(jobs::lake::Request::Inspect(inspect)))) =
        bench.around.jobs.last().cloned()
    else {
        return;
    };
    let body = |file: &jobs::lake::File| bench.around.contents.get(&file.content).cloned().unwrap_or_default();
    let answers = inspect.files.iter().map(|file| inspected(&String::from_utf8_lossy(&body(file)))).collect();
    bench.advance(due - bench.around.now);
    bench.answer(job, Ok(jobs::Answer::Lake(Answer::Inspected(answers))));
}

fn crawler(bench: &mut Bench<Glue>) {
    let create: Result<CreateCrawler, _> = api::parse_members(serde_json::json!({
        "Name": "c", "Role": "glue-crawler", "DatabaseName": "db",
        "Targets": {"S3Targets": [{"Path": "s3://lake/flights/"}]},
    }));
    let made = create.and_then(|create| bench.now(Request::CreateCrawler(create)));
    assert!(made.is_ok(), "{made:?}");
}

fn crawl(bench: &mut Bench<Glue>) {
    let started = bench.now(Request::StartCrawler(StartCrawler { name: "c".into() }));
    assert!(started.is_ok(), "{started:?}");
    bench.advance(12 * SECOND_US);
    answer(bench);
    bench.advance(5 * SECOND_US);
    assert_eq!(bench.breaches(), Vec::<String>::new());
}

/// The catalog as lines: tables with their columns, keys and partitions.
fn catalog(glue: &Glue) -> String {
    let mut text = String::new();
    for entry in glue.tables("db") {
        let table = &entry.table;
        let column = |column: &api::glue::Column| format!("{} {}", column.name, column.r#type.as_deref().unwrap_or(""));
        let columns = table.storage_descriptor.iter().flat_map(|descriptor| &descriptor.columns);
        let columns: Vec<String> = columns.map(column).collect();
        let keys: Vec<String> = table.partition_keys.iter().map(column).collect();
        let location = table.storage_descriptor.as_ref().and_then(|descriptor| descriptor.location.clone());
        let (name, version) = (&table.name, &table.version_id);
        text += &format!(
            "{name} v{version} ({}) keys ({}) at {}\n",
            columns.join(", "),
            keys.join(", "),
            location.unwrap_or_default()
        );
        for partition in entry.partitions.values() {
            let location = partition.storage_descriptor.as_ref().and_then(|descriptor| descriptor.location.clone());
            text += &format!("  {:?} at {}\n", partition.values, location.unwrap_or_default());
        }
    }
    text
}

fn last_crawl(glue: &Glue) -> String {
    let Some(entry) = glue.crawler("c") else { return String::new() };
    let last = entry.last.as_ref();
    format!(
        "{:?} {:?} {} {:?}",
        entry.state,
        last.map(|last| last.status),
        last.and_then(|last| last.error_message.clone()).unwrap_or_default(),
        entry.summary
    )
}

#[test]
fn key_value_folders_become_partitions() {
    let mut bench = bench();
    crawler(&mut bench);
    bench.around.outside = bucket(
        &[
            ("flights/dt=2001-01-01/a", "Flight_Id:int delay:int origin:string"),
            ("flights/dt=2001-01-01/b", "flight_id:bigint delay:double origin:string"),
            ("flights/dt=2001-01-02/a", "flight_id:int delay:int origin:string distance:int"),
            ("flights/dt=2001-01-02/_SUCCESS", "x"),
            ("flights-old/x", "a:int"),
        ],
        None,
    );
    crawl(&mut bench);
    expect![[r#"
        flights v0 (flight_id bigint, delay double, origin string, distance int) keys (dt string) at s3://lake/flights/
          ["2001-01-01"] at s3://lake/flights/dt=2001-01-01/
          ["2001-01-02"] at s3://lake/flights/dt=2001-01-02/
    "#]]
    .assert_eq(&catalog(&bench.service));
    expect!["Ready Some(Succeeded)  CrawlSummary { tables_created: 1, tables_updated: 0, tables_deleted: 0, partitions_created: 2, objects: 3, objects_read: 3, seconds: 16 }"].assert_eq(&last_crawl(&bench.service));
    let table = bench.service.table("db", "flights").map(|entry| entry.table.clone());
    let parameters = table.map(|table| table.parameters.clone()).unwrap_or_default();
    expect![[r#"{"CrawlerSchemaDeserializerVersion": "1.0", "CrawlerSchemaSerializerVersion": "1.0", "UPDATED_BY_CRAWLER": "c", "averageRecordSize": "21", "classification": "json", "compressionType": "none", "objectCount": "3", "recordCount": "6", "sizeKey": "130", "typeOfData": "file"}"#]].assert_eq(&format!("{parameters:?}"));
    expect![[r#"{"Crawler-DPU-Hour": 0.3333333333333333}"#]].assert_eq(&format!("{:?}", bench.around.charges));

    // Nothing has changed: nothing is counted. Then a day and a column come.
    crawl(&mut bench);
    expect!["Ready Some(Succeeded)  CrawlSummary { tables_created: 0, tables_updated: 0, tables_deleted: 0, partitions_created: 0, objects: 3, objects_read: 3, seconds: 15 }"].assert_eq(&last_crawl(&bench.service));
    bench.around.outside = bucket(
        &[
            ("flights/dt=2001-01-01/a", "flight_id:bigint delay:double origin:string distance:int"),
            ("flights/dt=2001-01-03/a", "flight_id:int delay:int origin:string distance:int carrier:string"),
        ],
        None,
    );
    crawl(&mut bench);
    expect!["Ready Some(Succeeded)  CrawlSummary { tables_created: 0, tables_updated: 1, tables_deleted: 0, partitions_created: 1, objects: 2, objects_read: 2, seconds: 15 }"].assert_eq(&last_crawl(&bench.service));
    expect![[r#"
        flights v1 (flight_id bigint, delay double, origin string, distance int, carrier string) keys (dt string) at s3://lake/flights/
          ["2001-01-01"] at s3://lake/flights/dt=2001-01-01/
          ["2001-01-02"] at s3://lake/flights/dt=2001-01-02/
          ["2001-01-03"] at s3://lake/flights/dt=2001-01-03/
    "#]].assert_eq(&catalog(&bench.service));
}

#[test]
fn folders_that_differ_become_tables() {
    let mut bench = bench();
    crawler(&mut bench);
    bench.around.outside = bucket(
        &[
            ("flights/year=2017/a", "a:int b:int"),
            ("flights/year=2018/a", "c:int d:int"),
            ("flights/2019/12/x", "e:int"),
            ("flights/2019/11/x", "e:int"),
        ],
        None,
    );
    crawl(&mut bench);
    expect![[r#"
        2019 v0 (e int) keys (partition_0 string) at s3://lake/flights/2019/
          ["11"] at s3://lake/flights/2019/11/
          ["12"] at s3://lake/flights/2019/12/
        year_2017 v0 (a int, b int) keys () at s3://lake/flights/year=2017/
        year_2018 v0 (c int, d int) keys () at s3://lake/flights/year=2018/
    "#]]
    .assert_eq(&catalog(&bench.service));

    // They are gone: deprecated, once.
    bench.around.outside = bucket(&[("flights/a.csv", "csv a:int"), ("flights/b.csv", "csv a:string")], None);
    crawl(&mut bench);
    expect![[r#"
        2019 v0 (e int) keys (partition_0 string) at s3://lake/flights/2019/
          ["11"] at s3://lake/flights/2019/11/
          ["12"] at s3://lake/flights/2019/12/
        flights v0 (a string) keys () at s3://lake/flights/
        year_2017 v0 (a int, b int) keys () at s3://lake/flights/year=2017/
        year_2018 v0 (c int, d int) keys () at s3://lake/flights/year=2018/
    "#]]
    .assert_eq(&catalog(&bench.service));
    expect!["Ready Some(Succeeded)  CrawlSummary { tables_created: 1, tables_updated: 0, tables_deleted: 3, partitions_created: 0, objects: 2, objects_read: 2, seconds: 15 }"].assert_eq(&last_crawl(&bench.service));
}

#[test]
fn parquet_gets_its_formats_and_serde() {
    let mut bench = bench();
    crawler(&mut bench);
    bench.around.outside = bucket(
        &[("flights/a.parquet", "parquet id:bigint at:timestamp"), ("flights/b.parquet", "parquet id:int")],
        None,
    );
    crawl(&mut bench);
    let table = bench.service.table("db", "flights").map(|entry| entry.table.clone()).unwrap_or_default();
    let descriptor = table.storage_descriptor.clone().unwrap_or_default();
    let serde = descriptor.serde_info.unwrap_or_default();
    let shown = format!(
        "{:?} {:?}\n{:?} {:?}\n{:?}",
        descriptor.input_format,
        descriptor.output_format,
        serde.serialization_library,
        serde.parameters,
        table.parameters
    );
    expect![[r#"
        Some("org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat") Some("org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat")
        Some("org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe") {"serialization.format": "1"}
        {"CrawlerSchemaDeserializerVersion": "1.0", "CrawlerSchemaSerializerVersion": "1.0", "UPDATED_BY_CRAWLER": "c", "averageRecordSize": "11", "classification": "parquet", "compressionType": "none", "objectCount": "2", "recordCount": "4", "sizeKey": "44", "typeOfData": "file"}"#]].assert_eq(&shown);
    expect![[r#"
        flights v0 (id bigint, at timestamp) keys () at s3://lake/flights/
    "#]]
    .assert_eq(&catalog(&bench.service));
}

#[test]
fn a_denied_role_fails_the_crawl() {
    for operation in ["S3.ListObjectsV2", "S3.GetObject"] {
        let mut bench = bench();
        crawler(&mut bench);
        bench.around.outside = bucket(&[("flights/a", "a:int")], Some(operation));
        crawl(&mut bench);
        let last = last_crawl(&bench.service);
        assert!(last.contains("Failed") && last.contains("Access Denied") && last.contains(operation), "{last}");
        assert_eq!(catalog(&bench.service), "");
    }
}

#[test]
fn an_engine_that_cannot_be_had_fails_the_crawl() {
    let mut bench = bench();
    crawler(&mut bench);
    bench.around.outside = bucket(&[("flights/a", "a:int")], None);
    assert!(bench.now(Request::StartCrawler(StartCrawler { name: "c".into() })).is_ok());
    bench.advance(12 * SECOND_US);
    let job = bench.around.jobs.last().map(|(job, _, _)| *job);
    assert!(job.is_some());
    if let Some(job) = job {
        bench.answer(job, Err(jobs::Failure { reason: "the engine was lost".into() }));
    }
    bench.advance(5 * SECOND_US);
    expect!["Ready Some(Failed) Internal Service Exception: the engine was lost CrawlSummary { tables_created: 0, tables_updated: 0, tables_deleted: 0, partitions_created: 0, objects: 0, objects_read: 0, seconds: 15 }"].assert_eq(&last_crawl(&bench.service));
}

#[test]
fn a_crawl_can_be_stopped() {
    let mut bench = bench();
    crawler(&mut bench);
    bench.around.outside = bucket(&[("flights/a", "a:int")], None);
    let name = serde_json::json!({"Name": "c"});
    check(
        &mut bench,
        "StopCrawler",
        name.clone(),
        expect!["CrawlerNotRunningException: Crawler with name c isn't running"],
    );
    check(&mut bench, "StartCrawler", name.clone(), expect!["{}"]);
    check(
        &mut bench,
        "StartCrawler",
        name.clone(),
        expect!["CrawlerRunningException: Crawler with name c has already started"],
    );
    check(
        &mut bench,
        "DeleteCrawler",
        name.clone(),
        expect!["CrawlerRunningException: Crawler with name c is running"],
    );
    bench.advance(12 * SECOND_US);
    check(&mut bench, "StopCrawler", name.clone(), expect!["{}"]);
    check(
        &mut bench,
        "StopCrawler",
        name.clone(),
        expect!["CrawlerStoppingException: Crawler with name c is already stopping"],
    );
    answer(&mut bench);
    bench.advance(5 * SECOND_US);
    expect!["Ready Some(Cancelled)  CrawlSummary { tables_created: 0, tables_updated: 0, tables_deleted: 0, partitions_created: 0, objects: 0, objects_read: 0, seconds: 15 }"].assert_eq(&last_crawl(&bench.service));
    assert_eq!(catalog(&bench.service), "");
    check(&mut bench, "DeleteCrawler", name, expect!["{}"]);
}

#[test]
fn a_clone_shares_the_catalog() {
    let mut bench = bench();
    crawler(&mut bench);
    bench.around.outside = bucket(&[("flights/dt=1/a", "a:int")], None);
    crawl(&mut bench);
    let before = bench.service.clone();
    call(&mut bench, "DeleteDatabase", serde_json::json!({"Name": "db"}));
    assert_eq!(before.tables("db").count(), 1);
    assert_eq!(bench.service.tables("db").count(), 0);
}

#[test]
fn events_are_told_apart_by_run() {
    let begin = Event::Begin { crawler: "c".into(), run: 1 };
    let mut bench = bench();
    crawler(&mut bench);
    bench.around.queue.schedule(bench.around.now, begin);
    bench.advance(SECOND_US);
    assert!(bench.around.jobs.is_empty());
}
