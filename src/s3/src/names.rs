//! What a bucket and an object may be called.

use crate::errors;
use crate::limits::{BUCKET_NAME_CHARS, KEY_BYTES_MAX};
use api::AwsError;

const RESERVED_PREFIXES: [&str; 3] = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_SUFFIXES: [&str; 5] = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

/// Checks a new bucket's name. Source: S3 user guide, "Bucket naming rules".
pub fn check_bucket(name: &str) -> Result<(), AwsError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let fits = BUCKET_NAME_CHARS.contains(&name.len())
        && name.chars().all(|c| plain(c) || c == '.' || c == '-')
        && name.starts_with(plain)
        && name.ends_with(plain)
        && !name.contains("..")
        && !is_ip_address(name)
        && !RESERVED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        && !RESERVED_SUFFIXES.iter().any(|suffix| name.ends_with(suffix));
    if fits { Ok(()) } else { Err(errors::invalid_bucket_name()) }
}

fn is_ip_address(name: &str) -> bool {
    let parts: Vec<&str> = name.split('.').collect();
    parts.len() == 4 && parts.iter().all(|part| part.parse::<u8>().is_ok())
}

/// Checks an object's key.
pub fn check_key(key: &str) -> Result<(), AwsError> {
    match key.len() {
        0 => Err(errors::empty_key()),
        bytes if bytes > KEY_BYTES_MAX => Err(errors::key_too_long()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bucket_names_follow_the_rules() {
        for good in ["abc", "acequia-lake", "a.b-c", "0ab", "192.168.5.400"] {
            assert!(check_bucket(good).is_ok(), "{good}");
        }
        let long = "a".repeat(64);
        for bad in ["ab", &long, "Abc", "a_b", "-ab", "ab-", "a..b", "192.168.5.4", "xn--a", "a-s3alias", "ábc"] {
            assert!(check_bucket(bad).is_err(), "{bad}");
        }
    }
}
