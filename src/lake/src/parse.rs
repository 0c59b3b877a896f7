//! Text as values: booleans, dates, instants, decimals. Numbers parse themselves.

/// `true` or `false`, in any case.
pub(crate) fn parse_boolean(text: &str) -> Option<bool> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// Days since 1970 of `2001-01-01`; a time behind it is not read.
pub(crate) fn parse_date(text: &str) -> Option<i32> {
    let date = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    i32::try_from(date.signed_duration_since(chrono::NaiveDate::default()).num_days()).ok()
}

/// Milliseconds since 1970 of `2001-01-01 06:30:00.123`, also with `T`, `Z`, without seconds or as a day alone.
pub(crate) fn parse_timestamp(text: &str) -> Option<i64> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    for format in ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"] {
        if let Ok(time) = chrono::NaiveDateTime::parse_from_str(text, format) {
            return Some(time.and_utc().timestamp_millis());
        }
    }
    parse_date(text).map(|days| i64::from(days) * 86_400_000)
}

/// A number as an instant: milliseconds since 1970, or seconds if it is too small for that.
pub(crate) fn epoch_ms(value: i64) -> i64 {
    if value.abs() < 100_000_000_000 { value * 1000 } else { value }
}

/// `12.345` as a whole number of units of 10^-scale, rounded half up.
pub(crate) fn parse_decimal(text: &str, precision: u8, scale: i8) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if (whole.is_empty() && fraction.is_empty()) || !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let scale = usize::try_from(scale).ok()?;
    let mut units: i128 = 0;
    for digit in whole.bytes().chain(fraction.bytes().chain(std::iter::repeat(b'0')).take(scale)) {
        units = units.checked_mul(10)?.checked_add(i128::from(digit.checked_sub(b'0')?))?;
    }
    if fraction.as_bytes().get(scale).is_some_and(|digit| *digit >= b'5') {
        units += 1;
    }
    (units < 10_i128.checked_pow(u32::from(precision))?).then_some(if negative { -units } else { units })
}
