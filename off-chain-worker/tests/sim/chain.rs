//! A chain in memory: the round state machine of DESIGN section 3, with a best block ahead of the finalised one, forks, and
//! transactions that are late or lost. Who is guilty of what is decided by the functions that the runtime calls.

use crate::{budget::Budgets, survey::Surveys};
use codec::{DecodeAll, Encode};
use ed25519_dalek::{Signature, SigningKey, Verifier};
use guild_aggregation::{
	chunks::Value,
	proof::{self, FaultProof},
};
use guild_primitives::{
	attestation_hash, decide,
	fault::{Unjudged, Verdict},
	limits::FREE_CHALLENGES,
	possession,
	result::PerParticipant,
	round::quorum,
	seed::{round_seed, seed_commitment},
	AttestationView, AttestedResult, Budget, CommitmentView, ContestedUpdate, DatasetId, Duty, FailReason, Fault,
	FaultRecord, IncludedUpdate, LedgerEntry, Lineage, Manifest, MemberId, MemberProgress, Outcome, Phase, PleaView,
	Proposal, PublicationView, ResultBody, Root, RoundId, RoundInputs, RoundView, TaskId, TaskSpec, TaskStatus,
	TaskView, Withheld, WorkerKey, WorkerSignature,
};
use guild_worker::world::{BlockRef, Call, Chain, ChainError, Survey, UpdatePart};
use parking_lot::Mutex;
use rand::Rng;
use rand_chacha::ChaCha20Rng;
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::Arc,
};

/// Blocks between the best and the finalised one.
const FINALITY_LAG: usize = 3;

/// What may go wrong between a worker and a block.
#[derive(Clone, Copy, Default)]
pub struct ChainFaults {
	/// Chance that a transaction is lost.
	pub loss: f64,
	/// Most blocks that a transaction waits.
	pub delay_blocks: u32,
	/// Chance, a block, that the newest blocks are abandoned.
	pub fork: f64,
	/// Chance that the node does not answer a read.
	pub silence: f64,
	/// A member whose commitments never reach a block.
	pub censored: Option<MemberId>,
	/// A member whose challenges never reach a block.
	pub gagged: Option<MemberId>,
	/// A member whose owner's account covers no bond of a vote missing.
	pub poor: Option<MemberId>,
	/// Whether no block is finalised.
	pub stalled: bool,
	/// A member whose own runtime disagrees with what it has computed.
	pub doubted: Option<MemberId>,
	/// Members whose parts of updates never reach a block: bit i for the i-th.
	pub keeping_parts: u128,
}

pub struct Ledger {
	blocks: Vec<(BlockRef, State)>,
	finalised: usize,
	pool: Vec<(u32, MemberId, Call)>,
	keys: BTreeMap<MemberId, SigningKey>,
	pub faults: ChainFaults,
	pub rng: ChaCha20Rng,
	forks: u32,
	/// Every call that was ever submitted.
	pub submitted: Vec<(MemberId, Call)>,
}

#[derive(Clone)]
pub struct State {
	pub task: TaskView,
	pub round: Option<Round>,
	pub ended: BTreeMap<u32, RoundView>,
	pub lineages: BTreeMap<u32, Lineage>,
	pub budgets: Budgets,
	pub surveys: Surveys,
}

#[derive(Clone)]
pub struct Round {
	pub id: RoundId,
	pub phase: Phase,
	opened_at: u32,
	phase_opened_at: u32,
	ends_at: u32,
	base_root: Root,
	electorate: Vec<MemberId>,
	pub commits: BTreeMap<MemberId, Manifest>,
	votes: BTreeMap<MemberId, decide::Vote>,
	seeds: BTreeMap<MemberId, Root>,
	pub attested: BTreeMap<MemberId, Root>,
	possessions: BTreeMap<MemberId, (Root, WorkerSignature)>,
	pub results: BTreeMap<Root, ResultBody>,
	pub proposed: Option<Proposal>,
	plea: Option<Plea>,
	/// The list that answered the newest plea, as it lies in the body of its block.
	answer: Option<(u32, Vec<u8>)>,
	pub publication: Option<Publication>,
	/// Owners of contested updates that a quorum said it holds and nobody published, with who said so.
	pub withheld: Vec<(MemberId, Vec<MemberId>)>,
	pub inputs: Option<RoundInputs>,
	pub guilty: BTreeSet<MemberId>,
	pub faults: Vec<FaultRecord>,
	failed_challenges: BTreeMap<MemberId, u32>,
	failing: Option<FailReason>,
}

/// What becomes of contested updates.
#[derive(Clone)]
pub struct Publication {
	pub opened_at: u32,
	pub closed_at: Option<u32>,
	pub contested: u128,
	/// Of each contested update the parts that came, as they lie in the bodies of their blocks.
	parts: BTreeMap<u8, Vec<SeenPart>>,
}

/// The block that has a part, and the part.
type SeenPart = Option<(u32, Arc<Vec<u8>>)>;

/// A plea against the proposed result.
#[derive(Clone, Copy)]
pub struct Plea {
	pub pleader: MemberId,
	pub answer_by: u32,
	would_end_at: u32,
	pub answered_at: Option<u32>,
}

impl Ledger {
	pub fn new(spec: TaskSpec, keys: BTreeMap<MemberId, SigningKey>, rng: ChaCha20Rng) -> Self {
		let task = TaskView {
			id: 0,
			spec_hash: spec.hash(),
			model_root: spec.initial_model_root,
			spec,
			status: TaskStatus::Active,
			created_at: 0,
			aggregate_root: None,
			model_round: None,
			final_rounds: 0,
			current_round: 0,
			disputed_from: None,
		};
		let state = State {
			task,
			round: None,
			ended: BTreeMap::new(),
			lineages: BTreeMap::new(),
			budgets: Budgets::default(),
			surveys: Surveys::default(),
		};
		Self {
			blocks: vec![(BlockRef { number: 0, hash: [0; 32] }, state)],
			finalised: 0,
			pool: Vec::new(),
			keys,
			faults: ChainFaults::default(),
			rng,
			forks: 0,
			submitted: Vec::new(),
		}
	}

	/// A dataset with a budget, from the newest block on.
	pub fn declare(&mut self, member: MemberId, dataset: DatasetId, budget: Budget) {
		self.blocks.last_mut().unwrap().1.budgets.declare(member, dataset, budget);
	}

	/// From the newest block on an agreement asks about every so-manieth final round.
	pub fn survey_every(&mut self, rounds: u32) {
		self.blocks.last_mut().unwrap().1.surveys.every = rounds;
	}

	/// Number of the best block.
	#[cfg(feature = "attacks")]
	pub fn head(&self) -> u32 {
		self.blocks.last().unwrap().0.number
	}

	pub fn best(&self) -> &State {
		&self.blocks.last().unwrap().1
	}

	/// Every finalised state, oldest first.
	pub fn finalised_states(&self) -> impl Iterator<Item = &State> {
		self.blocks[..=self.finalised].iter().map(|(_, state)| state)
	}

	/// Makes a block, perhaps on an older one, and finalises what is deep enough.
	pub fn make_block(&mut self) {
		if self.faults.fork > 0.0 && self.rng.random_bool(self.faults.fork) {
			let abandoned = self.rng.random_range(1..=FINALITY_LAG);
			self.blocks.truncate((self.blocks.len() - abandoned.min(self.blocks.len() - 1)).max(self.finalised + 1));
			self.forks += 1;
		}
		let number = self.blocks.len() as u32;
		let mut state = self.best().clone();
		state.begin_block(number, self.keys.keys().copied());
		let (due, later) = std::mem::take(&mut self.pool).into_iter().partition(|(at, ..)| *at <= number);
		self.pool = later;
		let due: Vec<(u32, MemberId, Call)> = due;
		for (_, member, call) in due {
			let censored = matches!(call, Call::CommitUpdate { .. }) && self.faults.censored == Some(member);
			let gagged = matches!(call, Call::Challenge { .. }) && self.faults.gagged == Some(member);
			let place = self.keys.keys().position(|other| *other == member).unwrap() as u32;
			let keeps = matches!(call, Call::Publish { .. }) && self.faults.keeping_parts & decide::bit(place) != 0;
			if !censored && !gagged && !keeps {
				state.apply(number, member, &self.keys[&member], call);
			}
		}
		let hash = Root::of(format!("{number} {}", self.forks).as_bytes()).0;
		self.blocks.push((BlockRef { number, hash }, state));
		if !self.faults.stalled {
			self.finalised = self.finalised.max(self.blocks.len().saturating_sub(1 + FINALITY_LAG));
		}
	}

	pub fn submit(&mut self, member: MemberId, call: &Call) {
		self.submitted.push((member, call.clone()));
		if self.pool.iter().any(|(_, m, c)| (m, c) == (&member, call)) {
			return;
		}
		if self.faults.loss > 0.0 && self.rng.random_bool(self.faults.loss) {
			return;
		}
		let delay = self.rng.random_range(0..=self.faults.delay_blocks);
		self.pool.push((self.blocks.len() as u32 + delay, member, call.clone()));
	}

	fn at(&self, at: &BlockRef) -> Result<&State, ChainError> {
		let found = self.blocks.get(at.number as usize).filter(|(block, _)| block == at);
		found.map(|(_, state)| state).ok_or_else(|| ChainError::Unavailable("that block was abandoned".into()))
	}
}

impl State {
	fn begin_block(&mut self, number: u32, members: impl Iterator<Item = MemberId>) {
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

	fn judge_final(&self, id: RoundId, proof: &FaultProof) -> Result<Verdict, Unjudged> {
		let lineage = self.lineages.get(&id.index).ok_or(Unjudged::NotFinal)?;
		let known = |record: &FaultRecord| record.fault.proves_false() && record.result_hash == lineage.result_hash;
		if self.ended[&id.index].faults.iter().any(known) {
			return Err(Unjudged::AlreadyProven);
		}
		let record = proof::Record { inputs: &lineage.inputs, claim: &lineage.result, attestation: None };
		Ok(proof::check(proof, &record))
	}

	fn dispute(&mut self, number: u32, challenger: MemberId, id: RoundId, proof: &FaultProof) {
		// As it travels: encoded, and read again.
		let proof = FaultProof::decode_all(&mut proof.encode().as_slice()).unwrap();
		let Ok(Verdict::Guilty(fault)) = self.judge_final(id, &proof) else { return };
		let lineage = &self.lineages[&id.index];
		let record = FaultRecord {
			round: id,
			result_hash: lineage.result_hash,
			fault,
			challenger,
			guilty: lineage.attesters.clone(),
			held_by: PerParticipant::default(),
			at: number,
		};
		self.ended.get_mut(&id.index).unwrap().faults.push(record);
		self.task.disputed_from = Some(self.task.disputed_from.map_or(id.index, |earliest| earliest.min(id.index)));
	}

	/// What the chain would refuse has no effect.
	fn apply(&mut self, number: u32, member: MemberId, key: &SigningKey, call: Call) {
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
	fn free_challenges(&self, member: &MemberId) -> u32 {
		FREE_CHALLENGES - self.failed_challenges.get(member).copied().unwrap_or(0).min(FREE_CHALLENGES)
	}

	fn may_plead(&self, member: &MemberId) -> bool {
		let Some(proposed) = self.proposed else { return false };
		let attested_it = self.attested.get(member) == Some(&proposed.result_hash);
		self.plea.is_none() && !attested_it && !self.guilty.contains(member)
	}

	pub fn plea_view(&self) -> Option<PleaView> {
		let Plea { pleader, answer_by, answered_at, .. } = self.plea?;
		Some(PleaView { pleader, answer_by, answered_at })
	}

	fn judge(&self, result_hash: &Root, attester: Option<MemberId>, proof: &FaultProof) -> Result<Verdict, Unjudged> {
		let inputs = self.inputs.as_ref().ok_or(Unjudged::NoSuchRound)?;
		let claim = self.results.get(result_hash).ok_or(Unjudged::UnknownResult)?;
		let attestation = match attester {
			None => None,
			Some(member) if self.attested.get(&member) == Some(result_hash) => {
				Some(proof::Attestation { member, possession: self.possessions[&member].0 })
			}
			Some(_) => return Err(Unjudged::NotAnAttester),
		};
		Ok(proof::check(proof, &proof::Record { inputs, claim, attestation }))
	}

	fn convict(
		&mut self,
		number: u32,
		result_hash: Root,
		fault: Fault,
		attester: Option<MemberId>,
		challenger: MemberId,
		attest_blocks: u32,
	) {
		let said_so = self.attested.iter().filter(|(_, hash)| **hash == result_hash).map(|(member, _)| *member);
		let mut guilty: BTreeSet<MemberId> = match fault {
			Fault::Possession => attester.into_iter().collect(),
			_ => said_so.collect(),
		};
		if let Fault::MalformedUpdate { update } = fault {
			guilty.insert(self.inputs.as_ref().unwrap().included[update as usize].member);
			self.failing = Some(FailReason::MalformedUpdate);
		}
		self.attested.retain(|member, _| !guilty.contains(member));
		self.results.retain(|hash, _| self.attested.values().any(|attested| attested == hash));
		self.faults.push(FaultRecord {
			round: self.id,
			result_hash,
			fault,
			challenger,
			guilty: PerParticipant::truncate_from(guilty.iter().copied().collect()),
			held_by: PerParticipant::default(),
			at: number,
		});
		self.guilty.extend(guilty);
		let Some(proposed) = self.proposed.filter(|_| self.failing.is_none()) else { return };
		let (size, out) = (self.electorate.len() as u32, self.guilty.len() as u32);
		let new = decide::propose(size, out, self.attested.values().copied());
		let stands =
			new.is_some_and(|new| new.result_hash == proposed.result_hash && (new.has_quorum || !proposed.has_quorum));
		if !stands {
			(self.proposed, self.phase, self.plea) = (None, Phase::Attest, None);
			(self.phase_opened_at, self.ends_at) = (number, number + attest_blocks);
		}
	}

	/// A part that is not one has no effect; nor has the last one of an update whose owner has copied it.
	fn publish(&mut self, number: u32, dim: u32, (update, part): (u8, u8), bytes: Vec<u8>, path: &[Value]) {
		let Some(owner) = self.electorate.get(usize::from(update)) else { return };
		let Some(manifest) = self.commits.get(owner) else { return };
		let wanted = UpdatePart { round: self.id, update, update_root: manifest.update_root, dim, part };
		let publication = self.publication.as_mut().unwrap();
		if publication.contested & decide::bit(update.into()) == 0 || !wanted.has(&self.id, update, part, &bytes, path)
		{
			return;
		}
		let none = || vec![None; decide::parts(dim) as usize];
		let mut parts = publication.parts.get(&update).cloned().unwrap_or_else(none);
		let place = &mut parts[usize::from(part)];
		if place.is_some() {
			return;
		}
		*place = Some((number, Arc::new(bytes)));
		if let Some(all) = parts.iter().cloned().collect::<Option<Vec<_>>>() {
			let whole: Vec<u8> = all.iter().flat_map(|(_, bytes)| bytes.iter().copied()).collect();
			if possession(owner, &self.id, &whole) != manifest.possession {
				return;
			}
		}
		publication.parts.insert(update, parts);
	}

	/// The contested updates in `set`.
	fn contested_updates(&self, publication: &Publication, set: u128, dim: u32) -> Vec<ContestedUpdate> {
		let places = (0u8..).zip(&self.electorate).filter(|(place, _)| set & decide::bit((*place).into()) != 0);
		let view = |(position, member): (u8, &MemberId)| {
			let none = vec![None; decide::parts(dim) as usize];
			let seen = publication.parts.get(&position);
			ContestedUpdate {
				position,
				member: *member,
				update_root: self.commits[member].update_root,
				possession: self.commits[member].possession,
				published_at: seen
					.map_or(none, |seen| seen.iter().map(|part| part.as_ref().map(|(at, _)| *at)).collect()),
			}
		};
		places.map(view).collect()
	}

	fn committed(&self) -> u128 {
		self.bits(self.commits.keys())
	}

	fn voted(&self) -> u128 {
		self.bits(self.votes.keys())
	}

	fn bits<'a>(&self, members: impl Iterator<Item = &'a MemberId>) -> u128 {
		let positions = members.filter_map(|member| decide::position(&self.electorate, member));
		positions.fold(0, |bits, position| bits | decide::bit(position))
	}

	fn is_early(&self) -> bool {
		let acted = match self.phase {
			Phase::Commit => self.commits.len(),
			Phase::Availability => self.votes.len(),
			Phase::Publication => {
				return self.publication.as_ref().is_some_and(|parts| parts.contested & !parts.whole() == 0)
			}
			Phase::Attest => self.attested.len(),
			Phase::Challenge => {
				let proposed = self.proposed.map(|proposed| proposed.result_hash);
				self.attested.values().filter(|attested| Some(**attested) == proposed).count()
			}
		};
		let out = if self.phase >= Phase::Attest { self.guilty.len() } else { 0 };
		acted == self.electorate.len() - out
	}

	fn view(&self, dim: u32) -> RoundView {
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

	fn duty(&self, member: &MemberId, dim: u32) -> Option<Duty> {
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
}

impl Publication {
	/// How many parts came, of all updates.
	#[cfg(feature = "attacks")]
	pub fn seen(&self) -> usize {
		self.parts.values().flatten().flatten().count()
	}

	/// The contested updates of which all parts came.
	fn whole(&self) -> u128 {
		let whole = self.parts.iter().filter(|(_, parts)| parts.iter().all(Option::is_some));
		whole.fold(0, |bits, (update, _)| bits | decide::bit((*update).into()))
	}
}

/// The chain as one member sees it.
pub struct MemberChain {
	pub member: MemberId,
	pub ledger: Arc<Mutex<Ledger>>,
}

impl MemberChain {
	fn ask<T>(&self, answer: impl FnOnce(&Ledger) -> Result<T, ChainError>) -> Result<T, ChainError> {
		let mut ledger = self.ledger.lock();
		let silence = ledger.faults.silence;
		if silence > 0.0 && ledger.rng.random_bool(silence) {
			return Err(ChainError::Unavailable("the node is busy".into()));
		}
		answer(&ledger)
	}
}

impl Chain for MemberChain {
	fn best(&self) -> Result<BlockRef, ChainError> {
		self.ask(|ledger| Ok(ledger.blocks.last().unwrap().0))
	}
	fn finalised(&self) -> Result<BlockRef, ChainError> {
		self.ask(|ledger| Ok(ledger.blocks[ledger.finalised].0))
	}
	fn duties(&self, at: &BlockRef, member: &MemberId) -> Result<Vec<Duty>, ChainError> {
		self.ask(|ledger| {
			let state = ledger.at(at)?;
			let round = state.round.as_ref().filter(|round| at.number < round.ends_at && !round.is_early());
			Ok(round.and_then(|round| round.duty(member, state.task.spec.dim)).into_iter().collect())
		})
	}
	fn tasks(&self, at: &BlockRef) -> Result<Vec<TaskView>, ChainError> {
		self.ask(|ledger| Ok(vec![ledger.at(at)?.task.clone()]))
	}
	fn round(&self, at: &BlockRef, id: RoundId) -> Result<Option<Arc<RoundView>>, ChainError> {
		self.ask(|ledger| {
			let state = ledger.at(at)?;
			let open = state.round.as_ref().filter(|round| round.id == id);
			let open = open.map(|round| round.view(state.task.spec.dim));
			Ok(open.or_else(|| state.ended.get(&id.index).cloned()).map(Arc::new))
		})
	}
	fn lineage(&self, at: &BlockRef, id: RoundId) -> Result<Option<Lineage>, ChainError> {
		self.ask(|ledger| Ok(ledger.at(at)?.lineages.get(&id.index).cloned()))
	}
	fn attested_result(&self, at: &BlockRef, id: RoundId, hash: &Root) -> Result<Option<ResultBody>, ChainError> {
		self.ask(|ledger| {
			let round = ledger.at(at)?.round.as_ref().filter(|round| round.id == id);
			Ok(round.and_then(|round| round.results.get(hash).cloned()))
		})
	}
	fn answered(
		&self,
		at: &BlockRef,
		answered_at: u32,
		id: RoundId,
		list_root: &Root,
	) -> Result<Option<Vec<u8>>, ChainError> {
		self.ask(|ledger| {
			let round = ledger.at(at)?.round.as_ref().filter(|round| round.id == id);
			let answer = round.and_then(|round| round.answer.as_ref()).filter(|(number, _)| *number == answered_at);
			Ok(answer.map(|(_, list)| list.clone()).filter(|list| Root::of(list) == *list_root))
		})
	}
	fn published(&self, at: &BlockRef, published_at: u32, wanted: &UpdatePart) -> Result<Option<Vec<u8>>, ChainError> {
		self.ask(|ledger| {
			let round = ledger.at(at)?.round.as_ref().filter(|round| round.id == wanted.round);
			let parts = round.and_then(|round| round.publication.as_ref()?.parts.get(&wanted.update));
			let part = parts.and_then(|parts| parts.get(usize::from(wanted.part))?.as_ref());
			Ok(part.filter(|(number, _)| *number == published_at).map(|(_, bytes)| bytes.to_vec()))
		})
	}
	fn privacy_ledger(&self, at: &BlockRef, member: &MemberId) -> Result<Vec<LedgerEntry>, ChainError> {
		self.ask(|ledger| Ok(ledger.at(at)?.budgets.of(member)))
	}
	fn survey(&self, at: &BlockRef, _: TaskId, member: &MemberId) -> Result<Option<Survey>, ChainError> {
		self.ask(|ledger| Ok(ledger.at(at)?.surveys.view(member)))
	}
	fn worker_key(&self, _: &BlockRef, member: &MemberId) -> Result<Option<WorkerKey>, ChainError> {
		self.ask(|ledger| Ok(ledger.keys.get(member).map(|key| WorkerKey(key.verifying_key().to_bytes()))))
	}
	fn check_fault(
		&self,
		at: &BlockRef,
		id: RoundId,
		hash: &Root,
		attester: Option<MemberId>,
		proof: &FaultProof,
	) -> Result<Result<Verdict, Unjudged>, ChainError> {
		self.ask(|ledger| {
			let round = ledger.at(at)?.round.as_ref().filter(|round| round.id == id);
			Ok(round.ok_or(Unjudged::NoSuchRound).and_then(|round| round.judge(hash, attester, proof)))
		})
	}
	fn check_final(
		&self,
		at: &BlockRef,
		id: RoundId,
		proof: &FaultProof,
	) -> Result<Result<Verdict, Unjudged>, ChainError> {
		self.ask(|ledger| Ok(ledger.at(at)?.judge_final(id, proof)))
	}
	fn check_own(
		&self,
		at: &BlockRef,
		id: RoundId,
		body: &ResultBody,
		proof: &FaultProof,
	) -> Result<Result<Verdict, Unjudged>, ChainError> {
		self.ask(|ledger| {
			if ledger.faults.doubted == Some(self.member) {
				return Ok(Ok(Verdict::Guilty(Fault::Coefficients)));
			}
			let round = ledger.at(at)?.round.as_ref().filter(|round| round.id == id);
			let Some(inputs) = round.and_then(|round| round.inputs.as_ref()) else {
				return Ok(Err(Unjudged::NoSuchRound));
			};
			Ok(Ok(proof::check(proof, &proof::Record { inputs, claim: body, attestation: None })))
		})
	}
	fn submit(&self, call: &Call) -> Result<(), ChainError> {
		let mut ledger = self.ledger.lock();
		// As the node does, which tries a call before it hands it in.
		let strikes =
			matches!(call, Call::VoteAvailability { missing, base_missing, .. } if *missing != 0 || *base_missing);
		if strikes && ledger.faults.poor == Some(self.member) {
			return Err(ChainError::NotCovered("DepositNotCovered".into()));
		}
		ledger.submit(self.member, call);
		Ok(())
	}
}
