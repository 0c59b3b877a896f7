//! What CloudWatch is told of an application that runs, at the end of each minute. Levels are told once a minute.

use crate::Event;
use crate::job::{Measured, Phase};
use crate::state::Application;
use service::Ctx;
use sim::Time;

const MINUTE_US: u64 = 60_000_000;
const NAMESPACE: &str = "AWS/KinesisAnalytics";

impl Application {
    /// What is told of the next minute counts from here.
    pub(crate) fn measure_from_here(&mut self) {
        let totals = self.totals;
        if let Some(job) = &mut self.job {
            let run = job.measured.run;
            job.measured = Measured { run, read: totals.read, written: totals.written, late: totals.late };
        }
    }

    /// Sees to it that the end of this minute is measured.
    pub(crate) fn await_minute(&self, ctx: &mut Ctx<'_, Event>) {
        let Some(job) = &self.job else { return };
        // Within the minute that it is about.
        let end = (ctx.now().0 / MINUTE_US + 1) * MINUTE_US - 1;
        let end = if end <= ctx.now().0 { end + MINUTE_US } else { end };
        ctx.schedule_at(Time(end), Event::Minute { target: self.target(), run: job.measured.run });
    }

    /// A minute is over.
    pub(crate) fn minute(&mut self, run: u64, ctx: &mut Ctx<'_, Event>) {
        let Some(job) = self.job.as_ref().filter(|job| job.measured.run == run) else { return };
        let (totals, before, now) = (self.totals, job.measured, ctx.now());
        let dimension = ("Application", &*self.name);
        let mut tell = |name, value: f64| ctx.metric(NAMESPACE, name, dimension, value);
        let (read, written) = (totals.read - before.read, totals.written - before.written);
        tell("numRecordsIn", read as f64);
        tell("numRecordsInPerSecond", read as f64 / 60.0);
        tell("numRecordsOut", written as f64);
        tell("numRecordsOutPerSecond", written as f64 / 60.0);
        tell("numLateRecordsDropped", (totals.late - before.late) as f64);
        tell("fullRestarts", job.restarts as f64);
        tell("numRestarts", job.restarts as f64);
        tell("numberOfFailedCheckpoints", totals.checkpoints_failed as f64);
        tell("KPUs", (job.config.parallelism.kpus() + 1) as f64);
        let behind_ms = job.live.readers.values().map(|reader| reader.behind_ms()).max();
        tell("millisBehindLatest", behind_ms.unwrap_or_default() as f64);
        let (uptime, downtime) = match job.phase {
            Phase::Up(since) => (now - since, 0),
            Phase::Down(since) => (0, now - since),
            Phase::Halted => (0, 0),
        };
        tell("uptime", (uptime / 1_000) as f64);
        tell("downtime", (downtime / 1_000) as f64);
        if let Some(checkpoint) = self.checkpoints.last() {
            tell("lastCheckpointDuration", (checkpoint.duration_us / 1_000) as f64);
            tell("lastCheckpointSize", checkpoint.bytes as f64);
        }
        let watermark = job.live.statements.iter().filter_map(|running| running.flow.watermark_ms()).min();
        if let Some(watermark_ms) = watermark {
            tell("currentInputWatermark", watermark_ms as f64);
        }
        self.measure_from_here();
        self.await_minute(ctx);
    }
}
