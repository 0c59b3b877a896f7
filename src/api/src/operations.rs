//! The table of operations: from a name to a type and back.

use crate::{AwsError, athena, firehose, glue, iam, kinesis, kinesisanalytics, opensearch, quicksight, s3, sqs};
use serde::Serialize;
use serde_json::Value;

/// An operation's request. It knows its name, its response and its service, so
/// that a caller can pass a value of it and take a typed value back.
pub trait Operation: Sized {
    /// What is answered.
    type Output;

    /// `Kinesis.PutRecords`
    const NAME: &'static str;

    /// As one of all requests.
    fn into_request(self) -> Request;

    /// From one of all responses; `None` if it is another operation's.
    fn output(response: Response) -> Option<Self::Output>;
}

/// Writes `Request`, `Response` and the [`Operation`]s of one service.
macro_rules! operations {
    ($service:ident, $prefix:literal: $($op:ident => $output:ident),+ $(,)?) => {
        /// Any request to this service.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Request { $(
            #[doc = concat!("`", stringify!($op), "`")]
            $op($op),
        )+ }

        /// Any response of this service.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(clippy::large_enum_variant, reason = "one a call, and never kept in numbers")]
        pub enum Response { $(
            #[doc = concat!("of `", stringify!($op), "`")]
            $op($output),
        )+ }

        impl Request {
            /// The names of all operations, without the service's.
            pub const NAMES: &[&str] = &[$(stringify!($op)),+];

            /// Service and operation, with a dot between.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$op(_) => concat!($prefix, ".", stringify!($op)),)+ }
            }

            /// Reads the members of `operation`.
            pub fn parse(operation: &str, params: serde_json::Value) -> Option<Result<Self, crate::AwsError>> {
                match operation {
                    $(stringify!($op) => Some($crate::parse_members(params).map(Self::$op)),)+
                    _ => None,
                }
            }

            /// The members, as AWS's JSON has them.
            pub fn params(&self) -> serde_json::Value {
                match self { $(Self::$op(request) => crate::operations::to_value(request),)+ }
            }
        }

        impl Response {
            /// The members, as AWS's JSON has them.
            pub fn to_json(&self) -> serde_json::Value {
                match self { $(Self::$op(response) => crate::operations::to_value(response),)+ }
            }
        }

        $(impl crate::Operation for $op {
            type Output = $output;
            const NAME: &'static str = concat!($prefix, ".", stringify!($op));

            fn into_request(self) -> crate::Request {
                crate::Request::$service(Request::$op(self))
            }

            fn output(response: crate::Response) -> Option<$output> {
                match response {
                    crate::Response::$service(Response::$op(output)) => Some(output),
                    _ => None,
                }
            }
        })+
    };
}
pub(crate) use operations;

/// The JSON of plain data, which has one.
#[inline(never)]
pub(crate) fn to_value(data: &impl Serialize) -> Value {
    serde_json::to_value(data).unwrap_or(Value::Null)
}

macro_rules! services {
    ($($service:ident, $module:ident, $prefix:literal;)+) => {
        /// The services that there are.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ServiceId { $(
            #[doc = $prefix]
            $service,
        )+ }

        impl ServiceId {
            /// All services.
            pub const ALL: &[Self] = &[$(Self::$service),+];

            /// botocore's `serviceId`, without spaces.
            pub fn name(self) -> &'static str {
                match self { $(Self::$service => $prefix,)+ }
            }
        }

        /// Any request to any service.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(clippy::large_enum_variant, reason = "one a call, and never kept in numbers")]
        pub enum Request { $(
            #[doc = concat!("to ", $prefix)]
            $service($module::Request),
        )+ }

        /// Any response of any service.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Response { $(
            #[doc = concat!("of ", $prefix)]
            $service($module::Response),
        )+ }

        impl Request {
            /// The service that it is for.
            pub fn service(&self) -> ServiceId {
                match self { $(Self::$service(_) => ServiceId::$service,)+ }
            }

            /// `Kinesis.PutRecords`
            pub fn name(&self) -> &'static str {
                match self { $(Self::$service(request) => request.name(),)+ }
            }

            /// The members, as AWS's JSON has them.
            pub fn params(&self) -> Value {
                match self { $(Self::$service(request) => request.params(),)+ }
            }

            /// Reads a call by its name (`Kinesis.PutRecords`) and members. Errors: `UnknownOperationException`,
            /// and those of [`crate::parse_members`].
            pub fn parse(name: &str, params: Value) -> Result<Self, AwsError> {
                let (service, operation) = name.split_once('.').unwrap_or((name, ""));
                let parsed = match service {
                    $($prefix => $module::Request::parse(operation, params).map(|parsed| parsed.map(Self::$service)),)+
                    _ => return Err(unknown_service(service, name)),
                };
                parsed.unwrap_or_else(|| Err(unknown_operation(name)))
            }

            /// The names of all operations (`Kinesis.PutRecords`).
            pub fn names() -> impl Iterator<Item = String> {
                let mut names = Vec::new();
                $(names.extend($module::Request::NAMES.iter().map(|name| format!("{}.{name}", $prefix)));)+
                names.into_iter()
            }
        }

        impl Response {
            /// The members, as AWS's JSON has them.
            pub fn to_json(&self) -> Value {
                match self { $(Self::$service(response) => response.to_json(),)+ }
            }
        }
    };
}

services! {
    S3, s3, "S3";
    Kinesis, kinesis, "Kinesis";
    Firehose, firehose, "Firehose";
    Glue, glue, "Glue";
    Athena, athena, "Athena";
    Iam, iam, "IAM";
    QuickSight, quicksight, "QuickSight";
    OpenSearch, opensearch, "OpenSearch";
    Sqs, sqs, "SQS";
    KinesisAnalytics, kinesisanalytics, "KinesisAnalytics";
}

fn unknown_service(service: &str, name: &str) -> AwsError {
    let known: Vec<_> = ServiceId::ALL.iter().map(|id| id.name()).collect();
    let message = format!("unknown service '{service}' in '{name}'; expected one of {}", known.join(", "));
    AwsError::new("UnknownOperationException", message)
}

fn unknown_operation(name: &str) -> AwsError {
    AwsError::new("UnknownOperationException", format!("unknown operation '{name}'"))
}
