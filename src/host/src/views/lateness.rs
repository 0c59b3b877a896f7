//! Event time against arrival time, of the scenario `lateness`: a sample of the stream's records, each with the hour in which it happened and the
//! hour of the object in which it lies. What lies where is asked of Firehose, record by record; nothing is guessed from times.

use super::delivery::object_of;
use super::streams::now;
use crate::Host;
use crate::follow::record_view_of;
use kinesis::Found;
use protocol::{HourPartition, LateDot, LatePlace, Lateness};
use sim::Time;
use std::collections::{BTreeMap, BTreeSet};

/// The stream and the Firehose streams of the scenario `lateness`, and of its repair.
const STREAM: &str = "clicks";
const BY_ARRIVAL: &str = "clicks-by-arrival";
const BY_EVENT: &str = "clicks-by-event";
/// Records of the sample.
const DOTS_MAX: u64 = 400;
/// Hours that are shown.
const HOURS_MAX: u64 = 4;
const HOUR_MS: u64 = 3_600_000;
/// What stands before the hour in both prefixes.
const HOUR: &str = "hour=";

/// The last look at it: anew once a second.
pub(crate) struct Looked {
    branch: u64,
    second: u64,
    view: Lateness,
}

impl Host {
    pub(super) fn lateness_view(&mut self) -> Lateness {
        let (branch, second) = (self.run.branch(), now(self).as_secs());
        if let Some(looked) = self.views.lateness.as_ref().filter(|it| (it.branch, it.second) == (branch, second)) {
            return looked.view.clone();
        }
        let view = self.look_at_lateness();
        self.views.lateness = Some(Box::new(Looked { branch, second, view: view.clone() }));
        view
    }

    fn look_at_lateness(&self) -> Lateness {
        let account = self.run.present();
        let firehose = account.firehose();
        let (Some(stream), Some(_)) = (account.kinesis().stream(STREAM), firehose.delivery_stream(BY_ARRIVAL)) else {
            return Lateness::default();
        };
        let start_ms = account.start_epoch_ms();
        let now_ms = start_ms + now(self).as_secs() * 1_000;
        let first_ms = stream.created().0 / 1_000 + start_ms;
        let this_hour = now_ms / HOUR_MS;
        let from_hour = (this_hour + 1).saturating_sub(HOURS_MAX).max(first_ms / HOUR_MS);
        let from_ms = from_hour * HOUR_MS;
        let repair = firehose.delivery_stream(BY_EVENT).map(|view| view.name.to_string());
        let since = Time(from_ms.saturating_sub(start_ms) * 1_000);
        let sample = account.kinesis().recent(STREAM, since, DOTS_MAX);
        let mut hours: BTreeMap<u64, HourPartition> = (from_hour..=this_hour)
            .map(|hour| (hour, HourPartition { hour_ms: hour * HOUR_MS, ..HourPartition::default() }))
            .collect();
        let mut objects: BTreeSet<String> = BTreeSet::new();
        let mut dots = Vec::new();
        for (id, at) in sample.records {
            let Some(event_ms) = account.kinesis().record(&id).and_then(|found| event_ms(&found)) else { continue };
            let home = event_ms / HOUR_MS;
            let lies = object_of(self, &id, BY_ARRIVAL).and_then(|key| Some((hour_of(&key)?, key)));
            let mended = repair.as_ref().and_then(|repair| hour_of(&object_of(self, &id, repair)?));
            let place = match &lies {
                None => LatePlace::Waiting,
                Some((hour, _)) if *hour == home => LatePlace::Right,
                Some(_) => LatePlace::Wrong,
            };
            if let Some((hour, key)) = lies {
                if let Some(partition) = hours.get_mut(&hour) {
                    partition.records += 1;
                    partition.strangers += u64::from(place == LatePlace::Wrong);
                    partition.objects += u64::from(objects.insert(key));
                }
                if let Some(partition) = hours.get_mut(&home) {
                    partition.missing += u64::from(place == LatePlace::Wrong);
                }
            }
            if let Some(partition) = mended.and_then(|hour| hours.get_mut(&hour)) {
                partition.repaired += 1;
            }
            dots.push(LateDot {
                record: Some(record_view_of(account, &id)),
                event_ms,
                arrived_ms: start_ms + at.0 / 1_000,
                place,
                repaired: mended == Some(home),
            });
        }
        dots.sort_by_key(|dot| dot.arrived_ms);
        let arrived = stream.shards().map(|shard| shard.next_number() - shard.number_at(since)).sum();
        Lateness {
            ready: true,
            delivery: BY_ARRIVAL.into(),
            repair,
            from_ms,
            hours: hours.len() as u32,
            now_ms,
            dots,
            records: arrived,
            partitions: hours.into_values().collect(),
        }
    }
}

/// When a click happened, by its own word.
fn event_ms(found: &Found) -> Option<u64> {
    let text = std::str::from_utf8(found.data()).ok()?;
    let (_, behind) = text.split_once("\"event_time\":\"")?;
    scenario::epoch_ms(behind.split('"').next()?).ok()
}

/// The hour of an object, as its key tells: `…/hour=2026-01-01-02/…`.
fn hour_of(key: &str) -> Option<u64> {
    let (_, behind) = key.split_once(HOUR)?;
    let (day, hour) = (behind.get(..10)?, behind.get(11..13)?);
    scenario::epoch_ms(&format!("{day}T{hour}:00:00Z")).ok().map(|ms| ms / HOUR_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_tells_its_hour() {
        assert_eq!(hour_of("by-arrival/hour=1970-01-02-03/clicks-1-1970"), Some(27));
        assert_eq!(hour_of("by-arrival/hour=1970/clicks"), None);
        assert_eq!(hour_of("errors/processing-failed/x"), None);
    }
}
