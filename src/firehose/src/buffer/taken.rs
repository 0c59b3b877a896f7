//! Records that were taken in together, and what was made of them on their way.

use crate::limits::ROW_WHOLE;
use api::{Item, Segment, Slice};
use bytes::Bytes;
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
    pub(super) fn piece<'a>(&'a self, row: &'a Row, segment: &'a Segment) -> Piece<'a> {
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
    pub(super) fn cut(&self, from: u32, to: u32) -> Self {
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
    pub(super) fn until(&self, bytes_max: u64) -> (Option<u32>, u64) {
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

/// The row of a record as it came, for rows that stand beside others.
pub fn whole_row(index: u32, item: &Item) -> Row {
    Row { index, part: ROW_WHOLE, start: item.start + item.key_bytes, bytes: item.data_bytes, note: 0 }
}
