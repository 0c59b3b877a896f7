//! OpenSearch: the search box, its hits, and the Dev Tools.

use crate::context::App;
use crate::part::{Local, part};
use crate::state::Action;
use crate::template::classes;
use crate::widgets::{
    Editor, Kind, Look, button, code, confirm, empty, field, head, icon, named_select, note, status, text_input,
};
use markup::html;
use protocol::{Clock, Discover, FollowTarget, ToWorker, Viewport};
use serde_json::{Value, json};
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent, SubmitEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct DiscoverProps {
    pub clock: Rc<Clock>,
    pub view: Option<Rc<Discover>>,
    pub found: Option<Rc<Value>>,
    pub draft: Option<String>,
}

/// The console of a domain.
pub fn discover(app: &App, props: &DiscoverProps, local: &Local) -> Html {
    let tools = local.is_on("tools");
    let index = local.text("index", "");
    let text = props.draft.clone().unwrap_or_default();
    let Some(view) = props.view.clone().filter(|view| !view.domain.is_empty()) else {
        let create = {
            let app = app.clone();
            Callback::from(move |_: MouseEvent| {
                app.call("OpenSearch.CreateDomain", json!({ "DomainName": "search" }), |_| {})
            })
        };
        return html! { <>{ head(app.t("tab-discover"), Html::default(), Html::default()) }
        if props.view.is_some() { { empty(app.t("domains-none"), button(Kind::Primary, app.t("domain-create"), false, create)) } }</> };
    };
    let strings = &app.strings;
    let chosen = view.indices.iter().find(|one| one.name == index).or(view.indices.first());
    let submit = {
        let (app, domain, text, index) =
            (app.clone(), view.domain.clone(), text.clone(), chosen.map(|one| one.name.clone()).unwrap_or_default());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            search(&app, &domain, &index, &text);
        })
    };
    let typed = {
        let app = app.clone();
        Callback::from(move |text| app.act(Action::Draft("search".to_owned(), text)))
    };
    let choose = local.setter("index");
    let toggle = local.toggle("tools");
    let indices: Vec<_> = view.indices.iter().map(|one| (one.name.clone(), one.name.clone())).collect();
    let domains: Vec<_> = view.domains.iter().map(|one| (one.clone(), one.clone())).collect();
    let choose_domain = {
        let app = app.clone();
        Callback::from(move |domain| app.show(Viewport::Discover { domain: Some(domain) }))
    };
    let delete = {
        let (app, name) = (app.clone(), view.domain.clone());
        Callback::from(move |()| app.call("OpenSearch.DeleteDomain", json!({ "DomainName": name }), |_| {}))
    };
    let look = if view.status == "Active" { Look::Good } else { Look::Busy };
    let beside = html! { <>
        if domains.len() > 1 { { named_select(app.t("domain"), &view.domain, &domains, choose_domain) } } else { <b>{ &view.domain }</b> }
        { status(look, view.status.clone()) }
        if let Some(one) = chosen { <span class="dim">{ strings.n("documents-n", one.documents) }{ " · " }{ strings.n("pending-n", one.pending) }</span> }
    </> };
    let actions = html! { <>
        { button(Kind::Plain, app.t(if tools { "tab-discover" } else { "dev-tools" }), false, toggle) }
        { confirm(app.t("delete"), strings.x("delete-question", view.domain.clone()), delete) }
    </> };
    html! {
        <>
            { head(app.t("tab-discover"), beside, actions) }
            if tools {
                { part(dev_tools, ToolsProps { domain: view.domain.clone() }) }
            } else {
                <form class="search-box" role="search" onsubmit={submit}>
                    { icon("search") }
                    { text_input(text, app.t("search-placeholder"), typed) }
                    if indices.len() > 1 { { named_select(app.t("index-name"), chosen.map_or("", |one| one.name.as_str()), &indices, choose) } }
                    <button type="submit" class="b primary" disabled={chosen.is_none()}>{ app.t("search") }</button>
                </form>
                <div class="p-body">
                    { match (&props.found, chosen) {
                        (Some(found), _) => hits(app, &view, found),
                        (None, None) => empty(app.t("indices-none"), play(app, &props.clock)),
                        (None, Some(one)) if one.documents == 0 => empty(app.t("documents-none"), play(app, &props.clock)),
                        (None, Some(one)) => html! { <>
                            { note(app.t("search-hint")) }
                            <ul class="fields-list">{ for one.fields.iter().map(|(name, kind)| html! { <li key={name.clone()}><code>{ name }</code><span class="dim">{ kind }</span></li> }) }</ul>
                        </> },
                    } }
                </div>
            }
        </>
    }
}

fn play(app: &App, clock: &Clock) -> Html {
    if clock.playing {
        return Html::default();
    }
    let app2 = app.clone();
    button(
        Kind::Primary,
        app.t("play"),
        false,
        Callback::from(move |_: MouseEvent| app2.bridge.tell(&ToWorker::Play { speed: None })),
    )
}

fn search(app: &App, domain: &str, index: &str, text: &str) {
    let query = if text.trim().is_empty() {
        json!({ "match_all": {} })
    } else {
        json!({ "query_string": { "query": text.trim() } })
    };
    let body = json!({ "size": 25, "query": query, "highlight": { "fields": { "*": {} } } });
    let params = json!({ "DomainName": domain, "Method": "POST", "Path": format!("/{index}/_search"), "Body": body });
    let done = app.clone();
    app.call("OpenSearch.Http", params, move |answer| {
        let body = answer.get("Body").cloned().unwrap_or(answer);
        match body.get("error") {
            Some(error) => {
                let part = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                done.act(Action::Error { title: part("type"), text: part("reason") });
            }
            None => {
                let total = body.pointer("/hits/total/value").and_then(Value::as_u64).unwrap_or(0);
                done.act(Action::Announce(done.strings.n("hits-n", total)));
                done.act(Action::Found(Some(Rc::new(body))));
            }
        }
    });
}

fn hits(app: &App, view: &Discover, found: &Value) -> Html {
    let strings = &app.strings;
    let total = found.pointer("/hits/total/value").and_then(Value::as_u64).unwrap_or(0);
    let took = found.get("took").and_then(Value::as_u64).unwrap_or(0);
    let list = found.pointer("/hits/hits").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    html! {
        <>
            <p class="dim">{ strings.n("hits-n", total) }{ " · " }{ strings.span(took * 1_000) }</p>
            if list.is_empty() { { empty(app.t("hits-none"), Html::default()) } }
            <ol class="hits">{ for list.iter().map(|hit| one(app, view, hit)) }</ol>
        </>
    }
}

fn one(app: &App, view: &Discover, hit: &Value) -> Html {
    let text = |name: &str| hit.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (index, id) = (text("_index"), text("_id"));
    let lit = view.lit.as_ref().is_some_and(|lit| *lit == (index.clone(), id.clone()));
    let follow = {
        let (app, domain, index, document) = (app.clone(), view.domain.clone(), index, id.clone());
        Callback::from(move |_: MouseEvent| {
            app.follow(FollowTarget::Hit { domain: domain.clone(), index: index.clone(), document: document.clone() });
        })
    };
    let score = hit.get("_score").and_then(Value::as_f64);
    let source = hit.get("_source").and_then(Value::as_object);
    let marked = |name: &str| {
        hit.pointer(&format!("/highlight/{}/0", name.replace('~', "~0").replace('/', "~1"))).and_then(Value::as_str)
    };
    html! {
        <li key={id.clone()} class={classes!("hit", lit.then_some("lit"))}>
            <div class="hit-head"><code>{ &id }</code>
                if let Some(score) = score { <span class="dim">{ app.strings.x("score", app.strings.number(score, 2)) }</span> }
                <span class="grow"></span>{ button(Kind::Quiet, app.t("follow"), false, follow) }
            </div>
            <dl>{ for source.into_iter().flatten().map(|(name, value)| {
                let plain = match value { Value::String(text) => text.clone(), other => other.to_string() };
                html! { <div key={name.clone()}><dt>{ name }</dt><dd>{ marked(name).map_or_else(|| html! { plain.clone() }, highlighted) }</dd></div> }
            }) }</dl>
        </li>
    }
}

/// Text with `<em>` around what matched; nothing else in it counts as markup.
fn highlighted(text: &str) -> Html {
    let mut parts = text.split("<em>");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| {
        let (inside, after) = part.split_once("</em>").unwrap_or((part, ""));
        html! { <><mark>{ inside.to_owned() }</mark>{ after.to_owned() }</> }
    });
    html! { <>{ first }{ for rest }</> }
}

#[derive(PartialEq)]
struct ToolsProps {
    domain: String,
}

/// The Dev Tools: any request of the data plane.
fn dev_tools(app: &App, props: &ToolsProps, local: &Local) -> Html {
    let method = local.text("method", "POST");
    let path = local.text("path", "/flights/_search");
    let body = local.text("body", "{\n  \"size\": 3,\n  \"query\": { \"match\": { \"origin\": \"HNL\" } },\n  \"aggs\": { \"late\": { \"avg\": { \"field\": \"delay\" } } }\n}");
    let answer = local.text("answer", "");
    let send = {
        let (app, domain, method, path, local) =
            (app.clone(), props.domain.clone(), method.clone(), path.clone(), local.clone());
        move |body: &str| {
            let mut params = json!({ "DomainName": domain, "Method": method, "Path": path });
            // `_bulk` takes lines of JSON: what is no JSON goes as text, and the service says what is wrong with it.
            if let Some(members) = params.as_object_mut().filter(|_| !body.trim().is_empty()) {
                let body = serde_json::from_str(body).unwrap_or_else(|_| Value::String(body.to_owned()));
                members.insert("Body".to_owned(), body);
            }
            let local = local.clone();
            app.call("OpenSearch.Http", params, move |value| {
                local.set(
                    "answer",
                    serde_json::to_string_pretty(value.get("Body").unwrap_or(&value)).unwrap_or_default(),
                );
            });
        }
    };
    let onrun = {
        let send = send.clone();
        Callback::from(move |body: String| send(&body))
    };
    let onsubmit = {
        let body = body.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            send(&body);
        })
    };
    let methods: Vec<_> = ["GET", "POST", "PUT", "DELETE"].map(|one| (one.to_owned(), one.to_owned())).into();
    html! {
        <div class="sql">
            <form class="sql-left" {onsubmit}>
                <div class="p-row">
                    { named_select(app.t("method"), &method, &methods, local.setter("method")) }
                    { field(app.t("path"), text_input(path, "/flights/_search", local.setter("path"))) }
                    <button type="submit" class="b primary">{ app.t("send") }</button>
                </div>
                <Editor value={body} language="json" label={app.t("request-body")} onchange={local.setter("body")} onrun={Some(onrun)} />
            </form>
            <div class="sql-right">
                if answer.is_empty() { { empty(app.t("dev-tools-none"), Html::default()) } } else { { code(answer, app.t("response")) } }
            </div>
        </div>
    }
}
