//! The first rows of each partition.

use crate::support::*;
use expect_test::expect;
use jobs::stream::{Binary, Time};

const SCORES: &str = "game STRING, player STRING, points BIGINT";

#[test]
fn ranks_move_when_a_row_gets_among_the_first() {
    let scores = table("scores", SCORES);
    let query = top(scan(0), &[0], &[(2, true)], 2, None);
    let mut flow = flow(vec![scores.clone()], query, "game STRING, player STRING, points BIGINT, rank BIGINT");
    let script = "p0 go ana 5\np0 go bea 7\np0 chess eva 1\np0 go zoe 5\np0 go ida 9";
    expect![[r#"
        p0 go ana 5
            + go ana 5 1
        p0 go bea 7
            ~ go bea 7 1
            + go ana 5 2
        p0 chess eva 1
            + chess eva 1 1
        p0 go zoe 5
        p0 go ida 9
            ~ go ida 9 1
            ~ go bea 7 2
    "#]]
    .assert_eq(&play(&mut flow, &scores, script));
}

#[test]
fn without_ranks_only_what_comes_and_goes_is_given() {
    let scores = table("scores", SCORES);
    let query = pick(top(scan(0), &[0], &[(2, true)], 2, None), &[0, 1, 2]);
    let mut flow = flow(vec![scores.clone()], query, "game STRING, player STRING, points BIGINT");
    let script = "p0 go ana 5\np0 go bea 7\np0 go zoe 5\np0 go ida 6";
    expect![[r#"
        p0 go ana 5
            + go ana 5
        p0 go bea 7
            + go bea 7
        p0 go zoe 5
        p0 go ida 6
            - go ana 5
            + go ida 6
    "#]]
    .assert_eq(&play(&mut flow, &scores, script));
}

#[test]
fn the_first_row_by_the_clock_stays_and_may_be_grouped_in_sessions() {
    let scores = table("scores", "game STRING, player STRING, points BIGINT, p TIMESTAMP AS PROCTIME");
    let once = top(scan(0), &[1], &[(3, false)], 1, None);
    let query = pick(windowed(once, session(1), Time::Processing, &[0], vec![count(), sum(2)]), &[0, 1, 2, 4, 5]);
    let sink = "game STRING, s TIMESTAMP, e TIMESTAMP, rows BIGINT, points BIGINT";
    let mut flow = flow(vec![scores.clone()], query, sink);
    let script = "p0 go ana 1\np0 go ana 2\np0 go bea 4\ntick 12:02\np0 go ana 8\np0 go eva 16\ntick 12:04";
    expect![[r#"
        p0 go ana 1
        p0 go ana 2
        p0 go bea 4
        tick 12:02
            + go 12:00 12:01 2 5
        p0 go ana 8
        p0 go eva 16
        tick 12:04
            + go 12:02 12:03 1 16
    "#]]
    .assert_eq(&play(&mut flow, &scores, script));
}

#[test]
fn the_first_groups_change_with_their_groups() {
    let scores = table("scores", SCORES);
    let totals = grouped(scan(0), &[0, 1], vec![sum(2)]);
    let query = top(totals, &[0], &[(2, true)], 2, None);
    let mut flow = flow(vec![scores.clone()], query, "game STRING, player STRING, points BIGINT, rank BIGINT");
    let script = "p0 go ana 5\np0 go bea 4\np0 go eva 3\np0 go eva 3\np0 go eva -4\np0 go zoe 1";
    expect![[r#"
        p0 go ana 5
            + go ana 5 1
        p0 go bea 4
            + go bea 4 2
        p0 go eva 3
        p0 go eva 3
            ~ go eva 6 1
            ~ go ana 5 2
        p0 go eva -4
            ~ go ana 5 1
            ~ go bea 4 2
        p0 go zoe 1
    "#]]
    .assert_eq(&play(&mut flow, &scores, script));
}

#[test]
fn the_first_of_each_window_are_given_once() {
    let bid = table("bid", "time TIMESTAMP, item STRING, price BIGINT | watermark=time-0");
    let sums = windowed(scan(0), tumble(10), Time::Event(0), &[1], vec![sum(2)]);
    // Its columns: item, start, end, time, sum.
    let ranked = top(sums, &[1, 2], &[(4, true), (0, false)], 2, Some(1));
    let query = pick(ranked, &[1, 2, 0, 4, 5]);
    let sink = "s TIMESTAMP, e TIMESTAMP, item STRING, price BIGINT, rank BIGINT";
    let mut flow = flow(vec![bid.clone()], query, sink);
    let script = "
        p0 08:01 A 1
        p0 08:02 B 5
        p0 08:03 C 1
        p0 08:04 A 4
        p0 08:12 A 2
        p0 08:05 C 9
        p0 08:30 A 0";
    let text = play(&mut flow, &bid, script);
    expect![[r#"
        p0 08:01 A 1
            watermark 08:01
        p0 08:02 B 5
            watermark 08:02
        p0 08:03 C 1
            watermark 08:03
        p0 08:04 A 4
            watermark 08:04
        p0 08:12 A 2
            + 08:00 08:10 A 5 1
            + 08:00 08:10 B 5 2
            watermark 08:12
        p0 08:05 C 9
            late 08:05, lost: window 08:00..08:10, watermark 08:12
        p0 08:30 A 0
            + 08:10 08:20 A 2 1
            watermark 08:30
        records: 7, late: 1, late_windows: 1, taken: 6, windows: 4, rows: 3"#]]
    .assert_eq(&format!("{text}{}", counts(&flow)));
}

#[test]
fn rows_get_windows_of_their_own_and_are_grouped_by_them_again() {
    let bid = table("bid", "time TIMESTAMP, item STRING, price BIGINT | watermark=time-0");
    let assigned = jobs::stream::Node::Assign { input: Box::new(scan(0)), window: hop(5, 10), time: Time::Event(0) };
    // Its columns: time, item, price, start, end, window's time.
    let kept = filter(assigned, binary(column(2), Binary::Greater, number(1)));
    let again = windowed(
        kept,
        jobs::stream::Window::Tumble { size_ms: 1, offset_ms: 0 },
        Time::Event(5),
        &[3],
        vec![count(), sum(2)],
    );
    let mut flow =
        flow(vec![bid.clone()], pick(again, &[0, 2, 4, 5]), "s TIMESTAMP, e TIMESTAMP, rows BIGINT, price BIGINT");
    let script = "p0 08:04 A 1\np0 08:06 B 5\np0 08:07 C 3\np0 08:30 A 0";
    expect![[r#"
        p0 08:04 A 1
            watermark 08:04
        p0 08:06 B 5
            watermark 08:06
        p0 08:07 C 3
            watermark 08:07
        p0 08:30 A 0
            + 08:00 08:10 2 8
            + 08:05 08:15 2 8
            watermark 08:30
    "#]]
    .assert_eq(&play(&mut flow, &bid, script));
}
