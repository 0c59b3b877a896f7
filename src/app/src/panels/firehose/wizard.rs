//! Making a Firehose stream: source and destination, what is done to records, how they are gathered and named.

use super::demo::RECORD;
use super::fields::{backup, beside, formats, group, hints, prefixes, processing};
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
    let form = Form::new(works, arn("iam", "role/firehose-delivery")).typed(local);
    let mut sources = vec![(String::new(), "Direct PUT".to_owned())];
    sources.extend(works.streams.iter().map(|one| (one.name.clone(), format!("Kinesis Data Streams · {}", one.name))));
    let kinds: Vec<_> =
        [(Kind::S3, "Amazon S3"), (Kind::OpenSearch, "Amazon OpenSearch Service"), (Kind::Redshift, "Amazon Redshift")]
            .map(|(kind, name)| (kind.name().to_owned(), name.to_owned()))
            .into();
    let now_ms = props.clock.start_epoch_ms + props.clock.now_us / 1_000;
    let (size_fits, interval_fits) = form.fits();
    let may = !form.name.trim().is_empty() && size_fits && interval_fits;
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
        </>
    };
    html! {
        <form class="fh-wizard" aria-label={app.t("delivery-create")} {onsubmit}>
            { group(app.t("fh-ends"), ends) }
            { beside(app, &form, works, local) }
            { processing(app, &form, local, props.catalog.as_deref(), Some(RECORD), false) }
            { prefixes(app, &form, works, local, now_ms, "1") }
            { hints(app, &form, local) }
            if form.kind != Kind::OpenSearch { { formats(app, &form, local) } }
            { backup(app, &form, local, false) }
            <div class="acts">
                <button type="submit" class="b primary" disabled={!may}>{ app.t("delivery-create") }</button>
                { button(Weight::Quiet, app.t("cancel"), false, ROW.show(app, "objects")) }
            </div>
        </form>
    }
}
