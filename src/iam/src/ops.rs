//! IAM's operations. Each validates everything and then commits.

use crate::policy::{Decision, Kind, Policy};
use crate::{Grants, Iam, Role, User, limits, managed};
use api::iam as shapes;
use api::iam::{Request, Response};
use api::{Arn, AwsError, Principal};
use service::{Access, Ctx};
use std::sync::Arc;

type Done = Result<Response, AwsError>;

/// What a call needs to be allowed.
pub fn access(request: &Request) -> Access {
    macro_rules! rule {
        ($($op:ident $action:literal $request:ident $resource:expr;)+) => {
            match request { $(Request::$op($request) => Access::new($action, $resource),)+ }
        };
    }
    rule! {
        CreateUser "iam:CreateUser" r Arn::user(&r.user_name);
        GetUser "iam:GetUser" r Arn::user(r.user_name.as_deref().unwrap_or("administrator"));
        ListUsers "iam:ListUsers" _r "*";
        DeleteUser "iam:DeleteUser" r Arn::user(&r.user_name);
        CreateRole "iam:CreateRole" r Arn::role(&r.role_name);
        GetRole "iam:GetRole" r Arn::role(&r.role_name);
        ListRoles "iam:ListRoles" _r "*";
        DeleteRole "iam:DeleteRole" r Arn::role(&r.role_name);
        UpdateAssumeRolePolicy "iam:UpdateAssumeRolePolicy" r Arn::role(&r.role_name);
        PutRolePolicy "iam:PutRolePolicy" r Arn::role(&r.role_name);
        GetRolePolicy "iam:GetRolePolicy" r Arn::role(&r.role_name);
        DeleteRolePolicy "iam:DeleteRolePolicy" r Arn::role(&r.role_name);
        ListRolePolicies "iam:ListRolePolicies" r Arn::role(&r.role_name);
        PutUserPolicy "iam:PutUserPolicy" r Arn::user(&r.user_name);
        GetUserPolicy "iam:GetUserPolicy" r Arn::user(&r.user_name);
        DeleteUserPolicy "iam:DeleteUserPolicy" r Arn::user(&r.user_name);
        ListUserPolicies "iam:ListUserPolicies" r Arn::user(&r.user_name);
        AttachRolePolicy "iam:AttachRolePolicy" r Arn::role(&r.role_name);
        DetachRolePolicy "iam:DetachRolePolicy" r Arn::role(&r.role_name);
        ListAttachedRolePolicies "iam:ListAttachedRolePolicies" r Arn::role(&r.role_name);
        AttachUserPolicy "iam:AttachUserPolicy" r Arn::user(&r.user_name);
        DetachUserPolicy "iam:DetachUserPolicy" r Arn::user(&r.user_name);
        ListAttachedUserPolicies "iam:ListAttachedUserPolicies" r Arn::user(&r.user_name);
        SimulatePrincipalPolicy "iam:SimulatePrincipalPolicy" r r.policy_source_arn.clone();
    }
}

/// Serves a call.
pub fn serve(iam: &mut Iam, request: Request, ctx: &mut Ctx<'_, ()>) -> Done {
    match request {
        Request::CreateUser(r) => create_user(iam, r, ctx),
        Request::GetUser(r) => {
            let name = r.user_name.unwrap_or_else(|| "administrator".into());
            let user = iam.users.get(name.as_str()).ok_or_else(|| no_user(&name))?;
            Ok(Response::GetUser(shapes::GetUserOutput { user: describe_user(&name, user) }))
        }
        Request::ListUsers(_) => {
            let users = iam.users.iter().map(|(name, user)| describe_user(name, user)).collect();
            Ok(Response::ListUsers(shapes::ListUsersOutput { users, is_truncated: false }))
        }
        Request::DeleteUser(r) => {
            let user = iam.users.get(r.user_name.as_str()).ok_or_else(|| no_user(&r.user_name))?;
            check_empty(&user.grants)?;
            iam.users.remove(r.user_name.as_str());
            iam.changed();
            Ok(Response::DeleteUser(shapes::DeleteUserOutput {}))
        }
        Request::CreateRole(r) => create_role(iam, r, ctx),
        Request::GetRole(r) => {
            let role = iam.roles.get(r.role_name.as_str()).ok_or_else(|| no_role(&r.role_name))?;
            Ok(Response::GetRole(shapes::GetRoleOutput { role: describe_role(&r.role_name, role) }))
        }
        Request::ListRoles(_) => {
            let roles = iam.roles.iter().map(|(name, role)| describe_role(name, role)).collect();
            Ok(Response::ListRoles(shapes::ListRolesOutput { roles, is_truncated: false }))
        }
        Request::DeleteRole(r) => {
            let role = iam.roles.get(r.role_name.as_str()).ok_or_else(|| no_role(&r.role_name))?;
            check_empty(&role.grants)?;
            iam.roles.remove(r.role_name.as_str());
            iam.changed();
            Ok(Response::DeleteRole(shapes::DeleteRoleOutput {}))
        }
        Request::UpdateAssumeRolePolicy(r) => {
            let trust = read(&r.policy_document, Kind::Trust)?;
            check_size(&r.policy_document, limits::TRUST_POLICY_CHARS_MAX, "Cannot exceed quota for ACLSizePerRole")?;
            role_mut(iam, &r.role_name)?.trust = trust;
            iam.changed();
            Ok(Response::UpdateAssumeRolePolicy(shapes::UpdateAssumeRolePolicyOutput {}))
        }
        Request::PutRolePolicy(r) => {
            role_mut(iam, &r.role_name)?;
            let policy = check_policy(&r.policy_name, &r.policy_document)?;
            let most = limits::ROLE_POLICIES_CHARS_MAX;
            put_policy(
                &mut role_mut(iam, &r.role_name)?.grants,
                r.policy_name,
                policy,
                most,
                &format!("role {}", r.role_name),
            )?;
            iam.changed();
            Ok(Response::PutRolePolicy(shapes::PutRolePolicyOutput {}))
        }
        Request::GetRolePolicy(r) => {
            let policy_document = inline(&role_mut(iam, &r.role_name)?.grants, &r.policy_name, "role")?;
            let (role_name, policy_name) = (r.role_name, r.policy_name);
            Ok(Response::GetRolePolicy(shapes::GetRolePolicyOutput { role_name, policy_name, policy_document }))
        }
        Request::DeleteRolePolicy(r) => {
            delete_policy(&mut role_mut(iam, &r.role_name)?.grants, &r.policy_name, "role")?;
            iam.changed();
            Ok(Response::DeleteRolePolicy(shapes::DeleteRolePolicyOutput {}))
        }
        Request::ListRolePolicies(r) => {
            let policy_names = role_mut(iam, &r.role_name)?.grants.inline.keys().cloned().collect();
            Ok(Response::ListRolePolicies(shapes::ListRolePoliciesOutput { policy_names, is_truncated: false }))
        }
        Request::PutUserPolicy(r) => {
            user_mut(iam, &r.user_name)?;
            let policy = check_policy(&r.policy_name, &r.policy_document)?;
            let most = limits::USER_POLICIES_CHARS_MAX;
            put_policy(
                &mut user_mut(iam, &r.user_name)?.grants,
                r.policy_name,
                policy,
                most,
                &format!("user {}", r.user_name),
            )?;
            iam.changed();
            Ok(Response::PutUserPolicy(shapes::PutUserPolicyOutput {}))
        }
        Request::GetUserPolicy(r) => {
            let policy_document = inline(&user_mut(iam, &r.user_name)?.grants, &r.policy_name, "user")?;
            let (user_name, policy_name) = (r.user_name, r.policy_name);
            Ok(Response::GetUserPolicy(shapes::GetUserPolicyOutput { user_name, policy_name, policy_document }))
        }
        Request::DeleteUserPolicy(r) => {
            delete_policy(&mut user_mut(iam, &r.user_name)?.grants, &r.policy_name, "user")?;
            iam.changed();
            Ok(Response::DeleteUserPolicy(shapes::DeleteUserPolicyOutput {}))
        }
        Request::ListUserPolicies(r) => {
            let policy_names = user_mut(iam, &r.user_name)?.grants.inline.keys().cloned().collect();
            Ok(Response::ListUserPolicies(shapes::ListUserPoliciesOutput { policy_names, is_truncated: false }))
        }
        Request::AttachRolePolicy(r) => {
            attach(&mut role_mut(iam, &r.role_name)?.grants, r.policy_arn)?;
            iam.changed();
            Ok(Response::AttachRolePolicy(shapes::AttachRolePolicyOutput {}))
        }
        Request::DetachRolePolicy(r) => {
            detach(&mut role_mut(iam, &r.role_name)?.grants, &r.policy_arn)?;
            iam.changed();
            Ok(Response::DetachRolePolicy(shapes::DetachRolePolicyOutput {}))
        }
        Request::ListAttachedRolePolicies(r) => {
            let attached_policies = attached(&role_mut(iam, &r.role_name)?.grants);
            let output = shapes::ListAttachedRolePoliciesOutput { attached_policies, is_truncated: false };
            Ok(Response::ListAttachedRolePolicies(output))
        }
        Request::AttachUserPolicy(r) => {
            attach(&mut user_mut(iam, &r.user_name)?.grants, r.policy_arn)?;
            iam.changed();
            Ok(Response::AttachUserPolicy(shapes::AttachUserPolicyOutput {}))
        }
        Request::DetachUserPolicy(r) => {
            detach(&mut user_mut(iam, &r.user_name)?.grants, &r.policy_arn)?;
            iam.changed();
            Ok(Response::DetachUserPolicy(shapes::DetachUserPolicyOutput {}))
        }
        Request::ListAttachedUserPolicies(r) => {
            let attached_policies = attached(&user_mut(iam, &r.user_name)?.grants);
            let output = shapes::ListAttachedUserPoliciesOutput { attached_policies, is_truncated: false };
            Ok(Response::ListAttachedUserPolicies(output))
        }
        Request::SimulatePrincipalPolicy(r) => simulate(iam, &r),
    }
}

fn create_user(iam: &mut Iam, r: shapes::CreateUser, ctx: &mut Ctx<'_, ()>) -> Done {
    check_name(&r.user_name, "userName", limits::USER_NAME_MAX)?;
    if iam.users.contains_key(r.user_name.as_str()) {
        return Err(exists(&format!("User with name {} already exists.", r.user_name)));
    }
    if iam.users.len() >= limits::USERS_MAX {
        return Err(over_quota("UsersPerAccount", limits::USERS_MAX));
    }
    let user = User { id: new_id("AIDA", ctx), created: ctx.date(), grants: Grants::default() };
    let described = describe_user(&r.user_name, &user);
    iam.users.insert(r.user_name.as_str().into(), user);
    iam.changed();
    Ok(Response::CreateUser(shapes::CreateUserOutput { user: described }))
}

fn create_role(iam: &mut Iam, r: shapes::CreateRole, ctx: &mut Ctx<'_, ()>) -> Done {
    check_name(&r.role_name, "roleName", limits::ROLE_NAME_MAX)?;
    if r.path.as_deref().is_some_and(|path| path != "/") {
        return Err(AwsError::new("ValidationError", "'Path' other than '/' is not modelled"));
    }
    let trust = read(&r.assume_role_policy_document, Kind::Trust)?;
    check_size(
        &r.assume_role_policy_document,
        limits::TRUST_POLICY_CHARS_MAX,
        "Cannot exceed quota for ACLSizePerRole",
    )?;
    if iam.roles.contains_key(r.role_name.as_str()) {
        return Err(exists(&format!("Role with name {} already exists.", r.role_name)));
    }
    if iam.roles.len() >= limits::ROLES_MAX {
        return Err(over_quota("RolesPerAccount", limits::ROLES_MAX));
    }
    let id = new_id("AROA", ctx);
    let role = Role { id, created: ctx.date(), description: r.description, trust, grants: Grants::default() };
    let described = describe_role(&r.role_name, &role);
    iam.roles.insert(r.role_name.as_str().into(), role);
    iam.changed();
    Ok(Response::CreateRole(shapes::CreateRoleOutput { role: described }))
}

fn simulate(iam: &Iam, r: &shapes::SimulatePrincipalPolicy) -> Done {
    let principal = Principal::parse(&r.policy_source_arn).filter(|principal| iam.knows(principal));
    let principal = principal.ok_or_else(|| no_entity(&format!("{} cannot be found.", r.policy_source_arn)))?;
    let mut grants = iam.grants(&principal).cloned().unwrap_or_default();
    for (index, text) in r.policy_input_list.iter().flatten().enumerate() {
        grants.inline.insert(format!("PolicyInputList.{}", index + 1), read(text, Kind::Identity)?);
    }
    let everything = vec!["*".to_owned()];
    let resources = r.resource_arns.as_ref().unwrap_or(&everything);
    let mut evaluation_results = Vec::new();
    for action in &r.action_names {
        if !action.contains(':') {
            return Err(AwsError::new("InvalidInput", format!("Invalid Action: {action}")));
        }
        for resource in resources {
            let (decision, by) = grants.decide(action, resource);
            let statement =
                |name| shapes::MatchedStatement { source_policy_id: name, source_policy_type: "IAM Policy".into() };
            evaluation_results.push(shapes::EvaluationResult {
                eval_action_name: action.clone(),
                eval_resource_name: resource.clone(),
                eval_decision: decision_name(decision).into(),
                matched_statements: by.into_iter().map(statement).collect(),
            });
        }
    }
    let output = shapes::SimulatePrincipalPolicyOutput { evaluation_results, is_truncated: false };
    Ok(Response::SimulatePrincipalPolicy(output))
}

fn decision_name(decision: Decision) -> &'static str {
    match decision {
        Decision::Allowed => "allowed",
        Decision::ExplicitDeny => "explicitDeny",
        Decision::ImplicitDeny => "implicitDeny",
    }
}

fn describe_user(name: &str, user: &User) -> shapes::User {
    shapes::User {
        path: "/".into(),
        user_name: name.into(),
        user_id: user.id.clone(),
        arn: Arn::user(name),
        create_date: user.created,
    }
}

fn describe_role(name: &str, role: &Role) -> shapes::Role {
    shapes::Role {
        path: "/".into(),
        role_name: name.into(),
        role_id: role.id.clone(),
        arn: Arn::role(name),
        create_date: role.created,
        assume_role_policy_document: role.trust.document.clone(),
        description: role.description.clone(),
    }
}

fn user_mut<'a>(iam: &'a mut Iam, name: &str) -> Result<&'a mut User, AwsError> {
    iam.users.get_mut(name).ok_or_else(|| no_user(name))
}

fn role_mut<'a>(iam: &'a mut Iam, name: &str) -> Result<&'a mut Role, AwsError> {
    iam.roles.get_mut(name).ok_or_else(|| no_role(name))
}

fn check_policy(name: &str, document: &str) -> Result<Arc<Policy>, AwsError> {
    check_name(name, "policyName", limits::POLICY_NAME_MAX)?;
    read(document, Kind::Identity)
}

fn put_policy(grants: &mut Grants, name: String, policy: Arc<Policy>, most: usize, of: &str) -> Result<(), AwsError> {
    let mut inline = grants.inline.clone();
    inline.insert(name, policy);
    let chars: usize = inline.values().map(|policy| policy.document.to_string().len()).sum();
    if chars > most {
        let message = format!("Maximum policy size of {most} bytes exceeded for {of}");
        return Err(AwsError::new("LimitExceeded", message).with_status(409));
    }
    grants.inline = inline;
    Ok(())
}

fn inline(grants: &Grants, name: &str, of: &str) -> Result<serde_json::Value, AwsError> {
    let policy = grants.inline.get(name);
    policy.map(|policy| policy.document.clone()).ok_or_else(|| no_policy(name, of))
}

fn delete_policy(grants: &mut Grants, name: &str, of: &str) -> Result<(), AwsError> {
    grants.inline.remove(name).map(|_| ()).ok_or_else(|| no_policy(name, of))
}

fn attach(grants: &mut Grants, arn: String) -> Result<(), AwsError> {
    if managed::by_arn(&arn).is_none() {
        return Err(no_entity(&format!("Policy {arn} does not exist or is not attachable.")));
    }
    if !grants.attached.contains(&arn) && grants.attached.len() >= limits::ATTACHED_MAX {
        return Err(over_quota("PoliciesPerRole", limits::ATTACHED_MAX));
    }
    grants.attached.insert(arn);
    Ok(())
}

fn detach(grants: &mut Grants, arn: &str) -> Result<(), AwsError> {
    let was_there = grants.attached.remove(arn).is_some();
    if was_there { Ok(()) } else { Err(no_entity(&format!("Policy {arn} was not found."))) }
}

fn attached(grants: &Grants) -> Vec<shapes::AttachedPolicy> {
    let all = grants.attached.iter().filter_map(|arn| managed::by_arn(arn));
    all.map(|managed| shapes::AttachedPolicy { policy_name: managed.name().into(), policy_arn: managed.arn() })
        .collect()
}

fn read(document: &str, kind: Kind) -> Result<Arc<Policy>, AwsError> {
    Policy::parse(document, kind).map(Arc::new).map_err(|message| AwsError::new("MalformedPolicyDocument", message))
}

fn check_size(document: &str, most: usize, message: &str) -> Result<(), AwsError> {
    let chars = document.chars().filter(|c| !c.is_whitespace()).count();
    if chars <= most {
        Ok(())
    } else {
        Err(AwsError::new("LimitExceeded", format!("{message}: {most}")).with_status(409))
    }
}

fn check_name(name: &str, member: &str, most: usize) -> Result<(), AwsError> {
    let constraint = if name.is_empty() {
        "Member must have length greater than or equal to 1".to_owned()
    } else if name.chars().count() > most {
        format!("Member must have length less than or equal to {most}")
    } else if !name.chars().all(|c| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c)) {
        "Member must satisfy regular expression pattern: [\\w+=,.@-]+".to_owned()
    } else {
        return Ok(());
    };
    Err(AwsError { code: "ValidationError".into(), ..AwsError::constraint(name, member, &constraint) })
}

fn check_empty(grants: &Grants) -> Result<(), AwsError> {
    let conflict = |message: &str| Err(AwsError::new("DeleteConflict", message).with_status(409));
    if !grants.inline.is_empty() {
        return conflict("Cannot delete entity, must delete policies first.");
    }
    if !grants.attached.is_empty() {
        return conflict("Cannot delete entity, must detach all policies first.");
    }
    Ok(())
}

/// 17 characters of chance behind `prefix`.
fn new_id(prefix: &str, ctx: &mut Ctx<'_, ()>) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = (u128::from(ctx.draw("id")) << 64) | u128::from(ctx.draw("id"));
    let letter = |index: u32| LETTERS[((bits >> (index * 5)) & 31) as usize] as char;
    prefix.chars().chain((0..17).map(letter)).collect()
}

fn exists(message: &str) -> AwsError {
    AwsError::new("EntityAlreadyExists", message).with_status(409)
}

fn over_quota(quota: &str, most: usize) -> AwsError {
    AwsError::new("LimitExceeded", format!("Cannot exceed quota for {quota}: {most}")).with_status(409)
}

fn no_entity(message: &str) -> AwsError {
    AwsError::new("NoSuchEntity", message).with_status(404)
}

fn no_user(name: &str) -> AwsError {
    no_entity(&format!("The user with name {name} cannot be found."))
}

fn no_role(name: &str) -> AwsError {
    no_entity(&format!("The role with name {name} cannot be found."))
}

fn no_policy(name: &str, of: &str) -> AwsError {
    no_entity(&format!("The {of} policy with name {name} cannot be found."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::Timestamp;
    use service::testing::Bench;

    #[test]
    fn a_failed_call_changes_nothing() {
        let mut bench = Bench::new(Iam::default());
        let trust = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"glue.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
        let create = |name: &str, trust: &str| {
            Request::CreateRole(shapes::CreateRole {
                role_name: name.into(),
                assume_role_policy_document: trust.into(),
                description: None,
                path: None,
                max_session_duration: None,
            })
        };
        assert!(bench.now(create("reader", trust)).is_ok());
        let version = bench.service.version();
        for wrong in [create("reader", trust), create("", trust), create("other", "{}")] {
            assert!(bench.now(wrong).is_err());
        }
        assert_eq!((bench.service.version(), bench.service.roles.len()), (version, 1));
        let arn = Arn::role("reader");
        assert!(bench.service.assume(&arn, Some(api::ServiceId::Glue)).is_ok());
        assert!(bench.service.assume(&arn, Some(api::ServiceId::Firehose)).is_err());
        assert_eq!(bench.service.users.get("administrator").map(|user| user.created), Some(Timestamp(0)));
    }
}
