//! The privacy ledger: what members' datasets have spent, and may spend.
//!
//! # Terms
//!
//! - A **dataset** is what a member declares as one, with a number of its own and a description that the council can see. Two datasets
//!   **overlap** if they share rows; the member says which do.
//! - A **relation** says between which two worlds nobody must be able to tell, and with it the unit that is protected
//!   ([`guild_accountant::Relation`]). Costs under different relations are never added.
//! - A **budget** is the most ε at a δ that a dataset may spend under one relation. A relation without a budget allows nothing.
//! - An **account** holds what was charged to one dataset under one relation: a curve of costs at all orders. What a dataset has
//!   **spent** is the sum of its own account and those of all datasets that overlap it: whoever is in both has paid for both.
//! - A **charge** is one update of one dataset, or one report on its held-out rows. That of an update is made when the update is
//!   committed to, before any byte of it is served, once for an update and dataset, and never given back: a failed round commits the
//!   same update again at no cost.
//!
//! # What it does
//!
//! The training pallet hands over what a manifest declares ([`guild_primitives::Release`]); the cost is computed here, by
//! `guild-accountant`, always rounded up. Nobody's ε is believed. A commitment that would take the dataset, or one that overlaps it, over
//! its budget is refused. An update without noise costs nothing and needs no dataset; one that names a declared dataset leaves a mark on it,
//! because from then on what it has spent tells only a part.
//!
//! The rewards pallet hands over reports on what updates are worth ([`guild_primitives::MetricRelease`], `metric.rs`): bits are charged to
//! the held-out dataset, once a round; coarse values mark it.
//!
//! A member sets the budget of a dataset when it declares it, and may only tighten it. A new budget needs a new dataset, which the council
//! can see; that it is made of old rows is a breach that the chain cannot see. A declared dataset, with its account, stays for ever: so
//! does what was released.
//!
//! What all this proves is arithmetic about declared mechanisms. That noise was added, or records sampled, it cannot see.
//!
//! # Invariants
//!
//! - **I1** A member's list names exactly its datasets, ascending, at most
//!   [`MAX_DATASETS`](guild_primitives::limits::MAX_DATASETS).
//! - **I2** Overlap is mutual, between two declared datasets of one member; each list of them is ascending.
//! - **I3** Each dataset has a description and a budget under some relation.
//! - **I4** An account belongs to a declared dataset, counts its charges, and is the sum of what the accountant says they cost;
//!   every charge is in an account.
//! - **I5** The memo lists what it keeps, and keeps what the accountant gives.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod datasets;
mod invariants;
mod ledger;
mod memo;
mod metric;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
mod types;
mod views;
pub mod weights;

pub use pallet::*;
pub use types::{Account, Budgets, Charge, Dataset, DatasetIds, GenesisDataset, MetricCharge};
pub use weights::WeightInfo;

#[allow(clippy::expect_used, clippy::boxed_local)] // The macros' own; and a boxed argument keeps the type of all calls small.
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::{boxed::Box, vec::Vec};
	use core::marker::PhantomData;
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use guild_accountant::{Curve, Mechanism as AccountedMechanism, Nats, Relation};
	use guild_primitives::{
		consortium::ConsortiumMembers,
		ids::{DatasetId, MemberId, RoundId},
		limits::MAX_DESCRIPTION_BYTES,
		Budget, FlipChance, Mechanism, Root, Text,
	};

	/// Version of what is stored.
	pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<AccountId: Into<[u8; 32]> + From<[u8; 32]>> {
		/// Who is a member. Provided by the consortium; trusted for who may declare datasets.
		type Members: ConsortiumMembers;
		/// Fills the consortium, in benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type MakeMember: guild_primitives::consortium::MakeMember;
		/// Measured weights.
		type WeightInfo: WeightInfo;
	}

	/// Member → the numbers of its datasets, ascending. Written by `declare_dataset`, never removed. At most 130 bytes a member.
	#[pallet::storage]
	pub type DatasetsOf<T> = StorageMap<_, Blake2_128Concat, MemberId, DatasetIds, ValueQuery>;

	/// Member, dataset → what the member declared. Written by `declare_dataset`, `tighten_budget`, `add_overlap` and by the first
	/// update without noise or report of coarse values, never removed. At most [`MAX_DATASETS`](guild_primitives::limits::MAX_DATASETS) a member, of at most
	/// 710 bytes.
	#[pallet::storage]
	pub type Datasets<T> = StorageDoubleMap<_, Blake2_128Concat, MemberId, Twox64Concat, DatasetId, Dataset>;

	/// Member, dataset, relation → what was charged to it. Written by charges, never removed: it is what a budget is measured
	/// by. At most two a dataset, of 1305 bytes.
	#[pallet::storage]
	pub type Accounts<T> = StorageNMap<
		_,
		(NMapKey<Blake2_128Concat, MemberId>, NMapKey<Twox64Concat, DatasetId>, NMapKey<Twox64Concat, Relation>),
		Account,
	>;

	/// Member, dataset, update → its charge. Written once, never removed: an update is never charged again, and an auditor can add
	/// the accounts up anew. At most one for each commitment that a member has ever made, of 32 bytes.
	#[pallet::storage]
	pub type Charges<T> = StorageNMap<
		_,
		(NMapKey<Blake2_128Concat, MemberId>, NMapKey<Twox64Concat, DatasetId>, NMapKey<Blake2_128Concat, Root>),
		Charge,
	>;

	/// Member, dataset, round → the charge of its report. Written once, never removed, as [`Charges`]. At most one for each survey that
	/// a member has ever answered, of 10 bytes.
	#[pallet::storage]
	pub type MetricCharges<T> = StorageNMap<
		_,
		(NMapKey<Blake2_128Concat, MemberId>, NMapKey<Twox64Concat, DatasetId>, NMapKey<Twox64Concat, RoundId>),
		MetricCharge,
	>;

	/// Sampled mechanism → what one step of it costs. Written by charges; the oldest is removed when there are
	/// [`memo::MAX_MEMO`].
	#[pallet::storage]
	pub type StepCosts<T> = StorageMap<_, Blake2_128Concat, AccountedMechanism, Curve>;

	/// What [`StepCosts`] keeps, oldest first. Written with it.
	#[pallet::storage]
	pub type StepCostOrder<T> = StorageValue<_, memo::MemoOrder, ValueQuery>;

	/// What an auditor or a member would ask about.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A member declared a dataset.
		DatasetDeclared {
			/// The member.
			member: MemberId,
			/// The member's number for it.
			dataset: DatasetId,
			/// What it may spend.
			budgets: Budgets,
		},
		/// A member tightened a budget.
		BudgetTightened {
			/// The member.
			member: MemberId,
			/// The dataset.
			dataset: DatasetId,
			/// Under which relation.
			relation: Relation,
			/// What it may spend now.
			budget: Budget,
		},
		/// A member said that two of its datasets share rows.
		OverlapAdded {
			/// The member.
			member: MemberId,
			/// A dataset.
			dataset: DatasetId,
			/// The other.
			other: DatasetId,
		},
		/// An update was charged.
		Charged {
			/// The member.
			member: MemberId,
			/// The dataset it was charged to.
			dataset: DatasetId,
			/// The round it was first committed in.
			round: RoundId,
			/// The update.
			update_root: Root,
			/// The mechanism it declares.
			mechanism: Mechanism,
			/// The relation, and with it the unit, of `epsilon`.
			relation: Relation,
			/// What the dataset has spent now under that relation, at its budget's δ: with the datasets that overlap it.
			epsilon: Nats,
			/// Its budget.
			budget: Budget,
		},
		/// An update without noise, or a report of coarse values, named a declared dataset, for the first time: what it has spent tells
		/// only a part from now on.
		UsedWithoutNoise {
			/// The member.
			member: MemberId,
			/// The dataset.
			dataset: DatasetId,
			/// The round.
			round: RoundId,
		},
		/// A report of bits on held-out rows was charged.
		MetricCharged {
			/// The member.
			member: MemberId,
			/// The dataset it was measured on, and charged to.
			dataset: DatasetId,
			/// The round whose updates it is about.
			round: RoundId,
			/// The chance of the other answer, as the task says.
			flip: FlipChance,
			/// How many bits.
			count: u32,
			/// The relation, and with it the unit, of `epsilon`.
			relation: Relation,
			/// What the dataset has spent now under that relation, at its budget's δ: with the datasets that overlap it.
			epsilon: Nats,
			/// Its budget.
			budget: Budget,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	#[derive(PartialEq)]
	pub enum Error<T> {
		/// This account is not the owner account of a member.
		/// Sign with the member's owner account.
		NotAMember,
		/// A dataset needs a description, for the council.
		/// Say in a few words what the rows are, and from when to when; no secrets.
		NoDescription,
		/// A dataset without any budget could never be used.
		/// Set one under the relation of the mechanism that is to be declared.
		NoBudget,
		/// The member has declared a dataset with this number.
		/// Choose another number; declared datasets stay as they are.
		AlreadyDeclared,
		/// The member has declared its most datasets.
		/// Use one of those; none is ever taken back.
		TooManyDatasets,
		/// The member has declared no dataset with this number.
		/// Declare it first.
		UnknownDataset,
		/// The overlaps are not an ascending list of the member's other datasets.
		/// Name each dataset that shares rows with this one, once, ascending.
		BadOverlaps,
		/// The two datasets overlap already.
		/// Nothing needs to be done.
		AlreadyOverlap,
		/// The dataset has no budget under this relation: nothing may be spent under it, and less is not possible.
		/// Nothing needs to be done.
		NothingToTighten,
		/// The budget is not below the one there is: it needs a smaller ε or δ, and neither may grow.
		/// A larger budget needs a new dataset.
		NotTighter,
	}

	/// The datasets at genesis, of members at genesis.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The datasets; one that overlaps others stands after them.
		pub datasets: Vec<GenesisDataset>,
		/// Ties the list to this runtime.
		#[serde(skip)]
		pub _runtime: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for dataset in self.datasets.iter().cloned() {
				let GenesisDataset { member, dataset, description, overlaps, budgets } = dataset;
				// There is no chain yet that a panic could harm.
				assert!(T::Members::worker_key(&member).is_some(), "genesis dataset {dataset} of {member}: NotAMember");
				if let Err(error) = Pallet::<T>::do_declare_dataset(member, dataset, description, overlaps, budgets) {
					panic!("genesis dataset {dataset} of {member}: {error:?}");
				}
			}
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Declares a dataset, and sets what may be spent of its privacy.
		///
		/// - **Origin**: a member's owner account.
		/// - **Needs**: a number that the member has not used, a description, a budget under at least one relation, and room for one
		///   more. `overlaps` are all of the member's datasets that share rows with it, ascending.
		/// - **Does**: what those have spent is spent of this one too. It stays for ever. Emits [`Event::DatasetDeclared`].
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::declare_dataset())]
		pub fn declare_dataset(
			origin: OriginFor<T>,
			dataset: DatasetId,
			description: Box<Text<MAX_DESCRIPTION_BYTES>>,
			overlaps: DatasetIds,
			budgets: Box<Budgets>,
		) -> DispatchResult {
			let member = T::Members::owned_by(ensure_signed(origin)?).ok_or(Error::<T>::NotAMember)?;
			Self::do_declare_dataset(member, dataset, *description, overlaps, *budgets)
		}

		/// Tightens what a dataset may spend under a relation. It may then be below what is spent: no update is accepted any more.
		///
		/// - **Origin**: a member's owner account.
		/// - **Needs**: a smaller ε, or a smaller δ, and neither larger than before.
		/// - **Does**: emits [`Event::BudgetTightened`].
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::tighten_budget())]
		pub fn tighten_budget(
			origin: OriginFor<T>,
			dataset: DatasetId,
			relation: Relation,
			budget: Budget,
		) -> DispatchResult {
			let member = T::Members::owned_by(ensure_signed(origin)?).ok_or(Error::<T>::NotAMember)?;
			Self::do_tighten_budget(member, dataset, relation, budget)
		}

		/// Says that two datasets share rows after all. What one has spent is spent of the other too, from the first charge on.
		///
		/// - **Origin**: a member's owner account.
		/// - **Needs**: two different datasets of the member that do not overlap yet.
		/// - **Does**: emits [`Event::OverlapAdded`].
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::add_overlap())]
		pub fn add_overlap(origin: OriginFor<T>, dataset: DatasetId, other: DatasetId) -> DispatchResult {
			let member = T::Members::owned_by(ensure_signed(origin)?).ok_or(Error::<T>::NotAMember)?;
			Self::do_add_overlap(member, dataset, other)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
