//! Programs: what they say, what stops them, and what is wrong with them.

use super::*;

fn run(program: &str, input: &str) -> Result<Vec<String>, Stop> {
    let program = Program::parse(program).unwrap_or_else(|error| panic!("{program}: {error}"));
    let value = value_of(input.as_bytes()).unwrap_or_else(|| text_of(input.as_bytes()));
    program.run(value, 1_000).map(|values| values.iter().map(ToString::to_string).collect())
}

fn one(program: &str, input: &str) -> String {
    match run(program, input) {
        Ok(outputs) => outputs.join(","),
        Err(Stop::Error(message)) => format!("error: {message}"),
        Err(Stop::TooLong) => "too long".into(),
    }
}

#[test]
fn programs_say_what_jq_says() {
    let cases = [
        (".a", r#"{"a":1}"#, "1"),
        (
            "{id: .customer, day: .ts|strftime(\"%Y-%m-%d\")}",
            r#"{"customer":"x","ts":1565382027}"#,
            r#"{"id":"x","day":"2019-08-09"}"#,
        ),
        ("select(.ok)", r#"{"ok":false}"#, ""),
        ("error(\"no: \\(.a)\")", r#"{"a":1}"#, "error: no: 1"),
        (".a + .b", r#"{"a":1,"b":"x"}"#, "error: cannot calculate 1 + \"x\""),
        ("ascii_upcase", "plain text", "\"PLAIN TEXT\""),
        ("[.[] | select(. > 1) * 2]", "[1,2,3]", "[4,6]"),
        ("reduce .[] as $x (0; . + $x)", "[1,2,3]", "6"),
        ("map_values(. + 1) | to_entries | map(.key) | join(\"-\")", r#"{"a":1,"b":2}"#, "\"a-b\""),
        (".a |= . * 3 | del(.b) | .c += 1", r#"{"a":1,"b":2,"c":3}"#, r#"{"a":3,"c":4}"#),
        ("\"2015-03-05T23:51:47Z\" | fromdateiso8601", "null", "1425599507"),
        ("@base64 | ., @base64d", "\"hi\"", "\"aGk=\",\"hi\""),
        (".big", r#"{"big":123456789012345678901234567890}"#, "123456789012345678901234567890"),
        ("def double: . * 2; .a | double", r#"{"a":21}"#, "42"),
        ("[limit(3; range(10))] | add", "null", "3"),
    ];
    for (program, input, expected) in cases {
        assert_eq!(one(program, input), expected, "{program}");
    }
}

#[test]
fn a_program_that_goes_on_for_ever_is_stopped() {
    let endless = [
        "repeat(.)|empty",
        "last(repeat(1))",
        "until(false; [1])",
        "[range(1e12)]",
        "reduce range(1e12) as $i (0; . + 1)",
        "[while(true; .)]",
        "last(recurse(.))",
        "if range(1e12) < 0 then 1 else empty end",
        "range(1e12) and empty",
        "repeat(try error(1) catch .) | empty",
        "isempty(range(1e12) | empty)",
        "[.[] as $a | .[] as $b | .[] as $c | 1] | length",
        "\"x\" * 1000000000 | length",
        "reduce range(100) as $i (\"xx\"; . + .)",
        "reduce range(100) as $i (3; . * .)",
        "reduce range(100000) as $i (0; [.])",
        "any(range(1e12); false)",
        ".[range(1e12)|empty]",
        "first(range(1e12) | select(. < 0))",
        ". as [$a] | last(range(1e12))",
        "\"\\(range(1e12)|empty)\"",
        "{a: (range(1e12)|empty)}",
        "label $out | foreach range(1e12) as $i (0; . + 1; empty)",
    ];
    let input = format!("[{}]", ["1"; 200].join(","));
    for program in endless {
        assert_eq!(one(program, &input), "too long", "{program}");
    }
}

#[test]
fn what_is_wrong_is_named_with_its_position() {
    let cases = [
        ("{id: .a", "expected closing brace at line 1, column 8"),
        (".a |\n  foo", "undefined filter 'foo' at line 2, column 3"),
        (".a | $x", "undefined variable '$x' at line 1, column 6"),
        ("if .a then 1", "expected else or end, found the end at line 1, column 13"),
        (".a, |", "expected term, found '|' at line 1, column 5"),
        ("def f: 1 + f; f", "the definition 'f' calls itself, which is not modelled here at line 1, column 12"),
        ("now", "undefined filter 'now' at line 1, column 1"),
        ("$ENV.HOME", "undefined variable '$ENV' at line 1, column 1"),
        ("input", "undefined filter 'input' at line 1, column 1"),
        ("test(\"a\")", "undefined filter 'test' at line 1, column 1"),
    ];
    for (program, expected) in cases {
        let error = Program::parse(program).map_or_else(|error| error.to_string(), |_| "no error".into());
        assert_eq!(error, expected, "{program}");
    }
    let deep = "[".repeat(5_000);
    assert!(Program::parse(&deep).is_err_and(|error| error.message.contains("too long or nested")));
    assert!(Program::parse(&vec!["-1"; 2_000].join("")).is_err_and(|error| error.message.contains("too long")));
    assert!(value_of("[".repeat(100_000).as_bytes()).is_none());
}

#[test]
fn an_object_tells_its_keys() {
    let keys = |text: &str| Program::parse(text).ok().and_then(|program| program.keys().map(<[String]>::to_vec));
    assert_eq!(keys("{a: .x, \"b\": .y, c}"), Some(vec!["a".into(), "b".into(), "c".into()]));
    assert_eq!(keys(".a"), None);
    assert_eq!(keys("{(.a): 1}"), None);
}
