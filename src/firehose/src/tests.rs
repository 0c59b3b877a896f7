//! The service on a bench, with a small world around it.

mod configs;
mod direct;
mod from_a_stream;
mod speed;
mod to_an_index;
mod world;
