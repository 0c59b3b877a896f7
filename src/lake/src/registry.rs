//! Which of DataFusion's functions are used, and their names.
//!
//! Named one by one: each costs the wasm module some kilobytes. Functions that draw a random number are left
//! out, so that equal requests have equal answers.

use crate::{dialect, functions};
use datafusion::common::config::ConfigOptions;
use datafusion::execution::SessionStateDefaults;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::functions::{core, datetime, math, regex, string, unicode};
use datafusion::functions_aggregate as aggregate;
use datafusion::functions_nested as nested;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Gives a session its functions.
pub(crate) fn register(builder: &mut SessionStateBuilder) {
    *builder.expr_planners() = Some(SessionStateDefaults::default_expr_planners());
    *builder.scalar_functions() = Some(scalar());
    *builder.aggregate_functions() = Some(aggregates());
    *builder.window_functions() = Some(SessionStateDefaults::default_window_functions());
}

/// The names of all functions, for hints.
pub(crate) fn names() -> BTreeSet<String> {
    let mut names: BTreeSet<String> = dialect::NAMES.iter().map(|name| (*name).to_owned()).collect();
    for function in scalar() {
        names.insert(function.name().to_owned());
        names.extend(function.aliases().iter().cloned());
    }
    for function in SessionStateDefaults::default_window_functions() {
        names.insert(function.name().to_owned());
    }
    names.extend(aggregate_names());
    names
}

/// The names of the functions that make one value of many rows.
pub(crate) fn aggregate_names() -> BTreeSet<String> {
    let mut names: BTreeSet<String> = dialect::AGGREGATES.iter().map(|name| (*name).to_owned()).collect();
    for function in aggregates() {
        names.insert(function.name().to_owned());
        names.extend(function.aliases().iter().cloned());
    }
    names
}

fn scalar() -> Vec<Arc<ScalarUDF>> {
    let config = ConfigOptions::default();
    let mut list = vec![
        core::coalesce(),
        core::get_field(),
        core::greatest(),
        core::least(),
        core::named_struct(),
        core::nullif(),
        core::r#struct(),
        datetime::current_date(),
        datetime::current_time(),
        datetime::date_part(),
        datetime::date_trunc(),
        datetime::now(&config),
        regex::regexp_count(),
        regex::regexp_like(),
        regex::regexp_match(),
        regex::regexp_replace(),
    ];
    list.extend([
        math::abs(),
        math::acos(),
        math::asin(),
        math::atan(),
        math::atan2(),
        math::cbrt(),
        math::ceil(),
        math::cos(),
        math::cosh(),
        math::degrees(),
        math::exp(),
        math::floor(),
        math::isnan(),
        math::ln(),
        math::log(),
        math::log10(),
        math::log2(),
        math::pi(),
        math::power(),
        math::radians(),
        math::round(),
        math::signum(),
        math::sin(),
        math::sinh(),
        math::sqrt(),
        math::tan(),
        math::tanh(),
        math::trunc(),
    ]);
    list.extend([
        string::btrim(),
        string::chr(),
        string::concat(),
        string::concat_ws(),
        string::levenshtein(),
        string::lower(),
        string::ltrim(),
        string::replace(),
        string::rtrim(),
        string::starts_with(),
        string::upper(),
        unicode::character_length(),
        unicode::lpad(),
        unicode::reverse(),
        unicode::rpad(),
        unicode::strpos(),
        unicode::substr(),
        unicode::translate(),
    ]);
    list.extend([
        nested::array_has::array_has_udf(),
        nested::cardinality::cardinality_udf(),
        nested::concat::array_append_udf(),
        nested::concat::array_concat_udf(),
        nested::concat::array_prepend_udf(),
        nested::extract::array_element_udf(),
        nested::extract::array_slice_udf(),
        nested::flatten::flatten_udf(),
        nested::make_array::make_array_udf(),
        nested::map::map_udf(),
        nested::map_keys::map_keys_udf(),
        nested::map_values::map_values_udf(),
        nested::min_max::array_max_udf(),
        nested::min_max::array_min_udf(),
        nested::position::array_position_udf(),
        nested::range::gen_series_udf(),
        nested::set_ops::array_distinct_udf(),
        nested::set_ops::array_intersect_udf(),
        nested::set_ops::array_union_udf(),
        nested::sort::array_sort_udf(),
        nested::string::array_to_string_udf(),
        nested::string::string_to_array_udf(),
    ]);
    list.extend(functions::all());
    list
}

fn aggregates() -> Vec<Arc<AggregateUDF>> {
    vec![
        aggregate::any_value::any_value_udaf(),
        aggregate::approx_distinct::approx_distinct_udaf(),
        aggregate::approx_percentile_cont::approx_percentile_cont_udaf(),
        aggregate::array_agg::array_agg_udaf(),
        aggregate::average::avg_udaf(),
        aggregate::bool_and_or::bool_and_udaf(),
        aggregate::bool_and_or::bool_or_udaf(),
        aggregate::correlation::corr_udaf(),
        aggregate::count::count_udaf(),
        aggregate::covariance::covar_pop_udaf(),
        aggregate::covariance::covar_samp_udaf(),
        aggregate::first_last::first_value_udaf(),
        aggregate::first_last::last_value_udaf(),
        aggregate::grouping::grouping_udaf(),
        aggregate::min_max::max_udaf(),
        aggregate::min_max::min_udaf(),
        aggregate::nth_value::nth_value_udaf(),
        aggregate::regr::regr_intercept_udaf(),
        aggregate::regr::regr_slope_udaf(),
        aggregate::stddev::stddev_pop_udaf(),
        aggregate::stddev::stddev_udaf(),
        aggregate::string_agg::string_agg_udaf(),
        aggregate::sum::sum_udaf(),
        aggregate::variance::var_pop_udaf(),
        aggregate::variance::var_samp_udaf(),
    ]
}
