//! Scripts to begin with: one for each kind of window, over a stream and into a result that there are.

use protocol::{Node, Works};

/// The kinds, by name.
pub const KINDS: [&str; 7] = ["tumble", "hop", "cumulate", "session", "top", "lookup", "clock"];
/// The file that the lookup template joins with.
pub const REFERENCE_KEY: &str = "reference/teams.json";
/// What each device's (or airport's) team is called, for a reader who has no such file.
const TEAMS: [(&str, &str); 6] = [
    ("phone", "mobile"),
    ("tablet", "mobile"),
    ("desktop", "web"),
    ("ORD", "north"),
    ("ATL", "south"),
    ("DFW", "south"),
];

/// What a stream's records hold, as far as the page knows.
struct Fields {
    /// The columns, each with its type.
    columns: Vec<(String, &'static str)>,
    /// What is counted by: few values.
    key: String,
    /// What sessions are made of, and a ranking: many values.
    many: [String; 2],
    /// What a reference table is looked up by.
    looked_up: String,
    /// When a record happened: a column.
    time: &'static str,
    /// Where that column comes from, if it is none of the record's members.
    time_from: &'static str,
    /// How far the watermark stays behind.
    delay_s: u32,
}

impl Fields {
    fn of(works: &Works, stream: &str) -> Self {
        let node = Node::Stream(stream.to_owned());
        let producer = works.producers.iter().find(|producer| producer.target.as_ref() == Some(&node));
        let fields = producer.map(|producer| producer.fields.as_slice()).unwrap_or_default();
        let has = |name: &str| fields.iter().any(|field| field == name);
        let texts = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), "STRING")).collect();
        if has("event_time") {
            let columns = texts(&["user", "page", "action", "device"]);
            let many = ["user".to_owned(), "page".to_owned()];
            let (key, looked_up) = ("action".into(), "device".into());
            return Self { columns, key, many, looked_up, time: "event_time", time_from: "", delay_s: 10 };
        }
        let (columns, key): (Vec<_>, String) = if has("origin") {
            let mut columns: Vec<_> = texts(&["origin", "destination"]);
            columns.push(("delay".into(), "BIGINT"));
            (columns, "origin".into())
        } else {
            let known: Vec<_> = fields.iter().take(6).map(|field| (field.clone(), "STRING")).collect();
            let columns = if known.is_empty() { vec![("id".to_owned(), "STRING")] } else { known };
            let key = columns.first().map(|(name, _)| name.clone()).unwrap_or_default();
            (columns, key)
        };
        let (many, looked_up) = ([key.clone(), key.clone()], key.clone());
        Self { columns, key, many, looked_up, time: "arrived_at", time_from: " METADATA FROM 'timestamp'", delay_s: 1 }
    }
}

/// A name as SQL takes it: letters, digits and underscores, else in backquotes.
fn name(text: &str) -> String {
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && text.starts_with(|c: char| c.is_ascii_alphabetic());
    let reserved =
        ["user", "date", "time", "timestamp", "value", "table", "order", "group", "start", "end", "day", "hour"];
    if plain && !reserved.contains(&text.to_ascii_lowercase().as_str()) { text.to_owned() } else { format!("`{text}`") }
}

fn stream_options(stream: &str, is_source: bool) -> String {
    let arn = super::super::arn("kinesis", &format!("stream/{stream}"));
    let begin = if is_source { "\n  'source.init.position' = 'LATEST'," } else { "" };
    format!(
        "  'connector' = 'kinesis',\n  'stream.arn' = '{arn}',\n  'aws.region' = 'us-east-1',{begin}\n  'format' = 'json'"
    )
}

/// Where results go: a live chart (empty), `stream NAME` or `delivery NAME`.
fn sink_options(sink: &str) -> String {
    match sink.split_once(' ') {
        Some(("stream", stream)) => stream_options(stream, false),
        Some((_, delivery)) => format!(
            "  'connector' = 'firehose',\n  'delivery-stream' = '{delivery}',\n  'aws.region' = 'us-east-1',\n  'format' = 'json'"
        ),
        None => "  'connector' = 'chart'".to_owned(),
    }
}

/// The script.
pub fn script(works: &Works, kind: &str, stream: &str, sink: &str, bucket: &str) -> String {
    let fields = Fields::of(works, stream);
    let (time, source) = (fields.time, name(stream));
    let by_clock = kind == "clock";
    let mut columns: Vec<String> =
        fields.columns.iter().map(|(column, kind)| format!("  {} {kind}", name(column))).collect();
    if !by_clock {
        columns.push(format!("  {time} TIMESTAMP_LTZ(3){}", fields.time_from));
    }
    if by_clock || kind == "lookup" {
        columns.push("  processed_at AS PROCTIME()".into());
    }
    if !by_clock {
        columns.push(format!("  WATERMARK FOR {time} AS {time} - INTERVAL '{}' SECOND", fields.delay_s));
    }
    let mut options = stream_options(stream, true);
    if !by_clock && fields.time_from.is_empty() {
        options.push_str(",\n  'json.timestamp-format.standard' = 'ISO-8601'");
    }
    let mut tables = vec![table(&source, &columns, &options)];
    let key = name(match kind {
        "session" => &fields.many[0],
        "top" => &fields.many[1],
        "lookup" => &fields.looked_up,
        _ => &fields.key,
    });
    let results = if kind == "lookup" {
        let options =
            format!("  'connector' = 'filesystem',\n  'path' = 's3://{bucket}/{REFERENCE_KEY}',\n  'format' = 'json'");
        tables.push(table("teams", &[format!("  {key} STRING"), "  team STRING".into()], &options));
        vec![format!("  {time} TIMESTAMP_LTZ(3)"), format!("  {key} STRING"), "  team STRING".into()]
    } else {
        let windows = ["  window_start TIMESTAMP(3)".to_owned(), "  window_end TIMESTAMP(3)".to_owned()];
        windows.into_iter().chain([format!("  {key} STRING"), "  records BIGINT".into()]).collect()
    };
    tables.push(table("results", &results, &sink_options(sink)));
    format!("{}\n\nINSERT INTO results\n{};\n", tables.join("\n\n"), query(kind, &source, time, &key))
}

/// `CREATE TABLE`.
fn table(name: &str, columns: &[String], options: &str) -> String {
    format!("CREATE TABLE {name} (\n{}\n) WITH (\n{options}\n);", columns.join(",\n"))
}

/// The continuous query, without its end.
fn query(kind: &str, source: &str, time: &str, key: &str) -> String {
    let time_column = if kind == "clock" { "processed_at" } else { time };
    let (function, lengths) = match kind {
        "hop" => ("HOP", "INTERVAL '15' SECOND, INTERVAL '45' SECOND"),
        "cumulate" => ("CUMULATE", "INTERVAL '20' SECOND, INTERVAL '60' SECOND"),
        "session" => ("SESSION", "INTERVAL '15' SECOND"),
        _ => ("TUMBLE", "INTERVAL '30' SECOND"),
    };
    let partition = if kind == "session" { format!(" PARTITION BY {key}") } else { String::new() };
    let grouped = format!(
        "SELECT window_start, window_end, {key}, COUNT(*) AS records\nFROM TABLE({function}(TABLE {source}{partition}, DESCRIPTOR({time_column}), {lengths}))\nGROUP BY window_start, window_end, {key}"
    );
    match kind {
        "top" => format!(
            "SELECT window_start, window_end, {key}, records\nFROM (\n  SELECT *, ROW_NUMBER() OVER (\n    PARTITION BY window_start, window_end ORDER BY records DESC\n  ) AS place\n  FROM (\n    {}\n  )\n)\nWHERE place <= 3",
            grouped.replace('\n', "\n    ")
        ),
        "lookup" => format!(
            "SELECT s.{time}, s.{key}, t.team\nFROM {source} AS s\nJOIN teams FOR SYSTEM_TIME AS OF s.processed_at AS t\nON s.{key} = t.{key}"
        ),
        _ => grouped,
    }
}

/// What the lookup template's file holds for this stream.
pub fn reference(works: &Works, stream: &str) -> String {
    let key = Fields::of(works, stream).looked_up;
    TEAMS.map(|(value, team)| format!("{}\n", serde_json::json!({ key.as_str(): value, "team": team }))).concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Producer;

    fn works() -> Works {
        let producer = |name: &str, fields: &[&str]| Producer {
            target: Some(Node::Stream(name.into())),
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
            ..Producer::default()
        };
        Works {
            producers: vec![
                producer("clicks", &["event_id", "user", "page", "action", "device", "event_time"]),
                producer("flights", &["flight_id", "origin", "destination", "delay"]),
            ],
            ..Works::default()
        }
    }

    #[test]
    fn each_kind_reads_the_stream_and_writes_the_result() {
        for kind in KINDS {
            for stream in ["clicks", "flights", "my-own"] {
                for sink in ["", "stream counts", "delivery to-lake"] {
                    let text = script(&works(), kind, stream, sink, "lake");
                    assert!(text.contains(&format!("stream/{stream}'")), "{text}");
                    assert!(text.contains("INSERT INTO results") && text.ends_with(";\n"), "{text}");
                    assert_eq!(text.matches('(').count(), text.matches(')').count(), "{text}");
                    assert_eq!(text.contains("WATERMARK"), kind != "clock", "{text}");
                    let connector = if sink.is_empty() {
                        "'chart'"
                    } else if sink.starts_with('s') {
                        "stream/counts'"
                    } else {
                        "'to-lake'"
                    };
                    assert!(text.contains(connector), "{text}");
                }
            }
        }
    }

    /// What the lake's own suite plans.
    #[test]
    fn all_of_them_stand_where_the_planner_finds_them() {
        let mut out = String::new();
        for kind in KINDS {
            for (stream, sink) in [("clicks", ""), ("flights", "stream counts"), ("my-own", "delivery to-lake")] {
                out.push_str(&format!(
                    "--- {kind}, {stream}, '{sink}'\n{}",
                    script(&works(), kind, stream, sink, "lake")
                ));
            }
        }
        expect_test::expect_file!["../../../tests/templates.sql"].assert_eq(&out);
    }

    #[test]
    fn names_that_sql_would_not_take_stand_in_quotes() {
        let text = script(&works(), "tumble", "my-own", "", "lake");
        assert!(text.contains("CREATE TABLE `my-own`"), "{text}");
        let text = script(&works(), "session", "clicks", "", "lake");
        assert!(text.contains("`user` STRING") && text.contains("PARTITION BY `user`"), "{text}");
    }
}
