//! What `SET` can say, under Flink's names.

use crate::output::Problem;
use crate::window::MOMENT_MAX_MS;
use jobs::stream::Program;
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
    /// Errors: a name that nobody knows, a value that is none; at its place.
    pub fn read(program: &Program) -> Result<Self, Problem> {
        let mut read = Self::default();
        let at = |name: &str, problem: Problem| match program.settings_at.get(name) {
            Some(at) => problem.at(*at),
            None => problem,
        };
        for (name, value) in &program.settings {
            read.take(name, value).map_err(|problem| at(name, problem))?;
        }
        let name = "table.exec.emit.late-fire.enabled";
        if flag(&program.settings, name)? == Some(true) && read.allow_lateness_ms == 0 {
            let message = format!("'{name}' needs 'table.exec.emit.allow-lateness' above zero");
            return Err(at(name, Problem::new(message)));
        }
        Ok(read)
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        let wrong = |what: &str| Problem::new(format!("'{name}' is '{value}'{what}"));
        let duration = || {
            let found = duration_ms(value).filter(|ms| *ms <= MOMENT_MAX_MS);
            found.ok_or_else(|| wrong(", which is no duration such as '5 s' or '1 min'"))
        };
        match name {
            "table.exec.source.idle-timeout" => self.idle_timeout_ms = duration()?,
            "table.exec.emit.allow-lateness" => self.allow_lateness_ms = duration()?,
            "table.exec.state.ttl" => self.state_ttl_ms = duration()?,
            "execution.checkpointing.interval" => _ = duration()?,
            "table.exec.emit.late-fire.delay" if duration()? != 0 => {
                return Err(wrong(": only '0 s' is possible here"));
            }
            "table.exec.emit.late-fire.enabled" => _ = is_true(name, value)?,
            "parallelism.default" if !value.trim().parse().is_ok_and(|number: u32| number > 0) => {
                return Err(wrong(", which is no number above zero"));
            }
            "table.local-time-zone" if !["UTC", "Etc/UTC", "GMT", "Z"].contains(&value.trim()) => {
                return Err(wrong(": only 'UTC' is possible here"));
            }
            known if KNOWN.contains(&known) => {}
            _ => {
                let known = KNOWN.join("', '");
                return Err(Problem::new(format!("no setting is called '{name}'; there are '{known}'")));
            }
        }
        Ok(())
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
    options.get(name).map(|value| is_true(name, value)).transpose()
}

fn is_true(name: &str, value: &str) -> Result<bool, Problem> {
    let message = || Problem::new(format!("'{name}' is '{value}', neither 'true' nor 'false'"));
    value.trim().to_ascii_lowercase().parse().map_err(|_| message())
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
