//! Limits, from the IAM User Guide, 'IAM and AWS STS quotas', and botocore's `iam` model.

/// Characters of a user's name.
pub const USER_NAME_MAX: usize = 64;
/// Characters of a role's name.
pub const ROLE_NAME_MAX: usize = 64;
/// Characters of an inline policy's name.
pub const POLICY_NAME_MAX: usize = 128;
/// Characters of all inline policies of a user together, white space not counted.
pub const USER_POLICIES_CHARS_MAX: usize = 2_048;
/// Characters of all inline policies of a role together, white space not counted.
pub const ROLE_POLICIES_CHARS_MAX: usize = 10_240;
/// Characters of a trust policy, white space not counted.
pub const TRUST_POLICY_CHARS_MAX: usize = 2_048;
/// Managed policies of a user or role.
pub const ATTACHED_MAX: usize = 10;
/// Users of an account.
pub const USERS_MAX: usize = 5_000;
/// Roles of an account.
pub const ROLES_MAX: usize = 1_000;
