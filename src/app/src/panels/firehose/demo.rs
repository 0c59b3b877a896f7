//! 'Test with demo data': AWS's demo records, put by a producer that this starts and stops.

use super::Chosen;
use crate::context::App;
use crate::part::Local;
use crate::widgets::{Kind, Look, button, note, status};
use markup::html;
use protocol::ToWorker;
use serde_json::{Value, json};
use yew::{Callback, Html, MouseEvent};

/// The record that AWS's console sends.
pub const RECORD: &str = r#"{"TICKER_SYMBOL":"QXZ","SECTOR":"HEALTHCARE","CHANGE":-0.05,"PRICE":84.51}"#;
/// Records a second.
const RATE: u64 = 20;

/// The part.
pub fn demo(app: &App, chosen: &Chosen, _: &Local) -> Html {
    let delivery = &chosen.delivery;
    let producer = format!("demo-{}", delivery.name);
    let sends = chosen.works.producers.iter().any(|one| one.name == producer && one.running);
    let set = |to: Value| {
        let (app, path) = (app.clone(), format!("producers/{producer}"));
        Callback::from(move |_: MouseEvent| {
            let (path, to) = (path.clone(), to.clone());
            app.ask(|id| ToWorker::Set { id, path, to }, |_| {});
        })
    };
    let start = json!({
        "source": "tickers", "target": format!("deliverystream/{}", delivery.name), "rate": RATE, "running": true,
    });
    let direct = delivery.source.is_none() && delivery.status == "ACTIVE";
    html! {
        <details class="more fh-demo" open={sends}>
            <summary>{ app.t("fh-demo") }</summary>
            { note(app.t("fh-demo-note")) }
            <p><code>{ RECORD }</code></p>
            <div class="acts">
                { button(if sends { Kind::Plain } else { Kind::Primary }, app.t("fh-demo-start"), sends || !direct, set(start)) }
                { button(Kind::Plain, app.t("fh-demo-stop"), !sends, set(json!({ "running": false }))) }
                if sends { { status(Look::Busy, app.t("fh-demo-sends")) } }
            </div>
            if let Some(source) = &delivery.source { { note(app.strings.x("fh-demo-source", source.clone())) } }
        </details>
    }
}
