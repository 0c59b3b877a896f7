//! The page's own run, played ahead to the point where the page opens. The account's module ships with it in its memory
//! (`xtask/src/prepare.rs`), so that opening the page neither waits for it nor loads the code that sets it up. It is a
//! saved result and nothing else: the same commands at the same times, whoever plays them.

use crate::Host;
use crate::task::Task;
use protocol::{Config, ToWorker};
use sim::{Time, World};

impl Host {
    /// A host that has the page's own run at hand when a page starts with it.
    pub fn prepared() -> Self {
        let mut ready = Self::default();
        ready.message(ToWorker::Start { version: protocol::VERSION, config: Config::default() }, None);
        // A clock that stands: each slice goes on until something has to arrive.
        while ready.slice(&|| 0.0).is_some() {}
        Self { prepared: Some(Box::new(ready)), ..Self::default() }
    }

    /// Begins with the prepared run, if it is the one that `config` asks for.
    pub(crate) fn adopt(&mut self, config: &Config) -> bool {
        let Some(mut ready) = self.prepared.take_if(|ready| ready.is_what(config)) else { return false };
        self.leave_all("the run began anew");
        ready.told = std::mem::take(&mut self.told);
        std::mem::swap(&mut ready.data, &mut self.data);
        std::mem::swap(&mut ready.engines, &mut self.engines);
        ready.out.splice(0..0, self.take_out());
        ready.views = self.views.anew();
        ready.views.touch();
        ready.memory_bytes_max = config.memory_bytes_max;
        ready.pace.set_speed(config.speed);
        let target = Time(config.at_us);
        ready.task = (target > ready.run.present().now()).then_some(Task::Seek { id: None, target });
        *self = *ready;
        true
    }

    fn is_what(&self, config: &Config) -> bool {
        let default = Config::default();
        (&config.scenario, &config.scenario_text) == (&default.scenario, &default.scenario_text)
            && config.seed.is_none_or(|seed| seed == self.run.present().seed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Out;
    use protocol::FromWorker;

    fn opened(mut host: Host, config: Config) -> (Host, Vec<String>) {
        host.message(ToWorker::Start { version: protocol::VERSION, config }, None);
        while host.slice(&|| 0.0).is_some() {}
        let said = host.take_out().into_iter().filter_map(|out| match out {
            Out::Post(FromWorker::Views(_), _) => None,
            Out::Post(message, _) => serde_json::to_string(&message).ok(),
            _ => Some("something for an engine".to_owned()),
        });
        let said = said.collect();
        (host, said)
    }

    fn clock(host: &Host) -> (Time, Time, f64, u64) {
        (host.run.present().now(), host.run.frontier(), host.pace.speed(), host.memory_bytes_max)
    }

    #[test]
    fn it_is_the_run_that_would_have_been_played() {
        let configs = [
            Config::default(),
            Config { speed: 20.0, memory_bytes_max: 5, at_us: 3_000_000_000, ..Config::default() },
            Config { seed: Some(99), ..Config::default() },
            Config { scenario: "empty".into(), ..Config::default() },
        ];
        for config in configs {
            let (prepared, said_prepared) = opened(Host::prepared(), config.clone());
            let (played, said_played) = opened(Host::default(), config.clone());
            assert_eq!(said_prepared, said_played, "{config:?}");
            assert_eq!(prepared.run.present().run_hash(), played.run.present().run_hash(), "{config:?}");
            assert_eq!(clock(&prepared), clock(&played), "{config:?}");
            assert!(said_played.iter().any(|said| said.contains("Ready")), "{config:?}");
        }
    }

    #[test]
    fn only_the_first_start_has_it_at_hand() {
        let mut host = Host::prepared();
        assert!(host.adopt(&Config::default()));
        assert!(!host.adopt(&Config::default()), "a reset plays it again");
    }
}
