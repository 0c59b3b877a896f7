//! Dates and durations as text.

use sim::calendar;

/// `2026-01-01T00:15:00.000Z`
pub fn date_text(epoch_ms: u64) -> String {
    calendar::instant_text(epoch_ms)
}

/// Reads a date of ISO 8601 as milliseconds since 1970.
pub fn epoch_ms(text: &str) -> Result<u64, String> {
    calendar::instant(text)
        .ok_or_else(|| format!("'{text}' is no date since 1970; expected one like '2026-01-01T00:00:00Z'"))
}

/// Reads a duration of ISO 8601 without years and months (`PT5M`, `PT0.25S`, `P1DT2H`) as microseconds.
pub fn duration_us(text: &str) -> Result<u64, String> {
    let wrong = || format!("'{text}' is no duration; expected one like 'PT5M', 'PT30S' or 'P1D'");
    let upper = text.to_ascii_uppercase();
    let (days, time) =
        upper.strip_prefix('P').map(|rest| rest.split_once('T').unwrap_or((rest, ""))).ok_or_else(wrong)?;
    if days.ends_with(['Y', 'M']) {
        return Err(format!("'{text}' has years or months, whose length is not fixed; use days"));
    }
    let nothing = days.is_empty() && time.is_empty();
    if nothing || upper.ends_with('T') {
        return Err(wrong());
    }
    let days_us = parts(days, &[('W', 7 * DAY_US), ('D', DAY_US)]).ok_or_else(wrong)?;
    let time_us = parts(time, &[('H', 3_600_000_000), ('M', 60_000_000), ('S', 1_000_000)]).ok_or_else(wrong)?;
    days_us.checked_add(time_us).filter(|us| *us < DURATION_US_MAX).ok_or_else(wrong)
}

const DAY_US: u64 = 86_400_000_000;
/// What a clock of milliseconds in JavaScript still counts exactly.
const DURATION_US_MAX: u64 = 9_000_000_000_000_000;

/// The sum of numbers with the letters of their units behind them, in this order, each at most once.
fn parts(text: &str, units: &[(char, u64)]) -> Option<u64> {
    let (mut rest, mut sum) = (text, 0_u64);
    for (letter, unit_us) in units {
        if let Some((number, behind)) = rest.split_once(*letter) {
            sum = sum.checked_add(scaled(number, *unit_us)?)?;
            rest = behind;
        }
    }
    rest.is_empty().then_some(sum)
}

/// A decimal number times a unit, in whole microseconds.
fn scaled(number: &str, unit_us: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    let digits = |text: &str| (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(());
    digits(whole).and(digits(fraction))?;
    let micros: u64 = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
    whole
        .parse::<u64>()
        .ok()?
        .checked_mul(unit_us)?
        .checked_add(u64::try_from(u128::from(micros) * u128::from(unit_us) / 1_000_000).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_iso_8601() {
        assert_eq!(duration_us("PT5M"), Ok(300_000_000));
        assert_eq!(duration_us("PT0.25S"), Ok(250_000));
        assert_eq!(duration_us("P1DT2H"), Ok(93_600_000_000));
        assert_eq!(duration_us("pt1h1m1.000001s"), Ok(3_661_000_001));
        assert_eq!(duration_us("P1W"), Ok(604_800_000_000));
        for wrong in
            ["", "P", "5m", "PT", "P1DT", "-PT5M", "P1Y", "PT5X", "PT5S5M", "PT.5S", "PT5", "P99999999D", "PT1é"]
        {
            assert!(duration_us(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn dates_go_there_and_back() {
        assert_eq!(epoch_ms("2026-01-01T00:00:00Z"), Ok(crate::DEFAULT_START_EPOCH_MS));
        assert_eq!(date_text(crate::DEFAULT_START_EPOCH_MS + 5), "2026-01-01T00:00:00.005Z");
    }
}
