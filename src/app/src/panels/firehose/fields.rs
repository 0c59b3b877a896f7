//! The fields of a destination, for the wizard and for changing one: with AWS's bounds beside them, and the next object's key while it is typed.
//! A field is typed under the name that it has in [`Form`].

use super::form::{Bounds, COMPRESSIONS, Form, Kind, LAMBDA_INTERVAL, LAMBDA_RETRIES, LAMBDA_SIZE};
use super::prefix::{Example, key, local_ms};
use super::trial::trial;
use crate::context::App;
use crate::part::Local;
use crate::template::classes;
use crate::widgets::{check, field, icon, note, select, text_input};
use markup::html;
use protocol::{Catalog, Works};
use yew::{Callback, Html, InputEvent};

/// What a form stands in.
pub struct Around<'a> {
    pub works: &'a Works,
    /// The tables that records may be converted by.
    pub catalog: Option<&'a Catalog>,
    /// What programs are tried on where no data stream is read.
    pub latest: Option<&'a str>,
    /// Now, in milliseconds since 1970.
    pub now_ms: u64,
    /// The version that the next object will bear in its name.
    pub version: &'a str,
    /// What there is already: what cannot be changed of it is only told.
    pub before: Option<&'a Form>,
}

/// All of a destination.
pub fn destination(app: &App, form: &Form, local: &Local, around: &Around) -> Html {
    html! {
        <>
            { beside(app, form, local, around) }
            { processing(app, form, local, around) }
            { prefixes(app, form, local, around) }
            { hints(app, form, local) }
            if form.kind != Kind::OpenSearch { { formats(app, form, local) } { backup(app, form, local, around) } }
        </>
    }
}

/// Time zones that are proposed.
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

/// Fields that are seldom needed.
pub fn more(app: &App, inside: Html) -> Html {
    html! { <details class="more"><summary>{ app.t("fh-more") }</summary><div class="p-form flat">{ inside }</div></details> }
}

/// A number with its bounds; `label` names them.
fn bounded(app: &App, label: &str, value: &str, bounds: Bounds, onchange: Callback<String>) -> Html {
    let number = |n: f64| app.strings.number(n, if n.fract() > 0.0 { 1 } else { 0 });
    let default = number(bounds.default);
    let values = [("least", number(bounds.least)), ("most", number(bounds.most)), ("x", default.clone())];
    html! {
        <>
            { field(app.strings.with(label, &values), text_input(value.to_owned(), default, onchange)) }
            if !bounds.fit(value) { { remark(true, app.strings.x("fh-out-of-bounds", value.to_owned())) } }
        </>
    }
}

/// Size, interval; and zero buffering, which is an interval of 0.
fn hints(app: &App, form: &Form, local: &Local) -> Html {
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
fn formats(app: &App, form: &Form, local: &Local) -> Html {
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
fn prefixes(app: &App, form: &Form, local: &Local, around: &Around) -> Html {
    let buckets = named(around.works.buckets.iter().map(|bucket| bucket.name.as_str()));
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
                { field(app.t("fh-error-prefix"), text_input(form.error_prefix.clone(), "errors/!{firehose:error-output-type}/", local.setter("error_prefix"))) }
                if form.kind == Kind::S3 { { field(app.t("fh-zone"), select(&form.time_zone, &zones, local.setter("time_zone"))) } }
            }
            if form.kind != Kind::OpenSearch && !form.converts { { check(app.t("newline-delimiter"), form.delimiter, local.ticker("delimiter")) } }
            { preview(app, form, around) }
        </>
    };
    group(app.t(if form.kind == Kind::S3 { "fh-s3" } else { "fh-s3-beside" }), inside)
}

/// The keys of the next object and of the next object of failed records.
fn preview(app: &App, form: &Form, around: &Around) -> Html {
    let Some(local_ms) = local_ms(around.now_ms, form.zone()) else {
        return remark(true, app.strings.x("prefix-zone", form.time_zone.clone()));
    };
    let keys = if form.queries() { form.key_names() } else { Vec::new() };
    let lambda_keys = form.kind == Kind::S3 && form.partitions && form.transforms;
    let line = |label: &str, prefix: &str, failure: Option<&str>, ending: &str| {
        let example = Example { utc_ms: around.now_ms, local_ms, keys: &keys, lambda_keys, failure };
        let said = match key(prefix, &example, &form.name, around.version, ending) {
            Ok(key) => html! { <code>{ key }</code> },
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
    let (failed, failure) = form.failed_prefix();
    html! {
        <div class="fh-preview" aria-live="polite">
            <dl>
                if form.kind != Kind::OpenSearch { { line("fh-preview", &form.prefix, None, &form.ending()) } }
                if form.kind != Kind::Redshift { { line("fh-preview-error", &failed, Some(failure), form.failed_ending()) } }
            </dl>
            if lacks { { remark(true, app.t("prefix-needs-error")) } }
            if !unused.is_empty() { { remark(true, app.strings.x("prefix-unused-key", unused.join(", "))) } }
        </div>
    }
}

/// Transformation, de-aggregation, partitioning, columns.
fn processing(app: &App, form: &Form, local: &Local, around: &Around) -> Html {
    let is_s3 = form.kind == Kind::S3;
    let fixed = around.before.is_some();
    let inside = html! {
        <>
            { check(app.t("fh-transform"), form.transforms, local.ticker("transforms")) }
            if form.transforms {
                { program(app.t("fh-program"), &form.program, local.setter("program")) }
                { note(app.t("fh-program-note")) }
                { more(app, html! {
                    <>
                        { bounded(app, "fh-retries", &form.retries, LAMBDA_RETRIES, local.setter("retries")) }
                        { bounded(app, "fh-lambda-size", &form.lambda_size, LAMBDA_SIZE, local.setter("lambda_size")) }
                        { bounded(app, "fh-lambda-interval", &form.lambda_interval, LAMBDA_INTERVAL, local.setter("lambda_interval")) }
                    </>
                }) }
            }
            if is_s3 && !fixed {
                { check(app.t("fh-partitioning"), form.partitions, local.ticker("partitions")) }
            }
            if is_s3 && form.partitions {
                if fixed { { note(app.t("fh-partitioning-fixed")) } }
                if form.transforms || !form.inline { { check(app.t("fh-inline"), form.inline, local.ticker("inline")) } }
                if form.inline {
                    { program(app.t("fh-keys"), &form.keys, local.setter("keys")) }
                    { note(app.t("fh-keys-note")) }
                } else {
                    { remark(!form.transforms, app.t("fh-keys-lambda")) }
                }
            }
            { trial(app, form, local, around.latest) }
            if is_s3 {
                { check(app.t("fh-deaggregate"), form.deaggregates, local.ticker("deaggregates")) }
                if form.deaggregates { { sub_records(app, form, local) } }
                { check(app.t("fh-convert"), form.converts, local.ticker("converts")) }
                if form.converts { { conversion(app, form, local, around) } }
            }
        </>
    };
    group(app.t("fh-processing"), inside)
}

/// How one record becomes many.
fn sub_records(app: &App, form: &Form, local: &Local) -> Html {
    let types = [("JSON".to_owned(), "JSON".to_owned()), ("DELIMITED".to_owned(), app.t("fh-delimited"))];
    html! {
        <>
            { field(app.t("fh-sub-records"), select(&form.sub_records, &types, local.setter("sub_records"))) }
            if form.sub_records == "DELIMITED" { { field(app.t("fh-sub-delimiter"), text_input(form.sub_delimiter.clone(), "", local.setter("sub_delimiter"))) } }
        </>
    }
}

/// By which table, from which JSON, to which Parquet.
fn conversion(app: &App, form: &Form, local: &Local, around: &Around) -> Html {
    let table = format!("{} {}", form.database, form.table);
    let mut choices = vec![(format!("{} ", form.database), "–".to_owned())];
    for database in around.catalog.into_iter().flat_map(|catalog| &catalog.databases) {
        let name = &database.name;
        choices.extend(database.tables.iter().map(|(table, _)| (format!("{name} {table}"), format!("{name}.{table}"))));
    }
    let has_tables = choices.len() > 1;
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
    let mut codecs = named(["SNAPPY", "GZIP", "UNCOMPRESSED"].into_iter());
    codecs.push(("ZSTD".to_owned(), app.t("fh-zstd")));
    let readers = ["OpenX", "Hive"].map(|name| (name.to_owned(), format!("{name} JSON SerDe")));
    html! {
        <>
            { field(app.t("fh-table"), select(&table, &choices, choose)) }
            { field(app.t("fh-parquet"), select(&form.parquet, &codecs, local.setter("parquet"))) }
            { note(app.t(if has_tables { "fh-convert-note" } else { "fh-no-table" })) }
            { more(app, html! {
                <>
                    { field(app.t("fh-reader"), select(&form.reader, &readers, local.setter("reader"))) }
                    if form.reader == "Hive" {
                        { program(app.t("fh-timestamps"), &form.timestamps, local.setter("timestamps")) }
                    } else {
                        { check(app.t("fh-case"), form.case_insensitive, local.ticker("case_insensitive")) }
                        { check(app.t("fh-dots"), form.dots_to_underscores, local.ticker("dots_to_underscores")) }
                        { program(app.t("fh-mappings"), &form.mappings, local.setter("mappings")) }
                    }
                </>
            }) }
        </>
    }
}

/// What OpenSearch and Redshift have besides.
fn beside(app: &App, form: &Form, local: &Local, around: &Around) -> Html {
    let domains = around.works.domains.iter().map(|domain| domain.name.as_str());
    let rotations = ["NoRotation", "OneHour", "OneDay", "OneWeek", "OneMonth"];
    let retry = bounded(app, "fh-retry-within", &form.retry_s, form.retry_bounds(), local.setter("retry_s"));
    let inside = match form.kind {
        Kind::S3 => return Html::default(),
        Kind::OpenSearch => html! {
            <>
                { field(app.t("fh-domain"), select(&form.domain, &named(domains), local.setter("domain"))) }
                { field(app.t("index-name"), text_input(form.index.clone(), "my-index", local.setter("index"))) }
                { field(app.t("fh-rotation"), select(&form.rotation, &named(rotations.into_iter()), local.setter("rotation"))) }
                { retry }
                if around.before.is_none() {
                    { check(app.t("fh-all-documents"), form.all_documents, local.ticker("all_documents")) }
                }
                { note(app.t("fh-all-documents-note")) }
            </>
        },
        Kind::Redshift => html! {
            <>
                { field(app.t("fh-jdbc"), text_input(form.jdbc.clone(), "jdbc:redshift://…", local.setter("jdbc"))) }
                { field(app.t("fh-into"), text_input(form.into.clone(), "events", local.setter("into"))) }
                { field(app.t("fh-user"), text_input(form.user.clone(), "firehose", local.setter("user"))) }
                { retry }
                { note(app.t("fh-redshift-note")) }
            </>
        },
    };
    group(app.t("fh-destination-own"), inside)
}

/// The source backup.
fn backup(app: &App, form: &Form, local: &Local, around: &Around) -> Html {
    let has_been = around.before.is_some_and(|before| before.backs_up);
    let buckets = named(around.works.buckets.iter().map(|bucket| bucket.name.as_str()));
    let bucket = if form.backup_bucket.is_empty() { &form.bucket } else { &form.backup_bucket };
    let inside = html! {
        <>
            if !has_been { { check(app.t("fh-backup"), form.backs_up, local.ticker("backs_up")) } }
            if form.backs_up {
                { field(app.t("fh-backup-bucket"), select(bucket, &buckets, local.setter("backup_bucket"))) }
                { field(app.t("fh-backup-prefix"), text_input(form.backup_prefix.clone(), "source-backup/", local.setter("backup_prefix"))) }
            }
            { note(app.t("fh-backup-note")) }
        </>
    };
    group(app.t("fh-backup-title"), inside)
}

/// What a new stream has besides: encryption of what is put to it, and tags.
pub fn advanced(app: &App, form: &Form, local: &Local) -> Html {
    let inside = html! {
        <>
            if form.source.is_empty() {
                { check(app.t("fh-encrypt"), form.encrypts, local.ticker("encrypts")) }
                if form.encrypts { { field(app.t("fh-key-arn"), text_input(form.key_arn.clone(), "arn:aws:kms:…", local.setter("key_arn"))) } }
            }
            { program(app.t("fh-tags"), &form.tags, local.setter("tags")) }
            { note(app.t("tags-note")) }
        </>
    };
    more(app, inside)
}
