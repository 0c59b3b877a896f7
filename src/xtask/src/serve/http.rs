//! A static file server for development: GET on the loopback interface, never cached,
//! and a script in each page that reloads it when something was built. What is published needs none of it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::command::warn;

/// How long a question for the next build is held open.
const HELD: Duration = Duration::from_secs(25);

/// Asks which build is there, waits for another one, and loads the page again.
const RELOAD_SCRIPT: &str = "(async () => {
  const address = new URL('__built', document.currentScript.src);
  let seen;
  for (;;) {
    try {
      address.search = seen === undefined ? '' : `after=${seen}`;
      const now = await (await fetch(address)).text();
      if (seen !== undefined && now !== seen) location.reload();
      seen = now;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
})();
";

/// Shown while there is no page yet.
const NOT_YET: &str = "<!doctype html><meta charset=utf-8><meta http-equiv=refresh content=1><title>Acequia</title>\
    <p>The page is being built. It appears here by itself.";

/// The number of the last build, which pages wait on.
#[derive(Clone, Default)]
pub struct Generation(Arc<(Mutex<u64>, Condvar)>);

impl Generation {
    /// Something was built: open pages load again.
    pub fn advance(&self) {
        if let Ok(mut number) = self.0.0.lock() {
            *number += 1;
            self.0.1.notify_all();
        }
    }

    /// The number, once it differs from `seen` or the wait is over.
    fn after(&self, seen: Option<u64>) -> u64 {
        let Ok(number) = self.0.0.lock() else {
            return 0;
        };
        match self.0.1.wait_timeout_while(number, HELD, |now| Some(*now) == seen) {
            Ok((number, _)) => *number,
            Err(_) => 0,
        }
    }
}

/// Starts to listen; each connection has a thread of its own.
pub fn listen(port: u16, folder: PathBuf, generation: Generation) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .with_context(|| format!("cannot listen on port {port}; try --port"))?;
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (folder, generation) = (folder.clone(), generation.clone());
            std::thread::spawn(move || {
                // A browser that goes away in the middle is no news.
                let _ = answer(&stream, &folder, &generation);
            });
        }
    });
    Ok(())
}

fn answer(stream: &TcpStream, folder: &Path, generation: &Generation) -> Result<()> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let mut words = first.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if !["GET", "HEAD"].contains(&method) {
        return respond(stream, "405 Method Not Allowed", "text/plain", b"");
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if path.ends_with("/__built") {
        let seen = query.strip_prefix("after=").and_then(|n| n.parse().ok());
        return respond(stream, "200 OK", "text/plain", generation.after(seen).to_string().as_bytes());
    }
    if path.ends_with("/__reload.js") {
        return respond(stream, "200 OK", kind(Path::new("x.js")), RELOAD_SCRIPT.as_bytes());
    }
    let Some(mut file) = resolve(folder, path) else {
        return respond(stream, "404 Not Found", "text/plain", b"no such file");
    };
    if file.is_dir() {
        if !path.ends_with('/') {
            return redirect(stream, &format!("{path}/"));
        }
        file.push("index.html");
    }
    match fs::read(&file) {
        Ok(bytes) if kind(&file).starts_with("text/html") => {
            let html = String::from_utf8_lossy(&bytes);
            let root = "../".repeat(path.matches('/').count().saturating_sub(1));
            let script = format!("<script src=\"{root}__reload.js\" defer></script>");
            respond(stream, "200 OK", kind(&file), format!("{html}{script}").as_bytes())
        }
        Ok(bytes) => respond(stream, "200 OK", kind(&file), &bytes),
        Err(_) if path == "/" => {
            respond(stream, "503 Service Unavailable", "text/html; charset=utf-8", NOT_YET.as_bytes())
        }
        Err(_) => respond(stream, "404 Not Found", "text/plain", b"no such file"),
    }
}

/// The file that a request's path names. None for a path that would leave the folder.
fn resolve(folder: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path.trim_start_matches('/'));
    let inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
    if !inside {
        warn(&format!("a request for '{path}' was refused"));
    }
    inside.then(|| folder.join(relative))
}

fn redirect(mut stream: &TcpStream, to: &str) -> Result<()> {
    write!(
        stream,
        "HTTP/1.1 301 Moved Permanently\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )?;
    Ok(())
}

fn respond(mut stream: &TcpStream, status: &str, kind: &str, body: &[u8]) -> Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(body)?;
    stream.flush()?;
    Ok(())
}

fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}
