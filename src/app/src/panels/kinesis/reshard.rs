//! Splitting and merging by hand: the guide for one shard, what the last change has done, and neighbours to merge.

use super::split::{self, GuideProps};
use super::{Chosen, change, short_name};
use crate::context::App;
use crate::part::{Local, part};
use crate::widgets::{Kind, Look, button, code, empty, field, note, select, status};
use markup::html;
use protocol::{Hashes, ToWorker};
use serde_json::json;
use yew::{Callback, Html, MouseEvent};

/// A split, a merge or a round of scaling takes 10 virtual seconds; one more, so that there is something to see.
const CHANGE_US: u64 = 11_000_000;

/// The part.
pub fn reshard(app: &App, chosen: &Chosen, _: &Local) -> Html {
    let Some(view) = &chosen.view else { return empty(app.t("hashes-waiting"), Html::default()) };
    let stream = &chosen.stream;
    let ready = stream.status == "ACTIVE";
    let on_demand = stream.mode == "ON_DEMAND";
    html! {
        <>
            if !ready { { wait(app, chosen) } }
            if on_demand { { note(app.t("split-on-demand")) } }
            { change::last_change(app, chosen, view) }
            { part(split::guide, GuideProps { view: view.clone(), ready: ready && !on_demand }) }
            { part(merge, MergeProps { view: view.clone(), ready: ready && !on_demand }) }
        </>
    }
}

/// The stream is being changed: how to get there.
fn wait(app: &App, chosen: &Chosen) -> Html {
    let text = app.strings.x("split-updating", chosen.stream.status.clone());
    let run = {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| app.travel(|id| ToWorker::Advance { id, us: CHANGE_US }))
    };
    html! {
        <div class="kds-verdict">{ status(Look::Busy, text) }
            if !chosen.clock.playing { { button(Kind::Plain, app.t("split-run-on"), false, run) } }
        </div>
    }
}

#[derive(PartialEq)]
struct MergeProps {
    view: std::rc::Rc<Hashes>,
    ready: bool,
}

fn merge(app: &App, props: &MergeProps, local: &Local) -> Html {
    let strings = &app.strings;
    let merges = &props.view.merges;
    let name = |id: &str| short_name(app, id);
    let wanted = local.text("pair", "");
    let chosen = merges.iter().find(|merge| merge.lower == wanted).or(merges.first());
    let Some(chosen) = chosen else {
        return html! { <div class="kds-block"><h4>{ app.t("merge-title") }</h4>{ note(app.t("merge-none")) }</div> };
    };
    let options: Vec<_> = merges
        .iter()
        .map(|merge| {
            let texts =
                [("lower", name(&merge.lower)), ("upper", name(&merge.upper)), ("fill", strings.percent(merge.fill))];
            (merge.lower.clone(), strings.with("merge-option", &texts))
        })
        .collect();
    let go = {
        let (app, stream, merge) = (app.clone(), props.view.stream.clone(), chosen.clone());
        Callback::from(move |_: MouseEvent| {
            let params =
                json!({ "StreamName": stream, "ShardToMerge": merge.lower, "AdjacentShardToMerge": merge.upper });
            let (said, pair) = (app.clone(), format!("{} + {}", merge.lower, merge.upper));
            app.call("Kinesis.MergeShards", params, move |_| {
                said.note(said.t("merge-title"), said.strings.x("merge-begun", pair));
            });
        })
    };
    html! {
        <div class="kds-block">
            <h4>{ app.t("merge-title") }</h4>
            { note(app.t("merge-note")) }
            <div class="p-form flat">
                { field(app.t("merge-pair"), select(&chosen.lower, &options, local.setter("pair"))) }
                { button(Kind::Plain, app.t("merge-do"), !props.ready, go) }
            </div>
            { code(super::by_lines(&chosen.cli), app.t("split-command")) }
        </div>
    }
}
