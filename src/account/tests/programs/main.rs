//! Producers and consumers against the whole account: what they do to each other, and what nobody may ever see.

mod fan_out;
mod fleets;
mod producers;
mod queues;
mod random;
mod world;
