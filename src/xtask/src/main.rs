//! `cargo xtask`: the one tool of this tree. It builds the site, serves it, and
//! runs every check. It links no engine and knows no AWS word; `README.md`
//! beside it describes each verb.

#![expect(
    clippy::disallowed_methods,
    reason = "a build tool lives in wall time: it measures phases and polls for changed files"
)]

mod article;
mod bench;
mod command;
mod data;
mod halves;
mod memory;
mod onefile;
mod pack;
mod page;
mod prepare;
mod profile;
mod serve;
mod setup;
mod site;
mod size;
mod store;
mod test;
mod tree;
mod wasm;
mod watch;

use anyhow::{Result, bail};
use lexopt::prelude::*;

use crate::tree::Tree;

const USAGE: &str = "\
usage: cargo xtask <verb>

  serve [--release] [--port 8080]  build the page, serve it, rebuild it on change
  build [--release]                write the static site to dist/
  test                             run every check and every test
  bless                            rewrite the expected side of the text tests
  size                             print and check the sizes of what dist/ ships
  bench                            run the benchmarks
  data                             write www/data/flights.bin
  profile                          find out again what the page needs first (src/xtask/first/)
";

/// What the command line asks for.
struct Options {
    verb: String,
    release: bool,
    port: u16,
}

fn main() -> Result<()> {
    let Some(options) = parse()? else {
        print!("{USAGE}");
        return Ok(());
    };
    let tree = Tree::find()?;
    match options.verb.as_str() {
        "serve" => serve::run(&tree, options.release, options.port),
        "build" => site::build(&tree, options.release),
        "test" => test::run(&tree),
        "bless" => test::bless(&tree),
        "size" => size::run(&tree),
        "bench" => bench::run(&tree),
        "data" => data::write(&tree),
        "profile" => profile::write(&tree),
        other => bail!("unknown verb '{other}'\n\n{USAGE}"),
    }
}

fn parse() -> Result<Option<Options>> {
    let mut options = Options { verb: String::new(), release: false, port: 8080 };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("release") => options.release = true,
            Long("port") => options.port = arguments.value()?.parse()?,
            Long("help") | Short('h') => return Ok(None),
            Value(verb) if options.verb.is_empty() => options.verb = verb.string()?,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok((!options.verb.is_empty()).then_some(options))
}
