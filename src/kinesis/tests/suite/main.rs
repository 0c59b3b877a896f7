//! The service alone, on a bench.

mod cases;
mod common;
mod constraints;
mod consumers;
mod errors;
mod laws;
mod on_demand;
mod reads_and_puts;
mod resharding;
mod settings;
mod surprises;
mod tags;
