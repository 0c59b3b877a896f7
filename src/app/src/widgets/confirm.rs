//! Two small buttons with a state of their own.

use super::fields::{button, Kind};
use super::icons::icon;
use crate::context::use_app;
use yew::{component, html, use_state, AttrValue, Callback, Html, MouseEvent, Properties};

/// What is to be confirmed.
#[derive(Properties, PartialEq)]
pub struct ConfirmProps {
    /// The button's word.
    pub label: AttrValue,
    /// What will be gone.
    pub question: AttrValue,
    /// After the second press.
    pub onyes: Callback<()>,
    /// Its icon.
    #[prop_or("trash")]
    pub sign: &'static str,
}

/// A button for what cannot be taken back: the first press asks, the second does it.
#[component]
pub fn Confirm(props: &ConfirmProps) -> Html {
    let app = use_app();
    let asking = use_state(|| false);
    let set = |value: bool| {
        let asking = asking.clone();
        Callback::from(move |_: MouseEvent| asking.set(value))
    };
    if !*asking {
        return html! {
            <button type="button" class="b quiet danger" onclick={set(true)} title={props.label.clone()}>{ icon(props.sign) }<span>{ &props.label }</span></button>
        };
    }
    let yes = {
        let (asking, onyes) = (asking.clone(), props.onyes.clone());
        Callback::from(move |_: MouseEvent| {
            asking.set(false);
            onyes.emit(());
        })
    };
    html! {
        <span class="confirm" role="group" aria-label={props.question.clone()}>
            <span>{ &props.question }</span>
            <button type="button" class="b danger" onclick={yes}>{ app.t("confirm-yes") }</button>
            { button(Kind::Quiet, app.t("confirm-no"), false, set(false)) }
        </span>
    }
}

/// What is to be copied.
#[derive(Properties, PartialEq)]
pub struct CopyProps {
    pub text: AttrValue,
    /// Another word than 'copy'.
    #[prop_or_default]
    pub label: Option<AttrValue>,
}

/// Copies a text.
#[component]
pub fn CopyButton(props: &CopyProps) -> Html {
    let app = use_app();
    let label = props.label.clone().unwrap_or_else(|| app.t("copy").into());
    let onclick = {
        let (app, text) = (app.clone(), props.text.clone());
        Callback::from(move |_: MouseEvent| app.copy(text.to_string()))
    };
    html! { <button type="button" class="b icon-only quiet copy" aria-label={label.clone()} title={label} {onclick}>{ icon("copy") }</button> }
}
