//! What policies would decide.

use serde::{Deserialize, Serialize};

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
