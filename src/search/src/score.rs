//! BM25, in arithmetic that is the same bit for bit natively and in wasm.
//!
//! tantivy's own scorers take a platform's logarithm, whose last bit differs;
//! therefore ranking is done here, over tantivy's postings. The formula is
//! Lucene's `BM25Similarity` (k1 = 1.2, b = 0.75, no factor of k1 + 1), as
//! OpenSearch has used it since 3.0.

use tantivy::fieldnorm::FieldNormReader;

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// Scores are answered with this many decimals.
const SCALE: f64 = 1_000_000.0;

/// A natural logarithm of a finite number from 1 up, by its series.
pub fn ln(x: f64) -> f64 {
    let mut mantissa = x;
    let mut exponent = 0.0;
    while mantissa > std::f64::consts::SQRT_2 {
        mantissa /= 2.0;
        exponent += 1.0;
    }
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let mut power = s;
    let mut sum = 0.0;
    for odd in [1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0, 17.0, 19.0, 21.0] {
        sum += power / odd;
        power *= square;
    }
    2.0 * sum + exponent * std::f64::consts::LN_2
}

/// How much a term says: by the documents that have the field and those that have the term in it.
pub fn idf(field_docs: u64, term_docs: u64) -> f64 {
    let term_docs = term_docs.min(field_docs) as f64;
    ln(1.0 + (field_docs as f64 - term_docs + 0.5) / (term_docs + 0.5))
}

/// What a field's lengths do to a score.
pub struct Lengths {
    average: f64,
}

impl Lengths {
    /// From the number of words in a field and of documents that have it.
    pub fn new(words: u64, field_docs: u64) -> Self {
        Self { average: if field_docs == 0 { 1.0 } else { (words as f64 / field_docs as f64).max(1.0) } }
    }

    /// The part of the score that counts occurrences; below 1.
    pub fn saturation(&self, frequency: f64, norm_id: u8) -> f64 {
        let length = f64::from(FieldNormReader::id_to_fieldnorm(norm_id));
        frequency / (frequency + K1 * (1.0 - B + B * length / self.average))
    }
}

/// The same for a field without lengths.
pub fn saturation_without_length(frequency: f64) -> f64 {
    frequency / (frequency + K1)
}

/// A score as it is ranked and answered.
pub fn rounded(score: f64) -> f64 {
    (score * SCALE).round() / SCALE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_one() {
        for (x, expected) in
            [(1.0, 0.0), (2.0, std::f64::consts::LN_2), (10.0, std::f64::consts::LN_10), (1e9, 20.723265836946414)]
        {
            assert!((ln(x) - expected).abs() < 1e-14, "{x}: {} {expected}", ln(x));
        }
    }

    #[test]
    fn rare_terms_say_more() {
        assert!(idf(100, 1) > idf(100, 50));
        assert!(idf(0, 7) >= 0.0);
    }
}
