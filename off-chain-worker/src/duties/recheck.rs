//! Recheck: compare what others attest with one's own result, attest late what is proposed and true, and dispute the rest.

use super::DutyError;
use crate::member::{Now, Worker};
use guild_primitives::{
	AttestationView, AttestedResult, BlockNumber, MemberId, PleaView, Root, RoundInputs, RoundView, TaskView,
};

/// A round in which something may be disputed, as it stands in the best block.
pub(crate) struct Case<'a> {
	pub now: &'a Now,
	pub task: &'a TaskView,
	pub inputs: &'a RoundInputs,
	pub inputs_hash: Root,
	/// The proposed result, in Challenge.
	pub proposed: Option<Root>,
	/// Whether a proof may show the whole of the own list: in Challenge, and once a quorum attests the own result.
	pub may_show_list: bool,
	/// The plea against the proposed result.
	pub plea: Option<PleaView>,
	/// Whether this member may plead against it.
	pub may_plead: bool,
	/// Members to ask for lists.
	pub electorate: &'a [MemberId],
	/// Block at which the phase opened, and last block at which a challenge is accepted.
	pub window: (BlockNumber, BlockNumber),
}

/// An attested result.
pub(crate) struct Claim {
	pub result_hash: Root,
	/// Root of its list.
	pub trace_root: Root,
	pub attesters: Vec<MemberId>,
	/// Their attestations with their signatures, as far as the duty says them.
	pub signed: Vec<AttestationView>,
}

/// What a [`guild_primitives::Duty::Recheck`] says besides the inputs.
pub(crate) struct Recheck<'a> {
	pub results: &'a [AttestedResult],
	pub proposed: Option<Root>,
	pub plea: Option<PleaView>,
	pub may_plead: bool,
	pub may_attest: bool,
	pub free_challenges: u32,
	pub ends_at: BlockNumber,
}

impl Worker {
	/// Compares the attested results with the own one, which is computed first if it was not in time for Attest.
	pub(crate) fn recheck(
		&mut self,
		now: &Now,
		task: &TaskView,
		inputs: &RoundInputs,
		duty: &Recheck<'_>,
	) -> Result<bool, DutyError> {
		let round = inputs.round;
		let (own, reason) = match self.own_attestation(now, task, inputs) {
			Ok(own) => (Some(own), None),
			Err(DutyError::Abstain(reason)) => (None, Some(reason)),
			Err(error) => return Err(error),
		};
		if let Some(own) = own.as_ref().filter(|own| duty.may_attest && duty.proposed == Some(own.result_hash)) {
			self.send_attestation(&round, own.clone(), true)?;
		}
		let view = self.chain.round(&now.best, round)?;
		if let Some(view) = &view {
			self.tell_faults(view);
		}
		if let Some((own, plea)) = own.as_ref().filter(|own| duty.proposed == Some(own.result_hash)).zip(duty.plea) {
			let electorate = view.as_ref().map_or(0, |view| view.electorate.len());
			self.answer(now, task, &round, own, &plea, duty.results, electorate as u32)?;
		}
		let may_challenge = duty.free_challenges > 0;
		if may_challenge || duty.may_plead {
			let mut case = self.case(now, task, inputs, duty.proposed, view.as_deref(), duty.ends_at);
			(case.plea, case.may_plead) = (duty.plea, duty.may_plead);
			let same = |result: &&AttestedResult| own.as_ref().is_some_and(|own| own.result_hash == result.result_hash);
			let attesters = duty.results.iter().find(same).map_or(0, |result| result.attesters.len());
			case.may_show_list |= view.as_ref().is_some_and(|view| attesters >= view.quorum as usize);
			let claim = |result: &AttestedResult| Claim {
				result_hash: result.result_hash,
				trace_root: result.trace_root,
				attesters: result.attesters.iter().map(|one| one.member).collect(),
				signed: result.attesters.clone(),
			};
			let claims: Vec<Claim> = duty.results.iter().map(claim).collect();
			if may_challenge {
				self.dispute(&case, &claims, own.as_ref())?;
			}
			match &own {
				Some(own) if may_challenge => self.dispute_copies(&case, duty.results, own)?,
				Some(own) => self.plead_only(&case, &claims, own)?,
				None => {}
			}
		}
		reason.map_or(Ok(false), |reason| Err(DutyError::Abstain(reason)))
	}

	pub(crate) fn case<'a>(
		&self,
		now: &'a Now,
		task: &'a TaskView,
		inputs: &'a RoundInputs,
		proposed: Option<Root>,
		view: Option<&'a RoundView>,
		ends_at: BlockNumber,
	) -> Case<'a> {
		Case {
			now,
			task,
			inputs,
			inputs_hash: inputs.hash(),
			proposed,
			may_show_list: proposed.is_some(),
			plea: None,
			may_plead: false,
			electorate: view.map(|view| view.electorate.as_slice()).unwrap_or_default(),
			window: (view.map_or(ends_at, |view| view.phase_opened_at), ends_at),
		}
	}
}

impl Case<'_> {
	/// Whether half of the phase's window is over.
	pub(crate) fn is_late(&self) -> bool {
		let (opened_at, ends_at) = self.window;
		self.now.best.number.saturating_sub(opened_at) >= ends_at.saturating_sub(opened_at) / 2
	}
}
