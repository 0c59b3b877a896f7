//! A call as a line for AWS's command-line client.

use serde_json::Value;

/// `aws kinesis put-record --stream-name flights …`. `name` is `Kinesis.PutRecord`.
pub fn command_line(name: &str, params: &Value) -> String {
    let (service, operation) = name.split_once('.').unwrap_or(("", name));
    let mut line = format!("aws {} {}", client(service), kebab(operation));
    for (member, value) in params.as_object().into_iter().flatten() {
        line.push_str(&format!(" --{}", kebab(member)));
        match value {
            Value::Bool(true) => {}
            Value::String(text) => line.push_str(&format!(" {}", quoted(text))),
            other => line.push_str(&format!(" {}", quoted(&other.to_string()))),
        }
    }
    line
}

fn client(service: &str) -> String {
    match service {
        "S3" => "s3api".into(),
        "KinesisAnalytics" => "kinesisanalyticsv2".into(),
        other => other.to_lowercase(),
    }
}

/// `SizeInMBs` → `size-in-mbs`, `RoleARN` → `role-arn`, `ListObjectsV2` → `list-objects-v2`.
fn kebab(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| letters.get(before));
        let starts_word = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                !before.is_ascii_uppercase()
                    || letters.get(index + 1).is_some_and(|after| after.is_ascii_lowercase() && *after != 's')
            });
        if starts_word {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

fn quoted(text: &str) -> String {
    let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:=@,+".contains(c));
    if plain { text.into() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_and_values_are_written_as_the_client_reads_them() {
        let line = command_line("S3.ListObjectsV2", &json!({"Bucket": "b", "Prefix": "it's"}));
        assert_eq!(line, r"aws s3api list-objects-v2 --bucket b --prefix 'it'\''s'");
        assert_eq!(kebab("SizeInMBs"), "size-in-mbs");
        assert_eq!(kebab("RoleARN"), "role-arn");
    }
}
