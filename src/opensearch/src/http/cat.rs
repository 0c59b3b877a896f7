//! What a domain says of itself: its banner, `_cat`, `_cluster/health`.

use super::{Answer, Parts, Server};
use crate::failure::{Failure, illegal};
use crate::index::Index;
use api::ACCOUNT_ID;
use serde_json::{Value, json};

/// `GET /`
pub(super) fn banner(server: &Server<'_, '_>) -> Value {
    json!({
        "name": "node-0",
        "cluster_name": cluster_name(server),
        "cluster_uuid": server.domain.address,
        "version": {
            "distribution": "opensearch",
            "number": format!("{}.0", server.domain.engine_version.trim_start_matches("OpenSearch_")),
        },
        "tagline": "The OpenSearch Project: https://opensearch.org/",
    })
}

fn cluster_name(server: &Server<'_, '_>) -> String {
    format!("{ACCOUNT_ID}:{}", server.name)
}

/// Copies of a shard lie on nodes of their own: on one node, a replica lies nowhere.
fn assigned(server: &Server<'_, '_>, index: &Index) -> (u32, u32) {
    let nodes = u32::try_from(server.domain.instance_count).unwrap_or(1);
    let copies = (1 + index.replicas).min(nodes);
    (index.shards * copies, index.shards * (1 + index.replicas - copies))
}

fn colour(unassigned: u32) -> &'static str {
    if unassigned > 0 { "yellow" } else { "green" }
}

/// `GET /_cluster/health`
pub(super) fn health(server: &Server<'_, '_>, _parts: &Parts<'_>, names: &str) -> Result<Answer, Failure> {
    let (mut primaries, mut active, mut unassigned) = (0, 0, 0);
    for name in server.resolve(names)? {
        let index = server.index(&name)?;
        let (here, nowhere) = assigned(server, index);
        primaries += index.shards;
        active += here;
        unassigned += nowhere;
    }
    let all = active + unassigned;
    let percent = if all == 0 { 100.0 } else { f64::from(active) * 100.0 / f64::from(all) };
    Answer::ok(json!({
        "cluster_name": cluster_name(server),
        "status": colour(unassigned),
        "timed_out": false,
        "number_of_nodes": server.domain.instance_count,
        "number_of_data_nodes": server.domain.instance_count,
        "discovered_master": true,
        "discovered_cluster_manager": true,
        "active_primary_shards": primaries,
        "active_shards": active,
        "relocating_shards": 0,
        "initializing_shards": 0,
        "unassigned_shards": unassigned,
        "delayed_unassigned_shards": 0,
        "number_of_pending_tasks": 0,
        "number_of_in_flight_fetch": 0,
        "task_max_waiting_in_queue_millis": 0,
        "active_shards_percent_as_number": percent,
    }))
}

/// `GET /_cat/health`
pub(super) fn health_line(server: &Server<'_, '_>, parts: &Parts<'_>) -> Result<Answer, Failure> {
    let Answer::Now(_, health) = health(server, parts, "*")? else { return Err(illegal("no health")) };
    let text =
        |name: &str| health.get(name).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let names =
        ["cluster_name", "status", "number_of_nodes", "number_of_data_nodes", "active_shards", "unassigned_shards"];
    let heads = ["cluster", "status", "node.total", "node.data", "shards", "unassign"];
    let row: Vec<String> = names.iter().map(|name| text(name).unwrap_or_default()).collect();
    table(parts, &heads, vec![row])
}

/// `GET /_cat/indices`
pub(super) fn indices(server: &Server<'_, '_>, parts: &Parts<'_>, names: &str) -> Result<Answer, Failure> {
    parts.params.only("/_cat/indices", &["v", "h", "s", "bytes", "health", "expand_wildcards"])?;
    let heads = [
        "health",
        "status",
        "index",
        "uuid",
        "pri",
        "rep",
        "docs.count",
        "docs.deleted",
        "store.size",
        "pri.store.size",
    ];
    let plain = parts.params.get("bytes") == Some("b");
    let mut rows = Vec::new();
    for name in server.resolve(names)? {
        let index = server.index(&name)?;
        let (_, unassigned) = assigned(server, index);
        let bytes: u64 = index.segments.iter().map(crate::segment::Segment::bytes).sum();
        let deleted: u64 = index.segments.iter().map(|segment| segment.deleted.len() as u64).sum();
        let size = if plain { bytes.to_string() } else { size(bytes) };
        rows.push(vec![
            colour(unassigned).to_owned(),
            "open".to_owned(),
            name.to_string(),
            index.uuid.clone(),
            index.shards.to_string(),
            index.replicas.to_string(),
            index.visible().to_string(),
            deleted.to_string(),
            size.clone(),
            size,
        ]);
    }
    table(parts, &heads, rows)
}

/// `208b`, `4.1kb`, `1.5mb`
fn size(bytes: u64) -> String {
    let mut number = bytes as f64;
    let mut unit = "b";
    for next in ["kb", "mb", "gb"] {
        if number < 1024.0 {
            break;
        }
        number /= 1024.0;
        unit = next;
    }
    if unit == "b" { format!("{bytes}b") } else { format!("{:.1}{unit}", (number * 10.0).floor() / 10.0) }
}

/// Rows as JSON if that is asked for, else as aligned text.
fn table(parts: &Parts<'_>, heads: &[&str], rows: Vec<Vec<String>>) -> Result<Answer, Failure> {
    let wanted: Vec<usize> = match parts.params.get("h") {
        None => (0..heads.len()).collect(),
        Some(names) => names.split(',').filter_map(|name| heads.iter().position(|head| *head == name)).collect(),
    };
    let pick = |row: &[String]| -> Vec<String> { wanted.iter().filter_map(|at| row.get(*at).cloned()).collect() };
    let heads: Vec<String> = pick(&heads.iter().map(|head| (*head).to_owned()).collect::<Vec<_>>());
    let rows: Vec<Vec<String>> = rows.iter().map(|row| pick(row)).collect();
    if parts.params.get("format") == Some("json") {
        let object = |row: &Vec<String>| {
            heads.iter().zip(row).map(|(head, cell)| (head.clone(), json!(cell))).collect::<Value>()
        };
        return Answer::ok(rows.iter().map(object).collect());
    }
    let shown: Vec<&Vec<String>> = parts.params.switch("v").then_some(&heads).into_iter().chain(&rows).collect();
    let widths: Vec<usize> = (0..heads.len())
        .map(|column| {
            shown.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in shown {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        text.push_str(cells.join(" ").trim_end());
        text.push('\n');
    }
    Answer::ok(json!(text))
}
