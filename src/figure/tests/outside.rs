//! Queues, consumers, and the comparison of a stream with a queue, as text.
//! `UPDATE_EXPECT=1 cargo test -p figure` rewrites what is expected.

use expect_test::expect_file;
use figure::{Element, Options, Words, contrast, draw, to_svg};
use protocol::*;

fn english() -> Words {
    Words::read("en", include_str!("../../../content/strings/en.ftl"))
}

fn upright() -> Options {
    Options { upright: true, ..Options::default() }
}

fn worker(number: u32, health: Health, busy: bool) -> Worker {
    Worker { number, health, leases: u32::from(busy), ..Worker::default() }
}

fn consumer(name: &str, source: Node) -> Consumer {
    let workers = vec![worker(1, Health::Running, true), worker(2, Health::Running, false)];
    Consumer { name: name.into(), source: Some(source), workers, running: true, rate: 2.0, ..Consumer::default() }
}

fn edge(from: Node, to: Node, rate: f64, state: EdgeState) -> Edge {
    Edge { from, to, records_per_s: rate, bytes_per_s: 0.0, fill: 0.0, state, last_trouble_us: None }
}

/// One stream and one queue with two consumers each; trouble in three places.
fn orders() -> Works {
    let (stream, queue, dead) =
        (Node::Stream("orders".into()), Node::Queue("orders".into()), Node::Queue("orders-dead".into()));
    let producer = |name: &str, target: &Node| Producer {
        name: name.into(),
        source: "clicks".into(),
        target: Some(target.clone()),
        rate: 2.0,
        rate_real: 2.0,
        running: true,
        lap: 1,
        spark: vec![2.0; 29],
        ..Producer::default()
    };
    let mut consumers = vec![
        consumer("billing", stream.clone()),
        consumer("billing-queue", queue.clone()),
        consumer("shipping", stream.clone()),
        consumer("shipping-queue", queue.clone()),
    ];
    consumers[0].workers = vec![worker(1, Health::Dead, false), worker(2, Health::Running, true)];
    consumers[0].duplicates = 9;
    consumers[1].workers[1].health = Health::Slow;
    consumers[2].behind_us = 12_000_000;
    let mut edges: Vec<_> = consumers
        .iter()
        .filter_map(|it| Some(edge(it.source.clone()?, Node::Consumer(it.name.clone()), 2.0, EdgeState::Ok)))
        .collect();
    edges.push(edge(Node::Producer("orders-stream".into()), stream.clone(), 2.0, EdgeState::Ok));
    edges.push(edge(Node::Producer("orders-queue".into()), queue.clone(), 2.0, EdgeState::Ok));
    edges.push(edge(queue.clone(), dead, 1.0, EdgeState::Throttled));
    let shard =
        Shard { id: "shardId-000000000000".into(), fill: 0.1, records_per_s: 2.0, open: true, ..Shard::default() };
    Works {
        producers: vec![producer("orders-stream", &stream), producer("orders-queue", &queue)],
        streams: vec![Stream {
            name: "orders".into(),
            status: "ACTIVE".into(),
            shards: vec![shard],
            ..Stream::default()
        }],
        queues: vec![
            Queue {
                name: "orders".into(),
                visible: 1_200,
                in_flight: 3,
                dead_letter: Some("orders-dead".into()),
                ..Queue::default()
            },
            Queue { name: "orders-dead".into(), visible: 4, ..Queue::default() },
        ],
        consumers,
        edges,
        records_per_dot: 1,
        ..Works::default()
    }
}

/// The same beside a pipeline that goes to a bucket.
fn with_lake() -> Works {
    let mut works = orders();
    let shard = |index: u32| Shard { id: format!("shardId-{index:012}"), fill: 0.2, open: true, ..Shard::default() };
    works.streams.insert(0, Stream { name: "flights".into(), shards: vec![shard(0), shard(1)], ..Stream::default() });
    works.deliveries.push(Delivery {
        name: "flights-to-s3".into(),
        source: Some("flights".into()),
        destination: Some(Node::Bucket("acequia-lake".into())),
        buffer_bytes_max: 1 << 20,
        ..Delivery::default()
    });
    works.buckets.push(Bucket { name: "acequia-lake".into(), drawn: true, ..Bucket::default() });
    let delivery = Node::Delivery("flights-to-s3".into());
    works.edges.push(edge(Node::Stream("flights".into()), delivery, 200.0, EdgeState::Ok));
    works
}

/// What both sides have seen: everybody everything on the left, each message by one on the right; one replay, one crash.
fn compared() -> Contrast {
    let id = |index: u32| RecordId::Stream {
        stream: "orders".into(),
        shard: "shardId-000000000000".into(),
        sequence: index.to_string(),
    };
    let arrived = |index: u32, stream: bool| Arrived {
        record: stream.then(|| id(index)),
        at_us: u64::from(index) * 500_000,
        place: match (stream, index) {
            (true, _) => MessagePlace::Visible,
            (false, 0..18) => MessagePlace::Gone,
            (false, 18..22) => MessagePlace::InFlight,
            (false, _) => MessagePlace::Visible,
        },
    };
    let row = |name: &str, cell: &dyn Fn(u32) -> (u32, u32), count: u32| Seen {
        consumer: name.into(),
        cells: (0..count).map(cell).collect(),
    };
    let stream = ContrastSide {
        name: "orders".into(),
        columns: (0..24).map(|index| arrived(index, true)).collect(),
        rows: vec![
            row("billing", &|index| (u32::from(index < 22) + u32::from((9..14).contains(&index)), 0), 24),
            row("shipping", &|index| (u32::from(index < 22), u32::from(index < 10)), 24),
        ],
        held: 4_096,
        ..ContrastSide::default()
    };
    let queue = ContrastSide {
        name: "orders".into(),
        columns: (0..24).map(|index| arrived(index, false)).collect(),
        rows: vec![
            row("billing-queue", &|index| (u32::from(index < 18 && index % 2 == 0) + u32::from(index == 4), 0), 24),
            row("shipping-queue", &|index| (u32::from(index < 18 && index % 2 == 1), 0), 24),
        ],
        held: 6,
        visibility_us: 6_000_000,
        ..ContrastSide::default()
    };
    Contrast { ready: true, stream, queue }
}

fn check(name: &str, scene: &figure::Scene) {
    expect_file![format!("snapshots/{name}.svg")].assert_eq(&to_svg(scene));
}

#[test]
fn queues_and_consumers_alone() {
    check("outside", &draw(&orders(), 80_000_000, &Options::default(), &english()));
    check("outside-upright", &draw(&orders(), 80_000_000, &upright(), &english()));
}

#[test]
fn queues_and_consumers_beside_a_lake() {
    check("outside-lake", &draw(&with_lake(), 80_000_000, &Options::default(), &english()));
    check("outside-lake-upright", &draw(&with_lake(), 80_000_000, &upright(), &english()));
}

#[test]
fn who_has_seen_what() {
    check("contrast", &contrast(&compared(), &orders(), 12_000_000, &Options::default(), &english()));
    check("contrast-upright", &contrast(&compared(), &orders(), 12_000_000, &upright(), &english()));
}

#[test]
fn a_dead_worker_is_crossed_out_and_a_record_can_be_pointed_at() {
    fn count(elements: &[Element], is_meant: &dyn Fn(&Element) -> bool) -> usize {
        elements.iter().map(|it| usize::from(is_meant(it)) + count(&it.children, is_meant)).sum()
    }
    let drawn = draw(&orders(), 0, &Options::default(), &english());
    assert_eq!(count(&drawn.elements, &|it| it.class == "worker-cross"), 1);
    let lattice = contrast(&compared(), &orders(), 0, &Options::default(), &english());
    // 24 columns of the stream with a block each, and what two consumers made of them: messages are no records.
    let pointed = count(&lattice.elements, &|it| it.record.is_some());
    assert_eq!(pointed, 24 + 24 + 5 + 24 + 10);
}
