//! What the chain tells of tasks and rounds. The pallet's module in `lib.rs` takes it in.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
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
			/// Which it could not fetch.
			missing: u128,
			/// Whether it could not get what the round starts from.
			base_missing: bool,
		},
		/// Votes *missing* took updates out of the round.
		UpdatesExcluded {
			/// The round.
			round: RoundId,
			/// Those that somebody could not fetch. Bit i for member i of the electorate.
			struck: u128,
			/// Those, and with them the updates of the members that voted so.
			with_strikers: u128,
		},
		/// Updates must be published to be included.
		UpdatesContested {
			/// The round.
			round: RoundId,
			/// Which. Bit i for member i of the electorate.
			contested: u128,
		},
		/// A part of a contested update is on the chain, in this block.
		PartPublished {
			/// The round.
			round: RoundId,
			/// Whose update.
			owner: MemberId,
			/// Which part.
			part: u8,
			/// Who brought it.
			publisher: MemberId,
		},
		/// A quorum said it holds an update, and nobody published it.
		UpdateWithheld {
			/// The round.
			round: RoundId,
			/// Whose update.
			owner: MemberId,
			/// Who said it holds it, ascending.
			held_by: PerParticipant<MemberId>,
			/// Who could not fetch it, ascending.
			missing_by: PerParticipant<MemberId>,
		},
		/// Bonds of a vote were burnt.
		BondsBurnt {
			/// The round.
			round: RoundId,
			/// Whose.
			member: MemberId,
			/// How much.
			amount: BalanceOf<T>,
		},
		/// A member pleads that the list of the proposed result is withheld.
		ListPleadedFor {
			/// The round.
			round: RoundId,
			/// Hash of the result.
			result_hash: Root,
			/// Who pleads.
			pleader: MemberId,
			/// Last block at which the list is accepted; then the result falls.
			answer_by: BlockNumber,
		},
		/// The list of the proposed result is on the chain, in this block.
		ListSent {
			/// The round.
			round: RoundId,
			/// Hash of the result.
			result_hash: Root,
			/// Who brought it.
			answerer: MemberId,
		},
		/// A final result was proven false. The model is what it is; it and all that descend from it are disputed.
		ModelDisputed {
			/// The round.
			round: RoundId,
			/// Its model.
			model_root: Root,
			/// What was proven.
			fault: Fault,
			/// Who proved it.
			challenger: MemberId,
		},
		/// A challenge proved what had been proven before.
		ChallengeRedundant {
			/// The round.
			round: RoundId,
			/// The result it was against.
			result_hash: Root,
			/// Who sent it.
			challenger: MemberId,
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
		/// A new runtime waits: no round opens now; the task looks again later.
		RoundPaused {
			/// The round that would have opened.
			round: RoundId,
		},
	}
}
