//! The services, each of which can be lent out while it is served.

use api::{AwsError, ServiceId};
use service::{Access, Caller, Class, Ctx, Law, Reply, Service, Standing, Ticket};
use sim::{JobId, Time};

/// A service's doors, out of line: the page loads first those that its start needs (`xtask/src/halves`), and one
/// function with all services in it would bring them all.
mod apart {
    use super::*;

    #[inline(never)]
    pub fn event<S: Service>(state: &mut S, event: S::Event, ctx: &mut Ctx<'_, S::Event>) {
        state.event(event, ctx);
    }

    #[inline(never)]
    pub fn answer<S: Service>(
        state: &mut S,
        job: JobId,
        answer: &Result<jobs::Answer, jobs::Failure>,
        ctx: &mut Ctx<'_, S::Event>,
    ) {
        state.answer(job, answer, ctx);
    }

    #[inline(never)]
    pub fn terms<S: Service>(state: &S, request: &S::Request) -> (Vec<Access>, Class) {
        (state.access(request), state.class(request))
    }

    #[inline(never)]
    pub fn call<S: Service>(
        state: &mut S,
        caller: &Caller,
        request: S::Request,
        ctx: &mut Ctx<'_, S::Event>,
    ) -> Result<Reply<S::Response>, AwsError> {
        state.call(caller, request, ctx)
    }

    #[inline(never)]
    pub fn left<S: Service>(state: &mut S, ticket: Ticket) {
        state.left(ticket);
    }

    #[inline(never)]
    pub fn standing<S: Service>(state: &S, now: Time) -> Vec<Standing> {
        state.standing(now)
    }

    #[inline(never)]
    pub fn laws<S: Service>(state: &S) -> Vec<Law> {
        state.laws()
    }
}

macro_rules! services {
    ($($field:ident: $service:ident = $state:path;)+) => {
        /// The services' states. One that is being served is lent out: a call back into it finds nothing.
        #[derive(Clone)]
        pub struct Services { $(pub(crate) $field: Option<$state>,)+ }

        impl Default for Services {
            fn default() -> Self {
                Self { $($field: Some(<$state>::default()),)+ }
            }
        }

        /// An event of the account, of one service or of what is around them.
        #[derive(Clone, Hash)]
        pub enum Event {
            $(
                #[doc = concat!("of ", stringify!($field))]
                $service(<$state as service::Service>::Event),
            )+
            /// Of the programs outside.
            Clients(clients::Event),
            /// Something has come for the programs outside, under this ticket.
            Arrived(u64),
            /// A job falls due.
            Job(sim::JobId),
            /// Once a virtual minute: what is billed by time.
            Minute,
        }

        impl Event {
            /// Whose event it is, for the run hash and for people.
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$service(_) => stringify!($field),)+
                    Self::Clients(_) => "clients",
                    Self::Arrived(_) => "arrived",
                    Self::Job(_) => "job",
                    Self::Minute => "minute",
                }
            }
        }

        impl crate::Account {
            /// Hands an event to the service that scheduled it.
            pub(crate) fn dispatch_event(&mut self, event: Event) {
                match event {
                    $(Event::$service(event) => {
                        let Some(mut lent) = self.services.$field.take() else { return };
                        let mut host = crate::lent::Lent::new(self, ServiceId::$service, Event::$service);
                        apart::event(&mut lent, event, &mut Ctx::new(&mut host));
                        self.services.$field = Some(lent);
                    })+
                    Event::Clients(event) => self.client_event(event),
                    Event::Arrived(_) => self.take_arrived(),
                    Event::Job(job) => self.job_due(job),
                    Event::Minute => self.minute(),
                }
            }

            /// Tells the services that the other end of a connection was closed; the ticket is one service's at most.
            pub(crate) fn dispatch_left(&mut self, ticket: Ticket) {
                $(self.services.$field.iter_mut().for_each(|service| apart::left(service, ticket));)+
            }

            /// Hands a job's answer to the service that submitted it.
            pub(crate) fn dispatch_answer(
                &mut self,
                owner: ServiceId,
                job: sim::JobId,
                answer: &Result<jobs::Answer, jobs::Failure>,
            ) {
                match owner {
                    $(ServiceId::$service => {
                        let Some(mut lent) = self.services.$field.take() else { return };
                        let mut host = crate::lent::Lent::new(self, owner, Event::$service);
                        apart::answer(&mut lent, job, answer, &mut Ctx::new(&mut host));
                        self.services.$field = Some(lent);
                    })+
                }
            }

            /// What the call needs to be allowed, and how it is entered; `None` while the service is lent out.
            pub(crate) fn terms(&self, request: &api::Request) -> Option<(Vec<Access>, service::Class)> {
                match request {
                    $(api::Request::$service(request) => {
                        let state = self.services.$field.as_ref()?;
                        Some(apart::terms(state, request))
                    })+
                }
            }

            /// The service's own words for a refusal: `message` for a denial, none for a throttle.
            pub(crate) fn refusal(&self, service: ServiceId, message: Option<String>) -> api::AwsError {
                match service {
                    $(ServiceId::$service => match (self.services.$field.as_ref(), message) {
                        (Some(state), Some(message)) => service::Service::denied(state, message),
                        (Some(state), None) => service::Service::throttled(state),
                        (None, _) => crate::door::lent_out(service),
                    })+
                }
            }

            /// Serves an authorized call.
            pub(crate) fn serve(
                &mut self,
                caller: &Caller,
                request: api::Request,
            ) -> Result<service::Reply<api::Response>, api::AwsError> {
                match request {
                    $(api::Request::$service(request) => {
                        let Some(mut lent) = self.services.$field.take() else {
                            return Err(crate::door::lent_out(ServiceId::$service));
                        };
                        let mut host = crate::lent::Lent::new(self, ServiceId::$service, Event::$service);
                        let reply = apart::call(&mut lent, caller, request, &mut Ctx::new(&mut host));
                        self.services.$field = Some(lent);
                        Ok(reply?.map(api::Response::$service))
                    })+
                }
            }

            /// What is billed by time now, of all services.
            pub(crate) fn standing(&self) -> Vec<Standing> {
                let mut all = Vec::new();
                $(all.extend(self.services.$field.iter().flat_map(|state| apart::standing(state, self.now)));)+
                all
            }

            /// The laws of all services, each with whether it holds now.
            pub fn laws(&self) -> Vec<Law> {
                let mut all = Vec::new();
                $(all.extend(self.services.$field.iter().flat_map(apart::laws));)+
                all.extend(self.clients().laws());
                all
            }

            $(
                #[doc = concat!("The state of ", stringify!($field), ", to look at.")]
                pub fn $field(&self) -> &$state {
                    self.services.$field.as_ref().expect("a service is lent out only while it is served")
                }
            )+
        }
    };
}

services! {
    s3: S3 = s3::S3;
    kinesis: Kinesis = kinesis::Kinesis;
    firehose: Firehose = firehose::Firehose;
    glue: Glue = glue::Glue;
    athena: Athena = athena::Athena;
    iam: Iam = iam::Iam;
    quicksight: QuickSight = quicksight::QuickSight;
    opensearch: OpenSearch = opensearch::OpenSearch;
    sqs: Sqs = sqs::Sqs;
    kinesisanalytics: KinesisAnalytics = kinesisanalytics::KinesisAnalytics;
}
