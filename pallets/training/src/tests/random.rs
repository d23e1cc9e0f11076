//! Random walks: calls, blocks, blocks without room, members that come, go and stay away. After every step each
//! invariant holds, and the chain agrees with a small model of the rules that shares no code with it.

use crate::{mock::*, Inputs, Lineages, Rounds, Tasks};
use frame_support::weights::Weight;
use guild_primitives::{Phase, Root, RoundId, TaskSpec, TaskStatus};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Members that may exist.
const MEMBERS: u8 = 6;

#[derive(Clone, Debug)]
enum Step {
	Blocks(u8),
	BlockWithoutRoom,
	Admit(u8),
	Dismiss(u8),
	Stop(u32),
	Commit(u32, u8),
	Vote(u32, u8, u8),
	Attest(u32, u8, u8),
	AllCommit(u32),
	AllVote(u32),
	AllAttest(u32, u8),
}

fn step() -> impl Strategy<Value = Step> {
	let (task, n) = (0u32..2, 1..=MEMBERS);
	prop_oneof![
		6 => (1u8..6).prop_map(Step::Blocks),
		2 => Just(Step::BlockWithoutRoom),
		2 => n.clone().prop_map(Step::Admit),
		1 => n.clone().prop_map(Step::Dismiss),
		4 => (task.clone(), n.clone()).prop_map(|(task, n)| Step::Commit(task, n)),
		4 => (task.clone(), n.clone(), 0u8..64).prop_map(|(task, n, held)| Step::Vote(task, n, held)),
		4 => (task.clone(), n, 0u8..2).prop_map(|(task, n, model)| Step::Attest(task, n, model)),
		4 => task.clone().prop_map(Step::AllCommit),
		4 => task.clone().prop_map(Step::AllVote),
		4 => (task.clone(), 0u8..2).prop_map(|(task, model)| Step::AllAttest(task, model)),
		1 => prop_oneof![49 => Just(None), 1 => task.prop_map(Some)]
			.prop_map(|task| task.map_or(Step::BlockWithoutRoom, Step::Stop)),
	]
}

/// What a task should be: sets and maps of member numbers, nothing packed.
#[derive(Default)]
struct Model {
	stopped: bool,
	models: Vec<Root>,
	ended: u32,
	/// No round is looked for before this block.
	waits_until: u64,
	round: Option<ModelRound>,
}

struct ModelRound {
	electorate: Vec<u8>,
	phase: Phase,
	ends_at: u64,
	committed: BTreeSet<u8>,
	votes: BTreeMap<u8, BTreeSet<u8>>,
	included: Vec<u8>,
	attested: BTreeMap<u8, u8>,
}

impl ModelRound {
	fn done(&self) -> usize {
		match self.phase {
			Phase::Commit => self.committed.len(),
			Phase::Availability => self.votes.len(),
			Phase::Attest => self.attested.len(),
		}
	}

	/// Three times as many as twice the electorate: more than two thirds.
	fn is_quorum(&self, count: usize) -> bool {
		3 * count > 2 * self.electorate.len()
	}

	fn may_act(&self, phase: Phase, n: u8, now: u64) -> bool {
		let acted = match phase {
			Phase::Commit => self.committed.contains(&n),
			Phase::Availability => self.votes.contains_key(&n),
			Phase::Attest => self.attested.contains_key(&n),
		};
		self.phase == phase && now <= self.ends_at && self.electorate.contains(&n) && !acted
	}
}

impl Model {
	fn over(&self, rounds: usize) -> bool {
		self.stopped || self.models.len() == rounds
	}

	fn block(&mut self, spec: &TaskSpec, now: u64, members: &BTreeSet<u8>) {
		let least = usize::from(spec.min_participants);
		if let Some(round) = &mut self.round {
			if now <= round.ends_at && round.done() < round.electorate.len() {
				return;
			}
			let mut model = None;
			let failed;
			match round.phase {
				Phase::Commit => failed = round.committed.len() < least,
				Phase::Availability => {
					let holders = |n: &u8| round.votes.values().filter(|held| held.contains(n)).count();
					let included = round.committed.iter().filter(|n| round.is_quorum(holders(n))).copied().collect();
					round.included = included;
					failed = round.included.len() < least;
				}
				Phase::Attest => {
					let votes = |model: u8| round.attested.values().filter(|other| **other == model).count();
					model = [0, 1].into_iter().find(|model| round.is_quorum(votes(*model)));
					failed = model.is_none();
				}
			}
			if !failed && model.is_none() {
				let (phase, window) = match round.phase {
					Phase::Commit => (Phase::Availability, spec.windows.availability_blocks),
					_ => (Phase::Attest, spec.windows.attest_blocks),
				};
				round.phase = phase;
				round.ends_at = now + u64::from(window);
				return;
			}
			self.models.extend(model.map(|model| Root::of(&[model])));
			self.ended += 1;
			self.round = None;
			self.waits_until = now;
		}
		if self.over(spec.rounds as usize) || now < self.waits_until {
			return;
		}
		if members.len() < least {
			self.waits_until = now + u64::from(guild_primitives::limits::REOPEN_BLOCKS);
			return;
		}
		self.round = Some(ModelRound {
			electorate: members.iter().copied().collect(),
			phase: Phase::Commit,
			ends_at: now + u64::from(spec.windows.commit_blocks),
			committed: BTreeSet::new(),
			votes: BTreeMap::new(),
			included: Vec::new(),
			attested: BTreeMap::new(),
		});
	}
}

struct Walk {
	spec: TaskSpec,
	members: BTreeSet<u8>,
	tasks: [Model; 2],
}

impl Walk {
	fn block(&mut self, room: bool) {
		next_block_with(if room { Weight::MAX } else { Weight::zero() });
		if room {
			for task in &mut self.tasks {
				task.block(&self.spec, System::block_number(), &self.members);
			}
		}
	}

	fn may_act(&self, task: u32, phase: Phase, n: u8) -> bool {
		let round = self.tasks[task as usize].round.as_ref();
		self.members.contains(&n) && round.is_some_and(|round| round.may_act(phase, n, System::block_number()))
	}

	fn round(&mut self, task: u32) -> &mut ModelRound {
		self.tasks[task as usize].round.as_mut().expect("the model has a round")
	}

	fn commit(&mut self, task: u32, n: u8) {
		let accepted = Rounds::<Test>::contains_key(task) && commit(task, n).is_ok();
		assert_eq!(accepted, self.may_act(task, Phase::Commit, n), "commit by {n}");
		if accepted {
			self.round(task).committed.insert(n);
		}
	}

	fn vote(&mut self, task: u32, n: u8, held: u8) {
		let accepted = Rounds::<Test>::contains_key(task) && vote(task, n, held.into()).is_ok();
		let mut expected = self.may_act(task, Phase::Availability, n);
		if expected {
			let round = self.round(task);
			let bits = (0..8u8).filter(|bit| held >> bit & 1 == 1);
			let named: Vec<Option<u8>> = bits.map(|bit| round.electorate.get(usize::from(bit)).copied()).collect();
			expected = named.iter().all(|n| n.is_some_and(|n| round.committed.contains(&n)));
			if expected {
				round.votes.insert(n, named.into_iter().flatten().collect());
			}
		}
		assert_eq!(accepted, expected, "vote by {n}");
	}

	fn attest(&mut self, task: u32, n: u8, model: u8) {
		let frozen = Inputs::<Test>::contains_key(task);
		let accepted = frozen && attest(task, n, &body(task, &[model])).is_ok();
		assert_eq!(accepted, self.may_act(task, Phase::Attest, n), "attestation by {n}");
		if accepted {
			self.round(task).attested.insert(n, model);
		}
	}

	fn take(&mut self, step: Step) {
		match step {
			Step::Blocks(count) => (0..count).for_each(|_| self.block(true)),
			Step::BlockWithoutRoom => self.block(false),
			Step::Admit(n) => {
				admit(n);
				self.members.insert(n);
			}
			Step::Dismiss(n) => {
				dismiss(n);
				self.members.remove(&n);
			}
			Step::Stop(task) => {
				let model = &mut self.tasks[task as usize];
				let expected = !model.over(self.spec.rounds as usize);
				assert_eq!(Training::stop_task(RuntimeOrigin::root(), task).is_ok(), expected);
				model.stopped |= expected;
			}
			Step::Commit(task, n) => self.commit(task, n),
			Step::Vote(task, n, held) => self.vote(task, n, held),
			Step::Attest(task, n, model) => self.attest(task, n, model),
			Step::AllCommit(task) => (1..=MEMBERS).for_each(|n| self.commit(task, n)),
			Step::AllVote(task) => {
				let held = Rounds::<Test>::get(task).map_or(0, |round| round.committed) as u8;
				(1..=MEMBERS).for_each(|n| self.vote(task, n, held));
			}
			Step::AllAttest(task, model) => (1..=MEMBERS).for_each(|n| self.attest(task, n, model)),
		}
	}

	fn check(&self) {
		Training::do_try_state().expect("every invariant holds");
		for (id, model) in (0u32..).zip(&self.tasks) {
			let task = Tasks::<Test>::get(id).expect("the task is there");
			let newest = model.models.last().copied().unwrap_or(self.spec.initial_model_root);
			assert_eq!((task.model_root, task.current_round), (newest, model.ended));
			assert_eq!(task.final_rounds as usize, model.models.len());
			let complete = model.models.len() == self.spec.rounds as usize && !model.stopped;
			assert_eq!(task.status == TaskStatus::Complete, complete);
			let finals = (0..model.ended).filter_map(|index| Lineages::<Test>::get(RoundId { task: id, index }));
			assert_eq!(finals.map(|lineage| lineage.result.model_root).collect::<Vec<_>>(), model.models);

			let round = Rounds::<Test>::get(id);
			assert_eq!(round.is_some(), model.round.is_some());
			let Some((round, model)) = round.zip(model.round.as_ref()) else { continue };
			assert_eq!((round.phase, u64::from(round.ends_at)), (model.phase, model.ends_at));
			assert_eq!(round.electorate.to_vec(), model.electorate.iter().map(|n| member(*n)).collect::<Vec<_>>());
			let included = Inputs::<Test>::get(id).map_or(vec![], |inputs| inputs.included.into_inner());
			let included: Vec<_> = included.iter().map(|update| update.member).collect();
			assert_eq!(included, model.included.iter().map(|n| member(*n)).collect::<Vec<_>>());
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	#[test]
	fn whatever_happens_invariants_hold_and_the_model_agrees(
		members in 0..=MEMBERS,
		steps in prop::collection::vec(step(), 1..100),
	) {
		with_members(members, || {
			let spec = TaskSpec { rounds: 5, ..spec() };
			for _ in 0..2 {
				Training::create_task(RuntimeOrigin::root(), Box::new(spec.clone())).expect("is created");
			}
			let mut walk = Walk { spec, members: (1..=members).collect(), tasks: Default::default() };
			for step in steps {
				walk.take(step);
				walk.check();
			}
		});
	}
}
