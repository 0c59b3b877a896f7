//! Amazon resource names, in the one account and region that there is.

/// The account that everything belongs to.
pub const ACCOUNT_ID: &str = "111122223333";
/// The region that everything lies in.
pub const REGION: &str = "us-east-1";

/// Writes resource names.
pub struct Arn;

impl Arn {
    /// `arn:aws:kinesis:us-east-1:111122223333:stream/NAME`
    pub fn stream(name: &str) -> String {
        format!("arn:aws:kinesis:{REGION}:{ACCOUNT_ID}:stream/{name}")
    }

    /// `arn:aws:kinesis:us-east-1:111122223333:stream/STREAM/consumer/NAME:SECOND`
    pub fn consumer(stream: &str, name: &str, created_s: u64) -> String {
        format!("{}/consumer/{name}:{created_s}", Self::stream(stream))
    }

    /// `arn:aws:firehose:us-east-1:111122223333:deliverystream/NAME`
    pub fn delivery_stream(name: &str) -> String {
        format!("arn:aws:firehose:{REGION}:{ACCOUNT_ID}:deliverystream/{name}")
    }

    /// `arn:aws:s3:::BUCKET`
    pub fn bucket(name: &str) -> String {
        format!("arn:aws:s3:::{name}")
    }

    /// `arn:aws:s3:::BUCKET/KEY`
    pub fn object(bucket: &str, key: &str) -> String {
        format!("arn:aws:s3:::{bucket}/{key}")
    }

    /// `arn:aws:glue:us-east-1:111122223333:RESOURCE`
    pub fn glue(resource: &str) -> String {
        format!("arn:aws:glue:{REGION}:{ACCOUNT_ID}:{resource}")
    }

    /// `arn:aws:athena:us-east-1:111122223333:workgroup/NAME`
    pub fn workgroup(name: &str) -> String {
        format!("arn:aws:athena:{REGION}:{ACCOUNT_ID}:workgroup/{name}")
    }

    /// `arn:aws:quicksight:us-east-1:111122223333:RESOURCE`
    pub fn quicksight(resource: &str) -> String {
        format!("arn:aws:quicksight:{REGION}:{ACCOUNT_ID}:{resource}")
    }

    /// `arn:aws:es:us-east-1:111122223333:domain/NAME`; the service is still called `es` here.
    pub fn domain(name: &str) -> String {
        format!("arn:aws:es:{REGION}:{ACCOUNT_ID}:domain/{name}")
    }

    /// `arn:aws:sqs:us-east-1:111122223333:NAME`
    pub fn queue(name: &str) -> String {
        format!("arn:aws:sqs:{REGION}:{ACCOUNT_ID}:{name}")
    }

    /// `arn:aws:kinesisanalytics:us-east-1:111122223333:application/NAME`
    pub fn application(name: &str) -> String {
        format!("arn:aws:kinesisanalytics:{REGION}:{ACCOUNT_ID}:application/{name}")
    }

    /// `arn:aws:iam::111122223333:role/NAME`
    pub fn role(name: &str) -> String {
        format!("arn:aws:iam::{ACCOUNT_ID}:role/{name}")
    }

    /// `arn:aws:iam::111122223333:user/NAME`
    pub fn user(name: &str) -> String {
        format!("arn:aws:iam::{ACCOUNT_ID}:user/{name}")
    }

    /// The part after the last `/` (or `:`): the name in most resource names.
    pub fn name(arn: &str) -> &str {
        arn.rsplit(['/', ':']).next().unwrap_or(arn)
    }
}
