//! Functions about dates and instants, with the two ways of writing a format: MySQL's (`%Y-%m-%d`) and
//! Java's (`yyyy-MM-dd`). All in UTC.

use crate::functions::Value;
use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveDateTime, TimeDelta, Timelike};

type Outcome = Result<Value<'static>, String>;

/// Milliseconds in a day.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// `date_parse(text, '%Y-%m-%d %H:%i:%s')`.
pub(crate) fn date_parse(arguments: &[Value<'_>]) -> Outcome {
    parse(arguments, mysql)
}

/// `parse_datetime(text, 'yyyy-MM-dd HH:mm')`; the result has no time zone.
pub(crate) fn parse_datetime(arguments: &[Value<'_>]) -> Outcome {
    parse(arguments, java)
}

/// `date_format(instant, '%Y-%m-%d %H:%i:%s')`.
pub(crate) fn date_format(arguments: &[Value<'_>]) -> Outcome {
    format(arguments, mysql)
}

/// `format_datetime(instant, 'yyyy-MM-dd HH:mm')`.
pub(crate) fn format_datetime(arguments: &[Value<'_>]) -> Outcome {
    format(arguments, java)
}

/// `date_diff(unit, from, to)`: whole units from `from` to `to`.
pub(crate) fn date_diff(arguments: &[Value<'_>]) -> Outcome {
    let [Value::Text(unit), Value::Instant(from), Value::Instant(to)] = arguments else {
        return Ok(Value::Null);
    };
    let whole = match unit_ms(unit) {
        Some(milliseconds) => (to - from) / milliseconds,
        None => {
            let months = unit_months(unit).ok_or_else(|| no_unit(unit))?;
            let (from, to) = (instant(*from)?, instant(*to)?);
            let mut passed = month_number(&to) - month_number(&from);
            // The last month counts only when its day and time have come.
            let rest = |time: &NaiveDateTime| (time.day(), time.time());
            if passed > 0 && rest(&to) < rest(&from) {
                passed -= 1;
            } else if passed < 0 && rest(&to) > rest(&from) {
                passed += 1;
            }
            passed / months
        }
    };
    Ok(Value::Int(whole))
}

/// `date_add(unit, count, instant)`.
pub(crate) fn date_add(arguments: &[Value<'_>]) -> Outcome {
    let [Value::Text(unit), Value::Int(count), Value::Instant(from)] = arguments else {
        return Ok(Value::Null);
    };
    let range = || "the result is out of range".to_owned();
    if let Some(milliseconds) = unit_ms(unit) {
        let moved = count.checked_mul(milliseconds).and_then(|by| from.checked_add(by));
        return moved.map(Value::Instant).ok_or_else(range);
    }
    let months = unit_months(unit).ok_or_else(|| no_unit(unit))?.checked_mul(*count).ok_or_else(range)?;
    let by = Months::new(u32::try_from(months.unsigned_abs()).map_err(|_| range())?);
    let from = instant(*from)?;
    let moved = if months < 0 { from.checked_sub_months(by) } else { from.checked_add_months(by) };
    moved.map(|time| Value::Instant(time.and_utc().timestamp_millis())).ok_or_else(range)
}

/// `from_unixtime(seconds)`; the result has no time zone.
pub(crate) fn from_unixtime(arguments: &[Value<'_>]) -> Outcome {
    let [Value::Double(seconds)] = arguments else {
        return Ok(Value::Null);
    };
    let milliseconds = (seconds * 1000.0).round();
    if milliseconds.abs() > 8.0e15 || milliseconds.is_nan() {
        return Err(format!("'{seconds}' seconds are out of range"));
    }
    Ok(Value::Instant(milliseconds as i64))
}

/// `to_unixtime(instant)`: seconds.
pub(crate) fn to_unixtime(arguments: &[Value<'_>]) -> Outcome {
    let [Value::Instant(milliseconds)] = arguments else {
        return Ok(Value::Null);
    };
    Ok(Value::Double(*milliseconds as f64 / 1000.0))
}

/// `from_iso8601_timestamp(text)` and `from_iso8601_date(text)`.
pub(crate) fn from_iso8601(arguments: &[Value<'_>]) -> Outcome {
    let [Value::Text(text)] = arguments else {
        return Ok(Value::Null);
    };
    let zoned = DateTime::parse_from_rfc3339(text).map(|time| time.timestamp_millis()).ok();
    zoned
        .or_else(|| crate::parse::parse_timestamp(text))
        .map(Value::Instant)
        .ok_or_else(|| format!("'{text}' is no ISO 8601 date"))
}

/// `to_iso8601(instant)`.
pub(crate) fn to_iso8601(arguments: &[Value<'_>]) -> Outcome {
    let [Value::Instant(milliseconds)] = arguments else {
        return Ok(Value::Null);
    };
    Ok(Value::Owned(instant(*milliseconds)?.format("%Y-%m-%dT%H:%M:%S%.3f").to_string()))
}

fn parse(arguments: &[Value<'_>], translate: fn(&str) -> Result<String, String>) -> Outcome {
    let [Value::Text(text), Value::Text(pattern)] = arguments else {
        return Ok(Value::Null);
    };
    let pattern = translate(pattern)?;
    let time = NaiveDateTime::parse_from_str(text, &pattern).ok();
    let time = time.or_else(|| NaiveDate::parse_from_str(text, &pattern).ok()?.and_hms_opt(0, 0, 0));
    // A month alone is its first day; an hour alone is a full one.
    let time = time.or_else(|| {
        NaiveDateTime::parse_from_str(&format!("{text} 01"), &format!("{pattern} %d"))
            .ok()
            .or_else(|| {
                NaiveDate::parse_from_str(&format!("{text} 01"), &format!("{pattern} %d")).ok()?.and_hms_opt(0, 0, 0)
            })
            .or_else(|| NaiveDateTime::parse_from_str(&format!("{text} 00"), &format!("{pattern} %M")).ok())
    });
    time.map(|time| Value::Instant(time.and_utc().timestamp_millis()))
        .ok_or_else(|| format!("Invalid format: \"{text}\" does not fit the pattern"))
}

fn format(arguments: &[Value<'_>], translate: fn(&str) -> Result<String, String>) -> Outcome {
    let [Value::Instant(milliseconds), Value::Text(pattern)] = arguments else {
        return Ok(Value::Null);
    };
    Ok(Value::Owned(instant(*milliseconds)?.format(&translate(pattern)?).to_string()))
}

/// MySQL's specifiers as chrono's.
fn mysql(pattern: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        out.push_str(match chars.next() {
            Some('Y') => "%Y",
            Some('y') => "%y",
            Some('m') => "%m",
            Some('c') => "%-m",
            Some('M') => "%B",
            Some('b') => "%b",
            Some('d') => "%d",
            Some('e') => "%-d",
            Some('j') => "%j",
            Some('W') => "%A",
            Some('a') => "%a",
            Some('H') => "%H",
            Some('k') => "%-H",
            Some('h' | 'I') => "%I",
            Some('l') => "%-I",
            Some('i') => "%M",
            Some('s' | 'S') => "%S",
            Some('f') => "%6f",
            Some('p') => "%p",
            Some('T') => "%H:%M:%S",
            Some('r') => "%I:%M:%S %p",
            Some('v') => "%V",
            Some('x') => "%G",
            Some('%') => "%%",
            Some(other) => return Err(format!("the specifier '%{other}' is not supported")),
            None => return Err("the pattern ends with '%'".into()),
        });
    }
    Ok(out)
}

/// Java's letters as chrono's specifiers.
pub(crate) fn java(pattern: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    while let Some(letter) = chars.next() {
        if letter == '\'' {
            out.extend(chars.by_ref().take_while(|next| *next != '\''));
            continue;
        }
        let mut count = 1;
        while letter.is_ascii_alphabetic() && chars.next_if_eq(&letter).is_some() {
            count += 1;
        }
        out.push_str(match (letter, count) {
            ('y' | 'Y', 2) => "%y",
            ('y' | 'Y', _) => "%Y",
            ('M', 1) => "%-m",
            ('M', 2) => "%m",
            ('M', 3) => "%b",
            ('M', _) => "%B",
            ('d', 1) => "%-d",
            ('d', _) => "%d",
            ('D', _) => "%j",
            ('E', 1..=3) => "%a",
            ('E', _) => "%A",
            ('e', _) => "%u",
            ('H', 1) => "%-H",
            ('H', _) => "%H",
            ('h', 1) => "%-I",
            ('h', _) => "%I",
            ('m', 1) => "%-M",
            ('m', _) => "%M",
            ('s', 1) => "%-S",
            ('s', _) => "%S",
            ('S', _) => "%3f",
            ('a', _) => "%p",
            ('w', _) => "%V",
            ('%', _) => "%%",
            (letter, _) if letter.is_ascii_alphabetic() => {
                return Err(format!("the letter '{letter}' is not supported in a pattern"));
            }
            (other, _) => {
                out.push(other);
                continue;
            }
        });
    }
    Ok(out)
}

fn unit_ms(unit: &str) -> Option<i64> {
    Some(match unit.to_ascii_lowercase().as_str() {
        "millisecond" => 1,
        "second" => 1_000,
        "minute" => 60_000,
        "hour" => 3_600_000,
        "day" => DAY_MS,
        "week" => 7 * DAY_MS,
        _ => return None,
    })
}

fn unit_months(unit: &str) -> Option<i64> {
    Some(match unit.to_ascii_lowercase().as_str() {
        "month" => 1,
        "quarter" => 3,
        "year" => 12,
        _ => return None,
    })
}

fn no_unit(unit: &str) -> String {
    format!("'{unit}' is not a valid unit; use millisecond, second, minute, hour, day, week, month, quarter or year")
}

fn instant(milliseconds: i64) -> Result<NaiveDateTime, String> {
    let time = TimeDelta::try_milliseconds(milliseconds)
        .and_then(|since| DateTime::UNIX_EPOCH.naive_utc().checked_add_signed(since));
    time.filter(|time| time.nanosecond() < 1_000_000_000).ok_or_else(|| "an instant is out of range".into())
}

fn month_number(time: &NaiveDateTime) -> i64 {
    i64::from(time.year()) * 12 + i64::from(time.month())
}
