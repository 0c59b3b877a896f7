//! Two small buttons with a state of their own.

use super::fields::{Kind, button};
use super::icons::icon;
use crate::context::App;
use crate::part::{Local, part};
use markup::html;
use yew::{AttrValue, Callback, Html, MouseEvent};

/// A button for what cannot be taken back: the first press asks, the second does it.
pub fn confirm(label: impl Into<AttrValue>, question: impl Into<AttrValue>, onyes: Callback<()>) -> Html {
    confirm_with("trash", label, question, onyes)
}

/// As `confirm`, with another icon.
pub fn confirm_with(
    sign: &'static str,
    label: impl Into<AttrValue>,
    question: impl Into<AttrValue>,
    onyes: Callback<()>,
) -> Html {
    part(confirm_button, ConfirmProps { label: label.into(), question: question.into(), onyes, sign })
}

/// Copies a text.
pub fn copy_button(text: impl Into<AttrValue>) -> Html {
    part(copy_text, CopyProps { text: text.into() })
}

/// What is to be confirmed.
#[derive(PartialEq)]
struct ConfirmProps {
    /// The button's word.
    pub label: AttrValue,
    /// What will be gone.
    pub question: AttrValue,
    /// After the second press.
    pub onyes: Callback<()>,
    /// Its icon.
    pub sign: &'static str,
}

fn confirm_button(app: &App, props: &ConfirmProps, local: &Local) -> Html {
    let set = |on: bool| local.putter("asking", if on { "on" } else { "" });
    if !local.is_on("asking") {
        return html! {
            <button type="button" class="b quiet danger" onclick={set(true)} title={props.label.clone()}>{ icon(props.sign) }<span>{ &props.label }</span></button>
        };
    }
    let yes = {
        let (local, onyes) = (local.clone(), props.onyes.clone());
        Callback::from(move |_: MouseEvent| {
            local.switch("asking", false);
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
#[derive(PartialEq)]
struct CopyProps {
    pub text: AttrValue,
}

fn copy_text(app: &App, props: &CopyProps, _: &Local) -> Html {
    let label = AttrValue::from(app.t("copy"));
    let onclick = {
        let (app, text) = (app.clone(), props.text.clone());
        Callback::from(move |_: MouseEvent| app.copy(text.to_string()))
    };
    html! { <button type="button" class="b icon-only quiet copy" aria-label={label.clone()} title={label} {onclick}>{ icon("copy") }</button> }
}
