//! What the programs of a delivery stream would make of one record, asked before there is one. It changes nothing.

use super::lambda::{Said, call};
use super::partition;
use crate::jq::{self, Program};
use jaq_json::Val;

/// What becomes of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It goes on: as this, with the values of its partition keys.
    Ok(Vec<u8>, Vec<(String, String)>),
    /// The program has dropped it.
    Dropped,
    /// It would go to the error prefix: AWS's code and message.
    Failed(&'static str, String),
    /// A program cannot be read, as creation would say: it, and what is wrong with a line and a column.
    Unreadable(&'static str, String),
}

/// Runs the transformation and then the query for partition keys, those that there are.
#[inline(never)]
pub fn try_on(data: &[u8], program: Option<&str>, query: Option<&str>) -> Tried {
    let read = |name, text: Option<&str>| {
        let wrong = |error: jq::BadProgram| Tried::Unreadable(name, error.to_string());
        text.map(|text| Program::parse(text).map_err(wrong)).transpose()
    };
    let programs = read("JqProgram", program).and_then(|one| Ok((one, read("MetadataExtractionQuery", query)?)));
    let (program, query) = match programs {
        Ok(programs) => programs,
        Err(unreadable) => return unreadable,
    };
    let (data, mut keys) = match program.map(|program| call(&program, data)) {
        None => (data.to_vec(), Vec::new()),
        Some(Ok(Said::Ok(data, keys))) => (data, keys.to_vec()),
        Some(Ok(Said::Dropped)) => return Tried::Dropped,
        Some(Ok(Said::Failed(code, message))) => return Tried::Failed(code, message),
        Some(Err(_)) => {
            let api::AwsError { message, .. } = super::lambda::timed_out();
            return Tried::Failed("Lambda.FunctionTimedOut", message);
        }
    };
    let Some(query) = query else { return Tried::Ok(data, keys) };
    let found = partition::found(&query, &data).and_then(|found| {
        let Some(Val::Obj(members)) = &found else { return Err(partition::EMPTY.into()) };
        let names = query.keys().unwrap_or_default().iter();
        let value = |name: &String| partition::text(members.get(&Val::utf8_str(name.clone()))?);
        names.map(|name| Ok((name.clone(), value(name).ok_or(partition::EMPTY)?))).collect::<Result<Vec<_>, String>>()
    });
    match found {
        Ok(found) => {
            keys.extend(found);
            Tried::Ok(data, keys)
        }
        Err(message) => Tried::Failed(partition::NO_KEYS, message),
    }
}
