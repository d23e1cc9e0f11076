//! Plead: have the chain ask for the list of a proposed result that nobody serves.
//!
//! - **Who.** A member whose own result is another one, which it could neither fetch the list of nor prove false in another way.
//!   Who has no result does not plead: it cannot compare a list with anything.
//! - **When.** After a quarter of the window, in which the list could be fetched, and in turn as challenges are sent
//!   (`dispute.rs`): one plea is enough, and each holds a bond. When half of the window is over, nobody waits any more.
//!   If somebody has pleaded already, its answer is waited for.
//! - **Without challenges too.** Who has used up the challenges that are free may send none, and still pleads: a list that does not come
//!   takes the result down, and one that comes is there for others to read.
//! - **Once.** The plea is in the journal before it is sent, and sent again, as the same call, for as long as the chain has none.
//! - **Then.** An answer lies in a block, from which it is read as if it had been fetched. It may be of any length: one other
//!   than the round's, which cannot be fetched because it is not known, is proven so. Without an answer the chain
//!   takes the result down, and nothing is left to do.

use super::{
	recheck::{Case, Claim},
	turn, DutyError,
};
use crate::{journal::Attestation, member::Worker, parts::Step, say::members_in_words, world::Call};
use guild_primitives::Root;

impl Worker {
	/// Brings the list of the proposed result here, if the chain has it. Only if it is the list: the chain said so, but
	/// what is read are the bytes of a block.
	pub(super) fn read_answer(&mut self, case: &Case<'_>, claims: &[&Claim]) -> Result<(), DutyError> {
		let Some(answered_at) = case.plea.and_then(|plea| plea.answered_at) else { return Ok(()) };
		let Some(claim) = self.proposed_without_list(case, claims) else { return Ok(()) };
		let about = format!("{}, answered list of {}", case.inputs.round, claim.result_hash.short());
		match self.chain.answered(&case.now.best, answered_at, case.inputs.round, &claim.trace_root) {
			Ok(Some(list)) if Root::of(&list) == claim.trace_root => {
				self.store.put(&list)?;
				self.voice.content(about);
			}
			Ok(_) => self.voice.complain(about, format!("block {answered_at} should have it, and does not")),
			// It can still be fetched, if an attester serves it after all; and other results are disputed meanwhile.
			Err(error) => self.voice.complain(about, error),
		}
		Ok(())
	}

	/// What is left to a member that may challenge no more: it asks for the list of the proposed result, and pleads for it.
	pub(super) fn plead_only(&mut self, case: &Case<'_>, claims: &[Claim], own: &Attestation) -> Result<(), DutyError> {
		#[cfg(feature = "attacks")]
		if self.false_result(case.inputs.round.index).is_some() {
			return Ok(()); // Who lies about the result does not defend the truth.
		}
		let is_false = |claim: &&Claim| claim.result_hash != own.result_hash && !self.has_given_up(&claim.result_hash);
		let others: Vec<&Claim> =
			claims.iter().filter(|claim| Some(claim.result_hash) == case.proposed).filter(is_false).collect();
		if others.is_empty() {
			return Ok(());
		}
		self.fetch_lists(case, &others);
		self.plead(case, &others)
	}

	/// Pleads for the list of the proposed result, if it is not here and it is this member's turn.
	pub(super) fn plead(&mut self, case: &Case<'_>, claims: &[&Claim]) -> Result<(), DutyError> {
		let Some(claim) = self.proposed_without_list(case, claims).filter(|_| case.may_plead) else { return Ok(()) };
		let (opened_at, ends_at) = case.window;
		let patience = ends_at.saturating_sub(opened_at) / 4;
		let (round, result_hash) = (case.inputs.round, claim.result_hash);
		let waits = turn::against(&result_hash, &self.member, &claim.attesters, case.electorate);
		let turn = opened_at.saturating_add(patience).saturating_add(waits);
		if case.now.best.number < turn && !case.is_late() {
			return Ok(());
		}
		if !self.journal.round(&round)?.pleas.contains(&result_hash) {
			self.keep_in_round(&round, |entry| entry.pleas.push(result_hash))?;
			self.step(Step::PleaJournaled);
			let line = format!(
				"nobody serves the list of result {}, which {} attested and which is not what this member computed; pleading for \
				 it: its attesters show it on the chain, or the result falls",
				result_hash.short(),
				members_in_words(&claim.attesters)
			);
			self.voice.say(&round, line);
		}
		// If it is refused, somebody else was first, or the owner's account does not cover the bond.
		let call = Call::Plead { round, result_hash };
		self.send(&call, Step::PleaSubmitted, || format!("{round}, plea against {}", result_hash.short()))
	}

	fn proposed_without_list<'a>(&self, case: &Case<'_>, claims: &[&'a Claim]) -> Option<&'a Claim> {
		let proposed = claims.iter().find(|claim| Some(claim.result_hash) == case.proposed);
		proposed.filter(|claim| !self.store.has(&claim.trace_root)).copied()
	}
}
