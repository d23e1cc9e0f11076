//! Disputes: find what proves another result false, have the runtime check the proof, keep it, send it.
//!
//! - **When.** From the moment a result is attested that is not one's own. A proof that shows the whole of a list waits until a
//!   quorum attests the own result, or for Challenge: whoever reads the true list could attest without having computed. It does
//!   not wait longer, because a result that all attest has no Challenge, and who copied would get away with it.
//! - **Once.** A proof is in the store and in the journal before it is sent. After a restart, a lost transaction or a fork, the
//!   same bytes are sent again for as long as the result is attested.
//! - **In turn.** A proof may have megabytes, and one is enough. So those who did not attest the claim send it in turn (`turn.rs`).
//!   When half of the window is over, nobody waits any more.
//! - **Not for the chain alone.** What a proof shows is written to an evidence file before it is sent (`condemn.rs`): it remains
//!   when no block takes the challenge.
//! - **Never blindly.** The runtime is asked first (`check_fault`). A proof that it does not accept is not sent, because then it
//!   is this node that is wrong.
//!
//! # A list that nobody serves
//!
//! Most proofs compare the claim's list with one's own. Whoever attests a false result may serve its list to nobody; then
//! there is nothing to show. So a member pleads against such a result once it is proposed (`plead.rs`): its attesters
//! show the list on the chain (`answer.rs`), where it is read and compared, or the result falls.
//! A list of another length than the round's is the same case: it cannot be asked for, because its length is not known.

use super::{
	computed::{Computation, Computed},
	key,
	recheck::{Case, Claim},
	turn, DutyError,
};
use crate::{
	journal::{Attestation, Challenge},
	member::{Worker, BLOCK_TIME},
	parts::Step,
	say::members_in_words,
	world::{Call, Want},
};
use codec::{DecodeAll, Encode};
use guild_aggregation::{
	proof::{self, prove, prove_possession, FaultProof, ProveError, Record},
	sink::Discard,
	trace::{Spans, LEAF_BYTES},
};
use guild_primitives::{
	fault::{Unjudged, Verdict},
	possession, AttestedResult, MemberId, Root, RoundView,
};

impl Worker {
	/// Proves false what is attested and is not the own result; `own` is none if no result is this member's.
	pub(crate) fn dispute(
		&mut self,
		case: &Case<'_>,
		claims: &[Claim],
		own: Option<&Attestation>,
	) -> Result<(), DutyError> {
		#[cfg(feature = "attacks")]
		if self.false_result(case.inputs.round.index).is_some() {
			return Ok(()); // Who lies about the result does not defend the truth.
		}
		let own_hash = own.map(|own| own.result_hash);
		let mut others: Vec<&Claim> = claims.iter().filter(|claim| Some(claim.result_hash) != own_hash).collect();
		// What is proposed is the most urgent.
		others.sort_by_key(|claim| Some(claim.result_hash) != case.proposed);
		let mut open = Vec::new();
		for claim in others {
			if !self.send_in_turn(case, claim, None)? && !self.has_given_up(&claim.result_hash) {
				open.push(claim);
			}
		}
		if open.is_empty() {
			return Ok(());
		}
		self.read_answer(case, &open)?;
		self.fetch_lists(case, &open);
		if own.is_some() {
			self.plead(case, &open)?;
		}
		// Who has a result has seen that no update is malformed; who has none must look once.
		let looked = own.is_some() || self.live.entry(case.inputs.round).or_default().looked_for_malformed;
		if looked && !open.iter().any(|claim| self.store.has(&claim.trace_root)) {
			return Ok(());
		}
		match self.computed(case.now, case.task, case.inputs, &mut Discard::default())? {
			Computed::Malformed { proof, .. } => match open.first() {
				// One proof is enough: no result of this round is true, and it fails.
				Some(claim) => self.challenge(case, claim, None, &proof),
				None => Ok(()),
			},
			Computed::Lanes(computation) => {
				self.live.entry(case.inputs.round).or_default().looked_for_malformed = true;
				open.into_iter().try_for_each(|claim| self.compare(case, claim, &computation))
			}
		}
	}

	/// Proves that an attester of the own result has not held its list.
	pub(crate) fn dispute_copies(
		&mut self,
		case: &Case<'_>,
		results: &[AttestedResult],
		own: &Attestation,
	) -> Result<(), DutyError> {
		let Some(result) = results.iter().find(|result| result.result_hash == own.result_hash) else { return Ok(()) };
		if !case.may_show_list || self.has_given_up(&own.result_hash) {
			return Ok(());
		}
		let round = case.inputs.round;
		let seen = |worker: &mut Self, member: MemberId, possession: Root| {
			worker.live.entry(round).or_default().possessions.contains(&(member, own.result_hash, possession))
		};
		// Most rounds have none, and a hundred attesters.
		let kept = self.journal.round(&round)?.challenges;
		let is_kept =
			|member| kept.iter().any(|known| known.is_about(&case.inputs_hash, &own.result_hash, Some(member)));
		let mut list = None;
		for one in &result.attesters {
			if one.member == self.member || seen(self, one.member, one.possession) {
				continue;
			}
			let claim = Claim {
				result_hash: own.result_hash,
				trace_root: own.body.trace_root,
				attesters: vec![one.member],
				signed: vec![*one],
			};
			if is_kept(one.member) && self.send_in_turn(case, &claim, Some(one.member))? {
				continue;
			}
			if list.is_none() {
				list = self.read_if_held(&own.body.trace_root)?;
			}
			let Some(list) = &list else { return Ok(()) };
			if possession(&one.member, &round, list) == one.possession {
				self.live.entry(round).or_default().possessions.insert((one.member, own.result_hash, one.possession));
				continue;
			}
			let attestation = Some(proof::Attestation { member: one.member, possession: one.possession });
			let record = Record { inputs: case.inputs, claim: &own.body, attestation };
			if let Some(proof) = prove_possession(list, &record) {
				self.challenge(case, &claim, Some(one.member), &proof)?;
			}
		}
		Ok(())
	}

	/// Says once what was proven in a round.
	pub(crate) fn tell_faults(&mut self, view: &RoundView) {
		for fault in &view.faults {
			let name = Root::of_value("guild-worker fault", &(fault.result_hash, fault.fault, &fault.guilty));
			if !self.live.entry(view.id).or_default().told_faults.insert(name) {
				continue;
			}
			let by = if fault.challenger == self.member {
				"this member".into()
			} else {
				members_in_words(&[fault.challenger])
			};
			let line = format!(
				"the chain found {} guilty: {}; proven by {by} against result {}",
				members_in_words(&fault.guilty),
				fault.fault,
				fault.result_hash.short()
			);
			self.voice.say(&view.id, line);
			if fault.guilty.contains(&self.member) {
				log::error!(
					target: "guild",
					"{}: THIS MEMBER WAS FOUND GUILTY ({}). Its deposit is slashed, and it attests nothing more in this round. If \
					 it did not lie, its software or its memory is faulty: keep its blobs and its journal, and ask the council \
					 to forgive the slash before it is settled.",
					view.id,
					fault.fault
				);
			}
		}
	}

	/// Compares a claim whose list is here with the own computation, and challenges it if a proof is found.
	fn compare(&mut self, case: &Case<'_>, claim: &Claim, computation: &Computation) -> Result<(), DutyError> {
		let Some(list) = self.read_if_held(&claim.trace_root)? else { return Ok(()) };
		// None: it was voided since the duty was read.
		let body = self.chain.attested_result(&case.now.best, case.inputs.round, &claim.result_hash)?;
		let Some(body) = body else { return Ok(()) };
		let record = Record { inputs: case.inputs, claim: &body, attestation: None };
		match computation.with_prover(|own, lanes| prove(own, &list, &record, lanes)) {
			Ok(Some(proof)) => self.challenge(case, claim, None, &proof),
			Ok(None) => {
				self.give_up(
					case,
					claim,
					"computed again, it is what this node has. What it had before was wrong: is its memory faulty?",
				);
				Ok(())
			}
			Err(error @ (ProveError::NotTheList | ProveError::NotThisRound | ProveError::Unprovable)) => {
				self.give_up(case, claim, &format!("{error}; keep the blobs of this round, and report it"));
				Ok(())
			}
		}
	}

	/// Has the runtime check a proof, keeps it, and sends it.
	fn challenge(
		&mut self,
		case: &Case<'_>,
		claim: &Claim,
		attester: Option<MemberId>,
		proof: &FaultProof,
	) -> Result<(), DutyError> {
		let round = case.inputs.round;
		let fault = match self.chain.check_fault(&case.now.best, round, &claim.result_hash, attester, proof)? {
			Ok(Verdict::Guilty(fault)) => fault,
			// Voided meanwhile, by somebody else.
			Err(Unjudged::NoSuchRound | Unjudged::UnknownResult | Unjudged::NotAnAttester) => return Ok(()),
			refused => {
				self.give_up(case, claim, &format!("the runtime does not accept the proof against it ({refused:?})"));
				return Ok(());
			}
		};
		let proof_root = self.store.put(&proof.encode())?;
		let made_at = case.now.best.number;
		let challenge =
			Challenge { inputs_hash: case.inputs_hash, result_hash: claim.result_hash, attester, proof_root, made_at };
		self.keep_in_round(&round, |entry| {
			entry.challenges.retain(|known| !known.is_about(&case.inputs_hash, &claim.result_hash, attester));
			entry.challenges.push(challenge);
		})?;
		self.step(Step::ChallengeJournaled);
		let what = if fault.voids_claim() { "a false result" } else { "a result whose list it has not held" };
		let line = format!("{} attested {what} ({fault}); challenging it", members_in_words(&claim.attesters));
		self.voice.say(&round, line);
		self.send_in_turn(case, claim, attester).map(|_| ())
	}

	/// Sends a challenge that is in the journal, if it is this member's turn; whether there is one.
	fn send_in_turn(&mut self, case: &Case<'_>, claim: &Claim, attester: Option<MemberId>) -> Result<bool, DutyError> {
		let (round, result_hash) = (case.inputs.round, claim.result_hash);
		let kept = self.journal.round(&round)?.challenges;
		let Some(known) = kept.iter().find(|known| known.is_about(&case.inputs_hash, &result_hash, attester)) else {
			return Ok(false);
		};
		// Lost on disk, or of another version: it is found again.
		let Some(bytes) = self.read_if_held(&known.proof_root)? else { return Ok(false) };
		let Ok(proof) = FaultProof::decode_all(&mut bytes.as_slice()) else { return Ok(false) };
		self.keep_evidence(case, claim, attester, &proof);
		if matches!(proof, FaultProof::Fold(_) | FaultProof::Possession(_)) && !case.may_show_list {
			return Ok(true);
		}
		let waits = turn::against(&result_hash, &self.member, &claim.attesters, case.electorate);
		if case.now.best.number < known.made_at.saturating_add(waits) && !case.is_late() {
			return Ok(true);
		}
		let call = Call::Challenge { round, result_hash, attester, proof };
		self.send(&call, Step::ChallengeSubmitted, || format!("{round}, challenge of {}", result_hash.short()))?;
		Ok(true)
	}

	/// Brings the lists of claims here, from their attesters or whoever has them.
	pub(super) fn fetch_lists(&mut self, case: &Case<'_>, claims: &[&Claim]) {
		let round = case.inputs.round;
		let spans = Spans::of(case.inputs.dim as usize).map_or(0, |spans| spans.count());
		let absent: Vec<&&Claim> = claims.iter().filter(|claim| !self.store.has(&claim.trace_root)).collect();
		let want = |claim: &&&Claim| {
			let others = case.electorate.iter().filter(|member| !claim.attesters.contains(member));
			let sources = claim.attesters.iter().chain(others).filter(|member| **member != self.member);
			Want {
				root: claim.trace_root,
				size_bytes: (spans * LEAF_BYTES) as u64,
				sources: sources.copied().collect(),
			}
		};
		let wants: Vec<Want> = absent.iter().map(want).collect();
		if wants.is_empty() {
			return;
		}
		let errors = self.fetch(&round, &wants, BLOCK_TIME);
		for (claim, error) in absent.into_iter().zip(errors) {
			let about = format!("{round}, list of {}", claim.result_hash.short());
			match error {
				// Nobody serves a list before Challenge is open, and all have a moment to see it; so that is no news.
				Some(error) if case.is_late() && case.proposed == Some(claim.result_hash) => {
					let next = match case.plea {
						Some(plea) if plea.answered_at.is_none() => {
							format!(
								"a plea stands against it: if nobody shows the list until block {}, it falls",
								plea.answer_by
							)
						}
						Some(_) => "the chain has the list, and this node could not read it there".into(),
						None if case.may_plead => "a member whose result is another one pleads for it".into(),
						None => "this member may not plead for it".into(),
					};
					let what = format!(
						"nobody serves the list of the proposed result {} ({error}), which {} attested; {next}",
						claim.result_hash.short(),
						members_in_words(&claim.attesters)
					);
					self.voice.complain(about, what);
				}
				Some(error) => log::debug!(target: "guild", "{about}: {error}"),
				None => self.voice.content(about),
			}
		}
	}

	pub(super) fn has_given_up(&self, result_hash: &Root) -> bool {
		self.abstained.contains_key(&key("challenge", result_hash))
	}

	/// Says that a result differs from the own one and that nothing is done about it.
	fn give_up(&mut self, case: &Case<'_>, claim: &Claim, why: &str) {
		log::error!(
			target: "guild",
			"{}: result {} of {} is not what this node has computed, and is NOT challenged: {why}",
			case.inputs.round,
			claim.result_hash.short(),
			members_in_words(&claim.attesters)
		);
		self.abstained.insert(key("challenge", &claim.result_hash), why.into());
	}
}
