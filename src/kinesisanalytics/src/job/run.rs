//! A turn of the job: once a second it reads, lets time pass and writes. What fails takes the job down; ten seconds later it goes
//! on from its last checkpoint.

use super::save::Fit;
use super::{Checkpoint, Job, LateRow, Measured, Outgoing, Phase, Restart, Running, Saved};
use crate::Event;
use crate::chart::text;
use crate::limits::{LATE_MAX, POLL_US, RESTART_US, RESTARTS_MAX};
use crate::plan::{Sink, Statement};
use crate::prices;
use crate::state::{Application, Snapshot, Status, Trouble};
use api::AwsError;
use flow::{Output, Row};
use imbl::Vector;
use service::{Ctx, Note};
use sim::Time;
use sim::time::SECOND_US;
use std::sync::Arc;

impl Application {
    /// Begins the job of the present version, from a snapshot or from the beginning. Errors: state that does not fit.
    pub(crate) fn begin(&mut self, snapshot: Option<&Snapshot>, ctx: &mut Ctx<'_, Event>) -> Result<(), AwsError> {
        let Some(config) = self.config() else { return Ok(()) };
        let (started, measured) =
            self.job.as_ref().map_or((ctx.now(), Measured::default()), |job| (job.started, job.measured));
        let saved = match snapshot.and_then(|snapshot| Some((snapshot, snapshot.saved.as_ref()?))) {
            None => None,
            Some((snapshot, saved)) => {
                let now_ms = ctx.date().0 as i64;
                let fit = Fit { name: &snapshot.name, allows_non_restored: self.restore.allows_non_restored, now_ms };
                Some(Arc::new(fit.restore(saved, &config.plan)?))
            }
        };
        let live = match &saved {
            Some(saved) => (**saved).clone(),
            None => Saved::fresh(&config.plan)?,
        };
        self.fit_charts(&config.plan, &live);
        self.checkpoints = Vector::new();
        self.epoch += 1;
        let is_new = self.job.is_none();
        self.job = Some(Job {
            version: self.version(),
            config,
            started,
            phase: Phase::Up(ctx.now()),
            live,
            last: saved,
            taking: None,
            checkpoints: 0,
            restarts: 0,
            is_held_back: false,
            measured: Measured { run: if is_new { self.epoch } else { measured.run }, ..measured },
        });
        if is_new {
            self.measure_from_here();
            self.await_minute(ctx);
        }
        self.go_on(ctx);
        Ok(())
    }

    /// The job works from now on.
    fn go_on(&mut self, ctx: &mut Ctx<'_, Event>) {
        ctx.schedule(0, Event::Poll { target: self.target(), epoch: self.epoch });
        self.await_checkpoint(ctx);
    }

    /// The job does nothing any more, and waits for its end.
    pub(crate) fn halt(&mut self) {
        self.epoch += 1;
        if let Some(job) = &mut self.job {
            self.totals.checkpoints_failed += u64::from(job.taking.take().is_some());
            job.phase = Phase::Halted;
        }
    }

    /// Whether nothing works.
    pub(crate) fn is_halted(&self) -> bool {
        self.job.as_ref().is_none_or(|job| job.phase == Phase::Halted)
    }

    /// The job is gone. Each start is billed for ten minutes at least.
    pub(crate) fn end_job(&mut self, ctx: &mut Ctx<'_, Event>) {
        self.epoch += 1;
        let Some(job) = self.job.take() else { return };
        let ran_s = (ctx.now() - job.started) / SECOND_US;
        if ran_s < prices::START_S_MIN {
            let hours = (prices::START_S_MIN - ran_s) as f64 / 3_600.0;
            let kpus = job.config.parallelism.kpus() as f64;
            ctx.charge(&prices::KPU, (kpus + 1.0) * hours);
            ctx.charge(&prices::STORAGE, kpus * prices::STORAGE_GB * hours);
        }
    }

    /// Reads, lets time pass, writes; and comes again.
    pub(crate) fn poll(&mut self, epoch: u64, ctx: &mut Ctx<'_, Event>) {
        self.turn(epoch, ctx, |application, job, ctx| {
            let role = ctx.assume(&job.config.role_arn)?;
            application.write(job, &role, ctx)?;
            application.read(job, &role, ctx)?;
            application.pass_time(job, ctx);
            application.write(job, &role, ctx)
        });
        if self.epoch == epoch {
            ctx.schedule(POLL_US, Event::Poll { target: self.target(), epoch });
            self.await_timer(ctx);
        }
    }

    /// A window by the clock is over.
    pub(crate) fn timer(&mut self, epoch: u64, ctx: &mut Ctx<'_, Event>) {
        self.turn(epoch, ctx, |application, job, ctx| {
            application.pass_time(job, ctx);
            let role = ctx.assume(&job.config.role_arn)?;
            application.write(job, &role, ctx)
        });
        if self.epoch == epoch {
            self.await_timer(ctx);
        }
    }

    fn turn(
        &mut self,
        epoch: u64,
        ctx: &mut Ctx<'_, Event>,
        work: impl FnOnce(&mut Self, &mut Job, &mut Ctx<'_, Event>) -> Result<(), AwsError>,
    ) {
        if self.epoch != epoch {
            return;
        }
        let Some(mut job) = self.job.take() else { return };
        let done = work(self, &mut job, ctx);
        self.job = Some(job);
        match done {
            Ok(()) => self.recover(ctx),
            Err(error) => self.fail(error, ctx),
        }
    }

    /// A turn that went well ends the trouble.
    fn recover(&mut self, ctx: &mut Ctx<'_, Event>) {
        if self.trouble.take().is_some() {
            ctx.note(Note::info("kinesisanalytics-recovered").with("application", &self.name));
        }
    }

    /// The job is down, and goes back.
    fn fail(&mut self, error: AwsError, ctx: &mut Ctx<'_, Event>) {
        let Some(job) = &mut self.job else { return };
        let now = ctx.now();
        let taken = job.last.as_ref().map_or(0, |last| last.written());
        let rewound = job.live.written().saturating_sub(taken);
        let to = job.last.as_ref().and_then(|_| self.checkpoints.last().map(|checkpoint: &Checkpoint| checkpoint.at));
        self.totals.checkpoints_failed += u64::from(job.taking.take().is_some());
        job.phase = Phase::Down(match (&self.trouble, job.phase) {
            // It has not worked in between.
            (Some(trouble), _) => trouble.since,
            (None, _) => now,
        });
        self.totals.rewound += rewound;
        self.totals.restarts += 1;
        job.restarts += 1;
        self.restarts.push_back(Restart { at: now, error: error.clone(), rewound, to });
        if self.restarts.len() > RESTARTS_MAX {
            self.restarts.pop_front();
        }
        let known = self.trouble.as_ref().filter(|trouble| trouble.error == error);
        if known.is_none() {
            let note = Note::error("kinesisanalytics-failed").with("application", &self.name);
            ctx.note(note.with("code", &error.code).with("message", &error.message));
        }
        let attempts = known.map_or(1, |trouble| trouble.attempts + 1);
        let since = self.trouble.as_ref().map_or(now, |trouble| trouble.since);
        self.trouble = Some(Trouble { error, since, attempts });
        self.epoch += 1;
        ctx.schedule(RESTART_US, Event::Restart { target: self.target(), epoch: self.epoch });
    }

    /// The job goes on from its last checkpoint, or from what it was started from.
    pub(crate) fn restart(&mut self, epoch: u64, ctx: &mut Ctx<'_, Event>) {
        if self.epoch != epoch {
            return;
        }
        let Some(job) = &mut self.job else { return };
        let live = match &job.last {
            Some(last) => Ok((**last).clone()),
            None => Saved::fresh(&job.config.plan),
        };
        match live {
            Ok(live) => {
                job.live = live;
                job.phase = Phase::Up(ctx.now());
                job.is_held_back = false;
                self.go_on(ctx);
            }
            Err(error) => self.fail(error, ctx),
        }
    }

    /// The operators learn what time it is.
    fn pass_time(&mut self, job: &mut Job, ctx: &mut Ctx<'_, Event>) {
        let (now, now_ms) = (ctx.now(), ctx.date().0 as i64);
        let plan = job.config.plan.clone();
        let mut out = Output::default();
        for (running, statement) in job.live.statements.iter_mut().zip(&plan.statements) {
            let running = Arc::make_mut(running);
            running.flow.tick(now_ms, &mut out);
            self.take(running, statement, &mut out, now);
        }
    }

    /// Takes what the operators of a statement have given.
    pub(super) fn take(&mut self, running: &mut Running, statement: &Statement, out: &mut Output, now: Time) {
        for row in out.rows.drain(..) {
            running.given += 1;
            match &statement.sink {
                Sink::Chart { key, rows_max } => {
                    if let Some(chart) = self.charts.get_mut(&statement.into) {
                        chart.apply(row, key, *rows_max, now);
                    }
                    running.written += 1;
                    self.totals.written += 1;
                }
                Sink::Kinesis { key, delimiter, .. } => running.queue(&row, partition_key(&row, key, delimiter)),
                Sink::Firehose { .. } => running.queue(&row, None),
            }
        }
        for late in out.late.drain(..) {
            running.late.push_back(Arc::new(LateRow { at: now, late }));
        }
        for fired in out.fired.drain(..) {
            running.fired.push_back((now, fired));
        }
        while running.late.len() > LATE_MAX {
            running.late.pop_front();
        }
        while running.fired.len() > LATE_MAX {
            running.fired.pop_front();
        }
    }

    fn await_timer(&self, ctx: &mut Ctx<'_, Event>) {
        let Some(job) = &self.job else { return };
        let due_ms = job.live.statements.iter().filter_map(|running| running.flow.next_timer_ms()).min();
        let now_ms = ctx.date().0 as i64;
        // The next turn comes within a second, and lets time pass as well.
        if let Some(delay_ms) = due_ms.map(|due_ms| due_ms - now_ms).filter(|delay_ms| (1..1_000).contains(delay_ms)) {
            let event = Event::Timer { target: self.target(), epoch: self.epoch };
            ctx.schedule(delay_ms as u64 * 1_000, event);
        }
    }

    /// Takes a snapshot and ends the job, for an update or a stop. A job that is down cannot; then it is tried again until it can.
    pub(crate) fn begin_end(&mut self, ctx: &mut Ctx<'_, Event>) {
        let Some(job) = &self.job else { return };
        if !matches!(job.phase, Phase::Up(_)) {
            ctx.schedule(RESTART_US, self.step_event());
            return;
        }
        let mut saved_us = 0;
        if job.config.has_snapshots {
            let what = if self.status == Status::Updating { "update" } else { "stop" };
            let name = format!("{what}-{}-{}", job.version, self.snapshots_ever + 1);
            saved_us = self.take_snapshot(&name, ctx);
        }
        self.halt();
        if self.status == Status::Updating {
            self.start_soon(ctx);
        } else {
            let delay = crate::limits::STOPPING_US + ctx.draw_below("stopping", crate::limits::STOPPING_JITTER_US);
            ctx.schedule(delay + saved_us, self.step_event());
        }
    }
}

impl Running {
    fn queue(&mut self, row: &Row, key: Option<String>) {
        let mut data = Vec::new();
        self.flow.encode(row, &mut data);
        self.waiting_bytes += data.len() as u64;
        let key = key.unwrap_or_else(|| format!("{:016x}", spread(self.given)));
        self.waiting.push_back(Outgoing { key: key.into(), data: data.into() });
    }
}

/// The partition key of a row, of at most 256 characters; `None` if it has no columns for it.
fn partition_key(row: &Row, key: &[u32], delimiter: &str) -> Option<String> {
    let values: Vec<String> = key.iter().filter_map(|column| row.values.get(*column as usize)).map(text).collect();
    let key: String = values.join(delimiter).chars().take(256).collect();
    (!key.is_empty()).then_some(key)
}

/// Spreads a number over 64 bits: a partition key by chance, the same whenever the row is given again.
fn spread(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
