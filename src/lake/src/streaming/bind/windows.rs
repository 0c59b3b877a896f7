//! Windows: table functions, and the older functions in `GROUP BY`.

use super::super::ast::{Call, Kind, Lengths, WindowCall, WindowKind};
use super::super::error::{Place, Result, error, hinted, mismatch};
use super::Binder;
use super::relation::{Clock, Field, Pending, Relation, Role};
use jobs::lake::Class;
use jobs::stream::{Time, Type, Window};

/// The window of a `GROUP BY`, and when rows happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Timed {
    pub(super) window: Window,
    pub(super) time: Time,
}

/// What a function tells of a group's window: `TUMBLE_START`, ….
pub(super) fn bound(name: &str) -> Option<(WindowKind, Role)> {
    let (kind, what) = name.split_once('_')?;
    let kind = legacy(kind)?;
    let role = match what {
        "START" => Role::WindowStart,
        "END" => Role::WindowEnd,
        "ROWTIME" | "PROCTIME" => Role::WindowTime,
        _ => return None,
    };
    Some((kind, role))
}

/// The kind of a window function in `GROUP BY`.
pub(super) fn legacy(name: &str) -> Option<WindowKind> {
    match name {
        "TUMBLE" => Some(WindowKind::Tumble),
        "HOP" => Some(WindowKind::Hop),
        "SESSION" => Some(WindowKind::Session),
        _ => None,
    }
}

impl Binder {
    /// `TUMBLE(TABLE t, DESCRIPTOR(ts), …)`: the table's columns and the windows' bounds, put off.
    pub(super) fn window(&mut self, call: &WindowCall) -> Result<Relation> {
        let mut relation = self.source(&call.of)?;
        relation.settle(call.at)?;
        let column = relation.find(std::slice::from_ref(&call.time))?.clone();
        let time = when(&relation, &column).ok_or_else(|| {
            let what = format!(
                "The window function requires the timecol is a time attribute type, but is {}.",
                super::kinds::shown(column.kind)
            );
            hinted(
                mismatch(call.time.at, what),
                format!("WATERMARK FOR {0} AS {0} - INTERVAL '5' SECOND makes one of a TIMESTAMP(3)", call.time.text),
            )
        })?;
        if relation.clock.is_some() && relation.fields.iter().any(|field| field.role.is_window()) {
            // The names of an earlier window's bounds would be there twice.
            relation
                .fields
                .iter_mut()
                .filter(|field| field.role.is_window())
                .for_each(|field| field.role = Role::Plain);
            for name in ["window_start", "window_end", "window_time"] {
                if relation.fields.iter().any(|field| field.name == name) {
                    return Err(hinted(
                        error(Class::Other, call.at, format!("Column '{name}' is ambiguous")),
                        "give the earlier window's columns other names",
                    ));
                }
            }
        }
        let mut partition = Vec::new();
        for name in &call.partition {
            partition.push(relation.find(std::slice::from_ref(name))?.index);
        }
        let window = window(call.kind, call.lengths, call.at)?;
        let width = relation.width();
        relation.qualify(None);
        let bounds = [Role::WindowStart, Role::WindowEnd, Role::WindowTime];
        for ((index, role), name) in (width..).zip(bounds).zip(["window_start", "window_end", "window_time"]) {
            relation.fields.push(Field { qualifier: None, name: name.into(), kind: Type::Timestamp, role, index });
        }
        relation.clock = Some(clock(time));
        relation.pending = Some(Pending { window, time, partition });
        Ok(relation)
    }
}

/// When rows happen by this column, if it tells time.
pub(super) fn when(relation: &Relation, column: &Field) -> Option<Time> {
    match (column.role, relation.clock) {
        (Role::EventTime, _) | (Role::WindowTime, Some(Clock::Event)) => Some(Time::Event(column.index)),
        (Role::ProcessingTime, _) | (Role::WindowTime, Some(Clock::Processing)) => Some(Time::Processing),
        _ => None,
    }
}

pub(super) fn clock(time: Time) -> Clock {
    match time {
        Time::Event(_) => Clock::Event,
        Time::Processing => Clock::Processing,
    }
}

/// `TUMBLE(ts, INTERVAL …)` in `GROUP BY`, or the same arguments in `TUMBLE_START` and its like.
pub(super) fn grouped(relation: &Relation, kind: WindowKind, call: &Call, at: Place) -> Result<Timed> {
    let mut lengths = Lengths::default();
    let mut intervals = Vec::new();
    let Some((first, rest)) = call.arguments.split_first() else {
        return Err(error(Class::FunctionNotFound, at, format!("{} needs a time and an interval", call.name)));
    };
    for argument in rest {
        match argument.kind {
            Kind::Interval(length) => intervals.push(length),
            _ => {
                return Err(mismatch(
                    argument.at,
                    "Only constant window intervals with millisecond resolution are supported.",
                ));
            }
        }
    }
    match (kind, intervals.as_slice()) {
        (WindowKind::Hop, [step_ms, size_ms]) => (lengths.step_ms, lengths.size_ms) = (*step_ms, *size_ms),
        (WindowKind::Tumble | WindowKind::Session, [size_ms]) => lengths.size_ms = *size_ms,
        _ => {
            let what = format!("Invalid number of arguments to function '{}'", call.name);
            return Err(hinted(
                error(Class::FunctionNotFound, at, what),
                "TUMBLE(time, size), HOP(time, slide, size), SESSION(time, gap)",
            ));
        }
    }
    let column = match &first.kind {
        Kind::Column(names) => relation.find(names)?,
        _ => return Err(mismatch(first.at, "Window aggregate can only be defined over a time attribute column")),
    };
    let time = when(relation, column).ok_or_else(|| {
        let what = "Window aggregate can only be defined over a time attribute column";
        mismatch(first.at, format!("{what}, but {} encountered.", super::kinds::shown(column.kind)))
    })?;
    Ok(Timed { window: window(kind, lengths, at)?, time })
}

/// A window of these lengths, if Flink takes them.
fn window(kind: WindowKind, lengths: Lengths, at: Place) -> Result<Window> {
    let Lengths { size_ms, step_ms, offset_ms } = lengths;
    let refuse = |what: String| Err(error(Class::Other, at, what));
    let (name, step, whole) = match kind {
        WindowKind::Tumble => ("TUMBLE", "", "size"),
        WindowKind::Hop => ("HOP", "slide", "size"),
        WindowKind::Cumulate => ("CUMULATE", "step", "maxSize"),
        WindowKind::Session => ("SESSION", "", "gap"),
    };
    if size_ms <= 0 {
        return refuse(format!(
            "{name} table function based aggregate requires {whole} to be positive, but got {whole} {size_ms} ms"
        ));
    }
    if !step.is_empty() {
        if step_ms <= 0 {
            return refuse(format!(
                "{name} table function based aggregate requires {step} to be positive, but got {step} {step_ms} ms"
            ));
        }
        if size_ms % step_ms != 0 {
            return refuse(format!(
                "{name} table function based aggregate requires {whole} must be an integral multiple of {step}, but got {whole} {size_ms} ms and {step} {step_ms} ms"
            ));
        }
    }
    if offset_ms.abs() >= if step.is_empty() { size_ms } else { step_ms } {
        return refuse(format!(
            "{name} table function based aggregate requires abs(offset) < size, but got offset {offset_ms} ms"
        ));
    }
    Ok(match kind {
        WindowKind::Tumble => Window::Tumble { size_ms, offset_ms },
        WindowKind::Hop => Window::Hop { slide_ms: step_ms, size_ms, offset_ms },
        WindowKind::Cumulate => Window::Cumulate { step_ms, size_ms, offset_ms },
        WindowKind::Session => Window::Session { gap_ms: size_ms },
    })
}
