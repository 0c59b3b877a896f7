//! The one door. A call from the page, a script, another service or a replay is
//! authorized, limited, served, metered and recorded in the same way.

use crate::trail::TrailEntry;
use crate::world::Account;
use api::{AwsError, Principal, Request, Response, ServiceId};
use service::{Access, Caller, Class, Reply, Ticket};
use sim::Time;

impl Account {
    /// Makes a call as `principal`. `ticket` names the caller should the answer come later.
    pub(crate) fn door(
        &mut self,
        principal: &Principal,
        request: Request,
        ticket: Ticket,
    ) -> Result<Reply<Response>, AwsError> {
        let service = request.service();
        let Some((access, class)) = self.terms(&request) else { return Err(lent_out(service)) };
        let name = request.name();
        let mut entry = TrailEntry::new(self.now, principal.clone(), &request, class);
        let result = self
            .admit(principal, service, name, &access, class)
            .and_then(|()| self.serve(&Caller { principal: principal.clone(), ticket }, request));
        entry.error = result.as_ref().err().cloned();
        self.hash.mix(&(name, entry.error.as_ref().map(|error| &error.code)));
        if let Ok(Reply::Now(Response::S3(api::s3::Response::PutObject(put)))) = &result {
            self.hash.mix(&jobs::Digest::of(put.e_tag.content()));
        }
        self.meter.count_call(self.now, name);
        self.trail.record(entry);
        result
    }

    fn admit(
        &mut self,
        principal: &Principal,
        service: ServiceId,
        name: &'static str,
        access: &[Access],
        class: Class,
    ) -> Result<(), AwsError> {
        for access in access {
            self.authorize(principal, service, access)?;
        }
        match class.calls_per_second_max {
            Some(most) if !self.limits.admit(name, most, self.now) => Err(self.refusal(service, None)),
            _ => Ok(()),
        }
    }

    fn authorize(&mut self, principal: &Principal, service: ServiceId, access: &Access) -> Result<(), AwsError> {
        let version = self.iam().version();
        if self.decisions.version != version {
            self.decisions = Decisions { version, allowed: imbl::OrdMap::new() };
        }
        let key = (principal.clone(), access.action, access.resource.clone());
        if self.decisions.allowed.contains_key(&key) {
            return Ok(());
        }
        match self.iam().authorize(principal, access.action, &access.resource) {
            Ok(()) => {
                self.decisions.allowed.insert(key, ());
                Ok(())
            }
            Err(message) => Err(self.refusal(service, Some(message))),
        }
    }
}

/// Decisions that hold until a policy changes. Only allowed calls are kept: a denial is explained anew.
#[derive(Clone, Default)]
pub(crate) struct Decisions {
    version: u64,
    allowed: imbl::OrdMap<(Principal, &'static str, String), ()>,
}

/// Call quotas of the account, as buckets that hold one second's calls.
#[derive(Clone, Default)]
pub(crate) struct Limits {
    buckets: imbl::OrdMap<&'static str, (u64, Time)>,
}

impl Limits {
    /// Takes one call of `name` out of its bucket. The level is in millionths of a call.
    fn admit(&mut self, name: &'static str, calls_per_second_max: u32, now: Time) -> bool {
        let full = u64::from(calls_per_second_max) * 1_000_000;
        let (level, since) = self.buckets.get(name).copied().unwrap_or((full, now));
        let level = full.min(level.saturating_add((now - since).saturating_mul(u64::from(calls_per_second_max))));
        let admitted = level >= 1_000_000;
        self.buckets.insert(name, (level - if admitted { 1_000_000 } else { 0 }, now));
        admitted
    }
}

/// A call back into the service that is being served: a bug of ours, never the reader's fault.
pub(crate) fn lent_out(service: ServiceId) -> AwsError {
    debug_assert!(false, "{} was called back while it was served", service.name());
    AwsError::new("InternalFailure", format!("{} was called back while it was served", service.name())).with_status(500)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_refills_with_time() {
        let mut limits = Limits::default();
        let admitted = |limits: &mut Limits, now| (0..9).filter(|_| limits.admit("x", 5, now)).count();
        assert_eq!(admitted(&mut limits, Time::ZERO), 5);
        assert_eq!(admitted(&mut limits, Time::from_ms(400)), 2);
        assert_eq!(admitted(&mut limits, Time::from_secs(9)), 5);
    }
}
