//! What the runtime API asks.

use crate::{types::MemberRecord, Config, Pallet, Records};
use guild_primitives::{ids::MemberId, reputation::ReputationView};

impl<T: Config> Pallet<T> {
	/// What is known of a member; of who has shown nothing yet, what a newcomer has.
	pub fn reputation(member: MemberId) -> ReputationView {
		let MemberRecord { record, quarantined_since, past } =
			Records::<T>::get(member).unwrap_or_else(MemberRecord::newcomer);
		ReputationView {
			score: record.score(),
			good: record.good,
			bad: record.bad,
			against: record.against,
			fresh: record.fresh,
			quarantined_since,
			history: past.into_inner(),
		}
	}
}
