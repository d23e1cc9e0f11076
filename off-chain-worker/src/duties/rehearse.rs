//! Before a member attests, the runtime's own code checks its result: the coefficients, the fold, and a few spans. A fault in
//! this software's fast code then makes the member abstain, which costs it nothing, instead of attesting what others can
//! prove false.

use super::{computed::Computation, DutyError};
use crate::member::{Now, Worker};
use guild_aggregation::{
	proof::{rehearse, Record},
	trace::Spans,
	RoundResult,
};
use guild_primitives::{
	fault::{Reason, Unjudged, Verdict},
	MemberId, Root, RoundInputs,
};

/// Spans that are looked at. A span costs the runtime what a challenge over it costs, and is about a block's worth for the
/// largest tasks; a fault that is at few spans is found by some members, which is enough to notice it.
const SPANS: u8 = 3;
/// Proofs of a rehearsal besides those of its spans: fold and coefficients.
const PROOFS: usize = 2;
/// Proofs of a span: both halves of its step.
const PROOFS_OF_A_SPAN: usize = 2;

impl Worker {
	/// Has the runtime check the own result.
	///
	/// # Errors
	/// [`DutyError::Abstain`] if the runtime disagrees.
	pub(crate) fn rehearse(
		&mut self,
		now: &Now,
		inputs: &RoundInputs,
		computation: &Computation,
		own: &RoundResult,
	) -> Result<(), DutyError> {
		let record = Record { inputs, claim: &own.body, attestation: None };
		let spans = Spans::of(inputs.dim as usize).map_or(0, |spans| spans.count());
		let chosen = chosen(&self.member, &inputs.hash(), spans);
		let expected = PROOFS + PROOFS_OF_A_SPAN * chosen.len();
		let proofs = computation.with_prover(|_, lanes| rehearse(own, &record, lanes, chosen));
		if proofs.len() != expected {
			return Err(disagrees("it does not fit the round".into()));
		}
		for proof in &proofs {
			match self.chain.check_own(&now.best, inputs.round, &own.body, proof)? {
				Ok(Verdict::NotProven(Reason::NothingWrong)) => {}
				Ok(Verdict::Guilty(fault)) => return Err(disagrees(fault.to_string())),
				Ok(Verdict::NotProven(reason)) => return Err(disagrees(format!("{reason:?}"))),
				Err(Unjudged::NotAProof) => return Err(disagrees("it reads no proofs of this version".into())),
				Err(why) => return Err(DutyError::Waiting(format!("the chain has moved on ({why:?})"))),
			}
		}
		Ok(())
	}
}

fn disagrees(what: String) -> DutyError {
	log::error!(
		target: "guild",
		"THE RUNTIME DISAGREES with the result that this node has computed: {what}. The result is not attested, so nothing is \
		 lost but this round. Please report this with the software's version and the processor's model."
	);
	DutyError::Abstain(format!("the runtime disagrees with the result computed here: {what}"))
}

/// The spans that a member looks at: others for each member and round, the same again after a restart.
fn chosen(member: &MemberId, inputs_hash: &Root, spans: usize) -> Vec<usize> {
	let draw = |nth: u8| {
		let Root(hash) = Root::of_value("guild-worker rehearsal", &(member, inputs_hash, nth));
		let number = hash.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
		number.checked_rem(spans as u64).map(|span| span as usize) // Below `spans`.
	};
	let mut chosen: Vec<usize> = (0..SPANS).filter_map(draw).collect();
	chosen.sort_unstable();
	chosen.dedup();
	chosen
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn members_look_at_different_spans_and_a_restart_at_the_same() {
		let chosen_by = |member, inputs| chosen(&MemberId([member; 32]), &Root([inputs; 32]), 2048);
		assert_eq!(chosen_by(1, 1), chosen_by(1, 1));
		assert_ne!(chosen_by(1, 1), chosen_by(2, 1));
		assert_ne!(chosen_by(1, 1), chosen_by(1, 2));
		assert_eq!(chosen_by(1, 1).len(), 3);
		assert!((0..100).all(|i| chosen_by(i, i).iter().all(|span| *span < 2048)));
	}

	#[test]
	fn one_span_is_looked_at_once_and_none_not_at_all() {
		assert_eq!(chosen(&MemberId([1; 32]), &Root([1; 32]), 1), [0]);
		assert!(chosen(&MemberId([1; 32]), &Root([1; 32]), 0).is_empty());
	}
}
