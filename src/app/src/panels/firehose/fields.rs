//! The fields of a destination, for the wizard and for changing one: with AWS's bounds beside them, and the next object's key while it is typed.

use super::form::{COMPRESSIONS, Form, Kind};
use super::prefix::{Example, evaluate, key, local_ms};
use super::trial::trial;
use crate::context::App;
use crate::part::Local;
use crate::template::classes;
use crate::widgets::{check, field, icon, note, select, text_input};
use markup::html;
use protocol::{Catalog, Works};
use yew::{Callback, Html, InputEvent};

/// Time zones that are proposed; others can be typed.
const ZONES: [&str; 8] = [
    "UTC",
    "Europe/Madrid",
    "Atlantic/Canary",
    "America/New_York",
    "America/Mexico_City",
    "America/Bogota",
    "America/Argentina/Buenos_Aires",
    "Asia/Tokyo",
];

/// A group of fields with a title.
pub fn group(title: String, inside: Html) -> Html {
    html! { <fieldset class="fh-group"><legend>{ title }</legend><div class="p-form flat">{ inside }</div></fieldset> }
}

/// Names as they are chosen from.
pub fn named<'a>(names: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    names.map(|name| (name.to_owned(), name.to_owned())).collect()
}

/// A remark under a field: in trouble, with a sign.
fn remark(wrong: bool, text: String) -> Html {
    html! { <p class={classes!("note", wrong.then_some("bad"))} role={wrong.then_some("alert")}>if wrong { { icon("warn") }{ " " } }{ text }</p> }
}

/// A program of several lines.
fn program(label: String, value: &str, onchange: Callback<String>) -> Html {
    let oninput = Callback::from(move |event: InputEvent| {
        use wasm_bindgen::JsCast;
        let area = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
        if let Some(area) = area {
            onchange.emit(area.value());
        }
    });
    html! { <label class="field fh-program"><span>{ label }</span><textarea rows="2" spellcheck="false" autocomplete="off" value={value.to_owned()} {oninput}></textarea></label> }
}

/// Size, interval; and zero buffering, which is an interval of 0.
pub fn hints(app: &App, form: &Form, local: &Local) -> Html {
    let ranges = form.ranges();
    let (size_fits, interval_fits) = form.fits();
    let number = |n: u64| app.strings.whole(n);
    let size_note = app.strings.with(
        "fh-size-range",
        &[("least", number(ranges.size.0)), ("most", number(ranges.size.1)), ("x", number(ranges.size_default))],
    );
    let interval_note = app
        .strings
        .with("fh-interval-range", &[("least", number(ranges.interval.0)), ("most", number(ranges.interval.1))]);
    let zero = form.interval.trim() == "0";
    let switch = {
        let local = local.clone();
        Callback::from(move |on: bool| local.set("interval", if on { "0" } else { "300" }))
    };
    let inside = html! {
        <>
            { field(app.t("buffer-size-mib"), text_input(form.size.clone(), ranges.size_default.to_string(), local.setter("size"))) }
            { field(app.t("buffer-interval-s"), text_input(form.interval.clone(), "300", local.setter("interval"))) }
            if ranges.interval.0 == 0 { { check(app.t("fh-zero"), zero, switch) } }
            { remark(!size_fits, size_note) }
            { remark(!interval_fits, interval_note) }
            if zero && interval_fits { { note(app.t("fh-zero-note")) } }
            if form.kind == Kind::S3 && form.converts { { note(app.t("fh-size-columns")) } }
        </>
    };
    group(app.t("fh-hints"), inside)
}

/// Compression, ending.
pub fn formats(app: &App, form: &Form, local: &Local) -> Html {
    let all: Vec<_> = match form.kind {
        Kind::Redshift => named(["UNCOMPRESSED", "GZIP"].into_iter()),
        _ => named(COMPRESSIONS.iter().map(|(name, _)| *name)),
    };
    let inside = html! {
        <>
            if !form.converts || form.kind != Kind::S3 { { field(app.t("fh-compression"), select(&form.compression, &all, local.setter("compression"))) } } else { { note(app.t("fh-compression-columns")) } }
            if form.kind == Kind::S3 { { field(app.t("fh-extension"), text_input(form.extension.clone(), ".json.gz", local.setter("extension"))) } }
        </>
    };
    group(app.t("fh-formats"), inside)
}

/// Bucket, prefixes, time zone, delimiter; and what they become.
pub fn prefixes(app: &App, form: &Form, works: &Works, local: &Local, now_ms: u64, version: &str) -> Html {
    let buckets = named(works.buckets.iter().map(|bucket| bucket.name.as_str()));
    let mut zones = named(ZONES.into_iter());
    if !zones.iter().any(|(zone, _)| *zone == form.time_zone) {
        zones.push((form.time_zone.clone(), form.time_zone.clone()));
    }
    let expressions = form.kind != Kind::Redshift;
    let inside = html! {
        <>
            { field(app.t("fh-bucket"), select(&form.bucket, &buckets, local.setter("bucket"))) }
            { field(app.t("bucket-prefix"), text_input(form.prefix.clone(), if expressions { "flights/dt=!{timestamp:yyyy-MM-dd}/" } else { "staging/" }, local.setter("prefix"))) }
            if expressions {
                { field(app.t("fh-error-prefix"), text_input(form.error_prefix.clone(), "errors/!{firehose:error-output-type}/", local.setter("error-prefix"))) }
                if form.kind == Kind::S3 { { field(app.t("fh-zone"), select(&form.time_zone, &zones, local.setter("time-zone"))) } }
            }
            if form.kind != Kind::OpenSearch && !form.converts { { check(app.t("newline-delimiter"), form.delimiter, local.ticker("delimiter")) } }
            { preview(app, form, now_ms, version) }
        </>
    };
    group(app.t(if form.kind == Kind::S3 { "fh-s3" } else { "fh-s3-beside" }), inside)
}

/// The keys of the next object and of the next object of failed records.
fn preview(app: &App, form: &Form, now_ms: u64, version: &str) -> Html {
    let Some(local_ms) = local_ms(now_ms, &form.time_zone) else {
        return remark(true, app.strings.x("prefix-zone", form.time_zone.clone()));
    };
    let keys = if form.partitions { form.key_names() } else { Vec::new() };
    let line = |label: &str, prefix: &str, is_error: bool, ending: &str| {
        let said = match evaluate(prefix, &Example { local_ms, keys: &keys, is_error }) {
            Ok(evaluated) => html! { <code>{ key(&evaluated, &form.name, version, local_ms, ending) }</code> },
            Err(wrong) => {
                let place = app.strings.whole(wrong.at as u64);
                html! { <span class="bad">{ icon("warn") }{ app.strings.with(wrong.key, &[("x", wrong.text.clone())]) }{ " · " }{ app.strings.x("prefix-at", place) }</span> }
            }
        };
        html! { <div><dt>{ app.t(label) }</dt><dd>{ said }</dd></div> }
    };
    let needs_error = form.kind == Kind::S3 && form.prefix.contains("!{");
    let lacks = needs_error && !form.error_prefix.contains("!{firehose:error-output-type}");
    let unused: Vec<String> = keys
        .iter()
        .filter(|key| !form.prefix.contains(&format!("!{{partitionKeyFromQuery:{key}}}")))
        .cloned()
        .collect();
    html! {
        <div class="fh-preview" aria-live="polite">
            <dl>
                if form.kind != Kind::OpenSearch { { line("fh-preview", &form.prefix, false, &form.ending()) } }
                if form.kind != Kind::Redshift { { line("fh-preview-error", &form.error_prefix, true, "") } }
            </dl>
            if lacks { { remark(true, app.t("prefix-needs-error")) } }
            if form.kind == Kind::S3 && !unused.is_empty() { { remark(true, app.strings.x("prefix-unused-key", unused.join(", "))) } }
        </div>
    }
}

/// Transformation, de-aggregation, partitioning, columns. `latest`: what the programs are tried on where no data stream is read. `fixed`: what cannot be
/// changed later is only told.
pub fn processing(
    app: &App,
    form: &Form,
    local: &Local,
    catalog: Option<&Catalog>,
    latest: Option<&str>,
    fixed: bool,
) -> Html {
    let tables: Vec<(String, String)> = catalog
        .into_iter()
        .flat_map(|catalog| &catalog.databases)
        .flat_map(|database| {
            database
                .tables
                .iter()
                .map(move |(table, _)| (format!("{} {table}", database.name), format!("{}.{table}", database.name)))
        })
        .collect();
    let table = format!("{} {}", form.database, form.table);
    let mut choices = vec![(format!("{} ", form.database), "–".to_owned())];
    choices.extend(tables);
    if !choices.iter().any(|(value, _)| *value == table) {
        choices.push((table.clone(), format!("{}.{}", form.database, form.table)));
    }
    let choose = {
        let local = local.clone();
        Callback::from(move |value: String| {
            if let Some((database, table)) = value.split_once(' ') {
                local.set("database", database);
                local.set("table", table);
            }
        })
    };
    let is_s3 = form.kind == Kind::S3;
    let inside = html! {
        <>
            { check(app.t("fh-transform"), form.transforms, local.ticker("transforms")) }
            if form.transforms {
                { program(app.t("fh-program"), &form.program, local.setter("program")) }
                { note(app.t("fh-program-note")) }
            }
            if is_s3 && !fixed {
                { check(app.t("fh-partitioning"), form.partitions, local.ticker("partitions")) }
            }
            if is_s3 && form.partitions {
                if fixed { { note(app.t("fh-partitioning-fixed")) } }
                { program(app.t("fh-keys"), &form.keys, local.setter("keys")) }
                { note(app.t("fh-keys-note")) }
                { check(app.t("fh-deaggregate"), form.deaggregates, local.ticker("deaggregates")) }
            }
            { trial(app, form, local, latest) }
            if is_s3 {
                { check(app.t("fh-convert"), form.converts, local.ticker("converts")) }
            }
            if is_s3 && form.converts {
                { field(app.t("fh-table"), select(&table, &choices, choose)) }
                { field(app.t("fh-parquet"), select(&form.parquet, &named(["SNAPPY", "GZIP", "UNCOMPRESSED"].into_iter()), local.setter("parquet"))) }
                { note(app.t("fh-convert-note")) }
            }
        </>
    };
    group(app.t("fh-processing"), inside)
}

/// What OpenSearch and Redshift have besides.
pub fn beside(app: &App, form: &Form, works: &Works, local: &Local) -> Html {
    let inside = match form.kind {
        Kind::S3 => return Html::default(),
        Kind::OpenSearch => html! {
            <>
                { field(app.t("fh-domain"), select(&form.domain, &named(works.domains.iter().map(|domain| domain.name.as_str())), local.setter("domain"))) }
                { field(app.t("index-name"), text_input(form.index.clone(), "my-index", local.setter("index"))) }
                { field(app.t("fh-rotation"), select(&form.rotation, &named(["NoRotation", "OneHour", "OneDay", "OneWeek", "OneMonth"].into_iter()), local.setter("rotation"))) }
                { field(app.t("fh-retry"), text_input(form.retry_s.clone(), "300", local.setter("retry"))) }
            </>
        },
        Kind::Redshift => html! {
            <>
                { field(app.t("fh-jdbc"), text_input(form.jdbc.clone(), "jdbc:redshift://…", local.setter("jdbc"))) }
                { field(app.t("fh-into"), text_input(form.into.clone(), "events", local.setter("into"))) }
                { field(app.t("fh-user"), text_input(form.user.clone(), "firehose", local.setter("user"))) }
                { field(app.t("fh-retry"), text_input(form.retry_s.clone(), "3600", local.setter("retry"))) }
                { note(app.t("fh-redshift-note")) }
            </>
        },
    };
    group(app.t("fh-destination-own"), inside)
}

/// The source backup.
pub fn backup(app: &App, form: &Form, local: &Local, fixed: bool) -> Html {
    if form.kind != Kind::S3 {
        return Html::default();
    }
    let inside = html! {
        <>
            if !(fixed && form.backs_up) { { check(app.t("fh-backup"), form.backs_up, local.ticker("backs-up")) } }
            if form.backs_up { { field(app.t("fh-backup-prefix"), text_input(form.backup_prefix.clone(), "source-backup/", local.setter("backup-prefix"))) } }
            { note(app.t("fh-backup-note")) }
        </>
    };
    group(app.t("fh-backup-title"), inside)
}
