//! Registering, describing and listing consumers.

use super::shards::check_token_age;
use super::tags::{check_new, check_tags};
use super::{
    check_arn_length, check_stream_arn, exceeded, in_use, invalid, kinesis_arn, missing, not_found, not_serving, target,
};
use crate::consumers::{Consumer, ConsumerStatus};
use crate::limits;
use crate::state::{Kinesis, Stream};
use crate::token::Token;
use crate::validate::{CONSUMER_ARN_PATTERN, Checks};
use crate::{Ctx, Event};
use api::kinesis::{
    self, DeregisterStreamConsumer, DescribeStreamConsumer, DescribeStreamConsumerOutput, ListStreamConsumers,
    ListStreamConsumersOutput, NoOutput, RegisterStreamConsumer, RegisterStreamConsumerOutput,
};
use api::{ACCOUNT_ID, AwsError, Timestamp};
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

/// A consumer, as its ARN names it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named<'a> {
    stream: &'a str,
    consumer: &'a str,
    /// Its ARN, where it was named by that.
    arn: Option<&'a str>,
}

/// The consumer in a consumer's ARN; of any account, should it be one.
pub(crate) fn consumer_in_arn(arn: &str) -> Option<Named<'_>> {
    let fits = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
    let (_, resource) = kinesis_arn(arn)?;
    let (stream, rest) = resource.strip_prefix("stream/")?.split_once("/consumer/")?;
    let (consumer, created_s) = rest.rsplit_once(':')?;
    let has_digits = !created_s.is_empty() && created_s.bytes().all(|digit| digit.is_ascii_digit());
    (fits(stream) && fits(consumer) && has_digits).then_some(Named { stream, consumer, arn: Some(arn) })
}

/// The ARN that a call about a consumer is to be allowed on.
pub(crate) fn arn_of_consumer(
    kinesis: &Kinesis,
    stream_arn: Option<&str>,
    name: Option<&str>,
    arn: Option<&str>,
) -> String {
    if let Some(arn) = arn {
        return arn.to_owned();
    }
    let stream = stream_arn.and_then(|arn| target(None, Some(arn)).ok()).and_then(|name| kinesis.streams.get(name));
    let consumer = stream.zip(name).and_then(|(stream, name)| Some(stream.consumers.get(name)?.arn(&stream.name)));
    consumer.unwrap_or_else(|| stream_arn.unwrap_or("*").to_owned())
}

impl Kinesis {
    pub(crate) fn register_consumer(
        &mut self,
        request: RegisterStreamConsumer,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<RegisterStreamConsumerOutput, AwsError> {
        let mut checks = Checks::default();
        check_stream_arn(&mut checks, &request.stream_arn);
        checks.name(&request.consumer_name, "consumerName");
        if let Some(tags) = &request.tags {
            check_tags(&mut checks, tags);
        }
        checks.finish()?;
        let name = target(None, Some(&request.stream_arn))?;
        let (now, date) = (ctx.now(), ctx.date());
        let stream = self.find_ready(name)?;
        let wanted = request.consumer_name;
        if stream.consumers.contains_key(wanted.as_str()) {
            return Err(in_use(format!(
                "Consumer {wanted} under stream {name} in account {ACCOUNT_ID} already exists."
            )));
        }
        check_more(stream)?;
        let tags = request.tags.unwrap_or_default();
        check_new(&tags, &format!("consumer {wanted}"))?;
        let consumer = Consumer {
            name: wanted.as_str().into(),
            created: now,
            created_s: date.0 / 1_000,
            status: ConsumerStatus::Creating,
            tags: Arc::new(tags),
            subscriptions: BTreeMap::new(),
        };
        let described = describe(&consumer, stream, None);
        schedule(stream, &consumer, ctx);
        stream.consumers.insert(consumer.name.clone(), consumer);
        Ok(RegisterStreamConsumerOutput { consumer: described })
    }

    pub(crate) fn deregister_consumer(
        &mut self,
        request: DeregisterStreamConsumer,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<NoOutput, AwsError> {
        let DeregisterStreamConsumer { stream_arn, consumer_name, consumer_arn } = &request;
        let named = check_named(stream_arn.as_deref(), consumer_name.as_deref(), consumer_arn.as_deref())?;
        let consumer = self.find_consumer(&named)?;
        if consumer.status != ConsumerStatus::Active {
            return Err(not_active(consumer, named.stream));
        }
        consumer.status = ConsumerStatus::Deleting;
        let name = consumer.name.clone();
        let stream = self.find_mut(named.stream)?;
        stream.close_pipes(Some(&name), &no_consumer(&named), ctx);
        if let Some(consumer) = stream.consumers.get(&name) {
            schedule(stream, consumer, ctx);
        }
        Ok(NoOutput {})
    }

    pub(crate) fn describe_consumer(
        &mut self,
        request: DescribeStreamConsumer,
    ) -> Result<DescribeStreamConsumerOutput, AwsError> {
        let DescribeStreamConsumer { stream_arn, consumer_name, consumer_arn } = &request;
        let named = check_named(stream_arn.as_deref(), consumer_name.as_deref(), consumer_arn.as_deref())?;
        let name = self.find_consumer(&named)?.name.clone();
        let stream = self.find(named.stream)?;
        let consumer = stream.consumers.get(&name).ok_or_else(|| no_consumer(&named))?;
        Ok(DescribeStreamConsumerOutput { consumer_description: describe(consumer, stream, Some(stream.arn())) })
    }

    pub(crate) fn list_consumers(
        &self,
        request: ListStreamConsumers,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<ListStreamConsumersOutput, AwsError> {
        let mut checks = Checks::default();
        check_stream_arn(&mut checks, &request.stream_arn);
        checks.range(request.max_results, "maxResults", 1, limits::PAGE_MAX as i64);
        checks.token(request.next_token.as_deref());
        checks.finish()?;
        let name = target(None, Some(&request.stream_arn))?;
        let stream = self.find(name)?;
        if !stream.status.serves() {
            return Err(not_serving(stream));
        }
        if request.next_token.is_some() && request.stream_creation_timestamp.is_some() {
            return Err(invalid("NextToken and StreamCreationTimestamp cannot be provided together."));
        }
        if request.stream_creation_timestamp.is_some_and(|made| made.0 / 1_000 != stream.created_s()) {
            return Err(not_found(name));
        }
        let after = request.next_token.map(|token| read_token(&token, stream, ctx)).transpose()?;
        let from = after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let mut behind = stream.consumers.range::<str, _>((from, Bound::Unbounded)).map(|(_, consumer)| consumer);
        let most = request.max_results.map_or(limits::LIST_CONSUMERS_DEFAULT, |most| most as u64);
        let page: Vec<_> = behind.by_ref().take(most.min(limits::LIST_CONSUMERS_DEFAULT) as usize).collect();
        let last = page.last().filter(|_| behind.next().is_some());
        let next_token = last.map(|last| {
            let (text, created_us) = (format!("{name}/{}", last.name), stream.created.0);
            Token { stream: text, created_us, shard: 0, number: 0, issued_us: ctx.now().0 }.to_consumer_token()
        });
        let consumers = page.into_iter().map(|consumer| describe(consumer, stream, None)).collect();
        Ok(ListStreamConsumersOutput { consumers, next_token })
    }

    pub(crate) fn find_consumer(&mut self, named: &Named<'_>) -> Result<&mut Consumer, AwsError> {
        let missing = || no_consumer(named);
        let stream = self.streams.get_mut(named.stream).ok_or_else(missing)?;
        let consumer = stream.consumers.get_mut(named.consumer).ok_or_else(missing)?;
        // An ARN also says account, region and time of making: with another of these it is another consumer's.
        if named.arn.is_some_and(|arn| arn != consumer.arn(named.stream)) {
            return Err(missing());
        }
        Ok(consumer)
    }
}

impl Named<'_> {
    /// The stream's name.
    pub fn stream(&self) -> &str {
        self.stream
    }
}

/// The answer for a consumer that is not there.
fn no_consumer(named: &Named<'_>) -> AwsError {
    let (found, account) = match named.arn {
        Some(arn) => (arn.to_owned(), kinesis_arn(arn).map_or(ACCOUNT_ID, |(account, _)| account)),
        None => (format!("{} under stream {}", named.consumer, named.stream), ACCOUNT_ID),
    };
    missing(format!("Consumer {found}, account {account} not found."))
}

/// The answer for a consumer that is coming or going.
pub(super) fn not_active(consumer: &Consumer, stream: &str) -> AwsError {
    in_use(format!(
        "Consumer {} with creation timestamp {} under stream {stream} and account {ACCOUNT_ID} is not in ACTIVE status.",
        consumer.name, consumer.created_s
    ))
}

/// Checks a consumer's ARN, and reads it.
pub(super) fn check_consumer_arn<'a>(checks: &mut Checks, arn: &'a str) -> Option<Named<'a>> {
    let named = consumer_in_arn(arn);
    checks.pattern(named.is_some(), arn, "consumerARN", CONSUMER_ARN_PATTERN);
    check_arn_length(checks, arn, "consumerARN");
    named
}

/// The consumer that a request names by its ARN, by its stream and name, or by both.
fn check_named<'a>(
    stream_arn: Option<&'a str>,
    name: Option<&'a str>,
    arn: Option<&'a str>,
) -> Result<Named<'a>, AwsError> {
    let mut checks = Checks::default();
    if let Some(arn) = stream_arn {
        check_stream_arn(&mut checks, arn);
    }
    if let Some(name) = name {
        checks.name(name, "consumerName");
    }
    let by_arn = arn.and_then(|arn| check_consumer_arn(&mut checks, arn));
    checks.finish()?;
    let stream = stream_arn.map(|arn| target(None, Some(arn))).transpose()?;
    let named = match (by_arn, stream, name) {
        (Some(named), _, _) => named,
        (None, Some(stream), Some(consumer)) => Named { stream, consumer, arn: None },
        (None, _, _) => return Err(invalid("Must specify either ConsumerARN or both StreamARN and ConsumerName.")),
    };
    if stream.is_some_and(|stream| stream != named.stream) || name.is_some_and(|name| name != named.consumer) {
        return Err(invalid("ConsumerARN does not name the consumer that StreamARN and ConsumerName name."));
    }
    Ok(named)
}

fn check_more(stream: &Stream) -> Result<(), AwsError> {
    let name = &stream.name;
    if stream.consumers.len() >= limits::CONSUMERS_MAX {
        return Err(exceeded(format!(
            "Stream {name} under account {ACCOUNT_ID} has {} registered consumers, which is the most that is allowed.",
            limits::CONSUMERS_MAX
        )));
    }
    let creating = stream.consumers.values().filter(|consumer| consumer.status == ConsumerStatus::Creating).count();
    if creating >= limits::CONSUMERS_CREATING_MAX {
        return Err(exceeded(format!(
            "Stream {name} under account {ACCOUNT_ID} has {} consumers in CREATING status, which is the most that is \
             allowed.",
            limits::CONSUMERS_CREATING_MAX
        )));
    }
    Ok(())
}

fn schedule(stream: &Stream, consumer: &Consumer, ctx: &mut Ctx<'_, Event>) {
    let (name, created_us) = (stream.name.clone(), stream.created.0);
    let (consumer, consumer_created_us) = (consumer.name.clone(), consumer.created.0);
    ctx.schedule(limits::CONSUMER_US, Event::Consumer { stream: name, created_us, consumer, consumer_created_us });
}

fn describe(consumer: &Consumer, stream: &Stream, stream_arn: Option<String>) -> kinesis::Consumer {
    kinesis::Consumer {
        consumer_name: consumer.name.to_string(),
        consumer_arn: consumer.arn(&stream.name),
        consumer_status: consumer.status.name().into(),
        consumer_creation_timestamp: Timestamp(stream.start_epoch_ms + consumer.created.as_ms()),
        stream_arn,
    }
}

fn read_token(text: &str, stream: &Stream, ctx: &Ctx<'_, Event>) -> Result<String, AwsError> {
    let wrong = || invalid("Invalid NextToken.");
    let token = Token::from_consumer_token(text).ok_or_else(wrong)?;
    let (name, after) = token.stream.split_once('/').ok_or_else(wrong)?;
    if name != &*stream.name || token.created_us != stream.created.0 {
        return Err(wrong());
    }
    check_token_age(&token, ctx)?;
    Ok(after.to_owned())
}
