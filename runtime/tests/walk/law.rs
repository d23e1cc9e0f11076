//! What must hold after every block.
//!
//! - **Issuance**: what there was at genesis, less what was burnt: fees, bonds of votes, bonds of answered pleas, the parts of
//!   slashes that nobody got, and dust of accounts. What is burnt is read from events, and nothing else may be.
//! - **Totals**: what an account owns is what it owned before the block, and what the events of the block say. So no money moves
//!   without an event.
//! - **Holds**: what is held in any account for any reason is what the pallets' storage says; there is no other hold, no freeze, no
//!   lock and no reserve.
//! - **Agreements**: sums of events are the sums that an agreement keeps; no round, and nobody in a round, is paid twice.
//! - **Slashes**: each is settled or forgiven once, as it was taken; at most half of it goes to the challenger.
//! - Every numbered invariant of our pallets; these every few blocks, because they read all that is stored.

use crate::{common::check_invariants, people::name, seen::Seen, walk::changes_session};
use frame_support::traits::{
	fungible::Inspect,
	tokens::{Fortitude, Preservation},
	Get,
};
use guild_primitives::{AgreementId, MemberId, Phase, RoundId, TaskId};
use guild_runtime::{
	configs::parameters::PleaBond, constants::EXISTENTIAL_DEPOSIT, AccountId, Balance, Balances, Consortium, Rewards,
	Runtime, RuntimeEvent, RuntimeHoldReason, Session, System,
};
use pallet_training::HoldReason as Held;
use std::collections::{BTreeMap, BTreeSet};

/// Blocks from one look at the invariants to the next.
const INVARIANTS_EVERY: u32 = 3;

/// What is held, by account and reason.
type Holds = BTreeMap<(AccountId, String), Balance>;

/// What the events have told so far.
pub struct Books {
	issued: Balance,
	burnt: Balance,
	blocks: u32,
	totals: BTreeMap<AccountId, Balance>,
	/// What a plea held when the block began.
	plea_bond: Balance,
	pleas: BTreeMap<TaskId, (MemberId, Balance)>,
	slashes: BTreeMap<u64, Balance>,
	paid_rounds: BTreeSet<RoundId>,
	paid: BTreeSet<(AgreementId, RoundId, MemberId)>,
	agreements: BTreeMap<AgreementId, Sums>,
}

/// Sums of an agreement.
#[derive(Clone, Default, PartialEq, Debug)]
struct Sums {
	funded: Balance,
	penalised: Balance,
	paid: Balance,
	returned: Balance,
}

/// What the events of one block say of accounts.
#[derive(Default)]
struct Moves {
	change: BTreeMap<AccountId, i128>,
	fees: BTreeMap<AccountId, i128>,
	burnt: i128,
}

impl Moves {
	fn get(&mut self, account: &AccountId, amount: Balance) {
		*self.change.entry(account.clone()).or_default() += amount as i128;
	}

	fn give(&mut self, account: &AccountId, amount: Balance) {
		*self.change.entry(account.clone()).or_default() -= amount as i128;
	}

	fn burn(&mut self, account: &AccountId, amount: Balance) {
		self.give(account, amount);
		self.burnt += amount as i128;
	}

	fn pass(&mut self, from: &AccountId, to: &AccountId, amount: Balance) {
		self.give(from, amount);
		self.get(to, amount);
	}

	/// A fee is taken, or a part of it given back.
	fn fee(&mut self, account: &AccountId, amount: i128) {
		*self.change.entry(account.clone()).or_default() -= amount;
		*self.fees.entry(account.clone()).or_default() += amount;
		self.burnt += amount;
	}
}

fn account(member: &MemberId) -> AccountId {
	AccountId::from(member.0)
}

impl Books {
	/// Of a chain that has nothing but its genesis.
	pub fn new() -> Self {
		Self {
			issued: Balances::total_issuance(),
			burnt: 0,
			blocks: 0,
			totals: totals(),
			plea_bond: 0,
			pleas: BTreeMap::new(),
			slashes: BTreeMap::new(),
			paid_rounds: BTreeSet::new(),
			paid: BTreeSet::new(),
			agreements: BTreeMap::new(),
		}
	}

	/// A block will be made.
	pub fn before_block(&mut self) {
		self.plea_bond = PleaBond::get();
	}

	/// A block was made.
	pub fn after_block(&mut self, seen: &mut Seen) {
		let mut moves = Moves::default();
		let mut declared_fees = BTreeMap::<AccountId, i128>::new();
		for record in System::events() {
			seen.event(&record.event);
			match record.event {
				RuntimeEvent::TransactionPayment(event) => {
					let pallet_transaction_payment::Event::TransactionFeePaid { who, actual_fee, .. } = event;
					*declared_fees.entry(who).or_default() += actual_fee as i128;
				}
				RuntimeEvent::Balances(event) => money(event, &mut moves),
				RuntimeEvent::Training(event) => self.training(event, &mut moves),
				RuntimeEvent::Rewards(event) => self.rewards(event, &mut moves),
				_ => {}
			}
		}
		self.burnt = self.burnt.checked_add_signed(moves.burnt).expect("fees are taken before they are given back");
		assert_eq!(Balances::total_issuance(), self.issued - self.burnt, "issuance");
		self.check_fees(&moves.fees, &declared_fees);
		self.check_totals(moves);
		check_holds(&expected_holds());
		self.check_agreements();
		self.check_slashes();
		self.blocks += 1;
		if self.blocks.is_multiple_of(INVARIANTS_EVERY) {
			check_invariants();
		}
	}

	fn training(&mut self, event: pallet_training::Event<Runtime>, moves: &mut Moves) {
		use pallet_training::Event::*;
		match event {
			BondsBurnt { member, amount, .. } => moves.burn(&account(&member), amount),
			ListPleadedFor { round, pleader, .. } => {
				self.pleas.insert(round.task, (pleader, self.plea_bond));
			}
			// The bond of an answered plea is burnt.
			ListSent { round, .. } => {
				let (pleader, bond) = self.pleas.remove(&round.task).expect("somebody has pleaded");
				moves.burn(&account(&pleader), bond);
			}
			DepositSlashed { slash, amount, .. } => {
				assert!(self.slashes.insert(slash, amount).is_none(), "slash {slash} twice");
			}
			SlashForgiven { slash, amount, .. } => {
				assert_eq!(self.slashes.remove(&slash), Some(amount), "slash {slash} is forgiven as it was taken");
			}
			SlashSettled { slash, member, burnt, challenger, paid } => {
				let taken = self.slashes.remove(&slash).expect("it waits");
				assert_eq!(burnt + paid, taken, "slash {slash} is settled as it was taken");
				assert!(paid == 0 || paid == taken / 2, "slash {slash}: {paid} of {taken}");
				moves.burn(&account(&member), burnt);
				if let Some(challenger) = challenger {
					moves.pass(&account(&member), &account(&challenger), paid);
				} else {
					assert_eq!(paid, 0, "slash {slash} is paid to nobody");
				}
			}
			_ => {}
		}
	}

	fn rewards(&mut self, event: pallet_rewards::Event<Runtime>, moves: &mut Moves) {
		use pallet_rewards::Event::*;
		let escrow = |agreement| Rewards::escrow_account(agreement);
		match event {
			Funded { agreement, funder, amount } => {
				self.agreements.entry(agreement).or_default().funded += amount;
				moves.pass(&account(&funder), &escrow(agreement), amount);
			}
			Paid { agreement, round, member, amount } => {
				assert!(self.paid.insert((agreement, round, member)), "{round} pays {member} twice");
				self.agreements.entry(agreement).or_default().paid += amount;
				moves.pass(&escrow(agreement), &account(&member), amount);
			}
			RoundPaid { round, .. } => assert!(self.paid_rounds.insert(round), "{round} is paid twice"),
			Penalised { agreement, member, amount, .. } => {
				self.agreements.entry(agreement).or_default().penalised += amount;
				moves.pass(&account(&member), &escrow(agreement), amount);
			}
			Returned { agreement, funder, amount } => {
				self.agreements.entry(agreement).or_default().returned += amount;
				moves.pass(&escrow(agreement), &account(&funder), amount);
			}
			_ => {}
		}
	}

	fn check_fees(&self, taken: &BTreeMap<AccountId, i128>, declared: &BTreeMap<AccountId, i128>) {
		for account in taken.keys().chain(declared.keys()) {
			let of = |fees: &BTreeMap<AccountId, i128>| fees.get(account).copied().unwrap_or(0);
			// What is too much of a fee cannot be given back to an account that has given all it had away.
			let is_gone = Balances::total_balance(account) == 0 && of(taken) > of(declared);
			assert!(of(taken) == of(declared) || is_gone, "fees of {account}: {} {}", of(taken), of(declared));
		}
	}

	fn check_totals(&mut self, moves: Moves) {
		let totals = totals();
		let mut expected = std::mem::replace(&mut self.totals, totals);
		for (account, change) in moves.change {
			let total = expected.entry(account.clone()).or_default();
			*total = total.checked_add_signed(change).unwrap_or_else(|| panic!("{account} gave more than it had"));
		}
		expected.retain(|_, total| *total > 0);
		let differ = |account: &&AccountId| expected.get(account) != self.totals.get(account);
		let accounts: BTreeSet<&AccountId> = expected.keys().chain(self.totals.keys()).collect();
		let odd: Vec<_> = accounts
			.into_iter()
			.filter(differ)
			.map(|account| (account, expected.get(account), self.totals.get(account)))
			.collect();
		assert!(odd.is_empty(), "accounts own other sums (events, chain): {odd:?}");
		assert_eq!(self.totals.values().sum::<Balance>(), Balances::total_issuance(), "sum of all accounts");
	}

	fn check_slashes(&self) {
		let waiting: BTreeMap<_, _> = pallet_training::Slashes::<Runtime>::iter().collect();
		let now = System::block_number();
		let settled_till = if changes_session(now) { now - 1 } else { now };
		assert!(waiting.values().all(|slash| slash.due_at > settled_till), "a slash is late: {waiting:?}");
		let amounts: BTreeMap<_, _> = waiting.iter().map(|(id, slash)| (*id, slash.amount)).collect();
		assert_eq!(amounts, self.slashes, "slashes that wait");
	}

	fn check_agreements(&self) {
		for (id, agreement) in pallet_rewards::Agreements::<Runtime>::iter() {
			let pallet_rewards::Agreement { funded, penalised, paid, returned, .. } = agreement;
			let told = self.agreements.get(&id).cloned().unwrap_or_default();
			assert_eq!(told, Sums { funded, penalised, paid, returned }, "sums of agreement {id}");
		}
	}
}

fn money(event: pallet_balances::Event<Runtime>, moves: &mut Moves) {
	use pallet_balances::Event::*;
	match event {
		Transfer { from, to, amount } => moves.pass(&from, &to, amount),
		DustLost { account, amount } => moves.burn(&account, amount),
		// Of fees alone.
		Withdraw { who, amount } => moves.fee(&who, amount as i128),
		Deposit { who, amount } => moves.fee(&who, -(amount as i128)),
		// The pallets tell of these in their own words.
		Held { .. }
		| Released { .. }
		| BurnedHeld { .. }
		| TransferOnHold { .. }
		| TransferAndHold { .. }
		| Endowed { .. }
		| Upgraded { .. } => {}
		// How an imbalance is settled says nothing of accounts.
		Issued { .. } | Rescinded { .. } | BurnedDebt { .. } | MintedCredit { .. } => {}
		other => panic!("nothing of ours does this: {other:?}"),
	}
}

/// What accounts own in all; of those that own something. What is held of an account is a part of it, and nothing is locked.
fn totals() -> BTreeMap<AccountId, Balance> {
	assert_eq!(pallet_balances::Locks::<Runtime>::iter().count(), 0, "a lock");
	assert_eq!(pallet_balances::Freezes::<Runtime>::iter().count(), 0, "a freeze");
	assert_eq!(pallet_balances::Reserves::<Runtime>::iter().count(), 0, "a named reserve");
	let own = frame_system::Account::<Runtime>::iter().map(|(account, info)| {
		let holds = pallet_balances::Holds::<Runtime>::get(&account);
		let held: Balance = holds.iter().map(|hold| hold.amount).sum();
		assert_eq!((info.data.reserved, info.data.frozen), (held, 0), "what is held of {account}");
		(account, info.data.free + held)
	});
	own.filter(|(_, total)| *total > 0).collect()
}

fn check_holds(expected: &Holds) {
	let actual = actual_holds();
	let differ = |(place, amount): &(&(AccountId, String), &Balance), other: &Holds| other.get(place) != Some(amount);
	let odd: Vec<_> = actual.iter().filter(|hold| differ(hold, expected)).collect();
	let missing: Vec<_> = expected.iter().filter(|hold| differ(hold, &actual)).collect();
	assert!(odd.is_empty() && missing.is_empty(), "held, and not known: {odd:?}; known, and not held: {missing:?}");
}

fn actual_holds() -> Holds {
	let each = pallet_balances::Holds::<Runtime>::iter()
		.flat_map(|(account, holds)| holds.into_iter().map(move |hold| (account.clone(), hold)));
	each.map(|(account, hold)| ((account, format!("{:?}", hold.id)), hold.amount)).collect()
}

/// What is held by what the pallets know.
fn expected_holds() -> Holds {
	let mut holds = Holds::new();
	let mut add = |account: AccountId, reason: RuntimeHoldReason, amount: Balance| {
		if amount > 0 {
			*holds.entry((account, format!("{reason:?}"))).or_default() += amount;
		}
	};
	for (_, member, said) in pallet_training::Attestations::<Runtime>::iter() {
		add(account(&member), Held::Attestation.into(), said.deposit);
	}
	for (task, member, vote) in pallet_training::AvailabilityVotes::<Runtime>::iter() {
		let round = pallet_training::Rounds::<Runtime>::get(task).expect("a vote in no round");
		if round.phase <= Phase::Publication {
			let others = round.electorate.iter().zip(0..).filter(|(other, i)| {
				let bit = 1u128 << i;
				if vote.base_missing {
					**other != member && round.committed & bit != 0
				} else {
					vote.missing & bit != 0
				}
			});
			add(account(&member), Held::Missing.into(), vote.bond * others.count() as Balance);
		}
	}
	for (_, plea) in pallet_training::Pleas::<Runtime>::iter() {
		if plea.answered_at.is_none() {
			add(account(&plea.pleader), Held::Plea.into(), plea.bond);
		}
	}
	for (_, slash) in pallet_training::Slashes::<Runtime>::iter() {
		add(account(&slash.member), Held::Slashed.into(), slash.amount);
	}
	for (_, member, party) in pallet_rewards::Parties::<Runtime>::iter() {
		add(account(&member), pallet_rewards::HoldReason::Deposit.into(), party.deposit);
	}
	for (id, agreement) in pallet_rewards::Agreements::<Runtime>::iter() {
		add(Rewards::escrow_account(id), pallet_rewards::HoldReason::Escrow.into(), agreement.escrow());
	}
	for (member, deposit) in pallet_equivocation::Deposits::<Runtime>::get() {
		add(account(&member), pallet_equivocation::HoldReason::Validator.into(), deposit.amount);
	}
	// Nobody signs two votes in a walk.
	assert_eq!(pallet_equivocation::Slashes::<Runtime>::iter().count(), 0, "a validator's slash");
	holds
}

/// The deposits of those who validate, or of all who did in a remembered session: what stays held so long.
fn validators_deposits(forgotten: bool) -> Holds {
	let validate: BTreeSet<AccountId> = Session::validators().into_iter().collect();
	let mut holds = expected_holds();
	let reason = format!("{:?}", RuntimeHoldReason::from(pallet_equivocation::HoldReason::Validator));
	holds.retain(|(account, held_for), _| *held_for == reason && (!forgotten || validate.contains(account)));
	holds
}

/// Nothing is held but deposits of validators, and, if earlier sessions are forgotten, of those who still are; everybody can have all
/// else that it owns. What strangers have given to the accounts of agreements stays there, and nobody else has anything.
pub fn check_nothing_is_stuck(forgotten: bool) {
	check_invariants();
	check_holds(&validators_deposits(forgotten));
	for n in 0..crate::people::PEOPLE {
		let info = System::account(name(n));
		let is_member = Consortium::member(crate::people::member(n)).is_some();
		let has_deposit = pallet_equivocation::Deposits::<Runtime>::get().contains_key(&crate::people::member(n));
		let needed = is_member || has_deposit;
		assert!(needed || info.consumers == 0, "something still needs the account of a leaver: {info:?}");
	}
	for account in crate::people::accounts() {
		let free = Balances::free_balance(&account);
		let reducible = Balances::reducible_balance(&account, Preservation::Expendable, Fortitude::Polite);
		let held = Balances::total_balance(&account) - free;
		// Who has a deposit may have to keep the least that an account has.
		let least = if held > 0 { EXISTENTIAL_DEPOSIT.min(free) } else { 0 };
		assert!((free - least..=free).contains(&reducible), "{account} cannot give all it owns: {reducible} of {free}");
	}
}
