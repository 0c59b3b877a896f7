//! Glue: crawlers, databases, tables, partitions.

use super::at;
use crate::context::App;
use crate::part::{Local, part};
use crate::state::Tab;
use crate::widgets::{
    Column, Kind, Look, button, confirm, empty, field, head, note, pairs, select, status, table, text_input,
};
use markup::html;
use protocol::{Catalog, CatalogTable, Clock, CrawlerDetail, Viewport, Works};
use serde_json::json;
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent, SubmitEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct CatalogProps {
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
    pub view: Option<Rc<Catalog>>,
}

/// The console of the Data Catalog.
pub fn catalog(app: &App, props: &CatalogProps, local: &Local) -> Html {
    let making = local.is_on("making");
    let toggle = local.toggle("making");
    let done = local.done("making");
    let actions = button(Kind::Plain, app.t("crawler-create"), false, toggle.clone());
    let Some(view) = &props.view else {
        return head(app.t("tab-catalog"), Html::default(), actions);
    };
    let tables = view.databases.iter().any(|database| !database.tables.is_empty());
    let first = view.crawlers.first();
    html! {
        <>
            { head(app.t("tab-catalog"), Html::default(), actions) }
            if making {
                { part(new_crawler, NewProps {
                    databases: view.databases.iter().map(|database| database.name.clone()).collect(),
                    bucket: props.works.buckets.first().map(|bucket| bucket.name.clone()).unwrap_or_default(),
                    done,
                }) }
            }
            <div class="p-body">
                <h4>{ app.t("crawlers") }</h4>
                if view.crawlers.is_empty() {
                    { empty(app.t("crawlers-none"), button(Kind::Primary, app.t("crawler-create"), false, toggle)) }
                }
                { for view.crawlers.iter().map(|crawler| crawler_row(app, &props.clock, crawler)) }
                <h4>{ app.t("tables") }</h4>
                if !tables {
                    { empty(app.t("tables-none"), first.map_or_else(Html::default, |crawler| run_button(app, crawler, Kind::Primary))) }
                }
                <div class="two">
                    <ul class="tree">{ for view.databases.iter().map(|database| html! {
                        <li key={database.name.clone()}>
                            <span class="branch">{ &database.name }{ delete_database(app, &database.name) }</span>
                            <ul>{ for database.tables.iter().map(|(name, columns)| table_item(app, &database.name, name, columns.len())) }</ul>
                        </li>
                    }) }</ul>
                    if let Some(table) = &view.table {
                        <div class="detail">{ detail(app, &props.clock, table) }</div>
                    }
                </div>
            </div>
        </>
    }
}

fn table_item(app: &App, database: &str, name: &str, columns: usize) -> Html {
    let choose = {
        let (app, key) = (app.clone(), (database.to_owned(), name.to_owned()));
        Callback::from(move |_: MouseEvent| app.show(Viewport::Catalog { table: Some(key.clone()) }))
    };
    html! { <li key={name.to_owned()}><button type="button" class="link" onclick={choose}>{ crate::widgets::icon("table") }{ name }</button><span class="dim">{ app.strings.n("columns-n", columns as u64) }</span></li> }
}

fn run_button(app: &App, crawler: &CrawlerDetail, kind: Kind) -> Html {
    let name = crawler.name.clone();
    let app2 = app.clone();
    if crawler.state == "READY" {
        let onclick =
            Callback::from(move |_: MouseEvent| app2.run("Glue.StartCrawler", json!({ "Name": name }), |_| {}));
        button(kind, app.t("crawler-run"), false, onclick)
    } else {
        let onclick =
            Callback::from(move |_: MouseEvent| app2.call("Glue.StopCrawler", json!({ "Name": name }), |_| {}));
        button(Kind::Plain, app.t("crawler-stop"), crawler.state == "STOPPING", onclick)
    }
}

fn crawler_row(app: &App, clock: &Clock, crawler: &CrawlerDetail) -> Html {
    let strings = &app.strings;
    let delete = {
        let (app, name) = (app.clone(), crawler.name.clone());
        Callback::from(move |()| app.call("Glue.DeleteCrawler", json!({ "Name": name }), |_| {}))
    };
    let look = if crawler.state == "READY" { Look::Good } else { Look::Busy };
    let last = match &crawler.last {
        None => html! { <span class="dim">{ app.t("crawl-never") }</span> },
        Some(run) => {
            let when = at(app, clock, run.end_us.unwrap_or(run.start_us));
            let look = match run.status.as_str() {
                "SUCCEEDED" => Look::Good,
                "RUNNING" => Look::Busy,
                "CANCELLED" => Look::Calm,
                _ => Look::Bad,
            };
            let said = strings.with(
                "crawl-last",
                &[
                    ("tables", strings.whole(u64::from(run.tables_created))),
                    ("updated", strings.whole(u64::from(run.tables_updated))),
                    ("partitions", strings.whole(u64::from(run.partitions_created))),
                    ("files", strings.whole(run.files)),
                ],
            );
            html! { <>{ status(look, run.status.clone()) }<span>{ when }</span><span class="dim">{ said }</span>
            if let Some(error) = &run.error { <p class="bad">{ error }</p> }</> }
        }
    };
    html! {
        <article class="row" key={crawler.name.clone()}>
            <b>{ &crawler.name }</b>{ status(look, crawler.state.clone()) }
            <span class="dim">{ format!("{} → {}", crawler.targets.join(", "), crawler.database) }</span>
            { last }
            <span class="grow"></span>
            { run_button(app, crawler, Kind::Primary) }
            { confirm(app.t("delete"), strings.x("delete-question", crawler.name.clone()), delete) }
        </article>
    }
}

fn detail(app: &App, clock: &Clock, view: &CatalogTable) -> Html {
    let strings = &app.strings;
    let query = {
        let (app, sql) = (app.clone(), format!("SELECT *\nFROM {}\nLIMIT 100", view.name));
        Callback::from(move |_: MouseEvent| {
            app.act(crate::state::Action::Sheet(crate::sheets::SheetAction::Open(sql.clone())));
            app.open(Tab::Query);
        })
    };
    let delete = {
        let (app, database, name) = (app.clone(), view.database.clone(), view.name.clone());
        Callback::from(move |()| {
            app.call("Glue.DeleteTable", json!({ "DatabaseName": database, "Name": name }), |_| {});
            app.show(Viewport::Catalog { table: None });
        })
    };
    let columns = [Column::text(app.t("column")), Column::text(app.t("type")), Column::text("")];
    let rows = view.columns.iter().map(|column| {
        html! { <tr key={column.name.clone()}><td><code>{ &column.name }</code></td><td><code>{ &column.hive_type }</code></td>
            <td>if column.partition { <span class="chip">{ app.t("partition-key-short") }</span> }</td></tr> }
    });
    html! {
        <>
            <header class="detail-head"><h4>{ &view.name }</h4><span class="grow"></span>{ button(Kind::Plain, app.t("table-query"), false, query) }
                { confirm(app.t("delete"), strings.x("delete-question", view.name.clone()), delete) }
            </header>
            { pairs(vec![
                (app.t("location"), html! { <code>{ &view.location }</code> }),
                (app.t("classification"), html! { &view.classification }),
                (app.t("updated"), html! { at(app, clock, view.updated_us) }),
            ]) }
            { table(app.t("schema"), &columns, rows.collect::<Html>()) }
            <h4>{ strings.n("partitions-n", view.partitions_total) }</h4>
            <ul class="plain">{ for view.partitions.iter().map(|partition| html! { <li key={partition.location.clone()}><code>{ partition.values.join(", ") }</code><span class="dim">{ &partition.location }</span></li> }) }</ul>
        </>
    }
}

fn delete_database(app: &App, name: &str) -> Html {
    let delete = {
        let (app, name) = (app.clone(), name.to_owned());
        Callback::from(move |()| app.call("Glue.DeleteDatabase", json!({ "Name": name }), |_| {}))
    };
    confirm(app.t("delete"), app.strings.x("delete-question", name), delete)
}

#[derive(PartialEq)]
struct NewProps {
    databases: Vec<String>,
    bucket: String,
    done: Callback<()>,
}

/// A crawler, and its database if that is not there yet.
fn new_crawler(app: &App, props: &NewProps, local: &Local) -> Html {
    let name = local.text("name", "");
    let path = local.text("path", &format!("s3://{}/", props.bucket));
    let chosen = local.text("chosen", props.databases.first().map_or("", String::as_str));
    let new = local.text("new", "lake");
    let onsubmit = {
        let (app, name, path, chosen, new, done) =
            (app.clone(), name.clone(), path.clone(), chosen.clone(), new.clone(), props.done.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let database = if chosen.is_empty() { new.clone() } else { chosen.clone() };
            let params = json!({
                "Name": name, "Role": "glue-crawler", "DatabaseName": database, "Targets": { "S3Targets": [{ "Path": path }] },
            });
            let (again, done) = (app.clone(), done.clone());
            let create = move || again.call("Glue.CreateCrawler", params, move |_| done.emit(()));
            if chosen.is_empty() {
                app.call("Glue.CreateDatabase", json!({ "DatabaseInput": { "Name": database } }), move |_| create());
            } else {
                create();
            }
        })
    };
    let mut databases: Vec<_> = props.databases.iter().map(|name| (name.clone(), name.clone())).collect();
    databases.push((String::new(), app.t("database-new")));
    html! {
        <form class="p-form" {onsubmit}>
            { field(app.t("crawler-name"), text_input(name.clone(), "my-crawler", local.setter("name"))) }
            { field(app.t("crawler-path"), text_input(path, "s3://", local.setter("path"))) }
            { field(app.t("database"), select(&chosen, &databases, local.setter("chosen"))) }
            if chosen.is_empty() {
                { field(app.t("database-name"), text_input(new, "", local.setter("new"))) }
            }
            <button type="submit" class="b primary" disabled={name.trim().is_empty()}>{ app.t("crawler-create") }</button>
            { note(app.t("crawler-note")) }
        </form>
    }
}
