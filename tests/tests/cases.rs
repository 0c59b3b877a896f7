//! The text suites, one test a service.

macro_rules! folders {
    ($($name:ident),+ $(,)?) => { $(#[test] fn $name() { tests::check_folder(stringify!($name)); })+ };
}

folders!(athena, door, firehose, glue, iam, kinesis, kinesisanalytics, opensearch, pipeline, quicksight, s3, sqs);
