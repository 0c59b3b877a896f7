//! From text to terms, as the standard analyzer does it: Unicode's word
//! boundaries, lower case, no stop words. The same function serves indexing,
//! queries and highlighting, so they cannot disagree.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_segmentation::UnicodeSegmentation;

/// A longer word is cut into pieces of this many characters.
pub const TOKEN_CHARS_MAX: usize = 255;

/// Under what name tantivy knows [`Standard`].
pub const STANDARD: &str = "standard";

/// A term and the place in the text that it was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The term, in lower case.
    pub term: String,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends in the text, in bytes.
    pub end: usize,
}

/// The words of a text, in order.
pub fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    text.unicode_word_indices().flat_map(|(start, word)| pieces(start, word))
}

fn pieces(start: usize, word: &str) -> Vec<Word> {
    let mut pieces = Vec::with_capacity(1);
    let mut from = 0;
    while from < word.len() {
        let rest = word.get(from..).unwrap_or_default();
        let length = rest.char_indices().nth(TOKEN_CHARS_MAX).map_or(rest.len(), |(at, _)| at);
        let piece = rest.get(..length).unwrap_or_default();
        pieces.push(Word { term: piece.to_lowercase(), start: start + from, end: start + from + length });
        from += length;
    }
    pieces
}

/// [`words`] as tantivy wants to be handed them.
#[derive(Clone, Default)]
pub struct Standard;

/// The tokens of one text.
pub struct Tokens {
    words: std::vec::IntoIter<Word>,
    token: Token,
}

impl Tokenizer for Standard {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        Tokens { words: words(text).collect::<Vec<_>>().into_iter(), token: Token::default() }
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.next() else { return false };
        self.token.text = word.term;
        self.token.offset_from = word.start;
        self.token.offset_to = word.end;
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<String> {
        words(text).map(|word| word.term).collect()
    }

    #[test]
    fn words_are_unicodes() {
        assert_eq!(terms("Don't panic: HNL-LAX, 3.14 miles"), ["don't", "panic", "hnl", "lax", "3.14", "miles"]);
        assert_eq!(terms("San José, São Paulo"), ["san", "josé", "são", "paulo"]);
        assert_eq!(terms("東京"), ["東", "京"]);
        assert!(terms(" … — !").is_empty());
    }

    #[test]
    fn long_words_are_cut() {
        let lengths: Vec<usize> = words(&"é".repeat(600)).map(|word| word.term.chars().count()).collect();
        assert_eq!(lengths, [255, 255, 90]);
    }
}
