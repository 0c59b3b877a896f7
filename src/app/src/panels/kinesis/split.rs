//! The guided split: a shard, the ways to split it, and what each half would get.

use super::hashes::verdict;
use super::throttle::HOT_SHARE;
use super::{choose_shard, hash_key, short_name};
use crate::context::App;
use crate::part::Local;
use crate::template::classes;
use crate::widgets::{Column, Kind, button, code, field, meter, note, select, table};
use markup::html;
use protocol::{Hashes, Proposal, SplitGuide, SplitPart, SplitStep};
use serde_json::json;
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent};

/// From this share on a key has its shard for itself as it is.
const ALONE: f64 = 0.95;

/// What it shows.
#[derive(PartialEq)]
pub struct GuideProps {
    pub view: Rc<Hashes>,
    /// Whether AWS would take a split now.
    pub ready: bool,
}

/// The guide for the chosen shard.
pub fn guide(app: &App, props: &GuideProps, _: &Local) -> Html {
    let (view, ready) = (&*props.view, props.ready);
    let Some(guide) = &view.guide else { return note(app.t("split-no-shard")) };
    let strings = &app.strings;
    let load = [("records", strings.short(guide.records_per_s)), ("fill", strings.percent(guide.fill))];
    let refused = guide.refused_per_s > 0.0;
    html! {
        <div class="kds-block">
            <h4>{ strings.x("split-step", short_name(app, &guide.shard)) }</h4>
            <div class="kds-choose">
                { field(app.t("split-shard"), shards(app, view, guide)) }
                <div class="kds-now">
                    { meter(guide.fill, refused, strings.percent(guide.fill)) }
                    <span>{ strings.with("split-load", &load) }</span>
                    if refused { <span class="bad">{ crate::widgets::icon("warn") }{ strings.x("split-refused", strings.short(guide.refused_per_s)) }</span> }
                </div>
            </div>
            <div class="kds-verdict">{ verdict(app, view) }</div>
            if guide.proposals.is_empty() { { note(app.t("split-none")) } }
            <div class="kds-two">{ for guide.proposals.iter().map(|way| proposal(app, view, guide, way, ready)) }</div>
            { note(app.t("split-caution")) }
        </div>
    }
}

fn shards(app: &App, view: &Hashes, guide: &SplitGuide) -> Html {
    let open = view.shards.iter().filter(|shard| shard.open);
    let options: Vec<_> = open.map(|shard| (shard.id.clone(), short_name(app, &shard.id))).collect();
    let (app, stream) = (app.clone(), view.stream.clone());
    select(&guide.shard, &options, Callback::from(move |shard: String| choose_shard(&app, &stream, Some(shard))))
}

fn proposal(app: &App, view: &Hashes, guide: &SplitGuide, way: &Proposal, ready: bool) -> Html {
    let strings = &app.strings;
    let title = format!("split-{}", way.kind);
    let is_last = way.kind == "around" && way.steps.len() == 1;
    let remark = if is_last { "split-around-one".to_owned() } else { format!("{title}-note") };
    let columns = [
        Column::text(app.t("split-part")),
        Column::number(app.t("split-share")),
        Column::number(app.t("split-forecast")),
        Column::text(app.t("split-forecast-load")),
    ];
    let rows = way.parts.iter().map(|part| part_row(app, part));
    html! {
        <article class="kds-way" key={way.kind.clone()}>
            <h5>{ app.t(&title) }</h5>
            { note(app.t(&remark)) }
            <p class="dim">{ strings.x("split-after", strings.whole(view.span_s)) }</p>
            { table(app.t(&title), &columns, rows.collect::<Html>()) }
            { for way.steps.iter().enumerate().map(|(index, step)| one_step(app, view, guide, way, index, step, ready)) }
        </article>
    }
}

fn part_row(app: &App, part: &SplitPart) -> Html {
    let strings = &app.strings;
    let full = part.fill >= 0.9;
    html! {
        <tr key={part.hash_from.clone()}>
            <td>{ hash_key(&part.hash_from) }{ " – " }{ hash_key(&part.hash_to) }if part.hot { { " " }<span class="kds-tag">{ app.t("split-hot-here") }</span> }</td>
            <td class="num">{ strings.percent(part.share) }</td>
            <td class="num">{ strings.short(part.records_per_s.round()) }</td>
            <td class={classes!("gauge-cell", full.then_some("bad"))}>{ meter(part.fill, full, strings.percent(part.fill)) }<span>{ strings.percent(part.fill) }</span></td>
        </tr>
    }
}

fn one_step(
    app: &App,
    view: &Hashes,
    guide: &SplitGuide,
    way: &Proposal,
    index: usize,
    step: &SplitStep,
    ready: bool,
) -> Html {
    let strings = &app.strings;
    let of = way.steps.len();
    let is_now = step.shard == guide.shard;
    // A key that is all there is gains nothing by being alone.
    let hot = guide.hottest.as_ref().map_or(0.0, |key| key.share);
    let suits = if way.kind == "even" { hot < HOT_SHARE } else { (HOT_SHARE..ALONE).contains(&hot) };
    let kind = if suits { Kind::Primary } else { Kind::Plain };
    let title = (of > 1).then(|| {
        strings.with("split-step-of", &[("n", strings.whole(index as u64 + 1)), ("of", strings.whole(of as u64))])
    });
    let go = {
        let (app, stream, step) = (app.clone(), view.stream.clone(), step.clone());
        Callback::from(move |_: MouseEvent| {
            let params = json!({ "StreamName": stream, "ShardToSplit": step.shard, "NewStartingHashKey": step.at });
            let (said, stream, shard) = (app.clone(), stream.clone(), step.shard.clone());
            app.call("Kinesis.SplitShard", params, move |_| {
                said.note(said.t("split-do"), said.strings.x("split-begun", shard));
                // What comes after it is chosen by its load again.
                choose_shard(&said, &stream, None);
            });
        })
    };
    html! {
        <div class="kds-step" key={step.at.clone()}>
            if let Some(title) = title { <p><b>{ title }</b>if !is_now { { " · " }<span class="dim">{ app.t("split-step-later") }</span> }</p> }
            { code(super::by_lines(&step.cli), app.t("split-command")) }
            if is_now { { button(kind, app.t("split-do"), !ready, go) } }
        </div>
    }
}
