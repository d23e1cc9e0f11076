//! When rounds and phases begin and end.

use super::{Publication, Round, State};
use guild_primitives::{
	decide, result::PerParticipant, seed::round_seed, FailReason, Fault, IncludedUpdate, Lineage, MemberId, Outcome,
	Phase, RoundId, RoundInputs, RoundView, TaskStatus, Withheld,
};
use std::collections::{BTreeMap, BTreeSet};

impl State {
	pub(super) fn begin_block(&mut self, number: u32, members: impl Iterator<Item = MemberId>) {
		if let Some(reason) = self.round.as_ref().and_then(|round| round.failing) {
			self.end(number, Outcome::Failed(reason));
		}
		if self.round.as_ref().is_some_and(|round| number > round.ends_at || round.is_early()) {
			self.end_phase(number);
		}
		if self.round.is_none() && self.task.status == TaskStatus::Active {
			self.round = Some(Round {
				id: RoundId { task: 0, index: self.task.current_round },
				phase: Phase::Commit,
				opened_at: number,
				phase_opened_at: number,
				ends_at: number + self.task.spec.windows.commit_blocks,
				base_root: self.task.model_root,
				electorate: members.collect(),
				commits: BTreeMap::new(),
				votes: BTreeMap::new(),
				seeds: BTreeMap::new(),
				attested: BTreeMap::new(),
				possessions: BTreeMap::new(),
				results: BTreeMap::new(),
				proposed: None,
				plea: None,
				answer: None,
				publication: None,
				withheld: Vec::new(),
				inputs: None,
				guilty: BTreeSet::new(),
				faults: Vec::new(),
				failed_challenges: BTreeMap::new(),
				failing: None,
			});
		}
	}

	fn end_phase(&mut self, number: u32) {
		let round = self.round.as_mut().unwrap();
		let spec = &self.task.spec;
		match round.phase {
			Phase::Commit if (round.commits.len() as u32) < decide::least_updates(spec) => {
				return self.end(number, Outcome::Failed(FailReason::TooFewCommitments));
			}
			Phase::Commit => {
				(round.phase, round.ends_at) = (Phase::Availability, number + spec.windows.availability_blocks)
			}
			Phase::Availability => {
				let size = round.electorate.len() as u32;
				let held = decide::held_by_quorum(size, round.committed(), round.votes.values());
				if decide::without_base(round.votes.values()) != 0 {
					return self.end(number, Outcome::Failed(FailReason::BaseMissing));
				}
				let contested = match spec.withheld {
					Withheld::Exclude => 0,
					Withheld::Publish => {
						decide::contested(held, round.committed(), round.voted(), round.votes.values())
					}
				};
				if contested != 0 {
					let publication =
						Publication { opened_at: number, closed_at: None, contested, parts: BTreeMap::new() };
					round.publication = Some(publication);
					round.phase = Phase::Publication;
					round.ends_at = number + decide::publication_blocks(spec, size, contested.count_ones());
				} else {
					let struck = decide::struck(held, round.votes.values());
					return match spec.withheld {
						Withheld::Publish => self.freeze(number, held, FailReason::TooFewIncluded),
						Withheld::Exclude => {
							let bits = decide::included_after_exclusion(held, round.votes.values());
							let short =
								if struck == 0 { FailReason::TooFewIncluded } else { FailReason::TooManyStruck };
							self.freeze(number, bits, short)
						}
					};
				}
			}
			Phase::Publication => {
				let size = round.electorate.len() as u32;
				let held = decide::held_by_quorum(size, round.committed(), round.votes.values());
				let publication = round.publication.as_mut().unwrap();
				publication.closed_at = Some(number);
				let (contested, whole) = (publication.contested, publication.whole());
				let withheld = held & contested & !whole;
				for (place, owner) in (0..).zip(&round.electorate) {
					let bit = decide::bit(place);
					if withheld & bit != 0 {
						let said = round.votes.iter().filter(|(_, vote)| vote.held & bit != 0);
						round.withheld.push((*owner, said.map(|(member, _)| *member).collect()));
					}
				}
				let bits = decide::included_after_publication(held, contested, whole);
				return self.freeze(number, bits, FailReason::TooFewIncluded);
			}
			Phase::Attest => {
				let size = round.electorate.len() as u32;
				round.proposed = decide::propose(size, round.guilty.len() as u32, round.attested.values().copied());
				let Some(proposed) = round.proposed else {
					return self.end(number, Outcome::Failed(FailReason::NoAttestation));
				};
				round.phase = Phase::Challenge;
				if round.is_early() {
					return self.end_challenge(number);
				}
				round.ends_at = number + decide::challenge_blocks(spec, size, proposed.has_quorum);
			}
			Phase::Challenge => {
				let unanswered = round.plea.filter(|plea| plea.answered_at.is_none() && !round.is_early());
				let Some(plea) = unanswered else { return self.end_challenge(number) };
				let (hash, window) = (round.proposed.unwrap().result_hash, spec.windows.attest_blocks);
				return round.convict(number, hash, Fault::WithheldList, None, plea.pleader, window);
			}
		}
		round.phase_opened_at = number;
	}

	/// Attest opens with these updates, or the round fails for the reason `short` if they are too few.
	fn freeze(&mut self, number: u32, bits: u128, short: FailReason) {
		let (round, spec) = (self.round.as_mut().unwrap(), &self.task.spec);
		if bits.count_ones() < decide::least_updates(spec) {
			return self.end(number, Outcome::Failed(short));
		}
		let included = round.electorate.iter().zip(0..).filter(|(_, i)| bits & decide::bit(*i) != 0);
		let included = included.map(|(member, _)| IncludedUpdate {
			member: *member,
			update_root: round.commits[member].update_root,
			weight: decide::weight(spec, round.commits[member].samples),
			active: true,
		});
		round.inputs = Some(RoundInputs {
			round: round.id,
			spec_hash: self.task.spec_hash,
			base_root: round.base_root,
			previous_aggregate_root: self.task.aggregate_root,
			dim: spec.dim,
			scale: spec.scale,
			norm_bound: spec.effective_norm_bound(),
			rule: spec.rule.clone(),
			seed: Some(round_seed(&round.id, &round.seeds.values().copied().collect::<Vec<_>>())),
			included: PerParticipant::truncate_from(included.collect()),
		});
		(round.phase, round.ends_at) = (Phase::Attest, number + spec.windows.attest_blocks);
		round.phase_opened_at = number;
	}

	fn end_challenge(&mut self, number: u32) {
		let round = self.round.as_ref().unwrap();
		let hash = &round.proposed.unwrap().result_hash;
		let body = &round.results[hash];
		let inputs = round.inputs.clone().unwrap();
		let attesters = round.attested.iter().filter(|(_, attested)| *attested == hash).map(|(member, _)| *member);
		let samples = inputs.included.iter().map(|update| round.commits[&update.member].samples);
		let lineage = Lineage {
			round: round.id,
			parent_round: self.task.model_round,
			result: body.clone(),
			result_hash: *hash,
			attesters: PerParticipant::truncate_from(attesters.collect()),
			samples: PerParticipant::truncate_from(samples.collect()),
			inputs,
			final_at: number,
		};
		self.task.model_root = body.model_root;
		self.task.aggregate_root = Some(body.aggregate_root);
		self.task.model_round = Some(round.id.index);
		self.task.final_rounds += 1;
		self.surveys.settle(&lineage, self.task.final_rounds, &round.electorate, self.task.spec.metric);
		self.lineages.insert(round.id.index, lineage);
		self.end(number, Outcome::Final);
	}

	fn end(&mut self, number: u32, outcome: Outcome) {
		let round = self.round.take().unwrap();
		// As on chain: of an ended round the members are not kept.
		let view = RoundView {
			phase: None,
			outcome: Some(outcome),
			ends_at: number,
			electorate: Vec::new(),
			members: Vec::new(),
			attested: Vec::new(),
			publication: None,
			plea: None,
			proposed: None,
			result: self.lineages.get(&round.id.index).map(|lineage| lineage.result.clone()),
			..round.view(self.task.spec.dim)
		};
		self.ended.insert(round.id.index, view);
		self.task.current_round += 1;
	}
}
