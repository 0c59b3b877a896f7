//! Runs a query over the segments of an index.
//!
//! The statistics of a term (in how many documents it is, how long its field
//! is on average) are those of all the segments together, so that how documents
//! are spread over segments changes no score. As in Lucene, deleted documents
//! count until their segment is merged.

use crate::matches::{self, Matches};
use crate::phrase;
use crate::problem::Trouble;
use crate::query::{Bool, Bound, Query, Range, TermField};
use crate::schema::Schema;
use crate::score::{self, Lengths};
use crate::segment::Segment;
use std::collections::BTreeSet;
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, TERMINATED};

/// The segments of an index and its fields.
pub struct Corpus<'a> {
    /// Oldest first.
    pub segments: Vec<&'a Segment>,
    /// The same for all segments.
    pub schema: &'a Schema,
}

/// For each segment the documents that match.
pub type Found = Vec<Matches>;

impl Corpus<'_> {
    /// What matches, deleted or not.
    pub fn evaluate(&self, query: &Query) -> Result<Found, Trouble> {
        match query {
            Query::All => Ok(self.segments.iter().map(|segment| matches::flat(0..segment.lines(), 1.0)).collect()),
            Query::Nothing => Ok(self.nothing()),
            Query::Term(field, term) => {
                let idf = self.idf(field, std::slice::from_ref(term))?;
                self.ranked_term(field, term, idf)
            }
            Query::AnyTerm(field, terms) => self.any_term(field.field, terms.iter()),
            Query::Phrase { field, slots, slop } => phrase::evaluate(self, field, slots, *slop),
            Query::Pattern { field, pattern, terms_max } => {
                let terms = pattern.expand(&self.segments, field.field, *terms_max)?;
                match pattern {
                    crate::terms::Pattern::Fuzzy { term, .. } => self.near_misses(field, term, terms.into_iter()),
                    _ => self.any_term(field.field, terms.keys()),
                }
            }
            Query::Range(range) => self.range(range),
            Query::Exists(names) => self.any_term(self.schema.present, names.iter()),
            Query::Ids(ids) => self.any_term(self.schema.id, ids.iter()),
            Query::Bool(bool) => self.bool(bool),
            Query::Best(queries, tie_breaker) => {
                let all = self.each(queries)?;
                Ok(self.union(&all, |scores| {
                    let best = scores.iter().copied().fold(0.0, f64::max);
                    let sum: f64 = scores.iter().sum();
                    Some(best + tie_breaker * (sum - best))
                }))
            }
            Query::Constant(query) => Ok(rescored(self.evaluate(query)?, |_| 1.0)),
            Query::Boost(query, boost) => Ok(rescored(self.evaluate(query)?, |score| score * boost)),
        }
    }

    /// The documents, over all segments, that have a value in a field.
    pub fn field_docs(&self, field: &TermField) -> Result<u64, Trouble> {
        let mut docs = 0;
        for segment in &self.segments {
            docs += segment.doc_freq(self.schema.present, &field.name)?;
        }
        Ok(docs)
    }

    /// How much one of several equivalent terms says: as much as the most frequent.
    pub fn idf(&self, field: &TermField, terms: &[String]) -> Result<f64, Trouble> {
        let mut term_docs = 0;
        for term in terms {
            let mut docs = 0;
            for segment in &self.segments {
                docs += segment.doc_freq(field.field, term)?;
            }
            term_docs = term_docs.max(docs);
        }
        Ok(score::idf(self.field_docs(field)?, term_docs))
    }

    /// How long a field is on average.
    pub fn lengths(&self, field: &TermField) -> Result<Lengths, Trouble> {
        let mut words = 0;
        for segment in &self.segments {
            words += segment.terms(field.field)?.total_num_tokens();
        }
        Ok(Lengths::new(words, self.field_docs(field)?))
    }

    fn nothing(&self) -> Found {
        self.segments.iter().map(|_| Matches::new()).collect()
    }

    fn each(&self, queries: &[Query]) -> Result<Vec<Found>, Trouble> {
        queries.iter().map(|query| self.evaluate(query)).collect()
    }

    /// Turns sets by query into sets by segment, and unites each.
    fn union(&self, all: &[Found], mut combine: impl FnMut(&[f64]) -> Option<f64>) -> Found {
        (0..self.segments.len())
            .map(|segment| {
                let sets: Vec<Matches> =
                    all.iter().map(|found| found.get(segment).cloned().unwrap_or_default()).collect();
                matches::any(&sets, &mut combine)
            })
            .collect()
    }

    fn ranked_term(&self, field: &TermField, term: &str, idf: f64) -> Result<Found, Trouble> {
        let lengths = if field.analysed { Some(self.lengths(field)?) } else { None };
        let mut found = Found::new();
        for segment in &self.segments {
            let mut matches = Matches::new();
            let reader = segment.terms(field.field)?;
            if let Some(info) = reader.terms().get(term)? {
                let mut postings = reader.read_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)?;
                match &lengths {
                    Some(lengths) => {
                        let norms = segment.norms(field.field)?;
                        while postings.doc() != TERMINATED {
                            let doc = postings.doc();
                            let frequency = f64::from(postings.term_freq());
                            matches.push((doc, idf * lengths.saturation(frequency, norms.fieldnorm_id(doc))));
                            postings.advance();
                        }
                    }
                    None => {
                        let score = idf * score::saturation_without_length(1.0);
                        while postings.doc() != TERMINATED {
                            matches.push((postings.doc(), score));
                            postings.advance();
                        }
                    }
                }
            }
            found.push(matches);
        }
        Ok(found)
    }

    fn any_term<'t>(&self, field: Field, terms: impl Iterator<Item = &'t String> + Clone) -> Result<Found, Trouble> {
        let mut found = Found::new();
        for segment in &self.segments {
            let reader = segment.terms(field)?;
            let mut docs = Vec::new();
            for term in terms.clone() {
                let Some(info) = reader.terms().get(term)? else { continue };
                let mut postings = reader.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
                while postings.doc() != TERMINATED {
                    docs.push(postings.doc());
                    postings.advance();
                }
            }
            docs.sort_unstable();
            docs.dedup();
            found.push(matches::flat(docs, 1.0));
        }
        Ok(found)
    }

    /// Near misses share the weight of the most frequent of them, so that a rare misspelling does not
    /// outrank the word itself; the more edits, the less.
    fn near_misses(
        &self,
        field: &TermField,
        wanted: &str,
        terms: impl Iterator<Item = (String, usize)>,
    ) -> Result<Found, Trouble> {
        let terms: Vec<(String, usize)> = terms.collect();
        let names: Vec<String> = terms.iter().map(|(term, _)| term.clone()).collect();
        let idf = self.idf(field, &names)?;
        let mut all = Vec::new();
        for (term, edits) in &terms {
            let shorter = term.chars().count().min(wanted.chars().count()).max(1);
            let share = (1.0 - *edits as f64 / shorter as f64).max(0.0);
            all.push(self.ranked_term(field, term, idf * share)?);
        }
        Ok(self.union(&all, |scores| Some(scores.iter().sum())))
    }

    fn range(&self, range: &Range) -> Result<Found, Trouble> {
        let mut found = Found::new();
        for segment in &self.segments {
            let docs: Vec<u32> = match range {
                Range::Whole { column, from, to } => match segment.whole(column)? {
                    Some(column) => (0..segment.lines())
                        .filter(|doc| column.values_for_doc(*doc).any(|value| (from..=to).contains(&&value)))
                        .collect(),
                    None => Vec::new(),
                },
                Range::Double { column, from, to } => match segment.double(column)? {
                    Some(column) => (0..segment.lines())
                        .filter(|doc| column.values_for_doc(*doc).any(|value| inside(value, from, to)))
                        .collect(),
                    None => Vec::new(),
                },
                Range::Terms { field, from, to } => {
                    let terms = terms_between(segment, field, from.as_ref(), to.as_ref())?;
                    let alone = Corpus { segments: vec![segment], schema: self.schema };
                    let sets = alone.any_term(field.field, terms.iter())?;
                    sets.into_iter().flatten().map(|(doc, _)| doc).collect()
                }
            };
            found.push(matches::flat(docs, 1.0));
        }
        Ok(found)
    }

    fn bool(&self, bool: &Bool) -> Result<Found, Trouble> {
        let Bool { must, filter, should, must_not, should_min } = bool;
        let required = must.len() + filter.len();
        let mut result: Option<Found> = None;
        for query in must {
            narrow(&mut result, self.evaluate(query)?);
        }
        for query in filter {
            narrow(&mut result, rescored(self.evaluate(query)?, |_| 0.0));
        }
        let should_min = should_min.unwrap_or(usize::from(required == 0 && !should.is_empty()));
        if should_min > should.len() {
            return Ok(self.nothing());
        }
        if !should.is_empty() {
            let all = self.each(should)?;
            let mut more = self.union(&all, |scores| (scores.len() >= should_min).then(|| scores.iter().sum()));
            if let (Some(found), 0) = (&result, should_min) {
                // Optional: adds to the score of what matches anyway.
                more = found.iter().zip(&more).map(|(left, right)| optional(left, right)).collect();
                result = Some(more);
            } else {
                narrow(&mut result, more);
            }
        }
        let mut found = match result {
            Some(found) => found,
            None => {
                // Nothing but exclusions scores 0, nothing at all is `match_all`.
                let score = if must_not.is_empty() { 1.0 } else { 0.0 };
                self.segments.iter().map(|segment| matches::flat(0..segment.lines(), score)).collect()
            }
        };
        for query in must_not {
            let excluded = self.evaluate(query)?;
            found = found.into_iter().zip(&excluded).map(|(left, right)| matches::without(left, right)).collect();
        }
        Ok(found)
    }
}

fn narrow(result: &mut Option<Found>, more: Found) {
    *result = Some(match result.take() {
        Some(found) => found.iter().zip(&more).map(|(left, right)| matches::both(left, right)).collect(),
        None => more,
    });
}

fn optional(left: &Matches, right: &Matches) -> Matches {
    let mut others = right.iter().peekable();
    left.iter()
        .map(|(doc, score)| {
            while others.next_if(|(other, _)| other < doc).is_some() {}
            let more = others.next_if(|(other, _)| other == doc).map_or(0.0, |(_, more)| *more);
            (*doc, score + more)
        })
        .collect()
}

fn rescored(mut found: Found, rescore: impl Fn(f64) -> f64) -> Found {
    for (_, score) in found.iter_mut().flatten() {
        *score = rescore(*score);
    }
    found
}

fn inside(value: f64, from: &Option<Bound<f64>>, to: &Option<Bound<f64>>) -> bool {
    let above = from.is_none_or(|bound| value > bound.value || (bound.inclusive && value == bound.value));
    let below = to.is_none_or(|bound| value < bound.value || (bound.inclusive && value == bound.value));
    above && below
}

fn terms_between(
    segment: &Segment,
    field: &TermField,
    from: Option<&Bound<String>>,
    to: Option<&Bound<String>>,
) -> Result<BTreeSet<String>, Trouble> {
    let reader = segment.terms(field.field)?;
    let start = from.map(|bound| bound.value.as_bytes()).unwrap_or_default();
    let mut stream = reader.terms().range().ge(start).into_stream()?;
    let mut terms = BTreeSet::new();
    while stream.advance() {
        let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
        if to.is_some_and(|bound| !bound.above(term)) {
            break;
        }
        if from.is_none_or(|bound| bound.below(term)) {
            terms.insert(term.to_owned());
        }
    }
    Ok(terms)
}
