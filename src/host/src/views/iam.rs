//! Users, roles and their policies.

use crate::Host;
use api::Arn;
use iam::Grants;
use protocol::{Iam, IamPolicy, IamPrincipal};

impl Host {
    pub(super) fn iam_view(&self) -> Iam {
        let iam = self.run.present().iam();
        let users = iam.users.iter().map(|(name, user)| principal(Arn::user(name), name, "user", None, &user.grants));
        let roles = iam.roles.iter().map(|(name, role)| {
            let trust = serde_json::to_string_pretty(&role.trust.document).ok();
            principal(Arn::role(name), name, "role", trust, &role.grants)
        });
        let managed = iam::managed::ALL.iter().map(|managed| (managed.name().to_owned(), managed.arn()));
        Iam { principals: roles.chain(users).collect(), managed: managed.collect() }
    }
}

fn principal(arn: String, name: &str, kind: &str, trust: Option<String>, grants: &Grants) -> IamPrincipal {
    let policies = grants.inline.iter().map(|(name, policy)| IamPolicy {
        name: name.clone(),
        document: serde_json::to_string_pretty(&policy.document).unwrap_or_default(),
    });
    IamPrincipal {
        arn,
        name: name.into(),
        kind: kind.into(),
        trust,
        policies: policies.collect(),
        attached: grants.attached.iter().cloned().collect(),
    }
}
