//! AWS's errors, in its words. Names are those of the JSON protocol; [`legacy`] gives the older ones, which still stand
//! in the results of batches and in the failures of tasks.

use api::AwsError;
use api::sqs::BatchError;

/// `InvalidParameterValueException`
pub const INVALID_PARAMETER: &str = "InvalidParameterValueException";

pub fn no_queue() -> AwsError {
    AwsError::new("QueueDoesNotExist", "The specified queue does not exist.")
}

pub fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new(INVALID_PARAMETER, message)
}

/// `value` of `parameter` is wrong because of `reason`.
pub fn invalid_value(value: &str, parameter: &str, reason: &str) -> AwsError {
    invalid(format!("Value {value} for parameter {parameter} is invalid. Reason: {reason}"))
}

/// A queue's attribute has a value that it cannot have.
pub fn invalid_attribute(name: &str) -> AwsError {
    AwsError::new("InvalidAttributeValue", format!("Invalid value for the parameter {name}."))
}

pub fn invalid_attribute_because(name: &str, reason: &str) -> AwsError {
    AwsError::new("InvalidAttributeValue", format!("Invalid value for the parameter {name}. Reason: {reason}"))
}

pub fn unknown_attribute(name: &str) -> AwsError {
    AwsError::new("InvalidAttributeName", format!("Unknown Attribute {name}."))
}

pub fn missing(parameter: &str) -> AwsError {
    AwsError::new("MissingRequiredParameterException", format!("The request must contain the parameter {parameter}."))
}

pub fn invalid_handle(handle: &str) -> AwsError {
    let message = format!("The input receipt handle \"{handle}\" is not a valid receipt handle.");
    AwsError::new("ReceiptHandleIsInvalid", message)
}

pub fn expired_handle(handle: &str) -> AwsError {
    invalid_value(handle, "ReceiptHandle", "The receipt handle has expired.")
}

pub fn throttled() -> AwsError {
    AwsError::new("RequestThrottled", "Request is throttled.").with_status(403)
}

pub fn not_found(message: &str) -> AwsError {
    AwsError::new("ResourceNotFoundException", message).with_status(404)
}

/// The code of an error as the older protocol has it.
pub fn legacy(code: &str) -> String {
    match code {
        INVALID_PARAMETER => "InvalidParameterValue".into(),
        "MissingRequiredParameterException" => "MissingParameter".into(),
        "QueueDoesNotExist" => "AWS.SimpleQueueService.NonExistentQueue".into(),
        "MessageNotInflight" | "UnsupportedOperation" => format!("AWS.SimpleQueueService.{code}"),
        other => other.into(),
    }
}

/// An error as an entry of a batch's failures.
pub fn in_batch(id: &str, error: &AwsError) -> BatchError {
    BatchError { id: id.into(), sender_fault: true, code: legacy(&error.code), message: error.message.clone() }
}
