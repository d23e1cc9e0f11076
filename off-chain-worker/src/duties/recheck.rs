//! Recheck: compare what others attest with one's own result, and attest late what is proposed and true.

use super::DutyError;
use crate::member::{Now, Worker};
use guild_primitives::{AttestedResult, Root, RoundInputs, TaskView};

impl Worker {
	/// Compares the attested results with the own one, which is computed first if it was not in time for Attest.
	pub(crate) fn recheck(
		&mut self,
		now: &Now,
		task: &TaskView,
		inputs: &RoundInputs,
		results: &[AttestedResult],
		proposed: Option<Root>,
		may_attest: bool,
	) -> Result<bool, DutyError> {
		let round = inputs.round;
		let own = self.own_attestation(now, task, inputs)?;
		for other in results.iter().filter(|other| other.result_hash != own.result_hash) {
			let (theirs, mine) = (other.result_hash.short(), own.result_hash.short());
			let members: Vec<String> =
				other.attesters.iter().map(|one| one.member.to_string()[..8].to_owned()).collect();
			let what = format!(
				"{} attest(s) another result than this node has computed ({mine}); one of the two is false",
				members.join(", ")
			);
			self.voice.complain(format!("{round}, result {theirs}"), what);
		}
		if may_attest && proposed == Some(own.result_hash) {
			self.send_attestation(&round, own, true)?;
		}
		Ok(false)
	}
}
