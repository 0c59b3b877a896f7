//! Producers against a scripted stream: rates, batches, putting again, dropping, failing.

use api::kinesis::{PutRecordsOutput, PutResult, PutResults, Response as KinesisResponse};
use api::{AwsError, Principal, Request, Response};
use bytes::Bytes;
use clients::{Clients, Event, RETRY_RECORDS_MAX};
use proptest::prelude::*;
use serde_json::{Value, json};
use service::Ctx;
use service::testing::Around;
use sim::{Draws, Queue, Time};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

const SECOND_US: u64 = 1_000_000;

/// What the scripted stream has taken, and what it takes.
#[derive(Default)]
struct Stream {
    taken: Vec<(String, Value)>,
    calls: Vec<(Time, usize)>,
    /// Records that it still takes; `None` is no limit.
    room: Option<usize>,
    failure: Option<AwsError>,
}

impl Stream {
    fn put(&mut self, now: Time, principal: &Principal, request: Request) -> Result<Response, AwsError> {
        assert_eq!(principal.arn(), "arn:aws:iam::111122223333:user/producer");
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let Request::Kinesis(api::kinesis::Request::PutRecords(request)) = request else {
            return Err(AwsError::new("Unexpected", "another call"));
        };
        let records = request.records;
        self.calls.push((now, records.len()));
        let mut items = Vec::new();
        for item in records.items.iter() {
            let has_room = self.room.is_none_or(|room| room > 0);
            if !has_room {
                items.push(PutResult::Throttled { shard: 0 });
                continue;
            }
            self.room = self.room.map(|room| room - 1);
            items.push(PutResult::Accepted { shard: 0, number: self.taken.len() as u64, created_s: 0 });
            let key = String::from_utf8_lossy(item.key(&records.bytes)).into_owned();
            let data = serde_json::from_slice(item.data(&records.bytes)).unwrap_or(Value::Null);
            self.taken.push((key, data));
        }
        let failed_record_count = items.iter().filter(|item| item.has_failed()).count() as u32;
        let records = PutResults { stream: "s".into(), arrival_s: 0, items };
        Ok(Response::Kinesis(KinesisResponse::PutRecords(PutRecordsOutput {
            failed_record_count,
            records,
            encryption_type: None,
        })))
    }
}

struct Bench {
    clients: Clients,
    around: Around<Event>,
    stream: Rc<RefCell<Stream>>,
}

impl Bench {
    fn new() -> Self {
        let stream = Rc::new(RefCell::new(Stream::default()));
        let answering = stream.clone();
        let around = Around {
            now: Time::ZERO,
            queue: Queue::default(),
            draws: Draws::new(7),
            outside: Box::new(move |now, principal, request| answering.borrow_mut().put(now, principal, request)),
            jobs: Vec::new(),
            contents: BTreeMap::new(),
            completed: Vec::new(),
            pushed: Vec::new(),
            notes: Vec::new(),
            metrics: BTreeMap::new(),
            metrics_of: BTreeMap::new(),
            charges: BTreeMap::new(),
        };
        Self { clients: Clients::default(), around, stream }
    }

    fn set(&mut self, path: &str, to: Value) -> Result<(), String> {
        self.clients.set(path, &to, &mut Ctx::new(&mut self.around)).map(|_| ())
    }

    fn advance(&mut self, us: u64) {
        let target = self.around.now + us;
        while self.around.queue.peek().is_some_and(|(time, _, _)| time <= target) {
            let Some((time, _, event)) = self.around.queue.pop() else { break };
            self.around.now = time;
            self.clients.event(event, &mut Ctx::new(&mut self.around));
            let broken: Vec<_> = self.clients.laws().into_iter().filter(|law| law.breach.is_some()).collect();
            assert!(broken.is_empty(), "{broken:?}");
        }
        self.around.now = target;
    }

    fn view(&self) -> clients::ProducerView {
        self.clients.producers(self.around.now).into_iter().next().unwrap_or_else(|| panic!("no producer"))
    }

    fn kinds(&self, kind: &str) -> usize {
        self.around.notes.iter().filter(|note| note.kind == kind).count()
    }
}

#[test]
fn two_hundred_a_second_are_twenty_a_tick() {
    let mut bench = Bench::new();
    bench.advance(123_456);
    assert_eq!(bench.set("producers/c", json!({"source": "clicks", "target": "s", "rate": 200})), Ok(()));
    bench.advance(10 * SECOND_US);
    let stream = bench.stream.borrow();
    assert!(stream.calls.iter().all(|(at, count)| *count == 20 && at.0.is_multiple_of(100_000)));
    assert_eq!(stream.calls.len(), 100);
    assert_eq!(stream.taken.first().map(|(_, data)| data["event_id"].clone()), Some(json!(1)));
    assert!(stream.taken.iter().all(|(key, data)| data["user"] == json!(key)));
    let view = bench.view();
    assert_eq!((view.rate_real, view.made, view.accepted, view.position), (200, 2_000, 2_000, 2_000));
    assert_eq!(view.spark[28], 200);
}

#[test]
fn odd_rates_come_out_exactly() {
    for (rate, seconds, expected) in [(0.5, 10, 5), (3.333, 1_000, 3_333), (7.0, 60, 420), (123_456.0, 1, 123_456)] {
        let mut bench = Bench::new();
        bench
            .set("producers/c", json!({"source": "clicks", "target": "s", "rate": rate}))
            .unwrap_or_else(|e| panic!("{e}"));
        // The first tick is at the start, so the last one of the time is left out.
        bench.advance(seconds * SECOND_US - 1);
        assert_eq!(bench.stream.borrow().taken.len(), expected, "{rate}");
        assert!(bench.stream.borrow().calls.iter().all(|(_, count)| *count <= 500));
    }
}

#[test]
fn what_is_refused_is_put_again_first() {
    let mut bench = Bench::new();
    bench.set("producers/c", json!({"source": "clicks", "target": "s", "rate": 100})).unwrap_or_else(|e| panic!("{e}"));
    bench.stream.borrow_mut().room = Some(4);
    bench.advance(0);
    assert_eq!(bench.view().waiting, 6);
    bench.advance(50_000);
    assert_eq!(bench.view().throttled_last_s, 6);
    bench.stream.borrow_mut().room = None;
    bench.advance(50_000);
    let ids: Vec<_> = bench.stream.borrow().taken.iter().filter_map(|(_, data)| data["event_id"].as_u64()).collect();
    assert_eq!(ids, (1..=20).collect::<Vec<_>>());
    let view = bench.view();
    assert_eq!((view.made, view.sent, view.accepted, view.waiting, view.dropped), (20, 26, 20, 0, 0));
}

#[test]
fn a_stream_that_is_not_there_is_told_once_and_fills_the_queue() {
    let mut bench = Bench::new();
    let error = AwsError::new("ResourceNotFoundException", "Stream s under account 111122223333 not found.");
    bench.stream.borrow_mut().failure = Some(error.clone());
    bench
        .set("producers/c", json!({"source": "clicks", "target": "s", "rate": 5_000}))
        .unwrap_or_else(|e| panic!("{e}"));
    bench.advance(5 * SECOND_US);
    let view = bench.view();
    assert_eq!(view.error, Some(error));
    assert_eq!(view.waiting, RETRY_RECORDS_MAX as u64);
    assert_eq!(view.dropped, view.made - RETRY_RECORDS_MAX as u64);
    assert_eq!(bench.kinds("producer-failed"), 1);
    assert!((2..=4).contains(&bench.kinds("producer-dropped")));
    bench.stream.borrow_mut().failure = None;
    bench.set("producers/c/rate", json!(0)).unwrap_or_else(|e| panic!("{e}"));
    bench.advance(2 * SECOND_US);
    let view = bench.view();
    assert_eq!((view.error, view.waiting, view.accepted), (None, 0, RETRY_RECORDS_MAX as u64));
    assert!(bench.around.queue.is_empty(), "a producer with nothing to do does not tick");
    bench.set("producers/c/rate", json!(10)).unwrap_or_else(|e| panic!("{e}"));
    bench.advance(SECOND_US - 1);
    assert_eq!(bench.view().accepted, RETRY_RECORDS_MAX as u64 + 10);
}

#[test]
fn settings_change_while_it_runs_and_no_tick_is_doubled() {
    let mut bench = Bench::new();
    for running in [true, false, true, true] {
        let to = json!({"source": "clicks", "target": "s", "rate": 10, "running": running});
        assert_eq!(bench.set("producers/c", to), Ok(()));
    }
    bench.advance(SECOND_US - 1);
    assert_eq!(bench.stream.borrow().taken.len(), 10);
    assert_eq!(bench.set("producers/c", Value::Null), Ok(()));
    assert_eq!(bench.set("producers/c", json!({"source": "clicks", "target": "s", "rate": 10})), Ok(()));
    bench.advance(SECOND_US);
    assert_eq!(bench.stream.borrow().taken.len(), 20);
    let before = bench.view().settings;
    assert!(bench.set("producers/c", json!({"rate": 7, "shape": "zigzag"})).is_err());
    assert_eq!(bench.view().settings, before, "a setting that fails changes nothing");
}

#[test]
fn a_share_of_the_records_comes_late_with_its_old_time() {
    let mut bench = Bench::new();
    let to = json!({"source": "clicks", "target": "s", "rate": 20, "lateShare": 0.25, "lateMaxS": 120});
    bench.set("producers/c", to).unwrap_or_else(|e| panic!("{e}"));
    bench.advance(100 * SECOND_US - 1);
    let view = bench.view();
    assert_eq!(view.made, 2_000);
    assert!((150..350).contains(&view.held), "{}", view.held);
    assert_eq!(view.accepted + view.held, view.made);
    // What is late goes out even if nothing new is made, and then the producer rests.
    bench.set("producers/c/rate", json!(0)).unwrap_or_else(|e| panic!("{e}"));
    bench.advance(121 * SECOND_US);
    assert_eq!((bench.view().held, bench.view().accepted), (0, 2_000));
    assert!(bench.around.queue.is_empty());
    let stream = bench.stream.borrow();
    let mut ids: Vec<_> = stream.taken.iter().filter_map(|(_, data)| data["event_id"].as_u64()).collect();
    let behind = ids.windows(2).filter(|pair| pair[1] < pair[0]).count();
    assert!(behind > 300, "late ones come behind younger ones: {behind}");
    ids.sort_unstable();
    assert_eq!(ids, (1..=2_000).collect::<Vec<_>>(), "each once");
    // Of themselves five in a hundred clicks are more than 30 s late; held back, more are.
    let late = stream.taken.iter().filter(|(_, data)| data["lateness_ms"].as_u64() > Some(30_000)).count();
    assert!((380..600).contains(&late), "{late}");
}

#[test]
fn late_records_are_refused_and_aggregated_as_others_are() {
    let mut bench = Bench::new();
    let to =
        json!({"source": "clicks", "target": "s", "rate": 20, "lateShare": 0.5, "lateMaxS": 3, "lostAnswers": 0.1});
    bench.set("producers/c", to).unwrap_or_else(|e| panic!("{e}"));
    bench.stream.borrow_mut().room = Some(200);
    bench.advance(20 * SECOND_US - 1);
    bench.stream.borrow_mut().room = None;
    bench.set("producers/c", json!({"rate": 0, "lostAnswers": 0})).unwrap_or_else(|e| panic!("{e}"));
    bench.advance(40 * SECOND_US);
    let view = bench.view();
    assert_eq!((view.made, view.held, view.waiting), (400, 0, 0));
    assert_eq!(view.accepted + view.dropped, 400);
    assert!(view.again > 0 && view.doubled > 0);
    // Another source's records are none of this one's.
    let to = json!({"source": "clicks", "rate": 20, "lateShare": 1, "lateMaxS": 600});
    bench.set("producers/c", to).unwrap_or_else(|e| panic!("{e}"));
    bench.advance(5 * SECOND_US);
    let before = bench.view();
    assert!(before.held > 90);
    bench.set("producers/c", json!({"source": "tickers", "lateShare": 0})).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((bench.view().held, bench.view().dropped), (0, before.dropped + before.held));
    bench.advance(SECOND_US);
    let stream = bench.stream.borrow();
    assert!(stream.taken.last().is_some_and(|(key, data)| data["TICKER_SYMBOL"] == json!(key)));
}

#[test]
fn settings_of_late_records_are_checked() {
    let mut bench = Bench::new();
    for (to, said) in [
        (json!({"lateShare": 1.5}), "1.5 at 'producers/c/lateShare'; expected a share, 0 to 1"),
        (json!({"lateMaxS": 0}), "0 at 'producers/c/lateMaxS'; expected a whole number, 1 to 86400"),
        (
            json!({"source": "tocks"}),
            "unknown source 'tocks' at 'producers/c/source'; expected 'flights', 'clicks', 'tickers' or 'file:NAME'",
        ),
    ] {
        assert_eq!(bench.set("producers/c", to), Err(said.to_owned()));
    }
}

#[test]
fn a_file_comes_round_again_as_another_lap() {
    let mut bench = Bench::new();
    let told = bench.clients.input("own.csv", Bytes::from_static(b"id,name\n1,a\n2,b\n3,c,d\n"));
    assert_eq!(
        told,
        Ok(json!({
            "source": "file:own.csv", "format": "CSV", "records": 2, "fields": ["id", "name"],
            "problems": [{"line": 4, "column": 1, "message": "3 fields, expected 2"}], "moreProblems": 0
        }))
    );
    let to = json!({"source": "file:own.csv", "target": "s", "rate": 10, "keyField": "name"});
    assert_eq!(bench.set("producers/own", to), Ok(()));
    bench.advance(SECOND_US / 2 - 1);
    let keys: Vec<_> = bench.stream.borrow().taken.iter().map(|(key, _)| key.clone()).collect();
    assert_eq!(keys, ["a", "b", "a", "b", "a"]);
    assert_eq!((bench.view().lap, bench.kinds("producer-lap")), (3, 2));
}

#[test]
fn flights_are_waited_for_and_shared_by_all_states() {
    let mut bench = Bench::new();
    let to = json!({"source": "flights", "target": "s", "rate": 10});
    assert_eq!(bench.set("producers/flights", to), Ok(()));
    let checkpoint = bench.clients.clone();
    assert_eq!(bench.clients.needs_data(), Some("flights"));
    assert!(bench.clients.supply("stars", Bytes::new()).is_err());
    assert!(bench.clients.supply("flights", Bytes::from_static(b"nonsense")).is_err());
    assert_eq!(bench.clients.needs_data(), Some("flights"));
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/data/flights.bin");
    // The build makes the file; where it has not run yet, the reader's own tests must do.
    let Ok(bytes) = std::fs::read(path) else { return };
    assert_eq!(bench.clients.supply("flights", bytes.into()), Ok(()));
    assert_eq!((bench.clients.needs_data(), checkpoint.needs_data()), (None, None));
    assert_eq!(bench.clients.flights().map(|flights| flights.len()), Some(200_000));
    bench.advance(SECOND_US - 1);
    let stream = bench.stream.borrow();
    let first = json!({
        "flight_id": 1, "lap": 1, "date": "2001-01-01", "time": "00:01", "delay": 33, "distance": 2176,
        "origin": "LAS", "origin_name": "McCarran International", "origin_city": "Las Vegas", "origin_state": "NV",
        "destination": "PHL", "destination_name": "Philadelphia Intl", "destination_city": "Philadelphia",
        "destination_state": "PA"
    });
    assert_eq!(stream.taken.first(), Some(&("LAS".to_owned(), first)));
    assert_eq!(stream.taken.len(), 10);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn nothing_is_lost_or_doubled(rooms in prop::collection::vec(prop::option::of(0usize..60), 1..30), rate in 1u64..600) {
        let mut bench = Bench::new();
        bench.set("producers/c", json!({"source": "clicks", "target": "s", "rate": rate})).unwrap_or_else(|e| panic!("{e}"));
        for room in rooms {
            bench.stream.borrow_mut().room = room;
            bench.advance(SECOND_US / 10);
        }
        bench.stream.borrow_mut().room = None;
        bench.set("producers/c/rate", json!(0)).unwrap_or_else(|e| panic!("{e}"));
        bench.advance(10 * SECOND_US);
        let mut ids: Vec<_> = bench.stream.borrow().taken.iter().filter_map(|(_, data)| data["event_id"].as_u64()).collect();
        ids.sort();
        prop_assert_eq!(ids, (1..=bench.view().made).collect::<Vec<_>>());
    }
}
