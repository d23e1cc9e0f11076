//! Tasks, rounds, commitments, availability votes, attestations, challenges and lineage.
//!
//! # Terms
//!
//! - A **task** is a standing agreement to train one model. Governance creates it from a spec that never changes.
//! - A **round** takes the task's model one step on, or fails and leaves it. A task has at most one open round.
//! - The **electorate** E is who was a member when the round opened. Every fraction is of |E|, never of those who voted;
//!   the **quorum** is ⌊2|E|/3⌋ + 1. Whoever is proven **guilty** of a fault leaves E for the rest of the round, and the quorum
//!   is taken anew over the rest, down to one member.
//! - A **challenge** is a fault proof against an attested result, and a **dispute** one against a final result; see
//!   [`guild_aggregation::proof`]. A **plea** says that the list of the proposed result is withheld.
//! - An update is **contested** if its bytes must come on the chain to be included; its bytes come in **parts** of 1 MiB.
//!
//! How a round lives, what it promises and what it costs is in [`docs`].
//!
//! # Invariants
//!
//! - **I1** Tasks are numbered from 0 without gaps; each has a valid spec whose hash it holds.
//! - **I2** [`OpenTasks`] lists, without repetition, all active tasks and no complete one; only they have rounds.
//! - **I3** Each open task is exactly once in [`Due`] or [`Deadlines`], and nothing else is; a round that is not due has
//!   its deadline at the block after `ends_at`; no deadline has passed.
//! - **I4** An open round is the task's current one, starts from its model, has an electorate that is ascending and neither
//!   empty nor too large, and a phase whose length is its window.
//! - **I5** What members did in the open round is exactly what its bit sets say; votes speak of commitments only, and reveal what
//!   was committed to; no phase has calls of a later one.
//! - **I6** Inputs are frozen from Attest on and only then, with a seed; they hash to what the round holds, are ascending, include only what
//!   was committed, weigh at least 1 each, and are as many as the rule needs.
//! - **I7** Every attested result has its body, which hashes to it, and every body is attested.
//! - **I8** A task has a record of every round before its current one; as many are final as it counts, and exactly those
//!   have a lineage.
//! - **I9** From the newest model, lineage leads from parent to parent to the initial model, through all final rounds.
//! - **I10** [`RoundOfModel`] names, for every model root of a lineage and no other, the newest round that made it.
//! - **I11** A task is complete when, and only when, all its rounds are final, unless it was stopped.
//! - **I12** A result is proposed in Challenge and only then; it was not proven false; it is the one that the standing attestations propose, and its
//!   attesters are those the round names. A round that fails with its next move is due.
//! - **I13** The guilty of an open round are those that its faults name; they have no attestation. Faults are numbered from 0
//!   without gaps, and belong to rounds that have been opened.
//! - **I14** What is held of a member as [`HoldReason::Attestation`] are the deposits of its attestations, and as
//!   [`HoldReason::Slashed`] its slashes that are neither settled nor forgiven; every slash lies between the oldest and the next,
//!   and none is due before an older one.
//!   As [`HoldReason::Missing`] it is its bonds in rounds that are in Availability or Publication, and as [`HoldReason::Plea`] its
//!   pleas that nobody has answered.
//! - **I15** A round in Publication has contested updates, all of them committed to; of exactly those that the chain has seen a
//!   part of it keeps parts, each with a block of Publication; exactly those are whole that lack none. Only rounds of tasks
//!   that publish have any.
//! - **I16** A plea belongs to a round in Challenge, by a member of its electorate; while nobody has answered it, the round ends at its `answer_by`.
//! - **I17** A task's earliest disputed round is the earliest final one whose result a fault names.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

extern crate alloc;

mod attest;
mod availability;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod challenge;
mod commit;
mod deposits;
mod dispute;
pub mod docs;
mod errors;
mod events;
mod feeless;
mod hooks;
mod invariants;
#[cfg(test)]
mod mock;
mod plea;
mod publication;
mod rounds;
mod settle;
mod slashes;
mod tasks;
#[cfg(test)]
mod tests;
mod types;
mod views;
pub mod weights;

// By its bare name: the macro asks for that.
use frame_support::pallet_macros::import_section;

pub use feeless::{Deed, Errand};
pub use pallet::*;
pub use types::{
	Attestation, AvailabilityVote, Commitment, Frozen, OpenRound, Parts, Plea, Proposed, Publication, RoundRecord,
	SeenPart, Slash, Task, TaskList,
};
pub use weights::WeightInfo;

/// An amount of money.
pub type BalanceOf<T> = <<T as Config>::Currency as frame_support::traits::fungible::Inspect<
	<T as frame_system::Config>::AccountId,
>>::Balance;

#[allow(clippy::expect_used, clippy::borrowed_box)] // The macros' own; and how they hand a call to the condition of its fee.
#[import_section(events::events)]
#[import_section(errors::errors)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::slashes::SlashQueue;
	use alloc::boxed::Box;
	use frame_support::{
		dispatch::DispatchResultWithPostInfo, pallet_prelude::*, traits::fungible::MutateHold, weights::WeightMeter,
	};
	use frame_system::pallet_prelude::*;
	use guild_aggregation::{
		chunks::Value,
		proof::{FaultProof, List},
	};
	use guild_pallet_support::Queue;
	use guild_primitives::{
		consortium::ConsortiumMembers,
		contribution::{Settlement, Standings},
		fault::{Evidence, Fault, FaultRecord, Reason},
		ids::{BlockNumber, MemberId, RoundId, TaskId, WorkerSignature},
		limits::{MAX_PART_PATH, PART_BYTES},
		result::PerParticipant,
		FailReason, Ledger, Lineage, Manifest, Phase, Release, ResultBody, Root, RoundInputs, TaskSpec,
	};

	/// Version of what is stored.
	pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<AccountId: Into<[u8; 32]> + From<[u8; 32]>> {
		/// Who creates and stops tasks: more than half of the council. Trusted for what is trained, not for results.
		type TaskOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Who is a member, and with which worker key. Provided by the consortium; trusted for who may act.
		type Members: ConsortiumMembers;
		/// Where deposits are held. Trusted to keep what it holds.
		type Currency: MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;
		/// The runtime's reasons for holds, with this pallet's among them.
		type RuntimeHoldReason: From<HoldReason>;
		/// Who is told what members did wrong or left undone. Trusted to be quick: it runs within calls and moves.
		type Evidence: Evidence;
		/// Who is told of final rounds. Trusted to be as quick as it says: it runs within moves.
		type Settlement: Settlement;
		/// Who knows how far members are trusted when a round's inputs are frozen. Trusted to be as quick as it says.
		type Standings: Standings;
		/// Who keeps what members' data have spent of their privacy. Trusted to refuse what goes over a budget, and to be as quick as
		/// it says.
		type Ledger: Ledger<Release>;
		/// What an attestation holds in the owner's account until the round ends, in the smallest unit. More than nothing, and
		/// little enough that every owner can answer for all open tasks at once.
		#[pallet::constant]
		type AttestDeposit: Get<BalanceOf<Self>>;
		/// What a vote holds in the owner's account for each update that it says it could not fetch, until Availability ends, or
		/// Publication if there is one, in the smallest unit. As much as the fee of an update's bytes, which nobody else pays.
		#[pallet::constant]
		type MissingBond: Get<BalanceOf<Self>>;
		/// What a plea holds in the owner's account until it is answered or falls away, in the smallest unit. As much as the fee
		/// of a list's bytes, which nobody else pays.
		#[pallet::constant]
		type PleaBond: Get<BalanceOf<Self>>;
		/// Blocks that the deposit of a guilty member waits, at least 1: time for governance to see that a fault was one of
		/// the software, and to forgive it.
		#[pallet::constant]
		type SlashDelay: Get<BlockNumber>;
		/// Whether no round should open now, because a new runtime waits for those that are open. Trusted not to last.
		type Paused: Get<bool>;
		/// Fills the consortium, in benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type MakeMember: guild_primitives::consortium::MakeMember;
		/// Measured weights.
		type WeightInfo: WeightInfo;
	}

	/// Number of the next task. Written by `create_task`, never removed.
	#[pallet::storage]
	pub type NextTask<T> = StorageValue<_, TaskId, ValueQuery>;

	/// Task → its spec. Written by `create_task`, never changed or removed. Grows by governance only.
	#[pallet::storage]
	pub type Specs<T> = StorageMap<_, Twox64Concat, TaskId, TaskSpec>;

	/// Task → where it stands. Written by `create_task` and by the end of its rounds, never removed.
	#[pallet::storage]
	pub type Tasks<T> = StorageMap<_, Twox64Concat, TaskId, types::Task>;

	/// Tasks that have or will have an open round. Written by `create_task`; a task leaves it when it is complete, or when
	/// it was stopped and its last round has ended.
	#[pallet::storage]
	pub type OpenTasks<T> = StorageValue<_, TaskList, ValueQuery>;

	/// Tasks to be moved, first come first served. Written by `on_initialize`, by calls that end a phase, and by moves;
	/// a task leaves it in its move.
	#[pallet::storage]
	pub type Due<T> = StorageValue<_, TaskList, ValueQuery>;

	/// Block → tasks whose phase is over at its beginning. Written by moves; removed at that block, or when the phase ends
	/// earlier. All lists together hold each open task at most once.
	#[pallet::storage]
	pub type Deadlines<T> = StorageMap<_, Twox64Concat, BlockNumber, TaskList, ValueQuery>;

	/// Task → its open round. Written by moves and calls, removed when the round ends. One an open task.
	#[pallet::storage]
	pub type Rounds<T> = StorageMap<_, Twox64Concat, TaskId, OpenRound>;

	/// Task, member → its commitment in the open round. Removed when the round ends. One a member of the electorate.
	#[pallet::storage]
	pub type Commitments<T> = StorageDoubleMap<_, Twox64Concat, TaskId, Blake2_128Concat, MemberId, Commitment>;

	/// Task, member → which updates it holds and could not fetch. Removed when the round ends. One a member of the electorate.
	#[pallet::storage]
	pub type AvailabilityVotes<T> =
		StorageDoubleMap<_, Twox64Concat, TaskId, Blake2_128Concat, MemberId, types::AvailabilityVote<BalanceOf<T>>>;

	/// Task, place of its owner in the electorate → what the chain has seen of a contested update. Written by `publish`, removed
	/// when the round ends. At most one a member of the electorate.
	#[pallet::storage]
	pub type Published<T> = StorageDoubleMap<_, Twox64Concat, TaskId, Twox64Concat, u8, Parts>;

	/// Task → the plea against the proposed result. Written by `plead` and `answer`, removed when the proposal falls or the
	/// round ends. At most one an open task.
	#[pallet::storage]
	pub type Pleas<T> = StorageMap<_, Twox64Concat, TaskId, types::Plea<BalanceOf<T>>>;

	/// Task → the frozen inputs of its open round. Written when Availability ends, removed when the round ends. At most
	/// 9 kB an open task.
	#[pallet::storage]
	pub type Inputs<T> = StorageMap<_, Twox64Concat, TaskId, RoundInputs>;

	/// Task, member → what it attested in the open round. Removed when the round ends, or when the member is found guilty.
	/// One a member of the electorate.
	#[pallet::storage]
	pub type Attestations<T> =
		StorageDoubleMap<_, Twox64Concat, TaskId, Blake2_128Concat, MemberId, types::Attestation<BalanceOf<T>>>;

	/// Task, result hash → the body behind it, brought by its first attester. Removed when the round ends, or when nobody
	/// attests it any more. At most one a member of the electorate, of at most 135 kB.
	#[pallet::storage]
	pub type Results<T> = StorageDoubleMap<_, Twox64Concat, TaskId, Blake2_128Concat, Root, ResultBody>;

	/// Round → how it ended. Written when it ends, never removed: 60 bytes a round.
	#[pallet::storage]
	pub type RoundRecords<T> = StorageMap<_, Twox64Concat, RoundId, RoundRecord>;

	/// Final round → where its model came from. Written when it ends, never removed.
	#[pallet::storage]
	pub type Lineages<T> = StorageMap<_, Twox64Concat, RoundId, Lineage>;

	/// Model root → the newest final round that made this model. A model that an aggregate of zeros repeats, or that two
	/// tasks share, has several. Written when a round becomes final, never removed: at most one a final round.
	#[pallet::storage]
	pub type RoundOfModel<T> = StorageMap<_, Blake2_128Concat, Root, RoundId>;

	/// Round, number of the fault → what was proven. Written by `challenge`, by pleas that nobody answers and by `dispute`, never
	/// removed: at most one a member of the electorate and round, and one more.
	#[pallet::storage]
	pub type Faults<T> = StorageDoubleMap<_, Twox64Concat, RoundId, Twox64Concat, u32, FaultRecord>;

	/// Number → a slashed deposit that waits. Written by `challenge`, removed when it is settled or forgiven. At most one a
	/// member of the electorate of each round that was open within the last [`Config::SlashDelay`] blocks.
	#[pallet::storage]
	pub type Slashes<T> = StorageMap<_, Twox64Concat, u64, types::Slash<BalanceOf<T>>>;

	/// Number of the next slash. Written by `challenge`, never removed.
	#[pallet::storage]
	pub type NextSlash<T> = StorageValue<_, u64, ValueQuery>;

	/// Number of the oldest slash that may still wait. Written when slashes are settled, never removed.
	#[pallet::storage]
	pub type OldestSlash<T> = StorageValue<_, u64, ValueQuery>;

	/// The block from which on the newest slash is settled. Written with each slash, never removed. Slashes are settled in their
	/// order, so a later one is not due earlier, also where the delay has become shorter.
	#[pallet::storage]
	pub type NewestSlashDue<T> = StorageValue<_, BlockNumber, ValueQuery>;

	/// Why something is held in an owner's account. An index never changes its meaning.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposit of an attestation, until the round ends.
		#[codec(index = 0)]
		Attestation,
		/// The deposit of a guilty member, until it is settled or forgiven.
		#[codec(index = 1)]
		Slashed,
		/// The bonds of a vote, one for each update that it says it could not fetch.
		#[codec(index = 2)]
		Missing,
		/// The bond of a plea, until it is answered or falls away.
		#[codec(index = 3)]
		Plea,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Creates a task. Its round 0 opens with the next block.
		///
		/// - **Origin**: [`Config::TaskOrigin`].
		/// - **Needs**: a spec that can be run, and fewer open tasks than the limit.
		/// - **Does**: stores the spec for ever under its number, emits [`Event::TaskCreated`].
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::create_task())]
		pub fn create_task(origin: OriginFor<T>, spec: Box<TaskSpec>) -> DispatchResult {
			T::TaskOrigin::ensure_origin(origin)?;
			Self::do_create_task(*spec)
		}

		/// Stops a task. Its open round runs to its end, and may still become final; no other opens.
		///
		/// - **Origin**: [`Config::TaskOrigin`].
		/// - **Needs**: an active task.
		/// - **Does**: emits [`Event::TaskStopped`].
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::stop_task())]
		pub fn stop_task(origin: OriginFor<T>, task: TaskId) -> DispatchResult {
			T::TaskOrigin::ensure_origin(origin)?;
			Self::do_stop_task(task)
		}

		/// Commits a member's update for the open round: its root now, its bytes once Availability opens.
		///
		/// - **Origin**: the duty account of a member of the electorate. Feeless for the one commitment it owes.
		/// - **Needs**: [`Phase::Commit`], the round's base model, a mechanism that the task allows and the privacy ledger can charge,
		///   the worker key's signature over [`Manifest::signing_hash`].
		/// - **Does**: has the ledger charge it, once for an update; stores manifest and signature until the round ends, emits
		///   [`Event::UpdateCommitted`]; the last commitment of an electorate ends the phase.
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::commit_update().saturating_add(T::Ledger::charge_weight(&manifest.mechanism)))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, manifest: &Box<Manifest>, _: &WorkerSignature| -> bool {
			Pallet::<T>::owes_commitment(origin, &manifest.round)
		})]
		pub fn commit_update(
			origin: OriginFor<T>,
			manifest: Box<Manifest>,
			signature: WorkerSignature,
		) -> DispatchResult {
			let duty = ensure_signed(origin)?;
			Self::do_commit_update(duty, *manifest, signature)
		}

		/// Says which of the committed updates the member holds, and which it could not fetch: bit i for member i of the
		/// electorate. *Held* is set only when the bytes were fetched and the manifest's `possession` was checked. Or says that it could not
		/// get what the round starts from, the base model or the previous aggregate; then the round fails.
		///
		/// - **Origin**: the duty account of a member of the electorate. Feeless for the one vote it owes.
		/// - **Needs**: [`Phase::Availability`]; bits of members that committed only, in one of the two sets, and its own not among
		///   the missing; `base_missing` only after a final round, and with nothing else missing; [`Config::MissingBond`] in the
		///   owner's account for each that is missing, or with `base_missing` for each that others committed; exactly from a
		///   member that committed, the `seed` that it committed to.
		/// - **Does**: stores the vote until the round ends and holds the bonds, emits [`Event::AvailabilityVoted`]; the last vote
		///   of an electorate ends the phase.
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::vote_availability())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, round: &RoundId, _: &u128, _: &u128, _: &bool, _: &Option<Root>| -> bool {
			Pallet::<T>::owes_vote(origin, round)
		})]
		pub fn vote_availability(
			origin: OriginFor<T>,
			round: RoundId,
			held: u128,
			missing: u128,
			base_missing: bool,
			seed: Option<Root>,
		) -> DispatchResult {
			let duty = ensure_signed(origin)?;
			Self::do_vote_availability(duty, round, held, missing, base_missing, seed)
		}

		/// Attests that the aggregation of the frozen inputs yields the result with this hash.
		///
		/// - **Origin**: the duty account of a member of the electorate. Feeless for the one attestation it owes.
		/// - **Needs**: [`Phase::Attest`]; the body too, if the chain does not have it yet. Or [`Phase::Challenge`], for the
		///   proposed result only. The worker key's signature over [`guild_primitives::attestation_hash`].
		///   [`Config::AttestDeposit`] in the owner's account.
		/// - **Does**: stores the attestation and holds the deposit until the round ends, emits [`Event::ResultAttested`]; the
		///   last attestation of an electorate ends the phase. `possession` is [`guild_primitives::possession`] of the
		///   result's list; one that is not is a fault.
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::attest(Pallet::<T>::full_rows(body)))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, round: &RoundId, result_hash: &Root, _: &Root, _: &WorkerSignature, _: &Option<Box<ResultBody>>| -> bool {
			Pallet::<T>::owes_attestation(origin, round, result_hash)
		})]
		pub fn attest(
			origin: OriginFor<T>,
			round: RoundId,
			result_hash: Root,
			possession: Root,
			signature: WorkerSignature,
			body: Option<Box<ResultBody>>,
		) -> DispatchResult {
			let duty = ensure_signed(origin)?;
			Self::do_attest(duty, round, result_hash, possession, signature, body)
		}

		/// Proves an attested result false, or that `attester` has not held the list of the result it attested.
		///
		/// - **Origin**: the duty account of a member of the electorate, guilty or not.
		/// - **Needs**: [`Phase::Attest`] or [`Phase::Challenge`]; a result that somebody attests; one of the two challenges
		///   that may prove nothing.
		/// - **Does**: if the proof holds, what the page of `challenge.rs` says, in this block, and emits
		///   [`Event::FaultProven`]; else one of the two is used up, and [`Event::ChallengeFailed`] says what is wrong with the
		///   proof. If the result was proven false before, [`Event::ChallengeRedundant`], twice. No fee in any case.
		/// - **Refuses**: with the first reason that applies; then nothing has changed but the fee.
		#[pallet::call_index(5)]
		#[pallet::weight((Pallet::<T>::most_challenge_weight(proof), DispatchClass::Operational))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, round: &RoundId, result_hash: &Root, _: &Option<MemberId>, _: &Box<FaultProof>| -> bool {
			Pallet::<T>::has_free_challenge(origin, round, result_hash)
		})]
		pub fn challenge(
			origin: OriginFor<T>,
			round: RoundId,
			result_hash: Root,
			attester: Option<MemberId>,
			proof: Box<FaultProof>,
		) -> DispatchResultWithPostInfo {
			let duty = ensure_signed(origin)?;
			Self::do_challenge(duty, round, result_hash, attester, &proof)
		}

		/// Gives a slashed deposit back to its owner, before it is settled: the fault was one of the software. The record of
		/// the fault stays.
		///
		/// - **Origin**: [`Config::TaskOrigin`].
		/// - **Needs**: a slash that waits.
		/// - **Does**: emits [`Event::SlashForgiven`].
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::forgive_slash())]
		pub fn forgive_slash(origin: OriginFor<T>, slash: u64) -> DispatchResult {
			T::TaskOrigin::ensure_origin(origin)?;
			Self::do_forgive_slash(slash)
		}

		/// Puts a part of a contested update on the chain: 1 MiB of its bytes, or its shorter end, with the path to its root.
		///
		/// - **Origin**: the duty account of a member of the electorate.
		/// - **Needs**: [`Phase::Publication`]; `update`, the place in the electorate of the owner of a contested update; a part
		///   that has not come yet, and its bytes ([`guild_primitives::decide::part_chunks`]).
		/// - **Does**: marks the part, emits [`Event::PartPublished`]; the last part of the last contested update ends the phase. No
		///   fee.
		/// - **Refuses**: with the first reason that applies; then nothing has changed but the fee.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::publish(publication::part_kib(bytes)))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, round: &RoundId, update: &u8, part: &u8, _: &BoundedVec<u8, ConstU32<PART_BYTES>>, _: &BoundedVec<Value, ConstU32<MAX_PART_PATH>>| -> bool {
			Pallet::<T>::needs_part(origin, round, *update, *part)
		})]
		pub fn publish(
			origin: OriginFor<T>,
			round: RoundId,
			update: u8,
			part: u8,
			bytes: BoundedVec<u8, ConstU32<PART_BYTES>>,
			path: BoundedVec<Value, ConstU32<MAX_PART_PATH>>,
		) -> DispatchResultWithPostInfo {
			let duty = ensure_signed(origin)?;
			Self::do_publish(duty, round, update, part, &bytes, &path)
		}

		/// Pleads that the list of the proposed result is withheld.
		///
		/// - **Origin**: the duty account of a member of the electorate that is not guilty and has not attested that result.
		/// - **Needs**: [`Phase::Challenge`], no plea against this proposal yet, and [`Config::PleaBond`] in the owner's account.
		/// - **Does**: what the page of `plea.rs` says, and emits [`Event::ListPleadedFor`].
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(8)]
		#[pallet::weight((T::WeightInfo::plead(), DispatchClass::Operational))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, round: &RoundId, result_hash: &Root| -> bool {
			Pallet::<T>::may_plead(origin, round, result_hash)
		})]
		pub fn plead(origin: OriginFor<T>, round: RoundId, result_hash: Root) -> DispatchResult {
			let duty = ensure_signed(origin)?;
			Self::do_plead(duty, round, result_hash)
		}

		/// Answers a plea with the whole list.
		///
		/// - **Origin**: the duty account of a member of the electorate, guilty or not.
		/// - **Needs**: [`Phase::Challenge`], and a plea for this list that nobody has answered.
		/// - **Does**: what the page of `plea.rs` says, and emits [`Event::ListSent`]. No fee.
		/// - **Refuses**: with the first reason that applies; then nothing has changed but the fee.
		#[pallet::call_index(9)]
		#[pallet::weight((T::WeightInfo::answer(list.len().div_ceil(1024) as u32), DispatchClass::Operational))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, round: &RoundId, result_hash: &Root, _: &List| -> bool {
			Pallet::<T>::needs_list(origin, round, result_hash)
		})]
		pub fn answer(
			origin: OriginFor<T>,
			round: RoundId,
			result_hash: Root,
			list: List,
		) -> DispatchResultWithPostInfo {
			let duty = ensure_signed(origin)?;
			Self::do_answer(duty, round, result_hash, &list)
		}

		/// Proves a final result false, for the record.
		///
		/// - **Origin**: the duty account of a member.
		/// - **Needs**: a final round, and a proof that holds; nobody has disputed it.
		/// - **Does**: what the page of `dispute.rs` says, and emits [`Event::ModelDisputed`]. No fee.
		/// - **Refuses**: with the first reason that applies; then nothing has changed but the fee.
		#[pallet::call_index(10)]
		#[pallet::weight((Pallet::<T>::most_challenge_weight(proof), DispatchClass::Operational))]
		pub fn dispute(origin: OriginFor<T>, round: RoundId, proof: Box<FaultProof>) -> DispatchResultWithPostInfo {
			let duty = ensure_signed(origin)?;
			Self::do_dispute(duty, round, &proof)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_now: BlockNumberFor<T>) -> Weight {
			Self::take_deadlines()
		}

		fn on_poll(_now: BlockNumberFor<T>, meter: &mut WeightMeter) {
			Self::move_due(meter);
			SlashQueue::<T>::serve(Self::now(), meter);
		}

		fn integrity_test() {
			Self::check_weights();
			Self::check_deposits();
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
