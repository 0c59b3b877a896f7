//! S3: buckets, folders, objects, and the lines of one.

use super::at;
use crate::context::App;
use crate::header::{bytes_of, read};
use crate::part::{Local, part};
use crate::template::classes;
use crate::widgets::{
    Column, Kind, button, confirm, empty, field, files, head, head_row, icon, icon_button, named_select, pager, table,
    text_input,
};
use base64::Engine;
use markup::html;
use protocol::{Clock, FollowTarget, ObjectPreview, ObjectRow, Objects, ToWorker, Viewport, Works};
use serde_json::{Value, json};
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent, SubmitEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct ObjectsProps {
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
    pub viewport: Option<Viewport>,
    pub view: Option<Rc<Objects>>,
}

/// Where the reader is.
#[derive(Clone, PartialEq)]
struct Place {
    bucket: String,
    prefix: String,
    from: u64,
    preview: Option<String>,
    line: u64,
}

impl Place {
    fn go(&self, app: &App) {
        let Self { bucket, prefix, from, preview, line } = self.clone();
        app.show(Viewport::Objects { bucket, prefix, from, preview, preview_line: line });
    }

    fn goer(self, app: &App) -> Callback<MouseEvent> {
        let app = app.clone();
        Callback::from(move |_| self.go(&app))
    }

    fn folder(&self, prefix: &str) -> Self {
        Self { bucket: self.bucket.clone(), prefix: prefix.to_owned(), from: 0, preview: None, line: 0 }
    }
}

/// The console of the buckets.
pub fn objects(app: &App, props: &ObjectsProps, local: &Local) -> Html {
    let making = local.is_on("making");
    let toggle = local.toggle("making");
    let done = local.done("making");
    let create = button(Kind::Plain, app.t("bucket-create"), false, toggle.clone());
    let Some(Viewport::Objects { bucket, prefix, from, preview, preview_line }) = props.viewport.clone() else {
        return html! { <>{ head(app.t("tab-objects"), Html::default(), create) }
        if making { { part(new_bucket, NewProps { done }) } } else { { empty(app.t("buckets-none"), button(Kind::Primary, app.t("bucket-create"), false, toggle)) } }</> };
    };
    let place = Place { bucket, prefix, from, preview, line: preview_line };
    let view = props.view.as_ref().filter(|view| view.bucket == place.bucket && view.prefix == place.prefix);
    html! {
        <>
            { head(app.t("tab-objects"), Html::default(), create) }
            if making { { part(new_bucket, NewProps { done }) } }
            { head_row(bucket_row(app, &props.works, &place)) }
            <div class={classes!("p-body", "two", "wide-left")}>
                <div>{ view.map_or_else(Html::default, |view| folder(app, &props.clock, &place, view)) }</div>
                if let Some(preview) = view.and_then(|view| view.preview.as_ref()) {
                    <div class="detail">{ lines(app, &place, preview) }</div>
                }
            </div>
        </>
    }
}

fn bucket_row(app: &App, works: &Works, place: &Place) -> Html {
    let strings = &app.strings;
    let buckets: Vec<_> = works.buckets.iter().map(|bucket| (bucket.name.clone(), bucket.name.clone())).collect();
    let choose = {
        let app = app.clone();
        Callback::from(move |bucket: String| {
            app.show(Viewport::Objects { bucket, prefix: String::new(), from: 0, preview: None, preview_line: 0 });
        })
    };
    let upload = {
        let (app, place) = (app.clone(), place.clone());
        Callback::from(move |file: web_sys::File| put(&app, &place, &file))
    };
    let delete = {
        let (app, bucket) = (app.clone(), place.bucket.clone());
        Callback::from(move |()| app.call("S3.DeleteBucket", json!({ "Bucket": bucket }), |_| {}))
    };
    let known = works.buckets.iter().find(|bucket| bucket.name == place.bucket);
    let mut crumbs = vec![(place.bucket.clone(), String::new())];
    let mut so_far = String::new();
    for part in place.prefix.split_inclusive('/') {
        so_far.push_str(part);
        crumbs.push((part.to_owned(), so_far.clone()));
    }
    html! {
        <>
            { named_select("Bucket", &place.bucket, &buckets, choose) }
            <nav class="crumbs" aria-label={app.t("folders")}>{ for crumbs.into_iter().map(|(label, prefix)| {
                button(Kind::Quiet, label, prefix == place.prefix, place.folder(&prefix).goer(app))
            }) }</nav>
            if let Some(bucket) = known {
                <span class="dim">{ strings.n("objects-n", bucket.objects) }{ " · " }{ strings.bytes(bucket.bytes) }</span>
            }
            <span class="grow"></span>
            { files(app.t("upload"), true, upload) }
            { confirm(app.t("bucket-delete"), strings.x("delete-question", place.bucket.clone()), delete) }
        </>
    }
}

fn put(app: &App, place: &Place, file: &web_sys::File) {
    let (app, place, file) = (app.clone(), place.clone(), file.clone());
    wasm_bindgen_futures::spawn_local(async move {
        let Ok(buffer) = read(&file).await else { return };
        let key = format!("{}{}", place.prefix, file.name());
        let body = base64::engine::general_purpose::STANDARD.encode(bytes_of(&buffer));
        let said = app.clone();
        app.call("S3.PutObject", json!({ "Bucket": place.bucket, "Key": key, "Body": body }), move |_| {
            said.note(said.t("uploaded"), key);
        });
    });
}

fn folder(app: &App, clock: &Clock, place: &Place, view: &Objects) -> Html {
    if view.folders.is_empty() && view.objects.is_empty() {
        let play = {
            let app = app.clone();
            Callback::from(move |_: MouseEvent| app.bridge.tell(&ToWorker::Play { speed: None }))
        };
        let action = if clock.playing { Html::default() } else { button(Kind::Primary, app.t("play"), false, play) };
        return empty(app.t("objects-none"), action);
    }
    let columns = [
        Column::text(app.t("key")),
        Column::number(app.t("size")),
        Column::number(app.t("records")),
        Column::number(app.t("modified")),
        Column::text(""),
    ];
    let name = |key: &str| key.strip_prefix(view.prefix.as_str()).unwrap_or(key).to_owned();
    let folders = view.folders.iter().map(|prefix| {
        html! {
            <tr key={prefix.clone()}><td colspan="5"><button type="button" class="link" onclick={place.folder(prefix).goer(app)}>{ icon("folder") }{ name(prefix) }</button></td></tr>
        }
    });
    let objects = view.objects.iter().map(|object| row(app, clock, place, object, name(&object.key)));
    let go = {
        let (app, place) = (app.clone(), place.clone());
        Callback::from(move |from| Place { from, ..place.clone() }.go(&app))
    };
    html! {
        <>
            { table(app.t("tab-objects"), &columns, html! { <>{ for folders }{ for objects }</> }) }
            { pager(&app.strings, view.from, view.objects.len() as u64, view.objects_total, 100, &go) }
        </>
    }
}

fn row(app: &App, clock: &Clock, place: &Place, object: &ObjectRow, name: String) -> Html {
    let strings = &app.strings;
    let key = object.key.clone();
    let open = Place { preview: Some(key.clone()), line: 0, ..place.clone() }.goer(app);
    let params = json!({ "Bucket": place.bucket, "Key": key });
    let download = {
        let (app, params, name) = (app.clone(), params.clone(), name.clone());
        Callback::from(move |_: MouseEvent| download(&app, params.clone(), name.clone()))
    };
    let delete = {
        let (app, params) = (app.clone(), params);
        Callback::from(move |()| app.call("S3.DeleteObject", params.clone(), |_| {}))
    };
    let shown = place.preview.as_deref() == Some(object.key.as_str());
    html! {
        <tr key={object.key.clone()} class={classes!(object.lit.then_some("lit"), shown.then_some("chosen"))}>
            <td class="data"><button type="button" class="link" title={object.key.clone()} onclick={open}>{ icon("file") }{ &name }</button></td>
            <td class="num">{ strings.bytes(object.bytes) }</td>
            <td class="num">{ object.records.map_or_else(|| "–".to_owned(), |records| strings.whole(records)) }</td>
            <td class="num">{ at(app, clock, object.modified_us) }</td>
            <td class="row-actions">
                { icon_button("down", app.t("download"), false, download) }
                { confirm(app.t("delete"), strings.x("delete-question", name), delete) }
            </td>
        </tr>
    }
}

/// Saves an object to the reader's disk, by `GetObject`.
pub fn download(app: &App, params: Value, name: String) {
    let said = app.clone();
    app.call("S3.GetObject", params, move |answer| {
        let body = answer.get("Body").and_then(Value::as_str).unwrap_or_default();
        let bytes = base64::engine::general_purpose::STANDARD.decode(body).unwrap_or_default();
        said.bridge.kit.download(&name, "application/octet-stream", js_sys::Uint8Array::from(bytes.as_slice()));
    });
}

fn lines(app: &App, place: &Place, preview: &ObjectPreview) -> Html {
    let strings = &app.strings;
    let close = Place { preview: None, ..place.clone() }.goer(app);
    let go = {
        let (app, place) = (app.clone(), place.clone());
        Callback::from(move |line| Place { line, ..place.clone() }.go(&app))
    };
    let name = preview.key.rsplit('/').next().unwrap_or(&preview.key).to_owned();
    html! {
        <>
            <header class="detail-head"><h4 title={preview.key.clone()}>{ name }</h4><span class="grow"></span>{ icon_button("x", app.t("close"), false, close) }</header>
            <p class="dim">{ strings.n("lines-n", preview.lines_total) }
                if preview.kind == "gzip" { { " · " }{ app.t("unpacked") } }
            </p>
            if preview.kind == "binary" {
                { empty(app.t("object-binary"), Html::default()) }
            } else {
                <ol class="lines">{ for preview.lines.iter().enumerate().map(|(index, text)| {
                    let line = preview.from + index as u64;
                    let known = preview.records.get(index).is_some_and(Option::is_some);
                    let follow = {
                        let (app, bucket, key) = (app.clone(), place.bucket.clone(), preview.key.clone());
                        Callback::from(move |_: MouseEvent| app.follow(FollowTarget::ObjectLine { bucket: bucket.clone(), key: key.clone(), line }))
                    };
                    html! {
                        <li key={line} class={classes!(preview.lit_lines.contains(&line).then_some("lit"))}>
                            <span class="no">{ strings.whole(line + 1) }</span>
                            if known {
                                <button type="button" class="line" title={app.t("follow")} onclick={follow}>{ text }</button>
                            } else {
                                <span class="line">{ text }</span>
                            }
                        </li>
                    }
                }) }</ol>
                { pager(strings, preview.from, preview.lines.len() as u64, preview.lines_total, 50, &go) }
            }
        </>
    }
}

#[derive(PartialEq)]
struct NewProps {
    done: Callback<()>,
}

fn new_bucket(app: &App, props: &NewProps, local: &Local) -> Html {
    let name = local.text("name", "");
    let onsubmit = {
        let (app, name, done) = (app.clone(), name.clone(), props.done.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let done = done.clone();
            app.call("S3.CreateBucket", json!({ "Bucket": name }), move |_| done.emit(()));
        })
    };
    html! {
        <form class="p-form" {onsubmit}>
            { field(app.t("bucket-name"), text_input(name.clone(), "my-bucket", local.setter("name"))) }
            <button type="submit" class="b primary" disabled={name.trim().is_empty()}>{ app.t("bucket-create") }</button>
        </form>
    }
}
