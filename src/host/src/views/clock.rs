//! The clock and what stands beside it.

use super::events;
use crate::{Host, engines};
use protocol::{Branch, Clock, Interesting, Said, WaitingOn};
use sim::World;

/// How many marks the slider shows.
const MARKS_MAX: usize = 200;

impl Host {
    pub(super) fn clock_view(&self) -> Clock {
        let account = self.run.present();
        Clock {
            now_us: account.now().0,
            start_epoch_ms: account.start_epoch_ms(),
            frontier_us: self.run.frontier().0,
            playing: self.pace.playing(),
            speed: self.pace.speed(),
            speed_real: self.pace.speed_real(),
            seed: account.seed(),
            branch: self.run.branch() as u32,
            set_aside: self
                .run
                .set_aside()
                .back()
                .filter(|aside| aside.later_commands > 0)
                .map(|aside| Branch { actions: aside.later_commands as u32, frontier_us: aside.saved.frontier.0 }),
            waiting_on: self.waiting_on(),
            ran_ahead: self.views.ran_ahead.clone(),
            interesting: self.marks(),
            memory_bytes: self.memory_bytes(),
            memory_bytes_max: self.memory_bytes_max,
            cost_usd: account.meter().usd(),
            breaches: self.laws_view().into_iter().filter(|law| !law.holds).collect(),
            paused_because: self.views.paused_because.clone(),
        }
    }

    /// What the clock waits for.
    pub(crate) fn waiting_on(&self) -> Option<WaitingOn> {
        let pending = self.waiting_for()?;
        let account = self.run.present();
        if !(self.pace.playing() || self.task.is_some()) {
            return None;
        }
        let job = account.job(pending.job)?;
        let engine = job.request.engine();
        let state = self.engines.state(engine);
        let loaded = state.filter(|state| state.state == "loading" && state.bytes_total > 0);
        let what = match (job.owner, account.athena().query_of_job(pending.job)) {
            (_, Some(id)) => Said::new("job-query").text("id", id),
            (api::ServiceId::Glue, _) => {
                Said::new("job-crawl").text("crawler", account.glue().crawler_of_job(pending.job).unwrap_or_default())
            }
            (api::ServiceId::OpenSearch, _) => Said::new("job-search")
                .text("domain", account.opensearch().domain_of_job(pending.job).unwrap_or_default()),
            (api::ServiceId::KinesisAnalytics, _) => Said::new("job-script"),
            _ => Said::new("job-other"),
        };
        Some(WaitingOn {
            job: pending.job.0 as u32,
            engine: engines::name(engine).into(),
            what,
            state: match state.map(|state| state.state.as_str()) {
                Some(state @ ("building" | "loading")) => state.into(),
                _ => "running".into(),
            },
            progress: loaded.map(|state| state.bytes_loaded as f64 / state.bytes_total as f64),
        })
    }

    fn marks(&self) -> Vec<Interesting> {
        let notes = self.run.present().notes();
        let marks: Vec<_> = notes
            .iter()
            .map(|(_, entry)| entry)
            .filter(|entry| entry.at >= self.ready_at && events::is_interesting(entry))
            .map(|entry| Interesting {
                at_us: entry.at.0,
                said: events::said(entry),
                trouble: entry.note.severity > service::Severity::Info,
            })
            .collect();
        let every = marks.len().div_ceil(MARKS_MAX).max(1);
        marks.into_iter().step_by(every).collect()
    }
}
