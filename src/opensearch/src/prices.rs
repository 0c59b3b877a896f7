//! What OpenSearch Service costs in us-east-1. Traffic between a domain and its client is not billed here.

use service::Price;

const SOURCE: &str = "AWS price list for us-east-1, from memory (2024-25)";

/// A small burstable node, for an hour.
pub static T3_SMALL: Price = instance("t3.small.search-hour", 0.036);
/// A medium burstable node, for an hour.
pub static T3_MEDIUM: Price = instance("t3.medium.search-hour", 0.073);
/// A general node, for an hour.
pub static M6G_LARGE: Price = instance("m6g.large.search-hour", 0.128);
/// A node with more memory, for an hour.
pub static R6G_LARGE: Price = instance("r6g.large.search-hour", 0.167);
/// Any other node, billed as an `m6g.large` here.
pub static OTHER: Price = instance("instance-hour", 0.128);
/// A GB of general-purpose disk, for an hour.
pub static DISK: Price = Price {
    service: "OpenSearch",
    usage: "gp3-gb-hour",
    usd: 0.122 / 730.0,
    unit: "GB of storage for an hour",
    source: SOURCE,
};

const fn instance(usage: &'static str, usd: f64) -> Price {
    Price { service: "OpenSearch", usage, usd, unit: "node-hour", source: SOURCE }
}

/// The price of a node.
pub fn node(instance_type: &str) -> &'static Price {
    match instance_type {
        "t3.small.search" => &T3_SMALL,
        "t3.medium.search" => &T3_MEDIUM,
        "m6g.large.search" => &M6G_LARGE,
        "r6g.large.search" => &R6G_LARGE,
        _ => &OTHER,
    }
}
