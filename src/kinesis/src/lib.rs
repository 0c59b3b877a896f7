//! Kinesis Data Streams: streams of shards, onto which records are put by the MD5 of their partition key and from
//! which they are read by number. See `README.md` for what AWS does and what is left out.
//!
//! - `state`: streams; `shard`: shards; `log`: a shard's records; `bucket`: limits per shard in whole numbers; `refused`: what
//!   broke them lately; `hash`: the MD5 of many keys.
//! - `ops`: the operations, by what they touch; `terms`: what each needs to be allowed, and how often it may be made;
//!   `validate`: AWS's checks of members; `token`: opaque iterators.
//! - `events`: what comes later; `reshard`: changes that take a while; `scaling`: how an on-demand stream grows;
//!   `consumers`: enhanced fan-out.
//! - `views`: what the page may read. `laws`, `limits`, `prices`: as in each service.

mod bucket;
mod consumers;
mod events;
mod hash;
mod laws;
pub mod limits;
mod log;
mod ops;
pub mod prices;
mod refused;
mod reshard;
mod scaling;
mod shard;
mod state;
mod terms;
mod token;
mod validate;
mod views;

pub use bucket::Rate;
pub use consumers::{Consumer, ConsumerStatus};
pub use events::Event;
pub use hash::hash_of_key;
pub use refused::Refused;
pub use shard::{Parents, Shard};
pub use state::{Kinesis, Mode, Status, Stream};
pub use views::{Found, RecentRecords};

use api::AwsError;
use api::kinesis::{Request, Response};
use service::{Access, Caller, Class, Ctx, Law, Reply, Service, Standing, Ticket, apart};
use sim::Time;

impl Service for Kinesis {
    type Request = Request;
    type Response = Response;
    type Event = Event;

    fn access(&self, request: &Request) -> Vec<Access> {
        let mut all = vec![self.access_of(request)];
        all.extend(terms::tagging(request));
        all
    }

    fn class(&self, request: &Request) -> Class {
        terms::class_of(request)
    }

    fn throttled(&self) -> AwsError {
        AwsError::new("LimitExceededException", "Rate exceeded for account.")
    }

    fn call(
        &mut self,
        caller: &Caller,
        request: Request,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Reply<Response>, AwsError> {
        if let Request::SubscribeToShard(it) = request {
            let (output, ticket) = apart(|| self.subscribe_to_shard(caller, it, ctx))?;
            return Ok(Reply::Open(Response::SubscribeToShard(output), ticket));
        }
        Ok(Reply::Now(self.serve(request, ctx)?))
    }

    fn event(&mut self, event: Event, ctx: &mut Ctx<'_, Event>) {
        self.take_event(event, ctx);
    }

    fn left(&mut self, ticket: Ticket) {
        self.leave_pipe(ticket);
    }

    fn standing(&self, now: Time) -> Vec<Standing> {
        prices::standing(self, now)
    }

    fn laws(&self) -> Vec<Law> {
        self.check_laws()
    }
}
