//! Tasks that move messages out of a dead-letter queue, as the queue remembers them.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use sim::Time;
use std::sync::Arc;

/// A task.
#[derive(Clone, Debug)]
pub struct Task {
    pub(crate) id: u128,
    /// The name of the queue that gets the messages; `None` to return each to its own.
    pub(crate) destination: Option<Arc<str>>,
    /// As it was asked for.
    pub(crate) per_s_max: Option<i64>,
    pub(crate) status: Status,
    pub(crate) moved: u64,
    pub(crate) to_move: u64,
    pub(crate) failure: Option<&'static str>,
    pub(crate) started: Time,
}

/// How a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It moves messages.
    Running,
    /// It has moved all.
    Completed,
    /// It will stop.
    Cancelling,
    /// It has stopped.
    Cancelled,
    /// It could not go on.
    Failed,
}

impl Status {
    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Completed => "COMPLETED",
            Self::Cancelling => "CANCELLING",
            Self::Cancelled => "CANCELLED",
            Self::Failed => "FAILED",
        }
    }

    /// Whether it may still move something.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Running | Self::Cancelling)
    }
}

/// A task's handle: base64 of `{"taskId", "sourceArn"}`, as AWS's.
pub(crate) fn write_handle(task: &str, source_arn: &str) -> String {
    STANDARD.encode(json!({"taskId": task, "sourceArn": source_arn}).to_string())
}

/// The task's id and the source's ARN; `None` if it is no handle.
pub(crate) fn read_handle(handle: &str) -> Option<(String, String)> {
    let value: Value = serde_json::from_slice(&STANDARD.decode(handle).ok()?).ok()?;
    let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
    Some((text("taskId")?, text("sourceArn")?))
}
