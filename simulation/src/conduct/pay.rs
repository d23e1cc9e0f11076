//! What members earn: the chain's own functions from facts to payments ([`guild_agreement::settle`]), and what the chain takes.

use super::survey::Survey;
use guild_agreement::{
	settle::{clauses, commit_outage, copies, facts, influences, merit::verdict, pay, Claim, History},
	Amount, Clause, Terms, UNIT,
};
use guild_primitives::Contribution;

/// What is paid and taken.
#[derive(Clone, Debug)]
pub struct Pay {
	/// The agreement. Its escrow always covers the budget, and all members are parties from the first round on.
	pub terms: Terms,
	/// What an attestation holds, and who is proven to have lied loses.
	pub attest_deposit: Amount,
	/// From one survey to the next, in rounds; nothing if nobody answers them.
	pub surveys: Option<u32>,
}

impl Pay {
	/// The agreement that a task is paid by where its parties wrote none, and the deposits that a chain begins with; surveys are
	/// answered, or are not.
	///
	/// # Errors
	/// The shipped text is none.
	pub fn by_default(surveys_answered: bool) -> Result<Self, guild_agreement::text::Problem> {
		Ok(Self {
			terms: guild_agreement::text::parse(guild_agreement::DEFAULT_TEXT)?,
			attest_deposit: guild_runtime::constants::ATTEST_DEPOSIT,
			surveys: surveys_answered.then_some(guild_runtime::constants::SURVEY_EVERY),
		})
	}
}

/// A member as a party.
#[derive(Clone, Default)]
struct Account {
	history: History,
	/// The highest merit that it could have, whatever each member had reported.
	most: Vec<i8>,
	paid: Amount,
	lost: Amount,
}

/// All accounts.
pub(super) struct Accounts<'a> {
	pay: &'a Pay,
	all: Vec<Account>,
	settled: u32,
	survey: Option<Survey>,
}

impl<'a> Accounts<'a> {
	pub(super) fn new(pay: &'a Pay, members: usize) -> Self {
		let account = Account { most: vec![0; members], ..Account::default() };
		Self { pay, all: vec![account; members], settled: 0, survey: None }
	}

	/// Whether the round that is settled next is asked about.
	pub(super) fn asks(&self) -> bool {
		self.pay.surveys.is_some_and(|every| (self.settled + 1).is_multiple_of(every))
	}

	/// Takes the answers about the round that was settled last; they count from the next one on.
	pub(super) fn answered(&mut self, survey: Survey) {
		self.survey = Some(survey);
	}

	/// Settles a final round of all members, whose reputations before it these are, in units of 2^-32.
	///
	/// A party fills its deposit up before each round: who does not is paid nothing, so that is what a deviator does as well.
	pub(super) fn settle(&mut self, contributions: &[Contribution], reputations: &[u64]) {
		let terms = &self.pay.terms;
		self.settled += 1;
		if let Some(survey) = self.survey.take() {
			for (account, reports) in self.all.iter_mut().zip(survey.reports()) {
				let Some(verdict) = reports.map(|reports| verdict(reports, &account.most)) else { continue };
				account.history.merit = verdict.merit.unwrap_or(account.history.merit);
				account.most = verdict.most;
			}
		}
		// A fault is charged as it is proven, before the round is settled.
		let deposits: Vec<Amount> = contributions
			.iter()
			.zip(&mut self.all)
			.map(|(did, account)| {
				let taken = if did.guilty { terms.penalties.get(Clause::ProvenFault) } else { 0 };
				account.lost += taken + if did.guilty { self.pay.attest_deposit } else { 0 };
				terms.deposit - taken
			})
			.collect();
		let claims: Vec<Claim> = contributions
			.iter()
			.zip(influences(contributions).into_iter().zip(copies(contributions)))
			.zip(&mut self.all)
			.zip(reputations.iter().zip(&deposits))
			.map(|(((did, (influence, copies)), account), (reputation, deposit))| {
				account.history.remember(did);
				Claim::new(terms, did, &facts(&account.history, did, *reputation, influence), *deposit, copies)
			})
			.collect();
		let outage = commit_outage(contributions);
		let payouts = pay(terms.budget, &claims, |reporter, subject| self.all[subject].most[reporter]).payouts;
		for ((account, did), (paid, deposit)) in
			self.all.iter_mut().zip(contributions).zip(payouts.iter().zip(deposits))
		{
			account.paid += paid;
			account.lost += terms.penalties.sum(clauses(did, outage)).min(deposit);
		}
	}

	/// What each has earned so far, less what was taken from it, in [`UNIT`].
	pub(super) fn earned(&self) -> Vec<f64> {
		self.all.iter().map(|account| (account.paid as f64 - account.lost as f64) / UNIT as f64).collect()
	}
}
