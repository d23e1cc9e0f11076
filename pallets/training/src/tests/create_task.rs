use crate::{mock::*, Error, Event, OpenTasks, Specs, Tasks};
use frame_support::{assert_noop, assert_ok};
use guild_primitives::{
	limits::*,
	rules::{ColumnRule, MixRule, PreStep, RuleSpec, Weighting},
	MechanismPolicy, MetricPolicy, Root, TaskSpec, TaskStatus, Text, Windows,
};
use sp_runtime::DispatchError::BadOrigin;

fn create(spec: TaskSpec) -> Called {
	Training::create_task(RuntimeOrigin::root(), Box::new(spec))
}

#[test]
fn a_task_keeps_its_spec_and_starts_from_its_initial_model() {
	with_members(4, || {
		assert_ok!(create(spec()));
		assert!(told(Event::TaskCreated { task: 0, spec_hash: spec().hash() }));
		assert_eq!(Specs::<Test>::get(0), Some(spec()));
		let task = Tasks::<Test>::get(0).unwrap();
		assert_eq!((task.status, task.model_root), (TaskStatus::Active, Root::of(b"initial model")));
		assert_ok!(create(TaskSpec { rounds: 3, ..spec() }));
		assert_eq!(Specs::<Test>::get(1).unwrap().rounds, 3);
	});
}

#[test]
fn only_the_task_origin_creates_tasks() {
	with_members(4, || {
		let by_member = Training::create_task(RuntimeOrigin::signed(duty(1)), Box::new(spec()));
		assert_eq!(by_member, Err(BadOrigin));
	});
}

#[test]
fn a_task_beyond_the_most_open_ones_is_refused_until_one_is_stopped() {
	with_members(4, || {
		(0..MAX_OPEN_TASKS).for_each(|_| ok(create(spec())));
		assert_noop!(create(spec()), Error::<Test>::TooManyOpenTasks);
		// A stopped task frees its place when its first move finds it stopped.
		assert_ok!(Training::stop_task(RuntimeOrigin::root(), 3));
		next_block();
		assert_ok!(create(spec()));
		assert_eq!(OpenTasks::<Test>::get().len(), MAX_OPEN_TASKS as usize);
	});
}

#[test]
fn a_rule_that_draws_is_accepted() {
	with_members(4, || {
		let pre = vec![PreStep::Bucketing { size: 2 }].try_into().unwrap();
		let rule = RuleSpec { pre, ..RuleSpec::mean(Weighting::Equal) };
		assert_ok!(create(TaskSpec { rule, ..spec() }));
	});
}

#[test]
fn each_fault_of_a_spec_has_its_own_error() {
	let windows = Windows { commit_blocks: MIN_WINDOW_BLOCKS - 1, ..spec().windows };
	let challenge = Windows { challenge_blocks: MAX_WINDOW_BLOCKS + 1, ..spec().windows };
	let rule = |rule: RuleSpec| TaskSpec { rule, ..spec() };
	let krum = RuleSpec { f: 1, mix: MixRule::Krum, ..RuleSpec::mean(Weighting::Equal) };
	let no_iterations = RuleSpec { mix: MixRule::GeometricMedian { iterations: 0, nu: 1 }, ..krum.clone() };
	let median_of_one = RuleSpec { column: ColumnRule::Median, ..RuleSpec::mean(Weighting::Equal) };
	let dear = RuleSpec { f: 4, mix: MixRule::Smea, ..RuleSpec::mean(Weighting::Equal) };
	let no_guarantee = RuleSpec { f: 1, ..RuleSpec::mean(Weighting::Equal) };
	let filter = RuleSpec { f: 4, mix: MixRule::Caf, ..RuleSpec::mean(Weighting::Equal) };
	let many_sets = RuleSpec { f: 9, mix: MixRule::Smea, ..RuleSpec::mean(Weighting::Equal) };
	let faults = [
		(TaskSpec { dim: 0, ..spec() }, Error::<Test>::SpecBadDim),
		(TaskSpec { dim: MAX_DIM + 1, ..spec() }, Error::SpecBadDim),
		(TaskSpec { scale: MAX_SCALE + 1, ..spec() }, Error::SpecBadScale),
		(TaskSpec { clip_norm: 0, ..spec() }, Error::SpecBadNormBound),
		(TaskSpec { norm_bound: 9_999, ..spec() }, Error::SpecBadNormBound),
		(TaskSpec { norm_bound: u64::MAX, ..spec() }, Error::SpecBadNormBound),
		(with_noise("0.2", "0.1"), Error::SpecBadNoise),
		// 10000 + 12·10000·0.19 lanes.
		(with_noise("0.1", "0.19"), Error::SpecNoiseDoesNotFit),
		(TaskSpec { metric: MetricPolicy::Coarse, ..with_noise("0.1", "0.1") }, Error::SpecMetricNotCharged),
		(TaskSpec { windows, ..spec() }, Error::SpecBadWindow),
		(TaskSpec { windows: challenge, ..spec() }, Error::SpecBadWindow),
		(TaskSpec { min_participants: 0, ..spec() }, Error::SpecBadParticipants),
		(TaskSpec { min_participants: 129, ..spec() }, Error::SpecBadParticipants),
		(TaskSpec { max_samples: 0, ..spec() }, Error::SpecBadSampleCap),
		(TaskSpec { rounds: 0, ..spec() }, Error::SpecBadRounds),
		(TaskSpec { rounds: MAX_ROUNDS + 1, ..spec() }, Error::SpecBadRounds),
		(TaskSpec { name: Text::default(), ..spec() }, Error::SpecNoText),
		(TaskSpec { document: Text::default(), ..spec() }, Error::SpecNoText),
		(rule(krum), Error::SpecTooFewForRule),
		// 3f + 1 = 13.
		(TaskSpec { min_participants: 12, ..rule(filter) }, Error::SpecTooFewForRule),
		(TaskSpec { min_participants: 128, ..rule(no_guarantee) }, Error::SpecNoGuarantee),
		(rule(no_iterations), Error::SpecBadRuleParameter),
		(rule(median_of_one), Error::SpecMixAndColumnDoNotFit),
		(TaskSpec { min_participants: 20, ..rule(many_sets) }, Error::SpecTooManyForRule),
		(TaskSpec { updates_public: false, ..publishing(spec()) }, Error::SpecUpdatesNotPublic),
		(TaskSpec { dim: (1 << 22) + 1, ..publishing(spec()) }, Error::SpecTooLongToPublish),
		(TaskSpec { min_participants: 20, ..rule(dear) }, Error::SpecMixTooDear),
	];
	with_members(4, || {
		for (spec, error) in faults {
			assert_noop!(create(spec), error);
		}
	});
}

/// A task whose updates have noise between these multipliers.
fn with_noise(floor: &str, ceiling: &str) -> TaskSpec {
	let z = |text: &str| text.parse().unwrap();
	TaskSpec { mechanism: MechanismPolicy::Local { floor: z(floor), ceiling: z(ceiling) }, ..spec() }
}
