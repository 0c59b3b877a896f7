//! Numbers, bytes and lengths of time in the reader's notation. Native and wasm
//! write the same text, because nothing here asks the platform.

/// Between digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Separators {
    /// Before the fraction.
    pub decimal: char,
    /// Between thousands.
    pub group: char,
    /// Digits before which four-digit numbers are not grouped (Spanish: 5; English: 4).
    pub group_from_digits: u8,
}

impl Separators {
    /// `1,234.5`
    pub const ENGLISH: Self = Self { decimal: '.', group: ',', group_from_digits: 4 };
    /// `1234,5` and `12 345,6`, with a no-break space.
    pub const SPANISH: Self = Self { decimal: ',', group: '\u{a0}', group_from_digits: 5 };

    /// For a language's code.
    pub fn of(lang: &str) -> Self {
        if lang.starts_with("es") { Self::SPANISH } else { Self::ENGLISH }
    }
}

/// `value` with `places` behind the point.
pub fn number(value: f64, places: u8, separators: Separators) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let scale = 10_u64.pow(u32::from(places.min(9)));
    let scaled = (value.abs() * scale as f64).round();
    let (whole, rest) =
        if scaled < 9e15 { (scaled as u64 / scale, scaled as u64 % scale) } else { (value.abs() as u64, 0) };
    let digits = whole.to_string();
    let mut out = String::new();
    if value < 0.0 && scaled > 0.0 {
        out.push('−');
    }
    let grouped = digits.len() >= usize::from(separators.group_from_digits);
    for (index, digit) in digits.chars().enumerate() {
        if grouped && index > 0 && (digits.len() - index) % 3 == 0 {
            out.push(separators.group);
        }
        out.push(digit);
    }
    if places > 0 {
        out.push(separators.decimal);
        let rest = rest.to_string();
        for _ in rest.len()..usize::from(places) {
            out.push('0');
        }
        out.push_str(&rest);
    }
    out
}

/// A whole number.
pub fn whole(value: u64, separators: Separators) -> String {
    number(value as f64, 0, separators)
}

/// Three figures that matter, none behind the point from 100 up.
pub fn short(value: f64, separators: Separators) -> String {
    let places = if value == value.trunc() || value.abs() >= 99.95 {
        0
    } else if value.abs() >= 9.995 {
        1
    } else if value.abs() >= 0.0995 {
        2
    } else {
        // As many as two figures need, and no more than a reader takes in.
        (3..8).find(|places| value.abs() * 10_f64.powi(i32::from(*places)) >= 9.95).unwrap_or(8)
    };
    let text = number(value, places, separators);
    if places == 0 {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches(separators.decimal).to_owned()
}

/// `2.4 MiB`.
pub fn bytes(value: u64, separators: Separators) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut amount = value as f64;
    let mut unit = 0;
    while amount >= 1023.5 && unit + 1 < UNITS.len() {
        amount /= 1024.0;
        unit += 1;
    }
    let places = u8::from(unit > 0 && amount < 99.95);
    let text = number(amount, places, separators);
    let text =
        if places == 1 { text.strip_suffix(&format!("{}0", separators.decimal)).unwrap_or(&text) } else { &text };
    format!("{text}\u{a0}{}", UNITS.get(unit).copied().unwrap_or("B"))
}

/// `840 µs`, `84 ms`, `2.3 s`, `1 min 5 s`, `2 h 3 min`.
pub fn span(us: u64, separators: Separators) -> String {
    match us {
        0 => "0\u{a0}s".to_owned(),
        1..1_000 => format!("{us}\u{a0}µs"),
        1_000..1_000_000 => format!("{}\u{a0}ms", whole(us / 1_000, separators)),
        1_000_000..10_000_000 => format!("{}\u{a0}s", short((us / 100_000) as f64 / 10.0, separators)),
        10_000_000..60_000_000 => format!("{}\u{a0}s", us / 1_000_000),
        60_000_000..3_600_000_000 => match (us / 60_000_000, us / 1_000_000 % 60) {
            (minutes, 0) => format!("{minutes}\u{a0}min"),
            (minutes, seconds) => format!("{minutes}\u{a0}min {seconds}\u{a0}s"),
        },
        _ => match (us / 3_600_000_000, us / 60_000_000 % 60) {
            (hours, 0) => format!("{}\u{a0}h", whole(hours, separators)),
            (hours, minutes) => format!("{}\u{a0}h {minutes}\u{a0}min", whole(hours, separators)),
        },
    }
}

/// `$0.29`, or `0,29 USD`. Below a cent two figures that matter.
pub fn usd(amount: f64, separators: Separators) -> String {
    let places = if amount >= 0.01 || amount <= 0.0 { 2 } else { 4 };
    let number = number(amount, places, separators);
    if separators.decimal == ',' { format!("{number}\u{a0}USD") } else { format!("${number}") }
}

/// `39%`, with a no-break space before the sign in Spanish.
pub fn percent(share: f64, separators: Separators) -> String {
    let space = if separators.decimal == ',' { "\u{a0}" } else { "" };
    format!("{}{space}%", number((share * 100.0).max(0.0), 0, separators))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_language() {
        assert_eq!(number(86_400.0, 0, Separators::SPANISH), "86\u{a0}400");
        assert_eq!(number(1_234.5, 1, Separators::SPANISH), "1234,5");
        assert_eq!(number(1_234.5, 1, Separators::ENGLISH), "1,234.5");
        assert_eq!(number(-0.04, 1, Separators::ENGLISH), "0.0");
        assert_eq!(number(0.05, 2, Separators::ENGLISH), "0.05");
    }

    #[test]
    fn amounts_stay_short() {
        assert_eq!(short(199.6, Separators::ENGLISH), "200");
        assert_eq!(short(9.5, Separators::ENGLISH), "9.5");
        assert_eq!(short(0.33, Separators::ENGLISH), "0.33");
        assert_eq!(usd(26.0, Separators::ENGLISH), "$26.00");
        assert_eq!(usd(0.004_25, Separators::SPANISH), "0,0043\u{a0}USD");
        assert_eq!(short(0.000_004_2, Separators::ENGLISH), "0.0000042");
        assert_eq!(bytes(1 << 20, Separators::ENGLISH), "1\u{a0}MiB");
        assert_eq!(bytes(2_516_582, Separators::SPANISH), "2,4\u{a0}MiB");
        assert_eq!(span(65_000_000, Separators::ENGLISH), "1\u{a0}min 5\u{a0}s");
        assert_eq!(span(2_340_000, Separators::SPANISH), "2,3\u{a0}s");
    }
}
