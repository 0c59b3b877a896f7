//! AWS IAM: who may do what. The door asks [`Iam::authorize`] for every call;
//! IAM's own operations go through the same door.
//!
//! - [`policy`]: documents, and what they decide.
//! - [`managed`]: the AWS managed policies that the services here need.
//! - [`state`]: users, roles, and their policies; [`ops`]: the operations.

mod laws;
pub mod limits;
pub mod managed;
mod ops;
pub mod policy;
mod state;

pub use state::{Grants, Iam, Role, User, principal_of};

use api::AwsError;
use api::iam::{Request, Response};
use service::{Access, Caller, Class, Ctx, Law, Reply, Service};

impl Service for Iam {
    type Request = Request;
    type Response = Response;
    type Event = ();

    fn access(&self, request: &Request) -> Vec<Access> {
        vec![ops::access(request)]
    }

    fn class(&self, request: &Request) -> Class {
        let (_, operation) = request.name().split_once('.').unwrap_or_default();
        let read_only = ["Get", "List", "Simulate"].iter().any(|verb| operation.starts_with(verb));
        Class { data_event: false, read_only, calls_per_second_max: None }
    }

    fn denied(&self, message: String) -> AwsError {
        AwsError::new("AccessDenied", message).with_status(403)
    }

    fn call(&mut self, _caller: &Caller, request: Request, ctx: &mut Ctx<'_, ()>) -> Result<Reply<Response>, AwsError> {
        ops::serve(self, request, ctx).map(Reply::Now)
    }

    fn event(&mut self, _event: (), _ctx: &mut Ctx<'_, ()>) {}

    fn laws(&self) -> Vec<Law> {
        laws::laws(self)
    }
}
