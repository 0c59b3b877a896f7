//! Which texts a dynamic mapping takes for dates, and which a date field takes.

/// Whether a text is a whole date, with a time or without: `2001-01-01`, `2001-01-01T06:30:00Z`, `2001/01/01 06:30:00`.
pub fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10 && (bytes.get(4) == Some(&b'-') || bytes.get(4) == Some(&b'/')) && fits(text)
}

/// Whether a date field takes a text: also a year or a month alone, and milliseconds since 1970.
pub fn fits(text: &str) -> bool {
    text.parse::<i64>().is_ok() || date(text).is_some()
}

fn date(text: &str) -> Option<()> {
    let year = digits(text, 0, 4)?;
    let separator = match text.as_bytes().get(4) {
        None => return Some(()),
        Some(b'-') => '-',
        Some(b'/') if text.len() >= 10 => '/',
        Some(_) => return None,
    };
    let month = digits(text, 5, 2).filter(|month| (1..=12).contains(month))?;
    let Some(rest) = text.get(7..).filter(|rest| !rest.is_empty()) else { return Some(()) };
    if !rest.starts_with(separator) {
        return None;
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    digits(text, 8, 2).filter(|day| (1..=days).contains(day))?;
    let Some(rest) = text.get(10..).filter(|rest| !rest.is_empty()) else { return Some(()) };
    time(rest.strip_prefix(if separator == '-' { 'T' } else { ' ' })?)
}

fn time(text: &str) -> Option<()> {
    if text.is_empty() {
        return Some(());
    }
    let (clock, zone) = match text.find(['Z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let mut parts = clock.splitn(3, ':');
    part(parts.next()?, 24)?;
    if let Some(minutes) = parts.next() {
        part(minutes, 60)?;
    }
    if let Some(seconds) = parts.next() {
        let (whole, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, "0"));
        part(whole, 60)?;
        let fine = (1..=9).contains(&fraction.len()) && fraction.bytes().all(|digit| digit.is_ascii_digit());
        fine.then_some(())?;
    }
    match zone.strip_prefix(['+', '-']) {
        None if zone.is_empty() || zone == "Z" => Some(()),
        None => None,
        Some(offset) => {
            part(offset.get(..2)?, 19)?;
            let minutes = offset.get(2..).unwrap_or_default();
            let minutes = minutes.strip_prefix(':').unwrap_or(minutes);
            if minutes.is_empty() { Some(()) } else { part(minutes, 60) }
        }
    }
}

fn part(text: &str, below: u32) -> Option<()> {
    (text.len() == 2).then(|| digits(text, 0, 2)).flatten().filter(|number| *number < below).map(|_| ())
}

fn digits(text: &str, from: usize, count: usize) -> Option<u32> {
    let digits = text.get(from..from + count)?;
    digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_from_texts() {
        for date in
            ["2001-01-01", "2001-01-01T06:30", "2001-01-01T06:30:00.123Z", "2001-01-01T06:30:00+02:00", "2001/01/01"]
        {
            assert!(is_date(date), "{date}");
        }
        for text in
            ["2001", "2001-01", "06:30", "2001-02-30", "2001-01-01 noon", "20010101", "ATL", "", "2001-01-01T25:00"]
        {
            assert!(!is_date(text), "{text}");
        }
        assert!(fits("2001") && fits("2001-02") && fits("978307200000") && !fits("soon"));
    }
}
