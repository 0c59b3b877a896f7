//! QuickSight: an analysis and its visuals.

use super::analysis::{Wells, first, format, with_visual, without_visual};
use super::{ACCOUNT, at};
use crate::context::App;
use crate::part::{Local, keyed};
use crate::sheets::SheetAction;
use crate::state::{Action, Tab};
use crate::template::classes;
use crate::widgets::{
    ChartBox, Kind, Look, button, code, confirm, empty, field, head, icon_button, named_select, select, status,
    text_input, written,
};
use markup::html;
use protocol::{Clock, Column, Dashboard, FollowTarget, Mark, Viewport, Visual, Works};
use serde_json::{Value, json};
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent, SubmitEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct DashboardProps {
    pub clock: Rc<Clock>,
    pub works: Rc<Works>,
    pub view: Option<Rc<Dashboard>>,
}

/// The console of the analyses.
pub fn dashboard(app: &App, props: &DashboardProps, local: &Local) -> Html {
    let Some(view) = &props.view else { return head(app.t("tab-dashboard"), Html::default(), Html::default()) };
    let Some(analysis) = view.analysis.clone() else {
        return html! { <>{ head(app.t("tab-dashboard"), Html::default(), Html::default()) }{ none(app, &props.works) }</> };
    };
    let names: Vec<_> = view.analyses.clone();
    let name = names.iter().find(|(id, _)| *id == analysis).map_or_else(|| analysis.clone(), |(_, name)| name.clone());
    let choose = {
        let app = app.clone();
        Callback::from(move |id| app.show(Viewport::Dashboard { analysis: Some(id) }))
    };
    let save = {
        let (app, local, analysis, name) = (app.clone(), local.clone(), analysis.clone(), name.clone());
        Callback::from(move |definition: Value| {
            local.set("editing", "");
            let params =
                json!({ "AwsAccountId": ACCOUNT, "AnalysisId": analysis, "Name": name, "Definition": definition });
            app.run("QuickSight.UpdateAnalysis", params, |_| {});
        })
    };
    let refresh = {
        let (save, view) = (save.clone(), view.clone());
        Callback::from(move |_: MouseEvent| {
            if let Ok(definition) = serde_json::from_str(&view.definition) {
                save.emit(definition);
            }
        })
    };
    let add = local.putter("editing", &format!("visual-{}", view.visuals.len() + 1));
    let editing = local.text("editing", "");
    let wells = (!editing.is_empty()).then(|| {
        let known = view.visuals.iter().find(|visual| visual.id == editing);
        known.map_or_else(|| Wells::new(&editing, view), |visual| Wells::of(&visual.id, &visual.dataset, &visual.chart))
    });
    let actions = html! { <>
        if names.len() > 1 { { named_select(app.t("analysis"), &analysis, &names, choose) } }
        { button(Kind::Plain, app.t("visual-add"), false, add) }
        { button(Kind::Primary, app.t("refresh"), false, refresh.clone()) }
    </> };
    let apply = {
        let (save, view) = (save.clone(), view.clone());
        Callback::from(move |wells: Wells| save.emit(with_visual(&view.definition, &wells, &view.fields)))
    };
    let cancel = local.putter("editing", "");
    // Before there is a table a refresh would only fail: one thing to do next is enough.
    let has_table = props.works.glue.tables > 0;
    html! {
        <>
            { head(name, html! { <span class="dim">{ &view.status }</span> }, actions) }
            if let Some(wells) = wells {
                { keyed(&editing, wells_form, WellsProps { wells, fields: view.fields.clone(), apply, cancel }) }
            }
            <div class="p-body">
                if !has_table { { none(app, &props.works) } }
                <div class="visuals">
                    { for view.visuals.iter().filter(|visual| has_table || visual.data.is_some()).map(|visual| {
                        let edit = local.putter("editing", &visual.id);
                        let remove = {
                            let (save, definition, id) = (save.clone(), view.definition.clone(), visual.id.clone());
                            Callback::from(move |()| save.emit(without_visual(&definition, &id)))
                        };
                        card(app, &props.clock, &analysis, visual, edit, remove, refresh.clone())
                    }) }
                </div>
                <details class="more"><summary>{ "DescribeAnalysisDefinition" }</summary>{ code(view.definition.clone(), "DescribeAnalysisDefinition") }</details>
            </div>
        </>
    }
}

/// No analysis yet: what is missing before one, in the order of the pipeline.
fn none(app: &App, works: &Works) -> Html {
    if works.glue.tables == 0 {
        return empty(
            app.t("dashboard-no-table"),
            button(Kind::Primary, app.t("crawler-go"), false, app.opener(Tab::Catalog)),
        );
    }
    let create = {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| {
            let titles = ["visual-by-origin", "visual-by-day", "visual-overall"].map(|key| app.t(key));
            app.run("QuickSight.CreateAnalysis", first(titles, app.t("analysis-first")), |_| {});
        })
    };
    empty(app.t("dashboard-none"), button(Kind::Primary, app.t("analysis-create"), false, create))
}

fn card(
    app: &App,
    clock: &Clock,
    analysis: &str,
    visual: &Visual,
    edit: Callback<MouseEvent>,
    remove: Callback<()>,
    refresh: Callback<MouseEvent>,
) -> Html {
    let strings = &app.strings;
    let pick = {
        let (app, analysis, id) = (app.clone(), analysis.to_owned(), visual.id.clone());
        Callback::from(move |group: Option<String>| {
            // Picking nothing takes the pick back.
            if group.is_some() {
                app.follow(FollowTarget::ChartMark { analysis: analysis.clone(), visual: id.clone(), group });
            }
        })
    };
    let follow = {
        let (app, analysis, id) = (app.clone(), analysis.to_owned(), visual.id.clone());
        Callback::from(move |_: MouseEvent| {
            app.follow(FollowTarget::ChartMark { analysis: analysis.clone(), visual: id.clone(), group: None })
        })
    };
    let sql = visual.sql.clone().map(|sql| {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| {
            app.act(Action::Sheet(SheetAction::Open(sql.clone())));
            app.open(Tab::Query);
        })
    });
    let body = match (&visual.error, &visual.data) {
        (Some(error), _) => html! { <div class="failure"><p>{ error }</p></div> },
        (None, None) if visual.refreshing => {
            html! { <div class="empty"><progress aria-label={app.t("progress")}></progress></div> }
        }
        (None, None) => empty(app.t("visual-empty"), button(Kind::Plain, app.t("refresh"), false, refresh)),
        (None, Some(data)) if visual.chart.mark == Mark::Kpi => {
            let value = data.series.first().and_then(|(_, values)| values.first().copied().flatten());
            let text = value.map_or_else(|| "–".to_owned(), |value| written(strings, value, format(&visual.chart)));
            html! { <button type="button" class="kpi" title={app.t("follow")} onclick={follow}>{ text }</button> }
        }
        (None, Some(data)) => html! { <ChartBox chart={visual.chart.clone()} data={data.clone()} onpick={pick} /> },
    };
    html! {
        <article key={visual.id.clone()} class={classes!("visual", (visual.chart.mark == Mark::Kpi).then_some("small"))}>
            <header>
                <h4>{ &visual.chart.title }</h4><span class="grow"></span>
                if visual.refreshing { { status(Look::Busy, app.t("refreshing")) } }
                { button(Kind::Quiet, app.t("edit"), false, edit) }
                { confirm(app.t("delete"), strings.x("delete-question", visual.chart.title.clone()), remove) }
            </header>
            { body }
            <footer class="dim">
                if let Some(us) = visual.refreshed_us { { strings.x("refreshed-at", at(app, clock, us)) } }
                if let Some(data) = visual.data.as_ref().filter(|data| data.left_out > 0) { { " · " }{ strings.n("left-out", data.left_out) } }
                <span class="grow"></span>
                if let Some(onclick) = sql { { button(Kind::Quiet, "SQL", false, onclick) } }
            </footer>
        </article>
    }
}

#[derive(PartialEq)]
struct WellsProps {
    wells: Wells,
    fields: Vec<Column>,
    apply: Callback<Wells>,
    cancel: Callback<MouseEvent>,
}

/// The field wells.
fn wells_form(app: &App, props: &WellsProps, local: &Local) -> Html {
    let form = Wells {
        title: local.text("title", &props.wells.title),
        mark: local.text("mark", &props.wells.mark),
        category: local.text("category", &props.wells.category),
        value: local.text("value", &props.wells.value),
        aggregation: local.text("aggregation", &props.wells.aggregation),
        ..props.wells.clone()
    };
    let onsubmit = {
        let (form, apply) = (form.clone(), props.apply.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            apply.emit(form.clone());
        })
    };
    let marks: Vec<_> = ["bar", "line", "kpi"].map(|mark| (mark.to_owned(), app.t(&format!("mark-{mark}")))).into();
    let fields: Vec<_> = props.fields.iter().map(|field| (field.name.clone(), field.name.clone())).collect();
    let aggregations: Vec<_> = ["AVERAGE", "SUM", "COUNT", "MIN", "MAX", "DISTINCT_COUNT"]
        .map(|one| (one.to_owned(), app.t(&format!("agg-{}", one.to_ascii_lowercase().replace('_', "-")))))
        .into();
    html! {
        <form class="p-form" {onsubmit}>
            { field(app.t("visual-title"), text_input(form.title.clone(), "", local.setter("title"))) }
            { field(app.t("visual-type"), select(&form.mark, &marks, local.setter("mark"))) }
            if form.mark != "kpi" {
                { field(app.t("well-x"), select(&form.category, &fields, local.setter("category"))) }
            }
            { field(app.t("well-value"), select(&form.value, &fields, local.setter("value"))) }
            { field(app.t("well-aggregate"), select(&form.aggregation, &aggregations, local.setter("aggregation"))) }
            <button type="submit" class="b primary">{ app.t("apply") }</button>
            { icon_button("x", app.t("close"), false, props.cancel.clone()) }
        </form>
    }
}
