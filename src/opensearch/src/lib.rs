//! Amazon OpenSearch Service: domains, and what a domain does over HTTP.
//!
//! - [`OpenSearch`] is the whole state; `domains` serves AWS's operations on it.
//! - `http` routes a request to a domain's own interface: indices, documents, `_bulk`, `_search`, `_cat`.
//! - [`Index`] holds documents; a refresh makes a `segment` of them, which searches see.
//! - `mapping` declares, infers and checks fields; `failure` holds OpenSearch's errors.
//! - `views` is what a page may look at.
//!
//! Nothing is searched here: a search is a job that names the segments it may
//! see, and the engine that runs it keeps no state of ours.

mod dates;
mod domains;
mod failure;
mod http;
mod index;
mod laws;
pub mod limits;
mod mapping;
pub mod prices;
mod segment;
mod state;
mod views;

pub use index::{Document, Index};
pub use mapping::{Dynamic, Field, Mapping};
pub use state::{Domain, OpenSearch, Phase, Search};
pub use views::{DocumentView, DomainView, IndexView};

use api::opensearch::{Request, Response};
use api::{Arn, AwsError};
use service::{Access, Caller, Class, Ctx, Law, Reply, Service, Standing, apart};
use sim::JobId;
use std::sync::Arc;

/// What OpenSearch Service schedules for itself. Numbers tell a domain or an index from others of its name.
#[derive(Clone, Debug, Hash)]
pub enum Event {
    /// A domain has its endpoint.
    Created(Arc<str>, u64),
    /// A domain is gone.
    Deleted(Arc<str>, u64),
    /// An index shows what has changed: domain, index, and the index's number.
    Refresh(Arc<str>, Arc<str>, u64),
}

impl Service for OpenSearch {
    type Request = Request;
    type Response = Response;
    type Event = Event;

    fn access(&self, request: &Request) -> Vec<Access> {
        let one = |action, resource| vec![Access::new(action, resource)];
        match request {
            Request::CreateDomain(request) => one("es:CreateDomain", Arn::domain(&request.domain_name)),
            Request::DescribeDomain(request) => one("es:DescribeDomain", Arn::domain(&request.domain_name)),
            Request::DescribeDomains(request) => {
                let domains = request.domain_names.iter();
                domains.map(|name| Access::new("es:DescribeDomains", Arn::domain(name))).collect()
            }
            Request::DeleteDomain(request) => one("es:DeleteDomain", Arn::domain(&request.domain_name)),
            Request::ListDomainNames(_) => one("es:ListDomainNames", "*".into()),
            Request::Http(request) => {
                let path = http::path_of(&request.path);
                one(http::action(&request.method), format!("{}{path}", Arn::domain(&request.domain_name)))
            }
        }
    }

    fn class(&self, request: &Request) -> Class {
        let (data_event, read_only) = match request {
            Request::CreateDomain(_) | Request::DeleteDomain(_) => (false, false),
            Request::DescribeDomain(_) | Request::DescribeDomains(_) | Request::ListDomainNames(_) => (false, true),
            Request::Http(request) => (true, http::reads_only(request)),
        };
        Class { data_event, read_only, calls_per_second_max: None }
    }

    fn denied(&self, message: String) -> AwsError {
        AwsError::new("AccessDeniedException", message).with_status(403)
    }

    fn call(
        &mut self,
        caller: &Caller,
        request: Request,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Reply<Response>, AwsError> {
        let now = |response| Ok(Reply::Now(response));
        match request {
            Request::CreateDomain(request) => now(Response::CreateDomain(apart(|| self.create_domain(request, ctx))?)),
            Request::DescribeDomain(request) => {
                now(Response::DescribeDomain(apart(|| self.describe_domain(&request))?))
            }
            Request::DescribeDomains(request) => {
                now(Response::DescribeDomains(apart(|| self.describe_domains(&request))?))
            }
            Request::DeleteDomain(request) => now(Response::DeleteDomain(apart(|| self.delete_domain(&request, ctx))?)),
            Request::ListDomainNames(request) => {
                now(Response::ListDomainNames(apart(|| self.list_domain_names(&request))?))
            }
            Request::Http(request) => Ok(apart(|| self.http(caller, &request, ctx))?.map(Response::Http)),
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Ctx<'_, Event>) {
        match event {
            Event::Created(name, generation) => apart(|| self.domain_created(&name, generation, ctx)),
            Event::Deleted(name, generation) => self.domain_deleted(&name, generation, ctx),
            Event::Refresh(domain, index, generation) => self.refresh_due(&domain, &index, generation, ctx),
        }
    }

    fn answer(&mut self, job: JobId, answer: &Result<jobs::Answer, jobs::Failure>, ctx: &mut Ctx<'_, Event>) {
        self.search_answered(job, answer, ctx);
    }

    fn standing(&self, _now: sim::Time) -> Vec<Standing> {
        let active = self.domains.values().filter(|domain| domain.phase != Phase::Creating);
        active
            .flat_map(|domain| {
                let nodes = domain.instance_count as f64;
                let disks = nodes * domain.volume_gib as f64;
                let node = prices::node(&domain.instance_type);
                [Standing { price: node, quantity: nodes }, Standing { price: &prices::DISK, quantity: disks }]
            })
            .collect()
    }

    fn laws(&self) -> Vec<Law> {
        laws::laws(self)
    }
}
