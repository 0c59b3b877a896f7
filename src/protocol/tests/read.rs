//! The page's small reader against serde's: they read the same message alike.

use protocol::*;
use serde_json::json;
use std::sync::Arc;

/// A value in every place: what serde writes of a default, with lists and options filled in.
fn message() -> FromWorker {
    let record = RecordId::Stream { stream: "s".into(), shard: "shardId-0".into(), sequence: "1".into() };
    let said = Said::new("event-x").text("a", "b").number("n", 1.5).bytes("bytes", 7).us("t", 9);
    let node = Node::Shard("s".into(), "shardId-0".into());
    let clock = Clock {
        set_aside: Some(Branch::default()),
        waiting_on: Some(WaitingOn { what: said.clone(), progress: Some(0.5), ..WaitingOn::default() }),
        ran_ahead: Some(RunAhead::default()),
        interesting: vec![Interesting::default()],
        breaches: vec![Law::default()],
        paused_because: Some(said.clone()),
        ..Clock::default()
    };
    let works = Works {
        producers: vec![Producer {
            target: Some(Node::Stream("s".into())),
            shape: Shape::Wave,
            aggregation: true,
            lost_answers: 0.25,
            late_share: 0.125,
            ..Producer::default()
        }],
        streams: vec![Stream { shards: vec![Shard::default()], ..Stream::default() }],
        deliveries: vec![Delivery { destination: Some(Node::Domain("d".into())), ..Delivery::default() }],
        buckets: vec![Bucket { last: vec![LandedObject::default()], ..Bucket::default() }],
        glue: Glue { crawlers: vec![Crawler::default()], ..Glue::default() },
        domains: vec![Domain { indices: vec![Index::default()], ..Domain::default() }],
        edges: vec![Edge {
            from: Node::Producer("p".into()),
            to: node.clone(),
            records_per_s: 1.0,
            bytes_per_s: 2.0,
            fill: 0.5,
            state: EdgeState::Denied,
            last_trouble_us: Some(3),
        }],
        dots: vec![Dot { record: record.clone(), edge: 0, at_us: 1, hot: true, lit: false }],
        lit: vec![Node::Glue, Node::Athena, Node::QuickSight, Node::Bucket("b".into()), Node::Delivery("d".into())],
        queues: vec![Queue { dead_letter: Some("dead".into()), receives_max: Some(3), ..Queue::default() }],
        consumers: vec![Consumer {
            source: Some(Node::Queue("q".into())),
            workers: [Health::Running, Health::Slow, Health::Dead]
                .map(|health| Worker { health, ..Worker::default() })
                .into(),
            latency_us: Some(3),
            ..Consumer::default()
        }],
        applications: vec![Application {
            reads: vec!["s".into()],
            writes: vec![Node::Application("a".into())],
            watermark_ms: Some(-7),
            spark: vec![0.5],
            error: Some("e".into()),
            ..Application::default()
        }],
        ..Works::default()
    };
    let targets = [
        FollowTarget::Record(RecordId::Direct { delivery: "d".into(), id: "i".into() }),
        FollowTarget::ObjectLine { bucket: "b".into(), key: "k".into(), line: 3 },
        FollowTarget::QueryRow { query: "q".into(), row: 2 },
        FollowTarget::ChartMark { analysis: "a".into(), visual: "v".into(), group: Some("g".into()) },
        FollowTarget::Hit { domain: "d".into(), index: "i".into(), document: "x".into() },
    ];
    let hop = |target: &FollowTarget| Hop {
        said: said.clone(),
        node: node.clone(),
        at_us: 1,
        latency_us: Some(2),
        target: Some(target.clone()),
    };
    let field = Field { column: "c".into(), aggregation: Some("SUM".into()), format: Format::Percent };
    let chart = Chart { mark: Mark::Line, category: Some(field.clone()), values: vec![field], ..Chart::default() };
    let column = Column { name: "c".into(), hive_type: "int".into(), partition: true };
    let panels = vec![
        Panel::Records(Records {
            rows: vec![RecordRow {
                id: record.clone(),
                partition_key: "k".into(),
                sequence: "1".into(),
                arrival_us: 1,
                data: "{}".into(),
                encoding: Encoding::Kpl,
                bytes: 2,
                lit: true,
            }],
            ..Records::default()
        }),
        Panel::Objects(Objects {
            folders: vec!["f/".into()],
            objects: vec![ObjectRow { records: Some(1), ..ObjectRow::default() }],
            preview: Some(ObjectPreview { records: vec![None, Some(record.clone())], ..ObjectPreview::default() }),
            ..Objects::default()
        }),
        Panel::Catalog(Catalog {
            databases: vec![CatalogDatabase { name: "d".into(), tables: vec![("t".into(), vec![column.clone()])] }],
            crawlers: vec![CrawlerDetail { last: Some(CrawlRun::default()), ..CrawlerDetail::default() }],
            table: Some(CatalogTable { partitions: vec![Partition::default()], ..CatalogTable::default() }),
        }),
        Panel::Queries(Queries {
            history: vec![QueryRow { state: QueryState::Failed, error_position: Some((1, 2)), ..QueryRow::default() }],
            result: Some(QueryResult {
                rows: vec![vec![None, Some("x".into())]],
                numbers: vec![7],
                grid: Grid {
                    sort: Some(Sort { column: 1, descending: true }),
                    filters: vec![
                        Filter { column: 0, test: Test::Is(None) },
                        Filter { column: 0, test: Test::Is(Some(String::new())) },
                        Filter { column: 1, test: Test::Contains("h".into()) },
                    ],
                    summary: Some(1),
                },
                summary: Some(Summary {
                    min: Some("a".into()),
                    mean: Some(0.5),
                    top: vec![(None, 3), (Some("x".into()), 2)],
                    ..Summary::default()
                }),
                ..QueryResult::default()
            }),
        }),
        Panel::Dashboard(Dashboard {
            analyses: vec![("a".into(), "b".into())],
            visuals: vec![Visual {
                chart,
                data: Some(ChartData { series: vec![("s".into(), vec![None, Some(1.0)])], ..ChartData::default() }),
                ..Visual::default()
            }],
            ..Dashboard::default()
        }),
        Panel::Discover(Discover {
            indices: vec![IndexView::default()],
            lit: Some(("i".into(), "d".into())),
            ..Discover::default()
        }),
        Panel::Delivery(delivery()),
        Panel::Buffers(Buffers {
            chosen: Some(2),
            steps: vec![BufferStep { by_size: true, usd_month: 0.25, ..BufferStep::default() }],
            landed: vec![Landed { reason: "size".into(), ..Landed::default() }],
            objects_per_hour: Some(80.5),
            query: Some(LastQuery { total_us: 3, scanned_bytes: 4 }),
            ..Buffers::default()
        }),
        Panel::Lateness(Lateness {
            repair: Some("r".into()),
            dots: [LatePlace::Waiting, LatePlace::Right, LatePlace::Wrong]
                .map(|place| LateDot { record: Some(record.clone()), place, ..LateDot::default() })
                .into(),
            partitions: vec![HourPartition { strangers: 2, ..HourPartition::default() }],
            ..Lateness::default()
        }),
        Panel::Trail(Trail { entries: vec![TrailEntry::default()], ..Trail::default() }),
        Panel::Events(Events {
            events: vec![Event { severity: Severity::Error, record: Some(record.clone()), ..Event::default() }],
            ..Events::default()
        }),
        Panel::Metrics(Metrics { metrics: vec![Metric { points: vec![1.0], ..Metric::default() }] }),
        Panel::Bill(Bill { items: vec![BillItem::default()], ..Bill::default() }),
        Panel::Iam(Iam {
            principals: vec![IamPrincipal { policies: vec![IamPolicy::default()], ..IamPrincipal::default() }],
            managed: vec![("a".into(), "b".into())],
        }),
        Panel::Laws(vec![Law::default()]),
        Panel::Hashes(hashes()),
        Panel::Queue(QueueDetail {
            attributes: vec![("VisibilityTimeout".into(), "30".into())],
            counts: vec![("sent".into(), 3)],
            groups: (2, 1),
            messages: [MessagePlace::Visible, MessagePlace::InFlight, MessagePlace::Delayed]
                .map(|place| MessageRow { place, until_us: Some(5), group: Some("g".into()), ..MessageRow::default() })
                .into(),
            tasks: vec![MoveTask { per_s_max: Some(500), ..MoveTask::default() }],
            ..QueueDetail::default()
        }),
        Panel::Consumers(ConsumerDetail {
            leases: vec![Lease { owner: Some(1), ..Lease::default() }],
            recent: vec![HandledRow { record: Some(record.clone()), turn: "again".into(), ..HandledRow::default() }],
            error: Some(CallError { name: "n".into(), message: "m".into() }),
            ..ConsumerDetail::default()
        }),
        Panel::Contrast(Contrast {
            ready: true,
            stream: ContrastSide {
                columns: vec![Arrived { record: Some(record.clone()), at_us: 3, place: MessagePlace::Gone }],
                rows: vec![Seen { consumer: "c".into(), cells: vec![(2, 1)] }],
                usd_hour: 0.015,
                ..ContrastSide::default()
            },
            ..Contrast::default()
        }),
        Panel::Application(Box::new(application(&record))),
        Panel::Trace(Some(Box::new(Trace {
            records: vec![record],
            hops: targets.iter().map(hop).collect(),
            ..Trace::default()
        }))),
        Panel::Trace(None),
    ];
    FromWorker::Views(Box::new(Views {
        frame: 1,
        clock: Some(clock),
        works: Some(works),
        panels: panels.into_iter().map(Arc::new).collect(),
    }))
}

fn application(record: &RecordId) -> ApplicationDetail {
    let kinds = [
        WindowKind::Tumble { size_ms: 1 },
        WindowKind::Hop { slide_ms: 1, size_ms: 2 },
        WindowKind::Cumulate { step_ms: 1, size_ms: 3 },
        WindowKind::Session { gap_ms: 4 },
    ];
    let insert = |windows: WindowKind| FlowInsert {
        target: Some(Node::Stream("s".into())),
        windows: Some(windows),
        watermark_ms: Some(-1),
        shards: vec![ShardWatermark { idle: true, watermark_ms: Some(5), ..ShardWatermark::default() }],
        open: vec![OpenWindow { start_ms: -60_000, left_ms: -1, ..OpenWindow::default() }],
        rows: vec![vec![None, Some("x".into())]],
        chart: Some((Chart::default(), ChartData::default())),
        ..FlowInsert::default()
    };
    ApplicationDetail {
        running_since_us: Some(3),
        has_snapshots: true,
        trouble: Some(CallError { name: "n".into(), message: "m".into() }),
        checkpoints: vec![Checkpoint { bytes: 5, ..Checkpoint::default() }],
        snapshots: vec![Snapshot { bytes: 9, ..Snapshot::default() }],
        inserts: kinds.map(insert).into(),
        late: vec![LateRecord { record: Some(record.clone()), window_ms: (-5, 5), ..LateRecord::default() }],
        plane: Some(Plane {
            insert: 1,
            title: "t".into(),
            windows_are: WindowKind::Session { gap_ms: 4 },
            from_ms: -1,
            until_ms: 2,
            arrived_from_ms: 3,
            now_ms: 4,
            delay_ms: 5,
            front: vec![(1, -2)],
            windows: vec![PlaneWindow { closed_ms: Some(6), ..PlaneWindow::default() }],
            records: vec![PlaneRecord { record: Some(record.clone()), late: true, ..PlaneRecord::default() }],
            every: 7,
        }),
        ..ApplicationDetail::default()
    }
}

fn delivery() -> DeliveryDetail {
    let fill = Filling { points: vec![(0, 1), (5, 9)], bytes_max: 9, age_us_max: 7, age_us: 5 };
    DeliveryDetail {
        flushes: vec![Flush { partition: Some("p/".into()), fill: fill.clone(), ..Flush::default() }],
        open: vec![OpenBuffer { fill, ..OpenBuffer::default() }],
        fates: vec![Fate { name: "accepted".into(), records: 3, bytes: 4 }],
        failures: vec![Failure { code: "S3.AccessDenied".into(), ..Failure::default() }],
        latest: Some("{}".into()),
        tags: vec![("team".into(), "lake".into())],
        ..DeliveryDetail::default()
    }
}

fn hashes() -> Hashes {
    let hottest = HotKey { key: "ORD".into(), hash: "7".into(), at: 0.25, share: 0.9, ..HotKey::default() };
    let proposal = Proposal {
        kind: "even".into(),
        steps: vec![SplitStep { at: "9".into(), ..SplitStep::default() }],
        parts: vec![SplitPart { share: 0.5, hot: true, ..SplitPart::default() }],
    };
    Hashes {
        cells: vec![0, 7],
        shards: vec![HashShard { closed_us: Some(3), refused: vec![(59, 4)], ..HashShard::default() }],
        keys: vec![hottest.clone()],
        guide: Some(SplitGuide { hottest: Some(hottest), proposals: vec![proposal], ..SplitGuide::default() }),
        merges: vec![Merge { fill: 0.25, ..Merge::default() }],
        reshard: Some(Resharding { at_us: 5, before: vec![Side::default()], after: vec![Side::default()] }),
        enhanced: vec!["IncomingBytes".into()],
        ..Hashes::default()
    }
}

fn alike(message: FromWorker) {
    let json = serde_json::to_string(&message).unwrap_or_default();
    assert_eq!(read::from_worker(&json), Ok(message.clone()));
    assert_eq!(serde_json::from_str::<FromWorker>(&json).ok(), Some(message));
}

#[test]
fn views_are_read_as_serde_reads_them() {
    alike(message());
    alike(FromWorker::Views(Box::default()));
}

#[test]
fn every_other_message_too() {
    alike(FromWorker::Ready { version: 1, title: "t".into(), account: "a".into(), region: "r".into() });
    alike(FromWorker::Refused { version: 2 });
    alike(FromWorker::Answer { id: 1, result: Ok(json!({"a": [1, null]})) });
    alike(FromWorker::Answer { id: 1, result: Err(CallError { name: "n".into(), message: "m".into() }) });
    alike(FromWorker::Event { id: 2, event: json!({"SubscribeToShardEvent": {"Records": []}}) });
    alike(FromWorker::End { id: 2, error: None });
    alike(FromWorker::End { id: 2, error: Some(CallError { name: "n".into(), message: "m".into() }) });
    alike(FromWorker::File { id: 3, name: "run.acequia".into() });
    alike(FromWorker::Logged { sequence: 4, entry: "{}".into() });
    alike(FromWorker::Want { what: "lake".into() });
    alike(FromWorker::Broken { message: "x".into() });
}

fn heard_alike(message: ToWorker) {
    let json = serde_json::to_string(&message).unwrap_or_default();
    assert_eq!(read::to_worker(&json), Ok(message.clone()), "{json}");
    assert_eq!(serde_json::from_str::<ToWorker>(&json).ok(), Some(message));
}

#[test]
fn every_message_of_the_page() {
    let (id, name) = (7, String::from("n"));
    let config = Config { seed: Some(3), scenario_text: Some("{}".into()), at_us: 9, ..Config::default() };
    heard_alike(ToWorker::Start { version: 1, config });
    let (call, params, principal) = ("S3.ListBuckets".to_owned(), json!({"a": [1, null]}), Some("arn".to_owned()));
    heard_alike(ToWorker::Call { id, call: call.clone(), params: params.clone(), principal: None });
    heard_alike(ToWorker::Leave { id });
    heard_alike(ToWorker::RunAhead { id, call, params: params.clone(), principal });
    heard_alike(ToWorker::Advance { id, us: u64::from(u32::MAX) + 1 });
    heard_alike(ToWorker::Play { speed: Some(0.25) });
    heard_alike(ToWorker::Play { speed: None });
    heard_alike(ToWorker::SetSpeed { speed: 20.0 });
    for message in [ToWorker::Pause, ToWorker::Unfollow, ToWorker::Step { id }, ToWorker::StepBack { id }] {
        heard_alike(message);
    }
    heard_alike(ToWorker::Seek { id, to_us: 5 });
    heard_alike(ToWorker::NextInteresting { id });
    heard_alike(ToWorker::Snapshot { id });
    heard_alike(ToWorker::Set { id, path: "producers/flights".into(), to: params });
    heard_alike(ToWorker::Input { id, name: name.clone() });
    heard_alike(ToWorker::Data { name: name.clone() });
    heard_alike(ToWorker::DataFailed { name: name.clone(), reason: "r".into() });
    heard_alike(ToWorker::Watch { viewports: viewports() });
    heard_alike(ToWorker::Shown { frame: 4 });
    heard_alike(ToWorker::CancelJob { job: 1 });
    heard_alike(ToWorker::FailJob { job: 1 });
    heard_alike(ToWorker::Save { id });
    heard_alike(ToWorker::Open { id });
    heard_alike(ToWorker::Undo { id });
    heard_alike(ToWorker::SetBudget { bytes_max: 1 << 40 });
    heard_alike(ToWorker::Add { id, scenario: "contrast".into() });
    let state =
        EngineState { engine: "lake".into(), state: "ready".into(), bytes_loaded: 1, bytes_total: 2, reason: None };
    heard_alike(ToWorker::Engine(state));
    for notation in [Notation::Csv, Notation::Tsv, Notation::Markdown, Notation::Column(2)] {
        heard_alike(ToWorker::Copy { id, query: name.clone(), grid: grid(), notation });
    }
    let target = FollowTarget::QueryRow { query: name, row: 2 };
    heard_alike(ToWorker::Follow { id, target });
}

fn grid() -> Grid {
    let filters =
        vec![Filter { column: 0, test: Test::Contains("x".into()) }, Filter { column: 1, test: Test::Is(None) }];
    Grid { sort: Some(Sort { column: 1, descending: true }), filters, summary: Some(4) }
}

fn viewports() -> Vec<Viewport> {
    let positions = [
        StartingPosition::TrimHorizon,
        StartingPosition::Latest,
        StartingPosition::AtSequenceNumber("1".into()),
        StartingPosition::AfterSequenceNumber("2".into()),
        StartingPosition::AtTimestamp(3),
    ];
    let records = positions.into_iter().map(|from| Viewport::Records { stream: "s".into(), shard: "0".into(), from });
    let rest = [
        Viewport::Objects {
            bucket: "b".into(),
            prefix: "p/".into(),
            from: 1,
            preview: Some("k".into()),
            preview_line: 2,
        },
        Viewport::Catalog { table: Some(("d".into(), "t".into())) },
        Viewport::Queries { selected: None, from: 3, grid: grid() },
        Viewport::Dashboard { analysis: Some("a".into()) },
        Viewport::Discover { domain: None },
        Viewport::Delivery { name: "d".into() },
        Viewport::Trail { from: 0, errors_only: true, data_events: false },
        Viewport::Events { from: 2, interesting_only: true },
        Viewport::Metrics,
        Viewport::Bill,
        Viewport::Iam,
        Viewport::Laws,
        Viewport::Hashes { stream: "s".into(), shard: Some("0".into()) },
        Viewport::Trace { selected: 6 },
        Viewport::Queue { name: "q".into(), from: 7 },
        Viewport::Consumers { name: "c".into() },
        Viewport::Contrast,
        Viewport::Application { name: "a".into() },
        Viewport::Buffers { delivery: Some("d".into()) },
        Viewport::Lateness,
    ];
    records.chain(rest).collect()
}

#[test]
fn what_the_page_leaves_out_of_its_config_is_as_by_default() {
    let read = read::to_worker(r#"{"Start":{"version":1,"config":{"scenario":"empty"}}}"#);
    let config = Config { scenario: "empty".into(), ..Config::default() };
    assert_eq!(read, Ok(ToWorker::Start { version: 1, config }));
    let wrong = read::to_worker(r#"{"Watch":{"viewports":[{"Objects":{"bucket":5}}]}}"#);
    assert_eq!(wrong, Err("expected a text in 'bucket' in 'viewports'".into()));
}

#[test]
fn what_is_wrong_is_said() {
    assert_eq!(read::from_worker("{\"Nonsense\":{}}").err().as_deref(), Some("expected a message of the worker"));
    assert_eq!(
        read::from_worker("{\"Refused\":{\"version\":\"x\"}}").err().as_deref(),
        Some("expected a whole number in 'version'")
    );
    assert!(read::from_worker("{").is_err());
}
