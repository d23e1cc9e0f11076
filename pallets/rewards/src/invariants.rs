//! The invariants of the module docs, as code.

#![cfg(any(feature = "std", feature = "try-runtime"))]

use crate::{
	offences::OffenceQueue, Agreement, AgreementOf, Agreements, Config, FundersOf, HoldReason, MeritBounds,
	NextAgreement, Offences, Pallet, Parties, PartiesOf, Payouts, Rates, Status, Surveys, Tally, TermsOf,
};
use alloc::collections::BTreeMap;
use frame_support::ensure;
use guild_agreement::Amount;
use guild_pallet_support::Queue;
use guild_primitives::ids::{AgreementId, MemberId};
use sp_arithmetic::Permill;
use sp_runtime::TryRuntimeError;

type Checked = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
	/// Checks I1 to I10; an error begins with the number of the invariant that does not hold.
	pub fn do_try_state() -> Checked {
		let agreements = NextAgreement::<T>::get();
		ensure!(Agreements::<T>::iter_keys().all(|id| id < agreements), "I1: an agreement beyond the next number");
		ensure!(TermsOf::<T>::iter_keys().all(|id| id < agreements), "I1: terms beyond the next number");
		for id in 0..agreements {
			let agreement = Agreements::<T>::get(id).ok_or("I1: an agreement is missing")?;
			let terms = TermsOf::<T>::get(id).ok_or("I1: terms are missing")?;
			ensure!(terms.validate().is_ok(), "I1: terms do not hold together");
			let runs = agreement.status == Status::Running;
			let named = AgreementOf::<T>::get(agreement.task) == Some(id);
			ensure!(runs == named, "I2: a running agreement is not its task's, or another is");
			Self::check_escrow(id, &agreement)?;
			Self::check_parties(id, &agreement, terms.deposit)?;
		}
		let running = Agreements::<T>::iter_values().filter(|agreement| agreement.status == Status::Running).count();
		ensure!(AgreementOf::<T>::iter_keys().count() == running, "I2: a task has an agreement that does not run");
		Self::check_deposits()?;
		Self::check_surveys()?;
		Self::check_merits()?;
		Self::check_offences()?;
		Self::check_payouts()
	}

	fn check_escrow(id: AgreementId, agreement: &Agreement) -> Checked {
		let arrived = agreement.funded.checked_add(agreement.penalised).ok_or("I3: sums overflow")?;
		let left = agreement.paid.checked_add(agreement.returned).ok_or("I3: sums overflow")?;
		ensure!(left <= arrived, "I3: more left than arrived");
		let held = Self::held(HoldReason::Escrow, &Self::escrow_account(id));
		ensure!(held == agreement.escrow(), "I3: the account does not hold the escrow");
		let records = Payouts::<T>::iter_values().filter(|payout| payout.agreement == id);
		ensure!(records.map(|payout| payout.paid).sum::<Amount>() == agreement.paid, "I3: records of other sums");
		let (paid, penalised) = Parties::<T>::iter_prefix_values(id).fold((0, 0), |(paid, penalised), party| {
			(Amount::saturating_add(paid, party.paid), Amount::saturating_add(penalised, party.penalised))
		});
		ensure!(paid == agreement.paid && penalised == agreement.penalised, "I3: parties of other sums");

		let funders = FundersOf::<T>::get(id);
		ensure!(funders.windows(2).all(|pair| pair.first() < pair.last()), "I4: funders are not ascending");
		if agreement.status == Status::Running {
			let given: Amount = funders.iter().map(|(_, given)| *given).sum();
			ensure!(given == agreement.funded, "I4: funders of another sum");
		}
		ensure!(agreement.funded > 0 || agreement.penalised == 0, "I4: a penalty without a funder");
		Ok(())
	}

	fn check_parties(id: AgreementId, agreement: &Agreement, deposit: Amount) -> Checked {
		let parties = PartiesOf::<T>::get(id);
		ensure!(parties.windows(2).all(|pair| pair.first() < pair.last()), "I6: parties are not ascending");
		for (member, party) in Parties::<T>::iter_prefix(id) {
			ensure!(party.deposit <= deposit, "I5: more than the deposit is held");
			ensure!(party.deposit == 0 || parties.contains(&member), "I5: a deposit of no party");
		}
		ensure!(parties.iter().all(|member| Parties::<T>::contains_key(id, member)), "I6: a party without a record");
		if agreement.status == Status::WoundUp {
			ensure!(parties.is_empty() && agreement.escrow() == 0, "I6: something is left of what is wound up");
			ensure!(FundersOf::<T>::get(id).is_empty(), "I6: something is left of what is wound up");
		}
		Ok(())
	}

	fn check_deposits() -> Checked {
		let mut deposits = BTreeMap::<MemberId, Amount>::new();
		for (_, member, party) in Parties::<T>::iter() {
			let sum = deposits.entry(member).or_default();
			*sum = sum.saturating_add(party.deposit);
		}
		for (member, sum) in deposits {
			ensure!(Self::held(HoldReason::Deposit, &Self::owner(&member)) == sum, "I5: another sum is held");
		}
		Ok(())
	}

	fn check_surveys() -> Checked {
		for (id, survey) in Surveys::<T>::iter() {
			let agreement = Agreements::<T>::get(id).ok_or("I7: a survey without an agreement")?;
			ensure!(agreement.status == Status::Running, "I7: a survey of an agreement that does not run");
			let payout = Payouts::<T>::get(survey.round).ok_or("I7: a survey of a round that was not paid")?;
			ensure!(payout.agreement == id, "I7: a survey of another agreement's round");
			let (reporters, subjects) = (survey.reported.count_ones(), survey.subjects.count_ones() as usize);
			match &survey.tally {
				Tally::Coarse(reports) => {
					ensure!(reports.len() == reporters as usize, "I7: not one report a reporter");
					ensure!(reports.iter().all(|report| report.len() == subjects), "I7: not one value a subject");
				}
				Tally::Bits { better, .. } => {
					ensure!(better.len() == subjects, "I7: not one count a subject");
					ensure!(better.iter().all(|count| u32::from(*count) <= reporters), "I7: more told than reported");
				}
			}
		}
		Ok(())
	}

	fn check_merits() -> Checked {
		for (id, bounds) in MeritBounds::<T>::iter() {
			let agreement = Agreements::<T>::get(id).ok_or("I10: bounds without an agreement")?;
			ensure!(agreement.status == Status::Running, "I10: bounds of an agreement that does not run");
			ensure!(bounds.members.windows(2).all(|pair| pair.first() < pair.last()), "I10: not ascending");
			for (member, party) in Parties::<T>::iter_prefix(id) {
				ensure!(party.history.bits.is_none(), "I10: bounds of what was told in bits");
				let others = bounds.members.iter().filter(|reporter| **reporter != member);
				let mut most = others.filter_map(|reporter| bounds.most(&member, reporter));
				ensure!(most.all(|most| party.history.merit <= most), "I10: a merit above what it could be");
			}
		}
		Ok(())
	}

	fn check_offences() -> Checked {
		ensure!(OffenceQueue::<T>::is_numbered(), "I8: an offence out of the queue");
		for offence in Offences::<T>::iter_values() {
			let agreement = Agreements::<T>::get(offence.agreement).ok_or("I8: an offence without an agreement")?;
			ensure!(agreement.status != Status::WoundUp, "I8: an offence against what is wound up");
		}
		Ok(())
	}

	fn check_payouts() -> Checked {
		for (round, payout) in Payouts::<T>::iter() {
			let agreement = Agreements::<T>::get(payout.agreement).ok_or("I9: a payout without an agreement")?;
			ensure!(agreement.task == round.task && agreement.reaches(round.index), "I9: a payout of a foreign round");
			ensure!(payout.paid <= payout.budget, "I9: more was paid than there was to pay");
			let terms = TermsOf::<T>::get(payout.agreement).ok_or("I9: a payout without terms")?;
			let Rates { paid, charged } = payout.rates;
			ensure!(paid <= Rates::ALL && charged <= Rates::ALL, "I9: rates above what was signed");
			let wanted = Permill::from_parts(paid).mul_floor(terms.budget);
			ensure!(payout.budget <= wanted, "I9: there was more to pay than the rates say");
			let ascending = payout
				.lines
				.windows(2)
				.all(|pair| pair.first().map(|line| line.member) < pair.last().map(|line| line.member));
			ensure!(ascending, "I9: lines are not ascending");
			let sum: Amount = payout.lines.iter().map(|line| line.paid).sum();
			ensure!(sum == payout.paid, "I9: lines of another sum");
		}
		Ok(())
	}
}
