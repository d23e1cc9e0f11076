//! What it costs a member that its validator votes for two blocks in one round of finality.
//!
//! GRANDPA is safe while fewer than a third of the validators do so. Two such votes, signed with one session key, are proof
//! enough; every node that sees them has the runtime report them (`pallet_grandpa::EquivocationReportSystem`). This pallet
//! knows whose key it was, and what follows.
//!
//! # Terms
//!
//! - A **session** is as long as the set of validators and their keys stand still. To GRANDPA each is an authority set of its own,
//!   but for the first two, which are one.
//! - A validator's **deposit** is held in the account that names its member, from a session's beginning on.
//! - A session is **remembered** while it is one of the newest [`Config::Sessions`]: so long its equivocations can be reported,
//!   and the deposits of its validators stay, whoever has left meanwhile.
//!
//! # What an equivocation costs
//!
//! Once a member and authority set, however many votes it signed twice: one report says what there is to say, and a validator
//! out of its mind would otherwise fill blocks with reports that nobody pays for. Then
//!
//! - its reputation falls, at once ([`Evidence::equivocated`](guild_primitives::Evidence::equivocated));
//! - its deposit waits for [`Config::SlashDelay`] blocks, in which governance may forgive it, and is burnt. The usual cause is
//!   one key on two machines. Nobody earns by a report: nodes send it by themselves.
//!
//! The next session takes a new deposit. Who has no money for one validates all the same, and an event says so each session:
//! a chain whose validators are out of money must go on. Its reputation then is all that it has to lose. Neither is spared who
//! leaves: a reputation outlives membership, and so does the deposit, for as long as sessions are remembered.
//!
//! # Whose key it was
//!
//! The chain keeps the keys of each remembered session, and not only their hash as `pallet_session::historical` does. That
//! pallet proves a key from the keys that validators have named for *later* sessions; so who names another key, and then
//! signs twice with the old one, which still votes for up to two sessions, cannot be reported with it. A proof of ownership here
//! is the session's number. At most 8.2 kB a session.
//!
//! # Invariants
//!
//! - **I1** The sessions that have validators are the newest that are remembered, and no key is twice in one.
//! - **I2** What is held of a member as [`HoldReason::Validator`] is its deposit; each validator of the newest session has an
//!   entry, unless there are [`MAX_DEPOSITS`]; no entry is of a session that is forgotten.
//! - **I3** What is held of a member as [`HoldReason::Slashed`] are its slashes that are neither settled nor forgiven; every slash lies
//!   between the oldest and the next, and none is due before an older one.
//! - **I4** A member has at most one report of each authority set, and none of a session to come.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod deposits;
mod invariants;
#[cfg(test)]
mod mock;
mod reports;
mod sessions;
mod slashes;
#[cfg(test)]
mod tests;
mod types;
pub mod weights;

pub use pallet::*;
pub use types::{Deposit, DepositMap, KeyOwnership, Report, Seat, Seats, Slash, MAX_DEPOSITS};
pub use weights::WeightInfo;

/// An amount of money.
pub type BalanceOf<T> = <<T as Config>::Currency as frame_support::traits::fungible::Inspect<
	<T as frame_system::Config>::AccountId,
>>::Balance;

#[allow(clippy::expect_used)] // The macros' own.
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::slashes::SlashQueue;
	use frame_support::{pallet_prelude::*, traits::fungible::MutateHold, weights::WeightMeter};
	use frame_system::pallet_prelude::*;
	use guild_pallet_support::Queue;
	use guild_primitives::{
		ids::{BlockNumber, MemberId},
		Evidence,
	};
	use sp_consensus_grandpa::{RoundNumber, SetId};
	use sp_staking::SessionIndex;

	/// Version of what is stored.
	pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<AccountId: Into<[u8; 32]> + From<[u8; 32]>> {
		/// Who forgives a slash: more than half of the council. Trusted to tell a mishap from an attack.
		type ForgiveOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Where deposits are held. Trusted to keep what it holds.
		type Currency: MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;
		/// The runtime's reasons for holds, with this pallet's among them.
		type RuntimeHoldReason: From<HoldReason>;
		/// Who is told of an equivocation. Trusted to be quick: it runs within the report.
		type Evidence: Evidence;
		/// What is held of a validator, in the smallest unit. More than nothing.
		#[pallet::constant]
		type Deposit: Get<BalanceOf<Self>>;
		/// Blocks that a slashed deposit waits, at least 1: time for governance to forgive it.
		#[pallet::constant]
		type SlashDelay: Get<BlockNumber>;
		/// How many sessions are remembered, the present one among them: at least 2, since a session's last votes come in the next.
		/// `pallet_grandpa` must remember one authority set more: it tells a set's first session by the last of the one before.
		#[pallet::constant]
		type Sessions: Get<u32>;
		/// Measured weights.
		type WeightInfo: WeightInfo;
	}

	/// The newest session. Written as it begins, never removed.
	#[pallet::storage]
	pub type CurrentSession<T> = StorageValue<_, SessionIndex, ValueQuery>;

	/// Session → its validators, each with the key by which it votes on finality. Written as it begins, removed
	/// [`Config::Sessions`] sessions later. At most 8.2 kB each.
	#[pallet::storage]
	pub type Validators<T> = StorageMap<_, Twox64Concat, SessionIndex, Seats>;

	/// Members that validate, or did in a remembered session, and their deposits. Written as sessions begin and by reports; a
	/// member leaves it when the last session in which it validated is forgotten. At most 13 kB.
	#[pallet::storage]
	pub type Deposits<T: Config> = StorageValue<_, DepositMap<BalanceOf<T>>, ValueQuery>;

	/// Member → its reports. Written by reports, each of which forgets those of forgotten sessions; removed with its
	/// deposit. At most 12 bytes for each remembered session.
	#[pallet::storage]
	pub type Reports<T: Config> =
		StorageMap<_, Blake2_128Concat, MemberId, BoundedVec<Report, <T as Config>::Sessions>, ValueQuery>;

	/// Number → a slashed deposit that waits. Written by reports, removed when it is settled or forgiven. At most one a validator of
	/// each session of the last [`Config::SlashDelay`] blocks.
	#[pallet::storage]
	pub type Slashes<T: Config> = StorageMap<_, Twox64Concat, u64, Slash<BalanceOf<T>>>;

	/// Number of the next slash. Written by reports, never removed.
	#[pallet::storage]
	pub type NextSlash<T> = StorageValue<_, u64, ValueQuery>;

	/// Number of the oldest slash that may still wait. Written when slashes are settled, never removed.
	#[pallet::storage]
	pub type OldestSlash<T> = StorageValue<_, u64, ValueQuery>;

	/// The block from which on the newest slash is settled. Written with each slash, never removed. Slashes are settled in their
	/// order, so a later one is not due earlier, also where the delay has become shorter.
	#[pallet::storage]
	pub type NewestSlashDue<T> = StorageValue<_, BlockNumber, ValueQuery>;

	/// Why something is held in the account that names a member. An index never changes its meaning.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposit of a validator, while its sessions are remembered.
		#[codec(index = 0)]
		Validator,
		/// The deposit of a validator that equivocated, until it is settled or forgiven.
		#[codec(index = 1)]
		Slashed,
	}

	/// What auditors and members would ask about.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A member's validator voted for two blocks in one round of finality. The extrinsic shows both votes.
		Equivocated {
			/// The member.
			member: MemberId,
			/// The session in which the key was its validator's.
			session: SessionIndex,
			/// The authority set.
			set_id: SetId,
			/// The round of finality, counted from the beginning of the set.
			round: RoundNumber,
		},
		/// So much more is held of a validator.
		DepositHeld {
			/// The member.
			member: MemberId,
			/// How much.
			amount: BalanceOf<T>,
		},
		/// A member validates, and its account does not cover the deposit.
		DepositNotCovered {
			/// The member.
			member: MemberId,
			/// What is missing.
			missing: BalanceOf<T>,
		},
		/// A member that has long stopped to validate has its deposit back.
		DepositReleased {
			/// The member.
			member: MemberId,
			/// How much.
			amount: BalanceOf<T>,
		},
		/// A deposit was slashed, and waits.
		DepositSlashed {
			/// Number of the slash.
			slash: u64,
			/// Whose it was.
			member: MemberId,
			/// How much.
			amount: BalanceOf<T>,
			/// Block from which on it is settled; before, it may be forgiven.
			due_at: BlockNumber,
		},
		/// Governance gave a slashed deposit back.
		SlashForgiven {
			/// Number of the slash.
			slash: u64,
			/// Whose it is.
			member: MemberId,
			/// How much.
			amount: BalanceOf<T>,
		},
		/// A slashed deposit was burnt.
		SlashSettled {
			/// Number of the slash.
			slash: u64,
			/// Whose it was.
			member: MemberId,
			/// How much.
			burnt: BalanceOf<T>,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	#[derive(PartialEq)]
	pub enum Error<T> {
		/// No slash of this number waits: it was settled or forgiven, or there never was one.
		/// Nothing can be done any more.
		UnknownSlash,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Gives a slashed deposit back, before it is settled. The reputation is another matter: `pallet-reputation` has its pardon.
		///
		/// - **Origin**: [`Config::ForgiveOrigin`].
		/// - **Needs**: a slash that waits.
		/// - **Does**: releases what is held, emits [`Event::SlashForgiven`].
		/// - **Refuses**: anybody else.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::forgive_slash())]
		pub fn forgive_slash(origin: OriginFor<T>, slash: u64) -> DispatchResult {
			T::ForgiveOrigin::ensure_origin(origin)?;
			Self::do_forgive_slash(slash)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_poll(_now: BlockNumberFor<T>, meter: &mut WeightMeter) {
			SlashQueue::<T>::serve(Self::now(), meter);
		}

		fn integrity_test() {
			use sp_runtime::traits::Zero;
			assert!(!T::Deposit::get().is_zero(), "Deposit: an equivocation would cost no money");
			assert!(T::SlashDelay::get() > 0, "SlashDelay: governance has no time to forgive");
			assert!(T::Sessions::get() > 1, "Sessions: the last votes of a session could not be reported");
			let limit = T::BlockWeights::get().max_block.saturating_div(2);
			let weight = T::WeightInfo::poll().saturating_add(T::WeightInfo::settle_slash());
			assert!(weight.all_lte(limit), "a slash of {weight:?} exceeds half a block, {limit:?}");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
