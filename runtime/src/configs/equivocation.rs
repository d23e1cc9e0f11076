//! Equivocations in finality: which key was whose, how they are reported, and what they cost. Aura has no such reports: the SDK's
//! nodes see and log two blocks of one slot, and its pallet takes no proof of them.

use super::{parameters::SlashDelay, MoreThanHalfOfCouncil};
use crate::{
	constants::{REMEMBERED_SESSIONS, REPORT_BLOCKS, VALIDATOR_DEPOSIT},
	AccountId, Balances, Equivocation, Reputation, Rewards, Runtime, RuntimeCall, RuntimeHoldReason, Session,
	SessionKeys, UncheckedExtrinsic,
};
use alloc::vec::Vec;
use frame_support::traits::{ConstU128, ConstU32, ConstU64};
use frame_system::offchain::{CreateBare, CreateTransactionBase};
use pallet_grandpa::AuthorityId as GrandpaId;
use pallet_session::SessionHandler;
use sp_core::crypto::KeyTypeId;
use sp_runtime::traits::OpaqueKeys;

impl pallet_equivocation::Config for Runtime {
	type ForgiveOrigin = MoreThanHalfOfCouncil;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Evidence = (Rewards, Reputation);
	type Deposit = ConstU128<VALIDATOR_DEPOSIT>;
	type SlashDelay = SlashDelay;
	type Sessions = ConstU32<REMEMBERED_SESSIONS>;
	type WeightInfo = pallet_equivocation::weights::SubstrateWeight<Runtime>;
}

/// Checks reports of nodes, and hands them on.
pub type Reports =
	pallet_grandpa::EquivocationReportSystem<Runtime, Equivocation, Equivocation, ConstU64<REPORT_BLOCKS>>;

impl<C> CreateTransactionBase<C> for Runtime
where
	RuntimeCall: From<C>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

/// Nodes send reports unsigned, each into its own pool ([`crate::extensions`] lets nothing else in so).
impl<C> CreateBare<C> for Runtime
where
	RuntimeCall: From<C>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}

/// Who has keys: Aura, GRANDPA.
type KeyHolders = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;

/// Tells the holders of keys that a session begins, and then the pallet that remembers whose they were.
pub struct NoteKeys;

impl SessionHandler<AccountId> for NoteKeys {
	const KEY_TYPE_IDS: &'static [KeyTypeId] = <KeyHolders as SessionHandler<AccountId>>::KEY_TYPE_IDS;

	fn on_genesis_session<Ks: OpaqueKeys>(validators: &[(AccountId, Ks)]) {
		<KeyHolders as SessionHandler<AccountId>>::on_genesis_session(validators);
		Equivocation::begin_genesis_session(grandpa_keys(validators));
	}

	fn on_new_session<Ks: OpaqueKeys>(changed: bool, validators: &[(AccountId, Ks)], queued: &[(AccountId, Ks)]) {
		<KeyHolders as SessionHandler<AccountId>>::on_new_session(changed, validators, queued);
		Equivocation::begin_session(Session::current_index(), grandpa_keys(validators));
	}

	fn on_before_session_ending() {
		<KeyHolders as SessionHandler<AccountId>>::on_before_session_ending();
	}

	fn on_disabled(validator: u32) {
		<KeyHolders as SessionHandler<AccountId>>::on_disabled(validator);
	}
}

/// The keys by which these validators vote on finality.
fn grandpa_keys<Ks: OpaqueKeys>(validators: &[(AccountId, Ks)]) -> Vec<(AccountId, GrandpaId)> {
	let key = |keys: &Ks| keys.get::<GrandpaId>(sp_consensus_grandpa::KEY_TYPE);
	validators.iter().filter_map(|(account, keys)| Some((account.clone(), key(keys)?))).collect()
}
