//! How long records stay.

use super::{checked_target, invalid};
use crate::limits::{RETENTION_HOURS_MAX, RETENTION_HOURS_MIN};
use crate::state::Kinesis;
use crate::{Ctx, Event};
use api::AwsError;
use api::kinesis::{DecreaseStreamRetentionPeriod, IncreaseStreamRetentionPeriod, NoOutput};

impl Kinesis {
    pub(crate) fn increase_retention(
        &mut self,
        request: IncreaseStreamRetentionPeriod,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<NoOutput, AwsError> {
        let name = checked_target(request.stream_name.as_deref(), request.stream_arn.as_deref())?;
        let existing = i64::from(self.find(name)?.retention_hours);
        let wanted = request.retention_period_hours;
        let hours = check_hours(wanted)?;
        if wanted < existing {
            return Err(invalid(format!(
                "Requested retention period ({wanted} hours) for stream {name} can not be shorter than existing retention \
                 period ({existing} hours). Use DecreaseRetentionPeriod API."
            )));
        }
        self.set_retention(name, hours, ctx)
    }

    pub(crate) fn decrease_retention(
        &mut self,
        request: DecreaseStreamRetentionPeriod,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<NoOutput, AwsError> {
        let name = checked_target(request.stream_name.as_deref(), request.stream_arn.as_deref())?;
        let existing = i64::from(self.find(name)?.retention_hours);
        let wanted = request.retention_period_hours;
        let hours = check_hours(wanted)?;
        if wanted > existing {
            return Err(invalid(format!(
                "Requested retention period ({wanted} hours) for stream {name} can not be longer than existing retention \
                 period ({existing} hours). Use IncreaseRetentionPeriod API."
            )));
        }
        self.set_retention(name, hours, ctx)
    }

    /// What is too old by then is forgotten first: a longer period brings nothing back.
    fn set_retention(&mut self, name: &str, hours: u32, ctx: &mut Ctx<'_, Event>) -> Result<NoOutput, AwsError> {
        let stream = self.find_ready(name)?;
        stream.forget(ctx);
        stream.retention_hours = hours;
        stream.forget(ctx);
        stream.trim_at = None;
        stream.arrange_trim(ctx);
        Ok(NoOutput {})
    }
}

fn check_hours(hours: i64) -> Result<u32, AwsError> {
    if hours < i64::from(RETENTION_HOURS_MIN) {
        return Err(invalid(format!(
            "Minimum allowed retention period is {RETENTION_HOURS_MIN} hours. Requested retention period ({hours} hours) is \
             too short."
        )));
    }
    match u32::try_from(hours) {
        Ok(hours) if hours <= RETENTION_HOURS_MAX => Ok(hours),
        _ => Err(invalid(format!(
            "Maximum allowed retention period is {RETENTION_HOURS_MAX} hours. Requested retention period ({hours} hours) is \
             too long."
        ))),
    }
}
