//! What the page and the account's worker say to each other. Byte payloads
//! travel beside the JSON text, never inside it.

use crate::{Clock, FollowTarget, Grid, Notation, Panel, Viewport, Works};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

/// The version of these types. A worker refuses a page that speaks another one
/// ([`FromWorker::Refused`]).
pub const VERSION: u32 = 1;

/// From the page to the worker. An `id` is chosen by the asker and comes back in
/// exactly one [`FromWorker::Answer`] or [`FromWorker::File`]. Where the answer to a call opens a connection, what comes on it
/// bears the same `id` ([`FromWorker::Event`]).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToWorker {
    /// The first message; also 'reset', which begins the run anew.
    Start {
        /// The page's [`VERSION`].
        version: u32,
        /// What to play.
        config: Config,
    },
    /// An AWS call. It takes no virtual time.
    Call {
        /// For the answer.
        id: u32,
        /// `Kinesis.PutRecords`, `OpenSearch.Http`, …
        call: String,
        /// The request, its members named as botocore names them; blobs in base64.
        params: Value,
        /// The ARN of who calls; `None` is the administrator.
        principal: Option<String>,
    },
    /// Closes a connection that a call has left open: nothing more comes on it. Of one that has ended it says nothing.
    Leave {
        /// The call's; no answer comes to this message.
        id: u32,
    },
    /// As `Call`; while paused, the clock then runs to the end of the job that the
    /// call has started (a query, a crawl, a refresh), says so in [`Clock::ran_ahead`], and pauses again.
    RunAhead {
        /// For the answer, which comes at once, as for `Call`.
        id: u32,
        /// As in `Call`.
        call: String,
        /// As in `Call`.
        params: Value,
        /// As in `Call`.
        principal: Option<String>,
    },
    /// Run the clock on by this much, then be as before. Answers [`Snapshot`](Self::Snapshot)'s value.
    Advance {
        /// For the answer.
        id: u32,
        /// By how much.
        us: u64,
    },
    /// Let the clock run.
    Play {
        /// Virtual seconds for each second; `None` keeps the last one.
        speed: Option<f64>,
    },
    /// Change the speed without starting or stopping.
    SetSpeed {
        /// Virtual seconds for each second.
        speed: f64,
    },
    /// Stop the clock. Rejects a running `Advance` with `AbortError`.
    Pause,
    /// Run to the next event that the event log shows.
    Step {
        /// For the answer: the snapshot.
        id: u32,
    },
    /// Go back to the event before the present one in the event log.
    StepBack {
        /// For the answer: the snapshot.
        id: u32,
    },
    /// Go anywhere between 0 and the frontier.
    Seek {
        /// For the answer: the snapshot.
        id: u32,
        /// Where to.
        to_us: u64,
    },
    /// Run (or, behind the frontier, go) to the next interesting event.
    NextInteresting {
        /// For the answer: the snapshot.
        id: u32,
    },
    /// Asks for `{ms, date, frontierMs, branch, seed, runHash}`.
    Snapshot {
        /// For the answer.
        id: u32,
    },
    /// Change something that is not an AWS call: `producers/flights` to
    /// `{"rate":…, "shape":…, "keyField":…, "source":…, "seed":…, "running":…}`
    /// (members left out stay as they are). `{"remove":true}` removes the producer; a new name adds one.
    Set {
        /// For the answer.
        id: u32,
        /// `producers/NAME`, `consumers/NAME`.
        path: String,
        /// To what.
        to: Value,
    },
    /// A file of the reader's own; its bytes lie beside. It becomes a source of the same name.
    Input {
        /// For the answer: `{"source", "records", "format", "fields", "problems": [{"line", "column", "message"}], "moreProblems"}`.
        id: u32,
        /// The file's name.
        name: String,
    },
    /// A data set that the page fetched (`flights`); its bytes lie beside. Not part of the log.
    Data {
        /// `flights`.
        name: String,
    },
    /// A data set cannot be had.
    DataFailed {
        /// `flights`.
        name: String,
        /// Why: a lowercase fragment.
        reason: String,
    },
    /// What the page shows now; replaces the list before. At most one viewport of each kind.
    Watch {
        /// The viewports.
        viewports: Vec<Viewport>,
    },
    /// The page has drawn this frame: the next views may come.
    Shown {
        /// [`Views::frame`].
        frame: u32,
    },
    /// Write a query's result as text, as it is looked at. The answer is that text: the rows that are kept, not those of one page only.
    Copy {
        /// For the answer.
        id: u32,
        /// The query execution's id.
        query: String,
        /// How it is ordered and filtered.
        grid: Grid,
        /// How it is written.
        notation: Notation,
    },
    /// Run a Firehose stream's programs on one record, before there is such a stream. It changes nothing. The answer is
    /// `{"record", "result", "data", "keys": [[name, value]], "code", "message"}`: `result` is Lambda's word for what becomes of the record, or
    /// `Unreadable` (then `code` names the program); without a record there is only `"record": null`.
    Try {
        /// For the answer.
        id: u32,
        /// The data stream whose newest record is taken; `None` takes `record`.
        stream: Option<String>,
        /// The record's data.
        record: Option<String>,
        /// The transformation, in jq.
        program: Option<String>,
        /// The query for partition keys, in jq.
        keys: Option<String>,
    },
    /// Light one record's way. The answer is `null`, or an error whose message says why not;
    /// the way itself comes as [`Panel::Trace`].
    Follow {
        /// For the answer.
        id: u32,
        /// Where the reader pointed.
        target: FollowTarget,
    },
    /// Stop lighting it.
    Unfollow,
    /// Cancel the engine's job that the clock waits for (for a query: `StopQueryExecution`).
    CancelJob {
        /// [`crate::WaitingOn::job`].
        job: u32,
    },
    /// Fail the engine's job that the clock waits for and go on.
    FailJob {
        /// [`crate::WaitingOn::job`].
        job: u32,
    },
    /// Save the run. Answered by [`FromWorker::File`].
    Save {
        /// For the answer.
        id: u32,
    },
    /// Open a saved run; its bytes lie beside.
    Open {
        /// For the answer: `null`.
        id: u32,
    },
    /// Bring back what the last branch set aside.
    Undo {
        /// For the answer: `null`.
        id: u32,
    },
    /// How much memory the run may use.
    SetBudget {
        /// Bytes.
        bytes_max: u64,
    },
    /// How an engine is doing, from the loader.
    Engine(EngineState),
    /// Do what a built-in scenario does, in the run that is there, line after line as ordinary commands. The first one that is refused
    /// ends it: the answer is that error, else `null`.
    Add {
        /// For the answer.
        id: u32,
        /// Its name.
        scenario: String,
    },
}

/// What a run is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Config {
    /// `default` (the page's own pipeline), `empty`, `contrast`, or another scenario's name.
    pub scenario: String,
    /// A scenario's whole text, instead of a name; or a saved run's, which begins where it was saved and has a seed of its own.
    pub scenario_text: Option<String>,
    /// The seed; `None` takes the scenario's.
    pub seed: Option<u64>,
    /// Virtual seconds for each second.
    pub speed: f64,
    /// How much memory the run may use.
    pub memory_bytes_max: u64,
    /// Where in the run to begin.
    pub at_us: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            scenario: "default".to_owned(),
            scenario_text: None,
            seed: None,
            speed: 5.0,
            memory_bytes_max: 1 << 30,
            at_us: 0,
        }
    }
}

/// How an engine is doing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EngineState {
    /// `lake` or `search`.
    pub engine: String,
    /// `absent` (nobody has asked for it), `building`, `loading`, `ready` or `failed`.
    pub state: String,
    /// While `loading`: bytes so far.
    pub bytes_loaded: u64,
    /// While `loading`: bytes in all; 0 if unknown.
    pub bytes_total: u64,
    /// When `failed`: why, a lowercase fragment.
    pub reason: Option<String>,
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromWorker {
    /// The account stands; views follow.
    Ready {
        /// The worker's [`VERSION`].
        version: u32,
        /// The run's title, from its scenario.
        title: String,
        /// The account's number.
        account: String,
        /// The region.
        region: String,
    },
    /// The page speaks another version.
    Refused {
        /// The worker's [`VERSION`].
        version: u32,
    },
    /// To a message with an `id`.
    Answer {
        /// The asker's.
        id: u32,
        /// The response, or AWS's error.
        result: Result<Value, CallError>,
    },
    /// On a connection that a call has left open, behind the call's answer. For the loader, whose host page has asked.
    Event {
        /// The call's.
        id: u32,
        /// The event by its name, as AWS's JSON has it: `{"SubscribeToShardEvent": {…}}`.
        event: Value,
    },
    /// Such a connection has ended, and nothing more comes. For the loader.
    End {
        /// The call's.
        id: u32,
        /// What ended it before its time: AWS's error, or `AbortError` where the run went elsewhere.
        error: Option<CallError>,
    },
    /// To `Save`; its bytes lie beside.
    File {
        /// The asker's.
        id: u32,
        /// A name to save it under, with its ending.
        name: String,
    },
    /// What the page shows.
    Views(Box<Views>),
    /// A log entry that was accepted, handed over before its effect is shown, so that the
    /// page can rebuild the run after a crash.
    Logged {
        /// Its place in the log, from 0. An entry at or before the last one begins a branch.
        sequence: u64,
        /// The entry, as JSON text that a saved run understands.
        entry: String,
    },
    /// An engine or a data set is wanted; the loader fetches it.
    Want {
        /// `lake`, `search`, `flights`.
        what: String,
    },
    /// Something broke that is no AWS error. The run is paused.
    Broken {
        /// For people.
        message: String,
    },
    /// The run cannot begin: its scenario cannot be read. Nothing follows until another `Start`. For the loader, which shows
    /// it in the works' place; the page is not told.
    Unstartable {
        /// For people, with the place in the scenario.
        message: String,
    },
    /// A piece of work that takes time has begun, gone on or ended. For the loader, which tells the host page; the
    /// works' own page is not told.
    Task(Work),
}

/// A piece of work that takes time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Work {
    /// `query`, `crawl`, `refresh`, `ingestion`, `advance`, `seek`, `step`, `call` (one that is not answered at once) or `follow`.
    pub what: String,
    /// Tells it from others of its kind: a query's id, a crawler's name, `ANALYSIS/VISUAL`, a data set's id; a number for the rest.
    pub id: String,
    /// What became of it.
    pub state: WorkState,
    /// When that was.
    pub at_us: u64,
    /// 0 to 1, if known: of an advance or a seek the time that lies behind; of a query or a crawl that waits for its engine,
    /// how much of that is here.
    pub progress: Option<f64>,
    /// When it failed: why.
    pub reason: Option<String>,
}

/// What became of a piece of work. The last two are the end of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WorkState {
    /// It has begun.
    Began,
    /// It goes on; at most four times a second.
    Progress,
    /// It has been done.
    Done,
    /// It failed, was cancelled, or the run went elsewhere.
    Failed,
}

/// What the page shows. A part that is `None`, and a panel that is not listed, has not
/// changed since the views before. At most one message a frame, and none before the
/// one before it was [`ToWorker::Shown`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Views {
    /// Counts up.
    pub frame: u32,
    /// The clock and the bar around it.
    pub clock: Option<Clock>,
    /// The diagram.
    pub works: Option<Works>,
    /// What the watched viewports show.
    pub panels: Vec<Arc<Panel>>,
}

/// AWS's error, word for word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallError {
    /// `ResourceNotFoundException`, …
    pub name: String,
    /// AWS's text.
    pub message: String,
}
