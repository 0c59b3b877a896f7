//! What a drawing is made of: elements with classes and attributes. No colours, no behaviour.

use protocol::{Node, RecordId};

/// A whole drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// In units of the view box.
    pub width: f64,
    /// In units of the view box.
    pub height: f64,
    /// What it shows, for those who do not see it.
    pub label: String,
    /// Back to front.
    pub elements: Vec<Element>,
}

/// An SVG element.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Element {
    /// `g`, `rect`, `path`, `circle`, `text`.
    pub tag: &'static str,
    /// What it is; the stylesheet says how that looks.
    pub class: String,
    /// Presentation and geometry.
    pub attributes: Vec<(&'static str, String)>,
    /// For `text`.
    pub text: String,
    /// For `g`.
    pub children: Vec<Element>,
    /// The place that it stands for: it opens that place's console.
    pub node: Option<Node>,
    /// The record that it stands for: it follows that record.
    pub record: Option<RecordId>,
    /// What it says to those who do not see it.
    pub label: Option<String>,
}

impl Element {
    /// A group.
    pub fn group(class: impl Into<String>, children: Vec<Element>) -> Self {
        Self { tag: "g", class: class.into(), children, ..Self::default() }
    }

    /// A rectangle with rounded corners.
    pub fn rect(class: impl Into<String>, x: f64, y: f64, width: f64, height: f64, radius: f64) -> Self {
        Self::shape("rect", class)
            .with("x", number(x))
            .with("y", number(y))
            .with("width", number(width.max(0.0)))
            .with("height", number(height.max(0.0)))
            .with("rx", number(radius))
    }

    /// A path.
    pub fn path(class: impl Into<String>, d: String) -> Self {
        Self::shape("path", class).with("d", d)
    }

    /// A circle.
    pub fn circle(class: impl Into<String>, x: f64, y: f64, radius: f64) -> Self {
        Self::shape("circle", class).with("cx", number(x)).with("cy", number(y)).with("r", number(radius))
    }

    /// A line of text that begins at `x`.
    pub fn text(class: impl Into<String>, x: f64, y: f64, text: impl Into<String>) -> Self {
        let mut element = Self::shape("text", class).with("x", number(x)).with("y", number(y));
        element.text = text.into();
        element
    }

    /// A line of text that ends at `x`.
    pub fn text_end(class: impl Into<String>, x: f64, y: f64, text: impl Into<String>) -> Self {
        Self::text(class, x, y, text).with("text-anchor", "end".to_owned())
    }

    /// A line of text around `x`.
    pub fn text_middle(class: impl Into<String>, x: f64, y: f64, text: impl Into<String>) -> Self {
        Self::text(class, x, y, text).with("text-anchor", "middle".to_owned())
    }

    /// Adds an attribute.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    fn shape(tag: &'static str, class: impl Into<String>) -> Self {
        Self { tag, class: class.into(), ..Self::default() }
    }
}

/// One place behind the point, and none when it is nought: short text, and equal text for equal pictures.
pub fn number(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    let tenths = tenths.unsigned_abs();
    match tenths % 10 {
        0 => format!("{sign}{}", tenths / 10),
        rest => format!("{sign}{}.{rest}", tenths / 10),
    }
}

/// The drawing as SVG text, for the build. It carries classes, so it stands inside a page that has the stylesheet.
pub fn to_svg(scene: &Scene) -> String {
    let mut out = format!(
        "<svg class=\"aq-fig\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"",
        number(scene.width),
        number(scene.height)
    );
    escape(&mut out, &scene.label);
    out.push_str("\">\n");
    for element in &scene.elements {
        write(&mut out, element);
        out.push('\n');
    }
    out.push_str("</svg>\n");
    out
}

fn write(out: &mut String, element: &Element) {
    out.push('<');
    out.push_str(element.tag);
    if !element.class.is_empty() {
        out.push_str(" class=\"");
        escape(out, &element.class);
        out.push('"');
    }
    for (name, value) in &element.attributes {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape(out, value);
        out.push('"');
    }
    if element.children.is_empty() && element.text.is_empty() && element.label.is_none() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    if let Some(label) = &element.label {
        out.push_str("<title>");
        escape(out, label);
        out.push_str("</title>");
    }
    escape(out, &element.text);
    for child in &element.children {
        write(out, child);
    }
    out.push_str("</");
    out.push_str(element.tag);
    out.push('>');
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}
