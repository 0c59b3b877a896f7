//! Users, roles, and what they may do.

use crate::managed;
use crate::policy::{Decision, Kind, Policy};
use api::{Arn, AwsError, Principal, ServiceId, Timestamp};
use imbl::{OrdMap, OrdSet};
use std::sync::Arc;

/// What producers may do.
const PUT_RECORDS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["kinesis:ListShards","kinesis:PutRecord","kinesis:PutRecords","firehose:PutRecord","firehose:PutRecordBatch","sqs:SendMessage"],"Resource":"*"}]}"#;
/// What consumers may do.
const READ_RECORDS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["kinesis:DescribeStreamConsumer","kinesis:DescribeStreamSummary","kinesis:GetRecords","kinesis:GetShardIterator","kinesis:ListShards","kinesis:RegisterStreamConsumer","kinesis:SubscribeToShard","sqs:ChangeMessageVisibility","sqs:DeleteMessage","sqs:ReceiveMessage"],"Resource":"*"}]}"#;

/// The state of IAM.
#[derive(Clone, Debug)]
pub struct Iam {
    /// The users, by name.
    pub users: OrdMap<Arc<str>, User>,
    /// The roles, by name.
    pub roles: OrdMap<Arc<str>, Role>,
    version: u64,
}

/// A user.
#[derive(Clone, Debug)]
pub struct User {
    /// `AIDA…`
    pub id: String,
    /// When it was made.
    pub created: Timestamp,
    /// What it may do.
    pub grants: Grants,
}

/// A role.
#[derive(Clone, Debug)]
pub struct Role {
    /// `AROA…`
    pub id: String,
    /// When it was made.
    pub created: Timestamp,
    /// For people.
    pub description: Option<String>,
    /// Who may assume it.
    pub trust: Arc<Policy>,
    /// What its sessions may do.
    pub grants: Grants,
}

/// What a user or a role may do.
#[derive(Clone, Debug, Default)]
pub struct Grants {
    /// Inline policies, by name.
    pub inline: OrdMap<String, Arc<Policy>>,
    /// ARNs of managed policies.
    pub attached: OrdSet<String>,
}

impl Default for Iam {
    /// An account with its administrator, and the users that the programs outside are.
    fn default() -> Self {
        let mut all = Grants::default();
        all.attached.insert("arn:aws:iam::aws:policy/AdministratorAccess".into());
        let inline = |name: &str, document| {
            let mut grants = Grants::default();
            let policy = Policy::parse(document, Kind::Identity).ok().map(Arc::new);
            grants.inline.extend(policy.map(|policy| (name.to_owned(), policy)));
            grants
        };
        let user = |id: &str, grants| User { id: id.into(), created: Timestamp(0), grants };
        let mut users = OrdMap::unit("administrator".into(), user("AIDAADMINISTRATOR00000", all));
        users.insert("producer".into(), user("AIDAPRODUCER0000000000", inline("put-records", PUT_RECORDS)));
        users.insert("consumer".into(), user("AIDACONSUMER0000000000", inline("read-records", READ_RECORDS)));
        Self { users, roles: OrdMap::new(), version: 0 }
    }
}

impl Grants {
    /// What these policies say of `action` on `resource`, and which of them say it.
    pub fn decide(&self, action: &str, resource: &str) -> (Decision, Vec<String>) {
        let action = action.to_ascii_lowercase();
        let inline = self.inline.iter().map(|(name, policy)| (name.clone(), policy.decide(&action, resource)));
        let attached = self.attached.iter().filter_map(|arn| {
            let managed = managed::by_arn(arn)?;
            let policy = Policy::parse(managed.document, Kind::Identity).ok()?;
            Some((managed.name().to_owned(), policy.decide(&action, resource)))
        });
        let all: Vec<_> = inline.chain(attached).collect();
        let decision = all.iter().map(|(_, decision)| *decision).max().unwrap_or(Decision::ImplicitDeny);
        let by = all.into_iter().filter(|(_, said)| *said == decision && decision != Decision::ImplicitDeny);
        (decision, by.map(|(name, _)| name).collect())
    }
}

impl Iam {
    /// Changes whenever a principal, a policy or an attachment changes.
    pub fn version(&self) -> u64 {
        self.version
    }

    pub(crate) fn changed(&mut self) {
        self.version += 1;
    }

    /// Whether the principal exists.
    pub fn knows(&self, principal: &Principal) -> bool {
        self.grants(principal).is_some()
    }

    /// Whether `principal` may do `action` on `resource`; the error is IAM's sentence.
    pub fn authorize(&self, principal: &Principal, action: &str, resource: &str) -> Result<(), String> {
        let decision =
            self.grants(principal).map_or(Decision::ImplicitDeny, |grants| grants.decide(action, resource).0);
        let who = format!("User: {} is not authorized to perform: {action} on resource: {resource}", principal.arn());
        match decision {
            Decision::Allowed => Ok(()),
            Decision::ExplicitDeny => Err(format!("{who} with an explicit deny in an identity-based policy")),
            Decision::ImplicitDeny => Err(format!("{who} because no identity-based policy allows the {action} action")),
        }
    }

    /// A session of the role, for a service of the account. Errors: `AccessDenied` if the role does not exist or
    /// does not trust the service.
    pub fn assume(&self, role_arn: &str, service: Option<ServiceId>) -> Result<Principal, AwsError> {
        let service = service.map_or("unknown", principal_of);
        let denied = |why: &str| {
            let message =
                format!("{service} is not authorized to perform: sts:AssumeRole on resource: {role_arn}{why}");
            AwsError::new("AccessDenied", message).with_status(403)
        };
        let role = self.role(role_arn).ok_or_else(|| denied(""))?;
        match role.1.trust.trusts(service) {
            Decision::Allowed => Ok(Principal::role(role.0, service.split('.').next().unwrap_or(service))),
            _ => Err(denied(" because the role's trust policy does not allow it")),
        }
    }

    /// A role by its ARN.
    pub fn role(&self, arn: &str) -> Option<(&str, &Role)> {
        let name = Arn::name(arn);
        let found = self.roles.get_key_value(name).filter(|_| arn == Arn::role(name));
        found.map(|(name, role)| (&**name, role))
    }

    /// What a principal may do; `None` if it does not exist.
    pub fn grants(&self, principal: &Principal) -> Option<&Grants> {
        match principal {
            Principal::User(name) => self.users.get(name).map(|user| &user.grants),
            Principal::Role { name, .. } => self.roles.get(name).map(|role| &role.grants),
        }
    }
}

/// The name under which a service asks for a role.
pub fn principal_of(service: ServiceId) -> &'static str {
    match service {
        ServiceId::S3 => "s3.amazonaws.com",
        ServiceId::Kinesis => "kinesis.amazonaws.com",
        ServiceId::Firehose => "firehose.amazonaws.com",
        ServiceId::Glue => "glue.amazonaws.com",
        ServiceId::Athena => "athena.amazonaws.com",
        ServiceId::Iam => "iam.amazonaws.com",
        ServiceId::QuickSight => "quicksight.amazonaws.com",
        ServiceId::OpenSearch => "es.amazonaws.com",
        ServiceId::Sqs => "sqs.amazonaws.com",
        ServiceId::KinesisAnalytics => "kinesisanalytics.amazonaws.com",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deny_in_one_policy_wins_over_an_allow_in_another_whatever_their_names() {
        let policy = |effect: &str, action: &str| {
            let text = format!(r#"{{"Statement":[{{"Effect":"{effect}","Action":"{action}","Resource":"*"}}]}}"#);
            Policy::parse(&text, Kind::Identity).map(Arc::new).unwrap_or_else(|error| panic!("{error}"))
        };
        let mut grants = Grants::default();
        grants.inline.insert("b".into(), policy("Allow", "s3:*"));
        let decide = |grants: &Grants, action: &str| grants.decide(action, "arn:aws:s3:::lake/a");
        assert_eq!(decide(&grants, "s3:PutObject"), (Decision::Allowed, vec!["b".to_owned()]));
        for name in ["a", "c"] {
            let mut grants = grants.clone();
            grants.inline.insert(name.into(), policy("Deny", "s3:Put*"));
            assert_eq!(decide(&grants, "s3:PutObject"), (Decision::ExplicitDeny, vec![name.to_owned()]));
            assert_eq!(decide(&grants, "s3:GetObject"), (Decision::Allowed, vec!["b".to_owned()]));
            assert_eq!(decide(&grants, "sqs:SendMessage").0, Decision::ImplicitDeny);
        }
    }
}
