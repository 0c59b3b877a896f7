//! Mode, record size, encryption and metrics of a stream that is there.

use super::{check_stream_arn, check_target, exceeded, invalid, target};
use crate::limits;
use crate::reshard::Change;
use crate::state::{Kinesis, Mode, ShardMetrics, has_quota, use_quota};
use crate::validate::Checks;
use crate::{Ctx, Event};
use api::kinesis::{
    DisableEnhancedMonitoring, EnableEnhancedMonitoring, EnhancedMonitoringOutput, NoOutput, StartStreamEncryption,
    StopStreamEncryption, UpdateMaxRecordSize, UpdateStreamMode,
};
use api::{ACCOUNT_ID, AwsError, REGION};

const MODES: [&str; 2] = ["PROVISIONED", "ON_DEMAND"];
const ENCRYPTIONS: [&str; 2] = ["NONE", "KMS"];
const ALL_METRICS: &str = "ALL";

impl Kinesis {
    pub(crate) fn update_stream_mode(
        &mut self,
        request: UpdateStreamMode,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<NoOutput, AwsError> {
        let mut checks = Checks::default();
        check_stream_arn(&mut checks, &request.stream_arn);
        let mode = check_mode(&mut checks, &request.stream_mode_details.stream_mode);
        checks.finish()?;
        let name = target(None, Some(&request.stream_arn))?;
        let streams = self.on_demand_streams();
        let stream = self.find_ready(name)?;
        if stream.mode == mode {
            return Err(invalid(format!(
                "Stream {name} under account {ACCOUNT_ID} is already in {} mode.",
                mode.name()
            )));
        }
        if mode == Mode::OnDemand {
            check_on_demand(streams)?;
        }
        if !has_quota(&stream.quotas.modes, limits::MODE_CHANGES_PER_DAY_MAX, ctx.now()) {
            return Err(exceeded(format!(
                "Stream {name} under account {ACCOUNT_ID} has changed its mode {} times in the last 24 hours, which is the \
                 most that is allowed.",
                limits::MODE_CHANGES_PER_DAY_MAX
            )));
        }
        use_quota(&mut stream.quotas.modes, ctx.now());
        stream.begin(Change::Mode(mode), ctx);
        Ok(NoOutput {})
    }

    pub(crate) fn update_max_record_size(
        &mut self,
        request: UpdateMaxRecordSize,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<NoOutput, AwsError> {
        let mut checks = Checks::default();
        check_target(&mut checks, None, request.stream_arn.as_deref());
        check_record_size(&mut checks, Some(request.max_record_size_in_kib));
        checks.finish()?;
        let name = target(None, request.stream_arn.as_deref())?;
        self.find_ready(name)?.begin(Change::RecordSize(request.max_record_size_in_kib as u32), ctx);
        Ok(NoOutput {})
    }

    pub(crate) fn start_stream_encryption(
        &mut self,
        request: StartStreamEncryption,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<NoOutput, AwsError> {
        let (stream_name, stream_arn) = (request.stream_name.as_deref(), request.stream_arn.as_deref());
        let name = check_encryption(stream_name, stream_arn, &request.encryption_type, &request.key_id)?;
        let stream = self.find_ready(name)?;
        if !is_key(&request.key_id) {
            return Err(AwsError::new("KMSNotFoundException", format!("Invalid keyId {}", request.key_id)));
        }
        if !has_quota(&stream.quotas.keys_started, limits::KEY_CHANGES_PER_DAY_MAX, ctx.now()) {
            return Err(too_many_keys(name, "started"));
        }
        use_quota(&mut stream.quotas.keys_started, ctx.now());
        stream.begin(Change::Encrypt(request.key_id.into()), ctx);
        Ok(NoOutput {})
    }

    pub(crate) fn stop_stream_encryption(
        &mut self,
        request: StopStreamEncryption,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<NoOutput, AwsError> {
        let (stream_name, stream_arn) = (request.stream_name.as_deref(), request.stream_arn.as_deref());
        let name = check_encryption(stream_name, stream_arn, &request.encryption_type, &request.key_id)?;
        let stream = self.find_ready(name)?;
        if stream.key_id.as_deref() != Some(&*request.key_id) {
            return Err(invalid(format!(
                "Stream {name} under account {ACCOUNT_ID} is not encrypted with the key {}.",
                request.key_id
            )));
        }
        if !has_quota(&stream.quotas.keys_stopped, limits::KEY_CHANGES_PER_DAY_MAX, ctx.now()) {
            return Err(too_many_keys(name, "stopped"));
        }
        use_quota(&mut stream.quotas.keys_stopped, ctx.now());
        stream.begin(Change::Decrypt, ctx);
        Ok(NoOutput {})
    }

    pub(crate) fn enable_enhanced_monitoring(
        &mut self,
        request: EnableEnhancedMonitoring,
    ) -> Result<EnhancedMonitoringOutput, AwsError> {
        let EnableEnhancedMonitoring { stream_name, stream_arn, shard_level_metrics } = request;
        self.set_metrics(stream_name, stream_arn, &shard_level_metrics, |now, named| now | named)
    }

    pub(crate) fn disable_enhanced_monitoring(
        &mut self,
        request: DisableEnhancedMonitoring,
    ) -> Result<EnhancedMonitoringOutput, AwsError> {
        let DisableEnhancedMonitoring { stream_name, stream_arn, shard_level_metrics } = request;
        self.set_metrics(stream_name, stream_arn, &shard_level_metrics, |now, named| now & !named)
    }

    fn set_metrics(
        &mut self,
        stream_name: Option<String>,
        stream_arn: Option<String>,
        names: &[String],
        change: impl Fn(u8, u8) -> u8,
    ) -> Result<EnhancedMonitoringOutput, AwsError> {
        let mut checks = Checks::default();
        check_target(&mut checks, stream_name.as_deref(), stream_arn.as_deref());
        let shown = format!("[{}]", names.join(", "));
        checks.count(names.len(), &shown, "shardLevelMetrics", ShardMetrics::NAMES.len());
        let is_known = |name: &String| name == ALL_METRICS || ShardMetrics::NAMES.contains(&name.as_str());
        if !names.iter().all(is_known) {
            let constraint = format!(
                "Member must satisfy constraint: [Member must satisfy enum value set: [{}, {ALL_METRICS}]]",
                ShardMetrics::NAMES.join(", ")
            );
            checks.fail(&shown, "shardLevelMetrics", &constraint);
        }
        checks.finish()?;
        let name = target(stream_name.as_deref(), stream_arn.as_deref())?;
        let stream = self.find_ready(name)?;
        let before = stream.metrics;
        stream.metrics = ShardMetrics(change(before.0, ShardMetrics::of(names).0));
        Ok(EnhancedMonitoringOutput {
            stream_name: name.into(),
            current_shard_level_metrics: before.names(),
            desired_shard_level_metrics: stream.metrics.names(),
            stream_arn: stream.arn(),
        })
    }
}

/// Checks the name of a mode.
pub(super) fn check_mode(checks: &mut Checks, mode: &str) -> Mode {
    checks.one_of(mode, "streamModeDetails.streamMode", &MODES);
    if mode == Mode::OnDemand.name() { Mode::OnDemand } else { Mode::Provisioned }
}

/// Checks the size of the largest record.
pub(super) fn check_record_size(checks: &mut Checks, kib: Option<i64>) {
    let (min, max) = (i64::from(limits::RECORD_KIB_DEFAULT), i64::from(limits::RECORD_KIB_MAX));
    checks.range(kib, "maxRecordSizeInKiB", min, max);
}

/// Whether there may be one more on-demand stream than `streams`.
pub(super) fn check_on_demand(streams: u64) -> Result<(), AwsError> {
    if streams < limits::ON_DEMAND_STREAMS_MAX {
        return Ok(());
    }
    Err(exceeded(format!(
        "This request would exceed the limit of {} streams in the ON_DEMAND mode for the account {ACCOUNT_ID} in {REGION}.",
        limits::ON_DEMAND_STREAMS_MAX
    )))
}

fn check_encryption<'a>(
    stream_name: Option<&'a str>,
    stream_arn: Option<&'a str>,
    kind: &str,
    key: &str,
) -> Result<&'a str, AwsError> {
    let mut checks = Checks::default();
    check_target(&mut checks, stream_name, stream_arn);
    checks.one_of(kind, "encryptionType", &ENCRYPTIONS);
    checks.length(key, "keyId", 2048);
    checks.finish()?;
    if kind != "KMS" {
        return Err(invalid(format!("EncryptionType {kind} is not valid here. The only valid value is KMS.")));
    }
    target(stream_name, stream_arn)
}

fn too_many_keys(stream: &str, what: &str) -> AwsError {
    exceeded(format!(
        "Encryption of stream {stream} under account {ACCOUNT_ID} has been {what} {} times in the last 24 hours, which is \
         the most that is allowed.",
        limits::KEY_CHANGES_PER_DAY_MAX
    ))
}

/// Whether a text can name a key: an alias, a key's id, or the ARN of either.
fn is_key(text: &str) -> bool {
    let is_id = |id: &str| {
        let parts: Vec<&str> = id.split('-').collect();
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        lengths == [8, 4, 4, 4, 12] && id.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
    };
    let is_alias = |alias: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"/_-".contains(&byte);
        alias.strip_prefix("alias/").is_some_and(|name| !name.is_empty() && name.bytes().all(fits))
    };
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", _, "kms", _, _, resource] => resource.strip_prefix("key/").is_some_and(is_id) || is_alias(resource),
        [text] => is_id(text) || is_alias(text),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_from_other_texts() {
        let id = "12345678-1234-1234-1234-123456789012";
        for good in [id, "alias/aws/kinesis", &format!("arn:aws:kms:us-east-1:111122223333:key/{id}")] {
            assert!(is_key(good), "{good}");
        }
        for bad in ["key", "alias/", "alias/a b", "arn:aws:kms:us-east-1:111122223333:key/x", "a:b"] {
            assert!(!is_key(bad), "{bad}");
        }
    }
}
