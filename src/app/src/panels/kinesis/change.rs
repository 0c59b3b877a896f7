//! Before and after: what the last split, merge or scaling has done to load and refusals.

use super::{Chosen, short_name};
use crate::context::App;
use crate::panels::at;
use crate::template::classes;
use crate::widgets::{Look, note, status};
use markup::html;
use protocol::{Hashes, Resharding, Side};
use yew::Html;

/// The last change of shards; nothing if there was none.
pub fn last_change(app: &App, chosen: &Chosen, view: &Hashes) -> Html {
    let Some(change) = &view.reshard else { return Html::default() };
    let strings = &app.strings;
    let most = change.before.iter().chain(&change.after).map(|side| side.records_per_s + side.refused_per_s);
    let most = most.fold(1.0_f64, f64::max);
    html! {
        <div class="kds-block kds-change">
            <h4>{ app.t("reshard-title") }{ " · " }<span class="dim">{ strings.x("reshard-at", at(app, &chosen.clock, change.at_us)) }</span></h4>
            <div class="kds-two">
                { sides(app, "reshard-before", &change.before, most) }
                { sides(app, "reshard-after", &change.after, most) }
            </div>
            { sum(app, change) }
            { others(app, view, change) }
        </div>
    }
}

fn refused(sides: &[Side]) -> f64 {
    sides.iter().map(|side| side.refused_per_s).sum()
}

fn sum(app: &App, change: &Resharding) -> Html {
    if change.after.iter().all(|side| side.seconds <= 0.0) {
        return note(app.t("reshard-wait"));
    }
    let (before, after) = (refused(&change.before), refused(&change.after));
    let number = |value: f64| app.strings.short(value.round());
    let text = app.strings.with("reshard-sum", &[("before", number(before)), ("after", number(after))]);
    status(if after > 0.5 { Look::Bad } else { Look::Good }, text)
}

/// The load may only have moved: what the rest of the stream refuses now.
fn others(app: &App, view: &Hashes, change: &Resharding) -> Html {
    let is_other = |id: &str| change.after.iter().all(|side| side.shard != id);
    let open = view.shards.iter().filter(|shard| shard.open && is_other(&shard.id));
    let refused: u64 = open.map(super::throttle::refused).sum();
    let per_s = (refused as f64 / view.span_s.max(1) as f64).round();
    if per_s < 1.0 {
        Html::default()
    } else {
        status(Look::Bad, app.strings.x("reshard-others", app.strings.short(per_s)))
    }
}

fn sides(app: &App, title: &str, sides: &[Side], most: f64) -> Html {
    let strings = &app.strings;
    html! {
        <div>
            <h5>{ app.t(title) }</h5>
            <ul class="kds-sides">{ for sides.iter().map(|side| {
                let number = |value: f64| strings.short(value.round());
                let label = format!("{} {}, {} {}", number(side.records_per_s), app.t("shard-records"), number(side.refused_per_s), app.t("reshard-refused"));
                html! {
                    <li key={side.shard.clone()}>
                        <span>{ short_name(app, &side.shard) }</span>
                        { bar(side, most, label) }
                        <span class="num">{ number(side.records_per_s) }{ " " }<small class="dim">{ app.t("shard-records") }</small></span>
                        <span class={classes!("num", (side.refused_per_s >= 0.5).then_some("bad"))}>{ number(side.refused_per_s) }{ " " }<small>{ app.t("reshard-refused") }</small></span>
                    </li>
                }
            }) }</ul>
            { note(strings.x("reshard-seconds", strings.short(sides.iter().map(|side| side.seconds).fold(0.0, f64::max)))) }
        </div>
    }
}

/// What was accepted, and behind it what was refused.
fn bar(side: &Side, most: f64, label: String) -> Html {
    let (accepted, refused) = (100.0 * side.records_per_s / most, 100.0 * side.refused_per_s / most);
    let (width, x, rest) = (figure::number(accepted), figure::number(accepted), figure::number(refused));
    html! {
        <svg class="kds-bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label={label}>
            <rect class="meter-bed" width="100" height="10" /><rect class="meter-fill" {width} height="10" /><rect class="kds-no" {x} width={rest} height="10" />
        </svg>
    }
}
