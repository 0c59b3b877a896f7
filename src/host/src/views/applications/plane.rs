//! Event time against arrival: a sample of the records that lie in the stream, the watermark's way among them, and the windows that
//! closed under it. All of it follows from the account as it is, so that a seek shows what playing there shows; what was dropped is told
//! by the operators, not guessed.

use super::time::{Windowed, event_ms};
use crate::Host;
use crate::follow::record_view;
use api::kinesis::shard_id;
use jobs::stream::Window;
use kinesis::Stream;
use kinesisanalytics::{Application, limits};
use protocol::{Plane, PlaneRecord, PlaneWindow, RecordId, WindowKind};
use sim::Time;
use std::collections::BTreeMap;

/// Records that are shown at most.
const RECORDS_MAX: u64 = 240;
/// Windows that are shown at most.
const WINDOWS_MAX: usize = 60;
/// The watermark's steps that are shown at most.
const FRONT_MAX: usize = 400;
/// How far before the plane the watermark's way is followed, as a share of the plane.
const BEFORE: f64 = 0.25;
/// A record is read this long after its arrival, at most: what the front has only just passed may still have been in time.
const READ_MS: i64 = 1_500;

/// A record of the sample.
struct Seen {
    arrived_ms: i64,
    event_ms: i64,
    shard: u32,
    id: RecordId,
}

/// Which windows, as the page knows them.
pub(super) fn kind_of(window: Window) -> WindowKind {
    match window {
        Window::Tumble { size_ms, .. } => WindowKind::Tumble { size_ms },
        Window::Hop { slide_ms, size_ms, .. } => WindowKind::Hop { slide_ms, size_ms },
        Window::Cumulate { step_ms, size_ms, .. } => WindowKind::Cumulate { step_ms, size_ms },
        Window::Session { gap_ms } => WindowKind::Session { gap_ms },
    }
}

/// The length of event time that is shown: some windows.
fn span_ms(window: Window) -> i64 {
    match window {
        Window::Tumble { size_ms, .. } => size_ms.saturating_mul(5),
        Window::Hop { size_ms, .. } => size_ms.saturating_mul(4),
        Window::Cumulate { size_ms, .. } => size_ms.saturating_mul(3),
        Window::Session { gap_ms } => gap_ms.saturating_mul(10),
    }
    .max(10)
}

/// The end of the last window that an instant belongs to.
fn closes_ms(window: Window, event_ms: i64) -> i64 {
    match window {
        Window::Tumble { size_ms, offset_ms } | Window::Cumulate { size_ms, offset_ms, .. } => {
            event_ms - (event_ms - offset_ms).rem_euclid(size_ms.max(1)) + size_ms
        }
        Window::Hop { slide_ms, size_ms, offset_ms } => {
            event_ms - (event_ms - offset_ms).rem_euclid(slide_ms.max(1)) + size_ms
        }
        Window::Session { gap_ms } => event_ms.saturating_add(gap_ms),
    }
}

impl Host {
    /// The plane of a statement's windows, and which records of it were dropped, by their event time.
    pub(super) fn plane(
        &self,
        application: &Application,
        index: usize,
        windowed: &Windowed,
        stream: &Stream,
        title: String,
    ) -> Plane {
        let account = self.run.present();
        let start_ms = account.start_epoch_ms();
        let now = crate::views::streams::now(self);
        let now_ms = (start_ms + now.0 / 1_000).cast_signed();
        let span = span_ms(windowed.window);
        let watermark = application.statements().nth(index).and_then(|statement| statement.watermark_ms);
        // What is read again may have happened long ago.
        let latest = watermark.filter(|at| (now_ms - at).abs() > span).unwrap_or(now_ms);
        let until_ms = closes_ms(windowed.window, latest).min(latest.saturating_add(span / 3));
        let from_ms = until_ms - span;
        let arrived_from_ms = from_ms.max(now_ms - span).min(now_ms - span / 2);
        let delay_ms = windowed.table.watermark.as_ref().map_or(0, |watermark| watermark.delay_ms);
        let before = arrived_from_ms - (span as f64 * BEFORE) as i64;
        let (seen, every) = sample(stream, windowed, start_ms, before);
        let front = front(stream, &seen, delay_ms, watermark.map(|at| (now_ms, at)));
        let passed =
            |at: i64| front.iter().take_while(|(since, _)| *since <= at).last().map(|(_, watermark)| *watermark);
        let mut dropped: BTreeMap<i64, i64> = BTreeMap::new();
        // The list of what was dropped is short: what came before its beginning, the front tells.
        let listed: Vec<_> = application.late(index).collect();
        let oldest = listed.first().map(|late| (start_ms + late.at.0 / 1_000).cast_signed());
        let told_since = oldest.filter(|_| listed.len() >= limits::LATE_MAX);
        for late in listed.into_iter().filter(|late| late.late.lost) {
            dropped.insert(late.late.event_ms, (start_ms + late.at.0 / 1_000).cast_signed());
        }
        let mut records = Vec::new();
        for one in seen.into_iter().filter(|one| one.arrived_ms >= arrived_from_ms) {
            let untold = told_since.is_some_and(|since| one.arrived_ms < since - READ_MS);
            let behind = passed(one.arrived_ms - READ_MS).filter(|_| untold);
            let late = dropped.remove(&one.event_ms).is_some()
                || behind.is_some_and(|watermark| watermark + 1 >= closes_ms(windowed.window, one.event_ms));
            let shown = late || (from_ms..=until_ms).contains(&one.event_ms);
            if shown {
                let (event_ms, arrived_ms) = (one.event_ms, one.arrived_ms);
                records.push(PlaneRecord { record: Some(one.id), event_ms, arrived_ms, late });
            }
        }
        // Those that the sample has left out.
        let others = dropped.into_iter().filter(|(_, at)| *at >= arrived_from_ms);
        records.extend(others.map(|(event_ms, at)| PlaneRecord { record: None, event_ms, arrived_ms: at, late: true }));
        records.sort_by_key(|record| (record.arrived_ms, record.event_ms));
        let windows = windows(application, index, from_ms, start_ms);
        Plane {
            insert: index as u32,
            title,
            windows_are: kind_of(windowed.window),
            from_ms,
            until_ms,
            arrived_from_ms,
            now_ms,
            delay_ms,
            front,
            windows,
            records,
            every,
        }
    }
}

/// Records of all shards since an instant, one in so many.
fn sample(stream: &Stream, windowed: &Windowed, start_ms: u64, from_ms: i64) -> (Vec<Seen>, u64) {
    let from_us = u64::try_from(from_ms).unwrap_or_default().saturating_sub(start_ms) * 1_000;
    let firsts: Vec<_> = stream.shards().map(|shard| (shard, shard.number_at(Time(from_us)))).collect();
    let whole: u64 = firsts.iter().map(|(shard, first)| shard.next_number().saturating_sub(*first)).sum();
    let every = whole.div_ceil(RECORDS_MAX).max(1);
    let mut seen = Vec::new();
    for (shard, first) in firsts {
        // Always the same ones, however long they have been there.
        let mut number = first.next_multiple_of(every);
        while number < shard.next_number() {
            if let Some(found) = shard.record(number)
                && let Some(event_ms) = event_ms(windowed.table, &found, start_ms)
            {
                let arrived_ms = (start_ms + found.segment.arrival_us / 1_000).cast_signed();
                let id = record_view(&found.id(), || stream.sequence_of(&found));
                seen.push(Seen { arrived_ms, event_ms, shard: found.id().source.shard, id });
            }
            number += every;
        }
    }
    seen.sort_by_key(|one| (one.arrived_ms, one.shard));
    (seen, every)
}

/// The watermark's way: the least of the shards' latest events, less the delay. It ends where the operators say that it stands.
fn front(stream: &Stream, seen: &[Seen], delay_ms: i64, ends: Option<(i64, i64)>) -> Vec<(i64, i64)> {
    let Some((now_ms, stands)) = ends else { return Vec::new() };
    let mut latest: BTreeMap<u32, i64> = BTreeMap::new();
    let mut out: Vec<(i64, i64)> = Vec::new();
    // A shard that brings nothing in all this time is idle, or none of the watermark would be there.
    let shards: Vec<u32> = stream
        .shards()
        .map(|shard| shard.id())
        .filter_map(|id| seen.iter().find(|one| shard_id(one.shard) == id).map(|one| one.shard))
        .collect();
    for one in seen {
        let of_shard = latest.entry(one.shard).or_insert(one.event_ms);
        *of_shard = one.event_ms.max(*of_shard);
        if latest.len() < shards.len() {
            continue;
        }
        let least = latest.values().min().copied().unwrap_or_default();
        let watermark = (least - delay_ms).min(stands);
        if out.last().is_none_or(|(_, before)| watermark > *before) {
            out.push((one.arrived_ms, watermark));
        }
    }
    if out.last().is_none_or(|(_, before)| stands > *before) {
        out.push((now_ms, stands));
    }
    // Many steps are thinned out; the last one stays.
    let every = out.len().div_ceil(FRONT_MAX).max(1);
    let last = out.len().saturating_sub(1);
    out.into_iter()
        .enumerate()
        .filter(|(index, _)| index % every == 0 || *index == last)
        .map(|(_, step)| step)
        .collect()
}

/// Windows that fired, and those that will.
fn windows(application: &Application, index: usize, from_ms: i64, start_ms: u64) -> Vec<PlaneWindow> {
    let mut all: BTreeMap<(i64, i64), PlaneWindow> = BTreeMap::new();
    for window in super::open(application, index) {
        let shown = PlaneWindow {
            start_ms: window.start_ms,
            end_ms: window.end_ms,
            closed_ms: None,
            rows: Some(window.rows),
            groups: window.groups,
        };
        let same =
            all.entry((window.start_ms, window.end_ms)).or_insert(PlaneWindow { rows: Some(0), groups: 0, ..shown });
        same.rows = same.rows.map(|rows| rows + window.rows);
        same.groups += window.groups;
    }
    for (at, fired) in application.fired(index) {
        let closed = (start_ms + at.0 / 1_000).cast_signed();
        let (start_ms, end_ms) = (fired.start_ms, fired.end_ms);
        let empty = PlaneWindow { start_ms, end_ms, closed_ms: Some(closed), rows: None, groups: 0 };
        all.entry((start_ms, end_ms)).or_insert(empty).groups += fired.rows;
    }
    let shown = all.into_values().filter(|window| window.end_ms > from_ms);
    let mut out: Vec<_> = shown.collect();
    let too_many = out.len().saturating_sub(WINDOWS_MAX);
    out.drain(..too_many);
    out
}
