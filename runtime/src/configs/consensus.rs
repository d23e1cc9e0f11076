//! Who makes blocks, and who finalises them: Aura and GRANDPA, by the members' validators.

use super::parameters::SessionBlocks;
use crate::{
	constants::{MAX_VALIDATORS, REMEMBERED_SESSIONS, SLOT_DURATION_MS},
	AccountId, Aura, Balances, BlockNumber, Consortium, Runtime, RuntimeEvent, Session, SessionKeys,
};
use frame_support::{
	parameter_types,
	traits::{ConstBool, ConstU128, ConstU32, ConstU64},
};
use pallet_session::{disabling::UpToLimitDisablingStrategy, PeriodicSessions};
use sp_consensus_aura::sr25519::AuthorityId as AuraId;

impl pallet_timestamp::Config for Runtime {
	type Moment = u64;
	type OnTimestampSet = Aura;
	type MinimumPeriod = ConstU64<{ SLOT_DURATION_MS / 2 }>;
	type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

impl pallet_aura::Config for Runtime {
	type AuthorityId = AuraId;
	type DisabledValidators = Session;
	type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
	type AllowMultipleBlocksPerSlot = ConstBool<false>;
	type SlotDuration = ConstU64<SLOT_DURATION_MS>;
}

/// Tells the consortium whose validator made a block.
pub struct NoteAuthor;

impl pallet_authorship::EventHandler<AccountId, BlockNumber> for NoteAuthor {
	fn note_author(owner: AccountId) {
		Consortium::note_author(&owner);
	}
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Runtime, Aura>;
	type EventHandler = NoteAuthor;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
	type MaxNominators = ConstU32<0>;
	// Each session is an authority set of its own, but for the second, which has that of the first; and a set is told apart by
	// where the one before it ended.
	type MaxSetIdSessionEntries = ConstU64<{ REMEMBERED_SESSIONS as u64 + 1 }>;
	type KeyOwnerProof = pallet_equivocation::KeyOwnership;
	type EquivocationReportSystem = super::equivocation::Reports;
}

parameter_types! {
	pub const SessionOffset: BlockNumber = 0;
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	// Only a member's owner account may name session keys.
	type ValidatorIdOf = pallet_consortium::ValidatorOf<Runtime>;
	type ShouldEndSession = PeriodicSessions<SessionBlocks, SessionOffset>;
	type NextSessionRotation = PeriodicSessions<SessionBlocks, SessionOffset>;
	type SessionManager = Consortium;
	type SessionHandler = super::equivocation::NoteKeys;
	type Keys = SessionKeys;
	type DisablingStrategy = UpToLimitDisablingStrategy;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	// Members are admitted by a vote; a deposit would protect from nobody.
	type KeyDeposit = ConstU128<0>;
}
