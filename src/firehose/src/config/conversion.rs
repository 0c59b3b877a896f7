//! From JSON to Parquet by a table's schema, checked.

use super::check_role;
use crate::errors;
use crate::limits::{
    PARQUET_BLOCK_BYTES_DEFAULT, PARQUET_BLOCK_BYTES_MIN, PARQUET_PAGE_BYTES_DEFAULT, PARQUET_PAGE_BYTES_MIN,
};
use api::firehose::{DataFormatConversionConfiguration as Given, Deserializer, ParquetSerDe};
use api::{ACCOUNT_ID, AwsError};
use jobs::hive::check_timestamp_format;
use jobs::lake::{Codec, Reading, Writing};

/// Where the schema is, how records are read, and how files are written.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversion {
    /// The role to read the table as.
    pub role_arn: String,
    /// The table's database.
    pub database: String,
    /// The table.
    pub table: String,
    /// The catalog: the account.
    pub catalog_id: String,
    /// Its region.
    pub region: String,
    /// `LATEST`
    pub version: String,
    /// How records are read.
    pub reading: Reading,
    /// How files are written.
    pub writing: Writing,
}

impl Conversion {
    /// Reads and checks what `member` gave; `None` if it is not enabled. Errors: `InvalidArgumentException`, `ValidationException`.
    #[inline(never)]
    pub fn check(given: &Given, member: &str) -> Result<Option<Self>, AwsError> {
        if given.enabled == Some(false) {
            return Ok(None);
        }
        let member = format!("{member}.dataFormatConversionConfiguration");
        let required =
            |name: &str| errors::invalid(format!("{name} is required when data format conversion is enabled"));
        let schema = given.schema_configuration.as_ref().ok_or_else(|| required("SchemaConfiguration"))?;
        let need = |value: &Option<String>, name: &str| {
            value
                .clone()
                .filter(|value| !value.is_empty())
                .ok_or_else(|| required(&format!("SchemaConfiguration.{name}")))
        };
        let role_arn = need(&schema.role_arn, "RoleARN")?;
        check_role(&role_arn, &format!("{member}.schemaConfiguration.roleARN"))?;
        let version = schema.version_id.clone().unwrap_or_else(|| "LATEST".into());
        if version != "LATEST" {
            return Err(errors::not_modelled(&format!("SchemaConfiguration.VersionId {version}")));
        }
        let region = schema.region.clone().unwrap_or_else(|| "us-east-1".into());
        if region != "us-east-1" {
            return Err(errors::not_modelled(&format!("SchemaConfiguration.Region {region}")));
        }
        let input = given.input_format_configuration.as_ref().and_then(|input| input.deserializer.as_ref());
        let reading = check_reading(input.ok_or_else(|| required("InputFormatConfiguration.Deserializer"))?)?;
        let output = given.output_format_configuration.as_ref().and_then(|output| output.serializer.as_ref());
        let output = output.ok_or_else(|| required("OutputFormatConfiguration.Serializer"))?;
        let writing = match (&output.parquet_ser_de, &output.orc_ser_de) {
            (Some(parquet), None) => check_writing(parquet, &format!("{member}.outputFormatConfiguration.serializer"))?,
            (None, Some(_)) => return Err(errors::not_modelled("OrcSerDe")),
            _ => return Err(errors::invalid("Exactly one serializer must be specified in OutputFormatConfiguration")),
        };
        Ok(Some(Self {
            role_arn,
            database: need(&schema.database_name, "DatabaseName")?,
            table: need(&schema.table_name, "TableName")?,
            catalog_id: schema.catalog_id.clone().unwrap_or_else(|| ACCOUNT_ID.into()),
            region,
            version,
            reading,
            writing,
        }))
    }
}

fn check_reading(given: &Deserializer) -> Result<Reading, AwsError> {
    match (&given.open_x_json_ser_de, &given.hive_json_ser_de) {
        (Some(open_x), None) => Ok(Reading::Lenient {
            case_insensitive: open_x.case_insensitive.unwrap_or(true),
            dots_to_underscores: open_x.convert_dots_in_json_keys_to_underscores.unwrap_or(false),
            mappings: open_x.column_to_json_key_mappings.clone().unwrap_or_default(),
        }),
        (None, Some(hive)) => {
            let timestamp_formats = hive.timestamp_formats.clone().unwrap_or_default();
            // `millis` stands for itself.
            for format in timestamp_formats.iter().filter(|format| *format != "millis") {
                check_timestamp_format(format).map_err(errors::invalid)?;
            }
            Ok(Reading::Strict { timestamp_formats })
        }
        _ => Err(errors::invalid("Exactly one deserializer must be specified in InputFormatConfiguration")),
    }
}

fn check_writing(given: &ParquetSerDe, member: &str) -> Result<Writing, AwsError> {
    let member = format!("{member}.parquetSerDe");
    let block_bytes = given.block_size_bytes.unwrap_or(PARQUET_BLOCK_BYTES_DEFAULT);
    errors::check_range(block_bytes, &(PARQUET_BLOCK_BYTES_MIN..=i64::MAX), &format!("{member}.blockSizeBytes"))?;
    let page_bytes = given.page_size_bytes.unwrap_or(PARQUET_PAGE_BYTES_DEFAULT);
    errors::check_range(page_bytes, &(PARQUET_PAGE_BYTES_MIN..=i64::MAX), &format!("{member}.pageSizeBytes"))?;
    errors::check_range(given.max_padding_bytes.unwrap_or(0), &(0..=i64::MAX), &format!("{member}.maxPaddingBytes"))?;
    let compression = given.compression.as_deref().unwrap_or("SNAPPY");
    errors::check_enum(compression, &["UNCOMPRESSED", "GZIP", "SNAPPY", "ZSTD"], &format!("{member}.compression"))?;
    let version = given.writer_version.as_deref().unwrap_or("V1");
    errors::check_enum(version, &["V1", "V2"], &format!("{member}.writerVersion"))?;
    Ok(Writing {
        codec: match compression {
            "UNCOMPRESSED" => Codec::None,
            "GZIP" => Codec::Gzip,
            // AWS does not offer it.
            "ZSTD" => Codec::Zstd,
            _ => Codec::Snappy,
        },
        block_bytes: block_bytes.cast_unsigned(),
        page_bytes: page_bytes.cast_unsigned(),
        dictionary: given.enable_dictionary_compression.unwrap_or(false),
        version_2: version == "V2",
    })
}
