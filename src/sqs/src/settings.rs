//! A queue's attributes, read.

use std::sync::Arc;

/// A queue's attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Strict order in groups, and deduplication.
    pub fifo: bool,
    /// `DelaySeconds`
    pub delay_s: u64,
    /// `MaximumMessageSize`
    pub message_bytes_max: u64,
    /// `MessageRetentionPeriod`
    pub retention_s: u64,
    /// `ReceiveMessageWaitTimeSeconds`
    pub wait_s: u64,
    /// `VisibilityTimeout`
    pub visibility_s: u64,
    /// `RedrivePolicy`
    pub redrive: Option<Redrive>,
    /// `RedriveAllowPolicy`
    pub redrive_allow: Option<RedriveAllow>,
    /// `SqsManagedSseEnabled`
    pub encrypted: bool,
    /// `ContentBasedDeduplication`
    pub content_based: bool,
    /// `DeduplicationScope` is `messageGroup`.
    pub scope_is_group: bool,
    /// `FifoThroughputLimit` is `perMessageGroupId`.
    pub limit_is_group: bool,
}

/// Where messages go that were received too often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redrive {
    /// The dead-letter queue's name.
    pub target: Arc<str>,
    /// After so many receives.
    pub receives_max: u32,
    /// As `GetQueueAttributes` gives it.
    pub text: Arc<str>,
}

/// Whose dead letters a queue takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedriveAllow {
    /// ARNs of the queues; `None` for all queues.
    pub sources: Option<Vec<String>>,
    /// As it was given.
    pub text: Arc<str>,
}

impl Settings {
    /// AWS's defaults.
    pub fn new(fifo: bool) -> Self {
        use crate::limits;
        Self {
            fifo,
            delay_s: 0,
            message_bytes_max: limits::MESSAGE_BYTES_MAX,
            retention_s: limits::RETENTION_S.2,
            wait_s: 0,
            visibility_s: limits::VISIBILITY_S_DEFAULT,
            redrive: None,
            redrive_allow: None,
            encrypted: true,
            content_based: false,
            scope_is_group: false,
            limit_is_group: false,
        }
    }
}
