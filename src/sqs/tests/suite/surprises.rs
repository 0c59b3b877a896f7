//! What surprises those who meet SQS for the first time. Ten things are often told; each has one test in the file that it
//! belongs to, which bears its number. Here stands what those who come from Kinesis do not expect.

use crate::common::*;
use serde_json::json;

/// The files in which the ten are tested.
const SUITE: [&str; 5] = [
    include_str!("dead_letters.rs"),
    include_str!("fifo.rs"),
    include_str!("limits.rs"),
    include_str!("messages.rs"),
    include_str!("polls.rs"),
];

#[test]
fn each_of_the_ten_has_a_test_of_its_own() {
    for item in 1..=10 {
        let label = format!("/// Surprising semantics {item}: ");
        let labelled = SUITE.iter().flat_map(|file| file.split(label.as_str()).skip(1));
        let tested = labelled.filter(|rest| rest.lines().nth(1) == Some("#[test]"));
        assert_eq!(tested.count(), 1, "tests that bear the number {item}");
    }
}

#[test]
fn one_receiver_gets_a_message_and_nothing_is_replayed() {
    let mut bench = bench(json!({}));
    let sent: Vec<String> = (0..6).map(|number| send(&mut bench, "q", &number.to_string())).collect();
    let first = receive_with(&mut bench, "q", json!({"MaxNumberOfMessages": 3, "WaitTimeSeconds": 1}));
    let second = receive(&mut bench, "q");
    let mut got: Vec<_> = first.iter().chain(&second).filter_map(|message| message["MessageId"].as_str()).collect();
    got.sort();
    let mut sent: Vec<_> = sent.iter().map(String::as_str).collect();
    sent.sort();
    assert_eq!((first.len(), got), (3, sent), "each message went to one of the two");
    for message in first.iter().chain(&second) {
        assert_eq!(delete(&mut bench, "q", message), json!({}));
    }
    bench.advance(12 * 3_600 * SECOND_US);
    assert!(receive(&mut bench, "q").is_empty(), "what was deleted is read by nobody again");
    check(&bench);
}
