//! When a record happened, by the words of the table that reads it: for the plane, which shows records that the operators have long
//! taken in. What needs more than a member or the record's arrival is not told, and such records are not drawn.

use jobs::stream::{Expr, Function, Node, Origin, Program, Table, Time, Value, Window};
use kinesis::Found;

/// A statement's windows over event time, and the table whose watermark closes them.
pub(super) struct Windowed<'a> {
    pub table: &'a Table,
    pub index: u32,
    pub window: Window,
    pub by_event: bool,
}

/// The windows of a query, from its sink towards its source.
pub(super) fn windowed<'a>(program: &'a Program, node: &'a Node) -> Option<Windowed<'a>> {
    match node {
        Node::WindowAggregate { input, window, time, .. } | Node::Assign { input, window, time } => {
            let index = scanned(input)?;
            let table = program.tables.get(index as usize)?;
            Some(Windowed { table, index, window: *window, by_event: matches!(time, Time::Event(_)) })
        }
        Node::Filter { input, .. }
        | Node::Project { input, .. }
        | Node::Lookup { input, .. }
        | Node::GroupAggregate { input, .. }
        | Node::Top { input, .. } => windowed(program, input),
        Node::Union { inputs } => inputs.iter().find_map(|input| windowed(program, input)),
        Node::Scan { .. } => None,
    }
}

/// The first table that a query scans.
pub(super) fn scanned(node: &Node) -> Option<u32> {
    match node {
        Node::Scan { table } => Some(*table),
        Node::Filter { input, .. }
        | Node::Project { input, .. }
        | Node::Lookup { input, .. }
        | Node::Assign { input, .. }
        | Node::WindowAggregate { input, .. }
        | Node::GroupAggregate { input, .. }
        | Node::Top { input, .. } => scanned(input),
        Node::Union { inputs } => inputs.iter().find_map(scanned),
    }
}

/// When a record happened, in milliseconds since 1970; `start_ms` is when the run began.
pub(super) fn event_ms(table: &Table, record: &Found, start_ms: u64) -> Option<i64> {
    let watermark = table.watermark.as_ref()?;
    of_column(table, watermark.column, record, start_ms)
}

fn of_column(table: &Table, column: u32, record: &Found, start_ms: u64) -> Option<i64> {
    let column = table.columns.get(column as usize)?;
    match &column.origin {
        Origin::Member => {
            let value: serde_json::Value = serde_json::from_slice(record.data()).ok()?;
            instant(value.get(&column.name)?)
        }
        Origin::Metadata(_) => Some((start_ms + record.segment.arrival_us / 1_000).cast_signed()),
        Origin::Computed(expr) => computed(table, expr, record, start_ms),
        Origin::ProcessingTime => None,
    }
}

/// Of the expressions that make times of members, the usual ones.
fn computed(table: &Table, expr: &Expr, record: &Found, start_ms: u64) -> Option<i64> {
    match expr {
        Expr::Column(column) => of_column(table, *column, record, start_ms),
        Expr::Cast(inner, ..) => computed(table, inner, record, start_ms),
        Expr::Call(Function::ToTimestamp, arguments) => computed(table, arguments.first()?, record, start_ms),
        Expr::Call(Function::ToTimestampLtz, arguments) => {
            let number = computed(table, arguments.first()?, record, start_ms)?;
            match arguments.get(1) {
                Some(Expr::Literal(Value::Bigint(0))) => number.checked_mul(1_000),
                _ => Some(number),
            }
        }
        _ => None,
    }
}

/// A member as an instant: a number of milliseconds, or one of the two forms of Flink's JSON.
fn instant(value: &serde_json::Value) -> Option<i64> {
    match value {
        serde_json::Value::Number(number) => number.as_i64(),
        serde_json::Value::String(text) => {
            let zoned = if text.ends_with('Z') { text.clone() } else { format!("{}Z", text.replacen(' ', "T", 1)) };
            sim::calendar::instant(&zoned).map(u64::cast_signed)
        }
        _ => None,
    }
}
