//! 'Chart this': a query becomes a QuickSight data set of its own, and an analysis with one visual over it. Both are ordinary AWS calls.

use super::analysis::Wells;
use super::grid::is_numeric;
use super::{ACCOUNT, arn};
use crate::context::App;
use crate::state::Tab;
use protocol::{Catalog, Column, QueryResult, QueryRow, Viewport};
use serde_json::{Value, json};
use yew::{Callback, MouseEvent};

/// Makes the data set and the analysis, and goes there. A second press only goes there.
pub fn chart_this(app: &App, row: &QueryRow, view: &QueryResult, catalog: Option<&Catalog>) -> Callback<MouseEvent> {
    let id = format!("query-{}", row.id.split('-').next().unwrap_or_default());
    let wells = wells(&id, view, |value, category| {
        if category.is_empty() {
            value.to_owned()
        } else {
            app.strings.with("chart-title", &[("value", value.to_owned()), ("category", category.to_owned())])
        }
    });
    let set = data_set(&id, &wells.title, row, view, catalog);
    let analysis = json!({
        "AwsAccountId": ACCOUNT, "AnalysisId": id, "Name": wells.title,
        "Definition": {
            "DataSetIdentifierDeclarations": [{ "Identifier": id, "DataSetArn": arn("quicksight", &format!("dataset/{id}")) }],
            "Sheets": [{ "SheetId": "sheet", "Visuals": [wells.visual(&view.columns)] }],
        },
    });
    let app = app.clone();
    Callback::from(move |_: MouseEvent| {
        let (next, id, analysis) = (app.clone(), id.clone(), analysis.clone());
        app.try_call("QuickSight.CreateDataSet", set.clone(), move |outcome| {
            if !next.is_there(outcome) {
                return;
            }
            let (shown, filled) = (next.clone(), analysis.clone());
            next.try_call("QuickSight.CreateAnalysis", analysis, move |outcome| {
                if shown.is_there(outcome) {
                    // Creating reads nothing; an update with the same definition refreshes.
                    shown.run("QuickSight.UpdateAnalysis", filled, |_| {});
                    shown.show(Viewport::Dashboard { analysis: Some(id) });
                    shown.open(Tab::Dashboard);
                }
            });
        });
    })
}

/// The visual that suits: the first column that names something against the last that measures.
fn wells(id: &str, view: &QueryResult, title: impl Fn(&str, &str) -> String) -> Wells {
    let columns = &view.columns;
    let category = columns.iter().find(|column| !is_numeric(column)).or(columns.first().filter(|_| columns.len() > 1));
    let name = |column: Option<&Column>| column.map(|column| column.name.clone()).unwrap_or_default();
    let value = columns.iter().rev().find(|column| is_numeric(column) && Some(*column) != category);
    // A row of a grouped query is a group already: its sum is its value. Of bare records the mean says more.
    let aggregation = match value {
        None => "COUNT",
        Some(_) if view.unfollowable.is_some() => "SUM",
        Some(_) => "AVERAGE",
    };
    let in_time = category
        .is_some_and(|column| column.hive_type.starts_with("date") || column.hive_type.starts_with("timestamp"));
    let mark = match category {
        None => "kpi",
        Some(_) if in_time => "line",
        Some(_) => "bar",
    };
    let value = name(value.or(category).or(columns.first()));
    Wells {
        id: "visual-1".to_owned(),
        dataset: id.to_owned(),
        title: title(&value, &name(category)),
        mark: mark.to_owned(),
        category: name(category),
        value,
        aggregation: aggregation.to_owned(),
    }
}

fn data_set(id: &str, name: &str, row: &QueryRow, view: &QueryResult, catalog: Option<&Catalog>) -> Value {
    let tables: Vec<&str> = catalog
        .into_iter()
        .flat_map(|catalog| &catalog.databases)
        .filter(|database| database.name == row.database)
        .flat_map(|database| database.tables.iter().map(|(name, _)| name.as_str()))
        .collect();
    let columns = view.columns.iter().map(|column| json!({ "Name": column.name, "Type": kind_of(&column.hive_type) }));
    let custom = json!({
        "DataSourceArn": arn("quicksight", "datasource/athena"),
        "Name": "result",
        "SqlQuery": qualified(&row.sql, &row.database, &tables),
        "Columns": columns.collect::<Vec<_>>(),
    });
    json!({
        "AwsAccountId": ACCOUNT, "DataSetId": id, "Name": name, "ImportMode": "DIRECT_QUERY",
        "PhysicalTableMap": { "result": { "CustomSql": custom } },
    })
}

/// QuickSight's word for a type of Athena.
fn kind_of(column_type: &str) -> &'static str {
    match column_type.split(['(', ' ']).next().unwrap_or_default() {
        "tinyint" | "smallint" | "int" | "integer" | "bigint" => "INTEGER",
        "float" | "real" | "double" | "decimal" => "DECIMAL",
        "boolean" => "BOOLEAN",
        "date" | "timestamp" => "DATETIME",
        _ => "STRING",
    }
}

/// The statement with its tables' database before their names: a data set's SQL belongs to no database. Only names right behind
/// FROM or JOIN are looked at, and none of a WITH that has one of them.
fn qualified(sql: &str, database: &str, tables: &[&str]) -> String {
    let words = words(sql);
    let is = |word: &str, other: &str| word.eq_ignore_ascii_case(other);
    let known = |word: &str| tables.iter().any(|table| is(table, word.trim_matches('"')));
    let mut out = String::new();
    let mut before = "";
    let bare: Vec<&str> = words.iter().copied().filter(|word| !word.trim().is_empty()).collect();
    let names_itself = |word: &str| {
        bare.windows(2).any(|pair| {
            matches!(pair, [name, then] if is(name, word) && is(then, "as")) && is(bare.first().unwrap_or(&""), "with")
        })
    };
    for (index, word) in words.iter().enumerate() {
        let dotted = words.get(index + 1) == Some(&".");
        if (is(before, "from") || is(before, "join")) && !dotted && known(word) && !names_itself(word) {
            out.push_str(&format!("\"{database}\"."));
        }
        out.push_str(word);
        if !word.trim().is_empty() {
            before = word;
        }
    }
    out
}

/// Cuts a statement into names, texts in quotes, comments and single signs; together they are the statement again.
fn words(sql: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
        let end = match first {
            quote @ ('\'' | '"') => rest.get(1..).and_then(|inside| inside.find(quote)).map(|end| end + 2),
            _ if rest.starts_with("--") => rest.find('\n'),
            _ if rest.starts_with("/*") => rest.find("*/").map(|end| end + 2),
            _ if is_name(first) => Some(rest.find(|letter| !is_name(letter)).unwrap_or(rest.len())),
            _ => Some(first.len_utf8()),
        };
        let (word, after) = rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or((rest, ""));
        words.push(word);
        rest = after;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Said;

    #[test]
    fn tables_get_their_database_and_nothing_else_does() {
        let tables = ["flights", "airports"];
        let with = |sql: &str| qualified(sql, "acequia", &tables);
        assert_eq!(with("SELECT flights FROM flights"), "SELECT flights FROM \"acequia\".flights");
        assert_eq!(
            with("select * from\n \"Flights\" f JOIN airports a"),
            "select * from\n \"acequia\".\"Flights\" f JOIN \"acequia\".airports a"
        );
        for same in [
            "SELECT * FROM other.flights",
            "SELECT * FROM (VALUES 1) AS flights",
            "SELECT ' from flights' -- from flights\n, 1",
            "WITH flights AS (SELECT 1) SELECT * FROM flights",
            "SELECT 'unfinished from flights",
        ] {
            assert_eq!(with(same), same);
        }
    }

    #[test]
    fn the_visual_suits_the_columns() {
        let column = |(name, kind): &(&str, &str)| Column {
            name: (*name).to_owned(),
            hive_type: (*kind).to_owned(),
            partition: false,
        };
        let said = |columns: &[(&str, &str)], grouped: bool| {
            let view = QueryResult {
                columns: columns.iter().map(column).collect(),
                unfollowable: grouped.then(Said::default),
                ..QueryResult::default()
            };
            let wells = wells("set", &view, |value, category| format!("{value}/{category}"));
            format!("{} {} {} of {}", wells.mark, wells.title, wells.aggregation, wells.value)
        };
        assert_eq!(
            said(&[("origin", "varchar"), ("n", "bigint"), ("late", "double")], true),
            "bar late/origin SUM of late"
        );
        assert_eq!(said(&[("n", "bigint"), ("day", "date")], true), "line n/day SUM of n");
        assert_eq!(said(&[("origin", "varchar"), ("delay", "integer")], false), "bar delay/origin AVERAGE of delay");
        assert_eq!(said(&[("a", "varchar")], false), "bar a/a COUNT of a");
        assert_eq!(said(&[("n", "bigint")], true), "kpi n/ SUM of n");
        assert_eq!(said(&[("year", "integer"), ("n", "bigint")], true), "bar n/year SUM of n");
    }
}
