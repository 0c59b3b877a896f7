//! The other half of `markup::html!`: puts a fixed text and its slots together into virtual nodes. Slow and small on purpose.

use std::rc::Rc;
use yew::virtual_dom::{Key, Listener, VList, VNode, VTag};
use yew::{AttrValue, Callback, Event, Html, InputEvent, KeyboardEvent, MouseEvent, NodeRef, SubmitEvent};

/// What a piece of markup leaves open.
pub enum Slot {
    /// An attribute that is absent, a child that is nothing.
    Nothing,
    /// A child.
    Node(VNode),
    /// An attribute's value, or a child.
    Text(AttrValue),
    /// An attribute that is there or not.
    Flag(bool),
    /// Something that listens.
    Event(Option<Rc<dyn Listener>>),
    /// A name among siblings.
    Key(Key),
    /// A way to the element.
    Reference(NodeRef),
}

/// What may stand in a slot.
pub trait IntoSlot {
    fn into_slot(self) -> Slot;
}

/// An expression in a slot.
pub fn slot(value: impl IntoSlot) -> Slot {
    value.into_slot()
}

/// `key={…}`
pub fn key(value: impl ToString) -> Slot {
    Slot::Key(Key::from(value.to_string()))
}

/// `ref={…}`
pub fn reference(value: NodeRef) -> Slot {
    Slot::Reference(value)
}

macro_rules! into_slot {
    ($($type:ty, $value:ident => $slot:expr;)+) => { $(
        impl IntoSlot for $type {
            #[inline(never)]
            fn into_slot(self) -> Slot {
                let $value = self;
                $slot
            }
        }
    )+ };
}

into_slot! {
    VNode, node => Slot::Node(node);
    AttrValue, text => Slot::Text(text);
    String, text => Slot::Text(text.into());
    &String, text => Slot::Text(text.clone().into());
    &AttrValue, text => Slot::Text(text.clone());
    &str, text => Slot::Text(text.to_owned().into());
    bool, flag => Slot::Flag(flag);
    u64, number => Slot::Text(number.to_string().into());
    usize, number => (number as u64).into_slot();
    NodeRef, reference => Slot::Reference(reference);
    Callback<MouseEvent>, callback => Slot::Event(yew::html::onclick::Wrapper::__macro_new(callback));
    Callback<InputEvent>, callback => Slot::Event(yew::html::oninput::Wrapper::__macro_new(callback));
    Callback<Event>, callback => Slot::Event(yew::html::onchange::Wrapper::__macro_new(callback));
    Callback<KeyboardEvent>, callback => Slot::Event(yew::html::onkeydown::Wrapper::__macro_new(callback));
    Callback<SubmitEvent>, callback => Slot::Event(yew::html::onsubmit::Wrapper::__macro_new(callback));
}

impl<T: IntoSlot> IntoSlot for Option<T> {
    fn into_slot(self) -> Slot {
        self.map_or(Slot::Nothing, T::into_slot)
    }
}

/// Classes, some of which may be absent, with spaces between.
pub fn join(all: &[Option<&str>]) -> AttrValue {
    let mut out = String::new();
    for class in all.iter().flatten() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(class);
    }
    out.into()
}

/// `classes!("always", condition.then_some("sometimes"))`
macro_rules! classes {
    ($($class:expr),* $(,)?) => { $crate::template::join(&[$(Option::<&str>::from($class)),*]) };
}
pub(crate) use classes;

/// Puts the fixed text and the slots together.
pub fn build(fixed: &'static str, slots: Vec<Slot>) -> Html {
    let mut reader = Reader { rest: fixed, slots: slots.into_iter() };
    let mut nodes = reader.nodes();
    match nodes.len() {
        0 => Html::default(),
        1 => nodes.remove(0),
        _ => VList::with_children(nodes, None).into(),
    }
}

struct Reader {
    rest: &'static str,
    slots: std::vec::IntoIter<Slot>,
}

impl Reader {
    /// The sign that comes next.
    fn sign(&mut self) -> u8 {
        let (sign, rest) = self.rest.split_at_checked(1).unwrap_or(("", ""));
        self.rest = rest;
        sign.bytes().next().unwrap_or(4)
    }

    /// Text up to the next end.
    fn text(&mut self) -> &'static str {
        let (text, rest) = self.rest.split_once('\0').unwrap_or((self.rest, ""));
        self.rest = rest;
        text
    }

    fn slot(&mut self) -> Slot {
        self.slots.next().unwrap_or(Slot::Nothing)
    }

    /// Nodes up to the end of the element that they are in.
    fn nodes(&mut self) -> Vec<VNode> {
        let mut nodes = Vec::new();
        loop {
            match self.sign() {
                1 => nodes.push(self.element()),
                5 => nodes.push(match self.slot() {
                    Slot::Node(node) => node,
                    Slot::Text(text) => VNode::from(text),
                    // A place is kept, so that what follows is compared with what stood there before.
                    _ => Html::default(),
                }),
                6 => nodes.push(VNode::from(AttrValue::Static(self.text()))),
                _ => return nodes,
            }
        }
    }

    fn element(&mut self) -> VNode {
        let name = self.text();
        let mut tag = VTag::new(AttrValue::Static(name));
        while let Some(sign @ (2 | 3)) = self.rest.bytes().next() {
            self.sign();
            let attribute = self.text();
            let value = if sign == 2 { Slot::Text(AttrValue::Static(self.text())) } else { self.slot() };
            set(&mut tag, attribute, value);
        }
        for node in self.nodes() {
            tag.add_child(node);
        }
        tag.into()
    }
}

fn set(tag: &mut VTag, name: &'static str, value: Slot) {
    match value {
        Slot::Text(text) if name == "value" && matches!(tag.tag(), "input" | "textarea") => tag.set_value(Some(text)),
        Slot::Text(text) => tag.add_attribute(name, text),
        Slot::Flag(flag) if name == "checked" => tag.set_checked(flag),
        Slot::Flag(true) => tag.add_attribute(name, AttrValue::Static("")),
        Slot::Event(Some(listener)) => {
            tag.add_listener(listener);
        }
        Slot::Key(key) => tag.key = Some(key),
        Slot::Reference(reference) => tag.node_ref = reference,
        Slot::Nothing | Slot::Node(_) | Slot::Flag(false) | Slot::Event(None) => {}
    }
}
