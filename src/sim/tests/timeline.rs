//! The laws of the timeline, on a small world: a counter with events, draws and jobs.

use proptest::prelude::*;
use sim::{Draws, JobId, Pending, Progress, Queue, RunHash, Time, Timeline, World};

#[derive(Clone)]
struct Toy {
    now: Time,
    queue: Queue<Event>,
    draws: Draws,
    hash: RunHash,
    steps: u64,
    total: u64,
    asked: u64,
}

#[derive(Clone, Hash)]
enum Event {
    Tick { every_us: u64, left: u32 },
    Job(u64),
}

#[derive(Clone, Debug, PartialEq)]
enum Command {
    Tick { every_us: u64, count: u32 },
    Ask { in_us: u64 },
}

impl Toy {
    fn new(seed: u64) -> Self {
        let (queue, draws, hash) = (Queue::default(), Draws::new(seed), RunHash::new(seed));
        Self { now: Time::ZERO, queue, draws, hash, steps: 0, total: 0, asked: 0 }
    }
}

impl World for Toy {
    type Command = Command;
    type Reply = ();
    type Answer = u64;

    fn now(&self) -> Time {
        self.now
    }

    fn move_to(&mut self, time: Time) {
        self.now = time;
    }

    fn next_due(&self) -> Option<Time> {
        self.queue.peek().map(|(time, _, _)| time)
    }

    fn next_needs(&self) -> Option<Pending> {
        match self.queue.peek()? {
            (due, _, Event::Job(job)) => Some(Pending { job: JobId(*job), due, key: u128::from(*job) }),
            _ => None,
        }
    }

    fn step(&mut self, answer: Option<&u64>) {
        let Some((time, sequence, event)) = self.queue.pop() else { return };
        self.now = time;
        self.steps += 1;
        self.hash.mix(&(time.0, sequence, &event, answer));
        match event {
            Event::Tick { every_us, left } => {
                self.total += self.draws.below("tick", 10);
                if left > 0 {
                    self.queue.schedule(self.now + every_us, Event::Tick { every_us, left: left - 1 });
                }
            }
            Event::Job(_) => self.total += answer.copied().unwrap_or_default(),
        }
        self.hash.mix_u64(self.total);
    }

    fn steps(&self) -> u64 {
        self.steps
    }

    fn command(&mut self, command: &Command) {
        match *command {
            Command::Tick { every_us, count } => {
                self.queue.schedule(self.now, Event::Tick { every_us, left: count });
            }
            Command::Ask { in_us } => {
                self.asked += 1;
                self.queue.schedule(self.now + in_us, Event::Job(self.asked));
            }
        }
    }
}

/// Runs to `target`, answering every job with its number.
fn run(timeline: &mut Timeline<Toy>, target: u64) {
    while let Progress::Waiting(pending) = timeline.run_until(Time(target), |_| true) {
        timeline.answer(pending, pending.job.0 * 100, false);
    }
}

fn go(timeline: &mut Timeline<Toy>, target: u64) {
    timeline.rewind(Time(target));
    run(timeline, target);
}

fn commands() -> impl Strategy<Value = Vec<(u64, Command)>> {
    let command = prop_oneof![
        (1u64..40, 0u32..30).prop_map(|(every_us, count)| Command::Tick { every_us, count }),
        (0u64..50).prop_map(|in_us| Command::Ask { in_us }),
    ];
    prop::collection::vec((0u64..100, command), 1..12)
}

fn play(script: &[(u64, Command)]) -> Timeline<Toy> {
    let mut timeline = Timeline::new(Toy::new(7));
    for (wait, command) in script {
        let target = timeline.present().now().0 + wait;
        run(&mut timeline, target);
        timeline.command(command.clone());
    }
    let target = timeline.present().now().0 + 200;
    run(&mut timeline, target);
    timeline
}

proptest! {
    #[test]
    fn the_same_script_gives_the_same_run(script in commands()) {
        prop_assert_eq!(play(&script).present().hash, play(&script).present().hash);
    }

    #[test]
    fn going_away_and_coming_back_gives_the_same_hash(script in commands(), places in prop::collection::vec(0u64..1500, 1..6)) {
        let mut timeline = play(&script);
        let (frontier, hash) = (timeline.frontier(), timeline.present().hash);
        for place in places {
            let place = place.min(frontier.0);
            go(&mut timeline, place);
            prop_assert_eq!(timeline.present().now(), Time(place));
            prop_assert_eq!(timeline.frontier(), frontier);
        }
        go(&mut timeline, frontier.0);
        prop_assert_eq!(timeline.present().hash, hash);
        prop_assert_eq!(timeline.branch(), 0);
    }

    #[test]
    fn saved_and_opened_is_the_same_run(script in commands()) {
        let timeline = play(&script);
        let saved = timeline.save();
        let mut opened = Timeline::open(Toy::new(7), saved.clone());
        prop_assert_eq!(opened.run_until(saved.at, |_| true), Progress::Reached);
        prop_assert_eq!(opened.present().hash, timeline.present().hash);
        prop_assert_eq!(opened.save(), saved);
    }

    #[test]
    fn a_fork_leaves_its_parent_alone(script in commands(), place in 0u64..500) {
        let parent = play(&script);
        let before = parent.present().hash;
        let mut fork = parent.clone();
        go(&mut fork, place.min(parent.frontier().0));
        fork.command(Command::Tick { every_us: 3, count: 50 });
        let target = fork.present().now().0 + 300;
        run(&mut fork, target);
        prop_assert_eq!(parent.present().hash, before);
        prop_assert_eq!(parent.set_aside().len(), 0);
    }

    #[test]
    fn a_new_command_behind_the_frontier_sets_the_rest_aside_and_undo_brings_it_back(script in commands(), place in 0u64..500) {
        let mut timeline = play(&script);
        let (frontier, hash, log) = (timeline.frontier(), timeline.present().hash, timeline.log().to_vec());
        let place = place.min(frontier.0.saturating_sub(1));
        go(&mut timeline, place);
        let later = timeline.later_commands();
        timeline.command(Command::Ask { in_us: 5 });
        prop_assert_eq!(timeline.branch(), 1);
        prop_assert_eq!(timeline.frontier(), Time(place));
        prop_assert_eq!(timeline.set_aside().back().map(|aside| aside.later_commands), Some(later));
        run(&mut timeline, place + 50);
        prop_assert_eq!(timeline.undo(), Some(Time(place)));
        prop_assert_eq!(timeline.log(), &log[..]);
        go(&mut timeline, frontier.0);
        prop_assert_eq!(timeline.present().hash, hash);
    }
}

#[test]
fn the_clock_does_not_pass_a_job_without_its_answer() {
    let mut timeline = Timeline::new(Toy::new(1));
    timeline.command(Command::Ask { in_us: 50 });
    let progress = timeline.run_until(Time(100), |_| true);
    let Progress::Waiting(pending) = progress else { panic!("{progress:?}") };
    assert_eq!((pending.due, timeline.present().now() <= Time(50)), (Time(50), true));
    timeline.answer(pending, 9, true);
    assert_eq!(timeline.run_until(Time(100), |_| true), Progress::Reached);
    assert_eq!((timeline.present().total, timeline.present().now()), (9, Time(100)));
}

#[test]
fn dropped_answers_are_asked_for_again() {
    let mut timeline = Timeline::new(Toy::new(1));
    timeline.command(Command::Ask { in_us: 50 });
    run(&mut timeline, 100);
    timeline.drop_answers();
    timeline.rewind(Time(0));
    assert!(matches!(timeline.run_until(Time(100), |_| true), Progress::Waiting(_)));
}

#[test]
fn checkpoints_stay_few_and_spread() {
    let mut timeline = Timeline::new(Toy::new(1));
    timeline.command(Command::Tick { every_us: 1, count: 300_000 });
    run(&mut timeline, 300_000);
    assert!((128..=512).contains(&timeline.checkpoints_len()), "{}", timeline.checkpoints_len());
}

#[test]
fn going_back_by_small_steps_replays_little() {
    let mut timeline = Timeline::new(Toy::new(1));
    timeline.command(Command::Tick { every_us: 1, count: 300_000 });
    run(&mut timeline, 300_000);
    go(&mut timeline, 150_500);
    let held = timeline.checkpoints_len();
    for back in 1..=500 {
        let target = Time(150_500 - back);
        timeline.rewind(target);
        let mut replayed = 0;
        timeline.run_until(target, |_| {
            replayed += 1;
            true
        });
        assert_eq!(timeline.present().now(), target);
        assert!(replayed <= 66, "{replayed} events for step {back}");
    }
    assert!(timeline.checkpoints_len() <= held + 1, "{} checkpoints after {held}", timeline.checkpoints_len());
    // A branch forgets what lay ahead.
    timeline.command(Command::Tick { every_us: 3, count: 10 });
    assert_eq!(timeline.frontier(), Time(150_000));
    run(&mut timeline, 150_400);
    let hash = timeline.present().hash;
    go(&mut timeline, 150_001);
    go(&mut timeline, 150_400);
    assert_eq!(timeline.present().hash, hash);
}

#[test]
fn patience_stops_a_run_between_two_events() {
    let mut timeline = Timeline::new(Toy::new(1));
    timeline.command(Command::Tick { every_us: 1, count: 100 });
    assert_eq!(timeline.run_until(Time(1000), |toy| toy.steps < 10), Progress::Stopped);
    assert_eq!(timeline.present().steps, 10);
}

/// A run that is opened with a changed log asks other things: what was answered before is no answer to them.
#[test]
fn an_answer_to_another_request_is_not_used() {
    let mut timeline = Timeline::new(Toy::new(1));
    timeline.command(Command::Ask { in_us: 50 });
    run(&mut timeline, 100);
    let mut saved = timeline.save();
    assert_eq!(Timeline::open(Toy::new(1), saved.clone()).run_until(Time(100), |_| true), Progress::Reached);
    saved.answers.values_mut().for_each(|logged| logged.key += 1);
    let mut opened = Timeline::open(Toy::new(1), saved);
    assert!(matches!(opened.run_until(Time(100), |_| true), Progress::Waiting(_)));
}
