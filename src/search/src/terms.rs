//! Which terms a pattern means: prefixes, wildcards, near misses.

use crate::problem::Trouble;
use crate::segment::Segment;
use std::collections::BTreeMap;
use tantivy::schema::Field;

/// A set of terms described by a rule.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    /// Terms that begin so.
    Prefix {
        /// The beginning.
        prefix: String,
        /// Whether `A` is `a`.
        ignore_case: bool,
    },
    /// Terms that `*`, `?` and `\` describe.
    Wildcard {
        /// The description.
        glob: String,
        /// Whether `A` is `a`.
        ignore_case: bool,
    },
    /// Terms within an edit distance.
    Fuzzy {
        /// The term looked for.
        term: String,
        /// At most so many edits.
        edits_max: usize,
        /// So many characters must be the same at the beginning.
        prefix_chars: usize,
    },
}

impl Pattern {
    /// By how many edits a term misses the pattern; `None` if it is not in the set.
    pub fn matches(&self, term: &str) -> Option<usize> {
        match self {
            Self::Prefix { prefix, ignore_case: false } => term.starts_with(prefix.as_str()).then_some(0),
            Self::Prefix { prefix, ignore_case: true } => {
                term.to_lowercase().starts_with(&prefix.to_lowercase()).then_some(0)
            }
            Self::Wildcard { glob, ignore_case: false } => glob_match(glob, term).then_some(0),
            Self::Wildcard { glob, ignore_case: true } => {
                glob_match(&glob.to_lowercase(), &term.to_lowercase()).then_some(0)
            }
            Self::Fuzzy { term: wanted, edits_max, prefix_chars } => {
                let same = wanted.chars().take(*prefix_chars).eq(term.chars().take(*prefix_chars));
                if same { distance(wanted, term, *edits_max) } else { None }
            }
        }
    }

    /// What every term of the set begins with.
    fn literal(&self) -> String {
        match self {
            Self::Prefix { prefix, ignore_case: false } => prefix.clone(),
            Self::Wildcard { glob, ignore_case: false } => {
                glob.chars().take_while(|next| !matches!(next, '*' | '?' | '\\')).collect()
            }
            Self::Fuzzy { term, prefix_chars, .. } => term.chars().take(*prefix_chars).collect(),
            Self::Prefix { .. } | Self::Wildcard { .. } => String::new(),
        }
    }

    /// The terms of a field that are in the set, over all segments, with their edits. If there are more
    /// than `count_max`, those with the fewest edits, and then the first by name.
    pub fn expand(
        &self,
        segments: &[&Segment],
        field: Field,
        count_max: Option<usize>,
    ) -> Result<BTreeMap<String, usize>, Trouble> {
        let literal = self.literal();
        let mut found = BTreeMap::new();
        for segment in segments {
            let reader = segment.terms(field)?;
            let mut stream = reader.terms().range().ge(literal.as_bytes()).into_stream()?;
            while stream.advance() {
                if !stream.key().starts_with(literal.as_bytes()) {
                    break;
                }
                let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
                if let Some(edits) = self.matches(term) {
                    found.insert(term.to_owned(), edits);
                }
            }
        }
        if let Some(count_max) = count_max.filter(|count_max| found.len() > *count_max) {
            let mut nearest: Vec<(usize, String)> = found.into_iter().map(|(term, edits)| (edits, term)).collect();
            nearest.sort();
            nearest.truncate(count_max);
            found = nearest.into_iter().map(|(edits, term)| (term, edits)).collect();
        }
        Ok(found)
    }
}

/// Whether `*` (any characters), `?` (one) and `\` (the next as it is) describe a text.
pub fn glob_match(glob: &str, text: &str) -> bool {
    let mut tokens = Vec::new();
    let mut chars = glob.chars();
    while let Some(next) = chars.next() {
        tokens.push(match next {
            '*' => Glob::Any,
            '?' => Glob::One,
            '\\' => Glob::Is(chars.next().unwrap_or('\\')),
            other => Glob::Is(other),
        });
    }
    matches_tokens(&tokens, text)
}

/// Whether `*` alone describes a text, as in the names of fields.
pub fn simple_match(pattern: &str, text: &str) -> bool {
    let tokens: Vec<Glob> = pattern.chars().map(|next| if next == '*' { Glob::Any } else { Glob::Is(next) }).collect();
    matches_tokens(&tokens, text)
}

#[derive(Clone, Copy, PartialEq)]
enum Glob {
    Any,
    One,
    Is(char),
}

fn matches_tokens(tokens: &[Glob], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut token) = (0, 0);
    // Where to go on if the last `*` has to take one character more.
    let mut retry: Option<(usize, usize)> = None;
    while at < text.len() {
        match (tokens.get(token), text.get(at)) {
            (Some(Glob::Any), _) => {
                retry = Some((token, at));
                token += 1;
                continue;
            }
            (Some(Glob::One), _) => {
                (token, at) = (token + 1, at + 1);
                continue;
            }
            (Some(Glob::Is(wanted)), Some(found)) if wanted == found => {
                (token, at) = (token + 1, at + 1);
                continue;
            }
            _ => {}
        }
        let Some((star, from)) = retry else { return false };
        retry = Some((star, from + 1));
        (token, at) = (star + 1, from + 1);
    }
    tokens.get(token..).unwrap_or_default().iter().all(|token| *token == Glob::Any)
}

/// How many insertions, deletions, replacements and swaps of neighbours lead from one text to the
/// other; `None` if more than `edits_max`.
pub fn distance(from: &str, to: &str, edits_max: usize) -> Option<usize> {
    let from: Vec<char> = from.chars().collect();
    let to: Vec<char> = to.chars().collect();
    if from.len().abs_diff(to.len()) > edits_max {
        return None;
    }
    // Three rows of the table: the one before last, the last, the current.
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (row, left) in from.iter().enumerate() {
        let mut current = Vec::with_capacity(to.len() + 1);
        current.push(row + 1);
        for (column, right) in to.iter().enumerate() {
            let cell = |line: &[usize], at: usize| line.get(at).copied().unwrap_or(usize::MAX / 2);
            let mut edits = (cell(&last, column + 1) + 1)
                .min(cell(&current, column) + 1)
                .min(cell(&last, column) + usize::from(left != right));
            let swapped = row > 0 && column > 0 && from.get(row - 1) == Some(right) && to.get(column - 1) == Some(left);
            if swapped {
                edits = edits.min(cell(&before, column - 1) + 1);
            }
            current.push(edits);
        }
        if current.iter().all(|edits| *edits > edits_max) {
            return None;
        }
        before = std::mem::replace(&mut last, current);
    }
    last.last().copied().filter(|edits| *edits <= edits_max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        assert!(glob_match("a*c?e", "abbbcde"));
        assert!(glob_match("*", ""));
        assert!(!glob_match("?", ""));
        assert!(glob_match(r"\*a", "*a"));
        assert!(!glob_match("a*b", "a"));
        assert!(glob_match(&"*a".repeat(30), &"a".repeat(60)));
    }

    #[test]
    fn distances() {
        assert_eq!(distance("atlanta", "atlanta", 2), Some(0));
        assert_eq!(distance("atlanta", "atalnta", 2), Some(1));
        assert_eq!(distance("atlanta", "atlana", 2), Some(1));
        assert_eq!(distance("atlanta", "honolulu", 2), None);
        assert_eq!(distance("", "ab", 2), Some(2));
    }
}
