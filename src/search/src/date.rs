//! Instants: milliseconds since 1970, their ISO 8601 text, date math and
//! calendar rounding. UTC and the proleptic Gregorian calendar; no clock: what
//! `now` means comes with the request.

/// Milliseconds in a day.
pub const DAY_MS: i64 = 86_400_000;

/// A unit that an instant can be moved by or rounded to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Twelve months.
    Year,
    /// Three months.
    Quarter,
    /// A calendar month.
    Month,
    /// Seven days, from Monday.
    Week,
    /// A day.
    Day,
    /// An hour.
    Hour,
    /// A minute.
    Minute,
    /// A second.
    Second,
}

/// Days since 1970-01-01 of a civil date.
pub fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month and day of a number of days since 1970-01-01.
pub fn civil_from_days(days: i64) -> (i64, i64, i64) {
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

fn month_days(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// What a text names: from its first millisecond to its last. `2001-02` is a
/// month long, `2001-02-03T04:05:06.789Z` a millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its first millisecond.
    pub start_ms: i64,
    /// Its last millisecond.
    pub end_ms: i64,
}

/// Reads `strict_date_optional_time` (`2001`, `2001-02`, `2001-02-03`,
/// `2001-02-03T04:05:06.789+01:00`, …), `yyyy/MM/dd[ HH:mm:ss]`, or whole
/// milliseconds since 1970.
pub fn parse(text: &str) -> Option<Span> {
    parse_iso(text).or_else(|| {
        // Four digits are a year, as they are in AWS; anything else that is a number counts milliseconds.
        let ms = text.parse::<i64>().ok()?;
        Some(Span { start_ms: ms, end_ms: ms })
    })
}

/// As [`parse`], but only for texts that a dynamic mapping takes for a date:
/// at least a whole date.
pub fn looks_like_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let dashes = bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
    let slashes = bytes.get(4) == Some(&b'/') && bytes.get(7) == Some(&b'/');
    (dashes || slashes) && parse_iso(text).is_some()
}

struct Cursor<'a> {
    rest: &'a [u8],
}

impl Cursor<'_> {
    fn digits(&mut self, count: usize) -> Option<i64> {
        let digits = self.rest.get(..count)?;
        let mut value = 0i64;
        for digit in digits {
            value = value * 10 + i64::from(digit.is_ascii_digit().then(|| digit - b'0')?);
        }
        self.rest = self.rest.get(count..)?;
        Some(value)
    }

    fn take(&mut self, byte: u8) -> bool {
        if self.rest.first() == Some(&byte) {
            self.rest = self.rest.get(1..).unwrap_or_default();
            true
        } else {
            false
        }
    }
}

fn parse_iso(text: &str) -> Option<Span> {
    let mut at = Cursor { rest: text.as_bytes() };
    let year = at.digits(4)?;
    let separator = if at.rest.first() == Some(&b'/') { b'/' } else { b'-' };
    if at.rest.is_empty() {
        return Some(span(days_from_civil(year, 1, 1) * DAY_MS, days_from_civil(year + 1, 1, 1) * DAY_MS));
    }
    if !at.take(separator) {
        return None;
    }
    let month = at.digits(2).filter(|month| (1..=12).contains(month))?;
    if at.rest.is_empty() {
        if separator == b'/' {
            return None;
        }
        let start = days_from_civil(year, month, 1);
        return Some(span(start * DAY_MS, (start + month_days(year, month)) * DAY_MS));
    }
    if !at.take(separator) {
        return None;
    }
    let day = at.digits(2).filter(|day| (1..=month_days(year, month)).contains(day))?;
    let midnight = days_from_civil(year, month, day) * DAY_MS;
    if at.rest.is_empty() {
        return Some(span(midnight, midnight + DAY_MS));
    }
    if !at.take(if separator == b'/' { b' ' } else { b'T' }) {
        return None;
    }
    let (time_ms, length_ms) = parse_time(&mut at)?;
    let offset_ms = parse_offset(&mut at)?;
    let start = midnight + time_ms - offset_ms;
    at.rest.is_empty().then(|| span(start, start + length_ms))
}

fn span(start_ms: i64, after_ms: i64) -> Span {
    Span { start_ms, end_ms: after_ms - 1 }
}

/// The time of day, and how long the named instant is.
fn parse_time(at: &mut Cursor<'_>) -> Option<(i64, i64)> {
    if at.rest.is_empty() {
        return Some((0, DAY_MS));
    }
    let hour = at.digits(2).filter(|hour| *hour < 24)?;
    if !at.take(b':') {
        return Some((hour * 3_600_000, 3_600_000));
    }
    let minute = at.digits(2).filter(|minute| *minute < 60)?;
    let mut ms = hour * 3_600_000 + minute * 60_000;
    if !at.take(b':') {
        return Some((ms, 60_000));
    }
    ms += at.digits(2).filter(|second| *second < 60)? * 1_000;
    if !(at.take(b'.') || at.take(b',')) {
        return Some((ms, 1_000));
    }
    let mut digits = 0;
    let mut scale = 100;
    while at.rest.first().is_some_and(u8::is_ascii_digit) {
        ms += at.digits(1)? * scale;
        scale /= 10;
        digits += 1;
    }
    (1..=9).contains(&digits).then_some((ms, 1))
}

fn parse_offset(at: &mut Cursor<'_>) -> Option<i64> {
    if at.take(b' ') && at.rest.is_empty() {
        return None;
    }
    if at.rest.is_empty() || at.take(b'Z') {
        return Some(0);
    }
    let sign = if at.take(b'+') {
        1
    } else if at.take(b'-') {
        -1
    } else {
        return None;
    };
    let hours = at.digits(2).filter(|hours| *hours <= 18)?;
    at.take(b':');
    let minutes = if at.rest.is_empty() { 0 } else { at.digits(2).filter(|minutes| *minutes < 60)? };
    Some(sign * (hours * 60 + minutes) * 60_000)
}

/// Reads a zone as an offset from UTC, in milliseconds: `UTC`, `Z`, `+01:00`.
pub fn parse_zone(text: &str) -> Option<i64> {
    if matches!(text, "UTC" | "Z" | "GMT") {
        return Some(0);
    }
    let mut at = Cursor { rest: text.as_bytes() };
    let offset_ms = parse_offset(&mut at)?;
    (at.rest.is_empty() && !text.is_empty()).then_some(offset_ms)
}

/// Date math: a date and `||`, or `now`, and then `+1d`, `-3M`, `/d`, ….
/// `round_up` takes the end of what is named, as `lte` and `gt` do.
pub fn parse_math(text: &str, now_ms: i64, round_up: bool) -> Option<i64> {
    let (mut ms, math) = if let Some(math) = text.strip_prefix("now") {
        (now_ms, math)
    } else if let Some((date, math)) = text.split_once("||") {
        (parse(date)?.start_ms, math)
    } else {
        let span = parse(text)?;
        return Some(if round_up { span.end_ms } else { span.start_ms });
    };
    let mut chars = math.chars().peekable();
    while let Some(operator) = chars.next() {
        let mut amount: Option<i64> = None;
        while let Some(digit) = chars.peek().and_then(|next| next.to_digit(10)) {
            amount = Some(amount.unwrap_or(0).checked_mul(10)?.checked_add(i64::from(digit))?);
            chars.next();
        }
        let unit = unit(chars.next()?)?;
        ms = match (operator, amount) {
            ('+', amount) => add(ms, unit, amount.unwrap_or(1))?,
            ('-', amount) => add(ms, unit, -amount.unwrap_or(1))?,
            ('/', None) if round_up => add(floor(ms, unit), unit, 1)? - 1,
            ('/', None) => floor(ms, unit),
            _ => return None,
        };
    }
    Some(ms)
}

fn unit(letter: char) -> Option<Unit> {
    Some(match letter {
        'y' => Unit::Year,
        'M' => Unit::Month,
        'w' => Unit::Week,
        'd' => Unit::Day,
        'h' | 'H' => Unit::Hour,
        'm' => Unit::Minute,
        's' => Unit::Second,
        _ => return None,
    })
}

impl Unit {
    /// A unit by the names that `calendar_interval` knows.
    pub fn calendar(name: &str) -> Option<Self> {
        Some(match name {
            "year" | "1y" => Self::Year,
            "quarter" | "1q" => Self::Quarter,
            "month" | "1M" => Self::Month,
            "week" | "1w" => Self::Week,
            "day" | "1d" => Self::Day,
            "hour" | "1h" => Self::Hour,
            "minute" | "1m" => Self::Minute,
            "second" | "1s" => Self::Second,
            _ => return None,
        })
    }

    fn fixed_ms(self) -> Option<i64> {
        Some(match self {
            Self::Year | Self::Quarter | Self::Month => return None,
            Self::Week => 7 * DAY_MS,
            Self::Day => DAY_MS,
            Self::Hour => 3_600_000,
            Self::Minute => 60_000,
            Self::Second => 1_000,
        })
    }
}

/// Moves an instant by whole units; a day that the month lacks becomes its last.
/// `None` outside of the years that the arithmetic holds.
pub fn add(ms: i64, unit: Unit, amount: i64) -> Option<i64> {
    if let Some(fixed_ms) = unit.fixed_ms() {
        return ms.checked_add(amount.checked_mul(fixed_ms)?);
    }
    let months = match unit {
        Unit::Year => amount.checked_mul(12)?,
        Unit::Quarter => amount.checked_mul(3)?,
        _ => amount,
    };
    if months.abs() > 12 * 100_000 {
        return None;
    }
    let (year, month, day) = civil_from_days(ms.div_euclid(DAY_MS));
    let total = year * 12 + month - 1 + months;
    let (year, month) = (total.div_euclid(12), total.rem_euclid(12) + 1);
    let days = days_from_civil(year, month, day.min(month_days(year, month)));
    days.checked_mul(DAY_MS)?.checked_add(ms.rem_euclid(DAY_MS))
}

/// The start of the unit in which an instant lies.
pub fn floor(ms: i64, unit: Unit) -> i64 {
    let days = ms.div_euclid(DAY_MS);
    match unit {
        // 1970-01-01 was a Thursday.
        Unit::Week => (days - (days + 3).rem_euclid(7)) * DAY_MS,
        Unit::Day => days * DAY_MS,
        Unit::Hour | Unit::Minute | Unit::Second => {
            let length = unit.fixed_ms().unwrap_or(1);
            ms.div_euclid(length) * length
        }
        Unit::Year | Unit::Quarter | Unit::Month => {
            let (year, month, _) = civil_from_days(days);
            let month = match unit {
                Unit::Year => 1,
                Unit::Quarter => (month - 1) / 3 * 3 + 1,
                _ => month,
            };
            days_from_civil(year, month, 1) * DAY_MS
        }
    }
}

/// `90m`, `7d`, `500ms`: a fixed length in milliseconds.
pub fn parse_length(text: &str) -> Option<i64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let amount: i64 = text.get(..digits)?.parse().ok()?;
    let unit_ms = match text.get(digits..)? {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => DAY_MS,
        _ => return None,
    };
    amount.checked_mul(unit_ms).filter(|length| *length > 0)
}

/// The ISO 8601 text of an instant: `2001-01-01T06:30:00.000Z`.
pub fn format(ms: i64) -> String {
    format_as(ms, "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'")
}

/// The text of an instant in a pattern of `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`,
/// `SSS` and quoted or other literals.
pub fn format_as(ms: i64, pattern: &str) -> String {
    let (year, month, day) = civil_from_days(ms.div_euclid(DAY_MS));
    let time = ms.rem_euclid(DAY_MS);
    let mut text = String::new();
    let mut rest = pattern;
    while let Some(letter) = rest.chars().next() {
        let run = rest.chars().take_while(|next| *next == letter).count();
        let value = match letter {
            'y' | 'u' => Some(year),
            'M' => Some(month),
            'd' => Some(day),
            'H' => Some(time / 3_600_000),
            'm' => Some(time / 60_000 % 60),
            's' => Some(time / 1_000 % 60),
            'S' => Some(time % 1_000),
            _ => None,
        };
        if let Some(value) = value {
            text.push_str(&format!("{value:0run$}"));
            rest = rest.get(run..).unwrap_or_default();
        } else if letter == '\'' {
            let body = rest.get(1..).unwrap_or_default();
            let end = body.find('\'').unwrap_or(body.len());
            text.push_str(body.get(..end).unwrap_or_default());
            rest = body.get(end + 1..).unwrap_or_default();
        } else {
            text.push(letter);
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_dates_go_there_and_back() {
        for days in (-800_000..800_000).step_by(13) {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), days);
        }
    }

    #[test]
    fn texts_name_spans() {
        let start = |text| parse(text).map(|span| format(span.start_ms));
        let end = |text| parse(text).map(|span| format(span.end_ms));
        assert_eq!(start("2001-02").as_deref(), Some("2001-02-01T00:00:00.000Z"));
        assert_eq!(end("2001-02").as_deref(), Some("2001-02-28T23:59:59.999Z"));
        assert_eq!(start("2001-01-01T06:30:00+02:00").as_deref(), Some("2001-01-01T04:30:00.000Z"));
        assert_eq!(end("2001/01/01").as_deref(), Some("2001-01-01T23:59:59.999Z"));
        assert_eq!(start("978307200000").as_deref(), Some("2001-01-01T00:00:00.000Z"));
        for wrong in ["2001-13-01", "2001-02-29", "noon", "2001-01-01T25:00", "2001-01-01 ", "", "2001-", "20010101x"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn math_moves_and_rounds() {
        let now = parse("2001-03-31T12:00:00Z").map(|span| span.start_ms).unwrap_or_default();
        let math = |text, up| parse_math(text, now, up).map(format);
        assert_eq!(math("now-1M", false).as_deref(), Some("2001-02-28T12:00:00.000Z"));
        assert_eq!(math("now/d", true).as_deref(), Some("2001-03-31T23:59:59.999Z"));
        assert_eq!(math("2001-01-01||+1y/M", false).as_deref(), Some("2002-01-01T00:00:00.000Z"));
        assert_eq!(math("now-1fortnight", false), None);
        assert_eq!(math("now-9999999999999999999d", false), None);
        assert_eq!(math("now+999999999999d", false), None);
    }

    #[test]
    fn weeks_start_on_monday() {
        let wednesday = parse("2001-01-03").map(|span| span.start_ms).unwrap_or_default();
        assert_eq!(format_as(floor(wednesday, Unit::Week), "yyyy-MM-dd"), "2001-01-01");
    }
}
