//! Laws: what a window gives is what a batch over the same rows gives, no record goes uncounted, and a flow that is set back goes on
//! as if nothing had been.

use crate::support::*;
use flow::{Flow, Output, Record, Row, Settings};
use jobs::stream::{AggregateFunction, Binary, Node, Time, Value, Window};
use proptest::prelude::*;
use std::collections::BTreeMap;

const DELAY_MS: i64 = 30_000;
const SOURCE: &str = "time TIMESTAMP, key STRING, v BIGINT | watermark=time-30000";
const SINK: &str =
    "key STRING, s TIMESTAMP, e TIMESTAMP, t TIMESTAMP, n BIGINT, sum BIGINT, least BIGINT, first BIGINT";

/// A row: milliseconds since 08:00, a key, a value.
type Event = (i64, u8, i64);

fn query(window: Window) -> Node {
    let least = aggregate(AggregateFunction::Min, Some(column(2)));
    let first = aggregate(AggregateFunction::First, Some(column(2)));
    windowed(scan(0), window, Time::Event(0), &[1], vec![count(), sum(2), least, first])
}

fn line((ms, key, value): &Event) -> String {
    let mut line = String::new();
    let at = clock(at("08:00") + ms);
    let at = if at.len() == 5 { format!("{at}:00") } else { at };
    std::fmt::Write::write_fmt(
        &mut line,
        format_args!(r#"{{"x":[0],"key":"k{key}","v":{value},"time":"2020-04-15 {at}"}}"#),
    )
    .unwrap();
    line
}

/// Feeds lines, parted into calls at some places.
fn feed(flow: &mut Flow, lines: &[(u32, String)], cuts: &[usize], out: &mut Output) {
    let mut start = 0;
    for end in 1..=lines.len() {
        let is_end = end == lines.len() || cuts.contains(&end) || lines[end].0 != lines[start].0;
        if is_end {
            let record = |(_, line): &'_ (u32, String)| -> (Vec<u8>, u64) { (line.clone().into_bytes(), 0) };
            let data: Vec<_> = lines[start..end].iter().map(record).collect();
            let records = data.iter().map(|(data, _)| Record { data, key: b"", arrival_ms: 0, sequence: 0 });
            flow.feed(0, lines[start].0, records, 0, out);
            start = end;
        }
    }
}

/// Calls with each window that holds a time, of all that there may be from 40 minutes before 08:00 on. Sessions are none of these.
fn by_trial(window: Window, time: i64, call: &mut dyn FnMut(i64, i64)) {
    let (part_ms, size_ms, offset_ms) = match window {
        Window::Tumble { size_ms, offset_ms } => (size_ms, size_ms, offset_ms),
        Window::Hop { slide_ms, size_ms, offset_ms } => (slide_ms, size_ms, offset_ms),
        // It begins anew with each size, and has an end at each step.
        Window::Cumulate { step_ms, size_ms, offset_ms } => {
            return by_trial(Window::Tumble { size_ms, offset_ms }, time, &mut |start, _| {
                let ends = (1..=size_ms / step_ms).map(|n| start + n * step_ms);
                ends.filter(|end| time < *end).for_each(|end| call(start, end));
            });
        }
        Window::Session { .. } => return,
    };
    let before = at("08:00") - 40 * 60_000;
    let first = before - (before - offset_ms) % part_ms;
    for start in (0..).map(|n| first + n * part_ms).take_while(|start| *start <= time) {
        if time < start + size_ms {
            call(start, start + size_ms);
        }
    }
}

/// What a batch gives: for each window and key the rows, their sum, the least, and the one that came first.
fn batch(window: Window, events: &[Event]) -> Vec<String> {
    let mut groups: BTreeMap<(i64, i64, u8), Vec<i64>> = BTreeMap::new();
    let base = at("08:00");
    let mut add = |start: i64, end: i64, key: u8, value: i64| groups.entry((end, start, key)).or_default().push(value);
    for (ms, key, value) in events {
        let time = base + ms;
        match window {
            Window::Session { gap_ms } => {
                // Whoever is reached from this row by steps of at most the gap is in its session.
                let mut times: Vec<i64> = events.iter().filter(|event| event.1 == *key).map(|event| event.0).collect();
                times.sort_unstable();
                let place = times.iter().position(|other| other == ms).unwrap();
                let (mut from, mut to) = (place, place);
                while from > 0 && times[from] - times[from - 1] <= gap_ms {
                    from -= 1;
                }
                while to + 1 < times.len() && times[to + 1] - times[to] <= gap_ms {
                    to += 1;
                }
                add(base + times[from], base + times[to] + gap_ms, *key, *value);
            }
            window => by_trial(window, time, &mut |start, end| add(start, end, *key, *value)),
        }
    }
    let row = |((end, start, key), values): (&(i64, i64, u8), &Vec<i64>)| {
        let (sum, least) = (values.iter().sum::<i64>(), values.iter().min().unwrap());
        format!("{} {} k{key} {} {sum} {least} {}", clock(*end), clock(*start), values.len(), values[0])
    };
    groups.iter().map(row).collect()
}

fn result(rows: &[Row]) -> Vec<String> {
    let mut found: Vec<_> = rows
        .iter()
        .map(|row| {
            let text: Vec<_> = row.values.iter().map(shown).collect();
            assert!(!row.update && !row.gone);
            assert_eq!(
                row.window.map(|(start, end)| (clock(start), clock(end))),
                Some((text[1].clone(), text[2].clone()))
            );
            format!("{} {} {} {} {} {} {}", text[2], text[1], text[0], text[4], text[5], text[6], text[7])
        })
        .collect();
    found.sort_by_key(|row| row.split(' ').take(3).map(str::to_owned).collect::<Vec<_>>());
    found
}

fn windows() -> impl Strategy<Value = Window> {
    prop_oneof![
        (1..200_i64, -500..500_i64)
            .prop_map(|(size, offset)| Window::Tumble { size_ms: size * 1_000, offset_ms: offset * 1_000 }),
        (1..60_i64, 1..6_i64, -90..90_i64).prop_map(|(slide, times, offset)| Window::Hop {
            slide_ms: slide * 1_000,
            size_ms: slide * times * 1_000,
            offset_ms: offset * 1_000
        }),
        (1..60_i64, 1..6_i64, -90..90_i64).prop_map(|(step, times, offset)| Window::Cumulate {
            step_ms: step * 1_000,
            size_ms: step * times * 1_000,
            offset_ms: offset * 1_000
        }),
        (1..90_i64).prop_map(|gap| Window::Session { gap_ms: gap * 1_000 }),
    ]
}

/// Rows in the order in which they come, none later than the delay, and each one's partition.
fn events() -> impl Strategy<Value = Vec<(u32, Event)>> {
    let event = (0..600_i64, 0..DELAY_MS / 1_000, 0..4_u8, -9..100_i64, 0..3_u32);
    prop::collection::vec(event, 1..80).prop_map(|mut all| {
        all.sort_by_key(|(seconds, late, ..)| seconds + late);
        let event = |(seconds, _, key, value, partition)| (partition, (seconds * 1_000, key, value));
        all.into_iter().map(event).collect()
    })
}

fn lines(events: &[(u32, Event)]) -> Vec<(u32, String)> {
    events.iter().map(|(partition, event)| (*partition, line(event))).collect()
}

/// A row in each partition from long after, so that all windows fire.
fn end() -> Vec<(u32, String)> {
    (0..3).map(|partition| (partition, line(&(3_600_000, 9, 0)))).collect()
}

fn opened(window: Window) -> Flow {
    let mut flow = flow(vec![table("source", SOURCE)], query(window), SINK);
    (0..3).for_each(|partition| flow.open(0, partition, 0));
    flow
}

/// A row of which anything may be missing: milliseconds since 08:00, a key, a value.
type Holey = (Option<i64>, Option<u8>, Option<i64>);

/// Rows as they come, many of them late, many at the very edge of a second, and each one's partition.
fn holey() -> impl Strategy<Value = Vec<(u32, Holey)>> {
    let time = (30..400_i64, prop_oneof![Just(0), Just(-1), -999..0_i64]).prop_map(|(s, ms)| s * 1_000 + ms);
    let time = prop::option::weighted(0.95, time);
    let (key, value) = (prop::option::weighted(0.8, 0..3_u8), prop::option::weighted(0.8, -9..100_i64));
    prop::collection::vec((time, 0..90_i64, key, value, 0..3_u32), 1..120).prop_map(|mut all| {
        all.sort_by_key(|(time, late, ..)| time.unwrap_or_default() + late * 1_000);
        all.into_iter().map(|(time, _, key, value, partition)| (partition, (time, key, value))).collect()
    })
}

fn holey_line((ms, key, value): &Holey) -> String {
    let mut object = serde_json::Map::new();
    object.extend(key.map(|key| ("key".to_owned(), format!("k{key}").into())));
    object.extend(value.map(|value| ("v".to_owned(), value.into())));
    let time = |ms: i64| format!("2020-04-15 08:{:02}:{:02}.{:03}", ms / 60_000, ms / 1_000 % 60, ms % 1_000);
    object.extend(ms.map(|ms| ("time".to_owned(), time(ms).into())));
    serde_json::to_string(&object).unwrap()
}

/// The rows of a window and a key, by the order in which they came.
#[derive(Clone, Debug, Default)]
struct Gathered {
    key: Option<u8>,
    start: i64,
    end: i64,
    rows: Vec<(usize, Option<i64>)>,
}

/// What is to come out of rows that may be late, row by row: the windows in the end; then late rows, rows late for some of their
/// windows, pairs of row and window that were missed, and pairs that were late and allowed.
fn expected(window: Window, lateness_ms: i64, events: &[(u32, Holey)]) -> (Vec<String>, [u64; 4]) {
    let mut seen: [Option<i64>; 3] = [None; 3];
    let mut all: Vec<Gathered> = Vec::new();
    let mut counts = [0; 4];
    for (ordinal, (partition, (ms, key, value))) in events.iter().enumerate() {
        let Some(ms) = ms else { continue };
        let time = at("08:00") + ms;
        let known = seen.iter().copied().collect::<Option<Vec<_>>>();
        let watermark = known.and_then(|known| known.into_iter().min()).map_or(i64::MIN, |least| least - DELAY_MS);
        let is_over = |end: i64| end - 1 <= watermark;
        let is_missed = |end: i64| end - 1 <= watermark.saturating_sub(lateness_ms);
        let mut windows = Vec::new();
        if let Window::Session { gap_ms } = window {
            // With all that it touches it becomes one, unless that is over as well.
            let touches = |one: &Gathered| {
                one.key == *key && one.start <= time + gap_ms && time <= one.end && !is_missed(one.end)
            };
            let met: Vec<Gathered> = all.iter().filter(|one| touches(one)).cloned().collect();
            let start = met.iter().map(|one| one.start).chain([time]).min().unwrap();
            let end = met.iter().map(|one| one.end).chain([time + gap_ms]).max().unwrap();
            windows.push((start, end));
            if !is_missed(end) {
                all.retain(|one| !touches(one));
                let mut rows: Vec<_> = met.into_iter().flat_map(|one| one.rows).collect();
                rows.sort_unstable();
                all.push(Gathered { key: *key, start, end, rows });
            }
        } else {
            by_trial(window, time, &mut |start, end| windows.push((start, end)));
        }
        let missed = windows.iter().filter(|(_, end)| is_missed(*end)).count();
        counts[0] += u64::from(missed == windows.len());
        counts[1] += u64::from(0 < missed && missed < windows.len());
        counts[2] += missed as u64;
        for (start, end) in windows.into_iter().filter(|(_, end)| !is_missed(*end)) {
            counts[3] += u64::from(is_over(end));
            let place = all.iter().position(|one| (one.key, one.start, one.end) == (*key, start, end));
            let place = place.unwrap_or_else(|| {
                all.push(Gathered { key: *key, start, end, rows: Vec::new() });
                all.len() - 1
            });
            all[place].rows.push((ordinal, *value));
        }
        let latest = &mut seen[*partition as usize];
        *latest = (*latest).max(Some(time));
    }
    let mut rows: Vec<_> = all.iter().map(summed).collect();
    rows.sort();
    (rows, counts)
}

fn summed(window: &Gathered) -> String {
    let values: Vec<i64> = window.rows.iter().filter_map(|(_, value)| *value).collect();
    let sum = (!values.is_empty()).then(|| values.iter().sum::<i64>());
    let average = sum.map(|sum| sum / values.len() as i64);
    let distinct = values.iter().collect::<std::collections::BTreeSet<_>>().len();
    let text = |value: Option<i64>| value.map_or("NULL".to_owned(), |value| value.to_string());
    let key = window.key.map_or("NULL".to_owned(), |key| format!("k{key}"));
    let (least, greatest) = (values.iter().min().copied(), values.iter().max().copied());
    let (first, last) = (values.first().copied(), values.last().copied());
    let found = [sum, average, least, greatest, first, last].map(text).join(" ");
    let bounds = format!("{} {}", clock(window.start), clock(window.end));
    format!("{key} {bounds} {} {} {found} {distinct}", window.rows.len(), values.len())
}

fn summing(window: Window, lateness_ms: i64) -> Flow {
    let of = |function| aggregate(function, Some(column(2)));
    let distinct = jobs::stream::Aggregate { distinct: true, ..of(AggregateFunction::Count) };
    use AggregateFunction::{Average, Count, First, Last, Max, Min, Sum};
    let mut all = vec![count()];
    all.extend([Count, Sum, Average, Min, Max, First, Last].map(of));
    all.push(distinct);
    let query = windowed(scan(0), window, Time::Event(0), &[1], all);
    // All but the window's time.
    let query = pick(query, &[0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    let sink = "key STRING, s TIMESTAMP, e TIMESTAMP, n BIGINT, nv BIGINT, sum BIGINT, avg BIGINT, \
                least BIGINT, most BIGINT, first BIGINT, last BIGINT, d BIGINT";
    let settings = Settings { allow_lateness_ms: lateness_ms, ..Settings::default() };
    let mut flow = with(vec![table("source", SOURCE)], query, sink, settings);
    (0..3).for_each(|partition| flow.open(0, partition, 0));
    flow
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Also where keys and values are missing, and where the flow was set back to a checkpoint meanwhile.
    #[test]
    fn what_is_late_is_counted_and_all_else_is_what_a_batch_gives(
        window in windows(),
        events in holey(),
        lateness in prop_oneof![Just(0), Just(20_000), Just(120_000)],
        place in any::<prop::sample::Index>(),
        cuts in prop::collection::vec(0..120_usize, 0..20),
    ) {
        let mut lines: Vec<_> = events.iter().map(|(partition, event)| (*partition, holey_line(event))).collect();
        lines.extend((0..3).map(|partition| (partition, line(&(3_599_000, 9, 0)))));
        let mut flow = summing(window, lateness);
        let mut out = Output::default();
        let (before, after) = lines.split_at(place.index(lines.len()));
        feed(&mut flow, before, &cuts, &mut out);
        let checkpoint = flow.clone();
        feed(&mut flow, after, &[], &mut Output::default());
        flow = checkpoint;
        feed(&mut flow, after, &cuts, &mut out);
        let mut shown_rows: BTreeMap<Vec<String>, String> = BTreeMap::new();
        for row in &out.rows {
            let values: Vec<_> = row.values.iter().map(shown).collect();
            let (key, text) = (values[..3].to_vec(), values.join(" "));
            if row.gone {
                prop_assert_eq!(shown_rows.remove(&key), Some(text));
            } else {
                prop_assert_eq!(shown_rows.insert(key, text).is_some(), row.update);
            }
        }
        let mut found: Vec<_> = shown_rows.into_values().collect();
        found.sort();
        let (rows, late) = expected(window, lateness, &events);
        prop_assert_eq!(found, rows);
        let counts = flow.counts();
        prop_assert_eq!([counts.late, counts.late_partly, counts.late_windows, counts.late_allowed], late);
        prop_assert_eq!(counts.malformed, events.iter().filter(|(_, (time, ..))| time.is_none()).count() as u64);
        prop_assert_eq!(counts.records, counts.malformed + counts.late + counts.taken);
    }

    #[test]
    fn a_windows_result_is_that_of_a_batch_when_nothing_is_late(
        window in windows(),
        events in events(),
        cuts in prop::collection::vec(0..80_usize, 0..20),
    ) {
        let mut flow = opened(window);
        let mut out = Output::default();
        feed(&mut flow, &lines(&events), &cuts, &mut out);
        feed(&mut flow, &end(), &[], &mut out);
        prop_assert_eq!(flow.counts().late_windows, 0);
        let ends: Vec<_> = out.rows.iter().map(|row| row.window.map(|(start, end)| (end, start))).collect();
        // Calls fire one after the other, and in each the windows by end and start.
        prop_assert!(ends.is_sorted());
        let all: Vec<Event> = events.iter().map(|(_, event)| *event).collect();
        prop_assert_eq!(result(&out.rows), batch(window, &all));
    }

    #[test]
    fn it_does_not_matter_how_partitions_take_turns(window in windows(), events in events(), turns in prop::collection::vec(0..3_usize, 240)) {
        let all = lines(&events);
        let mut first = Output::default();
        let mut flow = opened(window);
        feed(&mut flow, &all, &[], &mut first);
        feed(&mut flow, &end(), &[], &mut first);
        let mut queues = [0, 1, 2].map(|number| all.iter().filter(|(partition, _)| *partition == number).cloned().collect::<std::collections::VecDeque<_>>());
        let mut mixed = Vec::new();
        for turn in turns.into_iter().chain([0, 1, 2].repeat(80)) {
            mixed.extend(queues[turn].pop_front());
        }
        prop_assert_eq!(mixed.len(), all.len());
        let mut second = Output::default();
        let mut flow = opened(window);
        feed(&mut flow, &mixed, &[], &mut second);
        feed(&mut flow, &end(), &[], &mut second);
        // Who came first depends on turns; all else does not.
        let but_first = |rows: &[Row]| result(rows).iter().map(|row| row.rsplit_once(' ').map(|(row, _)| row.to_owned())).collect::<Vec<_>>();
        prop_assert_eq!(but_first(&first.rows), but_first(&second.rows));
    }

    #[test]
    fn a_flow_that_is_set_back_gives_the_same_again(
        window in windows(),
        events in prop::collection::vec((0..600_000_i64, 0..4_u8, 0..9_i64, 0..3_u32), 2..80),
        place in any::<prop::sample::Index>(),
        cuts in prop::collection::vec(0..80_usize, 0..20),
        lateness in prop_oneof![Just(0), Just(60_000)],
    ) {
        let all: Vec<_> = events.iter().map(|(ms, key, value, partition)| (*partition, line(&(*ms, *key, *value)))).collect();
        let settings = Settings { allow_lateness_ms: lateness, ..Settings::default() };
        let mut flow = with(vec![table("source", SOURCE)], query(window), SINK, settings);
        let (before, after) = all.split_at(place.index(all.len()));
        feed(&mut flow, before, &cuts, &mut Output::default());
        let mut checkpoint = flow.clone();
        let counts = checkpoint.counts();
        let mut first = Output::default();
        feed(&mut flow, after, &[], &mut first);
        feed(&mut flow, &end(), &[], &mut first);
        prop_assert_eq!(checkpoint.counts(), counts);
        let mut second = Output::default();
        feed(&mut checkpoint, after, &cuts, &mut second);
        feed(&mut checkpoint, &end(), &[], &mut second);
        prop_assert_eq!(&first.rows, &second.rows);
        prop_assert_eq!(flow.counts(), checkpoint.counts());
        prop_assert_eq!(flow.partition_watermarks(), checkpoint.partition_watermarks());
    }

    #[test]
    fn every_record_is_in_a_window_or_counted_as_something_else(
        window in windows(),
        events in prop::collection::vec((0..600_000_i64, 0..4_u8, -3..9_i64, 0..8_u8), 1..80),
        lateness in prop_oneof![Just(0), Just(60_000)],
    ) {
        let settings = Settings { allow_lateness_ms: lateness, ..Settings::default() };
        // Values below zero are filtered out; 7 divides by zero.
        let zero = binary(number(1), Binary::Divide, binary(column(2), Binary::Minus, number(7)));
        let condition = binary(binary(zero, Binary::Less, number(9)), Binary::And, binary(column(2), Binary::GreaterOrEqual, number(0)));
        let node = match query(window) {
            Node::WindowAggregate { input, window, time, keys, aggregates } => {
                Node::WindowAggregate { input: Box::new(filter(*input, condition)), window, time, keys, aggregates }
            }
            other => other,
        };
        let mut flow = with(vec![table("source", SOURCE)], node, SINK, settings);
        let bad = |(ms, key, value, kind): &(i64, u8, i64, u8)| match kind {
            0 => "{\"time\":".to_owned(),
            1 => "{\"key\":\"k0\"}".to_owned(),
            _ => line(&(*ms, *key, *value)),
        };
        let all: Vec<_> = events.iter().map(|event| (0, bad(event))).collect();
        let mut out = Output::default();
        feed(&mut flow, &all, &[], &mut out);
        feed(&mut flow, &[(0, line(&(7_200_000, 9, 0)))], &[], &mut out);
        let counts = flow.counts();
        prop_assert_eq!(counts.records, counts.malformed + counts.filtered + counts.unmatched + counts.failed + counts.late + counts.taken);
        let malformed = events.iter().filter(|event| event.3 < 2).count() as u64;
        let good = || events.iter().filter(|event| event.3 >= 2);
        prop_assert_eq!(counts.malformed, malformed);
        prop_assert_eq!(counts.failed, good().filter(|event| event.2 == 7).count() as u64);
        prop_assert_eq!(counts.filtered, good().filter(|event| event.2 < 0).count() as u64);
        // Each row that was taken is in as many windows as it was taken for: those that it missed are counted.
        let mut last: BTreeMap<(Option<(i64, i64)>, String), i64> = BTreeMap::new();
        for row in &out.rows {
            let (group, Some(Value::Bigint(rows))) = ((row.window, shown(&row.values[0])), row.values.get(4)) else { continue };
            if row.gone {
                last.remove(&group);
            } else {
                prop_assert_eq!(last.insert(group, *rows).is_some(), row.update);
            }
        }
        let in_windows: i64 = last.values().sum();
        let each = match window {
            Window::Tumble { .. } | Window::Session { .. } => 1,
            Window::Hop { slide_ms, size_ms, .. } => size_ms / slide_ms,
            Window::Cumulate { .. } => return Ok(()),
        };
        let rows = (counts.late + counts.taken - 1) as i64;
        prop_assert_eq!(in_windows + counts.late_windows as i64, rows * each);
    }

    #[test]
    fn what_changes_of_groups_and_ranks_amounts_to_a_batch(events in prop::collection::vec((0..5_u8, 0..3_u8, -9..20_i64), 1..60)) {
        let source = table("source", "key STRING, part STRING, v BIGINT");
        let sums = grouped(scan(0), &[0, 1], vec![sum(2)]);
        // For each part the three highest sums that are above zero, and over all how many groups have each sum.
        let kept = filter(sums.clone(), binary(column(2), Binary::Greater, number(0)));
        let mut ranks = flow(vec![source.clone()], top(kept, &[1], &[(2, true), (0, false)], 3, None), "key STRING, part STRING, v BIGINT, rank BIGINT");
        let mut counts = flow(vec![source], grouped(sums, &[2], vec![count(), sum(2)]), "v BIGINT, n BIGINT, s BIGINT");
        let (mut shown_ranks, mut shown_counts) = (BTreeMap::new(), BTreeMap::new());
        let mut totals: BTreeMap<(u8, u8), i64> = BTreeMap::new();
        for (key, part, value) in events {
            *totals.entry((part, key)).or_default() += value;
            let data = format!(r#"{{"key":"k{key}","part":"p{part}","v":{value}}}"#);
            for (flow, shown_rows, key) in [(&mut ranks, &mut shown_ranks, &[1, 3][..]), (&mut counts, &mut shown_counts, &[0][..])] {
                let mut out = Output::default();
                let record = Record { data: data.as_bytes(), key: b"", arrival_ms: 0, sequence: 0 };
                flow.feed(0, 0, [record].into_iter(), 0, &mut out);
                for row in &out.rows {
                    let key: Vec<_> = key.iter().map(|place| shown(&row.values[*place])).collect();
                    let values: Vec<_> = row.values.iter().map(shown).collect();
                    let before = if row.gone { shown_rows.remove(&key) } else { shown_rows.insert(key, values.join(" ")) };
                    prop_assert_eq!(before.is_some(), row.update || row.gone);
                }
            }
        }
        let mut expected_ranks = Vec::new();
        for part in 0..3 {
            let mut all: Vec<_> = totals.iter().filter(|((p, _), sum)| *p == part && **sum > 0).map(|((_, key), sum)| (-sum, key)).collect();
            all.sort_unstable();
            expected_ranks.extend(all.iter().take(3).zip(1..).map(|((sum, key), rank)| format!("k{key} p{part} {} {rank}", -sum)));
        }
        prop_assert_eq!(shown_ranks.into_values().collect::<Vec<_>>(), expected_ranks);
        let mut expected_counts: BTreeMap<i64, i64> = BTreeMap::new();
        totals.values().for_each(|sum| *expected_counts.entry(*sum).or_default() += 1);
        let mut expected: Vec<_> = expected_counts.iter().map(|(sum, n)| format!("{sum} {n} {}", sum * n)).collect();
        expected.sort();
        let mut found: Vec<_> = shown_counts.into_values().collect();
        found.sort();
        prop_assert_eq!(found, expected);
    }
}
