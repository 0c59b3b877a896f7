//! Calls and what they are answered, where no engine is to be had in a transcript, or too many calls would be needed.

use crate::plans::to_chart;
use crate::world::{SECOND, World, bench, call, call_planned, code, creation, planned, running, status};
use serde_json::json;
use service::Reply;

#[test]
fn a_script_that_cannot_be_read_is_refused_at_its_place() {
    let world = World::new(1);
    let mut bench = bench(&world);
    let wrong = jobs::lake::Diagnostic {
        class: jobs::lake::Class::Syntax,
        message: "expected a table".into(),
        position: Some((3, 7)),
        hint: Some("did you mean 'events'?".into()),
    };
    let answer = Ok(jobs::Answer::Lake(jobs::lake::Answer::Planned(Err(wrong))));
    let made = call_planned(&mut bench, "CreateApplication", creation("x"), answer);
    let said = "SQL validation failed. From line 3, column 7: expected a table; did you mean 'events'?";
    assert_eq!(
        made.err().map(|error| (error.code.into_owned(), error.message)),
        Some(("CodeValidationException".into(), said.into()))
    );
    assert!(bench.service.is_empty());
}

#[test]
fn without_an_engine_nothing_is_made() {
    let world = World::new(1);
    let mut bench = bench(&world);
    let failure = Err(jobs::Failure { reason: "no engine".into() });
    assert_eq!(code(call_planned(&mut bench, "CreateApplication", creation("x"), failure)), "InternalFailure");
    assert!(bench.service.is_empty());
}

#[test]
fn of_two_that_are_made_at_the_same_instant_the_second_finds_the_name_taken() {
    let world = World::new(1);
    let mut bench = bench(&world);
    for _ in 0..2 {
        let Ok(api::Request::KinesisAnalytics(request)) =
            api::Request::parse("KinesisAnalytics.CreateApplication", creation("x"))
        else {
            panic!("no request");
        };
        assert!(matches!(bench.call(request), Ok(Reply::Later(_))));
    }
    for (job, _, _) in bench.around.jobs.clone() {
        bench.answer(job, planned(&to_chart()));
    }
    let codes =
        bench.around.completed.iter().map(|(_, result)| result.as_ref().err().map(|error| error.code.to_string()));
    assert_eq!(codes.collect::<Vec<_>>(), [None, Some("ResourceInUseException".into())]);
}

#[test]
fn an_update_that_was_overtaken_is_refused() {
    let world = World::new(1);
    let mut bench = running(&world, &to_chart());
    let params = |text: &str| {
        json!({"ApplicationName": "a", "CurrentApplicationVersionId": 1, "ApplicationConfigurationUpdate":
            {"ApplicationCodeConfigurationUpdate": {"CodeContentUpdate": {"TextContentUpdate": text}}}})
    };
    for text in ["y", "z"] {
        let Ok(api::Request::KinesisAnalytics(request)) =
            api::Request::parse("KinesisAnalytics.UpdateApplication", params(text))
        else {
            panic!("no request");
        };
        assert!(matches!(bench.call(request), Ok(Reply::Later(_))));
    }
    let jobs: Vec<_> = bench.around.jobs.iter().skip(1).map(|(job, _, _)| *job).collect();
    let before = bench.around.completed.len();
    for job in jobs {
        bench.answer(job, planned(&to_chart()));
    }
    let codes = bench.around.completed.iter().skip(before);
    let codes = codes.map(|(_, result)| result.as_ref().err().map(|error| error.code.to_string()));
    assert_eq!(codes.collect::<Vec<_>>(), [None, Some("ConcurrentModificationException".into())]);
}

#[test]
fn a_region_has_fifty_applications() {
    let world = World::new(1);
    let mut bench = bench(&world);
    for number in 0..=50 {
        let mut params = creation("x");
        params["ApplicationName"] = format!("a{number}").into();
        let made = code(call_planned(&mut bench, "CreateApplication", params, planned(&to_chart())));
        assert_eq!(made, if number < 50 { "no error" } else { "LimitExceededException" });
    }
    let page = call(&mut bench, "ListApplications", json!({"Limit": 20})).unwrap_or_default();
    assert_eq!(page["NextToken"], "a26");
}

#[test]
fn an_application_has_a_thousand_snapshots() {
    let world = World::new(1);
    let mut bench = running(&world, &to_chart());
    for number in 0..=1_000 {
        let params = json!({"ApplicationName": "a", "SnapshotName": format!("s{number}")});
        let made = code(call(&mut bench, "CreateApplicationSnapshot", params));
        assert_eq!(made, if number < 1_000 { "no error" } else { "LimitExceededException" });
    }
    bench.advance(SECOND);
    assert_eq!(status(&bench), "RUNNING");
    assert_eq!(bench.breaches(), [""; 0]);
}
