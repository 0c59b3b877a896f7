//! Pages: templates with `{{marks}}`, filled; and a check that a page obeys its own
//! content security policy before a browser has to say so.

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow, bail};

use crate::article::escape;

/// Values for a template's marks.
pub type Marks<'a> = BTreeMap<&'a str, String>;

/// What the page says around the article, as `content/strings/page.*.ftl` names it.
const WORDS: [(&str, &str); 4] = [
    ("page_skip", "page-skip"),
    ("page_other_language", "page-other-language"),
    ("page_dark_theme", "page-dark-theme"),
    ("page_footer", "page-footer"),
];

/// The marks for the page's words, from the text of a Fluent file with one line for each message. A message that is missing, and
/// one that no mark uses, is an error.
pub fn words(text: &str) -> Result<Marks<'static>> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let mut messages: BTreeMap<&str, &str> = BTreeMap::new();
    for line in lines {
        let (key, words) = line.split_once(" = ").with_context(|| format!("no message: '{line}'"))?;
        messages.insert(key, words);
    }
    let mut marks = Marks::new();
    for (mark, key) in WORDS {
        let words = messages.remove(key).with_context(|| format!("the message '{key}' is missing"))?;
        marks.insert(mark, escape(words));
    }
    match messages.keys().next() {
        Some(key) => bail!("the message '{key}' stands nowhere in the page"),
        None => Ok(marks),
    }
}

/// Fills a template. A mark without a value is an error; a value without a mark is not.
pub fn fill(template: &str, marks: &Marks) -> Result<String> {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").ok_or_else(|| anyhow!("'{{{{' without '}}}}'"))?;
        filled += before;
        filled += marks.get(name.trim()).with_context(|| format!("nothing is known for '{{{{{}}}}}'", name.trim()))?;
        rest = after;
    }
    filled += rest;
    Ok(filled)
}

/// Fails on what `script-src 'self'; style-src 'self'` would block, and on addresses that leave the site
/// by themselves (links may lead anywhere, since a reader follows them).
pub fn check_policy(html: &str) -> Result<()> {
    for tag in tags(html) {
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default().to_ascii_lowercase();
        let attributes = attributes(tag);
        match name.as_str() {
            "style" => bail!("a <style> element is blocked by the policy"),
            "script" if !attributes.iter().any(|(key, _)| key == "src") => {
                bail!("an inline <script> is blocked by the policy")
            }
            _ => {}
        }
        for (key, value) in attributes {
            if key == "style" {
                bail!("a style attribute is blocked by the policy: <{tag}>");
            }
            if key.starts_with("on") {
                bail!("an inline handler is blocked by the policy: <{tag}>");
            }
            let fetched = key == "src" || (key == "href" && name != "a");
            if fetched && (value.starts_with('/') || value.contains("//")) {
                bail!("an address that is not relative: <{tag}>");
            }
        }
    }
    Ok(())
}

/// The insides of the tags of well-formed HTML, comments left out.
fn tags(html: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let mut quote = None;
        let end = after.char_indices().find(|&(_, c)| match quote {
            Some(q) => {
                if c == q {
                    quote = None;
                }
                false
            }
            None => {
                if c == '"' || c == '\'' {
                    quote = Some(c);
                }
                c == '>'
            }
        });
        let Some((end, _)) = end else { break };
        let (tag, after) = after.split_at(end);
        tags.push(tag);
        rest = after;
    }
    tags
}

/// A tag's attributes, names in lower case.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = tag.split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return found;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let Some(value) = after.strip_prefix('=') else {
            found.push((name.to_ascii_lowercase(), String::new()));
            rest = after;
            continue;
        };
        let (value, after) = match value.chars().next() {
            Some(q @ ('"' | '\'')) => value.get(1..).and_then(|v| v.split_once(q)).unwrap_or((value, "")),
            _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        found.push((name.to_ascii_lowercase(), value.to_owned()));
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_page_are_there_in_both_languages() {
        for text in
            [include_str!("../../../content/strings/page.es.ftl"), include_str!("../../../content/strings/page.en.ftl")]
        {
            let marks = words(text).expect("every message");
            for template in [include_str!("../../../www/page.html"), include_str!("../../../www/file.html")] {
                let used = WORDS.iter().filter(|(mark, _)| template.contains(&format!("{{{{{mark}}}}}"))).count();
                assert!(used >= 2);
            }
            assert!(marks.values().all(|words| words.len() > 3));
            let missing = words(&text.replace("page-skip", "page-skipp")).expect_err("a missing message").to_string();
            assert_eq!(missing, "the message 'page-skip' is missing");
        }
        let more = format!("{}page-more = x\n", include_str!("../../../content/strings/page.es.ftl"));
        assert_eq!(
            words(&more).expect_err("one more").to_string(),
            "the message 'page-more' stands nowhere in the page"
        );
    }

    #[test]
    fn marks_are_filled_or_named() {
        let marks = Marks::from([("a", "1".to_owned())]);
        assert_eq!(fill("<{{a}}{{ a }}>", &marks).expect("filled"), "<11>");
        assert_eq!(fill("{{b}}", &marks).expect_err("unknown").to_string(), "nothing is known for '{{b}}'");
    }

    #[test]
    fn the_policy_is_checked() {
        let verdict = |html: &str| check_policy(html).err().map(|e| e.to_string());
        assert_eq!(
            verdict(
                "<p title='style=\"x\" > y'><!-- <style> --><a href=\"https://x\">x</a><script src=\"a.js\"></script>"
            ),
            None
        );
        assert_eq!(
            verdict("<p style=\"x\">").as_deref(),
            Some("a style attribute is blocked by the policy: <p style=\"x\">")
        );
        assert_eq!(verdict("<script>1</script>").as_deref(), Some("an inline <script> is blocked by the policy"));
        assert_eq!(
            verdict("<link href=\"/a.css\">").as_deref(),
            Some("an address that is not relative: <link href=\"/a.css\">")
        );
        assert_eq!(
            verdict("<img src=https://x/y>").as_deref(),
            Some("an address that is not relative: <img src=https://x/y>")
        );
        assert_eq!(
            verdict("<b onclick=x>").as_deref(),
            Some("an inline handler is blocked by the policy: <b onclick=x>")
        );
    }
}
