//! MD5 of bodies and of attributes as AWS computes them, for clients that check what arrived; and SHA-256 of bodies,
//! which is a message's deduplication id where it has no other.

use api::sqs::MessageAttributes;
use md5::{Digest, Md5};
use sha2::Sha256;

/// In hexadecimal.
pub fn md5_of_body(body: &[u8]) -> String {
    hex(&Md5::digest(body))
}

/// In hexadecimal.
pub fn sha256_of_body(body: &[u8]) -> String {
    hex(&Sha256::digest(body))
}

/// Over the attributes by name: length and bytes of name and type, then 1 and a text's or 2 and bytes' length and bytes.
/// Source: developer guide, 'Calculating the MD5 message digest for message attributes'. `None` if there are none.
pub fn md5_of_attributes(attributes: &MessageAttributes) -> Option<String> {
    if attributes.is_empty() {
        return None;
    }
    let mut digest = Md5::new();
    let with_length = |digest: &mut Md5, bytes: &[u8]| {
        digest.update((bytes.len() as u32).to_be_bytes());
        digest.update(bytes);
    };
    for (name, attribute) in attributes {
        with_length(&mut digest, name.as_bytes());
        with_length(&mut digest, attribute.data_type.as_deref().unwrap_or_default().as_bytes());
        if let Some(text) = &attribute.string_value {
            digest.update([1]);
            with_length(&mut digest, text.as_bytes());
        } else if let Some(bytes) = &attribute.binary_value {
            digest.update([2]);
            with_length(&mut digest, &bytes.0);
        }
    }
    Some(hex(&digest.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::Blob;
    use api::sqs::MessageAttributeValue;

    fn text(kind: &str, value: &str) -> MessageAttributeValue {
        let string_value = Some(value.into());
        MessageAttributeValue { data_type: Some(kind.into()), string_value, ..MessageAttributeValue::default() }
    }

    /// Digests as the real service has answered them (LocalStack's recorded tests).
    #[test]
    fn digests_are_those_of_the_real_service() {
        let of = |attributes: &[(&str, MessageAttributeValue)]| {
            let all = attributes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            md5_of_attributes(&all).unwrap_or_default()
        };
        let (general, hello, help) = (text("String", "Kenobi"), text("String", "There"), text("String", "Me"));
        assert_eq!(
            of(&[("Hello", hello.clone()), ("General", general), ("Help.Me", help.clone())]),
            "4c360f3fdafd970e05fae2f149d997f5"
        );
        assert_eq!(of(&[("Hello", hello.clone()), ("Help.Me", help)]), "83fee93c1bcd8b9a5a923ffacdc636c7");
        assert_eq!(of(&[("Hello", hello)]), "a311262e065454b75da111d535b8dacd");
        let bytes: &[u8] = b"traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01";
        let binary = MessageAttributeValue {
            data_type: Some("Binary".into()),
            binary_value: Some(Blob(bytes::Bytes::from_static(bytes))),
            ..MessageAttributeValue::default()
        };
        assert_eq!(of(&[("attr1", binary)]), "8cbe4db156db8a94db8b801b7addb984");
        assert_eq!(
            of(&[("UserId", text("Number.bigint", "1234567890123456789012"))]),
            "797ab158d73dcb5242dedc4412c8e855"
        );
        assert_eq!(md5_of_body(b"msg"), "6e2baaf3b97dbeef01c0043275f9a0e7");
        assert_eq!(md5_of_attributes(&MessageAttributes::new()), None);
        assert_eq!(sha256_of_body(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
