//! What a prefix becomes, as an example for the next object: `!{timestamp:…}`, `!{firehose:…}` and `!{partitionKeyFrom…:…}` put in. The service
//! judges when the call is made; this is for reading along while typing, so it says where something is wrong.

/// Letters of `!{firehose:random-string}`.
const RANDOM: &str = "kX3fQ9aLm2z";
/// The identifier at the end of a key, of which nothing depends.
const UUID: &str = "5d1f…c07";
const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// What the example is made of.
pub struct Example<'a> {
    /// When the oldest record came, in milliseconds since 1970, in the prefix's time zone as if that were UTC.
    pub local_ms: u64,
    /// The names of partition keys; empty without dynamic partitioning.
    pub keys: &'a [String],
    /// Whether it is the prefix of failed records.
    pub is_error: bool,
}

/// What is wrong, and where: from which letter of the prefix on, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The message that says it.
    pub key: &'static str,
    /// From 1.
    pub at: usize,
    /// The words in question.
    pub text: String,
}

/// Evaluates a prefix.
pub fn evaluate(prefix: &str, example: &Example) -> Result<String, Wrong> {
    let mut out = String::new();
    let mut rest = prefix;
    let mut has_time = false;
    while let Some((before, inside)) = rest.split_once("!{") {
        let at = prefix.len() - inside.len() - 2;
        let wrong = |key, text: &str| Wrong {
            key,
            at: prefix.get(..at).unwrap_or_default().chars().count() + 1,
            text: text.to_owned(),
        };
        out.push_str(before);
        let Some((expression, behind)) = inside.split_once('}') else { return Err(wrong("prefix-unclosed", inside)) };
        let Some((namespace, value)) = expression.split_once(':') else {
            return Err(wrong("prefix-no-colon", expression));
        };
        match (namespace, value) {
            ("timestamp", pattern) => {
                has_time = true;
                out.push_str(&date(pattern, example.local_ms).map_err(|letter| wrong("prefix-letter", &letter))?);
            }
            ("firehose", "random-string") => out.push_str(RANDOM),
            ("firehose", "error-output-type") if example.is_error => out.push_str("processing-failed"),
            ("firehose", "error-output-type") => return Err(wrong("prefix-error-type", expression)),
            ("partitionKeyFromQuery" | "partitionKeyFromLambda", _) if example.is_error => {
                return Err(wrong("prefix-key-in-error", expression));
            }
            ("partitionKeyFromQuery", key) if !example.keys.iter().any(|known| known == key) => {
                return Err(wrong("prefix-unknown-key", key));
            }
            ("partitionKeyFromQuery" | "partitionKeyFromLambda", key) => {
                out.push('‹');
                out.push_str(key);
                out.push('›');
            }
            _ => return Err(wrong("prefix-unknown", expression)),
        }
        rest = behind;
    }
    out.push_str(rest);
    let has_keys = prefix.contains("!{partitionKeyFrom");
    if !has_time && !has_keys {
        // What AWS adds where nothing tells the time.
        out.push_str(&date("yyyy/MM/dd/HH/", example.local_ms).unwrap_or_default());
    }
    Ok(out)
}

/// The whole key of an object.
pub fn key(evaluated: &str, name: &str, version: &str, local_ms: u64, ending: &str) -> String {
    let name = if name.is_empty() { "my-firehose" } else { name };
    let at = date("yyyy-MM-dd-HH-mm-ss", local_ms).unwrap_or_default();
    format!("{evaluated}{name}-{version}-{at}-{UUID}{ending}")
}

/// A date by a pattern of Java's; error: the letter that is none.
fn date(pattern: &str, ms: u64) -> Result<String, String> {
    let mut out = String::new();
    let mut letters = pattern.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\'' {
            // Two of them are one.
            if letters.next_if_eq(&'\'').is_some() {
                out.push('\'');
                continue;
            }
            for quoted in letters.by_ref().take_while(|quoted| *quoted != '\'') {
                out.push(quoted);
            }
            continue;
        }
        if !letter.is_ascii_alphabetic() {
            out.push(letter);
            continue;
        }
        let mut count = 1;
        while letters.next_if_eq(&letter).is_some() {
            count += 1;
        }
        part(letter, count, ms, &mut out).ok_or_else(|| letter.to_string())?;
    }
    Ok(out)
}

fn part(letter: char, count: usize, ms: u64, out: &mut String) -> Option<()> {
    let days = ms / 86_400_000;
    let (year, month, day) = crate::strings::civil(days);
    let (hour, minute, second) = (ms / 3_600_000 % 24, ms / 60_000 % 60, ms / 1_000 % 60);
    let mut number = |value: u64| {
        out.push_str(&format!("{value:0count$}"));
        Some(())
    };
    let first_of_year = days - (0..month - 1).map(|before| month_days(year, before + 1)).sum::<u64>() - (day - 1);
    match letter {
        'y' | 'u' if count == 2 => number(year % 100),
        'y' | 'u' => number(year),
        'M' | 'L' if count >= 3 => {
            out.push_str(MONTHS.get(month as usize - 1)?);
            Some(())
        }
        'M' | 'L' => number(month),
        'd' => number(day),
        'D' => number(days - first_of_year + 1),
        'E' => {
            out.push_str(DAYS.get((days % 7) as usize)?);
            Some(())
        }
        'a' => {
            out.push_str(if hour < 12 { "AM" } else { "PM" });
            Some(())
        }
        'H' => number(hour),
        'k' => number(if hour == 0 { 24 } else { hour }),
        'K' => number(hour % 12),
        'h' => number(if hour % 12 == 0 { 12 } else { hour % 12 }),
        'm' => number(minute),
        's' => number(second),
        'S' => {
            let digits = format!("{:03}000000", ms % 1_000);
            out.push_str(digits.get(..count.min(9))?);
            Some(())
        }
        _ => None,
    }
}

fn month_days(year: u64, month: u64) -> u64 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The time of `epoch_ms` in a zone, as if that were UTC, by what the browser knows of zones; `None` for a zone that is none.
pub fn local_ms(epoch_ms: u64, zone: &str) -> Option<u64> {
    use js_sys::{Date, Function, Object, Reflect};
    use wasm_bindgen::{JsCast, JsValue};
    if matches!(zone, "" | "UTC") {
        return Some(epoch_ms);
    }
    let date = Date::new(&JsValue::from_f64(epoch_ms as f64));
    let options = Object::new();
    Reflect::set(&options, &"timeZone".into(), &zone.into()).ok()?;
    let say: Function = Reflect::get(&date, &"toLocaleString".into()).ok()?.dyn_into().ok()?;
    // Swedish is written as ISO 8601 is: 2026-01-01 01:00:00.
    let said = say.call2(&date, &"sv-SE".into(), &options).ok()?.as_string()?;
    let there = Date::parse(&format!("{}Z", said.replace(' ', "T")));
    (there >= 0.0).then_some(there as u64 + epoch_ms % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-05T07:08:09.010Z, a Thursday.
    const AT: u64 = 1_772_694_489_010;

    fn of(prefix: &str) -> Result<String, (&'static str, usize)> {
        let keys = ["hour".to_owned()];
        evaluate(prefix, &Example { local_ms: AT, keys: &keys, is_error: false }).map_err(|wrong| (wrong.key, wrong.at))
    }

    #[test]
    fn expressions_are_put_in() {
        assert_eq!(of("flights/dt=!{timestamp:yyyy-MM-dd}/").as_deref(), Ok("flights/dt=2026-03-05/"));
        assert_eq!(of("a/!{timestamp:yyyy}/!{timestamp:'h'HH}/").as_deref(), Ok("a/2026/h07/"));
        assert_eq!(of("!{timestamp:E D MMM hh a SSS ''}").as_deref(), Ok("Thu 64 Mar 07 AM 010 '"));
        assert_eq!(of("h=!{partitionKeyFromQuery:hour}/").as_deref(), Ok("h=‹hour›/"));
        assert_eq!(of("!{firehose:random-string}/!{timestamp:ss}").as_deref(), Ok("kX3fQ9aLm2z/09"));
    }

    #[test]
    fn without_a_time_the_hour_is_added() {
        assert_eq!(of("").as_deref(), Ok("2026/03/05/07/"));
        // AWS's own example of a forgotten slash.
        assert_eq!(of("logs").as_deref(), Ok("logs2026/03/05/07/"));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        assert_eq!(of("año/!{timestamp:yyyy"), Err(("prefix-unclosed", 5)));
        assert_eq!(of("a!{timestamp}"), Err(("prefix-no-colon", 2)));
        assert_eq!(of("!{timestamp:yyyyQ}"), Err(("prefix-letter", 1)));
        assert_eq!(of("!{firehose:error-output-type}"), Err(("prefix-error-type", 1)));
        assert_eq!(of("ab!{partitionKeyFromQuery:day}"), Err(("prefix-unknown-key", 3)));
        assert_eq!(of("!{event:x}"), Err(("prefix-unknown", 1)));
        let error = Example { local_ms: AT, keys: &[], is_error: true };
        assert_eq!(
            evaluate("e/!{firehose:error-output-type}/", &error).as_deref(),
            Ok("e/processing-failed/2026/03/05/07/")
        );
        assert_eq!(
            evaluate("!{partitionKeyFromQuery:hour}", &error).map_err(|wrong| wrong.key),
            Err("prefix-key-in-error")
        );
    }

    #[test]
    fn a_key_has_a_name_a_version_and_a_time() {
        assert_eq!(key("p/", "f", "2", AT, ".gz"), "p/f-2-2026-03-05-07-08-09-5d1f…c07.gz");
    }
}
