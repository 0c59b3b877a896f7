//! What a prefix becomes, as an example for the next object: `!{timestamp:…}`, `!{firehose:…}` and `!{partitionKeyFrom…:…}` put in. The service
//! judges when the call is made; this is for reading along while typing, so it says where something is wrong.

/// Letters of `!{firehose:random-string}`.
const RANDOM: &str = "kX3fQ9aLm2z";
/// The identifier at the end of a key, of which nothing depends.
const UUID: &str = "5d1f…c07";
/// 1970 began on a Thursday.
const DAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// What the example is made of.
pub struct Example<'a> {
    /// When the oldest record came, in milliseconds since 1970.
    pub utc_ms: u64,
    /// The same in the prefix's time zone, as if that were UTC.
    pub local_ms: u64,
    /// The names of partition keys that the query gives; empty without dynamic partitioning.
    pub keys: &'a [String],
    /// Whether the transformation may give some too.
    pub lambda_keys: bool,
    /// The kind of failure, if it is the prefix of failed records.
    pub failure: Option<&'a str>,
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
fn evaluate(prefix: &str, example: &Example) -> Result<String, Wrong> {
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
        match (namespace.trim(), value) {
            ("timestamp" | "partitionKeyFromQuery" | "partitionKeyFromLambda", "") => {
                return Err(wrong("prefix-empty", expression));
            }
            ("timestamp", pattern) => {
                has_time = true;
                out.push_str(&date(pattern, example.local_ms).map_err(|(key, text)| wrong(key, &text))?);
            }
            ("firehose", "random-string") => out.push_str(RANDOM),
            ("firehose", "error-output-type") => match example.failure {
                Some(failure) => out.push_str(failure),
                None => return Err(wrong("prefix-error-type", expression)),
            },
            ("partitionKeyFromQuery" | "partitionKeyFromLambda", _) if example.failure.is_some() => {
                return Err(wrong("prefix-key-in-error", expression));
            }
            (namespace @ ("partitionKeyFromQuery" | "partitionKeyFromLambda"), key) => {
                let is_known = match namespace {
                    "partitionKeyFromQuery" => example.keys.iter().any(|known| known == key),
                    _ => example.lambda_keys,
                };
                if !is_known {
                    return Err(wrong("prefix-unknown-key", key));
                }
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

/// The whole key of an object: the prefix goes by its zone, the time in the object's name is UTC.
pub fn key(prefix: &str, example: &Example, name: &str, version: &str, ending: &str) -> Result<String, Wrong> {
    let evaluated = evaluate(prefix, example)?;
    let name = if name.is_empty() { "my-firehose" } else { name };
    let at = date("yyyy-MM-dd-HH-mm-ss", example.utc_ms).unwrap_or_default();
    Ok(format!("{evaluated}{name}-{version}-{at}-{UUID}{ending}"))
}

/// A date by a pattern of Java's, as far as Firehose takes them here. Error: the message that says what is wrong, and the letters in question.
fn date(pattern: &str, ms: u64) -> Result<String, (&'static str, String)> {
    let mut out = String::new();
    let mut letters = pattern.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\'' {
            let start = out.len();
            loop {
                match letters.next() {
                    // Two of them are one.
                    Some('\'') if letters.next_if_eq(&'\'').is_some() => out.push('\''),
                    Some('\'') => break,
                    Some(quoted) => out.push(quoted),
                    None => return Err(("prefix-unclosed", pattern.to_owned())),
                }
            }
            if out.len() == start {
                out.push('\'');
            }
            continue;
        }
        if !letter.is_ascii_alphabetic() {
            if "{}[]#".contains(letter) {
                return Err(("prefix-letter", letter.to_string()));
            }
            out.push(letter);
            continue;
        }
        let mut count = 1;
        while letters.next_if_eq(&letter).is_some() {
            count += 1;
        }
        let longest = longest(letter).ok_or_else(|| ("prefix-letter", letter.to_string()))?;
        if count > longest {
            return Err(("prefix-letters", letter.to_string().repeat(count)));
        }
        part(letter, count, ms, &mut out);
    }
    Ok(out)
}

/// How often a letter may stand behind itself; `None` if it is none of a pattern. `Y` is no year but a week's.
fn longest(letter: char) -> Option<usize> {
    Some(match letter {
        'y' | 'u' | 'S' => 9,
        'M' | 'L' | 'E' => 4,
        'D' => 3,
        'd' | 'H' | 'h' | 'k' | 'K' | 'm' | 's' => 2,
        'a' => 1,
        _ => return None,
    })
}

fn part(letter: char, count: usize, ms: u64, out: &mut String) {
    let days = ms / 86_400_000;
    let (year, month, day) = crate::strings::civil(days);
    let (hour, minute, second) = (ms / 3_600_000 % 24, ms / 60_000 % 60, ms / 1_000 % 60);
    // A name in full, or its first three letters.
    let named = |names: &[&'static str], index: u64, is_full: bool| {
        let name = names.get(index as usize).copied().unwrap_or_default();
        if is_full { name } else { name.get(..3).unwrap_or(name) }
    };
    let number = match letter {
        'y' | 'u' if count == 2 => year % 100,
        'y' | 'u' => year,
        'M' | 'L' if count > 2 => return out.push_str(named(&MONTHS, month - 1, count > 3)),
        'M' | 'L' => month,
        'E' => return out.push_str(named(&DAYS, days % 7, count > 3)),
        'a' => return out.push_str(if hour < 12 { "AM" } else { "PM" }),
        'S' => {
            let digits = format!("{:03}000000", ms % 1_000);
            return out.push_str(digits.get(..count).unwrap_or(&digits));
        }
        'd' => day,
        'D' => (1..month).map(|before| month_days(year, before)).sum::<u64>() + day,
        'H' => hour,
        'k' => (hour + 23) % 24 + 1,
        'K' => hour % 12,
        'h' => (hour + 11) % 12 + 1,
        'm' => minute,
        _ => second,
    };
    out.push_str(&format!("{number:0count$}"));
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

    fn at<'a>(keys: &'a [String], failure: Option<&'a str>) -> Example<'a> {
        Example { utc_ms: AT, local_ms: AT, keys, lambda_keys: false, failure }
    }

    fn of(prefix: &str) -> Result<String, (&'static str, usize)> {
        let keys = ["hour".to_owned()];
        evaluate(prefix, &at(&keys, None)).map_err(|wrong| (wrong.key, wrong.at))
    }

    #[test]
    fn expressions_are_put_in() {
        assert_eq!(of("flights/dt=!{timestamp:yyyy-MM-dd}/").as_deref(), Ok("flights/dt=2026-03-05/"));
        assert_eq!(of("a/!{timestamp:yyyy}/!{timestamp:'h'HH}/").as_deref(), Ok("a/2026/h07/"));
        assert_eq!(of("!{timestamp:E D MMM hh a SSS ''}").as_deref(), Ok("Thu 64 Mar 07 AM 010 '"));
        assert_eq!(of("!{timestamp:EEEE MMMM, 'o''clock'}").as_deref(), Ok("Thursday March, o'clock"));
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
        assert_eq!(of("a!{timestamp:}"), Err(("prefix-empty", 2)));
        assert_eq!(of("!{timestamp:YYYY}"), Err(("prefix-letter", 1)));
        assert_eq!(of("!{timestamp:yyyy#}"), Err(("prefix-letter", 1)));
        assert_eq!(of("!{timestamp:MMMMM}"), Err(("prefix-letters", 1)));
        assert_eq!(of("!{timestamp:ddd}"), Err(("prefix-letters", 1)));
        assert_eq!(of("!{timestamp:yyyy'x}"), Err(("prefix-unclosed", 1)));
        assert_eq!(of("!{partitionKeyFromLambda:day}"), Err(("prefix-unknown-key", 1)));
        assert_eq!(of("!{firehose:error-output-type}"), Err(("prefix-error-type", 1)));
        assert_eq!(of("ab!{partitionKeyFromQuery:day}"), Err(("prefix-unknown-key", 3)));
        assert_eq!(of("!{event:x}"), Err(("prefix-unknown", 1)));
        let error = at(&[], Some("processing-failed"));
        assert_eq!(
            evaluate("e/!{firehose:error-output-type}/", &error).as_deref(),
            Ok("e/processing-failed/2026/03/05/07/")
        );
        assert_eq!(
            evaluate("!{partitionKeyFromQuery:hour}", &error).map_err(|wrong| wrong.key),
            Err("prefix-key-in-error")
        );
    }

    /// As the same pattern and instants in Firehose's own `dates.rs`.
    #[test]
    fn patterns_are_those_of_the_service() {
        let of = |pattern: &str, ms: u64| date(pattern, ms).unwrap_or_default();
        assert_eq!(
            of("yy/M/d 'at' h a, EEE EEEE MMM MMMM D DDD", 1_767_348_305_067),
            "26/1/2 at 10 AM, Fri Friday Jan January 2 002"
        );
        assert_eq!(of("'year='yyyy''", 1_767_348_305_067), "year=2026'");
        assert_eq!(of("k K h", 0), "24 0 12");
        assert_eq!(of("yyyy-MM-dd D", 1_709_164_800_000), "2024-02-29 60");
        assert_eq!(of("yyyy-MM-dd D", 1_735_603_200_000), "2024-12-31 366");
    }

    #[test]
    fn a_key_has_a_name_a_version_and_a_time() {
        let key = |name: &str| key("p/!{timestamp:yyyy}/", &at(&[], None), name, "2", ".gz");
        assert_eq!(key("f").as_deref(), Ok("p/2026/f-2-2026-03-05-07-08-09-5d1f…c07.gz"));
        assert_eq!(key("").as_deref(), Ok("p/2026/my-firehose-2-2026-03-05-07-08-09-5d1f…c07.gz"));
    }

    #[test]
    fn a_zone_moves_the_prefix_and_not_the_objects_name() {
        // In Tokyo it is nine hours later.
        let tokyo = Example { local_ms: AT + 9 * 3_600_000, ..at(&[], None) };
        let key = key("h=!{timestamp:HH}/", &tokyo, "f", "1", "");
        assert_eq!(key.as_deref(), Ok("h=16/f-1-2026-03-05-07-08-09-5d1f…c07"));
    }
}
