//! Windows that close under a watermark, as text, and what must be true of any; applications in the diagram.
//! `UPDATE_EXPECT=1 cargo test -p figure` rewrites what is expected.

use expect_test::expect_file;
use figure::{Element, Options, Scene, Words, draw, to_svg, windows};
use protocol::*;

const BEGIN_MS: i64 = 1_767_225_600_000;

fn words(lang: &str) -> Words {
    let texts = match lang {
        "en" => {
            [include_str!("../../../content/strings/en.ftl"), include_str!("../../../content/strings/later.en.ftl")]
        }
        _ => [include_str!("../../../content/strings/es.ftl"), include_str!("../../../content/strings/later.es.ftl")],
    };
    Words::read(lang, &texts.concat())
}

fn upright() -> Options {
    Options { upright: true, ..Options::default() }
}

/// Two records a second for a minute and a half; each fifth comes out of order, and each twentieth half a minute late.
fn plane(windows_are: WindowKind) -> Plane {
    let delay_ms = 5_000;
    let now_ms = BEGIN_MS + 90_200;
    let mut records = Vec::new();
    let mut front: Vec<(i64, i64)> = Vec::new();
    let mut latest = i64::MIN;
    for index in 0..180_i64 {
        let arrived_ms = BEGIN_MS + index * 500;
        let by = match index {
            _ if index % 20 == 7 && index > 60 => 31_000,
            _ if index % 5 == 3 => 3_400,
            _ => 200 + index % 3 * 300,
        };
        let event_ms = arrived_ms - by;
        latest = latest.max(event_ms);
        if front.last().is_none_or(|(_, before)| latest - delay_ms > *before) {
            front.push((arrived_ms, latest - delay_ms));
        }
        let record = RecordId::Stream { stream: "clicks".into(), shard: "0".into(), sequence: index.to_string() };
        records.push(PlaneRecord { record: Some(record), event_ms, arrived_ms, late: by > 20_000 });
    }
    let bounds: Vec<(i64, i64)> = match windows_are {
        WindowKind::Tumble { size_ms } => (0..100_000 / size_ms).map(|n| (n * size_ms, (n + 1) * size_ms)).collect(),
        WindowKind::Hop { slide_ms, size_ms } => {
            (-1..100_000 / slide_ms).map(|n| (n * slide_ms, n * slide_ms + size_ms)).collect()
        }
        WindowKind::Cumulate { step_ms, size_ms } => (0..100_000 / step_ms)
            .map(|n| (n * step_ms - (n * step_ms).rem_euclid(size_ms), (n + 1) * step_ms))
            .collect(),
        WindowKind::Session { .. } => {
            vec![(0, 17_000), (9_000, 31_000), (24_000, 40_000), (52_000, 88_000), (60_000, 94_000)]
        }
    };
    let closed = |end: i64| front.iter().find(|(_, watermark)| watermark + 1 >= BEGIN_MS + end).map(|(at, _)| *at);
    let windows = bounds.into_iter().map(|(start, end)| PlaneWindow {
        start_ms: BEGIN_MS + start,
        end_ms: BEGIN_MS + end,
        closed_ms: closed(end),
        rows: closed(end).is_none().then_some((end - start) as u64 / 500),
        groups: 3,
    });
    Plane {
        insert: 0,
        title: "clicks → per_page".into(),
        windows_are,
        from_ms: BEGIN_MS + 20_000,
        until_ms: BEGIN_MS + 100_000,
        arrived_from_ms: BEGIN_MS + 30_000,
        now_ms,
        delay_ms,
        windows: windows.collect(),
        front,
        records,
        every: 1,
    }
}

fn tumble() -> Plane {
    plane(WindowKind::Tumble { size_ms: 10_000 })
}

#[test]
fn a_window_closes_under_the_watermark() {
    let scene = windows(&tumble(), &Options::default(), &words("en"));
    expect_file!["snapshots/windows.svg"].assert_eq(&to_svg(&scene));
    let scene = windows(&tumble(), &upright(), &words("es"));
    expect_file!["snapshots/windows-upright.svg"].assert_eq(&to_svg(&scene));
}

#[test]
fn each_kind_has_a_shape() {
    let kinds = [
        ("hop", WindowKind::Hop { slide_ms: 5_000, size_ms: 15_000 }),
        ("cumulate", WindowKind::Cumulate { step_ms: 10_000, size_ms: 30_000 }),
        ("session", WindowKind::Session { gap_ms: 6_000 }),
    ];
    for (name, kind) in kinds {
        let scene = windows(&plane(kind), &Options::default(), &words("en"));
        expect_file![format!("snapshots/windows-{name}.svg")].assert_eq(&to_svg(&scene));
    }
}

fn flat<'a>(elements: &'a [Element], class: &str) -> Vec<&'a Element> {
    elements
        .iter()
        .flat_map(|element| {
            let own = element.class.split(' ').any(|one| one == class).then_some(element);
            own.into_iter().chain(flat(&element.children, class))
        })
        .collect()
}

fn attribute(element: &Element, name: &str) -> f64 {
    let value = element.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value.parse::<f64>());
    value.unwrap_or_else(|| panic!("no {name}")).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn bars(scene: &Scene) -> Vec<(f64, f64, f64)> {
    let bars = flat(&scene.elements, "win-bar");
    bars.iter().map(|bar| (attribute(bar, "x"), attribute(bar, "y"), attribute(bar, "width"))).collect()
}

#[test]
fn late_records_are_crosses_and_the_others_dots() {
    let view = tumble();
    let scene = windows(&view, &Options::default(), &words("en"));
    let records = flat(&scene.elements, "win-records");
    let late = flat(&records[0].children, "win-late");
    assert!(!late.is_empty() && late.iter().all(|mark| mark.tag == "path" && mark.record.is_some()));
    let shown = view.records.iter().filter(|one| one.late && one.arrived_ms >= view.arrived_from_ms).count();
    assert_eq!(late.len(), shown, "none of them is left out");
    assert!(flat(&records[0].children, "win-record").iter().all(|mark| mark.tag == "circle"));
}

#[test]
fn windows_of_one_lane_do_not_overlap() {
    for kind in [
        WindowKind::Tumble { size_ms: 10_000 },
        WindowKind::Hop { slide_ms: 5_000, size_ms: 15_000 },
        WindowKind::Cumulate { step_ms: 10_000, size_ms: 30_000 },
    ] {
        let scene = windows(&plane(kind), &Options::default(), &words("en"));
        let all = bars(&scene);
        for (index, (x, y, width)) in all.iter().enumerate() {
            let beside = all.iter().skip(index + 1).filter(|(_, other, _)| other == y);
            for (other, _, _) in beside {
                assert!(*other >= x + width - 0.11, "{kind:?}: {other} {x} {width}");
            }
        }
        let lanes: std::collections::BTreeSet<_> = all.iter().map(|(_, y, _)| (y * 10.0) as i64).collect();
        let expected = match kind {
            WindowKind::Tumble { .. } => 1,
            WindowKind::Hop { .. } | WindowKind::Cumulate { .. } | WindowKind::Session { .. } => 3,
        };
        assert_eq!(lanes.len(), expected, "{kind:?}");
    }
}

#[test]
fn nothing_is_drawn_outside_and_an_empty_plane_is_drawn_too() {
    let empty = Plane { front: Vec::new(), windows: Vec::new(), records: Vec::new(), ..tumble() };
    let scene = windows(&empty, &Options::default(), &words("en"));
    assert!(flat(&scene.elements, "win-front").is_empty() && bars(&scene).is_empty());
    for options in [Options::default(), upright()] {
        let scene = windows(&tumble(), &options, &words("es"));
        for bar in flat(&scene.elements, "win-bar") {
            let (x, width) = (attribute(bar, "x"), attribute(bar, "width"));
            assert!(x >= 0.0 && x + width <= scene.width, "{x} {width}");
        }
        for mark in flat(&scene.elements, "win-record") {
            let (x, y) = (attribute(mark, "cx"), attribute(mark, "cy"));
            assert!((0.0..=scene.width).contains(&x) && (0.0..=scene.height).contains(&y), "{x} {y}");
        }
    }
}

fn edge(from: Node, to: Node, rate: f64) -> Edge {
    Edge { from, to, records_per_s: rate, bytes_per_s: 0.0, fill: 0.0, state: EdgeState::Ok, last_trouble_us: None }
}

/// Clicks, counted into a stream of their own; another application that stands still.
fn flows() -> Works {
    let clicks = Node::Stream("clicks".into());
    let counts = Node::Stream("clicks-per-page".into());
    let application = Node::Application("clicks-per-page".into());
    let stream = |name: &str| Stream {
        name: name.into(),
        status: "ACTIVE".into(),
        shards: vec![Shard { id: "shardId-000000000000".into(), fill: 0.1, open: true, ..Shard::default() }],
        ..Stream::default()
    };
    Works {
        producers: vec![Producer {
            name: "clicks".into(),
            source: "clicks".into(),
            target: Some(clicks.clone()),
            rate_real: 20.0,
            running: true,
            spark: vec![20.0; 29],
            ..Producer::default()
        }],
        streams: vec![stream("clicks"), stream("clicks-per-page")],
        applications: vec![
            Application {
                name: "clicks-per-page".into(),
                status: "RUNNING".into(),
                reads: vec!["clicks".into()],
                writes: vec![counts.clone()],
                rows_in_per_s: 20.0,
                rows_out_per_s: 1.0,
                late: 12,
                windows_open: 2,
                watermark_ms: Some(BEGIN_MS),
                spark: vec![0.2, 0.5, 1.0, 0.7],
                kpus: 2,
                ..Application::default()
            },
            Application {
                name: "sessions".into(),
                status: "READY".into(),
                reads: vec!["clicks".into()],
                ..Application::default()
            },
        ],
        edges: vec![
            edge(Node::Producer("clicks".into()), clicks.clone(), 20.0),
            edge(clicks, application.clone(), 20.0),
            edge(application, counts, 1.0),
        ],
        records_per_dot: 1,
        ..Works::default()
    }
}

/// The same beside a pipeline that goes to a bucket, which another result is delivered to.
fn with_lake() -> Works {
    let mut works = flows();
    let delivery = Node::Delivery("to-lake".into());
    works.deliveries.push(Delivery {
        name: "to-lake".into(),
        destination: Some(Node::Bucket("lake".into())),
        buffer_bytes_max: 1 << 20,
        ..Delivery::default()
    });
    works.buckets.push(Bucket { name: "lake".into(), drawn: true, ..Bucket::default() });
    works.applications[0].writes.push(delivery.clone());
    works.edges.push(edge(Node::Application("clicks-per-page".into()), delivery, 1.0));
    works
}

#[test]
fn applications_stand_between_streams() {
    for (name, works) in [("applications", flows()), ("applications-lake", with_lake())] {
        let wide = draw(&works, 90_000_000, &Options::default(), &words("en"));
        expect_file![format!("snapshots/{name}.svg")].assert_eq(&to_svg(&wide));
        let tall = draw(&works, 90_000_000, &upright(), &words("en"));
        expect_file![format!("snapshots/{name}-upright.svg")].assert_eq(&to_svg(&tall));
        for scene in [wide, tall] {
            let canals = flat(&scene.elements, "shard");
            assert_eq!(canals.len(), 2, "the stream that is written to has its canal too");
            assert_eq!(flat(&scene.elements, "flow-card").len(), 2);
        }
    }
}
