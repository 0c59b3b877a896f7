//! The clock and what stands beside it in the transport bar.

use crate::{Law, Said};
use serde::{Deserialize, Serialize};

/// Where the run is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    /// Now.
    pub now_us: u64,
    /// The run's start, in milliseconds since 1970 (UTC).
    pub start_epoch_ms: u64,
    /// How far the run has ever come.
    pub frontier_us: u64,
    /// Whether the clock runs.
    pub playing: bool,
    /// Virtual seconds for each second, as asked for.
    pub speed: f64,
    /// As reached over the last second; below `speed` if the machine cannot hold it.
    pub speed_real: f64,
    /// The run's seed.
    pub seed: u64,
    /// The branch, counted from 0.
    pub branch: u32,
    /// What the last branch set aside, if it can still be brought back.
    pub set_aside: Option<Branch>,
    /// What the clock waits for.
    pub waiting_on: Option<WaitingOn>,
    /// The clock ran while paused, for one job.
    pub ran_ahead: Option<RunAhead>,
    /// Interesting events up to the frontier, thinned to what a slider can show (at most 200).
    pub interesting: Vec<Interesting>,
    /// Memory that the run uses, in bytes.
    pub memory_bytes: u64,
    /// Memory that it may use.
    pub memory_bytes_max: u64,
    /// What AWS would have asked for so far, in US dollars.
    pub cost_usd: f64,
    /// Laws that do not hold; empty unless there is a bug.
    pub breaches: Vec<Law>,
    /// Why the run paused itself: the memory is full, the worker was rebuilt, …
    pub paused_because: Option<Said>,
}

/// A branch that lies aside.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Branch {
    /// Its actions (calls and settings) that are not in the present run.
    pub actions: u32,
    /// Its frontier.
    pub frontier_us: u64,
}

/// An engine's job whose answer the clock may not pass.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WaitingOn {
    /// To cancel or fail it.
    pub job: u32,
    /// `lake` or `search`.
    pub engine: String,
    /// What it is for: a query, a crawl, a search.
    pub what: Said,
    /// The engine's state: `building`, `loading`, `running`.
    pub state: String,
    /// 0 to 1, if known.
    pub progress: Option<f64>,
}

/// 'Ran 2.3 s ahead for this query.'
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunAhead {
    /// When that was, so that the page shows each once.
    pub at_us: u64,
    /// How far it ran.
    pub by_us: u64,
    /// For what.
    pub what: Said,
}

/// A mark on the slider.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Interesting {
    /// When.
    pub at_us: u64,
    /// What.
    pub said: Said,
    /// Whether it is trouble (a throttle, a denial, a failure).
    pub trouble: bool,
}
