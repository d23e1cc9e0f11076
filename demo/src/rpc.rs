//! What the demonstration asks of a node, by JSON-RPC.

use crate::{
	failure::Failure,
	pay::{AgreementAnswer, PayoutAnswer},
};
use guild_primitives::{
	reputation::ReputationView, AgreementId, BlockNumber, LedgerEntry, Lineage, MemberId, MemberView, Root, RoundIndex,
	RoundView, TaskId, TaskView,
};
use jsonrpsee::{
	core::{client::ClientT, params::ArrayParams},
	rpc_params,
	ws_client::{WsClient, WsClientBuilder},
};
use serde::{de::DeserializeOwned, Deserialize};
use std::{
	sync::{Mutex, OnceLock, PoisonError},
	time::Duration,
};
use tokio::runtime::Runtime;

const TIMEOUT: Duration = Duration::from_secs(10);

/// A connection to one node, made anew when it was lost. All calls block.
#[derive(Debug)]
pub struct Rpc {
	url: String,
	client: Mutex<Option<WsClient>>,
}

/// A page of a model's history, newest first.
#[derive(Deserialize)]
pub struct Provenance {
	/// The records.
	pub lineage: Vec<Lineage>,
	/// Where to go on, if there is more.
	pub next: Option<RoundIndex>,
}

#[derive(Deserialize)]
struct Header {
	number: String,
}

impl Rpc {
	/// A connection to the node on this loopback port. Nothing is sent yet.
	pub fn local(port: u16) -> Self {
		Self { url: format!("ws://127.0.0.1:{port}"), client: Mutex::new(None) }
	}

	/// The address, as `--url` wants it.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// Whether the node answers.
	pub fn answers(&self) -> bool {
		self.call::<serde_json::Value>("system_health", rpc_params![]).is_ok()
	}

	/// How many peers the node has.
	///
	/// # Errors
	/// Each method: the node does not answer, or not in this form.
	pub fn peers(&self) -> Result<u64, Failure> {
		let health: serde_json::Value = self.call("system_health", rpc_params![])?;
		Ok(health.get("peers").and_then(serde_json::Value::as_u64).unwrap_or(0))
	}

	/// Number of the best block.
	pub fn best(&self) -> Result<BlockNumber, Failure> {
		self.header(None)
	}

	/// Number of the newest finalised block.
	pub fn finalised(&self) -> Result<BlockNumber, Failure> {
		let hash: String = self.call("chain_getFinalizedHead", rpc_params![])?;
		self.header(Some(hash))
	}

	/// All tasks.
	pub fn tasks(&self) -> Result<Vec<TaskView>, Failure> {
		#[derive(Deserialize)]
		struct Answer {
			tasks: Vec<TaskView>,
		}
		Ok(self.call::<Answer>("guild_tasks", rpc_params![0, 100])?.tasks)
	}

	/// One task.
	pub fn task(&self, task: TaskId) -> Result<TaskView, Failure> {
		#[derive(Deserialize)]
		struct Answer {
			task: TaskView,
		}
		Ok(self.call::<Answer>("guild_task", rpc_params![task])?.task)
	}

	/// A round; without an index the one that is open.
	pub fn round(&self, task: TaskId, index: Option<RoundIndex>) -> Result<RoundView, Failure> {
		#[derive(Deserialize)]
		struct Answer {
			round: RoundView,
		}
		Ok(self.call::<Answer>("guild_round", rpc_params![task, index])?.round)
	}

	/// The whole history of a model, newest first.
	pub fn provenance(&self, model_root: Root) -> Result<Vec<Lineage>, Failure> {
		let mut all: Vec<Lineage> = Vec::new();
		let mut root = model_root;
		loop {
			let page: Provenance = self.call("guild_provenance", rpc_params![root])?;
			let (more, got) = (page.next.is_some(), page.lineage.len());
			all.extend(page.lineage);
			match all.last() {
				Some(oldest) if more && got > 0 => root = oldest.inputs.base_root,
				_ => return Ok(all),
			}
		}
	}

	/// All members.
	pub fn members(&self) -> Result<Vec<MemberView>, Failure> {
		#[derive(Deserialize)]
		struct Answer {
			members: Vec<MemberView>,
		}
		Ok(self.call::<Answer>("guild_members", rpc_params![])?.members)
	}

	/// An agreement.
	pub fn agreement(&self, agreement: AgreementId) -> Result<AgreementAnswer, Failure> {
		self.call("guild_agreement", rpc_params![agreement])
	}

	/// What all rounds of an agreement paid, in order.
	pub fn payouts(&self, agreement: AgreementId) -> Result<Vec<PayoutAnswer>, Failure> {
		#[derive(Deserialize)]
		struct Answer {
			payouts: Vec<PayoutAnswer>,
			next: Option<serde_json::Value>,
		}
		let mut all = Vec::new();
		let mut from: Option<serde_json::Value> = None;
		loop {
			let page: Answer = self.call("guild_payouts", rpc_params![agreement, None::<MemberId>, from])?;
			all.extend(page.payouts);
			match page.next {
				None => return Ok(all),
				next => from = next,
			}
		}
	}

	/// Version of the runtime that the best block's successor runs.
	pub fn spec_version(&self) -> Result<u64, Failure> {
		let version: serde_json::Value = self.call("state_getRuntimeVersion", rpc_params![])?;
		let number = version.get("specVersion").and_then(serde_json::Value::as_u64);
		number.ok_or_else(|| self.failed("state_getRuntimeVersion", "no version in the answer"))
	}

	/// What the state has under a key, both in hexadecimal digits after `0x`.
	pub fn storage(&self, key: &str) -> Result<Option<String>, Failure> {
		self.call("state_getStorage", rpc_params![key])
	}

	/// The first keys of the state that begin like this, at most `count`; in the form of [`Rpc::storage`].
	pub fn storage_keys(&self, prefix: &str, count: u32) -> Result<Vec<String>, Failure> {
		self.call("state_getKeysPaged", rpc_params![prefix, count])
	}

	/// How far a member is trusted.
	pub fn reputation(&self, member: MemberId) -> Result<ReputationView, Failure> {
		#[derive(Deserialize)]
		struct One {
			reputation: ReputationView,
		}
		#[derive(Deserialize)]
		struct Answer {
			members: Vec<One>,
		}
		let one = self.call::<Answer>("guild_reputation", rpc_params![member])?.members.into_iter().next();
		one.map(|one| one.reputation).ok_or_else(|| self.failed("guild_reputation", "no member in the answer"))
	}

	/// What a member's datasets have spent of their privacy.
	pub fn privacy_ledger(&self, member: MemberId) -> Result<Vec<LedgerEntry>, Failure> {
		#[derive(Deserialize)]
		struct Answer {
			entries: Vec<LedgerEntry>,
		}
		Ok(self.call::<Answer>("guild_privacyLedger", rpc_params![member])?.entries)
	}

	fn header(&self, hash: Option<String>) -> Result<BlockNumber, Failure> {
		let header: Header = self.call("chain_getHeader", rpc_params![hash])?;
		let digits = header.number.trim_start_matches("0x");
		BlockNumber::from_str_radix(digits, 16)
			.map_err(|_| self.failed("chain_getHeader", "a block number that is no number"))
	}

	fn call<T: DeserializeOwned>(&self, method: &str, parameters: ArrayParams) -> Result<T, Failure> {
		let mut client = self.client.lock().unwrap_or_else(PoisonError::into_inner);
		runtime()?.block_on(async {
			let connection = match client.take().filter(WsClient::is_connected) {
				Some(connection) => connection,
				None => WsClientBuilder::default()
					.request_timeout(TIMEOUT)
					.connection_timeout(TIMEOUT)
					.build(&self.url)
					.await
					.map_err(|error| self.failed("connecting", error))?,
			};
			let answer = connection.request(method, parameters).await.map_err(|error| self.failed(method, error));
			*client = Some(connection);
			answer
		})
	}

	fn failed(&self, method: &str, error: impl std::fmt::Display) -> Failure {
		Failure::unreachable(
			format!("the node did not answer {method}: {error}"),
			&self.url,
			"read the end of that member's node.log in the output directory",
		)
	}
}

/// One thread that drives all connections.
fn runtime() -> Result<&'static Runtime, Failure> {
	static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();
	RUNTIME
		.get_or_init(|| {
			tokio::runtime::Builder::new_multi_thread()
				.worker_threads(1)
				.enable_all()
				.build()
				.map_err(|error| error.to_string())
		})
		.as_ref()
		.map_err(|error| {
			Failure::new(70, format!("no thread for network connections: {error}"), "this machine", "check `ulimit -u`")
		})
}
