//! Writing: one file of row groups. Equal rows and equal settings give equal bytes: nothing of the clock or the machine goes in.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use jobs::lake::{Codec, Writing};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};

/// Who has written the file, as its footer says.
const CREATED_BY: &str = "acequia lake version 1";
/// How Hive calls the root of its columns.
const ROOT: &str = "hive_schema";

/// A file in the making.
pub(crate) struct Writer {
    inner: ArrowWriter<Vec<u8>>,
    rows: u64,
}

impl Writer {
    /// An empty file.
    pub(crate) fn new(schema: SchemaRef, writing: &Writing) -> Result<Self, ParquetError> {
        let bytes = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX).max(1);
        let version = if writing.version_2 { WriterVersion::PARQUET_2_0 } else { WriterVersion::PARQUET_1_0 };
        let properties = WriterProperties::builder()
            .set_created_by(CREATED_BY.into())
            .set_writer_version(version)
            .set_compression(compression(writing.codec))
            .set_max_row_group_row_count(None)
            .set_max_row_group_bytes(Some(bytes(writing.block_bytes)))
            .set_data_page_size_limit(bytes(writing.page_bytes))
            .set_dictionary_page_size_limit(bytes(writing.page_bytes))
            .set_dictionary_enabled(writing.dictionary)
            // Of whole row groups; those of pages would stand in indices that a reader has to fetch beside the footer.
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_coerce_types(true)
            .build();
        let options = ArrowWriterOptions::new()
            .with_properties(properties)
            .with_skip_arrow_metadata(true)
            .with_schema_root(ROOT.into());
        Ok(Self { inner: ArrowWriter::try_new_with_options(Vec::new(), schema, options)?, rows: 0 })
    }

    /// Adds rows.
    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<(), ParquetError> {
        self.rows += batch.num_rows() as u64;
        self.inner.write(batch)
    }

    /// The file and its number of rows.
    pub(crate) fn finish(self) -> Result<(Vec<u8>, u64), ParquetError> {
        Ok((self.inner.into_inner()?, self.rows))
    }
}

fn compression(codec: Codec) -> Compression {
    match codec {
        Codec::None => Compression::UNCOMPRESSED,
        Codec::Snappy => Compression::SNAPPY,
        Codec::Gzip => Compression::GZIP(GzipLevel::default()),
        Codec::Zstd => Compression::ZSTD(ZstdLevel::default()),
    }
}
