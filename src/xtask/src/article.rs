//! Articles: Markdown with front matter, scenes, asides, knobs and live numbers, as
//! `content/README.md` describes them, turned into plain HTML without scripts or styles. Not
//! here: the page around it (`page.rs`) and the drawing of scenes (the figures come from outside).

use std::collections::BTreeMap;

use anyhow::{Result, anyhow, bail};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

/// An article, read.
#[derive(Debug, PartialEq, Eq)]
pub struct Article {
    /// `title`, `description`, `pubDate`, ….
    pub front: BTreeMap<String, String>,
    /// The HTML of its sections.
    pub html: String,
    /// The scenes in it, in order.
    pub scenes: Vec<String>,
}

/// One piece of a section's text.
enum Piece {
    Text(String),
    Scene { name: String, caption: String },
    Today(String),
}

/// A heading of level 2 and what follows it; the first section has no heading.
#[derive(Default)]
struct Section {
    id: String,
    heading: String,
    pieces: Vec<Piece>,
}

/// Reads an article. `figure` answers a scene's drawing, or an empty text while there is none.
pub fn render(text: &str, figure: impl Fn(&str) -> String) -> Result<Article> {
    let (front, body) = front_matter(text)?;
    let sections = sections(body)?;
    let mut article = Article { front, html: String::new(), scenes: Vec::new() };
    for section in &sections {
        write_section(section, &figure, &mut article)?;
    }
    Ok(article)
}

/// Escapes text for HTML, quotes included.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn front_matter(text: &str) -> Result<(BTreeMap<String, String>, &str)> {
    let rest = text.strip_prefix("---\n").ok_or_else(|| anyhow!("line 1: an article begins with '---'"))?;
    let (front, body) = rest.split_once("\n---\n").ok_or_else(|| anyhow!("the front matter is not closed"))?;
    let mut values = BTreeMap::new();
    for line in front.lines().filter(|line| !line.trim().is_empty()) {
        let (key, value) = line.split_once(':').ok_or_else(|| anyhow!("front matter without ':': '{line}'"))?;
        values.insert(key.trim().to_owned(), unquote(value.trim()).to_owned());
    }
    Ok((values, body))
}

fn unquote(value: &str) -> &str {
    ['\'', '"'].iter().find_map(|q| value.strip_prefix(*q)?.strip_suffix(*q)).unwrap_or(value)
}

/// Cuts the text at its headings and directives, leaving code blocks alone.
fn sections(body: &str) -> Result<Vec<Section>> {
    let mut sections = vec![Section::default()];
    let mut text = String::new();
    let mut directive: Option<(String, String)> = None;
    let mut fenced = false;
    for line in body.lines() {
        fenced ^= line.trim_start().starts_with("```");
        let Some(section) = sections.last_mut() else {
            break;
        };
        if let Some(words) = line.strip_prefix(":::").map(str::trim).filter(|_| !fenced) {
            match (directive.take(), words.is_empty()) {
                (None, false) => {
                    section.pieces.push(Piece::Text(std::mem::take(&mut text)));
                    directive = Some((words.to_owned(), String::new()));
                }
                (Some((words, inside)), true) => section.pieces.push(directive_piece(&words, inside)?),
                (None, true) => bail!("':::' closes nothing"),
                (Some((open, _)), false) => {
                    bail!("'::: {words}' inside '::: {open}': directives do not nest")
                }
            }
            continue;
        }
        if let Some((_, inside)) = &mut directive {
            *inside += line;
            inside.push('\n');
        } else if let Some(heading) = line.strip_prefix("## ").filter(|_| !fenced) {
            section.pieces.push(Piece::Text(std::mem::take(&mut text)));
            let (heading, id) = heading_id(heading)?;
            sections.push(Section { id, heading, pieces: Vec::new() });
        } else {
            text += line;
            text.push('\n');
        }
    }
    if let Some((open, _)) = directive {
        bail!("'::: {open}' is not closed");
    }
    if let Some(section) = sections.last_mut() {
        section.pieces.push(Piece::Text(text));
    }
    Ok(sections)
}

fn directive_piece(words: &str, inside: String) -> Result<Piece> {
    match words.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["scene", name] => Ok(Piece::Scene { name: (*name).to_owned(), caption: inside }),
        ["today"] => Ok(Piece::Today(inside)),
        _ => bail!("unknown directive '::: {words}'; there are '::: scene NAME' and '::: today'"),
    }
}

/// `Kinesis, the river {#kinesis}` → the words and the id.
fn heading_id(heading: &str) -> Result<(String, String)> {
    let (words, rest) =
        heading.rsplit_once("{#").ok_or_else(|| anyhow!("heading without an id: '{heading}'; add '{{#id}}'"))?;
    let id = rest.trim_end().strip_suffix('}').ok_or_else(|| anyhow!("the id is not closed: '{heading}'"))?;
    Ok((words.trim().to_owned(), id.to_owned()))
}

fn write_section(section: &Section, figure: &impl Fn(&str) -> String, article: &mut Article) -> Result<()> {
    let scene = section.pieces.iter().find_map(|piece| match piece {
        Piece::Scene { name, .. } => Some(name.as_str()),
        _ => None,
    });
    let mut open = String::from("<section");
    if !section.id.is_empty() {
        open += &format!(" id=\"{}\"", escape(&section.id));
    }
    if let Some(scene) = scene {
        open += &format!(" data-scene=\"{}\"", escape(scene));
    }
    article.html += &format!("{open}>\n");
    if !section.heading.is_empty() {
        article.html += &format!("<h2>{}</h2>\n", inline(&section.heading)?);
    }
    for piece in &section.pieces {
        match piece {
            Piece::Text(text) => article.html += &markdown(text)?,
            Piece::Today(text) => article.html += &format!("<aside class=\"now\">\n{}</aside>\n", markdown(text)?),
            Piece::Scene { name, caption } => {
                if article.scenes.contains(name) {
                    bail!("scene '{name}' stands twice");
                }
                article.scenes.push(name.clone());
                article.html += &format!(
                    "<figure class=\"scene\" id=\"scene-{0}\" data-scene=\"{0}\">\n{1}\n<figcaption>{2}</figcaption>\n</figure>\n",
                    escape(name),
                    figure(name).trim(),
                    markdown(caption)?.trim(),
                );
            }
        }
    }
    article.html += "</section>\n";
    Ok(())
}

/// A heading's words: Markdown without the paragraph around it.
fn inline(text: &str) -> Result<String> {
    let html = markdown(text)?;
    let html = html.trim();
    Ok(html.strip_prefix("<p>").and_then(|h| h.strip_suffix("</p>")).unwrap_or(html).to_owned())
}

fn markdown(text: &str) -> Result<String> {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    let mut html = String::new();
    // The kind of each link that is open: links do not nest, but an image's text may hold one.
    let mut open = Vec::new();
    let events: Vec<Event> = events
        .map(|event| match event {
            Event::Start(Tag::Link { ref dest_url, .. }) => {
                let setting = dest_url.split_once(':').filter(|(scheme, _)| ["knob", "live"].contains(scheme));
                open.push(setting.is_some());
                match setting {
                    Some((kind, path)) => {
                        let path = escape(path);
                        Event::InlineHtml(CowStr::from(format!("<span class=\"{kind}\" data-{kind}=\"{path}\">")))
                    }
                    None => event,
                }
            }
            Event::End(TagEnd::Link) if open.pop() == Some(true) => Event::InlineHtml(CowStr::from("</span>")),
            other => other,
        })
        .collect();
    pulldown_cmark::html::push_html(&mut html, events.into_iter());
    // The writer sets a column's alignment by a style attribute, which the content security policy forbids.
    for side in ["left", "center", "right"] {
        html = html.replace(&format!(" style=\"text-align: {side}\""), &format!(" class=\"{side}\""));
    }
    Ok(html)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "---\ntitle: 'Big: data'\npubDate: 2023-07-01\n---\n\nHello.\n\n## The *river* {#kinesis}\n\n\
        [200 a second](knob:producers/flights.rate) and [0](live:works.objects), [AWS](https://aws.example).\n\n\
        ::: scene kinesis\nPress **play**.\n:::\n::: today\nSince then.\n:::\n\n```\n::: no directive\n## no heading\n```\n\n\
        | a | b |\n|---|--:|\n| 1 | 2 |\n";

    #[test]
    fn sections_scenes_and_settings() {
        let article = render(TEXT, |name| format!("<svg><title>{name}</title></svg>")).expect("a good article");
        assert_eq!(article.front["title"], "Big: data");
        assert_eq!(article.scenes, ["kinesis"]);
        for part in [
            "<section>\n<p>Hello.</p>\n</section>",
            "<section id=\"kinesis\" data-scene=\"kinesis\">\n<h2>The <em>river</em></h2>",
            "<span class=\"knob\" data-knob=\"producers/flights.rate\">200 a second</span>",
            "<span class=\"live\" data-live=\"works.objects\">0</span>",
            "<a href=\"https://aws.example\">AWS</a>",
            "<figure class=\"scene\" id=\"scene-kinesis\" data-scene=\"kinesis\">\n<svg><title>kinesis</title></svg>",
            "<figcaption><p>Press <strong>play</strong>.</p></figcaption>",
            "<aside class=\"now\">\n<p>Since then.</p>\n</aside>",
            "::: no directive\n## no heading",
            "<td class=\"right\">2</td>",
        ] {
            assert!(article.html.contains(part), "{part}\nis not in\n{}", article.html);
        }
        assert!(!article.html.contains("style="));
    }

    #[test]
    fn mistakes_are_named() {
        let error = |body: &str| {
            let text = format!("---\ntitle: x\n---\n{body}\n");
            render(&text, |_| String::new()).expect_err("a mistake").to_string()
        };
        assert_eq!(error("::: scene a\n"), "'::: scene a' is not closed");
        assert_eq!(error(":::"), "':::' closes nothing");
        assert_eq!(
            error("::: figure\n:::"),
            "unknown directive '::: figure'; there are '::: scene NAME' and '::: today'"
        );
        assert_eq!(error("## Bare"), "heading without an id: 'Bare'; add '{#id}'");
        assert_eq!(error("::: scene a\n:::\n::: scene a\n:::"), "scene 'a' stands twice");
    }
}
