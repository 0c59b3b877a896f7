//! What is behind a row of a result: a line of an object, or the rows of a group, which another query selects.
//!
//! Does not run that query; it is an ordinary one, with its place in the history and on the bill.

use crate::state::{Athena, Query, ResultRows};
use jobs::lake::{Groups, Unfollowable};
use sim::Time;

/// What is behind a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is a line of an object.
    Line {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// The line, from 0.
        line: u64,
    },
    /// It is made of several.
    Rows {
        /// The statement that selects them, the first 1,000.
        sql: String,
        /// What unqualified names in it belong to.
        database: Option<String>,
        /// How many there were, if the query counted them.
        count: Option<u64>,
        /// When the query looked which objects there are: what was put later is not behind the row.
        read: Time,
    },
}

/// Why it cannot be said what is behind a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// Because of the statement.
    Statement(Unfollowable),
    /// There is no such query, or no such file.
    Gone,
    /// The rows of old queries are not kept.
    NotKept,
    /// Of a long result only the first 10,000 rows are kept.
    PastKept,
}

impl Athena {
    /// What is behind row `row` (from 0, the header not counted) of a result.
    pub fn row_origin(&self, query: &str, row: usize) -> Result<Origin, Lost> {
        let query = self.query(query).ok_or(Lost::Gone)?;
        query.followable.clone().map_err(Lost::Statement)?;
        let rows = query.rows.as_ref().filter(|rows| !rows.rows.is_empty()).ok_or(Lost::NotKept)?;
        match &rows.groups {
            Some(groups) => group(query, groups, row),
            None => line(rows, row),
        }
    }
}

fn line(rows: &ResultRows, row: usize) -> Result<Origin, Lost> {
    let origins = rows.origins.as_ref().ok_or(Lost::NotKept)?;
    let (file, line) = origins.get(row).ok_or(Lost::PastKept)?;
    let path = usize::try_from(*file).ok().and_then(|file| rows.paths.get(file));
    let place = path.and_then(|path| path.strip_prefix("s3://")).and_then(|path| path.split_once('/'));
    let (bucket, key) = place.ok_or(Lost::Gone)?;
    Ok(Origin::Line { bucket: bucket.to_owned(), key: key.to_owned(), line: *line })
}

fn group(query: &Query, groups: &Groups, row: usize) -> Result<Origin, Lost> {
    let sql = groups.sql(row).ok_or(Lost::PastKept)?;
    let count = groups.counts.as_ref().and_then(|counts| counts.get(row)).copied();
    Ok(Origin::Rows { sql, database: query.database.clone(), count, read: query.planned.unwrap_or(query.submitted) })
}
