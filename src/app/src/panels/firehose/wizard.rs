//! Making a Firehose stream: source and destination, what is done to records, how they are gathered and named.

use super::demo::RECORD;
use super::fields::{Around, advanced, destination, group};
use super::form::{Form, Kind};
use super::request::create;
use super::{PART, ROW};
use crate::context::App;
use crate::panels::arn;
use crate::part::Local;
use crate::state::Action;
use crate::widgets::{Kind as Weight, button, field, note, select, text_input};
use markup::html;
use protocol::{Catalog, Clock, Viewport, Works};
use std::rc::Rc;
use yew::{Callback, Html, SubmitEvent};

/// What there is to choose from.
#[derive(PartialEq)]
pub struct WizardProps {
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
    pub catalog: Option<Rc<Catalog>>,
}

/// The wizard.
pub fn wizard(app: &App, props: &WizardProps, local: &Local) -> Html {
    let works = &props.works;
    let mut form = Form::new(works, arn("iam", "role/firehose-delivery"));
    if local.text("source", &form.source).is_empty() {
        // Of the demo records, which are what comes first to a stream that is put to.
        form.keys = "{sector: .SECTOR}".into();
    }
    let form = form.typed(local);
    let mut sources = vec![(String::new(), "Direct PUT".to_owned())];
    sources.extend(works.streams.iter().map(|one| (one.name.clone(), format!("Kinesis Data Streams · {}", one.name))));
    let kinds: Vec<_> =
        [(Kind::S3, "Amazon S3"), (Kind::OpenSearch, "Amazon OpenSearch Service"), (Kind::Redshift, "Amazon Redshift")]
            .map(|(kind, name)| (kind.name().to_owned(), name.to_owned()))
            .into();
    let around = Around {
        works,
        catalog: props.catalog.as_deref(),
        latest: Some(RECORD),
        now_ms: props.clock.start_epoch_ms + props.clock.now_us / 1_000,
        version: "1",
        before: None,
    };
    let may = !form.name.trim().is_empty() && form.all_fits();
    let onsubmit = {
        let (app, form) = (app.clone(), form.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (then, name) = (app.clone(), form.name.clone());
            app.call("Firehose.CreateDeliveryStream", create(&form), move |_| {
                then.note(String::new(), then.strings.x("fh-created", name.clone()));
                then.show(Viewport::Delivery { name });
                then.act(Action::Draft(PART.into(), "objects".into()));
            });
        })
    };
    let ends = html! {
        <>
            { field(app.t("source"), select(&form.source, &sources, local.setter("source"))) }
            { field(app.t("destination"), select(form.kind.name(), &kinds, local.setter("kind"))) }
            { field(app.t("delivery-name"), text_input(form.name.clone(), "my-firehose", local.setter("name"))) }
            { field(app.t("fh-role"), text_input(form.role.clone(), "", local.setter("role"))) }
            if !form.source.is_empty() { { note(app.t("fh-latest-note")) } }
            { advanced(app, &form, local) }
        </>
    };
    html! {
        <form class="fh-wizard" aria-label={app.t("delivery-create")} {onsubmit}>
            { group(app.t("fh-ends"), ends) }
            { destination(app, &form, local, &around) }
            <div class="acts">
                <button type="submit" class="b primary" disabled={!may}>{ app.t("delivery-create") }</button>
                { button(Weight::Quiet, app.t("cancel"), false, ROW.show(app, "objects")) }
            </div>
        </form>
    }
}
