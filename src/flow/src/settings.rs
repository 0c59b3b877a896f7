//! What `SET` can say, under Flink's names.

use crate::output::Problem;
use crate::window::MOMENT_MAX_MS;
use std::collections::BTreeMap;

/// Settings of a program. The default is Flink's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// `table.exec.source.idle-timeout`: a partition that brings nothing for so long holds the watermark back no more. 0: never.
    pub idle_timeout_ms: i64,
    /// `table.exec.emit.allow-lateness`: for how long a window that fired still takes rows, and is given again.
    pub allow_lateness_ms: i64,
    /// `table.exec.state.ttl`: after how long without a row a group without a window is forgotten. 0: never.
    pub state_ttl_ms: i64,
}

const KNOWN: &[&str] = &[
    "execution.checkpointing.interval",
    "parallelism.default",
    "pipeline.name",
    "table.exec.emit.allow-lateness",
    "table.exec.emit.late-fire.delay",
    "table.exec.emit.late-fire.enabled",
    "table.exec.source.idle-timeout",
    "table.exec.state.ttl",
    "table.local-time-zone",
];

impl Settings {
    /// Reads them. Checkpoints, parallelism and the name are whoever's that runs the flow: they are checked, and change nothing here.
    /// Errors: a name that nobody knows, a value that is none.
    pub fn read(settings: &BTreeMap<String, String>) -> Result<Self, Problem> {
        let mut read = Self::default();
        let mut late_fire = false;
        for (name, value) in settings {
            let duration = || {
                let message =
                    || Problem::new(format!("'{name}' is '{value}', which is no duration such as '5 s' or '1 min'"));
                duration_ms(value).filter(|ms| *ms <= MOMENT_MAX_MS).ok_or_else(message)
            };
            match name.as_str() {
                "table.exec.source.idle-timeout" => read.idle_timeout_ms = duration()?,
                "table.exec.emit.allow-lateness" => read.allow_lateness_ms = duration()?,
                "table.exec.state.ttl" => read.state_ttl_ms = duration()?,
                "execution.checkpointing.interval" => _ = duration()?,
                "table.exec.emit.late-fire.delay" => {
                    if duration()? != 0 {
                        return Err(Problem::new(format!("'{name}' is '{value}': only '0 s' is possible here")));
                    }
                }
                "table.exec.emit.late-fire.enabled" => {
                    late_fire = flag(settings, name)?.unwrap_or_default();
                }
                "parallelism.default" => {
                    if !value.trim().parse().is_ok_and(|number: u32| number > 0) {
                        return Err(Problem::new(format!("'{name}' is '{value}', which is no number above zero")));
                    }
                }
                "table.local-time-zone" => {
                    if !["UTC", "Etc/UTC", "GMT", "Z"].contains(&value.trim()) {
                        return Err(Problem::new(format!("'{name}' is '{value}': only 'UTC' is possible here")));
                    }
                }
                "pipeline.name" => {}
                _ => {
                    let known = KNOWN.join("', '");
                    return Err(Problem::new(format!("no setting is called '{name}'; there are '{known}'")));
                }
            }
        }
        if late_fire && read.allow_lateness_ms == 0 {
            let message = "'table.exec.emit.late-fire.enabled' needs 'table.exec.emit.allow-lateness' above zero";
            return Err(Problem::new(message));
        }
        Ok(read)
    }
}

/// The options of a format, under Flink's names: what a source asks for and what a sink does, since a table may be both.
pub fn options_of(format: &str) -> &'static [&'static str] {
    match format {
        "json" => &["json.fail-on-missing-field", "json.ignore-parse-errors", "json.timestamp-format.standard"],
        "csv" => &[
            "csv.disable-quote-character",
            "csv.field-delimiter",
            "csv.ignore-parse-errors",
            "csv.null-literal",
            "csv.quote-character",
        ],
        _ => &[],
    }
}

/// Whether a format makes NULL of what it cannot read, if its table says so. Errors: a word that is none; what is not possible here.
pub(crate) fn ignores_errors(options: &BTreeMap<String, String>, format: &str) -> Result<Option<bool>, Problem> {
    let name = "json.fail-on-missing-field";
    if flag(options, name)? == Some(true) {
        return Err(Problem::new(format!("'{name}' is 'true': only 'false' is possible here")));
    }
    flag(options, &format!("{format}.ignore-parse-errors"))
}

/// What is true or false, if it is said. Errors: neither of the two.
pub(crate) fn flag(options: &BTreeMap<String, String>, name: &str) -> Result<Option<bool>, Problem> {
    let Some(value) = options.get(name) else { return Ok(None) };
    let message = || Problem::new(format!("'{name}' is '{value}', neither 'true' nor 'false'"));
    value.trim().to_ascii_lowercase().parse().map(Some).map_err(|_| message())
}

/// A duration as Flink writes it: a whole number and a unit, milliseconds without one.
pub fn duration_ms(text: &str) -> Option<i64> {
    let text = text.trim();
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: i64 = number.parse().ok()?;
    let unit_ms = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "ms" | "milli" | "millis" | "millisecond" | "milliseconds" => 1,
        "s" | "sec" | "secs" | "second" | "seconds" => 1_000,
        "m" | "min" | "minute" | "minutes" => 60_000,
        "h" | "hour" | "hours" => 3_600_000,
        "d" | "day" | "days" => 86_400_000,
        _ => return None,
    };
    number.checked_mul(unit_ms)
}
