//! The service on a bench, with a small world around it.

mod configs;
mod conversion;
mod direct;
mod everything;
mod from_a_stream;
mod processing;
mod robust;
mod settings;
mod speed;
mod surprises;
mod to_an_index;
mod world;
