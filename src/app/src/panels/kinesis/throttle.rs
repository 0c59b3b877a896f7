//! Throttling in words: which shard refuses records, which limit broke, what the producer is told, and what can be done.

use super::{Chosen, choose_shard, show_part};
use crate::context::App;
use crate::panels::ACCOUNT;
use crate::state::Action;
use crate::widgets::{Kind, button, icon};
use markup::html;
use protocol::{HashShard, Hashes, HotKey};
use yew::{Callback, Html, MouseEvent};

/// Shards that are spoken of; the others' rows in the table say it too.
const BOXES_MAX: usize = 2;
/// A shard that takes so much of its limit has no room to spare.
const NEARLY_FULL: f64 = 0.8;
/// From this share on a key is what fills its shard.
pub const HOT_SHARE: f64 = 0.5;

/// A box for each shard that refuses records, the worst first.
pub fn boxes(app: &App, chosen: &Chosen) -> Html {
    let Some(view) = &chosen.view else { return Html::default() };
    let mut hot: Vec<_> = view.shards.iter().filter(|shard| shard.open && refused(shard) > 0).collect();
    hot.sort_by_key(|shard| std::cmp::Reverse(refused(shard)));
    let are_all = hot.len() as u64 == view.open_shards;
    hot.into_iter().take(BOXES_MAX).map(|shard| one(app, view, shard, are_all)).collect()
}

/// Whether all other shards have room to spare.
fn is_room(view: &Hashes, shard: &str) -> bool {
    view.shards.iter().filter(|other| other.open && other.id != shard).all(|other| other.fill < NEARLY_FULL)
}

/// Records refused in the last seconds.
pub fn refused(shard: &HashShard) -> u64 {
    shard.refused_by_records + shard.refused_by_bytes
}

/// The hottest key of a shard, if it is known.
pub fn hottest<'a>(view: &'a Hashes, shard: &str) -> Option<&'a HotKey> {
    view.keys.iter().find(|key| key.shard == shard)
}

fn one(app: &App, view: &Hashes, shard: &HashShard, are_all: bool) -> Html {
    let strings = &app.strings;
    let seconds = || ("seconds", strings.whole(view.span_s));
    let count = |count: u64| ("count", strings.whole(count));
    let limit = match (shard.refused_by_records, shard.refused_by_bytes) {
        (records, 0) => strings.with("throttle-records", &[seconds(), count(records)]),
        (0, bytes) => strings.with("throttle-bytes", &[seconds(), count(bytes)]),
        (records, bytes) => strings
            .with("throttle-both", &[seconds(), ("records", strings.whole(records)), ("bytes", strings.whole(bytes))]),
    };
    let hottest = hottest(view, &shard.id).filter(|key| key.share >= HOT_SHARE);
    let others = match are_all {
        false if is_room(view, &shard.id) => app.t("throttle-only"),
        false => app.t("throttle-near"),
        true if hottest.is_none() => app.t("throttle-all"),
        true => String::new(),
    };
    let advice = match hottest {
        Some(key) => strings.with("throttle-hot", &[("key", key.key.clone()), ("share", strings.percent(key.share))]),
        None => app.t("throttle-split"),
    };
    let error = format!(
        "ProvisionedThroughputExceededException: Rate exceeded for shard {} in stream {} under account {ACCOUNT}.",
        shard.id, view.stream
    );
    let guide = {
        let (app, stream, shard) = (app.clone(), view.stream.clone(), shard.id.clone());
        Callback::from(move |_: MouseEvent| {
            choose_shard(&app, &stream, Some(shard.clone()));
            app.act(Action::Draft("kinesis".into(), "reshard".into()));
        })
    };
    html! {
        <aside class="kds-trouble" key={shard.id.clone()}>
            <h5>{ icon("warn") }{ strings.x("throttle-title", shard.id.clone()) }</h5>
            <p>{ limit }{ " " }{ others }</p>
            <p>{ advice }{ " " }{ app.t("throttle-batch") }</p>
            <p class="dim">{ app.t("throttle-error") }</p>
            <code class="kds-error">{ error }</code>
            <div class="kds-do">
                { button(Kind::Plain, app.t("throttle-see"), false, show_part(app, "hashes")) }
                { button(Kind::Plain, app.t("throttle-guide"), false, guide) }
            </div>
        </aside>
    }
}
