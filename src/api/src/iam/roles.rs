//! Roles and who may assume them.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Role {
    /// Only `/` is modelled.
    pub path: String,
    /// The role's name.
    pub role_name: String,
    /// `AROA…`
    pub role_id: String,
    /// Its ARN.
    pub arn: String,
    /// When it was made.
    pub create_date: Timestamp,
    /// The trust policy.
    pub assume_role_policy_document: Value,
    /// For people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// Makes a role. Errors: `EntityAlreadyExists`, `MalformedPolicyDocument`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateRole {
    /// The role's name.
    pub role_name: String,
    /// The trust policy.
    pub assume_role_policy_document: String,
    /// For people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Only `/` is modelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Seconds; sessions here do not end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_session_duration: Option<u32>,
}

/// The answer to [`CreateRole`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateRoleOutput {
    /// The role.
    pub role: Role,
}

/// Tells a role. Errors: `NoSuchEntity`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetRole {
    /// The role's name.
    pub role_name: String,
}

/// The answer to [`GetRole`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetRoleOutput {
    /// The role.
    pub role: Role,
}

/// Tells all roles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListRoles {
    /// Only `/` is modelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_prefix: Option<String>,
}

/// The answer to [`ListRoles`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListRolesOutput {
    /// The roles, by name.
    pub roles: Vec<Role>,
    /// Always false: everything is told at once.
    pub is_truncated: bool,
}

/// Deletes a role without policies. Errors: `NoSuchEntity`, `DeleteConflict`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteRole {
    /// The role's name.
    pub role_name: String,
}

/// The answer to [`DeleteRole`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteRoleOutput {}

/// Replaces a role's trust policy. Errors: `NoSuchEntity`, `MalformedPolicyDocument`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct UpdateAssumeRolePolicy {
    /// The role's name.
    pub role_name: String,
    /// The policy.
    pub policy_document: String,
}

/// The answer to [`UpdateAssumeRolePolicy`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateAssumeRolePolicyOutput {}
