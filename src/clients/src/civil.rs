//! Dates without a clock: from days and milliseconds since 1970 to text.

/// Year, month and day of a day since 1970-01-01, in the Gregorian calendar.
fn civil(days: u64) -> (u64, u64, u64) {
    // Count from 0000-03-01, so that a leap day is the last of its year; an era is 400 years.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

/// Writes `2001-01-31`.
pub fn write_date(days: u64, out: &mut Vec<u8>) {
    let (year, month, day) = civil(days);
    write_padded(year, 4, out);
    out.push(b'-');
    write_padded(month, 2, out);
    out.push(b'-');
    write_padded(day, 2, out);
}

/// Writes `06:05`, from minutes since midnight.
pub fn write_time(minutes: u64, out: &mut Vec<u8>) {
    write_padded(minutes / 60, 2, out);
    out.push(b':');
    write_padded(minutes % 60, 2, out);
}

/// Writes `2026-01-01T00:00:01.234Z`, from milliseconds since 1970.
pub fn write_instant(epoch_ms: u64, out: &mut Vec<u8>) {
    let (seconds, ms) = (epoch_ms / 1_000, epoch_ms % 1_000);
    write_date(seconds / 86_400, out);
    out.push(b'T');
    write_time(seconds % 86_400 / 60, out);
    out.push(b':');
    write_padded(seconds % 60, 2, out);
    out.push(b'.');
    write_padded(ms, 3, out);
    out.push(b'Z');
}

/// Writes a number with leading zeros.
pub fn write_padded(value: u64, width: usize, out: &mut Vec<u8>) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    let mut left = value;
    while left > 0 || digits.len() - at < width.clamp(1, 20) {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
    }
    out.extend_from_slice(&digits[at..]);
}

/// Writes a number.
pub fn write_number(value: u64, out: &mut Vec<u8>) {
    write_padded(value, 1, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_the_calendars() {
        let text = |epoch_ms| {
            let mut out = Vec::new();
            write_instant(epoch_ms, &mut out);
            String::from_utf8(out).unwrap_or_default()
        };
        assert_eq!(text(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(text(951_868_799_999), "2000-02-29T23:59:59.999Z");
        assert_eq!(text(1_767_225_661_234), "2026-01-01T00:01:01.234Z");
        let mut out = Vec::new();
        write_number(0, &mut out);
        write_number(u64::MAX, &mut out);
        assert_eq!(out, b"018446744073709551615");
    }
}
