//! Splitting a line of delimited text into fields.
//!
//! Two habits: without a quote character fields are taken as they are and `\N` is NULL; with one, a quoted
//! field may hold delimiters, and a doubled quote or one behind a backslash stands for itself. Neither lets a
//! field run over the end of a line.

use std::borrow::Cow;

/// The fields of `line`. A `None` is NULL.
pub(crate) fn split<'a>(line: &'a str, delimiter: char, quote: Option<char>) -> Vec<Option<Cow<'a, str>>> {
    let Some(quote) = quote else {
        return line
            .split(delimiter)
            .map(|field| if field == "\\N" { None } else { Some(Cow::Borrowed(field)) })
            .collect();
    };
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let (field, behind) = match rest.trim_start_matches(' ').strip_prefix(quote) {
            Some(inside) => quoted(inside, delimiter, quote),
            None => match rest.split_once(delimiter) {
                Some((field, behind)) => (Cow::Borrowed(field), Some(behind)),
                None => (Cow::Borrowed(rest), None),
            },
        };
        fields.push(Some(field));
        match behind {
            Some(behind) => rest = behind,
            None => return fields,
        }
    }
}

/// The field whose opening quote has been taken off, and what follows its delimiter.
fn quoted(inside: &str, delimiter: char, quote: char) -> (Cow<'_, str>, Option<&str>) {
    let mut text = String::new();
    let mut chars = inside.char_indices().peekable();
    while let Some((_, found)) = chars.next() {
        if found == '\\'
            && let Some((_, escaped)) = chars.next_if(|(_, next)| *next == quote || *next == '\\')
        {
            text.push(escaped);
        } else if found == quote {
            if chars.next_if(|(_, next)| *next == quote).is_some() {
                text.push(quote);
                continue;
            }
            // What stands between the closing quote and the delimiter belongs to nothing.
            for (at, next) in chars.by_ref() {
                if next == delimiter {
                    return (Cow::Owned(text), inside.get(at + next.len_utf8()..));
                }
            }
            return (Cow::Owned(text), None);
        } else {
            text.push(found);
        }
    }
    (Cow::Owned(text), None)
}

#[cfg(test)]
mod tests {
    use super::split;

    fn joined(line: &str, quote: Option<char>) -> String {
        let fields: Vec<_> =
            split(line, ',', quote).into_iter().map(|field| field.map(|text| text.into_owned())).collect();
        format!("{fields:?}")
    }

    #[test]
    fn fields_are_split_with_and_without_quotes() {
        assert_eq!(joined(r#"a,"b,c",\N,"#, None), r#"[Some("a"), Some("\"b"), Some("c\""), None, Some("")]"#);
        assert_eq!(
            joined(r#"a,"b,c" ,"d""e\"f","#, Some('"')),
            r#"[Some("a"), Some("b,c"), Some("d\"e\"f"), Some("")]"#
        );
        assert_eq!(joined(r#""open,a"#, Some('"')), r#"[Some("open,a")]"#);
    }
}
