//! Signs an extrinsic, sends it, and waits until the chain has said what came of it.

use super::Remote;
use crate::{
	chain::extrinsic::{self, SigningContext},
	exit::CliError,
};
use codec::Encode;
use guild_runtime::{
	extensions::{NOT_A_MEMBER, OVER_BUDGET},
	RuntimeCall, RuntimeEvent, VERSION,
};
use jsonrpsee::{
	core::client::{Subscription, SubscriptionClientT},
	rpc_params,
};
use sc_transaction_pool_api::TransactionStatus;
use serde::Deserialize;
use sp_core::{crypto::Ss58Codec, sr25519, Bytes, H256};
use sp_version::RuntimeVersion;
use std::{io::IsTerminal, time::Duration};

/// Longest wait for the next news of an extrinsic. Blocks come every two seconds; a minute without news is trouble.
const NEWS_TIMEOUT: Duration = Duration::from_secs(60);

/// How long to wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Until {
	/// Until a block holds the extrinsic.
	InBlock,
	/// Until that block is final.
	Final,
}

/// An extrinsic in a block.
#[derive(Debug)]
pub struct Included {
	/// The block.
	pub block: H256,
	/// What it did.
	pub events: Vec<RuntimeEvent>,
}

type Status = TransactionStatus<H256, H256>;

/// What is read of the answer to `chain_getBlock`.
#[derive(Deserialize)]
struct SignedBlock {
	block: Body,
}

#[derive(Deserialize)]
struct Body {
	extrinsics: Vec<Bytes>,
}

impl Remote {
	/// Signs `call` with `key`, submits it, and waits.
	///
	/// # Errors
	/// [`CliError`]: *refused* if the chain's runtime is not this binary's, if the pool does not take the extrinsic, or if
	/// it was included and failed; *unreachable* if the node stops answering or does not include it.
	pub fn submit(&self, key: &sr25519::Pair, call: RuntimeCall, until: Until) -> Result<Included, CliError> {
		let context = self.signing_context()?;
		let account = extrinsic::account_of(key).to_ss58check();
		let nonce: u32 = self.call("system_accountNextIndex", rpc_params![&account])?;
		let extrinsic = extrinsic::sign(key, call, nonce, &context).encode();
		let block = self.watch(extrinsic.clone(), &account, until)?;
		self.outcome(block, &extrinsic)
	}

	fn signing_context(&self) -> Result<SigningContext, CliError> {
		let version: RuntimeVersion = self.call("state_getRuntimeVersion", rpc_params![])?;
		if (version.spec_name.as_ref(), version.spec_version, version.transaction_version)
			!= (VERSION.spec_name.as_ref(), VERSION.spec_version, VERSION.transaction_version)
		{
			return Err(CliError::refused(
				format!(
					"the chain runs {} {} (transaction format {}), this command signs for {} {} (format {})",
					version.spec_name,
					version.spec_version,
					version.transaction_version,
					VERSION.spec_name,
					VERSION.spec_version,
					VERSION.transaction_version
				),
				self.url(),
				"use the version of `guild` that the chain runs",
			));
		}
		let genesis = self.block_hash(0)?.ok_or_else(|| self.odd("the node has no block 0"))?;
		let anchor_hash: H256 = self.call("chain_getFinalizedHead", rpc_params![])?;
		let header: guild_runtime::Header = self.call("chain_getHeader", rpc_params![anchor_hash])?;
		Ok(SigningContext {
			genesis,
			spec_version: version.spec_version,
			transaction_version: version.transaction_version,
			anchor: header.number,
			anchor_hash,
		})
	}

	fn watch(&self, extrinsic: Vec<u8>, account: &str, until: Until) -> Result<H256, CliError> {
		let method = "author_submitAndWatchExtrinsic";
		let subscribed =
			self.client.subscribe::<Status, _>(method, rpc_params![Bytes(extrinsic)], "author_unwatchExtrinsic");
		self.runtime.block_on(async {
			let mut news = subscribed.await.map_err(|error| {
				let mut error = self.failed(method, error);
				if let Some(words) = refusal(&error.what) {
					error.what = words.into();
				}
				if error.next.is_empty() {
					error.next = format!(
						"see that {account} can pay fees; if another command is signing with its key, wait for it"
					);
				}
				error
			})?;
			let progress = Progress::start();
			let end = self.follow(&mut news, &progress, until).await;
			progress.end();
			end
		})
	}

	async fn follow(
		&self,
		news: &mut Subscription<Status>,
		progress: &Progress,
		until: Until,
	) -> Result<H256, CliError> {
		loop {
			let next = tokio::time::timeout(NEWS_TIMEOUT, news.next()).await;
			let Ok(Some(Ok(status))) = next else {
				return Err(CliError::unreachable(
					"nothing was heard of the transaction for a minute",
					self.url(),
					"see with `guild gov list` whether it was included; if not, submit it again",
				));
			};
			match status {
				Status::Future => progress.say("waits for an earlier transaction of the same account"),
				Status::Ready | Status::Broadcast(_) => progress.say("waits for a block"),
				// The place within the block does not travel.
				Status::InBlock((block, _)) if until == Until::InBlock => return Ok(block),
				Status::InBlock(_) => progress.say("is in a block, waits for finality"),
				Status::Retracted(_) => progress.say("its block was abandoned, waits for another"),
				Status::Finalized((block, _)) => return Ok(block),
				Status::FinalityTimeout(_) => {
					return Err(CliError::unreachable(
						"the transaction is in a block that does not become final",
						self.url(),
						"more than two thirds of the validators must be up; see `guild run`'s log",
					))
				}
				Status::Usurped(_) | Status::Dropped | Status::Invalid => {
					return Err(CliError::refused(
						format!("the transaction pool gave the transaction up ({status:?})"),
						self.url(),
						"submit it again; do not sign with one key in two places at once",
					))
				}
			}
		}
	}

	/// What the extrinsic did in `block`.
	fn outcome(&self, block: H256, extrinsic: &[u8]) -> Result<Included, CliError> {
		let body: SignedBlock = self.call("chain_getBlock", rpc_params![block])?;
		let index = body.block.extrinsics.iter().position(|other| other.0 == extrinsic);
		let index = index.ok_or_else(|| self.odd("the block that should hold the transaction does not"))?;
		let key = [sp_io::hashing::twox_128(b"System"), sp_io::hashing::twox_128(b"Events")].concat();
		let records: Vec<frame_system::EventRecord<RuntimeEvent, H256>> =
			self.storage(key, Some(block))?.unwrap_or_default();
		let ours = |phase: &frame_system::Phase| matches!(phase, frame_system::Phase::ApplyExtrinsic(i) if *i as usize == index);
		let events: Vec<_> =
			records.into_iter().filter(|record| ours(&record.phase)).map(|record| record.event).collect();
		for event in &events {
			if let RuntimeEvent::System(frame_system::Event::ExtrinsicFailed { dispatch_error, .. }) = event {
				return Err(CliError::refused(
					format!("the chain refused: {}", extrinsic::explain(dispatch_error)),
					format!("block {block:?}, transaction {index}"),
					"nothing has changed but the fee",
				));
			}
		}
		Ok(Included { block, events })
	}

	fn odd(&self, what: &str) -> CliError {
		CliError::refused(what, self.url(), "see whether the address is that of a Guild node")
	}
}

/// What happens meanwhile: a spinner on a terminal, plain lines elsewhere; always on stderr.
struct Progress(Option<indicatif::ProgressBar>);

impl Progress {
	fn start() -> Self {
		let is_terminal = std::io::stderr().is_terminal();
		Self(is_terminal.then(|| {
			let bar = indicatif::ProgressBar::new_spinner();
			bar.enable_steady_tick(Duration::from_millis(100));
			bar
		}))
	}

	fn say(&self, what: &'static str) {
		match &self.0 {
			Some(bar) => bar.set_message(format!("The transaction {what}")),
			None => eprintln!("The transaction {what}."),
		}
	}

	fn end(&self) {
		if let Some(bar) = &self.0 {
			bar.finish_and_clear();
		}
	}
}

/// What a refusal by the pool means that the chain gives a number alone.
fn refusal(said: &str) -> Option<&'static str> {
	let number: u8 = said.rsplit_once("Custom error: ")?.1.trim().parse().ok()?;
	match number {
		NOT_A_MEMBER => Some("this account is no member's, and the chain takes transactions from members alone"),
		OVER_BUDGET => Some("no privacy budget covers it"),
		_ => None,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_the_pool_refuses_by_number_is_told_in_words() {
		assert!(refusal("Invalid Transaction: Custom error: 1").is_some_and(|words| words.contains("no member's")));
		assert!(refusal("Invalid Transaction: Custom error: 2").is_some_and(|words| words.contains("budget")));
		assert_eq!(refusal("Invalid Transaction: Custom error: 77"), None);
		assert_eq!(refusal("Priority is too low"), None);
	}
}
