//! Shard ids and sequence numbers as text. A sequence number is a decimal number of 56 digits; in hexadecimal its
//! 47 digits read, by the layout that the kinesalite emulator found in real ones: `2`, 9 of the shard's creation second,
//! 1 of the shard's number (its low four bits), 16 of a counter, `00`, 9 of the arrival second, 8 of the shard's number, `2`.

const DIGITS: usize = 56;
/// The largest power of ten in 64 bits, by which a number is cut into groups of 19 digits.
const GROUP: u64 = 10_000_000_000_000_000_000;
const GROUP_DIGITS: usize = 19;
const SECONDS_BITS: u32 = 36;

/// What a sequence number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sequence {
    /// When the shard was made, in seconds since 1970.
    pub created_s: u64,
    /// The record's number in its shard, from 0.
    pub number: u64,
    /// When it arrived, in seconds since 1970.
    pub arrival_s: u64,
    /// The shard's number.
    pub shard: u32,
}

/// The sequence number of record `number` (from 0) of shard `shard`: 56 decimal digits. Seconds count from 1970. A
/// shard that comes of others is made a second ahead, as AWS does it, and a record never bears the number at which its
/// shard starts: the arrival told is then the second after the making.
pub fn sequence_number(created_s: u64, number: u64, arrival_s: u64, shard: u32) -> String {
    write(Sequence { created_s, number, arrival_s: arrival_s.max(created_s + 1), shard })
}

/// The number at which a shard starts, before all its records.
pub fn starting_sequence_number(created_s: u64, shard: u32) -> String {
    write(Sequence { created_s, number: 0, arrival_s: created_s, shard })
}

/// The number at which a closed shard ends, behind all its records.
pub fn ending_sequence_number(created_s: u64, closed_s: u64, shard: u32) -> String {
    write(Sequence { created_s, number: Sequence::END, arrival_s: closed_s, shard })
}

impl Sequence {
    /// The counter in a closed shard's last number.
    pub const END: u64 = 0x7fff_ffff_ffff_ffff;

    /// Whether it is the number at which its shard starts.
    pub fn is_start(&self) -> bool {
        self.number == 0 && self.arrival_s == self.created_s
    }
}

fn write(sequence: Sequence) -> String {
    let mut limbs = pack(sequence);
    let mut digits = [b'0'; DIGITS];
    let mut end = DIGITS;
    while end > 0 {
        let mut group = divide(&mut limbs, GROUP);
        let start = end.saturating_sub(GROUP_DIGITS);
        for digit in digits[start..end].iter_mut().rev() {
            *digit = b'0' + (group % 10) as u8;
            group /= 10;
        }
        end = start;
    }
    digits.iter().map(|digit| char::from(*digit)).collect()
}

/// Reads a sequence number. `None` if it is no number, or not laid out as ours are.
pub fn parse_sequence_number(text: &str) -> Option<Sequence> {
    if text.len() != DIGITS || !text.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut limbs = [0u64; 3];
    for digit in text.bytes() {
        let mut carry = u128::from(digit - b'0');
        for limb in &mut limbs {
            carry += u128::from(*limb) * 10;
            *limb = carry as u64;
            carry >>= 64;
        }
        if carry != 0 {
            return None;
        }
    }
    let shard = bits(&limbs, 4, 32) as u32;
    let sequence = Sequence {
        created_s: bits(&limbs, 148, SECONDS_BITS),
        number: bits(&limbs, 80, 64),
        arrival_s: bits(&limbs, 36, SECONDS_BITS),
        shard,
    };
    (pack(sequence) == limbs).then_some(sequence)
}

/// `shardId-000000000000`
pub fn shard_id(shard: u32) -> String {
    format!("shardId-{shard:012}")
}

/// The number in a shard's id. AWS takes the bare number as well.
pub fn shard_number(id: &str) -> Option<u32> {
    let digits = id.strip_prefix("shardId-").unwrap_or(id);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// Bit 0 is the lowest of the first limb.
fn pack(sequence: Sequence) -> [u64; 3] {
    let mut limbs = [0; 3];
    let fields = [
        (0, 4, 2),
        (4, 32, u64::from(sequence.shard)),
        (36, SECONDS_BITS, sequence.arrival_s),
        (80, 64, sequence.number),
        (144, 4, u64::from(sequence.shard)),
        (148, SECONDS_BITS, sequence.created_s),
        (184, 4, 2),
    ];
    for (at, width, value) in fields {
        put(&mut limbs, at, width, value);
    }
    limbs
}

fn mask(width: u32) -> u64 {
    if width >= 64 { u64::MAX } else { (1 << width) - 1 }
}

fn put(limbs: &mut [u64; 3], at: u32, width: u32, value: u64) {
    let wide = u128::from(value & mask(width)) << (at % 64);
    let limb = (at / 64) as usize;
    limbs[limb] |= wide as u64;
    if let Some(next) = limbs.get_mut(limb + 1) {
        *next |= (wide >> 64) as u64;
    }
}

fn bits(limbs: &[u64; 3], at: u32, width: u32) -> u64 {
    let limb = (at / 64) as usize;
    let next = limbs.get(limb + 1).copied().unwrap_or_default();
    let wide = u128::from(limbs[limb]) | (u128::from(next) << 64);
    (wide >> (at % 64)) as u64 & mask(width)
}

/// Divides in place and gives the remainder.
fn divide(limbs: &mut [u64; 3], by: u64) -> u64 {
    let mut rest = 0u128;
    for limb in limbs.iter_mut().rev() {
        rest = (rest << 64) | u128::from(*limb);
        *limb = (rest / u128::from(by)) as u64;
        rest %= u128::from(by);
    }
    rest as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_laid_out_as_in_real_ones() {
        let text = sequence_number(1_767_225_600, 7, 1_767_225_660, 1);
        assert_eq!(text, "49670424472753470606260425006292883624275195613298032658");
    }

    #[test]
    fn numbers_come_back_and_grow() {
        let mut before = String::new();
        for number in [0, 1, 2, 15, 16, 1 << 20, (1 << 62) - 1] {
            for shard in [0, 1, 17, 19_999] {
                let text = sequence_number(1_767_225_600, number, 1_767_225_600 + number % 1000, shard);
                assert_eq!(text.len(), DIGITS);
                let sequence = parse_sequence_number(&text);
                assert_eq!(sequence.map(|it| (it.number, it.shard)), Some((number, shard)));
                if shard == 1 {
                    assert!(before < text);
                    before = text;
                }
            }
        }
    }

    #[test]
    fn a_shard_starts_before_its_records_and_ends_behind_them() {
        let (start, end) = (starting_sequence_number(100, 3), ending_sequence_number(100, 500, 3));
        let first = sequence_number(100, 0, 99, 3);
        assert!(start < first && first < end, "{start} {first} {end}");
        assert!(end < starting_sequence_number(501, 0), "a child is numbered behind its parents");
        assert!(parse_sequence_number(&start).is_some_and(|sequence| sequence.is_start()));
        assert!(parse_sequence_number(&first).is_some_and(|sequence| !sequence.is_start()));
        assert_eq!(parse_sequence_number(&end).map(|sequence| sequence.number), Some(Sequence::END));
    }

    #[test]
    fn other_texts_are_no_numbers_of_ours() {
        let good = sequence_number(1_767_225_600, 7, 1_767_225_660, 1);
        for bad in ["", "0", "49", "x", &"9".repeat(56), &good.replace('4', "5"), &format!("{good}0")] {
            assert_eq!(parse_sequence_number(bad), None, "{bad}");
        }
    }

    #[test]
    fn shard_ids_have_twelve_digits() {
        assert_eq!(shard_id(17), "shardId-000000000017");
        assert_eq!(shard_number("shardId-000000000017"), Some(17));
        assert_eq!(shard_number("shardId-x"), None);
    }
}
