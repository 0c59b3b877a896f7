//! Dates and durations as text.

use jiff::{Timestamp, Unit};

/// `2026-01-01T00:15:00.000Z`
pub fn date_text(epoch_ms: u64) -> String {
    let date = i64::try_from(epoch_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    date.map(|date| format!("{date:.3}")).unwrap_or_default()
}

/// Reads a date of ISO 8601 as milliseconds since 1970.
pub fn epoch_ms(text: &str) -> Result<u64, String> {
    let date: Timestamp =
        text.parse().map_err(|_| format!("'{text}' is no date; expected one like '2026-01-01T00:00:00Z'"))?;
    u64::try_from(date.as_millisecond()).map_err(|_| format!("'{text}' lies before 1970"))
}

/// Reads a duration of ISO 8601 without years and months (`PT5M`, `PT0.25S`, `P1DT2H`) as microseconds.
pub fn duration_us(text: &str) -> Result<u64, String> {
    let wrong = || format!("'{text}' is no duration; expected one like 'PT5M', 'PT30S' or 'P1D'");
    if !text.starts_with(['P', 'p']) {
        return Err(wrong());
    }
    let span: jiff::Span = text.parse().map_err(|_| wrong())?;
    if span.get_years() != 0 || span.get_months() != 0 {
        return Err(format!("'{text}' has years or months, whose length is not fixed; use days"));
    }
    let us = span.total((Unit::Microsecond, jiff::SpanRelativeTo::days_are_24_hours())).map_err(|_| wrong())?;
    if (0.0..9e15).contains(&us) { Ok(us as u64) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_iso_8601() {
        assert_eq!(duration_us("PT5M"), Ok(300_000_000));
        assert_eq!(duration_us("PT0.25S"), Ok(250_000));
        assert_eq!(duration_us("P1DT2H"), Ok(93_600_000_000));
        for wrong in ["", "5m", "PT", "-PT5M", "P1Y", "PT5X"] {
            assert!(duration_us(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn dates_go_there_and_back() {
        assert_eq!(epoch_ms("2026-01-01T00:00:00Z"), Ok(crate::DEFAULT_START_EPOCH_MS));
        assert_eq!(date_text(crate::DEFAULT_START_EPOCH_MS + 5), "2026-01-01T00:00:00.005Z");
    }
}
