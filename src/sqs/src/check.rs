//! AWS's checks of a message on its way in.

use crate::errors::{self, invalid, invalid_value};
use crate::limits;
use crate::settings::Settings;
use api::AwsError;
use api::sqs::{MessageAttributeValue, MessageAttributes, SendMessageEntry};

const BAD_CHARACTERS: &str = "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | \
                              #xE000 to #xFFFD | #x10000 to #x10FFFF";
const ID_RULE: &str = "can only include alphanumeric and punctuation characters. 1 to 128 in length";

/// Checks a message for a queue with these settings. `member` is what AWS calls the body's member.
pub fn message(entry: &SendMessageEntry, member: &str, settings: &Settings) -> Result<(), AwsError> {
    if entry.message_body.is_empty() {
        return Err(errors::missing(member));
    }
    if !entry.message_body.as_str().chars().all(is_allowed) {
        return Err(AwsError::new("InvalidMessageContents", BAD_CHARACTERS));
    }
    delay(entry.delay_seconds, settings.fifo)?;
    system_attributes(&entry.message_system_attributes)?;
    attributes(&entry.message_attributes)?;
    ids(entry, settings)?;
    let max = settings.message_bytes_max;
    if size(entry) > max {
        let message = format!("One or more parameters are invalid. Reason: Message must be shorter than {max} bytes.");
        return Err(invalid(message));
    }
    Ok(())
}

/// What counts against the limits: the body, and names, types and values of the attributes. Source: API, SendMessage.
pub fn size(entry: &SendMessageEntry) -> u64 {
    entry.message_body.len() + attributes_size(&entry.message_attributes)
}

/// The same of attributes alone.
pub fn attributes_size(attributes: &MessageAttributes) -> u64 {
    let of_value = |value: &MessageAttributeValue| {
        let texts = value.data_type.iter().chain(&value.string_value).map(String::len).sum::<usize>();
        texts + value.binary_value.as_ref().map_or(0, |bytes| bytes.0.len())
    };
    attributes.iter().map(|(name, value)| (name.len() + of_value(value)) as u64).sum()
}

/// A deduplication id, a group's or a receive attempt's.
pub fn fifo_id(id: &str, parameter: &str) -> Result<(), AwsError> {
    let fits = id.bytes().all(|byte| byte.is_ascii_graphic());
    if id.is_empty() || id.len() > limits::FIFO_ID_CHARS_MAX || !fits {
        return Err(invalid(format!("{parameter} {ID_RULE}")));
    }
    Ok(())
}

fn ids(entry: &SendMessageEntry, settings: &Settings) -> Result<(), AwsError> {
    if let Some(id) = entry.message_deduplication_id.as_deref().filter(|_| !settings.fifo) {
        return Err(invalid_value(id, "MessageDeduplicationId", WRONG_TYPE));
    }
    for (id, parameter) in
        [(&entry.message_group_id, "MessageGroupId"), (&entry.message_deduplication_id, "MessageDeduplicationId")]
    {
        if let Some(id) = id {
            fifo_id(id, parameter)?;
        }
    }
    order(entry, settings)
}

/// Whether a FIFO queue can order a message, and tell it from others. One that it cannot makes a whole batch fail.
pub fn order(entry: &SendMessageEntry, settings: &Settings) -> Result<(), AwsError> {
    if !settings.fifo {
        return Ok(());
    }
    if entry.message_group_id.is_none() {
        return Err(errors::missing("MessageGroupId"));
    }
    if entry.message_deduplication_id.is_none() && !settings.content_based {
        return Err(invalid(
            "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
        ));
    }
    Ok(())
}

const WRONG_TYPE: &str = "The request include parameter that is not valid for this queue type.";

fn delay(seconds: Option<i64>, fifo: bool) -> Result<(), AwsError> {
    let Some(seconds) = seconds else { return Ok(()) };
    let text = seconds.to_string();
    if fifo && seconds != 0 {
        return Err(invalid_value(&text, "DelaySeconds", WRONG_TYPE));
    }
    if !(0..=limits::DELAY_S_MAX as i64).contains(&seconds) {
        return Err(invalid_value(&text, "DelaySeconds", "DelaySeconds must be >= 0 and <= 900."));
    }
    Ok(())
}

fn system_attributes(attributes: &MessageAttributes) -> Result<(), AwsError> {
    for (name, value) in attributes {
        if name != "AWSTraceHeader" {
            return Err(invalid(format!("Message system attribute name '{name}' is invalid.")));
        }
        attribute_value(name, value, "system")?;
    }
    Ok(())
}

fn attributes(attributes: &MessageAttributes) -> Result<(), AwsError> {
    let (count, max) = (attributes.len(), limits::MESSAGE_ATTRIBUTES_MAX);
    if count > max {
        return Err(invalid(format!("Number of message attributes [{count}] exceeds the allowed maximum [{max}].")));
    }
    for (name, value) in attributes {
        attribute_name(name)?;
        attribute_value(name, value, "(user)")?;
    }
    Ok(())
}

fn attribute_name(name: &str) -> Result<(), AwsError> {
    let lower = name.to_ascii_lowercase();
    let message = if name.is_empty() {
        "The request must contain non-empty message (user) attribute names."
    } else if name.chars().count() > limits::ATTRIBUTE_NAME_CHARS_MAX {
        "Message (user) attribute name must be shorter than 256 bytes."
    } else if lower.starts_with("aws.") || lower.starts_with("amazon.") {
        "You can't use message attribute names beginning with 'AWS.' or 'Amazon'. These strings are reserved for internal \
         use."
    } else if name.starts_with('.') {
        "Message (user) attribute name must not begin with character '.'."
    } else if name.ends_with('.') {
        "Message (user) attribute name must not end with character '.'."
    } else if name.contains("..") {
        "Message (user) attribute name must not have successive '.' characters."
    } else if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)) {
        "Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and \
         underscores."
    } else {
        return Ok(());
    };
    Err(invalid(message))
}

fn attribute_value(name: &str, value: &MessageAttributeValue, kind: &str) -> Result<(), AwsError> {
    if !value.string_list_values.is_empty() || !value.binary_list_values.is_empty() {
        let message = "Message attribute list values in SendMessage operation are not supported.";
        return Err(AwsError::new("UnsupportedOperation", message));
    }
    if *value == MessageAttributeValue::default() {
        let message =
            format!("The message {kind} attribute '{name}' must contain a non-empty message attribute value.");
        return Err(invalid(message));
    }
    let Some(data_type) = value.data_type.as_deref().filter(|data_type| !data_type.is_empty()) else {
        let message = format!("The message {kind} attribute '{name}' must contain a non-empty message attribute type.");
        return Err(invalid(message));
    };
    let prefix = data_type.split('.').next().unwrap_or_default();
    let is_binary = match prefix {
        "String" | "Number" => false,
        "Binary" => true,
        _ => {
            return Err(invalid(format!(
                "The type of message {kind} attribute '{name}' is invalid. You must use only the following supported type \
                 prefixes: Binary, Number, String."
            )));
        }
    };
    if data_type.chars().count() >= limits::ATTRIBUTE_NAME_CHARS_MAX {
        return Err(invalid(format!("Message {kind} attribute type must be shorter than 256 bytes.")));
    }
    let (text, bytes) = (value.string_value.as_deref(), value.binary_value.as_ref());
    if text.is_some() && bytes.is_some() {
        return Err(invalid(format!("Message {kind} attribute '{name}' must have a single value.")));
    }
    let empty = text.is_none_or(str::is_empty) && bytes.is_none_or(|bytes| bytes.0.is_empty());
    if empty {
        let message =
            format!("Message {kind} attribute '{name}' must contain a non-empty value of type '{data_type}'.");
        return Err(invalid(message));
    }
    if is_binary != bytes.is_some() {
        let field = if is_binary { "Binary" } else { "String" };
        let message = format!("Message {kind} attribute '{name}' with type '{data_type}' must use field '{field}'.");
        return Err(invalid(message));
    }
    let text = text.unwrap_or_default();
    if !text.chars().all(is_allowed) {
        return Err(invalid(BAD_CHARACTERS));
    }
    if prefix == "Number" && text.parse::<f64>().ok().is_none_or(|number| !number.is_finite()) {
        return Err(invalid(format!("Can't cast the value of message {kind} attribute '{name}' to a number.")));
    }
    Ok(())
}

/// Source: API, SendMessage.
fn is_allowed(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
