//! What is a table and what a partition: folders are compared level by level, from the include path down. Folders whose
//! schemas are alike are partitions of one table; else each becomes a table of its own.

use super::schema::Schema;
use crate::limits::{SCHEMAS_MAX, SIMILAR_PERCENT};
use jobs::lake::{Format, Inspected};
use std::collections::BTreeMap;

/// An object that was listed.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub key: String,
    pub bytes: u64,
    /// Its place among the inspected files, if it was read.
    pub sample: Option<usize>,
}

/// A folder's files and folders.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folder {
    pub name: String,
    /// The keys' common beginning, a `/` at its end.
    pub prefix: String,
    pub files: Vec<Seen>,
    pub folders: BTreeMap<String, Folder>,
}

/// A table that a crawl found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    /// The folder's name.
    pub folder: String,
    pub prefix: String,
    pub schema: Schema,
    pub keys: Vec<String>,
    pub partitions: Vec<FoundPartition>,
    pub totals: Totals,
}

/// A partition that a crawl found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FoundPartition {
    pub values: Vec<String>,
    pub prefix: String,
    pub totals: Totals,
}

/// What files amount to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub objects: u64,
    pub bytes: u64,
    pub bytes_read: u64,
    pub records_read: u64,
}

/// A folder that can be one table.
#[derive(Clone, Debug)]
struct Group {
    schema: Schema,
    /// One entry for each level of folders below: the key, if all are called `KEY=VALUE`.
    keys: Vec<Option<String>>,
    totals: Totals,
}

impl Folder {
    /// A folder with everything below it.
    pub fn new(name: &str, prefix: &str, objects: impl IntoIterator<Item = Seen>) -> Self {
        let mut root = Self { name: name.to_owned(), prefix: prefix.to_owned(), ..Self::default() };
        for object in objects {
            let rest = object.key.strip_prefix(prefix).unwrap_or(&object.key).to_owned();
            let mut folder = &mut root;
            let mut parts = rest.split('/').peekable();
            while let Some(part) = parts.next() {
                if parts.peek().is_none() {
                    break;
                }
                let below = format!("{}{part}/", folder.prefix);
                let entry = folder.folders.entry(part.to_owned());
                folder = entry.or_insert_with(|| Self { name: part.to_owned(), prefix: below, ..Self::default() });
            }
            folder.files.push(object);
        }
        root
    }

    /// Chooses at most `most` files of each folder, evenly, the first and the last among them.
    pub fn sample(&mut self, most: usize, chosen: &mut Vec<String>) {
        let count = self.files.len();
        for (index, file) in self.files.iter_mut().enumerate() {
            let taken = count <= most || most > 1 && (0..most).any(|n| n * (count - 1) / (most - 1) == index);
            if taken || most == 1 && index + 1 == count {
                file.sample = Some(chosen.len());
                chosen.push(file.key.clone());
            }
        }
        for folder in self.folders.values_mut() {
            folder.sample(most, chosen);
        }
    }

    /// Moves the places of the read files, which are counted over all paths.
    pub fn shift_samples(&mut self, by: usize) {
        self.files.iter_mut().for_each(|file| file.sample = file.sample.map(|sample| sample + by));
        self.folders.values_mut().for_each(|folder| folder.shift_samples(by));
    }

    /// How many objects lie here and below.
    pub fn objects(&self) -> u64 {
        self.files.len() as u64 + self.folders.values().map(Self::objects).sum::<u64>()
    }

    /// The tables of this folder.
    pub fn tables(&self, inspected: &[Inspected]) -> Vec<Found> {
        if let Some(group) = self.group(inspected) {
            return vec![self.found(&group, inspected)];
        }
        let mut tables = Vec::new();
        let loose = Self { folders: BTreeMap::new(), ..self.clone() };
        if let Some(group) = loose.group(inspected) {
            tables.push(loose.found(&group, inspected));
        }
        tables.extend(self.folders.values().flat_map(|folder| folder.tables(inspected)));
        tables
    }

    fn found(&self, group: &Group, inspected: &[Inspected]) -> Found {
        let keys = group.keys.iter().enumerate();
        let keys = keys.map(|(level, key)| key.clone().unwrap_or_else(|| format!("partition_{level}")));
        let mut partitions = Vec::new();
        if !group.keys.is_empty() {
            self.partitions(&mut Vec::new(), inspected, &mut partitions);
        }
        Found {
            folder: self.name.clone(),
            prefix: self.prefix.clone(),
            schema: group.schema.clone(),
            keys: keys.collect(),
            partitions,
            totals: group.totals,
        }
    }

    fn partitions(&self, values: &mut Vec<String>, inspected: &[Inspected], into: &mut Vec<FoundPartition>) {
        for folder in self.folders.values() {
            values.push(folder.name.split_once('=').map_or(folder.name.as_str(), |(_, value)| value).to_owned());
            if folder.folders.is_empty() {
                let totals = folder.group(inspected).map(|group| group.totals).unwrap_or_default();
                into.push(FoundPartition { values: values.clone(), prefix: folder.prefix.clone(), totals });
            } else {
                folder.partitions(values, inspected, into);
            }
            values.pop();
        }
    }

    /// As one table, if it can be: only files, or only folders that are alike.
    fn group(&self, inspected: &[Inspected]) -> Option<Group> {
        match (self.files.is_empty(), self.folders.is_empty()) {
            (false, true) => self.group_of_files(inspected),
            (true, false) => self.group_of_folders(inspected),
            _ => None,
        }
    }

    /// Files of one folder make one table in the format that most of them have.
    fn group_of_files(&self, inspected: &[Inspected]) -> Option<Group> {
        let mut kinds: Vec<(Schema, usize)> = Vec::new();
        let mut totals = Totals::default();
        for file in &self.files {
            totals.objects += 1;
            totals.bytes += file.bytes;
            let Some(seen) = file.sample.and_then(|sample| inspected.get(sample)) else { continue };
            let schema = Schema::of(seen);
            // A footer tells of all records of its file.
            let whole = schema.as_ref().is_some_and(|schema| schema.format == Format::Parquet);
            totals.bytes_read += if whole { file.bytes } else { seen.bytes_read };
            totals.records_read += seen.records_seen;
            let Some(schema) = schema else { continue };
            match kinds.iter_mut().find(|(kind, _)| kind.same_format(&schema)) {
                Some((kind, count)) => {
                    kind.merge(&schema);
                    *count += 1;
                }
                None => kinds.push((schema, 1)),
            }
        }
        // The first of the most frequent.
        let most = kinds.iter().map(|(_, count)| *count).max()?;
        let (schema, _) = kinds.into_iter().find(|(_, count)| *count == most)?;
        Some(Group { schema, keys: Vec::new(), totals })
    }

    fn group_of_folders(&self, inspected: &[Inspected]) -> Option<Group> {
        let groups: Option<Vec<Group>> = self.folders.values().map(|folder| folder.group(inspected)).collect();
        let groups = groups?;
        let first = groups.first()?;
        let alike = |group: &Group| group.keys.len() == first.keys.len() && group.schema.same_format(&first.schema);
        if !groups.iter().all(alike) {
            return None;
        }
        let mut clusters: Vec<(Schema, usize)> = Vec::new();
        let mut totals = Totals::default();
        for group in &groups {
            totals.add(group.totals);
            let like = |(schema, _): &&mut (Schema, usize)| schema.similarity_percent(&group.schema) > SIMILAR_PERCENT;
            match clusters.iter_mut().find(like) {
                Some((schema, count)) => {
                    schema.merge(&group.schema);
                    *count += 1;
                }
                None => clusters.push((group.schema.clone(), 1)),
            }
        }
        let most = clusters.iter().map(|(_, count)| *count).max()?;
        if clusters.len() > SCHEMAS_MAX || most * 100 <= groups.len() * SIMILAR_PERCENT {
            return None;
        }
        let mut schema = first.schema.clone();
        groups.iter().for_each(|group| schema.merge(&group.schema));
        let mut keys = vec![common_key(self.folders.keys())];
        for level in 0..first.keys.len() {
            let key = first.keys.get(level).cloned().flatten();
            let shared = groups.iter().all(|group| group.keys.get(level).cloned().flatten() == key);
            keys.push(key.filter(|_| shared));
        }
        Some(Group { schema, keys, totals })
    }
}

impl Totals {
    fn add(&mut self, other: Self) {
        self.objects += other.objects;
        self.bytes += other.bytes;
        self.bytes_read += other.bytes_read;
        self.records_read += other.records_read;
    }

    /// Bytes of a record, from those that were read.
    pub fn record_bytes(&self) -> u64 {
        self.bytes_read.checked_div(self.records_read).unwrap_or(0)
    }

    /// An estimate of the records, as AWS's is: bytes by the average record's.
    pub fn records(&self) -> u64 {
        self.bytes.checked_div(self.record_bytes()).unwrap_or(0)
    }
}

/// The key of folders that are all called `KEY=VALUE`.
fn common_key<'a>(mut names: impl Iterator<Item = &'a String>) -> Option<String> {
    let key = |name: &String| name.split_once('=').map(|(key, _)| key.to_lowercase()).filter(|key| !key.is_empty());
    let first = key(names.next()?)?;
    names.all(|name| key(name).as_ref() == Some(&first)).then_some(first)
}
