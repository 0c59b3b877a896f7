//! OpenSearch Service's limits, and the times that ours takes.

use sim::time::SECOND_US;

/// Domains of an account in a region. Source: developer guide, "Quotas".
pub const DOMAINS_MAX: usize = 100;
/// Data nodes of a domain. Source: developer guide, "Quotas".
pub const DATA_NODES_MAX: i64 = 80;
/// Names in one `DescribeDomains`. Source: API reference.
pub const DESCRIBE_DOMAINS_MAX: usize = 5;
/// Characters of a domain's name. Source: botocore, `DomainName`.
pub const DOMAIN_NAME_CHARS: std::ops::RangeInclusive<usize> = 3..=28;

/// Bytes of a request to small nodes. Source: developer guide, "Network limits".
pub const SMALL_PAYLOAD_BYTES_MAX: usize = 10 * 1024 * 1024;
/// Bytes of a request to others. Same source.
pub const PAYLOAD_BYTES_MAX: usize = 100 * 1024 * 1024;

/// Bytes of a document's id. Source: OpenSearch, bulk API.
pub const ID_BYTES_MAX: usize = 512;
/// Bytes of an index's name. Source: OpenSearch, create index API.
pub const INDEX_NAME_BYTES_MAX: usize = 255;
/// Fields of an index, `index.mapping.total_fields.limit`. Source: OpenSearch, mappings.
pub const FIELDS_MAX: usize = 1_000;
/// Objects within objects, `index.mapping.depth.limit`. Source: OpenSearch, mappings.
pub const DEPTH_MAX: usize = 20;
/// Characters of a text that its `keyword` holds. Source: OpenSearch, dynamic mapping.
pub const IGNORE_ABOVE_CHARS: u64 = 256;
/// Primary shards of an index, if it does not say. Source: developer guide, "Sizing domains".
pub const SHARDS_DEFAULT: u32 = 5;
/// Copies of each, if it does not say. Same source.
pub const REPLICAS_DEFAULT: u32 = 1;
/// Primary shards of an index, at most. Source: OpenSearch, create index API.
pub const SHARDS_MAX: u64 = 1_024;

/// How long a document waits to be seen by searches, if the index does not say. Source: OpenSearch, `index.refresh_interval`.
pub const REFRESH_INTERVAL_US: u64 = SECOND_US;

/// From `CreateDomain` to an endpoint, without chance. Source: developer guide: "about 10 minutes" and more.
pub const CREATE_US: u64 = 600 * SECOND_US;
/// Chance on top of it. Ours.
pub const CREATE_SPREAD_US: u64 = 120 * SECOND_US;
/// From `DeleteDomain` until it is gone. Ours.
pub const DELETE_US: u64 = 120 * SECOND_US;

/// So many neighbouring segments of a size are merged. Ours; Lucene's `segments_per_tier` is 10.
pub const MERGE_SEGMENTS: usize = 8;
/// Segments of up to this many bytes are of the least size. Ours.
pub const MERGE_FLOOR_BYTES: u64 = 64 * 1024;
/// Each size is so many times the one below. Ours.
pub const MERGE_STEP: u64 = 8;
/// A segment from this size on is merged no more. Ours; Lucene's is 5 GB.
pub const MERGE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// From this size on, a piece of a segment is shared by what it is merged into instead of copied. Ours.
pub const SHARED_BYTES_MIN: usize = 128 * 1024;

/// What a search reports to take, whatever it is, in milliseconds. Ours.
pub const SEARCH_MS: u64 = 3;
/// Chance on top of it. Ours.
pub const SEARCH_SPREAD_MS: u64 = 5;
/// Documents that a search looks through in a millisecond. Ours.
pub const SEARCH_DOCUMENTS_PER_MS: u64 = 20_000;
/// What a bulk request reports to take, whatever it is, in milliseconds. Ours.
pub const BULK_MS: u64 = 4;
/// Documents that a bulk request indexes in a millisecond. Ours.
pub const BULK_DOCUMENTS_PER_MS: u64 = 20;
