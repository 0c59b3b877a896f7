//! Move tasks.

use crate::common::*;
use serde_json::{Value, json};
use service::testing::Bench;
use sqs::Sqs;

/// A bench with `q` and ten dead letters of it in `dead`.
fn with_letters() -> Bench<Sqs> {
    let mut bench = Bench::new(Sqs::default());
    create(&mut bench, "dead", json!({}));
    let policy = json!({"deadLetterTargetArn": arn("dead"), "maxReceiveCount": 1}).to_string();
    create(&mut bench, "q", json!({"RedrivePolicy": policy, "VisibilityTimeout": "1"}));
    for number in 0..10 {
        send(&mut bench, "q", &number.to_string());
    }
    while places(&bench, "dead").0 < 10 {
        receive(&mut bench, "q");
        bench.advance(SECOND_US);
    }
    bench
}

fn start(bench: &mut Bench<Sqs>, more: Value) -> Value {
    let mut params = json!({"SourceArn": arn("dead")});
    if let (Some(params), Value::Object(more)) = (params.as_object_mut(), more) {
        params.extend(more);
    }
    answer(bench, "StartMessageMoveTask", params)
}

fn last(bench: &mut Bench<Sqs>) -> Value {
    answer(bench, "ListMessageMoveTasks", json!({"SourceArn": arn("dead")}))["Results"][0].clone()
}

#[test]
fn letters_return_to_their_queue_as_new_messages() {
    let mut bench = with_letters();
    let before: Vec<_> =
        bench.service.queue("dead").into_iter().flat_map(|queue| queue.look(0, 99)).map(|seen| seen.id).collect();
    let started_ms = 1_767_225_600_000 + bench.around.now.as_ms();
    let task = start(&mut bench, json!({}));
    let running = last(&mut bench);
    assert_eq!(running["TaskHandle"], task["TaskHandle"]);
    assert_eq!(running["Status"], "RUNNING");
    bench.advance(SECOND_US);
    assert_eq!((places(&bench, "q").0, places(&bench, "dead").0), (10, 0));
    assert_eq!(
        last(&mut bench),
        json!({"Status": "COMPLETED", "SourceArn": arn("dead"), "ApproximateNumberOfMessagesMoved": 10,
            "ApproximateNumberOfMessagesToMove": 10, "StartedTimestamp": started_ms})
    );
    let got = receive_with(&mut bench, "q", json!({"WaitTimeSeconds": 1, "AttributeNames": ["All"]}));
    assert_eq!(got[0]["Attributes"]["ApproximateReceiveCount"], "1");
    assert_eq!(got[0]["Attributes"]["DeadLetterQueueSourceArn"], Value::Null);
    let sent = got[0]["Attributes"]["SentTimestamp"].as_str().and_then(|text| text.parse::<u64>().ok());
    assert!(sent > Some(started_ms), "{sent:?}");
    assert!(!before.iter().any(|id| got[0]["MessageId"] == **id));
    assert!(bench.around.notes.iter().any(|note| note.kind == "sqs-moved"));
    check(&bench);
}

#[test]
fn a_task_keeps_its_rate_and_can_be_cancelled() {
    let mut bench = with_letters();
    create(&mut bench, "elsewhere", json!({}));
    let more = json!({"DestinationArn": arn("elsewhere"), "MaxNumberOfMessagesPerSecond": 2});
    let task = start(&mut bench, more);
    assert_eq!(
        start(&mut bench, json!({})),
        "InvalidParameterValueException: There is already a task running. Only one active task is allowed for a source queue \
         arn at a given time."
    );
    bench.advance(2 * SECOND_US);
    assert_eq!((places(&bench, "elsewhere").0, places(&bench, "dead").0), (4, 6));
    let cancelled = answer(&mut bench, "CancelMessageMoveTask", task.clone());
    assert_eq!(cancelled, json!({"ApproximateNumberOfMessagesMoved": 4}));
    assert_eq!(last(&mut bench)["Status"], "CANCELLING");
    bench.advance(SECOND_US);
    let listed = last(&mut bench);
    assert_eq!((&listed["Status"], &listed["ApproximateNumberOfMessagesMoved"]), (&json!("CANCELLED"), &json!(4)));
    assert_eq!((&listed["TaskHandle"], &listed["MaxNumberOfMessagesPerSecond"]), (&Value::Null, &json!(2)));
    assert_eq!((places(&bench, "elsewhere").0, places(&bench, "dead").0), (4, 6), "what has moved stays");
    assert!(answer(&mut bench, "CancelMessageMoveTask", task).is_string());
    check(&bench);
}

#[test]
fn a_task_fails_with_its_destination_and_without_a_source() {
    let mut bench = with_letters();
    create(&mut bench, "elsewhere", json!({}));
    start(&mut bench, json!({"DestinationArn": arn("elsewhere"), "MaxNumberOfMessagesPerSecond": 1}));
    bench.advance(3 * SECOND_US);
    on(&mut bench, "elsewhere", "DeleteQueue", json!({}));
    bench.advance(SECOND_US);
    let failed = last(&mut bench);
    assert_eq!((&failed["Status"], &failed["ApproximateNumberOfMessagesMoved"]), (&json!("FAILED"), &json!(3)));
    assert_eq!(failed["FailureReason"], "AWS.SimpleQueueService.NonExistentQueue");
    let mut bench = with_letters();
    on(&mut bench, "dead", "PurgeQueue", json!({}));
    bench.advance(MINUTE_US);
    send(&mut bench, "dead", "never dead");
    start(&mut bench, json!({}));
    bench.advance(SECOND_US);
    assert_eq!(last(&mut bench)["FailureReason"], "CouldNotDetermineMessageSource");
    assert!(bench.around.notes.iter().any(|note| note.kind == "sqs-move-failed"));
    check(&bench);
}

#[test]
fn what_starts_cancels_and_lists_no_task() {
    let mut bench = with_letters();
    create(&mut bench, "other.fifo", json!({"FifoQueue": "true"}));
    let format = "arn:<partition>:<service>:<region>:<account-id>:<resource-id>";
    let none = "ResourceNotFoundException: The resource that you specified for the";
    for (params, told) in [
        (json!({}), "MissingRequiredParameterException: The request must contain the parameter SourceArn.".to_owned()),
        (json!({"SourceArn": ""}), format!("InvalidParameterValueException: You must use this format to specify the SourceArn: {format}")),
        (json!({"SourceArn": arn("nobody")}), format!("{none} SourceArn parameter doesn't exist.")),
        (json!({"SourceArn": arn("q")}), "InvalidParameterValueException: Source queue must be configured as a Dead Letter Queue.".into()),
        (json!({"SourceArn": arn("dead"), "DestinationArn": "q"}), format!("InvalidParameterValueException: You must use this format to specify the DestinationArn: {format}")),
        (json!({"SourceArn": arn("dead"), "DestinationArn": arn("nobody")}), format!("{none} DestinationArn parameter doesn't exist.")),
        (json!({"SourceArn": arn("dead"), "DestinationArn": arn("dead")}), "InvalidParameterValueException: Source queue arn and destination queue arn cannot be the same.".into()),
        (json!({"SourceArn": arn("dead"), "MaxNumberOfMessagesPerSecond": 501}), "InvalidParameterValueException: Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter a number that's between 1 and 500.".into()),
        (json!({"SourceArn": arn("dead"), "DestinationArn": arn("other.fifo")}), "InvalidParameterValueException: The source queue and destination queue must be of the same queue type.".into()),
    ] {
        assert_eq!(answer(&mut bench, "StartMessageMoveTask", params.clone()), told, "{params}");
    }
    // The handles' forms are recorded from the real service.
    use base64::{Engine, engine::general_purpose::STANDARD};
    let handle = |arn: &str| {
        STANDARD.encode(json!({"taskId": "10f57157-fc38-4da9-a113-4de7e12d05dd", "sourceArn": arn}).to_string())
    };
    for (params, told) in [
        (json!({}), "MissingRequiredParameterException: The request must contain the parameter TaskHandle."),
        (
            json!({"TaskHandle": "foobared"}),
            "InvalidParameterValueException: Value for parameter TaskHandle is invalid.",
        ),
        (
            json!({"TaskHandle": handle(&arn("nobody"))}),
            "ResourceNotFoundException: The resource that you specified for the SourceArn parameter doesn't exist.",
        ),
        (json!({"TaskHandle": handle(&arn("dead"))}), "ResourceNotFoundException: Task does not exist."),
    ] {
        assert_eq!(answer(&mut bench, "CancelMessageMoveTask", params.clone()), told, "{params}");
    }
    let params = json!({"SourceArn": arn("dead"), "MaxResults": 11});
    assert_eq!(
        answer(&mut bench, "ListMessageMoveTasks", params),
        "InvalidParameterValueException: Value for parameter MaxResults is invalid. Reason: You must enter a number that's between 1 and 10."
    );
    assert_eq!(answer(&mut bench, "ListMessageMoveTasks", json!({"SourceArn": arn("q")})), json!({"Results": []}));
}
