//! One record's data by itself: text as it is or as indented JSON, bytes in hex or base64.

use crate::context::App;
use crate::part::Local;
use crate::widgets::{code, icon_button, note};
use base64::Engine;
use markup::html;
use protocol::{Encoding, RecordRow};
use yew::{Html, MouseEvent};

/// Bytes in a line of hex.
const LINE_BYTES: usize = 16;
/// Bytes that are shown in a row of the table.
const HEAD_BYTES: usize = 12;

/// The data in a row of the table: text, or what it is and its first bytes.
pub fn in_row(app: &App, row: &RecordRow) -> Html {
    let size = app.strings.bytes(row.bytes);
    let what = match row.encoding {
        Encoding::Text => return html! { <>{ &row.data }</> },
        Encoding::Binary => app.strings.x("viewer-binary", size),
        Encoding::Kpl => app.strings.x("viewer-kpl", size),
    };
    let head: Vec<_> = decoded(&row.data).iter().take(HEAD_BYTES).map(|byte| format!("{byte:02x}")).collect();
    html! { <><span class="kds-tag">{ what }</span>{ " " }{ head.join(" ") }</> }
}

/// The data beside the table.
pub fn payload(app: &App, row: &RecordRow, local: &Local) -> Html {
    let is_text = row.encoding == Encoding::Text;
    let ways: [&'static str; 2] = if is_text { ["json", "raw"] } else { ["hex", "base64"] };
    let chosen = local.text("as", "");
    let chosen = ways.into_iter().find(|way| *way == chosen).unwrap_or(ways[0]);
    let text = match chosen {
        "json" => indented(&row.data),
        "hex" => Some(hex(&decoded(&row.data))),
        _ => Some(row.data.clone()),
    };
    let label = app.strings.x("viewer-data", row.sequence.clone());
    let close = local.putter("open", "");
    let shown = if is_text { row.data.len() } else { decoded(&row.data).len() };
    html! {
        <aside class="detail kds-payload" aria-label={label.clone()}>
            <div class="detail-head"><h4>{ &row.partition_key }</h4><span class="grow"></span>{ icon_button("x", app.t("viewer-close"), false, close) }</div>
            <div class="kds-ways" role="group" aria-label={app.t("data")}>
                { for ways.into_iter().map(|way| {
                    let pressed = (way == chosen).to_string();
                    let onclick = local.putter("as", way);
                    html! { <button type="button" class={crate::template::classes!("b", "small", (way == chosen).then_some("on"))} aria-pressed={pressed} {onclick}>{ app.t(&format!("viewer-{way}")) }</button> }
                }) }
            </div>
            if let Some(text) = text { { code(text, label) } } else { { note(app.t("viewer-not-json")) }{ code(row.data.clone(), label) } }
            if row.encoding == Encoding::Kpl { { note(app.t("viewer-kpl-note")) } }
            if (shown as u64) < row.bytes { { note(app.strings.x("viewer-cut", app.strings.bytes(row.bytes))) } }
        </aside>
    }
}

/// Opens or closes a record's data.
pub fn toggle(row: &RecordRow, local: &Local) -> yew::Callback<MouseEvent> {
    let is_open = local.text("open", "") == row.sequence;
    local.putter("open", if is_open { "" } else { &row.sequence })
}

fn decoded(text: &str) -> Vec<u8> {
    base64::engine::general_purpose::STANDARD.decode(text).unwrap_or_default()
}

/// `0000  f3 89 9a c2 …  ó...`
fn hex(bytes: &[u8]) -> String {
    let mut out = String::new();
    for (index, line) in bytes.chunks(LINE_BYTES).enumerate() {
        let numbers: Vec<_> = line.iter().map(|byte| format!("{byte:02x}")).collect();
        let letters: String =
            line.iter().map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { '.' }).collect();
        out.push_str(&format!("{:04x}  {:<47}  {letters}\n", index * LINE_BYTES, numbers.join(" ")));
    }
    out
}

/// JSON with a line for each member, in its own order; nothing if it is none.
fn indented(text: &str) -> Option<String> {
    serde_json::from_str::<serde_json::Value>(text).ok()?;
    let mut out = String::new();
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    };
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if quoted {
            out.push(letter);
            quoted = escaped || letter != '"';
            escaped = letter == '\\' && !escaped;
            continue;
        }
        match letter {
            '"' => {
                quoted = true;
                out.push(letter);
            }
            '{' | '[' => {
                out.push(letter);
                while letters.peek().is_some_and(|next| next.is_ascii_whitespace()) {
                    letters.next();
                }
                if letters.peek().is_some_and(|next| matches!(next, '}' | ']')) {
                    out.extend(letters.next());
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(letter);
            }
            ',' => {
                out.push(letter);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            space if space.is_ascii_whitespace() => {}
            letter => out.push(letter),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_indented_in_its_own_order() {
        let text = "{\"b\": 1, \"a\":[ ],\"c\":[{}, \"x,{\\\"\"]}\n";
        let expected = "{\n  \"b\": 1,\n  \"a\": [],\n  \"c\": [\n    {},\n    \"x,{\\\"\"\n  ]\n}";
        assert_eq!(indented(text).as_deref(), Some(expected));
        assert_eq!(indented("{\"cut\": \"sh…"), None);
    }

    #[test]
    fn bytes_are_written_in_lines_of_sixteen() {
        let text = hex(&[&[0xf3, 0x89, b'A'][..], &[0; 14]].concat());
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with("0000  f3 89 41 00") && lines[0].ends_with("  ..A............."), "{text}");
        assert!(lines[1].starts_with("0010  00 "), "{text}");
    }
}
