//! The sheet of keys: what can be pressed, and where it works. `?` and the buttons with a keyboard on them show it.

use crate::context::App;
use crate::part::Local;
use crate::widgets::icon;
use markup::html;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::{Html, KeyboardEvent};

/// The keys of each place: its name, and for each line what it does and the keys, with a space between those that are pressed together.
const PLACES: [(&str, &[(&str, &str)]); 3] = [
    (
        "keys-stage",
        &[
            ("keys-play", "Space"),
            ("keys-step", ". ,"),
            ("keys-next", "N"),
            ("keys-speed", "[ ]"),
            ("keys-ends", "Home End"),
            ("keys-places", "← → ↑ ↓"),
            ("keys-open", "Enter"),
            ("keys-zoom", "+ - 0"),
            ("keys-full", "F"),
        ],
    ),
    (
        "keys-editor",
        &[
            ("keys-run", "Ctrl+Enter"),
            ("keys-run-selected", "Ctrl+Shift+Enter"),
            ("keys-complete", "Ctrl+Space"),
            ("keys-comment", "Ctrl+/"),
            ("keys-format", "Ctrl+Shift+F"),
            ("keys-save", "Ctrl+S"),
            ("keys-tabs", "Ctrl+[ Ctrl+]"),
            ("keys-leave", "Esc Tab"),
        ],
    ),
    ("keys-anywhere", &[("keys-sheet", "?"), ("keys-consoles", "← →")]),
];

/// The sheet. It is always there; the browser shows and hides it.
pub fn keys(app: &App, _: &(), _: &Local) -> Html {
    let close = app.t("close");
    html! {
        <div id="aq-keys" class="menu keys-sheet" popover="auto" role="dialog" aria-label={app.t("keys")}>
            <header><b>{ app.t("keys") }</b><span class="grow"></span>
                <button type="button" class="b icon-only quiet" popovertarget="aq-keys" popovertargetaction="hide" aria-label={close.clone()} title={close}>{ icon("x") }</button>
            </header>
            <div class="keys-places">{ for PLACES.iter().map(|(place, lines)| html! {
                <section><h4>{ app.t(place) }</h4><dl>{ for lines.iter().map(|(what, keys)| html! {
                    <div><dt>{ app.t(what) }</dt><dd>{ for keys.split(' ').map(|key| html! { <kbd>{ key }</kbd> }) }</dd></div>
                }) }</dl></section>
            }) }</div>
        </div>
    }
}

/// Shows or hides the sheet at `?`, except where a question mark is typed.
pub fn pressed(event: &KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(target) = target.filter(|_| event.key() == "?") else { return };
    let typed = target.closest("input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable]");
    let sheet =
        target.closest(".acequia").ok().flatten().and_then(|root| root.query_selector("#aq-keys").ok().flatten());
    if let (Ok(None), Some(sheet)) = (typed, sheet.and_then(|sheet| sheet.dyn_into::<HtmlElement>().ok())) {
        event.prevent_default();
        // A browser without popovers has no such method, and the sheet in plain sight.
        let _ = js_sys::Reflect::get(&sheet, &"togglePopover".into())
            .and_then(|method| method.dyn_into::<js_sys::Function>())
            .and_then(|toggle| toggle.call0(&sheet));
    }
}
