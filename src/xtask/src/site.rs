//! The site: what wasm-bindgen, esbuild, the articles and the static files become
//! in the folder that is served, by the build contract in `www/README.md`. Not here: building
//! crates (`wasm.rs`), serving (`serve.rs`).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::command::{cargo, filter, program, run, run_quietly, say, warn};
use crate::page::{Marks, check_policy, fill, words};
use crate::tree::Tree;
use crate::wasm::{self, Built, ENGINES, Module};
use crate::{article, data, onefile, pack, setup, store};

/// TypeScript that becomes a script of its own: its name, and the global that its exports go to.
const ENTRIES: [(&str, Option<&str>); 6] = [
    ("loader", None),
    ("page", None),
    ("editor", Some("acequiaEditor")),
    ("chart", Some("acequiaChart")),
    ("unpack", None),
    ("sw", None),
];

/// TypeScript that follows a module's glue in the same script: the module and the shell.
const SHELLS: [(&str, &str); 3] = [("worker", "worker-shell"), ("lake", "engine-shell"), ("search", "engine-shell")];

/// Styles, copied.
const STYLES: [&str; 2] = ["acequia.css", "page.css"];

/// Files that a reader may never need: engines and what is loaded lazily.
const LATER: [&str; 7] = ["chart.js", "editor.js", "lake.bin", "lake.js", "search.bin", "search.js", "unpack.js"];

/// Kinds of files beside the templates that are copied as they are.
const COPIED: [&str; 6] = ["svg", "png", "ico", "webmanifest", "txt", "woff2"];

/// The articles' languages, the first one at the root.
const LANGUAGES: [&str; 2] = ["es", "en"];

/// How far an engine is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Still being built; the page asks again.
    Building,
    /// Written, with the size of its compressed module.
    Ready {
        /// Bytes as stored.
        bytes: usize,
    },
    /// Its build failed.
    Failed {
        /// What went wrong, for the page.
        reason: String,
    },
}

/// A folder that becomes the site.
#[derive(Clone, Debug)]
pub struct Site {
    tree: Tree,
    /// The folder.
    pub out: PathBuf,
    /// Small scripts, everything required, service worker and one-file edition.
    release: bool,
}

/// `cargo xtask build`.
pub fn build(tree: &Tree, release: bool) -> Result<()> {
    prepare(tree)?;
    let page = wasm::build_page(tree, release)?;
    figures(tree);
    let engines: Vec<(Module, Built)> =
        ENGINES.into_iter().map(|module| Ok((module, wasm::build_engine(tree, module)?))).collect::<Result<_>>()?;
    Site::new(tree, tree.dist(), release).write_all(&page, &engines)
}

/// Everything that the site's build needs from outside.
pub fn prepare(tree: &Tree) -> Result<()> {
    setup::wasm_target(tree)?;
    setup::npm(tree)?;
    setup::clang(tree)?;
    data::ensure(tree)
}

/// Draws the scenes, natively. Without them the article has empty figures, which is a warning only.
pub fn figures(tree: &Tree) {
    if !tree.root.join("src/host/examples/draw.rs").is_file() {
        return;
    }
    let out = figure_folder(tree);
    let mut draw = cargo();
    draw.current_dir(&tree.root).args(["run", "--quiet", "-p", "host", "--example", "draw", "--"]).arg(&out);
    if let Err(error) = run("figures", &mut draw) {
        warn(&format!("{error:#}"));
    }
}

fn figure_folder(tree: &Tree) -> PathBuf {
    tree.scratch().join("figures")
}

impl Site {
    /// A site in the folder `out`.
    pub fn new(tree: &Tree, out: PathBuf, release: bool) -> Site {
        Site { tree: tree.clone(), out, release }
    }

    /// Writes the whole site into an empty folder.
    pub fn write_all(&self, page: &[(Module, Built)], engines: &[(Module, Built)]) -> Result<()> {
        match fs::remove_dir_all(&self.out) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                bail!("cannot empty {}: {error}", self.out.display())
            }
            _ => {}
        }
        let mut states = BTreeMap::new();
        for (module, built) in engines {
            states.insert(module.name, self.write_engine(*module, built)?);
        }
        self.write_engine_states(&states)?;
        self.write_page(page)?;
        if self.release {
            let version = self.write_assets()?;
            self.write_scripts(&version)?;
            self.write_pages(&version)?;
            onefile::write(&self.tree, &self.out, &version)?;
        }
        say(&format!("the site is in {}", self.out.display()));
        Ok(())
    }

    /// Names the drawings that are there, to see whether they have changed.
    pub fn drawn(&self) -> Vec<(String, String)> {
        let folder = figure_folder(&self.tree);
        let names = store::files_below(&folder).unwrap_or_default();
        names.into_iter().map(|name| (store::digest(&fs::read(folder.join(&name)).unwrap_or_default()), name)).collect()
    }

    /// Writes the figures and the pages around them again.
    pub fn write_articles(&self) -> Result<()> {
        let folder = figure_folder(&self.tree);
        for name in store::files_below(&folder)? {
            self.write(&format!("figures/{name}"), &fs::read(folder.join(&name))?)?;
        }
        self.write_pages("")
    }

    /// Writes what the page needs to open: its modules, scripts, styles, data and pages.
    pub fn write_page(&self, modules: &[(Module, Built)]) -> Result<()> {
        for (module, built) in modules {
            self.write_script(*module, &built.glue)?;
            self.write(&format!("{}.wasm", module.name), &built.wasm)?;
            if let Some(rest) = &built.rest {
                self.write(&format!("{}-rest.wasm", module.name), rest)?;
            }
        }
        self.write_scripts("")?;
        for name in STYLES {
            if let Some(path) = self.source(&self.tree.www().join(name))? {
                self.write(name, &self.esbuild(&[path.as_os_str().to_owned(), "--minify".into()])?)?;
            }
        }
        for entry in fs::read_dir(self.tree.www())? {
            let path = entry?.path();
            let copied = path.extension().is_some_and(|kind| COPIED.iter().any(|copied| kind == *copied));
            if let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|_| copied) {
                self.write(name, &fs::read(&path)?)?;
            }
        }
        self.write("data/flights.bin", &fs::read(self.tree.www().join("data/flights.bin"))?)?;
        self.write_articles()
    }

    /// Writes an engine's script and compressed module: in Brotli as it ships, which takes a minute, else in gzip.
    pub fn write_engine(&self, module: Module, built: &Built) -> Result<Engine> {
        self.write_script(module, &built.glue)?;
        let packed = if self.release {
            pack::brotli(&self.tree, module.name, &built.wasm)?
        } else {
            pack::gzip(&self.tree, module.name, &built.wasm)?
        };
        self.write(&format!("{}.bin", module.name), &packed)?;
        Ok(Engine::Ready { bytes: packed.len() })
    }

    /// Writes `engines.json`.
    pub fn write_engine_states(&self, states: &BTreeMap<&str, Engine>) -> Result<()> {
        let states: BTreeMap<&str, Value> = states
            .iter()
            .map(|(name, state)| {
                let value = match state {
                    Engine::Building => json!({"state": "building"}),
                    Engine::Ready { bytes } => json!({"state": "ready", "bytes": bytes}),
                    Engine::Failed { reason } => json!({"state": "failed", "reason": reason}),
                };
                (*name, value)
            })
            .collect();
        self.write("engines.json", &serde_json::to_vec(&states)?)
    }

    /// A module's glue with its shell after it; the page's leaves a global instead.
    fn write_script(&self, module: Module, glue: &str) -> Result<()> {
        let glue = if module == wasm::APP {
            format!("(() => {{\n{glue}\nglobalThis.acequiaApp = wasm_bindgen;\n}})();\n")
        } else {
            glue.to_owned()
        };
        let mut script = if self.release { self.minify(&glue)? } else { glue.into_bytes() };
        if let Some((_, shell)) = SHELLS.iter().find(|(name, _)| *name == module.name)
            && let Some(bundle) = self.bundle(shell, &[])?
        {
            script.push(b'\n');
            script.extend(bundle);
        }
        self.write(&format!("{}.js", module.name), &script)
    }

    fn write_scripts(&self, version: &str) -> Result<()> {
        for (name, global) in ENTRIES {
            let mut options = vec![format!("--define:ACEQUIA_VERSION=\"{version}\"")];
            options.extend(global.map(|global| format!("--global-name={global}")));
            if let Some(script) = self.bundle(name, &options)? {
                self.write(&format!("{}.js", if name == "loader" { "acequia" } else { name }), &script)?;
            }
        }
        Ok(())
    }

    /// The pages. `version` is empty while there is no service worker.
    fn write_pages(&self, version: &str) -> Result<()> {
        for (index, lang) in LANGUAGES.into_iter().enumerate() {
            let marks = self.marks(index, lang, version)?;
            let name = if index == 0 { "index.html".to_owned() } else { format!("{lang}/index.html") };
            self.write_filled("page.html", &name, &marks)?;
            if index == 0 {
                self.write_filled("embed.html", "embed.html", &marks)?;
            }
        }
        Ok(())
    }

    fn write_filled(&self, template: &str, name: &str, marks: &Marks) -> Result<()> {
        let Some(path) = self.source(&self.tree.www().join(template))? else {
            return Ok(());
        };
        let html = fill(&fs::read_to_string(path)?, marks).with_context(|| format!("www/{template}"))?;
        check_policy(&html).with_context(|| name.to_owned())?;
        self.write(name, html.as_bytes())
    }

    fn marks(&self, index: usize, lang: &str, version: &str) -> Result<Marks<'static>> {
        let (root, other_href) = if index == 0 { ("./", "en/") } else { ("../", "../") };
        let mut marks = article_marks(&self.tree, lang)?;
        marks.extend([
            ("lang", lang.to_owned()),
            ("root", root.to_owned()),
            ("other_lang", LANGUAGES.into_iter().find(|other| *other != lang).unwrap_or_default().to_owned()),
            ("other_href", other_href.to_owned()),
            ("version", version.to_owned()),
            ("offline", if version.is_empty() { String::new() } else { "sw.js".to_owned() }),
        ]);
        Ok(marks)
    }

    /// Writes the service worker's list of what to keep, and answers its version: a hash over all of it.
    fn write_assets(&self) -> Result<String> {
        let mut hashes = String::new();
        let (mut core, mut later) = (vec!["./".to_owned()], Vec::new());
        for name in store::files_below(&self.out)? {
            hashes += &store::digest(&fs::read(self.out.join(&name))?);
            hashes += &name;
            if name.starts_with("data/") || LATER.contains(&name.as_str()) {
                later.push(name);
            } else if name == "sw.js" {
                // It must always come from the host, or a new version would never be seen.
            } else if let Some(folder) = name.strip_suffix("index.html") {
                core.extend((!folder.is_empty()).then(|| folder.to_owned()));
            } else {
                core.push(name);
            }
        }
        let version = store::digest(hashes.as_bytes()).split_at(16).0.to_owned();
        let assets = json!({"version": version, "core": core, "later": later});
        self.write("assets.json", &serde_json::to_vec(&assets)?)?;
        Ok(version)
    }

    /// Bundles `www/src/NAME.ts` into a classic script.
    fn bundle(&self, name: &str, options: &[String]) -> Result<Option<Vec<u8>>> {
        let Some(path) = self.source(&self.tree.www().join("src").join(format!("{name}.ts")))? else {
            return Ok(None);
        };
        let mut arguments = vec![
            path.into_os_string(),
            "--bundle".into(),
            "--format=iife".into(),
            "--target=es2022".into(),
            "--loader:.ftl=text".into(),
        ];
        arguments.push(format!("--define:__ACEQUIA_DEV__={}", !self.release).into());
        if self.release {
            arguments.push("--minify".into());
        }
        arguments.extend(options.iter().map(Into::into));
        Ok(Some(self.esbuild(&arguments)?))
    }

    fn esbuild(&self, arguments: &[std::ffi::OsString]) -> Result<Vec<u8>> {
        let mut esbuild = program(self.tree.npm_bin("esbuild"), &self.tree.www());
        run_quietly(esbuild.arg("--log-level=warning").args(arguments))
    }

    /// Minifies a script, leaving its globals alone.
    fn minify(&self, script: &str) -> Result<Vec<u8>> {
        let mut esbuild = program(self.tree.npm_bin("esbuild"), &self.tree.www());
        filter(esbuild.args(["--minify", "--target=es2022", "--loader=js"]), script.as_bytes())
    }

    /// A source file, or nothing and a warning while the tree grows. What ships may lack nothing.
    fn source(&self, path: &Path) -> Result<Option<PathBuf>> {
        if path.is_file() {
            return Ok(Some(path.to_owned()));
        }
        let text = format!("{} is missing", path.strip_prefix(&self.tree.root).unwrap_or(path).display());
        if self.release {
            bail!(text);
        }
        warn(&text);
        Ok(None)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        store::write(&self.out.join(name), bytes)
    }
}

/// The marks that come from `content/articles/<lang>.md`.
pub fn article_marks(tree: &Tree, lang: &str) -> Result<Marks<'static>> {
    let path = format!("content/articles/{lang}.md");
    let text = fs::read_to_string(tree.root.join(&path)).with_context(|| format!("cannot read {path}"))?;
    let folder = figure_folder(tree);
    let figure = |name: &str| {
        let file = format!("{name}.svg");
        fs::read_to_string(folder.join(lang).join(&file))
            .or_else(|_| fs::read_to_string(folder.join(&file)))
            .unwrap_or_default()
    };
    let article = article::render(&text, figure).context(path)?;
    let front = |key: &str| article::escape(article.front.get(key).map_or("", String::as_str));
    let strings = format!("content/strings/page.{lang}.ftl");
    let text = fs::read_to_string(tree.root.join(&strings)).with_context(|| format!("cannot read {strings}"))?;
    let mut marks = words(&text).context(strings)?;
    marks.extend([
        ("title", front("title")),
        ("description", front("description")),
        ("pub_date", front("pubDate")),
        ("updated_date", front("updatedDate")),
        ("article", article.html),
    ]);
    Ok(marks)
}
