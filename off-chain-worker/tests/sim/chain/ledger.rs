//! Blocks, the newest ahead of the finalised ones, and the pool of what waits for one.

use super::{budget::Budgets, survey::Surveys, ChainFaults, State};
use ed25519_dalek::SigningKey;
use guild_primitives::{decide, Budget, DatasetId, MemberId, Root, TaskSpec, TaskStatus, TaskView};
use guild_worker::world::{BlockRef, Call, ChainError};
use rand::Rng;
use rand_chacha::ChaCha20Rng;
use std::collections::BTreeMap;

/// Blocks between the best and the finalised one.
const FINALITY_LAG: usize = 3;

pub struct Ledger {
	pub(super) blocks: Vec<(BlockRef, State)>,
	pub(super) finalised: usize,
	pool: Vec<(u32, MemberId, Call)>,
	pub(super) keys: BTreeMap<MemberId, SigningKey>,
	pub faults: ChainFaults,
	pub rng: ChaCha20Rng,
	forks: u32,
	/// Every call that was ever submitted.
	pub submitted: Vec<(MemberId, Call)>,
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

	pub(super) fn at(&self, at: &BlockRef) -> Result<&State, ChainError> {
		let found = self.blocks.get(at.number as usize).filter(|(block, _)| block == at);
		found.map(|(_, state)| state).ok_or_else(|| ChainError::Unavailable("that block was abandoned".into()))
	}
}
