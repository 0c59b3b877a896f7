//! What is counted (CloudWatch's metrics) and billed.

use imbl::{OrdMap, Vector};
use service::{Metric, Price};
use sim::Time;
use std::sync::Arc;

/// How many minutes of a metric are kept.
pub const MINUTES_MAX: usize = 180;

/// A metric's name: namespace, name, dimension's name and value.
pub type MetricName = (&'static str, &'static str, &'static str, Arc<str>);

/// A metric's minutes.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// The latest last; one in which nothing came is left out.
    pub minutes: Vector<Minute>,
}

/// What came in a minute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Minute {
    /// Since the run's start.
    pub minute: u64,
    /// CloudWatch's `Sum`.
    pub sum: f64,
    /// Its `SampleCount`.
    pub count: u64,
    /// Its `Maximum`.
    pub max: f64,
}

/// An item of the bill.
#[derive(Clone, Copy, Debug)]
pub struct BillItem {
    /// What one unit costs.
    pub price: &'static Price,
    /// How many units.
    pub quantity: f64,
}

impl BillItem {
    /// Dollars.
    pub fn usd(&self) -> f64 {
        self.price.usd * self.quantity
    }
}

/// Metrics and bill.
#[derive(Clone, Default)]
pub struct Meter {
    metrics: OrdMap<MetricName, Series>,
    calls: OrdMap<&'static str, Series>,
    bill: OrdMap<(&'static str, &'static str), BillItem>,
}

impl Meter {
    pub(crate) fn add(&mut self, now: Time, metric: &Metric<'_>) {
        let name = (metric.namespace, metric.name, metric.dimension.0, Arc::from(metric.dimension.1));
        self.metrics.entry(name).or_default().add(now, metric.value);
    }

    pub(crate) fn count_call(&mut self, now: Time, name: &'static str) {
        self.calls.entry(name).or_default().add(now, 1.0);
    }

    pub(crate) fn charge(&mut self, price: &'static Price, quantity: f64) {
        let item = self.bill.entry((price.service, price.usage)).or_insert(BillItem { price, quantity: 0.0 });
        item.quantity += quantity;
    }

    /// All metrics, by name.
    pub fn metrics(&self) -> impl Iterator<Item = (&MetricName, &Series)> {
        self.metrics.iter()
    }

    /// The number of calls by operation (CloudWatch: `AWS/Usage`, `CallCount`).
    pub fn calls(&self) -> impl Iterator<Item = (&'static str, &Series)> {
        self.calls.iter().map(|(name, series)| (*name, series))
    }

    /// The items of the bill, by service and usage.
    pub fn bill(&self) -> impl Iterator<Item = &BillItem> {
        self.bill.values()
    }

    /// The whole bill in dollars.
    pub fn usd(&self) -> f64 {
        self.bill.values().map(BillItem::usd).sum()
    }
}

impl Series {
    fn add(&mut self, now: Time, value: f64) {
        let minute = now.as_secs() / 60;
        match self.minutes.back_mut() {
            Some(last) if last.minute == minute => {
                last.sum += value;
                last.count += 1;
                last.max = last.max.max(value);
            }
            _ => self.minutes.push_back(Minute { minute, sum: value, count: 1, max: value }),
        }
        if self.minutes.len() > MINUTES_MAX {
            self.minutes.pop_front();
        }
    }
}
