//! A bucket of tokens: so many a second, and as many at once.

use sim::Time;
use sim::time::SECOND_US;

/// Tokens that refill with time. Whole numbers only.
#[derive(Clone, Copy, Debug)]
pub struct Tokens {
    per_second: u64,
    /// In millionths of a token.
    level: u64,
    at: Time,
}

impl Tokens {
    /// Full.
    pub fn new(per_second: u64) -> Self {
        Self { per_second, level: per_second * SECOND_US, at: Time::ZERO }
    }

    /// How many there are at `now`.
    pub fn available(&mut self, now: Time) -> u64 {
        let full = self.per_second * SECOND_US;
        let gained = (now - self.at).min(SECOND_US) * self.per_second;
        self.level = (self.level + gained).min(full);
        self.at = now;
        self.level / SECOND_US
    }

    /// Takes `count`, which must be available.
    pub fn take(&mut self, count: u64) {
        self.level = self.level.saturating_sub(count * SECOND_US);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_so_many_a_second() {
        let mut tokens = Tokens::new(10);
        assert_eq!(tokens.available(Time::ZERO), 10);
        tokens.take(10);
        assert_eq!(tokens.available(Time::from_ms(50)), 0);
        assert_eq!(tokens.available(Time::from_ms(100)), 1);
        assert_eq!(tokens.available(Time::from_secs(100)), 10);
    }
}
