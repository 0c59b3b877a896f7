//! MD5 of partition keys, many at once: each step of MD5 waits for the one before, so that a key alone leaves most of the
//! machine idle. Keys of at most [`SHORT_BYTES`], which fill one block; others are hashed one by one.

mod quad;

use md5::{Digest, Md5};
use quad::Quad;
use std::array::from_fn;

/// Keys that are hashed at once.
const LANES: usize = 4 * QUADS;
/// So many that the steps of some run while others wait, and that compilers keep them in a loop, whose body they make vectors
/// of.
const QUADS: usize = 8;
/// With fewer, each by itself is quicker.
const LANES_MIN: usize = 8;
/// MD5's block, in words of four bytes.
const BLOCK_WORDS: usize = 16;
/// What is left of a block once it bears its end and its length.
const SHORT_BYTES: usize = 55;

/// A word of each key.
type Lanes = [Quad; QUADS];

/// The MD5 of each key, in order, as a number.
pub(crate) fn hash_keys<'a>(keys: impl Iterator<Item = &'a [u8]>) -> Vec<u128> {
    let mut hashes = Vec::with_capacity(keys.size_hint().0);
    let mut waiting: [(&[u8], usize); LANES] = [(&[], 0); LANES];
    let mut count = 0;
    for key in keys {
        if key.len() > SHORT_BYTES {
            hashes.push(hash_of_key(key));
            continue;
        }
        waiting[count] = (key, hashes.len());
        hashes.push(0);
        count += 1;
        if count == LANES {
            hash_together(&waiting, &mut hashes);
            count = 0;
        }
    }
    let rest = &waiting[..count];
    if count >= LANES_MIN {
        hash_together(rest, &mut hashes);
    } else {
        rest.iter().for_each(|(key, place)| hashes[*place] = hash_of_key(key));
    }
    hashes
}

/// The hash key of a partition key: its MD5 as a number.
pub fn hash_of_key(key: &[u8]) -> u128 {
    u128::from_be_bytes(Md5::digest(key).into())
}

/// Hashes up to [`LANES`] short keys, each into its place.
fn hash_together(keys: &[(&[u8], usize)], hashes: &mut [u128]) {
    let mut words = [[0; LANES]; BLOCK_WORDS];
    for (lane, (key, _)) in keys.iter().enumerate() {
        let (whole, rest) = key.as_chunks();
        for (words, bytes) in words.iter_mut().zip(whole) {
            words[lane] = u32::from_le_bytes(*bytes);
        }
        // The end is marked by one bit, and the block ends in the key's length in bits.
        words[whole.len()][lane] = rest.iter().rev().fold(0x80, |word, byte| (word << 8) | u32::from(*byte));
        words[BLOCK_WORDS - 2][lane] = 8 * key.len() as u32;
    }
    let lanes = words.map(|words| from_fn(|quad| Quad::of(from_fn(|lane| words[4 * quad + lane]))));
    let digest = digest(&lanes).map(|lanes| lanes.map(Quad::words));
    for (lane, (_, place)) in keys.iter().enumerate() {
        let word = |hash, words: &[[u32; 4]; QUADS]| (hash << 32) | u128::from(words[lane / 4][lane % 4].swap_bytes());
        hashes[*place] = digest.iter().fold(0, word);
    }
}

/// The four words that MD5 (RFC 1321) makes of one block.
fn digest(words: &[Lanes; BLOCK_WORDS]) -> [Lanes; 4] {
    let start = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476].map(Quad::all);
    let mut state = start.map(|word| [word; QUADS]);
    round::<7, 12, 17, 22>(&mut state, words, 0, |step| step, |b, c, d| d ^ (b & (c ^ d)));
    round::<5, 9, 14, 20>(&mut state, words, 1, |step| 5 * step + 1, |b, c, d| c ^ (d & (b ^ c)));
    round::<4, 11, 16, 23>(&mut state, words, 2, |step| 3 * step + 5, |b, c, d| b ^ c ^ d);
    round::<6, 10, 15, 21>(&mut state, words, 3, |step| 7 * step, |b, c, d| c ^ (b | !d));
    for (lanes, start) in state.iter_mut().zip(start) {
        lanes.iter_mut().for_each(|quad| *quad = *quad + start);
    }
    state
}

/// Sixteen steps, of which each fourth one turns by as many bits.
#[inline(always)]
fn round<const R: u32, const S: u32, const T: u32, const U: u32>(
    [a, b, c, d]: &mut [Lanes; 4],
    words: &[Lanes; BLOCK_WORDS],
    round: usize,
    word_of: impl Fn(usize) -> usize,
    mix: impl Fn(Quad, Quad, Quad) -> Quad,
) {
    for first in [0, 4, 8, 12] {
        let given = |step: usize| (&words[word_of(first + step) % BLOCK_WORDS], SINES[16 * round + first + step]);
        step::<R>(a, b, c, d, given(0), &mix);
        step::<S>(d, a, b, c, given(1), &mix);
        step::<T>(c, d, a, b, given(2), &mix);
        step::<U>(b, c, d, a, given(3), &mix);
    }
}

#[inline(always)]
fn step<const TURN: u32>(
    a: &mut Lanes,
    b: &Lanes,
    c: &Lanes,
    d: &Lanes,
    (words, sine): (&Lanes, u32),
    mix: impl Fn(Quad, Quad, Quad) -> Quad,
) {
    let sine = Quad::all(sine);
    for quad in 0..QUADS {
        let sum = a[quad] + mix(b[quad], c[quad], d[quad]) + words[quad] + sine;
        a[quad] = b[quad] + sum.turned::<TURN>();
    }
}

/// The sines of 1 to 64, in parts of 2^-32.
const SINES: [u32; 64] = [
    0xd76a_a478,
    0xe8c7_b756,
    0x2420_70db,
    0xc1bd_ceee,
    0xf57c_0faf,
    0x4787_c62a,
    0xa830_4613,
    0xfd46_9501, //
    0x6980_98d8,
    0x8b44_f7af,
    0xffff_5bb1,
    0x895c_d7be,
    0x6b90_1122,
    0xfd98_7193,
    0xa679_438e,
    0x49b4_0821, //
    0xf61e_2562,
    0xc040_b340,
    0x265e_5a51,
    0xe9b6_c7aa,
    0xd62f_105d,
    0x0244_1453,
    0xd8a1_e681,
    0xe7d3_fbc8, //
    0x21e1_cde6,
    0xc337_07d6,
    0xf4d5_0d87,
    0x455a_14ed,
    0xa9e3_e905,
    0xfcef_a3f8,
    0x676f_02d9,
    0x8d2a_4c8a, //
    0xfffa_3942,
    0x8771_f681,
    0x6d9d_6122,
    0xfde5_380c,
    0xa4be_ea44,
    0x4bde_cfa9,
    0xf6bb_4b60,
    0xbebf_bc70, //
    0x289b_7ec6,
    0xeaa1_27fa,
    0xd4ef_3085,
    0x0488_1d05,
    0xd9d4_d039,
    0xe6db_99e5,
    0x1fa2_7cf8,
    0xc4ac_5665, //
    0xf429_2244,
    0x432a_ff97,
    0xab94_23a7,
    0xfc93_a039,
    0x655b_59c3,
    0x8f0c_cc92,
    0xffef_f47d,
    0x8584_5dd1, //
    0x6fa8_7e4f,
    0xfe2c_e6e0,
    0xa301_4314,
    0x4e08_11a1,
    0xf753_7e82,
    0xbd3a_f235,
    0x2ad7_d2bb,
    0xeb86_d391, //
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn many_at_once_are_hashed_as_each_alone(keys in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..70), 0..90)) {
            let alone: Vec<_> = keys.iter().map(|key| u128::from_be_bytes(Md5::digest(key).into())).collect();
            prop_assert_eq!(hash_keys(keys.iter().map(Vec::as_slice)), alone);
        }
    }
}
