//! What has come in and is not yet delivered: records as they came, sharing the bytes of the stream they came from, or what processing has
//! made of them. Nothing is copied and nothing is allocated for a record that nobody processes.

use crate::config::Hints;
use crate::curve::Curve;
use crate::limits::ROW_WHOLE;
use api::{Item, Lineage, Outcome, Segment, Slice};
use bytes::Bytes;
use imbl::Vector;
use sim::Time;
use std::sync::Arc;

/// Records that were taken in together, or what was made of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// The records.
    pub slice: Slice,
    /// When they were taken in, in microseconds since the run's start.
    pub polled_us: u64,
    /// What processing has made of them; `None` if they are as they came.
    pub made: Option<Made>,
}

/// Rows that processing has made of records of one segment.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// The rows.
    pub rows: Arc<Rows>,
    /// The first one's index.
    pub from: u32,
    /// The index after the last one's.
    pub to: u32,
}

/// Rows and their bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// Their data.
    pub bytes: Bytes,
    /// The rows, in order.
    pub rows: Vec<Row>,
    /// Why rows have failed, for those that have.
    pub whys: Vec<Why>,
    /// Partition keys that a transformation has given, for rows that have some: name and value.
    pub keys: Vec<Arc<[(String, String)]>>,
}

/// Something that was made of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The record's index in its segment.
    pub index: u32,
    /// Which part of the record it is, from 0; [`ROW_WHOLE`] if it is the whole of it.
    pub part: u32,
    /// Where its data begins in [`Rows::bytes`].
    pub start: u32,
    /// Its data's length in bytes.
    pub bytes: u32,
    /// Its place in [`Rows::whys`] or [`Rows::keys`], from 1; 0 for none.
    pub note: u32,
}

/// Why a record has failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Why {
    /// `Lambda.FunctionError`, …
    pub code: String,
    /// For people.
    pub message: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When the last attempt ended, in microseconds since the run's start.
    pub ended_us: u64,
}

/// One record, or one part of one, on its way.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    /// The segment of the record that it is, or comes from.
    pub segment: &'a Segment,
    /// The record's index in it.
    pub index: u32,
    /// Which part of the record it is; `None` if it is the whole of it.
    pub part: Option<u32>,
    /// Its data.
    pub data: &'a [u8],
    /// Why it has failed, if it has.
    pub why: Option<&'a Why>,
    /// Partition keys that a transformation gave it.
    pub keys: &'a [(String, String)],
}

impl Piece<'_> {
    /// The record's number.
    pub fn number(&self) -> u64 {
        self.segment.first + u64::from(self.index)
    }
}

impl Rows {
    fn piece<'a>(&'a self, row: &'a Row, segment: &'a Segment) -> Piece<'a> {
        let start = row.start as usize;
        let note = (row.note as usize).checked_sub(1);
        Piece {
            segment,
            index: row.index,
            part: (row.part != ROW_WHOLE).then_some(row.part),
            data: self.bytes.get(start..start + row.bytes as usize).unwrap_or_default(),
            why: note.and_then(|note| self.whys.get(note)),
            keys: note.and_then(|note| self.keys.get(note)).map_or(&[], |keys| &keys[..]),
        }
    }
}

impl Made {
    /// The rows.
    pub fn rows(&self) -> &[Row] {
        self.rows.rows.get(self.from as usize..self.to as usize).unwrap_or_default()
    }
}

impl Taken {
    /// Records as they came.
    pub fn plain(slice: Slice, polled_us: u64) -> Self {
        Self { slice, polled_us, made: None }
    }

    /// How many pieces there are.
    pub fn len(&self) -> u64 {
        self.made.as_ref().map_or_else(|| self.slice.len(), |made| u64::from(made.to.saturating_sub(made.from)))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The data of all pieces, in bytes.
    pub fn bytes(&self) -> u64 {
        match &self.made {
            None => self.slice.items().map(|(_, item)| u64::from(item.data_bytes)).sum(),
            Some(made) => made.rows().iter().map(|row| u64::from(row.bytes)).sum(),
        }
    }

    /// Gives each piece to `visit`, in order.
    pub fn each<'a>(&'a self, mut visit: impl FnMut(Piece<'a>)) {
        let segment = &*self.slice.segment;
        match &self.made {
            None => {
                for (index, (_, item)) in (self.slice.from..self.slice.to).zip(self.slice.items()) {
                    let data = item.data(&segment.bytes);
                    visit(Piece { segment, index, part: None, data, why: None, keys: &[] });
                }
            }
            Some(made) => {
                for row in made.rows() {
                    visit(made.rows.piece(row, segment));
                }
            }
        }
    }

    /// Adds the data of all pieces to `body`, with `delimiter` behind each.
    pub fn append(&self, body: &mut Vec<u8>, delimiter: &[u8]) {
        match &self.made {
            None => {
                let buffer = &self.slice.segment.bytes;
                for (_, item) in self.slice.items() {
                    body.extend_from_slice(item.data(buffer));
                    body.extend_from_slice(delimiter);
                }
            }
            Some(_) => self.each(|piece| {
                body.extend_from_slice(piece.data);
                body.extend_from_slice(delimiter);
            }),
        }
    }

    /// The pieces `from` to `to` (from 0, exclusive).
    fn cut(&self, from: u32, to: u32) -> Self {
        match &self.made {
            None => {
                let start = self.slice.from;
                let slice = Slice { segment: self.slice.segment.clone(), from: start + from, to: start + to };
                Self::plain(slice, self.polled_us)
            }
            Some(made) => {
                let cut = Made { rows: made.rows.clone(), from: made.from + from, to: made.from + to };
                Self { made: Some(cut), ..self.clone() }
            }
        }
    }

    /// How many pieces it takes, from the first on, until `bytes_max` is reached, and their bytes; all pieces' bytes if they do not reach it.
    /// Parts of one record stay together: an object has each record in one place.
    fn until(&self, bytes_max: u64) -> (Option<u32>, u64) {
        let mut bytes = 0;
        match &self.made {
            None => {
                for (count, (_, item)) in (1..).zip(self.slice.items()) {
                    bytes += u64::from(item.data_bytes);
                    if bytes >= bytes_max {
                        return (Some(count), bytes);
                    }
                }
            }
            Some(made) => {
                let rows = made.rows();
                for (count, row) in (1..).zip(rows) {
                    bytes += u64::from(row.bytes);
                    let is_last_part = rows.get(count as usize).is_none_or(|next| next.index != row.index);
                    if bytes >= bytes_max && is_last_part {
                        return (Some(count), bytes);
                    }
                }
            }
        }
        (None, bytes)
    }

    /// Neighbouring records with the same number of pieces each: first number, count, pieces of each.
    pub fn runs(&self) -> Vec<(u64, u64, u64)> {
        let segment = &self.slice.segment;
        let Some(made) = &self.made else {
            return vec![(segment.first + u64::from(self.slice.from), self.slice.len(), 1)];
        };
        let mut runs: Vec<(u64, u64, u64)> = Vec::new();
        let mut rows = made.rows().iter().peekable();
        while let Some(row) = rows.next() {
            let mut lines = 1;
            while rows.next_if(|next| next.index == row.index).is_some() {
                lines += 1;
            }
            let number = segment.first + u64::from(row.index);
            match runs.last_mut() {
                Some((first, count, each)) if *each == lines && *first + *count == number => *count += 1,
                _ => runs.push((number, 1, lines)),
            }
        }
        runs
    }

    /// Whether it has anything of `number` of its source.
    pub fn holds(&self, number: u64) -> bool {
        let first = self.slice.segment.first + u64::from(self.slice.from);
        let in_range = (first..first + self.slice.len()).contains(&number);
        let is_row = |row: &Row| self.slice.segment.first + u64::from(row.index) == number;
        in_range && self.made.as_ref().is_none_or(|made| made.rows().iter().any(is_row))
    }
}

/// Records in the order in which they were taken in.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The records.
    pub parts: Vector<Taken>,
    /// How many pieces there are: records, or parts of records.
    pub records: u64,
    /// Their data, in bytes.
    pub bytes: u64,
    /// When the oldest of them arrived, in microseconds since the run's start.
    pub oldest_us: u64,
}

impl Batch {
    /// Adds `taken`, whose data has `bytes`.
    pub fn push(&mut self, taken: Taken, bytes: u64) {
        if taken.is_empty() {
            return;
        }
        let arrival_us = taken.slice.segment.arrival_us;
        self.oldest_us = if self.records == 0 { arrival_us } else { self.oldest_us.min(arrival_us) };
        self.records += taken.len();
        self.bytes += bytes;
        self.parts.push_back(taken);
    }

    /// Which records these are, in order, each with its lines.
    pub fn lineage(&self) -> Lineage {
        let mut lineage = Lineage::default();
        for taken in &self.parts {
            if taken.made.is_none() {
                lineage.extend(&taken.slice, Outcome::Delivered);
            } else {
                for (first, count, lines) in taken.runs() {
                    lineage.push(&taken.slice.segment.source, first, count, lines, Outcome::Delivered);
                }
            }
        }
        lineage
    }

    /// Those pieces whose place (from 0) `keeps`.
    pub fn filtered(&self, mut keeps: impl FnMut(usize) -> bool) -> Self {
        let mut kept = Self::default();
        let mut place = 0;
        for taken in &self.parts {
            let mut run: Option<(u32, u32)> = None;
            for index in 0..taken.len() as u32 {
                let keep = keeps(place);
                place += 1;
                match (&mut run, keep) {
                    (Some((_, to)), true) => *to = index + 1,
                    (None, true) => run = Some((index, index + 1)),
                    (Some(_), false) => kept.push_cut(taken, run.take()),
                    (None, false) => {}
                }
            }
            kept.push_cut(taken, run);
        }
        kept
    }

    fn push_cut(&mut self, taken: &Taken, run: Option<(u32, u32)>) {
        let Some((from, to)) = run else { return };
        let cut = taken.cut(from, to);
        let bytes = cut.bytes();
        self.push(cut, bytes);
    }
}

/// The kinds of records that fail, by what `!{firehose:error-output-type}` stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// The transformation, or the search for partition keys, has failed.
    Processing,
    /// There were too many active partitions.
    PartitionLimit,
    /// The record does not fit the table.
    Conversion,
    /// The search index has refused the document.
    Index,
    /// The warehouse could not load the object.
    Load,
}

impl Fault {
    /// All.
    pub const ALL: [Self; 5] = [Self::Processing, Self::PartitionLimit, Self::Conversion, Self::Index, Self::Load];

    /// As in an error prefix.
    pub fn name(self) -> &'static str {
        match self {
            Self::Processing => "processing-failed",
            Self::PartitionLimit => "activePartitionExceeded",
            Self::Conversion => "format-conversion-failed",
            Self::Index => "AmazonOpenSearchService-failed",
            Self::Load => "manifests",
        }
    }
}

/// Which of a delivery stream's buffers one is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// What goes to the destination.
    Main,
    /// What goes to one partition of it: the prefix with its keys in it, its other expressions as they were given.
    Partition(Arc<str>),
    /// What waits for the transformation.
    Lambda,
    /// Copies of what came in, for the source backup.
    Backup,
    /// What has failed.
    Failed(Fault),
}

impl Slot {
    /// For the page.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Partition(_) => "partition",
            Self::Lambda => "lambda",
            Self::Backup => "backup",
            Self::Failed(fault) => fault.name(),
        }
    }
}

/// Why a buffer was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It reached its size.
    Size,
    /// Its time was over.
    Interval,
    /// The delivery stream was deleted.
    Shutdown,
    /// It holds what came while too many partitions were active.
    PartitionLimit,
    /// It holds what failed together: documents that a search index has refused, or records that do not fit their table.
    Failure,
}

impl Cause {
    /// For the event log and the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Interval => "interval",
            Self::Shutdown => "shutdown",
            Self::PartitionLimit => "partition-limit",
            Self::Failure => "failure",
        }
    }
}

/// How a buffer was filled and closed.
#[derive(Clone, Debug, PartialEq)]
pub struct Closing {
    /// Which buffer it was.
    pub slot: Slot,
    /// Why it was closed.
    pub cause: Cause,
    /// When its first record came.
    pub opened_at: Time,
    /// When it was closed.
    pub closed_at: Time,
    /// What it held, in bytes.
    pub bytes: u64,
    /// How many records it held.
    pub records: u64,
    /// What closes such a buffer.
    pub hints: Hints,
    /// How it filled: when (in microseconds since the run's start), and the bytes in it from then on.
    pub curve: Vec<(u64, u64)>,
    /// The values of its partition's keys, in the order of the prefix.
    pub keys: Arc<[String]>,
}

/// A buffer that records are taken into.
#[derive(Clone, Debug, Default)]
pub struct Buffer {
    /// What it holds.
    pub batch: Batch,
    /// When its first record came.
    pub first_at: Time,
    /// Tells it from those before and after it.
    pub generation: u64,
    /// How it has filled.
    pub curve: Curve,
    /// The values of its partition's keys, in the order of the prefix.
    pub keys: Arc<[String]>,
}

impl Buffer {
    /// Takes `taken` in, until the buffer reaches `bytes_max`: with that very record it is full, and what of `taken` is left
    /// is given back, be it nothing.
    pub fn take(&mut self, taken: Taken, now: Time, bytes_max: u64) -> Option<Taken> {
        if self.batch.records == 0 {
            self.first_at = now;
        }
        let (full_at, bytes) = taken.until(bytes_max.saturating_sub(self.batch.bytes));
        let rest = match full_at {
            Some(count) => {
                let rest = taken.cut(count, taken.len() as u32);
                self.batch.push(taken.cut(0, count), bytes);
                Some(rest)
            }
            None => {
                self.batch.push(taken, bytes);
                None
            }
        };
        self.curve.push(now.0, self.batch.bytes);
        rest
    }

    /// How it was filled, now that it is closed.
    pub fn closing(&self, slot: Slot, cause: Cause, hints: Hints, now: Time) -> Closing {
        Closing {
            slot,
            cause,
            opened_at: self.first_at,
            closed_at: now,
            bytes: self.batch.bytes,
            records: self.batch.records,
            hints,
            curve: self.curve.points().to_vec(),
            keys: self.keys.clone(),
        }
    }
}

/// A batch on its way to the destination.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// What is left to deliver.
    pub batch: Batch,
    /// How it was gathered.
    pub closing: Arc<Closing>,
    /// How often it was tried.
    pub attempts: u32,
    /// What went wrong last, and when it did first.
    pub trouble: Option<(api::AwsError, Time)>,
    /// Documents that the index will not take, on their way to the backup.
    pub refused: Vector<Refused>,
    /// Where its conversion stands.
    pub conversion: Conversion,
    /// The object that was staged for a warehouse, and when.
    pub staged: Option<(Arc<str>, Time)>,
}

/// Where the conversion of a batch stands.
#[derive(Clone, Debug, Default)]
pub enum Conversion {
    /// It has none, or none yet.
    #[default]
    None,
    /// The engine has it.
    Asked,
    /// The file is there.
    Done(Arc<Converted>),
}

/// A file that was made of a batch.
#[derive(Clone, Debug)]
pub struct Converted {
    /// The file.
    pub file: Bytes,
    /// Which record became which row.
    pub lineage: Lineage,
}

/// Records that an index does not take, and why.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The records.
    pub batch: Batch,
    /// Code and message for each, or one for all.
    pub reasons: Arc<[(String, String)]>,
    /// The index.
    pub index: String,
}

impl Sealed {
    /// How many records are in it.
    pub fn records(&self) -> u64 {
        self.batch.records + self.refused.iter().map(|refused| refused.batch.records).sum::<u64>()
    }

    /// Their data, in bytes.
    pub fn bytes(&self) -> u64 {
        self.batch.bytes + self.refused.iter().map(|refused| refused.batch.bytes).sum::<u64>()
    }

    /// All parts that are in it.
    pub fn parts(&self) -> impl Iterator<Item = &Taken> {
        self.batch.parts.iter().chain(self.refused.iter().flat_map(|refused| refused.batch.parts.iter()))
    }
}

/// The row of a record as it came, for rows that stand beside others.
pub fn whole_row(index: u32, item: &Item) -> Row {
    Row { index, part: ROW_WHOLE, start: item.start + item.key_bytes, bytes: item.data_bytes, note: 0 }
}
