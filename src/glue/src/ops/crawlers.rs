//! Crawlers: making, starting, stopping, looking. What a crawl does stands in `crawl`.

use super::{check_name, exists, invalid, not_found, page, too_many};
use crate::crawl::{Event, glob_problem, s3_location};
use crate::limits::{
    CRAWLERS_MAX, PAGE_MAX, SAMPLE_SIZE_MAX, START_SPREAD_US, START_US, STOP_SPREAD_US, STOP_US, TABLE_PREFIX_CHARS_MAX,
};
use crate::state::{CrawlSummary, CrawlerEntry, CrawlerSpec, Ending, Glue, role_arn};
use api::AwsError;
use api::glue::{
    Crawler, CrawlerMetrics, CrawlerState, CreateCrawler, CreateCrawlerOutput, DeleteCrawler, DeleteCrawlerOutput,
    GetCrawler, GetCrawlerMetrics, GetCrawlerMetricsOutput, GetCrawlerOutput, GetCrawlers, GetCrawlersOutput,
    LastCrawlStatus, RecrawlBehavior, RecrawlPolicy, S3Target, SchemaChangePolicy, StartCrawler, StartCrawlerOutput,
    StopCrawler, StopCrawlerOutput,
};
use service::{Ctx, Note};
use std::sync::Arc;

impl Glue {
    pub(super) fn create_crawler(
        &mut self,
        request: CreateCrawler,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<CreateCrawlerOutput, AwsError> {
        check_name(&request.name, "name")?;
        if self.crawlers.contains_key(&request.name) {
            return Err(exists(format!("Crawler {} already exists", request.name)));
        }
        if self.crawlers.len() >= CRAWLERS_MAX {
            return Err(too_many("crawlers"));
        }
        check_targets(&request.targets.s3_targets)?;
        if request.table_prefix.as_ref().is_some_and(|prefix| prefix.chars().count() > TABLE_PREFIX_CHARS_MAX) {
            let constraint = "Member must have length less than or equal to 128";
            return Err(AwsError::constraint(request.table_prefix.as_deref().unwrap_or(""), "tablePrefix", constraint));
        }
        let Some(database) = request.database_name.filter(|name| !name.is_empty()) else {
            return Err(invalid("DatabaseName is required for a crawler with S3 targets."));
        };
        let database = check_name(&database, "databaseName")?;
        let recrawl = request.recrawl_policy.and_then(|policy| policy.recrawl_behavior).unwrap_or_default();
        if recrawl == RecrawlBehavior::CrawlEventMode {
            return Err(invalid("RecrawlBehavior CRAWL_EVENT_MODE is not modelled yet: it needs an SQS queue."));
        }
        ctx.assume(&role_arn(&request.role))
            .map_err(|_| invalid("Service is unable to assume provided role. Please verify role's TrustPolicy"))?;
        let policy = request.schema_change_policy.unwrap_or_default();
        let spec = CrawlerSpec {
            name: request.name.clone(),
            role: request.role,
            database,
            description: request.description,
            targets: request.targets,
            table_prefix: request.table_prefix,
            schema_change_policy: SchemaChangePolicy {
                update_behavior: Some(policy.update_behavior.unwrap_or_default()),
                delete_behavior: Some(policy.delete_behavior.unwrap_or_default()),
            },
            recrawl_policy: RecrawlPolicy { recrawl_behavior: Some(recrawl) },
            created: ctx.date(),
        };
        let entry = CrawlerEntry {
            spec: Arc::new(spec),
            state: CrawlerState::Ready,
            runs: 0,
            started: None,
            next: None,
            last: None,
            summary: CrawlSummary::default(),
            reading: None,
            ending: None,
        };
        self.crawlers.insert(request.name, entry);
        Ok(CreateCrawlerOutput {})
    }

    pub(super) fn get_crawler(&self, request: &GetCrawler, ctx: &Ctx<'_, Event>) -> Result<GetCrawlerOutput, AwsError> {
        let entry = self.crawlers.get(&request.name).ok_or_else(|| no_crawler(&request.name))?;
        Ok(GetCrawlerOutput { crawler: shown(entry, ctx) })
    }

    pub(super) fn get_crawlers(
        &self,
        request: &GetCrawlers,
        ctx: &Ctx<'_, Event>,
    ) -> Result<GetCrawlersOutput, AwsError> {
        let (crawlers, next_token) = page(
            self.crawlers.values().map(|entry| shown(entry, ctx)),
            |crawler| crawler.name.clone(),
            request.next_token.as_deref(),
            request.max_results,
            PAGE_MAX,
        )?;
        Ok(GetCrawlersOutput { crawlers, next_token })
    }

    pub(super) fn get_crawler_metrics(&self, request: &GetCrawlerMetrics) -> GetCrawlerMetricsOutput {
        let wanted = |name: &String| request.crawler_name_list.as_ref().is_none_or(|names| names.contains(name));
        let crawlers = self.crawlers.iter().filter(|(name, _)| wanted(name));
        let metrics = crawlers.map(|(name, entry)| CrawlerMetrics {
            crawler_name: name.clone(),
            time_left_seconds: 0,
            still_estimating: entry.state != CrawlerState::Ready,
            last_runtime_seconds: entry.summary.seconds,
            median_runtime_seconds: entry.summary.seconds,
            tables_created: entry.summary.tables_created,
            tables_updated: entry.summary.tables_updated,
            tables_deleted: entry.summary.tables_deleted,
        });
        GetCrawlerMetricsOutput { crawler_metrics_list: metrics.collect() }
    }

    pub(super) fn start_crawler(
        &mut self,
        request: &StartCrawler,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<StartCrawlerOutput, AwsError> {
        let entry = self.crawlers.get_mut(&request.name).ok_or_else(|| no_crawler(&request.name))?;
        if entry.state != CrawlerState::Ready {
            let message = format!("Crawler with name {} has already started", request.name);
            return Err(AwsError::new("CrawlerRunningException", message));
        }
        let delay = START_US + ctx.draw_below("crawl", START_SPREAD_US);
        entry.state = CrawlerState::Running;
        entry.runs += 1;
        entry.started = Some(ctx.now());
        entry.next = Some(ctx.now() + delay);
        entry.summary = CrawlSummary { seconds: entry.summary.seconds, ..CrawlSummary::default() };
        ctx.schedule(delay, Event::Begin { crawler: request.name.clone(), run: entry.runs });
        ctx.note(Note::info("glue-crawl-started").with("crawler", &request.name));
        Ok(StartCrawlerOutput {})
    }

    pub(super) fn stop_crawler(
        &mut self,
        request: &StopCrawler,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<StopCrawlerOutput, AwsError> {
        let entry = self.crawlers.get_mut(&request.name).ok_or_else(|| no_crawler(&request.name))?;
        match entry.state {
            CrawlerState::Ready => {
                let message = format!("Crawler with name {} isn't running", request.name);
                return Err(AwsError::new("CrawlerNotRunningException", message));
            }
            CrawlerState::Stopping => {
                let message = format!("Crawler with name {} is already stopping", request.name);
                return Err(AwsError::new("CrawlerStoppingException", message));
            }
            CrawlerState::Running => {}
        }
        let delay = STOP_US + ctx.draw_below("crawl", STOP_SPREAD_US);
        // A new number: what the stopped crawl still awaits is out of date.
        entry.runs += 1;
        entry.state = CrawlerState::Stopping;
        entry.next = Some(ctx.now() + delay);
        entry.reading = None;
        entry.ending = Some(Ending { status: LastCrawlStatus::Cancelled, message: None });
        ctx.schedule(delay, Event::Done { crawler: request.name.clone(), run: entry.runs });
        Ok(StopCrawlerOutput {})
    }

    pub(super) fn delete_crawler(&mut self, request: &DeleteCrawler) -> Result<DeleteCrawlerOutput, AwsError> {
        let entry = self.crawlers.get(&request.name).ok_or_else(|| no_crawler(&request.name))?;
        if entry.state != CrawlerState::Ready {
            let message = format!("Crawler with name {} is running", request.name);
            return Err(AwsError::new("CrawlerRunningException", message));
        }
        self.crawlers.remove(&request.name);
        Ok(DeleteCrawlerOutput {})
    }
}

fn shown(entry: &CrawlerEntry, ctx: &Ctx<'_, Event>) -> Crawler {
    let spec = &entry.spec;
    let elapsed_us = entry.started.map_or(0, |started| ctx.now() - started);
    Crawler {
        name: spec.name.clone(),
        role: spec.role.clone(),
        targets: spec.targets.clone(),
        database_name: Some(spec.database.clone()),
        description: spec.description.clone(),
        classifiers: Vec::new(),
        recrawl_policy: spec.recrawl_policy.clone(),
        schema_change_policy: spec.schema_change_policy.clone(),
        state: entry.state,
        table_prefix: spec.table_prefix.clone(),
        crawl_elapsed_time: i64::try_from(elapsed_us / 1_000).unwrap_or(i64::MAX),
        creation_time: spec.created,
        last_updated: spec.created,
        last_crawl: entry.last.clone(),
        version: 1,
    }
}

fn check_targets(targets: &[S3Target]) -> Result<(), AwsError> {
    if targets.is_empty() {
        return Err(invalid("At least one crawl target must be specified."));
    }
    for target in targets {
        let path = target.path.as_deref().unwrap_or("");
        if s3_location(path).is_none() {
            return Err(invalid(format!("Invalid S3 path '{path}': expected s3://BUCKET/PREFIX/")));
        }
        if let Some(problem) = target.exclusions.iter().find_map(|pattern| glob_problem(pattern)) {
            return Err(invalid(problem));
        }
        if target.sample_size.is_some_and(|size| !(1..=SAMPLE_SIZE_MAX).contains(&size)) {
            return Err(invalid("SampleSize must be between 1 and 249."));
        }
    }
    Ok(())
}

fn no_crawler(name: &str) -> AwsError {
    not_found(format!("Crawler entry with name {name} does not exist"))
}
