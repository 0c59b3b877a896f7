//! Checkpoints and snapshots: copies of all that the job has to remember, of one instant. They share what they can with the job.

use super::{Checkpoint, Phase, Reader, Running, Saved, Taking};
use crate::Event;
use crate::limits::{CHECKPOINTS_MAX, SAVE_BYTES_PER_S, SAVE_JITTER_US, SAVE_US};
use crate::plan::{Plan, Statement};
use crate::state::{Application, Snapshot};
use api::AwsError;
use flow::Flow;
use imbl::Vector;
use service::Ctx;
use sim::time::SECOND_US;
use std::sync::Arc;

impl Application {
    /// The next checkpoint is due in its interval.
    pub(super) fn await_checkpoint(&self, ctx: &mut Ctx<'_, Event>) {
        let Some(job) = self.job.as_ref().filter(|job| job.config.checkpoints.is_enabled) else { return };
        let interval_us = job.config.checkpoints.interval_ms.cast_unsigned() * 1_000;
        ctx.schedule(interval_us, Event::Checkpoint { target: self.target(), epoch: self.epoch });
    }

    /// Begins a checkpoint.
    pub(crate) fn checkpoint(&mut self, epoch: u64, ctx: &mut Ctx<'_, Event>) {
        if self.epoch != epoch {
            return;
        }
        let Some(job) = self.job.as_mut().filter(|job| matches!(job.phase, Phase::Up(_))) else { return };
        job.checkpoints += 1;
        let (number, bytes) = (job.checkpoints, job.live.bytes());
        job.taking = Some(Taking { number, begun: ctx.now(), bytes, saved: Arc::new(job.live.put_aside()) });
        let event = Event::Checkpointed { target: self.target(), epoch };
        let delay = save_us(bytes, ctx);
        ctx.schedule(delay, event);
    }

    /// A checkpoint is complete: from now on the job goes back to it.
    pub(crate) fn checkpointed(&mut self, epoch: u64, ctx: &mut Ctx<'_, Event>) {
        if self.epoch != epoch {
            return;
        }
        let Some(job) = &mut self.job else { return };
        let Some(Taking { number, begun, bytes, saved }) = job.taking.take() else { return };
        job.last = Some(saved);
        self.totals.checkpoints += 1;
        let duration_us = ctx.now() - begun;
        self.checkpoints.push_back(Checkpoint { number, at: begun, duration_us, bytes });
        if self.checkpoints.len() > CHECKPOINTS_MAX {
            self.checkpoints.pop_front();
        }
        let config = job.config.checkpoints;
        let next = begun + config.interval_ms.cast_unsigned() * 1_000;
        let next = next.max(ctx.now() + config.pause_ms.cast_unsigned() * 1_000);
        ctx.schedule_at(next, Event::Checkpoint { target: self.target(), epoch });
    }

    /// Takes a snapshot; it is ready after a while, which is given. A job that is down gives none.
    pub(crate) fn take_snapshot(&mut self, name: &str, ctx: &mut Ctx<'_, Event>) -> u64 {
        let Some(job) = &self.job else { return 0 };
        let is_up = matches!(job.phase, Phase::Up(_));
        let bytes = if is_up { job.live.bytes() } else { 0 };
        self.snapshots_ever += 1;
        let snapshot = Snapshot {
            name: name.into(),
            status: "CREATING",
            version: job.version,
            runtime: job.config.runtime.clone(),
            created: ctx.date(),
            order: self.snapshots_ever,
            bytes,
            saved: is_up.then(|| Arc::new(job.live.put_aside())),
        };
        let delay = save_us(bytes, ctx);
        ctx.schedule(delay, Event::Snapshot { target: self.target(), order: snapshot.order });
        self.snapshots.insert(name.into(), Arc::new(snapshot));
        delay
    }
}

/// What it takes to put `bytes` aside.
fn save_us(bytes: u64, ctx: &mut Ctx<'_, Event>) -> u64 {
    SAVE_US + ctx.draw_below("save", SAVE_JITTER_US) + bytes.saturating_mul(SECOND_US) / SAVE_BYTES_PER_S
}

impl Saved {
    /// Before anything came.
    pub(super) fn fresh(plan: &Plan) -> Result<Self, AwsError> {
        let flows = plan.flows().map_err(|problem| crate::errors::code(problem.position, &problem.message))?;
        let statements = plan.statements.iter().zip(flows);
        let statements = statements.map(|(statement, flow)| Arc::new(Running::new(statement, flow))).collect();
        Ok(Self { readers: Default::default(), statements })
    }

    /// The same without what does not last.
    fn put_aside(&self) -> Self {
        let mut saved = self.clone();
        let tables: Vec<u32> = saved.readers.keys().copied().collect();
        for table in tables {
            let Some(reader) = saved.readers.get_mut(&table) else { continue };
            reader.listed = None;
            let shards: Vec<u32> = reader.shards.keys().copied().collect();
            for shard in shards {
                if let Some(shard) = reader.shards.get_mut(&shard) {
                    shard.iterator = None;
                }
            }
        }
        saved
    }

    /// The first shard whose position lies before that in `before`.
    pub(crate) fn behind(&self, before: &Self) -> Option<(u32, u32)> {
        let earlier = before.positions().filter_map(|((table, shard), rank)| {
            let now = self.readers.get(&table)?.shards.get(&shard)?.position.rank();
            (now < rank).then_some((table, shard))
        });
        earlier.into_iter().next()
    }
}

impl Running {
    fn new(statement: &Statement, flow: Flow) -> Self {
        Self {
            operators: statement.operators,
            is_loaded: flow.references().is_empty(),
            flow,
            waiting: Vector::new(),
            waiting_bytes: 0,
            given: 0,
            written: 0,
            late: Vector::new(),
            fired: Vector::new(),
        }
    }
}

/// How a snapshot is made to fit a program.
pub(super) struct Fit<'a> {
    /// The snapshot's name.
    pub(super) name: &'a str,
    /// Whether state that the program does not know may be left behind.
    pub(super) allows_non_restored: bool,
    /// The present instant, in milliseconds since 1970.
    pub(super) now_ms: i64,
}

impl Fit<'_> {
    /// The state of a snapshot in the order of the program. Statements of which it knows nothing begin fresh. Errors: state
    /// that the program does not know.
    pub(super) fn restore(&self, saved: &Saved, plan: &Plan) -> Result<Saved, AwsError> {
        let mut fresh = Saved::fresh(plan)?;
        let mut left: Vec<&Arc<Running>> = saved.statements.iter().collect();
        let mut begun = Vec::new();
        for (index, running) in fresh.statements.iter_mut().enumerate() {
            match left.iter().position(|candidate| candidate.operators == running.operators) {
                Some(found) => *running = left.remove(found).clone(),
                None => begun.push(index),
            }
        }
        if let (Some(lost), false) = (left.first(), self.allows_non_restored) {
            let message = format!(
                "Failed to rollback to checkpoint/savepoint {}. Cannot map checkpoint/savepoint state for operator {} to the new program, because the operator is not available in the new program. If you want to allow to skip this, you can set the --allowNonRestoredState option on the CLI.",
                self.name, lost.operators
            );
            return Err(crate::errors::configuration(message));
        }
        let readers = saved
            .readers
            .iter()
            .filter(|(table, reader)| plan.sources.get(table).is_some_and(|source| *source.arn == *reader.arn));
        fresh.readers = readers.map(|(table, reader)| (*table, reader.clone())).collect();
        for index in begun {
            if let Some(running) = fresh.statements.get_mut(index) {
                join(Arc::make_mut(running), &fresh.readers, self.now_ms);
            }
        }
        Ok(fresh)
    }
}

/// A statement that begins while its stream is being read joins in at every open shard.
fn join(running: &mut Running, readers: &imbl::OrdMap<u32, Reader>, now_ms: i64) {
    let tables: Vec<u32> = running.flow.sources().to_vec();
    for table in tables {
        let shards = readers.get(&table).into_iter().flat_map(Reader::open_shards);
        for shard in shards {
            running.open(table, shard, now_ms);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::job::read::Position;
    use crate::plan::Start;

    #[test]
    fn positions_are_compared_by_what_was_read() {
        let after = |number| Position::After { number, created_s: 0, arrival_s: 0 };
        assert!(Position::Start(Start::TrimHorizon).rank() < after(0).rank());
        assert!(after(0).rank() < after(1).rank());
    }
}
