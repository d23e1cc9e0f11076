//! What owners do with their money, and with their members.

use crate::{
	chain::Act,
	people::{heir, hot_keys, member, name, number, proofs, session_keys, KEY_SETS, PEOPLE},
	terms::random_amount,
	walk::Walk,
};
use frame_support::BoundedVec;
use guild_primitives::{decide, Answers, MemberId, Text, Tier};
use guild_runtime::{
	constants::EXISTENTIAL_DEPOSIT, AccountId, Balances, Consortium, PrivacyBudget, Rewards, Runtime, RuntimeCall,
};
use pallet_consortium::Recoveries;
use pallet_rewards::{AgreementOf, NextAgreement, PartiesOf, Surveys, Tally};
use rand::{
	seq::{IndexedRandom, IteratorRandom},
	Rng,
};

/// The account that owns a company's member now; that of its first owner while it is none.
pub fn owner(n: u8) -> AccountId {
	Consortium::member(member(n)).map_or_else(|| name(n), |view| view.owner.0.into())
}

/// The dataset that bits are told about.
const HELD_OUT: u32 = 1;

/// Declares it, with a budget for some surveys.
fn held_out_rows() -> RuntimeCall {
	let budget = serde_json::json!({ "replace_dataset": { "epsilon": "30", "delta": "1e-6" } });
	pallet_privacy_budget::Call::declare_dataset {
		dataset: HELD_OUT,
		description: Box::new(Text::new("Held-out rows").expect("is short")),
		overlaps: Default::default(),
		budgets: Box::new(serde_json::from_value(budget).expect("is one")),
	}
	.into()
}

impl Walk<'_> {
	/// Some company.
	pub fn anybody(&mut self) -> u8 {
		self.rng.random_range(0..PEOPLE)
	}

	/// Some company, rather one that is a member.
	fn rather_a_member(&mut self) -> u8 {
		let members = (0..PEOPLE).filter(|n| Consortium::member(member(*n)).is_some()).choose(&mut self.rng);
		let anybody = self.anybody();
		members.filter(|_| self.rng.random_range(0..10) > 0).unwrap_or(anybody)
	}

	/// Calls of owners, and reports on surveys.
	pub fn owners(&mut self) -> Vec<Act> {
		let mut acts = Vec::new();
		for _ in 0..self.rng.random_range(0..5) {
			let n = self.rather_a_member();
			acts.extend(self.owner_call(n).map(|(n, call)| Act::Signed(owner(n), call)));
		}
		self.reports(&mut acts);
		acts
	}

	/// A call by the owner of company `n`, or of one that rather makes it.
	fn owner_call(&mut self, n: u8) -> Option<(u8, RuntimeCall)> {
		let call = match self.rng.random_range(0..100) {
			0..=74 => self.agreement_call(n)?,
			75..=79 => self.transfer(n),
			// The poor are helped, so that rounds go on.
			80..=84 => {
				let mut members: Vec<u8> = (0..PEOPLE).filter(|n| Consortium::member(member(*n)).is_some()).collect();
				members.sort_by_key(|n| Balances::free_balance(name(*n)));
				let poorest = members.first().copied()?;
				let richest = members.into_iter().max_by_key(|n| Balances::free_balance(owner(*n)))?;
				let (dest, value) = (name(poorest).into(), Balances::free_balance(owner(richest)) / 3);
				return Some((richest, pallet_balances::Call::transfer_keep_alive { dest, value }.into()));
			}
			85 => pallet_consortium::Call::resign {}.into(),
			86..=88 => {
				let set = (self.key_sets[usize::from(n)] + 1) % KEY_SETS;
				self.key_sets[usize::from(n)] = set;
				pallet_consortium::Call::set_keys { keys: hot_keys(n, set), proofs: proofs(n, set) }.into()
			}
			89..=91 => {
				let view = Consortium::member(member(n)).filter(|view| view.tier == Tier::Validator)?;
				let (keys, proof) = session_keys(n, &view.owner.0.into());
				pallet_session::Call::set_keys { keys, proof }.into()
			}
			92..=93 => {
				let n =
					Recoveries::<Runtime>::get().iter().map(|recovery| number(&recovery.member)).choose(&mut self.rng);
				return n.map(|n| (n, pallet_consortium::Call::veto_recovery {}.into()));
			}
			_ => {
				let is_recovered = |n: &u8| owner(*n) != name(*n);
				let n = (0..PEOPLE).filter(is_recovered).choose(&mut self.rng)?;
				let free = Balances::free_balance(name(n));
				let amount = if self.rng.random() { free } else { self.rng.random_range(0..=free) };
				return Some((n, pallet_consortium::Call::withdraw { amount }.into()));
			}
		};
		Some((n, call))
	}

	fn agreement_call(&mut self, n: u8) -> Option<RuntimeCall> {
		use pallet_rewards::Call;
		let any = (0..NextAgreement::<Runtime>::get()).choose(&mut self.rng)?;
		let running = AgreementOf::<Runtime>::iter_values().choose(&mut self.rng);
		let agreement = running.filter(|_| self.rng.random_range(0..10) > 0).unwrap_or(any);
		Some(RuntimeCall::Rewards(match self.rng.random_range(0..40) {
			0..=9 => Call::fund { agreement, amount: random_amount(&mut self.rng, 4_000) },
			10..=27 => Call::accept { agreement },
			28..=29 => Call::leave { agreement },
			30..=35 => Call::release { agreement, member: self.to_release(agreement, n) },
			_ => Call::wind_up { agreement: any },
		}))
	}

	/// A party, rather one that is no member any more.
	fn to_release(&mut self, agreement: u32, n: u8) -> MemberId {
		let parties = PartiesOf::<Runtime>::get(agreement);
		let gone = parties.iter().filter(|party| Consortium::member(**party).is_none()).choose(&mut self.rng);
		gone.or_else(|| parties.choose(&mut self.rng)).copied().unwrap_or(member(n))
	}

	fn transfer(&mut self, from: u8) -> RuntimeCall {
		let to = self.destination();
		let free = Balances::free_balance(owner(from));
		match self.rng.random_range(0..8) {
			0..=3 => pallet_balances::Call::transfer_all { dest: to.into(), keep_alive: false },
			// Less than an account may live by is left.
			4..=5 => {
				let value = free.saturating_sub(self.rng.random_range(0..2 * EXISTENTIAL_DEPOSIT));
				pallet_balances::Call::transfer_allow_death { dest: to.into(), value }
			}
			_ => {
				let value = random_amount(&mut self.rng, 2_000);
				pallet_balances::Call::transfer_allow_death { dest: to.into(), value }
			}
		}
		.into()
	}

	fn destination(&mut self) -> AccountId {
		let agreements = NextAgreement::<Runtime>::get();
		let n = self.anybody();
		match self.rng.random_range(0..12) {
			0 if agreements > 0 => Rewards::escrow_account(self.rng.random_range(0..agreements)),
			1 => hot_keys(n, self.key_sets[usize::from(n)]).duty.0.into(),
			2 => heir(n, 0),
			_ => owner(n),
		}
	}

	fn reports(&mut self, acts: &mut Vec<Act>) {
		for (agreement, survey) in Surveys::<Runtime>::iter() {
			for (reporter, place) in survey.electorate.iter().zip(0u32..) {
				let Some(view) = Consortium::member(*reporter) else { continue };
				let has_reported = survey.reported >> place & 1 == 1;
				if !self.rng.random_bool(if has_reported { 0.02 } else { 0.4 }) {
					continue;
				}
				let subjects = survey.subjects.count_ones();
				let answers = match survey.tally {
					Tally::Coarse(_) => {
						let changes = (0..subjects).map(|_| self.rng.random_range(-8..=8)).collect();
						Answers::Coarse(BoundedVec::truncate_from(changes))
					}
					Tally::Bits { .. } => {
						if PrivacyBudget::ledger(*reporter).is_empty() {
							acts.push(Act::Signed(view.owner.0.into(), held_out_rows()));
						}
						let own = decide::bit(place);
						let line = (survey.subjects & own.saturating_sub(1)).count_ones();
						let own = if survey.subjects & own == 0 { 0 } else { decide::bit(line) };
						Answers::Bits(
							u128::from(self.rng.random::<u8>()) & decide::bit(subjects).saturating_sub(1) & !own,
						)
					}
				};
				let (round, dataset) = (survey.round, HELD_OUT);
				let call = pallet_rewards::Call::report_quality { agreement, round, dataset, answers };
				acts.push(Act::Signed(view.keys.duty.0.into(), call.into()));
			}
		}
	}

	/// Somebody who is a member and has money, to pay for what must be done in the end.
	pub fn rich_member() -> AccountId {
		let members = (0..PEOPLE).filter(|n| Consortium::member(member(*n)).is_some()).map(owner);
		members.max_by_key(|account| Balances::free_balance(account)).expect("one validator stays")
	}
}
