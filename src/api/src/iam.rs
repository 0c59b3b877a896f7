//! AWS IAM: users, roles and their policies. Members as in botocore's `iam` model. Policy documents are JSON text in
//! requests and objects in responses, as botocore decodes them.

mod policies;
mod roles;
mod simulate;
mod users;

pub use policies::{
    AttachRolePolicy, AttachRolePolicyOutput, AttachUserPolicy, AttachUserPolicyOutput, AttachedPolicy,
    DeleteRolePolicy, DeleteRolePolicyOutput, DeleteUserPolicy, DeleteUserPolicyOutput, DetachRolePolicy,
    DetachRolePolicyOutput, DetachUserPolicy, DetachUserPolicyOutput, GetRolePolicy, GetRolePolicyOutput,
    GetUserPolicy, GetUserPolicyOutput, ListAttachedRolePolicies, ListAttachedRolePoliciesOutput,
    ListAttachedUserPolicies, ListAttachedUserPoliciesOutput, ListRolePolicies, ListRolePoliciesOutput,
    ListUserPolicies, ListUserPoliciesOutput, PutRolePolicy, PutRolePolicyOutput, PutUserPolicy, PutUserPolicyOutput,
};
pub use roles::{
    CreateRole, CreateRoleOutput, DeleteRole, DeleteRoleOutput, GetRole, GetRoleOutput, ListRoles, ListRolesOutput,
    Role, UpdateAssumeRolePolicy, UpdateAssumeRolePolicyOutput,
};
pub use simulate::{EvaluationResult, MatchedStatement, SimulatePrincipalPolicy, SimulatePrincipalPolicyOutput};
pub use users::{
    CreateUser, CreateUserOutput, DeleteUser, DeleteUserOutput, GetUser, GetUserOutput, ListUsers, ListUsersOutput,
    User,
};

use crate::operations::operations;

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
