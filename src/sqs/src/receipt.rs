//! Receipt handles: opaque text that names one receive of one message.

use base64::{Engine, engine::general_purpose::STANDARD};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Real handles begin with these bytes (`AQEB`).
const HEAD: [u8; 3] = [1, 1, 1];
const WORDS: usize = 3;
const CHECK_SEED: u64 = 0x5153_5f72_6563_6570;

/// One receive of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The queue's name.
    pub queue: String,
    /// When it was made, in microseconds: tells it from another of its name.
    pub created_us: u64,
    /// The message's number in the queue.
    pub number: u64,
    /// Which receive of it, from 1.
    pub receive: u32,
}

impl Receipt {
    /// As text.
    pub fn write(&self) -> String {
        let mut bytes = HEAD.to_vec();
        for word in [self.created_us, self.number, u64::from(self.receive)] {
            bytes.extend_from_slice(&word.to_be_bytes());
        }
        bytes.extend_from_slice(self.queue.as_bytes());
        let check = xxh3_64_with_seed(&bytes, CHECK_SEED);
        bytes.extend_from_slice(&check.to_be_bytes());
        STANDARD.encode(bytes)
    }

    /// From text; `None` if it is none of ours.
    pub fn read(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text).ok()?;
        let (bytes, check) = bytes.split_at_checked(bytes.len().checked_sub(8)?)?;
        if xxh3_64_with_seed(bytes, CHECK_SEED).to_be_bytes() != check {
            return None;
        }
        let (words, queue) = bytes.strip_prefix(&HEAD)?.split_at_checked(WORDS * 8)?;
        let mut words = words.chunks_exact(8).filter_map(|word| word.try_into().ok().map(u64::from_be_bytes));
        let (created_us, number, receive) = (words.next()?, words.next()?, words.next()?);
        let queue = String::from_utf8(queue.to_vec()).ok()?;
        Some(Self { queue, created_us, number, receive: receive.try_into().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_come_back_and_others_do_not() {
        let receipt = Receipt { queue: "q.fifo".into(), created_us: 5, number: u64::MAX, receive: 1 };
        let text = receipt.write();
        assert!(text.starts_with("AQEB"), "{text}");
        assert_eq!(Receipt::read(&text), Some(receipt));
        for bad in ["", "AQEB", "ü", &text.replace('A', "B"), &text[4..], &text[..text.len() - 4]] {
            assert_eq!(Receipt::read(bad), None, "{bad}");
        }
    }
}
