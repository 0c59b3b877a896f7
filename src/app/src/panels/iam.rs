//! IAM: users, roles, their policies, and the policy simulator.

use super::ACCOUNT;
use crate::context::App;
use crate::part::{Local, keyed};
use crate::state::Action;
use crate::template::classes;
use crate::widgets::{
    Editor, Kind, Look, button, check, code, confirm, empty, field, head, note, select, status, text_input,
};
use markup::html;
use protocol::{Iam, IamPolicy, IamPrincipal};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent, SubmitEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct IamProps {
    pub view: Option<Rc<Iam>>,
    pub drafts: Rc<BTreeMap<String, String>>,
}

/// The console of users and roles.
pub fn iam(app: &App, props: &IamProps, local: &Local) -> Html {
    let chosen = local.text("chosen", "");
    let principals = props.view.as_ref().map(|view| view.principals.as_slice()).unwrap_or_default();
    let one = principals
        .iter()
        .find(|one| one.arn == chosen)
        .or_else(|| principals.iter().find(|one| one.kind == "role"))
        .or(principals.first());
    let items = principals.iter().map(|item| {
        let on = one.is_some_and(|one| one.arn == item.arn);
        let choose = local.putter("chosen", &item.arn);
        html! {
            <li key={item.arn.clone()}><button type="button" class={classes!("item", on.then_some("on"))} aria-pressed={on.to_string()} onclick={choose}>
                <b>{ &item.name }</b><small>{ app.t(if item.kind == "role" { "iam-role" } else { "iam-user" }) }</small>
            </button></li>
        }
    });
    html! {
        <>
            { head("IAM", html! { <span class="dim">{ app.t("iam-note") }</span> }, Html::default()) }
            <div class="p-body two">
                <ul class="list">{ for items }</ul>
                if let Some(one) = one {
                    <div class="detail">{ detail(app, props.view.as_deref(), one, &props.drafts) }</div>
                }
            </div>
        </>
    }
}

fn detail(app: &App, view: Option<&Iam>, one: &IamPrincipal, drafts: &BTreeMap<String, String>) -> Html {
    let strings = &app.strings;
    let add = {
        let (app, one) = (app.clone(), one.clone());
        Callback::from(move |_: MouseEvent| {
            let deny = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Action": "s3:PutObject", "Resource": "*" }] });
            put(&app, &one, "deny", &deny.to_string());
        })
    };
    let attach = {
        let (app, one) = (app.clone(), one.clone());
        Callback::from(move |policy: String| {
            if !policy.is_empty() {
                let (member, verb) = if one.kind == "role" {
                    ("RoleName", "IAM.AttachRolePolicy")
                } else {
                    ("UserName", "IAM.AttachUserPolicy")
                };
                app.call(verb, json!({ member: one.name, "PolicyArn": policy }), |_| {});
            }
        })
    };
    let mut managed = vec![(String::new(), app.t("policy-attach"))];
    managed.extend(
        view.iter()
            .flat_map(|view| &view.managed)
            .filter(|(_, arn)| !one.attached.contains(arn))
            .map(|(name, arn)| (arn.clone(), name.clone())),
    );
    html! {
        <>
            <header class="detail-head"><h4>{ &one.name }</h4><code class="dim">{ &one.arn }</code><span class="grow"></span>
                { button(Kind::Primary, app.t("deny-add"), false, add) }
            </header>
            { note(app.t("deny-note")) }
            { for one.policies.iter().map(|policy| {
                let place = place(one, &policy.name);
                let draft = drafts.get(&place).cloned();
                keyed(&place, inline_policy, PolicyProps { principal: one.clone(), policy: policy.clone(), draft })
            }) }
            if one.policies.is_empty() && one.attached.is_empty() { { empty(app.t("policies-none"), Html::default()) } }
            <ul class="plain">{ for one.attached.iter().map(|arn| html! { <li key={arn.clone()}><code>{ arn }</code>{ detach(app, one, arn) }</li> }) }</ul>
            if managed.len() > 1 { { field(app.t("policies-managed"), select("", &managed, attach)) } }
            { keyed(&one.arn, simulator, SimulatorProps { principal: one.arn.clone() }) }
            if let Some(trust) = &one.trust {
                <details class="more"><summary>{ app.t("trust-policy") }</summary>{ code(trust.clone(), app.t("trust-policy")) }</details>
            }
            <p class="dim">{ strings.x("account", ACCOUNT) }</p>
        </>
    }
}

fn place(principal: &IamPrincipal, policy: &str) -> String {
    format!("policy {} {policy}", principal.arn)
}

fn put(app: &App, principal: &IamPrincipal, policy: &str, document: &str) {
    let (member, call) =
        if principal.kind == "role" { ("RoleName", "IAM.PutRolePolicy") } else { ("UserName", "IAM.PutUserPolicy") };
    let said = app.clone();
    let params = json!({ member: principal.name, "PolicyName": policy, "PolicyDocument": document });
    app.call(call, params, move |_| said.note(String::new(), said.t("saved")));
}

#[derive(PartialEq)]
struct PolicyProps {
    principal: IamPrincipal,
    policy: IamPolicy,
    draft: Option<String>,
}

/// An inline policy.
fn inline_policy(app: &App, props: &PolicyProps, _: &Local) -> Html {
    let place = place(&props.principal, &props.policy.name);
    let text = props.draft.clone().unwrap_or_else(|| props.policy.document.clone());
    let changed = text != props.policy.document;
    let onchange = {
        let (app, place) = (app.clone(), place);
        Callback::from(move |text| app.act(Action::Draft(place.clone(), text)))
    };
    let save = {
        let (app, principal, name, text) =
            (app.clone(), props.principal.clone(), props.policy.name.clone(), text.clone());
        Callback::from(move |_: MouseEvent| put(&app, &principal, &name, &text))
    };
    let delete = {
        let (app, principal, name) = (app.clone(), props.principal.clone(), props.policy.name.clone());
        Callback::from(move |()| {
            let (member, call) = if principal.kind == "role" {
                ("RoleName", "IAM.DeleteRolePolicy")
            } else {
                ("UserName", "IAM.DeleteUserPolicy")
            };
            app.call(call, json!({ member: principal.name, "PolicyName": name }), |_| {});
        })
    };
    html! {
        <article class="block">
            <header><h4>{ &props.policy.name }</h4><span class="dim">{ app.t("policy-inline") }</span><span class="grow"></span>
                { button(Kind::Plain, app.t("save-changes"), !changed, save) }
                { confirm(app.t("delete"), app.strings.x("delete-question", props.policy.name.clone()), delete) }
            </header>
            <Editor value={text} language="json" label={props.policy.name.clone()} {onchange} />
        </article>
    }
}

fn detach(app: &App, principal: &IamPrincipal, policy: &str) -> Html {
    let (member, call) = if principal.kind == "role" {
        ("RoleName", "IAM.DetachRolePolicy")
    } else {
        ("UserName", "IAM.DetachUserPolicy")
    };
    let params = json!({ member: principal.name, "PolicyArn": policy });
    let onyes = {
        let app = app.clone();
        Callback::from(move |()| app.call(call, params.clone(), |_| {}))
    };
    confirm(app.t("policy-detach"), app.strings.x("detach-question", policy), onyes)
}

#[derive(PartialEq)]
struct SimulatorProps {
    principal: String,
}

/// The policy simulator.
fn simulator(app: &App, props: &SimulatorProps, local: &Local) -> Html {
    let action = local.text("action", "s3:PutObject");
    let resource = local.text("resource", "arn:aws:s3:::acequia-lake/flights/x");
    let any = local.is_on("any");
    let decision = local.text("decision", "");
    let onsubmit = {
        let (app, principal, action, resource, local) =
            (app.clone(), props.principal.clone(), action.clone(), resource.clone(), local.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let resource = if any { "*" } else { resource.as_str() };
            let params = json!({ "PolicySourceArn": principal, "ActionNames": [action], "ResourceArns": [resource] });
            let local = local.clone();
            app.call("IAM.SimulatePrincipalPolicy", params, move |answer| {
                let said = answer.pointer("/EvaluationResults/0/EvalDecision").and_then(Value::as_str);
                local.set("decision", said.unwrap_or_default());
            });
        })
    };
    html! {
        <details class="more">
            <summary>{ app.t("policy-simulator") }</summary>
            <form class="p-form flat" {onsubmit}>
                { field(app.t("action"), text_input(action, "s3:PutObject", local.setter("action"))) }
                { field(app.t("resource"), text_input(resource, "*", local.setter("resource"))) }
                { check(app.t("resource-any"), any, local.ticker("any")) }
                <button type="submit" class="b">{ app.t("simulate") }</button>
                if !decision.is_empty() { { status(if decision == "allowed" { Look::Good } else { Look::Bad }, decision) } }
            </form>
        </details>
    }
}
