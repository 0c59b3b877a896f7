//! What comes on a connection that stays open after its call was answered.

use crate::kinesis::SubscribeToShardEvent;
use serde_json::{Map, Value};

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub enum StreamEvent {
    /// of `Kinesis.SubscribeToShard`
    SubscribeToShardEvent(SubscribeToShardEvent),
}

impl StreamEvent {
    /// The event's name and members, as AWS's JSON has them: `{"SubscribeToShardEvent": {…}}`.
    pub fn to_json(&self) -> Value {
        let Self::SubscribeToShardEvent(event) = self;
        let mut named = Map::new();
        named.insert("SubscribeToShardEvent".into(), crate::operations::to_value(event));
        Value::Object(named)
    }
}
