//! A round became final: who is paid, and who is charged. Nothing here can be refused, and nothing here can stop the round.

use crate::{
	Agreement, Agreements, Config, Event, MeritBounds, Pallet, Parties, PartiesOf, Party, PayoutLine, Payouts, Rates,
	RoundPayout, WeightInfo,
};
use alloc::vec::Vec;
use frame_support::{
	pallet_prelude::Weight,
	traits::{Defensive, Get},
	BoundedVec,
};
use guild_agreement::{
	settle::{self, clauses, commit_outage, copies, facts, influences, Claim},
	Amount, Clause, Facts, Split, Standing, Terms,
};
use guild_primitives::{
	contribution::{Contribution, SettledRound, Settlement, Trust},
	ids::{AgreementId, MemberId, RoundId},
	limits::MAX_PARTICIPANTS,
	round::TaskRounds,
	MetricPolicy,
};
use sp_arithmetic::Permill;

/// A party that the round binds.
struct Bound<'a> {
	did: &'a Contribution,
	party: Party,
	facts: Facts,
	claim: Claim,
	paid: Amount,
	penalty: Amount,
}

impl<T: Config> Settlement for Pallet<T> {
	fn settled(round: &SettledRound) {
		let Some(id) = crate::AgreementOf::<T>::get(round.round.task) else { return };
		let Some((mut agreement, terms)) = Self::stored(id).ok().defensive() else { return };
		let within = terms.term.standing(round.round.index, round.at) == Standing::Within;
		// A round pays once, whatever training says.
		if !within || !agreement.reaches(round.round.index) || Payouts::<T>::contains_key(round.round) {
			return;
		}
		Self::settle(id, &mut agreement, &terms, round);
		Agreements::<T>::insert(id, agreement);
	}

	fn settled_weight(members: u32) -> Weight {
		T::WeightInfo::settle(members).saturating_add(T::Trust::trust_weight(members))
	}
}

impl<T: Config> Pallet<T> {
	/// The parts of budgets and penalties that are paid and charged now.
	pub(crate) fn rates() -> Rates {
		Rates { paid: T::PaidPart::get().deconstruct(), charged: T::ChargedPart::get().deconstruct() }
	}

	fn settle(id: AgreementId, agreement: &mut Agreement, terms: &Terms, round: &SettledRound) {
		agreement.settled_rounds = agreement.settled_rounds.saturating_add(1); // No task has 2^32 rounds.
		let metric = T::Tasks::metric(agreement.task).unwrap_or(MetricPolicy::None);
		let mut bound = Self::bound(id, terms, round, metric);
		let rates = Self::rates(); // Once: whatever is paid or charged for the round is by these.
		let wanted = Permill::from_parts(rates.paid).mul_floor(terms.budget);
		let budget = Self::pay(id, agreement, wanted, round.round, &mut bound);
		let outage = commit_outage(&round.contributions);
		let mut lines = Vec::with_capacity(bound.len());
		let mut paid: Amount = 0;
		for mut each in bound {
			for clause in clauses(each.did, outage) {
				let penalty = Permill::from_parts(rates.charged).mul_floor(terms.penalties.get(clause));
				let charged =
					Self::charge(id, agreement, penalty, round.round, clause, &each.did.member, &mut each.party);
				each.penalty = each.penalty.saturating_add(charged);
			}
			paid = paid.saturating_add(each.paid);
			lines.push(each.line());
			Parties::<T>::insert(id, each.did.member, each.party);
		}
		let lines = BoundedVec::truncate_from(lines); // No more than the electorate.
		Payouts::<T>::insert(round.round, RoundPayout { agreement: id, at: round.at, budget, paid, rates, lines });
		let dust = budget.saturating_sub(paid);
		Self::deposit_event(Event::RoundPaid { agreement: id, round: round.round, paid, dust });
		Self::open_survey(id, agreement, round, metric);
		Self::let_leavers_go(id, round);
	}

	/// The parties that the round binds, ascending, each with what it may have.
	fn bound<'a>(id: AgreementId, terms: &Terms, round: &'a SettledRound, metric: MetricPolicy) -> Vec<Bound<'a>> {
		Self::close_survey(id);
		let parties = PartiesOf::<T>::get(id);
		let (influences, copies) = (influences(&round.contributions), copies(&round.contributions));
		let each = round.contributions.iter().zip(influences).zip(copies);
		let bound = each.filter_map(|((did, influence), copies)| {
			parties.binary_search(&did.member).ok()?;
			let mut party = Parties::<T>::get(id, did.member).filter(|party| party.is_bound_in(round.round.index))?;
			party.history.remember(did);
			let facts = facts(&party.history, did, T::Trust::trust(&did.member), influence);
			let claim = match metric {
				MetricPolicy::Coarse => Claim::new(terms, did, &facts, party.deposit, copies),
				MetricPolicy::Bit { .. } | MetricPolicy::None => {
					Claim::unbounded(terms, did, &facts, party.deposit, copies)
				}
			};
			Some(Bound { did, party, facts, claim, paid: 0, penalty: 0 })
		});
		bound.take(MAX_PARTICIPANTS as usize).collect()
	}

	/// Pays what is wanted, or what there is, out of the escrow, by the claims. Returns what there was to pay.
	fn pay(
		id: AgreementId,
		agreement: &mut Agreement,
		wanted: Amount,
		round: RoundId,
		bound: &mut [Bound<'_>],
	) -> Amount {
		let escrow = agreement.escrow();
		let budget = wanted.min(escrow);
		if budget < wanted {
			Self::deposit_event(Event::BudgetNotCovered { agreement: id, round, budget: wanted, escrow });
		}
		let Split { payouts, .. } = Self::payouts(id, budget, bound);
		for (each, amount) in bound.iter_mut().zip(payouts) {
			let member = each.did.member;
			if amount == 0 || !Self::out_of_escrow(id, &member, amount) {
				continue;
			}
			each.paid = amount;
			each.party.paid = each.party.paid.saturating_add(amount);
			agreement.paid = agreement.paid.saturating_add(amount);
			Self::deposit_event(Event::Paid { agreement: id, round, member, amount });
		}
		budget
	}

	fn payouts(id: AgreementId, budget: Amount, bound: &[Bound<'_>]) -> Split {
		let bounds = MeritBounds::<T>::get(id);
		let places: Vec<Option<usize>> =
			bound.iter().map(|each| bounds.members.binary_search(&each.did.member).ok()).collect();
		let most = |reporter: usize, subject: usize| {
			let place = |of: usize| places.get(of).copied().flatten();
			let row = place(subject).and_then(|subject| bounds.most.get(subject));
			let known = row.zip(place(reporter)).and_then(|(row, reporter)| row.get(reporter)).copied();
			known.unwrap_or_else(|| bound.get(subject).map_or(0, |each| each.party.history.merit))
		};
		let claims: Vec<Claim> = bound.iter().map(|each| each.claim.clone()).collect();
		settle::pay(budget, &claims, most)
	}

	/// Charges a party by a clause, or what its deposit has. Returns what it was charged.
	pub(crate) fn charge(
		id: AgreementId,
		agreement: &mut Agreement,
		penalty: Amount,
		round: RoundId,
		clause: Clause,
		member: &MemberId,
		party: &mut Party,
	) -> Amount {
		let amount = Self::penalise(id, agreement, member, party, penalty);
		if amount > 0 {
			Self::deposit_event(Event::Penalised { agreement: id, round, member: *member, clause, amount });
		}
		amount
	}

	/// Gives the deposits back of parties that no round after this one binds, and of those that are no members any more.
	fn let_leavers_go(id: AgreementId, round: &SettledRound) {
		if Self::offences_wait() {
			return; // `release` does it later.
		}
		let next = round.round.index.saturating_add(1);
		let goes = |member: &MemberId| {
			let Some(party) = Parties::<T>::get(id, member) else { return false };
			let in_electorate = round.contributions.binary_search_by_key(member, |did| did.member).is_ok();
			party.bound_before.is_some_and(|end| end <= next) || !in_electorate && !Self::is_member(member)
		};
		let parties = PartiesOf::<T>::get(id);
		let left =
			parties.iter().filter(|member| goes(member) && Self::let_go(id, member)).copied().collect::<Vec<_>>();
		if !left.is_empty() {
			let stay = parties.into_iter().filter(|member| !left.contains(member)).collect();
			PartiesOf::<T>::insert(id, BoundedVec::truncate_from(stay)); // No more than there were.
		}
	}
}

impl Bound<'_> {
	fn line(&self) -> PayoutLine {
		PayoutLine {
			member: self.did.member,
			facts: self.facts,
			share: self.claim.share,
			paid: self.paid,
			penalty: self.penalty,
		}
	}
}
