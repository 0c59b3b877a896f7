//! Tags of streams and of consumers.

use crate::common::{SECOND_US, answer, bench};
use serde_json::{Value, json};

const ARN: &str = "arn:aws:kinesis:us-east-1:111122223333:stream/s";
const CHARACTERS: &str = "InvalidArgumentException: Some tags contain invalid characters. Valid characters: Unicode letters, digits, \
                          white space, _ . / = + - % @ :.";

fn many(count: usize) -> Value {
    (0..count).map(|number| (format!("key-{number:03}"), Value::from("v"))).collect::<serde_json::Map<_, _>>().into()
}

#[test]
fn tags_are_added_changed_listed_and_removed() {
    let mut bench = bench(1);
    let add = |tags: Value| json!({"StreamName": "s", "Tags": tags});
    assert_eq!(answer(&mut bench, "AddTagsToStream", add(json!({"b": "1", "ü0 _.": "a", "/=+-@:": ""}))), json!({}));
    answer(&mut bench, "AddTagsToStream", add(json!({"b": "2"})));
    let told = answer(&mut bench, "ListTagsForStream", json!({"StreamName": "s"}));
    let tag = |key: &str, value: &str| json!({"Key": key, "Value": value});
    assert_eq!(told, json!({"Tags": [tag("/=+-@:", ""), tag("b", "2"), tag("ü0 _.", "a")], "HasMoreTags": false}));
    let told = answer(
        &mut bench,
        "ListTagsForStream",
        json!({"StreamName": "s", "Limit": 1, "ExclusiveStartTagKey": "/=+-@:"}),
    );
    assert_eq!(told, json!({"Tags": [tag("b", "2")], "HasMoreTags": true}));
    answer(&mut bench, "RemoveTagsFromStream", json!({"StreamName": "s", "TagKeys": ["b", "nobody"]}));
    let told = answer(&mut bench, "ListTagsForResource", json!({"ResourceARN": ARN}));
    assert_eq!(told, json!({"Tags": [tag("/=+-@:", ""), tag("ü0 _.", "a")]}));
    answer(&mut bench, "UntagResource", json!({"ResourceARN": ARN, "TagKeys": ["ü0 _.", "/=+-@:"]}));
    answer(&mut bench, "TagResource", json!({"ResourceARN": ARN, "Tags": {"c": "3"}}));
    assert_eq!(
        answer(&mut bench, "ListTagsForResource", json!({"ResourceARN": ARN})),
        json!({"Tags": [tag("c", "3")]})
    );
}

#[test]
fn wrong_tags_change_nothing() {
    let mut bench = bench(1);
    let of = |tags: Value| json!({"StreamName": "s", "Tags": tags});
    let lengths = |most: u32, least: u32| {
        format!(
            "[Member must have length less than or equal to {most}, Member must have length greater than or equal to {least}]"
        )
    };
    let (long_key, long_value) = ("k".repeat(129), "v".repeat(257));
    let cases = [
        (of(json!({})), "ValidationException: 1 validation error detected: Value '{}' at 'tags' failed to satisfy constraint: Member must have length greater than or equal to 1".to_owned()),
        (
            of(json!({"": "v"})),
            format!("ValidationException: 1 validation error detected: Value '{{=v}}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: {}", lengths(128, 1)),
        ),
        (
            of(json!({long_key.as_str(): "v"})),
            format!("ValidationException: 1 validation error detected: Value '{{{long_key}=v}}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: {}", lengths(128, 1)),
        ),
        (
            of(json!({"k": long_value})),
            format!("ValidationException: 1 validation error detected: Value '{{k={long_value}}}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: {}", lengths(256, 0)),
        ),
        (of(json!({"a;b": "v"})), CHARACTERS.to_owned()),
        (of(json!({"a": "\t"})), CHARACTERS.to_owned()),
        (
            of(json!({"a%": "v"})),
            "InvalidArgumentException: Failed to add tags to stream s under account 111122223333 because some tags contained \
             illegal characters. The allowed characters are Unicode letters, white-spaces, '_',',','/','=','+','-','@',':'."
                .to_owned(),
        ),
        (
            of(many(51)),
            "InvalidArgumentException: Failed to add tags to stream s under account 111122223333 because a given stream \
             cannot have more than 50 tags associated with it."
                .to_owned(),
        ),
        (json!({"StreamName": "nobody", "Tags": {"a": "b"}}), "ResourceNotFoundException: Stream nobody under account 111122223333 not found.".to_owned()),
    ];
    for (params, expected) in cases {
        assert_eq!(answer(&mut bench, "AddTagsToStream", params), expected);
    }
    let told = answer(&mut bench, "AddTagsToStream", of(many(201)));
    assert!(told.as_str().is_some_and(|told| told.ends_with("less than or equal to 200")), "{told}");
    let keys = |keys: Value| json!({"StreamName": "s", "TagKeys": keys});
    for (params, expected) in [
        (keys(json!([])), "ValidationException: 1 validation error detected: Value '[]' at 'tagKeys' failed to satisfy constraint: Member must have length greater than or equal to 1".to_owned()),
        (
            keys(json!(["a", long_key, "b"])),
            format!("ValidationException: 1 validation error detected: Value '[a, {long_key}, b]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: {}", lengths(128, 1)),
        ),
        (keys(json!(["abc;def"])), CHARACTERS.to_owned()),
        (
            keys(json!(["a%"])),
            "InvalidArgumentException: Failed to remove tags from stream s under account 111122223333 because some tags \
             contained illegal characters. The allowed characters are Unicode letters, white-spaces, \
             '_',',','/','=','+','-','@',':'."
                .to_owned(),
        ),
    ] {
        assert_eq!(answer(&mut bench, "RemoveTagsFromStream", params), expected);
    }
    assert_eq!(answer(&mut bench, "ListTagsForResource", json!({"ResourceARN": ARN})), json!({"Tags": []}));
}

#[test]
fn streams_and_consumers_are_made_with_tags() {
    let mut bench = bench(1);
    let told = answer(&mut bench, "CreateStream", json!({"StreamName": "t", "ShardCount": 1, "Tags": many(51)}));
    assert!(told.as_str().is_some_and(|told| told.contains("more than 50 tags")), "{told}");
    assert!(bench.service.stream("t").is_none());
    answer(&mut bench, "CreateStream", json!({"StreamName": "t", "ShardCount": 1, "Tags": {"a": "b"}}));
    let told = answer(&mut bench, "ListTagsForStream", json!({"StreamName": "t"}));
    assert_eq!(told["Tags"], json!([{"Key": "a", "Value": "b"}]));
    let told = answer(
        &mut bench,
        "RegisterStreamConsumer",
        json!({"StreamARN": ARN, "ConsumerName": "c", "Tags": {"x": "y"}}),
    );
    let consumer = told["Consumer"]["ConsumerARN"].clone();
    for (operation, params) in [
        ("ListTagsForResource", json!({"ResourceARN": consumer})),
        ("TagResource", json!({"ResourceARN": consumer, "Tags": {"z": ""}})),
        ("UntagResource", json!({"ResourceARN": consumer, "TagKeys": ["x"]})),
    ] {
        assert_eq!(
            answer(&mut bench, operation, params),
            "ResourceInUseException: Consumer c with creation timestamp 1767225610 under stream s and account 111122223333 is \
             not in ACTIVE status."
        );
    }
    bench.advance(5 * SECOND_US);
    assert_eq!(
        answer(&mut bench, "ListTagsForResource", json!({"ResourceARN": consumer})),
        json!({"Tags": [{"Key": "x", "Value": "y"}]})
    );
    answer(&mut bench, "TagResource", json!({"ResourceARN": consumer, "Tags": {"z": ""}}));
    answer(&mut bench, "UntagResource", json!({"ResourceARN": consumer, "TagKeys": ["x"]}));
    assert_eq!(
        answer(&mut bench, "ListTagsForResource", json!({"ResourceARN": consumer})),
        json!({"Tags": [{"Key": "z", "Value": ""}]})
    );
    assert_eq!(answer(&mut bench, "ListTagsForResource", json!({"ResourceARN": ARN})), json!({"Tags": []}));
    bench.advance(SECOND_US);
    for (arn, expected) in [
        (
            format!("{ARN}/consumer/nobody:1"),
            "ResourceNotFoundException: Consumer arn:aws:kinesis:us-east-1:111122223333:stream/s/consumer/nobody:1, account 111122223333 not found.",
        ),
        (
            "arn:aws:kinesis:us-east-1:111122223333:channel/c".into(),
            "ResourceNotFoundException: Resource arn:aws:kinesis:us-east-1:111122223333:channel/c under account 111122223333 not found.",
        ),
        (
            "arn:aws:kinesis:us-east-1:111122223333:stream/nobody".into(),
            "ResourceNotFoundException: Stream nobody under account 111122223333 not found.",
        ),
        (
            "s".into(),
            "ValidationException: 1 validation error detected: Value 's' at 'resourceARN' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:aws.*:kinesis:.*:\\d{12}:.*(stream|channel|queue)/\\S+",
        ),
    ] {
        assert_eq!(answer(&mut bench, "ListTagsForResource", json!({"ResourceARN": arn})), expected);
    }
}
