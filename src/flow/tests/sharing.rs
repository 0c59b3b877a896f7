//! What a clone costs, by counting allocations. A test binary of its own, with one test: nobody else allocates meanwhile.

#![expect(clippy::unwrap_used, reason = "a test may panic")]
#![expect(unsafe_code, reason = "an allocator that counts")]

use flow::{Flow, Output, Record, Settings};
use jobs::stream::Program;
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        BYTES.fetch_add(layout.size() as u64, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Allocations and bytes of a deed.
fn cost<T>(deed: impl FnOnce() -> T) -> (T, u64, u64) {
    let before = (ALLOCATIONS.load(Ordering::Relaxed), BYTES.load(Ordering::Relaxed));
    let done = deed();
    let after = (ALLOCATIONS.load(Ordering::Relaxed), BYTES.load(Ordering::Relaxed));
    (done, after.0 - before.0, after.1 - before.1)
}

/// `SELECT user, COUNT(*), SUM(amount) … GROUP BY user` in windows of ten minutes, one each minute.
fn program() -> Arc<Program> {
    let column = |name: &str, kind: &str| serde_json::json!({ "name": name, "kind": kind, "origin": "Member" });
    let table = |name: &str, columns: Vec<serde_json::Value>, watermark: serde_json::Value| {
        serde_json::json!({
            "name": name, "columns": columns, "watermark": watermark, "primary_key": [],
            "options": { "format": "json" }, "position": [1, 1],
        })
    };
    let named = |index: u32| serde_json::json!({ "name": "k", "kind": "String", "expr": { "Column": index } });
    let aggregate = |function: &str, argument: serde_json::Value| {
        serde_json::json!({
            "name": "a", "kind": "Bigint", "function": function, "argument": argument, "distinct": false, "filter": null,
        })
    };
    let query = serde_json::json!({ "WindowAggregate": {
        "input": { "Scan": { "table": 0 } },
        "window": { "Hop": { "slide_ms": 60_000, "size_ms": 600_000, "offset_ms": 0 } },
        "time": { "Event": 0 },
        "keys": [named(1)],
        "aggregates": [aggregate("Count", serde_json::Value::Null), aggregate("Sum", serde_json::json!({ "Column": 2 }))],
    } });
    let source = vec![column("time", "Timestamp"), column("user", "String"), column("amount", "Bigint")];
    let sink = ["k", "s", "e", "t", "n", "a"].map(|name| column(name, "String")).to_vec();
    let program = serde_json::json!({
        "settings": {},
        "tables": [
            table("source", source, serde_json::json!({ "column": 0, "delay_ms": 3_600_000 })),
            table("sink", sink, serde_json::Value::Null),
        ],
        "inserts": [{ "into": 1, "columns": [0, 1, 2, 3, 4, 5], "query": query, "updates": false, "position": [1, 1] }],
    });
    Arc::new(serde_json::from_value(program).unwrap())
}

fn fed(flow: &mut Flow, users: u32) {
    let mut out = Output::default();
    let lines: Vec<_> = (0..users)
        .map(|user| format!(r#"{{"time":"2020-04-15 08:{:02}:00","user":"u{user}","amount":1}}"#, user % 60))
        .collect();
    let record = |line: &String| -> Record<'static> {
        Record { data: line.clone().leak().as_bytes(), key: b"", arrival_ms: 0, sequence: 0 }
    };
    let records: Vec<_> = lines.iter().map(record).collect();
    flow.feed(0, 0, records.into_iter(), 0, &mut out);
    assert_eq!(out.rows.len() as u64 + flow.counts().malformed, 0);
}

#[test]
fn a_clone_costs_as_much_as_there_are_windows_and_the_next_write_copies_each_pane_once() {
    let mut spent = Vec::new();
    for users in [6_000, 60_000] {
        let mut flow = Flow::new(&program(), 0, Settings::default()).unwrap();
        fed(&mut flow, users);
        assert_eq!(flow.open_windows(1_000).len(), 69);
        let state_bytes = flow.state_bytes();
        let (checkpoint, allocations, bytes) = cost(|| flow.clone());
        spent.push((allocations, bytes));
        assert!(allocations < 2 * 69 && bytes < 69 * 200, "{allocations} allocations, {bytes} bytes");
        assert!(state_bytes > 100 * bytes / 10, "{state_bytes} bytes of state");
        // All panes are written to: they are copied, once.
        let ((), _, first) = cost(|| fed(&mut flow, 600));
        let ((), _, second) = cost(|| fed(&mut flow, 600));
        assert!(first > second + state_bytes / 2, "{first} bytes, then {second}");
        assert_eq!(checkpoint.counts().taken, u64::from(users));
        assert_eq!(flow.counts().taken, u64::from(users) + 1_200);
    }
    assert_eq!(spent[0], spent[1], "ten times the groups, and a clone costs the same");
}
