//! The calendar, in milliseconds since 1970, UTC: reading and writing timestamps, and their parts. It knows no clock.

pub(crate) const DAY_MS: i64 = 86_400_000;

/// Year, month (from 1), day (from 1) of a number of days since 1970. After Howard Hinnant's `civil_from_days`.
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// The days since 1970.
pub(crate) fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn days_of_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek() == byte).then(|| self.at += 1)
    }

    fn digits(&mut self, count: usize) -> Option<i64> {
        let mut number = 0;
        for _ in 0..count {
            let digit = self.peek();
            if !digit.is_ascii_digit() {
                return None;
            }
            number = number * 10 + i64::from(digit - b'0');
            self.at += 1;
        }
        Some(number)
    }

    fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }
}

/// Reads `yyyy-MM-dd`, `yyyy-MM-dd HH:mm[:ss[.fraction]]`, with `T` for the blank and `Z` or `±HH:mm` behind; nothing beyond
/// the millisecond is kept.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let mut reader = Reader { bytes: text.trim().as_bytes(), at: 0 };
    let year = reader.digits(4)?;
    reader.take(b'-')?;
    let month = reader.digits(2)?;
    reader.take(b'-')?;
    let day = reader.digits(2)?;
    if !(1..=12).contains(&month) || day < 1 || day > days_of_month(year, month) {
        return None;
    }
    let mut ms = days(year, month, day) * DAY_MS;
    if reader.is_at_end() {
        return Some(ms);
    }
    if reader.take(b'T').is_none() {
        reader.take(b' ')?;
    }
    let hour = reader.digits(2)?;
    reader.take(b':')?;
    let minute = reader.digits(2)?;
    let second = if reader.take(b':').is_some() { reader.digits(2)? } else { 0 };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    ms += (hour * 3_600 + minute * 60 + second) * 1_000;
    if reader.take(b'.').is_some() {
        reader.peek().is_ascii_digit().then_some(())?;
        let mut weight = 100;
        while reader.peek().is_ascii_digit() {
            ms += i64::from(reader.peek() - b'0') * weight;
            weight /= 10;
            reader.at += 1;
        }
    }
    match reader.peek() {
        b'Z' => reader.at += 1,
        sign @ (b'+' | b'-') => {
            reader.at += 1;
            let hours = reader.digits(2)?;
            reader.take(b':')?;
            let offset_ms = (hours * 60 + reader.digits(2)?) * 60_000;
            ms += if sign == b'+' { -offset_ms } else { offset_ms };
        }
        _ => {}
    }
    reader.is_at_end().then_some(ms)
}

/// How many digits of a second's fraction are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fraction {
    /// Those that say something.
    Shortest,
    /// Three.
    Millis,
}

/// Writes `yyyy-MM-dd HH:mm:ss.SSS`, with another letter for the blank.
pub(crate) fn write(ms: i64, between: char, fraction: Fraction, into: &mut String) {
    let (year, month, day) = civil(ms.div_euclid(DAY_MS));
    let (hour, minute, second, millis) = clock(ms);
    push_digits(year, 4, into);
    into.push('-');
    push_digits(month, 2, into);
    into.push('-');
    push_digits(day, 2, into);
    into.push(between);
    push_digits(hour, 2, into);
    into.push(':');
    push_digits(minute, 2, into);
    into.push(':');
    push_digits(second, 2, into);
    if fraction == Fraction::Millis || millis != 0 {
        into.push('.');
        let (number, width) = match (fraction, millis) {
            (Fraction::Shortest, millis) if millis % 100 == 0 => (millis / 100, 1),
            (Fraction::Shortest, millis) if millis % 10 == 0 => (millis / 10, 2),
            (_, millis) => (millis, 3),
        };
        push_digits(number, width, into);
    }
}

/// Hour, minute, second, millisecond.
pub(crate) fn clock(ms: i64) -> (i64, i64, i64, i64) {
    let of_day = ms.rem_euclid(DAY_MS);
    (of_day / 3_600_000, of_day / 60_000 % 60, of_day / 1_000 % 60, of_day % 1_000)
}

/// Writes a number with leading zeros.
pub(crate) fn push_digits(number: i64, width: u32, into: &mut String) {
    let digits = number.unsigned_abs().to_string();
    if number < 0 {
        into.push('-');
    }
    for _ in digits.len()..width as usize {
        into.push('0');
    }
    into.push_str(&digits);
}

/// A part of a timestamp, by its name in `EXTRACT`.
pub(crate) fn part(unit: &str, ms: i64) -> Option<i64> {
    let day_number = ms.div_euclid(DAY_MS);
    let (year, month, day) = civil(day_number);
    let (hour, minute, second, millis) = clock(ms);
    Some(match unit {
        "YEAR" => year,
        "QUARTER" => (month + 2) / 3,
        "MONTH" => month,
        "WEEK" => iso_week(day_number),
        "DAY" => day,
        // Sunday is 1.
        "DOW" => (day_number + 4).rem_euclid(7) + 1,
        "ISODOW" => (day_number + 3).rem_euclid(7) + 1,
        "DOY" => day_number - days(year, 1, 1) + 1,
        "HOUR" => hour,
        "MINUTE" => minute,
        "SECOND" => second,
        "MILLISECOND" => millis,
        "EPOCH" => ms.div_euclid(1_000),
        _ => return None,
    })
}

/// The week that holds the Thursday of this day's week.
fn iso_week(day_number: i64) -> i64 {
    let thursday = day_number - (day_number + 3).rem_euclid(7) + 3;
    let (year, _, _) = civil(thursday);
    (thursday - days(year, 1, 1)) / 7 + 1
}

/// A timestamp by a pattern of `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, `SSS` and text in single quotes.
pub(crate) fn by_pattern(ms: i64, pattern: &str) -> String {
    let (year, month, day) = civil(ms.div_euclid(DAY_MS));
    let (hour, minute, second, millis) = clock(ms);
    let mut text = String::with_capacity(pattern.len() + 4);
    let mut rest = pattern;
    while let Some(letter) = rest.chars().next() {
        if letter == '\'' {
            let quoted = rest.get(1..).unwrap_or_default();
            let end = quoted.find('\'').unwrap_or(quoted.len());
            text.push_str(if end == 0 { "'" } else { quoted.get(..end).unwrap_or_default() });
            rest = quoted.get(end + 1..).unwrap_or_default();
            continue;
        }
        let run = rest.chars().take_while(|next| *next == letter).count();
        let (number, width) = match letter {
            'y' if run == 2 => (year.rem_euclid(100), 2),
            'y' => (year, run),
            'M' => (month, run),
            'd' => (day, run),
            'H' => (hour, run),
            'm' => (minute, run),
            's' => (second, run),
            'S' => (millis, 3),
            other => {
                text.push(other);
                rest = rest.get(other.len_utf8()..).unwrap_or_default();
                continue;
            }
        };
        push_digits(number, width as u32, &mut text);
        rest = rest.get(run..).unwrap_or_default();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(ms: i64) -> String {
        let mut text = String::new();
        write(ms, ' ', Fraction::Shortest, &mut text);
        text
    }

    #[test]
    fn what_is_written_is_read_back() {
        for ms in [0, 1, 10, 100, 1_000, -1, -86_400_001, 951_782_400_000, 1_767_225_599_999, 253_402_300_799_999] {
            assert_eq!(parse(&written(ms)), Some(ms), "{}", written(ms));
        }
        assert_eq!(written(1_586_764_800_500), "2020-04-13 08:00:00.5");
        assert_eq!(parse("2020-04-15T08:05:00.123456Z"), Some(1_586_937_900_123));
        assert_eq!(parse("2020-04-15T10:05:00+02:00"), parse("2020-04-15 08:05"));
        for wrong in ["", "2020-02-30", "2021-02-29 00:00:00", "2020-04-15 24:00:00", "2020-04-15 08:05:00x", "08:05"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn parts_are_those_of_the_calendar() {
        let ms = parse("2021-01-03 23:59:58.7").unwrap_or_default();
        let all = ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "DOW", "ISODOW", "DOY", "HOUR", "SECOND", "MILLISECOND"];
        let parts: Vec<_> = all.iter().map(|unit| part(unit, ms).unwrap_or(-1)).collect();
        assert_eq!(parts, [2021, 1, 1, 53, 3, 1, 7, 3, 23, 58, 700]);
        assert_eq!(by_pattern(ms, "yyyy/MM/dd'T'HHmmss.SSS ''"), "2021/01/03T235958.700 '");
    }
}
