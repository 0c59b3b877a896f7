//! What a producer puts with one call.

use api::{Item, PutBatch};
use bytes::Bytes;
use sim::Time;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Records of one call.
#[derive(Clone, Debug)]
pub struct Call {
    /// Keys and data; after a partial failure also of records that the call no longer has.
    pub buffer: Bytes,
    /// The records.
    pub items: Arc<[Item]>,
    /// What is known of each.
    pub marks: Marks,
    /// How often it has been made.
    pub tries: u32,
    /// When its records were made.
    pub made: Time,
}

/// What is known of the records of a call.
#[derive(Clone, Debug)]
pub enum Marks {
    /// They are the source's records from this one on, each by itself.
    From(u64),
    /// Each as it says.
    Each(Vec<Mark>),
}

/// What is known of a record.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// The source's record that it is, or the first of those that it aggregates.
    pub number: u64,
    /// How many of the source's records it stands for.
    pub weight: u32,
    /// The hash key that it is put with, if not its partition key's.
    pub hash_key: Option<u128>,
}

/// Which records of a call were refused.
#[derive(Debug)]
pub enum Refused {
    /// None.
    None,
    /// All from this one on.
    From(usize),
    /// These, in order.
    These(Vec<usize>),
}

impl Refused {
    /// All of them.
    pub const ALL: Self = Self::From(0);
}

impl Call {
    /// What is known of record `index`.
    pub fn mark(&self, index: usize) -> Mark {
        let alone = |number| Mark { number, weight: 1, hash_key: None };
        match &self.marks {
            Marks::From(first) => alone(first + index as u64),
            Marks::Each(marks) => marks.get(index).copied().unwrap_or_else(|| alone(0)),
        }
    }

    /// How many of the source's records it stands for.
    pub fn weight(&self) -> u64 {
        match &self.marks {
            Marks::From(_) => self.items.len() as u64,
            Marks::Each(marks) => marks.iter().map(|mark| u64::from(mark.weight)).sum(),
        }
    }

    /// As a service takes it.
    pub fn batch(&self) -> PutBatch {
        let hash_keys = match &self.marks {
            Marks::From(_) => BTreeMap::new(),
            Marks::Each(marks) => {
                let named = marks.iter().enumerate();
                named.filter_map(|(index, mark)| Some((index as u32, mark.hash_key?.to_string()))).collect()
            }
        };
        let (bytes, items) = (self.buffer.clone(), self.items.clone());
        PutBatch { bytes, items, hash_keys: Arc::new(hash_keys), has_keys: true }
    }

    /// The refused ones, as a call of their own; `None` if there are none.
    pub fn rest(&self, refused: &Refused) -> Option<Self> {
        let kept: Vec<usize> = match refused {
            Refused::None => Vec::new(),
            Refused::From(first) => (*first..self.items.len()).collect(),
            Refused::These(these) => these.clone(),
        };
        if kept.is_empty() {
            return None;
        }
        let items = kept.iter().filter_map(|index| self.items.get(*index).copied()).collect();
        let marks = Marks::Each(kept.iter().map(|index| self.mark(*index)).collect());
        Some(Self { buffer: self.buffer.clone(), items, marks, ..*self })
    }

    /// Keeps records that stand for at most `weight` of the source's, from the beginning.
    pub fn truncated(self, weight: u64) -> Option<Self> {
        let mut left = weight;
        let fits = |index: &usize| {
            let one = u64::from(self.mark(*index).weight);
            let fits = one <= left;
            left = left.saturating_sub(one);
            fits
        };
        let count = (0..self.items.len()).take_while(fits).count();
        let items: Arc<[Item]> = self.items.get(..count)?.into();
        let marks = match self.marks {
            Marks::Each(mut marks) => {
                marks.truncate(count);
                Marks::Each(marks)
            }
            from => from,
        };
        (count > 0).then_some(Self { items, marks, ..self })
    }
}
