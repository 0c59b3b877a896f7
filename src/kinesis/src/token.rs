//! Shard iterators and the tokens of lists: opaque to clients, checked when they come back.

use base64::{Engine, engine::general_purpose::STANDARD};
use xxhash_rust::xxh3::xxh3_64_with_seed;

const HEAD_BYTES: usize = 40;
const CHECK_BYTES: usize = 8;
/// Real iterators begin with these bytes: `AAAAAAAAAAE`, `AAAAAAAAAAI`.
const ITERATOR_VERSION: u64 = 1;
const LIST_VERSION: u64 = 2;
const CONSUMER_LIST_VERSION: u64 = 3;
const STREAM_LIST_VERSION: u64 = 4;
const SEEKING_ITERATOR_VERSION: u64 = 5;
/// Not a secret: a text that was changed by mistake is told from one that was not.
const CHECK_SEED: u64 = 0x6163_6571_7569_6173;

/// A place in a shard, or in a list of shards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The stream's name; in a list of streams the last one's; in a list of consumers with the last
    /// one's behind a `/`.
    pub stream: String,
    /// When it was made: tells it from another of the same name.
    pub created_us: u64,
    /// The shard; in a list, the one to begin with.
    pub shard: u32,
    /// The number of the record to begin with; in a list of shards, which ones are wanted.
    pub number: u64,
    /// When the token was given.
    pub issued_us: u64,
}

impl Token {
    /// As a shard iterator; one that `seeks` gives nothing at its first use, as its record lies far ahead in time.
    pub fn to_iterator(&self, seeks: bool) -> String {
        self.write(if seeks { SEEKING_ITERATOR_VERSION } else { ITERATOR_VERSION })
    }

    /// As a token of a list.
    pub fn to_list_token(&self) -> String {
        self.write(LIST_VERSION)
    }

    /// As a token of a list of consumers.
    pub fn to_consumer_token(&self) -> String {
        self.write(CONSUMER_LIST_VERSION)
    }

    /// As a token of a list of streams, with the last one's name.
    pub fn to_stream_token(&self) -> String {
        self.write(STREAM_LIST_VERSION)
    }

    /// Reads a token of a list of streams.
    pub fn from_stream_token(text: &str) -> Option<Self> {
        Self::read(text, STREAM_LIST_VERSION)
    }

    /// Reads a token of a list of consumers.
    pub fn from_consumer_token(text: &str) -> Option<Self> {
        Self::read(text, CONSUMER_LIST_VERSION)
    }

    /// Reads a shard iterator, and whether it seeks.
    pub fn from_iterator(text: &str) -> Option<(Self, bool)> {
        let standing = Self::read(text, ITERATOR_VERSION).map(|token| (token, false));
        standing.or_else(|| Some((Self::read(text, SEEKING_ITERATOR_VERSION)?, true)))
    }

    /// Reads a token of a list.
    pub fn from_list_token(text: &str) -> Option<Self> {
        Self::read(text, LIST_VERSION)
    }

    fn write(&self, version: u64) -> String {
        let mut bytes = Vec::with_capacity(HEAD_BYTES + CHECK_BYTES + self.stream.len());
        bytes.extend_from_slice(&version.to_be_bytes());
        bytes.extend_from_slice(&self.created_us.to_be_bytes());
        bytes.extend_from_slice(&u64::from(self.shard).to_be_bytes());
        bytes.extend_from_slice(&self.number.to_be_bytes());
        bytes.extend_from_slice(&self.issued_us.to_be_bytes());
        bytes.extend_from_slice(self.stream.as_bytes());
        let check = xxh3_64_with_seed(&bytes, CHECK_SEED);
        bytes.extend_from_slice(&check.to_be_bytes());
        STANDARD.encode(bytes)
    }

    fn read(text: &str, version: u64) -> Option<Self> {
        let bytes = STANDARD.decode(text).ok()?;
        let (bytes, check) = bytes.split_at_checked(bytes.len().checked_sub(CHECK_BYTES)?)?;
        if xxh3_64_with_seed(bytes, CHECK_SEED).to_be_bytes() != check {
            return None;
        }
        let mut words = bytes.chunks(8);
        let mut word = || words.next()?.try_into().ok().map(u64::from_be_bytes);
        let found = word()?;
        let (created_us, shard, number, issued_us) = (word()?, word()?, word()?, word()?);
        let stream = String::from_utf8(bytes.get(HEAD_BYTES..)?.to_vec()).ok()?;
        let shard = u32::try_from(shard).ok()?;
        (found == version).then_some(Self { stream, created_us, shard, number, issued_us })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_back_and_others_do_not() {
        let stream = "s".repeat(128);
        let token = Token { stream, created_us: 1, shard: 2, number: u64::MAX, issued_us: 4 };
        let text = token.to_iterator(false);
        assert!(text.starts_with("AAAAAAAAAAE") && text.len() <= 512, "{text}");
        assert_eq!(Token::from_iterator(&text), Some((token.clone(), false)));
        assert_eq!(Token::from_iterator(&token.to_iterator(true)), Some((token.clone(), true)));
        assert_eq!(Token::from_list_token(&text), None);
        assert_eq!(Token::from_list_token(&token.to_list_token()), Some(token));
        for bad in ["", "AAAA", "ü", &text.replace('c', "d"), &text[4..], &text[..text.len() - 4]] {
            assert_eq!(Token::from_iterator(bad), None, "{bad}");
        }
    }
}
