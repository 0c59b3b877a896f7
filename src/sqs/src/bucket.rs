//! A limit of calls a second, in whole numbers.

use sim::Time;

/// Millionths of a call: one call a second fills one in a microsecond.
const CALL: u64 = 1_000_000;

/// Holds one second's calls.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bucket {
    /// What has been taken and not yet refilled, in millionths of a call.
    used: u64,
    at: Time,
}

impl Bucket {
    /// Takes one call of `per_s_max` a second. Gives whether there was one.
    pub fn take(&mut self, per_s_max: u64, now: Time) -> bool {
        self.used = self.used.saturating_sub((now - self.at).saturating_mul(per_s_max));
        self.at = now;
        let fits = self.used + CALL <= per_s_max * CALL;
        self.used += if fits { CALL } else { 0 };
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holds_so_many_calls() {
        let mut bucket = Bucket::default();
        let taken = |bucket: &mut Bucket, at| (0..999).filter(|_| bucket.take(300, at)).count();
        assert_eq!(taken(&mut bucket, Time::ZERO), 300);
        assert_eq!(taken(&mut bucket, Time::from_ms(10)), 3);
        assert_eq!(taken(&mut bucket, Time::from_secs(9)), 300);
    }
}
