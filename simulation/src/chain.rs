//! The real runtime in this process: blocks of signed transactions through `Executive`, over a state in memory.
//!
//! What is real: genesis, signatures (checked before the block), the transaction extensions (nonce, weight, fee), every pallet,
//! the block limits, the state and its root. What is not there: the Wasm (the same code is called natively), block seals, forks and finality
//! votes. A block is final when it is made, because forks are tried elsewhere (`off-chain-worker/tests/sim`).

use crate::{
	block::{build, Built, Transaction},
	calls::{runtime_call, survey_of},
	keys::{account, Keys},
};
use codec::Encode;
use guild_aggregation::proof::FaultProof;
use guild_learning::Problem;
use guild_primitives::{
	fault::{Unjudged, Verdict},
	BlockNumber, Duty, LedgerEntry, Lineage, MemberId, Phase, ResultBody, Root, RoundId, RoundIndex, RoundView, TaskId,
	TaskSpec, TaskView, WorkerKey,
};
use guild_runtime::{
	configs::CouncilCollective, genesis, Consortium, Hash, Header, Nonce, PrivacyBudget, Rewards, Runtime, RuntimeCall,
	System, Training,
};
use guild_worker::world::{BlockRef, Call, ChainError, Survey, UpdatePart};
use parking_lot::{Mutex, RwLock};
use rayon::prelude::*;
use sp_core::{ed25519, Pair};
use sp_runtime::{
	generic::Digest,
	traits::{Hash as _, Header as _},
	BuildStorage, StateVersion,
};
use sp_state_machine::{Ext, InMemoryBackend, OverlayedChanges, TrieBackendBuilder};
use sp_trie::cache::{CacheSize, SharedTrieCache};
use std::{
	collections::{BTreeMap, HashMap},
	sync::Arc,
};

type Hashing = sp_runtime::traits::BlakeTwo256;
/// Blocks for which those calls are kept that workers read from blocks.
const BODIES_KEPT_BLOCKS: BlockNumber = 64;
/// Blocks between two times that the state's memory is cleared of what it no longer holds.
const BLOCKS_A_PURGE: BlockNumber = 16;
/// Most bytes of the state that are kept as they were read.
const CACHE_BYTES: usize = 4 << 20;
/// Calls that are signed one after the other, with what was read for the first of them at hand.
const CALLS_A_READ: usize = 8;
/// How values are laid into the trie, by the runtime's `system_version`.
const STATE_VERSION: StateVersion = StateVersion::V1;

/// The chain of a consortium.
pub struct Chain {
	state: RwLock<State>,
	/// Calls that wait for a block, by member.
	pool: Mutex<BTreeMap<usize, Vec<Call>>>,
	keys: Arc<Vec<Keys>>,
	seen: Mutex<Seen>,
	/// What workers read from the bodies of the newest blocks: answers to pleas, and parts of updates.
	bodies: Mutex<BTreeMap<BlockNumber, Vec<Call>>>,
	/// Whether reputations are forgotten before each block.
	forgets: bool,
}

struct State {
	/// The state after the newest block.
	backend: InMemoryBackend<Hashing>,
	/// What was read of it lately: members ask the same questions.
	cache: SharedTrieCache<Hashing>,
	last: Header,
	hash: Hash,
}

impl State {
	/// Calls the runtime over this state; what it changes is in the overlay.
	fn call<T>(&self, overlay: &mut OverlayedChanges<Hashing>, call: impl FnOnce() -> T) -> T {
		let cache = self.cache.local_cache_trusted();
		let backend = TrieBackendBuilder::wrap(&self.backend).with_cache(cache).build();
		sp_externalities::set_and_run_with_externalities(&mut Ext::new(overlay, &backend, None), call)
	}
}

/// What was read at the newest block, for all who ask.
#[derive(Default)]
struct Seen {
	at: BlockNumber,
	/// In the order of members' places.
	duties: Option<Vec<Arc<Vec<Duty>>>>,
	tasks: Option<Arc<Vec<TaskView>>>,
	rounds: HashMap<RoundId, Option<Arc<RoundView>>>,
	lineages: HashMap<RoundId, Arc<Option<Lineage>>>,
}

/// What a block did.
#[derive(Clone, Debug, Default)]
pub struct Made {
	/// Transactions in it, without the timestamp.
	pub transactions: usize,
	/// Their bytes.
	pub bytes: usize,
	/// Why those failed that did.
	pub refused: Vec<String>,
	/// Results that fell in it: proven false, or their list withheld.
	pub faults_proven: usize,
	/// Pleas for the list of a proposed result.
	pub pleas: usize,
}

/// Keys and values of the state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StateSize {
	/// Entries.
	pub entries: usize,
	/// Their bytes, keys and values.
	pub bytes: usize,
}

impl Chain {
	/// The chain of these members: its genesis, and one block.
	///
	/// # Errors
	/// The members are none that a chain can begin with.
	pub fn new(keys: Arc<Vec<Keys>>) -> Result<Self, Problem> {
		let members: Vec<_> = keys.iter().enumerate().map(|(place, keys)| keys.genesis(place)).collect();
		let storage = genesis::config_of(&members)
			.map_err(|error| bug(format!("the genesis cannot be written: {error}")))?
			.build_storage()
			.map_err(|error| bug(format!("the chain cannot begin with these members: {error}")))?;
		let last = Header::new(0, Hash::zero(), Hash::zero(), Hash::zero(), Digest::default());
		let hash = last.hash();
		let backend = InMemoryBackend::from((storage, STATE_VERSION));
		let cache = SharedTrieCache::new(CacheSize::new(CACHE_BYTES), None);
		let state = RwLock::new(State { backend, cache, last, hash });
		let (pool, seen, bodies) = Default::default();
		let chain = Self { state, pool, keys, seen, bodies, forgets: false };
		chain.make_block()?;
		Ok(chain)
	}

	/// The same chain, on which all members are newcomers for ever: what its pallet of reputation has found is forgotten before
	/// each block. Inputs are frozen at least two blocks after a round has told of anybody, so nothing of it reaches one.
	pub fn without_reputation(self) -> Self {
		Self { forgets: true, ..self }
	}

	/// The newest block.
	pub fn head(&self) -> BlockRef {
		let state = self.state.read();
		BlockRef { number: state.last.number, hash: state.hash.0 }
	}

	/// Reads at the newest block. Several threads may read at once.
	pub fn read<T>(&self, read: impl FnOnce() -> T) -> T {
		self.state.read().call(&mut OverlayedChanges::default(), read)
	}

	/// Hands a call over for a later block, unless it waits for one already.
	pub fn submit(&self, member: usize, call: Call) {
		let mut pool = self.pool.lock();
		let waiting = pool.entry(member).or_default();
		if !waiting.contains(&call) {
			waiting.push(call);
		}
	}

	/// Makes a block of the calls that wait, each signed by its member's duty key; those that do not fit wait on.
	///
	/// # Errors
	/// The runtime has a bug.
	pub fn make_block(&self) -> Result<Made, Problem> {
		let waiting: Vec<(usize, Call)> = std::mem::take(&mut *self.pool.lock())
			.into_iter()
			.flat_map(|(member, calls)| calls.into_iter().map(move |call| (member, call)))
			.collect();
		let calls = waiting
			.iter()
			.map(|(member, call)| (&self.keys[*member].duty, runtime_call::<Runtime>(call.clone())))
			.collect();
		let (made, left_over) = self.block_of(calls)?;
		self.keep_body(
			waiting.iter().enumerate().filter(|(place, _)| !left_over.contains(place)).map(|(_, (_, call))| call),
		);
		let mut pool = self.pool.lock();
		for place in left_over {
			let (member, call) = &waiting[place];
			pool.entry(*member).or_default().push(call.clone());
		}
		Ok(made)
	}

	/// Keeps those calls of the newest block that workers read, and forgets old ones.
	fn keep_body<'a>(&self, calls: impl Iterator<Item = &'a Call>) {
		let read = calls.filter(|call| matches!(call, Call::Answer { .. } | Call::Publish { .. }));
		let read: Vec<Call> = read.cloned().collect();
		let number = self.head().number;
		let mut bodies = self.bodies.lock();
		bodies.retain(|kept, _| kept.saturating_add(BODIES_KEPT_BLOCKS) > number);
		if !read.is_empty() {
			bodies.insert(number, read);
		}
	}

	/// Has the council create a task: proposal, more than half of the votes, closing, each a transaction of an owner.
	///
	/// # Errors
	/// The chain refuses the task.
	pub fn agree_on(&self, spec: TaskSpec) -> Result<TaskId, Problem> {
		let name = spec.name.clone();
		let create = pallet_training::Call::create_task { spec: Box::new(spec) };
		let refused = self.carry(create.into())?;
		self.read(|| Training::task_view(0)).map(|task| task.id).ok_or_else(|| {
			Problem::new(
				format!("the chain did not create the task: {}", refused.join("; ")),
				format!("task \"{name}\""),
				"correct the task or the rule; `guild task propose` would be refused alike",
			)
		})
	}

	/// Has the council carry a motion: proposal, more than half of the votes, closing, each a transaction of an owner. Returns why
	/// transactions were refused that were; what the motion itself came to is in the state.
	///
	/// # Errors
	/// The runtime has a bug.
	pub fn carry(&self, proposal: RuntimeCall) -> Result<Vec<String>, Problem> {
		let hash = Hashing::hash_of(&proposal);
		let length_bound = proposal.encoded_size() as u32;
		let threshold = self.keys.len() as u32 / 2 + 1;
		let index = self.read(pallet_collective::ProposalCount::<Runtime, CouncilCollective>::get);
		let propose = pallet_collective::Call::<Runtime, CouncilCollective>::propose {
			threshold,
			proposal: Box::new(proposal),
			length_bound,
		};
		let vote = pallet_collective::Call::<Runtime, CouncilCollective>::vote { proposal: hash, index, approve: true };
		let close = pallet_collective::Call::<Runtime, CouncilCollective>::close {
			proposal_hash: hash,
			index,
			proposal_weight_bound: guild_runtime::configs::RuntimeBlockWeights::get().max_block / 2,
			length_bound,
		};
		let owners: Vec<&ed25519::Pair> = self.keys.iter().map(|keys| &keys.owner).collect();
		let voters = owners.iter().take(threshold as usize);
		let mut refused = Vec::new();
		for calls in [
			vec![(owners[0], propose.into())],
			voters.map(|owner| (*owner, RuntimeCall::from(vote.clone()))).collect(),
			vec![(owners[0], close.into())],
		] {
			refused.extend(self.block_of(calls)?.0.refused);
		}
		Ok(refused)
	}

	/// Makes a block of these calls, each by the owner at a place. Returns why those were refused that were.
	///
	/// # Errors
	/// The runtime has a bug.
	pub fn by_owners(&self, calls: Vec<(usize, RuntimeCall)>) -> Result<Vec<String>, Problem> {
		let signed = calls.into_iter().map(|(place, call)| (&self.keys[place].owner, call)).collect();
		Ok(self.block_of(signed)?.0.refused)
	}

	/// The consortium's task.
	pub fn task(&self) -> Option<TaskView> {
		self.tasks().first().cloned()
	}

	/// The open round's number and phase.
	pub fn phase(&self) -> Option<(RoundIndex, Phase)> {
		let index = self.task()?.current_round;
		Some((index, self.round(RoundId { task: 0, index })?.phase?))
	}

	/// How large the state is.
	pub fn state_size(&self) -> StateSize {
		self.read(|| {
			let mut size = StateSize { entries: 0, bytes: 0 };
			let mut key = Vec::new();
			while let Some(next) = sp_io::storage::next_key(&key) {
				size.entries += 1;
				size.bytes += next.len() + sp_io::storage::get(&next).map_or(0, |value| value.len());
				key = next;
			}
			size
		})
	}

	/// Makes a block of these calls, and returns the places of those that did not fit into it.
	fn block_of(&self, calls: Vec<(&ed25519::Pair, RuntimeCall)>) -> Result<(Made, Vec<usize>), Problem> {
		let transactions = self.sign(calls)?;
		let mut state = self.state.write();
		let (number, parent) = (state.last.number + 1, state.hash);
		let mut overlay = OverlayedChanges::default();
		let built = state.call(&mut overlay, || {
			if self.forgets {
				let _ = pallet_reputation::Records::<Runtime>::clear(u32::MAX, None);
			}
			build(number, parent, transactions)
		});
		let Built { header, made, left_over } =
			built.map_err(|refused| bug(format!("the block's time was refused: {refused:?}")))?;
		let changes = overlay
			.drain_storage_changes(&state.backend, STATE_VERSION)
			.map_err(|error| bug(format!("the state cannot be kept: {error}")))?;
		state.backend.apply_transaction(changes.transaction_storage_root, changes.transaction);
		if number.is_multiple_of(BLOCKS_A_PURGE) {
			// Nodes that no value needs any more are only counted out until now.
			state.backend.backend_storage_mut().purge();
		}
		state.hash = header.hash();
		state.last = header;
		Ok((made, left_over))
	}

	/// Signs each call at the next nonce of its account.
	fn sign(&self, calls: Vec<(&ed25519::Pair, RuntimeCall)>) -> Result<Vec<Transaction>, Problem> {
		let mut before: HashMap<[u8; 32], Nonce> = HashMap::new();
		let mut numbered = Vec::with_capacity(calls.len());
		for (key, call) in calls {
			let count = before.entry(key.public().0).or_default();
			numbered.push((key, *count, call));
			*count += 1;
		}
		let sign = |(key, before, call): (&ed25519::Pair, Nonce, RuntimeCall)| {
			Transaction::signed(key, System::account_nonce(account(key)) + before, call)
		};
		let sign_some = |calls: Vec<_>| self.read(|| calls.into_iter().map(sign).collect::<Vec<_>>());
		let signed = numbered.into_par_iter().chunks(CALLS_A_READ).flat_map_iter(sign_some);
		signed.map(|signed| signed.map_err(|error| bug(format!("a call cannot be signed: {error:?}")))).collect()
	}

	/// What is known at the newest block, read once for all who ask.
	fn seen<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
		let number = self.state.read().last.number;
		let mut seen = self.seen.lock();
		if seen.at != number {
			*seen = Seen { at: number, ..Seen::default() };
		}
		look(&mut seen)
	}

	fn tasks(&self) -> Arc<Vec<TaskView>> {
		let read = || self.read(|| Training::tasks_view(0, guild_primitives::limits::MAX_PAGE));
		self.seen(|seen| seen.tasks.get_or_insert_with(|| Arc::new(read())).clone())
	}

	fn round(&self, round: RoundId) -> Option<Arc<RoundView>> {
		let read = || self.read(|| Training::round_view(round)).map(Arc::new);
		self.seen(|seen| seen.rounds.entry(round).or_insert_with(read).clone())
	}

	/// What the member at `place` owes at the newest block. The first who asks has the runtime tell for all: most of a duty, as
	/// the commitments to vote on, is the same for everybody.
	fn duties(&self, place: usize) -> Vec<Duty> {
		let all = || {
			let members: Vec<MemberId> = self.keys.iter().map(Keys::member).collect();
			self.read(|| Training::duties_of(&members)).into_iter().map(Arc::new).collect()
		};
		let own = self.seen(|seen| seen.duties.get_or_insert_with(all).get(place).cloned());
		own.map(|duties| duties.to_vec()).unwrap_or_default()
	}
}

/// The chain as one member's worker sees it.
pub struct MemberChain {
	/// Its place.
	pub place: usize,
	/// The chain.
	pub chain: Arc<Chain>,
	/// Which of its transactions are lost on their way.
	pub losses: Option<crate::faults::Losses>,
}

impl guild_worker::world::Chain for MemberChain {
	fn best(&self) -> Result<BlockRef, ChainError> {
		Ok(self.chain.head())
	}

	fn finalised(&self) -> Result<BlockRef, ChainError> {
		Ok(self.chain.head())
	}

	fn duties(&self, _: &BlockRef, _: &MemberId) -> Result<Vec<Duty>, ChainError> {
		Ok(self.chain.duties(self.place))
	}

	fn tasks(&self, _: &BlockRef) -> Result<Vec<TaskView>, ChainError> {
		Ok(self.chain.tasks().to_vec())
	}

	fn round(&self, _: &BlockRef, round: RoundId) -> Result<Option<Arc<RoundView>>, ChainError> {
		Ok(self.chain.round(round))
	}

	fn lineage(&self, _: &BlockRef, round: RoundId) -> Result<Option<Lineage>, ChainError> {
		let read = || self.chain.read(|| Training::lineage(round));
		let lineage = self.chain.seen(|seen| seen.lineages.entry(round).or_insert_with(|| Arc::new(read())).clone());
		Ok(Option::clone(&lineage))
	}

	fn attested_result(&self, _: &BlockRef, round: RoundId, hash: &Root) -> Result<Option<ResultBody>, ChainError> {
		Ok(self.chain.read(|| Training::attested_result(round, *hash)))
	}

	fn answered(
		&self,
		_: &BlockRef,
		answered_at: BlockNumber,
		_: RoundId,
		list_root: &Root,
	) -> Result<Option<Vec<u8>>, ChainError> {
		let bodies = self.chain.bodies.lock();
		let list = bodies.get(&answered_at).into_iter().flatten().find_map(|call| match call {
			Call::Answer { list, .. } if Root::of(list) == *list_root => Some(list.to_vec()),
			_ => None,
		});
		Ok(list)
	}

	fn published(
		&self,
		_: &BlockRef,
		published_at: BlockNumber,
		wanted: &UpdatePart,
	) -> Result<Option<Vec<u8>>, ChainError> {
		let bodies = self.chain.bodies.lock();
		let bytes = bodies.get(&published_at).into_iter().flatten().find_map(|call| match call {
			Call::Publish { round, update, part, bytes, path } => {
				wanted.has(round, *update, *part, bytes, path).then(|| bytes.clone())
			}
			_ => None,
		});
		Ok(bytes)
	}

	fn privacy_ledger(&self, _: &BlockRef, member: &MemberId) -> Result<Vec<LedgerEntry>, ChainError> {
		Ok(self.chain.read(|| PrivacyBudget::ledger(*member)))
	}

	fn survey(&self, _: &BlockRef, task: TaskId, member: &MemberId) -> Result<Option<Survey>, ChainError> {
		let view = || {
			let agreement = pallet_rewards::AgreementOf::<Runtime>::get(task)?;
			Some((agreement, Rewards::survey_view(agreement)?))
		};
		Ok(self.chain.read(view).map(|(agreement, view)| survey_of(agreement, view, member)))
	}

	fn worker_key(&self, _: &BlockRef, member: &MemberId) -> Result<Option<WorkerKey>, ChainError> {
		Ok(self.chain.read(|| Consortium::member(*member)).map(|member| member.keys.worker))
	}

	fn check_fault(
		&self,
		_: &BlockRef,
		round: RoundId,
		result_hash: &Root,
		attester: Option<MemberId>,
		proof: &FaultProof,
	) -> Result<Result<Verdict, Unjudged>, ChainError> {
		let proof = proof.encode();
		Ok(self.chain.read(|| Training::check_fault(round, *result_hash, attester, &proof)))
	}

	fn check_final(
		&self,
		_: &BlockRef,
		round: RoundId,
		proof: &FaultProof,
	) -> Result<Result<Verdict, Unjudged>, ChainError> {
		let proof = proof.encode();
		Ok(self.chain.read(|| Training::check_final(round, &proof)))
	}

	fn check_own(
		&self,
		_: &BlockRef,
		round: RoundId,
		body: &ResultBody,
		proof: &FaultProof,
	) -> Result<Result<Verdict, Unjudged>, ChainError> {
		let proof = proof.encode();
		Ok(self.chain.read(|| Training::check_own(round, body, &proof)))
	}

	fn submit(&self, call: &Call) -> Result<(), ChainError> {
		if self.losses.as_ref().is_some_and(crate::faults::Losses::lose) {
			return Ok(()); // Lost on its way; nobody is told.
		}
		self.chain.submit(self.place, call.clone());
		Ok(())
	}
}

fn bug(what: String) -> Problem {
	Problem::new(what, "the simulated chain", "please report this, with the scenario")
}
