//! The chain, as the worker inside this node sees it: reads through the runtime APIs at a named block, and calls
//! through the node's own transaction pool.
//!
//! All of this blocks and belongs to the worker's thread. No method may be called from the node's async threads.

mod answers;
mod bodies;
pub mod extrinsic;
mod parts;
pub mod pending;

use codec::Encode;
use extrinsic::SigningContext;
use frame_system_rpc_runtime_api::AccountNonceApi;
use futures::executor::block_on;
use guild_aggregation::proof::FaultProof;
use guild_agreement::api::AgreementApi;
use guild_primitives::{
	api::{ConsortiumApi, PrivacyApi, TrainingApi},
	fault::{Unjudged, Verdict},
	limits::MAX_PAGE,
	BlockNumber, Duty, LedgerEntry, Lineage, MemberId, ResultBody, Root, RoundId, RoundView, TaskId, TaskView,
	WorkerKey,
};
use guild_runtime::{opaque::Block, AccountId, Runtime, RuntimeCall};
use guild_simulation::{runtime_call, survey_of};
use guild_worker::world::{BlockRef, Call, Chain, ChainError, Survey, UpdatePart};
use parking_lot::Mutex;
use pending::{Decision, InPool, Nonce, Pending, Seen};
use sc_client_api::BlockBackend;
use sc_transaction_pool_api::{error::IntoPoolError, InPoolTransaction, TransactionPool, TransactionSource};
use sp_api::{ApiExt, ProvideRuntimeApi};
use sp_block_builder::BlockBuilder;
use sp_blockchain::HeaderBackend;
use sp_core::{sr25519, H256};
use sp_runtime::{transaction_validity::InvalidTransaction, OpaqueExtrinsic};
use std::{collections::HashMap, sync::Arc};

/// Headers that are followed back on a fork. Deeper forks heal before anybody has to read in them.
const MOST_HEADERS_BACK: u32 = 1024;
const LOG_TARGET: &str = "guild-chain";

/// What one node's worker asks of the node.
pub struct NodeChain<C, P> {
	client: Arc<C>,
	pool: Arc<P>,
	duty_key: sr25519::Pair,
	account: AccountId,
	genesis: H256,
	/// Calls that were submitted, by the hash of their encoding. Held while one is decided upon, so two threads cannot
	/// use one nonce.
	submitted: Mutex<HashMap<H256, Submitted>>,
}

struct Submitted {
	pending: Pending<H256>,
	extrinsic: OpaqueExtrinsic,
}

impl<C, P> NodeChain<C, P>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + BlockBackend<Block> + 'static,
	C::Api: TrainingApi<Block>
		+ PrivacyApi<Block>
		+ ConsortiumApi<Block>
		+ AgreementApi<Block>
		+ AccountNonceApi<Block, AccountId, Nonce>
		+ BlockBuilder<Block>,
	P: TransactionPool<Block = Block, Hash = H256> + 'static,
{
	/// The chain as `duty_key`'s member sees it.
	pub fn new(client: Arc<C>, pool: Arc<P>, duty_key: sr25519::Pair) -> Self {
		let account = extrinsic::account_of(&duty_key);
		let genesis = client.info().genesis_hash;
		Self { client, pool, duty_key, account, genesis, submitted: Mutex::default() }
	}

	/// The member whose duty key this is, at `at`.
	///
	/// # Errors
	/// [`ChainError::Unavailable`].
	pub fn own_member(&self, at: &BlockRef) -> Result<Option<MemberId>, ChainError> {
		let account = guild_primitives::AccountBytes(*AsRef::<[u8; 32]>::as_ref(&self.account));
		self.client.runtime_api().member_of_duty(H256(at.hash), account).map_err(unavailable)
	}

	/// The block with this number among the ancestors of `at`, and `at` itself. On the best chain it is looked up; on another,
	/// headers are followed, at most [`MOST_HEADERS_BACK`].
	fn ancestor(&self, at: &BlockRef, number: BlockNumber) -> Result<H256, ChainError> {
		if self.client.hash(at.number).map_err(unavailable)? == Some(H256(at.hash)) {
			let found = self.client.hash(number).map_err(unavailable)?.filter(|_| number <= at.number);
			return found.ok_or_else(|| ChainError::Unavailable(format!("there is no block {number}")));
		}
		let (mut hash, mut reached) = (H256(at.hash), at.number);
		for _ in 0..=MOST_HEADERS_BACK {
			if reached == number {
				return Ok(hash);
			}
			let header = self.client.header(hash).map_err(unavailable)?;
			let Some(header) = header else { break };
			(hash, reached) = (header.parent_hash, reached.saturating_sub(1));
		}
		Err(ChainError::Unavailable(format!("block {number} is not among the last before block {}", at.number)))
	}

	/// The body of the block with this number among the ancestors of `at`, and `at` itself.
	fn body(&self, at: &BlockRef, number: BlockNumber) -> Result<Vec<OpaqueExtrinsic>, ChainError> {
		let body = self.client.block_body(self.ancestor(at, number)?).map_err(unavailable)?;
		body.ok_or_else(|| ChainError::Unavailable(format!("the body of block {number} is not here")))
	}

	/// What the pool and the best block say of an extrinsic.
	fn see(&self, pending: &Pending<H256>) -> Result<Seen, ChainError> {
		let in_pool = if self.pool.ready_transaction(&pending.hash).is_some() {
			InPool::Ready
		} else if self.pool.futures().iter().any(|tx| tx.hash() == &pending.hash) {
			InPool::Future
		} else {
			InPool::Absent
		};
		let best = self.client.info();
		let nonce = self.state_nonce(best.best_hash)?;
		Ok(Seen { in_pool, nonce, best: best.best_number })
	}

	fn state_nonce(&self, at: H256) -> Result<Nonce, ChainError> {
		self.client.runtime_api().account_nonce(at, self.account.clone()).map_err(unavailable)
	}

	/// The nonce after those of the account's transactions that wait in the pool.
	fn next_nonce(&self, at: H256) -> Result<Nonce, ChainError> {
		let mut nonce = self.state_nonce(at)?;
		let tag = |nonce: Nonce| (&self.account, nonce).encode();
		let mut next = tag(nonce);
		// `ready` is ordered by nonce within an account, so one pass is enough.
		for transaction in self.pool.ready() {
			if transaction.provides().contains(&next) {
				nonce = nonce.saturating_add(1);
				next = tag(nonce);
			}
		}
		Ok(nonce)
	}

	fn signing_context(&self) -> Result<SigningContext, ChainError> {
		let info = self.client.info();
		// Anchored at the finalised block, a signature holds on every fork; when finality lags by half an era, better an
		// extrinsic that one fork may refuse than one that is nearly expired.
		let lag = info.best_number.saturating_sub(info.finalized_number);
		let (anchor, anchor_hash) = if lag < extrinsic::ERA_BLOCKS / 2 {
			(info.finalized_number, info.finalized_hash)
		} else {
			(info.best_number, info.best_hash)
		};
		let version = sp_api::Core::version(&*self.client.runtime_api(), info.best_hash).map_err(unavailable)?;
		let ours = guild_runtime::VERSION.transaction_version;
		if version.transaction_version != ours {
			return Err(ChainError::Refused(format!(
				"the chain's runtime wants transactions of format {}, this software makes {ours}: install a newer version",
				version.transaction_version
			)));
		}
		Ok(SigningContext {
			genesis: self.genesis,
			spec_version: version.spec_version,
			transaction_version: version.transaction_version,
			anchor,
			anchor_hash,
		})
	}

	/// Makes, tries and submits a new extrinsic for the call.
	fn submit_new(&self, call: RuntimeCall) -> Result<Submitted, ChainError> {
		let best = self.client.info();
		let nonce = self.next_nonce(best.best_hash)?;
		let context = self.signing_context()?;
		let extrinsic: OpaqueExtrinsic = extrinsic::sign(&self.duty_key, call, nonce, &context).into();
		self.would_be_accepted(best.best_hash, &extrinsic)?;
		let pending = Pending {
			hash: self.pool.hash_of(&extrinsic),
			nonce,
			expires_at: context.expires_at(),
			made_at: best.best_number,
			used_since: None,
		};
		self.hand_in(best.best_hash, &extrinsic)?;
		log::debug!(target: LOG_TARGET, "Submitted {:?} with nonce {nonce}", pending.hash);
		Ok(Submitted { pending, extrinsic })
	}

	/// Applies the extrinsic to the best state without keeping the result. What the runtime would refuse there is
	/// refused here, with its reason and without its fee.
	fn would_be_accepted(&self, at: H256, extrinsic: &OpaqueExtrinsic) -> Result<(), ChainError> {
		let mut api = self.client.runtime_api();
		api.set_call_context(sp_core::traits::CallContext::Offchain);
		match api.apply_extrinsic(at, extrinsic.clone()).map_err(unavailable)? {
			Ok(Err(refusal)) if extrinsic::is_not_covered(&refusal) => {
				Err(ChainError::NotCovered(extrinsic::describe(&refusal)))
			}
			Ok(Err(refusal)) => Err(ChainError::Refused(extrinsic::describe(&refusal))),
			// Validity (nonce, fee, era) is the pool's to judge: a nonce behind one that is still in the pool is valid there.
			Ok(Ok(())) | Err(_) => Ok(()),
		}
	}

	fn hand_in(&self, at: H256, extrinsic: &OpaqueExtrinsic) -> Result<(), ChainError> {
		use sc_transaction_pool_api::error::Error;
		let submitted = block_on(self.pool.submit_one(at, TransactionSource::Local, extrinsic.clone()));
		match submitted.map_err(IntoPoolError::into_pool_error) {
			Ok(_) | Err(Ok(Error::AlreadyImported(_))) => Ok(()),
			Err(Ok(Error::InvalidTransaction(InvalidTransaction::Payment))) => {
				Err(ChainError::Refused("the duty account cannot pay the fee".into()))
			}
			// The nonce, the era or the pool's room: each is another at the next block.
			Err(Ok(
				error @ (Error::InvalidTransaction(
					InvalidTransaction::Stale
					| InvalidTransaction::Future
					| InvalidTransaction::AncientBirthBlock
					| InvalidTransaction::BadProof
					| InvalidTransaction::ExhaustsResources,
				)
				| Error::TooLowPriority { .. }
				| Error::UnknownTransaction(_)),
			)) => Err(ChainError::Unavailable(error.to_string())),
			Err(Ok(error)) if error.is_retriable() => Err(ChainError::Unavailable(error.to_string())),
			Err(Ok(error)) => Err(ChainError::Refused(error.to_string())),
			Err(Err(error)) => Err(ChainError::Unavailable(error.to_string())),
		}
	}
}

impl<C, P> Chain for NodeChain<C, P>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + BlockBackend<Block> + Send + Sync + 'static,
	C::Api: TrainingApi<Block>
		+ PrivacyApi<Block>
		+ ConsortiumApi<Block>
		+ AgreementApi<Block>
		+ AccountNonceApi<Block, AccountId, Nonce>
		+ BlockBuilder<Block>,
	P: TransactionPool<Block = Block, Hash = H256> + 'static,
{
	fn best(&self) -> Result<BlockRef, ChainError> {
		let info = self.client.info();
		Ok(BlockRef { number: info.best_number, hash: info.best_hash.0 })
	}

	fn finalised(&self) -> Result<BlockRef, ChainError> {
		let info = self.client.info();
		Ok(BlockRef { number: info.finalized_number, hash: info.finalized_hash.0 })
	}

	fn duties(&self, at: &BlockRef, member: &MemberId) -> Result<Vec<Duty>, ChainError> {
		self.client.runtime_api().duties(H256(at.hash), *member).map_err(unavailable)
	}

	fn tasks(&self, at: &BlockRef) -> Result<Vec<TaskView>, ChainError> {
		let mut tasks: Vec<TaskView> = Vec::new();
		loop {
			let from = tasks.last().map_or(0, |task| task.id.saturating_add(1));
			let page = self.client.runtime_api().tasks(H256(at.hash), from, MAX_PAGE).map_err(unavailable)?;
			let is_last = page.len() < MAX_PAGE as usize;
			tasks.extend(page);
			if is_last {
				return Ok(tasks);
			}
		}
	}

	fn round(&self, at: &BlockRef, round: RoundId) -> Result<Option<RoundView>, ChainError> {
		self.client.runtime_api().round(H256(at.hash), round).map_err(unavailable)
	}

	fn lineage(&self, at: &BlockRef, round: RoundId) -> Result<Option<Lineage>, ChainError> {
		self.client.runtime_api().lineage(H256(at.hash), round).map_err(unavailable)
	}

	fn attested_result(
		&self,
		at: &BlockRef,
		round: RoundId,
		result_hash: &Root,
	) -> Result<Option<ResultBody>, ChainError> {
		self.client.runtime_api().attested_result(H256(at.hash), round, *result_hash).map_err(unavailable)
	}

	fn privacy_ledger(&self, at: &BlockRef, member: &MemberId) -> Result<Vec<LedgerEntry>, ChainError> {
		self.client.runtime_api().privacy_ledger(H256(at.hash), *member).map_err(unavailable)
	}

	fn survey(&self, at: &BlockRef, task: TaskId, member: &MemberId) -> Result<Option<Survey>, ChainError> {
		let (api, at) = (self.client.runtime_api(), H256(at.hash));
		let Some(agreement) = api.agreement_of(at, task).map_err(unavailable)? else { return Ok(None) };
		let view = api.survey(at, agreement).map_err(unavailable)?;
		Ok(view.map(|view| survey_of(agreement, view, member)))
	}

	fn worker_key(&self, at: &BlockRef, member: &MemberId) -> Result<Option<WorkerKey>, ChainError> {
		let member = self.client.runtime_api().member(H256(at.hash), *member).map_err(unavailable)?;
		Ok(member.map(|member| member.keys.worker))
	}

	fn answered(
		&self,
		at: &BlockRef,
		answered_at: BlockNumber,
		round: RoundId,
		list_root: &Root,
	) -> Result<Option<Vec<u8>>, ChainError> {
		Ok(answers::find(&self.body(at, answered_at)?, &round, list_root))
	}

	fn published(
		&self,
		at: &BlockRef,
		published_at: BlockNumber,
		part: &UpdatePart,
	) -> Result<Option<Vec<u8>>, ChainError> {
		Ok(parts::find(&self.body(at, published_at)?, part))
	}

	fn check_fault(
		&self,
		at: &BlockRef,
		round: RoundId,
		result_hash: &Root,
		attester: Option<MemberId>,
		proof: &FaultProof,
	) -> Result<Result<Verdict, Unjudged>, ChainError> {
		let api = self.client.runtime_api();
		api.check_fault(H256(at.hash), round, *result_hash, attester, proof.encode()).map_err(unavailable)
	}

	fn check_final(
		&self,
		at: &BlockRef,
		round: RoundId,
		proof: &FaultProof,
	) -> Result<Result<Verdict, Unjudged>, ChainError> {
		self.client.runtime_api().check_final(H256(at.hash), round, proof.encode()).map_err(unavailable)
	}

	fn check_own(
		&self,
		at: &BlockRef,
		round: RoundId,
		body: &ResultBody,
		proof: &FaultProof,
	) -> Result<Result<Verdict, Unjudged>, ChainError> {
		let api = self.client.runtime_api();
		api.check_own(H256(at.hash), round, body.clone(), proof.encode()).map_err(unavailable)
	}

	fn submit(&self, call: &Call) -> Result<(), ChainError> {
		let call = runtime_call::<Runtime>(call.clone());
		let key = H256(sp_io::hashing::blake2_256(&call.encode()));
		let mut submitted = self.submitted.lock();
		let best: BlockNumber = self.client.info().best_number;
		submitted.retain(|other, entry| *other == key || !entry.pending.is_over(best));

		if let Some(entry) = submitted.get_mut(&key) {
			let seen = self.see(&entry.pending)?;
			match entry.pending.decide(seen) {
				Decision::Wait => return Ok(()),
				Decision::Resubmit => {
					let best = self.client.info().best_hash;
					match self.hand_in(best, &entry.extrinsic) {
						Ok(()) => {
							log::info!(target: LOG_TARGET, "A transaction was dropped, or its block abandoned; it is sent again");
							return Ok(());
						}
						// Included in the meantime: the next look decides.
						Err(_) if self.state_nonce(best)? > entry.pending.nonce => return Ok(()),
						// Banned, or anchored on another fork: the same bytes will not do.
						Err(error) => {
							log::debug!(target: LOG_TARGET, "The same bytes are not accepted again ({error}); a new one is made");
						}
					}
				}
				Decision::Renew => {
					log::debug!(target: LOG_TARGET, "{:?} will not do it any more; a new one is made", entry.pending.hash);
				}
			}
			submitted.remove(&key);
		}
		let entry = self.submit_new(call)?;
		submitted.insert(key, entry);
		Ok(())
	}
}

fn unavailable(error: impl std::fmt::Display) -> ChainError {
	ChainError::Unavailable(error.to_string())
}
