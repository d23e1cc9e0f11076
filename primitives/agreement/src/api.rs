//! What the node asks the runtime about agreements.

#![allow(missing_docs)] // The macro's own items.

use crate::{AgreementView, RoundPayout, SurveyView};
use alloc::vec::Vec;
use guild_primitives::ids::{AgreementId, RoundId, RoundIndex, TaskId};

sp_api::decl_runtime_apis! {
	/// Agreements, and what they paid.
	pub trait AgreementApi {
		/// An agreement.
		fn agreement(id: AgreementId) -> Option<AgreementView>;
		/// Agreements from number `from` on, at most `limit` and at most [`guild_primitives::limits::MAX_PAGE`].
		fn agreements(from: AgreementId, limit: u32) -> Vec<AgreementView>;
		/// The agreement of the task that runs.
		fn agreement_of(task: TaskId) -> Option<AgreementId>;
		/// What the rounds of a task paid, of `limit` rounds from number `from` on, at most
		/// [`guild_primitives::limits::MAX_PAGE`]. A round that failed or that no agreement is about paid nothing and is not there.
		fn payouts(task: TaskId, from: RoundIndex, limit: u32) -> Vec<(RoundId, RoundPayout)>;
		/// The open survey of an agreement.
		fn survey(id: AgreementId) -> Option<SurveyView>;
	}
}
