//! Going through a text that ought to be JSON, value by value. What is passed over is checked all the same.

use super::Bad;

/// How deep values may lie in each other.
const DEPTH_MAX: u32 = 128;

/// A value's text.
pub(super) enum Token<'p> {
    Null,
    Boolean(bool),
    /// With its value, if it is a whole number of up to 18 digits.
    Number(&'p str, Option<i64>),
    /// Without its quotes; whether something in it is escaped.
    String(&'p str, bool),
    /// An array or an object, as it stands.
    Inner(&'p str),
}

pub(super) struct Scanner<'p> {
    text: &'p str,
    bytes: &'p [u8],
    pub(super) at: usize,
}

impl<'p> Scanner<'p> {
    pub(super) fn new(text: &'p str) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0 }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    #[inline]
    pub(super) fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    #[inline]
    pub(super) fn blank(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    #[inline]
    pub(super) fn take(&mut self, byte: u8, what: &'static str) -> Result<(), Bad<'p>> {
        if self.peek() != byte {
            return Err(Bad::Form(what, self.at));
        }
        self.at += 1;
        Ok(())
    }

    fn slice(&self, from: usize, to: usize) -> &'p str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// Goes on to the next quote, backslash or control character: eight bytes at a time.
    #[inline]
    fn plain(&mut self) {
        const ONES: u64 = 0x0101_0101_0101_0101;
        const HIGHS: u64 = 0x8080_8080_8080_8080;
        while let Some(chunk) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<8>()) {
            let word = u64::from_le_bytes(*chunk);
            let quotes = word ^ (ONES * b'"' as u64);
            let slashes = word ^ (ONES * b'\\' as u64);
            let found = (quotes.wrapping_sub(ONES) & !quotes)
                | (slashes.wrapping_sub(ONES) & !slashes)
                | (word.wrapping_sub(ONES * 0x20) & !word);
            // The lowest bit that is set is right; what lies above it may be a carry.
            let found = found & HIGHS;
            if found != 0 {
                self.at += found.trailing_zeros() as usize / 8;
                return;
            }
            self.at += 8;
        }
        while self.bytes.get(self.at).is_some_and(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f)) {
            self.at += 1;
        }
    }

    /// A string whose first quote has been read: its text, and whether something in it is escaped.
    #[inline]
    pub(super) fn string(&mut self) -> Result<(&'p str, bool), Bad<'p>> {
        let start = self.at;
        self.plain();
        if self.peek() == b'"' {
            self.at += 1;
            return Ok((self.slice(start, self.at - 1), false));
        }
        self.escaped(start)
    }

    #[cold]
    fn escaped(&mut self, start: usize) -> Result<(&'p str, bool), Bad<'p>> {
        loop {
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    return Ok((self.slice(start, self.at - 1), true));
                }
                b'\\' => {
                    self.at += 1;
                    match self.peek() {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 1,
                        b'u' => {
                            let digits = self.bytes.get(self.at + 1..self.at + 5).unwrap_or_default();
                            if digits.len() < 4 || !digits.iter().all(u8::is_ascii_hexdigit) {
                                return Err(Bad::Form("four hexadecimal digits", self.at + 1));
                            }
                            self.at += 5;
                        }
                        _ => return Err(Bad::Form("an escape", self.at)),
                    }
                }
                _ => return Err(Bad::Form("the end of a string", self.at)),
            }
            self.plain();
        }
    }

    fn word(&mut self, word: &'static str) -> Result<(), Bad<'p>> {
        if self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes())) {
            self.at += word.len();
            return Ok(());
        }
        Err(Bad::Form("a value", self.at))
    }

    fn digits(&mut self) -> Result<u64, Bad<'p>> {
        let start = self.at;
        let mut number: u64 = 0;
        while let digit @ b'0'..=b'9' = self.peek() {
            number = number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            self.at += 1;
        }
        if self.at == start { Err(Bad::Form("a digit", self.at)) } else { Ok(number) }
    }

    fn number(&mut self) -> Result<Token<'p>, Bad<'p>> {
        let start = self.at;
        let is_negative = self.peek() == b'-';
        self.at += usize::from(is_negative);
        let first = self.at;
        let number = self.digits()?;
        let count = self.at - first;
        if count > 1 && self.bytes.get(first) == Some(&b'0') {
            return Err(Bad::Form("a number without leading zeros", first));
        }
        let mut is_small = count <= 18;
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
            is_small = false;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), b'+' | b'-'));
            self.digits()?;
            is_small = false;
        }
        let small = is_small.then_some(if is_negative { -(number as i64) } else { number as i64 });
        Ok(Token::Number(self.slice(start, self.at), small))
    }

    /// The value at hand.
    pub(super) fn token(&mut self) -> Result<Token<'p>, Bad<'p>> {
        match self.peek() {
            b'"' => {
                self.at += 1;
                let (text, is_escaped) = self.string()?;
                Ok(Token::String(text, is_escaped))
            }
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.word("true").map(|()| Token::Boolean(true)),
            b'f' => self.word("false").map(|()| Token::Boolean(false)),
            b'n' => self.word("null").map(|()| Token::Null),
            _ => {
                let start = self.at;
                self.skip(0)?;
                Ok(Token::Inner(self.slice(start, self.at)))
            }
        }
    }

    /// Passes over the value at hand.
    pub(super) fn skip(&mut self, depth: u32) -> Result<(), Bad<'p>> {
        match self.peek() {
            b'"' => {
                self.at += 1;
                self.string().map(|_| ())
            }
            b'-' | b'0'..=b'9' => self.number().map(|_| ()),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            b'[' | b'{' if depth < DEPTH_MAX => self.skip_inner(depth + 1),
            _ => Err(Bad::Form("a value", self.at)),
        }
    }

    fn skip_inner(&mut self, depth: u32) -> Result<(), Bad<'p>> {
        let is_object = self.peek() == b'{';
        let end = if is_object { b'}' } else { b']' };
        self.at += 1;
        self.blank();
        if self.peek() == end {
            self.at += 1;
            return Ok(());
        }
        loop {
            if is_object {
                self.take(b'"', "a member's name")?;
                self.string()?;
                self.blank();
                self.take(b':', "':'")?;
                self.blank();
            }
            self.skip(depth)?;
            self.blank();
            match self.peek() {
                b',' => {
                    self.at += 1;
                    self.blank();
                }
                byte if byte == end => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(Bad::Form("',' or an end", self.at)),
            }
        }
    }
}

/// A string's text without its escapes, which are known to be well-formed; `None` if half of a surrogate pair stands alone.
pub(super) fn unescape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(rest.get(..at)?);
        let letter = *rest.as_bytes().get(at + 1)?;
        rest = rest.get(at + 2..)?;
        match letter {
            b'b' => out.push('\u{8}'),
            b'f' => out.push('\u{c}'),
            b'n' => out.push('\n'),
            b'r' => out.push('\r'),
            b't' => out.push('\t'),
            b'u' => {
                let mut code = u32::from_str_radix(rest.get(..4)?, 16).ok()?;
                rest = rest.get(4..)?;
                if (0xd800..0xdc00).contains(&code) {
                    let low = u32::from_str_radix(rest.strip_prefix("\\u")?.get(..4)?, 16).ok()?;
                    if !(0xdc00..0xe000).contains(&low) {
                        return None;
                    }
                    rest = rest.get(6..)?;
                    code = 0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                }
                out.push(char::from_u32(code)?);
            }
            other => out.push(char::from(other)),
        }
    }
    out.push_str(rest);
    Some(out)
}
