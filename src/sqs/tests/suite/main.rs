//! The service alone, on a bench.

mod cases;
mod common;
mod dead_letters;
mod fifo;
mod laws;
mod limits;
mod messages;
mod moves;
mod polls;
mod queues;
mod refused;
mod speed;
mod surprises;
