//! Dates as texts, and their beginnings: of the year, the quarter, the week (Monday), the day, …

use api::quicksight::TimeGranularity;

/// A date or an instant in the form `2001-01-31 06:30:00`, from `2001-01-31`, `2001-01-31T06:30:00Z`, …
pub(crate) fn normal(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('Z').trim_end_matches(" UTC");
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00"));
    let mut parts = date.split('-').map(str::parse::<i64>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    if date.len() != 10 || parts.next().is_some() || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    if from_days(to_days(year, month, day)) != (year, month, day) {
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
            let days = to_days(number(0, 4), number(5, 7), number(8, 10));
            // Day 0, 1970-01-01, was a Thursday.
            let (year, month, day) = from_days(days - (days + 3).rem_euclid(7));
            format!("{year:04}-{month:02}-{day:02} 00:00:00")
        }
        TimeGranularity::Day => format!("{} 00:00:00", part(10)),
        TimeGranularity::Hour => format!("{}:00:00", part(13)),
        TimeGranularity::Minute => format!("{}:00", part(16)),
        TimeGranularity::Second => part(19).to_owned(),
    }
}

/// Days since 1970-01-01, by the era's 400-year cycle.
fn to_days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
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
