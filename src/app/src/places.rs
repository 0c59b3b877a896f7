//! The diagram as a list: the same places with their states, rates and neighbours, for those who would rather read it.

use crate::context::App;
use crate::stage::open;
use crate::widgets::{Look, status};
use markup::html;
use protocol::{Edge, EdgeState, Health, Node, Shard, Works};
use yew::{Callback, Html, MouseEvent};

/// One place.
struct Place {
    node: Node,
    /// What it is.
    kind: String,
    name: String,
    look: Look,
    state: String,
    /// Records a second that come in, where no edge tells.
    rate: Option<f64>,
}

/// The list. On a phone its rows are cards, so the roles of a table are said again: the style would take them away.
pub fn places(app: &App, works: &Works) -> Html {
    let heading = |key: &str, class: &'static str| html! { <th scope="col" role="columnheader" class={class}>{ app.t(key) }</th> };
    let headings =
        [("place", ""), ("state", ""), ("rate-in", "num"), ("rate-out", "num"), ("comes-from", ""), ("goes-to", "")];
    html! {
        <div class="scroll places" tabindex="0" role="region" aria-label={app.t("stage-list")}><table role="table">
            <thead role="rowgroup"><tr role="row">{ for headings.into_iter().map(|(key, class)| heading(key, class)) }</tr></thead>
            <tbody role="rowgroup">{ for all(app, works).iter().map(|place| row(app, works, place)) }</tbody>
        </table></div>
    }
}

fn row(app: &App, works: &Works, place: &Place) -> Html {
    let into: Vec<&Edge> = works.edges.iter().filter(|edge| is_at(&edge.to, &place.node)).collect();
    let out: Vec<&Edge> = works.edges.iter().filter(|edge| is_at(&edge.from, &place.node)).collect();
    let sum = |edges: &[&Edge]| -> Option<f64> {
        // What the catalog and Athena tell others is no flow of records.
        let carrying = edges.iter().filter(|edge| carries(edge));
        edges.iter().any(|edge| carries(edge)).then(|| carrying.map(|edge| edge.records_per_s).sum())
    };
    let (rate_in, rate_out) = match place.rate {
        Some(rate) => (Some(rate), None),
        None => (sum(&into), sum(&out)),
    };
    let rate = |key: &str, rate: Option<f64>| {
        let text = rate.map_or_else(|| "–".to_owned(), |rate| app.strings.number(rate, 0));
        html! { <td role="cell" class="num" data-label={app.t(key)}>{ text }</td> }
    };
    html! {
        <tr role="row">
            <th scope="row" role="rowheader">{ link(app, &place.node, place.name.clone()) }<small>{ &place.kind }</small></th>
            <td role="cell">{ status(place.look, place.state.clone()) }</td>
            { rate("rate-in", rate_in) }{ rate("rate-out", rate_out) }
            <td role="cell" data-label={app.t("comes-from")}>{ neighbours(app, works, into.iter().map(|edge| (&edge.from, *edge))) }</td>
            <td role="cell" data-label={app.t("goes-to")}>{ neighbours(app, works, out.iter().map(|edge| (&edge.to, *edge))) }</td>
        </tr>
    }
}

fn carries(edge: &Edge) -> bool {
    !matches!(edge.from, Node::Bucket(_) | Node::Glue | Node::Athena)
}

/// A stream is where its shards are, and a shard where its stream is.
fn is_at(end: &Node, place: &Node) -> bool {
    match (end, place) {
        (Node::Shard(stream, _), Node::Stream(name)) | (Node::Stream(name), Node::Shard(stream, _)) => stream == name,
        _ => end == place,
    }
}

fn neighbours<'a>(app: &App, works: &Works, edges: impl Iterator<Item = (&'a Node, &'a Edge)>) -> Html {
    let mut seen: Vec<(&Node, Option<&'static str>)> = Vec::new();
    for (node, edge) in edges {
        let trouble = match edge.state {
            EdgeState::Ok => None,
            EdgeState::Throttled => Some("edge-throttled"),
            EdgeState::Denied => Some("edge-denied"),
            EdgeState::Failed => Some("edge-failed"),
        };
        match seen.iter_mut().find(|(known, _)| *known == node) {
            Some((_, known)) => *known = known.or(trouble),
            None => seen.push((node, trouble)),
        }
    }
    if seen.is_empty() {
        return html! { <span class="dim">{ "–" }</span> };
    }
    html! {
        <ul>{ for seen.into_iter().map(|(node, trouble)| html! {
            <li>{ link(app, node, name_of(app, works, node)) }{ trouble.map(|key| status(Look::Bad, app.t(key))) }</li>
        }) }</ul>
    }
}

fn link(app: &App, node: &Node, name: String) -> Html {
    let onclick = {
        let (app, node) = (app.clone(), node.clone());
        Callback::from(move |_: MouseEvent| open(&app, &node))
    };
    html! { <button type="button" class="link" {onclick}>{ name }</button> }
}

fn name_of(app: &App, works: &Works, node: &Node) -> String {
    match node {
        Node::Shard(stream, shard) => {
            let streams = works.streams.iter().find(|known| known.name == *stream);
            let number = streams.and_then(|stream| stream.shards.iter().position(|known| known.id == *shard));
            let short = number.map(|number| app.strings.with("figure-shard", &[("n", number.to_string())]));
            format!("{stream} · {}", short.unwrap_or_else(|| shard.clone()))
        }
        other => short_name(other),
    }
}

fn all(app: &App, works: &Works) -> Vec<Place> {
    let mut places: Vec<Place> = works
        .producers
        .iter()
        .map(|producer| {
            let state = match &producer.error {
                Some(error) => error.clone(),
                None if producer.running => app.t("producer-running"),
                None => app.t("producer-stopped"),
            };
            let look = look(producer.error.is_some(), producer.running);
            place(app, works, Node::Producer(producer.name.clone()), app.t("figure-producer"), look, state)
        })
        .collect();
    for stream in &works.streams {
        let look = look(false, stream.status == "ACTIVE");
        let node = Node::Stream(stream.name.clone());
        places.push(place(app, works, node, "Kinesis".to_owned(), look, stream.status.clone()));
        let open = stream.shards.iter().filter(|shard| shard.open).take(50);
        places.extend(open.map(|shard| self::shard(app, works, &stream.name, shard)));
    }
    places.extend(works.deliveries.iter().map(|delivery| {
        let full = app.strings.with(
            "of",
            &[
                ("part", app.strings.bytes(delivery.buffer_bytes)),
                ("whole", app.strings.bytes(delivery.buffer_bytes_max)),
            ],
        );
        let state = delivery.error.clone().unwrap_or_else(|| format!("{} · {full}", delivery.status));
        let look = look(delivery.error.is_some(), delivery.status == "ACTIVE");
        place(app, works, Node::Delivery(delivery.name.clone()), "Firehose".to_owned(), look, state)
    }));
    places.extend(works.buckets.iter().map(|bucket| {
        let state = format!("{} · {}", app.strings.n("objects-n", bucket.objects), app.strings.bytes(bucket.bytes));
        place(app, works, Node::Bucket(bucket.name.clone()), "S3".to_owned(), Look::Calm, state)
    }));
    places.extend(outside(app, works));
    places.extend(applications(app, works));
    places.extend(analytics(app, works));
    places.extend(works.domains.iter().map(|domain| {
        let documents = domain.indices.iter().map(|index| index.documents).sum();
        let state = format!("{} · {}", domain.status, app.strings.n("documents-n", documents));
        place(
            app,
            works,
            Node::Domain(domain.name.clone()),
            "OpenSearch".to_owned(),
            look(false, domain.status == "Active"),
            state,
        )
    }));
    places
}

/// Queues and consumers.
fn outside(app: &App, works: &Works) -> Vec<Place> {
    let strings = &app.strings;
    let queues = works.queues.iter().map(|queue| {
        let values = [
            ("visible", strings.whole(queue.visible)),
            ("flight", strings.whole(queue.in_flight)),
            ("delayed", strings.whole(queue.delayed)),
        ];
        let state = strings.with("queue-counts", &values);
        place(app, works, Node::Queue(queue.name.clone()), "SQS".to_owned(), Look::Calm, state)
    });
    let consumers = works.consumers.iter().map(|consumer| {
        let dead = consumer.workers.iter().filter(|worker| worker.health == Health::Dead).count() as u64;
        let state = match &consumer.error {
            Some(error) => error.clone(),
            None if dead > 0 => strings.n("workers-dead", dead),
            None if consumer.running => app.t("producer-running"),
            None => app.t("producer-stopped"),
        };
        let look = look(consumer.error.is_some() || dead > 0, consumer.running);
        place(app, works, Node::Consumer(consumer.name.clone()), app.t("figure-consumer"), look, state)
    });
    queues.chain(consumers).collect()
}

/// Applications of streaming SQL.
fn applications(app: &App, works: &Works) -> Vec<Place> {
    let all = works.applications.iter().map(|application| {
        let late = (application.late > 0).then(|| app.strings.n("flow-late-n", application.late));
        let state = match &application.error {
            Some(error) => error.clone(),
            None => [application.status.clone()].into_iter().chain(late).collect::<Vec<_>>().join(" · "),
        };
        let look = look(application.error.is_some(), application.status == "RUNNING");
        place(app, works, Node::Application(application.name.clone()), "Flink SQL".to_owned(), look, state)
    });
    all.collect()
}

/// A place's name without what it is.
pub fn short_name(node: &Node) -> String {
    match node {
        Node::Producer(name)
        | Node::Stream(name)
        | Node::Delivery(name)
        | Node::Bucket(name)
        | Node::Domain(name)
        | Node::Queue(name)
        | Node::Consumer(name)
        | Node::Application(name) => name.clone(),
        Node::Shard(_, shard) => shard.clone(),
        Node::Glue => "Glue".to_owned(),
        Node::Athena => "Athena".to_owned(),
        Node::QuickSight => "QuickSight".to_owned(),
    }
}

fn shard(app: &App, works: &Works, stream: &str, shard: &Shard) -> Place {
    let hot = shard.throttled_last_s > 0;
    let full = app.strings.percent(shard.fill);
    let state = if hot { app.strings.n("throttled-now", shard.throttled_last_s) } else { full };
    let (node, look) = (Node::Shard(stream.to_owned(), shard.id.clone()), if hot { Look::Bad } else { Look::Calm });
    Place { rate: Some(shard.records_per_s), ..place(app, works, node, app.t("shard-one"), look, state) }
}

fn analytics(app: &App, works: &Works) -> [Place; 3] {
    let count = |key: &str, n: u64| {
        let key = if n == 1 { format!("{key}-one") } else { key.to_owned() };
        app.strings.with(&key, &[("n", app.strings.whole(n))])
    };
    let glue = match &works.glue {
        glue if glue.crawlers.iter().any(|crawler| crawler.state != "READY") => (Look::Busy, app.t("figure-crawling")),
        glue if glue.tables == 0 => (Look::Calm, app.t("figure-no-table")),
        glue => (Look::Good, count("figure-tables", u64::from(glue.tables))),
    };
    let athena = match &works.athena {
        athena if athena.running > 0 => (Look::Busy, app.t("figure-running")),
        athena if athena.queries == 0 => (Look::Calm, app.t("figure-no-query")),
        athena => {
            (Look::Good, app.strings.with("figure-scanned", &[("bytes", app.strings.bytes(athena.last_scanned_bytes))]))
        }
    };
    let quicksight = match (&works.quicksight.error, &works.quicksight.title) {
        (Some(error), _) => (Look::Bad, error.clone()),
        (None, Some(title)) => (Look::Good, title.clone()),
        (None, None) => (Look::Calm, app.t("figure-no-visual")),
    };
    [(Node::Glue, "Data Catalog", glue), (Node::Athena, "SQL", athena), (Node::QuickSight, "BI", quicksight)]
        .map(|(node, kind, (look, state))| place(app, works, node, kind.to_owned(), look, state))
}

fn look(trouble: bool, well: bool) -> Look {
    match (trouble, well) {
        (true, _) => Look::Bad,
        (false, true) => Look::Good,
        (false, false) => Look::Calm,
    }
}

fn place(app: &App, works: &Works, node: Node, kind: String, look: Look, state: String) -> Place {
    Place { name: name_of(app, works, &node), node, kind, look, state, rate: None }
}
