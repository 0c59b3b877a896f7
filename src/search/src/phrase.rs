//! Words in a row.
//!
//! Each word's positions are shifted by its place in the phrase, so that a
//! phrase stands where all the shifted positions agree; with `slop`, where they
//! lie at most that far apart. A looser fit counts for less, as in Lucene.

use crate::evaluate::{Corpus, Found};
use crate::matches::Matches;
use crate::problem::Trouble;
use crate::query::{Slot, TermField};
use crate::segment::Segment;
use crate::terms::Pattern;
use std::collections::BTreeMap;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};

/// The documents in which the words stand in a row, ranked by the sum of what the words say.
pub fn evaluate(corpus: &Corpus<'_>, field: &TermField, slots: &[Slot], slop: u32) -> Result<Found, Trouble> {
    let mut idf = 0.0;
    let mut terms: Vec<Vec<String>> = Vec::new();
    for slot in slots {
        let slot_terms = match slot {
            Slot::Term(term) => vec![term.clone()],
            Slot::Prefix(prefix, terms_max) => {
                let pattern = Pattern::Prefix { prefix: prefix.clone(), ignore_case: false };
                pattern.expand(&corpus.segments, field.field, Some(*terms_max))?.into_keys().collect()
            }
        };
        idf += corpus.idf(field, &slot_terms)?;
        terms.push(slot_terms);
    }
    let lengths = corpus.lengths(field)?;
    let mut found = Found::new();
    for segment in &corpus.segments {
        let norms = segment.norms(field.field)?;
        let mut matches = Matches::new();
        for (doc, frequency) in frequencies(segment, field, &terms, slop)? {
            matches.push((doc, idf * lengths.saturation(frequency, norms.fieldnorm_id(doc))));
        }
        found.push(matches);
    }
    Ok(found)
}

/// For each document with the phrase, how often; loose fits count in part.
fn frequencies(
    segment: &Segment,
    field: &TermField,
    terms: &[Vec<String>],
    slop: u32,
) -> Result<Vec<(u32, f64)>, Trouble> {
    // For each document the shifted positions of each slot so far; documents that miss one drop out.
    let mut candidates: Option<BTreeMap<u32, Vec<Vec<i64>>>> = None;
    for (place, slot) in terms.iter().enumerate() {
        let mut positions: BTreeMap<u32, Vec<i64>> = BTreeMap::new();
        for term in slot {
            read_positions(segment, field, term, place as i64, candidates.as_ref(), &mut positions)?;
        }
        for list in positions.values_mut() {
            list.sort_unstable();
        }
        let next = match candidates.take() {
            None => positions.into_iter().map(|(doc, list)| (doc, vec![list])).collect(),
            Some(mut before) => {
                let mut next = BTreeMap::new();
                for (doc, list) in positions {
                    if let Some(mut lists) = before.remove(&doc) {
                        lists.push(list);
                        next.insert(doc, lists);
                    }
                }
                next
            }
        };
        candidates = Some(next);
    }
    let counted = candidates.unwrap_or_default().into_iter();
    Ok(counted.map(|(doc, lists)| (doc, frequency(&lists, slop))).filter(|(_, count)| *count > 0.0).collect())
}

fn read_positions(
    segment: &Segment,
    field: &TermField,
    term: &str,
    place: i64,
    candidates: Option<&BTreeMap<u32, Vec<Vec<i64>>>>,
    positions: &mut BTreeMap<u32, Vec<i64>>,
) -> Result<(), Trouble> {
    let reader = segment.terms(field.field)?;
    let Some(info) = reader.terms().get(term)? else { return Ok(()) };
    let mut postings = reader.read_postings_from_terminfo(&info, IndexRecordOption::WithFreqsAndPositions)?;
    let mut buffer = Vec::new();
    while postings.doc() != TERMINATED {
        let doc = postings.doc();
        if candidates.is_none_or(|candidates| candidates.contains_key(&doc)) {
            postings.positions(&mut buffer);
            positions.entry(doc).or_default().extend(buffer.iter().map(|at| i64::from(*at) - place));
        }
        postings.advance();
    }
    Ok(())
}

/// Walks all lists at once, always moving the one that is behind.
fn frequency(lists: &[Vec<i64>], slop: u32) -> f64 {
    let mut at = vec![0usize; lists.len()];
    let mut frequency = 0.0;
    loop {
        let mut least: Option<(i64, usize)> = None;
        let mut greatest = i64::MIN;
        for (list, (positions, at)) in lists.iter().zip(&at).enumerate() {
            let Some(position) = positions.get(*at) else { return frequency };
            if least.is_none_or(|(value, _)| *position < value) {
                least = Some((*position, list));
            }
            greatest = greatest.max(*position);
        }
        let Some((value, list)) = least else { return frequency };
        let apart = greatest - value;
        if apart <= i64::from(slop) {
            frequency += 1.0 / (1.0 + apart as f64);
        }
        if let Some(at) = at.get_mut(list) {
            *at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::frequency;

    #[test]
    fn phrases_are_counted() {
        assert_eq!(frequency(&[vec![0, 5, 9], vec![5, 9]], 0), 2.0);
        assert_eq!(frequency(&[vec![0], vec![2]], 1), 0.0);
        assert_eq!(frequency(&[vec![0], vec![2]], 2), 1.0 / 3.0);
        assert_eq!(frequency(&[vec![], vec![2]], 2), 0.0);
    }
}
