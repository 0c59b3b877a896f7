//! QuickSight's definition of an analysis: reading visuals out of it and writing them in.

use super::{ACCOUNT, arn};
use protocol::{Chart, Column, Dashboard, Format, Mark};
use serde_json::{Map, Value, json};

/// What can be chosen for a visual.
#[derive(Clone, Debug, PartialEq)]
pub struct Wells {
    pub id: String,
    pub dataset: String,
    pub title: String,
    /// `bar`, `line`, `kpi`.
    pub mark: String,
    pub category: String,
    pub value: String,
    /// `AVERAGE`, …; empty counts rows.
    pub aggregation: String,
}

impl Wells {
    /// A new visual: how many rows there are of each value of the first column.
    pub fn new(id: &str, view: &Dashboard) -> Self {
        let column = view.fields.first().map(|field| field.name.clone()).unwrap_or_default();
        Self {
            id: id.to_owned(),
            dataset: view.datasets.first().cloned().unwrap_or_default(),
            title: String::new(),
            mark: "bar".to_owned(),
            category: column.clone(),
            value: column,
            aggregation: "COUNT".to_owned(),
        }
    }

    /// As a visual is now.
    pub fn of(id: &str, dataset: &str, chart: &Chart) -> Self {
        let value = chart.values.first();
        Self {
            id: id.to_owned(),
            dataset: dataset.to_owned(),
            title: chart.title.clone(),
            mark: match chart.mark {
                Mark::Bar => "bar",
                Mark::Line => "line",
                Mark::Kpi => "kpi",
            }
            .to_owned(),
            category: chart.category.as_ref().map(|field| field.column.clone()).unwrap_or_default(),
            value: value.map(|field| field.column.clone()).unwrap_or_default(),
            aggregation: value.and_then(|field| field.aggregation.clone()).unwrap_or_default(),
        }
    }

    /// One `Visual` of a sheet.
    pub fn visual(&self, fields: &[Column]) -> Value {
        let column = |name: &str| json!({ "DataSetIdentifier": self.dataset, "ColumnName": name });
        let field = |name: &str| format!("{}.{name}", self.id);
        let is_number = |name: &str| {
            let kind =
                fields.iter().find(|column| column.name == name).map(|column| column.hive_type.to_ascii_lowercase());
            kind.is_some_and(|kind| {
                ["int", "bigint", "double", "float", "decimal", "integer"].iter().any(|number| kind.starts_with(number))
            })
        };
        let measure = if self.aggregation == "COUNT" || self.aggregation.is_empty() {
            if is_number(&self.value) {
                json!({ "NumericalMeasureField": { "FieldId": field("value"), "Column": column(&self.value), "AggregationFunction": { "SimpleNumericalAggregation": "COUNT" } } })
            } else {
                json!({ "CategoricalMeasureField": { "FieldId": field("value"), "Column": column(&self.value), "AggregationFunction": "COUNT" } })
            }
        } else {
            json!({ "NumericalMeasureField": { "FieldId": field("value"), "Column": column(&self.value), "AggregationFunction": { "SimpleNumericalAggregation": self.aggregation } } })
        };
        let dimension = if is_number(&self.category) {
            json!({ "NumericalDimensionField": { "FieldId": field("category"), "Column": column(&self.category) } })
        } else {
            json!({ "CategoricalDimensionField": { "FieldId": field("category"), "Column": column(&self.category) } })
        };
        let title = json!({ "Visibility": "VISIBLE", "FormatText": { "PlainText": self.title } });
        let by_value = json!([{ "FieldSort": { "FieldId": field("value"), "Direction": "DESC" } }]);
        let by_category = json!([{ "FieldSort": { "FieldId": field("category"), "Direction": "ASC" } }]);
        match self.mark.as_str() {
            "kpi" => {
                json!({ "KPIVisual": { "VisualId": self.id, "Title": title, "ChartConfiguration": { "FieldWells": { "Values": [measure] } } } })
            }
            "line" => json!({ "LineChartVisual": { "VisualId": self.id, "Title": title, "ChartConfiguration": {
                "FieldWells": { "LineChartAggregatedFieldWells": { "Category": [dimension], "Values": [measure] } },
                "SortConfiguration": { "CategorySort": by_category },
            } } }),
            _ => json!({ "BarChartVisual": { "VisualId": self.id, "Title": title, "ChartConfiguration": {
                "FieldWells": { "BarChartAggregatedFieldWells": { "Category": [dimension], "Values": [measure] } },
                "SortConfiguration": { "CategorySort": by_value, "CategoryItemsLimit": { "ItemsLimit": 12, "OtherCategories": "EXCLUDE" } },
                "Orientation": "HORIZONTAL",
            } } }),
        }
    }
}

/// The definition with one visual put in the place of its namesake, or added.
pub fn with_visual(definition: &str, wells: &Wells, fields: &[Column]) -> Value {
    edit(definition, &wells.id, Some(wells.visual(fields)))
}

/// The definition without a visual.
pub fn without_visual(definition: &str, id: &str) -> Value {
    edit(definition, id, None)
}

fn edit(definition: &str, id: &str, visual: Option<Value>) -> Value {
    let mut definition: Value = serde_json::from_str(definition).unwrap_or_else(|_| empty());
    let visuals = definition
        .pointer_mut("/Sheets/0")
        .and_then(Value::as_object_mut)
        .map(|sheet| sheet.entry("Visuals").or_insert_with(|| json!([])));
    if let Some(list) = visuals.and_then(Value::as_array_mut) {
        let place = list.iter().position(|one| id_of(one) == Some(id));
        match (place, visual) {
            (Some(place), Some(visual)) => {
                if let Some(old) = list.get_mut(place) {
                    *old = visual;
                }
            }
            (Some(place), None) => {
                list.remove(place);
            }
            (None, Some(visual)) => list.push(visual),
            (None, None) => {}
        }
    }
    definition
}

fn id_of(visual: &Value) -> Option<&str> {
    visual.as_object().and_then(|kinds: &Map<String, Value>| kinds.values().next())?.get("VisualId")?.as_str()
}

fn empty() -> Value {
    json!({
        "DataSetIdentifierDeclarations": [{ "Identifier": "flights", "DataSetArn": arn("quicksight", "dataset/flights") }],
        "Sheets": [{ "SheetId": "sheet", "Visuals": [] }],
    })
}

/// A first analysis over the flights: how late by origin, how far by day, and how late in all.
pub fn first(titles: [String; 3], name: String) -> Value {
    let fields = [("origin", "string"), ("date", "string"), ("delay", "int")].map(|(name, kind)| Column {
        name: name.to_owned(),
        hive_type: kind.to_owned(),
        partition: false,
    });
    let [by_origin, by_day, overall] = titles;
    let wells = |id: &str, title: String, mark: &str, category: &str, value: &str, aggregation: &str| Wells {
        id: id.to_owned(),
        dataset: "flights".to_owned(),
        title,
        mark: mark.to_owned(),
        category: category.to_owned(),
        value: value.to_owned(),
        aggregation: aggregation.to_owned(),
    };
    let visuals = [
        wells("by-origin", by_origin, "bar", "origin", "delay", "AVERAGE"),
        wells("by-day", by_day, "line", "date", "delay", "AVERAGE"),
        wells("overall", overall, "kpi", "", "delay", "AVERAGE"),
    ];
    let mut definition = empty();
    if let Some(list) = definition.pointer_mut("/Sheets/0/Visuals").and_then(Value::as_array_mut) {
        list.extend(visuals.iter().map(|wells| wells.visual(&fields)));
    }
    json!({ "AwsAccountId": ACCOUNT, "AnalysisId": "delays", "Name": name, "Definition": definition })
}

/// How a value of this chart is written.
pub fn format(chart: &Chart) -> Format {
    chart.values.first().map(|field| field.format).unwrap_or_default()
}
