//! The engine on files that a person can read: documents, requests, answers.
//!
//! A case file has these lines, in any order, each from where it stands on:
//! - `mapping {…}`: the fields and their types;
//! - `segment`: the documents in the lines that follow, up to an empty line;
//! - `deleted N …`: these lines of the last segment are deleted;
//! - `now 2001-01-01T00:00:00Z`: what `now` means;
//! - `search {…}`, `count {…}`: a request; the lines after it that begin with
//!   `  ` are its answer.
//!
//! With `UPDATE_EXPECT=1` the answers are written anew, for review in the diff.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use bytes::Bytes;
use expect_test::expect_file;
use jobs::Digest;
use jobs::search::{Answer, FieldType, Problem, Request, Search, Segment};
use search::Engine;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

struct Case {
    engine: Engine,
    job: Search,
}

impl Case {
    fn new() -> Self {
        let job = Search {
            index: "flights".to_owned(),
            mapping: BTreeMap::new(),
            segments: Vec::new(),
            body: Value::Null,
            now_epoch_ms: 0,
        };
        Self { engine: Engine::new(), job }
    }

    fn segment(&mut self, content: String) {
        let content = Bytes::from(content);
        let digest = Digest::of(&content);
        self.job.segments.push(Segment { content: digest, bytes: content.len() as u64, deleted: Vec::new() });
        self.engine.put(digest, content);
    }

    fn answer(&mut self, word: &str, body: &str) -> String {
        self.job.body = match serde_json::from_str(body) {
            Ok(body) => body,
            Err(error) => return format!("  not JSON: {error}\n"),
        };
        let request = match word {
            "search" => Request::Search(self.job.clone()),
            _ => Request::Count(self.job.clone()),
        };
        let answer = self.engine.run(&request);
        assert_eq!(answer, self.engine.run(&request), "the same request has the same answer");
        match answer {
            Ok(Answer::Found(Ok(body))) => shown(&body),
            Ok(Answer::Found(Err(Problem { kind, reason, .. }))) => format!("  {kind}: {reason}\n"),
            Err(failure) => format!("  FAILURE {}\n", failure.reason),
        }
    }
}

/// The parts of an answer, a line each.
fn shown(body: &Value) -> String {
    let mut text = String::new();
    for (name, value) in body.as_object().unwrap() {
        match name.as_str() {
            "_shards" | "timed_out" => {}
            "hits" => {
                text.push_str(&format!("  total {} max_score {}\n", value["total"], value["max_score"]));
                for hit in value["hits"].as_array().unwrap() {
                    let mut hit = hit.as_object().unwrap().clone();
                    hit.remove("_index");
                    let (id, score) = (hit.remove("_id").unwrap(), hit.remove("_score").unwrap());
                    text.push_str(&format!("  {} {score}", id.as_str().unwrap()));
                    for (name, value) in hit {
                        text.push_str(&format!(" {name} {value}"));
                    }
                    text.push('\n');
                }
            }
            "aggregations" => tree(&mut text, value, 1),
            _ => text.push_str(&format!("  {name} {value}\n")),
        }
    }
    text
}

fn tree(text: &mut String, value: &Value, depth: usize) {
    for (name, value) in value.as_object().unwrap() {
        let pad = "  ".repeat(depth);
        match value["buckets"].as_array() {
            Some(buckets) => {
                let mut rest = value.as_object().unwrap().clone();
                rest.remove("buckets");
                text.push_str(&format!("{pad}{name} {}\n", Value::Object(rest)));
                for bucket in buckets {
                    text.push_str(&format!("{pad}  {bucket}\n"));
                }
            }
            None => text.push_str(&format!("{pad}{name} {value}\n")),
        }
    }
}

fn play(path: &Path) {
    let input = std::fs::read_to_string(path).unwrap();
    let mut case = Case::new();
    let mut output = String::new();
    let mut lines = input.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("  ") {
            continue;
        }
        output.push_str(line);
        output.push('\n');
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "mapping" => case.job.mapping = serde_json::from_str::<BTreeMap<String, FieldType>>(rest).unwrap(),
            "segment" => {
                let mut content = String::new();
                while let Some(line) = lines.next_if(|line| !line.is_empty()) {
                    content.push_str(line);
                    content.push('\n');
                }
                output.push_str(&content);
                case.segment(content);
            }
            "deleted" => {
                let lines = rest.split_whitespace().map(|line| line.parse().unwrap()).collect();
                case.job.segments.last_mut().unwrap().deleted = lines;
            }
            "now" => case.job.now_epoch_ms = search::parse_date(rest).unwrap(),
            "search" | "count" => output.push_str(&case.answer(word, rest)),
            "" | "#" => {}
            other => panic!("{}: what is '{other}'?", path.display()),
        }
    }
    expect_file![path].assert_eq(&output);
}

#[test]
fn every_case_is_answered_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        play(&path);
    }
}
