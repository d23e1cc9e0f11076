//! Tasks, rounds, commitments, availability votes, attestations, challenges and lineage.
//!
//! # Terms
//!
//! - A **task** is a standing agreement to train one model. Governance creates it from a spec that never changes.
//! - A **round** takes the task's model one step on, or fails and leaves it. A task has at most one open round.
//! - The **electorate** E is who was a member when the round opened. Every fraction is of |E|, never of those who voted;
//!   the **quorum** is ⌊2|E|/3⌋ + 1. Whoever is proven **guilty** of a fault leaves E for the rest of the round, and the quorum
//!   is taken anew over the rest, down to one member.
//! - A **challenge** is a fault proof against an attested result; see [`guild_aggregation::proof`].
//!
//! # The life of a round
//!
//! ```text
//!     all of E committed   all of E voted      all of E attested       all of E attested what is proposed
//!       or window over     or window over       or window over            or window over
//! (open) ─► Commit ────► Availability ────► Attest ──────────► Challenge ──────────► Final
//!             │               │             │   │ ▲                │ │
//!             │               │             │   │ └─ proved false ─┘ │
//!             ▼               ▼             │   ▼                    │
//!     TooFewCommitments  TooFewIncluded     │ NoAttestation          │             = Failed(reason)
//!                                           └──► MalformedUpdate ◄───┘
//! ```
//!
//! - **Commit**: a member names the root of its update in a signed [`Manifest`](guild_primitives::Manifest).
//! - **Availability**: members fetch the updates and vote which they hold. An update that a quorum of E holds is included,
//!   and [`RoundInputs`](guild_primitives::RoundInputs) are frozen: everything the aggregation depends on.
//! - **Attest**: members aggregate and attest the hash of the result, with a deposit. The first attester of a hash brings the
//!   body. When it ends, the result that a quorum attests is proposed, or else the most attested one, ties to the lower
//!   hash ([`decide::propose`](guild_primitives::decide::propose)): safety comes from the proof, not from the count.
//! - **Challenge**: whoever disagrees with an attested result proves it false, from the moment it is attested. The window is
//!   [`decide::challenge_blocks`](guild_primitives::decide::challenge_blocks). What a proven fault does is in `challenge.rs`.
//!   Members that have not attested may still attest the proposed result, and no other. Once all of E have, Challenge is
//!   over, because nobody is left that might disagree; where they had already in Attest, it is left out.
//! - **Final**: the task's model moves, and the [`Lineage`](guild_primitives::Lineage) is stored for ever. **Failed**: nothing moves; the next
//!   round starts from the same model, so the same update root may be committed again under the new round.
//!
//! A commitment that copies another member's root is not refused: the chain cannot see bytes. It is not included, because
//! its `possession` does not verify, and honest members vote *held* only where it does.
//!
//! While members are fewer than the updates a round needs, no round opens; the task looks again every
//! [`REOPEN_BLOCKS`](guild_primitives::limits::REOPEN_BLOCKS) blocks. A stopped task's open round runs to its end, and no
//! other opens.
//!
//! # The promise
//!
//! While one member of E is honest, holds the included updates and gets its challenges into blocks of the window, no false
//! result becomes final: it never becomes guilty, so without its attestation Challenge lasts its whole window; a false result
//! has a proof ([`guild_aggregation::proof`]), a proof is never refused to who has not sent two bad ones in this round, and each
//! takes all attesters of that result with it. What it cannot do is be censored: consensus must be honest.
//!
//! # Deposits
//!
//! An attestation holds [`Config::AttestDeposit`] in the owner's account until the round ends. That of a guilty member is
//! held for [`Config::SlashDelay`] blocks more, in which [`Config::TaskOrigin`] may forgive it; then half is burnt and half goes
//! to the owner of the challenger. See `deposits.rs`.
//!
//! # The work of a block
//!
//! Every open task is in exactly one of two places: under the block at which its phase ends ([`Deadlines`]), or in the
//! queue of those to be moved ([`Due`]). `on_initialize` takes the at most
//! [`MAX_OPEN_TASKS`](guild_primitives::limits::MAX_OPEN_TASKS) tasks of its block from the first to the second; a call
//! by which a phase has all it can get does the same at once. `on_poll` moves the head of the queue from one phase to the
//! next while the meter has room, at most `MAX_OPEN_TASKS` moves a block. A move that does not fit stays at the head:
//! it is late, and its phase accepts nothing meanwhile. A task leaves the queue in the move itself, and only a move enters
//! it under a deadline again, so none is moved twice or forgotten.
//!
//! Whatever belongs to an open round goes with its end, in the same move: at most three entries a member of E, the bodies
//! they attested, and the inputs.
//!
//! A call may change a round that is due. It stays due, except when the proposed result falls: then the round has a whole
//! Attest before it again. After the moves of a block come slashes whose time has come, oldest first.
//!
//! # Growth
//!
//! What stays for ever: for each task its spec (at most 5.3 kB); for each round a [`RoundRecord`] (60 bytes); for each
//! final round its lineage (with n updates and one row of coefficients about 129·n bytes, and at most 151 kB) and an entry
//! of [`RoundOfModel`]; for each proven fault a [`FaultRecord`](guild_primitives::FaultRecord) (at most 8.3 kB; a round has
//! no more faults than members, and a member becomes guilty once), which costs somebody a deposit. A task whose rounds all
//! fail at the shortest windows adds one record in four blocks, 0.6 MB a day.
//!
//! # Invariants
//!
//! - **I1** Tasks are numbered from 0 without gaps; each has a valid spec whose hash it holds.
//! - **I2** [`OpenTasks`] lists, without repetition, all active tasks and no complete one; only they have rounds.
//! - **I3** Each open task is exactly once in [`Due`] or [`Deadlines`], and nothing else is; a round that is not due has
//!   its deadline at the block after `ends_at`; no deadline has passed.
//! - **I4** An open round is the task's current one, starts from its model, has an electorate that is ascending and neither
//!   empty nor too large, and a phase whose length is its window.
//! - **I5** What members did in the open round is exactly what its bit sets say; votes speak of commitments only; no phase
//!   has calls of a later one.
//! - **I6** Inputs are frozen from Attest on and only then; they hash to what the round holds, are ascending, include only what
//!   was committed, weigh at least 1 each, and are as many as the rule needs.
//! - **I7** Every attested result has its body, which hashes to it, and every body is attested.
//! - **I8** A task has a record of every round before its current one; as many are final as it counts, and exactly those
//!   have a lineage.
//! - **I9** From the newest model, lineage leads from parent to parent to the initial model, through all final rounds.
//! - **I10** [`RoundOfModel`] names, for every model root of a lineage and no other, the newest round that made it.
//! - **I11** A task is complete when, and only when, all its rounds are final, unless it was stopped.
//! - **I12** A result is proposed in Challenge and only then; it is the one that the standing attestations propose, and its
//!   attesters are those the round names. A round that fails with its next move is due.
//! - **I13** The guilty of an open round are those that its faults name; they have no attestation. Faults are numbered from 0
//!   without gaps, and belong to rounds that have been opened.
//! - **I14** What is held of a member as [`HoldReason::Attestation`] are the deposits of its attestations, and as
//!   [`HoldReason::Slashed`] its slashes that are neither settled nor forgiven; every slash lies between the oldest and the next.
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
mod hooks;
mod invariants;
#[cfg(test)]
mod mock;
mod rounds;
mod tasks;
#[cfg(test)]
mod tests;
mod types;
mod views;
pub mod weights;

pub use pallet::*;
pub use types::{Attestation, Commitment, Frozen, OpenRound, Proposed, RoundRecord, Slash, Task, TaskList};
pub use weights::WeightInfo;

/// An amount of money.
pub type BalanceOf<T> = <<T as Config>::Currency as frame_support::traits::fungible::Inspect<
	<T as frame_system::Config>::AccountId,
>>::Balance;

#[allow(clippy::expect_used)] // The macros' own.
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::boxed::Box;
	use frame_support::{
		dispatch::DispatchResultWithPostInfo, pallet_prelude::*, traits::fungible::MutateHold, weights::WeightMeter,
	};
	use frame_system::pallet_prelude::*;
	use guild_aggregation::proof::FaultProof;
	use guild_primitives::{
		consortium::ConsortiumMembers,
		fault::{Evidence, Fault, FaultRecord, Reason},
		ids::{BlockNumber, MemberId, RoundId, TaskId, WorkerSignature},
		result::PerParticipant,
		FailReason, Lineage, Manifest, Phase, ResultBody, Root, RoundInputs, TaskSpec,
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
		/// Who is told of proven faults. Trusted to be quick: it runs within the challenge.
		type Evidence: Evidence;
		/// What an attestation holds in the owner's account until the round ends, in the smallest unit. More than nothing, and
		/// little enough that every owner can answer for all open tasks at once.
		#[pallet::constant]
		type AttestDeposit: Get<BalanceOf<Self>>;
		/// Blocks that the deposit of a guilty member waits, at least 1: time for governance to see that a fault was one of
		/// the software, and to forgive it.
		#[pallet::constant]
		type SlashDelay: Get<BlockNumber>;
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

	/// Task, member → which updates it holds: bit i for member i of the electorate. Removed when the round ends. One a
	/// member of the electorate.
	#[pallet::storage]
	pub type AvailabilityVotes<T> = StorageDoubleMap<_, Twox64Concat, TaskId, Blake2_128Concat, MemberId, u128>;

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

	/// Round, number of the fault → what was proven. Written by `challenge`, never removed: at most one a member of the
	/// electorate and round.
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

	/// Why something is held in an owner's account. An index never changes its meaning.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposit of an attestation, until the round ends.
		#[codec(index = 0)]
		Attestation,
		/// The deposit of a guilty member, until it is settled or forgiven.
		#[codec(index = 1)]
		Slashed,
	}

	/// Everything an auditor needs to follow the tasks.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Governance created a task.
		TaskCreated {
			/// The task.
			task: TaskId,
			/// Hash of its spec.
			spec_hash: Root,
		},
		/// Governance stopped a task; its open round runs to its end.
		TaskStopped {
			/// The task.
			task: TaskId,
		},
		/// All rounds of a task are final.
		TaskCompleted {
			/// The task.
			task: TaskId,
			/// Its last model.
			model_root: Root,
		},
		/// There are fewer members than updates a round needs; the task looks again later.
		RoundPostponed {
			/// The round that would have opened.
			round: RoundId,
			/// Members there are.
			members: u32,
			/// Updates it needs.
			needed: u32,
		},
		/// A round opened, in Commit.
		RoundOpened {
			/// The round.
			round: RoundId,
			/// The model it starts from.
			base_root: Root,
			/// Members that may act.
			electorate_size: u32,
			/// Last block at which commitments are accepted.
			ends_at: BlockNumber,
		},
		/// A round entered its next phase.
		PhaseOpened {
			/// The round.
			round: RoundId,
			/// The phase.
			phase: Phase,
			/// Last block at which its calls are accepted.
			ends_at: BlockNumber,
		},
		/// A member committed to an update.
		UpdateCommitted {
			/// The round.
			round: RoundId,
			/// The member.
			member: MemberId,
			/// Root of its update.
			update_root: Root,
		},
		/// A member voted which updates it holds.
		AvailabilityVoted {
			/// The round.
			round: RoundId,
			/// The member.
			member: MemberId,
			/// Bit i for member i of the electorate.
			held: u128,
		},
		/// The inputs of the aggregation are fixed.
		InputsFrozen {
			/// The round.
			round: RoundId,
			/// Their hash.
			inputs_hash: Root,
			/// How many updates they include.
			included: u32,
		},
		/// A member attested a result.
		ResultAttested {
			/// The round.
			round: RoundId,
			/// The member.
			member: MemberId,
			/// Hash of the result.
			result_hash: Root,
		},
		/// A round is final: the task has a new model.
		RoundFinal {
			/// The round.
			round: RoundId,
			/// The new model.
			model_root: Root,
			/// Hash of the result.
			result_hash: Root,
			/// Members that attested it.
			attesters: u32,
		},
		/// A round failed: nothing moved.
		RoundFailed {
			/// The round.
			round: RoundId,
			/// Why.
			reason: FailReason,
		},
		/// The rule's mix would cost too much with as many members as there are; the task looks again later.
		RoundTooDear {
			/// The round that would have opened.
			round: RoundId,
			/// Members there are.
			members: u32,
		},
		/// A result was proposed.
		ResultProposed {
			/// The round.
			round: RoundId,
			/// Hash of the result.
			result_hash: Root,
			/// Members that attested it.
			attesters: u32,
			/// Whether they are a quorum of the electorate without the guilty.
			has_quorum: bool,
		},
		/// A challenge proved nothing.
		ChallengeFailed {
			/// The round.
			round: RoundId,
			/// The result it was against.
			result_hash: Root,
			/// Who sent it.
			challenger: MemberId,
			/// What is wrong with the proof.
			reason: Reason,
			/// Challenges of this member and round that may still prove nothing.
			free_challenges: u32,
		},
		/// A fault was proven.
		FaultProven {
			/// The round.
			round: RoundId,
			/// The result it was proven against.
			result_hash: Root,
			/// What was proven.
			fault: Fault,
			/// Who proved it.
			challenger: MemberId,
			/// Whom it makes guilty, ascending.
			guilty: PerParticipant<MemberId>,
		},
		/// The deposit of a guilty member was slashed.
		DepositSlashed {
			/// Number of the slash.
			slash: u64,
			/// The round of the fault.
			round: RoundId,
			/// Whose deposit it was.
			member: MemberId,
			/// How much.
			amount: BalanceOf<T>,
			/// Block from which on it is settled; before, it may be forgiven.
			due_at: BlockNumber,
		},
		/// A slash was settled.
		SlashSettled {
			/// Its number.
			slash: u64,
			/// Whose deposit it was.
			member: MemberId,
			/// What was burnt.
			burnt: BalanceOf<T>,
			/// Who proved the fault, unless it was guilty of it itself.
			challenger: Option<MemberId>,
			/// What the challenger's owner got.
			paid: BalanceOf<T>,
		},
		/// Governance forgave a slash.
		SlashForgiven {
			/// Its number.
			slash: u64,
			/// Whose deposit it is again.
			member: MemberId,
			/// How much.
			amount: BalanceOf<T>,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	#[derive(PartialEq)]
	pub enum Error<T> {
		/// This account is no member's duty account.
		/// Sign with the duty account that the member's owner has registered.
		NotAMember,
		/// The member was not yet one when the round opened.
		/// Wait for the next round.
		NotInElectorate,
		/// There is no task of this number.
		/// `guild task list` shows those there are.
		UnknownTask,
		/// The task has no open round now.
		/// Ask for the member's duties again with the next block.
		NoOpenRound,
		/// The task's open round is another one.
		/// Ask for the member's duties, and act for the round they name.
		WrongRound,
		/// Commit has ended.
		/// The update may be committed in the next round if the base model does not move.
		NotInCommitPhase,
		/// Availability has not begun or has ended.
		/// Ask for the member's duties.
		NotInAvailabilityPhase,
		/// Nothing can be attested: Attest has not begun, or the window is over.
		/// Ask for the member's duties.
		NotInAttestPhase,
		/// The member has committed in this round.
		/// Nothing needs to be done; a commitment cannot be replaced.
		AlreadyCommitted,
		/// The member has voted in this round.
		/// Nothing needs to be done; a vote cannot be replaced.
		AlreadyVoted,
		/// The member has attested in this round.
		/// Nothing needs to be done; an attestation cannot be replaced.
		AlreadyAttested,
		/// Training started from another model than the round's base model.
		/// Train again from the base model that the duty names.
		WrongBaseModel,
		/// The manifest declares another privacy mechanism than the task asks for.
		/// Read the task's spec, and declare its mechanism.
		WrongMechanism,
		/// The manifest declares no samples.
		/// Train on at least one, or sit the round out.
		BadSamples,
		/// The manifest declares no steps, or more than were asked.
		/// Declare the steps done, at least one and at most those asked.
		BadSteps,
		/// The signature over the manifest is not by the member's worker key.
		/// Sign with the worker key that the member's owner has registered.
		BadSignature,
		/// The vote speaks of a member that has not committed.
		/// Vote only on the commitments that the duty lists.
		UnknownBit,
		/// The chain does not know this result, and its body was not sent.
		/// Send the body with the attestation.
		BodyMissing,
		/// The body sent is not the one whose hash is attested.
		/// Attest the hash of the body under the hash of the round's inputs.
		BodyDoesNotHash,
		/// The body's shape does not fit the included updates.
		/// Aggregate the inputs that the duty holds.
		BodyDoesNotFit,
		/// There are as many open tasks as there may be.
		/// Stop one first, or wait until one is complete.
		TooManyOpenTasks,
		/// The task is complete or stopped already.
		/// Nothing needs to be done.
		TaskNotActive,
		/// The spec's number of lanes is 0 or too large.
		/// Give the length of the model's parameter vector.
		SpecBadDim,
		/// The spec's scale has too many fraction bits.
		/// See the limits in `guild_primitives::limits`.
		SpecBadScale,
		/// The spec's clip norm is 0, or its norm bound is below the clip norm or beyond what lanes can have.
		/// Choose a norm bound of a few times the usual norm.
		SpecBadNormBound,
		/// A window of the spec is too short or too long.
		/// See the limits in `guild_primitives::limits`.
		SpecBadWindow,
		/// The spec's least number of participants is 0 or more than an electorate can have.
		/// See the limits in `guild_primitives::limits`.
		SpecBadParticipants,
		/// The spec's cap on samples is 0.
		/// Choose the most samples that one member may weigh.
		SpecBadSampleCap,
		/// The spec's number of rounds is 0 or too large.
		/// See the limits in `guild_primitives::limits`.
		SpecBadRounds,
		/// The spec has no name or no document.
		/// Those who vote must be able to read what they vote on.
		SpecNoText,
		/// The rule's guarantee is void with as few updates as the spec allows.
		/// Raise the least number of participants, or lower `f`.
		SpecTooFewForRule,
		/// A parameter of the rule is out of its range.
		/// See `RuleSpec` in `guild_primitives::rules`.
		SpecBadRuleParameter,
		/// The mix gives many rows and no column rule combines them, or the reverse.
		/// Use a column rule with the mix `each`, and only with it.
		SpecMixAndColumnDoNotFit,
		/// The rule is not what its name says with as many updates as the spec asks for.
		/// Choose another rule, or a smaller `f`.
		SpecTooManyForRule,
		/// The rule draws, and this chain makes no seeds for rounds.
		/// Choose a rule without `bucketing`.
		SpecNeedsSeed,
		/// The rule's mix is too dear to be recomputed on chain, already with the least number of participants.
		/// Choose a cheaper rule, a smaller `f`, or fewer steps; `RuleSpec::mix_cost` says what it costs.
		SpecMixTooDear,
		/// The member was found guilty in this round, and attests nothing more in it.
		/// Wait for the next round. Challenges are still accepted.
		FoundGuilty,
		/// In Challenge only the proposed result may be attested.
		/// If it is not the own one, challenge it.
		NotTheProposedResult,
		/// The owner account cannot cover the deposit of an attestation.
		/// Send money to the owner account; `AttestDeposit` says how much an open task needs.
		DepositNotCovered,
		/// Nothing is attested before Attest.
		/// Ask for the member's duties.
		NothingToChallenge,
		/// The round does not accept challenges any more: its window is over, or it has ended.
		/// Keep the proof: it holds without the chain.
		ChallengeWindowOver,
		/// Two challenges of this member have proven nothing in this round.
		/// Ask the runtime API `check_fault` before a challenge; another member may still send this proof.
		NoChallengesLeft,
		/// Nobody attests this result, or it has been proven false already.
		/// Ask for the member's duties.
		UnknownResult,
		/// The member that is accused has not attested this result.
		/// Accuse an attester of it, or nobody.
		NotAnAttester,
		/// There is no such slash: it was settled or forgiven.
		/// Nothing can be done any more.
		UnknownSlash,
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
		/// - **Origin**: the duty account of a member of the electorate.
		/// - **Needs**: [`Phase::Commit`], the round's base model, the task's mechanism, the worker key's signature over
		///   [`Manifest::signing_hash`].
		/// - **Does**: stores manifest and signature until the round ends, emits [`Event::UpdateCommitted`]; the last
		///   commitment of an electorate ends the phase.
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::commit_update())]
		pub fn commit_update(
			origin: OriginFor<T>,
			manifest: Box<Manifest>,
			signature: WorkerSignature,
		) -> DispatchResult {
			let duty = ensure_signed(origin)?;
			Self::do_commit_update(duty, *manifest, signature)
		}

		/// Says which of the committed updates the member holds: bit i for member i of the electorate, set only when its
		/// bytes were fetched and the manifest's `possession` was checked.
		///
		/// - **Origin**: the duty account of a member of the electorate.
		/// - **Needs**: [`Phase::Availability`], and bits of members that committed only.
		/// - **Does**: stores the vote until the round ends, emits [`Event::AvailabilityVoted`]; the last vote of an
		///   electorate ends the phase.
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::vote_availability())]
		pub fn vote_availability(origin: OriginFor<T>, round: RoundId, held: u128) -> DispatchResult {
			let duty = ensure_signed(origin)?;
			Self::do_vote_availability(duty, round, held)
		}

		/// Attests that the aggregation of the frozen inputs yields the result with this hash.
		///
		/// - **Origin**: the duty account of a member of the electorate.
		/// - **Needs**: [`Phase::Attest`]; the body too, if the chain does not have it yet. Or [`Phase::Challenge`], for the
		///   proposed result only. [`Config::AttestDeposit`] in the owner's account.
		/// - **Does**: stores the attestation and holds the deposit until the round ends, emits [`Event::ResultAttested`]; the
		///   last attestation of an electorate ends the phase. `possession` is [`guild_primitives::possession`] of the
		///   result's list; one that is not is a fault.
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::attest(Pallet::<T>::full_rows(body)))]
		pub fn attest(
			origin: OriginFor<T>,
			round: RoundId,
			result_hash: Root,
			possession: Root,
			body: Option<Box<ResultBody>>,
		) -> DispatchResult {
			let duty = ensure_signed(origin)?;
			Self::do_attest(duty, round, result_hash, possession, body)
		}

		/// Proves an attested result false, or that `attester` has not held the list of the result it attested.
		///
		/// - **Origin**: the duty account of a member of the electorate, guilty or not.
		/// - **Needs**: [`Phase::Attest`] or [`Phase::Challenge`]; a result that somebody attests; one of the two challenges
		///   that may prove nothing.
		/// - **Does**: if the proof holds, what the page of `challenge.rs` says, in this block, and emits
		///   [`Event::FaultProven`]; else one of the two is used up, and [`Event::ChallengeFailed`] says what is wrong with the
		///   proof. No fee in either case.
		/// - **Refuses**: with the first reason that applies; then nothing has changed but the fee.
		#[pallet::call_index(5)]
		#[pallet::weight((Pallet::<T>::most_challenge_weight(proof), DispatchClass::Operational))]
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
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_now: BlockNumberFor<T>) -> Weight {
			Self::take_deadlines()
		}

		fn on_poll(_now: BlockNumberFor<T>, meter: &mut WeightMeter) {
			Self::move_due(meter);
			Self::settle_slashes(meter);
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
