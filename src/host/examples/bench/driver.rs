//! A host without a browser: asks, and slices until it has the answer. There are no engines; what needs one fails the benchmark.

use host::{Host, Out};
use protocol::{Config, FromWorker, ToWorker};
use serde_json::Value;

const SECOND_US: u64 = 1_000_000;

/// A host and who asks it.
pub struct Driver {
    host: Host,
    last_id: u32,
}

impl Driver {
    /// Starts a run and plays its scenario's lines. Errors are the scenario's.
    pub fn start(config: Config) -> Result<Self, String> {
        let mut driver = Self { host: Host::default(), last_id: 0 };
        driver.host.message(ToWorker::Start { version: protocol::VERSION, config }, None);
        driver.run(0)?;
        Ok(driver)
    }

    /// The host, to look at.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// An AWS call by the administrator.
    pub fn call(&mut self, call: &str, params: Value) -> Result<Value, String> {
        self.ask(|id| ToWorker::Call { id, call: call.into(), params, principal: None }, None)
    }

    /// Runs the clock on by so many seconds.
    pub fn advance(&mut self, seconds: u64) -> Result<Value, String> {
        self.ask(|id| ToWorker::Advance { id, us: seconds * SECOND_US }, None)
    }

    /// Changes a producer.
    pub fn set(&mut self, producer: &str, to: Value) -> Result<Value, String> {
        let path = format!("producers/{producer}");
        self.ask(|id| ToWorker::Set { id, path, to }, None)
    }

    /// Sends a message and gives its answer, errors as text.
    pub fn ask(
        &mut self,
        message: impl FnOnce(u32) -> ToWorker,
        payload: Option<bytes::Bytes>,
    ) -> Result<Value, String> {
        self.last_id += 1;
        self.host.message(message(self.last_id), payload);
        self.run(self.last_id)
    }

    /// Slices until the host has nothing more to do; gives the answer with this id, errors as text.
    fn run(&mut self, asked: u32) -> Result<Value, String> {
        let mut answer = Value::Null;
        loop {
            // Without pacing there is no wall time: a slice goes on until its work is done.
            let again = self.host.slice(&|| 0.0);
            let mut supplied = false;
            for out in self.host.take_out() {
                match out {
                    Out::Post(FromWorker::Answer { id, result }, _) if id == asked => {
                        answer = result.map_err(|error| format!("{}: {}", error.name, error.message))?;
                    }
                    Out::Post(FromWorker::Broken { message }, _) => return Err(message),
                    Out::Post(FromWorker::Want { what }, _) => {
                        self.supply(what)?;
                        supplied = true;
                    }
                    Out::EngineRun { .. } => return Err("there is no engine here".into()),
                    _ => {}
                }
            }
            if self.host.is_idle() {
                return Ok(answer);
            }
            if again.is_none() && !supplied {
                return Err("the run waits for something that does not come".into());
            }
        }
    }

    fn supply(&mut self, name: String) -> Result<(), String> {
        let path = format!("{}/../../www/data/{name}.bin", env!("CARGO_MANIFEST_DIR"));
        let bytes = std::fs::read(&path).map_err(|error| format!("{path}: {error}"))?;
        self.host.message(ToWorker::Data { name }, Some(bytes.into()));
        Ok(())
    }
}
