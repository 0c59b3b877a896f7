//! The followed record: what it says, and when it was where.

use super::at;
use crate::context::App;
use crate::part::Local;
use crate::state::{Action, Tab};
use crate::widgets::{code, empty, icon_button, pager};
use markup::html;
use protocol::{Clock, FollowTarget, Grid, Hop, RecordId, StartingPosition, ToWorker, Trace, Viewport};
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct FollowedProps {
    pub trace: Option<Rc<Trace>>,
    pub clock: Rc<Clock>,
}

/// The panel beside the consoles.
pub fn followed(app: &App, props: &FollowedProps, _: &Local) -> Html {
    let close = {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| {
            app.bridge.tell(&ToWorker::Unfollow);
            app.act(Action::Following(false));
        })
    };
    html! {
        <aside class="followed" aria-label={app.t("followed")}>
            <header class="detail-head"><h3>{ app.t("followed") }</h3><span class="grow"></span>{ icon_button("x", app.t("close"), false, close) }</header>
            { match &props.trace {
                None => html! { <div class="empty"><progress aria-label={app.t("progress")}></progress></div> },
                Some(trace) => way(app, &props.clock, trace),
            } }
        </aside>
    }
}

fn way(app: &App, clock: &Clock, trace: &Trace) -> Html {
    let strings = &app.strings;
    if let (Some(why), true) = (&trace.cannot, trace.hops.is_empty()) {
        return empty(strings.said(why), Html::default());
    }
    let choose = {
        let app = app.clone();
        Callback::from(move |selected: u64| app.show(Viewport::Trace { selected: selected as u32 }))
    };
    let id = trace.records.get(trace.selected as usize).or(trace.records.first());
    let total = match (trace.hops.first(), trace.hops.last()) {
        (Some(first), Some(last)) if trace.hops.len() > 1 => Some(strings.span(last.at_us.saturating_sub(first.at_us))),
        _ => None,
    };
    let pretty = serde_json::from_str::<serde_json::Value>(&trace.data)
        .ok()
        .and_then(|value| serde_json::to_string_pretty(&value).ok())
        .unwrap_or_else(|| trace.data.clone());
    html! {
        <div class="way">
            if trace.records_total > 1 {
                <p class="dim">{ strings.n("followed-of", trace.records_total) }
                    if (trace.records.len() as u64) < trace.records_total && !trace.records.is_empty() {
                        { " " }{ strings.n("followed-first", trace.records.len() as u64) }
                    }
                </p>
                { pager(strings, u64::from(trace.selected), 1, trace.records.len() as u64, 1, &choose) }
            }
            if let Some(id) = id {
                <p class="record-id">{ name(id) }
                    if let Some(key) = &trace.partition_key { <span class="dim">{ strings.x("with-key", key.clone()) }</span> }
                </p>
            }
            <ol class="hops">{ for trace.hops.iter().map(|one| hop(app, clock, one)) }</ol>
            if let Some(total) = total { <p class="total">{ strings.x("followed-total", total) }</p> }
            if let Some(why) = &trace.cannot { <p class="note">{ strings.said(why) }</p> }
            { code(pretty, app.t("data")) }
        </div>
    }
}

fn name(id: &RecordId) -> String {
    match id {
        RecordId::Stream { stream, shard, sequence } => format!("{stream} · {shard} · {sequence}"),
        RecordId::Direct { delivery, id } => format!("{delivery} · {id}"),
    }
}

fn hop(app: &App, clock: &Clock, hop: &Hop) -> Html {
    let strings = &app.strings;
    let text = strings.said(&hop.said);
    let label = match &hop.target {
        Some(target) => {
            let (app, target) = (app.clone(), target.clone());
            let onclick = Callback::from(move |_: MouseEvent| go(&app, &target));
            html! { <button type="button" class="link" {onclick}>{ text }</button> }
        }
        None => html! { <span>{ text }</span> },
    };
    html! {
        <li>
            { label }
            <span class="when"><time>{ at(app, clock, hop.at_us) }</time>
                if let Some(us) = hop.latency_us { <b>{ format!("+{}", strings.span(us)) }</b> }
            </span>
        </li>
    }
}

/// Shows the record in the console of a stage.
fn go(app: &App, target: &FollowTarget) {
    match target.clone() {
        FollowTarget::Record(RecordId::Stream { stream, shard, sequence }) => {
            app.show(Viewport::Records { stream, shard, from: StartingPosition::AtSequenceNumber(sequence) });
            app.open(Tab::Records);
        }
        FollowTarget::Record(RecordId::Direct { delivery, .. }) => {
            app.show(Viewport::Delivery { name: delivery });
            app.open(Tab::Delivery);
        }
        FollowTarget::ObjectLine { bucket, key, line } => {
            let prefix = key.rfind('/').map_or_else(String::new, |end| key.chars().take(end + 1).collect());
            app.show(Viewport::Objects {
                bucket,
                prefix,
                from: 0,
                preview: Some(key),
                preview_line: line.saturating_sub(4),
            });
            app.open(Tab::Objects);
        }
        FollowTarget::QueryRow { query, row } => {
            app.show(Viewport::Queries { selected: Some(query), from: row / 100 * 100, grid: Grid::default() });
            app.open(Tab::Query);
        }
        FollowTarget::ChartMark { analysis, .. } => {
            app.show(Viewport::Dashboard { analysis: Some(analysis) });
            app.open(Tab::Dashboard);
        }
        FollowTarget::Hit { domain, document, .. } => {
            app.show(Viewport::Discover { domain: Some(domain) });
            app.act(Action::Draft("search".to_owned(), format!("_id:\"{document}\"")));
            app.open(Tab::Discover);
        }
    }
}
