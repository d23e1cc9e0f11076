//! What the runtime says of a round, and what a member owes in it.

use super::{Plea, Publication, Round};
use guild_primitives::{
	decide, round::quorum, AttestationView, AttestedResult, CommitmentView, Duty, MemberId, MemberProgress, Phase,
	PleaView, PublicationView, ResultBody, Root, RoundView,
};

impl Round {
	pub(super) fn view(&self, dim: u32) -> RoundView {
		let publication = |publication: &Publication| PublicationView {
			opened_at: publication.opened_at,
			closed_at: publication.closed_at,
			updates: self.contested_updates(publication, publication.contested, dim),
		};
		let progress = |member: &MemberId| MemberProgress {
			member: *member,
			manifest: self.commits.get(member).cloned(),
			held: self.votes.get(member).map(|vote| vote.held),
			missing: self.votes.get(member).map(|vote| vote.missing),
			base_missing: self.votes.get(member).is_some_and(|vote| vote.base_missing),
			seed: self.seeds.get(member).copied(),
			attested: self.attested.get(member).copied(),
		};
		RoundView {
			id: self.id,
			phase: Some(self.phase),
			outcome: None,
			opened_at: self.opened_at,
			phase_opened_at: self.phase_opened_at,
			ends_at: self.ends_at,
			base_root: self.base_root,
			electorate: self.electorate.clone(),
			quorum: quorum((self.electorate.len() - self.guilty.len()) as u32),
			members: self.electorate.iter().map(progress).collect(),
			inputs: self.inputs.clone(),
			attested: Vec::new(),
			publication: self.publication.as_ref().map(publication),
			proposed: self.proposed,
			plea: self.plea_view(),
			guilty: self.guilty.iter().copied().collect(),
			faults: self.faults.clone(),
			result: None,
		}
	}

	pub(super) fn duty(&self, member: &MemberId, dim: u32) -> Option<Duty> {
		let (round, ends_at) = (self.id, self.ends_at);
		match self.phase {
			Phase::Commit if !self.commits.contains_key(member) => {
				Some(Duty::Commit { round, base_root: self.base_root, ends_at })
			}
			Phase::Availability if !self.votes.contains_key(member) => {
				let commitments = self.commits.iter().map(|(member, manifest)| CommitmentView {
					position: decide::position(&self.electorate, member).unwrap() as u8,
					member: *member,
					update_root: manifest.update_root,
					possession: manifest.possession,
				});
				Some(Duty::VoteAvailability { round, commitments: commitments.collect(), ends_at })
			}
			Phase::Publication => {
				let publication = self.publication.as_ref()?;
				let own = self.bits([member].into_iter());
				let held = self.votes.get(member).map_or(0, |vote| vote.held) | own;
				let owed = publication.contested & !publication.whole() & held;
				let updates = self.contested_updates(publication, owed, dim);
				(owed != 0).then_some(Duty::Publish { round, updates, ends_at })
			}
			Phase::Attest if !self.attested.contains_key(member) && !self.guilty.contains(member) => {
				Some(Duty::Attest {
					inputs: self.inputs.clone()?,
					known_results: self.results.keys().copied().collect(),
					ends_at,
				})
			}
			Phase::Attest | Phase::Challenge => Some(Duty::Recheck {
				inputs: self.inputs.clone()?,
				results: self.attested_results(),
				proposed: self.proposed.map(|proposed| proposed.result_hash),
				plea: self.plea_view(),
				may_plead: self.may_plead(member),
				may_attest: self.proposed.is_some()
					&& !self.attested.contains_key(member)
					&& !self.guilty.contains(member),
				free_challenges: self.free_challenges(member),
				ends_at,
			}),
			_ => None,
		}
	}

	fn attested_results(&self) -> Vec<AttestedResult> {
		let attesters = |hash: &Root| {
			let members = self.attested.iter().filter(|(_, attested)| *attested == hash).map(|(member, _)| *member);
			let view = |member| {
				let (possession, signature) = self.possessions[&member];
				AttestationView { member, possession, signature }
			};
			members.map(view).collect()
		};
		let view = |(hash, body): (&Root, &ResultBody)| AttestedResult {
			result_hash: *hash,
			trace_root: body.trace_root,
			attesters: attesters(hash),
		};
		self.results.iter().map(view).collect()
	}

	pub fn plea_view(&self) -> Option<PleaView> {
		let Plea { pleader, answer_by, answered_at, .. } = self.plea?;
		Some(PleaView { pleader, answer_by, answered_at })
	}
}
