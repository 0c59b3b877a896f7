//! Many small chances out of one draw, so that a call costs one number of the service's random stream.

/// Numbers that follow from one drawn number (SplitMix64).
#[derive(Clone, Copy, Debug)]
pub struct Chance(u64);

impl Chance {
    /// What follows from `drawn`.
    pub fn new(drawn: u64) -> Self {
        Self(drawn)
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// A number from 0 to `bound` - 1.
    pub fn below(&mut self, bound: u64) -> u64 {
        sim::draws::scale(self.next(), bound)
    }

    /// Whether what happens once in `times` happens.
    pub fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// A random UUID's bits (version 4).
    pub fn uuid(&mut self) -> u128 {
        let bits = u128::from(self.next()) << 64 | u128::from(self.next());
        bits & !(0xf << 76) & !(0b11 << 62) | 4 << 76 | 0b10 << 62
    }
}

/// Spreads a number over 64 bits.
pub fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// `ffffffff-ffff-4fff-bfff-ffffffffffff`
pub fn uuid_text(id: u128) -> String {
    let hex = format!("{id:032x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_of_version_4() {
        let mut chance = Chance::new(7);
        for _ in 0..99 {
            let text = uuid_text(chance.uuid());
            let digit = |at: usize| text.as_bytes().get(at).copied().unwrap_or_default();
            assert!(text.len() == 36 && digit(14) == b'4' && b"89ab".contains(&digit(19)), "{text}");
        }
    }
}
