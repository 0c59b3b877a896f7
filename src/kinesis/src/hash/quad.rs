//! Four words side by side. In wasm they are a vector by name: what ships is optimised for size as it is linked, and no compiler
//! makes vectors then. Elsewhere compilers find them by themselves.

use std::ops::{Add, BitAnd, BitOr, BitXor, Not};

#[cfg(target_arch = "wasm32")]
use std::arch::wasm32::{
    u32x4, u32x4_add, u32x4_extract_lane, u32x4_shl, u32x4_shr, u32x4_splat, v128, v128_and, v128_not, v128_or,
    v128_xor,
};

/// Four words.
#[derive(Clone, Copy)]
#[cfg(target_arch = "wasm32")]
pub(super) struct Quad(v128);

/// Four words.
#[derive(Clone, Copy)]
#[cfg(not(target_arch = "wasm32"))]
pub(super) struct Quad([u32; 4]);

#[cfg(target_arch = "wasm32")]
impl Quad {
    pub fn of([a, b, c, d]: [u32; 4]) -> Self {
        Self(u32x4(a, b, c, d))
    }

    pub fn all(word: u32) -> Self {
        Self(u32x4_splat(word))
    }

    pub fn words(self) -> [u32; 4] {
        let Self(quad) = self;
        [
            u32x4_extract_lane::<0>(quad),
            u32x4_extract_lane::<1>(quad),
            u32x4_extract_lane::<2>(quad),
            u32x4_extract_lane::<3>(quad),
        ]
    }

    /// Each word turned to the left by so many bits.
    #[inline(always)]
    pub fn turned<const BITS: u32>(self) -> Self {
        Self(v128_or(u32x4_shl(self.0, BITS), u32x4_shr(self.0, 32 - BITS)))
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Quad {
    pub fn of(words: [u32; 4]) -> Self {
        Self(words)
    }

    pub fn all(word: u32) -> Self {
        Self([word; 4])
    }

    pub fn words(self) -> [u32; 4] {
        self.0
    }

    /// Each word turned to the left by so many bits.
    #[inline(always)]
    pub fn turned<const BITS: u32>(self) -> Self {
        Self(self.0.map(|word| word.rotate_left(BITS)))
    }
}

macro_rules! operators {
    ($($operator:ident, $name:ident: $vector:ident, $word:expr;)+) => {
        $(impl $operator for Quad {
            type Output = Self;

            #[inline(always)]
            #[cfg(target_arch = "wasm32")]
            fn $name(self, other: Self) -> Self {
                Self($vector(self.0, other.0))
            }

            #[inline(always)]
            #[cfg(not(target_arch = "wasm32"))]
            fn $name(self, other: Self) -> Self {
                let word: fn(u32, u32) -> u32 = $word;
                Self(std::array::from_fn(|lane| word(self.0[lane], other.0[lane])))
            }
        })+
    };
}

operators! {
    Add, add: u32x4_add, u32::wrapping_add;
    BitAnd, bitand: v128_and, |one, two| one & two;
    BitOr, bitor: v128_or, |one, two| one | two;
    BitXor, bitxor: v128_xor, |one, two| one ^ two;
}

impl Not for Quad {
    type Output = Self;

    #[inline(always)]
    #[cfg(target_arch = "wasm32")]
    fn not(self) -> Self {
        Self(v128_not(self.0))
    }

    #[inline(always)]
    #[cfg(not(target_arch = "wasm32"))]
    fn not(self) -> Self {
        Self(self.0.map(|word| !word))
    }
}
