//! `acequia`: the native door. `acequia play [SCENARIO] [--calls FILE.jsonl] [--seed N] [--save FILE]`.

use cli::{Options, play};
use std::process::ExitCode;

const HELP: &str = "\
acequia play [SCENARIO] [--calls FILE.jsonl] [--seed N] [--memory MIB] [--save FILE.acequia]

Plays a scenario natively and prints one JSON line for each line of FILE (`-` is standard input).
SCENARIO is a file, a saved run (.acequia), `default` (the page's own pipeline) or `empty`.";

fn main() -> ExitCode {
    match arguments() {
        Ok(Some(options)) => match play(&options, &mut std::io::stdout().lock()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => fail(&message),
        },
        Ok(None) => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        Err(message) => fail(&format!("{message}\n\n{HELP}")),
    }
}

fn fail(message: &str) -> ExitCode {
    eprintln!("acequia: {message}");
    ExitCode::FAILURE
}

/// `None` asks for help.
fn arguments() -> Result<Option<Options>, String> {
    use lexopt::Arg::{Long, Short, Value};
    let mut options = Options::default();
    let mut parser = lexopt::Parser::from_env();
    let mut values = Vec::new();
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Short('h') | Long("help") => return Ok(None),
            Long("calls") => options.calls = Some(text(&mut parser)?),
            Long("save") => options.save = Some(text(&mut parser)?),
            Long("seed") => options.seed = Some(number(&text(&mut parser)?)?),
            Long("memory") => options.memory_bytes_max = number(&text(&mut parser)?)?.saturating_mul(1 << 20),
            Value(value) => values.push(value.to_string_lossy().into_owned()),
            other => return Err(other.unexpected().to_string()),
        }
    }
    let mut values = values.into_iter();
    match values.next().as_deref() {
        Some("play") => {}
        Some(other) => return Err(format!("unknown command '{other}'; expected 'play'")),
        None => return Ok(None),
    }
    options.scenario = values.next().unwrap_or_else(|| "default".into());
    match values.next() {
        Some(extra) => Err(format!("unexpected '{extra}'")),
        None => Ok(Some(options)),
    }
}

fn text(parser: &mut lexopt::Parser) -> Result<String, String> {
    use lexopt::ValueExt;
    parser.value().and_then(|value| value.string()).map_err(|error| error.to_string())
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("'{text}' is no whole number"))
}
