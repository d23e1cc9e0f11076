//! The members of the consortium, their keys, and the validators they run.
//!
//! # Terms
//!
//! - A **member** is a company. It is named by the cold *owner* account with which it was admitted, and acts through the one
//!   that owns it now, which signs rotations and votes: the same, until the council puts another in its place (`recovery.rs`).
//! - Its **duty account** is hot: the worker signs commitments, votes and attestations with it. Its **worker key** signs
//!   manifests; its **node key** is its identity on the network, and the list of all node keys is the allow-list of
//!   whoever serves models and updates.
//! - The **tier** says what it takes part in: a validator also makes blocks, a trainer trains and votes, an auditor reads.
//!
//! Admission and removal are governance's; a member rotates its own keys. A worker key and a node key sign that they are this
//! member's before they are; those of genesis do not, because who makes a chain's first state has met. The accounts of a
//! member hold a provider reference while it is a member, so that they exist, and may sign, with no balance at all.
//!
//! A member leaves when the rounds that count on it are over, and not if finality would stall (`departure.rs`).
//!
//! The runtime must build this pallet's genesis before that of `pallet-session`, which asks here who may run a
//! validator ([`ValidatorOf`]) and who does (the pallet is a [`pallet_session::SessionManager`]).
//!
//! # Invariants
//!
//! - **I1** There are at most [`MAX_MEMBERS`](guild_primitives::limits::MAX_MEMBERS) members, and the counter counts them.
//! - **I2** A member's duty account, worker key and node key each lead back to it, and to nobody else: there are exactly
//!   as many entries of each kind as members.
//! - **I3** No duty account is, or names, the owner account of a member.
//! - **I4** The ended periods of a member's keys are in order, do not overlap, end before now, and leave room for the
//!   period that its removal will end.
//! - **I5** Owner and duty account of a member have a provider reference.
//! - **I6** Who will leave is a member, is listed once, in the order of the decisions, none of which is to come.
//! - **I7** The chain notes last blocks of members only, and none that is to come.
//! - **I8** Each member has one owner, which leads back to it; no owner's account names another member.
//! - **I9** The ended periods of a member's owners are in order, end before now, and leave room for the one that its departure
//!   will end.
//! - **I10** At most one new owner is proposed for a member, and none for one that leaves.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

extern crate alloc;

mod admission;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod departure;
mod described;
mod invariants;
mod keys;
#[cfg(test)]
mod mock;
mod recovery;
mod session;
#[cfg(test)]
mod tests;
mod types;
mod upgrade;
mod views;
pub mod weights;

pub use pallet::*;
pub use session::{FromSession, ValidatorOf};
pub use types::{
	Departure, GenesisMember, KeyPeriod, KeyPeriods, Leaving, MemberRecord, OwnerPeriod, OwnerPeriods, Recovery,
	RecoveryList, Roll, SessionKeys, UpgradePlan,
};
pub use weights::WeightInfo;

/// An amount of money.
pub type BalanceOf<T> = <<T as Config>::Currency as frame_support::traits::fungible::Inspect<
	<T as frame_system::Config>::AccountId,
>>::Balance;

#[allow(clippy::expect_used)] // The macros' own.
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::{boxed::Box, vec::Vec};
	use core::marker::PhantomData;
	use frame_support::{
		dispatch::{GetDispatchInfo, PostDispatchInfo},
		pallet_prelude::*,
		traits::{fungible::Mutate, IsSubType},
		weights::WeightMeter,
	};
	use frame_system::pallet_prelude::*;
	use guild_primitives::{
		consortium::{KeyProofs, MemberKeys, OpenRounds, Tier},
		ids::{AccountBytes, BlockNumber, MemberId, NodeKey, WorkerKey},
		limits::{MAX_NAME_BYTES, MAX_WHY_BYTES},
		Text,
	};
	use sp_runtime::traits::Dispatchable;

	/// Version of what is stored.
	pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<AccountId: Into<[u8; 32]> + From<[u8; 32]>> {
		/// Who admits and removes members: two thirds of the council. Trusted for who the members are.
		type AdmissionOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// The roll of owners that governance votes by, kept equal to the members. Provided by the runtime.
		type Roll: Roll<Self::AccountId>;
		/// The session keys that owners registered. Provided by [`FromSession`]; trusted for who can make blocks.
		type SessionKeys: SessionKeys<Self::AccountId>;
		/// The rounds that are open. Provided by the training pallet; trusted not to keep a round open for ever.
		type Rounds: OpenRounds;
		/// Blocks after which a member that leaves is gone, whatever rounds are open: more than a round usually lasts.
		#[pallet::constant]
		type LeaveDelay: Get<BlockNumber>;
		/// Blocks within which a validator that lives has made one. At least two for each validator there may be.
		#[pallet::constant]
		type LiveWindow: Get<BlockNumber>;
		/// Where the account that names a member has its money. Trusted to move what it says it moves.
		type Currency: Mutate<Self::AccountId>;
		/// Blocks in which a member's owner may veto that another takes its place. Time for who sits in front of a safe.
		#[pallet::constant]
		type RecoveryDelay: Get<BlockNumber>;
		/// Blocks in which an upgrade that may be applied whatever is open is waited for, before rounds open again.
		#[pallet::constant]
		type UpgradeWindow: Get<BlockNumber>;
		/// Who authorises new runtimes: two thirds of the council. Trusted with everything.
		type UpgradeOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Who decides by motions, whatever the share: the council. Trusted with nothing: what a motion asks for asks who decided.
		type MotionOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// What a motion may ask for: the runtime's calls.
		type Motion: Parameter
			+ Dispatchable<RuntimeOrigin = Self::RuntimeOrigin, PostInfo = PostDispatchInfo>
			+ GetDispatchInfo
			+ IsSubType<Call<Self>>
			+ From<Call<Self>>;
		/// Measured weights.
		type WeightInfo: WeightInfo;
	}

	/// Owner → member. Written by admission and rotation, removed by removal. At most [`MAX_MEMBERS`](guild_primitives::limits::MAX_MEMBERS).
	#[pallet::storage]
	pub type Members<T> = CountedStorageMap<_, Blake2_128Concat, MemberId, MemberRecord>;

	/// Duty account → member. Written and removed with the member's keys. One a member.
	#[pallet::storage]
	pub type MemberOfDuty<T> = StorageMap<_, Blake2_128Concat, AccountBytes, MemberId>;

	/// Worker key → member. Written and removed with the member's keys. One a member.
	#[pallet::storage]
	pub type MemberOfWorker<T> = StorageMap<_, Blake2_128Concat, WorkerKey, MemberId>;

	/// Node key → member. Written and removed with the member's keys. One a member.
	#[pallet::storage]
	pub type MemberOfNode<T> = StorageMap<_, Blake2_128Concat, NodeKey, MemberId>;

	/// Owner → the keys it had before, with the blocks in which they were its keys. Written by rotation and removal.
	/// Never removed, so that a signature of any age can be judged; at most
	/// [`MAX_KEY_PERIODS`](guild_primitives::limits::MAX_KEY_PERIODS) an owner, and an owner enters by governance only.
	#[pallet::storage]
	pub type KeyHistory<T> = StorageMap<_, Blake2_128Concat, MemberId, KeyPeriods, ValueQuery>;

	/// Owner account → member. Written by admission and recovery, removed with the member. One a member.
	#[pallet::storage]
	pub type MemberOfOwner<T> = StorageMap<_, Blake2_128Concat, AccountBytes, MemberId>;

	/// Member → the accounts that owned it before, with their blocks. Written by recovery and departure. Never removed, so
	/// that a vote of any age can be judged; at most [`MAX_OWNER_PERIODS`](guild_primitives::limits::MAX_OWNER_PERIODS) a member.
	#[pallet::storage]
	pub type OwnerHistory<T> = StorageMap<_, Blake2_128Concat, MemberId, OwnerPeriods, ValueQuery>;

	/// New owners that the council proposes. Written by `recover`; removed when they take over, by a veto, and by the
	/// member's leaving. At most one a member.
	#[pallet::storage]
	pub type Recoveries<T> = StorageValue<_, RecoveryList, ValueQuery>;

	/// The newest runtime that was authorised. Written by `authorise_upgrade`, never removed: once it is applied, the system
	/// no longer has its authorisation.
	#[pallet::storage]
	pub type Upgrade<T: Config> = StorageValue<_, types::UpgradePlan<T::Hash>>;

	/// Who will leave. Written by removal and resignation; a member leaves it when it is gone. At most all members.
	#[pallet::storage]
	pub type Departures<T> = StorageValue<_, Leaving, ValueQuery>;

	/// Member → the last block that its validator made. Written with each block, removed with the member.
	#[pallet::storage]
	pub type LastBlocks<T> = StorageMap<_, Blake2_128Concat, MemberId, BlockNumber>;

	/// What auditors and nodes would ask about.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Governance admitted a member.
		MemberAdmitted {
			/// The member.
			member: MemberId,
			/// What it takes part in.
			tier: Tier,
			/// Its first keys.
			keys: MemberKeys,
		},
		/// A member that was to leave is one no more.
		MemberRemoved {
			/// The member.
			member: MemberId,
		},
		/// A member replaced its keys.
		KeysSet {
			/// The member.
			member: MemberId,
			/// Its new keys.
			keys: MemberKeys,
		},
		/// A member will leave, as soon as no open round counts on it.
		MemberLeaving {
			/// The member.
			member: MemberId,
			/// Whether it resigned; else governance removes it.
			resigned: bool,
		},
		/// Governance proposes a new owner for a member.
		RecoveryProposed {
			/// The member.
			member: MemberId,
			/// The account that will own it.
			new_owner: AccountBytes,
			/// Block at which it will, unless there is a veto.
			due_at: BlockNumber,
		},
		/// A member's owner stays.
		RecoveryVetoed {
			/// The member.
			member: MemberId,
		},
		/// The proposed owner has become somebody else's account meanwhile: the owner stays.
		RecoveryDropped {
			/// The member.
			member: MemberId,
			/// The account that would have owned it.
			new_owner: AccountBytes,
		},
		/// A member has a new owner.
		OwnerReplaced {
			/// The member.
			member: MemberId,
			/// The account that owns it now.
			new_owner: AccountBytes,
		},
		/// Governance authorised a new runtime. No round opens until it is applied, or for as long as it is waited for.
		UpgradeAuthorised {
			/// Hash of its code.
			code_hash: T::Hash,
			/// Block from which on it may be applied although rounds are open.
			whatever_is_open_at: BlockNumber,
		},
		/// An owner took money out of the account that names its member.
		Withdrawn {
			/// The member.
			member: MemberId,
			/// How much.
			amount: BalanceOf<T>,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	#[derive(PartialEq)]
	pub enum Error<T> {
		/// This account is not the owner account of a member.
		/// Sign with the member's owner account, or ask the council for admission.
		NotAMember,
		/// This owner account is a member already.
		/// To change its keys, its owner calls `set_keys`.
		AlreadyAMember,
		/// The consortium has its most members.
		/// Remove one first.
		ConsortiumFull,
		/// A member needs a name.
		/// Give it the one that those who vote know the company by.
		NoName,
		/// The duty account is another member's.
		/// Make a new one with `guild key generate`.
		DutyTaken,
		/// The worker key is another member's.
		/// Make a new one with `guild key generate`.
		WorkerKeyTaken,
		/// The node key is another member's.
		/// Make a new one with `guild key generate`.
		NodeKeyTaken,
		/// An owner account is named as a duty account. Owners stay cold: a duty account's key lies on a server.
		/// Make a duty account of its own with `guild key generate`.
		DutyIsOwner,
		/// The member's key history is full, and audits need all of it.
		/// Ask the council to admit the company under a new owner account.
		KeyHistoryFull,
		/// These are the member's keys already.
		/// Nothing needs to be done.
		SameKeys,
		/// Without this member no validator would be left to make blocks.
		/// Admit another validator first, and let it register session keys.
		LastValidator,
		/// The member will leave already.
		/// Wait until the rounds that are open are over.
		AlreadyLeaving,
		/// Too few of the other validators made blocks lately: without this one blocks would no longer be final.
		/// Have the others' validators repaired, or remove those that are dead first.
		WouldStallFinality,
		/// A new owner is proposed for this member already.
		/// Wait until it has taken over, or for the veto.
		AlreadyRecovering,
		/// No new owner is proposed for this member.
		/// Nothing needs to be vetoed.
		NotRecovering,
		/// The account owns a member, or names one.
		/// Make a new one with `guild key generate`.
		OwnerTaken,
		/// The member has had so many owners that no more would be remembered.
		/// Ask the council to admit the company under a new owner account.
		OwnerHistoryFull,
		/// The account that names the member is its owner's own.
		/// Transfer from it as from any other.
		NotRecovered,
		/// The worker key has not signed that it is this member's.
		/// Make the proof with `guild key prove`, where the key is.
		WorkerKeyNotProven,
		/// The node key has not signed that it is this member's.
		/// Make the proof with `guild key prove`, where the key is.
		NodeKeyNotProven,
		/// What is described is a description itself.
		/// Describe the call within it.
		DescribedTwice,
	}

	/// The members at genesis. The roll's own genesis must list the same owners.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The members.
		pub members: Vec<GenesisMember>,
		/// Ties the list to this runtime.
		#[serde(skip)]
		pub _runtime: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for GenesisMember { owner, name, tier, keys } in &self.members {
				// There is no chain yet that a panic could harm.
				if let Err(error) = Pallet::<T>::enrol(*owner, name.clone(), *tier, *keys) {
					panic!("genesis member \"{name}\" ({owner}): {error:?}");
				}
			}
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Admits a member.
		///
		/// - **Origin**: [`Config::AdmissionOrigin`].
		/// - **Needs**: an owner that is no member yet, keys that are nobody's, and their proofs that they are held.
		/// - **Does**: gives owner and duty account a provider reference, enters the owner on the roll, emits
		///   [`Event::MemberAdmitted`]. It is in the electorate of the next round.
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::admit())]
		pub fn admit(
			origin: OriginFor<T>,
			owner: T::AccountId,
			name: Text<MAX_NAME_BYTES>,
			tier: Tier,
			keys: MemberKeys,
			proofs: KeyProofs,
		) -> DispatchResult {
			T::AdmissionOrigin::ensure_origin(origin)?;
			Self::do_admit(owner, name, tier, keys, &proofs)
		}

		/// Removes a member, as soon as no open round counts on it.
		///
		/// - **Origin**: [`Config::AdmissionOrigin`].
		/// - **Needs**: a member that does not leave already, and without which finality goes on.
		/// - **Does**: takes its seat on the roll, emits [`Event::MemberLeaving`]; then what the page of `departure.rs` says,
		///   and emits [`Event::MemberRemoved`].
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::remove())]
		pub fn remove(origin: OriginFor<T>, owner: T::AccountId) -> DispatchResult {
			T::AdmissionOrigin::ensure_origin(origin)?;
			Self::do_leave(MemberId(owner.into()), false)
		}

		/// Replaces the keys of the member that the caller owns. A key that stays is named again.
		///
		/// - **Origin**: a member's owner account.
		/// - **Needs**: keys that are nobody else's, their proofs that they are held, and room in the key history.
		/// - **Does**: moves the duty account's provider reference, keeps the old keys with their blocks, emits
		///   [`Event::KeysSet`].
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_keys())]
		pub fn set_keys(origin: OriginFor<T>, keys: MemberKeys, proofs: KeyProofs) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_set_keys(Self::owned_by(&owner)?, keys, &proofs)
		}

		/// The caller's member leaves, as soon as no open round counts on it.
		///
		/// - **Origin**: a member's owner account.
		/// - **Needs**: what [`Pallet::remove`] needs.
		/// - **Does**: what [`Pallet::remove`] does.
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::resign())]
		pub fn resign(origin: OriginFor<T>) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_leave(Self::owned_by(&owner)?, true)
		}

		/// Proposes that another account owns a member, whose owner's key is lost or stolen.
		///
		/// - **Origin**: [`Config::AdmissionOrigin`].
		/// - **Needs**: a member that stays and for which nobody else is proposed; an account that is nobody's.
		/// - **Does**: waits [`Config::RecoveryDelay`] blocks for a veto, emits [`Event::RecoveryProposed`]; then what the page of
		///   `recovery.rs` says, and emits [`Event::OwnerReplaced`].
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::recover())]
		pub fn recover(origin: OriginFor<T>, member: MemberId, new_owner: T::AccountId) -> DispatchResult {
			T::AdmissionOrigin::ensure_origin(origin)?;
			Self::do_recover(member, new_owner)
		}

		/// The caller stays the owner of its member.
		///
		/// - **Origin**: a member's owner account.
		/// - **Needs**: a new owner that is proposed for its member.
		/// - **Does**: drops the proposal, emits [`Event::RecoveryVetoed`].
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::veto_recovery())]
		pub fn veto_recovery(origin: OriginFor<T>) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_veto_recovery(owner)
		}

		/// Takes money out of the account that names the caller's member, for which nobody signs any more.
		///
		/// - **Origin**: a member's owner account, which took another's place.
		/// - **Needs**: so much that is free there.
		/// - **Does**: transfers it to the caller, emits [`Event::Withdrawn`].
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(origin: OriginFor<T>, #[pallet::compact] amount: BalanceOf<T>) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_withdraw(owner, amount)
		}

		/// Authorises a new runtime, by the hash of its code. Any member applies it, with the system's
		/// `apply_authorized_upgrade`, once no round is open.
		///
		/// - **Origin**: [`Config::UpgradeOrigin`].
		/// - **Needs**: nothing; what was authorised before and not applied is replaced.
		/// - **Does**: what the page of `upgrade.rs` says, and emits [`Event::UpgradeAuthorised`].
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::authorise_upgrade())]
		pub fn authorise_upgrade(origin: OriginFor<T>, code_hash: T::Hash) -> DispatchResult {
			T::UpgradeOrigin::ensure_origin(origin)?;
			Self::do_authorise_upgrade(code_hash);
			Ok(())
		}

		/// Does what another call does, and has words with it that say why. Text and call are one motion with one hash: whoever votes
		/// for the call votes for these words.
		///
		/// - **Origin**: [`Config::MotionOrigin`]; and what the call takes, which is called with the same origin.
		/// - **Needs**: a call that is not described itself.
		/// - **Does**: what the call does. Nothing keeps the text but the block that has the motion.
		/// - **Refuses**: with the first reason that applies, and as the call does.
		#[pallet::call_index(8)]
		#[pallet::weight({
			let info = call.get_dispatch_info();
			(T::WeightInfo::described().saturating_add(info.call_weight), info.class)
		})]
		pub fn described(
			origin: OriginFor<T>,
			_text: Text<MAX_WHY_BYTES>,
			call: Box<T::Motion>,
		) -> DispatchResultWithPostInfo {
			T::MotionOrigin::ensure_origin(origin.clone())?;
			Self::do_described(origin, *call)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_poll(_now: BlockNumberFor<T>, meter: &mut WeightMeter) {
			Self::let_go(meter);
			Self::recover_due(meter);
		}

		fn integrity_test() {
			assert!(T::LeaveDelay::get() > 0, "LeaveDelay: who leaves at once leaves open rounds");
			assert!(T::LiveWindow::get() > 0, "LiveWindow: a window of no blocks has no live validators");
			let limit = T::BlockWeights::get().max_block.saturating_div(2);
			assert!(T::RecoveryDelay::get() > 0, "RecoveryDelay: nobody could veto");
			let ask = T::WeightInfo::poll().saturating_add(T::Rounds::oldest_open_weight());
			let weight = ask.saturating_add(T::WeightInfo::depart().max(T::WeightInfo::take_over()));
			assert!(weight.all_lte(limit), "a departure of {weight:?} exceeds half a block, {limit:?}");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
