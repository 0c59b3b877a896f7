//! What the page shows of Firehose: causes and fill curves, what buffers cost by the services' own rules, and what comes late.

mod asker;

use asker::Asker;
use protocol::{Buffers, DeliveryDetail, EdgeState, LatePlace, Lateness, Node, Panel, ToWorker, Viewport};
use serde_json::json;

const HOUR_MS: u64 = 3_600_000;

fn delivery(asker: &mut Asker, name: &str) -> DeliveryDetail {
    match asker.host.panel(&Viewport::Delivery { name: name.into() }) {
        Panel::Delivery(view) => view,
        other => panic!("{other:?}"),
    }
}

fn buffers(asker: &mut Asker) -> Buffers {
    match asker.host.panel(&Viewport::Buffers { delivery: None }) {
        Panel::Buffers(view) => view,
        other => panic!("{other:?}"),
    }
}

fn lateness(asker: &mut Asker) -> Lateness {
    match asker.host.panel(&Viewport::Lateness) {
        Panel::Lateness(view) => view,
        other => panic!("{other:?}"),
    }
}

fn advance(asker: &mut Asker, seconds: u64) {
    asker.advance(seconds).unwrap_or_else(|error| panic!("{error:?}"));
}

/// Clicks of about 30 kB a second, put directly.
fn direct() -> Asker {
    let mut asker = Asker::text("{\"title\":\"t\",\"seed\":3}");
    let role = "arn:aws:iam::111122223333:role/d";
    let trust = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": { "Service": "firehose.amazonaws.com" }, "Action": "sts:AssumeRole" }] });
    let policy = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::lake/*" }] });
    let calls = [
        ("IAM.CreateRole", json!({ "RoleName": "d", "AssumeRolePolicyDocument": trust.to_string() })),
        ("IAM.PutRolePolicy", json!({ "RoleName": "d", "PolicyName": "p", "PolicyDocument": policy.to_string() })),
        ("S3.CreateBucket", json!({ "Bucket": "lake" })),
        (
            "Firehose.CreateDeliveryStream",
            json!({ "DeliveryStreamName": "f", "DeliveryStreamType": "DirectPut", "ExtendedS3DestinationConfiguration": {
                "RoleARN": role, "BucketARN": "arn:aws:s3:::lake", "BufferingHints": { "SizeInMBs": 1, "IntervalInSeconds": 60 },
            } }),
        ),
    ];
    for (call, params) in calls {
        asker.call(call, params).unwrap_or_else(|error| panic!("{call}: {error:?}"));
    }
    advance(&mut asker, 25);
    let to = json!({ "source": "clicks", "target": "deliverystream/f", "rate": 200 });
    asker.set("producers/p", to).unwrap_or_else(|error| panic!("{error:?}"));
    asker
}

#[test]
fn each_object_tells_its_cause_and_how_it_filled() {
    let mut asker = direct();
    advance(&mut asker, 200);
    let view = delivery(&mut asker, "f");
    let producers = asker.host.works_view().producers;
    assert!(view.flushes.len() >= 3, "{} {producers:?}", view.flushes.len());
    for flush in &view.flushes {
        assert_eq!(flush.reason, "size");
        assert_eq!((flush.fill.bytes_max, flush.fill.age_us_max), (1 << 20, 60_000_000));
        assert!(flush.fill.points.len() <= 32 && flush.fill.points.is_sorted());
        assert_eq!(flush.fill.points.last().map(|(_, bytes)| *bytes), Some(flush.bytes));
        assert!(flush.fill.age_us < 60_000_000 && flush.written_bytes > 0 && flush.to.contains("f-1-"));
    }
    let [open] = view.open.as_slice() else { panic!("{:?}", view.open) };
    assert!(open.bytes > 0 && open.partition.is_none() && view.open_total == 1);
    assert!(view.latest.is_some_and(|text| text.contains("event_time")) && view.tags.is_empty());
    let tags = json!({ "DeliveryStreamName": "f", "Tags": [{ "Key": "team", "Value": "lake" }] });
    asker.call("Firehose.TagDeliveryStream", tags).unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(delivery(&mut asker, "f").tags, [("team".into(), "lake".into())]);
    let fate = |name: &str| view.fates.iter().find(|fate| fate.name == name).map_or(0, |fate| fate.records);
    assert_eq!(fate("accepted"), fate("delivered") + fate("buffered"));
    // A trickle is let go by time.
    asker.set("producers/p/rate", json!(5)).unwrap_or_else(|error| panic!("{error:?}"));
    advance(&mut asker, 130);
    assert_eq!(delivery(&mut asker, "f").flushes.first().map(|flush| flush.reason.clone()), Some("interval".into()));
}

#[test]
fn a_delivery_that_fails_is_told_once_with_its_reason() {
    let mut asker = direct();
    advance(&mut asker, 60);
    let gone = json!({ "RoleName": "d", "PolicyName": "p" });
    asker.call("IAM.DeleteRolePolicy", gone).unwrap_or_else(|error| panic!("{error:?}"));
    advance(&mut asker, 120);
    let view = delivery(&mut asker, "f");
    let [failure] = view.failures.as_slice() else { panic!("{:?}", view.failures) };
    assert!(failure.code.contains("AccessDenied") && failure.message.contains("s3:PutObject"), "{failure:?}");
    assert!(view.flushes.first().is_some_and(|flush| flush.error.is_some() && flush.written_bytes == 0));
    let edges = asker.host.works_view().edges;
    let to_bucket = edges.iter().find(|edge| edge.to == Node::Bucket("lake".into()));
    assert_eq!(to_bucket.map(|edge| edge.state), Some(EdgeState::Denied));
}

#[test]
fn what_buffers_cost_is_what_then_comes() {
    let mut asker = direct();
    advance(&mut asker, 400);
    let view = buffers(&mut asker);
    assert_eq!((view.delivery.as_str(), view.chosen), ("f", Some(1)));
    let [zero, small, .., large] = view.steps.as_slice() else { panic!("{:?}", view.steps) };
    let told = small.objects_per_hour;
    let real = view.objects_per_hour.unwrap_or_default();
    assert!(small.by_size && (real / told - 1.0).abs() < 0.1, "told {told}, came {real}");
    assert!(view.landed.len() >= 8 && view.landed.iter().all(|object| object.reason == "size"));
    // The smaller the buffer, the more objects, the slower the query, the dearer; and the sooner it is there.
    for pair in view.steps.windows(2) {
        let [less, more] = pair else { continue };
        assert!(less.objects_per_hour >= more.objects_per_hour && less.query_us >= more.query_us, "{pair:?}");
        assert!(less.usd_month >= more.usd_month && less.wait_us <= more.wait_us, "{pair:?}");
    }
    assert!(zero.objects_per_hour > 300.0 * large.objects_per_hour);
    // And so for another setting, once it is made.
    let version = json!({
        "DeliveryStreamName": "f", "CurrentDeliveryStreamVersionId": "1", "DestinationId": "destinationId-000000000001",
        "ExtendedS3DestinationUpdate": { "BufferingHints": { "SizeInMBs": 5, "IntervalInSeconds": 60 } },
    });
    asker.call("Firehose.UpdateDestination", version).unwrap_or_else(|error| panic!("{error:?}"));
    advance(&mut asker, 300);
    let view = buffers(&mut asker);
    let (told, real) = (view.steps[2].objects_per_hour, view.objects_per_hour.unwrap_or_default());
    assert_eq!(view.chosen, Some(2));
    assert!((real / told - 1.0).abs() < 0.1, "told {told}, came {real}");
    assert_eq!(view.landed.last().map(|object| object.reason.clone()), Some("interval".into()));
}

#[test]
fn nothing_is_told_where_nothing_is() {
    let mut asker = Asker::named("empty");
    assert_eq!(buffers(&mut asker), Buffers::default());
    assert_eq!(lateness(&mut asker), Lateness::default());
    assert_eq!(delivery(&mut asker, "f").flushes, []);
}

#[test]
fn late_records_lie_in_the_wrong_hour() {
    let mut asker = Asker::named("lateness");
    assert!(asker.broken().is_empty(), "{:?}", asker.broken());
    let view = lateness(&mut asker);
    assert!(view.ready && view.repair.is_none());
    assert_eq!((view.hours, view.partitions.len()), (3, 3));
    assert!((200..=400).contains(&view.dots.len()), "{}", view.dots.len());
    let of = |place| view.dots.iter().filter(|dot| dot.place == place).count() as u64;
    assert!(of(LatePlace::Wrong) > 8 && of(LatePlace::Right) > 5 * of(LatePlace::Wrong), "{}", of(LatePlace::Wrong));
    assert_eq!(view.partitions.iter().map(|hour| hour.strangers).sum::<u64>(), of(LatePlace::Wrong));
    for dot in &view.dots {
        assert!(dot.event_ms <= dot.arrived_ms);
        // Five minutes of buffer are all that an hour of arrival may differ by.
        let same = dot.event_ms / HOUR_MS == dot.arrived_ms / HOUR_MS;
        let near_the_hour = dot.arrived_ms % HOUR_MS < 310_000;
        assert!(near_the_hour || dot.place != LatePlace::Wrong || !same, "{dot:?}");
        assert!(near_the_hour || dot.place != LatePlace::Right || same, "{dot:?}");
    }
    // A Firehose stream that partitions by the event's own time puts right what comes from then on, as the page's button makes it.
    let processors = json!([
        { "Type": "MetadataExtraction", "Parameters": [
            { "ParameterName": "MetadataExtractionQuery", "ParameterValue": "{hour: (.event_time[0:10] + \"-\" + .event_time[11:13])}" },
            { "ParameterName": "JsonParsingEngine", "ParameterValue": "JQ-1.6" },
        ] },
        { "Type": "AppendDelimiterToRecord", "Parameters": [{ "ParameterName": "Delimiter", "ParameterValue": "\\n" }] },
    ]);
    let role = "arn:aws:iam::111122223333:role/clicks-delivery";
    let repair = json!({
        "DeliveryStreamName": "clicks-by-event", "DeliveryStreamType": "KinesisStreamAsSource",
        "KinesisStreamSourceConfiguration": { "KinesisStreamARN": "arn:aws:kinesis:us-east-1:111122223333:stream/clicks", "RoleARN": role },
        "ExtendedS3DestinationConfiguration": {
            "RoleARN": role, "BucketARN": "arn:aws:s3:::acequia-clicks", "Prefix": "by-event/hour=!{partitionKeyFromQuery:hour}/",
            "ErrorOutputPrefix": "errors/!{firehose:error-output-type}/", "BufferingHints": { "SizeInMBs": 64, "IntervalInSeconds": 60 },
            "DynamicPartitioningConfiguration": { "Enabled": true }, "ProcessingConfiguration": { "Enabled": true, "Processors": processors },
        },
    });
    asker.call("Firehose.CreateDeliveryStream", repair).unwrap_or_else(|error| panic!("{error:?}"));
    advance(&mut asker, 1_500);
    let view = lateness(&mut asker);
    assert_eq!(view.repair.as_deref(), Some("clicks-by-event"));
    let put_right: Vec<_> = view.dots.iter().filter(|dot| dot.repaired).collect();
    assert!(put_right.len() > 15 && put_right.iter().any(|dot| dot.place == LatePlace::Wrong), "{}", put_right.len());
    let told: u64 = view.partitions.iter().map(|hour| hour.repaired).sum();
    assert!(told <= put_right.len() as u64);
    let detail = delivery(&mut asker, "clicks-by-event");
    assert!(detail.flushes.iter().all(|flush| flush.partition.as_ref().is_some_and(|name| name.contains("hour="))));
    // It is the same whatever the way: adding it to another run gives late records too.
    let mut other = Asker::named("empty");
    other.ask(|id| ToWorker::Add { id, scenario: "lateness".into() }, None).unwrap_or_else(|error| panic!("{error:?}"));
    assert!(lateness(&mut other).ready);
}

#[test]
fn programs_are_tried_on_a_record_and_change_nothing() {
    let mut asker = direct();
    let before = asker.snapshot()["runHash"].clone();
    let mut tried = |record: Option<&str>, program: Option<&str>, keys: Option<&str>| {
        let [record, program, keys] = [record, program, keys].map(|text| text.map(str::to_owned));
        let answer = asker.ask(|id| ToWorker::Try { id, stream: None, record, program, keys }, None);
        answer.unwrap_or_else(|error| panic!("{error:?}"))
    };
    let record = Some(r#"{"a":1,"b":"x"}"#);
    let on = tried(record, Some("{c: .a}"), Some(r#"{k: "n\(.c)"}"#));
    assert_eq!(on, json!({ "record": record, "result": "Ok", "data": r#"{"c":1}"#, "keys": [["k", "n1"]] }));
    assert_eq!(tried(record, Some("empty"), Some("{k: .a}"))["result"], "Dropped");
    let failed = tried(record, Some("error(\"no\")"), None);
    assert_eq!(failed["code"], "Lambda.ProcessingFailedStatus");
    let endless = tried(record, Some("last(repeat(1))"), None);
    assert_eq!(endless["code"], "Lambda.FunctionTimedOut");
    let keyless = tried(record, None, Some("{k: .missing}"));
    assert_eq!(keyless["message"], "partitionKeys values must not be null or empty");
    assert_eq!(tried(Some("no JSON"), None, Some("{k: .a}"))["message"], "Non JSON record provided");
    let unreadable = tried(record, Some(". |"), None);
    assert_eq!((&unreadable["result"], &unreadable["code"]), (&json!("Unreadable"), &json!("JqProgram")));
    assert!(unreadable["message"].as_str().is_some_and(|text| text.contains("line 1")), "{unreadable}");
    assert_eq!(tried(record, None, Some("{k: }"))["code"], "MetadataExtractionQuery");
    assert_eq!(tried(None, Some("."), None), json!({ "record": null }));
    assert_eq!(asker.snapshot()["runHash"], before);
    // A data stream's newest record is taken.
    let mut asker = Asker::named("default");
    let flights = |asker: &mut Asker| {
        let (stream, program) = (Some("flights".into()), Some("{origin}".into()));
        let answer = asker.ask(|id| ToWorker::Try { id, stream, record: None, program, keys: None }, None);
        answer.unwrap_or_else(|error| panic!("{error:?}"))
    };
    let put = json!({ "StreamName": "flights", "PartitionKey": "k", "Data": "eyJvcmlnaW4iOiJNQUQifQ==" });
    asker.call("Kinesis.PutRecord", put).unwrap_or_else(|error| panic!("{error:?}"));
    let answer = flights(&mut asker);
    assert_eq!((&answer["record"], &answer["data"]), (&json!(r#"{"origin":"MAD"}"#), &json!(r#"{"origin":"MAD"}"#)));
}

#[test]
fn metrics_have_the_statistic_that_tells_something() {
    let mut asker = direct();
    advance(&mut asker, 200);
    let Panel::Metrics(view) = asker.host.panel(&Viewport::Metrics) else { panic!("no metrics") };
    let one = |name: &str| {
        let metric = view.metrics.iter().find(|metric| metric.name == name);
        let metric = metric.unwrap_or_else(|| panic!("no {name}"));
        (metric.statistic.as_str(), metric.unit.as_str(), metric.points.iter().copied().fold(0.0, f64::max))
    };
    assert_eq!(one("DeliveryToS3.Success"), ("Average", "Count", 1.0));
    let (statistic, unit, oldest) = one("DeliveryToS3.DataFreshness");
    // Two objects a minute, each some 35 s old: their ages are not added up.
    assert!((statistic, unit) == ("Maximum", "Seconds") && oldest > 20.0 && oldest < 60.0, "{oldest}");
    assert_eq!(one("IncomingRecords").0, "Sum");
}
