//! Dates as texts, and their beginnings: of the year, the quarter, the week (Monday), the day, …

use api::quicksight::TimeGranularity;
use sim::calendar::{date_of, days_of};

/// A date or an instant in the form `2001-01-31 06:30:00`, from `2001-01-31`, `2001-01-31T06:30:00Z`, …
pub(crate) fn normal(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('Z').trim_end_matches(" UTC");
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00"));
    let mut parts = date.split('-').map(str::parse::<i64>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    if date.len() != 10 || parts.next().is_some() || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    if date_of(days_of(year, month, day)) != (year, month, day) {
        return None;
    }
    let time = time.split('.').next().unwrap_or(time);
    let time = if time.len() == 5 { format!("{time}:00") } else { time.to_owned() };
    let digits = time.len() == 8
        && time.chars().enumerate().all(|(at, letter)| match at {
            2 | 5 => letter == ':',
            _ => letter.is_ascii_digit(),
        });
    digits.then(|| format!("{date} {time}"))
}

/// The beginning of the time that `granularity` names; `date` is in the normal form.
pub(crate) fn truncated(date: &str, granularity: TimeGranularity) -> String {
    let part = |to: usize| date.get(..to).unwrap_or(date);
    let number = |from: usize, to: usize| date.get(from..to).and_then(|text| text.parse::<i64>().ok()).unwrap_or(1);
    match granularity {
        TimeGranularity::Year => format!("{}-01-01 00:00:00", part(4)),
        TimeGranularity::Quarter => {
            let month = (number(5, 7) - 1) / 3 * 3 + 1;
            format!("{}-{month:02}-01 00:00:00", part(4))
        }
        TimeGranularity::Month => format!("{}-01 00:00:00", part(7)),
        TimeGranularity::Week => {
            let days = days_of(number(0, 4), number(5, 7), number(8, 10));
            // Day 0, 1970-01-01, was a Thursday.
            let (year, month, day) = date_of(days - (days + 3).rem_euclid(7));
            format!("{year:04}-{month:02}-{day:02} 00:00:00")
        }
        TimeGranularity::Day => format!("{} 00:00:00", part(10)),
        TimeGranularity::Hour => format!("{}:00:00", part(13)),
        TimeGranularity::Minute => format!("{}:00", part(16)),
        TimeGranularity::Second => part(19).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_their_usual_forms() {
        assert_eq!(normal("2001-01-31").as_deref(), Some("2001-01-31 00:00:00"));
        assert_eq!(normal("2001-01-31T06:30:05.123Z").as_deref(), Some("2001-01-31 06:30:05"));
        assert_eq!(normal("2001-01-31 06:30").as_deref(), Some("2001-01-31 06:30:00"));
        for wrong in ["2001-02-30", "31.01.2001", "2001-1-1", "", "2001-01-01 x"] {
            assert_eq!(normal(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn times_have_beginnings() {
        let all = [
            (TimeGranularity::Year, "2001-01-01 00:00:00"),
            (TimeGranularity::Quarter, "2001-04-01 00:00:00"),
            (TimeGranularity::Month, "2001-05-01 00:00:00"),
            (TimeGranularity::Week, "2001-05-07 00:00:00"),
            (TimeGranularity::Day, "2001-05-09 00:00:00"),
            (TimeGranularity::Hour, "2001-05-09 06:00:00"),
            (TimeGranularity::Minute, "2001-05-09 06:30:00"),
            (TimeGranularity::Second, "2001-05-09 06:30:05"),
        ];
        for (granularity, beginning) in all {
            assert_eq!(truncated("2001-05-09 06:30:05", granularity), beginning);
        }
        assert_eq!(truncated("2000-01-01 00:00:00", TimeGranularity::Week), "1999-12-27 00:00:00");
    }
}
