//! From a visual's field wells to a plan. Errors: a sentence with the place of what is wrong.

use super::{Dimension, DimensionKind, Mark, Measure, Order, OrderBy, Plan};
use crate::limits::GROUPS_MAX;
use api::quicksight::{
    AggregationFunction, CategoricalAggregation, ColumnIdentifier, DimensionField, FieldSortOptions, InputColumn,
    InputColumnDataType, ItemsLimitConfiguration, MeasureField, NumericalAggregationFunction,
    SimpleNumericalAggregation, SortDirection, TimeGranularity, Visual, VisualTitleLabelOptions,
};

/// What is needed of the data sets: id and columns by the analysis' name for them.
pub(crate) trait DataSets {
    /// The data set's id and columns.
    fn find(&self, identifier: &str) -> Option<(String, Vec<InputColumn>)>;

    /// The name to take where a column names no data set: the only one's.
    fn only(&self) -> Option<String>;
}

/// A visual's id, title and plan.
pub(crate) struct Compiled {
    /// The visual's id.
    pub id: String,
    /// Its title; empty if it has none or it is hidden.
    pub title: String,
    /// What it asks.
    pub plan: Plan,
}

/// The wells of any kind of visual.
struct Wells<'a> {
    id: &'a str,
    title: &'a Option<VisualTitleLabelOptions>,
    mark: Mark,
    category: &'a [DimensionField],
    values: &'a [MeasureField],
    sort: &'a [FieldSortOptions],
    limit: Option<&'a ItemsLimitConfiguration>,
}

/// A field of the visual: its column, and the data set's name for it.
struct Field<'a> {
    id: &'a str,
    column: &'a ColumnIdentifier,
}

/// Compiles a visual.
pub(crate) fn compile(visual: &Visual, data_sets: &impl DataSets) -> Result<Compiled, String> {
    let wells = wells(visual)?;
    let wrong = |what: String| format!("visual '{}': {what}", wells.id);
    plan(&wells, data_sets).map_err(wrong).map(|plan| Compiled {
        id: wells.id.to_owned(),
        title: title(wells.title.as_ref()),
        plan,
    })
}

fn wells(visual: &Visual) -> Result<Wells<'_>, String> {
    match (&visual.bar_chart_visual, &visual.line_chart_visual, &visual.kpi_visual) {
        (Some(bar), None, None) => {
            let chart = bar.chart_configuration.as_ref();
            let fields = chart.and_then(|chart| chart.field_wells.as_ref()?.bar_chart_aggregated_field_wells.as_ref());
            let sort = chart.and_then(|chart| chart.sort_configuration.as_ref());
            let arrangement = chart.and_then(|chart| chart.bars_arrangement.as_deref());
            if let Some(other) = arrangement.filter(|arrangement| *arrangement != "CLUSTERED") {
                return Err(format!("visual '{}': BarsArrangement {other} is not modelled", bar.visual_id));
            }
            Ok(Wells {
                id: &bar.visual_id,
                title: &bar.title,
                mark: Mark::Bar,
                category: fields.map_or(&[], |fields| &fields.category),
                values: fields.map_or(&[], |fields| &fields.values),
                sort: sort.map_or(&[], |sort| &sort.category_sort),
                limit: sort.and_then(|sort| sort.category_items_limit.as_ref()),
            })
        }
        (None, Some(line), None) => {
            let chart = line.chart_configuration.as_ref();
            let fields = chart.and_then(|chart| chart.field_wells.as_ref()?.line_chart_aggregated_field_wells.as_ref());
            let sort = chart.and_then(|chart| chart.sort_configuration.as_ref());
            let kind = chart.and_then(|chart| chart.r#type.as_deref());
            if let Some(other) = kind.filter(|kind| *kind != "LINE") {
                return Err(format!("visual '{}': Type {other} is not modelled", line.visual_id));
            }
            Ok(Wells {
                id: &line.visual_id,
                title: &line.title,
                mark: Mark::Line,
                category: fields.map_or(&[], |fields| &fields.category),
                values: fields.map_or(&[], |fields| &fields.values),
                sort: sort.map_or(&[], |sort| &sort.category_sort),
                limit: sort.and_then(|sort| sort.category_items_limit_configuration.as_ref()),
            })
        }
        (None, None, Some(kpi)) => {
            let chart = kpi.chart_configuration.as_ref();
            let values = chart.and_then(|chart| chart.field_wells.as_ref()).map(|fields| fields.values.as_slice());
            Ok(Wells {
                id: &kpi.visual_id,
                title: &kpi.title,
                mark: Mark::Kpi,
                category: &[],
                values: values.unwrap_or(&[]),
                sort: &[],
                limit: None,
            })
        }
        _ => Err("exactly one of BarChartVisual, LineChartVisual and KPIVisual must be given".into()),
    }
}

fn plan(wells: &Wells<'_>, data_sets: &impl DataSets) -> Result<Plan, String> {
    let [value] = wells.values else {
        return Err(format!("{} fields in Values: exactly one is modelled", wells.values.len()));
    };
    let (field, measured) = measure(value)?;
    let (data_set, columns) = data_set(field.column, data_sets)?;
    let measured_type = column_type(&columns, &field.column.column_name)?;
    let measure = Measure { column: field.column.column_name.clone(), function: measured };
    check_function(&measure, measured_type)?;
    let dimension = match wells.category {
        [] if wells.mark == Mark::Line => return Err("no field in Category: a line needs one".into()),
        [] => None,
        [category] => Some(dimension(category, &data_set, &columns, data_sets)?),
        more => return Err(format!("{} fields in Category: at most one is modelled", more.len())),
    };
    let default = match dimension.as_ref().map(|(_, dimension)| dimension.kind) {
        Some(DimensionKind::Text) => Order { by: OrderBy::Value, direction: SortDirection::Desc },
        _ => Order { by: OrderBy::Label, direction: SortDirection::Asc },
    };
    let order = match wells.sort {
        [] => default,
        [sort] => {
            let label = dimension.as_ref().map(|(id, _)| id.as_str());
            order(sort, label, field.id, &data_set, &columns, data_sets)?
        }
        more => return Err(format!("{} sorts in CategorySort: at most one is modelled", more.len())),
    };
    let dimension = dimension.map(|(_, dimension)| dimension);
    Ok(Plan { data_set, mark: wells.mark, dimension, measure, order, limit: limit(wells.limit)? })
}

fn limit(limit: Option<&ItemsLimitConfiguration>) -> Result<i64, String> {
    let Some(limit) = limit else { return Ok(GROUPS_MAX) };
    if limit.other_categories.as_deref() == Some("INCLUDE") {
        return Err("OtherCategories INCLUDE is not modelled: use EXCLUDE".into());
    }
    match limit.items_limit {
        Some(most) if most < 1 => Err(format!("ItemsLimit {most} must be at least 1")),
        most => Ok(most.unwrap_or(GROUPS_MAX).min(GROUPS_MAX)),
    }
}

fn order(
    sort: &FieldSortOptions,
    label: Option<&str>,
    value: &str,
    data_set: &str,
    columns: &[InputColumn],
    data_sets: &impl DataSets,
) -> Result<Order, String> {
    match (&sort.field_sort, &sort.column_sort) {
        (Some(field), None) if field.field_id == value => Ok(Order { by: OrderBy::Value, direction: field.direction }),
        (Some(field), None) if Some(field.field_id.as_str()) == label => {
            Ok(Order { by: OrderBy::Label, direction: field.direction })
        }
        (Some(field), None) => Err(format!("FieldSort: the visual has no field '{}'", field.field_id)),
        (None, Some(sort)) => {
            if self::data_set(&sort.sort_by, data_sets)?.0 != data_set {
                return Err("ColumnSort: a column of another data set".into());
            }
            let column = sort.sort_by.column_name.clone();
            let hive = column_type(columns, &column)?;
            let function = sort_function(sort.aggregation_function.as_ref())?;
            let measure = Measure { column, function };
            check_function(&measure, hive)?;
            Ok(Order { by: OrderBy::Other(measure), direction: sort.direction })
        }
        _ => Err("exactly one of FieldSort and ColumnSort must be given".into()),
    }
}

fn sort_function(function: Option<&AggregationFunction>) -> Result<SimpleNumericalAggregation, String> {
    let Some(function) = function else { return Ok(SimpleNumericalAggregation::Sum) };
    match (&function.numerical_aggregation_function, function.categorical_aggregation_function) {
        (Some(numerical), None) => simple(Some(numerical)),
        (None, Some(categorical)) => Ok(counting(Some(categorical))),
        _ => Err("AggregationFunction: exactly one member must be given".into()),
    }
}

fn measure(field: &MeasureField) -> Result<(Field<'_>, SimpleNumericalAggregation), String> {
    match (&field.numerical_measure_field, &field.categorical_measure_field) {
        (Some(number), None) => {
            let function = simple(number.aggregation_function.as_ref())?;
            Ok((Field { id: &number.field_id, column: &number.column }, function))
        }
        (None, Some(text)) => {
            Ok((Field { id: &text.field_id, column: &text.column }, counting(text.aggregation_function)))
        }
        _ => Err("Values: exactly one of NumericalMeasureField and CategoricalMeasureField must be given".into()),
    }
}

fn simple(function: Option<&NumericalAggregationFunction>) -> Result<SimpleNumericalAggregation, String> {
    match function {
        None => Ok(SimpleNumericalAggregation::Sum),
        Some(function) => function
            .simple_numerical_aggregation
            .ok_or_else(|| "AggregationFunction: SimpleNumericalAggregation must be given".to_owned()),
    }
}

fn counting(function: Option<CategoricalAggregation>) -> SimpleNumericalAggregation {
    match function {
        Some(CategoricalAggregation::DistinctCount) => SimpleNumericalAggregation::DistinctCount,
        Some(CategoricalAggregation::Count) | None => SimpleNumericalAggregation::Count,
    }
}

/// The field's id, and what it groups by.
fn dimension(
    field: &DimensionField,
    data_set: &str,
    columns: &[InputColumn],
    data_sets: &impl DataSets,
) -> Result<(String, Dimension), String> {
    use InputColumnDataType as Type;
    let (id, column, kind) =
        match (&field.categorical_dimension_field, &field.date_dimension_field, &field.numerical_dimension_field) {
            (Some(text), None, None) => (&text.field_id, &text.column, DimensionKind::Text),
            (None, Some(date), None) => {
                let granularity = date.date_granularity.unwrap_or(TimeGranularity::Day);
                (&date.field_id, &date.column, DimensionKind::Date(granularity))
            }
            (None, None, Some(number)) => (&number.field_id, &number.column, DimensionKind::Number),
            _ => return Err("Category: exactly one kind of dimension field must be given".into()),
        };
    if self::data_set(column, data_sets)?.0 != data_set {
        return Err("Category and Values are of two data sets".into());
    }
    let column_type = column_type(columns, &column.column_name)?;
    let fits = match kind {
        DimensionKind::Text => column_type == Type::String,
        DimensionKind::Date(_) => column_type == Type::Datetime,
        DimensionKind::Number => matches!(column_type, Type::Integer | Type::Decimal),
    };
    if !fits {
        let (name, is) = (&column.column_name, column_type.as_str());
        return Err(format!("Category: the column '{name}' is {is}, which this kind of dimension field does not take"));
    }
    Ok((id.clone(), Dimension { column: column.column_name.clone(), kind }))
}

fn check_function(measure: &Measure, column_type: InputColumnDataType) -> Result<(), String> {
    let number = matches!(column_type, InputColumnDataType::Integer | InputColumnDataType::Decimal);
    let counts =
        matches!(measure.function, SimpleNumericalAggregation::Count | SimpleNumericalAggregation::DistinctCount);
    if number || counts {
        return Ok(());
    }
    let (name, is, function) = (&measure.column, column_type.as_str(), measure.function.as_str());
    Err(format!("the column '{name}' is {is}: it can be counted, but {function} needs a number"))
}

fn data_set(column: &ColumnIdentifier, data_sets: &impl DataSets) -> Result<(String, Vec<InputColumn>), String> {
    let identifier = column.data_set_identifier.clone().or_else(|| data_sets.only());
    let identifier = identifier.ok_or("DataSetIdentifier must be given where there are several data sets")?;
    data_sets.find(&identifier).ok_or_else(|| format!("no data set is declared as '{identifier}'"))
}

fn column_type(columns: &[InputColumn], name: &str) -> Result<InputColumnDataType, String> {
    let found = columns.iter().find(|column| column.name == name).map(|column| column.r#type);
    found.ok_or_else(|| {
        let known: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        format!("the data set has no column '{name}'; it has {}", known.join(", "))
    })
}

fn title(title: Option<&VisualTitleLabelOptions>) -> String {
    let shown = title.filter(|title| title.visibility != Some(api::quicksight::Visibility::Hidden));
    shown.and_then(|title| title.format_text.as_ref()?.plain_text.clone()).unwrap_or_default()
}
