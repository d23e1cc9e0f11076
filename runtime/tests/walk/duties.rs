//! What members do for the rounds that are open: honestly, or in one of the ways in which they do not.

use crate::{
	chain::Act,
	people::{member, number, sign_as_worker, PEOPLE},
	truth::{bad_proof, LIES},
	walk::Walk,
};
use guild_aggregation::proof::FaultProof;
use guild_primitives::{
	attestation_hash, possession, seed_commitment, Manifest, Mechanism, MemberId, MemberKeys, Phase, Root, RoundId,
	Text,
};
use guild_runtime::{Consortium, Runtime, RuntimeCall};
use pallet_training::{Attestations, Call, Faults, Inputs, Lineages, OpenRound, OpenTasks, Pleas, Results, Rounds};
use rand::{seq::IndexedRandom, Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What every member commits to for the seed.
const SEED: Root = Root([5; 32]);
/// No proof of possession of anything.
const NO_POSSESSION: Root = Root([9; 32]);

/// How a member acts in a round.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Conduct {
	Honest,
	/// It does nothing after its commitment, or nothing at all.
	Absent,
	/// It attests a lie.
	Liar,
	/// It has not held what it attests.
	Copier,
	/// Its update has a lane that no update may have.
	Malformed,
	/// It says of others' updates that it could not fetch them.
	Striker,
}

/// What is drawn once for a round, whenever it is asked for.
#[derive(Clone, Copy)]
enum Draw {
	Mood = 1,
	Vigilance,
	Answers,
	Lie,
	Publishes,
	/// And the number of the member.
	Conduct = 100,
}

impl Walk<'_> {
	/// Calls of members for the rounds that are open, and disputes of those that are over.
	pub fn duties(&mut self) -> Vec<Act> {
		let mut acts = Vec::new();
		for task in OpenTasks::<Runtime>::get() {
			let Some(round) = Rounds::<Runtime>::get(task) else { continue };
			match round.phase {
				Phase::Commit => self.commitments(&round, &mut acts),
				Phase::Availability => self.votes(&round, &mut acts),
				Phase::Publication => self.publish(&round, &mut acts),
				Phase::Attest | Phase::Challenge => {
					self.attestations(&round, &mut acts);
					self.challenges(&round, &mut acts);
					self.pleas(&round, &mut acts);
				}
			}
		}
		self.disputes(&mut acts);
		acts
	}

	fn draw(&self, round: RoundId, what: u64) -> ChaCha8Rng {
		let salt = (u64::from(round.task) << 40) ^ (u64::from(round.index) << 16) ^ what;
		ChaCha8Rng::seed_from_u64(self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ salt)
	}

	fn chance(&self, round: RoundId, what: Draw, chance: f64) -> bool {
		self.draw(round, what as u64).random_bool(chance)
	}

	fn conduct(&self, round: RoundId, n: u8) -> Conduct {
		let number = self.draw(round, Draw::Conduct as u64 + u64::from(n)).random_range(0..20);
		match self.draw(round, Draw::Mood as u64).random_range(0..20) {
			// Calm.
			0..=9 if number > 0 => Conduct::Honest,
			// Mixed.
			10..=14 => match number {
				0..=11 => Conduct::Honest,
				12..=13 => Conduct::Liar,
				14..=15 => Conduct::Copier,
				16..=18 => Conduct::Striker,
				_ => Conduct::Absent,
			},
			// Most lie together.
			15..=16 => match number {
				0..=14 => Conduct::Liar,
				_ => Conduct::Honest,
			},
			// An update is malformed, and some do not mind.
			17..=18 => match number {
				0..=3 => Conduct::Malformed,
				4..=15 => Conduct::Liar,
				_ => Conduct::Honest,
			},
			// An outage.
			19 if number < 8 => Conduct::Honest,
			_ => Conduct::Absent,
		}
	}

	/// Whether something happens now.
	fn now_and_then(&mut self, chance: f64) -> bool {
		self.rng.random_bool(chance)
	}

	/// Some member of the electorate.
	fn some(&mut self, round: &OpenRound) -> MemberId {
		*round.electorate.choose(&mut self.rng).expect("an electorate")
	}

	/// The member's duty account signs, if it has one.
	fn by(acts: &mut Vec<Act>, member: &MemberId, call: Call<Runtime>) {
		if let Some(keys) = keys(member) {
			acts.push(Act::Signed(keys.duty.0.into(), RuntimeCall::Training(call)));
		}
	}

	fn commitments(&mut self, round: &OpenRound, acts: &mut Vec<Act>) {
		let id = round.id;
		for (member, bit) in round.members_with_bits(u128::MAX) {
			let (n, Some(keys)) = (number(member), keys(member)) else { continue };
			let conduct = self.conduct(id, n);
			let stays_away = conduct == Conduct::Absent && n % 2 == 0;
			if round.committed & bit != 0 || stays_away || !self.now_and_then(0.75) {
				continue;
			}
			let (update_root, bytes) = self.truths.update(n, id, conduct == Conduct::Malformed);
			let manifest = Manifest {
				round: id,
				base_root: round.base_root,
				update_root,
				samples: self.rng.random_range(1..2_000),
				steps_done: self.rng.random_range(1..=10),
				steps_asked: 10,
				dataset: 0,
				mechanism: Mechanism::None,
				possession: possession(member, &id, &bytes),
				seed_commitment: seed_commitment(member, &id, &SEED),
				software: Text::new("walk").expect("is short"),
			};
			let signature = sign_as_worker(n, &keys, &manifest.signing_hash().0);
			Self::by(acts, member, Call::commit_update { manifest: Box::new(manifest), signature });
		}
	}

	fn votes(&mut self, round: &OpenRound, acts: &mut Vec<Act>) {
		for (member, bit) in round.members_with_bits(!round.voted) {
			let conduct = self.conduct(round.id, number(member));
			if conduct == Conduct::Absent || !self.now_and_then(0.75) {
				continue;
			}
			// Before a task's first final round there is nothing that it could be without.
			let task = pallet_training::Tasks::<Runtime>::get(round.id.task).expect("a round has a task");
			let base_missing =
				conduct == Conduct::Striker && task.aggregate_root.is_some() && self.rng.random_bool(0.2);
			let missing = match conduct {
				Conduct::Striker if !base_missing => {
					self.rng.random::<u128>() & self.rng.random::<u128>() & round.committed & !bit
				}
				_ => 0,
			};
			let seed = (round.committed & bit != 0).then_some(SEED);
			let held = round.committed & !missing;
			Self::by(acts, member, Call::vote_availability { round: round.id, held, missing, base_missing, seed });
		}
	}

	fn publish(&mut self, round: &OpenRound, acts: &mut Vec<Act>) {
		let Some(publication) = round.publication else { return };
		for (owner, bit) in round.members_with_bits(publication.contested & !publication.whole) {
			let published = self.chance(round.id, Draw::Publishes, 0.3) || number(owner).is_multiple_of(3);
			if !published || !self.now_and_then(0.35) {
				continue;
			}
			let commitment = pallet_training::Commitments::<Runtime>::get(round.id.task, owner).expect("it has");
			let bytes = self.truths.bytes(&commitment.manifest.update_root).try_into().expect("one part");
			let (update, path) = (bit.trailing_zeros() as u8, Default::default());
			let publisher = self.some(round);
			Self::by(acts, &publisher, Call::publish { round: round.id, update, part: 0, bytes, path });
		}
	}

	fn attestations(&mut self, round: &OpenRound, acts: &mut Vec<Act>) {
		let id = round.id;
		let inputs = Inputs::<Runtime>::get(id.task).expect("they are frozen");
		let truth = self.truths.truth(&inputs);
		let kind = self.draw(id, Draw::Lie as u64).random_range(0..LIES);
		for (member, _) in round.members_with_bits(!(round.attested | round.guilty)) {
			let (n, Some(keys)) = (number(member), keys(member)) else { continue };
			let conduct = self.conduct(id, n);
			let result_hash = match (conduct, truth) {
				(Conduct::Absent, _) => continue,
				(Conduct::Liar, _) => self.truths.lie(&inputs, kind),
				(_, Some(truth)) => truth,
				(Conduct::Malformed, None) => self.truths.lie(&inputs, kind),
				// An honest member attests nothing where there is no true result.
				(_, None) => continue,
			};
			let is_proposed = round.proposed.is_some_and(|proposed| proposed.proposal.result_hash == result_hash);
			let may = round.phase == Phase::Attest && !has_fallen(id, &result_hash) || is_proposed;
			if !self.now_and_then(if may { 0.7 } else { 0.02 }) {
				continue;
			}
			let claim = self.truths.claim(&result_hash);
			let possession = match conduct {
				Conduct::Copier => NO_POSSESSION,
				_ => possession(member, &id, &claim.list),
			};
			let signed = attestation_hash(member, &id, &result_hash, &possession);
			let signature = sign_as_worker(n, &keys, &signed.0);
			let body = Some(Box::new(claim.body));
			Self::by(acts, member, Call::attest { round: id, result_hash, possession, signature, body });
		}
	}

	fn challenges(&mut self, round: &OpenRound, acts: &mut Vec<Act>) {
		let id = round.id;
		let mut challenge = |walk: &mut Self, result_hash, attester, proof: FaultProof| {
			let challenger = walk.some(round);
			let proof = Box::new(proof);
			Self::by(acts, &challenger, Call::challenge { round: id, result_hash, attester, proof });
		};
		let is_vigilant = self.chance(id, Draw::Vigilance, 0.6);
		for result_hash in Results::<Runtime>::iter_key_prefix(id.task) {
			let is_true = self.truths.claim(&result_hash).is_true;
			if self.now_and_then(if is_true { 0.02 } else { 0.01 }) {
				challenge(self, result_hash, None, bad_proof());
			}
			if is_true || !is_vigilant || !self.now_and_then(0.3) {
				continue;
			}
			if let Some(proof) = self.truths.proof(&result_hash) {
				// Some prove it at once with another.
				for _ in 0..self.rng.random_range(1..3) {
					challenge(self, result_hash, None, proof.clone());
				}
			}
		}
		for (attester, said) in Attestations::<Runtime>::iter_prefix(id.task) {
			let copied = said.possession == NO_POSSESSION;
			if self.now_and_then(if copied && is_vigilant { 0.25 } else { 0.01 }) {
				let proof = self.truths.accusation(&said.result_hash);
				challenge(self, said.result_hash, Some(attester), proof);
			}
		}
	}

	fn pleas(&mut self, round: &OpenRound, acts: &mut Vec<Act>) {
		let Some(proposed) = round.proposed else { return };
		let (id, result_hash) = (round.id, proposed.proposal.result_hash);
		match Pleas::<Runtime>::get(id.task) {
			None if self.now_and_then(0.15) => {
				let others: Vec<_> = round.members(!(proposed.attesters | round.guilty)).copied().collect();
				let pleader = others.choose(&mut self.rng).copied().unwrap_or_else(|| self.some(round));
				Self::by(acts, &pleader, Call::plead { round: id, result_hash });
			}
			Some(plea)
				if plea.answered_at.is_none() && self.chance(id, Draw::Answers, 0.6) && self.now_and_then(0.5) =>
			{
				let answerer = self.some(round);
				let list = self.truths.claim(&result_hash).list.try_into().expect("is short");
				Self::by(acts, &answerer, Call::answer { round: id, result_hash, list });
			}
			_ => {}
		}
	}

	/// Somebody proves a final result false.
	fn disputes(&mut self, acts: &mut Vec<Act>) {
		if !self.now_and_then(0.1) {
			return;
		}
		for (round, lineage) in Lineages::<Runtime>::iter() {
			let is_true = self.truths.claim(&lineage.result_hash).is_true;
			let challenger = member(self.rng.random_range(0..PEOPLE));
			if !self.now_and_then(if is_true { 0.01 } else { 0.3 }) {
				continue;
			}
			let proof = if is_true { Some(bad_proof()) } else { self.truths.proof(&lineage.result_hash) };
			if let Some(proof) = proof {
				Self::by(acts, &challenger, Call::dispute { round, proof: Box::new(proof) });
			}
		}
	}
}

/// The hot keys of a member, while it is one.
fn keys(member: &MemberId) -> Option<MemberKeys> {
	Consortium::member(*member).map(|view| view.keys)
}

fn has_fallen(id: RoundId, result_hash: &Root) -> bool {
	Faults::<Runtime>::iter_prefix(id).any(|(_, record)| record.result_hash == *result_hash)
}
