//! The outside of the bench: a catalog with one table, and a bucket.

use crate::Athena;
use api::{AwsError, Blob, Timestamp, glue, s3};
use bytes::Bytes;
use service::testing::Bench;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The world outside: what is written, and what is refused.
#[derive(Default)]
pub(super) struct World {
    pub denied: Option<&'static str>,
    pub table: glue::Table,
    pub partitions: Vec<glue::Partition>,
    pub written: BTreeMap<String, Bytes>,
    pub calls: Vec<&'static str>,
}

fn table() -> glue::Table {
    let column =
        |name: &str, hive: &str| glue::Column { name: name.into(), r#type: Some(hive.into()), ..Default::default() };
    let serde = glue::SerDeInfo {
        serialization_library: Some("org.openx.data.jsonserde.JsonSerDe".into()),
        ..Default::default()
    };
    glue::Table {
        name: "flights".into(),
        database_name: "db".into(),
        table_type: Some("EXTERNAL_TABLE".into()),
        storage_descriptor: Some(glue::StorageDescriptor {
            columns: vec![column("id", "bigint"), column("origin", "string")],
            location: Some("s3://lake/flights".into()),
            serde_info: Some(serde),
            ..Default::default()
        }),
        ..Default::default()
    }
}

pub(super) fn world() -> Rc<RefCell<World>> {
    Rc::new(RefCell::new(World { table: table(), ..World::default() }))
}

pub(super) fn bench(world: &Rc<RefCell<World>>) -> Bench<Athena> {
    let mut bench = Bench::new(Athena::default());
    let world = world.clone();
    bench.around.outside = Box::new(move |_, principal, request| {
        let mut world = world.borrow_mut();
        let name = request.name();
        world.calls.push(name);
        if world.denied == Some(name) {
            let code = if name.starts_with("S3") { "AccessDenied" } else { "AccessDeniedException" };
            return Err(AwsError::new(code, format!("User: {principal} is not authorized to perform: {name}")));
        }
        match request {
            api::Request::Glue(request) => catalog(&world, request).map(api::Response::Glue),
            api::Request::S3(request) => bucket(&mut world, request).map(api::Response::S3),
            _ => Err(AwsError::new("NotOnTheBench", name)),
        }
    });
    bench
}

fn catalog(world: &World, request: glue::Request) -> Result<glue::Response, AwsError> {
    let missing = |what: &str| AwsError::new("EntityNotFoundException", format!("{what} not found."));
    match request {
        glue::Request::GetDatabase(get) if get.name == "db" => {
            Ok(glue::Response::GetDatabase(glue::GetDatabaseOutput { database: glue::Database::default() }))
        }
        glue::Request::GetTable(get) if get.name == "flights" => {
            Ok(glue::Response::GetTable(glue::GetTableOutput { table: world.table.clone() }))
        }
        glue::Request::GetPartitions(_) => {
            let partitions = world.partitions.clone();
            Ok(glue::Response::GetPartitions(glue::GetPartitionsOutput { partitions, next_token: None }))
        }
        _ => Err(missing("it")),
    }
}

fn bucket(world: &mut World, request: s3::Request) -> Result<s3::Response, AwsError> {
    match request {
        s3::Request::HeadBucket(head) if head.bucket == "nowhere" => {
            Err(AwsError::new("NotFound", "Not Found").with_status(404))
        }
        s3::Request::HeadBucket(_) => {
            Ok(s3::Response::HeadBucket(s3::HeadBucketOutput { bucket_region: "us-east-1".into() }))
        }
        s3::Request::ListObjectsV2(list) => {
            let prefix = list.prefix.unwrap_or_default();
            let object = |key: &str, size| s3::Object {
                key: format!("{prefix}{key}"),
                last_modified: Timestamp(0),
                e_tag: "\"0\"".into(),
                size,
                storage_class: "STANDARD".into(),
            };
            Ok(s3::Response::ListObjectsV2(s3::ListObjectsV2Output {
                is_truncated: false,
                contents: vec![
                    object("", 0),
                    object("_SUCCESS", 4),
                    object("a", 4),
                    object("b/.x", 4),
                    object("b/c", 4),
                ],
                name: list.bucket,
                prefix: String::new(),
                delimiter: None,
                max_keys: 1_000,
                common_prefixes: Vec::new(),
                key_count: 5,
                continuation_token: None,
                next_continuation_token: None,
                start_after: None,
            }))
        }
        s3::Request::GetObject(get) => {
            let written = world.written.get(&get.key).cloned();
            let body = written.unwrap_or_else(|| Bytes::from_static(b"{}\n\n"));
            Ok(s3::Response::GetObject(s3::GetObjectOutput {
                content_length: body.len() as u64,
                body: Blob(body),
                accept_ranges: "bytes".into(),
                content_range: None,
                content_type: "binary/octet-stream".into(),
                content_encoding: None,
                e_tag: "\"0\"".into(),
                last_modified: Timestamp(0),
                metadata: BTreeMap::new(),
                lineage: None,
            }))
        }
        s3::Request::PutObject(put) => {
            world.written.insert(put.key, put.body.0);
            Ok(s3::Response::PutObject(s3::PutObjectOutput { e_tag: "\"0\"".into() }))
        }
        other => Err(AwsError::new("NotOnTheBench", other.name())),
    }
}
