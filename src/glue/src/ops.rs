//! The operations, by resource, and what they share: names, pages, errors.

mod crawlers;
mod databases;
mod partitions;
mod tables;

use crate::crawl::Event;
use crate::limits::NAME_CHARS_MAX;
use crate::state::Glue;
use api::glue::{Request, Response};
use api::{ACCOUNT_ID, AwsError};
use service::{Caller, Ctx, apart};

pub(crate) use tables::{column_problem, new_table};

impl Glue {
    pub(crate) fn serve(
        &mut self,
        caller: &Caller,
        request: Request,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Response, AwsError> {
        let now = ctx.date();
        Ok(match request {
            Request::CreateDatabase(request) => Response::CreateDatabase(apart(|| self.create_database(request, now))?),
            Request::GetDatabase(request) => Response::GetDatabase(apart(|| self.get_database(&request))?),
            Request::DeleteDatabase(request) => Response::DeleteDatabase(apart(|| self.delete_database(&request))?),
            Request::GetDatabases(request) => Response::GetDatabases(apart(|| self.get_databases(&request))?),
            Request::CreateTable(request) => Response::CreateTable(apart(|| self.create_table(request, caller, now))?),
            Request::GetTable(request) => Response::GetTable(apart(|| self.get_table(&request))?),
            Request::DeleteTable(request) => Response::DeleteTable(apart(|| self.delete_table(&request))?),
            Request::GetTables(request) => Response::GetTables(apart(|| self.get_tables(&request))?),
            Request::UpdateTable(request) => Response::UpdateTable(apart(|| self.update_table(request, now))?),
            Request::CreatePartition(request) => {
                Response::CreatePartition(apart(|| self.create_partition(request, now))?)
            }
            Request::BatchCreatePartition(request) => {
                Response::BatchCreatePartition(apart(|| self.batch_create_partition(request, now))?)
            }
            Request::GetPartition(request) => Response::GetPartition(apart(|| self.get_partition(&request))?),
            Request::DeletePartition(request) => Response::DeletePartition(apart(|| self.delete_partition(&request))?),
            Request::GetPartitions(request) => Response::GetPartitions(apart(|| self.get_partitions(&request))?),
            Request::CreateCrawler(request) => Response::CreateCrawler(apart(|| self.create_crawler(request, ctx))?),
            Request::GetCrawler(request) => Response::GetCrawler(apart(|| self.get_crawler(&request, ctx))?),
            Request::GetCrawlers(request) => Response::GetCrawlers(apart(|| self.get_crawlers(&request, ctx))?),
            Request::GetCrawlerMetrics(request) => {
                Response::GetCrawlerMetrics(apart(|| self.get_crawler_metrics(&request)))
            }
            Request::StartCrawler(request) => Response::StartCrawler(apart(|| self.start_crawler(&request, ctx))?),
            Request::StopCrawler(request) => Response::StopCrawler(apart(|| self.stop_crawler(&request, ctx))?),
            Request::DeleteCrawler(request) => Response::DeleteCrawler(apart(|| self.delete_crawler(&request))?),
        })
    }
}

/// The catalog is this account's.
fn check_catalog(catalog: Option<&str>) -> Result<(), AwsError> {
    match catalog {
        Some(id) if id != ACCOUNT_ID => Err(not_found(format!("Catalog {id} not found."))),
        _ => Ok(()),
    }
}

/// A name in the catalog's form.
fn check_name(name: &str, member: &str) -> Result<String, AwsError> {
    let chars = name.chars().count();
    if chars == 0 {
        let constraint = "Member must have length greater than or equal to 1";
        return Err(AwsError::constraint(name, member, constraint));
    }
    if chars > NAME_CHARS_MAX {
        let constraint = "Member must have length less than or equal to 255";
        return Err(AwsError::constraint(name, member, constraint));
    }
    if name.chars().any(char::is_control) {
        return Err(invalid(format!("Name '{name}' contains a control character.")));
    }
    Ok(name.to_lowercase())
}

/// One page of what is listed by name: `key` gives the name that a token stands for.
fn page<T>(
    items: impl Iterator<Item = T>,
    key: impl Fn(&T) -> String,
    token: Option<&str>,
    size: Option<i64>,
    size_max: i64,
) -> Result<(Vec<T>, Option<String>), AwsError> {
    let size = size.unwrap_or(size_max);
    if size < 1 {
        let constraint = "Member must have value greater than or equal to 1";
        return Err(AwsError::constraint(&size.to_string(), "maxResults", constraint));
    }
    if size > size_max {
        let constraint = format!("Member must have value less than or equal to {size_max}");
        return Err(AwsError::constraint(&size.to_string(), "maxResults", &constraint));
    }
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let mut rest = items.skip_while(|item| token.is_some_and(|token| key(item).as_str() < token));
    let mut taken = Vec::new();
    while taken.len() < size {
        match rest.next() {
            Some(item) => taken.push(item),
            None => return Ok((taken, None)),
        }
    }
    let next = rest.next().map(|item| key(&item));
    Ok((taken, next))
}

fn not_found(message: impl Into<String>) -> AwsError {
    AwsError::new("EntityNotFoundException", message)
}

fn exists(message: impl Into<String>) -> AwsError {
    AwsError::new("AlreadyExistsException", message)
}

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidInputException", message)
}

fn too_many(what: &str) -> AwsError {
    AwsError::new("ResourceNumberLimitExceededException", format!("Number of {what} exceeds the limit."))
}
