//! One record's way through everything, by its identity. Content is never
//! matched: of two identical records, the right one is found.

use crate::Account;
use api::{RecordId, SourceKind};
use bytes::Bytes;
use firehose::Place;
use sim::Time;

/// What has happened to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// A producer put it.
    Produced {
        /// The producer, if only one puts to this place.
        producer: String,
    },
    /// A shard took it.
    Put {
        /// The stream.
        stream: String,
        /// The shard's number.
        shard: u32,
    },
    /// A delivery stream took it directly.
    DirectPut {
        /// The delivery stream.
        name: String,
    },
    /// A delivery stream read it, and holds it in its buffer until it is delivered.
    Polled {
        /// The delivery stream.
        name: String,
    },
    /// It became a line of an object.
    Delivered {
        /// The delivery stream.
        name: String,
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// The line, from 0; `None` once the object is gone.
        line: Option<u64>,
    },
    /// It became a document.
    Indexed {
        /// The delivery stream.
        name: String,
        /// The domain.
        domain: String,
        /// The index.
        index: String,
    },
    /// A delivery stream's transformation has dropped it.
    Dropped {
        /// The delivery stream.
        name: String,
    },
    /// It failed for good.
    Failed {
        /// The delivery stream.
        name: String,
    },
    /// A table speaks of the object in which it lies.
    Catalogued {
        /// The database.
        database: String,
        /// The table.
        table: String,
    },
}

/// A stage and when it was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// What happened.
    pub stage: Stage,
    /// When.
    pub at: Time,
}

/// One record's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Which record.
    pub record: RecordId,
    /// Its partition key, if it is still known.
    pub key: Option<String>,
    /// Its data, if it is still somewhere.
    pub data: Option<Bytes>,
    /// Its stages, in order of time within each delivery.
    pub hops: Vec<Hop>,
}

impl Account {
    /// Everything that is known of a record.
    pub fn trace(&self, record: &RecordId) -> Trace {
        let found = self.kinesis().record(record);
        let mut trace = Trace { record: record.clone(), key: None, data: None, hops: Vec::new() };
        if let Some(found) = &found {
            trace.key = Some(String::from_utf8_lossy(found.key()).into_owned());
            trace.data = Some(Bytes::copy_from_slice(found.data()));
            self.put_hops(record, Time(found.segment.arrival_us), &mut trace.hops);
        }
        for way in self.firehose().trace(record) {
            let name = way.delivery_stream.to_string();
            let polled = match record.source.kind {
                SourceKind::Stream => Stage::Polled { name: name.clone() },
                SourceKind::DirectPut => Stage::DirectPut { name: name.clone() },
            };
            trace.hops.push(Hop { stage: polled, at: Time(way.polled_us) });
            if let Some((at_us, place)) = way.delivered {
                trace.hops.push(Hop { stage: self.delivered(record, name, place), at: Time(at_us) });
            }
        }
        self.object_hops(record, &mut trace);
        trace
    }

    fn put_hops(&self, record: &RecordId, at: Time, hops: &mut Vec<Hop>) {
        let stream = record.source.name.to_string();
        let views = self.clients().producers(self.now);
        let mut putting = views.iter().filter(|producer| producer.settings.target.name() == stream);
        if let (Some(producer), None) = (putting.next(), putting.next()) {
            hops.push(Hop { stage: Stage::Produced { producer: producer.name.to_string() }, at });
        }
        hops.push(Hop { stage: Stage::Put { stream, shard: record.source.shard }, at });
    }

    fn delivered(&self, record: &RecordId, name: String, place: Place) -> Stage {
        match place {
            Place::Object { bucket, key } => {
                let line = self.s3().lineage(&bucket, &key).and_then(|lineage| lineage.line_of(record));
                Stage::Delivered { name, bucket: bucket.to_string(), key: key.to_string(), line }
            }
            Place::Index { domain, index } => {
                Stage::Indexed { name, domain: domain.to_string(), index: index.to_string() }
            }
            Place::Dropped => Stage::Dropped { name },
            Place::Failed { .. } | Place::Lost => Stage::Failed { name },
        }
    }

    /// What the objects themselves still tell, where streams and deliveries have forgotten; and the tables over them.
    fn object_hops(&self, record: &RecordId, trace: &mut Trace) {
        for (bucket, key, line) in self.s3().objects_of(record) {
            let Some(object) = self.s3().object(&bucket, &key) else { continue };
            let written = Time::from_ms(object.last_modified.0.saturating_sub(self.start_epoch_ms));
            let is_told = trace.hops.iter().any(|hop| {
                matches!(&hop.stage, Stage::Delivered { bucket: to, key: as_key, .. } if **to == *bucket && **as_key == *key)
            });
            if !is_told {
                let (bucket, key) = (bucket.to_string(), key.to_string());
                let stage = Stage::Delivered { name: String::new(), bucket, key, line: Some(line) };
                trace.hops.push(Hop { stage, at: written });
            }
            if trace.data.is_none() && !object.body.starts_with(&[0x1f, 0x8b]) {
                let mut lines = object.body.split(|byte| *byte == b'\n');
                trace.data = lines.nth(line as usize).map(Bytes::copy_from_slice);
            }
            for (database, table, crawled) in self.tables_over(&bucket, &key) {
                trace.hops.push(Hop { stage: Stage::Catalogued { database, table }, at: crawled.max(written) });
            }
        }
    }

    /// The tables whose location an object lies below, and when they were last changed.
    fn tables_over(&self, bucket: &str, key: &str) -> Vec<(String, String, Time)> {
        let path = format!("s3://{bucket}/{key}");
        let glue = self.glue();
        let entries = glue.databases().flat_map(|database| glue.tables(&database.name));
        let over = entries.filter(|entry| {
            let location = entry.table.storage_descriptor.as_ref().and_then(|storage| storage.location.as_deref());
            location.is_some_and(|location| path.starts_with(location))
        });
        over.map(|entry| {
            let updated = entry.table.update_time.0.saturating_sub(self.start_epoch_ms);
            (entry.table.database_name.clone(), entry.table.name.clone(), Time::from_ms(updated))
        })
        .collect()
    }
}
