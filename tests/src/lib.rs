//! Suites that play text files against the whole account. A case is a file
//! `NAME.jsonl` of the lines that `acequia play` reads; what it prints stands
//! beside it in `NAME.out`. `cargo xtask bless` (or `ACEQUIA_BLESS=1`) rewrites the latter.

use cli::{Options, Player, play_lines};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the tree begins.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Whether what is printed is to be taken as right.
pub fn is_blessing() -> bool {
    std::env::var_os("ACEQUIA_BLESS").is_some()
}

/// Every case below `tests/cases/FOLDER`, by name.
pub fn cases(folder: &str) -> Vec<PathBuf> {
    let folder = root().join("tests/cases").join(folder);
    let entries = fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let mut cases: Vec<_> = entries.filter(|path| path.extension().is_some_and(|ending| ending == "jsonl")).collect();
    cases.sort();
    cases
}

/// Plays a case on the scenario that its first line names in a remark (`// scenario: default`), else on a bare
/// account, and gives what is printed: for each line the line itself and then its answer.
pub fn play_case(path: &Path) -> Result<String, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let named = text.lines().next().and_then(|line| line.strip_prefix("// scenario:")).map(str::trim);
    let options = Options { scenario: named.unwrap_or("empty").into(), ..Options::default() };
    let mut player = Player::start(&options)?;
    let folder = path.parent().unwrap_or(Path::new(".")).to_string_lossy().into_owned();
    let mut printed = String::new();
    play_lines(&mut player, &folder, &text, &mut |value| {
        printed.push_str(&value.to_string());
        printed.push('\n');
        Ok(())
    })?;
    let breaches = player.host().run().present().breaches();
    if breaches.is_empty() { Ok(printed) } else { Err(format!("{}: broken laws: {breaches:?}", path.display())) }
}

/// Plays every case of a folder twice: both runs must print the same, and what stands beside the case.
pub fn check_folder(folder: &str) {
    let cases = cases(folder);
    assert!(!cases.is_empty(), "no case in tests/cases/{folder}");
    let mut wrong = Vec::new();
    for case in cases {
        let printed = play_case(&case).unwrap_or_else(|error| panic!("{error}"));
        let again = play_case(&case).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(printed, again, "{} does not give the same run twice", case.display());
        let beside = case.with_extension("out");
        if is_blessing() {
            fs::write(&beside, &printed).unwrap_or_else(|error| panic!("{}: {error}", beside.display()));
        } else {
            let expected = fs::read_to_string(&beside).unwrap_or_default();
            if let Some(difference) = first_difference(&expected, &printed) {
                wrong.push(format!("{}, {difference}", beside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n(`cargo xtask bless` takes what is printed as right)", wrong.join("\n"));
}

fn first_difference(expected: &str, printed: &str) -> Option<String> {
    let (mut expected, mut printed) = (expected.lines(), printed.lines());
    let mut line = 0;
    loop {
        line += 1;
        match (expected.next(), printed.next()) {
            (None, None) => return None,
            (before, now) if before == now => {}
            (before, now) => {
                let show = |text: Option<&str>| text.unwrap_or("(nothing)").to_owned();
                return Some(format!("line {line}:\n  expected {}\n  printed  {}", show(before), show(now)));
            }
        }
    }
}
