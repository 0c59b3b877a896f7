//! Dates in UTC, and Java's `DateTimeFormatter` patterns as far as prefixes need them.

use sim::calendar;
use std::fmt::Write;

const DAY_MS: u64 = 86_400_000;
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
/// 1970 began on a Thursday.
const WEEKDAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

/// An instant by the calendar, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// Days since 1970.
    days: u64,
    year: u64,
    month: u64,
    day: u64,
    ms_of_day: u64,
}

impl Date {
    /// From milliseconds since 1970.
    pub fn of_epoch_ms(ms: u64) -> Self {
        let days = ms / DAY_MS;
        let (year, month, day) = calendar::date_of(days.cast_signed());
        let [year, month, day] = [year, month, day].map(i64::cast_unsigned);
        Self { days, year, month, day, ms_of_day: ms % DAY_MS }
    }

    /// The week as in the US: it begins on Sunday and belongs to the year of its Saturday, of which the first week is number 1. Gives year and number.
    pub fn week(&self) -> (u64, u64) {
        let saturday = Self::of_epoch_ms((self.days + 6 - (self.days + 4) % 7) * DAY_MS);
        (saturday.year, saturday.day_of_year().div_ceil(7))
    }

    fn day_of_year(&self) -> u64 {
        let leap = self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
        let before = before.get(self.month as usize - 1).copied().unwrap_or(0);
        before + u64::from(leap && self.month > 2) + self.day
    }

    fn hour(&self) -> u64 {
        self.ms_of_day / 3_600_000
    }
}

/// A `DateTimeFormatter` pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Field>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Field {
    Text(String),
    Letter(char, usize),
}

impl Pattern {
    /// Reads a pattern. Errors: what is wrong with it, as a sentence's end.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut fields = Vec::new();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            if c == '\'' {
                let mut literal = String::new();
                loop {
                    match chars.next() {
                        Some('\'') if chars.peek() == Some(&'\'') => {
                            chars.next();
                            literal.push('\'');
                        }
                        Some('\'') => break,
                        Some(c) => literal.push(c),
                        None => return Err("a quoted text does not end".into()),
                    }
                }
                fields.push(Field::Text(if literal.is_empty() { "'".into() } else { literal }));
            } else if c.is_ascii_alphabetic() {
                let mut count = 1;
                while chars.next_if_eq(&c).is_some() {
                    count += 1;
                }
                check_letter(c, count)?;
                fields.push(Field::Letter(c, count));
            } else if "{}[]#".contains(c) {
                return Err(format!("the character '{c}' is reserved"));
            } else {
                fields.push(Field::Text(c.into()));
            }
        }
        Ok(Self(fields))
    }

    /// `date` in this pattern.
    pub fn format(&self, date: &Date, out: &mut String) {
        for field in &self.0 {
            match field {
                Field::Text(text) => out.push_str(text),
                Field::Letter(letter, count) => format_letter(*letter, *count, date, out),
            }
        }
    }
}

fn check_letter(letter: char, count: usize) -> Result<(), String> {
    let longest = match letter {
        'y' | 'u' => 9,
        'M' | 'L' | 'E' => 4,
        'D' => 3,
        'd' | 'H' | 'h' | 'k' | 'K' | 'm' | 's' => 2,
        'a' => 1,
        'S' => 9,
        'Y' => return Err("'Y' is the week-based year, which is not modelled here; the year is 'y'".into()),
        _ => return Err(format!("the letter '{letter}' is not modelled here")),
    };
    if count > longest { Err(format!("too many pattern letters: {letter}")) } else { Ok(()) }
}

fn format_letter(letter: char, count: usize, date: &Date, out: &mut String) {
    let hour = date.hour();
    let number = match letter {
        'y' | 'u' if count == 2 => date.year % 100,
        'y' | 'u' => date.year,
        'M' | 'L' if count > 2 => {
            let name = MONTHS.get(date.month as usize - 1).copied().unwrap_or_default();
            return out.push_str(if count == 3 { &name[..3] } else { name });
        }
        'M' | 'L' => date.month,
        'E' => {
            let name = WEEKDAYS.get((date.days % 7) as usize).copied().unwrap_or_default();
            return out.push_str(if count < 4 { &name[..3] } else { name });
        }
        'a' => return out.push_str(if hour < 12 { "AM" } else { "PM" }),
        'S' => {
            let nanos = format!("{:03}000000", date.ms_of_day % 1_000);
            return out.push_str(nanos.get(..count).unwrap_or(&nanos));
        }
        'D' => date.day_of_year(),
        'd' => date.day,
        'H' => hour,
        'k' => (hour + 23) % 24 + 1,
        'K' => hour % 12,
        'h' => (hour + 11) % 12 + 1,
        'm' => date.ms_of_day / 60_000 % 60,
        _ => date.ms_of_day / 1_000 % 60,
    };
    // Writing into a string cannot fail.
    let _ = write!(out, "{number:0count$}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(pattern: &str, ms: u64) -> String {
        let mut out = String::new();
        match Pattern::parse(pattern) {
            Ok(pattern) => pattern.format(&Date::of_epoch_ms(ms), &mut out),
            Err(error) => out = error,
        }
        out
    }

    #[test]
    fn patterns_are_javas() {
        let ms = 1_767_348_305_067; // 2026-01-02T10:05:05.067Z, a Friday
        assert_eq!(format("yyyy-MM-dd HH:mm:ss.SSS", ms), "2026-01-02 10:05:05.067");
        assert_eq!(
            format("yy/M/d 'at' h a, EEE EEEE MMM MMMM D DDD", ms),
            "26/1/2 at 10 AM, Fri Friday Jan January 2 002"
        );
        assert_eq!(format("'year='yyyy''", ms), "year=2026'");
        assert!(format("YYYY", ms).contains("week-based"));
        assert!(format("yyyy'x", ms).contains("does not end"));
        assert!(format("VV", ms).contains("not modelled"));
        assert!(format("ddd", ms).contains("too many"));
        assert_eq!(format("k K h", 0), "24 0 12");
    }

    #[test]
    fn leap_days_and_weeks_are_right() {
        assert_eq!(format("yyyy-MM-dd D", 1_709_164_800_000), "2024-02-29 60");
        assert_eq!(format("yyyy-MM-dd D", 1_735_603_200_000), "2024-12-31 366");
        assert_eq!(format("yyyy-MM-dd", 951_782_400_000), "2000-02-29");
        let week = |days: u64| Date::of_epoch_ms(days * DAY_MS).week();
        // 2026-01-02; 2016-02-25; Saturday and Sunday, 2025-12-27 and -28; 2024-12-31; 2023-12-31, a Sunday.
        assert_eq!([20_455, 16_856].map(week), [(2026, 1), (2016, 9)]);
        assert_eq!([20_449, 20_450].map(week), [(2025, 52), (2026, 1)]);
        assert_eq!([20_088, 19_722].map(week), [(2025, 1), (2024, 1)]);
    }
}
