//! The operations, by resource, and what they share.

mod analyses;
mod data_sets;
mod data_sources;
mod ingestions;

use crate::Event;
use crate::limits::{CREATION_US, PAGE_MAX};
use crate::state::QuickSight;
use api::quicksight::{Request, ResourceStatus, Response};
use api::{ACCOUNT_ID, AwsError};
use service::{Ctx, apart};
use sim::Time;

impl QuickSight {
    pub(crate) fn serve(&mut self, request: Request, ctx: &mut Ctx<'_, Event>) -> Result<Response, AwsError> {
        Ok(match request {
            Request::CreateDataSource(r) => Response::CreateDataSource(apart(|| self.create_data_source(r, ctx))?),
            Request::DescribeDataSource(r) => {
                Response::DescribeDataSource(apart(|| self.describe_data_source(&r, ctx))?)
            }
            Request::ListDataSources(r) => Response::ListDataSources(apart(|| self.list_data_sources(&r, ctx))?),
            Request::DeleteDataSource(r) => Response::DeleteDataSource(apart(|| self.delete_data_source(&r))?),
            Request::CreateDataSet(r) => Response::CreateDataSet(apart(|| self.create_data_set(r, ctx))?),
            Request::DescribeDataSet(r) => Response::DescribeDataSet(apart(|| self.describe_data_set(&r, ctx))?),
            Request::ListDataSets(r) => Response::ListDataSets(apart(|| self.list_data_sets(&r, ctx))?),
            Request::DeleteDataSet(r) => Response::DeleteDataSet(apart(|| self.delete_data_set(&r))?),
            Request::CreateIngestion(r) => Response::CreateIngestion(apart(|| self.create_ingestion(&r, ctx))?),
            Request::DescribeIngestion(r) => Response::DescribeIngestion(apart(|| self.describe_ingestion(&r))?),
            Request::ListIngestions(r) => Response::ListIngestions(apart(|| self.list_ingestions(&r))?),
            Request::CreateAnalysis(r) => Response::CreateAnalysis(apart(|| self.create_analysis(r, ctx))?),
            Request::DescribeAnalysis(r) => Response::DescribeAnalysis(apart(|| self.describe_analysis(&r, ctx))?),
            Request::DescribeAnalysisDefinition(r) => {
                Response::DescribeAnalysisDefinition(apart(|| self.describe_analysis_definition(&r, ctx))?)
            }
            Request::UpdateAnalysis(r) => Response::UpdateAnalysis(apart(|| self.update_analysis(r, ctx))?),
            Request::ListAnalyses(r) => Response::ListAnalyses(apart(|| self.list_analyses(&r, ctx))?),
            Request::DeleteAnalysis(r) => Response::DeleteAnalysis(apart(|| self.delete_analysis(&r))?),
        })
    }
}

fn check_account(id: &str) -> Result<(), AwsError> {
    if id == ACCOUNT_ID { Ok(()) } else { Err(invalid(format!("AwsAccountId '{id}' is not this account's"))) }
}

/// An id of letters, digits, `_` and `-`.
fn check_id(id: &str, member: &str, chars_max: usize) -> Result<(), AwsError> {
    let legal = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if id.is_empty() || id.len() > chars_max || !id.chars().all(legal) {
        let message = format!("{member} '{id}' must have 1 to {chars_max} letters, digits, underscores and hyphens");
        return Err(invalid(message));
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), AwsError> {
    let chars = name.chars().count();
    if (1..=128).contains(&chars) { Ok(()) } else { Err(invalid("Name must have 1 to 128 characters")) }
}

/// One page of what is listed by id.
fn page<T>(
    items: impl Iterator<Item = (String, T)>,
    token: Option<&str>,
    size: Option<i64>,
) -> Result<(Vec<T>, Option<String>), AwsError> {
    let size = size.unwrap_or(PAGE_MAX);
    if !(1..=PAGE_MAX).contains(&size) {
        return Err(invalid(format!("MaxResults must be between 1 and {PAGE_MAX}")));
    }
    let size = usize::try_from(size).unwrap_or(1);
    let mut rest = items.skip_while(|(id, _)| token.is_some_and(|token| id != token)).peekable();
    if token.is_some() && rest.peek().is_none() {
        return Err(AwsError::new("InvalidNextTokenException", "The NextToken value isn't valid."));
    }
    let taken = rest.by_ref().take(size).map(|(_, item)| item).collect();
    Ok((taken, rest.next().map(|(id, _)| id)))
}

/// Where something stands that was made, or changed, at `since`.
fn status(since: Time, changed: bool, now: Time) -> ResourceStatus {
    match (now - since < CREATION_US, changed) {
        (true, false) => ResourceStatus::CreationInProgress,
        (true, true) => ResourceStatus::UpdateInProgress,
        (false, false) => ResourceStatus::CreationSuccessful,
        (false, true) => ResourceStatus::UpdateSuccessful,
    }
}

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidParameterValueException", message)
}

fn not_found(kind: &str, id: &str) -> AwsError {
    AwsError::new("ResourceNotFoundException", format!("{kind} {id} is not found")).with_status(404)
}

fn exists(kind: &str, id: &str) -> AwsError {
    AwsError::new("ResourceExistsException", format!("{kind} {id} already exists")).with_status(409)
}
