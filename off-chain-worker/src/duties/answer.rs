//! Answer: show the list of the own result when somebody pleads that it is withheld.
//!
//! Who attests a result holds its list, so any attester can answer, and an unanswered plea costs all of them their deposits. The
//! list may have megabytes, and one answer is enough: attesters send it in turn (`turn.rs`). When half of the time is over,
//! nobody waits any more. Nothing is journalled: the list is in the store under its root, and the same bytes are sent again
//! for as long as the plea stands.

use super::{turn, DutyError};
use crate::{
	journal::Attestation,
	member::{Now, Worker},
	parts::Step,
	world::Call,
};
use guild_aggregation::proof::List;
use guild_primitives::{decide, AttestedResult, MemberId, PleaView, RoundId, TaskView};

impl Worker {
	/// Sends the list of the own result, which is the proposed one, if a plea stands against it and it is this member's turn.
	#[allow(clippy::too_many_arguments)] // What is asked, of whom, and when.
	pub(super) fn answer(
		&mut self,
		now: &Now,
		task: &TaskView,
		round: &RoundId,
		own: &Attestation,
		plea: &PleaView,
		results: &[AttestedResult],
		electorate: u32,
	) -> Result<(), DutyError> {
		#[cfg(feature = "attacks")]
		if self.false_result(round.index) == Some(crate::attack::FalseResult::Withheld) {
			return Ok(());
		}
		let attesters = results.iter().filter(|result| result.result_hash == own.result_hash);
		let attesters: Vec<MemberId> = attesters.flat_map(|result| &result.attesters).map(|one| one.member).collect();
		if plea.answered_at.is_some() || !attesters.contains(&self.member) {
			return Ok(());
		}
		let window = decide::answer_blocks(&task.spec, electorate);
		let waited = now.best.number.saturating_sub(plea.answer_by.saturating_sub(window));
		if waited < turn::answering(&own.result_hash, &self.member, &attesters) && waited < window / 2 {
			return Ok(());
		}
		let Some(list) = self.read_if_held(&own.body.trace_root)? else {
			return Err(DutyError::Waiting("the list that a plea asks for was lost on disk".into()));
		};
		let list = List::try_from(list)
			.map_err(|_| DutyError::Abstain("the list that a plea asks for is longer than the chain takes".into()))?;
		let call = Call::Answer { round: *round, result_hash: own.result_hash, list };
		self.send(&call, Step::AnswerSubmitted, || format!("{round}, answer"))
	}
}
