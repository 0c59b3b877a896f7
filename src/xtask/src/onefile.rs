//! The one-file edition, `acequia.html`: every file of the site inlined into one page, for
//! places without an origin (`file://`, a sandboxed frame), where nothing can be fetched.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::page::fill;
use crate::site::article_marks;
use crate::tree::Tree;
use crate::{pack, store};

/// Files that the page never asks for once it carries everything.
const LEFT_OUT: [&str; 3] = ["sw.js", "assets.json", "page.js"];

/// Writes `acequia.html` beside the site's files in `out`, from `www/file.html`.
pub fn write(tree: &Tree, out: &Path, version: &str) -> Result<()> {
    let template = fs::read_to_string(tree.www().join("file.html")).context("cannot read www/file.html")?;
    let read = |name: &str| fs::read_to_string(out.join(name)).with_context(|| format!("cannot read {name}"));
    let mut marks = article_marks(tree, "es")?;
    marks.extend([
        ("lang", "es".to_owned()),
        ("root", "./".to_owned()),
        ("other_lang", "en".to_owned()),
        ("other_href", String::new()),
        ("version", version.to_owned()),
        ("offline", String::new()),
        ("files", carried(tree, out)?),
        ("loader", inline_script(&read("acequia.js")?)),
        ("page_script", inline_script(&read("page.js")?)),
        ("page_style", read("page.css")?),
    ]);
    let html = fill(&template, &marks).context("www/file.html")?;
    store::write(&out.join("acequia.html"), html.as_bytes())
}

/// One element for each file, its bytes compressed (unless they are already) and in base64.
fn carried(tree: &Tree, out: &Path) -> Result<String> {
    let mut elements = String::new();
    for name in store::files_below(out)? {
        let page = Path::new(&name).extension().is_some_and(|e| e == "html");
        if page
            || name.starts_with("figures/")
            || LEFT_OUT.contains(&name.as_str())
            || name == "acequia.js"
            || name == "page.css"
        {
            continue;
        }
        let bytes = fs::read(out.join(&name))?;
        let packed = name.ends_with(".bin");
        let (encoding, bytes) = if packed { ("", bytes) } else { ("gzip", pack::gzip(tree, &name, &bytes)?) };
        let text = STANDARD.encode(bytes);
        elements += &format!(
            "<script type=\"text/plain\" data-acequia-file=\"{name}\" data-encoding=\"{encoding}\">{text}</script>\n"
        );
    }
    Ok(elements)
}

/// A script's text that cannot end the element around it.
fn inline_script(script: &str) -> String {
    script.replace("</script", "<\\/script").replace("<!--", "<\\!--")
}
