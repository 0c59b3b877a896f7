//! A query, understood: fields resolved, texts analysed, values read. What
//! [`crate::parse`] makes and [`crate::evaluate`] runs.

use crate::schema::FieldInfo;
use crate::terms::Pattern;
use std::collections::BTreeSet;
use tantivy::schema::Field;

/// A field with terms, as a query uses it.
#[derive(Clone, Debug, PartialEq)]
pub struct TermField {
    /// Its name.
    pub name: String,
    /// tantivy's handle.
    pub field: Field,
    /// Whether it is analysed text, which has lengths and positions.
    pub analysed: bool,
}

impl TermField {
    /// From a field of the schema, if it has terms.
    pub fn of(info: &FieldInfo) -> Option<Self> {
        let analysed = info.kind == jobs::search::FieldType::Text;
        Some(Self { name: info.name.clone(), field: info.terms?, analysed })
    }
}

/// One place in a phrase.
#[derive(Clone, Debug, PartialEq)]
pub enum Slot {
    /// This term.
    Term(String),
    /// Any term that begins so, the first so many of them.
    Prefix(String, usize),
}

/// An end of a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound<T> {
    /// The value.
    pub value: T,
    /// Whether the value itself is inside.
    pub inclusive: bool,
}

/// A range of values.
#[derive(Clone, Debug, PartialEq)]
pub enum Range {
    /// Of a whole-number, boolean or date column, both ends inside.
    Whole {
        /// The column.
        column: String,
        /// The least.
        from: i64,
        /// The greatest.
        to: i64,
    },
    /// Of a floating-point column.
    Double {
        /// The column.
        column: String,
        /// The lower end.
        from: Option<Bound<f64>>,
        /// The upper end.
        to: Option<Bound<f64>>,
    },
    /// Of terms, in the order of their bytes.
    Terms {
        /// The field.
        field: TermField,
        /// The lower end.
        from: Option<Bound<String>>,
        /// The upper end.
        to: Option<Bound<String>>,
    },
}

impl Bound<String> {
    /// Whether a term lies above this lower end.
    pub fn below(&self, term: &str) -> bool {
        if self.inclusive { self.value.as_str() <= term } else { self.value.as_str() < term }
    }

    /// Whether a term lies below this upper end.
    pub fn above(&self, term: &str) -> bool {
        if self.inclusive { self.value.as_str() >= term } else { self.value.as_str() > term }
    }
}

/// Clauses together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bool {
    /// All must match, and score.
    pub must: Vec<Query>,
    /// All must match.
    pub filter: Vec<Query>,
    /// Those that match score.
    pub should: Vec<Query>,
    /// None may match.
    pub must_not: Vec<Query>,
    /// So many of `should` must match; `None` stands for the usual rule.
    pub should_min: Option<usize>,
}

/// What to look for.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// Every document.
    All,
    /// No document.
    Nothing,
    /// A term, ranked.
    Term(TermField, String),
    /// Several terms, not ranked.
    AnyTerm(TermField, BTreeSet<String>),
    /// Terms in a row, each at its place, give or take `slop`.
    Phrase {
        /// The field; analysed.
        field: TermField,
        /// Its words.
        slots: Vec<Slot>,
        /// How far the words may be out of place in all.
        slop: u32,
    },
    /// Terms that a pattern describes. Near misses are ranked, others are not.
    Pattern {
        /// The field.
        field: TermField,
        /// The description.
        pattern: Pattern,
        /// At most so many terms.
        terms_max: Option<usize>,
    },
    /// A range of values.
    Range(Range),
    /// Any value in any of these fields.
    Exists(BTreeSet<String>),
    /// These documents.
    Ids(BTreeSet<String>),
    /// Clauses together.
    Bool(Box<Bool>),
    /// The best of several, and a share of the others.
    Best(Vec<Query>, f64),
    /// The same documents, each with the score 1.
    Constant(Box<Query>),
    /// The same documents, with so many times the score.
    Boost(Box<Query>, f64),
}

impl Query {
    /// This query with its score multiplied.
    #[must_use]
    pub fn boosted(self, boost: f64) -> Self {
        if boost == 1.0 { self } else { Self::Boost(Box::new(self), boost) }
    }

    /// All of these, or any, or the one.
    pub fn together(mut queries: Vec<Query>, all: bool) -> Self {
        match queries.len() {
            0 => Self::Nothing,
            1 => queries.remove(0),
            _ if all => Self::Bool(Box::new(Bool { must: queries, ..Bool::default() })),
            _ => Self::Bool(Box::new(Bool { should: queries, ..Bool::default() })),
        }
    }

    /// The best of these.
    pub fn best(mut queries: Vec<Query>, tie_breaker: f64) -> Self {
        if queries.len() == 1 { queries.remove(0) } else { Self::Best(queries, tie_breaker) }
    }

    /// Calls `found` with each part that says why a document matches, which excludes the negated ones.
    pub fn positive<'a>(&'a self, found: &mut dyn FnMut(&'a Query)) {
        match self {
            Self::Bool(bool) => {
                for query in bool.must.iter().chain(&bool.filter).chain(&bool.should) {
                    query.positive(found);
                }
            }
            Self::Best(queries, _) => queries.iter().for_each(|query| query.positive(found)),
            Self::Constant(query) | Self::Boost(query, _) => query.positive(found),
            leaf => found(leaf),
        }
    }
}
