//! The AWS managed policies that the services here need. Each holds those actions of AWS's own document that exist
//! here; the others could not be called anyway.

/// A managed policy.
pub struct Managed {
    /// The part of the ARN after `policy/`.
    pub path: &'static str,
    /// The document.
    pub document: &'static str,
}

impl Managed {
    /// `arn:aws:iam::aws:policy/…`
    pub fn arn(&self) -> String {
        format!("arn:aws:iam::aws:policy/{}", self.path)
    }

    /// The name, without `service-role/`.
    pub fn name(&self) -> &'static str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }
}

macro_rules! allow {
    ($($path:literal: $($actions:literal on $resources:literal),+;)+) => {
        &[$(Managed {
            path: $path,
            document: concat!(
                r#"{"Version":"2012-10-17","Statement":["#,
                allow!(@statements $($actions on $resources),+),
                "]}"
            ),
        },)+]
    };
    (@statements $actions:literal on $resources:literal) => {
        concat!(r#"{"Effect":"Allow","Action":"#, $actions, r#","Resource":"#, $resources, "}")
    };
    (@statements $actions:literal on $resources:literal, $($rest:tt)+) => {
        concat!(allow!(@statements $actions on $resources), ",", allow!(@statements $($rest)+))
    };
}

/// All of them. Source: AWS Managed Policy Reference Guide.
pub const ALL: &[Managed] = allow! {
    "AdministratorAccess": r#""*""# on r#""*""#;
    "AmazonS3FullAccess": r#"["s3:*"]"# on r#""*""#;
    "AmazonS3ReadOnlyAccess": r#"["s3:Get*","s3:List*"]"# on r#""*""#;
    "AmazonKinesisFullAccess": r#""kinesis:*""# on r#""*""#;
    "AmazonKinesisReadOnlyAccess": r#"["kinesis:Get*","kinesis:List*","kinesis:Describe*"]"# on r#""*""#;
    "AmazonKinesisFirehoseFullAccess": r#"["firehose:*"]"# on r#""*""#;
    "AmazonKinesisFirehoseReadOnlyAccess": r#"["firehose:Describe*","firehose:List*"]"# on r#""*""#;
    "AmazonKinesisAnalyticsFullAccess": r#"["kinesisanalytics:*"]"# on r#""*""#;
    "AmazonKinesisAnalyticsReadOnly": r#"["kinesisanalytics:Describe*","kinesisanalytics:Get*","kinesisanalytics:List*"]"# on r#""*""#;
    "AmazonAthenaFullAccess":
        r#"["athena:*"]"# on r#""*""#,
        r#"["glue:CreateDatabase","glue:DeleteDatabase","glue:GetDatabase","glue:GetDatabases","glue:CreateTable","glue:DeleteTable","glue:UpdateTable","glue:GetTable","glue:GetTables","glue:BatchCreatePartition","glue:CreatePartition","glue:DeletePartition","glue:GetPartition","glue:GetPartitions"]"# on r#""*""#,
        r#"["s3:GetBucketLocation","s3:GetObject","s3:ListBucket","s3:CreateBucket","s3:PutObject"]"# on r#"["arn:aws:s3:::aws-athena-query-results-*"]"#,
        r#"["s3:ListBucket","s3:GetBucketLocation","s3:ListAllMyBuckets"]"# on r#""*""#;
    "service-role/AWSGlueServiceRole":
        r#"["glue:*","s3:GetBucketLocation","s3:ListBucket","s3:ListAllMyBuckets"]"# on r#""*""#,
        r#"["s3:CreateBucket"]"# on r#""arn:aws:s3:::aws-glue-*""#,
        r#"["s3:GetObject","s3:PutObject","s3:DeleteObject"]"# on r#"["arn:aws:s3:::aws-glue-*/*","arn:aws:s3:::*/*aws-glue-*/*"]"#;
    "AWSGlueConsoleFullAccess": r#"["glue:*","s3:ListAllMyBuckets","s3:ListBucket"]"# on r#""*""#;
    "service-role/AWSQuicksightAthenaAccess":
        r#"["athena:StartQueryExecution","athena:GetQueryExecution","athena:GetQueryResults","athena:StopQueryExecution","athena:ListQueryExecutions","athena:GetWorkGroup"]"# on r#""*""#,
        r#"["glue:GetDatabase","glue:GetDatabases","glue:GetTable","glue:GetTables","glue:GetPartition","glue:GetPartitions"]"# on r#""*""#,
        r#"["s3:GetBucketLocation","s3:GetObject","s3:ListBucket","s3:PutObject"]"# on r#"["arn:aws:s3:::aws-athena-query-results-*"]"#;
    "AmazonOpenSearchServiceFullAccess": r#"["es:*"]"# on r#""*""#;
    "AmazonOpenSearchServiceReadOnlyAccess": r#"["es:Describe*","es:List*","es:Get*"]"# on r#""*""#;
    "AmazonSQSFullAccess": r#"["sqs:*"]"# on r#""*""#;
    "AmazonSQSReadOnlyAccess": r#"["sqs:GetQueueAttributes","sqs:GetQueueUrl","sqs:ListDeadLetterSourceQueues","sqs:ListQueues","sqs:ListMessageMoveTasks","sqs:ListQueueTags"]"# on r#""*""#;
    "IAMFullAccess": r#"["iam:*"]"# on r#""*""#;
    "IAMReadOnlyAccess": r#"["iam:Get*","iam:List*","iam:Simulate*"]"# on r#""*""#;
};

/// The policy with this ARN.
pub fn by_arn(arn: &str) -> Option<&'static Managed> {
    ALL.iter().find(|managed| managed.arn() == arn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Kind, Policy};

    #[test]
    fn every_document_reads() {
        for managed in ALL {
            let read = Policy::parse(managed.document, Kind::Identity);
            assert!(read.is_ok(), "{}: {:?}", managed.path, read.err());
        }
    }
}
