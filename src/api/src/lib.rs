//! The AWS shapes that Acequia speaks: requests, responses, errors, ARNs and
//! principals. Data only: names and members as botocore writes them, so that
//! what works here works there. JSON exists at the outer edge only ([`Request::parse`],
//! [`Response::to_json`]); inside, calls are these typed values.

mod arn;
mod cli;
mod error;
mod operations;
mod parse;
mod place;
mod principal;
mod records;
mod stream;
mod unmodelled;
mod values;

pub mod athena;
pub mod firehose;
pub mod glue;
pub mod iam;
pub mod kinesis;
pub mod kinesisanalytics;
pub mod opensearch;
pub mod quicksight;
pub mod result_file;
pub mod s3;
pub mod sqs;

pub use arn::{ACCOUNT_ID, Arn, REGION};
pub use cli::command_line;
pub use error::AwsError;
pub use operations::{Operation, Request, Response, ServiceId};
pub use parse::parse_members;
pub use principal::Principal;
pub use records::{Item, Lineage, Outcome, PutBatch, RecordId, Run, Segment, Slice, Source, SourceKind};
pub use stream::StreamEvent;
pub use unmodelled::Unmodelled;
pub use values::{Blob, Timestamp};
