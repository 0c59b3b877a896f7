//! The drawing of a running pipeline and of an empty account, as text.
//! `UPDATE_EXPECT=1 cargo test -p figure` rewrites what is expected.

use expect_test::expect_file;
use figure::{Options, Words, draw, to_svg};
use protocol::*;

fn english() -> Words {
    Words::read("en", include_str!("../../../content/strings/en.ftl"))
}

/// The page's own pipeline after a while, with a hot shard and a denied delivery.
fn running(hot: bool) -> Works {
    let shard = |index: u32, fill: f64| Shard {
        id: format!("shardId-{index:012}"),
        fill,
        records_per_s: fill * 1_000.0,
        throttled_last_s: if hot && fill >= 1.0 { 640 } else { 0 },
        open: true,
        ..Shard::default()
    };
    let shards = if hot {
        vec![shard(0, 0.39), shard(1, 0.26), shard(2, 1.0), shard(3, 0.48)]
    } else {
        vec![shard(0, 0.11), shard(1, 0.09)]
    };
    let producer = Node::Producer("flights".into());
    let delivery = |name: &str| Node::Delivery(name.into());
    let bucket = Node::Bucket("acequia-lake".into());
    let domain = Node::Domain("flights-search".into());
    let edge = |from: &Node, to: &Node, rate: f64, state: EdgeState| Edge {
        from: from.clone(),
        to: to.clone(),
        records_per_s: rate,
        bytes_per_s: rate * 240.0,
        fill: 0.0,
        state,
        last_trouble_us: None,
    };
    let stream = Node::Stream("flights".into());
    let rate = shards.iter().map(|shard| shard.records_per_s).sum();
    let mut edges = vec![
        edge(&producer, &stream, rate, if hot { EdgeState::Throttled } else { EdgeState::Ok }),
        edge(&stream, &delivery("flights-to-s3"), rate, EdgeState::Ok),
        edge(&stream, &delivery("flights-to-search"), rate, EdgeState::Ok),
    ];
    edges.push(edge(&delivery("flights-to-s3"), &bucket, 120.0, if hot { EdgeState::Denied } else { EdgeState::Ok }));
    edges.push(edge(&delivery("flights-to-search"), &domain, 200.0, EdgeState::Ok));
    let dots = (0..36_u64)
        .map(|index| Dot {
            record: RecordId::Stream {
                stream: "flights".into(),
                shard: format!("shardId-{:012}", index % shards.len() as u64),
                sequence: format!("4955{}", index * 7_919),
            },
            edge: (index % 3) as u32,
            at_us: 80_000_000 - index * 137_000,
            hot: hot && index % 4 == 2,
            lit: index == 5,
        })
        .collect();
    let tank = |name: &str, to: &Node, path: &str, bytes: u64, age: u64| Delivery {
        name: name.into(),
        status: "ACTIVE".into(),
        source: Some("flights".into()),
        destination: Some(to.clone()),
        destination_path: path.into(),
        buffer_bytes: bytes,
        buffer_bytes_max: 1 << 20,
        buffer_age_us: age,
        buffer_age_us_max: 60_000_000,
        last_flush_us: Some(78_000_000),
        last_flush_reason: Some("size".into()),
        last_flush_bytes: 1_063_000,
        accepted: 16_000,
        delivered: 12_800,
        ..Delivery::default()
    };
    let mut lake = tank("flights-to-s3", &bucket, "flights/", 610_000, 12_400_000);
    if hot {
        lake.error = Some("S3.AccessDenied".into());
        lake.last_error_us = Some(79_000_000);
    }
    Works {
        producers: vec![Producer {
            name: "flights".into(),
            source: "flights".into(),
            rate: 200.0,
            rate_real: if hot { 2_130.0 } else { 199.6 },
            running: true,
            lap: 1,
            spark: (0..30).map(|i: u32| 200.0 + f64::from((i * 37) % 23) - 11.0).collect(),
            throttled_last_s: if hot { 640 } else { 0 },
            ..Producer::default()
        }],
        streams: vec![Stream {
            name: "flights".into(),
            status: "ACTIVE".into(),
            shards,
            records: 16_000,
            ..Stream::default()
        }],
        deliveries: vec![lake, tank("flights-to-search", &domain, "flights", 840_000, 31_000_000)],
        buckets: vec![Bucket {
            name: "acequia-lake".into(),
            objects: 11,
            bytes: 11_600_000,
            drawn: true,
            last: (0..11_u64)
                .map(|index| LandedObject {
                    key: format!("flights/dt=2026-01-01/flights-to-s3-1-{index}"),
                    bytes: 1_060_000,
                    landed_us: 79_000_000 - index * 5_200_000,
                    lit: index == 3,
                })
                .collect(),
        }],
        glue: Glue { databases: 1, tables: 1, columns: 14, partitions: 1, ..Glue::default() },
        athena: Athena {
            queries: 3,
            last_state: Some("SUCCEEDED".into()),
            last_scanned_bytes: 1_990_000,
            last_table_bytes: 11_600_000,
            ..Athena::default()
        },
        quicksight: QuickSight {
            analyses: 1,
            title: Some("Delay by origin".into()),
            spark: vec![0.4, 0.9, 0.55, 1.0, 0.3, 0.62],
            ..QuickSight::default()
        },
        domains: vec![Domain {
            name: "flights-search".into(),
            status: "Active".into(),
            indices: vec![Index { name: "flights".into(), documents: 12_800, bytes: 3_000_000 }],
            ..Domain::default()
        }],
        edges,
        dots,
        records_per_dot: 40,
        ..Works::default()
    }
}

fn check(name: &str, works: &Works, options: &Options) {
    let svg = to_svg(&draw(works, 80_000_000, options, &english()));
    expect_file![format!("snapshots/{name}.svg")].assert_eq(&svg);
}

#[test]
fn a_running_pipeline() {
    check("running", &running(false), &Options::default());
}

#[test]
fn trouble_is_clay() {
    check("trouble", &running(true), &Options { focusable: true, ..Options::default() });
}

#[test]
fn upright_for_phones() {
    check("upright", &running(false), &Options { upright: true, ..Options::default() });
}

#[test]
fn an_empty_account_keeps_its_places() {
    check("empty", &Works::default(), &Options::default());
    check("empty-upright", &Works::default(), &Options { upright: true, ..Options::default() });
}

#[test]
fn a_dot_is_where_time_puts_it() {
    let works = running(false);
    let at = |now: u64, speed: f64| draw(&works, now, &Options { speed, ..Options::default() }, &english());
    // Going away and coming back draws the same picture; twice the speed after twice the time puts dots in the same place.
    assert_eq!(at(80_000_000, 5.0), at(80_000_000, 5.0));
    let dots = |scene: &figure::Scene| {
        scene.elements.iter().find(|element| element.class == "dots").map_or(0, |group| group.children.len())
    };
    // All but those that wait for their turn behind the ones they set out with.
    assert_eq!(dots(&at(80_000_000, 5.0)), 33);
    assert_eq!(dots(&at(80_000_000, 1.0)), 7);
    assert_eq!(dots(&at(90_000_000, 5.0)), 0);
}

#[test]
fn every_word_has_both_languages() {
    let keys = |ftl: &str| -> Vec<String> {
        ftl.lines()
            .filter_map(|line| line.split_once(" = "))
            .filter(|(key, _)| key.starts_with("figure-"))
            .map(|(key, _)| key.to_owned())
            .collect()
    };
    assert_eq!(
        keys(include_str!("../../../content/strings/en.ftl")),
        keys(include_str!("../../../content/strings/es.ftl"))
    );
}
