//! The service on a bench, with a small world around it.

mod calls;
mod failures;
mod laws;
mod plans;
mod results;
mod surprises;
mod world;
