//! Where records come from: producers and the shards that they are put on.

use crate::format;
use crate::geometry::Area;
use crate::layout::Canal;
use crate::parts::{Pen, fit};
use crate::scene::{Element, number};
use protocol::{Node, Producer, Shard, Stream};

/// Producers and streams.
pub fn all(pen: &Pen) -> Vec<Element> {
    let mut out = Vec::new();
    for producer in &pen.works.producers {
        let node = Node::Producer(producer.name.clone());
        if let Some(area) = pen.layout.areas.get(&node) {
            out.push(producer_card(pen, producer, *area, node));
        }
    }
    for stream in &pen.works.streams {
        out.extend(stream_title(pen, stream));
        for shard in &stream.shards {
            let node = Node::Shard(stream.name.clone(), shard.id.clone());
            if let Some(canal) = pen.layout.canals.get(&node) {
                out.push(shard_canal(pen, stream, shard, canal, node));
            }
        }
    }
    out
}

fn producer_card(pen: &Pen, producer: &Producer, area: Area, node: Node) -> Element {
    let rate = pen.words.with("rate", &format::short(producer.rate_real, pen.words.separators));
    let source = match (&producer.waiting, producer.lap) {
        (Some(_), _) => pen.words.say("loading"),
        (None, lap) if lap > 1 || producer.source == producer.name => pen.words.count("lap", u64::from(lap)),
        (None, _) => producer.source.clone(),
    };
    let trouble = producer.throttled_last_s > 0 || producer.error.is_some();
    let mut children = vec![Element::rect("card", area.x, area.y, area.width, area.height, 12.0)];
    let spark = if pen.layout.upright {
        Area::new(
            area.right() - (area.width * 0.5).min(150.0),
            area.y + 12.0,
            (area.width * 0.5).min(150.0) - 1.0,
            area.height - 13.0,
        )
    } else {
        Area::new(area.x + 1.0, area.y + 48.0, area.width - 2.0, (area.height - 49.0).max(0.0))
    };
    if spark.height > 14.0 {
        children.extend(sparkline(&producer.spark, producer.rate, spark));
    }
    let (x, y) = (area.x + 13.0, area.y);
    if area.height >= 60.0 {
        children.push(Element::text("sm", x, y + 18.0, pen.words.say("producer")));
        children.push(Element::text("nm", x, y + 35.0, fit(&producer.name, area.width * 0.8, 13.0)));
        if pen.layout.upright {
            children.push(Element::text(
                if trouble { "mono trouble" } else { "mono strong" },
                x,
                y + 56.0,
                rate.clone(),
            ));
        } else {
            children.push(Element::text("sm", x, y + 51.0, fit(&source, area.width - 22.0, 11.0)));
            let class = if trouble { "mono trouble" } else { "mono strong" };
            children.push(Element::text(class, x, area.bottom() - 11.0, rate.clone()));
        }
    } else {
        children.push(Element::text("nm", x, y + 20.0, fit(&producer.name, area.width * 0.8, 13.0)));
        children.push(Element::text("mono", x, y + 37.0, rate.clone()));
    }
    pen.place("producer", node, format!("{} {}, {rate}", pen.words.say("producer"), producer.name), children)
}

/// The last half minute, as land under a line. The scale leaves room above what is asked for.
fn sparkline(points: &[f64], rate: f64, area: Area) -> Vec<Element> {
    if points.len() < 2 {
        return Vec::new();
    }
    let most = points.iter().copied().fold(rate.max(1.0), f64::max) * 1.25;
    let step = area.width / (points.len() - 1) as f64;
    let ground = 26.0_f64.min(area.height * 0.4);
    let y = |value: f64| area.bottom() - ground - (area.height - ground) * (value / most);
    let mut line = String::new();
    for (index, value) in points.iter().enumerate() {
        let pen = if index == 0 { 'M' } else { 'L' };
        line.push_str(&format!("{pen}{} {}", number(area.x + step * index as f64), number(y(*value))));
    }
    // Rounded like the card that it lies in.
    let land =
        format!("{line}V{} q0 11 -11 11 H{} q-11 0 -11 -11Z", number(area.bottom() - 11.0), number(area.x + 11.0));
    vec![Element::path("spark-ground", land), Element::path("spark", line)]
}

fn stream_title(pen: &Pen, stream: &Stream) -> Option<Element> {
    let canals: Vec<_> = stream
        .shards
        .iter()
        .filter_map(|shard| pen.layout.canals.get(&Node::Shard(stream.name.clone(), shard.id.clone())))
        .collect();
    let first = canals.first()?;
    let last = canals.last()?;
    if !pen.works.applications.is_empty() && crate::flows::is_sink(pen.works, stream) {
        return Some(crate::flows::title(pen, stream, first));
    }
    let open = stream.shards.iter().filter(|shard| shard.open).count() as u64;
    let shards = pen.words.count("shards", open);
    let throttled: u64 = stream.shards.iter().map(|shard| shard.throttled_last_s).sum();
    let mut children = Vec::new();
    if pen.layout.upright
        && (pen.works.streams.len() > 1 || pen.layout.areas.keys().any(|node| matches!(node, Node::Queue(_))))
    {
        // Several of them, or a queue beside: each title stands over its own canals.
        let x = (first.from.x - first.bed / 2.0 - 26.0).max(12.0);
        let room = last.from.x - first.from.x + 96.0;
        children.push(Element::text("nm halo", x, 116.0, fit(&stream.name, room, 13.0)));
    } else if pen.layout.upright {
        children.push(Element::text("nm halo", 12.0, 116.0, fit(&format!("Kinesis · {}", stream.name), 200.0, 13.0)));
        children.push(Element::text_end("sm halo", pen.layout.width - 12.0, 116.0, shards.clone()));
        if throttled > 0 {
            let text = pen.words.count("throttled", throttled);
            children.push(Element::text_middle("sm trouble", pen.layout.width / 2.0, 258.0, text));
        }
    } else {
        let y = first.from.y - if first.labelled { 40.0 } else { 22.0 };
        children.push(Element::text("sm", first.from.x - 8.0, y - 14.0, "Kinesis"));
        children.push(Element::text("nm", first.from.x - 8.0, y, fit(&stream.name, 140.0, 13.0)));
        children.push(Element::text_end("sm", first.to.x + 8.0, y, shards.clone()));
        if throttled > 0 {
            let text = pen.words.count("throttled", throttled);
            children.push(Element::text("sm trouble", last.from.x - 8.0, last.from.y + last.bed / 2.0 + 22.0, text));
        }
    }
    let label = format!("Kinesis {}, {shards}", stream.name);
    Some(pen.place("stream", Node::Stream(stream.name.clone()), label, children))
}

fn shard_canal(pen: &Pen, stream: &Stream, shard: &Shard, canal: &Canal, node: Node) -> Element {
    let line =
        format!("M{} {}L{} {}", number(canal.from.x), number(canal.from.y), number(canal.to.x), number(canal.to.y));
    let hot = shard.throttled_last_s > 0 || shard.fill >= 1.0;
    let trouble = if hot { " hot" } else { "" };
    // The water stands as high in its bed as the shard is loaded; the least bit shows.
    let water = if shard.fill <= 0.0 { 0.0 } else { (canal.bed * shard.fill.min(1.0)).max(2.0) };
    let mut children = vec![
        Element::path("bank", line.clone()).with("stroke-width", number(canal.bed + 3.0)),
        Element::path(format!("canal{trouble}"), line.clone()).with("stroke-width", number(canal.bed)),
    ];
    if water > 0.0 {
        children.push(Element::path(format!("water{trouble}"), line).with("stroke-width", number(water)));
    }
    let number_only = shard.id.trim_start_matches("shardId-").trim_start_matches('0');
    let short = pen.words.with("shard", if number_only.is_empty() { "0" } else { number_only });
    let share = format::percent(shard.fill, pen.words.separators);
    let percent = if hot { "mono trouble" } else { "mono" };
    if canal.labelled && pen.layout.upright {
        let x = canal.from.x + canal.bed / 2.0 + 9.0;
        let y = f64::midpoint(canal.from.y, canal.to.y);
        children.push(Element::text("sm", x, y - 3.0, short.clone()));
        children.push(Element::text(percent, x, y + 12.0, share.clone()));
    } else if canal.labelled {
        let y = canal.from.y - canal.bed / 2.0 - 8.0;
        let named = if pen.works.streams.len() > 1 { format!("{} · {short}", stream.name) } else { short.clone() };
        children.push(Element::text("sm", canal.from.x - 8.0, y, named));
        children.push(Element::text_end(percent, canal.to.x + 8.0, y, share.clone()));
    }
    pen.place("shard", node, format!("{short}, {share}"), children)
}
