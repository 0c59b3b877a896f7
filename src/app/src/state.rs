//! What the page knows: the last views, what is open, what is half typed. One
//! reducer changes it.

use crate::PageConfig;
use crate::bridge::Incoming;
use crate::sheets::{SheetAction, Sheets};
use protocol::{
    ApplicationDetail, Bill, Buffers, Catalog, Clock, ConsumerDetail, Contrast, Dashboard, DeliveryDetail, Discover,
    EngineState, Events, FromWorker, Hashes, Iam, Lateness, Law, Metrics, Node, Objects, Panel, Queries, QueueDetail,
    Records, Trace, Trail, Viewport, Views, Works,
};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use yew::Reducible;

/// The consoles, in the order of the pipeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tab {
    Producers,
    Shards,
    Records,
    Delivery,
    Objects,
    Catalog,
    #[default]
    Query,
    Dashboard,
    Discover,
    Events,
    Trail,
    Metrics,
    Bill,
    Iam,
    Laws,
    Consumers,
    Queues,
    Contrast,
    Analytics,
    Buffers,
    Lateness,
}

impl Tab {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::Producers,
        Self::Shards,
        Self::Records,
        Self::Consumers,
        Self::Queues,
        Self::Contrast,
        Self::Analytics,
        Self::Delivery,
        Self::Buffers,
        Self::Lateness,
        Self::Objects,
        Self::Catalog,
        Self::Query,
        Self::Dashboard,
        Self::Discover,
        Self::Events,
        Self::Trail,
        Self::Metrics,
        Self::Bill,
        Self::Iam,
        Self::Laws,
    ];

    /// Its name in attributes and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Producers => "producers",
            Self::Shards => "shards",
            Self::Records => "records",
            Self::Delivery => "delivery",
            Self::Objects => "objects",
            Self::Catalog => "catalog",
            Self::Query => "query",
            Self::Dashboard => "dashboard",
            Self::Discover => "discover",
            Self::Events => "events",
            Self::Trail => "trail",
            Self::Metrics => "metrics",
            Self::Bill => "bill",
            Self::Iam => "iam",
            Self::Laws => "laws",
            Self::Consumers => "consumers",
            Self::Queues => "queues",
            Self::Contrast => "contrast",
            Self::Analytics => "analytics",
            Self::Buffers => "buffers",
            Self::Lateness => "lateness",
        }
    }

    /// By its name, or by the scene of the article that speaks of it.
    pub fn named(name: &str) -> Option<Self> {
        let by_scene = match name {
            "pipeline" => Self::Producers,
            "kinesis" => Self::Shards,
            "firehose" => Self::Delivery,
            "s3" => Self::Objects,
            "glue" => Self::Catalog,
            "athena" => Self::Query,
            "quicksight" => Self::Dashboard,
            "opensearch" => Self::Discover,
            "sqs" => Self::Queues,
            _ => return Self::ALL.into_iter().find(|tab| tab.name() == name),
        };
        Some(by_scene)
    }

    /// The console of a place in the diagram.
    pub fn of(node: &Node) -> Self {
        match node {
            Node::Producer(_) => Self::Producers,
            Node::Stream(_) => Self::Shards,
            Node::Shard(..) => Self::Records,
            Node::Delivery(_) => Self::Delivery,
            Node::Bucket(_) => Self::Objects,
            Node::Glue => Self::Catalog,
            Node::Athena => Self::Query,
            Node::QuickSight => Self::Dashboard,
            Node::Domain(_) => Self::Discover,
            Node::Queue(_) => Self::Queues,
            Node::Consumer(_) => Self::Consumers,
            Node::Application(_) => Self::Analytics,
        }
    }
}

/// The last views of the consoles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panels {
    pub records: Option<Rc<Records>>,
    pub objects: Option<Rc<Objects>>,
    pub catalog: Option<Rc<Catalog>>,
    pub queries: Option<Rc<Queries>>,
    /// The last ones with a result, so that it stays in sight until the next query has one.
    pub queries_before: Option<Rc<Queries>>,
    pub dashboard: Option<Rc<Dashboard>>,
    pub discover: Option<Rc<Discover>>,
    pub delivery: Option<Rc<DeliveryDetail>>,
    pub trail: Option<Rc<Trail>>,
    pub events: Option<Rc<Events>>,
    pub metrics: Option<Rc<Metrics>>,
    pub bill: Option<Rc<Bill>>,
    pub iam: Option<Rc<Iam>>,
    pub laws: Option<Rc<Vec<Law>>>,
    pub hashes: Option<Rc<Hashes>>,
    pub trace: Option<Rc<Trace>>,
    pub queue: Option<Rc<QueueDetail>>,
    pub consumer: Option<Rc<ConsumerDetail>>,
    pub contrast: Option<Rc<Contrast>>,
    pub application: Option<Rc<ApplicationDetail>>,
    pub buffers: Option<Rc<Buffers>>,
    pub lateness: Option<Rc<Lateness>>,
}

/// A message above the consoles.
#[derive(Clone, Debug, PartialEq)]
pub struct Flash {
    pub id: u32,
    /// An error stays until it is dismissed; anything else gives way to the next.
    pub error: bool,
    pub title: String,
    pub text: String,
}

/// What the run is called and where it plays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ready {
    pub title: String,
    pub account: String,
    pub region: String,
}

/// Everything.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub config: PageConfig,
    pub ready: Option<Rc<Ready>>,
    pub frame: u32,
    pub clock: Rc<Clock>,
    pub works: Rc<Works>,
    pub panels: Panels,
    pub engines: BTreeMap<String, EngineState>,
    pub tab: Tab,
    /// What each console shows, by the viewport's kind.
    pub viewports: BTreeMap<&'static str, Viewport>,
    /// The query editor's tabs.
    pub sheets: Rc<Sheets>,
    /// Half-typed texts, by place.
    pub drafts: BTreeMap<String, String>,
    /// The last search's answer, so that it outlives a change of console.
    pub found: Option<Rc<serde_json::Value>>,
    pub following: bool,
    pub flashes: Vec<Flash>,
    pub flash_next: u32,
    /// For screen readers.
    pub announced: String,
    pub upright: bool,
    /// Files of the reader's own.
    pub inputs: Vec<String>,
    /// When the reader came in: what lies before has only built the scenario up.
    pub opened_us: Option<u64>,
}

/// What may happen to it.
pub enum Action {
    Incoming(Incoming),
    Tab(Tab),
    Show(Viewport),
    Draft(String, String),
    Sheet(SheetAction),
    Found(Option<Rc<serde_json::Value>>),
    Following(bool),
    Error {
        title: String,
        text: String,
    },
    Note {
        title: String,
        text: String,
    },
    Dismiss(u32),
    Announce(String),
    Upright(bool),
    Input(String),
    /// A saved run was opened: it has a start of its own.
    Opened,
    Lang(String),
    Theme(String),
}

impl State {
    /// At the start.
    pub fn new(config: PageConfig) -> Self {
        let tab = [&config.panel, &config.scene].into_iter().flatten().find_map(|name| Tab::named(name));
        Self {
            config,
            ready: None,
            frame: 0,
            clock: Rc::default(),
            works: Rc::default(),
            panels: Panels::default(),
            engines: BTreeMap::new(),
            tab: tab.unwrap_or_default(),
            viewports: BTreeMap::new(),
            sheets: Rc::default(),
            drafts: BTreeMap::new(),
            found: None,
            following: false,
            flashes: Vec::new(),
            flash_next: 0,
            announced: String::new(),
            upright: false,
            inputs: Vec::new(),
            opened_us: None,
        }
    }

    /// The language's code.
    pub fn lang(&self) -> &str {
        self.config.lang.as_deref().unwrap_or("es")
    }

    /// A half-typed text.
    pub fn draft(&self, place: &str) -> Option<&str> {
        self.drafts.get(place).map(String::as_str)
    }

    /// A viewport of the kind that `default` is of.
    pub fn viewport(&self, default: Viewport) -> Viewport {
        self.viewports.get(kind(&default)).cloned().unwrap_or(default)
    }

    fn take(&mut self, views: Views) {
        self.frame = views.frame;
        if let Some(clock) = views.clock {
            if self.ready.is_some() {
                self.opened_us = self.opened_us.or(Some(clock.now_us));
            }
            self.clock = Rc::new(clock);
        }
        if let Some(works) = views.works {
            self.works = Rc::new(works);
        }
        // Shared where they were made; whoever has read them has them alone.
        for panel in views.panels.into_iter().filter_map(Arc::into_inner) {
            let panels = &mut self.panels;
            match panel {
                Panel::Records(view) => panels.records = Some(Rc::new(view)),
                Panel::Objects(view) => panels.objects = Some(Rc::new(view)),
                Panel::Catalog(view) => panels.catalog = Some(Rc::new(view)),
                Panel::Queries(view) => {
                    let before = panels.queries.replace(Rc::new(view));
                    panels.queries_before =
                        before.filter(|before| before.result.is_some()).or(panels.queries_before.take());
                }
                Panel::Dashboard(view) => panels.dashboard = Some(Rc::new(view)),
                Panel::Discover(view) => panels.discover = Some(Rc::new(view)),
                Panel::Delivery(view) => panels.delivery = Some(Rc::new(view)),
                Panel::Trail(view) => panels.trail = Some(Rc::new(view)),
                Panel::Events(view) => panels.events = Some(Rc::new(view)),
                Panel::Metrics(view) => panels.metrics = Some(Rc::new(view)),
                Panel::Bill(view) => panels.bill = Some(Rc::new(view)),
                Panel::Iam(view) => panels.iam = Some(Rc::new(view)),
                Panel::Laws(view) => panels.laws = Some(Rc::new(view)),
                Panel::Hashes(view) => panels.hashes = Some(Rc::new(view)),
                Panel::Trace(view) => panels.trace = view.map(|trace| Rc::new(*trace)),
                Panel::Queue(view) => panels.queue = Some(Rc::new(view)),
                Panel::Consumers(view) => panels.consumer = Some(Rc::new(view)),
                Panel::Contrast(view) => panels.contrast = Some(Rc::new(view)),
                Panel::Application(view) => panels.application = Some(Rc::new(*view)),
                Panel::Buffers(view) => panels.buffers = Some(Rc::new(view)),
                Panel::Lateness(view) => panels.lateness = Some(Rc::new(view)),
            }
        }
    }

    fn incoming(&mut self, incoming: Incoming) {
        match incoming {
            Incoming::Worker(message) => match *message {
                FromWorker::Views(views) => self.take(*views),
                FromWorker::Ready { title, account, region, .. } => {
                    self.ready = Some(Rc::new(Ready { title, account, region }));
                    self.opened_us = None;
                }
                FromWorker::Broken { message } => self.flash(true, String::new(), message),
                FromWorker::Refused { version } => {
                    self.flash(true, String::new(), format!("protocol {} ≠ {version}", protocol::VERSION));
                }
                // Answers have found who asked; the loader sees to the log, to what is wanted, and to the host page.
                FromWorker::Answer { .. }
                | FromWorker::Event { .. }
                | FromWorker::End { .. }
                | FromWorker::File { .. }
                | FromWorker::Logged { .. }
                | FromWorker::Want { .. }
                | FromWorker::Unstartable { .. }
                | FromWorker::Task(_) => {}
            },
            Incoming::Engine(state) => {
                self.engines.insert(state.engine.clone(), state);
            }
            Incoming::Configure(config) => self.configure(config),
            Incoming::Unreadable(text) => self.flash(true, String::new(), text),
        }
    }

    fn configure(&mut self, config: PageConfig) {
        if let Some(tab) = [&config.panel, &config.scene].into_iter().flatten().find_map(|name| Tab::named(name)) {
            self.tab = tab;
        }
        let old = &mut self.config;
        old.lang = config.lang.or(old.lang.take());
        old.theme = config.theme.or(old.theme.take());
        old.scene = config.scene.or(old.scene.take());
        old.chrome = config.chrome.or(old.chrome);
        old.lock = config.lock.or(old.lock);
    }

    fn flash(&mut self, error: bool, title: String, text: String) {
        self.flashes.retain(|flash| flash.error && (flash.title != title || flash.text != text));
        if self.flashes.len() >= 3 {
            self.flashes.remove(0);
        }
        self.announced = format!("{title} {text}");
        self.flashes.push(Flash { id: self.flash_next, error, title, text });
        self.flash_next += 1;
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = (*self).clone();
        match action {
            Action::Incoming(incoming) => state.incoming(incoming),
            Action::Tab(tab) => state.tab = tab,
            Action::Show(viewport) => {
                state.viewports.insert(kind(&viewport), viewport);
            }
            Action::Draft(place, text) => {
                state.drafts.insert(place, text);
            }
            Action::Sheet(action) => {
                let mut shown = state.viewports.remove("queries");
                Rc::make_mut(&mut state.sheets).apply(action, &mut shown);
                if let Some(shown) = shown {
                    state.viewports.insert("queries", shown);
                }
            }
            Action::Found(found) => state.found = found,
            Action::Following(following) => {
                state.following = following;
                state.panels.trace = None;
                state.viewports.remove("trace");
            }
            Action::Error { title, text } => state.flash(true, title, text),
            Action::Note { title, text } => state.flash(false, title, text),
            Action::Dismiss(id) => state.flashes.retain(|flash| flash.id != id),
            Action::Announce(text) => state.announced = text,
            Action::Upright(upright) => state.upright = upright,
            Action::Input(name) => {
                if !state.inputs.contains(&name) {
                    state.inputs.push(name);
                }
            }
            Action::Opened => state.opened_us = Some(0),
            Action::Lang(lang) => state.config.lang = Some(lang),
            Action::Theme(theme) => state.config.theme = Some(theme),
        }
        Rc::new(state)
    }
}

/// The name of a viewport's kind.
pub fn kind(viewport: &Viewport) -> &'static str {
    match viewport {
        Viewport::Records { .. } => "records",
        Viewport::Objects { .. } => "objects",
        Viewport::Catalog { .. } => "catalog",
        Viewport::Queries { .. } => "queries",
        Viewport::Dashboard { .. } => "dashboard",
        Viewport::Discover { .. } => "discover",
        Viewport::Delivery { .. } => "delivery",
        Viewport::Trail { .. } => "trail",
        Viewport::Events { .. } => "events",
        Viewport::Metrics => "metrics",
        Viewport::Bill => "bill",
        Viewport::Iam => "iam",
        Viewport::Laws => "laws",
        Viewport::Hashes { .. } => "hashes",
        Viewport::Trace { .. } => "trace",
        Viewport::Queue { .. } => "queue",
        Viewport::Consumers { .. } => "consumers",
        Viewport::Contrast => "contrast",
        Viewport::Application { .. } => "application",
        Viewport::Buffers { .. } => "buffers",
        Viewport::Lateness => "lateness",
    }
}
