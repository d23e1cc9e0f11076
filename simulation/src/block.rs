//! A block by the runtime's `Executive`, with one difference: transactions come to it with their signatures checked.
//!
//! One after the other, a hundred signatures take as long as all else in a block, and checking them needs nothing of it. So each is checked
//! where it is made, side by side, by the check that the block would make. A node does so too, when a transaction comes into its
//! pool, and checks it once more in the block. The test below has `Executive::execute_block`, which takes nothing for granted, execute
//! such a block again.

use crate::{chain::Made, keys::account};
use codec::Encode;
use frame_support::dispatch::{DispatchInfo, GetDispatchInfo};
use frame_system::ChainContext;
use guild_primitives::{limits::BLOCK_TIME_MS, BlockNumber};
use guild_runtime::{
	AccountId, Executive, Hash, Header, Nonce, Runtime, RuntimeCall, RuntimeEvent, Signature, SignedPayload, System,
	TxExtension, UncheckedExtrinsic,
};
use sp_core::{ed25519, Pair};
use sp_runtime::{
	generic::{CheckedExtrinsic, Digest, DigestItem, Era},
	traits::{Applyable, Checkable, Header as _},
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	ApplyExtrinsicResult,
};

/// A signed transaction, checked.
pub struct Transaction {
	bytes: Vec<u8>,
	checked: CheckedExtrinsic<AccountId, RuntimeCall, TxExtension>,
}

impl Transaction {
	/// Signs a call, and checks the transaction. Reads the state.
	///
	/// # Errors
	/// It cannot be signed, or the check fails: bugs.
	pub fn signed(key: &ed25519::Pair, nonce: Nonce, call: RuntimeCall) -> Result<Self, TransactionValidityError> {
		let payload = SignedPayload::new(call, guild_runtime::tx_extension(nonce, Era::Immortal))?;
		let signature = Signature::Ed25519(payload.using_encoded(|bytes| key.sign(bytes)));
		let (call, extension, _) = payload.deconstruct();
		let transaction = UncheckedExtrinsic::new_signed(call, account(key).into(), signature, extension);
		let bytes = transaction.encode();
		Ok(Self { bytes, checked: transaction.check(&ChainContext::<Runtime>::default())? })
	}

	/// What `Executive::apply_extrinsic` does after the check.
	fn apply(self) -> ApplyExtrinsicResult {
		let (info, len): (DispatchInfo, usize) = (self.checked.get_dispatch_info(), self.bytes.len());
		System::note_extrinsic(self.bytes);
		let applied = self.checked.apply::<Runtime>(&info, len)?;
		System::note_applied_extrinsic(&applied, info);
		Ok(applied.map(|_| ()).map_err(|refused| refused.error))
	}
}

/// A new block.
pub struct Built {
	/// Its header.
	pub header: Header,
	/// What it did.
	pub made: Made,
	/// Places of the transactions that did not fit into it.
	pub left_over: Vec<usize>,
}

/// Executes a block of these transactions on the state of its parent.
///
/// # Errors
/// What the runtime said of the block's time, if it refused it.
pub fn build(number: BlockNumber, parent: Hash, transactions: Vec<Transaction>) -> Result<Built, ApplyExtrinsicResult> {
	let mut made = Made::default();
	let mut left_over = Vec::new();
	let slot = u64::from(number);
	Executive::initialize_block(&Header::new(number, Hash::zero(), Hash::zero(), parent, digest(slot)));
	match Executive::apply_extrinsic(timestamp(slot)) {
		Ok(Ok(())) => (),
		refused => return Err(refused),
	}
	Executive::inherents_applied();
	for (place, transaction) in transactions.into_iter().enumerate() {
		let bytes = transaction.bytes.len();
		match transaction.apply() {
			Err(TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources)) => left_over.push(place),
			Err(error) => made.refused.push(format!("{error:?}")),
			Ok(outcome) => {
				made.transactions += 1;
				made.bytes += bytes;
				made.refused.extend(outcome.err().map(|error| format!("{error:?}")));
			}
		}
	}
	for event in System::read_events_no_consensus() {
		made.faults_proven += usize::from(is_fault_proven(&event.event));
		made.pleas += usize::from(is_plea(&event.event));
	}
	Ok(Built { header: Executive::finalize_block(), made, left_over })
}

fn digest(slot: u64) -> Digest {
	Digest { logs: vec![DigestItem::PreRuntime(*b"aura", slot.encode())] }
}

fn timestamp(slot: u64) -> UncheckedExtrinsic {
	UncheckedExtrinsic::new_bare(pallet_timestamp::Call::set { now: slot * BLOCK_TIME_MS }.into())
}

fn is_fault_proven(event: &RuntimeEvent) -> bool {
	matches!(event, RuntimeEvent::Training(pallet_training::Event::FaultProven { .. }))
}

fn is_plea(event: &RuntimeEvent) -> bool {
	matches!(event, RuntimeEvent::Training(pallet_training::Event::ListPleadedFor { .. }))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{chain::Chain, keys::Keys};
	use guild_runtime::Block;
	use std::sync::Arc;

	/// Roots, weights and events are all in the header's two roots, which `execute_block` compares with its own.
	#[test]
	fn the_runtime_executes_a_block_to_the_same_header() {
		let keys = Arc::new(Keys::of_members(1, 4));
		let chain = Chain::new(keys.clone()).unwrap();
		let parent = chain.head();
		let (number, parent) = (parent.number + 1, Hash::from(parent.hash));
		let remark = || RuntimeCall::from(frame_system::Call::remark_with_event { remark: vec![7; 300] });
		let transactions = || -> Vec<Transaction> {
			keys.iter().map(|keys| chain.read(|| Transaction::signed(&keys.owner, 0, remark())).unwrap()).collect()
		};
		let extrinsics: Vec<UncheckedExtrinsic> = std::iter::once(timestamp(u64::from(number)))
			.chain(transactions().iter().map(|made| codec::Decode::decode(&mut &made.bytes[..]).unwrap()))
			.collect();
		let built = chain.read(|| build(number, parent, transactions())).unwrap_or_else(|_| panic!("no block"));
		assert_eq!((built.made.transactions, built.made.refused.len()), (4, 0));
		chain.read(|| Executive::execute_block(Block { header: built.header, extrinsics }.into()));
	}
}
