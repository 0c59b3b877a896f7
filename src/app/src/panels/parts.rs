//! What the consoles of streams have in common: parts of which one is open, and drawings.

use crate::context::App;
use crate::state::Action;
use crate::template::classes;
use figure::Scene;
use markup::html;
use yew::virtual_dom::VTag;
use yew::{Callback, Html, MouseEvent};

/// A console's parts: where it is kept which one is open, the name of them all, and how the keys of their names begin.
#[derive(Clone, Copy)]
pub struct Parts {
    pub draft: &'static str,
    pub label: &'static str,
    pub key: &'static str,
}

impl Parts {
    /// Opens a part.
    pub fn show(self, app: &App, part: &'static str) -> Callback<MouseEvent> {
        let app = app.clone();
        Callback::from(move |_| app.act(Action::Draft(self.draft.into(), part.into())))
    }

    /// The row of their names, and what stands beside them.
    pub fn row(self, app: &App, names: &[&'static str], open: &str, beside: Html) -> Html {
        html! {
            <nav class="kds-parts" aria-label={app.t(self.label)}>
                { for names.iter().map(|name| {
                    let is_open = *name == open;
                    let label = app.t(&format!("{}{name}", self.key));
                    html! { <button type="button" key={*name} class={classes!("kds-part", is_open.then_some("on"))} aria-current={is_open.then_some("page")} onclick={self.show(app, name)}>{ label }</button> }
                }) }
                { beside }
            </nav>
        }
    }
}

/// A drawing of shapes.
pub fn drawing(scene: &Scene) -> Html {
    let mut tag = VTag::new("svg");
    let size = [scene.width, scene.height].map(figure::number);
    for (name, value) in [
        ("class", "aq-fig".to_owned()),
        ("viewBox", format!("0 0 {}", size.join(" "))),
        ("role", "img".to_owned()),
        ("aria-label", scene.label.clone()),
    ] {
        tag.add_attribute(name, value);
    }
    tag.add_children(scene.elements.iter().map(crate::stage::element));
    tag.into()
}
