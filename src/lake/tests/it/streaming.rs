//! Streaming SQL: `tests/streaming/*.sql` hold cases, each behind a line `--- title`; what stands before the first belongs to all of them. The plan or
//! the error of each stands in the `.txt` beside.

use expect_test::expect_file;
use jobs::lake::{Answer, Diagnostic, Request};
use jobs::stream::{Aggregate, Expr, Insert, Named, Node, Origin, Program, Value};
use lake::Engine;
use proptest::prelude::*;
use std::fmt::Write;
use std::path::Path;

fn plan(script: &str) -> Result<Box<Program>, Diagnostic> {
    match Engine::new().run(&Request::Plan { script: script.into() }).unwrap() {
        Answer::Planned(planned) => planned,
        other => panic!("{other:?}"),
    }
}

#[test]
fn scripts_mean_what_stands_beside_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/streaming");
    let mut seen = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "sql") {
            continue;
        }
        seen += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        let mut cases = text.split("--- ");
        let prelude = cases.next().unwrap();
        let mut out = String::new();
        for case in cases {
            let (title, statements) = case.split_once('\n').unwrap();
            writeln!(out, "--- {title}").unwrap();
            let script = format!("{prelude}{statements}");
            match plan(&script) {
                Ok(program) => print(&program, prelude.lines().count(), &mut out),
                Err(diagnostic) => print_error(&diagnostic, &script, &mut out),
            }
        }
        expect_file![path.with_extension("txt")].assert_eq(&out);
    }
    assert!(seen > 2);
}

fn print_error(diagnostic: &Diagnostic, script: &str, out: &mut String) {
    let Diagnostic { class, message, position, hint } = diagnostic;
    writeln!(out, "{class:?}: {message}").unwrap();
    if let Some(hint) = hint {
        writeln!(out, "hint: {hint}").unwrap();
    }
    let (line, column) = position.expect("every error has a place");
    writeln!(out, "{}", script.lines().nth(line as usize - 1).unwrap_or("")).unwrap();
    writeln!(out, "{}^", " ".repeat(column as usize - 1)).unwrap();
}

/// What a script runs, and the tables that it declares itself.
fn print(program: &Program, prelude: usize, out: &mut String) {
    for (key, value) in &program.settings {
        writeln!(out, "set {key} = {value}").unwrap();
    }
    for table in program.tables.iter().filter(|table| table.position.0 as usize > prelude) {
        writeln!(out, "table {}", table.name).unwrap();
        for column in &table.columns {
            let origin = match &column.origin {
                Origin::Member => String::new(),
                Origin::Metadata(key) => format!(" from '{key}' of the record"),
                Origin::Computed(expr) => format!(" = {}", shown(expr)),
                Origin::ProcessingTime => " = now".into(),
            };
            writeln!(out, "  {} {:?}{origin}", column.name, column.kind).unwrap();
        }
        if let Some(watermark) = &table.watermark {
            writeln!(out, "  watermark #{} - {} ms", watermark.column, watermark.delay_ms).unwrap();
        }
        if !table.primary_key.is_empty() || !table.partitioned_by.is_empty() {
            writeln!(out, "  key {:?}, partitioned by {:?}", table.primary_key, table.partitioned_by).unwrap();
        }
        writeln!(out, "  {:?}", table.options).unwrap();
    }
    for Insert { into, columns, query, updates, .. } in &program.inserts {
        let updates = if *updates { ", updates" } else { "" };
        writeln!(out, "insert into {} {columns:?}{updates}", program.tables[*into as usize].name).unwrap();
        node(query, program, 1, out);
    }
}

fn node(node: &Node, program: &Program, level: usize, out: &mut String) {
    out.push_str(&"  ".repeat(level));
    let named = |columns: &[Named]| {
        columns.iter().map(|column| format!("{} = {}", column.name, shown(&column.expr))).collect::<Vec<_>>().join(", ")
    };
    let computed = |aggregates: &[Aggregate]| {
        aggregates
            .iter()
            .map(|aggregate| {
                let distinct = if aggregate.distinct { "distinct " } else { "" };
                let argument = aggregate.argument.as_ref().map_or("*".into(), shown);
                let filter = aggregate.filter.as_ref().map_or(String::new(), |filter| format!(" if {}", shown(filter)));
                format!("{:?}({distinct}{argument}){filter}: {:?}", aggregate.function, aggregate.kind)
            })
            .collect::<Vec<_>>()
            .join(", ")
    };
    let inputs: Vec<&Node> = match node {
        Node::Scan { table } => {
            writeln!(out, "scan {}", program.tables[*table as usize].name).unwrap();
            vec![]
        }
        Node::Filter { input, condition } => {
            writeln!(out, "filter {}", shown(condition)).unwrap();
            vec![input]
        }
        Node::Project { input, columns } => {
            writeln!(out, "project {}", named(columns)).unwrap();
            vec![input]
        }
        Node::Lookup { input, table, on, outer } => {
            let on: Vec<String> = on.iter().map(|(expr, column)| format!("{} = .{column}", shown(expr))).collect();
            let outer = if *outer { "outer " } else { "" };
            writeln!(out, "{outer}lookup {} on {}", program.tables[*table as usize].name, on.join(", ")).unwrap();
            vec![input]
        }
        Node::Assign { input, window, time } => {
            writeln!(out, "assign {window:?} by {time:?}").unwrap();
            vec![input]
        }
        Node::WindowAggregate { input, window, time, keys, aggregates } => {
            writeln!(out, "window {window:?} by {time:?}, keys [{}]: {}", named(keys), computed(aggregates)).unwrap();
            vec![input]
        }
        Node::GroupAggregate { input, keys, aggregates } => {
            writeln!(out, "group, keys [{}]: {}", named(keys), computed(aggregates)).unwrap();
            vec![input]
        }
        Node::Top { input, partition, order, rows_max, window_end, rank } => {
            writeln!(out, "top {rows_max} of {partition:?} by {order:?}, window end {window_end:?}, rank {rank}")
                .unwrap();
            vec![input]
        }
        Node::Union { inputs } => {
            writeln!(out, "union").unwrap();
            inputs.iter().collect()
        }
    };
    for input in inputs {
        self::node(input, program, level + 1, out);
    }
}

fn shown(expr: &Expr) -> String {
    let list = |exprs: &[Expr]| exprs.iter().map(shown).collect::<Vec<_>>().join(", ");
    match expr {
        Expr::Column(index) => format!("#{index}"),
        Expr::Literal(Value::Null) => "null".into(),
        Expr::Literal(Value::Boolean(value)) => value.to_string(),
        Expr::Literal(Value::Bigint(value)) => value.to_string(),
        Expr::Literal(Value::Double(value)) => format!("{value:?}"),
        Expr::Literal(Value::String(value)) => format!("'{value}'"),
        Expr::Literal(Value::Timestamp(value)) => format!("@{value}"),
        Expr::Binary(left, sign, right) => format!("({} {sign:?} {})", shown(left), shown(right)),
        Expr::Not(inner) => format!("not {}", shown(inner)),
        Expr::Negate(inner) => format!("-{}", shown(inner)),
        Expr::IsNull(inner) => format!("({} is null)", shown(inner)),
        Expr::Case(whens, otherwise) => {
            let whens: Vec<String> =
                whens.iter().map(|(when, then)| format!("{}: {}", shown(when), shown(then))).collect();
            format!("case({}, else {})", whens.join(", "), shown(otherwise))
        }
        Expr::Like(inner, pattern) => format!("({} like '{pattern}')", shown(inner)),
        Expr::In(inner, items) => format!("({} in {})", shown(inner), list(items)),
        Expr::Cast(inner, to, lenient) => {
            format!("{}cast({} as {to:?})", if *lenient { "try_" } else { "" }, shown(inner))
        }
        Expr::Call(function, arguments) => format!("{function:?}({})", list(arguments)),
    }
}

/// All cases as they are, to be broken.
fn scripts() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/streaming");
    let mut scripts = Vec::new();
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "sql")) {
        let text = std::fs::read_to_string(path).unwrap();
        let mut cases = text.split("--- ");
        let prelude = cases.next().unwrap().to_owned();
        scripts.extend(cases.map(|case| format!("{prelude}{}", case.split_once('\n').unwrap().1)));
    }
    scripts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// Words are dropped, doubled and moved; whatever comes out is a plan or an error at a place inside the script.
    #[test]
    fn broken_scripts_never_panic(pick in any::<prop::sample::Index>(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4_u8), 1..6)) {
        let scripts = scripts();
        let script = pick.get(&scripts);
        let mut words: Vec<&str> = script.split_inclusive([' ', '\n', ',', '(', ')']).collect();
        for (at, other, change) in changes {
            if words.is_empty() {
                break;
            }
            let (at, other) = (at.index(words.len()), other.index(words.len()));
            match change {
                0 => { words.remove(at); }
                1 => words.insert(at, words[other]),
                2 => words.swap(at, other),
                _ => words.truncate(at.max(1)),
            }
        }
        let broken = words.concat();
        if let Err(diagnostic) = plan(&broken) {
            let (line, column) = diagnostic.position.expect("a place");
            prop_assert!(line >= 1 && column >= 1 && line as usize <= broken.lines().count() + 1, "{diagnostic:?}");
        }
    }

    #[test]
    fn noise_never_panics(noise in "\\PC{0,200}") {
        let _ = plan(&noise);
        let _ = plan(&format!("INSERT INTO t SELECT {noise} FROM x"));
    }
}

/// What would take a stack or a memory without end is refused.
#[test]
fn hostile_scripts_are_refused() {
    let tables = "CREATE TABLE t (a BIGINT, b STRING) WITH ('connector' = 'kinesis');\n";
    let insert =
        |query: &str| plan(&format!("{tables}INSERT INTO t {query}")).map(|_| ()).map_err(|error| error.message);
    let deep = |open: &str, close: &str| format!("SELECT {}a{}, b FROM t", open.repeat(5_000), close.repeat(5_000));
    let refused = Err("a statement that is nested so deeply is not supported here".to_owned());
    assert_eq!(insert(&deep("(", ")")), refused);
    assert_eq!(insert(&deep("- ", "")), refused);
    assert_eq!(insert(&deep("ABS(", ")")), refused);
    assert_eq!(insert(&format!("SELECT a, b FROM t WHERE {} a = 1", "NOT ".repeat(5_000))), refused);
    assert_eq!(insert(&format!("SELECT 1{}, b FROM t", " + 1".repeat(100))), refused);
    assert_eq!(insert(&format!("SELECT a, b FROM t WHERE a = 1 {}", "AND a > 0 ".repeat(300))), Ok(()));
    let many = Err("a statement of so many operators is not supported here".to_owned());
    assert_eq!(insert(&format!("SELECT 1{}, b FROM t", " + 1".repeat(20_000))), many);
    let between = format!("SELECT a, b FROM t WHERE {}a{}", "(".repeat(40), " BETWEEN 1 AND 2) IN (TRUE)".repeat(40));
    assert!(insert(&between).is_err());
    let mut laughs = String::from(tables);
    laughs.push_str("CREATE VIEW v0 AS SELECT a, b FROM t;\n");
    for view in 1..40 {
        let before = view - 1;
        laughs
            .push_str(&format!("CREATE VIEW v{view} AS SELECT * FROM v{before} UNION ALL SELECT * FROM v{before};\n"));
    }
    let error = plan(&laughs).unwrap_err();
    assert_eq!(error.message, "a script that repeats so much of itself is not supported here");
}
