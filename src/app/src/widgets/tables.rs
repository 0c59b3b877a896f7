//! Tables, their bars, and leafing through them.

use super::fields::icon_button;
use crate::strings::Strings;
use crate::template::classes;
use markup::html;
use yew::{AttrValue, Callback, Html};

/// A column's name and how it stands.
#[derive(Clone, PartialEq)]
pub struct Column {
    pub name: AttrValue,
    pub numeric: bool,
}

impl Column {
    /// Text.
    pub fn text(name: impl Into<AttrValue>) -> Self {
        Self { name: name.into(), numeric: false }
    }

    /// Numbers, at the right.
    pub fn number(name: impl Into<AttrValue>) -> Self {
        Self { name: name.into(), numeric: true }
    }
}

/// A table. Each row is a `<tr>`; its cells are the caller's.
pub fn table(label: impl Into<AttrValue>, columns: &[Column], rows: Html) -> Html {
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={label.into()}>
            <table>
                <thead><tr>{ for columns.iter().map(|column| html! {
                    <th scope="col" class={classes!(column.numeric.then_some("num"))}>{ &column.name }</th>
                }) }</tr></thead>
                <tbody>{ rows }</tbody>
            </table>
        </div>
    }
}

/// A bar behind a number: `share` of the largest.
pub fn cell_bar(share: f64) -> Html {
    let width = figure::number(share.clamp(0.0, 1.0) * 100.0);
    html! { <svg class="cell-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect {width} height="10" /></svg> }
}

/// 'First to last of all', with a way to either side.
pub fn pager(strings: &Strings, from: u64, shown: u64, total: u64, step: u64, go: &Callback<u64>) -> Html {
    if total <= shown && from == 0 {
        return Html::default();
    }
    let to = |target: u64| {
        let go = go.clone();
        Callback::from(move |_: yew::MouseEvent| go.emit(target))
    };
    let text = strings.with(
        "pager",
        &[
            ("from", strings.whole(if shown == 0 { 0 } else { from + 1 })),
            ("to", strings.whole(from + shown)),
            ("total", strings.whole(total)),
        ],
    );
    html! {
        <div class="pager">
            { icon_button("left", strings.t("pager-back"), from == 0, to(from.saturating_sub(step))) }
            <span>{ text }</span>
            { icon_button("right", strings.t("pager-on"), from + shown >= total, to(from + step)) }
        </div>
    }
}
