//! What the transcripts of Kinesis, of its analytics, of Firehose and of SQS cover, as a law: each operation succeeds in one of them,
//! and `ERRORS.txt` beside them names the errors that they raise, no fewer and no more. What no transcript can raise names its test.

use api::{firehose, kinesis, kinesisanalytics, sqs};
use cli::{Options, Player};
use scenario::Line;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Names by operation.
type Table = BTreeMap<String, BTreeSet<String>>;

/// What a folder's transcripts show.
#[derive(Default)]
struct Shown {
    succeeded: BTreeSet<String>,
    errors: Table,
}

/// Reads each call of `service` in the transcripts of `folder`, and what was printed for it.
fn shown(folder: &str, service: &str) -> Shown {
    let mut shown = Shown::default();
    for case in tests::cases(folder) {
        let (lines, printed) = (read(&case), read(&case.with_extension("out")));
        let lines: Vec<&str> =
            lines.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("//")).collect();
        // What comes on a connection stands between the answers.
        let answers: Vec<&str> = printed.lines().filter(|line| !line.starts_with("{\"of\":")).collect();
        assert_eq!(lines.len(), answers.len(), "{}: one answer a line", case.display());
        for (line, answer) in lines.into_iter().zip(answers) {
            let parse = |text: &str| serde_json::from_str::<Value>(text);
            let line = parse(line).unwrap_or_else(|error| panic!("{}: {line}: {error}", case.display()));
            let answer = parse(answer).unwrap_or_else(|error| panic!("{}: {answer}: {error}", case.display()));
            let call = line["call"].as_str().and_then(|call| call.strip_prefix(service)?.strip_prefix('.'));
            let code = answer["error"]["name"].as_str();
            match (call, code) {
                (Some(_), Some("UnreadableLine")) => panic!("{}: {line} is no line", case.display()),
                (Some(operation), Some(code)) => note(&mut shown.errors, operation, code),
                (Some(operation), None) => {
                    shown.succeeded.insert(operation.to_owned());
                    for code in codes_of_entries(&answer) {
                        note(&mut shown.errors, &format!("{operation}, entries"), code);
                    }
                }
                (None, _) => {}
            }
        }
    }
    shown
}

fn note(table: &mut Table, operation: &str, code: &str) {
    table.entry(operation.to_owned()).or_default().insert(code.to_owned());
}

/// The errors of single records and entries in the answer of a call that succeeded.
fn codes_of_entries(answer: &Value) -> impl Iterator<Item = &str> {
    let members = [("Records", "ErrorCode"), ("RequestResponses", "ErrorCode"), ("Failed", "Code")];
    members.into_iter().flat_map(move |(list, code)| {
        let entries = answer[list].as_array().into_iter().flatten();
        entries.filter_map(move |entry| entry[code].as_str())
    })
}

/// What `ERRORS.txt` says: errors that the transcripts raise, and those that a test of the suite raises, with its name.
fn listed(folder: &str) -> (Table, Vec<(String, String)>) {
    let (mut raised, mut elsewhere) = (Table::new(), Vec::new());
    for line in read(&tests::root().join("tests/cases").join(folder).join("ERRORS.txt")).lines() {
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        let (operation, codes) = line.split_once(": ").unwrap_or_else(|| panic!("{folder}/ERRORS.txt: {line}"));
        for code in codes.split(", ") {
            match code.split_once(" by ") {
                Some((code, test)) => elsewhere.push((format!("{operation}: {code}"), test.to_owned())),
                None => note(&mut raised, operation, code),
            }
        }
    }
    (raised, elsewhere)
}

fn read(path: &std::path::Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The pairs of a table that another one lacks.
fn beyond(table: &Table, other: &Table) -> Vec<String> {
    let lacks = |operation: &str, code: &String| !other.get(operation).is_some_and(|codes| codes.contains(code));
    let pairs = table.iter().flat_map(|(operation, codes)| codes.iter().map(move |code| (operation, code)));
    pairs.filter(|(operation, code)| lacks(operation, code)).map(|(one, two)| format!("{one}: {two}")).collect()
}

fn check(folder: &str, service: &str, operations: &[&str]) {
    let shown = shown(folder, service);
    let (listed, elsewhere) = listed(folder);
    let never: Vec<_> = operations.iter().filter(|operation| !shown.succeeded.contains(**operation)).collect();
    assert!(never.is_empty(), "no transcript in tests/cases/{folder} shows the success of {never:?}");
    let unlisted = beyond(&shown.errors, &listed);
    assert!(unlisted.is_empty(), "{folder}/ERRORS.txt lacks what transcripts raise: {unlisted:#?}");
    let unseen = beyond(&listed, &shown.errors);
    assert!(unseen.is_empty(), "{folder}/ERRORS.txt names what no transcript raises: {unseen:#?}");
    let service = tests::root().join("src").join(folder);
    let suites = [service.join("tests/suite"), service.join("src/tests"), tests::root().join("tests/tests")];
    let sources = suites.iter().flat_map(|suite| fs::read_dir(suite).into_iter().flatten().flatten());
    let sources: String = sources.filter(|entry| entry.path().is_file()).map(|entry| read(&entry.path())).collect();
    for (pair, test) in elsewhere {
        assert!(sources.contains(&format!("#[test]\nfn {test}()")), "{folder}/ERRORS.txt: {pair}: no test {test}");
    }
}

#[test]
fn kinesis() {
    check("kinesis", "Kinesis", kinesis::Request::NAMES);
}

#[test]
fn kinesisanalytics() {
    check("kinesisanalytics", "KinesisAnalytics", kinesisanalytics::Request::NAMES);
}

#[test]
fn firehose() {
    check("firehose", "Firehose", firehose::Request::NAMES);
}

#[test]
fn sqs() {
    check("sqs", "SQS", sqs::Request::NAMES);
}

/// A thousand and one lines would be no transcript for a reader.
#[test]
fn shards_are_listed_a_thousand_times_a_second() {
    let options = Options { scenario: "empty".into(), ..Options::default() };
    let mut player = Player::start(&options).unwrap_or_else(|error| panic!("{error}"));
    let mut list = |seconds: u64| {
        player.line(Line::Advance(seconds * 1_000_000), ".");
        let mut told = Vec::new();
        for _ in 0..1_001 {
            let (name, params) = ("Kinesis.ListShards".into(), json!({"StreamName": "nobody"}));
            told.push(player.line(Line::Call { name, params, principal: None }, ".")["error"]["name"].clone());
        }
        (told.iter().filter(|code| *code == "ResourceNotFoundException").count(), told.pop().unwrap_or_default())
    };
    assert_eq!(list(0), (1_000, json!("LimitExceededException")));
    assert_eq!(list(1), (1_000, json!("LimitExceededException")), "a second later there is room again");
}
