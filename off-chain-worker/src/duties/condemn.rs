//! Evidence: before a challenge is sent, what it shows is written to a file that needs no chain.
//!
//! It lies in the worker's directory, as `evidence/round-T-R-<hash>.json`, and for a proof about possession with the member
//! that it accuses in its name. It is written again when more members have attested the result. That it cannot be
//! written is said, and keeps no challenge from being sent.

use super::recheck::{Case, Claim};
use crate::{
	evidence::{verify, Evidence, Note, SignedAttestation},
	member::Worker,
};
use guild_aggregation::proof::FaultProof;
use guild_primitives::{AttestationView, MemberId, Root, RoundId};
use std::path::PathBuf;

impl Worker {
	/// Where the evidence about a result is kept; none if this worker keeps nothing on disk.
	pub(crate) fn evidence_path(
		&self,
		round: &RoundId,
		result_hash: &Root,
		attester: Option<MemberId>,
	) -> Option<PathBuf> {
		let start = |name: String| name.chars().take(8).collect::<String>();
		let whom = attester.map_or_else(String::new, |member| format!("-{}", start(member.to_string())));
		let hash = start(result_hash.to_string());
		Some(self.evidence_dir.as_ref()?.join(format!("round-{}-{}-{hash}{whom}.json", round.task, round.index)))
	}

	/// Writes what condemns those who attested the claim, unless as many signatures are in the file already.
	pub(super) fn keep_evidence(
		&mut self,
		case: &Case<'_>,
		claim: &Claim,
		attester: Option<MemberId>,
		proof: &FaultProof,
	) {
		let round = case.inputs.round;
		let Some(path) = self.evidence_path(&round, &claim.result_hash, attester) else { return };
		let accused = |one: &&AttestationView| attester.is_none_or(|attester| attester == one.member);
		let signed: Vec<&AttestationView> = claim.signed.iter().filter(accused).collect();
		let signatures = signed.len();
		let kept = self.live.entry(round).or_default().evidence.get(&path).copied().unwrap_or(0);
		if signatures <= kept {
			return;
		}
		let about = format!("{round}, evidence about {}", claim.result_hash.short());
		let made = match self.evidence(case, &claim.result_hash, &signed, proof) {
			Ok(Some(made)) => made,
			Ok(None) => return, // Voided since the duty was read.
			Err(error) => return self.voice.complain(about, error),
		};
		let keys = |member: &MemberId| {
			let of = made.attestations.iter().filter(|one| one.member == *member);
			of.map(|one| one.worker_key).collect()
		};
		if let Err(flaw) = verify(&made, keys) {
			return self.voice.complain(about, format!("it would show nothing: {flaw}"));
		}
		let written = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| made.write(&path));
		match written {
			Ok(()) => {
				self.live.entry(round).or_default().evidence.insert(path.clone(), signatures);
				self.voice.content(about);
				self.voice.say(&round, format!("evidence with {signatures} signatures is in {}", path.display()));
			}
			Err(error) => self.voice.complain(about, format!("cannot write {}: {error}", path.display())),
		}
	}

	/// What condemns them. Who has no worker key on the chain any more is left out.
	fn evidence(
		&self,
		case: &Case<'_>,
		result_hash: &Root,
		signed: &[&AttestationView],
		proof: &FaultProof,
	) -> Result<Option<Evidence>, crate::world::ChainError> {
		let at = &case.now.best;
		let Some(body) = self.chain.attested_result(at, case.inputs.round, result_hash)? else {
			return Ok(None);
		};
		let mut attestations = Vec::with_capacity(signed.len());
		for one in signed {
			if let Some(worker_key) = self.chain.worker_key(at, &one.member)? {
				let (member, possession, signature) = (one.member, one.possession, one.signature);
				attestations.push(SignedAttestation { member, worker_key, possession, signature });
			}
		}
		let note = Note { made_by: self.member, at_block: at.number };
		Ok(Some(Evidence::new(case.inputs.clone(), body, attestations, proof, Some(note))))
	}

	/// Says that a result is final that this member has a proof against, and where that proof lies.
	pub(crate) fn tell_of_unheard_challenge(&self, round: &RoundId, result_hash: &Root) {
		let place = match self.evidence_path(round, result_hash, None).filter(|path| path.exists()) {
			Some(path) => format!("what condemns those who attested it, without a chain, is in {}", path.display()),
			None => "there is no evidence file about it".into(),
		};
		log::error!(
			target: "guild",
			"{round}: result {} IS FINAL AND FALSE: this member had a proof, and no block took its challenge in time; it is disputed now, \
			 for the record, which takes nothing back; {place}. Keep a copy, and show it with `guild audit verify`",
			result_hash.short()
		);
	}
}
