//! Messages and view models between the page and the account's worker, as plain
//! data. It holds no behaviour, opens nothing, and links no service: the page
//! must stay small.
//!
//! - [`ToWorker`] and [`FromWorker`]: what goes over the seam.
//! - [`Clock`] and [`Works`]: what the page always shows.
//! - [`Viewport`] and [`Panel`]: what it shows of the consoles, a page at a time.
//! - [`Grid`]: how a query's result is looked at.
//! - [`Chart`]: a small chart description.
//! - [`read`]: the page's own small reader of what the worker says.
//! - [`Application`] and [`Plane`]: streaming SQL, and how its windows close.
//! - [`FollowTarget`] and [`Trace`]: one record's way.
//!
//! Times are whole microseconds since the run's start and end in `_us`. All
//! numbers stay below 2^53, so that JavaScript may read them.

mod analytics;
mod chart;
mod clock;
mod consumers;
mod contrast;
mod delivery;
mod flows;
mod follow;
mod grid;
mod hashes;
mod ledger;
mod message;
mod panel;
mod queues;
pub mod read;
mod scenes;
mod storage;
mod streams;
mod text;
mod works;

pub use analytics::{
    Catalog, CatalogDatabase, CatalogTable, Column, CrawlRun, CrawlerDetail, Dashboard, Discover, IndexView, Partition,
    Queries, QueryResult, QueryRow, QueryState, Visual,
};
pub use chart::{Chart, ChartData, Field, Format, Mark};
pub use clock::{Branch, Clock, Interesting, RunAhead, WaitingOn};
pub use consumers::{Consumer, ConsumerDetail, HandledRow, Health, Lease, Worker};
pub use contrast::{Arrived, Contrast, ContrastSide, Seen};
pub use delivery::{DeliveryDetail, Failure, Fate, Filling, Flush, OpenBuffer};
pub use flows::{
    Application, ApplicationDetail, Checkpoint, FlowInsert, LateRecord, OpenWindow, Plane, PlaneRecord, PlaneWindow,
    ShardWatermark, Snapshot, WindowKind,
};
pub use follow::{FollowTarget, Hop, RecordId, Trace};
pub use grid::{Filter, Grid, Notation, Sort, Summary, Test};
pub use hashes::{
    HEAT_ROWS, HEAT_SECONDS, HashShard, Hashes, HotKey, Merge, Proposal, Resharding, Side, SplitGuide, SplitPart,
    SplitStep,
};
pub use ledger::{
    Bill, BillItem, Event, Events, Iam, IamPolicy, IamPrincipal, Law, Metric, Metrics, Severity, Trail, TrailEntry,
};
pub use message::{CallError, Config, EngineState, FromWorker, ToWorker, VERSION, Views, Work, WorkState};
pub use panel::{Panel, StartingPosition, Viewport};
pub use queues::{MessagePlace, MessageRow, MoveTask, Queue, QueueDetail};
pub use scenes::{BufferStep, Buffers, HourPartition, Landed, LastQuery, LateDot, LatePlace, Lateness};
pub use storage::{ObjectPreview, ObjectRow, Objects};
pub use streams::{Encoding, RecordRow, Records};
pub use text::{Arg, EVENT_KEYS, Said};
pub use works::{
    Athena, Bucket, Crawler, Delivery, Domain, Dot, Edge, EdgeState, Glue, Index, LandedObject, Node, Producer,
    QuickSight, Shape, Shard, Stream, Works,
};
