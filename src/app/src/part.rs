//! One component for all consoles and forms. Yew makes code for each kind of component anew, which is most of what a page
//! weighs; here a drawing function, its props and a few local texts are the data of a single kind.

use crate::context::{App, use_app};
use std::any::Any;
use std::collections::BTreeMap;
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent, Properties, Reducible, UseReducerDispatcher, component, html, use_reducer};

/// Draws a part from its props and its local texts.
pub type Draw<P> = fn(&App, &P, &Local) -> Html;

/// A part of the page. It is drawn anew when its props, its local texts or the language have changed.
pub fn part<P: PartialEq + 'static>(draw: Draw<P>, props: P) -> Html {
    let data = Data(Rc::new(Held { draw, props }));
    html! { <Part {data} /> }
}

/// A part among others of its kind: its local texts go where its key goes.
pub fn keyed<P: PartialEq + 'static>(key: &str, draw: Draw<P>, props: P) -> Html {
    let data = Data(Rc::new(Held { draw, props }));
    html! { <Part key={key.to_owned()} {data} /> }
}

/// What a part has typed and toggled so far, by name.
#[derive(Clone)]
pub struct Local(Rc<(Rc<Texts>, UseReducerDispatcher<Texts>)>);

impl Local {
    /// A text, or what stands there at first.
    pub fn text(&self, name: &'static str, first: &str) -> String {
        self.0.0.0.get(name).map_or_else(|| first.to_owned(), Clone::clone)
    }

    /// Whether something is on.
    pub fn is_on(&self, name: &'static str) -> bool {
        self.0.0.0.get(name).is_some_and(|text| text == "on")
    }

    /// Changes a text.
    pub fn set(&self, name: &'static str, text: impl Into<String>) {
        self.0.1.dispatch((name, text.into()));
    }

    /// Switches something.
    pub fn switch(&self, name: &'static str, on: bool) {
        self.set(name, if on { "on" } else { "" });
    }

    /// Takes a text as it is typed.
    pub fn setter(&self, name: &'static str) -> Callback<String> {
        let local = self.clone();
        Callback::from(move |text: String| local.set(name, text))
    }

    /// Switches something as it is ticked.
    pub fn ticker(&self, name: &'static str) -> Callback<bool> {
        let local = self.clone();
        Callback::from(move |on| local.switch(name, on))
    }

    /// Puts a text at each press.
    pub fn putter(&self, name: &'static str, text: &str) -> Callback<MouseEvent> {
        let (local, text) = (self.clone(), text.to_owned());
        Callback::from(move |_| local.set(name, text.clone()))
    }

    /// Switches something to and fro at each press.
    pub fn toggle(&self, name: &'static str) -> Callback<MouseEvent> {
        self.putter(name, if self.is_on(name) { "" } else { "on" })
    }

    /// Switches something off when it is done.
    pub fn done(&self, name: &'static str) -> Callback<()> {
        let local = self.clone();
        Callback::from(move |()| local.switch(name, false))
    }
}

#[derive(Default, PartialEq)]
struct Texts(BTreeMap<&'static str, String>);

impl Reducible for Texts {
    type Action = (&'static str, String);

    fn reduce(self: Rc<Self>, (name, text): Self::Action) -> Rc<Self> {
        let mut texts = self.0.clone();
        texts.insert(name, text);
        Rc::new(Self(texts))
    }
}

/// Props of any kind, with what draws them.
trait Drawn {
    fn is_same(&self, other: &dyn Drawn) -> bool;
    fn draw(&self, app: &App, local: &Local) -> Html;
    fn as_any(&self) -> &dyn Any;
}

struct Held<P> {
    draw: Draw<P>,
    props: P,
}

impl<P: PartialEq + 'static> Drawn for Held<P> {
    fn is_same(&self, other: &dyn Drawn) -> bool {
        // Equal props of another function may be drawn differently; functions of one place in the page do not change.
        other
            .as_any()
            .downcast_ref::<Self>()
            .is_some_and(|other| std::ptr::fn_addr_eq(self.draw, other.draw) && self.props == other.props)
    }

    fn draw(&self, app: &App, local: &Local) -> Html {
        (self.draw)(app, &self.props, local)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Clone)]
struct Data(Rc<dyn Drawn>);

impl PartialEq for Data {
    fn eq(&self, other: &Self) -> bool {
        self.0.is_same(&*other.0)
    }
}

#[derive(Properties, PartialEq)]
struct PartProps {
    data: Data,
}

#[component]
fn Part(props: &PartProps) -> Html {
    let app = use_app();
    let texts = use_reducer(Texts::default);
    let local = Local(Rc::new((Rc::new(Texts(texts.0.clone())), texts.dispatcher())));
    props.data.0.draw(&app, &local)
}
