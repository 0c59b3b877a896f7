//! A running query, as its owner sees it.

use crate::core::{Core, Env, Io, State};
use crate::encode::Sink;
use crate::feeding::Feeding;
use crate::output::{Counts, OpenWindow, Output, Problem, Record, Row};
use crate::partitions::{NONE, Partitions};
use crate::plan::{Kind, Plan};
use crate::reference::Reference;
use crate::settings::Settings;
use jobs::stream::{Program, Type};
use std::sync::Arc;

/// One `INSERT` of a program and its whole state. A clone shares what it can and costs O(open windows + partitions); what is
/// written to after that is copied once.
#[derive(Clone, Debug)]
pub struct Flow {
    plan: Arc<Plan>,
    references: Vec<Arc<Reference>>,
    partitions: Partitions,
    core: Core,
}

impl Flow {
    /// The flow of an `INSERT` (an index into the program's), before anything came. Errors: a plan that cannot be run.
    pub fn new(program: &Arc<Program>, insert: usize, settings: Settings) -> Result<Self, Problem> {
        let plan = Plan::new(program, insert, settings)?;
        let references = plan.looked_up.iter().map(|spec| Arc::new(Reference::new(spec))).collect();
        let core = Core::new(&plan);
        Ok(Self { plan: Arc::new(plan), references, partitions: Partitions::default(), core })
    }

    /// The unbounded tables that it scans: indices into the program's tables, each once, ascending.
    pub fn sources(&self) -> &[u32] {
        &self.plan.sources
    }

    /// The bounded tables that it looks up, likewise.
    pub fn references(&self) -> &[u32] {
        &self.plan.references
    }

    /// Adds rows to a reference table: JSON or CSV by its option `format`, one row a line. Gives how many. Errors: a line that
    /// cannot be read; then none is added.
    pub fn load(&mut self, table: u32, body: &[u8]) -> Result<u64, Problem> {
        let plan = Arc::clone(&self.plan);
        let found = plan.looked_up.iter().zip(&mut self.references).find(|(spec, _)| spec.table == table);
        let Some((spec, reference)) = found else {
            return Err(Problem::new(format!("no table number {table} is looked up")));
        };
        Arc::make_mut(reference).load(spec, body, self.core.now_ms)
    }

    /// A source's partition exists, and holds the watermark back until it brings something. What takes the place of another one
    /// is opened before that one is finished.
    pub fn open(&mut self, table: u32, partition: u32, now_ms: i64) {
        self.partitions.open(table, partition, now_ms);
    }

    /// What `shard-id` says of a partition; without a name it says its number.
    pub fn name(&mut self, table: u32, partition: u32, name: &str) {
        if let Some(partition) = self.partitions.all.get_mut(&(table, partition)) {
            partition.name = Some(name.into());
        }
    }

    /// A partition is drained, and holds nothing back any more.
    pub fn finish(&mut self, table: u32, partition: u32, out: &mut Output, now_ms: i64) {
        if self.partitions.all.remove(&(table, partition)).is_some() {
            self.pass(now_ms, out, true);
        }
    }

    /// Takes records of a partition, in order; one that was not opened is opened. The watermark goes on with each record, so that
    /// it does not matter how records are parted into calls.
    pub fn feed<'a>(
        &mut self,
        table: u32,
        partition: u32,
        records: impl Iterator<Item = Record<'a>>,
        now_ms: i64,
        out: &mut Output,
    ) {
        let (plan, references) = (Arc::clone(&self.plan), self.references.clone());
        let env = Env { plan: &plan, references: &references };
        let Some(mut feeding) = self.begin(env, table, partition, now_ms, out) else { return };
        for record in records {
            if !feeding.record(&record) {
                break;
            }
        }
        feeding.end();
    }

    fn begin<'f, 'o, 'p>(
        &'f mut self,
        env: Env<'p>,
        table: u32,
        partition: u32,
        now_ms: i64,
        out: &'o mut Output,
    ) -> Option<Feeding<'f, 'o, 'p>> {
        let input = env.plan.inputs.iter().position(|input| input.table == table)?;
        self.pass(now_ms, out, false);
        let others_ms = self.partitions.others_ms(table, partition);
        let found = self.partitions.open(table, partition, now_ms);
        Feeding::new(&mut self.core, env, Io::new(out), input, found, (partition, others_ms))
    }

    /// Lets time pass: windows by the clock fire, partitions become idle.
    pub fn tick(&mut self, now_ms: i64, out: &mut Output) {
        self.pass(now_ms, out, false);
    }

    /// `is_changed`: whether partitions came or went.
    #[inline(never)]
    fn pass(&mut self, now_ms: i64, out: &mut Output, is_changed: bool) {
        let (plan, references) = (Arc::clone(&self.plan), self.references.clone());
        let env = Env { plan: &plan, references: &references };
        let mut io = Io::new(out);
        let now_ms = now_ms.max(self.core.now_ms);
        self.core.now_ms = now_ms;
        if self.partitions.rest(now_ms, plan.settings.idle_timeout_ms) || is_changed {
            for (place, input) in plan.inputs.iter().enumerate() {
                if let Some(watermark_ms) = self.partitions.watermark_ms(input.table) {
                    self.core.advance_input(env, &mut io, place, watermark_ms);
                }
            }
        }
        for at in &plan.clocked {
            self.core.advance(env, &mut io, *at, now_ms.saturating_sub(1));
        }
        let ttl_ms = plan.settings.state_ttl_ms;
        if ttl_ms > 0 {
            for (state, op) in self.core.states.iter_mut().zip(&plan.ops) {
                if let (State::Group(state), Kind::Group(grouping)) = (state, &op.kind) {
                    state.sweep(grouping, now_ms, ttl_ms);
                }
            }
        }
    }

    /// When [`tick`](Self::tick) is due next, if ever.
    pub fn next_timer_ms(&self) -> Option<i64> {
        let due = |at: &usize| match self.core.states.get(*at) {
            Some(State::Window(state)) => state.course.due_ms,
            Some(State::Session(state)) => state.course.due_ms,
            Some(State::Top(state)) => state.course.due_ms,
            _ => i64::MAX,
        };
        let clocked = self.plan.clocked.iter().map(due).filter(|due_ms| *due_ms != i64::MAX).map(|due_ms| due_ms + 1);
        clocked.chain(self.partitions.next_rest_ms(self.plan.settings.idle_timeout_ms)).min()
    }

    /// How far event time has come: the least over the sources that have a watermark.
    pub fn watermark_ms(&self) -> Option<i64> {
        let timed = self.plan.inputs.iter().zip(&self.core.watermarks);
        let timed = timed.filter(|(input, _)| input.decoder.time.is_some()).map(|(_, watermark_ms)| *watermark_ms);
        timed.min().filter(|watermark_ms| *watermark_ms != NONE)
    }

    /// Table, partition, its watermark, whether it is idle.
    pub fn partition_watermarks(&self) -> Vec<(u32, u32, Option<i64>, bool)> {
        let all = self.partitions.all.iter();
        all.map(|((table, number), partition)| {
            let watermark_ms = Some(partition.watermark_ms).filter(|watermark_ms| *watermark_ms != NONE);
            (*table, *number, watermark_ms, partition.is_idle)
        })
        .collect()
    }

    /// What went in and what became of it.
    pub fn counts(&self) -> Counts {
        self.core.counts
    }

    /// Windows that are not forgotten yet: the first `max` by end and start. Those of a Top-N over windows are shown beside those that
    /// feed it.
    pub fn open_windows(&self, max: usize) -> Vec<OpenWindow> {
        let mut found = Vec::new();
        for (place, state) in self.core.states.iter().enumerate() {
            let is_by_clock = self.plan.clocked.contains(&place);
            match state {
                State::Window(state) => found.extend(state.open_windows(is_by_clock).take(max)),
                State::Session(state) => found.extend(state.open_windows(is_by_clock).take(max)),
                State::Top(state) => found.extend(state.open_windows(is_by_clock).take(max)),
                State::None | State::Group(_) => {}
            }
        }
        found.sort_by_key(|window| (window.end_ms, window.start_ms));
        found.truncate(max);
        found
    }

    /// About how many bytes its state takes, without the reference tables.
    pub fn state_bytes(&self) -> u64 {
        let bytes = |(state, kind): (&State, &Kind)| match (state, kind) {
            (State::Window(state), _) => state.bytes(),
            (State::Session(state), Kind::Session(grouping, _)) => state.bytes(grouping.aggregates.len()),
            (State::Group(state), _) => state.bytes(),
            (State::Top(state), _) => state.bytes(),
            _ => 0,
        };
        self.core.states.iter().zip(self.plan.ops.iter().map(|op| &op.kind)).map(bytes).sum()
    }

    /// The columns of its rows: those of the table that it writes to which are kept outside.
    pub fn columns(&self) -> &[(String, Type)] {
        &self.plan.sink.columns
    }

    /// Appends a row in the form that the written table's option `format` asks for: a JSON object or a line of CSV, without a
    /// line's end.
    pub fn encode(&self, row: &Row, into: &mut Vec<u8>) {
        Sink::encode(&self.plan.sink, &row.values, into);
    }
}
