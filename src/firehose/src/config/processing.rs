//! What is done to records on their way, checked.

use super::Hints;
use crate::errors;
use crate::jq::Program;
use crate::limits::{
    INTERVAL_SECONDS, LAMBDA_INTERVAL_SECONDS_DEFAULT, LAMBDA_RETRIES, LAMBDA_RETRIES_DEFAULT, MIB, PARAMETER_CHARS,
    PARTITION_KEYS_MAX,
};
use api::AwsError;
use api::firehose::{ProcessingConfiguration, Processor};
use base64::{Engine, engine::general_purpose::STANDARD};
use sim::time::SECOND_US;
use std::collections::BTreeMap;

const PROCESSORS: [&str; 6] = [
    "RecordDeAggregation",
    "Decompression",
    "CloudWatchLogProcessing",
    "Lambda",
    "MetadataExtraction",
    "AppendDelimiterToRecord",
];
const PARAMETERS: [&str; 12] = [
    "LambdaArn",
    "NumberOfRetries",
    "MetadataExtractionQuery",
    "JsonParsingEngine",
    "RoleArn",
    "BufferSizeInMBs",
    "BufferIntervalInSeconds",
    "SubRecordType",
    "Delimiter",
    "CompressionFormat",
    "DataMessageExtraction",
    PROGRAM,
];
/// The parameter that AWS does not have: the program that stands for the function.
const PROGRAM: &str = "JqProgram";

/// What is done to records on their way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pipeline {
    /// How one record becomes many.
    pub deaggregation: Option<Deaggregation>,
    /// The transformation.
    pub lambda: Option<Lambda>,
    /// What finds partition keys.
    pub query: Option<Program>,
    /// What is written behind each record.
    pub delimiter: Option<Vec<u8>>,
}

/// How one record becomes many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deaggregation {
    /// JSON values behind each other.
    Json,
    /// Between them stands this.
    Delimited(Vec<u8>),
}

/// The transformation.
#[derive(Clone, Debug, PartialEq)]
pub struct Lambda {
    /// The function.
    pub arn: String,
    /// What it does.
    pub program: Program,
    /// How often it is called again if it takes too long.
    pub retries: u32,
    /// When it is called.
    pub hints: Hints,
}

impl Pipeline {
    /// Whether records stay as they came.
    pub fn is_plain(&self) -> bool {
        self.deaggregation.is_none() && self.lambda.is_none() && self.query.is_none()
    }

    /// Reads and checks what `member` gave. Errors: `InvalidArgumentException`, `ValidationException`.
    #[inline(never)]
    pub fn check(given: Option<&ProcessingConfiguration>, member: &str) -> Result<Self, AwsError> {
        let mut pipeline = Self::default();
        let Some(given) = given else { return Ok(pipeline) };
        let mut seen: Vec<&str> = Vec::new();
        for processor in &given.processors {
            let place = format!("{member}.processingConfiguration.processors.type");
            errors::check_enum(&processor.kind, &PROCESSORS, &place)?;
            if seen.contains(&processor.kind.as_str()) {
                let kind = &processor.kind;
                return Err(errors::invalid(format!("Only one processor of type {kind} is allowed")));
            }
            seen.push(&processor.kind);
            let parameters = check_parameters(processor, member)?;
            let get = |name: &str| parameters.get(name).copied();
            match processor.kind.as_str() {
                "AppendDelimiterToRecord" => pipeline.delimiter = Some(unescape(get("Delimiter").unwrap_or("\\n"))),
                "RecordDeAggregation" => pipeline.deaggregation = Some(check_deaggregation(&get)?),
                "Lambda" => pipeline.lambda = Some(check_lambda(&get)?),
                "MetadataExtraction" => pipeline.query = Some(check_query(&get)?),
                other => return Err(errors::not_modelled(&format!("processor {other}"))),
            }
        }
        Ok(if given.enabled == Some(true) { pipeline } else { Self::default() })
    }
}

/// The parameters by name, each of them one that the processor has.
fn check_parameters<'a>(processor: &'a Processor, member: &str) -> Result<BTreeMap<&'a str, &'a str>, AwsError> {
    let known: &[&str] = match processor.kind.as_str() {
        "AppendDelimiterToRecord" => &["Delimiter"],
        "RecordDeAggregation" => &["SubRecordType", "Delimiter"],
        "Lambda" => &["LambdaArn", "NumberOfRetries", "RoleArn", "BufferSizeInMBs", "BufferIntervalInSeconds", PROGRAM],
        "MetadataExtraction" => &["MetadataExtractionQuery", "JsonParsingEngine"],
        _ => &PARAMETERS,
    };
    let mut parameters = BTreeMap::new();
    for parameter in &processor.parameters {
        let (name, value) = (parameter.parameter_name.as_str(), parameter.parameter_value.as_str());
        let place = format!("{member}.processingConfiguration.processors.parameters");
        errors::check_enum(name, &PARAMETERS, &format!("{place}.parameterName"))?;
        errors::check_chars(value, &PARAMETER_CHARS, &format!("{place}.parameterValue"))?;
        if !known.contains(&name) {
            return Err(errors::invalid(format!("{} does not support parameter {name}", processor.kind)));
        }
        if parameters.insert(name, value).is_some() {
            return Err(errors::invalid(format!("Parameter {name} of {} is given twice", processor.kind)));
        }
    }
    Ok(parameters)
}

fn check_deaggregation<'a>(get: &impl Fn(&str) -> Option<&'a str>) -> Result<Deaggregation, AwsError> {
    match (get("SubRecordType"), get("Delimiter")) {
        (Some("JSON"), None) => Ok(Deaggregation::Json),
        (Some("JSON"), Some(_)) => Err(errors::invalid("Delimiter is only supported for SubRecordType DELIMITED")),
        (Some("DELIMITED"), Some(delimiter)) => {
            let bytes = STANDARD.decode(delimiter).ok().filter(|bytes| !bytes.is_empty());
            let wrong =
                || errors::invalid(format!("Delimiter {delimiter} of RecordDeAggregation is not base64 encoded"));
            bytes.map(Deaggregation::Delimited).ok_or_else(wrong)
        }
        (Some("DELIMITED"), None) => Err(errors::invalid("Delimiter is required for SubRecordType DELIMITED")),
        (Some(other), _) => {
            let message = format!("SubRecordType {other} is not supported. Supported types: [JSON, DELIMITED]");
            Err(errors::invalid(message))
        }
        (None, _) => Err(errors::invalid("Parameter SubRecordType is required for RecordDeAggregation")),
    }
}

fn check_lambda<'a>(get: &impl Fn(&str) -> Option<&'a str>) -> Result<Lambda, AwsError> {
    let Some(arn) = get("LambdaArn") else {
        return Err(errors::invalid("Parameter LambdaArn is required for Lambda"));
    };
    let is_function = super::arn_parts(arn, "lambda").is_some_and(|resource| {
        let name = resource.strip_prefix("function:").unwrap_or_default();
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-:$".contains(c))
    });
    if !is_function {
        return Err(errors::invalid(format!("LambdaArn {arn} is not a valid ARN of a Lambda function")));
    }
    let Some(program) = get(PROGRAM) else {
        let message = format!(
            "there is no Lambda here: the jq program that stands for {arn} must be given as parameter {PROGRAM}"
        );
        return Err(errors::invalid(message));
    };
    let program = Program::parse(program);
    let program = program.map_err(|bad| errors::invalid(format!("{PROGRAM} is not a valid jq program: {bad}")))?;
    let number = |name: &str, default: f64, range: std::ops::RangeInclusive<f64>| {
        let value = get(name).map_or(Some(default), |text| text.parse().ok());
        value.filter(|value| range.contains(value)).ok_or_else(|| {
            errors::invalid(format!("{name} must be a number from {} to {}", range.start(), range.end()))
        })
    };
    let retries = number("NumberOfRetries", f64::from(LAMBDA_RETRIES_DEFAULT), 0.0..=f64::from(LAMBDA_RETRIES))?;
    let size = number("BufferSizeInMBs", 1.0, 0.2..=3.0)?;
    let seconds = number(
        "BufferIntervalInSeconds",
        LAMBDA_INTERVAL_SECONDS_DEFAULT as f64,
        *INTERVAL_SECONDS.start() as f64..=*INTERVAL_SECONDS.end() as f64,
    )?;
    let hints = Hints { bytes_max: (size * MIB as f64) as u64, interval_us: seconds as u64 * SECOND_US };
    Ok(Lambda { arn: arn.into(), program, retries: retries as u32, hints })
}

fn check_query<'a>(get: &impl Fn(&str) -> Option<&'a str>) -> Result<Program, AwsError> {
    let Some(query) = get("MetadataExtractionQuery") else {
        return Err(errors::invalid("Parameter MetadataExtractionQuery is required for MetadataExtraction"));
    };
    match get("JsonParsingEngine") {
        Some("JQ-1.6") => {}
        Some(other) => {
            let message = format!("JsonParsingEngine {other} is not supported. Supported engines: [JQ-1.6]");
            return Err(errors::invalid(message));
        }
        None => return Err(errors::invalid("Parameter JsonParsingEngine is required for MetadataExtraction")),
    }
    let program = Program::parse(query);
    let program = program
        .map_err(|bad| errors::invalid(format!("MetadataExtractionQuery is not a valid JQ expression: {bad}")))?;
    match program.keys() {
        None => Err(errors::invalid("MetadataExtractionQuery must be a JQ object that names its keys: {key: .member}")),
        Some([]) => Err(errors::invalid("MetadataExtractionQuery must have at least one key")),
        Some(keys) if keys.len() > PARTITION_KEYS_MAX => {
            Err(errors::invalid(format!("MetadataExtractionQuery must have at most {PARTITION_KEYS_MAX} keys")))
        }
        Some(_) => Ok(program),
    }
}

/// A delimiter is given with its backslashes: `\n` is two characters.
fn unescape(text: &str) -> Vec<u8> {
    text.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r").into_bytes()
}
