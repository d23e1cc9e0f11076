//! Random walks: calls, blocks, blocks without room, members that come, go, stay away, lie, and challenge with good proofs
//! and bad ones. After every step each invariant holds, and the chain agrees with a small model of the rules that shares no
//! code with it.

use super::truth::*;
use crate::{mock::*, Inputs, Lineages, Rounds, Tasks};
use frame_support::weights::Weight;
use guild_primitives::{Phase, Root, RoundId, TaskSpec, TaskStatus};
use proptest::{prelude::*, test_runner::TestRunner};
use std::collections::{BTreeMap, BTreeSet};

/// Members that may exist.
const MEMBERS: u8 = 6;
/// Claims that may be attested: the truth, and two lies.
const CLAIMS: u8 = 3;
/// Members that copy: their proofs of possession do not hold.
const COPIERS: [u8; 2] = [2, 5];

/// Claim number `claim` about the open round.
fn claim(task: u32, claim: u8) -> Claim {
	claim.checked_sub(1).map_or_else(|| truth(task), |kind| lie(task, kind))
}

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
	/// Two bits a member say which claim it attests, or that it stays silent.
	EachAttests(u32, u16),
	/// The round, if it is in Commit or Availability, goes on to Attest with everybody in it.
	ToAttest(u32),
	Challenge(u32, u8, u8, bool),
	Accuse(u32, u8, u8),
}

fn step() -> impl Strategy<Value = Step> {
	let (task, n) = (0u32..2, 1..=MEMBERS);
	prop_oneof![
		6 => prop_oneof![3 => Just(1u8), 1 => 2u8..8].prop_map(Step::Blocks),
		2 => Just(Step::BlockWithoutRoom),
		2 => n.clone().prop_map(Step::Admit),
		1 => prop_oneof![1 => Just(None), 1 => n.clone().prop_map(Some)]
			.prop_map(|n| n.map_or(Step::Blocks(1), Step::Dismiss)),
		4 => (task.clone(), n.clone()).prop_map(|(task, n)| Step::Commit(task, n)),
		4 => (task.clone(), n.clone(), 0u8..64).prop_map(|(task, n, held)| Step::Vote(task, n, held)),
		6 => (task.clone(), n.clone(), 0u8..CLAIMS).prop_map(|(task, n, claim)| Step::Attest(task, n, claim)),
		16 => (task.clone(), n.clone(), 0u8..CLAIMS, prop::bool::weighted(0.8))
			.prop_map(|(task, n, claim, good)| Step::Challenge(task, n, claim, good)),
		8 => (task.clone(), n.clone(), n).prop_map(|(task, n, attester)| Step::Accuse(task, n, attester)),
		4 => task.clone().prop_map(Step::AllCommit),
		4 => task.clone().prop_map(Step::AllVote),
		2 => (task.clone(), 0u8..CLAIMS).prop_map(|(task, claim)| Step::AllAttest(task, claim)),
		12 => (task.clone(), any::<u16>()).prop_map(|(task, claims)| Step::EachAttests(task, claims)),
		12 => task.clone().prop_map(Step::ToAttest),
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
	/// The proposed claim, and whether it had a quorum.
	proposed: Option<(u8, bool)>,
	guilty: BTreeSet<u8>,
	/// Challenges that proved nothing.
	failed: BTreeMap<u8, u32>,
	/// Of every claim that was attested: its hash, and its model's root.
	claims: BTreeMap<u8, (Root, Root)>,
}

impl ModelRound {
	fn remaining(&self) -> Vec<u8> {
		self.electorate.iter().copied().filter(|n| !self.guilty.contains(n)).collect()
	}

	/// Whether everybody that may act has.
	fn is_done(&self) -> bool {
		self.remaining().iter().all(|n| match self.phase {
			Phase::Commit => self.committed.contains(n),
			Phase::Availability => self.votes.contains_key(n),
			Phase::Attest => self.attested.contains_key(n),
			Phase::Challenge => self.attested.get(n).copied() == self.proposed.map(|(claim, _)| claim),
		})
	}

	/// Three times as many as twice those that count: more than two thirds.
	fn is_quorum(&self, count: usize) -> bool {
		3 * count > 2 * self.remaining().len()
	}

	fn may_act(&self, phase: Phase, n: u8, now: u64) -> bool {
		let acted = match phase {
			Phase::Commit => self.committed.contains(&n),
			Phase::Availability => self.votes.contains_key(&n),
			Phase::Attest | Phase::Challenge => self.attested.contains_key(&n),
		};
		self.phase == phase && now <= self.ends_at && self.remaining().contains(&n) && !acted
	}

	fn may_challenge(&self, n: u8, now: u64) -> bool {
		let open = matches!(self.phase, Phase::Attest | Phase::Challenge) && now <= self.ends_at;
		open && self.electorate.contains(&n) && self.failed.get(&n).is_none_or(|failed| *failed < 2)
	}

	/// The claim that most attest, the one of the lower hash if several are alike; and whether they are a quorum.
	fn most_attested(&self) -> Option<(u8, bool)> {
		let count = |claim: u8| self.attested.values().filter(|other| **other == claim).count();
		let attested = (0..CLAIMS).filter(|claim| count(*claim) > 0);
		let best = attested.min_by_key(|claim| (usize::MAX - count(*claim), self.claims[claim].0))?;
		Some((best, self.is_quorum(count(best))))
	}

	/// These members are guilty now.
	fn convict(&mut self, guilty: &[u8], spec: &TaskSpec, now: u64) {
		self.guilty.extend(guilty);
		self.attested.retain(|n, _| !guilty.contains(n));
		let Some((claim, had_quorum)) = self.proposed else { return };
		let stands = self.most_attested().is_some_and(|(other, has)| other == claim && (has || !had_quorum));
		if !stands {
			saw(|seen| &mut seen.sent_back);
			self.proposed = None;
			self.phase = Phase::Attest;
			self.ends_at = now + u64::from(spec.windows.attest_blocks);
		}
	}
}

impl Model {
	fn over(&self, rounds: usize) -> bool {
		self.stopped || self.models.len() == rounds
	}

	fn block(&mut self, spec: &TaskSpec, now: u64, members: &BTreeSet<u8>) {
		let least = usize::from(spec.min_participants);
		if let Some(round) = &mut self.round {
			if now <= round.ends_at && !round.is_done() {
				return;
			}
			let mut result = None;
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
					round.proposed = round.most_attested();
					failed = round.proposed.is_none();
					let all = |claim: u8| round.remaining().iter().all(|n| round.attested.get(n) == Some(&claim));
					result = round.proposed.map(|(claim, _)| claim).filter(|claim| all(*claim));
				}
				Phase::Challenge => {
					saw(|seen| &mut seen.final_after_challenge);
					failed = false;
					result = round.proposed.map(|(claim, _)| claim);
				}
			}
			if !failed && result.is_none() {
				let turns = 2 * round.electorate.len() as u32;
				let challenge = spec.windows.challenge_blocks.max(turns);
				let (phase, window) = match (round.phase, round.proposed) {
					(Phase::Commit, _) => (Phase::Availability, spec.windows.availability_blocks),
					(Phase::Availability, _) => (Phase::Attest, spec.windows.attest_blocks),
					(_, Some((_, true))) => (Phase::Challenge, challenge),
					_ => (Phase::Challenge, 2 * challenge),
				};
				round.phase = phase;
				round.ends_at = now + u64::from(window);
				return;
			}
			self.models.extend(result.map(|claim| round.claims[&claim].1));
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
			proposed: None,
			guilty: BTreeSet::new(),
			failed: BTreeMap::new(),
			claims: BTreeMap::new(),
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
		let accepted = Rounds::<Test>::contains_key(task) && commit_real(task, n).is_ok();
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

	fn attest(&mut self, task: u32, n: u8, number: u8) {
		if !Inputs::<Test>::contains_key(task) {
			return;
		}
		let claim = claim(task, number);
		let sent =
			if COPIERS.contains(&n) { attest_with(task, n, &claim, POSSESSION) } else { attest_claim(task, n, &claim) };
		let late = self.round(task).proposed.is_some_and(|(proposed, _)| proposed == number);
		let expected = self.may_act(task, Phase::Attest, n) || (late && self.may_act(task, Phase::Challenge, n));
		assert_eq!(sent.is_ok(), expected, "attestation by {n}");
		if expected {
			let known = (hash(task, &claim.0), claim.0.model_root);
			let round = self.round(task);
			round.attested.insert(n, number);
			round.claims.insert(number, known);
		}
	}

	fn may_challenge(&self, task: u32, n: u8) -> bool {
		let round = self.tasks[task as usize].round.as_ref();
		self.members.contains(&n) && round.is_some_and(|round| round.may_challenge(n, System::block_number()))
	}

	fn challenge(&mut self, task: u32, n: u8, number: u8, good: bool) {
		if !Inputs::<Test>::contains_key(task) {
			return;
		}
		let claim = claim(task, number);
		let (id, hash) = (round(task).id, hash(task, &claim.0));
		// Nothing proves the truth false.
		let (proof, good) = if good && number > 0 { (proof_against(task, &claim), true) } else { (bad_proof(), false) };
		let sent = challenge_in(id, n, hash, None, proof);
		let spec = self.spec.clone();
		let allowed = self.may_challenge(task, n);
		let round = self.round(task);
		let liars: Vec<u8> = round.attested.iter().filter(|(_, claim)| **claim == number).map(|(n, _)| *n).collect();
		assert_eq!(sent.is_ok(), allowed && !liars.is_empty(), "challenge by {n}");
		if sent.is_err() {
			return;
		}
		if good {
			saw(|seen| &mut seen.lies_proven);
			round.convict(&liars, &spec, System::block_number());
		} else {
			saw(|seen| &mut seen.nothing_proven);
			*round.failed.entry(n).or_default() += 1;
		}
	}

	/// Member `n` accuses an attester of having copied.
	fn accuse(&mut self, task: u32, n: u8, attester: u8) {
		let attested =
			self.tasks[task as usize].round.as_ref().and_then(|round| round.attested.get(&attester).copied());
		let Some(number) = attested.filter(|_| Inputs::<Test>::contains_key(task)) else { return };
		let claim = claim(task, number);
		let (id, hash) = (round(task).id, hash(task, &claim.0));
		let list = claim.1.try_into().expect("is short");
		let proof = guild_aggregation::proof::FaultProof::Possession(guild_aggregation::proof::Possession { list });
		let sent = challenge_in(id, n, hash, Some(member(attester)), proof);
		let spec = self.spec.clone();
		assert_eq!(sent.is_ok(), self.may_challenge(task, n), "accusation by {n}");
		let round = self.round(task);
		if sent.is_ok() && COPIERS.contains(&attester) {
			saw(|seen| &mut seen.copies_proven);
			round.convict(&[attester], &spec, System::block_number());
		} else if sent.is_ok() {
			*round.failed.entry(n).or_default() += 1;
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
			Step::Attest(task, n, claim) => self.attest(task, n, claim),
			Step::Challenge(task, n, claim, good) => self.challenge(task, n, claim, good),
			Step::Accuse(task, n, attester) => self.accuse(task, n, attester),
			Step::AllCommit(task) => (1..=MEMBERS).for_each(|n| self.commit(task, n)),
			Step::AllVote(task) => {
				let held = Rounds::<Test>::get(task).map_or(0, |round| round.committed) as u8;
				(1..=MEMBERS).for_each(|n| self.vote(task, n, held));
			}
			Step::ToAttest(task) => {
				for phase in [Phase::Commit, Phase::Availability] {
					if self.tasks[task as usize].round.as_ref().is_some_and(|round| round.phase == phase) {
						let all = if phase == Phase::Commit { Step::AllCommit(task) } else { Step::AllVote(task) };
						self.take(all);
						self.block(true);
					}
				}
			}
			Step::EachAttests(task, claims) => {
				for n in 1..=MEMBERS {
					let claim = (claims >> (2 * n)) as u8 & 3;
					if claim < CLAIMS {
						self.attest(task, n, claim);
					}
				}
			}
			Step::AllAttest(task, claim) => (1..=MEMBERS).for_each(|n| self.attest(task, n, claim)),
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
			let guilty: Vec<_> = round.members(round.guilty).copied().collect();
			assert_eq!(guilty, model.guilty.iter().map(|n| member(*n)).collect::<Vec<_>>());
			let proposed = round.proposed.map(|p| (p.proposal.result_hash, p.proposal.has_quorum));
			assert_eq!(proposed, model.proposed.map(|(claim, has_quorum)| (model.claims[&claim].0, has_quorum)));
		}
	}
}

/// What happened in all walks together.
#[derive(Default, Debug)]
struct Seen {
	lies_proven: u32,
	copies_proven: u32,
	sent_back: u32,
	nothing_proven: u32,
	final_after_challenge: u32,
}

thread_local! {
	static SEEN: std::cell::RefCell<Seen> = Default::default();
}

fn saw(what: impl FnOnce(&mut Seen) -> &mut u32) {
	SEEN.with_borrow_mut(|seen| *what(seen) += 1);
}

#[test]
fn whatever_happens_invariants_hold_and_the_model_agrees() {
	let config = ProptestConfig { source_file: Some(file!()), ..ProptestConfig::with_cases(128) };
	let walks = (prop_oneof![1 => 0..=MEMBERS, 3 => 4..=MEMBERS], prop::collection::vec(step(), 1..150));
	let walk = |(members, steps): (u8, Vec<Step>)| {
		with_members(members, || {
			let spec = TaskSpec { rounds: 12, ..real_spec() };
			for _ in 0..2 {
				Training::create_task(RuntimeOrigin::root(), Box::new(spec.clone())).expect("is created");
			}
			let mut walk = Walk { spec, members: (1..=members).collect(), tasks: Default::default() };
			for step in steps {
				walk.take(step);
				walk.check();
			}
		});
		Ok(())
	};
	TestRunner::new(config).run(&walks, walk).unwrap_or_else(|failure| panic!("{failure}"));
	// Walks that never come to what they are for would show nothing.
	let least = |seen: &Seen| {
		let Seen { lies_proven, copies_proven, sent_back, nothing_proven, final_after_challenge } = *seen;
		lies_proven.min(copies_proven).min(sent_back).min(nothing_proven).min(final_after_challenge)
	};
	SEEN.with_borrow(|seen| assert!(least(seen) >= 5, "{seen:?}"));
}
