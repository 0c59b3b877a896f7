//! Databases.

use super::{check_catalog, check_name, exists, not_found, page, too_many};
use crate::limits::{CATALOG_PAGE_MAX, DATABASES_MAX};
use crate::state::Glue;
use api::glue::{
    CreateDatabase, CreateDatabaseOutput, Database, DatabaseInput, DeleteDatabase, DeleteDatabaseOutput, GetDatabase,
    GetDatabaseOutput, GetDatabases, GetDatabasesOutput,
};
use api::{ACCOUNT_ID, AwsError, Timestamp};
use std::sync::Arc;

impl Glue {
    pub(super) fn create_database(
        &mut self,
        request: CreateDatabase,
        now: Timestamp,
    ) -> Result<CreateDatabaseOutput, AwsError> {
        check_catalog(request.catalog_id.as_deref())?;
        let name = check_name(&request.database_input.name, "databaseInput.name")?;
        if self.databases.contains_key(&name) {
            return Err(exists("Database already exists."));
        }
        if self.databases.len() >= DATABASES_MAX {
            return Err(too_many("databases"));
        }
        self.insert_database(name, request.database_input, now);
        Ok(CreateDatabaseOutput {})
    }

    /// Makes the database `name` if there is none: crawlers do so.
    pub(crate) fn ensure_database(&mut self, name: &str, now: Timestamp) {
        if !self.databases.contains_key(name) {
            self.insert_database(name.to_owned(), DatabaseInput::default(), now);
        }
    }

    fn insert_database(&mut self, name: String, input: DatabaseInput, now: Timestamp) {
        let database = Database {
            name: name.clone(),
            description: input.description,
            location_uri: input.location_uri,
            parameters: input.parameters,
            create_time: now,
            catalog_id: ACCOUNT_ID.into(),
        };
        self.databases.insert(name, Arc::new(database));
    }

    pub(super) fn get_database(&self, request: &GetDatabase) -> Result<GetDatabaseOutput, AwsError> {
        check_catalog(request.catalog_id.as_deref())?;
        let name = check_name(&request.name, "name")?;
        Ok(GetDatabaseOutput { database: self.database(&name)?.as_ref().clone() })
    }

    pub(super) fn delete_database(&mut self, request: &DeleteDatabase) -> Result<DeleteDatabaseOutput, AwsError> {
        check_catalog(request.catalog_id.as_deref())?;
        let name = check_name(&request.name, "name")?;
        self.database(&name)?;
        let tables: Vec<String> = self.tables(&name).map(|entry| entry.table.name.clone()).collect();
        for table in tables {
            self.tables.remove(&(name.clone(), table));
        }
        self.databases.remove(&name);
        Ok(DeleteDatabaseOutput {})
    }

    pub(super) fn get_databases(&self, request: &GetDatabases) -> Result<GetDatabasesOutput, AwsError> {
        check_catalog(request.catalog_id.as_deref())?;
        let (database_list, next_token) = page(
            self.databases.values().map(|database| database.as_ref().clone()),
            |database| database.name.clone(),
            request.next_token.as_deref(),
            request.max_results,
            CATALOG_PAGE_MAX,
        )?;
        Ok(GetDatabasesOutput { database_list, next_token })
    }

    /// A database by its name in lower case.
    pub(super) fn database(&self, name: &str) -> Result<&Arc<Database>, AwsError> {
        self.databases.get(name).ok_or_else(|| not_found(format!("Database {name} not found.")))
    }
}
