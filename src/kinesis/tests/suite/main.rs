//! The service alone, on a bench.

mod cases;
mod common;
mod errors;
mod reads_and_puts;
mod speed;
