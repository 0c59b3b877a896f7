//! Starting a query.

use super::{check_workgroup, invalid};
use crate::limits::{ACTIVE_QUERIES_MAX, QUERY_BYTES_MAX, QUEUE_SPREAD_US, QUEUE_US, TOKEN_CHARS};
use crate::run::Event;
use crate::state::{Athena, Output, PRIMARY, Query};
use api::athena::{QueryExecutionState, StartQueryExecution, StartQueryExecutionOutput, StatementType};
use api::{AwsError, s3};
use jobs::lake::Unfollowable;
use service::{Caller, Ctx, Note};
use std::sync::Arc;

impl Athena {
    pub(super) fn start_query_execution(
        &mut self,
        request: StartQueryExecution,
        caller: &Caller,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<StartQueryExecutionOutput, AwsError> {
        check_statement(&request.query_string)?;
        check_workgroup(request.work_group.as_deref())?;
        let context = request.query_execution_context.clone().unwrap_or_default();
        if let Some(catalog) = context.catalog.filter(|name| !name.eq_ignore_ascii_case("AwsDataCatalog")) {
            return Err(invalid(format!("Catalog '{catalog}' is not modelled: there is only AwsDataCatalog.")));
        }
        if let Some(known) = self.known_token(&request)? {
            return Ok(StartQueryExecutionOutput { query_execution_id: known });
        }
        let (bucket, prefix) = self.output_location(&request)?;
        if self.active >= ACTIVE_QUERIES_MAX {
            let message = "You have exceeded the limit for the number of queries you can run concurrently. Please reduce the number of concurrent queries submitted by this account.";
            return Err(AwsError::new("TooManyRequestsException", message));
        }
        let head = s3::HeadBucket { bucket: bucket.clone() };
        if ctx.call(&caller.principal, head).is_err_and(|error| error.status == 404) {
            return Err(invalid(format!("Unable to verify/create output bucket {bucket}")));
        }
        let id = uuid(ctx.draw("ids"), ctx.draw("ids"));
        let statement_type = statement_type(&request.query_string);
        let ending = if statement_type == StatementType::Dml { "csv" } else { "txt" };
        let query = Query {
            id: id.clone(),
            sql: request.query_string,
            database: context.database.map(|name| name.to_lowercase()),
            workgroup: PRIMARY.into(),
            output: Output { bucket, key: format!("{prefix}{id}.{ending}") },
            principal: caller.principal.clone(),
            state: QueryExecutionState::Queued,
            statement_type,
            kind: String::new(),
            reason: None,
            error: None,
            diagnostic: None,
            denial: None,
            submitted: ctx.now(),
            started: None,
            planned: None,
            engine_done: None,
            completed: None,
            file_bytes: 0,
            bytes_scanned: 0,
            bytes_billed: 0,
            rows_scanned: 0,
            result_bytes: 0,
            followable: Err(Unfollowable::NoSelect),
            rows: None,
            file: None,
        };
        self.queries.insert(id.clone(), Arc::new(query));
        self.order.push_back(id.clone());
        self.active += 1;
        if let Some(token) = request.client_request_token {
            self.tokens.insert(token, id.clone());
        }
        let delay = QUEUE_US + ctx.draw_below("run", QUEUE_SPREAD_US);
        ctx.schedule(delay, Event::Dequeue(id.clone()));
        ctx.note(Note::info("athena-query-started").with("query", &id));
        Ok(StartQueryExecutionOutput { query_execution_id: id })
    }

    /// The query that was started with this token, if one was.
    fn known_token(&self, request: &StartQueryExecution) -> Result<Option<String>, AwsError> {
        let Some(token) = request.client_request_token.as_deref() else { return Ok(None) };
        if !TOKEN_CHARS.contains(&token.chars().count()) {
            let constraint = "Member must have length between 32 and 128";
            return Err(invalid(AwsError::constraint(token, "clientRequestToken", constraint).message));
        }
        let Some(query) = self.tokens.get(token).and_then(|id| self.query(id)) else { return Ok(None) };
        let database = request.query_execution_context.as_ref().and_then(|context| context.database.as_deref());
        let same = query.sql == request.query_string && query.database == database.map(str::to_lowercase);
        if same { Ok(Some(query.id.clone())) } else { Err(invalid("Idempotent parameters do not match")) }
    }

    /// Bucket and prefix for the result.
    fn output_location(&self, request: &StartQueryExecution) -> Result<(String, String), AwsError> {
        let given = request.result_configuration.as_ref().and_then(|result| result.output_location.clone());
        let own = self.primary.output_location.clone();
        let location = if self.primary.enforced { own.or(given) } else { given.or(own) };
        let location = location.ok_or_else(|| {
            invalid("No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.")
        })?;
        output_place(&location)
    }
}

/// Bucket and prefix of an output location, the prefix with a `/` at its end.
pub(super) fn output_place(location: &str) -> Result<(String, String), AwsError> {
    let wrong = || invalid("outputLocation is not a valid S3 path.");
    let rest = location.strip_prefix("s3://").ok_or_else(wrong)?;
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let legal = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-._".contains(letter);
    if !(3..=63).contains(&bucket.len()) || !bucket.chars().all(legal) {
        return Err(wrong());
    }
    let slash = if prefix.is_empty() || prefix.ends_with('/') { "" } else { "/" };
    Ok((bucket.to_owned(), format!("{prefix}{slash}")))
}

fn check_statement(sql: &str) -> Result<(), AwsError> {
    let constraint = if sql.is_empty() {
        "Member must have length greater than or equal to 1"
    } else if sql.len() > QUERY_BYTES_MAX {
        "Member must have length less than or equal to 262144"
    } else {
        return Ok(());
    };
    let shown: String = sql.chars().take(40).collect();
    Err(invalid(AwsError::constraint(&shown, "queryString", constraint).message))
}

/// By the first word, before the statement is read.
fn statement_type(sql: &str) -> StatementType {
    let word = sql.trim_start().split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or("");
    match word.to_ascii_uppercase().as_str() {
        "EXPLAIN" | "SHOW" | "DESCRIBE" | "DESC" => StatementType::Utility,
        "CREATE" | "DROP" | "ALTER" | "MSCK" => StatementType::Ddl,
        _ => StatementType::Dml,
    }
}

/// A random UUID from 128 random bits.
fn uuid(high: u64, low: u64) -> String {
    let high = (high & !0xf000) | 0x4000;
    let low = (low & !(0b11 << 62)) | (0b10 << 62);
    let digits = format!("{high:016x}{low:016x}");
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or("");
    format!("{}-{}-{}-{}-{}", part(0..8), part(8..12), part(12..16), part(16..20), part(20..32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_random_uuids() {
        assert_eq!(uuid(u64::MAX, u64::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid(0, 0), "00000000-0000-4000-8000-000000000000");
    }

    #[test]
    fn a_place_ends_in_a_slash() {
        assert_eq!(output_place("s3://abc").ok(), Some(("abc".into(), String::new())));
        assert_eq!(output_place("s3://abc/x").ok(), Some(("abc".into(), "x/".into())));
        assert!(output_place("abc").is_err() && output_place("s3://A/").is_err());
    }
}
