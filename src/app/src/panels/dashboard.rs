//! QuickSight: an analysis and its visuals.

use super::analysis::{first, format, with_visual, without_visual, Wells};
use super::{at, ACCOUNT};
use crate::context::{use_app, App};
use crate::state::{Action, Tab};
use crate::widgets::{button, code, empty, field, head, icon_button, select, status, text_input, written, ChartBox, Confirm, Kind, Look};
use protocol::{Clock, Column, Dashboard, FollowTarget, Mark, Viewport, Visual, Works};
use serde_json::{json, Value};
use std::rc::Rc;
use yew::{classes, component, html, use_state, Callback, Html, MouseEvent, Properties, SubmitEvent};

/// What it shows.
#[derive(Properties, PartialEq)]
pub struct DashboardProps {
    pub clock: Rc<Clock>,
    pub works: Rc<Works>,
    pub view: Option<Rc<Dashboard>>,
}

/// The console of the analyses.
#[component]
pub fn DashboardView(props: &DashboardProps) -> Html {
    let app = use_app();
    let editing = use_state(|| None::<Wells>);
    let Some(view) = &props.view else { return head(app.t("tab-dashboard"), Html::default(), Html::default()) };
    let Some(analysis) = view.analysis.clone() else {
        return html! { <>{ head(app.t("tab-dashboard"), Html::default(), Html::default()) }{ none(&app, &props.works) }</> };
    };
    let names: Vec<_> = view.analyses.clone();
    let name = names.iter().find(|(id, _)| *id == analysis).map_or_else(|| analysis.clone(), |(_, name)| name.clone());
    let choose = {
        let app = app.clone();
        Callback::from(move |id| app.show(Viewport::Dashboard { analysis: Some(id) }))
    };
    let save = {
        let (app, view, editing, analysis, name) = (app.clone(), view.clone(), editing.clone(), analysis.clone(), name.clone());
        Callback::from(move |definition: Value| {
            editing.set(None);
            let params = json!({ "AwsAccountId": ACCOUNT, "AnalysisId": analysis, "Name": name, "Definition": definition });
            app.run("QuickSight.UpdateAnalysis", params, |_| {});
            let _ = &view;
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
    let add = {
        let (editing, view) = (editing.clone(), view.clone());
        Callback::from(move |_: MouseEvent| {
            let id = format!("visual-{}", view.visuals.len() + 1);
            let column = |index: usize| view.fields.get(index).map(|field| field.name.clone()).unwrap_or_default();
            editing.set(Some(Wells {
                id,
                dataset: view.datasets.first().cloned().unwrap_or_default(),
                title: String::new(),
                mark: "bar".to_owned(),
                category: column(0),
                value: column(0),
                aggregation: "COUNT".to_owned(),
            }));
        })
    };
    let actions = html! { <>
        if names.len() > 1 { { select(&analysis, &names, choose) } }
        { button(Kind::Plain, app.t("visual-add"), false, add) }
        { button(Kind::Primary, app.t("refresh"), false, refresh) }
    </> };
    let apply = {
        let (save, view) = (save.clone(), view.clone());
        Callback::from(move |wells: Wells| save.emit(with_visual(&view.definition, &wells, &view.fields)))
    };
    let cancel = {
        let editing = editing.clone();
        Callback::from(move |()| editing.set(None))
    };
    html! {
        <>
            { head(name, html! { <span class="dim">{ &view.status }</span> }, actions) }
            if let Some(wells) = &*editing {
                <WellsForm key={wells.id.clone()} wells={wells.clone()} fields={view.fields.clone()} {apply} {cancel} />
            }
            <div class="p-body">
                <div class="visuals">
                    { for view.visuals.iter().map(|visual| {
                        let edit = {
                            let (editing, wells) = (editing.clone(), Wells::of(&visual.id, &visual.dataset, &visual.chart));
                            Callback::from(move |_: MouseEvent| editing.set(Some(wells.clone())))
                        };
                        let remove = {
                            let (save, definition, id) = (save.clone(), view.definition.clone(), visual.id.clone());
                            Callback::from(move |()| save.emit(without_visual(&definition, &id)))
                        };
                        card(&app, &props.clock, &analysis, visual, edit, remove)
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
        return empty(app.t("dashboard-no-table"), button(Kind::Primary, app.t("crawler-go"), false, app.opener(Tab::Catalog)));
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

fn card(app: &App, clock: &Clock, analysis: &str, visual: &Visual, edit: Callback<MouseEvent>, remove: Callback<()>) -> Html {
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
        Callback::from(move |_: MouseEvent| app.follow(FollowTarget::ChartMark { analysis: analysis.clone(), visual: id.clone(), group: None }))
    };
    let sql = visual.sql.clone().map(|sql| {
        let app = app.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            app.act(Action::Draft("sql".to_owned(), sql.clone()));
            app.open(Tab::Query);
        });
        onclick
    });
    let body = match (&visual.error, &visual.data) {
        (Some(error), _) => html! { <div class="failure"><p>{ error }</p></div> },
        (None, None) if visual.refreshing => html! { <div class="empty"><progress aria-label={app.t("progress")}></progress></div> },
        (None, None) => empty(app.t("visual-empty"), Html::default()),
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
                <Confirm label={app.t("delete")} question={strings.x("delete-question", visual.chart.title.clone())} onyes={remove} />
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

#[derive(Properties, PartialEq)]
struct WellsProps {
    wells: Wells,
    fields: Vec<Column>,
    apply: Callback<Wells>,
    cancel: Callback<()>,
}

/// The field wells.
#[component]
fn WellsForm(props: &WellsProps) -> Html {
    let app = use_app();
    let form = use_state(|| props.wells.clone());
    let edit = |change: fn(&mut Wells, String)| {
        let form = form.clone();
        Callback::from(move |text: String| {
            let mut next = (*form).clone();
            change(&mut next, text);
            form.set(next);
        })
    };
    let onsubmit = {
        let (form, apply) = (form.clone(), props.apply.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            apply.emit((*form).clone());
        })
    };
    let cancel = {
        let cancel = props.cancel.clone();
        Callback::from(move |_: MouseEvent| cancel.emit(()))
    };
    let marks: Vec<_> = ["bar", "line", "kpi"].map(|mark| (mark.to_owned(), app.t(&format!("mark-{mark}")))).into();
    let fields: Vec<_> = props.fields.iter().map(|field| (field.name.clone(), field.name.clone())).collect();
    let aggregations: Vec<_> =
        ["AVERAGE", "SUM", "COUNT", "MIN", "MAX", "DISTINCT_COUNT"].map(|one| (one.to_owned(), app.t(&format!("agg-{}", one.to_ascii_lowercase().replace('_', "-"))))).into();
    html! {
        <form class="p-form" {onsubmit}>
            { field(app.t("visual-title"), text_input(form.title.clone(), "", edit(|form, text| form.title = text))) }
            { field(app.t("visual-type"), select(&form.mark, &marks, edit(|form, text| form.mark = text))) }
            if form.mark != "kpi" {
                { field(app.t("well-x"), select(&form.category, &fields, edit(|form, text| form.category = text))) }
            }
            { field(app.t("well-value"), select(&form.value, &fields, edit(|form, text| form.value = text))) }
            { field(app.t("well-aggregate"), select(&form.aggregation, &aggregations, edit(|form, text| form.aggregation = text))) }
            <button type="submit" class="b primary">{ app.t("apply") }</button>
            { icon_button("x", app.t("close"), false, cancel) }
        </form>
    }
}
