//! Runtime APIs: all that the node, the worker and the RPC ask of the chain's state.

#![allow(missing_docs)] // The macro's own items.

use crate::{
	consortium::MemberView,
	duty::Duty,
	fault::{Unjudged, Verdict},
	ids::{AccountBytes, MemberId, RoundId, RoundIndex, TaskId},
	privacy::LedgerEntry,
	reputation::ReputationView,
	result::ResultBody,
	root::Root,
	round::{Lineage, RoundView, TaskView},
};
use alloc::vec::Vec;

sp_api::decl_runtime_apis! {
	/// Tasks, rounds, duties and lineage.
	pub trait TrainingApi {
		/// What the member's worker owes now, at most one duty an open task.
		fn duties(member: MemberId) -> Vec<Duty>;
		/// A task.
		fn task(task: TaskId) -> Option<TaskView>;
		/// Tasks from number `from` on, at most `limit` and at most [`crate::limits::MAX_PAGE`].
		fn tasks(from: TaskId, limit: u32) -> Vec<TaskView>;
		/// A round, open or past.
		fn round(round: RoundId) -> Option<RoundView>;
		/// The record of a final round.
		fn lineage(round: RoundId) -> Option<Lineage>;
		/// The newest final round that made the model with this root.
		fn round_of_model(model_root: Root) -> Option<RoundId>;
		/// The body of a result that is attested in the open round.
		fn attested_result(round: RoundId, result_hash: Root) -> Option<ResultBody>;
		/// What a challenge with this proof (an encoded `guild_aggregation::proof::FaultProof`) would be told. `attester` is
		/// whom a proof about possession accuses.
		fn check_fault(
			round: RoundId,
			result_hash: Root,
			attester: Option<MemberId>,
			proof: Vec<u8>,
		) -> Result<Verdict, Unjudged>;
		/// The same for a result that nobody has attested yet: a worker has its own result judged before it attests, so that
		/// a fault of its fast code makes it abstain and costs it nothing.
		fn check_own(round: RoundId, body: ResultBody, proof: Vec<u8>) -> Result<Verdict, Unjudged>;
		/// What a dispute of a final round with this proof would be told.
		fn check_final(round: RoundId, proof: Vec<u8>) -> Result<Verdict, Unjudged>;
		/// The newest final round of the task at or below `index`.
		fn last_final_round(task: TaskId, index: RoundIndex) -> Option<RoundIndex>;
	}

	/// How far members are trusted.
	pub trait ReputationApi {
		/// What is known of a member; of who has shown nothing yet, or is no member, what a newcomer has.
		fn reputation(member: MemberId) -> ReputationView;
	}

	/// What members' data have spent of their privacy.
	pub trait PrivacyApi {
		/// What the member's datasets have spent, and may spend: one entry for each dataset and relation that has a budget,
		/// ascending by both.
		fn privacy_ledger(member: MemberId) -> Vec<LedgerEntry>;
	}

	/// Members and their keys.
	pub trait ConsortiumApi {
		/// All members, ascending by owner account.
		fn members() -> Vec<MemberView>;
		/// A member.
		fn member(member: MemberId) -> Option<MemberView>;
		/// The member whose duty account this is.
		fn member_of_duty(duty: AccountBytes) -> Option<MemberId>;
	}
}
