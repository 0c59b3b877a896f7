//! A stream, a second stream and a delivery stream to write to, and a bucket, as far as applications see them.

use api::kinesis::{
    ChildShard, GetRecordsOutput, GetShardIteratorOutput, HashKeyRange, ListShardsOutput, PutRecordsOutput, PutResult,
    PutResults, RecordList, SequenceNumberRange, Shard, parse_sequence_number, shard_id, shard_number,
};
use api::{
    Arn, AwsError, Blob, Item, Principal, Request, Response, Segment, Slice, Source, SourceKind, Timestamp, firehose,
    kinesis, s3,
};
use bytes::Bytes;
use kinesisanalytics::KinesisAnalytics;
use serde_json::{Value, json};
use service::testing::Bench;
use service::{Reply, Ticket};
use sim::Time;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// The start of the bench's run, in milliseconds since 1970.
pub const START_MS: u64 = 1_767_225_600_000;
pub const SECOND: u64 = 1_000_000;

#[derive(Default)]
pub struct FakeShard {
    pub held: Vec<Slice>,
    pub parents: Vec<u32>,
    pub is_closed: bool,
}

#[derive(Default)]
pub struct World {
    /// Of the stream `flights`, by number.
    pub shards: Vec<FakeShard>,
    /// Rows that were put to the stream `results`: key and data.
    pub results: Vec<(String, String)>,
    /// Rows that were put to the delivery stream `d`.
    pub delivered: Vec<String>,
    /// Objects of the bucket `lake`.
    pub objects: BTreeMap<String, String>,
    /// What an operation answers instead, by name.
    pub errors: BTreeMap<&'static str, AwsError>,
    /// Every so many rows a sink has no room for one.
    pub refuses_every: Option<u64>,
    pub offered: u64,
    /// Rows of each call that put some.
    pub calls: Vec<usize>,
    /// Iterators that were asked for.
    pub iterators: Vec<String>,
}

pub type Shared = Rc<RefCell<World>>;

impl World {
    pub fn new(shards: usize) -> Shared {
        let shards = (0..shards).map(|_| FakeShard::default()).collect();
        Rc::new(RefCell::new(Self { shards, ..Self::default() }))
    }

    /// Puts records into a shard.
    pub fn put(&mut self, shard: usize, now: Time, records: &[String]) {
        let held = &mut self.shards[shard].held;
        let first = held.last().map_or(0, |last| last.segment.first + u64::from(last.to));
        let source = Source { kind: SourceKind::Stream, name: "flights".into(), created_us: 0, shard: shard as u32 };
        let (mut bytes, mut items) = (Vec::new(), Vec::new());
        for record in records {
            items.push(Item { start: bytes.len() as u32, key_bytes: 1, data_bytes: record.len() as u32 });
            bytes.push(b'k');
            bytes.extend_from_slice(record.as_bytes());
        }
        let segment = Segment { source: Arc::new(source), first, arrival_us: now.0, bytes: Bytes::from(bytes), items };
        held.push(Slice::whole(Arc::new(segment)));
    }

    /// Closes shards; a new one takes their place, or two.
    pub fn replace(&mut self, parents: &[u32], children: usize) {
        for parent in parents {
            self.shards[*parent as usize].is_closed = true;
        }
        for _ in 0..children {
            self.shards.push(FakeShard { parents: parents.to_vec(), ..FakeShard::default() });
        }
    }

    pub fn open(&self) -> Vec<usize> {
        let all = self.shards.iter().enumerate();
        all.filter(|(_, shard)| !shard.is_closed).map(|(number, _)| number).collect()
    }

    fn answer(&mut self, request: Request) -> Result<Response, AwsError> {
        if let Some(error) = self.errors.get(request.name()) {
            return Err(error.clone());
        }
        match request {
            Request::Kinesis(request) => self.kinesis(request).map(Response::Kinesis),
            Request::Firehose(firehose::Request::PutRecordBatch(request)) => {
                self.calls.push(request.records.len());
                let room = self.room(request.records.len());
                for item in request.records.items.iter().take(room) {
                    self.delivered.push(String::from_utf8_lossy(item.data(&request.records.bytes)).into_owned());
                }
                let source = Source { kind: SourceKind::DirectPut, name: "d".into(), created_us: 0, shard: 0 };
                let (accepted, throttled) = (room as u64, (request.records.len() - room) as u64);
                let responses = firehose::PutResponses { source: Arc::new(source), first: 0, accepted, throttled };
                Ok(Response::Firehose(firehose::Response::PutRecordBatch(firehose::PutRecordBatchOutput {
                    failed_put_count: throttled,
                    encrypted: false,
                    request_responses: responses,
                })))
            }
            Request::S3(s3::Request::ListObjectsV2(request)) => {
                let prefix = request.prefix.unwrap_or_default();
                let keys = self.objects.iter().filter(|(key, _)| key.starts_with(&prefix));
                let contents = keys.map(|(key, body)| s3::Object {
                    key: key.clone(),
                    last_modified: Timestamp(START_MS),
                    e_tag: "".into(),
                    size: body.len() as u64,
                    storage_class: "STANDARD".into(),
                });
                Ok(Response::S3(s3::Response::ListObjectsV2(s3::ListObjectsV2Output {
                    is_truncated: false,
                    contents: contents.collect(),
                    name: request.bucket,
                    prefix,
                    delimiter: None,
                    max_keys: 1_000,
                    common_prefixes: Vec::new(),
                    key_count: 1,
                    continuation_token: None,
                    next_continuation_token: None,
                    start_after: None,
                })))
            }
            Request::S3(s3::Request::GetObject(request)) => {
                let body = self.objects.get(&request.key).cloned().unwrap_or_default();
                Ok(Response::S3(s3::Response::GetObject(s3::GetObjectOutput {
                    content_length: body.len() as u64,
                    body: Blob(body.into()),
                    accept_ranges: "bytes".into(),
                    content_range: None,
                    content_type: String::new(),
                    content_encoding: None,
                    e_tag: "".into(),
                    last_modified: Timestamp(START_MS),
                    metadata: BTreeMap::new(),
                    lineage: None,
                })))
            }
            other => panic!("unexpected {}", other.name()),
        }
    }

    /// How many of so many rows there is room for.
    fn room(&mut self, rows: usize) -> usize {
        let Some(every) = self.refuses_every else { return rows };
        (0..rows)
            .take_while(|_| {
                self.offered += 1;
                !self.offered.is_multiple_of(every)
            })
            .count()
    }

    fn kinesis(&mut self, request: kinesis::Request) -> Result<kinesis::Response, AwsError> {
        match request {
            kinesis::Request::ListShards(_) => {
                let shards = (0..self.shards.len() as u32).map(|number| self.listed(number)).collect();
                Ok(kinesis::Response::ListShards(ListShardsOutput { shards, next_token: None }))
            }
            kinesis::Request::GetShardIterator(request) => {
                let number = shard_number(&request.shard_id).unwrap_or_default();
                let from = match request.shard_iterator_type.as_str() {
                    "LATEST" => self.end(number),
                    "AFTER_SEQUENCE_NUMBER" => {
                        let sequence = request.starting_sequence_number.as_deref().and_then(parse_sequence_number);
                        sequence.map_or(0, |sequence| sequence.number + 1)
                    }
                    "AT_TIMESTAMP" => {
                        let from_us = request.timestamp.map_or(0, |at| (at.0 - START_MS) * 1_000);
                        let held = self.shards[number as usize].held.iter();
                        let later = held.filter(|slice| slice.segment.arrival_us >= from_us).map(|it| it.segment.first);
                        later.min().unwrap_or(self.end(number))
                    }
                    _ => 0,
                };
                self.iterators.push(request.shard_iterator_type);
                let shard_iterator = format!("{number}/{from}");
                Ok(kinesis::Response::GetShardIterator(GetShardIteratorOutput { shard_iterator }))
            }
            kinesis::Request::GetRecords(request) => {
                let (number, from) = request.shard_iterator.split_once('/').unwrap_or(("0", "0"));
                let (number, from): (u32, u64) = (number.parse().unwrap_or(0), from.parse().unwrap_or(0));
                Ok(kinesis::Response::GetRecords(self.records(number, from)))
            }
            kinesis::Request::PutRecords(request) => {
                self.calls.push(request.records.len());
                let mut items = Vec::new();
                for item in request.records.items.iter() {
                    if self.room(1) == 0 {
                        items.push(PutResult::Throttled { shard: 0 });
                        continue;
                    }
                    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                    let bytes = &request.records.bytes;
                    self.results.push((text(item.key(bytes)), text(item.data(bytes))));
                    items.push(PutResult::Accepted { shard: 0, number: 0, created_s: 0 });
                }
                Ok(kinesis::Response::PutRecords(PutRecordsOutput {
                    failed_record_count: items.iter().filter(|item| item.has_failed()).count() as u32,
                    records: PutResults { stream: "results".into(), arrival_s: 0, items },
                    encryption_type: None,
                }))
            }
            other => panic!("unexpected {}", other.name()),
        }
    }

    /// At most 100 records.
    fn records(&self, number: u32, from: u64) -> GetRecordsOutput {
        let shard = &self.shards[number as usize];
        let (mut slices, mut left, mut next) = (Vec::new(), 100, from);
        for slice in &shard.held {
            let (first, end) = (slice.segment.first, slice.segment.first + u64::from(slice.to));
            if end <= from || left == 0 {
                continue;
            }
            let begin = from.max(first) - first;
            let to = (begin + left).min(u64::from(slice.to));
            left -= to - begin;
            next = first + to;
            slices.push(Slice { segment: slice.segment.clone(), from: begin as u32, to: to as u32 });
        }
        let is_over = shard.is_closed && next >= self.end(number);
        let children = self.shards.iter().enumerate().filter(|(_, child)| child.parents.contains(&number));
        let children = children.map(|(number, child)| ChildShard {
            shard_id: shard_id(number as u32),
            parent_shards: child.parents.iter().map(|parent| shard_id(*parent)).collect(),
            hash_key_range: range(),
        });
        GetRecordsOutput {
            records: RecordList { slices, start_epoch_ms: START_MS, ..Default::default() },
            next_shard_iterator: (!is_over).then(|| format!("{number}/{next}")),
            millis_behind_latest: (self.end(number) - next) * 1_000,
            child_shards: is_over.then(|| children.collect()),
        }
    }

    fn end(&self, shard: u32) -> u64 {
        let last = self.shards[shard as usize].held.last();
        last.map_or(0, |last| last.segment.first + u64::from(last.to))
    }

    fn listed(&self, number: u32) -> Shard {
        let shard = &self.shards[number as usize];
        let mut parents = shard.parents.iter().map(|parent| shard_id(*parent));
        Shard {
            shard_id: shard_id(number),
            parent_shard_id: parents.next(),
            adjacent_parent_shard_id: parents.next(),
            hash_key_range: range(),
            sequence_number_range: SequenceNumberRange {
                starting_sequence_number: "0".into(),
                ending_sequence_number: shard.is_closed.then(|| "1".into()),
            },
        }
    }
}

fn range() -> HashKeyRange {
    HashKeyRange { starting_hash_key: "0".into(), ending_hash_key: "1".into() }
}

pub fn denied(action: &str) -> AwsError {
    AwsError::new("AccessDeniedException", format!("User: … is not authorized to perform: {action}"))
}

/// A bench whose outside is `world`.
pub fn bench(world: &Shared) -> Bench<KinesisAnalytics> {
    let mut bench = Bench::new(KinesisAnalytics::new());
    let world = world.clone();
    bench.around.outside = Box::new(move |_, _: &Principal, request| world.borrow_mut().answer(request));
    bench
}

/// A call as JSON; an answer that comes later comes from `answer`, which plays the engine.
pub fn call(bench: &mut Bench<KinesisAnalytics>, operation: &str, params: Value) -> Result<Value, AwsError> {
    match api::Request::parse(&format!("KinesisAnalytics.{operation}"), params)? {
        api::Request::KinesisAnalytics(request) => match bench.call(request)? {
            Reply::Now(response) => Ok(response.to_json()),
            other => panic!("{other:?}"),
        },
        other => panic!("{} is another service's", other.name()),
    }
}

/// The same for a call that needs an engine, which answers with `program`.
pub fn call_planned(
    bench: &mut Bench<KinesisAnalytics>,
    operation: &str,
    params: Value,
    answer: Result<jobs::Answer, jobs::Failure>,
) -> Result<Value, AwsError> {
    bench.ticket = Ticket(bench.ticket.0 + 1);
    let ticket = bench.ticket;
    match api::Request::parse(&format!("KinesisAnalytics.{operation}"), params)? {
        api::Request::KinesisAnalytics(request) => match bench.call(request)? {
            Reply::Later(later) => assert_eq!(later, ticket),
            Reply::Now(response) => return Ok(response.to_json()),
            other => panic!("{other:?}"),
        },
        other => panic!("{} is another service's", other.name()),
    }
    let (job, due, _) = bench.around.jobs.last().cloned().unwrap_or_else(|| panic!("no job"));
    assert_eq!(due, bench.around.now, "the clock stands until the engine has answered");
    bench.answer(job, answer);
    let found = bench.around.completed.iter().find(|(completed, _)| *completed == ticket);
    let (_, result) = found.cloned().unwrap_or_else(|| panic!("no answer"));
    result.map(|response| response.to_json())
}

/// What an application `a` is created with.
pub fn creation(script: &str) -> Value {
    json!({
        "ApplicationName": "a",
        "RuntimeEnvironment": "FLINK-1_20",
        "ServiceExecutionRole": Arn::role("analytics"),
        "ApplicationConfiguration": {
            "ApplicationCodeConfiguration": {"CodeContentType": "PLAINTEXT", "CodeContent": {"TextContent": script}},
        },
    })
}

pub fn planned(program: &jobs::stream::Program) -> Result<jobs::Answer, jobs::Failure> {
    Ok(jobs::Answer::Lake(jobs::lake::Answer::Planned(Ok(Box::new(program.clone())))))
}

/// A bench on which the application `a` runs.
pub fn running(world: &Shared, program: &jobs::stream::Program) -> Bench<KinesisAnalytics> {
    let mut bench = bench(world);
    let made = call_planned(&mut bench, "CreateApplication", creation("x"), planned(program));
    assert!(made.is_ok(), "{made:?}");
    start(&mut bench);
    bench
}

/// Starts `a`, and waits until it runs.
pub fn start(bench: &mut Bench<KinesisAnalytics>) {
    let started = call(bench, "StartApplication", json!({"ApplicationName": "a"}));
    assert!(started.is_ok(), "{started:?}");
    bench.advance(60 * SECOND);
    assert_eq!(status(bench), "RUNNING");
}

/// Stops `a`, and waits until it stands.
pub fn stop(bench: &mut Bench<KinesisAnalytics>) {
    let stopped = call(bench, "StopApplication", json!({"ApplicationName": "a"}));
    assert!(stopped.is_ok(), "{stopped:?}");
    bench.advance(20 * SECOND);
    assert_eq!(status(bench), "READY");
}

pub fn status(bench: &Bench<KinesisAnalytics>) -> &'static str {
    bench.service.application("a").map_or("gone", |application| application.view().status.name())
}

pub fn kinds(bench: &Bench<KinesisAnalytics>) -> Vec<&'static str> {
    bench.around.notes.iter().map(|note| note.kind).collect()
}

/// What went wrong, if anything did.
pub fn code(result: Result<Value, AwsError>) -> String {
    result.err().map_or_else(|| "no error".into(), |error| error.code.into_owned())
}
