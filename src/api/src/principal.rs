//! Who makes a call.

use crate::arn::{ACCOUNT_ID, Arn};
use std::fmt;
use std::sync::Arc;

/// Who makes a call.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Principal {
    /// An IAM user, by name.
    User(Arc<str>),
    /// A session of an IAM role.
    Role {
        /// The role's name.
        name: Arc<str>,
        /// The session's name.
        session: Arc<str>,
    },
}

impl Principal {
    /// The user who looks at the page: the account's administrator.
    pub fn administrator() -> Self {
        Self::User("administrator".into())
    }

    /// A session of the role `name`.
    pub fn role(name: &str, session: &str) -> Self {
        Self::Role { name: name.into(), session: session.into() }
    }

    /// Reads the ARN of a user, of a role (which means a session of it) or of a session. `None` if
    /// it is none of these, or of another account. Whether the principal exists is IAM's to say.
    pub fn parse(arn: &str) -> Option<Self> {
        let mut parts = arn.splitn(6, ':');
        let (Some("arn"), Some("aws"), Some(service), Some(_), Some(account), Some(resource)) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return None;
        };
        if account != ACCOUNT_ID {
            return None;
        }
        let (kind, path) = resource.split_once('/')?;
        match (service, kind) {
            ("iam", "user") => Some(Self::User(Arn::name(path).into())),
            ("iam", "role") => Some(Self::role(Arn::name(path), "acequia")),
            ("sts", "assumed-role") => path.split_once('/').map(|(name, session)| Self::role(name, session)),
            _ => None,
        }
    }

    /// The ARN, as it stands in a trail and in an error.
    pub fn arn(&self) -> String {
        match self {
            Self::User(name) => Arn::user(name),
            Self::Role { name, session } => format!("arn:aws:sts::{ACCOUNT_ID}:assumed-role/{name}/{session}"),
        }
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.arn())
    }
}
