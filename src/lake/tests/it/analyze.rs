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
            let followable = analyzed.followable.map_or_else(|reason| reason, |()| "followable".into());
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
fn the_others_say_why_not() {
    check(
        "SELECT a, COUNT(*) FROM t GROUP BY a",
        expect!["SELECT of [t]: GROUP BY makes one row of many; select the rows of one group by a WHERE clause."],
    );
    check(
        "SELECT max(a) FROM t",
        expect!["SELECT of [t]: max makes one value of many rows; select the rows themselves."],
    );
    check(
        "SELECT Count_If(a > 1) FROM t",
        expect!["SELECT of [t]: count_if makes one value of many rows; select the rows themselves."],
    );
    check("SELECT DISTINCT a FROM t", expect!["SELECT of [t]: DISTINCT makes one row of many equal ones."]);
    check(
        "SELECT t.a FROM t JOIN u ON t.a = u.a",
        expect!["SELECT of [t, u]: A row of a join is made of several rows; select from one table alone."],
    );
    check(
        "SELECT t.a FROM t, db.u",
        expect!["SELECT of [t, db.u]: A row of a join is made of several rows; select from one table alone."],
    );
    check(
        "SELECT a FROM t UNION ALL SELECT a FROM u",
        expect!["SELECT of [t, u]: UNION puts rows of several SELECTs together; run one of them alone."],
    );
    check(
        "WITH c AS (SELECT * FROM t) SELECT * FROM c JOIN u ON true",
        expect!["SELECT of [t, u]: A row of a WITH clause's table is no row of a file; put the SELECT in its place."],
    );
    check(
        "SELECT a FROM (SELECT a FROM t)",
        expect!["SELECT of [t]: The rows come from a subquery; run it alone to follow its rows."],
    );
    check("SELECT 1", expect!["SELECT of []: The rows come from the statement itself, not from a file."]);
    check("VALUES (1)", expect!["VALUES of []: VALUES come from the statement itself, not from a file."]);
    check("EXPLAIN SELECT a FROM t", expect!["EXPLAIN of [t]: Only the rows of a SELECT can be followed."]);
}

#[test]
fn other_statements_have_a_kind() {
    check("INSERT INTO t SELECT * FROM u", expect!["INSERT of [u]: Only the rows of a SELECT can be followed."]);
    check(
        "CREATE TABLE t AS SELECT * FROM u",
        expect!["CREATE TABLE AS of [u]: Only the rows of a SELECT can be followed."],
    );
    check(
        "CREATE EXTERNAL TABLE IF NOT EXISTS `t` (`a` int, b string) PARTITIONED BY (dt string)
         ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://lake/t/'",
        expect!["CREATE TABLE of []: Only the rows of a SELECT can be followed."],
    );
    check("DROP TABLE IF EXISTS t", expect!["DROP TABLE of []: Only the rows of a SELECT can be followed."]);
    check(
        "CREATE OR REPLACE VIEW v AS SELECT * FROM t",
        expect!["CREATE VIEW of [t]: Only the rows of a SELECT can be followed."],
    );
    check("MSCK REPAIR TABLE t", expect!["MSCK REPAIR of []: Only the rows of a SELECT can be followed."]);
    check("SHOW TABLES IN db", expect!["SHOW TABLES of []: Only the rows of a SELECT can be followed."]);
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
