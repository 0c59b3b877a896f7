//! Dates without a clock: from days and milliseconds since 1970 to text.

use sim::calendar;

/// Writes `2001-01-31`.
pub fn write_date(days: u64, out: &mut Vec<u8>) {
    let (year, month, day) = calendar::date_of(days.cast_signed());
    write_padded(year.cast_unsigned(), 4, out);
    out.push(b'-');
    write_padded(month.cast_unsigned(), 2, out);
    out.push(b'-');
    write_padded(day.cast_unsigned(), 2, out);
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
