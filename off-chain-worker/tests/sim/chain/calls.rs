//! What the calls of members do.

use super::{Plea, Round, State};
use codec::{DecodeAll, Encode};
use ed25519_dalek::{Signature, SigningKey, Verifier};
use guild_aggregation::proof::FaultProof;
use guild_primitives::{
	attestation_hash, decide, fault::Verdict, limits::FREE_CHALLENGES, seed::seed_commitment, MemberId, Phase, Root,
};
use guild_worker::world::Call;

impl State {
	/// What the chain would refuse has no effect.
	pub(super) fn apply(&mut self, number: u32, member: MemberId, key: &SigningKey, call: Call) {
		let mechanism = self.task.spec.mechanism;
		if let Call::Dispute { round, proof } = call {
			return self.dispute(number, member, round, &proof);
		}
		if let Call::ReportQuality { agreement, round, dataset, answers } = call {
			let (budgets, metric) = (&mut self.budgets, self.task.spec.metric);
			return self.surveys.report(budgets, metric, member, (agreement, round), dataset, answers);
		}
		let Some(round) = self.round.as_mut().filter(|round| number <= round.ends_at) else { return };
		match call {
			Call::CommitUpdate { manifest, signature } if round.phase == Phase::Commit => {
				let terms = decide::CommitTerms { round: round.id, base_root: round.base_root, mechanism };
				let signed = Signature::from_bytes(&signature.0);
				let signed = key.verifying_key().verify(&manifest.signing_hash().0, &signed).is_ok();
				let first = signed && !round.commits.contains_key(&member);
				if first && decide::check_commit(&terms, &manifest).is_ok() && self.budgets.charge(member, &manifest) {
					round.commits.entry(member).or_insert(manifest);
				}
			}
			Call::VoteAvailability { round: id, held, missing, base_missing, seed }
				if round.phase == Phase::Availability && id == round.id =>
			{
				let voter = decide::position(&round.electorate, &member).unwrap();
				let vote = decide::Vote { voter, held, missing, base_missing };
				let committed = round.commits.get(&member).map(|manifest| manifest.seed_commitment);
				let revealed = seed.map(|seed| seed_commitment(&member, &id, &seed));
				let base_is_made = self.task.aggregate_root.is_some();
				if decide::vote_fits(round.committed(), base_is_made, &vote).is_ok() && committed == revealed {
					round.votes.entry(member).or_insert(vote);
					seed.map(|seed| round.seeds.entry(member).or_insert(seed));
				}
			}
			Call::Publish { round: id, update, part, bytes, path }
				if id == round.id && round.phase == Phase::Publication =>
			{
				round.publish(number, self.task.spec.dim, (update, part), bytes, &path);
			}
			Call::Attest { round: id, result_hash, possession, signature, body } if id == round.id => {
				let signed = Signature::from_bytes(&signature.0);
				let hash = attestation_hash(&member, &id, &result_hash, &possession);
				if key.verifying_key().verify(&hash.0, &signed).is_err() {
					return;
				}
				let open = match round.phase {
					Phase::Attest => true,
					Phase::Challenge => round.proposed.is_some_and(|proposed| proposed.result_hash == result_hash),
					_ => false,
				};
				if !open || round.guilty.contains(&member) {
					return;
				}
				let inputs = round.inputs.as_ref().unwrap();
				let (hash, n, columns) = (inputs.hash(), inputs.included.len(), inputs.columns().count());
				let known = round.results.contains_key(&result_hash);
				if decide::check_attest(&hash, n, columns, known, &result_hash, body.as_ref()).is_ok() {
					round.attested.entry(member).or_insert(result_hash);
					round.possessions.entry(member).or_insert((possession, signature));
					body.map(|body| round.results.insert(result_hash, body));
				}
			}
			Call::Plead { round: id, result_hash } if id == round.id && round.phase == Phase::Challenge => {
				let proposed = round.proposed.is_some_and(|proposed| proposed.result_hash == result_hash);
				if proposed && round.may_plead(&member) {
					let answer_by = number + decide::answer_blocks(&self.task.spec, round.electorate.len() as u32);
					let would_end_at = std::mem::replace(&mut round.ends_at, answer_by);
					round.plea = Some(Plea { pleader: member, answer_by, would_end_at, answered_at: None });
				}
			}
			Call::Answer { round: id, result_hash, list } if id == round.id && round.phase == Phase::Challenge => {
				let proposed = round.proposed.is_some_and(|proposed| proposed.result_hash == result_hash);
				let is_list = round.results.get(&result_hash).is_some_and(|body| body.trace_root == Root::of(&list));
				let plea = round.plea.as_mut().filter(|plea| plea.answered_at.is_none());
				let Some(plea) = plea.filter(|_| proposed && is_list) else { return };
				plea.answered_at = Some(number);
				let window = decide::challenge_blocks(&self.task.spec, round.electorate.len() as u32, true);
				round.ends_at = plea.would_end_at.max(number + window);
				round.answer = Some((number, list.into_inner()));
			}
			Call::Challenge { round: id, result_hash, attester, proof } if id == round.id => {
				// As it travels: encoded, and read again.
				let proof = FaultProof::decode_all(&mut proof.encode().as_slice()).unwrap();
				let open = matches!(round.phase, Phase::Attest | Phase::Challenge) && round.failing.is_none();
				if !open || round.free_challenges(&member) == 0 {
					return;
				}
				match round.judge(&result_hash, attester, &proof) {
					Ok(Verdict::Guilty(fault)) => {
						let window = self.task.spec.windows.attest_blocks;
						round.convict(number, result_hash, fault, attester, member, window);
					}
					Ok(Verdict::NotProven(_)) => *round.failed_challenges.entry(member).or_default() += 1,
					Err(_) => {}
				}
			}
			_ => {}
		}
	}
}

impl Round {
	pub(super) fn free_challenges(&self, member: &MemberId) -> u32 {
		FREE_CHALLENGES - self.failed_challenges.get(member).copied().unwrap_or(0).min(FREE_CHALLENGES)
	}

	pub(super) fn may_plead(&self, member: &MemberId) -> bool {
		let Some(proposed) = self.proposed else { return false };
		let attested_it = self.attested.get(member) == Some(&proposed.result_hash);
		self.plea.is_none() && !attested_it && !self.guilty.contains(member)
	}
}
