//! Consumers with enhanced fan-out: registering them, and what is pushed to them when.

use crate::common::{SECOND_US, answer, bench, change, put, records};
use api::{AwsError, StreamEvent};
use kinesis::Kinesis;
use serde_json::{Value, json};
use service::testing::Bench;
use service::{Pushed, Service, Ticket};

const ARN: &str = "arn:aws:kinesis:us-east-1:111122223333:stream/s";

/// Registers a consumer and waits until it may subscribe; gives its ARN.
fn register(bench: &mut Bench<Kinesis>, name: &str) -> String {
    let told = answer(bench, "RegisterStreamConsumer", json!({"StreamARN": ARN, "ConsumerName": name}));
    bench.advance(5 * SECOND_US);
    told["Consumer"]["ConsumerARN"].as_str().map(str::to_owned).unwrap_or_else(|| panic!("{told}"))
}

/// Subscribes under a ticket of its own.
fn subscribe(bench: &mut Bench<Kinesis>, ticket: u64, consumer: &str, shard: u32, start: Value) -> Value {
    bench.ticket = Ticket(ticket);
    let shard = api::kinesis::shard_id(shard);
    answer(bench, "SubscribeToShard", json!({"ConsumerARN": consumer, "ShardId": shard, "StartingPosition": start}))
}

fn latest() -> Value {
    json!({"Type": "LATEST"})
}

/// What has come under a ticket since the last look: events as JSON, and the end.
fn pushed(bench: &mut Bench<Kinesis>, ticket: u64) -> (Vec<Value>, Option<Result<(), AwsError>>) {
    let mut events = Vec::new();
    let mut end = None;
    let all = std::mem::take(&mut bench.around.pushed);
    for (of, pushed) in all {
        match pushed {
            _ if of != Ticket(ticket) => bench.around.pushed.push((of, pushed)),
            Pushed::Event(event) => {
                assert!(end.is_none(), "an event behind the end");
                let StreamEvent::SubscribeToShardEvent(_) = &event;
                events.push(event.to_json()["SubscribeToShardEvent"].clone());
            }
            Pushed::End(result) => end = Some(result),
        }
    }
    (events, end)
}

fn count(events: &[Value]) -> usize {
    events.iter().map(|event| event["Records"].as_array().map_or(0, Vec::len)).sum()
}

#[test]
fn a_consumer_comes_and_goes() {
    let mut bench = bench(1);
    let told = answer(&mut bench, "RegisterStreamConsumer", json!({"StreamARN": ARN, "ConsumerName": "c"}));
    let arn = format!("{ARN}/consumer/c:1767225610");
    let made = json!({
        "ConsumerName": "c", "ConsumerARN": arn, "ConsumerStatus": "CREATING", "ConsumerCreationTimestamp": 1_767_225_610,
    });
    assert_eq!(told, json!({"Consumer": made}));
    assert_eq!(
        answer(&mut bench, "RegisterStreamConsumer", json!({"StreamARN": ARN, "ConsumerName": "c"})),
        "ResourceInUseException: Consumer c under stream s in account 111122223333 already exists."
    );
    let told = subscribe(&mut bench, 1, &arn, 0, latest());
    assert_eq!(
        told,
        "ResourceInUseException: Consumer c with creation timestamp 1767225610 under stream s and account 111122223333 is not \
         in ACTIVE status."
    );
    bench.advance(5 * SECOND_US);
    let mut described = made.clone();
    described["ConsumerStatus"] = json!("ACTIVE");
    assert_eq!(answer(&mut bench, "ListStreamConsumers", json!({"StreamARN": ARN})), json!({"Consumers": [described]}));
    described["StreamARN"] = json!(ARN);
    for params in [json!({"ConsumerARN": arn}), json!({"StreamARN": ARN, "ConsumerName": "c"})] {
        assert_eq!(answer(&mut bench, "DescribeStreamConsumer", params), json!({"ConsumerDescription": described}));
    }
    for (params, expected) in [
        (
            json!({}),
            "InvalidArgumentException: Must specify either ConsumerARN or both StreamARN and ConsumerName.".to_owned(),
        ),
        (
            json!({"StreamARN": ARN}),
            "InvalidArgumentException: Must specify either ConsumerARN or both StreamARN and ConsumerName.".to_owned(),
        ),
        (
            json!({"ConsumerARN": arn, "ConsumerName": "d"}),
            "InvalidArgumentException: ConsumerARN does not name the consumer that StreamARN and ConsumerName name."
                .to_owned(),
        ),
        (
            json!({"ConsumerARN": format!("{arn}0")}),
            format!("ResourceNotFoundException: Consumer {arn}0, account 111122223333 not found."),
        ),
        (
            json!({"StreamARN": ARN, "ConsumerName": "d"}),
            "ResourceNotFoundException: Consumer d under stream s, account 111122223333 not found.".to_owned(),
        ),
    ] {
        assert_eq!(answer(&mut bench, "DescribeStreamConsumer", params), expected);
    }
    assert_eq!(crate::common::summary(&mut bench)["ConsumerCount"], 1);
    let told = answer(&mut bench, "DeleteStream", json!({"StreamName": "s"}));
    assert!(told.as_str().is_some_and(|told| told.starts_with("ResourceInUseException")), "{told}");
    assert_eq!(answer(&mut bench, "DeregisterStreamConsumer", json!({"ConsumerARN": arn})), json!({}));
    let told = answer(&mut bench, "DescribeStreamConsumer", json!({"ConsumerARN": arn}));
    assert_eq!(told["ConsumerDescription"]["ConsumerStatus"], "DELETING");
    bench.advance(5 * SECOND_US);
    assert_eq!(answer(&mut bench, "ListStreamConsumers", json!({"StreamARN": ARN})), json!({"Consumers": []}));
    assert_ne!(register(&mut bench, "c"), arn, "one made anew has another ARN");
}

#[test]
fn there_are_twenty_consumers_and_five_new_ones() {
    let mut bench = bench(1);
    for number in 0..6 {
        let params = json!({"StreamARN": ARN, "ConsumerName": format!("c{number:02}")});
        let told = answer(&mut bench, "RegisterStreamConsumer", params);
        assert_eq!(told.as_str().is_some_and(|told| told.starts_with("LimitExceededException")), number == 5, "{told}");
    }
    bench.advance(5 * SECOND_US);
    for number in 5..20 {
        register(&mut bench, &format!("c{number:02}"));
    }
    let told = answer(&mut bench, "RegisterStreamConsumer", json!({"StreamARN": ARN, "ConsumerName": "more"}));
    assert!(told.as_str().is_some_and(|told| told.contains("20 registered consumers")), "{told}");
    let mut params = json!({"StreamARN": ARN, "MaxResults": 6});
    let mut names = Vec::new();
    loop {
        let told = answer(&mut bench, "ListStreamConsumers", params);
        let page = told["Consumers"].as_array().cloned().unwrap_or_else(|| panic!("{told}"));
        names.extend(page.iter().filter_map(|consumer| consumer["ConsumerName"].as_str().map(str::to_owned)));
        if told["NextToken"].is_null() {
            break;
        }
        params = json!({"StreamARN": ARN, "MaxResults": 6, "NextToken": told["NextToken"]});
    }
    assert_eq!(names, (0..20).map(|number| format!("c{number:02}")).collect::<Vec<_>>());
    let told = answer(&mut bench, "ListStreamConsumers", json!({"StreamARN": ARN, "NextToken": "x"}));
    assert_eq!(told, "InvalidArgumentException: Invalid NextToken.");
}

#[test]
fn records_are_pushed_70_milliseconds_after_they_came() {
    let mut bench = bench(1);
    let consumer = register(&mut bench, "c");
    assert_eq!(subscribe(&mut bench, 7, &consumer, 0, latest()), json!({"EventStream": {}}));
    bench.advance(SECOND_US);
    assert_eq!(pushed(&mut bench, 7), (vec![], None));
    put(&mut bench, &records(0, 3));
    bench.advance(69_999);
    assert_eq!(pushed(&mut bench, 7).0.len(), 0);
    bench.advance(1);
    let (events, end) = pushed(&mut bench, 7);
    assert_eq!((events.len(), count(&events), end), (1, 3, None));
    assert_eq!(events[0]["MillisBehindLatest"], 0);
    assert_eq!(events[0]["Records"][2]["PartitionKey"], "key-2");
    assert!(events[0].get("ChildShards").is_none());
    // Without records an event comes every five seconds, and its number still grows.
    let mut last = events[0]["ContinuationSequenceNumber"].as_str().unwrap_or_default().to_owned();
    bench.advance(11 * SECOND_US);
    let (events, _) = pushed(&mut bench, 7);
    assert_eq!((events.len(), count(&events)), (2, 0));
    for event in &events {
        let number = event["ContinuationSequenceNumber"].as_str().unwrap_or_default().to_owned();
        assert!(number > last, "{number} {last}");
        last = number;
    }
    put(&mut bench, &records(3, 1));
    assert_eq!(bench.around.metrics.get("SubscribeToShardEvent.Records"), Some(&3.0));
    // Where it went on before, a second subscription goes on.
    let start = json!({"Type": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": last});
    assert!(subscribe(&mut bench, 8, &consumer, 0, start).is_object());
    bench.advance(SECOND_US);
    assert_eq!(count(&pushed(&mut bench, 8).0), 1);
    let (_, end) = pushed(&mut bench, 7);
    let expected = "ResourceInUseException: Another active subscription exists for this consumer: \
                    111122223333:s:shardId-000000000000:c";
    assert_eq!(end.and_then(Result::err).map(|error| error.to_string()).as_deref(), Some(expected));
}

#[test]
fn a_subscription_lasts_five_minutes_and_is_not_taken_over_for_five_seconds() {
    let mut bench = bench(1);
    let consumer = register(&mut bench, "c");
    subscribe(&mut bench, 1, &consumer, 0, latest());
    bench.advance(5 * SECOND_US - 1);
    let told = subscribe(&mut bench, 2, &consumer, 0, latest());
    assert!(told.as_str().is_some_and(|told| told.starts_with("ResourceInUseException: Another active")), "{told}");
    assert_eq!(pushed(&mut bench, 1).1, None, "a refused one ends nothing");
    assert_eq!(bench.around.metrics.get("SubscribeToShard.RateExceeded"), Some(&1.0));
    bench.advance(295 * SECOND_US);
    assert_eq!(pushed(&mut bench, 1).1, None);
    bench.advance(1);
    assert_eq!(pushed(&mut bench, 1).1, Some(Ok(())));
    put(&mut bench, &records(0, 1));
    bench.advance(60 * SECOND_US);
    assert_eq!(pushed(&mut bench, 1), (vec![], None), "nothing comes behind the end");
    assert_eq!(bench.around.queue.len(), 1, "only the sweeping is left to come");
}

#[test]
fn each_consumer_has_two_mebibytes_a_second_from_each_shard() {
    let mut bench = bench(1);
    for _ in 0..12 {
        bench.advance(SECOND_US);
        put(&mut bench, &vec![("k".to_owned(), vec![0; (1 << 18) - 1]); 4]);
    }
    let consumers = [register(&mut bench, "one"), register(&mut bench, "two")];
    for (ticket, consumer) in consumers.iter().enumerate() {
        subscribe(&mut bench, ticket as u64, consumer, 0, json!({"Type": "TRIM_HORIZON"}));
    }
    bench.advance(2 * SECOND_US);
    let age_s = |bench: &Bench<Kinesis>| {
        bench.service.stream("s").map_or(0, |stream| stream.iterator_age_us(bench.around.now)) / SECOND_US
    };
    assert!((9..=22).contains(&age_s(&bench)), "who is pushed to is a reader: {}", age_s(&bench));
    for ticket in 0..2 {
        let (events, _) = pushed(&mut bench, ticket);
        // A burst of 2 MiB, and 2 MiB a second; an event has 1 MiB at most.
        assert!((20..=28).contains(&count(&events)), "{}", count(&events));
        assert!(events.iter().all(|event| event["Records"].as_array().is_some_and(|records| records.len() <= 4)));
        assert!(
            events.first().is_some_and(|event| event["MillisBehindLatest"].as_u64() > Some(9_000)),
            "it lies behind"
        );
    }
    bench.advance(5 * SECOND_US);
    for ticket in 0..2 {
        let (events, _) = pushed(&mut bench, ticket);
        assert!(events.last().is_some_and(|event| event["MillisBehindLatest"] == 0));
    }
    assert_eq!(age_s(&bench), 0);
    // The shared reader has its own 2 MiB.
    let from = crate::common::iterator(&mut bench, 0, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    assert!(answer(&mut bench, "GetRecords", json!({"ShardIterator": from})).is_object());
    let gb = bench.around.charges.get("fan-out-gb-out").copied().unwrap_or_default();
    assert!((gb * 1024.0 - 24.0).abs() < 1e-9, "{gb}");
}

#[test]
fn the_end_of_a_shard_names_its_children() {
    let mut bench = bench(1);
    let consumer = register(&mut bench, "c");
    put(&mut bench, &records(0, 5));
    subscribe(&mut bench, 1, &consumer, 0, json!({"Type": "TRIM_HORIZON"}));
    bench.advance(SECOND_US);
    assert_eq!(count(&pushed(&mut bench, 1).0), 5);
    let half = "170141183460469231731687303715884105728";
    change(
        &mut bench,
        "SplitShard",
        json!({"StreamName": "s", "ShardToSplit": "shardId-000000000000", "NewStartingHashKey": half}),
    );
    bench.advance(SECOND_US);
    let (events, end) = pushed(&mut bench, 1);
    let children = events.last().map(|event| event["ChildShards"].clone()).unwrap_or_default();
    assert_eq!(children.as_array().map(Vec::len), Some(2), "{events:?}");
    assert_eq!(children[0]["ParentShards"], json!(["shardId-000000000000"]));
    assert_eq!(end, Some(Ok(())));
    // A subscription to a closed shard gives what it holds, and ends.
    bench.advance(5 * SECOND_US);
    subscribe(&mut bench, 2, &consumer, 0, json!({"Type": "TRIM_HORIZON"}));
    bench.advance(SECOND_US);
    let (events, end) = pushed(&mut bench, 2);
    assert_eq!((count(&events), end), (5, Some(Ok(()))));
}

#[test]
fn who_leaves_is_pushed_nothing_and_keeps_others_away_for_as_long() {
    let mut bench = bench(2);
    let consumer = register(&mut bench, "c");
    subscribe(&mut bench, 1, &consumer, 0, latest());
    subscribe(&mut bench, 2, &consumer, 1, latest());
    bench.advance(SECOND_US);
    bench.service.left(Ticket(1));
    put(&mut bench, &records(0, 40));
    bench.advance(3 * SECOND_US);
    assert_eq!(pushed(&mut bench, 1), (vec![], None), "no record, and no end");
    assert!(count(&pushed(&mut bench, 2).0) > 0, "the other shard's goes on");
    let told = subscribe(&mut bench, 3, &consumer, 0, latest());
    assert!(told.as_str().is_some_and(|told| told.starts_with("ResourceInUseException: Another active")), "{told}");
    bench.advance(SECOND_US);
    assert!(subscribe(&mut bench, 4, &consumer, 0, json!({"Type": "TRIM_HORIZON"})).is_object());
    bench.advance(SECOND_US);
    assert!(count(&pushed(&mut bench, 4).0) > 0);
    assert_eq!(pushed(&mut bench, 1), (vec![], None), "who took over ended nothing that was left before");
}

#[test]
fn who_goes_ends_what_is_open() {
    let mut bench = bench(1);
    let (one, two) = (register(&mut bench, "one"), register(&mut bench, "two"));
    subscribe(&mut bench, 1, &one, 0, latest());
    subscribe(&mut bench, 2, &two, 0, latest());
    answer(&mut bench, "DeregisterStreamConsumer", json!({"ConsumerARN": one}));
    let code = |end: Option<Result<(), AwsError>>| end.and_then(Result::err).map(|error| error.code.into_owned());
    assert_eq!(code(pushed(&mut bench, 1).1).as_deref(), Some("ResourceNotFoundException"));
    assert_eq!(pushed(&mut bench, 2).1, None);
    bench.advance(5 * SECOND_US);
    assert_eq!(
        answer(&mut bench, "DeleteStream", json!({"StreamName": "s", "EnforceConsumerDeletion": true})),
        json!({})
    );
    assert_eq!(code(pushed(&mut bench, 2).1).as_deref(), Some("ResourceNotFoundException"));
    bench.advance(60 * SECOND_US);
    assert!(bench.service.stream("s").is_none() && bench.around.queue.is_empty());
}

#[test]
fn what_cannot_be_subscribed_to_opens_nothing() {
    let mut bench = bench(1);
    let consumer = register(&mut bench, "c");
    let number = api::kinesis::sequence_number(5, 5, 5, 0);
    let cases = [
        (0, json!({"Type": "AT_TIMESTAMP"}), "InvalidArgumentException: Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.".to_owned()),
        (0, json!({"Type": "LATEST", "SequenceNumber": number}), "InvalidArgumentException: Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified LATEST and also a StartingSequenceNumber.".to_owned()),
        (0, json!({"Type": "AT_SEQUENCE_NUMBER", "SequenceNumber": number}), format!("InvalidArgumentException: StartingSequenceNumber {number} used in SubscribeToShard on shard shardId-000000000000 in stream s under account 111122223333 is invalid because it did not come from this stream.")),
        (3, json!({"Type": "LATEST"}), "ResourceNotFoundException: Shard shardId-000000000003 in stream s under account 111122223333 does not exist".to_owned()),
        (0, json!({"Type": "NOW"}), "ValidationException: 1 validation error detected: Value 'NOW' at 'startingPosition.type' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]".to_owned()),
    ];
    for (shard, start, expected) in cases {
        assert_eq!(subscribe(&mut bench, 1, &consumer, shard, start), expected);
    }
    let told = subscribe(&mut bench, 1, "consumer", 0, latest());
    assert!(told.as_str().is_some_and(|told| told.contains("at 'consumerARN' failed to satisfy constraint")), "{told}");
    bench.advance(60 * SECOND_US);
    assert!(bench.around.pushed.is_empty() && bench.around.queue.is_empty());
    assert!(subscribe(&mut bench, 1, &consumer, 0, latest()).is_object(), "a failed call starts no five seconds");
}
