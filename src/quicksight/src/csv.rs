//! Athena's result file: a header, then rows; values in double quotes, NULL as nothing at all.

/// Reads a result file, the header first. `None` if it is not one.
pub(crate) fn read(bytes: &[u8]) -> Option<Vec<Vec<Option<String>>>> {
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
    #[test]
    fn null_is_not_an_empty_text() {
        let rows = super::read(b"\"a\",\"b\"\n\"x\"\"y\",\n\"\",\"2\"\n").unwrap_or_default();
        assert_eq!(rows.get(1), Some(&vec![Some("x\"y".to_owned()), None]));
        assert_eq!(rows.get(2), Some(&vec![Some(String::new()), Some("2".to_owned())]));
        assert_eq!(super::read(b"\"a"), None);
    }
}
