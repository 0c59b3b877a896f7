//! Saving and opening runs, and how much memory a run may use.

use crate::task::Task;
use crate::{Host, Out};
use account::{Account, Run};
use bytes::Bytes;
use protocol::{FromWorker, Said};
use scenario::{Recovered, SavedRun};
use serde_json::Value;
use sim::{Saved, Time};

impl Host {
    /// The run as text of an `.acequia` file.
    pub fn saved_text(&self) -> String {
        let account = self.run.present();
        let run = SavedRun {
            title: self.title.clone(),
            seed: account.seed(),
            start_epoch_ms: account.start_epoch_ms(),
            ready: self.ready_at,
            saved: self.run.save(),
        };
        run.to_text()
    }

    pub(crate) fn save(&mut self, id: u32) {
        let name = format!("{}.acequia", slug(&self.title));
        let bytes = Bytes::from(self.saved_text());
        self.out.push(Out::Post(FromWorker::File { id, name }, Some(bytes)));
    }

    /// Opens a saved run, or what a page has kept of one whose worker died. A text that cannot be read leaves the run
    /// as it is.
    pub(crate) fn open(&mut self, id: u32, bytes: &Bytes) {
        let Ok(text) = std::str::from_utf8(bytes) else {
            self.answer(id, Err(unreadable("this file is not text; expected a saved run".into())));
            return;
        };
        match Recovered::parse(text) {
            Some(Ok(kept)) => self.recover(id, kept),
            Some(Err(problem)) => self.answer(id, Err(unreadable(problem.to_string()))),
            None => match SavedRun::parse(text) {
                Ok(saved) => self.open_saved(id, saved),
                Err(problem) => self.answer(id, Err(unreadable(problem.to_string()))),
            },
        }
    }

    fn open_saved(&mut self, id: u32, saved: SavedRun) {
        self.pace.play(false);
        let target = saved.saved.at;
        self.open_run(saved, target);
        self.answer(id, Ok(Value::Null));
    }

    /// Begins with a saved run, and goes to `target` in it.
    pub(crate) fn open_run(&mut self, saved: SavedRun, target: Time) {
        self.title = saved.title;
        self.replace_run(Run::open(Account::new(saved.seed, saved.start_epoch_ms), saved.saved));
        self.ready_at = saved.ready;
        self.resend_log();
        self.task = Some(Task::Seek { id: None, target });
    }

    fn recover(&mut self, id: u32, kept: Recovered) {
        let account = self.run.present();
        let start = Account::new(account.seed(), account.start_epoch_ms());
        let last = kept.log.last().map_or(kept.until, |entry| entry.at);
        let target = kept.until.max(last);
        let saved = Saved { log: kept.log, answers: Default::default(), frontier: target, at: target };
        self.pace.play(false);
        self.replace_run(Run::open(start, saved));
        self.resend_log();
        self.views.paused_because = Some(Said::new("paused-rebuilt"));
        self.answer(id, Ok(Value::Null));
        self.task = Some(Task::Seek { id: None, target });
    }

    /// Hands the page the whole log of another run.
    fn resend_log(&mut self) {
        let entries: Vec<_> = self.run.log().iter().map(scenario::entry_text).collect();
        for (sequence, entry) in entries.into_iter().enumerate() {
            self.post(FromWorker::Logged { sequence: sequence as u64, entry });
        }
    }

    /// Bytes that the run holds: payloads on streams, objects, documents. A checkpoint shares them.
    pub(crate) fn memory_bytes(&self) -> u64 {
        let account = self.run.present();
        account.kinesis().streams().map(kinesis::Stream::bytes).sum::<u64>()
            + account.s3().bytes()
            + account.opensearch().stored_bytes()
            + account.firehose().buffered_bytes()
    }

    /// A full budget pauses the run. It never changes what the run does.
    pub(crate) fn check_memory(&mut self) {
        let used = self.memory_bytes();
        if used < self.memory_bytes_max || !self.pace.playing() {
            return;
        }
        self.pace.play(false);
        let said = Said::new("paused-memory").bytes("used", used).bytes("budget", self.memory_bytes_max);
        self.views.paused_because = Some(said);
        self.views.touch();
    }
}

fn unreadable(message: String) -> api::AwsError {
    api::AwsError::new("UnreadableRun", message)
}

fn slug(title: &str) -> String {
    let mut slug: String =
        title.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    while slug.contains("--") {
        slug = slug.replace("--", "-");
    }
    let slug = slug.trim_matches('-');
    if slug.is_empty() { "run".into() } else { slug.into() }
}
