//! Byte ranges of `GetObject` and `HeadObject`.

use crate::errors;
use api::AwsError;
use std::ops::Range;

/// The bytes that `range` asks for of an object of `bytes`. `None` if it is no single range: like S3,
/// we then give the whole object. Errors: `InvalidRange`.
pub fn resolve(range: &str, bytes: u64) -> Result<Option<Range<u64>>, AwsError> {
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Ok(None);
    };
    match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => within(first, last.saturating_add(1), bytes),
        (Ok(first), Err(_)) if last.trim().is_empty() => within(first, bytes, bytes),
        (Err(_), Ok(count)) if first.trim().is_empty() => {
            if count == 0 || bytes == 0 {
                return Err(errors::invalid_range());
            }
            within(bytes.saturating_sub(count), bytes, bytes)
        }
        _ => Ok(None),
    }
}

fn within(start: u64, end: u64, bytes: u64) -> Result<Option<Range<u64>>, AwsError> {
    if start >= bytes { Err(errors::invalid_range()) } else { Ok(Some(start..end.min(bytes))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_http_has_them() {
        assert_eq!(resolve("bytes=0-9", 100).ok(), Some(Some(0..10)));
        assert_eq!(resolve("bytes=90-", 100).ok(), Some(Some(90..100)));
        assert_eq!(resolve("bytes=-10", 100).ok(), Some(Some(90..100)));
        assert_eq!(resolve("bytes=-1000", 100).ok(), Some(Some(0..100)));
        assert_eq!(resolve("bytes=99-500", 100).ok(), Some(Some(99..100)));
        assert!(resolve("bytes=100-", 100).is_err());
        assert!(resolve("bytes=-0", 100).is_err());
        assert!(resolve("bytes=0-0", 0).is_err());
        for whole in ["bytes=9-5", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b", "bytes=-"] {
            assert_eq!(resolve(whole, 100).ok(), Some(None), "{whole}");
        }
    }
}
