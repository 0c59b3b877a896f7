//! Users.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// A user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct User {
    /// Only `/` is modelled.
    pub path: String,
    /// The user's name.
    pub user_name: String,
    /// `AIDA…`
    pub user_id: String,
    /// Its ARN.
    pub arn: String,
    /// When it was made.
    pub create_date: Timestamp,
}

/// Makes a user. Errors: `EntityAlreadyExists`, `ValidationError`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateUser {
    /// The user's name.
    pub user_name: String,
}

/// The answer to [`CreateUser`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateUserOutput {
    /// The user.
    pub user: User,
}

/// Tells a user. Errors: `NoSuchEntity`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetUser {
    /// The user's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
}

/// The answer to [`GetUser`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetUserOutput {
    /// The user.
    pub user: User,
}

/// Tells all users.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListUsers {
    /// Only `/` is modelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_prefix: Option<String>,
}

/// The answer to [`ListUsers`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListUsersOutput {
    /// The users, by name.
    pub users: Vec<User>,
    /// Always false: everything is told at once.
    pub is_truncated: bool,
}

/// Deletes a user without policies. Errors: `NoSuchEntity`, `DeleteConflict`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteUser {
    /// The user's name.
    pub user_name: String,
}

/// The answer to [`DeleteUser`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteUserOutput {}
