//! AWS's operations on domains.

use crate::Event;
use crate::limits::{
    CREATE_SPREAD_US, CREATE_US, DATA_NODES_MAX, DELETE_US, DESCRIBE_DOMAINS_MAX, DOMAIN_NAME_CHARS, DOMAINS_MAX,
};
use crate::state::{Domain, OpenSearch, Phase};
use api::opensearch::{
    ClusterConfig, CreateDomain, CreateDomainOutput, DeleteDomain, DeleteDomainOutput, DescribeDomain,
    DescribeDomainOutput, DescribeDomains, DescribeDomainsOutput, DomainInfo, DomainStatus, EbsOptions,
    ListDomainNames, ListDomainNamesOutput,
};
use api::{ACCOUNT_ID, Arn, AwsError, REGION, Unmodelled};
use imbl::OrdMap;
use service::{Ctx, Note};
use std::sync::Arc;

/// The engine's version, if a domain does not say.
const ENGINE_VERSION: &str = "OpenSearch_3.1";
/// A domain's nodes, if it does not say.
const INSTANCE_TYPE: &str = "m6g.large.search";
/// GiB of a node's disk, if a domain does not say.
const VOLUME_GIB: i64 = 10;

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationException", message)
}

/// AWS's words for a domain that is not there.
pub fn no_such_domain(name: &str) -> AwsError {
    AwsError::new("ResourceNotFoundException", format!("Domain not found: {name}")).with_status(409)
}

fn check_modelled(unmodelled: &Unmodelled, of: &str) -> Result<(), AwsError> {
    match unmodelled.0 {
        Some(member) => Err(invalid(format!("'{of}{member}' is not modelled here"))),
        None => Ok(()),
    }
}

fn check_name(name: &str) -> Result<(), AwsError> {
    let letters = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !DOMAIN_NAME_CHARS.contains(&name.len()) {
        let rule = if name.len() < 3 { "greater than or equal to 3" } else { "less than or equal to 28" };
        return Err(AwsError::constraint(name, "domainName", &format!("Member must have length {rule}")));
    }
    if !letters || !name.starts_with(|first: char| first.is_ascii_lowercase()) {
        let rule = "Member must satisfy regular expression pattern: [a-z][a-z0-9\\-]+";
        return Err(AwsError::constraint(name, "domainName", rule));
    }
    Ok(())
}

fn check_version(version: &str) -> Result<(), AwsError> {
    let numbers = version.strip_prefix("OpenSearch_").and_then(|numbers| numbers.split_once('.'));
    let known = numbers.is_some_and(|(major, minor)| {
        matches!(major, "1" | "2" | "3") && minor.parse::<u8>().is_ok_and(|minor| minor < 20) && minor.len() <= 2
    });
    if known {
        return Ok(());
    }
    if version.starts_with("Elasticsearch_") {
        return Err(invalid(format!("engine version '{version}' is not modelled here; name an 'OpenSearch_X.Y'")));
    }
    Err(invalid(format!("Invalid engine version: {version}")))
}

impl OpenSearch {
    /// Makes a domain.
    pub(crate) fn create_domain(
        &mut self,
        request: CreateDomain,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<CreateDomainOutput, AwsError> {
        let name = request.domain_name.as_str();
        check_name(name)?;
        check_modelled(&request.unmodelled, "")?;
        let cluster = request.cluster_config.unwrap_or_default();
        check_modelled(&cluster.unmodelled, "ClusterConfig.")?;
        let disks = request.ebs_options.unwrap_or_default();
        check_modelled(&disks.unmodelled, "EBSOptions.")?;
        let engine_version = request.engine_version.unwrap_or_else(|| ENGINE_VERSION.to_owned());
        check_version(&engine_version)?;
        let instance_type = cluster.instance_type.unwrap_or_else(|| INSTANCE_TYPE.to_owned());
        if !instance_type.ends_with(".search") || instance_type.split('.').count() != 3 {
            return Err(AwsError::new("InvalidTypeException", format!("Invalid instance type: {instance_type}"))
                .with_status(409));
        }
        let instance_count = cluster.instance_count.unwrap_or(1);
        if !(1..=DATA_NODES_MAX).contains(&instance_count) {
            return Err(invalid(format!("Instance count must be between 1 and {DATA_NODES_MAX}: {instance_count}")));
        }
        let volume_gib = disks.volume_size_gib.unwrap_or(VOLUME_GIB);
        if !(10..=16_384).contains(&volume_gib) {
            return Err(invalid(format!("Volume size must be between 10 and 16384: {volume_gib}")));
        }
        let volume_type = disks.volume_type.unwrap_or_else(|| "gp3".to_owned());
        if !matches!(volume_type.as_str(), "standard" | "gp2" | "io1" | "gp3") || disks.ebs_enabled == Some(false) {
            return Err(invalid(format!("'{volume_type}' storage, or none, is not modelled here")));
        }
        if self.domains.contains_key(name) {
            let message = format!("Domain already exists: {name}");
            return Err(AwsError::new("ResourceAlreadyExistsException", message).with_status(409));
        }
        if self.domains.len() >= DOMAINS_MAX {
            return Err(AwsError::new("LimitExceededException", format!("Domain limit of {DOMAINS_MAX} reached"))
                .with_status(409));
        }
        let generation = self.generation();
        let domain = Domain {
            generation,
            created: ctx.date(),
            phase: Phase::Creating,
            engine_version,
            instance_type,
            instance_count,
            volume_type,
            volume_gib,
            address: address(ctx.draw("address"), ctx.draw("address")),
            indices: OrdMap::new(),
            last_indexed: None,
            last_search: None,
        };
        let name: Arc<str> = name.into();
        let domain_status = status(&name, &domain);
        self.domains.insert(name.clone(), domain);
        let spread = ctx.draw_below("create", CREATE_SPREAD_US);
        ctx.note(Note::info("opensearch-domain-creating").with("domain", &name));
        ctx.schedule(CREATE_US + spread, Event::Created(name, generation));
        Ok(CreateDomainOutput { domain_status })
    }

    pub(crate) fn domain_created(&mut self, name: &str, generation: u64, ctx: &mut Ctx<'_, Event>) {
        let domain = self.domains.get_mut(name).filter(|domain| domain.generation == generation);
        if let Some(domain) = domain.filter(|domain| domain.phase == Phase::Creating) {
            domain.phase = Phase::Active;
            ctx.note(Note::info("opensearch-domain-active").with("domain", name));
        }
    }

    /// Deletes a domain.
    pub(crate) fn delete_domain(
        &mut self,
        request: &DeleteDomain,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<DeleteDomainOutput, AwsError> {
        check_name(&request.domain_name)?;
        let name: Arc<str> = request.domain_name.as_str().into();
        let Some(domain) = self.domains.get_mut(&name) else { return Err(no_such_domain(&name)) };
        if domain.phase != Phase::Deleting {
            domain.phase = Phase::Deleting;
            domain.indices = OrdMap::new();
            ctx.note(Note::info("opensearch-domain-deleting").with("domain", &name));
            ctx.schedule(DELETE_US, Event::Deleted(name.clone(), domain.generation));
        }
        Ok(DeleteDomainOutput { domain_status: status(&name, domain) })
    }

    pub(crate) fn domain_deleted(&mut self, name: &str, generation: u64, ctx: &mut Ctx<'_, Event>) {
        if self.domains.get(name).is_some_and(|domain| domain.generation == generation) {
            self.domains.remove(name);
            ctx.note(Note::info("opensearch-domain-deleted").with("domain", name));
        }
    }

    /// Describes a domain.
    pub(crate) fn describe_domain(&self, request: &DescribeDomain) -> Result<DescribeDomainOutput, AwsError> {
        let name = request.domain_name.as_str();
        check_name(name)?;
        let domain = self.domains.get(name).ok_or_else(|| no_such_domain(name))?;
        Ok(DescribeDomainOutput { domain_status: status(name, domain) })
    }

    /// Describes those of several domains that there are.
    pub(crate) fn describe_domains(&self, request: &DescribeDomains) -> Result<DescribeDomainsOutput, AwsError> {
        if request.domain_names.len() > DESCRIBE_DOMAINS_MAX {
            return Err(invalid(format!(
                "Please provide a maximum of {DESCRIBE_DOMAINS_MAX} domain names to describe."
            )));
        }
        let known = request.domain_names.iter().filter_map(|name| Some(status(name, self.domains.get(name.as_str())?)));
        Ok(DescribeDomainsOutput { domain_status_list: known.collect() })
    }

    /// Lists the domains.
    pub(crate) fn list_domain_names(&self, request: &ListDomainNames) -> Result<ListDomainNamesOutput, AwsError> {
        let wanted = match request.engine_type.as_deref() {
            None | Some("OpenSearch") => true,
            Some("Elasticsearch") => false,
            Some(other) => {
                let rule = "Member must satisfy enum value set: [OpenSearch, Elasticsearch]";
                return Err(AwsError::constraint(other, "engineType", rule));
            }
        };
        let info = |name: &Arc<str>| DomainInfo { domain_name: name.to_string(), engine_type: "OpenSearch".into() };
        Ok(ListDomainNamesOutput { domain_names: self.domains.keys().filter(|_| wanted).map(info).collect() })
    }
}

fn status(name: &str, domain: &Domain) -> DomainStatus {
    let ready = domain.phase != Phase::Creating;
    DomainStatus {
        domain_id: format!("{ACCOUNT_ID}/{name}"),
        domain_name: name.to_owned(),
        arn: Arn::domain(name),
        created: true,
        deleted: domain.phase == Phase::Deleting,
        endpoint: ready.then(|| endpoint(name, domain)),
        processing: domain.phase != Phase::Active,
        domain_processing_status: domain.phase.name().to_owned(),
        engine_version: domain.engine_version.clone(),
        cluster_config: ClusterConfig {
            instance_type: Some(domain.instance_type.clone()),
            instance_count: Some(domain.instance_count),
            ..ClusterConfig::default()
        },
        ebs_options: EbsOptions {
            ebs_enabled: Some(true),
            volume_type: Some(domain.volume_type.clone()),
            volume_size_gib: Some(domain.volume_gib),
            ..EbsOptions::default()
        },
    }
}

/// Where a domain's HTTP interface is.
pub fn endpoint(name: &str, domain: &Domain) -> String {
    format!("search-{name}-{}.{REGION}.es.amazonaws.com", domain.address)
}

/// 26 letters and digits.
fn address(high: u64, low: u64) -> String {
    let mut rest = (u128::from(high) << 64) | u128::from(low);
    let mut address = String::new();
    for _ in 0..26 {
        address.push(char::from_digit((rest % 36) as u32, 36).unwrap_or('a'));
        rest /= 36;
    }
    address
}
