//! What a reader presses, chooses and types.

use super::icon;
use markup::html;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement, HtmlSelectElement};
use yew::{AttrValue, Callback, Event, Html, InputEvent, MouseEvent};

/// How much a button weighs.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    /// The next thing to do.
    Primary,
    /// One of several.
    Plain,
    /// Beside text.
    Quiet,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "b primary",
            Self::Plain => "b",
            Self::Quiet => "b quiet",
        }
    }
}

/// A button with a word on it.
pub fn button(kind: Kind, label: impl Into<AttrValue>, disabled: bool, onclick: Callback<MouseEvent>) -> Html {
    html! { <button type="button" class={kind.class()} {disabled} {onclick}>{ label.into() }</button> }
}

/// A button with an icon on it; its name is said and shown as a tip.
pub fn icon_button(name: &str, label: impl Into<AttrValue>, disabled: bool, onclick: Callback<MouseEvent>) -> Html {
    let label: AttrValue = label.into();
    html! {
        <button type="button" class="b icon-only" aria-label={label.clone()} title={label} {disabled} {onclick}>{ icon(name) }</button>
    }
}

/// A label over something to fill in.
pub fn field(label: impl Into<AttrValue>, inside: Html) -> Html {
    html! { <label class="field"><span>{ label.into() }</span>{ inside }</label> }
}

/// A line of text; `onchange` gets it as it is typed.
pub fn text_input(value: impl Into<AttrValue>, placeholder: impl Into<AttrValue>, onchange: Callback<String>) -> Html {
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(input) = target::<HtmlInputElement>(event.target()) {
            onchange.emit(input.value());
        }
    });
    html! { <input type="text" value={value.into()} placeholder={placeholder.into()} {oninput} autocomplete="off" spellcheck="false" /> }
}

/// A list to choose one of: values and how they are called.
pub fn select(value: &str, options: &[(String, String)], onchange: Callback<String>) -> Html {
    let onchange = Callback::from(move |event: Event| {
        if let Some(select) = target::<HtmlSelectElement>(event.target()) {
            onchange.emit(select.value());
        }
    });
    html! {
        <select {onchange}>
            { for options.iter().map(|(option, label)| html! {
                <option value={option.clone()} selected={option == value}>{ label }</option>
            }) }
        </select>
    }
}

/// A list without a visible label: its name is said only.
pub fn named_select(
    name: impl Into<AttrValue>,
    value: &str,
    options: &[(String, String)],
    onchange: Callback<String>,
) -> Html {
    html! { <label><span class="unseen">{ name.into() }</span>{ select(value, options, onchange) }</label> }
}

/// Something to tick.
pub fn check(label: impl Into<AttrValue>, checked: bool, onchange: Callback<bool>) -> Html {
    let onchange = Callback::from(move |event: Event| {
        if let Some(input) = target::<HtmlInputElement>(event.target()) {
            onchange.emit(input.checked());
        }
    });
    html! { <label class="check"><input type="checkbox" {checked} {onchange} /><span>{ label.into() }</span></label> }
}

/// A button that asks for files.
pub fn files(label: impl Into<AttrValue>, many: bool, onfile: Callback<File>) -> Html {
    let onchange = Callback::from(move |event: Event| {
        let Some(input) = target::<HtmlInputElement>(event.target()) else { return };
        if let Some(list) = input.files() {
            (0..list.length()).filter_map(|index| list.get(index)).for_each(|file| onfile.emit(file));
        }
        // So that the same file can be chosen again.
        input.set_value("");
    });
    html! { <label class="b file"><input type="file" class="unseen" multiple={many} {onchange} />{ label.into() }</label> }
}

/// Puts the focus on something that is about to be drawn in `place`, and selects what is written there.
pub fn focus_soon(place: Option<web_sys::Element>, selector: &'static str) {
    let Some((place, window)) = place.zip(web_sys::window()) else { return };
    let focus = wasm_bindgen::closure::Closure::once_into_js(move || {
        let found = place.query_selector(selector).ok().flatten();
        if let Some(found) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
            // It stands in the page, so it takes the focus.
            let _ = found.focus();
            if let Some(input) = found.dyn_ref::<HtmlInputElement>() {
                input.select();
            }
        }
    });
    // Without animation frames nothing is drawn.
    let _ = window.request_animation_frame(focus.unchecked_ref());
}

/// The number in a text, however it is written.
pub fn number_of(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)
}

fn target<T: JsCast>(target: Option<web_sys::EventTarget>) -> Option<T> {
    target.and_then(|target| target.dyn_into().ok())
}
