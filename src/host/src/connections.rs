//! Connections that calls have left open. What comes on one is handed to the message that asked, in order and each thing once,
//! however the reader goes back and forth: the account counts what is pushed, alike in a replay. A connection whose call the run does
//! not hold any more ends with `AbortError`; what comes on one that nobody holds is let go.

use crate::Host;
use account::Command;
use protocol::{CallError, FromWorker};
use service::{Pushed, Ticket, apart};
use sim::{Time, World};
use std::collections::BTreeMap;

/// The connections that somebody holds, by the ticket of their call.
pub(crate) type Connections = BTreeMap<Ticket, Connection>;

/// A connection that somebody holds.
#[derive(Clone, Copy)]
pub(crate) struct Connection {
    /// The message's that asked.
    id: u32,
    /// When the call was made.
    made: Time,
    /// The call's place in the log.
    entry: usize,
    /// What the account has counted up to the last thing that was handed on: its like comes again in a replay.
    heard: u64,
}

impl Host {
    /// Remembers who holds the connection that the last command has opened.
    pub(crate) fn connect(&mut self, ticket: Ticket, id: u32) {
        let (made, entry) = (self.run.present().now(), self.run.log().len() - 1);
        self.connections.insert(ticket, Connection { id, made, entry, heard: 0 });
    }

    /// Takes what has come on connections and hands it on.
    pub(crate) fn hand_on(&mut self) {
        let account = self.run.present_mut();
        let until = account.pushed_count();
        let pushed = account.take_pushed();
        if !pushed.is_empty() {
            let from = until - pushed.len() as u64;
            apart(|| (from..).zip(pushed).for_each(|(number, (ticket, pushed))| self.hand(number, ticket, pushed)));
        }
    }

    fn hand(&mut self, number: u64, ticket: Ticket, pushed: Pushed) {
        let Some(connection) = self.connections.get_mut(&ticket).filter(|it| it.heard <= number) else { return };
        connection.heard = number + 1;
        let id = connection.id;
        match pushed {
            Pushed::Event(event) => self.post(FromWorker::Event { id, event: event.to_json() }),
            Pushed::End(result) => {
                self.connections.remove(&ticket);
                let error = result.err();
                let error = error.map(|error| CallError { name: error.code.into_owned(), message: error.message });
                self.post(FromWorker::End { id, error });
            }
        }
    }

    /// Who holds a connection closes it. The account hears of it by a command, as of everything that changes it.
    pub(crate) fn leave(&mut self, id: u32) {
        let Some(ticket) = self.connections.iter().find(|(_, it)| it.id == id).map(|(ticket, _)| *ticket) else {
            return;
        };
        self.connections.remove(&ticket);
        self.command(Command::Leave { ticket: ticket.0 });
    }

    /// The run is about to go to `target`: before a call there is no connection that it has opened.
    pub(crate) fn disconnect_after(&mut self, target: Time) {
        self.disconnect(|it| it.made > target, "the run went back to before the call");
    }

    /// The last command has begun a branch, when `pushed` things had come on connections. What came later is not of this
    /// branch, and its like may come again; calls behind the command never were.
    pub(crate) fn disconnect_branch(&mut self, pushed: u64) {
        let entries = self.run.log().len() - 1;
        self.disconnect(|it| it.entry >= entries, "the run took another branch");
        self.connections.values_mut().for_each(|it| it.heard = it.heard.min(pushed));
    }

    /// Ends connections on this side.
    pub(crate) fn disconnect(&mut self, is_meant: impl Fn(&Connection) -> bool, reason: &str) {
        let ended: Vec<_> = self.connections.extract_if(.., |_, it| is_meant(it)).collect();
        for (_, Connection { id, .. }) in ended {
            let error = CallError { name: "AbortError".into(), message: reason.into() };
            self.post(FromWorker::End { id, error: Some(error) });
        }
    }
}
