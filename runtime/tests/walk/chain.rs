//! Blocks of the real runtime: signed transactions, decisions of the council, and time that passes.

use crate::people::signer;
use codec::Encode;
use frame_support::storage::{with_storage_layer, with_transaction};
use guild_primitives::limits::BLOCK_TIME_MS;
use guild_runtime::{
	AccountId, BlockNumber, Executive, Hash, Header, Membership, RuntimeCall, RuntimeOrigin, Signature, SignedPayload,
	System, UncheckedExtrinsic, VERSION,
};
use sp_core::Pair;
use sp_runtime::{
	generic::{Digest, DigestItem, Era},
	traits::{Dispatchable, Header as _},
	transaction_validity::TransactionValidityError,
	DispatchError, DispatchResult, TransactionOutcome,
};

/// What happens in a block.
#[derive(Clone, Debug)]
pub enum Act {
	/// An account sends a transaction.
	Signed(AccountId, RuntimeCall),
	/// All of the council agree.
	Council(RuntimeCall),
}

/// How it went.
#[derive(Debug)]
pub enum Went {
	/// It was carried out, or refused.
	Done(DispatchResult),
	/// It came into no block.
	Invalid(TransactionValidityError),
}

impl Went {
	/// Whether it was carried out.
	pub fn well(&self) -> bool {
		matches!(self, Self::Done(Ok(())))
	}
}

/// A chain; it knows its last block. The state is that of the externalities it is used in.
pub struct Chain {
	last: Header,
	slot: u64,
}

impl Chain {
	/// Nothing but its genesis.
	pub fn new() -> Self {
		Self { last: Header::new(0, Hash::zero(), Hash::repeat_byte(1), Hash::zero(), Digest::default()), slot: 0 }
	}

	/// The number of the last block.
	pub fn now(&self) -> BlockNumber {
		self.last.number
	}

	/// Makes block `number`, as if those before it had been empty. Nothing may be due in them that has a block of its own.
	pub fn block(&mut self, number: BlockNumber, acts: &[Act]) -> Vec<Went> {
		self.slot += u64::from(number - self.last.number);
		System::set_block_number(number - 1);
		let digest = Digest { logs: vec![DigestItem::PreRuntime(*b"aura", self.slot.encode())] };
		Executive::initialize_block(&Header::new(number, Hash::zero(), Hash::zero(), self.last.hash(), digest));
		let timestamp = pallet_timestamp::Call::set { now: self.slot * BLOCK_TIME_MS };
		Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(timestamp.into())).unwrap().unwrap();
		let went = acts.iter().map(apply).collect();
		self.last = Executive::finalize_block();
		went
	}
}

fn apply(act: &Act) -> Went {
	match act {
		Act::Signed(account, call) => {
			let transaction = sign(account, call.clone());
			// As an author of blocks does: what comes into no block leaves no trace.
			let applied = with_transaction(|| match Executive::apply_extrinsic(transaction) {
				Ok(went) => TransactionOutcome::Commit(Ok::<_, DispatchError>(Went::Done(went))),
				Err(why) => TransactionOutcome::Rollback(Ok(Went::Invalid(why))),
			});
			applied.expect("layers are few")
		}
		Act::Council(call) => {
			let seats = Membership::members().len() as u32;
			let origin = RuntimeOrigin::from(pallet_collective::RawOrigin::<AccountId, _>::Members(seats, seats));
			let went = with_storage_layer(|| call.clone().dispatch(origin).map_err(|refused| refused.error));
			Went::Done(went.map(|_| ()))
		}
	}
}

/// Signs at the next nonce of the account.
fn sign(account: &AccountId, call: RuntimeCall) -> UncheckedExtrinsic {
	let extension = guild_runtime::tx_extension(System::account_nonce(account), Era::Immortal);
	let genesis = System::block_hash(0);
	let implicit = guild_runtime::tx_implicit(VERSION.spec_version, VERSION.transaction_version, genesis, genesis);
	let payload = SignedPayload::from_raw(call.clone(), extension.clone(), implicit);
	let signature = payload.using_encoded(|bytes| signer(account).sign(bytes));
	UncheckedExtrinsic::new_signed(call, account.clone().into(), Signature::Sr25519(signature), extension)
}
