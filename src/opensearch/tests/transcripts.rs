//! Calls and their answers, as files that a person can read.
//!
//! A transcript has these lines:
//! - `call OpenSearch.CreateDomain {…}`: one of AWS's operations;
//! - `GET /path {…}`: a request to the domain `flights`, which is there after a first `domain`;
//!   lines after it that begin with `| ` are more of its body;
//! - `wait 1000`: milliseconds pass;
//! - `engine …`: what engines answer from here on: `ok`, `problem KIND`, `shard-problem KIND` or `broken`.
//!
//! Lines that begin with two spaces are answers. A search is answered by a script that tells what
//! the engine was asked. With `UPDATE_EXPECT=1` the answers are written anew, for review in the diff.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use api::opensearch::{Body, ClusterConfig, CreateDomain, Http, Request, Response};
use expect_test::expect_file;
use jobs::search::{Answer, Problem};
use opensearch::OpenSearch;
use serde_json::{Value, json};
use service::Reply;
use service::testing::Bench;
use sim::time::SECOND_US;
use std::path::{Path, PathBuf};

struct Play {
    bench: Bench<OpenSearch>,
    engine: String,
}

impl Play {
    fn call(&mut self, request: Request) -> String {
        match self.bench.call(request) {
            Ok(Reply::Now(Response::Http(output))) => {
                let text =
                    output.body.as_str().map_or_else(|| output.body.to_string(), |text| text.trim_end().to_owned());
                format!("{} {text}", output.status_code)
            }
            Ok(Reply::Now(response) | Reply::Open(response, _)) => response.to_json().to_string(),
            Ok(Reply::Later(_)) => self.search(),
            Err(error) => error.to_string(),
        }
    }

    /// Plays the engine.
    fn search(&mut self) -> String {
        let (job, due, request) = self.bench.around.jobs.last().cloned().unwrap();
        assert_eq!(due, self.bench.around.now, "a search is answered at the same instant");
        assert!(request.contents().iter().all(|content| self.bench.around.contents.contains_key(content)));
        let jobs::Request::Search(jobs::search::Request::Search(search) | jobs::search::Request::Count(search)) =
            request
        else {
            panic!("another engine's job");
        };
        let (word, kind) = self.engine.split_once(' ').unwrap_or((&self.engine, ""));
        let problem = |on_shard| {
            let problem = Problem { kind: kind.into(), reason: "because".into(), position: None, on_shard };
            Ok(jobs::Answer::Search(Answer::Found(Err(problem))))
        };
        let answer = match word {
            "problem" => problem(false),
            "shard-problem" => problem(true),
            "broken" => Err(jobs::Failure { reason: "the engine stopped".into() }),
            _ => Ok(jobs::Answer::Search(Answer::Found(Ok(json!({"hits": "here", "timed_out": false}))))),
        };
        assert_eq!(self.bench.service.domain_of_job(job).as_deref(), Some("flights"));
        self.bench.answer(job, answer);
        assert_eq!(self.bench.service.domain_of_job(job), None);
        let (_, result) = self.bench.around.completed.pop().unwrap();
        let segments: Vec<String> = search
            .segments
            .iter()
            .map(|segment| {
                let content = self.bench.around.contents.get(&segment.content).unwrap();
                format!("{:?} without {:?}", String::from_utf8_lossy(content), segment.deleted)
            })
            .collect();
        let now = search.now_epoch_ms;
        format!("asked {} now {now} segments {segments:?}\n  {}", search.body, result.unwrap().to_json())
    }

    fn line(&mut self, word: &str, rest: &str, more: &str) -> String {
        match word {
            "call" => {
                let (name, params) = rest.split_once(' ').unwrap_or((rest, "{}"));
                match api::Request::parse(name, serde_json::from_str::<Value>(params).unwrap()) {
                    Ok(api::Request::OpenSearch(request)) => self.call(request),
                    Ok(_) => "another service's call".into(),
                    Err(error) => error.to_string(),
                }
            }
            "domain" => {
                let cluster =
                    ClusterConfig { instance_type: Some("t3.small.search".into()), ..ClusterConfig::default() };
                let create = CreateDomain {
                    domain_name: "flights".into(),
                    cluster_config: Some(cluster),
                    ..CreateDomain::default()
                };
                self.call(Request::CreateDomain(create));
                self.bench.advance(900 * SECOND_US);
                String::new()
            }
            "wait" => {
                self.bench.advance(rest.parse::<u64>().unwrap() * 1_000);
                String::new()
            }
            "engine" => {
                self.engine = rest.to_owned();
                String::new()
            }
            method => {
                let (path, body) = rest.split_once(' ').unwrap_or((rest, ""));
                let body = Body::from(format!("{body}{more}"));
                let request = Http { domain_name: "flights".into(), method: method.into(), path: path.into(), body };
                self.call(Request::Http(request))
            }
        }
    }
}

fn play(path: &Path) {
    let input = std::fs::read_to_string(path).unwrap();
    let mut play = Play { bench: Bench::new(OpenSearch::default()), engine: "ok".to_owned() };
    let mut output = String::new();
    let mut lines = input.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("  ") {
            continue;
        }
        output.push_str(&format!("{line}\n"));
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut more = String::new();
        while let Some(line) = lines.next_if(|line| line.starts_with("| ")) {
            output.push_str(&format!("{line}\n"));
            more.push_str(&format!("{}\n", line.trim_start_matches("| ")));
        }
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let answer = play.line(word, rest, &more);
        for line in answer.lines() {
            output.push_str(&format!("  {}\n", line.trim()));
        }
        assert_eq!(play.bench.breaches(), Vec::<String>::new(), "{}: {line}", path.display());
    }
    expect_file![path].assert_eq(&output);
}

#[test]
fn every_transcript_goes_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        play(&path);
    }
}

fn started() -> Play {
    let mut play = Play { bench: Bench::new(OpenSearch::default()), engine: "ok".to_owned() };
    play.line("domain", "", "");
    play
}

#[test]
fn a_page_sees_what_there_is() {
    let mut play = started();
    let id = "stream:flights:0:0:7";
    play.line("PUT", &format!("/flights/_doc/{id} {{\"n\":1}}"), "");
    let before = play.bench.service.document("flights", "flights", id).unwrap();
    assert_eq!((before.source.as_ref(), before.visible), (&br#"{"n":1}"#[..], None));
    play.bench.advance(SECOND_US);
    let after = play.bench.service.document("flights", "flights", id).unwrap();
    assert_eq!(after.source, before.source);
    assert!(after.visible.unwrap() - after.indexed <= SECOND_US);
    assert_eq!(play.bench.service.indices_of(id), [("flights".into(), "flights".into())]);
    let view = play.bench.service.indices("flights").remove(0);
    assert_eq!((view.documents, view.pending, view.segments), (1, 0, 1));
    assert_eq!(play.bench.service.stored_bytes(), view.bytes);
}

#[test]
fn a_request_has_a_greatest_size() {
    let body = " ".repeat(10 * 1024 * 1024 + 1);
    let answer = started().line("PUT", "/x/_doc/1 ", &body);
    assert_eq!(answer, r#"413 {"Message":"Request size exceeded 10485760 bytes"}"#);
}

#[test]
fn documents_clone_without_being_copied() {
    let mut play = started();
    let lines: String = (0..5_000).map(|n| format!("{{\"index\":{{\"_id\":\"{n}\"}}}}\n{{\"n\":{n}}}\n")).collect();
    play.line("POST", "/flights/_bulk ", &lines);
    play.bench.advance(SECOND_US);
    let copy = play.bench.service.clone();
    play.line("DELETE", "/flights/_doc/7", "");
    play.bench.advance(SECOND_US);
    assert_eq!(copy.indices("flights").remove(0).documents, 5_000);
    assert_eq!(play.bench.service.indices("flights").remove(0).documents, 4_999);
    let held = |state: &OpenSearch| state.document("flights", "flights", "9").unwrap().source.as_ptr();
    assert_eq!(held(&copy), held(&play.bench.service));
}
