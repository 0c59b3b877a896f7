//! AWS IAM: users, roles and their policies. Members as in botocore's `iam` model. Policy documents are JSON text in
//! requests and objects in responses, as botocore decodes them.

use crate::{Timestamp, operations::operations};
use serde::{Deserialize, Serialize};
use serde_json::Value;

operations! { Iam, "IAM":
    CreateUser => CreateUserOutput,
    GetUser => GetUserOutput,
    ListUsers => ListUsersOutput,
    DeleteUser => DeleteUserOutput,
    CreateRole => CreateRoleOutput,
    GetRole => GetRoleOutput,
    ListRoles => ListRolesOutput,
    DeleteRole => DeleteRoleOutput,
    UpdateAssumeRolePolicy => UpdateAssumeRolePolicyOutput,
    PutRolePolicy => PutRolePolicyOutput,
    GetRolePolicy => GetRolePolicyOutput,
    DeleteRolePolicy => DeleteRolePolicyOutput,
    ListRolePolicies => ListRolePoliciesOutput,
    PutUserPolicy => PutUserPolicyOutput,
    GetUserPolicy => GetUserPolicyOutput,
    DeleteUserPolicy => DeleteUserPolicyOutput,
    ListUserPolicies => ListUserPoliciesOutput,
    AttachRolePolicy => AttachRolePolicyOutput,
    DetachRolePolicy => DetachRolePolicyOutput,
    ListAttachedRolePolicies => ListAttachedRolePoliciesOutput,
    AttachUserPolicy => AttachUserPolicyOutput,
    DetachUserPolicy => DetachUserPolicyOutput,
    ListAttachedUserPolicies => ListAttachedUserPoliciesOutput,
    SimulatePrincipalPolicy => SimulatePrincipalPolicyOutput,
}

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

/// A managed policy that is attached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttachedPolicy {
    /// The inline policy's name.
    pub policy_name: String,
    /// The managed policy's ARN.
    pub policy_arn: String,
}

/// What would be decided of one action on one resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EvaluationResult {
    /// The action.
    pub eval_action_name: String,
    /// The resource.
    pub eval_resource_name: String,
    /// `allowed`, `explicitDeny` or `implicitDeny`.
    pub eval_decision: String,
    /// The statements that decided.
    pub matched_statements: Vec<MatchedStatement>,
}

/// A statement that decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MatchedStatement {
    /// The policy's name.
    pub source_policy_id: String,
    /// `IAM Policy`
    pub source_policy_type: String,
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

/// Tells what the policies of a principal would decide. Errors: `NoSuchEntity`, `InvalidInput`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct SimulatePrincipalPolicy {
    /// The principal.
    pub policy_source_arn: String,
    /// The actions.
    pub action_names: Vec<String>,
    /// The resources; `*` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_arns: Option<Vec<String>>,
    /// More policies to put beside the principal's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_input_list: Option<Vec<String>>,
}

/// The answer to [`SimulatePrincipalPolicy`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SimulatePrincipalPolicyOutput {
    /// For each action and resource.
    pub evaluation_results: Vec<EvaluationResult>,
    /// Always false: everything is told at once.
    pub is_truncated: bool,
}
