//! Policies of users and roles: inline ones, and managed ones that are attached.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A managed policy that is attached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttachedPolicy {
    /// The inline policy's name.
    pub policy_name: String,
    /// The managed policy's ARN.
    pub policy_arn: String,
}

/// Writes an inline policy of a role. Errors: `NoSuchEntity`, `MalformedPolicyDocument`, `LimitExceeded`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct PutRolePolicy {
    /// The role's name.
    pub role_name: String,
    /// The inline policy's name.
    pub policy_name: String,
    /// The policy.
    pub policy_document: String,
}

/// The answer to [`PutRolePolicy`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutRolePolicyOutput {}

/// Tells an inline policy of a role. Errors: `NoSuchEntity`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetRolePolicy {
    /// The role's name.
    pub role_name: String,
    /// The inline policy's name.
    pub policy_name: String,
}

/// The answer to [`GetRolePolicy`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetRolePolicyOutput {
    /// The role's name.
    pub role_name: String,
    /// The inline policy's name.
    pub policy_name: String,
    /// The policy.
    pub policy_document: Value,
}

/// Deletes an inline policy of a role. Errors: `NoSuchEntity`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteRolePolicy {
    /// The role's name.
    pub role_name: String,
    /// The inline policy's name.
    pub policy_name: String,
}

/// The answer to [`DeleteRolePolicy`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteRolePolicyOutput {}

/// Names the inline policies of a role. Errors: `NoSuchEntity`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListRolePolicies {
    /// The role's name.
    pub role_name: String,
}

/// The answer to [`ListRolePolicies`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListRolePoliciesOutput {
    /// The names, sorted.
    pub policy_names: Vec<String>,
    /// Always false: everything is told at once.
    pub is_truncated: bool,
}

/// Writes an inline policy of a user. Errors: as `PutRolePolicy`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct PutUserPolicy {
    /// The user's name.
    pub user_name: String,
    /// The inline policy's name.
    pub policy_name: String,
    /// The policy.
    pub policy_document: String,
}

/// The answer to [`PutUserPolicy`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutUserPolicyOutput {}

/// Tells an inline policy of a user. Errors: `NoSuchEntity`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetUserPolicy {
    /// The user's name.
    pub user_name: String,
    /// The inline policy's name.
    pub policy_name: String,
}

/// The answer to [`GetUserPolicy`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetUserPolicyOutput {
    /// The user's name.
    pub user_name: String,
    /// The inline policy's name.
    pub policy_name: String,
    /// The policy.
    pub policy_document: Value,
}

/// Deletes an inline policy of a user. Errors: `NoSuchEntity`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteUserPolicy {
    /// The user's name.
    pub user_name: String,
    /// The inline policy's name.
    pub policy_name: String,
}

/// The answer to [`DeleteUserPolicy`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteUserPolicyOutput {}

/// Names the inline policies of a user. Errors: `NoSuchEntity`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListUserPolicies {
    /// The user's name.
    pub user_name: String,
}

/// The answer to [`ListUserPolicies`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListUserPoliciesOutput {
    /// The names, sorted.
    pub policy_names: Vec<String>,
    /// Always false: everything is told at once.
    pub is_truncated: bool,
}

/// Attaches a managed policy to a role. Errors: `NoSuchEntity`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct AttachRolePolicy {
    /// The role's name.
    pub role_name: String,
    /// The managed policy's ARN.
    pub policy_arn: String,
}

/// The answer to [`AttachRolePolicy`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttachRolePolicyOutput {}

/// Detaches a managed policy from a role. Errors: `NoSuchEntity`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DetachRolePolicy {
    /// The role's name.
    pub role_name: String,
    /// The managed policy's ARN.
    pub policy_arn: String,
}

/// The answer to [`DetachRolePolicy`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetachRolePolicyOutput {}

/// Tells the managed policies of a role. Errors: `NoSuchEntity`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListAttachedRolePolicies {
    /// The role's name.
    pub role_name: String,
}

/// The answer to [`ListAttachedRolePolicies`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListAttachedRolePoliciesOutput {
    /// The policies, by ARN.
    pub attached_policies: Vec<AttachedPolicy>,
    /// Always false: everything is told at once.
    pub is_truncated: bool,
}

/// Attaches a managed policy to a user. Errors: `NoSuchEntity`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct AttachUserPolicy {
    /// The user's name.
    pub user_name: String,
    /// The managed policy's ARN.
    pub policy_arn: String,
}

/// The answer to [`AttachUserPolicy`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttachUserPolicyOutput {}

/// Detaches a managed policy from a user. Errors: `NoSuchEntity`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DetachUserPolicy {
    /// The user's name.
    pub user_name: String,
    /// The managed policy's ARN.
    pub policy_arn: String,
}

/// The answer to [`DetachUserPolicy`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetachUserPolicyOutput {}

/// Tells the managed policies of a user. Errors: `NoSuchEntity`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListAttachedUserPolicies {
    /// The user's name.
    pub user_name: String,
}

/// The answer to [`ListAttachedUserPolicies`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListAttachedUserPoliciesOutput {
    /// The policies, by ARN.
    pub attached_policies: Vec<AttachedPolicy>,
    /// Always false: everything is told at once.
    pub is_truncated: bool,
}
