//! Guild's runtime: the pallets wired together, governance, genesis presets.
//!
//! | module | holds |
//! | --- | --- |
//! | [`constants`] | every number, and why |
//! | [`configs`] | the pallets' settings |
//! | [`extensions`] | who may send a transaction, and what that costs |
//! | [`genesis`] | a consortium's first state from its members, and the presets |
//! | [`migrations`] | what a new version does to the state of the one before |
//! | [`apis`] | what a node may ask |
#![cfg_attr(not(feature = "std"), no_std)]
// The derive and runtime macros nest deeply.
#![recursion_limit = "256"]
// The runtime macro puts a hundred undocumented items into this file; ours are documented all the same.
#![allow(missing_docs)]

#[cfg(feature = "std")]
pub use wasm::WASM_BINARY;

#[cfg(feature = "std")]
#[allow(dead_code)] // The build script writes two constants that nobody needs.
mod wasm {
	include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));
}

extern crate alloc;

pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod configs;
pub mod constants;
pub mod extensions;
pub mod genesis;
pub mod migrations;

use alloc::vec::Vec;
use sp_runtime::{
	generic, impl_opaque_keys,
	traits::{BlakeTwo256, IdentifyAccount, TransactionExtension, Verify},
	MultiAddress, MultiSignature,
};
#[cfg(not(feature = "rehearsal"))]
use sp_version::RuntimeVersion;

/// Signature of a transaction: sr25519 by our own tools; other clients may use any of the three.
pub type Signature = MultiSignature;
/// An account: 32 bytes, in our own tools an sr25519 public key.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// An amount, in the smallest unit.
pub type Balance = u128;
/// How many transactions an account has made.
pub type Nonce = u32;
/// Hash of a block, a header, a call.
pub type Hash = sp_core::H256;
/// A block's number.
pub type BlockNumber = guild_primitives::BlockNumber;
/// How a transaction names an account.
pub type Address = MultiAddress<AccountId, ()>;
/// A block's header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block whose calls the runtime understands.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// A block as the node handles it: calls are opaque bytes.
pub mod opaque {
	use super::*;
	pub use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

	/// A block's header.
	pub type Header = super::Header;
	/// A block whose calls are opaque.
	pub type Block = generic::Block<Header, UncheckedExtrinsic>;
}

impl_opaque_keys! {
	/// A validator's session keys.
	pub struct SessionKeys {
		/// Signs blocks (sr25519).
		pub aura: Aura,
		/// Signs finality votes (ed25519).
		pub grandpa: Grandpa,
	}
}

/// Version of the runtime.
#[cfg(not(feature = "rehearsal"))]
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: alloc::borrow::Cow::Borrowed("guild"),
	impl_name: alloc::borrow::Cow::Borrowed("guild"),
	authoring_version: 1,
	spec_version: 1,
	impl_version: 1,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

#[cfg(feature = "rehearsal")]
pub use migrations::VERSION;

/// What a transaction carries besides its call, and is checked for, in this order.
pub type TxExtension = (
	extensions::CheckMember,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_skip_feeless_payment::SkipCheckIfFeeless<
		Runtime,
		pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	>,
	frame_system::WeightReclaim<Runtime>,
);

/// The [`TxExtension`] of a transaction that pays no tip: what every client of ours signs.
pub fn tx_extension(nonce: Nonce, era: generic::Era) -> TxExtension {
	(
		extensions::CheckMember,
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(era),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0).into(),
		frame_system::WeightReclaim::new(),
	)
}

/// What a signature covers besides the transaction itself, for each part of [`TxExtension`]: the versions that the chain
/// has, its first block, and the block at which the transaction's era is anchored.
pub type TxImplicit = <TxExtension as TransactionExtension<RuntimeCall>>::Implicit;

/// The [`TxImplicit`] of a transaction for a chain of these versions, made without its state.
pub fn tx_implicit(spec_version: u32, transaction_version: u32, genesis: Hash, anchor: Hash) -> TxImplicit {
	((), (), spec_version, transaction_version, genesis, anchor, (), (), (), ())
}

/// A transaction as it travels.
pub type UncheckedExtrinsic = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What a transaction's signature covers.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// Executes blocks.
pub type Executive =
	frame_executive::Executive<Runtime, Block, frame_system::ChainContext<Runtime>, Runtime, AllPalletsWithSystem>;

/// The pallets. An index, once used on a chain, keeps its meaning for ever: it is part of every call, event and error.
#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(3)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(4)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(5)]
	pub type SkipFeeless = pallet_skip_feeless_payment;
	#[runtime::pallet_index(6)]
	pub type Parameters = pallet_parameters;

	// The council is told of members by the consortium, and so stands before it.
	#[runtime::pallet_index(10)]
	pub type Membership = pallet_membership<Instance1>;
	#[runtime::pallet_index(11)]
	pub type Council = pallet_collective<Instance1>;
	// Before the session, which asks it for validators at genesis.
	#[runtime::pallet_index(12)]
	pub type Consortium = pallet_consortium;

	#[runtime::pallet_index(20)]
	pub type Aura = pallet_aura;
	#[runtime::pallet_index(21)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(22)]
	pub type Grandpa = pallet_grandpa;
	#[runtime::pallet_index(23)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(24)]
	pub type Equivocation = pallet_equivocation;

	#[runtime::pallet_index(30)]
	pub type Training = pallet_training;
	#[runtime::pallet_index(31)]
	pub type PrivacyBudget = pallet_privacy_budget;
	#[runtime::pallet_index(32)]
	pub type Reputation = pallet_reputation;
	#[runtime::pallet_index(33)]
	pub type Rewards = pallet_rewards;
}
