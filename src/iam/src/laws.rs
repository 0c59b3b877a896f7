//! The laws of IAM.

use crate::{Iam, limits, managed};
use service::Law;

/// Each law, with whether it holds now.
pub fn laws(iam: &Iam) -> Vec<Law> {
    let grants = || iam.users.values().map(|user| &user.grants).chain(iam.roles.values().map(|role| &role.grants));
    let unknown = grants().flat_map(|grants| &grants.attached).find(|arn| managed::by_arn(arn).is_none());
    let crowded = grants().find(|grants| grants.attached.len() > limits::ATTACHED_MAX);
    vec![
        Law::new("IAM-1", "every attached policy exists", unknown.map(|arn| format!("'{arn}' does not"))),
        Law::new(
            "IAM-2",
            "no more managed policies than the quota allows",
            crowded.map(|grants| format!("{} policies", grants.attached.len())),
        ),
    ]
}
