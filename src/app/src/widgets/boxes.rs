//! What stands around other things: headings, notices, gauges, code.

use super::confirm::copy_button;
use super::icons::icon;
use crate::state::Flash;
use crate::strings::Strings;
use crate::template::classes;
use markup::html;
use yew::{AttrValue, Callback, Html};

/// How something is.
#[derive(Clone, Copy, PartialEq)]
pub enum Look {
    /// Done, in order.
    Good,
    /// Under way.
    Busy,
    /// Neither.
    Calm,
    /// Trouble.
    Bad,
}

/// A state as an icon and a word, never as a colour alone.
pub fn status(look: Look, text: impl Into<AttrValue>) -> Html {
    let (class, name) = match look {
        Look::Good => ("status good", "check"),
        Look::Busy => ("status busy", "clock"),
        Look::Calm => ("status", "info"),
        Look::Bad => ("status bad", "warn"),
    };
    html! { <span {class}>{ icon(name) }{ text.into() }</span> }
}

/// A console's heading: title, what is beside it, and actions at the right.
pub fn head(title: impl Into<AttrValue>, beside: Html, actions: Html) -> Html {
    html! {
        <header class="p-head"><h3>{ title.into() }</h3><div class="beside">{ beside }</div><div class="actions">{ actions }</div></header>
    }
}

/// A second row under a heading.
pub fn head_row(inside: Html) -> Html {
    html! { <div class="p-row">{ inside }</div> }
}

/// Nothing is here yet; what to do next.
pub fn empty(text: impl Into<AttrValue>, action: Html) -> Html {
    html! { <div class="empty"><p>{ text.into() }</p>{ action }</div> }
}

/// A remark.
pub fn note(text: impl Into<AttrValue>) -> Html {
    html! { <p class="note">{ text.into() }</p> }
}

/// Names and values.
pub fn pairs(items: Vec<(String, Html)>) -> Html {
    html! {
        <dl class="pairs">{ for items.into_iter().map(|(name, value)| html! { <div><dt>{ name }</dt><dd>{ value }</dd></div> }) }</dl>
    }
}

/// A share of a limit.
pub fn meter(share: f64, hot: bool, label: impl Into<AttrValue>) -> Html {
    let width = figure::number(share.clamp(0.0, 1.0) * 100.0);
    html! {
        <svg class={classes!("meter", hot.then_some("hot"))} viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={label.into()}>
            <rect class="meter-bed" width="100" height="8" /><rect class="meter-fill" {width} height="8" />
        </svg>
    }
}

/// A small curve through values from 0 up.
pub fn spark(points: &[f64], label: impl Into<AttrValue>) -> Html {
    let most = points.iter().copied().fold(0.0_f64, f64::max);
    let step = 100.0 / (points.len().max(2) - 1) as f64;
    let mut d = String::new();
    for (index, value) in points.iter().enumerate() {
        let y = if most > 0.0 { 22.0 - 20.0 * value / most } else { 22.0 };
        d.push(if index == 0 { 'M' } else { 'L' });
        d.push_str(&figure::number(step * index as f64));
        d.push(' ');
        d.push_str(&figure::number(y));
    }
    html! {
        <svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label={label.into()}>
            <path class="spark-line" {d} vector-effect="non-scaling-stroke" />
        </svg>
    }
}

/// Text as it is, with a button that copies it.
pub fn code(text: impl Into<AttrValue>, label: impl Into<AttrValue>) -> Html {
    let text: AttrValue = text.into();
    html! {
        <div class="code"><pre tabindex="0" aria-label={label.into()}>{ text.clone() }</pre>{ copy_button(text) }</div>
    }
}

/// Messages above the consoles.
pub fn flashbar(strings: &Strings, flashes: &[Flash], dismiss: &Callback<u32>) -> Html {
    if flashes.is_empty() {
        return Html::default();
    }
    html! {
        <div class="flashbar">{ for flashes.iter().map(|flash| {
            let id = flash.id;
            let dismiss = dismiss.clone();
            let onclick = Callback::from(move |_: yew::MouseEvent| dismiss.emit(id));
            let label = strings.t("dismiss");
            html! {
                <div key={id} class={classes!("flash", flash.error.then_some("bad"))} role={if flash.error { "alert" } else { "status" }}>
                    { icon(if flash.error { "warn" } else { "info" }) }
                    <p>{ (!flash.title.is_empty()).then(|| html! { <b>{ &flash.title }{ " " }</b> }) }{ &flash.text }</p>
                    <button type="button" class="b icon-only quiet" aria-label={label.clone()} title={label} {onclick}>{ icon("x") }</button>
                </div>
            }
        }) }</div>
    }
}
