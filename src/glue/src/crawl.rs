//! A crawl: after a start-up delay it lists the objects of its paths and reads some of each folder, as its role and
//! through the door; an engine says what is in them; folders become tables and partitions; the catalog is
//! written; the crawler stops.

mod glob;
mod group;
mod schema;
mod write;

pub(crate) use glob::glob_problem;

use crate::limits::{
    OBJECTS_MAX, READ_BASE_US, READ_BYTES_PER_US, READ_FILE_US, READ_PAGE_US, READ_US_MAX, SAMPLE_SIZE_DEFAULT,
    STOP_SPREAD_US, STOP_US,
};
use crate::prices::{CRAWL_DPUS, CRAWL_SECONDS_MIN, CRAWLER_DPU_HOUR};
use crate::state::{CrawlerSpec, Ending, Glue, role_arn};
use api::glue::{CrawlerState, LastCrawlInfo, LastCrawlStatus, S3Target};
use api::{AwsError, Principal, s3};
use group::{Folder, Seen};
use jobs::lake;
use service::{Ctx, Note};
use sim::JobId;
use std::sync::Arc;

/// What the service schedules for itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A crawl has started up and reads.
    Begin {
        /// The crawler.
        crawler: String,
        /// Which of its runs.
        run: u64,
    },
    /// A crawl has stopped.
    Done {
        /// The crawler.
        crawler: String,
        /// Which of its runs.
        run: u64,
    },
}

/// What a crawl reads.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub paths: Vec<Path>,
    pub objects: u64,
    pub objects_read: u64,
}

/// One include path.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    pub bucket: String,
    pub root: Folder,
}

impl Glue {
    pub(crate) fn begin_crawl(&mut self, crawler: &str, run: u64, ctx: &mut Ctx<'_, Event>) {
        if !self.is_current(crawler, run) {
            return;
        }
        let Some(spec) = self.crawlers.get(crawler).map(|entry| entry.spec.clone()) else { return };
        match read(&spec, ctx) {
            Err(message) => self.stop(crawler, LastCrawlStatus::Failed, Some(message), ctx),
            Ok((reading, files, _)) if files.is_empty() => {
                self.finish_reading(crawler, &reading, &[], ctx);
            }
            Ok((reading, files, duration_us)) => {
                let inspect = lake::Request::Inspect(lake::Inspect { files });
                let job = ctx.job(duration_us, jobs::Request::Lake(inspect));
                self.jobs.insert(job.0, (crawler.to_owned(), run));
                if let Some(entry) = self.crawlers.get_mut(crawler) {
                    entry.next = Some(ctx.now() + duration_us);
                    entry.reading = Some(Arc::new(reading));
                }
            }
        }
    }

    pub(crate) fn files_inspected(
        &mut self,
        job: JobId,
        answer: &Result<jobs::Answer, jobs::Failure>,
        ctx: &mut Ctx<'_, Event>,
    ) {
        let Some((crawler, run)) = self.jobs.remove(&job.0) else { return };
        if !self.is_current(&crawler, run) {
            return;
        }
        let Some(reading) = self.crawlers.get(&crawler).and_then(|entry| entry.reading.clone()) else { return };
        match answer {
            Ok(jobs::Answer::Lake(lake::Answer::Inspected(inspected))) => {
                self.finish_reading(&crawler, &reading, inspected, ctx);
            }
            Ok(_) => {
                let message = "Internal Service Exception: the classifiers gave no answer";
                self.stop(&crawler, LastCrawlStatus::Failed, Some(message.into()), ctx);
            }
            Err(failure) => {
                let message = format!("Internal Service Exception: {}", failure.reason);
                self.stop(&crawler, LastCrawlStatus::Failed, Some(message), ctx);
            }
        }
    }

    fn finish_reading(
        &mut self,
        crawler: &str,
        reading: &Reading,
        inspected: &[lake::Inspected],
        ctx: &mut Ctx<'_, Event>,
    ) {
        for seen in inspected.iter().filter_map(|seen| seen.problem.as_ref()).take(3) {
            ctx.note(Note::warning("glue-file-problem").with("crawler", crawler).with("problem", seen));
        }
        self.write_catalog(crawler, reading, inspected, ctx);
        self.stop(crawler, LastCrawlStatus::Succeeded, None, ctx);
    }

    fn stop(&mut self, crawler: &str, status: LastCrawlStatus, message: Option<String>, ctx: &mut Ctx<'_, Event>) {
        let delay = STOP_US + ctx.draw_below("crawl", STOP_SPREAD_US);
        let Some(entry) = self.crawlers.get_mut(crawler) else { return };
        entry.state = CrawlerState::Stopping;
        entry.next = Some(ctx.now() + delay);
        entry.reading = None;
        entry.ending = Some(Ending { status, message });
        ctx.schedule(delay, Event::Done { crawler: crawler.to_owned(), run: entry.runs });
    }

    pub(crate) fn end_crawl(&mut self, crawler: &str, run: u64, ctx: &mut Ctx<'_, Event>) {
        if !self.is_current(crawler, run) {
            return;
        }
        let prefix = format!("{:016x}", ctx.draw("crawl-id"));
        let Some(entry) = self.crawlers.get_mut(crawler) else { return };
        let Some(ending) = entry.ending.take() else { return };
        let started = entry.started.take().unwrap_or(ctx.now());
        entry.state = CrawlerState::Ready;
        entry.next = None;
        entry.summary.seconds = (ctx.now() - started).div_ceil(1_000_000);
        entry.last = Some(LastCrawlInfo {
            status: ending.status,
            error_message: ending.message.clone(),
            log_group: "/aws-glue/crawlers".into(),
            log_stream: crawler.to_owned(),
            message_prefix: prefix,
            start_time: ctx.date_of(started),
        });
        let summary = entry.summary;
        let billed_seconds = summary.seconds.max(CRAWL_SECONDS_MIN);
        ctx.charge(&CRAWLER_DPU_HOUR, billed_seconds as f64 / 3_600.0 * CRAWL_DPUS);
        let metrics = [
            ("TablesCreated", u64::from(summary.tables_created)),
            ("TablesUpdated", u64::from(summary.tables_updated)),
            ("TablesDeleted", u64::from(summary.tables_deleted)),
            ("PartitionsCreated", u64::from(summary.partitions_created)),
            ("CrawlSeconds", summary.seconds),
        ];
        for (name, value) in metrics {
            ctx.metric("AWS/Glue", name, ("CrawlerName", crawler), value as f64);
        }
        let note = match ending.status {
            LastCrawlStatus::Succeeded => Note::info("glue-crawl-finished"),
            LastCrawlStatus::Cancelled => Note::warning("glue-crawl-cancelled"),
            LastCrawlStatus::Failed => Note::error("glue-crawl-failed"),
        };
        ctx.note(
            note.with("crawler", crawler)
                .with("created", summary.tables_created)
                .with("updated", summary.tables_updated)
                .with("partitions", summary.partitions_created)
                .with("reason", ending.message.unwrap_or_default()),
        );
    }
}

/// Lists and reads. Answers what was listed, the files for the engine, and how long that takes.
fn read(spec: &CrawlerSpec, ctx: &mut Ctx<'_, Event>) -> Result<(Reading, Vec<lake::File>, u64), String> {
    let role = ctx
        .assume(&role_arn(&spec.role))
        .map_err(|_| "Service is unable to assume provided role. Please verify role's TrustPolicy".to_owned())?;
    let mut reading = Reading { paths: Vec::new(), objects: 0, objects_read: 0 };
    let mut files = Vec::new();
    let (mut pages, mut bytes_read) = (0_u64, 0_u64);
    for target in &spec.targets.s3_targets {
        let (path, path_pages) = list(target, &role, ctx)?;
        pages += path_pages;
        let (bucket, mut root) = path;
        let sample_size = target.sample_size.unwrap_or(SAMPLE_SIZE_DEFAULT);
        let mut chosen = Vec::new();
        root.sample(usize::try_from(sample_size).unwrap_or(1), &mut chosen);
        let offset = files.len();
        root.shift_samples(offset);
        for key in chosen {
            let get = s3::GetObject { bucket: bucket.clone(), key: key.clone(), ..s3::GetObject::default() };
            let body = ctx.call(&role, get).map_err(|error| s3_failure(&error, &bucket, &key))?.body.0;
            bytes_read += body.len() as u64;
            let content = ctx.keep(&body);
            let path = format!("s3://{bucket}/{key}");
            let bytes = body.len() as u64;
            files.push(lake::File { path, content, bytes, partition: Default::default() });
        }
        reading.objects += root.objects();
        reading.paths.push(Path { bucket, root });
    }
    reading.objects_read = files.len() as u64;
    let duration_us = READ_BASE_US
        + pages * READ_PAGE_US
        + reading.objects_read * READ_FILE_US
        + bytes_read / READ_BYTES_PER_US
        + ctx.draw_below("crawl", READ_BASE_US / 2);
    Ok((reading, files, duration_us.min(READ_US_MAX)))
}

/// The folder of one target, and how many pages its listing had.
fn list(target: &S3Target, role: &Principal, ctx: &mut Ctx<'_, Event>) -> Result<((String, Folder), u64), String> {
    let path = target.path.as_deref().unwrap_or("");
    let Some((bucket, prefix)) = s3_location(path) else { return Err(format!("Invalid S3 path '{path}'")) };
    let folder = if prefix.is_empty() || prefix.ends_with('/') { prefix.to_owned() } else { format!("{prefix}/") };
    let mut objects = Vec::new();
    let (mut pages, mut token) = (0, None);
    loop {
        let list = s3::ListObjectsV2 {
            bucket: bucket.to_owned(),
            prefix: Some(prefix.to_owned()),
            continuation_token: token.take(),
            ..s3::ListObjectsV2::default()
        };
        let page = ctx.call(role, list).map_err(|error| s3_failure(&error, bucket, prefix))?;
        pages += 1;
        for object in page.contents {
            let inside = object.key.strip_prefix(&folder);
            let excluded = inside.is_none_or(|name| target.exclusions.iter().any(|glob| glob::glob(glob, name)));
            if !excluded && object.size > 0 && !is_hidden(inside.unwrap_or("")) {
                objects.push(Seen { key: object.key, bytes: object.size, sample: None });
            }
        }
        if objects.len() > OBJECTS_MAX {
            return Err(format!("more than {OBJECTS_MAX} objects under '{path}', which is more than is modelled"));
        }
        token = page.next_continuation_token;
        if token.is_none() {
            break;
        }
    }
    let name = folder.trim_end_matches('/').rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(bucket);
    Ok(((bucket.to_owned(), Folder::new(name, &folder, objects)), pages))
}

/// Folder markers, and names that readers of tables ignore: those that begin with `_` or `.`.
fn is_hidden(name: &str) -> bool {
    name.ends_with('/') || name.split('/').any(|part| part.starts_with(['_', '.']))
}

/// What a crawler's log says of a failed request.
fn s3_failure(error: &AwsError, bucket: &str, key: &str) -> String {
    match error.code.as_ref() {
        "AccessDenied" => format!(
            "Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied) for s3://{bucket}/{key}: {}",
            error.message
        ),
        code => format!(
            "{} (Service: Amazon S3; Status Code: {}; Error Code: {code}) for s3://{bucket}/{key}",
            error.message, error.status
        ),
    }
}

/// Bucket and prefix of `s3://BUCKET/PREFIX`.
pub(crate) fn s3_location(path: &str) -> Option<(&str, &str)> {
    let rest = path.strip_prefix("s3://").or_else(|| path.strip_prefix("s3a://"))?;
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    (!bucket.is_empty()).then_some((bucket, prefix))
}
