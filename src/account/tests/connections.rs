//! Connections that a call leaves open: what comes on them, and that a replay gives the same.

use account::{Account, Command, Outcome};
use serde_json::{Value, json};
use service::{Pushed, Ticket};
use sim::{Time, World};

const STREAM: &str = "arn:aws:kinesis:us-east-1:111122223333:stream/s";
const CONSUMER: &str = "arn:aws:kinesis:us-east-1:111122223333:stream/s/consumer/c:1767225610";

fn call(account: &mut Account, name: &str, params: Value) -> Outcome {
    account.command(&Command::Call { name: format!("Kinesis.{name}"), params, principal: None })
}

fn advance(account: &mut Account, seconds: u64) {
    let until = account.now() + seconds * 1_000_000;
    while account.next_due().is_some_and(|due| due <= until) {
        account.step(None);
    }
    account.move_to(until);
}

/// A stream with a consumer that is subscribed, and the ticket of the connection.
fn subscribed() -> (Account, Ticket) {
    let mut account = Account::new(7, 1_767_225_600_000);
    call(&mut account, "CreateStream", json!({"StreamName": "s", "ShardCount": 1}));
    advance(&mut account, 10);
    call(&mut account, "RegisterStreamConsumer", json!({"StreamARN": STREAM, "ConsumerName": "c"}));
    advance(&mut account, 5);
    let start = json!({"Type": "LATEST"});
    let params = json!({"ConsumerARN": CONSUMER, "ShardId": "shardId-000000000000", "StartingPosition": start});
    match call(&mut account, "SubscribeToShard", params) {
        Outcome::Open(response, ticket) => {
            assert_eq!(response, json!({"EventStream": {}}));
            (account, ticket)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn events_come_under_the_ticket_of_the_call() {
    let (mut account, ticket) = subscribed();
    call(&mut account, "PutRecord", json!({"StreamName": "s", "PartitionKey": "k", "Data": "aGk="}));
    assert!(account.take_pushed().is_empty(), "nothing comes before its time");
    advance(&mut account, 1);
    let pushed = account.take_pushed();
    let [(of, Pushed::Event(event))] = pushed.as_slice() else { panic!("{pushed:?}") };
    assert_eq!(*of, ticket);
    assert_eq!(event.to_json()["SubscribeToShardEvent"]["Records"][0]["Data"], "aGk=");
    advance(&mut account, 300);
    let pushed = account.take_pushed();
    assert!(pushed.len() > 50 && pushed.iter().all(|(of, _)| *of == ticket), "{}", pushed.len());
    assert_eq!(pushed.last(), Some(&(ticket, Pushed::End(Ok(())))));
    assert!(account.breaches().is_empty());
}

#[test]
fn a_clone_goes_on_alike() {
    let (mut one, _) = subscribed();
    advance(&mut one, 1);
    let mut two = one.clone();
    for account in [&mut one, &mut two] {
        call(account, "PutRecord", json!({"StreamName": "s", "PartitionKey": "k", "Data": "aGk="}));
        advance(account, 60);
    }
    assert_eq!(one.take_pushed(), two.take_pushed());
    assert_eq!(one.now(), Time::from_secs(76));
}

#[test]
fn who_leaves_changes_the_run_and_its_hash() {
    let (mut left, Ticket(ticket)) = subscribed();
    let (mut stayed, _) = subscribed();
    assert_eq!(left.run_hash(), stayed.run_hash());
    assert_eq!(left.command(&Command::Leave { ticket }), Outcome::Now(Ok(json!({}))));
    assert_ne!(left.run_hash(), stayed.run_hash());
    for account in [&mut left, &mut stayed] {
        call(account, "PutRecord", json!({"StreamName": "s", "PartitionKey": "k", "Data": "aGk="}));
        advance(account, 3);
    }
    assert_eq!((left.take_pushed().len(), stayed.take_pushed().len()), (0, 1));
    // One that is not open is left without harm.
    assert_eq!(left.command(&Command::Leave { ticket: 999 }), Outcome::Now(Ok(json!({}))));
}

#[test]
fn what_comes_is_counted_alike_whether_it_is_taken_or_not() {
    let (mut one, _) = subscribed();
    let mut two = one.clone();
    for seconds in [7, 5, 20] {
        advance(&mut one, seconds);
        advance(&mut two, seconds);
        let before = one.pushed_count();
        let taken = one.take_pushed().len() as u64;
        assert!(taken > 0 && one.pushed_count() == before);
        assert_eq!(before, two.pushed_count());
    }
    assert_eq!(two.take_pushed().len() as u64, two.pushed_count());
}
