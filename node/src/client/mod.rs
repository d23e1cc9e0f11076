//! A JSON-RPC client for the command line: reads, and extrinsics signed with an owner's key.

pub mod answers;
mod ledgers;
mod submit;

pub use submit::{Included, Until};

use crate::{exit::CliError, rpc::code};
use codec::Decode;
use guild_primitives::{BlockNumber, MemberId, RoundIndex, TaskId};
use jsonrpsee::{
	core::{
		client::{ClientT, Error},
		traits::ToRpcParams,
	},
	rpc_params,
	ws_client::{WsClient, WsClientBuilder},
};
use serde::de::DeserializeOwned;
use sp_core::{Bytes, H256};
use std::time::Duration;

/// Where a node listens unless told otherwise.
pub const DEFAULT_URL: &str = "ws://127.0.0.1:9944";

/// Time for a node to answer one question.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);
/// Time for a node to take the connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Which node a command talks to.
#[derive(Clone, Debug, clap::Args)]
pub struct NodeArgs {
	/// JSON-RPC address of a node.
	#[arg(long, value_name = "URL", default_value = DEFAULT_URL)]
	pub url: String,
}

impl NodeArgs {
	/// Connects.
	///
	/// # Errors
	/// [`CliError`], code *unreachable*.
	pub fn connect(&self) -> Result<Remote, CliError> {
		Remote::connect(&self.url)
	}
}

/// A node, reached over JSON-RPC. Calls block.
pub struct Remote {
	// Dropped before the runtime that drives it.
	client: WsClient,
	runtime: tokio::runtime::Runtime,
	url: String,
}

impl Remote {
	/// Connects to the node at `url`.
	///
	/// # Errors
	/// [`CliError`], code *usage* if `url` is no address, else *unreachable*.
	pub fn connect(url: &str) -> Result<Self, CliError> {
		if !url.starts_with("ws://") {
			return Err(CliError::usage(
				format!("`{url}` is no address of a node's JSON-RPC"),
				format!("it looks like {DEFAULT_URL}"),
			));
		}
		let runtime =
			tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(|error| {
				CliError::unreachable(format!("cannot start the client: {error}"), url, "try again")
			})?;
		let client = runtime.block_on(
			WsClientBuilder::default()
				.request_timeout(ANSWER_TIMEOUT)
				.connection_timeout(CONNECT_TIMEOUT)
				.max_response_size(64 << 20)
				.build(url),
		);
		let client = client.map_err(|error| {
			CliError::unreachable(
				format!("no node answers: {error}"),
				url,
				"start one with `guild run`, or give the address of a running one with --url",
			)
		})?;
		Ok(Self { client, runtime, url: url.to_string() })
	}

	/// Where the node is.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// Calls a method.
	///
	/// # Errors
	/// [`CliError`]: *unreachable* if there was no answer, *refused* if the answer was an error.
	pub fn call<T: DeserializeOwned>(&self, method: &str, params: impl ToRpcParams + Send) -> Result<T, CliError> {
		self.runtime.block_on(self.client.request(method, params)).map_err(|error| self.failed(method, error))
	}

	fn failed(&self, method: &str, error: Error) -> CliError {
		let location = format!("{method} at {}", self.url);
		match error {
			Error::Call(error) => {
				// Our own methods say what to do next; the SDK's say more of what happened.
				let data: serde_json::Value =
					error.data().and_then(|data| serde_json::from_str(data.get()).ok()).unwrap_or_default();
				let what = match &data {
					serde_json::Value::String(more) => format!("{}: {more}", error.message()),
					_ => error.message().to_string(),
				};
				let next = data.get("next").and_then(|next| next.as_str()).unwrap_or_default();
				match error.code() {
					code::UNAVAILABLE => CliError::unreachable(what, location, next),
					_ => CliError::refused(what, location, next),
				}
			}
			Error::ParseError(error) => CliError::refused(
				format!("the node's answer is not what this version expects: {error}"),
				location,
				"use a node and a command of the same version",
			),
			Error::RequestTimeout => CliError::unreachable(
				"the node did not answer in time",
				location,
				"try again; its log says what keeps it busy",
			),
			other => CliError::unreachable(
				format!("the connection failed: {other}"),
				location,
				"see whether the node still runs",
			),
		}
	}

	/// Tasks from number `from` on.
	///
	/// # Errors
	/// This and the next: as [`Remote::call`].
	pub fn tasks(&self, from: TaskId, limit: u32) -> Result<answers::Tasks, CliError> {
		self.call("guild_tasks", rpc_params![from, limit])
	}

	/// A task.
	///
	/// # Errors
	/// As [`Remote::call`].
	pub fn task(&self, task: TaskId) -> Result<answers::Task, CliError> {
		self.call("guild_task", rpc_params![task])
	}

	/// A round of a task, or its present one.
	///
	/// # Errors
	/// As [`Remote::call`].
	pub fn round(&self, task: TaskId, index: Option<RoundIndex>) -> Result<answers::Round, CliError> {
		self.call("guild_round", rpc_params![task, index])
	}

	/// All members.
	///
	/// # Errors
	/// As [`Remote::call`].
	pub fn members(&self) -> Result<answers::Members, CliError> {
		self.call("guild_members", rpc_params![])
	}

	/// What a member's datasets have spent.
	///
	/// # Errors
	/// As [`Remote::call`].
	pub fn privacy_ledger(&self, member: MemberId) -> Result<answers::PrivacyLedger, CliError> {
		self.call("guild_privacyLedger", rpc_params![member])
	}

	/// The value behind a storage key in the best block's state.
	///
	/// # Errors
	/// As [`Remote::call`]; *refused* too if the value is not what this version expects.
	pub fn storage<T: Decode>(&self, key: Vec<u8>, at: Option<H256>) -> Result<Option<T>, CliError> {
		let value: Option<Bytes> = self.call("state_getStorage", rpc_params![Bytes(key), at])?;
		let Some(value) = value else { return Ok(None) };
		T::decode(&mut &value[..]).map(Some).map_err(|error| {
			CliError::refused(
				format!("the chain's state is not what this version expects: {error}"),
				format!("state_getStorage at {}", self.url),
				"use a command of the version that the chain runs",
			)
		})
	}

	/// Hash of block `number`, if there is one.
	///
	/// # Errors
	/// As [`Remote::call`].
	pub fn block_hash(&self, number: BlockNumber) -> Result<Option<H256>, CliError> {
		self.call("chain_getBlockHash", rpc_params![number])
	}
}
