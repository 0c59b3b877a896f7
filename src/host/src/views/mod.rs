//! What the page shows: built from the account's state when the page has drawn
//! what came before, at most one message a frame. Only what has changed is sent.

mod applications;
mod buffers;
mod catalog;
mod clock;
mod consumers;
mod contrast;
mod dashboard;
mod delivery;
mod dots;
pub(crate) mod events;
mod grid;
mod hashes;
mod iam;
mod lateness;
mod ledger;
mod notation;
pub(crate) mod queries;
mod queues;
mod storage;
mod streams;
mod works;

pub(crate) use storage::shortened;

use crate::Host;
use protocol::{Clock, FromWorker, Panel, RunAhead, Said, Viewport, Works};
use service::apart;
use std::sync::Arc;

/// The least time between two messages, in milliseconds of wall time.
const FRAME_MS: f64 = 25.0;

/// What the page shows now.
#[derive(Default)]
pub(crate) struct Views {
    /// The clock ran while paused.
    pub ran_ahead: Option<RunAhead>,
    /// Why the run paused itself.
    pub paused_because: Option<Said>,
    viewports: Vec<Viewport>,
    touched: bool,
    frame: u32,
    frame_shown: u32,
    last_ms: f64,
    clock: Option<Clock>,
    works: Option<Works>,
    panels: Vec<Arc<Panel>>,
    /// The result that is shown.
    looked: Option<grid::Looked>,
    /// The seconds of the stream that is shown.
    hashes: Option<Box<hashes::Looked>>,
    /// Event time against arrival time, if that is shown.
    lateness: Option<Box<lateness::Looked>>,
}

impl Views {
    /// Something has changed.
    pub fn touch(&mut self) {
        self.touched = true;
    }

    /// The views of a run that begins anew, before the same page.
    pub fn anew(&self) -> Self {
        let (viewports, frame, frame_shown) = (self.viewports.clone(), self.frame, self.frame_shown);
        Self { viewports, frame, frame_shown, ..Self::default() }
    }

    /// The page shows other parts.
    pub fn watch(&mut self, viewports: Vec<Viewport>) {
        self.viewports = viewports;
        self.panels.clear();
        self.touch();
    }

    /// The page has drawn a frame.
    pub fn shown(&mut self, frame: u32) {
        self.frame_shown = self.frame_shown.max(frame);
    }
}

impl Host {
    /// Sends what has changed, if the page is ready for it. Gives the milliseconds until it should be tried again.
    pub(crate) fn show(&mut self, wall_ms: f64) -> Option<f64> {
        let views = &self.views;
        if !self.ready || !views.touched || views.frame_shown < views.frame {
            return None;
        }
        let wait_ms = views.last_ms + FRAME_MS - wall_ms;
        if views.frame > 0 && wait_ms > 0.0 {
            return Some(wait_ms);
        }
        let message = self.build();
        self.views.touched = false;
        self.views.last_ms = wall_ms;
        if let Some(message) = message {
            self.post(FromWorker::Views(Box::new(message)));
        }
        None
    }

    fn build(&mut self) -> Option<protocol::Views> {
        let clock = self.clock_view();
        let works = self.works_view();
        let panels: Vec<_> =
            self.views.viewports.clone().iter().map(|viewport| Arc::new(self.panel(viewport))).collect();
        let views = &mut self.views;
        let changed: Vec<_> = panels.iter().filter(|panel| !views.panels.contains(panel)).cloned().collect();
        let clock_changed = (views.clock.as_ref() != Some(&clock)).then_some(&clock).cloned();
        let works_changed = (views.works.as_ref() != Some(&works)).then_some(&works).cloned();
        if clock_changed.is_none() && works_changed.is_none() && changed.is_empty() {
            return None;
        }
        views.clock = Some(clock);
        views.works = Some(works);
        views.panels = panels;
        views.frame += 1;
        Some(protocol::Views { frame: views.frame, clock: clock_changed, works: works_changed, panels: changed })
    }

    /// What a viewport shows now.
    pub fn panel(&mut self, viewport: &Viewport) -> Panel {
        match viewport {
            Viewport::Records { stream, shard, from } => {
                Panel::Records(apart(|| self.records_view(stream, shard, from)))
            }
            Viewport::Objects { bucket, prefix, from, preview, preview_line } => {
                Panel::Objects(apart(|| self.objects_view(bucket, prefix, *from, preview.as_deref(), *preview_line)))
            }
            Viewport::Catalog { table } => Panel::Catalog(apart(|| self.catalog_view(table.as_ref()))),
            Viewport::Queries { selected, from, grid } => {
                Panel::Queries(apart(|| self.queries_view(selected.as_deref(), *from, grid)))
            }
            Viewport::Dashboard { analysis } => Panel::Dashboard(apart(|| self.dashboard_view(analysis.as_deref()))),
            Viewport::Discover { domain } => Panel::Discover(apart(|| self.discover_view(domain.as_deref()))),
            Viewport::Delivery { name } => Panel::Delivery(apart(|| self.delivery_view(name))),
            Viewport::Trail { from, errors_only, data_events } => {
                Panel::Trail(apart(|| self.trail_view(*from, *errors_only, *data_events)))
            }
            Viewport::Events { from, interesting_only } => {
                Panel::Events(apart(|| self.events_view(*from, *interesting_only)))
            }
            Viewport::Metrics => Panel::Metrics(apart(|| self.metrics_view())),
            Viewport::Bill => Panel::Bill(apart(|| self.bill_view())),
            Viewport::Iam => Panel::Iam(apart(|| self.iam_view())),
            Viewport::Laws => Panel::Laws(apart(|| self.laws_view())),
            Viewport::Hashes { stream, shard } => Panel::Hashes(apart(|| self.hashes_view(stream, shard.as_deref()))),
            Viewport::Trace { selected } => {
                self.followed.select(*selected);
                Panel::Trace(apart(|| self.trace_view().map(Box::new)))
            }
            Viewport::Queue { name, from } => Panel::Queue(apart(|| self.queue_view(name, *from))),
            Viewport::Consumers { name } => Panel::Consumers(apart(|| self.consumer_detail(name))),
            Viewport::Contrast => Panel::Contrast(apart(|| self.contrast_view())),
            Viewport::Application { name } => Panel::Application(apart(|| Box::new(self.application_view(name)))),
            Viewport::Buffers { delivery } => Panel::Buffers(apart(|| self.buffers_view(delivery.as_deref()))),
            Viewport::Lateness => Panel::Lateness(apart(|| self.lateness_view())),
        }
    }

    /// The works as the page draws them; the build draws its static figures from it too.
    pub fn works_view(&self) -> Works {
        works::works(self)
    }
}
