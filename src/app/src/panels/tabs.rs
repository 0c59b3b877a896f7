//! The query editor's tabs. They are a list of buttons: a tab list could not hold the buttons that close and rename.

use crate::context::App;
use crate::part::Local;
use crate::sheets::{Sheet, SheetAction, Sheets};
use crate::state::Action;
use crate::template::classes;
use crate::widgets::{focus_soon, icon, icon_button, text_input};
use markup::html;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::{Callback, Html, KeyboardEvent, MouseEvent, SubmitEvent};

/// What a tab is called: as the reader named it, or by its number.
pub fn name(app: &App, sheet: &Sheet) -> String {
    if sheet.name.trim().is_empty() { app.strings.x("sheet-name", sheet.id.to_string()) } else { sheet.name.clone() }
}

/// The row of tabs.
pub fn tabs(app: &App, sheets: &Sheets, local: &Local) -> Html {
    let add = act(app, local, SheetAction::New);
    html! {
        <ul class="sheets" aria-label={app.t("sheets")}>
            { for sheets.all.iter().enumerate().map(|(index, sheet)| tab(app, sheet, index == sheets.front, local)) }
            <li>{ icon_button("plus", app.t("sheet-new"), false, add) }</li>
        </ul>
    }
}

fn act(app: &App, local: &Local, action: SheetAction) -> Callback<MouseEvent> {
    let (app, local) = (app.clone(), local.clone());
    Callback::from(move |_: MouseEvent| {
        local.set("renaming", "");
        app.act(Action::Sheet(action.clone()));
    })
}

fn tab(app: &App, sheet: &Sheet, front: bool, local: &Local) -> Html {
    let id = sheet.id;
    let label = name(app, sheet);
    if front && local.text("renaming", "") == id.to_string() {
        return html! { <li key={id.to_string()} class="on">{ rename(app, sheet, local) }</li> };
    }
    let rename = {
        let local = local.clone();
        Callback::from(move |place: Option<Element>| {
            local.set("renaming", id.to_string());
            focus_soon(place.and_then(|place| place.closest(".sheets").ok().flatten()), "input");
        })
    };
    let choose = {
        let (act, rename) = (act(app, local, SheetAction::Choose(id)), rename.clone());
        Callback::from(move |event: MouseEvent| {
            // The second click of a double click.
            if front && event.detail() == 2 { rename.emit(element_of(&event)) } else { act.emit(event) }
        })
    };
    let renamer = Callback::from(move |event: MouseEvent| rename.emit(element_of(&event)));
    let close = act(app, local, SheetAction::Close(id));
    let close_label = app.strings.x("sheet-close", label.clone());
    let rename_label = app.strings.x("sheet-rename", label.clone());
    html! {
        <li key={id.to_string()} class={classes!(front.then_some("on"))}>
            <button type="button" class="sheet" aria-current={front.then_some("true")} onclick={choose}>{ label }</button>
            if front {
                <button type="button" class="sheet-do" aria-label={rename_label.clone()} title={rename_label} onclick={renamer}>{ icon("pen") }</button>
                <button type="button" class="sheet-do" aria-label={close_label.clone()} title={close_label} onclick={close}>{ icon("x") }</button>
            }
        </li>
    }
}

fn element_of(event: &MouseEvent) -> Option<Element> {
    event.target().and_then(|target| target.dyn_into().ok())
}

fn rename(app: &App, sheet: &Sheet, local: &Local) -> Html {
    let id = sheet.id;
    let typed = {
        let app = app.clone();
        Callback::from(move |text: String| app.act(Action::Sheet(SheetAction::Rename(id, text))))
    };
    let onsubmit = {
        let local = local.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            local.set("renaming", "");
        })
    };
    let onkeydown = {
        let local = local.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                local.set("renaming", "");
            }
        })
    };
    let label = app.t("sheet-rename-as");
    html! {
        <form {onsubmit} {onkeydown}><label><span class="unseen">{ label }</span>{ text_input(sheet.name.clone(), app.strings.x("sheet-name", id.to_string()), typed) }</label>
            <button type="submit" class="sheet-do" aria-label={app.t("apply")} title={app.t("apply")}>{ icon("check") }</button>
        </form>
    }
}
