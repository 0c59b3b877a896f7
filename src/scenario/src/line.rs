//! A line of a scenario or of a file of calls.

use serde::Deserialize;
use serde_json::Value;
use std::fmt;

/// What a line asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// An AWS call.
    Call {
        /// `S3.ListObjectsV2`
        name: String,
        /// Its members.
        params: Value,
        /// The ARN of who makes it.
        principal: Option<String>,
    },
    /// Let this much time pass, in microseconds.
    Advance(u64),
    /// Change a setting.
    Set {
        /// `producers/flights`
        path: String,
        /// To what.
        to: Value,
    },
    /// Bring in a file.
    Input(String),
    /// Go to an instant, in microseconds since the start.
    Seek(u64),
    /// Run to the n-th next event of the event log.
    Step(u64),
    /// Tell where the run is.
    Snapshot,
}

/// What is wrong with a text, and where. Line and column count from 1; 0 if there is no place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// A lowercase fragment.
    pub message: String,
}

impl Problem {
    pub(crate) fn at(line: usize, column: usize, message: String) -> Self {
        Self { line, column, message }
    }

    pub(crate) fn json(index: usize, error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let message = text.split(" at line ").next().unwrap_or(&text).replace('`', "'");
        Self::at(index + 1, error.column(), message)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.message),
            line => write!(f, "line {line}, column {}: {}", self.column, self.message),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    call: Option<String>,
    params: Option<Value>,
    #[serde(rename = "as")]
    principal: Option<String>,
    advance: Option<String>,
    set: Option<String>,
    to: Option<Value>,
    input: Option<String>,
    seek: Option<f64>,
    step: Option<u64>,
    snapshot: Option<bool>,
}

/// Whether a line is neither blank nor a remark.
pub(crate) fn is_meant(line: &str) -> bool {
    let line = line.trim_start();
    !line.is_empty() && !line.starts_with("//")
}

impl Line {
    /// Reads the line with this index (from 0). Errors carry line and column.
    pub fn parse(index: usize, text: &str) -> Result<Self, Problem> {
        let wire: Wire = serde_json::from_str(text).map_err(|error| Problem::json(index, &error))?;
        let wrong = |message: &str| Problem::at(index + 1, 1, message.into());
        let asked = [
            wire.call.is_some(),
            wire.advance.is_some(),
            wire.set.is_some(),
            wire.input.is_some(),
            wire.seek.is_some(),
            wire.step.is_some(),
            wire.snapshot.is_some(),
        ];
        if asked.iter().filter(|asked| **asked).count() != 1 {
            return Err(wrong("expected exactly one of 'call', 'advance', 'set', 'input', 'seek', 'step', 'snapshot'"));
        }
        if let Some(name) = wire.call {
            let params = wire.params.unwrap_or_else(|| Value::Object(Default::default()));
            return Ok(Self::Call { name, params, principal: wire.principal });
        }
        if let Some(text) = wire.advance {
            return crate::duration_us(&text).map(Self::Advance).map_err(|message| wrong(&message));
        }
        if let Some(path) = wire.set {
            return wire.to.map(|to| Self::Set { path, to }).ok_or_else(|| wrong("'set' needs 'to'"));
        }
        if let Some(ms) = wire.seek {
            let sound = (0.0..9e12).contains(&ms);
            return if sound {
                Ok(Self::Seek((ms * 1000.0) as u64))
            } else {
                Err(wrong("'seek' needs milliseconds since the start"))
            };
        }
        Ok(match (wire.input, wire.step) {
            (Some(name), _) => Self::Input(name),
            (None, Some(count)) => Self::Step(count),
            (None, None) => Self::Snapshot,
        })
    }
}
