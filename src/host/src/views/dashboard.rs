//! Analyses with their visuals' data, and search domains with their fields.

use super::ledger::pretty;
use crate::Host;
use api::quicksight::{AnalysisDefinition, SimpleNumericalAggregation};
use protocol::{Chart, ChartData, Column, Dashboard, Discover, Field, Format, IndexView, Mark, Visual};
use quicksight::{AnalysisEntry, VisualState};

/// Categories that a chart shows.
const CATEGORIES_MAX: usize = 200;

impl Host {
    pub(super) fn dashboard_view(&self, selected: Option<&str>) -> Dashboard {
        let quicksight = self.run.present().quicksight();
        let analyses = quicksight.analyses().map(|analysis| (analysis.id.clone(), analysis.name.clone())).collect();
        let shown = selected.and_then(|id| quicksight.analysis(id)).or_else(|| quicksight.analyses().next());
        let Some(analysis) = shown else { return Dashboard { analyses, ..Dashboard::default() } };
        let mut datasets: Vec<_> = analysis.visuals.iter().map(|visual| visual.plan.data_set.clone()).collect();
        datasets.dedup();
        Dashboard {
            analyses,
            analysis: Some(analysis.id.clone()),
            status: "CREATION_SUCCESSFUL".into(),
            fields: self.fields(&datasets),
            datasets,
            definition: serde_json::to_value(&analysis.definition).map(|value| pretty(&value)).unwrap_or_default(),
            visuals: visuals(analysis),
        }
    }

    fn fields(&self, datasets: &[String]) -> Vec<Column> {
        let sets = self.run.present().quicksight().data_sets().filter(|set| datasets.contains(&set.id));
        let tables = sets.flat_map(|set| set.tables.values());
        let columns = tables.flat_map(|table| match (&table.relational_table, &table.custom_sql) {
            (Some(table), _) => table.input_columns.as_slice(),
            (None, Some(custom)) => custom.columns.as_slice(),
            (None, None) => &[],
        });
        let column = |column: &api::quicksight::InputColumn| Column {
            name: column.name.clone(),
            hive_type: serde_json::to_value(column.r#type)
                .ok()
                .and_then(|it| Some(it.as_str()?.to_owned()))
                .unwrap_or_default(),
            partition: false,
        };
        columns.map(column).collect()
    }

    pub(super) fn discover_view(&self, selected: Option<&str>) -> Discover {
        let opensearch = self.run.present().opensearch();
        let domains: Vec<_> = opensearch.domains().collect();
        let names = domains.iter().map(|domain| domain.name.to_string()).collect();
        let shown = selected.and_then(|name| domains.iter().find(|domain| &*domain.name == name)).or(domains.first());
        let Some(domain) = shown else { return Discover { domains: names, ..Discover::default() } };
        let indices = opensearch.indices(&domain.name).into_iter().map(|index| IndexView {
            name: index.name.to_string(),
            documents: index.documents,
            pending: index.pending,
            bytes: index.bytes,
            fields: index.fields,
        });
        let document = self.followed.record().map(|record| record.to_string());
        let lit = document.and_then(|id| {
            let places = opensearch.indices_of(&id).into_iter();
            places.filter(|(at, _)| *at == domain.name).map(|(_, index)| (index.to_string(), id.clone())).next()
        });
        Discover {
            domains: names,
            domain: domain.name.to_string(),
            status: domain.phase.name().into(),
            indices: indices.collect(),
            lit,
        }
    }
}

fn visuals(analysis: &AnalysisEntry) -> Vec<Visual> {
    let visual = |visual: &quicksight::Visual| Visual {
        id: visual.id.clone(),
        dataset: visual.plan.data_set.clone(),
        chart: Chart { horizontal: lies(&analysis.definition, &visual.id), ..chart(visual) },
        data: visual.refreshed.map(|_| data(visual)),
        refreshed_us: visual.refreshed.map(|at| at.0),
        refreshing: visual.state == VisualState::Refreshing,
        query: visual.query.clone(),
        sql: visual.sql.clone(),
        error: match &visual.state {
            VisualState::Failed { message } => Some(message.clone()),
            VisualState::Refreshing | VisualState::Ready => None,
        },
    };
    analysis.visuals.iter().map(visual).collect()
}

/// Whether a visual's bars lie. The analysis says so; where it says nothing they stand.
fn lies(definition: &AnalysisDefinition, visual: &str) -> bool {
    let visuals = definition.sheets.iter().flat_map(|sheet| &sheet.visuals);
    let mut bars = visuals.filter_map(|visual| visual.bar_chart_visual.as_ref());
    let configuration = bars.find(|bars| bars.visual_id == visual).and_then(|bars| bars.chart_configuration.as_ref());
    configuration.and_then(|configuration| configuration.orientation.as_deref()) == Some("HORIZONTAL")
}

fn chart(visual: &quicksight::Visual) -> Chart {
    let plan = &visual.plan;
    let format = |integers: bool| if integers { Format::Integer } else { Format::Decimal };
    let integers =
        visual.rows.iter().all(|(_, value)| value.as_deref().is_none_or(|value| value.parse::<i64>().is_ok()));
    Chart {
        mark: match plan.mark {
            quicksight::Mark::Bar => Mark::Bar,
            quicksight::Mark::Line => Mark::Line,
            quicksight::Mark::Kpi => Mark::Kpi,
        },
        title: visual.title.clone(),
        category: plan.dimension.as_ref().map(|dimension| Field {
            column: dimension.column.clone(),
            aggregation: None,
            format: Format::Text,
        }),
        values: vec![Field {
            column: plan.measure.column.clone(),
            aggregation: Some(aggregation(plan.measure.function).into()),
            format: format(integers),
        }],
        color: None,
        horizontal: false,
    }
}

fn aggregation(function: SimpleNumericalAggregation) -> &'static str {
    match function {
        SimpleNumericalAggregation::Sum => "SUM",
        SimpleNumericalAggregation::Average => "AVERAGE",
        SimpleNumericalAggregation::Min => "MIN",
        SimpleNumericalAggregation::Max => "MAX",
        SimpleNumericalAggregation::Count => "COUNT",
        SimpleNumericalAggregation::DistinctCount => "DISTINCT_COUNT",
    }
}

fn data(visual: &quicksight::Visual) -> ChartData {
    let number = |value: &Option<String>| value.as_deref().and_then(|value| value.parse::<f64>().ok());
    let shown = || visual.rows.iter().take(CATEGORIES_MAX);
    ChartData {
        categories: shown().map(|(label, _)| label.clone().unwrap_or_default()).collect(),
        series: vec![(visual.plan.y_label(), shown().map(|(_, value)| number(value)).collect())],
        left_out: visual.rows.len().saturating_sub(CATEGORIES_MAX) as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn bars_lie_where_the_analysis_says_so() {
        let bars = |id: &str, orientation: Option<&str>| json!({ "BarChartVisual": { "VisualId": id, "ChartConfiguration": { "Orientation": orientation } } });
        let definition = json!({
            "DataSetIdentifierDeclarations": [],
            "Sheets": [
                { "SheetId": "one", "Visuals": [bars("standing", Some("VERTICAL")), bars("silent", None)] },
                { "SheetId": "two", "Visuals": [{ "KPIVisual": { "VisualId": "number" } }, bars("lying", Some("HORIZONTAL"))] },
            ],
        });
        let definition: AnalysisDefinition =
            serde_json::from_value(definition).unwrap_or_else(|error| panic!("{error}"));
        let lying: Vec<_> =
            ["standing", "silent", "number", "lying", "gone"].into_iter().filter(|id| lies(&definition, id)).collect();
        assert_eq!(lying, ["lying"]);
    }
}
