//! How far members are trusted: scores from what final rounds show, quarantine, and a way back.
//!
//! The arithmetic, with its parameters, is [`guild_primitives::reputation`]; `docs/reputation.md` has the formulas and what they
//! catch. This pallet stores what is known of each member, takes evidence from training (as its
//! [`Settlement`](guild_primitives::Settlement) and [`Evidence`](guild_primitives::Evidence)), and tells training how far a
//! member is trusted when inputs are frozen (as its [`Standings`](guild_primitives::Standings)).
//!
//! # Terms
//!
//! - The **score** is what the weight of a member's next update is multiplied by. It lies between 0 and 1; a newcomer has one half.
//! - In **quarantine** a member's updates are kept out of the matrix and scored beside it, so that who has mended can show it. Who
//!   is absent does not come out.
//!
//! # What counts
//!
//! | told | counts |
//! | --- | --- |
//! | a final round | duties done, how the update stands among the others, agreement of its attestation with the result |
//! | a proven fault | against the guilty, at once, also in a round that fails later; and against who had voted that it holds a malformed update |
//! | a contested update that nobody published | against its owner and all who had voted that they hold it |
//! | an equivocation of a member's validator in finality | at once, as much as to say that one holds a malformed update |
//! | a missed duty | when its round settles, and not at all if the round fails: a failed round moves nobody's score |
//!
//! A record outlives membership: who leaves and comes back under the same owner account finds its score as it was. Under a
//! new owner it is a newcomer, which the council has to admit.
//!
//! # Invariants
//!
//! - **I1** Evidence is at most [`MAX_EVIDENCE`](guild_primitives::reputation::MAX_EVIDENCE); running figures are within their ranges.
//! - **I2** A member's quarantine has a beginning, not in the future, if and only if it is quarantined.
//! - **I3** Past scores are in the order of their blocks, none in the future.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod evidence;
mod invariants;
#[cfg(test)]
mod mock;
mod settle;
#[cfg(test)]
mod tests;
mod types;
mod views;
pub mod weights;

pub use pallet::*;
pub use types::{MemberRecord, MAX_PAST_SCORES};
pub use weights::WeightInfo;

#[allow(clippy::expect_used)] // The macros' own.
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use guild_primitives::{ids::MemberId, reputation::Parameters};

	/// Version of what is stored.
	pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Who pardons a member: two thirds of the council. Trusted to tell a fault of the software from a lie.
		type PardonOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// The parameters, which governance may choose. Read when evidence is taken; the arithmetic is total for any.
		type Parameters: Get<Parameters>;
		/// Measured weights.
		type WeightInfo: WeightInfo;
	}

	/// Member → what is known of it. Written with its first evidence; no entry says what a newcomer has. Never removed, so that
	/// nobody leaves to be forgotten: at most one for each owner that was ever a member, and owners enter by governance only.
	#[pallet::storage]
	pub type Records<T> = StorageMap<_, Blake2_128Concat, MemberId, MemberRecord>;

	/// What auditors and members would ask about.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A member's score fell below the line: its updates are kept out of the matrix.
		MemberQuarantined {
			/// The member.
			member: MemberId,
			/// Its score, in units of 2^-16.
			score: u16,
		},
		/// A member has earned its way out of quarantine.
		MemberReleased {
			/// The member.
			member: MemberId,
			/// Its score, in units of 2^-16.
			score: u16,
		},
		/// Governance made a member what a newcomer is.
		MemberPardoned {
			/// The member.
			member: MemberId,
			/// What its score was, in units of 2^-16.
			score: u16,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	#[derive(PartialEq)]
	pub enum Error<T> {
		/// This member is not in quarantine.
		/// Nothing needs to be done: a free member's score mends by itself.
		NotQuarantined,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Makes a quarantined member what a newcomer is: for a fault of the software, and for a consortium in which so many are
		/// quarantined that no round has updates enough to become final, so that nobody can earn its way back.
		///
		/// - **Origin**: [`Config::PardonOrigin`].
		/// - **Needs**: a member in quarantine.
		/// - **Does**: forgets all evidence, keeps the past scores, emits [`Event::MemberPardoned`].
		/// - **Refuses**: anybody else.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::pardon())]
		pub fn pardon(origin: OriginFor<T>, member: MemberId) -> DispatchResult {
			T::PardonOrigin::ensure_origin(origin)?;
			Self::do_pardon(member)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let checked = T::Parameters::get().check();
			assert!(checked.is_ok(), "the parameters of the reputation: {checked:?}");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
