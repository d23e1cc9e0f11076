//! The council: one seat a member. There is no sudo.

use crate::{
	constants::{MAX_MOTIONS, MOTION_BLOCKS},
	AccountId, BlockNumber, Council, Membership, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin,
};
use frame_support::{
	dispatch::RawOrigin,
	parameter_types,
	traits::{ConstU32, NeverEnsureOrigin},
	weights::Weight,
};
use frame_system::EnsureRoot;
use guild_primitives::limits::MAX_PARTICIPANTS;
use pallet_collective::{EnsureProportionAtLeast, EnsureProportionMoreThan, PrimeDefaultVote};
use pallet_consortium::Roll;
use sp_runtime::{DispatchResult, Perbill};

/// The council among collectives; the runtime has no other.
pub type CouncilCollective = pallet_collective::Instance1;
/// At least two thirds of the council: who is a member.
pub type TwoThirdsOfCouncil = EnsureProportionAtLeast<AccountId, CouncilCollective, 2, 3>;
/// More than half of the council: what is trained.
pub type MoreThanHalfOfCouncil = EnsureProportionMoreThan<AccountId, CouncilCollective, 1, 2>;
/// A motion of the council, however many are for it: what it may do is for what it asks for to say.
pub type AnyOfCouncil = EnsureProportionAtLeast<AccountId, CouncilCollective, 0, 1>;

parameter_types! {
	pub const MotionBlocks: BlockNumber = MOTION_BLOCKS;
	pub MaxMotionWeight: Weight = Perbill::from_percent(50) * super::RuntimeBlockWeights::get().max_block;
}

impl pallet_collective::Config<CouncilCollective> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = MotionBlocks;
	type MaxProposals = ConstU32<MAX_MOTIONS>;
	type MaxMembers = ConstU32<MAX_PARTICIPANTS>;
	// Who does not vote is counted as *no*: there is no prime member.
	type DefaultVote = PrimeDefaultVote;
	type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
	type SetMembersOrigin = NeverEnsureOrigin<()>;
	type MaxProposalWeight = MaxMotionWeight;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Consideration = ();
}

/// The list of members as the ecosystem's tools know it. It has no will of its own: the consortium pallet decides who is
/// a member, `Seats` writes it here, and this pallet tells the council.
impl pallet_membership::Config<pallet_membership::Instance1> for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type AddOrigin = EnsureRoot<AccountId>;
	type RemoveOrigin = EnsureRoot<AccountId>;
	type SwapOrigin = NeverEnsureOrigin<()>;
	type ResetOrigin = NeverEnsureOrigin<()>;
	type PrimeOrigin = NeverEnsureOrigin<()>;
	type MembershipInitialized = Council;
	type MembershipChanged = Council;
	type MaxMembers = ConstU32<MAX_PARTICIPANTS>;
	type WeightInfo = pallet_membership::weights::SubstrateWeight<Runtime>;
}

/// Gives every member of the consortium a seat, and takes it away with the membership.
pub struct Seats;

impl Roll<AccountId> for Seats {
	fn enter(owner: &AccountId) -> DispatchResult {
		Membership::add_member(RawOrigin::Root.into(), owner.clone().into())
			.map(|_| ())
			.map_err(|refused| refused.error)
	}

	fn strike(owner: &AccountId) -> DispatchResult {
		Membership::remove_member(RawOrigin::Root.into(), owner.clone().into())
			.map(|_| ())
			.map_err(|refused| refused.error)
	}
}
