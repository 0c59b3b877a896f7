//! What buffers cost, how one fills, and what comes late: as text, and what must be true of any.
//! `UPDATE_EXPECT=1 cargo test -p figure` rewrites what is expected.

use expect_test::expect_file;
use figure::{Element, Options, Scene, Words, buffers, fill, lateness, to_svg};
use proptest::prelude::*;
use protocol::{BufferStep, Buffers, Filling, HourPartition, Landed, LateDot, LatePlace, Lateness, RecordId};

const HOUR_MS: u64 = 3_600_000;
/// 2026-01-01T00:00:00Z.
const START_MS: u64 = 1_767_225_600_000;

fn words(lang: &str) -> Words {
    match lang {
        "es" => Words::read("es", include_str!("../../../content/strings/later.es.ftl")),
        _ => Words::read("en", include_str!("../../../content/strings/later.en.ftl")),
    }
}

fn upright() -> Options {
    Options { upright: true, ..Options::default() }
}

fn check(name: &str, scene: &Scene) {
    expect_file![format!("snapshots/{name}.svg")].assert_eq(&to_svg(scene));
}

fn all(scene: &Scene) -> Vec<&Element> {
    fn within<'a>(element: &'a Element, out: &mut Vec<&'a Element>) {
        out.push(element);
        element.children.iter().for_each(|child| within(child, out));
    }
    let mut out = Vec::new();
    scene.elements.iter().for_each(|element| within(element, &mut out));
    out
}

fn of<'a>(scene: &'a Scene, class: &str) -> Vec<&'a Element> {
    all(scene).into_iter().filter(|element| element.class.split(' ').any(|one| one == class)).collect()
}

fn number(element: &Element, name: &str) -> f64 {
    let found = element.attributes.iter().find(|(attribute, _)| *attribute == name);
    found.and_then(|(_, value)| value.parse().ok()).unwrap_or(f64::NAN)
}

/// A stream of 24 kB a second.
fn view() -> Buffers {
    let step = |size_mib: u64, interval_s: u64| {
        let seconds = (interval_s as f64).min(size_mib as f64 * 1_048_576.0 / 24_000.0).max(0.5);
        let objects = 3_600.0 / seconds;
        BufferStep {
            size_mib,
            interval_s,
            by_size: seconds < interval_s as f64,
            objects_per_hour: objects,
            object_bytes: 24_000.0 * seconds,
            wait_us: (seconds * 1e6) as u64,
            query_us: 1_400_000 + (objects * 2_000.0) as u64,
            usd_month: objects * 730.0 * 0.0000054,
        }
    };
    let landed = (0..40).map(|index| Landed {
        at_us: 1_000_000_000 + index * 43_000_000,
        bytes: if index < 30 { 1 << 20 } else { 240_000 },
        reason: if index < 30 { "size" } else { "interval" }.into(),
    });
    Buffers {
        delivery: "flights-to-s3".into(),
        bytes_per_s: 24_000.0,
        size_bytes: 1 << 20,
        interval_us: 60_000_000,
        chosen: Some(1),
        steps: [(1, 0), (1, 60), (5, 60), (5, 300), (32, 300), (64, 600), (128, 900)]
            .map(|(mib, s)| step(mib, s))
            .into(),
        from_us: 1_000_000_000,
        until_us: 2_800_000_000,
        landed: landed.collect(),
        ..Buffers::default()
    }
}

fn late() -> Lateness {
    let dots = (0..120).map(|index: u64| {
        let arrived_ms = START_MS + index * HOUR_MS * 5 / 240;
        let late_ms = if index % 7 == 3 { (index * 41 % 90) * 60_000 } else { index % 5 * 700 };
        let event_ms = arrived_ms - late_ms;
        let place = match (index > 114, event_ms / HOUR_MS == arrived_ms / HOUR_MS) {
            (true, _) => LatePlace::Waiting,
            (false, true) => LatePlace::Right,
            (false, false) => LatePlace::Wrong,
        };
        let record = RecordId::Stream { stream: "clicks".into(), shard: "0".into(), sequence: index.to_string() };
        LateDot { record: Some(record), event_ms, arrived_ms, place, repaired: (90..110).contains(&index) }
    });
    let hour = |index: u64, strangers: u64, missing: u64, repaired: u64| HourPartition {
        hour_ms: START_MS + index * HOUR_MS,
        objects: 12,
        records: 48,
        strangers,
        missing,
        repaired,
    };
    Lateness {
        ready: true,
        delivery: "clicks-by-arrival".into(),
        repair: Some("clicks-by-event".into()),
        from_ms: START_MS,
        hours: 3,
        now_ms: START_MS + HOUR_MS * 5 / 2,
        dots: dots.collect(),
        records: 4_310,
        partitions: vec![hour(0, 0, 6, 0), hour(1, 6, 5, 0), hour(2, 5, 1, 20)],
    }
}

#[test]
fn buffers_from_small_to_large() {
    check("buffers", &buffers(&view(), &Options::default(), &words("en")));
    check("buffers-upright", &buffers(&view(), &upright(), &words("es")));
}

#[test]
fn late_records_on_a_plane() {
    check("lateness", &lateness(&late(), &Options::default(), &words("en")));
    check("lateness-upright", &lateness(&late(), &upright(), &words("es")));
}

#[test]
fn a_buffer_that_size_let_go_and_one_that_time_did() {
    let points = |bytes: u64| (0..=20).map(|step| (step * 2_250_000, bytes * step / 20)).collect();
    let by_size = Filling { points: points(1 << 20), bytes_max: 1 << 20, age_us_max: 60_000_000, age_us: 45_000_000 };
    check("fill-size", &fill(&by_size, false, &words("en")));
    let by_age = Filling { points: points(200_000), age_us: 60_000_000, ..by_size };
    check("fill-interval", &fill(&by_age, false, &words("es")));
}

#[test]
fn a_value_is_the_area_of_its_square() {
    let scene = buffers(&view(), &Options::default(), &words("en"));
    let side = |index: usize| number(of(&scene, "buffers-block")[index], "width");
    let steps = view().steps;
    let (wide, small) = (side(0), side(1));
    let ratio = steps[0].objects_per_hour / steps[1].objects_per_hour;
    assert!(((wide * wide) / (small * small) / ratio - 1.0).abs() < 0.1, "{wide} {small} {ratio}");
    assert_eq!((of(&scene, "buffers-chosen").len(), of(&scene, "on").len()), (1, 8));
    assert!(scene.label.contains("1 MB") && scene.label.contains("60 s"), "{}", scene.label);
    let says = |view: &Buffers| to_svg(&buffers(view, &Options::default(), &words("en"))).contains(">largest: ");
    assert!(
        says(&view()) && !says(&Buffers { landed: Vec::new(), ..view() }),
        "where nothing landed, nothing is the largest"
    );
    assert_eq!(of(&buffers(&Buffers { chosen: None, ..view() }, &upright(), &words("en")), "buffers-chosen").len(), 0);
}

#[test]
fn each_kind_of_late_record_has_a_shape_of_its_own() {
    let scene = lateness(&late(), &Options::default(), &words("en"));
    let wrong = late().dots.iter().filter(|dot| dot.place == LatePlace::Wrong).count();
    assert!(wrong > 5);
    // And two in the legend, one of them put right.
    assert_eq!(of(&scene, "wrong").len(), wrong + 2);
    assert!(of(&scene, "wrong").iter().all(|mark| mark.tag == "path"));
    // What was never late needs no ring.
    let is_late = |dot: &&LateDot| dot.event_ms / HOUR_MS != dot.arrived_ms / HOUR_MS;
    let mended = late().dots.iter().filter(is_late).filter(|dot| dot.repaired).count();
    assert!(mended > 0);
    assert_eq!((of(&scene, "waiting").len(), of(&scene, "late-mended").len()), (6, mended + 1));
    assert_eq!(all(&scene).iter().filter(|element| element.record.is_some()).count(), 120, "each can be followed");
    let without = Lateness { repair: None, dots: Vec::new(), ..late() };
    assert_eq!(of(&lateness(&without, &Options::default(), &words("en")), "late-mended").len(), 0);
}

#[test]
fn what_is_drawn_has_words_in_both_languages() {
    for lang in ["es", "en"] {
        let words = words(lang);
        for scene in [buffers(&view(), &upright(), &words), lateness(&late(), &upright(), &words)] {
            let svg = to_svg(&scene);
            for unsaid in ["buffers-", "late-", "fill-"] {
                assert!(!svg.contains(&format!(">{unsaid}")) && !svg.contains("{$"), "{lang} {unsaid}");
            }
        }
    }
}

proptest! {
    #[test]
    fn a_fill_curve_stays_in_its_cell(
        points in proptest::collection::vec((0_u64..2_000_000_000, 0_u64..1 << 28), 0..40),
        bytes_max in 0_u64..1 << 27,
        age_us_max in 0_u64..900_000_000,
        age_us in 0_u64..2_000_000_000,
    ) {
        let scene = fill(&Filling { points, bytes_max, age_us_max, age_us }, false, &words("en"));
        let svg = to_svg(&scene);
        prop_assert!(!svg.contains("NaN") && !svg.contains("inf"));
        for element in scene.elements {
            let d = element.attributes.iter().find(|(name, _)| *name == "d").map_or("", |(_, d)| d);
            for value in d.split(|letter: char| !letter.is_ascii_digit() && letter != '.' && letter != '-').filter(|text| !text.is_empty()) {
                let value: f64 = value.parse().unwrap_or(f64::NAN);
                prop_assert!((0.0..=132.0).contains(&value), "{d}");
            }
        }
    }
}
