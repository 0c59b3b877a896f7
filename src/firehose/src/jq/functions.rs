//! What a program may call beside jq's own definitions, and the steps that are counted while it runs.

use super::{TICK, TIMES, value_of};
use crate::dates::Date;
use crate::limits::{JQ_DEPTH_MAX, JQ_VALUE_BYTES_MAX, JQ_VALUES_MAX};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jaq_core::box_iter::box_once;
use jaq_core::data::HasLut;
use jaq_core::native::{Fun, bome, run, v};
use jaq_core::{Ctx, DataT, Error, Exn, Lut, Native, ValR};
use jaq_json::{Num, Val};
use sim::calendar;
use std::cell::Cell;

/// jq over JSON, with steps.
#[derive(Debug)]
pub(super) struct Jq;

#[derive(Clone, Copy)]
pub(super) struct Data<'a> {
    pub(super) lut: &'a Lut<Jq>,
    /// How many steps are left.
    pub(super) steps: &'a Cell<u64>,
}

impl DataT for Jq {
    type V<'a> = Val;
    type Data<'a> = Data<'a>;
}

impl<'a> HasLut<'a, Jq> for Data<'a> {
    fn lut(&self) -> &'a Lut<Jq> {
        self.lut
    }
}

/// Takes a step, if there is one left and `value` is not too large.
fn step(data: &Data<'_>, value: &Val) -> Result<(), Error<Val>> {
    let left = data.steps.get().saturating_sub(1);
    let left = if is_large(value) { 0 } else { left };
    data.steps.set(left);
    if left == 0 { Err(Error::str("too many steps")) } else { Ok(()) }
}

fn is_large(value: &Val) -> bool {
    let mut inner = value;
    for _ in 0..JQ_DEPTH_MAX {
        match inner {
            Val::Null | Val::Bool(_) => return false,
            Val::Num(Num::BigInt(number)) => return number.bits() > JQ_VALUE_BYTES_MAX / 1_000,
            Val::Num(_) => return false,
            Val::BStr(text) | Val::TStr(text) => return text.len() as u64 > JQ_VALUE_BYTES_MAX,
            Val::Arr(list) if list.len() > JQ_VALUES_MAX => return true,
            Val::Arr(list) => match list.last() {
                Some(last) => inner = last,
                None => return false,
            },
            Val::Obj(members) => match members.values().next_back() {
                Some(last) => inner = last,
                None => return false,
            },
        }
    }
    true
}

fn times(data: &Data<'_>, left: Val, right: Val) -> ValR<Val> {
    let (text, number) = match (&left, &right) {
        (Val::TStr(text) | Val::BStr(text), Val::Num(number))
        | (Val::Num(number), Val::TStr(text) | Val::BStr(text)) => (text, number),
        _ => return left * right,
    };
    // Where machine numbers end differs between platforms.
    let count = match number {
        Num::BigInt(number) if number.to_string().starts_with('-') => 0,
        Num::BigInt(_) => u64::MAX,
        number => number.as_isize().map_or(0, |count| count.max(0).unsigned_abs() as u64),
    };
    if (text.len() as u64).saturating_mul(count) > JQ_VALUE_BYTES_MAX {
        data.steps.set(0);
        return Err(Error::str("too many steps"));
    }
    left * right
}

fn bytes_of(value: &Val) -> Result<Vec<u8>, Error<Val>> {
    match value {
        Val::TStr(text) | Val::BStr(text) => Ok(text.to_vec()),
        other => Err(Error::typ(other.clone(), "string")),
    }
}

pub(super) fn functions() -> impl Iterator<Item = Fun<Jq>> {
    let tick = Native::new(|cv| {
        let (ctx, value): (Ctx<'_, Jq>, Val) = cv;
        match step(ctx.data(), &value) {
            Ok(()) => box_once(Ok(value)),
            Err(error) => box_once(Err(Exn::from(error))),
        }
    });
    let tick = tick.with_paths(|cvp| match step(cvp.0.data(), &cvp.1.0) {
        Ok(()) => box_once(Ok(cvp.1)),
        Err(error) => box_once(Err(Exn::from(error))),
    });
    let tick = tick.with_update(|cv, update| match step(cv.0.data(), &cv.1) {
        Ok(()) => update(cv.1),
        Err(error) => box_once(Err(Exn::from(error))),
    });
    let own: [Fun<Jq>; 7] = [
        (TICK, v(0), tick),
        run((TIMES, v(2), |mut cv| {
            let right = cv.0.pop_var();
            let left = cv.0.pop_var();
            bome(times(cv.0.data(), left, right))
        })),
        run(("fromjson", v(0), |cv| {
            bome(bytes_of(&cv.1).and_then(|text| value_of(&text).ok_or_else(|| Error::str("cannot parse as JSON"))))
        })),
        run(("encode_base64", v(0), |cv| bome(bytes_of(&cv.1).map(|bytes| Val::utf8_str(STANDARD.encode(bytes)))))),
        run(("decode_base64", v(0), |cv| {
            bome(bytes_of(&cv.1).and_then(|text| {
                let bytes = STANDARD.decode(text).map_err(|_| Error::str("cannot decode as Base64"))?;
                Ok(Val::utf8_str(bytes))
            }))
        })),
        run(("strftime", v(1), |mut cv| {
            let pattern = cv.0.pop_var();
            bome(strftime(&cv.1, &pattern))
        })),
        run(("fromdateiso8601", v(0), |cv| bome(from_date(&cv.1)))),
    ];
    let given = jaq_core::funs().chain(jaq_std::base_funs());
    let of_json = jaq_json::funs().filter(|(name, ..)| *name != "fromjson");
    given.chain(of_json).chain(own)
}

/// Seconds since 1970 by a pattern of C's `strftime`, in UTC.
fn strftime(seconds: &Val, pattern: &Val) -> ValR<Val> {
    let Val::Num(number) = seconds else { return Err(Error::str("strftime/1 requires a number of seconds")) };
    let seconds: f64 = number.to_string().parse().unwrap_or(f64::NAN);
    if !(0.0..=4e12).contains(&seconds) {
        return Err(Error::str("strftime/1 requires a number of seconds since 1970"));
    }
    let pattern = String::from_utf8(bytes_of(pattern)?).map_err(|_| Error::str("the pattern is no text"))?;
    let date = Date::of_epoch_ms((seconds * 1_000.0) as u64);
    let mut out = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let java = match chars.next() {
            Some('Y') => "yyyy",
            Some('y') => "yy",
            Some('m') => "MM",
            Some('d') => "dd",
            Some('H') => "HH",
            Some('M') => "mm",
            Some('S') => "ss",
            Some('j') => "DDD",
            Some('B') => "MMMM",
            Some('b') => "MMM",
            Some('A') => "EEEE",
            Some('a') => "EEE",
            Some('F') => "yyyy-MM-dd",
            Some('T') => "HH:mm:ss",
            Some('Z') => "'UTC'",
            Some('s') => {
                out.push_str(&(seconds as u64).to_string());
                continue;
            }
            Some('%') => "'%'",
            other => {
                let letter = other.map(String::from).unwrap_or_default();
                return Err(Error::str(format!("strftime/1: '%{letter}' is not modelled here")));
            }
        };
        if let Ok(pattern) = crate::dates::Pattern::parse(java) {
            pattern.format(&date, &mut out);
        }
    }
    Ok(Val::utf8_str(out))
}

/// `2015-03-05T23:51:47Z` as seconds since 1970.
fn from_date(text: &Val) -> ValR<Val> {
    let wrong = || Error::str("date does not match format \"%Y-%m-%dT%H:%M:%SZ\"");
    let text = String::from_utf8(bytes_of(text)?).map_err(|_| wrong())?;
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<i64>().ok());
    let fits = text.len() == 20 && text.ends_with('Z') && text.get(10..11) == Some("T");
    let parts = [number(0..4), number(5..7), number(8..10), number(11..13), number(14..16), number(17..19)];
    let [Some(year), Some(month), Some(day), Some(hour), Some(minute), Some(second)] = parts else {
        return Err(wrong());
    };
    if !fits || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return Err(wrong());
    }
    let days = calendar::days_of(year, month, day);
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second;
    Ok(Val::Num(Num::from_integral(seconds)))
}
