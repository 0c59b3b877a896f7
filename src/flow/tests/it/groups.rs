//! Groups without a window, aggregates, filters, expressions, and rows beside rows of a reference table.

use crate::support::*;
use expect_test::expect;
use flow::{Flow, Settings};
use jobs::stream::AggregateFunction::*;
use jobs::stream::{Aggregate, Binary, Expr, Node, Time, Type, Value};
use std::sync::Arc;

const SALES: &str = "user STRING, amount BIGINT, price DOUBLE";

#[test]
fn each_row_changes_its_groups_row() {
    let sales = table("sales", SALES);
    let query = grouped(scan(0), &[0], vec![count(), sum(1)]);
    let mut flow = flow(vec![sales.clone()], query, "user STRING, rows BIGINT, amount BIGINT");
    expect![[r#"
        p0 ana 1
            + ana 1 1
        p0 bea 2
            + bea 1 2
        p0 ana 3
            ~ ana 2 4
        p0 - 4
            + NULL 1 4
        p0 - 5
            ~ NULL 2 9
    "#]]
    .assert_eq(&play(&mut flow, &sales, "p0 ana 1\np0 bea 2\np0 ana 3\np0 - 4\np0 - 5"));
}

#[test]
fn a_row_that_having_excludes_is_gone() {
    let sales = table("sales", SALES);
    let groups = grouped(scan(0), &[0], vec![sum(1)]);
    let query = filter(groups, binary(column(1), Binary::Less, number(10)));
    let mut flow = flow(vec![sales.clone()], query, "user STRING, amount BIGINT");
    let script = "p0 ana 12\np0 ana -6\np0 ana 1\np0 ana 0\np0 ana 9\np0 ana 9";
    expect![[r#"
        p0 ana 12
        p0 ana -6
            + ana 6
        p0 ana 1
            ~ ana 7
        p0 ana 0
        p0 ana 9
            - ana 7
        p0 ana 9
    "#]]
    .assert_eq(&play(&mut flow, &sales, script));
}

#[test]
fn groups_of_groups_take_back_what_changed() {
    let sales = table("sales", SALES);
    let users = grouped(scan(0), &[0], vec![count(), sum(1)]);
    let highest = aggregate(Max, Some(column(2)));
    let query = grouped(users, &[1], vec![count(), highest]);
    let mut flow = flow(vec![sales.clone()], query, "rows BIGINT, users BIGINT, highest BIGINT");
    expect![[r#"
        p0 ana 5
            + 1 1 5
        p0 bea 3
            ~ 1 2 5
        p0 ana 1
            ~ 1 1 3
            + 2 1 6
        p0 bea 9
            - 1 1 3
            ~ 2 2 12
        p0 ana 1
            ~ 2 1 12
            + 3 1 7
    "#]]
    .assert_eq(&play(&mut flow, &sales, "p0 ana 5\np0 bea 3\np0 ana 1\np0 bea 9\np0 ana 1"));
}

#[test]
fn what_was_first_or_last_may_be_taken_back() {
    let sales = table("sales", SALES);
    let users = grouped(scan(0), &[0], vec![count()]);
    let (first, last) = (aggregate(First, Some(column(0))), aggregate(Last, Some(column(0))));
    let query = grouped(users, &[1], vec![first, last]);
    let mut flow = flow(vec![sales.clone()], query, "rows BIGINT, first STRING, last STRING");
    expect![[r#"
        p0 ana 1
            + 1 ana ana
        p0 bea 1
            ~ 1 ana bea
        p0 eva 1
            ~ 1 ana eva
        p0 ana 1
            ~ 1 bea eva
            + 2 ana ana
        p0 eva 1
            ~ 1 bea bea
            ~ 2 ana eva
        p0 bea 1
            - 1 bea bea
            ~ 2 ana bea
    "#]]
    .assert_eq(&play(&mut flow, &sales, "p0 ana 1\np0 bea 1\np0 eva 1\np0 ana 1\np0 eva 1\np0 bea 1"));
}

#[test]
fn groups_are_forgotten_after_a_time_without_rows() {
    let sales = table("sales", SALES);
    let settings = Settings { state_ttl_ms: 60_000, ..Settings::default() };
    let query = grouped(scan(0), &[0], vec![sum(1)]);
    let mut flow = with(vec![sales.clone()], query, "user STRING, amount BIGINT", settings);
    let script = "
        now 08:00
        p0 ana 1
        now 08:00:59
        p0 ana 2
        p0 bea 7
        now 08:01:59
        p0 ana 4
        now 08:02:30
        p0 ana 0";
    expect![[r#"
        now 08:00
        p0 ana 1
            + ana 1
        now 08:00:59
        p0 ana 2
            ~ ana 3
        p0 bea 7
            + bea 7
        now 08:01:59
        p0 ana 4
            + ana 4
        now 08:02:30
        p0 ana 0
            ~ ana 4
    "#]]
    .assert_eq(&play(&mut flow, &sales, script));
}

fn all(function: jobs::stream::AggregateFunction, index: u32, kind: Type) -> Aggregate {
    Aggregate { kind, ..aggregate(function, Some(column(index))) }
}

#[test]
fn aggregates_pass_nulls_over() {
    let sales = table("sales", "time TIMESTAMP, amount BIGINT, price DOUBLE, note STRING | watermark=time-0");
    let distinct = |aggregate: Aggregate| Aggregate { distinct: true, ..aggregate };
    let positive = Some(binary(column(1), Binary::Greater, number(0)));
    let aggregates = vec![
        count(),
        all(Count, 1, Type::Bigint),
        distinct(all(Count, 1, Type::Bigint)),
        all(Sum, 1, Type::Bigint),
        distinct(all(Sum, 1, Type::Bigint)),
        all(Average, 1, Type::Bigint),
        all(Sum, 2, Type::Double),
        all(Average, 2, Type::Double),
        all(Min, 2, Type::Double),
        all(Max, 3, Type::String),
        all(First, 3, Type::String),
        all(Last, 3, Type::String),
        Aggregate { filter: positive, ..count() },
    ];
    let width = 3 + aggregates.len() as u32;
    let query = windowed(scan(0), tumble(1), Time::Event(0), &[], aggregates);
    let query = pick(query, &(3..width).collect::<Vec<_>>());
    let sink = (3..width).map(|place| format!("c{place} STRING")).collect::<Vec<_>>().join(", ");
    let mut flow = flow(vec![sales.clone()], query, &sink);
    let script = "
        p0 08:00:01 -3 0.5 m
        p0 08:00:02 - - -
        p0 08:00:03 -3 0.25 a
        p0 08:00:04 1 - z
        p0 08:00:05 - 2 -
        p0 08:01 - - -
        p0 08:02 7 7 y";
    expect![[r#"
        p0 08:00:01 -3 0.5 m
            watermark 08:00:01
        p0 08:00:02 - - -
            watermark 08:00:02
        p0 08:00:03 -3 0.25 a
            watermark 08:00:03
        p0 08:00:04 1 - z
            watermark 08:00:04
        p0 08:00:05 - 2 -
            watermark 08:00:05
        p0 08:01 - - -
            + 5 3 2 -5 -2 -1 2.75 0.9166666666666666 0.25 z m z 1
            watermark 08:01
        p0 08:02 7 7 y
            + 1 0 0 NULL NULL NULL NULL NULL NULL NULL NULL NULL 0
            watermark 08:02
    "#]]
    .assert_eq(&play(&mut flow, &sales, script));
}

#[test]
fn a_row_that_an_expression_fails_on_is_counted_and_passed_over() {
    let sales = table("sales", SALES);
    let ratio = binary(number(12), Binary::Divide, column(1));
    let text = |tries| Expr::Cast(Box::new(column(0)), Type::Bigint, tries);
    let mut first = flow(vec![sales.clone()], project(scan(0), [column(0), ratio]), "user STRING, ratio BIGINT");
    let mut strict = flow(vec![sales.clone()], project(scan(0), [text(false)]), "number BIGINT");
    let mut tried = flow(vec![sales.clone()], project(scan(0), [text(true)]), "number BIGINT");
    let script = "p0 5 5\np0 x 0\np0 -7 -";
    let played = [&mut first, &mut strict, &mut tried].map(|flow| {
        let text = play(flow, &sales, script);
        format!("{text}{}\n", counts(flow))
    });
    expect![[r#"
        p0 5 5
            + 5 2
        p0 x 0
        p0 -7 -
            + -7 NULL
        records: 3, failed: 1, taken: 2, rows: 2

        p0 5 5
            + 5
        p0 x 0
        p0 -7 -
            + -7
        records: 3, failed: 1, taken: 2, rows: 2

        p0 5 5
            + 5
        p0 x 0
            + NULL
        p0 -7 -
            + -7
        records: 3, taken: 3, rows: 3
    "#]]
    .assert_eq(&played.join("\n"));
}

fn looked_up(is_outer: bool) -> Flow {
    let sales = table("sales", SALES);
    let users = table("users", "name STRING, city STRING, level BIGINT | format=csv");
    let query = Node::Lookup { input: Box::new(scan(0)), table: 1, on: vec![(column(0), 0)], outer: is_outer };
    flow(vec![sales, users], pick(query, &[0, 1, 4, 5]), "user STRING, amount BIGINT, city STRING, level BIGINT")
}

#[test]
fn rows_are_put_beside_those_of_a_reference_table() {
    let sales = table("sales", SALES);
    for is_outer in [false, true] {
        let mut flow = looked_up(is_outer);
        assert_eq!((flow.sources(), flow.references()), ([0].as_slice(), [1].as_slice()));
        assert_eq!(flow.load(1, b"ana,Sevilla,1\nbea,\"Aranjuez, Madrid\",2\n\nana,Lorca,3\n,Nowhere,4\n"), Ok(4));
        assert_eq!(flow.load(1, b"zoe,Murcia,"), Ok(1));
        let text = play(&mut flow, &sales, "p0 ana 1\np0 bea 2\np0 eva 3\np0 - 4\np0 zoe 5");
        let text = format!("{text}{}", counts(&flow));
        match is_outer {
            false => expect![[r#"
                p0 ana 1
                    + ana 1 Sevilla 1
                    + ana 1 Lorca 3
                p0 bea 2
                    + bea 2 Aranjuez, Madrid 2
                p0 eva 3
                p0 - 4
                p0 zoe 5
                    + zoe 5 Murcia NULL
                records: 5, unmatched: 2, taken: 4, rows: 4"#]]
            .assert_eq(&text),
            true => expect![[r#"
                p0 ana 1
                    + ana 1 Sevilla 1
                    + ana 1 Lorca 3
                p0 bea 2
                    + bea 2 Aranjuez, Madrid 2
                p0 eva 3
                    + eva 3 NULL NULL
                p0 - 4
                    + NULL 4 NULL NULL
                p0 zoe 5
                    + zoe 5 Murcia NULL
                records: 5, taken: 6, rows: 6"#]]
            .assert_eq(&text),
        }
    }
}

#[test]
fn a_bad_line_of_a_reference_table_is_named_and_nothing_is_loaded() {
    let mut flow = looked_up(false);
    let problem = flow.load(1, b"ana,Sevilla,1\nbea,Lorca,x\n").unwrap_err();
    assert_eq!(problem.message, "line 2: 'level' is no BIGINT");
    assert_eq!(flow.load(0, b"").unwrap_err().message, "no table number 0 is looked up");
    assert_eq!(play(&mut flow, &table("sales", SALES), "p0 ana 1"), "p0 ana 1\n");
}

#[test]
fn expressions_have_the_values_that_sql_gives_them() {
    use jobs::stream::Function as F;
    let text = |text: &str| Expr::Literal(Value::String(Arc::from(text)));
    let call = |function, arguments: Vec<Expr>| Expr::Call(function, arguments);
    let time = || Expr::Literal(Value::Timestamp(at("08:05:07.089")));
    let null = || Expr::Literal(Value::Null);
    let yes = || Expr::Literal(Value::Boolean(true));
    let exprs = vec![
        call(F::Upper, vec![text("añb")]),
        call(F::Trim, vec![text(" a ")]),
        call(F::CharLength, vec![text("añb")]),
        call(F::Substring, vec![text("acequia"), number(3), number(2)]),
        call(F::Concat, vec![text("a"), number(1), null()]),
        call(F::Concat, vec![text("a"), text("b")]),
        call(F::Coalesce, vec![null(), number(2)]),
        call(F::Round, vec![Expr::Literal(Value::Double(2.345)), number(2)]),
        call(F::Floor, vec![Expr::Literal(Value::Double(-2.5))]),
        call(F::FloorTime, vec![time(), number(3_600_000)]),
        call(F::ToTimestamp, vec![text("2020-04-15T09:00:00Z")]),
        call(F::ToTimestamp, vec![text("no time")]),
        call(F::ToTimestampLtz, vec![number(at("08:00") / 1_000), number(0)]),
        call(F::UnixTimestamp, vec![time()]),
        call(F::Extract, vec![time(), text("MINUTE")]),
        call(F::DateFormat, vec![time(), text("yyyyMMdd HH.mm.ss.SSS")]),
        call(F::CurrentWatermark, vec![column(0)]),
        binary(number(7), Binary::Divide, number(-2)),
        binary(number(7), Binary::Modulo, number(-2)),
        binary(time(), Binary::Plus, number(60_000)),
        binary(null(), Binary::And, Expr::Not(Box::new(yes()))),
        binary(null(), Binary::Or, yes()),
        binary(null(), Binary::Equal, null()),
        Expr::IsNull(Box::new(null())),
        Expr::In(Box::new(number(1)), vec![null(), number(2)]),
        Expr::In(Box::new(number(2)), vec![null(), number(2)]),
        Expr::Case(vec![(null(), number(1))], Box::new(number(2))),
        Expr::Like(Box::new(text("acequia")), "a%u_a".into()),
        Expr::Cast(Box::new(time()), Type::String, false),
        Expr::Cast(Box::new(text("1.9")), Type::Bigint, false),
    ];
    let sink = (0..exprs.len()).map(|place| format!("c{place} STRING")).collect::<Vec<_>>().join(", ");
    let sales = table("sales", SALES);
    let mut flow = flow(vec![sales.clone()], project(scan(0), exprs), &sink);
    expect![[r#"
        p0 ana 1
            + AÑB a 3 eq NULL ab 2 2.35 -3.0 08:00 09:00 NULL 08:00 1586937907 5 20200415 08.05.07.089 NULL -3 1 08:06:07.089 false true NULL true NULL true 2 true 2020-04-15 08:05:07.089 1
    "#]].assert_eq(&play(&mut flow, &sales, "p0 ana 1"));
}
