//! The hash ring and the heat map of a stream with a hot key, as text, and what must be true of any.
//! `UPDATE_EXPECT=1 cargo test -p figure` rewrites what is expected.

use expect_test::expect_file;
use figure::{Scene, Words, heat, ring, to_svg};
use protocol::{HEAT_ROWS, HEAT_SECONDS, HashShard, Hashes, HotKey};

fn english() -> Words {
    Words::read("en", include_str!("../../../content/strings/later.en.ftl"))
}

/// Two shards; the upper one was split ten seconds ago because of one key.
fn hot() -> Hashes {
    let shard = |id: u32, from: f64, to: f64, fill: f64| HashShard {
        id: format!("shardId-{id:012}"),
        open: true,
        from,
        to,
        fill,
        records_per_s: fill * 1_000.0,
        ..HashShard::default()
    };
    let since = |shard: HashShard| HashShard { opened_us: 90_000_000, ..shard };
    let refused = |from: u32, to: u32, records: u64| (from..to).map(|second| (second, records)).collect();
    let parent = HashShard {
        open: false,
        closed_us: Some(90_000_000),
        refused: refused(20, 50, 350),
        ..shard(1, 0.5, 1.0, 0.0)
    };
    let left = since(shard(2, 0.5, 0.75, 0.12));
    let right = HashShard { refused: refused(50, 60, 90), refused_by_records: 900, ..since(shard(3, 0.75, 1.0, 1.0)) };
    let key = |key: &str, at: f64, shard: u32, share: f64| HotKey {
        key: key.into(),
        at,
        shard: format!("shardId-{shard:012}"),
        share,
        records_per_s: share * 1_000.0,
        ..HotKey::default()
    };
    let mut cells = vec![0; (HEAT_SECONDS * HEAT_ROWS) as usize];
    for column in 0..HEAT_SECONDS {
        for row in 0..HEAT_ROWS {
            let warm = u32::from((row * 7 + column) % 5 == 0) * (1 + (row + column) % 13);
            cells[(column * HEAT_ROWS + row) as usize] = if row == 36 && column >= 20 { 920 } else { warm };
        }
    }
    let keys = ["ORD", "ATL", "a-key-with-a-long-name", "DFW", "LAX", "PHX", "DEN", "IAH", "LAS", "SFO", "STL", "EWR"];
    let others = keys.iter().enumerate().skip(1);
    let others = others.map(|(index, name)| key(name, 0.16 + 0.004 * index as f64, 0, 0.11 - 0.008 * index as f64));
    Hashes {
        stream: "flights".into(),
        until_s: 100,
        cells,
        every: 16,
        span_s: 20,
        shards: vec![shard(0, 0.0, 0.5, 0.39), left, right, parent],
        open_shards: 3,
        keys: [key("ORD", 0.7587, 3, 0.92)].into_iter().chain(others).collect(),
        ..Hashes::default()
    }
}

/// A stream of many shards, with nothing on it.
fn many(shards: u32) -> Hashes {
    let width = 1.0 / f64::from(shards);
    let shard = |index: u32| HashShard {
        id: format!("shardId-{index:012}"),
        open: true,
        from: f64::from(index) * width,
        to: f64::from(index + 1) * width,
        ..HashShard::default()
    };
    let cells = vec![0; (HEAT_SECONDS * HEAT_ROWS) as usize];
    Hashes {
        stream: "s".into(),
        cells,
        shards: (0..shards).map(shard).collect(),
        open_shards: shards.into(),
        ..Hashes::default()
    }
}

fn check(name: &str, scene: &Scene) {
    expect_file![format!("snapshots/{name}.svg")].assert_eq(&to_svg(scene));
}

fn count(scene: &Scene, class: &str) -> usize {
    fn within(element: &figure::Element, class: &str) -> usize {
        usize::from(element.class.split(' ').any(|one| one == class))
            + element.children.iter().map(|child| within(child, class)).sum::<usize>()
    }
    scene.elements.iter().map(|element| within(element, class)).sum()
}

#[test]
fn a_ring_with_a_hot_key() {
    check("ring", &ring(&hot(), &english()));
}

#[test]
fn a_minute_with_a_hot_key() {
    check("heat", &heat(&hot(), &english()));
}

#[test]
fn trouble_has_a_mark_besides_its_colour() {
    let scene = ring(&hot(), &english());
    assert_eq!((count(&scene, "hash-mark"), count(&scene, "hash-shard"), count(&scene, "hash-was")), (1, 3, 1));
    assert_eq!(count(&ring(&many(4), &english()), "hash-mark"), 0);
    let scene = heat(&hot(), &english());
    // Two shards refused something, and the legend says so.
    assert_eq!(count(&scene, "heat-no"), 3);
}

#[test]
fn many_shards_are_a_few_shapes() {
    for shards in [1, 2, 48, 256] {
        let (ring, heat) = (ring(&many(shards), &english()), heat(&many(shards), &english()));
        assert_eq!(count(&ring, "hash-shard"), shards as usize);
        // Words only where there is room.
        assert!(count(&ring, "halo") <= 28 && count(&heat, "sm") < 30, "{shards}");
    }
}

#[test]
fn names_of_keys_do_not_lie_on_one_another() {
    let scene = ring(&hot(), &english());
    let keys = scene.elements.iter().find(|element| element.class == "hash-keys").map(|keys| keys.children.as_slice());
    let height = |key: &figure::Element| {
        let name = key.children.iter().find(|child| child.class == "hash-name")?;
        let of = |wanted: &str| name.attributes.iter().find(|(at, _)| *at == wanted).map(|(_, value)| value.clone());
        Some((of("text-anchor").is_some(), of("y")?.parse::<f64>().ok()?))
    };
    let mut places: Vec<_> = keys.unwrap_or_default().iter().filter_map(height).collect();
    places.sort_by(|one, two| (one.0, one.1).partial_cmp(&(two.0, two.1)).unwrap_or(std::cmp::Ordering::Equal));
    assert_eq!(places.len(), 12);
    for pair in places.windows(2) {
        assert!(pair[0].0 != pair[1].0 || pair[1].1 - pair[0].1 >= 15.0, "{pair:?}");
        assert!((8.0..scene.height).contains(&pair[1].1), "{pair:?}");
    }
}

#[test]
fn the_later_words_have_both_languages() {
    let keys = |ftl: &str| -> Vec<String> {
        let lines = ftl.lines().filter_map(|line| line.split_once(" = "));
        lines.filter(|(key, _)| key.starts_with("figure-")).map(|(key, _)| key.to_owned()).collect()
    };
    assert_eq!(
        keys(include_str!("../../../content/strings/later.en.ftl")),
        keys(include_str!("../../../content/strings/later.es.ftl"))
    );
}
