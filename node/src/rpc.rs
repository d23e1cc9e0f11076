//! JSON-RPC: `guild_*`, typed JSON with the block it speaks of, beside the SDK's own methods.

mod ledgers;

use crate::{
	client::answers::{At, Members, PrivacyLedger, Provenance, Round, Task, Tasks},
	service::{FullBackend, FullClient, Pool},
};
use guild_primitives::{
	api::{ConsortiumApi, PrivacyApi, TrainingApi},
	limits::MAX_PAGE,
	BlockNumber, MemberId, Root, RoundId, RoundIndex, TaskId,
};
use guild_runtime::{opaque::Block, Hash};
use jsonrpsee::{core::RpcResult, proc_macros::rpc, types::ErrorObjectOwned, RpcModule};
use sc_consensus_grandpa::{FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState};
use sc_rpc::SubscriptionTaskExecutor;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use std::sync::Arc;

/// Codes of errors, part of the contract: a code keeps its meaning.
pub mod code {
	/// There is no such task, round or model.
	pub const UNKNOWN: i32 = 7_001;
	/// The node cannot read the state; trying again may help.
	pub const UNAVAILABLE: i32 = 7_002;
}

/// Most rounds of one answer to `guild_provenance`; the answer says where to go on.
pub const MAX_LINEAGE: u32 = 50;

/// What auditors, members and dashboards ask. All answers are of the best block, and name it.
#[rpc(server, namespace = "guild")]
pub trait Guild {
	/// Tasks from number `from` (default 0), at most `limit` (default and most [`MAX_PAGE`]).
	#[method(name = "tasks", blocking)]
	fn tasks(&self, from: Option<TaskId>, limit: Option<u32>) -> RpcResult<Tasks>;

	/// A task.
	#[method(name = "task", blocking)]
	fn task(&self, task: TaskId) -> RpcResult<Task>;

	/// A round of a task: the one with this index, or the open one, or the last.
	#[method(name = "round", blocking)]
	fn round(&self, task: TaskId, index: Option<RoundIndex>) -> RpcResult<Round>;

	/// Where a model came from: the rounds that made it and the models before it, newest first.
	#[method(name = "provenance", blocking)]
	fn provenance(&self, model_root: Root) -> RpcResult<Provenance>;

	/// The members.
	#[method(name = "members", blocking)]
	fn members(&self) -> RpcResult<Members>;

	/// What a member's datasets have spent of their privacy, and may spend. From an entry's curve follows ε at any δ.
	#[method(name = "privacyLedger", blocking)]
	fn privacy_ledger(&self, member: MemberId) -> RpcResult<PrivacyLedger>;
}

/// Answers [`GuildServer`] from the runtime APIs of `C`.
pub struct Guild<C>(Arc<C>);

impl<C> GuildServer for Guild<C>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + Send + Sync + 'static,
	C::Api: TrainingApi<Block> + ConsortiumApi<Block> + PrivacyApi<Block>,
{
	fn tasks(&self, from: Option<TaskId>, limit: Option<u32>) -> RpcResult<Tasks> {
		let at = best(&*self.0);
		let tasks =
			self.0.runtime_api().tasks(at.hash, from.unwrap_or(0), limited(limit) as u32).map_err(unavailable)?;
		Ok(Tasks { at, tasks })
	}

	fn task(&self, task: TaskId) -> RpcResult<Task> {
		let at = best(&*self.0);
		let found = self.0.runtime_api().task(at.hash, task).map_err(unavailable)?;
		let task =
			found.ok_or_else(|| unknown(&at, format!("there is no task {task}"), "list them with guild_tasks"))?;
		Ok(Task { at, task })
	}

	fn round(&self, task: TaskId, index: Option<RoundIndex>) -> RpcResult<Round> {
		let at = best(&*self.0);
		let api = self.0.runtime_api();
		let round = match index {
			Some(index) => api.round(at.hash, RoundId { task, index }).map_err(unavailable)?,
			None => {
				let found = api.task(at.hash, task).map_err(unavailable)?;
				let view = found
					.ok_or_else(|| unknown(&at, format!("there is no task {task}"), "list them with guild_tasks"))?;
				let current = RoundId { task, index: view.current_round };
				match api.round(at.hash, current).map_err(unavailable)? {
					// Between two rounds, and after the last, the current one is not there yet.
					None => {
						let last = RoundId { task, index: view.current_round.saturating_sub(1) };
						api.round(at.hash, last).map_err(unavailable)?
					}
					open => open,
				}
			}
		};
		let name = index.map_or_else(|| "a round".into(), |index| format!("round {index}"));
		let round = round.ok_or_else(|| {
			unknown(&at, format!("task {task} has not had {name}"), "guild_task says in `current_round` how far it is")
		})?;
		Ok(Round { at, round })
	}

	fn provenance(&self, model_root: Root) -> RpcResult<Provenance> {
		let at = best(&*self.0);
		let api = self.0.runtime_api();
		let newest = api.round_of_model(at.hash, model_root).map_err(unavailable)?;
		let newest = newest.ok_or_else(|| {
			unknown(
				&at,
				format!("no final round made the model {model_root}"),
				"compare with `model_root` of guild_task; a task's initial model has no round",
			)
		})?;
		let mut lineage = Vec::new();
		let mut next = Some(newest.index);
		while let (Some(index), true) = (next, lineage.len() < MAX_LINEAGE as usize) {
			let round = RoundId { task: newest.task, index };
			let Some(record) = api.lineage(at.hash, round).map_err(unavailable)? else { break };
			next = record.parent_round;
			lineage.push(record);
		}
		Ok(Provenance { at, lineage, next })
	}

	fn members(&self) -> RpcResult<Members> {
		let at = best(&*self.0);
		let members = self.0.runtime_api().members(at.hash).map_err(unavailable)?;
		Ok(Members { at, members })
	}

	fn privacy_ledger(&self, member: MemberId) -> RpcResult<PrivacyLedger> {
		let at = best(&*self.0);
		let entries = self.0.runtime_api().privacy_ledger(at.hash, member).map_err(unavailable)?;
		Ok(PrivacyLedger { at, member, entries })
	}
}

/// The block that is asked.
fn best(client: &impl HeaderBackend<Block>) -> At {
	let info = client.info();
	At { number: info.best_number, hash: info.best_hash }
}

/// Items of a page: as many as are asked for, within 1 and [`MAX_PAGE`].
fn limited(limit: Option<u32>) -> usize {
	limit.unwrap_or(MAX_PAGE).clamp(1, MAX_PAGE) as usize
}

/// What to do next goes into `data`, with the block that was asked.
fn unknown(at: &At, what: String, next: &str) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(code::UNKNOWN, what, Some(serde_json::json!({ "at": at, "next": next })))
}

fn unavailable(error: sp_api::ApiError) -> ErrorObjectOwned {
	log::warn!(target: "guild", "A query could not be answered: {error}");
	let next = "try again in a few seconds; the node's log has the reason";
	ErrorObjectOwned::owned(code::UNAVAILABLE, "the state cannot be read", Some(serde_json::json!({ "next": next })))
}

/// What the SDK's `grandpa_*` methods need.
#[derive(Clone)]
pub struct Finality {
	/// Who votes.
	pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	/// The running round of votes.
	pub voter_state: SharedVoterState,
	/// Justifications as they come.
	pub justifications: GrandpaJustificationStream<Block>,
	/// Proofs of finality.
	pub proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
}

/// All methods of this node besides those that `sc-service` adds.
///
/// # Errors
/// Two methods have one name: never.
pub fn module(
	client: Arc<FullClient>,
	pool: Arc<Pool>,
	finality: Finality,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>> {
	use ledgers::{Ledgers, LedgersServer};
	use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
	use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
	use substrate_frame_rpc_system::{System, SystemApiServer};

	let mut module = RpcModule::new(());
	module.merge(Guild(client.clone()).into_rpc())?;
	module.merge(Ledgers(client.clone()).into_rpc())?;
	module.merge(System::new(client.clone(), pool).into_rpc())?;
	module.merge(TransactionPayment::new(client).into_rpc())?;
	let Finality { authority_set, voter_state, justifications, proofs } = finality;
	module.merge(Grandpa::new(executor, authority_set, voter_state, justifications, proofs).into_rpc())?;
	Ok(module)
}
