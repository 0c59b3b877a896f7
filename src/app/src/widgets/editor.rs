//! The loader's editor for SQL and JSON, with a plain text box until it is there
//! and where it cannot be had. Above it, where wanted, a row of what is done with the text.

use crate::bridge::Kit;
use crate::context::use_app;
use crate::template::classes;
use js_sys::{Object, Reflect};
use markup::html;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, HtmlTextAreaElement};
use yew::{
    AttrValue, Callback, Html, InputEvent, KeyboardEvent, MouseEvent, Properties, component, use_effect_with,
    use_mut_ref, use_node_ref, use_state,
};

#[wasm_bindgen]
extern "C" {
    /// `Editor` of `www/src/editor.ts`.
    #[derive(Clone)]
    type Living;
    #[wasm_bindgen(method)]
    fn open(this: &Living, name: &str, text: &str);
    #[wasm_bindgen(method, js_name = setLabel)]
    fn set_label(this: &Living, label: &str);
    #[wasm_bindgen(method)]
    fn selected(this: &Living) -> String;
    #[wasm_bindgen(method)]
    fn format(this: &Living);
    #[wasm_bindgen(method)]
    fn focus(this: &Living);
    #[wasm_bindgen(method, js_name = setSchema)]
    fn set_schema(this: &Living, json: &str);
    #[wasm_bindgen(method, js_name = setError)]
    fn set_error(this: &Living, line: u32, column: u32, message: &str);
    #[wasm_bindgen(method, js_name = clearError)]
    fn clear_error(this: &Living);
    #[wasm_bindgen(method)]
    fn destroy(this: &Living);
}

/// What a button above the text does with it.
#[derive(Clone, Copy, PartialEq)]
pub enum Does {
    /// Runs all of it.
    Run,
    /// Runs the selection, or the statement at the cursor.
    RunSelected,
    /// Lays it out anew.
    Format,
    /// Saves it.
    Save,
}

/// A button above the text.
#[derive(Clone, PartialEq)]
pub struct Tool {
    pub does: Does,
    pub label: String,
    /// The keys that do the same.
    pub keys: &'static str,
}

/// What is edited.
#[derive(Properties, PartialEq)]
pub struct EditorProps {
    pub value: AttrValue,
    /// Which of several texts it is: each has its own cursor and its own steps to undo.
    #[prop_or_default]
    pub sheet: AttrValue,
    /// `sql` or `json`.
    pub language: &'static str,
    pub label: AttrValue,
    pub onchange: Callback<String>,
    /// Ctrl/Cmd+Enter: the whole; with Shift the selection or the statement at the cursor.
    #[prop_or_default]
    pub onrun: Option<Callback<String>>,
    /// Ctrl/Cmd+S, with the whole text.
    #[prop_or_default]
    pub onsave: Option<Callback<String>>,
    /// Ctrl+] and Ctrl+[: to the next text, or to the one before; it gets `]` or `[`.
    #[prop_or_default]
    pub onstep: Option<Callback<String>>,
    /// Buttons above the text.
    #[prop_or_default]
    pub tools: Vec<Tool>,
    /// What stands beside those buttons.
    #[prop_or_default]
    pub beside: Html,
    /// What may be completed, as JSON: `{"database": {"table": ["column", …]}}`.
    #[prop_or_default]
    pub catalog: Option<AttrValue>,
    /// Line, column (from 1) and what is wrong there.
    #[prop_or_default]
    pub error: Option<(u32, u32, AttrValue)>,
}

/// What the editor's own callbacks need: always the newest ones, so that it need not be made anew.
#[derive(Default)]
struct Newest {
    onchange: Callback<String>,
    onrun: Option<Callback<String>>,
    onsave: Option<Callback<String>>,
    onstep: Option<Callback<String>>,
    /// The text as the editor last had it, and which one it was.
    text: String,
    sheet: String,
}

/// What the editor said, as a callback and its text.
type Told = fn(&mut Newest, String) -> Option<(Callback<String>, String)>;

/// A living editor and the closures that it holds.
struct Held {
    living: Living,
    _closures: [Closure<dyn FnMut(JsValue)>; 4],
}

/// An editor.
#[component]
pub fn Editor(props: &EditorProps) -> Html {
    let app = use_app();
    let place = use_node_ref();
    let there = use_state(|| false);
    let newest = use_mut_ref(Newest::default);
    let held: Rc<RefCell<Option<Held>>> = use_mut_ref(|| None);
    {
        let mut newest = newest.borrow_mut();
        newest.onchange = props.onchange.clone();
        newest.onrun = props.onrun.clone();
        newest.onsave = props.onsave.clone();
        newest.onstep = props.onstep.clone();
        if !*there {
            newest.text = props.value.to_string();
            newest.sheet = props.sheet.to_string();
        }
    }
    {
        let (place, held, newest, there, kit) =
            (place.clone(), held.clone(), newest.clone(), there.clone(), app.bridge.kit.clone());
        let (language, label) = (props.language, props.label.clone());
        use_effect_with(language, move |_| {
            let alive = Rc::new(RefCell::new(true));
            if let Some(parent) = place.cast::<Element>() {
                let (held, alive) = (held.clone(), alive.clone());
                spawn_local(async move {
                    if let Some(made) = make(&kit, &parent, language, &label, &newest).await {
                        if *alive.borrow() {
                            *held.borrow_mut() = Some(made);
                            there.set(true);
                        } else {
                            made.living.destroy();
                        }
                    }
                });
            }
            move || {
                *alive.borrow_mut() = false;
                if let Some(old) = held.borrow_mut().take() {
                    old.living.destroy();
                }
            }
        });
    }
    {
        let (held, newest) = (held.clone(), newest.clone());
        use_effect_with((props.sheet.clone(), props.value.clone(), *there), move |(sheet, value, _)| {
            if let Some(held) = &*held.borrow() {
                let differs = {
                    let newest = newest.borrow();
                    newest.text != value.as_str() || newest.sheet != sheet.as_str()
                };
                if differs {
                    {
                        let mut newest = newest.borrow_mut();
                        newest.text = value.to_string();
                        newest.sheet = sheet.to_string();
                    }
                    held.living.open(sheet, value);
                }
            }
        });
    }
    {
        let held = held.clone();
        use_effect_with((props.label.clone(), *there), move |(label, _)| {
            if let Some(held) = &*held.borrow() {
                held.living.set_label(label);
            }
        });
    }
    {
        let held = held.clone();
        use_effect_with((props.catalog.clone(), *there), move |(catalog, _)| {
            if let (Some(held), Some(catalog)) = (&*held.borrow(), catalog) {
                held.living.set_schema(catalog);
            }
        });
    }
    {
        let held = held.clone();
        use_effect_with((props.error.clone(), *there), move |(error, _)| {
            if let Some(held) = &*held.borrow() {
                match error {
                    Some((line, column, message)) => held.living.set_error(*line, *column, message),
                    None => held.living.clear_error(),
                }
            }
        });
    }
    let oninput = {
        let onchange = props.onchange.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(area) = event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok()) {
                onchange.emit(area.value());
            }
        })
    };
    let onkeydown = {
        let (onrun, value) = (props.onrun.clone(), props.value.clone());
        Callback::from(move |event: KeyboardEvent| {
            if let Some(onrun) =
                onrun.as_ref().filter(|_| event.key() == "Enter" && (event.ctrl_key() || event.meta_key()))
            {
                event.prevent_default();
                onrun.emit(value.to_string());
            }
        })
    };
    let tools = props.tools.iter().map(|tool| {
        let (held, newest, does) = (held.clone(), newest.clone(), tool.does);
        let onclick = Callback::from(move |_: MouseEvent| press(&held, &newest, does));
        let class = classes!(
            "b",
            (does == Does::Run).then_some("primary"),
            (does == Does::Format || does == Does::Save).then_some("quiet")
        );
        html! { <button type="button" {class} title={tool.keys} {onclick}>{ tool.label.clone() }</button> }
    });
    html! {
        <>
        if !props.tools.is_empty() {
            <div class="p-row">{ for tools }{ props.beside.clone() }</div>
        }
        <div class="editor">
            <div class="editor-place" ref={place}></div>
            if !*there {
                <textarea aria-label={props.label.clone()} value={props.value.clone()} {oninput} {onkeydown} spellcheck="false" autocapitalize="off" />
            }
        </div>
        </>
    }
}

/// Does what a button says.
fn press(held: &RefCell<Option<Held>>, newest: &RefCell<Newest>, does: Does) {
    // The editor calls back as it changes: nothing may be borrowed by then.
    let living = held.borrow().as_ref().map(|held| held.living.clone());
    let (onrun, onsave, text) = {
        let newest = newest.borrow();
        (newest.onrun.clone(), newest.onsave.clone(), newest.text.clone())
    };
    match (does, &living) {
        (Does::Run, _) => onrun.into_iter().for_each(|onrun| onrun.emit(text.clone())),
        (Does::RunSelected, Some(living)) => onrun.into_iter().for_each(|onrun| onrun.emit(living.selected())),
        (Does::RunSelected, None) => onrun.into_iter().for_each(|onrun| onrun.emit(text.clone())),
        (Does::Save, _) => onsave.into_iter().for_each(|onsave| onsave.emit(text.clone())),
        (Does::Format, Some(living)) => {
            living.format();
            living.focus();
        }
        (Does::Format, None) => {}
    }
}

async fn make(kit: &Kit, parent: &Element, language: &str, label: &str, newest: &Rc<RefCell<Newest>>) -> Option<Held> {
    let listen = |act: Told| {
        let newest = newest.clone();
        Closure::<dyn FnMut(JsValue)>::new(move |value: JsValue| {
            // Borrowed no longer when the callback runs: it may draw, and drawing borrows.
            let told = act(&mut newest.borrow_mut(), value.as_string().unwrap_or_default());
            if let Some((callback, text)) = told {
                callback.emit(text);
            }
        })
    };
    let changed = listen(|newest, text| {
        newest.text = text.clone();
        Some((newest.onchange.clone(), text))
    });
    let run = listen(|newest, text| newest.onrun.clone().map(|onrun| (onrun, text)));
    let save = listen(|newest, text| newest.onsave.clone().map(|onsave| (onsave, text)));
    let step = listen(|newest, text| newest.onstep.clone().map(|onstep| (onstep, text)));
    let options = Object::new();
    let set = |name: &str, value: &JsValue| {
        // Setting a member of a plain object cannot fail.
        let _ = Reflect::set(&options, &name.into(), value);
    };
    set("language", &language.into());
    set("label", &label.into());
    set("value", &newest.borrow().text.as_str().into());
    set("onChange", changed.as_ref());
    set("name", &newest.borrow().sheet.as_str().into());
    {
        let newest = newest.borrow();
        let wanted = [
            ("onRun", newest.onrun.is_some(), &run),
            ("onSave", newest.onsave.is_some(), &save),
            ("onStep", newest.onstep.is_some(), &step),
        ];
        for (name, _, closure) in wanted.into_iter().filter(|(_, wanted, _)| *wanted) {
            set(name, closure.as_ref());
        }
    }
    let promise = kit.editor(parent, &options).ok()?;
    let living = JsFuture::from(promise).await.ok()?;
    Some(Held { living: living.unchecked_into(), _closures: [changed, run, save, step] })
}
