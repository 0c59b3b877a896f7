//! Draws the static figures of the article: plays each scene natively, without
//! engines, and writes what the page would draw as SVG. The one script that a scene runs was planned before: `draw/plan.json`.
//!
//! `cargo run -p host --example draw -- OUTDIR` writes `LANG/SCENE.svg` for every file of `content/scenes`.

use figure::{Options, Words};
use host::{Host, Out};
use protocol::{Config, FromWorker, Panel, ToWorker, Viewport};
use scenario::Line;
use sim::World;
use std::error::Error;
use std::path::{Path, PathBuf};

/// Languages and their string files.
const LANGUAGES: &[&str] = &["es", "en"];
/// Scenes that have a scenario of their own name, and are drawn from what that makes.
const OWN: &[&str] = &["contrast", "lateness", "analytics"];
/// What the engine says of the scene's script. A test of the engine keeps it true.
const PLAN: &str = include_str!("draw/plan.json");

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(std::env::args().nth(1).ok_or("usage: draw OUTDIR")?);
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
    let mut scenes: Vec<_> = std::fs::read_dir(content.join("scenes"))?.collect::<Result<_, _>>()?;
    scenes.sort_by_key(std::fs::DirEntry::path);
    for scene in scenes {
        let path = scene.path();
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let text = std::fs::read_to_string(&path)?;
        let mut host = play(&name, &text).map_err(|error| format!("{}: {error}", path.display()))?;
        for lang in LANGUAGES {
            let words = |file: &str| -> Result<Words, std::io::Error> {
                Ok(Words::read(lang, &std::fs::read_to_string(content.join(format!("strings/{file}{lang}.ftl")))?))
            };
            let drawing = drawing(&mut host, &name, &words("")?, &words("later.")?);
            std::fs::create_dir_all(out.join(lang))?;
            std::fs::write(out.join(lang).join(format!("{name}.svg")), figure::to_svg(&drawing))?;
        }
    }
    Ok(())
}

/// What the page draws in that scene.
fn drawing(host: &mut Host, name: &str, words: &Words, later: &Words) -> figure::Scene {
    let (works, now_us, options) = (host.works_view(), host.run().present().now().0, Options::default());
    let viewport = match name {
        "contrast" => Viewport::Contrast,
        "buffers" => Viewport::Buffers { delivery: None },
        "lateness" => Viewport::Lateness,
        "analytics" => Viewport::Application { name: "clicks-per-action".into() },
        _ => return figure::draw(&works, now_us, &options, words),
    };
    match host.panel(&viewport) {
        Panel::Contrast(view) => figure::contrast(&view, &works, now_us, &options, words),
        Panel::Buffers(view) => figure::buffers(&view, &options, later),
        Panel::Lateness(view) => figure::lateness(&view, &options, later),
        Panel::Application(view) => match &view.plane {
            Some(plane) => figure::windows(plane, &options, later),
            None => figure::draw(&works, now_us, &options, words),
        },
        _ => figure::draw(&works, now_us, &options, words),
    }
}

/// Plays the page's own pipeline and then the scene's lines; before these, what a reader of the scene has set up.
fn play(name: &str, text: &str) -> Result<Host, String> {
    let mut host = Host::default();
    host.message(ToWorker::Start { version: protocol::VERSION, config: Config::default() }, None);
    run(&mut host)?;
    if OWN.contains(&name) {
        // As the page does it: hours are made up while other producers rest.
        let path = "producers/flights/running".to_owned();
        host.message(ToWorker::Set { id: 1, path: path.clone(), to: false.into() }, None);
        run(&mut host)?;
        host.message(ToWorker::Add { id: 1, scenario: name.into() }, None);
        run(&mut host)?;
        host.message(ToWorker::Set { id: 1, path, to: true.into() }, None);
        run(&mut host)?;
    }
    for (index, line) in text.lines().enumerate() {
        let message = match Line::parse(index, line).map_err(|problem| problem.to_string())? {
            Line::Call { name, params, principal } => ToWorker::Call { id: 1, call: name, params, principal },
            Line::Set { path, to } => ToWorker::Set { id: 1, path, to },
            Line::Advance(us) => ToWorker::Advance { id: 1, us },
            other => return Err(format!("line {}: {other:?} is nothing for a scene", index + 1)),
        };
        host.message(message, None);
        run(&mut host)?;
    }
    Ok(host)
}

/// Slices until nothing is left to do, or an engine would be needed.
fn run(host: &mut Host) -> Result<(), String> {
    loop {
        let again = host.slice(&|| 0.0);
        let out = host.take_out();
        if out.is_empty() && (again.is_none() || host.is_idle()) {
            return Ok(());
        }
        for out in out {
            let message = match out {
                Out::Post(message, _) => message,
                Out::EngineRun { id, request, .. } => {
                    planned(host, id, &request)?;
                    continue;
                }
                _ => continue,
            };
            match message {
                FromWorker::Answer { result: Err(error), .. } => {
                    return Err(format!("{}: {}", error.name, error.message));
                }
                FromWorker::Broken { message } => return Err(message),
                FromWorker::Want { what } => {
                    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../www/data/{what}.bin"));
                    let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                    host.message(ToWorker::Data { name: what }, Some(bytes.into()));
                }
                FromWorker::Views(views) => host.message(ToWorker::Shown { frame: views.frame }, None),
                _ => {}
            }
        }
    }
}

/// Answers the question for which there is an answer.
fn planned(host: &mut Host, id: u32, request: &str) -> Result<(), String> {
    let plan: serde_json::Value = serde_json::from_str(PLAN).map_err(|error| error.to_string())?;
    let Ok(jobs::Request::Lake(jobs::lake::Request::Plan { script })) = serde_json::from_str(request) else {
        return Ok(());
    };
    if plan["script"] != script.as_str() {
        return Err("draw/plan.json is of another script: bless the tests of the lake".into());
    }
    let program = serde_json::from_value(plan["program"].clone()).map_err(|error| error.to_string())?;
    let answer = jobs::Answer::Lake(jobs::lake::Answer::Planned(Ok(Box::new(program))));
    host.engine_done(id, Ok(answer));
    Ok(())
}
