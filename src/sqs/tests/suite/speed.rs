//! How fast messages pass, and that neither time nor a clone grows with the queue. Run with `--ignored --nocapture`.

use crate::common::{bench, call_as, url};
use api::sqs::{
    DeleteMessageBatch, DeleteMessageEntry, ReceiveMessage, Request, Response, SendMessageBatch, SendMessageEntry,
};
use serde_json::json;
use service::Reply;
use service::testing::Bench;
use sqs::Sqs;

fn send(bench: &mut Bench<Sqs>) {
    let entries = (0..10).map(|index| SendMessageEntry {
        id: Some(index.to_string()),
        message_body: "x".repeat(200).into(),
        ..SendMessageEntry::default()
    });
    let request = SendMessageBatch { queue_url: url("q"), entries: Some(entries.collect()) };
    assert!(call_as(bench, Request::SendMessageBatch(request), 1).is_ok());
}

fn pass(bench: &mut Bench<Sqs>) -> u64 {
    let request = ReceiveMessage { queue_url: url("q"), max_number_of_messages: Some(10), ..ReceiveMessage::default() };
    let Ok(Reply::Now(Response::ReceiveMessage(got))) = call_as(bench, Request::ReceiveMessage(request), 1) else {
        return 0;
    };
    let entries = got.messages.iter().enumerate().map(|(index, message)| DeleteMessageEntry {
        id: Some(index.to_string()),
        receipt_handle: message.receipt_handle.clone(),
    });
    let request = DeleteMessageBatch { queue_url: url("q"), entries: Some(entries.collect()) };
    let _ = call_as(bench, Request::DeleteMessageBatch(request), 1);
    got.messages.len() as u64
}

#[test]
#[ignore = "prints times"]
#[expect(clippy::disallowed_methods, reason = "it measures the machine, not the model")]
fn messages_pass_alike_in_long_queues_and_short() {
    for length in [1_000u64, 10_000, 100_000, 1_000_000] {
        let mut bench = bench(json!({}));
        (0..length / 10).for_each(|_| send(&mut bench));
        let start = std::time::Instant::now();
        let mut passed = 0;
        for _ in 0..2_000 {
            send(&mut bench);
            passed += pass(&mut bench);
        }
        let us = start.elapsed().as_micros();
        let start = std::time::Instant::now();
        let copy = bench.service.clone();
        let clone_us = start.elapsed().as_micros();
        println!("{length} waiting: {passed} passed, {:.2} us each; a clone {clone_us} us", us as f64 / passed as f64);
        drop(copy);
    }
}
