//! Reading what the page says, in the worker.

use super::{Read, Wrong, member, variant};
use crate::{Config, Notation, StartingPosition, ToWorker, Viewport};
use serde_json::{Map, Value};

/// The body of a reader of an enum: of the variants with named members those that `$within` has, and of those without.
macro_rules! variants {
    ($name:expr, $within:expr, $wrong:expr; $($variant:ident { $($field:ident),+ })+; $($bare:ident)*; _ => $other:expr) => {
        match $name {
            $(stringify!($variant) => Self::$variant { $($field: member($within, stringify!($field), $wrong)),+ },)+
            $(stringify!($bare) => Self::$bare,)*
            _ => $other,
        }
    };
}

fn within(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

impl Read for ToWorker {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        let (name, value) = variant(value, wrong);
        if name == "Engine" {
            return Self::Engine(Read::read(value, wrong));
        }
        let within = &mut within(value);
        variants! { name.as_str(), within, wrong;
            Start { version, config }
            Call { id, call, params, principal }
            Leave { id }
            RunAhead { id, call, params, principal }
            Advance { id, us }
            Play { speed }
            SetSpeed { speed }
            Step { id }
            StepBack { id }
            Seek { id, to_us }
            NextInteresting { id }
            Snapshot { id }
            Set { id, path, to }
            Input { id, name }
            Data { name }
            DataFailed { name, reason }
            Watch { viewports }
            Shown { frame }
            Copy { id, query, grid, notation }
            Try { id, stream, record, program, keys }
            Follow { id, target }
            CancelJob { job }
            FailJob { job }
            Save { id }
            Open { id }
            Undo { id }
            SetBudget { bytes_max }
            Add { id, scenario };
            Pause Unfollow;
            _ => {
                wrong.note("a message of the page");
                Self::Pause
            }
        }
    }
}

impl Read for Viewport {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        let (name, value) = variant(value, wrong);
        let within = &mut within(value);
        variants! { name.as_str(), within, wrong;
            Records { stream, shard, from }
            Objects { bucket, prefix, from, preview, preview_line }
            Catalog { table }
            Queries { selected, from, grid }
            Dashboard { analysis }
            Discover { domain }
            Delivery { name }
            Trail { from, errors_only, data_events }
            Events { from, interesting_only }
            Hashes { stream, shard }
            Trace { selected }
            Queue { name, from }
            Consumers { name }
            Application { name }
            Buffers { delivery };
            Metrics Bill Iam Laws Contrast Lateness;
            _ => {
                wrong.note("a viewport");
                Self::Laws
            }
        }
    }
}

impl Read for StartingPosition {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        let (name, value) = variant(value, wrong);
        match name.as_str() {
            "TrimHorizon" => Self::TrimHorizon,
            "Latest" => Self::Latest,
            "AtSequenceNumber" => Self::AtSequenceNumber(Read::read(value, wrong)),
            "AfterSequenceNumber" => Self::AfterSequenceNumber(Read::read(value, wrong)),
            "AtTimestamp" => Self::AtTimestamp(Read::read(value, wrong)),
            _ => {
                wrong.note("a starting position");
                Self::Latest
            }
        }
    }
}

impl Read for Notation {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        let (name, value) = variant(value, wrong);
        match name.as_str() {
            "Csv" => Self::Csv,
            "Tsv" => Self::Tsv,
            "Markdown" => Self::Markdown,
            "Column" => Self::Column(Read::read(value, wrong)),
            _ => {
                wrong.note("a notation");
                Self::Csv
            }
        }
    }
}

impl Read for Config {
    /// Members that are not there are as by default.
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        let within = &mut super::members(value, wrong);
        let default = Self::default();
        Self {
            scenario: or(within, "scenario", default.scenario, wrong),
            scenario_text: member(within, "scenario_text", wrong),
            seed: member(within, "seed", wrong),
            speed: or(within, "speed", default.speed, wrong),
            memory_bytes_max: or(within, "memory_bytes_max", default.memory_bytes_max, wrong),
            at_us: or(within, "at_us", default.at_us, wrong),
        }
    }
}

fn or<T: Read>(members: &mut Map<String, Value>, name: &str, default: T, wrong: &mut Wrong) -> T {
    if members.contains_key(name) { member(members, name, wrong) } else { default }
}
