//! Late truth: dispute a final result against which this member has a proof that no block took in time.
//!
//! - **When.** A round is closed as Final, and the journal has a challenge of that very result: it was kept out of every block of
//!   the window, or this member was away from when it made it until the end. The proof is the same, so nothing is computed.
//! - **Once.** The task's entry in the journal names what is to be disputed, in the same write that closes the round. The runtime
//!   is asked (`check_final`), once a run; then the same call is sent until a finalised block has the fault, whoever showed it.
//! - **In turn.** As challenges are sent (`turn.rs`), among those whose updates were included: who comes second pays a fee.
//! - **What it does not do.** It does not rewind, and slashes nothing: the deposits are back. The record remains, and marks that
//!   model and all that descend from it. So no more than [`MAX_DISPUTES`] wait at a time: the earliest say it all, and
//!   what condemns the attesters of the others is in their evidence files.
//! - **Who cannot.** A member that was away for the whole of Challenge has no list of the false result to prove it by, and
//!   lists are not served later. Nor can a list that was withheld be disputed late.

use super::{turn, DutyError};
use crate::{
	journal::{Dispute, RoundEntry, TaskEntry},
	member::{Now, Worker},
	parts::Step,
	world::Call,
};
use codec::DecodeAll;
use guild_aggregation::proof::FaultProof;
use guild_primitives::{
	fault::{Unjudged, Verdict},
	Lineage, MemberId, RoundView, TaskView,
};

/// Most final results of a task that wait to be disputed.
const MAX_DISPUTES: usize = 16;

/// Where a dispute stands.
enum Standing {
	/// It is not known to the chain, or not in a finalised block.
	Open,
	/// There is nothing left to do.
	Over,
}

impl Worker {
	/// Adds the result of a round that has become final to what is disputed, if this member has a proof against it; the caller
	/// keeps the entry.
	pub(crate) fn note_dispute(&mut self, now: &Now, lineage: &Lineage, kept: &RoundEntry, entry: &mut TaskEntry) {
		let inputs_hash = lineage.inputs.hash();
		let known = kept.challenges.iter().find(|known| known.is_about(&inputs_hash, &lineage.result_hash, None));
		let Some(challenge) = known else { return };
		self.tell_of_unheard_challenge(&lineage.round, &lineage.result_hash);
		let is_known = entry.disputes.iter().any(|dispute| dispute.round == lineage.round);
		if is_known || entry.disputes.len() >= MAX_DISPUTES {
			return;
		}
		let members: Vec<MemberId> = lineage.inputs.included.iter().map(|update| update.member).collect();
		let waits = turn::against(&lineage.result_hash, &self.member, &lineage.attesters, &members);
		entry.disputes.push(Dispute {
			round: lineage.round,
			result_hash: lineage.result_hash,
			proof_root: challenge.proof_root,
			send_at: now.best.number.saturating_add(waits),
		});
	}

	/// Sends what is to be disputed and is due, and forgets what is over.
	pub(crate) fn send_disputes(&mut self, now: &Now, tasks: &[TaskView]) {
		for task in tasks {
			if let Err(error) = self.send_disputes_of(now, task) {
				self.voice.complain(format!("task {}, disputes", task.id), error);
			}
		}
	}

	fn send_disputes_of(&mut self, now: &Now, task: &TaskView) -> Result<(), DutyError> {
		let Some(mut entry) = self.journal.task(task.id)? else { return Ok(()) };
		let mut open = Vec::with_capacity(entry.disputes.len());
		for dispute in &entry.disputes {
			if matches!(self.send_dispute(now, dispute)?, Standing::Open) {
				open.push(*dispute);
			}
		}
		if open.len() < entry.disputes.len() {
			entry.disputes = open;
			self.journal.keep_task(task.id, &entry)?;
		}
		Ok(())
	}

	fn send_dispute(&mut self, now: &Now, dispute: &Dispute) -> Result<Standing, DutyError> {
		let round = dispute.round;
		if let Some(view) = self.chain.round(&now.finalised, round)?.filter(|view| is_recorded(view, dispute)) {
			self.tell_faults(&view);
			self.live.remove(&round);
			self.judged_disputes.remove(&round);
			self.voice.say(&round, "that its result is false is on record; all later models descend from it");
			return Ok(Standing::Over);
		}
		let recorded = self.chain.round(&now.best, round)?.is_some_and(|view| is_recorded(&view, dispute));
		if recorded || now.best.number < dispute.send_at {
			return Ok(Standing::Open);
		}
		let bytes = self.read_if_held(&dispute.proof_root)?;
		let Some(proof) = bytes.and_then(|bytes| FaultProof::decode_all(&mut bytes.as_slice()).ok()) else {
			return Ok(self.give_up_dispute(dispute, "its proof is lost from this disk"));
		};
		if !self.judged_disputes.contains(&round) {
			match self.chain.check_final(&now.best, round, &proof)? {
				Ok(Verdict::Guilty(_)) => self.judged_disputes.insert(round),
				// Somebody else has shown it; or the best block is of a fork in which it is not final yet.
				Err(Unjudged::AlreadyProven | Unjudged::NotFinal) => return Ok(Standing::Open),
				refused => {
					let why = format!("the runtime does not accept the proof against it ({refused:?})");
					return Ok(self.give_up_dispute(dispute, &why));
				}
			};
			self.voice.say(&round, format!("disputing its final result {}", dispute.result_hash.short()));
		}
		// If it is refused, somebody was first, or the fee is not covered.
		self.send(&Call::Dispute { round, proof }, Step::DisputeSubmitted, || format!("{round}, dispute"))?;
		Ok(Standing::Open)
	}

	/// Says that a final result is false and will not be disputed.
	fn give_up_dispute(&mut self, dispute: &Dispute, why: &str) -> Standing {
		log::error!(
			target: "guild",
			"{}: the final result {} is NOT disputed: {why}; if there is an evidence file about it, keep a copy",
			dispute.round,
			dispute.result_hash.short()
		);
		Standing::Over
	}
}

/// Whether the chain has a fault that proves the result false.
fn is_recorded(view: &RoundView, dispute: &Dispute) -> bool {
	view.faults.iter().any(|record| record.fault.proves_false() && record.result_hash == dispute.result_hash)
}
