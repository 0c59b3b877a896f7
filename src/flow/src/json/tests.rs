//! What is read, and what is refused.

use super::*;
use expect_test::expect;
use proptest::prelude::*;

fn fields() -> Vec<Field> {
    let kinds = [Type::Bigint, Type::Double, Type::String, Type::Boolean, Type::Timestamp];
    let field = |(column, kind): (usize, Type)| Field { name: ["i", "d", "s", "b", "t"][column].into(), kind, column };
    kinds.into_iter().enumerate().map(field).collect()
}

fn shown(text: &str, unfit: Unfit) -> String {
    let fields = fields();
    let mut row = vec![Cell::Null; 5];
    match read(text.as_bytes(), &fields, unfit, &mut row) {
        Ok(nulled) => {
            let cells: Vec<_> = row.iter().map(|cell| format!("{:?}", cell.to_value())).collect();
            format!("{}{}", cells.join(" "), if nulled > 0 { format!(" ({nulled} nulled)") } else { String::new() })
        }
        Err(bad) => bad.message(),
    }
}

#[test]
fn members_become_cells() {
    let texts = [
        r#"{"i":12,"d":1.5e1,"s":"añ\u00f1\n\ud83d\ude00","b":true,"t":"2020-04-15 08:05:00.5"}"#,
        r#" { "x" : [1,{"i":2}, "}"], "t":"2020-04-15T08:05:00Z" , "s" : {"k": [1, 2]} , "i":"7" } "#,
        r#"{"i":1.9,"d":3,"s":4.50,"b":"TRUE","t":null,"i":-2,"\u0064":7}"#,
        "{}",
        r#"{"i":9223372036854775807,"d":-0.0,"s":""}"#,
        r#"{"i":9223372036854775808}"#,
        r#"{"i":"x"}"#,
        r#"{"t":5}"#,
        r#"{"b":1}"#,
        r#"{"s":"\ud800"}"#,
        r#"{"i":01}"#,
        r#"{"i":1,}"#,
        r#"{"i":1} x"#,
        r#"{"x":nul}"#,
        r#"{"x":"a"#,
        "{\"x\":\"a\u{1}\"}",
        r#"[1]"#,
        "",
    ];
    let all: Vec<_> = texts.iter().map(|text| format!("{}\n", shown(text, Unfit::Refuse))).collect();
    expect![[r#"
        Bigint(12) Double(15.0) String("aññ\n😀") Boolean(true) Timestamp(1586937900500)
        Bigint(7) Null String("{\"k\": [1, 2]}") Null Timestamp(1586937900000)
        Bigint(-2) Double(7.0) String("4.50") Boolean(true) Null
        Null Null Null Null Null
        Bigint(9223372036854775807) Double(-0.0) String("") Null Null
        'i' is no BIGINT
        'i' is no BIGINT
        't' is no TIMESTAMP
        'b' is no BOOLEAN
        's' is no STRING
        a number without leading zeros was expected at byte 5
        a member's name was expected at byte 7
        nothing more was expected at byte 8
        a value was expected at byte 5
        the end of a string was expected at byte 7
        the end of a string was expected at byte 7
        an object was expected at byte 0
        an object was expected at byte 0
    "#]]
    .assert_eq(&all.concat());
    assert_eq!(shown(r#"{"i":"x","s":"y","t":5}"#, Unfit::Null), r#"Null Null String("y") Null Null (2 nulled)"#);
    let deep = format!(r#"{{"x":{}1{}}}"#, "[".repeat(200), "]".repeat(200));
    assert!(shown(&deep, Unfit::Null).starts_with("a value was expected"));
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9_f64).prop_map(Value::from),
        "\\PC{0,20}|[\"\\\\\n\u{1}a-c]{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,2}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    /// What another reader makes of the same text.
    #[test]
    fn a_text_is_read_as_by_another_reader(members in prop::collection::btree_map("[isx]", json(), 0..4), cut in any::<prop::sample::Index>(), put: u8) {
        let object: serde_json::Map<_, _> = members.into_iter().collect();
        let text = serde_json::to_string(&object).unwrap_or_default();
        let fields = [Field { name: "i".into(), kind: Type::Bigint, column: 0 }, Field { name: "s".into(), kind: Type::String, column: 1 }];
        let mut row = vec![Cell::Null; 2];
        prop_assert!(read(text.as_bytes(), &fields, Unfit::Null, &mut row).is_ok(), "{}", text);
        if let Some(number) = object.get("i").and_then(serde_json::Value::as_i64) {
            prop_assert_eq!(row[0].whole(), Some(number));
        }
        if let Some(string) = object.get("s").and_then(serde_json::Value::as_str) {
            prop_assert_eq!(row[1].text(), Some(string));
        }
        // One byte is another one: both still agree on whether it is JSON, but for half surrogate pairs and what is too large.
        let mut bytes = text.into_bytes();
        let place = cut.index(bytes.len());
        bytes[place] = put;
        let theirs = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&bytes).is_ok();
        let ours = read(&bytes, &[], Unfit::Null, &mut []).is_ok();
        prop_assert!(ours == theirs || (ours && bytes.contains(&b'\\')) || (ours && (bytes.contains(&b'e') || bytes.contains(&b'E'))), "{:?}", String::from_utf8_lossy(&bytes));
    }
}
