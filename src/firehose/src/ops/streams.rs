//! Making, describing, changing and deleting delivery streams.

use crate::Event;
use crate::buffer::Cause;
use crate::config::{Config, DESTINATION_ID, SourceConfig, TYPES};
use crate::errors;
use crate::limits::{CREATING_JITTER_US, CREATING_US, DELETING_US, DELIVERY_STREAMS_MAX, NAME_CHARS};
use crate::state::{DeliveryStream, Firehose, Status};
use api::firehose::{
    CreateDeliveryStream, CreateDeliveryStreamOutput, DeleteDeliveryStream, DeleteDeliveryStreamOutput,
    DeliveryStreamDescription, DescribeDeliveryStream, DescribeDeliveryStreamOutput, KinesisStreamSourceDescription,
    ListDeliveryStreams, ListDeliveryStreamsOutput, SourceDescription, UpdateDestination, UpdateDestinationOutput,
};
use api::kinesis::ListShards;
use api::{Arn, AwsError};
use service::{Ctx, Note, apart};
use std::ops::Bound;
use std::sync::Arc;

impl Firehose {
    pub(crate) fn create(
        &mut self,
        request: CreateDeliveryStream,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<CreateDeliveryStreamOutput, AwsError> {
        let name = &request.delivery_stream_name;
        check_name(name)?;
        let config = Config::check(&request)?;
        let is_direct = config.source == SourceConfig::DirectPut;
        let encryption = request.delivery_stream_encryption_configuration_input.as_ref();
        let encryption = super::Encryption::check(encryption, is_direct)?;
        let tags = super::settings::check_tags(request.tags.as_deref().unwrap_or_default(), 0)?;
        if self.streams.contains_key(name.as_str()) {
            return Err(errors::exists(name));
        }
        if self.streams.len() >= DELIVERY_STREAMS_MAX {
            return Err(errors::limit_exceeded());
        }
        check_roles(&config, ctx)?;
        check_source(&config, ctx)?;
        check_schema(&config, ctx)?;

        self.ever += 1;
        let name: Arc<str> = name.as_str().into();
        let mut stream = DeliveryStream::new(name.clone(), self.ever, config, ctx.now(), ctx.date());
        stream.encryption = encryption;
        stream.tags = Arc::new(tags);
        let delay = CREATING_US + ctx.draw_below("creating", CREATING_JITTER_US);
        ctx.schedule(delay, Event::Activate { target: stream.target() });
        self.streams.insert(name.clone(), Arc::new(stream));
        Ok(CreateDeliveryStreamOutput { delivery_stream_arn: Arn::delivery_stream(&name) })
    }

    pub(crate) fn delete(
        &mut self,
        request: DeleteDeliveryStream,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<DeleteDeliveryStreamOutput, AwsError> {
        let name = &request.delivery_stream_name;
        check_name(name)?;
        let stream = Arc::make_mut(self.streams.get_mut(name.as_str()).ok_or_else(|| errors::not_found(name))?);
        match stream.status {
            Status::Creating => return Err(errors::in_use(name, "CREATING")),
            Status::Deleting => {}
            Status::Active => {
                stream.status = Status::Deleting;
                let open: Vec<_> = stream.open.keys().cloned().collect();
                for slot in open {
                    stream.close(&slot, Cause::Shutdown, ctx);
                }
                ctx.schedule(DELETING_US, Event::Remove { target: stream.target() });
            }
        }
        Ok(DeleteDeliveryStreamOutput {})
    }

    pub(crate) fn describe(&self, request: DescribeDeliveryStream) -> Result<DescribeDeliveryStreamOutput, AwsError> {
        let name = &request.delivery_stream_name;
        check_name(name)?;
        if let Some(limit) = request.limit {
            errors::check_range(limit, &(1..=10_000), "limit")?;
        }
        let stream = self.streams.get(name.as_str()).ok_or_else(|| errors::not_found(name))?;
        let mut description = stream.description();
        if request.exclusive_start_destination_id.as_deref() == Some(DESTINATION_ID) {
            description.destinations.clear();
        }
        Ok(DescribeDeliveryStreamOutput { delivery_stream_description: description })
    }

    pub(crate) fn list(&self, request: ListDeliveryStreams) -> Result<ListDeliveryStreamsOutput, AwsError> {
        let limit = request.limit.unwrap_or(10);
        errors::check_range(limit, &(1..=10_000), "limit")?;
        if let Some(kind) = &request.delivery_stream_type {
            errors::check_enum(kind, &TYPES, "deliveryStreamType")?;
        }
        let after = request.exclusive_start_delivery_stream_name.as_deref().unwrap_or("");
        let range = (Bound::Excluded(after), Bound::Unbounded);
        let mut found = self.streams.range::<_, str>(range).filter(|(_, stream)| {
            request.delivery_stream_type.as_deref().is_none_or(|kind| kind == stream.config.source.type_name())
        });
        let names = found.by_ref().take(limit as usize).map(|(name, _)| name.to_string()).collect();
        Ok(ListDeliveryStreamsOutput {
            delivery_stream_names: names,
            has_more_delivery_streams: found.next().is_some(),
        })
    }

    pub(crate) fn update(
        &mut self,
        request: UpdateDestination,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<UpdateDestinationOutput, AwsError> {
        let name = &request.delivery_stream_name;
        check_name(name)?;
        let stream = Arc::make_mut(self.streams.get_mut(name.as_str()).ok_or_else(|| errors::not_found(name))?);
        if stream.status != Status::Active {
            return Err(errors::in_use(name, stream.status.name()));
        }
        if request.current_delivery_stream_version_id != stream.version.to_string() {
            return Err(errors::version_mismatch(&request.current_delivery_stream_version_id, stream.version));
        }
        if request.destination_id != DESTINATION_ID {
            return Err(errors::invalid(format!("Destination Id {} not found", request.destination_id)));
        }
        let config = stream.config.updated(&request)?;
        check_roles(&config, ctx)?;
        check_schema(&config, ctx)?;

        stream.config = Arc::new(config);
        stream.version += 1;
        stream.updated = Some((ctx.now(), ctx.date()));
        stream.retry_now(ctx);
        let open: Vec<_> = stream.open.iter().map(|(slot, buffer)| (slot.clone(), buffer.batch.bytes)).collect();
        for (slot, bytes) in open {
            if bytes >= stream.hints(&slot).bytes_max {
                stream.close(&slot, Cause::Size, ctx);
            } else {
                stream.await_interval(&slot, ctx);
            }
        }
        Ok(UpdateDestinationOutput {})
    }

    pub(crate) fn activate(stream: &mut DeliveryStream, ctx: &mut Ctx<'_, Event>) {
        stream.status = Status::Active;
        ctx.note(Note::info("firehose-active").with("delivery_stream", &stream.name));
        if stream.reads_a_stream() {
            ctx.schedule(0, Event::Poll { target: stream.target() });
        }
    }
}

impl DeliveryStream {
    /// As `DescribeDeliveryStream` answers.
    pub fn description(&self) -> DeliveryStreamDescription {
        let source = match &self.config.source {
            SourceConfig::DirectPut => None,
            SourceConfig::Stream { arn, role_arn } => Some(SourceDescription {
                kinesis_stream_source_description: KinesisStreamSourceDescription {
                    kinesis_stream_arn: arn.clone(),
                    role_arn: role_arn.clone(),
                    delivery_start_timestamp: self.reader.started,
                },
            }),
        };
        DeliveryStreamDescription {
            delivery_stream_name: self.name.to_string(),
            delivery_stream_arn: Arn::delivery_stream(&self.name),
            delivery_stream_status: self.status.name().into(),
            delivery_stream_type: self.config.source.type_name().into(),
            version_id: self.version.to_string(),
            delivery_stream_encryption_configuration: self.encryption.describe(),
            create_timestamp: self.created,
            last_update_timestamp: self.updated.map(|(_, date)| date),
            source,
            destinations: vec![self.config.describe()],
            has_more_destinations: false,
        }
    }
}

pub(super) fn check_name(name: &str) -> Result<(), AwsError> {
    errors::check_chars(name, &NAME_CHARS, "deliveryStreamName")?;
    if name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c)) {
        return Ok(());
    }
    Err(errors::pattern(name, "deliveryStreamName", "[a-zA-Z0-9_.-]+"))
}

/// Each role must exist and trust Firehose.
fn check_roles(config: &Config, ctx: &mut Ctx<'_, Event>) -> Result<(), AwsError> {
    for role in config.roles() {
        if ctx.assume(role).is_err() {
            let message = format!("Firehose is unable to assume role {role}. Please check the role provided.");
            return Err(errors::invalid(message));
        }
    }
    Ok(())
}

/// The source must exist, and its role be allowed to look at it.
fn check_source(config: &Config, ctx: &mut Ctx<'_, Event>) -> Result<(), AwsError> {
    let SourceConfig::Stream { arn, role_arn } = &config.source else { return Ok(()) };
    let role = ctx.assume(role_arn)?;
    let request = ListShards { stream_arn: Some(arn.clone()), max_results: Some(1), ..Default::default() };
    match ctx.call(&role, request) {
        Err(error) if error.code == "ResourceNotFoundException" || error.code == "AccessDeniedException" => {
            Err(errors::invalid(error.message))
        }
        _ => Ok(()),
    }
}

/// The table of a conversion must exist and have columns of types that are known, and the schema's role be allowed to look at it.
fn check_schema(config: &Config, ctx: &mut Ctx<'_, Event>) -> Result<(), AwsError> {
    let Some(conversion) = config.conversion() else { return Ok(()) };
    let found = apart(|| crate::deliver::columns(conversion, ctx));
    found.map(|_| ()).map_err(|error| {
        if error.code == crate::deliver::INVALID_SCHEMA {
            return errors::invalid(error.message);
        }
        let role = &conversion.role_arn;
        errors::invalid(format!(
            "Access was denied or the schema was not found when calling Glue with role {role}: {error}"
        ))
    })
}
