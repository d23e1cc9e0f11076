//! Random walks: agreements of several kinds on two tasks, money in, parties that come, go and are removed, rounds that become final
//! or fail with everybody's conduct drawn, parts that are paid and charged, faults, blocks without room, owners that give all they have away, surveys. After
//! every step each invariant holds, there is as much money as before, what members own is what the events say, and a refused
//! step has changed nothing. At the end everything goes back to whom it belongs.

use crate::{mock::*, Agreements, Event, HoldReason, NextAgreement, Parties, Payouts, Rates, Status, Surveys, Tally};
use frame_support::{
	assert_ok,
	storage::with_storage_layer,
	traits::{
		fungible::{Inspect, InspectHold, Mutate},
		tokens::{Fortitude, Preservation::Expendable},
	},
	weights::Weight,
	BoundedVec,
};
use guild_agreement::{Term, Terms};
use guild_primitives::{
	contribution::{Contribution, Score, SettledRound, Settlement, SHARE_ONE},
	ids::{RoundId, TaskId},
	Answers, Evidence, Root,
};
use proptest::{
	prelude::*,
	test_runner::{Config, TestRunner},
};
use sp_runtime::{DispatchResult, Permill};
use std::collections::{BTreeMap, BTreeSet};

/// Members that may exist.
const MEMBERS: u8 = 6;
/// Tasks.
const TASKS: TaskId = 2;

#[derive(Clone, Debug)]
enum Step {
	Admit(u8),
	Dismiss(u8),
	Create(TaskId, u8),
	Fund(u32, u8, u128),
	Accept(u32, u8),
	Leave(u32, u8),
	Release(u32, u8),
	Terminate(u32),
	WindUp(u32),
	Open(TaskId),
	/// Four bits a member say what it did.
	Final(TaskId, u32),
	Fail(TaskId),
	Stop(TaskId),
	Fault(TaskId, u8),
	Withheld(TaskId, u8, u8),
	Report(u32, u8, i8),
	/// Whoever may answers an open survey.
	EachReports(u32, i8),
	Block,
	BlockWithoutRoom,
	/// A member gives all that is free to another.
	GiveAway(u8, u8),
	/// The council has these parts paid and charged, in millionths.
	Rate(u32, u32),
}

fn step() -> impl Strategy<Value = Step> {
	let (n, task, id) = (1..=MEMBERS, 0..TASKS, 0u32..4);
	prop_oneof![
		3 => n.clone().prop_map(Step::Admit),
		1 => n.clone().prop_map(Step::Dismiss),
		4 => (task.clone(), any::<u8>()).prop_map(|(task, kind)| Step::Create(task, kind)),
		8 => (id.clone(), n.clone(), prop_oneof![1 => 0u128..40, 4 => 0u128..5_000, 1 => Just(ENDOWMENT)])
			.prop_map(|(id, n, amount)| Step::Fund(id, n, amount)),
		14 => (id.clone(), n.clone()).prop_map(|(id, n)| Step::Accept(id, n)),
		3 => (id.clone(), n.clone()).prop_map(|(id, n)| Step::Leave(id, n)),
		3 => (id.clone(), n.clone()).prop_map(|(id, n)| Step::Release(id, n)),
		1 => id.clone().prop_map(Step::Terminate),
		3 => id.clone().prop_map(Step::WindUp),
		12 => task.clone().prop_map(Step::Open),
		12 => (task.clone(), any::<u32>()).prop_map(|(task, bits)| Step::Final(task, bits)),
		2 => task.clone().prop_map(Step::Fail),
		1 => prop_oneof![9 => Just(None), 1 => task.clone().prop_map(Some)]
			.prop_map(|task| task.map_or(Step::Block, Step::Stop)),
		4 => (task.clone(), any::<u8>()).prop_map(|(task, bits)| Step::Fault(task, bits)),
		2 => (task, n.clone(), any::<u8>()).prop_map(|(task, n, bits)| Step::Withheld(task, n, bits)),
		8 => (id.clone(), n.clone(), -9i8..=9).prop_map(|(id, n, change)| Step::Report(id, n, change)),
		6 => (id, -9i8..=9).prop_map(|(id, change)| Step::EachReports(id, change)),
		6 => Just(Step::Block),
		2 => Just(Step::BlockWithoutRoom),
		4 => (n.clone(), n).prop_map(|(from, to)| Step::GiveAway(from, to)),
		4 => (part(), part()).prop_map(|(paid, charged)| Step::Rate(paid, charged)),
	]
}

/// A part that the council may choose: nothing, everything, or anything between, in millionths.
fn part() -> impl Strategy<Value = u32> {
	prop_oneof![1 => Just(0), 2 => Just(Rates::ALL), 3 => 0..=Rates::ALL]
}

/// Agreements that differ in what they pay by, how much, and how long.
fn kind(kind: u8) -> Terms {
	let base = if kind & 1 == 0 { terms() } else { equal() };
	let last_round = (kind & 2 != 0).then_some(u32::from(kind >> 4));
	let last_block = (kind & 4 != 0).then_some(30 + u32::from(kind));
	let (budget, deposit) = if kind & 8 == 0 { (1_000, 200) } else { (7, 151) };
	Terms { budget, deposit, term: Term { first_round: 0, last_round, last_block }, ..base }
}

/// What member `n` did, by four bits.
fn conduct(n: u8, bits: u32) -> Contribution {
	let score = |change: fn(Score) -> Score| honest(n).score.map(change);
	match bits & 15 {
		0 => absent(n),
		1 => Contribution { missing: true, score: None, ..honest(n) },
		2 => Contribution { attested: Some(false), ..honest(n) },
		3 => Contribution { guilty: true, attested: None, ..honest(n) },
		4 => Contribution { score: score(|score| Score { active: false, ..score }), ..honest(n) },
		5 => Contribution { score: score(|score| Score { novelty: Some(0), ..score }), ..honest(n) },
		6 => Contribution { score: score(|score| Score { novelty: Some(SHARE_ONE / 3), ..score }), ..honest(n) },
		7 => Contribution { missing: true, attested: Some(false), score: None, ..honest(n) },
		8 => Contribution {
			score: score(|score| Score { weight_share: SHARE_ONE, distance: u64::MAX, ..score }),
			..honest(n)
		},
		_ => honest(n),
	}
}

/// The members that some bits name.
fn named(bits: u8) -> Vec<u8> {
	(1..=MEMBERS).filter(|n| bits >> n & 1 != 0).collect()
}

/// Who is a member, as the test sees it, and who is in the electorate of each open round.
#[derive(Default)]
struct Model {
	electorates: BTreeMap<TaskId, BTreeSet<u8>>,
	given_away: BTreeMap<u8, i128>,
	paid_rounds: BTreeSet<RoundId>,
}

fn is_member(n: u8) -> bool {
	Roll::get().contains(&[n; 32])
}

/// Answers the open survey of an agreement, if there is one.
fn report(id: u32, n: u8, change: i8) -> DispatchResult {
	let Some(survey) = Surveys::<Test>::get(id) else { return Ok(()) };
	let answers = match survey.tally {
		Tally::Coarse(_) => {
			Answers::Coarse(BoundedVec::truncate_from(vec![change; survey.subjects.count_ones() as usize]))
		}
		// Right as long as it says nothing of itself.
		Tally::Bits { better, .. } => Answers::Bits(if change > 0 { (1 << (better.len() / 2)) - 1 } else { 0 }),
	};
	Rewards::report_quality(RuntimeOrigin::signed(duty(n)), id, survey.round, 1, answers)
}

fn progress(task: TaskId) -> (u32, bool, bool) {
	Progress::get()[&task]
}

impl Model {
	fn take(&mut self, step: Step) -> DispatchResult {
		let root = RuntimeOrigin::root;
		match step {
			Step::Admit(n) if !is_member(n) => admit(n),
			Step::Dismiss(n) if is_member(n) => dismiss(n),
			Step::Create(task, number) => return Rewards::create(root(), task, Box::new(kind(number))),
			Step::Fund(id, n, amount) => return fund(id, n, amount),
			Step::Accept(id, n) => return accept(id, n),
			Step::Leave(id, n) => return leave(id, n),
			Step::Release(id, n) => return release(id, n),
			Step::Terminate(id) => return Rewards::terminate(root(), id),
			Step::WindUp(id) => return wind_up(id),
			Step::Open(task) => {
				let (index, is_open, is_active) = progress(task);
				if !is_open && is_active {
					set_progress_of(task, index, true, true);
					self.electorates.insert(task, (1..=MEMBERS).filter(|n| is_member(*n)).collect());
				}
			}
			Step::Final(task, bits) => {
				let (index, is_open, _) = progress(task);
				if is_open {
					let electorate = self.electorates.remove(&task).unwrap();
					let contributions: Vec<_> =
						electorate.into_iter().map(|n| conduct(n, bits >> (4 * (n - 1)))).collect();
					let round = RoundId { task, index };
					let at = System::block_number() as u32;
					let settled = SettledRound { round, at, result_hash: Root([1; 32]), contributions };
					Rewards::settled(&settled);
					self.close(task);
				}
			}
			Step::Fail(task) if progress(task).1 => self.close(task),
			Step::Stop(task) => {
				let (index, is_open, _) = progress(task);
				set_progress_of(task, index, is_open, false);
			}
			Step::Fault(task, bits) => {
				let (index, is_open, _) = progress(task);
				// Of the open round, or by a dispute of the one before.
				if let Some(index) = if is_open { Some(index) } else { index.checked_sub(1) } {
					prove_fault(RoundId { task, index }, named(bits));
				}
			}
			Step::Withheld(task, n, bits) if progress(task).1 => {
				let held_by: Vec<_> = named(bits).into_iter().map(member).collect();
				Rewards::withheld(RoundId { task, index: progress(task).0 }, member(n), &held_by, &[]);
			}
			Step::Report(id, n, change) => return report(id, n, change),
			// Some may not, or have answered.
			Step::EachReports(id, change) => (1..=MEMBERS).for_each(|n| {
				let _ = report(id, n, change);
			}),
			Step::Block => next_block(),
			Step::BlockWithoutRoom => next_block_with(Weight::zero()),
			Step::GiveAway(from, to) if from != to => {
				let amount = Balances::reducible_balance(&owner(from), Expendable, Fortitude::Polite);
				Balances::transfer(&owner(from), &owner(to), amount, Expendable)?;
				*self.given_away.entry(from).or_default() -= amount as i128;
				*self.given_away.entry(to).or_default() += amount as i128;
			}
			Step::Rate(paid, charged) => {
				PaidPart::set(&Permill::from_parts(paid));
				ChargedPart::set(&Permill::from_parts(charged));
			}
			_ => {}
		}
		Ok(())
	}

	fn close(&mut self, task: TaskId) {
		let (index, _, is_active) = progress(task);
		set_progress_of(task, index + 1, false, is_active);
	}
}

/// What each member owns is what it was endowed with and what the events say that came and went.
fn check_events(model: &mut Model) {
	let mut change: BTreeMap<u8, i128> = model.given_away.clone();
	let mut moved =
		|member: guild_primitives::MemberId, amount: i128| *change.entry(member.0[0]).or_default() += amount;
	let mut rounds = BTreeSet::new();
	for record in System::events() {
		let RuntimeEvent::Rewards(event) = record.event else { continue };
		match event {
			Event::Funded { funder, amount, .. } => moved(funder, -(amount as i128)),
			Event::Paid { member, amount, .. } => moved(member, amount as i128),
			Event::Penalised { member, amount, .. } => moved(member, -(amount as i128)),
			Event::Returned { funder, amount, .. } => moved(funder, amount as i128),
			Event::RoundPaid { round, .. } => assert!(rounds.insert(round), "{round} was paid twice"),
			_ => {}
		}
	}
	assert!(model.paid_rounds.is_subset(&rounds));
	model.paid_rounds = rounds;
	for n in 1..=MEMBERS {
		let owned = Balances::total_balance(&owner(n)) as i128;
		assert_eq!(owned, ENDOWMENT as i128 + change.get(&n).copied().unwrap_or(0), "member {n}");
	}
}

/// Ends everything, as it ends when somebody asks for it, and finds nothing held.
fn settle_up(model: &mut Model) {
	for task in 0..TASKS {
		model.close(task);
		let (index, ..) = progress(task);
		set_progress_of(task, index, false, false);
	}
	next_block();
	let rich = (1..=MEMBERS).max_by_key(|n| free(*n)).unwrap();
	for n in (1..=MEMBERS).filter(|n| *n != rich && free(*n) < EXISTENTIAL) {
		assert_ok!(Balances::transfer(&owner(rich), &owner(n), EXISTENTIAL, Expendable));
		*model.given_away.entry(rich).or_default() -= EXISTENTIAL as i128;
		*model.given_away.entry(n).or_default() += EXISTENTIAL as i128;
	}
	for id in 0..NextAgreement::<Test>::get() {
		if agreement(id).status != Status::WoundUp {
			assert_ok!(wind_up(id));
		}
		assert_eq!(agreement(id).status, Status::WoundUp);
		assert_eq!(Balances::total_balance(&Rewards::escrow_account(id)), 0);
	}
	for n in 1..=MEMBERS {
		assert_eq!(Balances::balance_on_hold(&HoldReason::Deposit.into(), &owner(n)), 0);
	}
	assert!(Parties::<Test>::iter_values().all(|party| party.deposit == 0));
}

/// A hash of all that is stored.
fn state() -> Vec<u8> {
	sp_io::storage::root(sp_runtime::StateVersion::V1)
}

/// What a walk has reached, for the proof that walks reach everything.
#[derive(Default, Debug)]
struct Reached {
	paid: u32,
	paid_in_part: u32,
	penalised: u32,
	not_covered: u32,
	merits: u32,
	bits: u32,
	wound_up: u32,
	leaving: u32,
	not_received: u32,
}

fn walk(steps: Vec<Step>, reached: &mut Reached) {
	new_test_ext().execute_with(|| {
		System::set_block_number(1);
		let mut model = Model::default();
		for task in 0..TASKS {
			set_progress_of(task, 0, false, true);
		}
		(1..=MEMBERS).for_each(admit);
		(5..=MEMBERS).for_each(dismiss);
		let issuance = Balances::total_issuance();
		for step in steps {
			if matches!(step, Step::Admit(n) if Balances::total_balance(&owner(n)) == 0) {
				continue; // The mock would endow it once more.
			}
			let before = state();
			let done = with_storage_layer(|| model.take(step.clone()));
			if done.is_err() {
				assert_eq!(state(), before, "{step:?} was refused, and changed something");
			}
			Rewards::do_try_state().unwrap_or_else(|error| panic!("after {step:?}: {error:?}"));
			assert_eq!(Balances::total_issuance(), issuance, "after {step:?}");
			check_events(&mut model);
		}
		settle_up(&mut model);
		Rewards::do_try_state().expect("every invariant holds");
		assert_eq!(Balances::total_issuance(), issuance);
		check_events(&mut model);
		for record in System::events() {
			let RuntimeEvent::Rewards(event) = record.event else { continue };
			match event {
				Event::Paid { .. } => reached.paid += 1,
				Event::Penalised { .. } => reached.penalised += 1,
				Event::BudgetNotCovered { .. } => reached.not_covered += 1,
				Event::QualityFound { .. } => reached.merits += 1,
				Event::BitsFound { .. } => reached.bits += 1,
				Event::WoundUp { .. } => reached.wound_up += 1,
				Event::Leaving { .. } => reached.leaving += 1,
				Event::NotReceived { .. } => reached.not_received += 1,
				_ => {}
			}
		}
		let in_part = Payouts::<Test>::iter_values().filter(|payout| payout.paid > 0 && payout.rates.paid < Rates::ALL);
		reached.paid_in_part += in_part.count() as u32;
		assert_eq!(Agreements::<Test>::iter().count() as u32, NextAgreement::<Test>::get());
	});
}

impl Reached {
	fn counts(&self) -> [u32; 9] {
		let Self { paid, paid_in_part, penalised, not_covered, merits, bits, wound_up, leaving, not_received } = *self;
		[paid, paid_in_part, penalised, not_covered, merits, bits, wound_up, leaving, not_received]
	}

	fn is_everything(&self) -> bool {
		self.counts().iter().all(|count| *count > 0)
	}
}

#[test]
fn whatever_happens_no_money_is_made_lost_or_stuck() {
	let reached = std::cell::RefCell::new(Reached::default());
	// An account that cannot receive is rare: where 96 walks meet none, more may.
	for _ in 0..4 {
		TestRunner::new(Config::with_cases(96))
			.run(&prop::collection::vec(step(), 1..300), |steps| {
				walk(steps, &mut reached.borrow_mut());
				Ok(())
			})
			.unwrap();
		if reached.borrow().is_everything() {
			return;
		}
	}
	panic!("walks do not reach everything: {:?}", reached.borrow());
}
