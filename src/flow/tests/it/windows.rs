//! Windows: which rows are in them, when they fire, and what is late.

use crate::support::*;
use expect_test::expect;
use flow::Settings;
use jobs::stream::{Time, Window};

const BID: &str = "bidtime TIMESTAMP, price BIGINT, item STRING | watermark=bidtime-0";
/// Flink's example, and one row that lets all windows fire.
const BIDS: &str = "
    p0 08:05 4 C
    p0 08:07 2 A
    p0 08:09 5 D
    p0 08:11 3 B
    p0 08:13 1 E
    p0 08:17 6 F
    p0 10:00 0 Z";

fn bids(window: Window) -> String {
    let bid = table("Bid", BID);
    let query = pick(windowed(scan(0), window, Time::Event(0), &[], vec![sum(1)]), &[0, 1, 3]);
    let mut flow = flow(vec![bid.clone()], query, "s TIMESTAMP, e TIMESTAMP, price BIGINT");
    let text = play(&mut flow, &bid, BIDS);
    let rows: Vec<_> = text.lines().filter(|line| line.starts_with("    +")).map(str::trim).collect();
    rows.join("\n")
}

#[test]
fn windows_hold_what_flinks_manual_says() {
    expect![[r#"
        + 08:00 08:10 11
        + 08:10 08:20 10"#]]
    .assert_eq(&bids(tumble(10)));
    expect![[r#"
        + 08:00 08:10 11
        + 08:05 08:15 15
        + 08:10 08:20 10
        + 08:15 08:25 6"#]]
    .assert_eq(&bids(hop(5, 10)));
    expect![[r#"
        + 08:00 08:06 4
        + 08:00 08:08 6
        + 08:00 08:10 11
        + 08:10 08:12 3
        + 08:10 08:14 4
        + 08:10 08:16 4
        + 08:10 08:18 10
        + 08:10 08:20 10"#]]
    .assert_eq(&bids(cumulate(2, 10)));
    expect![[r#"
        + 08:05 08:15 15
        + 08:17 08:19 6"#]]
    .assert_eq(&bids(session(2)));
    expect![[r#"
        + 07:59 08:09 6
        + 08:09 08:19 15"#]]
    .assert_eq(&bids(Window::Tumble { size_ms: 600_000, offset_ms: -60_000 }));
}

/// The article tells the sums of the same bids, in both languages.
#[test]
fn windows_hold_what_the_article_says() {
    let articles =
        [include_str!("../../../../content/articles/en.md"), include_str!("../../../../content/articles/es.md")];
    for article in articles {
        for (name, window) in
            [("TUMBLE", tumble(10)), ("HOP", hop(5, 10)), ("CUMULATE", cumulate(5, 10)), ("SESSION", session(3))]
        {
            let mark = format!("- **{name}** ");
            let line = article.lines().find(|line| line.starts_with(&mark)).unwrap_or_default();
            let told =
                line.rsplit_once(": ").map_or("", |(_, told)| told).split(|letter: char| !letter.is_ascii_digit());
            let told: Vec<_> = told.filter(|number| !number.is_empty()).collect();
            let bids = bids(window);
            let sums: Vec<_> = bids.lines().filter_map(|row| row.rsplit(' ').next()).collect();
            assert_eq!(told, sums, "{name}");
        }
    }
}

const ORDERS: &str = "time TIMESTAMP, user STRING, amount BIGINT | watermark=time-5000";

fn orders(window: Window, settings: Settings, script: &str) -> String {
    let orders = table("orders", ORDERS);
    let query = windowed(scan(0), window, Time::Event(0), &[1], vec![count(), sum(2)]);
    let query = pick(query, &[1, 2, 0, 4, 5]);
    let sink = "s TIMESTAMP, e TIMESTAMP, user STRING, rows BIGINT, amount BIGINT";
    let mut flow = with(vec![orders.clone()], query, sink, settings);
    let text = play(&mut flow, &orders, script);
    format!("{text}{}\n", counts(&flow))
}

#[test]
fn a_window_fires_when_the_watermark_reaches_its_last_millisecond() {
    let script = "
        p0 08:00:10 ana 1
        p0 08:01:04.998 bea 2
        p0 08:00:59 bea 3
        p0 08:01:04.999 ana 4
        p0 08:00:59.999 ana 5
        p0 - ana 6
        p0 !{\"time\":
        p0 08:02:30 ana 7";
    expect![[r#"
        p0 08:00:10 ana 1
            watermark 08:00:05
        p0 08:01:04.998 bea 2
            watermark 08:00:59.998
        p0 08:00:59 bea 3
        p0 08:01:04.999 ana 4
            + 08:00 08:01 ana 1 1
            + 08:00 08:01 bea 1 3
            watermark 08:00:59.999
        p0 08:00:59.999 ana 5
            late 08:00:59.999, lost: window 08:00..08:01, watermark 08:00:59.999
        p0 - ana 6
        p0 !{"time":
        p0 08:02:30 ana 7
            + 08:01 08:02 bea 1 2
            + 08:01 08:02 ana 1 4
            watermark 08:02:25
        records: 8, malformed: 2, late: 1, late_windows: 1, taken: 5, windows: 2, rows: 4
    "#]]
    .assert_eq(&orders(tumble(1), Settings::default(), script));
}

#[test]
fn a_row_may_be_late_for_some_of_its_windows() {
    let script = "
        p0 08:01:00 ana 1
        p0 08:03:10 ana 2
        p0 08:01:30 ana 4
        p0 08:00:30 ana 8
        p0 08:10 zoe 0";
    expect![[r#"
        p0 08:01:00 ana 1
            watermark 08:00:55
        p0 08:03:10 ana 2
            + 07:59 08:02 ana 1 1
            + 08:00 08:03 ana 1 1
            watermark 08:03:05
        p0 08:01:30 ana 4
            late 08:01:30, kept: window 08:00..08:03, watermark 08:03:05
        p0 08:00:30 ana 8
            late 08:00:30, lost: window 08:00..08:03, watermark 08:03:05
        p0 08:10 zoe 0
            + 08:01 08:04 ana 3 7
            + 08:02 08:05 ana 1 2
            + 08:03 08:06 ana 1 2
            watermark 08:09:55
        records: 5, late: 1, late_partly: 1, late_windows: 5, taken: 4, windows: 5, rows: 5
    "#]]
    .assert_eq(&orders(hop(1, 3), Settings::default(), script));
}

#[test]
fn late_rows_within_the_allowed_lateness_give_the_window_again() {
    let settings = Settings { allow_lateness_ms: 60_000, ..Settings::default() };
    let script = "
        p0 08:00:10 ana 1
        p0 08:01:10 ana 2
        p0 08:00:20 ana 4
        p0 08:00:30 bea 8
        p0 08:02:04.998 ana 0
        p0 08:00:40 ana 16
        p0 08:02:04.999 ana 0
        p0 08:00:50 ana 32";
    expect![[r#"
        p0 08:00:10 ana 1
            watermark 08:00:05
        p0 08:01:10 ana 2
            + 08:00 08:01 ana 1 1
            watermark 08:01:05
        p0 08:00:20 ana 4
            late 08:00:20, kept: window 08:00..08:01, watermark 08:01:05
            ~ 08:00 08:01 ana 2 5
        p0 08:00:30 bea 8
            late 08:00:30, kept: window 08:00..08:01, watermark 08:01:05
            + 08:00 08:01 bea 1 8
        p0 08:02:04.998 ana 0
            watermark 08:01:59.998
        p0 08:00:40 ana 16
            late 08:00:40, kept: window 08:00..08:01, watermark 08:01:59.998
            ~ 08:00 08:01 ana 3 21
        p0 08:02:04.999 ana 0
            + 08:01 08:02 ana 1 2
            watermark 08:01:59.999
        p0 08:00:50 ana 32
            late 08:00:50, lost: window 08:00..08:01, watermark 08:01:59.999
        records: 8, late: 1, late_windows: 1, late_allowed: 3, taken: 7, windows: 2, rows: 5, updates: 2
    "#]]
    .assert_eq(&orders(tumble(1), settings, script));
}

#[test]
fn sessions_grow_meet_and_end() {
    let script = "
        p0 08:00 ana 1
        p0 08:00 bea 1
        p0 08:04 ana 2
        p0 08:02 ana 4
        p0 08:08 bea 8
        p0 08:05 bea 16
        p0 07:57 bea 32
        p0 08:20 zoe 0";
    expect![[r#"
        p0 08:00 ana 1
            watermark 07:59:55
        p0 08:00 bea 1
        p0 08:04 ana 2
            + 08:00 08:02 ana 1 1
            + 08:00 08:02 bea 1 1
            watermark 08:03:55
        p0 08:02 ana 4
        p0 08:08 bea 8
            + 08:02 08:06 ana 2 6
            watermark 08:07:55
        p0 08:05 bea 16
            late 08:05, lost: window 08:05..08:07, watermark 08:07:55
        p0 07:57 bea 32
            late 07:57, lost: window 07:57..07:59, watermark 08:07:55
        p0 08:20 zoe 0
            + 08:08 08:10 bea 1 8
            watermark 08:19:55
        records: 8, late: 2, late_windows: 2, taken: 6, windows: 4, rows: 4
    "#]]
    .assert_eq(&orders(session(2), Settings::default(), script));
    let settings = Settings { allow_lateness_ms: 600_000, ..Settings::default() };
    let script = "
        p0 08:00 ana 1
        p0 08:03 ana 2
        p0 08:06 zoe 0
        p0 08:01 ana 4
        p0 08:02 ana 8
        p0 08:04 ana 16
        p0 09:00 zoe 0
        p0 08:04 ana 16";
    expect![[r#"
        p0 08:00 ana 1
            watermark 07:59:55
        p0 08:03 ana 2
            + 08:00 08:02 ana 1 1
            watermark 08:02:55
        p0 08:06 zoe 0
            + 08:03 08:05 ana 1 2
            watermark 08:05:55
        p0 08:01 ana 4
            late 08:01, kept: window 08:00..08:05, watermark 08:05:55
            - 08:00 08:02 ana 1 1
            - 08:03 08:05 ana 1 2
            + 08:00 08:05 ana 3 7
        p0 08:02 ana 8
            late 08:02, kept: window 08:00..08:05, watermark 08:05:55
            ~ 08:00 08:05 ana 4 15
        p0 08:04 ana 16
            - 08:00 08:05 ana 4 15
        p0 09:00 zoe 0
            + 08:00 08:06 ana 5 31
            + 08:06 08:08 zoe 1 0
            watermark 08:59:55
        p0 08:04 ana 16
            late 08:04, lost: window 08:04..08:06, watermark 08:59:55
        records: 8, late: 1, late_windows: 1, late_allowed: 2, taken: 7, windows: 4, rows: 9, updates: 1, gone: 3
    "#]]
    .assert_eq(&orders(session(2), settings, script));
}

#[test]
fn a_session_is_over_at_its_last_millisecond() {
    // The watermark goes to 08:01:59.998, then to 08:01:59.999.
    let script = "
        p0 08:02:04.998 zoe 0
        p0 08:00 ana 1
        p0 08:02:04.999 zoe 0
        p0 08:00 bea 1
        p0 08:00:00.001 eva 1
        p0 09:00 zoe 0";
    expect![[r#"
        p0 08:02:04.998 zoe 0
            watermark 08:01:59.998
        p0 08:00 ana 1
        p0 08:02:04.999 zoe 0
            + 08:00 08:02 ana 1 1
            watermark 08:01:59.999
        p0 08:00 bea 1
            late 08:00, lost: window 08:00..08:02, watermark 08:01:59.999
        p0 08:00:00.001 eva 1
        p0 09:00 zoe 0
            + 08:00:00.001 08:02:00.001 eva 1 1
            + 08:02:04.998 08:04:04.999 zoe 2 0
            watermark 08:59:55
        records: 6, late: 1, late_windows: 1, taken: 5, windows: 3, rows: 3
    "#]]
    .assert_eq(&orders(session(2), Settings::default(), script));
    let settings = Settings { allow_lateness_ms: 60_000, ..Settings::default() };
    expect![[r#"
        p0 08:02:04.998 zoe 0
            watermark 08:01:59.998
        p0 08:00 ana 1
            late 08:00, kept: window 08:00..08:01, watermark 08:01:59.998
            + 08:00 08:01 ana 1 1
        p0 08:02:04.999 zoe 0
            watermark 08:01:59.999
        p0 08:00 bea 1
            late 08:00, lost: window 08:00..08:01, watermark 08:01:59.999
        p0 08:00:00.001 eva 1
            late 08:00:00.001, kept: window 08:00:00.001..08:01:00.001, watermark 08:01:59.999
            + 08:00:00.001 08:01:00.001 eva 1 1
        p0 09:00 zoe 0
            + 08:02:04.998 08:03:04.999 zoe 2 0
            watermark 08:59:55
        records: 6, late: 1, late_windows: 1, late_allowed: 2, taken: 5, windows: 1, rows: 3
    "#]]
    .assert_eq(&orders(session(1), settings, script));
}

#[test]
fn windows_of_windows_wait_for_one_watermark() {
    let orders = table("orders", ORDERS);
    let minutes = windowed(scan(0), tumble(1), Time::Event(0), &[1], vec![sum(2)]);
    // Its columns: user, start, end, time, amount.
    let all = windowed(minutes, tumble(5), Time::Event(3), &[], vec![count(), sum(4)]);
    let mut flow =
        flow(vec![orders.clone()], pick(all, &[0, 1, 3, 4]), "s TIMESTAMP, e TIMESTAMP, groups BIGINT, amount BIGINT");
    let script = "
        p0 08:00:10 ana 1
        p0 08:00:20 ana 2
        p0 08:04:59 ana 4
        p0 08:04:59 bea 8
        p0 08:05:04.999 bea 16
        p0 08:11 bea 0";
    expect![[r#"
        p0 08:00:10 ana 1
            watermark 08:00:05
        p0 08:00:20 ana 2
            watermark 08:00:15
        p0 08:04:59 ana 4
            watermark 08:04:54
        p0 08:04:59 bea 8
        p0 08:05:04.999 bea 16
            + 08:00 08:05 3 15
            watermark 08:04:59.999
        p0 08:11 bea 0
            + 08:05 08:10 1 16
            watermark 08:10:55
    "#]]
    .assert_eq(&play(&mut flow, &orders, script));
}

#[test]
fn the_clock_closes_windows_of_processing_time() {
    let clicks = table("clicks", "page STRING, p TIMESTAMP AS PROCTIME");
    let play = |window: Window| {
        let query = pick(windowed(scan(0), window, Time::Processing, &[0], vec![count()]), &[1, 2, 0, 4]);
        let mut flow = flow(vec![clicks.clone()], query, "s TIMESTAMP, e TIMESTAMP, page STRING, rows BIGINT");
        let script = "
            now 08:00:10
            p0 home
            now 08:00:40
            p0 home
            p0 cart
            tick 08:00:59.999
            tick 08:01
            now 08:02:30
            p0 home
            tick 08:03:30";
        let text = play(&mut flow, &clicks, script);
        assert_eq!(flow.next_timer_ms(), None);
        text.lines().filter(|line| !line.starts_with("p0")).collect::<Vec<_>>().join("\n")
    };
    expect![[r#"
        now 08:00:10
        now 08:00:40
        tick 08:00:59.999
        tick 08:01
            + 08:00 08:01 home 2
            + 08:00 08:01 cart 1
        now 08:02:30
        tick 08:03:30
            + 08:02 08:03 home 1"#]]
    .assert_eq(&play(tumble(1)));
    expect![[r#"
        now 08:00:10
        now 08:00:40
        tick 08:00:59.999
        tick 08:01
        now 08:02:30
            + 08:00:10 08:01:40 home 2
            + 08:00:40 08:01:40 cart 1
        tick 08:03:30
            + 08:02:30 08:03:30 home 1"#]]
    .assert_eq(&play(session(1)));
}

#[test]
fn open_windows_are_shown_by_their_end() {
    let orders = table("orders", ORDERS);
    let settings = Settings { allow_lateness_ms: 120_000, ..Settings::default() };
    let query = windowed(scan(0), tumble(1), Time::Event(0), &[1], vec![count()]);
    let sink = "user STRING, s TIMESTAMP, e TIMESTAMP, t TIMESTAMP, rows BIGINT";
    let mut flow = with(vec![orders.clone()], query, sink, settings);
    play(
        &mut flow,
        &orders,
        "p0 08:00:10 ana 1\np0 08:00:11 ana 1\np0 08:00:12 bea 1\np0 08:01:10 bea 1\np0 08:02:10 bea 1",
    );
    let windows: Vec<_> = flow
        .open_windows(2)
        .iter()
        .map(|window| {
            let bounds = format!("{}..{}", clock(window.start_ms), clock(window.end_ms));
            format!("{bounds} {} groups, {} rows, fired {}", window.groups, window.rows, window.fired)
        })
        .collect();
    expect![[r#"
        08:00..08:01 2 groups, 3 rows, fired true
        08:01..08:02 1 groups, 1 rows, fired true"#]]
    .assert_eq(&windows.join("\n"));
    assert!((300..5_000).contains(&flow.state_bytes()), "{}", flow.state_bytes());
}
