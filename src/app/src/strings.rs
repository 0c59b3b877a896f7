//! The page's words and its notation. Every string that a reader sees comes from
//! `content/strings`, but for AWS's own names and errors.

use crate::fluent::{Args, Messages, Value};
use figure::{Separators, Words, format};
use protocol::{Arg, Said};
use std::cell::OnceCell;

const SPANISH: &str = include_str!("../../../content/strings/es.ftl");
const ENGLISH: &str = include_str!("../../../content/strings/en.ftl");
// Consoles that the page does not open on have their words apart, so that they come with the code that says them.
const LATER_SPANISH: &str = include_str!("../../../content/strings/later.es.ftl");
const LATER_ENGLISH: &str = include_str!("../../../content/strings/later.en.ftl");

/// One language.
pub struct Strings {
    /// `es` or `en`.
    pub lang: &'static str,
    /// How numbers are written.
    pub separators: Separators,
    /// The diagram's words.
    pub words: Words,
    messages: Messages,
    later: OnceCell<(Messages, Words)>,
}

impl PartialEq for Strings {
    fn eq(&self, other: &Self) -> bool {
        self.lang == other.lang
    }
}

impl Strings {
    /// By its code; Spanish unless it is English.
    pub fn of(lang: &str) -> Self {
        let (lang, text) = if lang.starts_with("en") { ("en", ENGLISH) } else { ("es", SPANISH) };
        Self {
            lang,
            separators: Separators::of(lang),
            words: Words::read(lang, text),
            messages: Messages::read(text),
            later: OnceCell::new(),
        }
    }

    /// The words of all drawings: also of those that come later.
    pub fn later_words(&self) -> &Words {
        &self.later().1
    }

    #[inline(never)]
    fn later(&self) -> &(Messages, Words) {
        self.later.get_or_init(|| {
            let (first, text) = if self.lang == "en" { (ENGLISH, LATER_ENGLISH) } else { (SPANISH, LATER_SPANISH) };
            (Messages::read(text), Words::read(self.lang, &[first, text].concat()))
        })
    }

    fn format(&self, key: &str, args: &Args) -> String {
        let messages = if self.messages.has(key) { &self.messages } else { &self.later().0 };
        messages.format(key, args)
    }

    /// A message without arguments.
    pub fn t(&self, key: &str) -> String {
        self.format(key, &Args::new())
    }

    /// A message with one text in it, `{$x}`.
    pub fn x(&self, key: &str, x: impl Into<String>) -> String {
        self.with(key, &[("x", x.into())])
    }

    /// A message with texts in it.
    pub fn with(&self, key: &str, texts: &[(&str, String)]) -> String {
        let args = texts.iter().map(|(name, text)| ((*name).to_owned(), Value::Text(text.clone()))).collect();
        self.format(key, &args)
    }

    /// A message about a number: `{$n}` chooses the form, `{$x}` is the number as it is written.
    pub fn n(&self, key: &str, n: u64) -> String {
        let args = [("n".to_owned(), Value::Number(n as f64)), ("x".to_owned(), Value::Text(self.whole(n)))];
        self.format(key, &args.into())
    }

    /// Whether there is such a message.
    pub fn has(&self, key: &str) -> bool {
        self.messages.has(key) || self.later().0.has(key)
    }

    /// What the worker says. Each number comes as it is written, and bare under its name and `-n`, to choose a form.
    pub fn said(&self, said: &Said) -> String {
        let mut args = Args::new();
        for (name, arg) in &said.args {
            let text = match arg {
                Arg::Text(text) => text.clone(),
                Arg::Number(number) => {
                    args.insert(format!("{name}-n"), Value::Number(*number));
                    self.short(*number)
                }
                Arg::Bytes(bytes) => self.bytes(*bytes),
                Arg::Us(us) => self.span(*us),
            };
            args.insert(name.clone(), Value::Text(text));
        }
        self.format(&said.key, &args)
    }

    /// `12,345`
    pub fn whole(&self, n: u64) -> String {
        format::whole(n, self.separators)
    }

    /// Three figures that matter.
    pub fn short(&self, value: f64) -> String {
        format::short(value, self.separators)
    }

    /// With places behind the point.
    pub fn number(&self, value: f64, places: u8) -> String {
        format::number(value, places, self.separators)
    }

    /// `2.4 MiB`
    pub fn bytes(&self, bytes: u64) -> String {
        format::bytes(bytes, self.separators)
    }

    /// `2.3 s`
    pub fn span(&self, us: u64) -> String {
        format::span(us, self.separators)
    }

    /// `39%`
    pub fn percent(&self, share: f64) -> String {
        format::percent(share, self.separators)
    }

    /// `$0.0184`, or `0,0184 USD`. Small amounts keep two figures that matter.
    pub fn usd(&self, amount: f64) -> String {
        let places = match amount.abs() {
            a if a >= 1.0 || a == 0.0 => 2,
            a if a >= 0.001 => 4,
            a if a >= 0.000_01 => 6,
            _ => 8,
        };
        let number = format::number(amount, places, self.separators);
        if self.lang == "en" { format!("${number}") } else { format!("{number}\u{a0}USD") }
    }

    /// `Thu 1 Jan 2026 00:01:23`
    pub fn date_time(&self, epoch_ms: u64) -> String {
        format!("{} {}", self.date(epoch_ms), self.time(epoch_ms))
    }

    /// `Thu 1 Jan 2026`
    pub fn date(&self, epoch_ms: u64) -> String {
        let days = epoch_ms / 86_400_000;
        let (year, month, day) = civil(days);
        // 1970 began on a Thursday.
        let weekday = self.word("date-weekdays", (days + 3) % 7);
        format!("{weekday} {day} {} {year}", self.word("date-months", month - 1))
    }

    /// `00:01:23`
    pub fn time(&self, epoch_ms: u64) -> String {
        let seconds = epoch_ms / 1_000 % 86_400;
        format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
    }

    /// `00:01:23.456`
    pub fn time_ms(&self, epoch_ms: u64) -> String {
        format!("{}{}{:03}", self.time(epoch_ms), self.separators.decimal, epoch_ms % 1_000)
    }

    fn word(&self, key: &str, index: u64) -> String {
        self.t(key).split(' ').nth(index as usize).unwrap_or_default().to_owned()
    }
}

/// Year, month (from 1) and day of a day counted from 1970, by the proleptic Gregorian calendar.
pub fn civil(days: u64) -> (u64, u64, u64) {
    // Counted from 1 March of year 0, so that the leap day comes last.
    let days = days + 719_468;
    let era = days / 146_097;
    let day = days % 146_097;
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year + u64::from(month <= 2), month, of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn keys(text: &str) -> BTreeSet<&str> {
        text.lines()
            .filter(|line| !line.starts_with(['#', ' ', '}']))
            .filter_map(|line| line.split_once(" ="))
            .map(|(key, _)| key)
            .collect()
    }

    #[test]
    fn both_languages_say_the_same() {
        assert_eq!(keys(SPANISH), keys(ENGLISH));
        assert_eq!(keys(LATER_SPANISH), keys(LATER_ENGLISH));
        let twice: Vec<_> = keys(LATER_ENGLISH).intersection(&keys(ENGLISH)).copied().collect();
        assert!(twice.is_empty(), "{twice:?}");
        for text in [SPANISH, ENGLISH, LATER_SPANISH, LATER_ENGLISH] {
            let read = fluent_syntax::parser::parse(text);
            assert!(read.is_ok(), "{:?}", read.err().map(|(_, problems)| problems));
            let written = format!("{read:?}");
            for unknown in ["TermReference", "FunctionReference", "Term(", "attributes: [A"] {
                assert!(!written.contains(unknown), "`fluent.rs` knows no {unknown}");
            }
        }
    }

    #[test]
    fn everything_that_the_worker_says_has_words() {
        for (key, _) in protocol::EVENT_KEYS {
            assert!(Strings::of("es").has(key), "{key}");
        }
    }

    #[test]
    fn everything_that_the_page_says_has_words() {
        let strings = Strings::of("en");
        for file in sources(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
            for call in [".t(\"", ".x(\"", ".n(\"", ".with(\""] {
                for rest in file.split(call).skip(1) {
                    let key = rest.split('"').next().unwrap_or_default();
                    assert!(key.contains('{') || strings.has(key), "{key}");
                }
            }
        }
    }

    #[test]
    fn what_has_a_text_in_it_shows_it() {
        let strings = Strings::of("en");
        for file in sources(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
            for rest in file.split(".x(\"").skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                let said = strings.x(key, "§");
                assert!(key.contains('{') || (said.contains('§') && !said.contains("{$")), "{key}: {said}");
            }
        }
    }

    fn sources(folder: std::path::PathBuf) -> Vec<String> {
        let mut out = Vec::new();
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.path() {
                path if path.is_dir() => out.extend(sources(path)),
                path => out.extend(std::fs::read_to_string(path)),
            }
        }
        out
    }

    #[test]
    fn days_have_dates() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(20_454), (2026, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(11_017), (2000, 3, 1));
    }
}
