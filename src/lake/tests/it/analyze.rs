//! What is said of a statement without running it.

use expect_test::{Expect, expect};
use jobs::lake::{Answer, Request};
use lake::Engine;

fn check(sql: &str, expect: Expect) {
    let answer = Engine::new().run(&Request::Analyze { sql: sql.into() }).expect("the engine broke");
    let Answer::Analyzed(analyzed) = answer else { panic!("not analyzed: {answer:?}") };
    let text = match analyzed {
        Ok(analyzed) => {
            let tables: Vec<String> = analyzed
                .tables
                .iter()
                .map(|(database, name)| database.iter().chain([name]).cloned().collect::<Vec<_>>().join("."))
                .collect();
            let followable = analyzed.followable.map_or_else(|why| format!("{why:?}"), |()| "followable".into());
            format!("{} of [{}]: {followable}", analyzed.kind, tables.join(", "))
        }
        Err(wrong) => format!("{:?} {:?}: {} ({:?})", wrong.class, wrong.position, wrong.message, wrong.hint),
    };
    expect.assert_eq(&text);
}

#[test]
fn selects_of_one_table_can_be_followed() {
    check("SELECT * FROM Flights;", expect!["SELECT of [flights]: followable"]);
    check(
        "select a, upper(b) from DB.t x where c in (select c from u) order by 1 limit 3",
        expect!["SELECT of [u, db.t]: followable"],
    );
    check("SELECT rank() OVER (ORDER BY a) FROM t", expect!["SELECT of [t]: followable"]);
    check(r#"SELECT a FROM "awsdatacatalog"."db"."T""#, expect!["SELECT of [db.t]: followable"]);
}

#[test]
fn groups_of_one_table_can_be_followed() {
    for sql in [
        "SELECT a, COUNT(*) FROM t GROUP BY a",
        "SELECT max(a) FROM t",
        "SELECT Count_If(a > 1) FROM t WHERE b IN (SELECT b FROM u)",
        "SELECT 1 FROM t ORDER BY count(*)",
        "SELECT date_trunc('day', a) AS day, sum(b) FROM t GROUP BY day HAVING sum(b) > 1 ORDER BY 2 LIMIT 3",
        "SELECT a, rank() OVER (ORDER BY count(*)) FROM t GROUP BY 1",
        "SELECT DISTINCT a, b FROM t",
        "SELECT DISTINCT * FROM t",
        "SELECT a, count(*) FROM t GROUP BY ALL",
    ] {
        let answer = Engine::new().run(&Request::Analyze { sql: sql.into() }).expect("the engine broke");
        let Answer::Analyzed(Ok(analyzed)) = answer else { panic!("{sql}: {answer:?}") };
        assert_eq!(analyzed.followable, Ok(()), "{sql}");
    }
}

#[test]
fn the_others_say_why_not() {
    check("SELECT a, count(*) FROM t GROUP BY ROLLUP(a)", expect!["SELECT of [t]: Totals"]);
    check("SELECT a, count(*) FROM t GROUP BY GROUPING SETS ((a), ())", expect!["SELECT of [t]: Totals"]);
    check("SELECT DISTINCT count(*) FROM t GROUP BY a", expect!["SELECT of [t]: DistinctGroups"]);
    check(
        "SELECT DISTINCT rank() OVER (ORDER BY a) AS r FROM t",
        expect![[r#"SELECT of [t]: Key("rank() OVER (ORDER BY a)")"#]],
    );
    check("SELECT unnest(a), count(*) FROM t GROUP BY 1", expect![[r#"SELECT of [t]: Key("unnest(a)")"#]]);
    check(
        "SELECT (SELECT max(b) FROM u) AS m, count(*) FROM t GROUP BY m",
        expect![[r#"SELECT of [t, u]: Key("(SELECT max(b) FROM u)")"#]],
    );
    check("SELECT a, count(*) FROM t, u GROUP BY a", expect!["SELECT of [t, u]: Join"]);
    check("SELECT a, count(*) FROM (SELECT a FROM t) GROUP BY a", expect!["SELECT of [t]: Subquery"]);
    check("(SELECT a FROM t) ORDER BY 1", expect!["SELECT of [t]: Subquery"]);
    check("SELECT t.a FROM t JOIN u ON t.a = u.a", expect!["SELECT of [t, u]: Join"]);
    check("SELECT t.a FROM t, db.u", expect!["SELECT of [t, db.u]: Join"]);
    check("SELECT a FROM t UNION ALL SELECT a FROM u", expect![[r#"SELECT of [t, u]: SetOperation("UNION")"#]]);
    check("WITH c AS (SELECT * FROM t) SELECT * FROM c JOIN u ON true", expect!["SELECT of [t, u]: With"]);
    check("SELECT a FROM (SELECT a FROM t)", expect!["SELECT of [t]: Subquery"]);
    check("SELECT 1", expect!["SELECT of []: NoTable"]);
    check("VALUES (1)", expect!["VALUES of []: NoTable"]);
    check("EXPLAIN SELECT a FROM t", expect!["EXPLAIN of [t]: NoSelect"]);
}

#[test]
fn other_statements_have_a_kind() {
    check("INSERT INTO t SELECT * FROM u", expect!["INSERT of [u]: NoSelect"]);
    check("CREATE TABLE t AS SELECT * FROM u", expect!["CREATE TABLE AS of [u]: NoSelect"]);
    check(
        "CREATE EXTERNAL TABLE IF NOT EXISTS `t` (`a` int, b string) PARTITIONED BY (dt string)
         ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://lake/t/'",
        expect!["CREATE TABLE of []: NoSelect"],
    );
    check("DROP TABLE IF EXISTS t", expect!["DROP TABLE of []: NoSelect"]);
    check("CREATE OR REPLACE VIEW v AS SELECT * FROM t", expect!["CREATE VIEW of [t]: NoSelect"]);
    check("MSCK REPAIR TABLE t", expect!["MSCK REPAIR of []: NoSelect"]);
    check("SHOW TABLES IN db", expect!["SHOW TABLES of []: NoSelect"]);
}

#[test]
fn wrong_statements_have_a_position() {
    check(
        "",
        expect![[
            r#"Syntax Some((1, 1)): there is no statement (Some("for example: SELECT * FROM a_table LIMIT 10"))"#
        ]],
    );
    check(
        "-- nothing\n",
        expect![[
            r#"Syntax Some((1, 1)): there is no statement (Some("for example: SELECT * FROM a_table LIMIT 10"))"#
        ]],
    );
    check(
        "SELEC * FROM t",
        expect![[r#"Syntax Some((1, 1)): mismatched input 'SELEC' (Some("did you mean 'SELECT'?"))"#]],
    );
    check(
        "SELECT * FROM t WHER a = 1",
        expect![[r#"Syntax Some((1, 22)): mismatched input 'a' (Some("did you mean 'WHERE'?"))"#]],
    );
    check(
        "SELECT a, FROM t",
        expect![[r#"Syntax Some((1, 11)): mismatched input 'FROM' (Some("expecting an expression"))"#]],
    );
    check(
        "SELECT a FROM t GROUP origin",
        expect![[r#"Syntax Some((1, 23)): mismatched input 'origin' after GROUP (Some("expecting BY"))"#]],
    );
    check("SELECT (a FROM t", expect![[r#"Syntax Some((1, 11)): mismatched input 'FROM' (Some("expecting )"))"#]]);
    check(
        "SELECT a FROM t LIMIT ten rows",
        expect![[r#"Syntax Some((1, 27)): mismatched input 'rows' (Some("expecting the end of the statement"))"#]],
    );
    check(
        "SELECT 1; SELECT 2",
        expect![[r#"Syntax Some((1, 11)): only one statement can be run at a time (Some("run them one by one"))"#]],
    );
    check("SELECT \"a FROM t", expect![[r#"Syntax Some((1, 8)): expected close delimiter '"' before eof (None)"#]]);
}
