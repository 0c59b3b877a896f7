//! What the page may know of a producer.

use crate::settings::Settings;
use api::AwsError;
use sim::Time;
use std::sync::Arc;

/// A producer, as it is at one instant.
#[derive(Clone, Debug, PartialEq)]
pub struct ProducerView {
    /// Its name.
    pub name: Arc<str>,
    /// What it was set to.
    pub settings: Settings,
    /// Records put in the last second, those put again included.
    pub rate_real: u64,
    /// Records put in each of the last 30 seconds, oldest first; the last one is not over yet.
    pub spark: [u64; 30],
    /// Records refused in the last second.
    pub throttled_last_s: u64,
    /// The members of its records, to choose the key from.
    pub fields: Vec<String>,
    /// Whether its source is there.
    pub is_loaded: bool,
    /// Which time through the source this is, from 1.
    pub lap: u64,
    /// How many records of the source have been made, over all laps.
    pub position: u64,
    /// Records made since it was made. Those in an aggregated record are counted, here as everywhere, one by one.
    pub made: u64,
    /// Records put, those put again included.
    pub sent: u64,
    /// Records that were taken.
    pub accepted: u64,
    /// Records that were taken by calls whose answers were lost: they were put again, and lie there twice.
    pub doubled: u64,
    /// Records put again, each time counted.
    pub again: u64,
    /// Records that wait to be put again.
    pub waiting: u64,
    /// Records that were made and are held back.
    pub held: u64,
    /// Records that were given up.
    pub dropped: u64,
    /// Why the last call failed as a whole, if it did.
    pub error: Option<AwsError>,
    /// When a call last failed as a whole.
    pub last_error: Option<Time>,
}
