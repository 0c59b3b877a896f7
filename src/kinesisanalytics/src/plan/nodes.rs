//! Looking into the plan of a statement: which tables it reads, what changes its rows, and what names its operators.

use jobs::Digest;
use jobs::stream::{Insert, Node, Origin, Program, Table};
use std::collections::BTreeSet;

/// Options that say where reading begins. Once there is state, they say nothing.
const OF_THE_START: [&str; 4] =
    ["source.init.position", "source.init.timestamp", "scan.stream.initpos", "scan.stream.initpos-timestamp"];

/// The tables of a statement.
#[derive(Default)]
pub struct Tables {
    /// Those that are scanned.
    pub unbounded: BTreeSet<u32>,
    /// Those that are looked up.
    pub bounded: BTreeSet<u32>,
    /// How many scans there are.
    pub scans: u32,
}

/// The tables that a query reads.
pub fn tables(query: &Node) -> Tables {
    let mut tables = Tables::default();
    visit(query, &mut |node| match node {
        Node::Scan { table } => {
            tables.unbounded.insert(*table);
            tables.scans += 1;
        }
        Node::Lookup { table, .. } => {
            tables.bounded.insert(*table);
        }
        _ => {}
    });
    tables
}

fn visit(node: &Node, see: &mut impl FnMut(&Node)) {
    see(node);
    match node {
        Node::Scan { .. } => {}
        Node::Filter { input, .. }
        | Node::Project { input, .. }
        | Node::Lookup { input, .. }
        | Node::Assign { input, .. }
        | Node::WindowAggregate { input, .. }
        | Node::GroupAggregate { input, .. }
        | Node::Top { input, .. } => visit(input, see),
        Node::Union { inputs } => inputs.iter().for_each(|input| visit(input, see)),
    }
}

/// The operator that changes rows which were given before, in Flink's words.
pub fn updating(query: &Node) -> String {
    let mut found = None;
    visit(query, &mut |node| {
        let text = match node {
            Node::GroupAggregate { keys, aggregates, .. } => {
                let keys: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
                let all = keys.iter().copied().chain(aggregates.iter().map(|aggregate| aggregate.name.as_str()));
                let all: Vec<&str> = all.collect();
                format!("GroupAggregate(groupBy=[{}], select=[{}])", keys.join(", "), all.join(", "))
            }
            Node::Top { window_end: None, rows_max, .. } => {
                format!(
                    "Rank(strategy=[AppendFastStrategy], rankType=[ROW_NUMBER], rankRange=[rankStart=1, rankEnd={rows_max}])"
                )
            }
            _ => return,
        };
        found.get_or_insert(text);
    });
    found.unwrap_or_else(|| "ChangelogNormalize".into())
}

/// Names the operators of a statement: its query, and what it knows of the tables in it. As with Flink's SQL, state fits
/// the very same plan only.
pub fn digest(program: &Program, insert: &Insert) -> Digest {
    let tables = tables(&insert.query);
    let all = tables.unbounded.iter().chain(&tables.bounded).chain([&insert.into]);
    let tables: Vec<(u32, Table)> = all
        .filter_map(|index| {
            let mut table = program.tables.get(*index as usize)?.clone();
            table.position = (0, 0);
            table.options.retain(|name, _| !OF_THE_START.contains(&name.as_str()));
            Some((*index, table))
        })
        .collect();
    let named = (&program.settings, tables, insert.into, &insert.columns, &insert.query, insert.updates);
    Digest::of(&serde_json::to_vec(&named).unwrap_or_default())
}

/// Where a table's column stands in what is written: only columns that are kept outside are.
pub fn place(table: &Table, column: u32) -> Option<u32> {
    let is_written = |origin: &Origin| matches!(origin, Origin::Member | Origin::Metadata(_));
    let before = table.columns.iter().take(column as usize);
    let found = table.columns.get(column as usize).filter(|found| is_written(&found.origin));
    found.map(|_| before.filter(|it| is_written(&it.origin)).count() as u32)
}
