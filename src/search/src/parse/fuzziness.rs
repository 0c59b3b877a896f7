//! How near a miss may be, and how many clauses must match.

use super::Options;
use crate::problem;
use crate::query::{Query, TermField};
use crate::terms::Pattern;
use jobs::search::Problem;

/// A near miss in a query: terms that it may mean.
const TERMS_MAX: usize = 50;

/// How many edits are allowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Edits {
    /// This many.
    Fixed(usize),
    /// By length: none below the first number of characters, one below the second, else two.
    Auto(usize, usize),
}

/// How to look for near misses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fuzziness {
    edits: Edits,
    prefix_chars: usize,
    terms_max: usize,
}

impl Fuzziness {
    /// From `fuzziness`, `prefix_length` and `max_expansions`; `None` if the clause asks for none.
    pub fn of(options: &Options<'_>) -> Result<Option<Self>, Problem> {
        let Some(text) = options.text("fuzziness")? else { return Ok(None) };
        let prefix_chars = options.count("prefix_length", 0)?;
        let terms_max = options.count("max_expansions", TERMS_MAX)?;
        Ok(Some(Self { edits: Edits::parse(&text)?, prefix_chars, terms_max }))
    }

    /// The usual rule.
    pub fn auto() -> Self {
        Self { edits: Edits::Auto(3, 6), prefix_chars: 0, terms_max: TERMS_MAX }
    }

    /// A fixed number of edits.
    pub fn fixed(edits: usize) -> Self {
        Self { edits: Edits::Fixed(edits.min(2)), ..Self::auto() }
    }

    /// The query for a term and what is near it.
    pub fn query(&self, field: TermField, term: String) -> Query {
        let length = term.chars().count();
        let edits_max = match self.edits {
            Edits::Fixed(edits) => edits,
            Edits::Auto(low, _) if length < low => 0,
            Edits::Auto(_, high) if length < high => 1,
            Edits::Auto(..) => 2,
        };
        if edits_max == 0 {
            return Query::Term(field, term);
        }
        let pattern = Pattern::Fuzzy { term, edits_max, prefix_chars: self.prefix_chars };
        Query::Pattern { field, pattern, terms_max: Some(self.terms_max) }
    }
}

impl Edits {
    fn parse(text: &str) -> Result<Self, Problem> {
        let upper = text.to_ascii_uppercase();
        if upper == "AUTO" {
            return Ok(Self::Auto(3, 6));
        }
        if let Some(bounds) = upper.strip_prefix("AUTO:") {
            let bounds = bounds
                .split_once(',')
                .and_then(|(low, high)| Some((low.trim().parse().ok()?, high.trim().parse().ok()?)));
            let (low, high) = bounds
                .ok_or_else(|| problem::parsing(format!("failed to find low and high distance values in [{text}]")))?;
            return Ok(Self::Auto(low, high));
        }
        match text.parse::<f64>() {
            Ok(edits) if (0.0..=2.0).contains(&edits) => Ok(Self::Fixed(edits as usize)),
            _ => Err(problem::illegal(format!("Invalid fuzziness value: {text}"))),
        }
    }
}

/// How many of `clauses` must match, by a rule such as `2`, `-1`, `75%`, `-25%` or `3<90%`.
pub fn should_min(rule: &str, clauses: usize) -> Result<usize, Problem> {
    let wrong = || problem::number(rule);
    let mut chosen = None;
    if rule.contains('<') {
        for part in rule.split_whitespace() {
            let (bound, rule) = part.split_once('<').ok_or_else(wrong)?;
            let bound: usize = bound.trim().parse().map_err(|_| wrong())?;
            if clauses > bound {
                chosen = Some(rule);
            }
        }
        if chosen.is_none() {
            return Ok(clauses);
        }
    }
    let rule = chosen.unwrap_or(rule).trim();
    let count = clauses as i64;
    let min = match rule.strip_suffix('%') {
        Some(percent) => {
            let percent: i64 = percent.trim().parse().map_err(|_| wrong())?;
            if !(-100_000..=100_000).contains(&percent) {
                return Err(wrong());
            }
            let part = count * percent.abs() / 100;
            if percent < 0 { count - part } else { part }
        }
        None => {
            let number: i64 = rule.parse().map_err(|_| wrong())?;
            if number < 0 { count.saturating_add(number) } else { number }
        }
    };
    Ok(usize::try_from(min.max(0)).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::should_min;

    #[test]
    fn rules() {
        let min = |rule: &str, clauses| should_min(rule, clauses).unwrap_or(999);
        assert_eq!(min("2", 5), 2);
        assert_eq!(min("-1", 5), 4);
        assert_eq!(min("75%", 4), 3);
        assert_eq!(min("-25%", 4), 3);
        assert_eq!(min("3<90%", 3), 3);
        assert_eq!(min("3<50%", 4), 2);
        assert_eq!(min("2<-25% 9<-3", 12), 9);
        assert_eq!(min("many", 4), 999);
        assert_eq!(min("9999999999999999999999", 4), 999);
    }
}
