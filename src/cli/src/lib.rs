//! Plays scenarios and calls natively, with the engines linked in. Pacing is
//! none: virtual time runs as fast as it goes.

mod data;
mod player;

pub use player::Player;

use scenario::Line;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{Read, Write};

/// What to play.
#[derive(Clone, Debug)]
pub struct Options {
    /// A file, `default` or `empty`.
    pub scenario: String,
    /// The file of calls; `-` is standard input.
    pub calls: Option<String>,
    /// Instead of the scenario's.
    pub seed: Option<u64>,
    /// How much memory the run may use.
    pub memory_bytes_max: u64,
    /// Where to save the run afterwards.
    pub save: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { scenario: "default".into(), calls: None, seed: None, memory_bytes_max: 1 << 30, save: None }
    }
}

/// Plays, and writes one JSON line for each line of calls.
pub fn play(options: &Options, out: &mut dyn Write) -> Result<(), String> {
    let mut player = Player::start(options)?;
    let (folder, text) = match options.calls.as_deref() {
        None => (".".into(), "{\"snapshot\":true}".to_owned()),
        Some("-") => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map_err(|error| format!("standard input: {error}"))?;
            (".".into(), text)
        }
        Some(file) => {
            let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
            let folder = std::path::Path::new(file).parent().unwrap_or(std::path::Path::new("."));
            (folder.to_string_lossy().into_owned(), text)
        }
    };
    play_lines(&mut player, &folder, &text, &mut |value| {
        writeln!(out, "{value}").map_err(|error| format!("cannot write: {error}"))
    })?;
    if let Some(file) = &options.save {
        std::fs::write(file, player.saved_text()).map_err(|error| format!("{file}: {error}"))?;
    }
    Ok(())
}

/// Plays every line of `text` and hands `out` one line of JSON for each: the answer. A line that cannot be read gets an error,
/// and the next one runs. What has come meanwhile on connections that earlier lines have left open stands before the answer, each
/// with the number of that line. Files that a line names lie in `folder`.
pub fn play_lines(
    player: &mut Player,
    folder: &str,
    text: &str,
    out: &mut dyn FnMut(&dyn Display) -> Result<(), String>,
) -> Result<(), String> {
    let mut numbers = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.trim_start().starts_with("//") {
            continue;
        }
        let value = match Line::parse(index, line) {
            Ok(line) => player.line(line, folder),
            Err(problem) => json!({"error": {"name": "UnreadableLine", "message": problem.to_string()}}),
        };
        // A line that cannot be read asks nothing: the number stays that of the line before.
        numbers.entry(player.asked()).or_insert(index + 1);
        for (asked, what, told) in player.take_told() {
            if let Some(number) = numbers.get(&asked) {
                out(&format_args!("{{\"of\":{number},\"{what}\":{told}}}"))?;
            }
        }
        out(&value)?;
    }
    Ok(())
}
