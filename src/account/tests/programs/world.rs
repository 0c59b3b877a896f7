//! An account with a clock, and a few words to drive it by.

use account::{Account, Command, Outcome};
use clients::{ConsumerView, ProducerView};
use serde_json::{Value, json};
use sim::World as _;

pub struct World(pub Account);

impl World {
    pub fn new() -> Self {
        Self(Account::new(7, 1_767_225_600_000))
    }

    /// With a stream `s` that is active.
    pub fn with_stream(shards: u32) -> Self {
        let mut world = Self::new();
        world.call("Kinesis.CreateStream", json!({"StreamName": "s", "ShardCount": shards}));
        world.seconds(11);
        world
    }

    /// With a queue `q` whose messages come back after five seconds.
    pub fn with_queue() -> Self {
        let mut world = Self::new();
        world.call("SQS.CreateQueue", json!({"QueueName": "q", "Attributes": {"VisibilityTimeout": "5"}}));
        world
    }

    /// A call that goes well.
    pub fn call(&mut self, name: &str, params: Value) -> Value {
        match self.0.command(&Command::Call { name: name.into(), params, principal: None }) {
            Outcome::Now(Ok(answer)) => answer,
            other => panic!("{name}: {other:?}"),
        }
    }

    /// A call that may fail.
    pub fn try_call(&mut self, name: &str, params: Value) -> Result<Value, String> {
        match self.0.command(&Command::Call { name: name.into(), params, principal: None }) {
            Outcome::Now(answer) => answer.map_err(|error| error.code.into_owned()),
            other => panic!("{name}: {other:?}"),
        }
    }

    pub fn set(&mut self, path: &str, to: Value) {
        assert_eq!(self.try_set(path, to), Ok(()), "{path}");
    }

    pub fn try_set(&mut self, path: &str, to: Value) -> Result<(), String> {
        match self.0.command(&Command::Set { path: path.into(), to }) {
            Outcome::Now(answer) => answer.map(|_| ()).map_err(|error| error.message),
            other => panic!("{path}: {other:?}"),
        }
    }

    /// What a program says of itself.
    pub fn told(&mut self, path: &str) -> Value {
        match self.0.command(&Command::Set { path: path.into(), to: json!({}) }) {
            Outcome::Now(Ok(told)) => told,
            other => panic!("{path}: {other:?}"),
        }
    }

    /// Puts records with these keys, the data being their numbers.
    pub fn put(&mut self, keys: &[&str]) {
        for key in keys {
            self.call("Kinesis.PutRecord", json!({"StreamName": "s", "PartitionKey": key, "Data": "aGk="}));
        }
    }

    pub fn ms(&mut self, ms: u64) {
        self.ms_watched(ms, |_| ());
    }

    /// The same, with a look after each event.
    pub fn ms_watched(&mut self, ms: u64, mut look: impl FnMut(&Self)) {
        let until = self.0.now() + ms * 1_000;
        while self.0.next_due().is_some_and(|due| due <= until) {
            self.0.step(None);
            look(self);
        }
        self.0.move_to(until);
        let broken = self.0.breaches();
        assert!(broken.is_empty(), "{broken:?}");
    }

    pub fn seconds(&mut self, seconds: u64) {
        self.ms(seconds * 1_000);
    }

    pub fn consumer(&self, name: &str) -> ConsumerView {
        let mut views = self.0.clients().consumers(self.0.now()).into_iter();
        views.find(|view| &*view.name == name).unwrap_or_else(|| panic!("no consumer {name}"))
    }

    pub fn producer(&self) -> ProducerView {
        self.0.clients().producers(self.0.now()).into_iter().next().unwrap_or_else(|| panic!("no producer"))
    }

    pub fn notes(&self, kind: &str) -> usize {
        self.0.notes().iter().filter(|(_, entry)| entry.note.kind == kind).count()
    }

    /// Clicks into the stream or the queue.
    pub fn clicks(&mut self, target: &str, rate: u64) {
        self.set("producers/p", json!({"source": "clicks", "target": target, "rate": rate}));
    }
}
