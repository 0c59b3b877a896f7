//! Scripts that stand elsewhere in the tree: what the article's scene runs, and what the page begins a new application with.

use expect_test::expect_file;
use jobs::lake::{Answer, Request};
use jobs::stream::Program;
use lake::Engine;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn plan(script: &str) -> Program {
    match Engine::new().run(&Request::Plan { script: script.into() }).unwrap() {
        Answer::Planned(Ok(program)) => *program,
        other => panic!("{other:?}\n{script}"),
    }
}

/// The build draws the scene without an engine: it takes the plan from a file.
#[test]
fn the_scene_is_drawn_with_the_plan_of_its_script() {
    let scenario = std::fs::read_to_string(root().join("content/scenarios/analytics.jsonl")).unwrap();
    let line = scenario.lines().find(|line| line.contains("CreateApplication")).unwrap();
    let call: serde_json::Value = serde_json::from_str(line).unwrap();
    let code = "/params/ApplicationConfiguration/ApplicationCodeConfiguration/CodeContent/TextContent";
    let script = call.pointer(code).and_then(serde_json::Value::as_str).unwrap();
    let planned = serde_json::json!({ "script": script, "program": plan(script) });
    let text = serde_json::to_string_pretty(&planned).unwrap();
    expect_file![root().join("src/host/examples/draw/plan.json")].assert_eq(&format!("{text}\n"));
}

#[test]
fn every_template_of_the_page_can_be_planned() {
    let templates = std::fs::read_to_string(root().join("src/app/tests/templates.sql")).unwrap();
    let scripts: Vec<_> = templates.split("--- ").skip(1).filter_map(|case| case.split_once('\n')).collect();
    assert!(scripts.len() > 6);
    for (title, script) in scripts {
        let program = plan(script);
        assert_eq!(program.inserts.len(), 1, "{title}");
    }
}
