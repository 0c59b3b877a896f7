//! Adding a built-in scenario to the run that is there: its lines are commands like any other. The first one that is refused ends it.

use super::{Ended, Task};
use crate::Host;
use account::{Command, Outcome};
use scenario::{Line, Scenario};
use serde_json::Value;
use sim::{Time, World};
use std::collections::VecDeque;

impl Host {
    /// Begins to do a scenario's lines in the present run.
    pub(crate) fn add(&mut self, id: u32, scenario: &str) {
        match Scenario::named(scenario) {
            Ok(scenario) => self.task = Some(Task::Add { id, lines: scenario.lines.into(), advancing: None }),
            Err(problem) => self.answer(id, Err(api::AwsError::new("UnknownScenario", problem.to_string()))),
        }
    }

    /// Does the next line.
    pub(super) fn add_on(
        &mut self,
        id: u32,
        mut lines: VecDeque<(usize, Line)>,
        advancing: Option<Time>,
        wall_ms: &dyn Fn() -> f64,
        until: f64,
    ) -> (Option<Task>, Ended) {
        if let Some(target) = advancing {
            let ended = self.drive_to(target, wall_ms, until);
            if !matches!(ended, Ended::Done) {
                return (Some(Task::Add { id, lines, advancing }), ended);
            }
        }
        let Some((_, line)) = lines.pop_front() else {
            self.answer(id, Ok(Value::Null));
            return (None, Ended::Done);
        };
        let mut advancing = None;
        let command = match line {
            Line::Call { name, params, principal } => Some(Command::Call { name, params, principal }),
            Line::Set { path, to } => Some(Command::Set { path, to }),
            Line::Advance(us) => {
                advancing = Some(self.run.present().now() + us);
                None
            }
            Line::Seek(_) | Line::Input(_) | Line::Step(_) | Line::Snapshot => None,
        };
        if let Some(Outcome::Now(Err(error))) = command.map(|command| self.command(command)) {
            self.answer(id, Err(error));
            return (None, Ended::Done);
        }
        (Some(Task::Add { id, lines, advancing }), Ended::Later)
    }
}
