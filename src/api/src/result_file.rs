//! The result file of a query, as Athena writes it and others read it: a header, then the rows; every value in double
//! quotes, NULL as nothing at all.

use bytes::Bytes;

/// Writes a result file.
pub fn write<'a>(header: impl Iterator<Item = &'a str>, rows: &[Vec<Option<String>>]) -> Bytes {
    let mut text = String::new();
    line(&mut text, header.map(Some));
    for row in rows {
        line(&mut text, row.iter().map(Option::as_deref));
    }
    Bytes::from(text)
}

fn line<'a>(text: &mut String, values: impl Iterator<Item = Option<&'a str>>) {
    for (index, value) in values.enumerate() {
        if index > 0 {
            text.push(',');
        }
        if let Some(value) = value {
            text.push('"');
            text.push_str(&value.replace('"', "\"\""));
            text.push('"');
        }
    }
    text.push('\n');
}

/// Reads a result file, the header first. `None` if it is not one.
pub fn read(bytes: &[u8]) -> Option<Vec<Vec<Option<String>>>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut letters = text.chars().peekable();
    let mut rows = Vec::new();
    while letters.peek().is_some() {
        let mut row = Vec::new();
        loop {
            let mut value = None;
            if letters.next_if_eq(&'"').is_some() {
                let mut inside = String::new();
                loop {
                    match letters.next()? {
                        '"' if letters.next_if_eq(&'"').is_some() => inside.push('"'),
                        '"' => break,
                        letter => inside.push(letter),
                    }
                }
                value = Some(inside);
            }
            row.push(value);
            match letters.next() {
                Some(',') => {}
                Some('\n') | None => break,
                Some(_) => return None,
            }
        }
        rows.push(row);
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let rows = vec![vec![Some("a\"b,\nc".to_owned()), None], vec![Some(String::new()), Some("ñ".to_owned())]];
        let file = write(["x", "y"].into_iter(), &rows);
        assert_eq!(&file[..], "\"x\",\"y\"\n\"a\"\"b,\nc\",\n\"\",\"ñ\"\n".as_bytes());
        let read = read(&file).unwrap_or_default();
        assert_eq!(read.get(1..), Some(&rows[..]));
    }

    #[test]
    fn null_is_not_an_empty_text() {
        let rows = read(b"\"a\",\"b\"\n\"x\"\"y\",\n\"\",\"2\"\n").unwrap_or_default();
        assert_eq!(rows.get(1), Some(&vec![Some("x\"y".to_owned()), None]));
        assert_eq!(rows.get(2), Some(&vec![Some(String::new()), Some("2".to_owned())]));
    }

    #[test]
    fn what_is_no_result_file_is_not_read() {
        for wrong in [&b"\"a"[..], b"a,b\n", b"\"a\"b\n", b"\"a\",\"\xff\"\n"] {
            assert_eq!(read(wrong), None, "{}", String::from_utf8_lossy(wrong));
        }
    }
}
