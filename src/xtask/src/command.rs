//! Running other programs: one line before, one with the time after. Not here:
//! deciding what to run.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Prints a line of progress.
pub fn say(text: &str) {
    println!("\u{2192} {text}");
    // Progress that shows only at the end is none; a closed pipe is the reader's choice.
    let _ = std::io::stdout().flush();
}

/// Prints a warning.
pub fn warn(text: &str) {
    eprintln!("! {text}");
}

/// Cargo, without the variables that `cargo run` set for this process: build scripts
/// that look at them would run again and rebuild half the tree.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let leaked = name.to_str().is_some_and(|n| n.starts_with("CARGO_PKG_") || n.starts_with("CARGO_MANIFEST_"));
        if leaked || name == "LD_LIBRARY_PATH" {
            command.env_remove(name);
        }
    }
    command
}

/// A program started in `folder`.
pub fn program(name: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(name);
    command.current_dir(folder);
    command
}

/// Runs to the end, its output going to the terminal; an error if it fails.
pub fn run(title: &str, command: &mut Command) -> Result<()> {
    let start = Instant::now();
    say(title);
    let status = command.status().with_context(|| format!("cannot start {}", command.get_program().display()))?;
    if !status.success() {
        bail!("{title}: failed ({status})");
    }
    say(&format!("{title}: {}", seconds(start.elapsed())));
    Ok(())
}

/// Runs to the end without a word; an error with its output if it fails.
pub fn run_quietly(command: &mut Command) -> Result<Vec<u8>> {
    let name = command.get_program().display().to_string();
    let output = command.output().with_context(|| format!("cannot start {name}"))?;
    if !output.status.success() {
        bail!("{name} failed:\n{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    }
    Ok(output.stdout)
}

/// Runs to the end with `input` on its standard input, and answers its standard output.
pub fn filter(command: &mut Command, input: &[u8]) -> Result<Vec<u8>> {
    let name = command.get_program().display().to_string();
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start {name}"))?;
    // Written beside the reading: a program that answers before it has read all would stop for ever.
    let writer = child.stdin.take().map(|mut stdin| {
        let input = input.to_vec();
        std::thread::spawn(move || stdin.write_all(&input))
    });
    let output = child.wait_with_output()?;
    if let Some(writer) = writer {
        // A program that fails stops reading; its status says so below.
        let _ = writer.join();
    }
    if !output.status.success() {
        bail!("{name} failed ({})", output.status);
    }
    Ok(output.stdout)
}

/// Runs to the end, standard output going both to the terminal and, line by line, to `each`.
/// Answers whether the program succeeded.
pub fn run_watched(command: &mut Command, mut each: impl FnMut(&str)) -> Result<bool> {
    let name = command.get_program().display().to_string();
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start {name}"))?;
    if let Some(output) = child.stdout.take() {
        copy_lines(output, &mut each)?;
    }
    Ok(child.wait()?.success())
}

fn copy_lines(output: impl Read, each: &mut impl FnMut(&str)) -> Result<()> {
    let mut reader = BufReader::new(output);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        print!("{text}");
        each(text.trim_end());
        line.clear();
    }
    Ok(())
}

/// Whether a program of this name is on the path.
pub fn on_path(name: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(name).is_file()))
}

/// `3.2 s` or `4 min 05 s`.
pub fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 60 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

/// Runs to the end, all output going to the file `log`; an error with its last lines if it fails.
/// For work behind other work, whose output would otherwise be mixed into it.
pub fn run_logged(title: &str, command: &mut Command, log: &Path) -> Result<()> {
    let start = Instant::now();
    say(&format!("{title} (in the background; log: {})", log.display()));
    let name = command.get_program().display().to_string();
    if let Some(folder) = log.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let file = std::fs::File::create(log)?;
    let status =
        command.stdout(file.try_clone()?).stderr(file).status().with_context(|| format!("cannot start {name}"))?;
    if !status.success() {
        let text = std::fs::read_to_string(log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let tail = lines.get(lines.len().saturating_sub(60)..).unwrap_or_default();
        bail!("{title}: failed ({status})\n{}", tail.join("\n"));
    }
    say(&format!("{title}: {}", seconds(start.elapsed())));
    Ok(())
}
