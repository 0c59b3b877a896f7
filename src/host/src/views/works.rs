//! The diagram's levels: everything that the works show at a glance.

use super::{applications, consumers, dots, queues, streams::now};
use crate::Host;
use account::Account;
use api::athena::QueryExecutionState;
use clients::{ConsumerView, ProducerView};
use firehose::{DeliveryStreamView, DestinationView};
use protocol::{
    Athena, Bucket, Consumer, Crawler, Delivery, Domain, Edge, EdgeState, Glue, Index, LandedObject, Node, Producer,
    Queue, QuickSight, Shape, Shard, Stream, Works,
};
use service::apart;
use sim::Time;

/// Objects of a bucket that are drawn.
const LANDED_MAX: usize = 24;
/// A throttle counts as trouble for this long.
const TROUBLE_US: u64 = 1_000_000;

/// Everything that the diagram draws.
pub(super) fn works(host: &Host) -> Works {
    let account = host.run.present();
    let now = now(host);
    let producers: Vec<_> =
        account.clients().producers(now).iter().map(|producer| producer_view(host, producer)).collect();
    let streams: Vec<_> = account.kinesis().streams().map(|stream| stream_view(stream, now)).collect();
    let shown: Vec<_> = account.firehose().delivery_streams().collect();
    let deliveries: Vec<_> = shown.iter().map(|delivery| delivery_view(delivery, now)).collect();
    let mut edges = edges(&producers, &streams, &shown, account, now);
    let told = account.clients().consumers(now);
    // An account without either has none of this to do, and the page opens on such a one.
    let (queues, consumers) = if account.sqs().is_empty() && told.is_empty() {
        (Vec::new(), Vec::new())
    } else {
        apart(|| outside(account, &told, now, &mut edges))
    };
    let applications = if account.kinesisanalytics().is_empty() {
        Vec::new()
    } else {
        apart(|| applications::applications(account, now, &mut edges))
    };
    let (dots, records_per_dot) = dots::dots(host, &edges);
    Works {
        buckets: buckets(host),
        glue: glue(account),
        athena: athena(account),
        quicksight: quicksight(account),
        domains: domains(account),
        producers,
        streams,
        deliveries,
        edges,
        dots,
        records_per_dot,
        lit: host.lit_nodes(),
        queues,
        consumers,
        applications,
    }
}

/// Queues and consumers, with what flows to them and from them.
fn outside(account: &Account, told: &[ConsumerView], now: Time, edges: &mut Vec<Edge>) -> (Vec<Queue>, Vec<Consumer>) {
    let queues = queues::queues(account, now);
    let consumers: Vec<_> = told.iter().map(consumers::consumer_view).collect();
    edges.extend(consumers.iter().filter_map(consumers::edge));
    edges.extend(queues::dead_letter_edges(&queues, account, now));
    (queues, consumers)
}

fn producer_view(host: &Host, producer: &ProducerView) -> Producer {
    let settings = &producer.settings;
    let waiting =
        if producer.is_loaded { None } else { Some(host.data_failed.clone().unwrap_or_else(|| "loading".into())) };
    Producer {
        name: producer.name.to_string(),
        source: settings.source.to_string(),
        target: Some(match &settings.target {
            clients::Target::Stream(name) => Node::Stream(name.to_string()),
            clients::Target::DeliveryStream(name) => Node::Delivery(name.to_string()),
            clients::Target::Queue(name) => Node::Queue(name.to_string()),
        }),
        rate: settings.rate_milli as f64 / 1_000.0,
        rate_real: producer.rate_real as f64,
        shape: match settings.shape {
            clients::Shape::Constant => Shape::Constant,
            clients::Shape::Ramp => Shape::Ramp,
            clients::Shape::Spike => Shape::Spike,
            clients::Shape::Wave => Shape::Wave,
        },
        key_field: settings.key_field.to_string(),
        fields: producer.fields.clone(),
        seed: settings.seed,
        running: settings.running,
        lap: producer.lap as u32,
        records: producer.sent,
        // The second that runs is not over: it would always look like a fall.
        spark: producer.spark.iter().rev().skip(1).rev().map(|count| *count as f64).collect(),
        throttled_last_s: producer.throttled_last_s,
        retrying: producer.waiting,
        error: producer.error.as_ref().map(|error| error.code.to_string()),
        waiting: waiting.filter(|_| settings.running),
        aggregation: settings.aggregation,
        backoff_us: settings.backoff_us,
        ttl_us: settings.ttl_us,
        lost_answers: f64::from(settings.lost_answers_ppm) / 1e6,
        late_share: f64::from(settings.late_ppm) / 1e6,
        late_us_max: settings.late_us_max,
        held: producer.held,
        again: producer.again,
        doubled: producer.doubled,
        dropped: producer.dropped,
    }
}

fn stream_view(stream: &kinesis::Stream, now: Time) -> Stream {
    Stream {
        name: stream.name().into(),
        status: stream.status().name().into(),
        mode: stream.mode().name().into(),
        retention_hours: stream.retention_hours(),
        shards: stream.shards().map(|shard| shard_view(stream, shard, now)).collect(),
        records: stream.records(),
        bytes: stream.bytes(),
        iterator_age_us: stream.iterator_age_us(now),
    }
}

fn shard_view(stream: &kinesis::Stream, shard: &kinesis::Shard, now: Time) -> Shard {
    let rate = shard.rate(now);
    let (hash_from, hash_to) = shard.hash_range();
    let sequence = |number: Option<u64>| {
        number.and_then(|number| shard.record(number)).map(|found| stream.sequence_of(&found)).unwrap_or_default()
    };
    Shard {
        id: shard.id(),
        fill: shard.fill(now),
        records_per_s: rate.records as f64,
        bytes_per_s: rate.bytes as f64,
        records_per_s_max: kinesis::limits::SHARD_RECORDS_PER_S_MAX as f64,
        bytes_per_s_max: kinesis::limits::SHARD_BYTES_PER_S_MAX as f64,
        throttled_last_s: rate.throttled,
        last_throttled_us: shard.last_throttled().map(|at| at.0),
        open: shard.is_open(),
        hash_from: hash_from.to_string(),
        hash_to: hash_to.to_string(),
        records: shard.records(),
        sequence_first: sequence(Some(shard.first_number())),
        sequence_last: sequence(shard.next_number().checked_sub(1)),
    }
}

fn destination(delivery: &DeliveryStreamView) -> (Node, String) {
    match &delivery.destination {
        DestinationView::S3 { bucket, prefix, .. } => (Node::Bucket(bucket.clone()), prefix.clone()),
        DestinationView::OpenSearch { domain, index, .. } => (Node::Domain(domain.clone()), index.clone()),
        // The cluster is not in the works: what is drawn is where its objects are staged.
        DestinationView::Redshift { bucket, prefix, .. } => (Node::Bucket(bucket.clone()), prefix.clone()),
    }
}

fn delivery_view(delivery: &DeliveryStreamView, now: Time) -> Delivery {
    let (node, path) = destination(delivery);
    let trouble = delivery.delivery_trouble.as_ref().or(delivery.read_trouble.as_ref());
    let waiting = delivery.waiting_batches as f64;
    Delivery {
        name: delivery.name.to_string(),
        status: delivery.status.name().into(),
        source: delivery.source_stream.clone(),
        destination: Some(node),
        destination_path: path,
        buffer_bytes: delivery.buffer.bytes,
        buffer_records: delivery.buffer.records,
        buffer_bytes_max: delivery.hints.bytes_max,
        buffer_age_us: delivery.buffer_first_at.map_or(0, |first| now - first),
        buffer_age_us_max: delivery.hints.interval_us,
        last_flush_us: delivery.last.as_ref().map(|last| last.at.0),
        last_flush_reason: delivery.last.as_ref().map(|last| last.cause.name().into()),
        last_flush_bytes: delivery.last.as_ref().map_or(0, |last| last.count.bytes),
        accepted: delivery.totals.accepted.records,
        delivered: delivery.totals.delivered.records,
        failed: delivery.totals.failed.records + delivery.totals.lost.records,
        back_pressure: if delivery.is_blocked { 1.0 } else { (waiting / 8.0).min(1.0) * f64::from(trouble.is_some()) },
        error: trouble.map(|trouble| trouble.error.code.to_string()),
        last_error_us: trouble.map(|trouble| trouble.since.0),
    }
}

fn buckets(host: &Host) -> Vec<Bucket> {
    let account = host.run.present();
    let lit = host.followed.objects(account);
    let results = account.athena().queries().next().map(|query| query.output.bucket.clone());
    let fed = |name: &str| {
        account.firehose().delivery_streams().any(|delivery| destination(&delivery).0 == Node::Bucket(name.into()))
    };
    account
        .s3()
        .buckets()
        .map(|bucket| {
            let landed = account.s3().latest_objects(&bucket.name, LANDED_MAX).into_iter().map(|object| LandedObject {
                bytes: object.bytes,
                landed_us: object.last_modified.0.saturating_sub(account.start_epoch_ms()) * 1_000,
                lit: lit.contains(&(bucket.name.clone(), object.key.clone())),
                key: object.key.to_string(),
            });
            Bucket {
                name: bucket.name.to_string(),
                objects: bucket.objects,
                bytes: bucket.bytes,
                last: landed.collect(),
                drawn: fed(&bucket.name)
                    || (results.as_deref() != Some(&*bucket.name) && !bucket.name.contains("results")),
            }
        })
        .collect()
}

fn glue(account: &Account) -> Glue {
    let glue = account.glue();
    let tables: Vec<_> = glue.databases().flat_map(|database| glue.tables(&database.name)).collect();
    let columns = |entry: &glue::TableEntry| {
        let own = entry.table.storage_descriptor.as_ref().map_or(0, |storage| storage.columns.len());
        own + entry.table.partition_keys.len()
    };
    Glue {
        databases: glue.databases().count() as u32,
        tables: tables.len() as u32,
        columns: tables.iter().map(|entry| columns(entry) as u32).sum(),
        partitions: tables.iter().map(|entry| entry.partitions.len() as u32).sum(),
        crawlers: glue
            .crawlers()
            .map(|crawler| Crawler {
                name: crawler.spec.name.clone(),
                state: crawler.state.as_str().into(),
                last_end_us: crawler
                    .last
                    .as_ref()
                    .map(|last| super::catalog::crawl_end_us(account, last.start_time, crawler.summary.seconds)),
                last_status: crawler.last.as_ref().map(|last| last.status.as_str().into()),
            })
            .collect(),
    }
}

fn athena(account: &Account) -> Athena {
    let last = account.athena().queries().next();
    Athena {
        running: account.athena().queries().take(50).filter(|query| query.is_active()).count() as u32,
        queries: account.athena().queries().count() as u64,
        last_state: last.map(|query| state_name(query.state).into()),
        last_scanned_bytes: last.map_or(0, |query| query.bytes_scanned),
        last_table_bytes: last.map_or(0, |query| query.file_bytes),
        last_end_us: last.and_then(|query| query.completed).map(|at| at.0),
    }
}

fn state_name(state: QueryExecutionState) -> &'static str {
    match state {
        QueryExecutionState::Queued => "QUEUED",
        QueryExecutionState::Running => "RUNNING",
        QueryExecutionState::Succeeded => "SUCCEEDED",
        QueryExecutionState::Failed => "FAILED",
        QueryExecutionState::Cancelled => "CANCELLED",
    }
}

fn quicksight(account: &Account) -> QuickSight {
    let quicksight = account.quicksight();
    let visuals = quicksight.analyses().flat_map(|analysis| &analysis.visuals);
    let last = visuals.max_by_key(|visual| visual.refreshed);
    let values: Vec<f64> = last
        .map(|visual| visual.rows.iter().filter_map(|(_, value)| value.as_deref()?.parse().ok()).collect())
        .unwrap_or_default();
    let most = values.iter().copied().fold(0.0, f64::max);
    QuickSight {
        analyses: quicksight.analyses().count() as u32,
        title: last.map(|visual| visual.title.clone()),
        spark: values.iter().take(12).map(|value| if most > 0.0 { (value / most).max(0.0) } else { 0.0 }).collect(),
        last_refresh_us: last.and_then(|visual| visual.refreshed).map(|at| at.0),
        error: last.and_then(|visual| match &visual.state {
            quicksight::VisualState::Failed { message } => Some(message.clone()),
            quicksight::VisualState::Refreshing | quicksight::VisualState::Ready => None,
        }),
    }
}

fn domains(account: &Account) -> Vec<Domain> {
    let opensearch = account.opensearch();
    let domains = opensearch.domains();
    domains
        .map(|domain| Domain {
            indices: opensearch
                .indices(&domain.name)
                .into_iter()
                .map(|index| Index { name: index.name.to_string(), documents: index.documents, bytes: index.bytes })
                .collect(),
            name: domain.name.to_string(),
            status: domain.phase.name().into(),
            last_indexed_us: domain.last_indexed.map(|at| at.0),
            last_search_us: domain.last_search.map(|at| at.0),
        })
        .collect()
}

fn edges(
    producers: &[Producer],
    streams: &[Stream],
    deliveries: &[DeliveryStreamView],
    account: &Account,
    now: Time,
) -> Vec<Edge> {
    let mut edges = Vec::new();
    for producer in producers {
        let Some(target) = producer.target.clone() else { continue };
        let denied = producer.error.as_deref().is_some_and(|error| error.starts_with("AccessDenied"));
        let stream = streams.iter().find(|stream| target == Node::Stream(stream.name.clone()));
        let last_throttled = stream.and_then(|it| it.shards.iter().filter_map(|shard| shard.last_throttled_us).max());
        edges.push(Edge {
            from: Node::Producer(producer.name.clone()),
            to: target,
            records_per_s: producer.rate_real,
            bytes_per_s: stream.map_or(0.0, |it| it.shards.iter().map(|shard| shard.bytes_per_s).sum()),
            fill: stream.map_or(0.0, |it| it.shards.iter().map(|shard| shard.fill).fold(0.0, f64::max)),
            state: match (denied, producer.throttled_last_s) {
                (true, _) => EdgeState::Denied,
                (false, 0) => EdgeState::Ok,
                (false, _) => EdgeState::Throttled,
            },
            last_trouble_us: last_throttled,
        });
    }
    for delivery in deliveries {
        edges.extend(delivery_edges(delivery, account, now));
    }
    edges
}

fn delivery_edges(delivery: &DeliveryStreamView, account: &Account, now: Time) -> Vec<Edge> {
    let name = Node::Delivery(delivery.name.to_string());
    let state = |trouble: Option<&firehose::Trouble>| match trouble {
        None => EdgeState::Ok,
        Some(trouble) if trouble.error.code.contains("AccessDenied") => EdgeState::Denied,
        Some(_) => EdgeState::Failed,
    };
    let lately = |is_delivery: bool| {
        let hops = account.firehose().hops().rev().take_while(|hop| hop.arrived_us + TROUBLE_US > now.0);
        let own = hops.filter(|hop| hop.delivery_stream == delivery.name && hop.is_delivery == is_delivery);
        own.map(|hop| hop.count).sum::<u64>() as f64
    };
    let mut edges = Vec::new();
    if let Some(stream) = &delivery.source_stream {
        edges.push(Edge {
            from: Node::Stream(stream.clone()),
            to: name.clone(),
            records_per_s: lately(false),
            bytes_per_s: 0.0,
            fill: if delivery.is_blocked { 1.0 } else { 0.0 },
            state: state(delivery.read_trouble.as_ref()),
            last_trouble_us: delivery.read_trouble.as_ref().map(|trouble| trouble.since.0),
        });
    }
    edges.push(Edge {
        from: name,
        to: destination(delivery).0,
        records_per_s: lately(true),
        bytes_per_s: 0.0,
        fill: if delivery.delivery_trouble.is_some() { 1.0 } else { 0.0 },
        state: state(delivery.delivery_trouble.as_ref()),
        last_trouble_us: delivery.delivery_trouble.as_ref().map(|trouble| trouble.since.0),
    });
    edges
}
