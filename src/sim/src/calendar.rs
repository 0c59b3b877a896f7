//! The Gregorian calendar in UTC, without a clock: between days since 1970-01-01 and dates, between instants and their text. No time zones
//! but offsets, no leap seconds.

const DAY_MS: u64 = 86_400_000;

/// Days since 1970-01-01 of a year, month (1–12) and day (from 1).
pub fn days_of(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March have their leap day last; eras of 400 years repeat.
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month and day of a day since 1970-01-01.
pub fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

/// The weekday of a day since 1970-01-01: 0 is Sunday.
pub fn weekday_of(days: i64) -> i64 {
    (days + 4).rem_euclid(7)
}

/// `2026-01-01T00:15:00.000Z`, from milliseconds since 1970.
pub fn instant_text(epoch_ms: u64) -> String {
    let (days, ms) = (epoch_ms / DAY_MS, epoch_ms % DAY_MS);
    let (year, month, day) = date_of(days.cast_signed());
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{:03}Z", ms % 1_000)
}

/// Milliseconds since 1970 of an instant in the form of RFC 3339 (`2026-01-01T00:15:00.25+01:00`); seconds may be left out. `None` if
/// it is none, or lies before 1970.
pub fn instant(text: &str) -> Option<u64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let days = days_of(year, month, day);
    if !(1..=12).contains(&month) || date_of(days) != (year, month, day) {
        return None;
    }
    let zone_at = time.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = time.split_at_checked(zone_at)?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let [hour, minute, second] = match clock.len() {
        5 => numbers(clock, ':', [2, 2]).map(|[hour, minute]| [hour, minute, 0])?,
        _ => numbers(clock, ':', [2, 2, 2])?,
    };
    if hour > 23 || minute > 59 || second > 59 || fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let ms: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let minutes = days * 1_440 + hour * 60 + minute - offset_minutes(zone)?;
    u64::try_from(minutes * 60_000 + second * 1_000 + ms).ok()
}

/// Of `Z`, `+01:00`, `-0530`.
fn offset_minutes(zone: &str) -> Option<i64> {
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("Z" | "z", "") => return Some(0),
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let [hours, minutes] = if rest.len() == 4 {
        [rest.get(..2)?.parse().ok()?, rest.get(2..)?.parse().ok()?]
    } else {
        numbers(rest, ':', [2, 2])?
    };
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// Numbers of so many digits with a mark between them, and nothing else.
fn numbers<const N: usize>(text: &str, mark: char, digits: [usize; N]) -> Option<[i64; N]> {
    let mut parts = text.split(mark);
    let mut numbers = [0; N];
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let part = parts.next()?;
        if part.len() != digits || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_800_years_goes_there_and_back() {
        let mut before = date_of(-146_098);
        for days in -146_097..146_097 {
            let (year, month, day) = date_of(days);
            assert_eq!(days_of(year, month, day), days);
            let next =
                day == before.2 + 1 || (day == 1 && (month == before.1 + 1 || (month == 1 && year == before.0 + 1)));
            assert!(next, "{before:?} is followed by {:?}", (year, month, day));
            before = (year, month, day);
        }
        assert_eq!(date_of(0), (1970, 1, 1));
        assert_eq!(date_of(11_016), (2000, 2, 29));
        assert_eq!((weekday_of(0), weekday_of(3)), (4, 0));
    }

    #[test]
    fn instants_are_rfc_3339s() {
        assert_eq!(instant_text(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(instant_text(951_868_799_999), "2000-02-29T23:59:59.999Z");
        for ms in [0, 1_767_225_600_005, 951_868_799_999] {
            assert_eq!(instant(&instant_text(ms)), Some(ms));
        }
        assert_eq!(instant("2026-01-01T01:00:00+01:00"), instant("2026-01-01 00:00Z"));
        assert_eq!(instant("2025-12-31T19:00:00.1234-0500"), Some(1_767_225_600_123));
        let wrong = ["", "2026-01-01", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z"];
        for text in wrong.iter().chain(&[
            "1969-12-31T23:59:59Z",
            "2026-01-01T00:00:00",
            "26-01-01T00:00:00Z",
            "2026-01-01T00:00:00.Z",
        ]) {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
