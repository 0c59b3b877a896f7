//! Why a query fails, in Athena's words and with its numbers. Texts and numbers: Athena user guide, error
//! reference and troubleshooting; Trino's codes.

use api::AwsError;
use api::athena::AthenaError;
use jobs::lake::{Class, Diagnostic};

/// A failure.
#[derive(Clone, Debug)]
pub(crate) struct Failed {
    pub error: AthenaError,
    /// What the engine found, with position and hint.
    pub diagnostic: Option<Box<Diagnostic>>,
    /// IAM's sentence, if that is why.
    pub denial: Option<String>,
}

const SYSTEM: i32 = 1;
const USER: i32 = 2;

impl Failed {
    /// The user's fault; `kind` is AWS's number of it.
    pub fn user(kind: i32, message: impl Into<String>) -> Self {
        Self::new(USER, kind, false, message.into())
    }

    fn new(category: i32, kind: i32, retryable: bool, message: String) -> Self {
        let error = AthenaError { error_category: category, error_type: kind, retryable, error_message: message };
        Self { error, diagnostic: None, denial: None }
    }

    /// The engine gave no answer.
    pub fn engine(reason: &str) -> Self {
        if reason.contains("memory") {
            return Self::new(SYSTEM, 0, true, "Query exhausted resources at this scale factor".into());
        }
        let message = format!(
            "INTERNAL_ERROR_QUERY_ENGINE: Amazon Athena experienced an internal error while executing this query. Please try submitting the query again. You will not be charged for this query. ({reason})"
        );
        Self::new(SYSTEM, 200, true, message)
    }

    /// A statement that Athena has and that is not modelled.
    pub fn not_modelled(kind: &str) -> Self {
        let kind = if kind.is_empty() { "This statement" } else { kind };
        Self::user(1100, format!("NOT_SUPPORTED: {kind} is not modelled yet: only SELECT and EXPLAIN are"))
    }

    /// What the engine found wrong.
    pub fn diagnostic(found: &Diagnostic) -> Self {
        let place = found.position.map(|(line, column)| format!("line {line}:{column}: ")).unwrap_or_default();
        let text = &found.message;
        let (kind, message) = match found.class {
            Class::Syntax => (1006, format!("SYNTAX_ERROR: {place}{text}")),
            Class::TableNotFound => (1110, format!("TABLE_NOT_FOUND: {place}{text}")),
            Class::ColumnNotFound => (
                1006,
                format!("COLUMN_NOT_FOUND: {place}{text} or requester is not authorized to access requested resources"),
            ),
            Class::FunctionNotFound => (1303, format!("FUNCTION_NOT_FOUND: {place}{text}")),
            Class::TypeMismatch => (1006, format!("TYPE_MISMATCH: {place}{text}")),
            Class::BadData => (1001, format!("HIVE_BAD_DATA: {text}")),
            Class::NotSupported => (1100, format!("NOT_SUPPORTED: {place}{text}")),
            Class::Other => other(text, &place),
        };
        Self { diagnostic: Some(Box::new(found.clone())), ..Self::user(kind, message) }
    }

    /// The catalog did not answer.
    pub fn catalog(error: &AwsError) -> Self {
        if error.code == "AccessDeniedException" {
            let message = format!("Insufficient permissions to execute the query. {}", error.message);
            return Self { denial: Some(error.message.clone()), ..Self::user(1500, message) };
        }
        Self::user(
            1401,
            format!("HIVE_METASTORE_ERROR: {} (Service: AWSGlue; Error Code: {})", error.message, error.code),
        )
    }

    /// An object or a listing could not be had.
    pub fn input(location: &str, error: &AwsError) -> Self {
        match error.code.as_ref() {
            "AccessDenied" => Self {
                denial: Some(error.message.clone()),
                ..Self::user(1501, format!("PERMISSION_DENIED: Permission denied on S3 path: {location}"))
            },
            "NoSuchBucket" => Self::user(
                1306,
                format!(
                    "HIVE_FILESYSTEM_ERROR: The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket; {location})"
                ),
            ),
            code => Self::user(
                1109,
                format!(
                    "HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split {location}: {} (Service: Amazon S3; Status Code: {}; Error Code: {code})",
                    error.message, error.status
                ),
            ),
        }
    }

    /// The result could not be written.
    pub fn output(location: &str, error: &AwsError) -> Self {
        if error.code == "AccessDenied" {
            let message = format!(
                "Access denied when writing output to url: {location} . Please ensure you are allowed to access the S3 bucket. If you are encrypting query results with KMS key, please ensure you are allowed to access your KMS key"
            );
            return Self { denial: Some(error.message.clone()), ..Self::user(401, message) };
        }
        let message = format!("Unable to write output to url: {location} : {} ({})", error.message, error.code);
        Self::user(402, message)
    }
}

/// What Trino has a code for among the rest.
fn other(text: &str, place: &str) -> (i32, String) {
    let code = if text == "Division by zero" {
        return (1000, format!("DIVISION_BY_ZERO: {text}"));
    } else if text.contains("must be an aggregate expression") {
        "EXPRESSION_NOT_AGGREGATE"
    } else if text.ends_with("is ambiguous") {
        "AMBIGUOUS_NAME"
    } else if text.ends_with("specified more than once") {
        "DUPLICATE_COLUMN_NAME"
    } else {
        "GENERIC_USER_ERROR"
    };
    (1000, format!("{code}: {place}{text}"))
}
