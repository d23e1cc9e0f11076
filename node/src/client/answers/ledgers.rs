//! Answers about reputation and money.

use super::At;
use guild_agreement::{AgreementView, RoundPayout, SurveyView};
use guild_primitives::{
	limits::MAX_NAME_BYTES, reputation::ReputationView, AgreementId, MemberId, RoundId, RoundIndex, Text,
};
use serde::{Deserialize, Serialize};

/// Answer of `guild_reputation(member, from, limit)`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reputations {
	/// The block.
	pub at: At,
	/// The member that was asked about; or members from `from` on, ascending.
	pub members: Vec<MemberReputation>,
	/// Member to go on from, if there are more.
	pub next: Option<MemberId>,
}

/// How far a member is trusted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MemberReputation {
	/// The member.
	pub member: MemberId,
	/// Its name; none of who is not, or no longer, a member. What is known of the former stays; of others a newcomer's is shown.
	pub name: Option<Text<MAX_NAME_BYTES>>,
	/// What is known of it.
	pub reputation: ReputationView,
}

/// Answer of `guild_agreements(from, limit)`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Agreements {
	/// The block.
	pub at: At,
	/// Agreements from number `from` on.
	pub agreements: Vec<AgreementView>,
	/// Number to go on from, if there may be more.
	pub next: Option<AgreementId>,
}

/// Answer of `guild_agreement(agreement, task)`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Agreement {
	/// The block.
	pub at: At,
	/// The agreement.
	pub agreement: AgreementView,
	/// Its terms as people write them.
	pub text: String,
	/// Its terms in plain words.
	pub words: String,
	/// The survey of it that waits for reports.
	pub survey: Option<SurveyView>,
}

/// Where a page of payouts begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PayoutsFrom {
	/// The agreement.
	pub agreement: AgreementId,
	/// The first round of its task that is looked at.
	pub round: RoundIndex,
}

/// Answer of `guild_payouts(agreement, member, from, limit)`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Payouts {
	/// The block.
	pub at: At,
	/// Rounds that paid, ascending by agreement and round. With a member, those in which it was bound, and its line alone.
	pub payouts: Vec<Payout>,
	/// Where to go on, if there may be more: also where no round of this page paid.
	pub next: Option<PayoutsFrom>,
}

/// What a round paid.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Payout {
	/// The round.
	pub round: RoundId,
	/// What it paid to all; of lines those that were asked for.
	pub payout: RoundPayout,
}

impl Payout {
	/// What a round paid: with a member, its line alone; nothing of a round in which it was not bound.
	pub fn new(round: RoundId, mut payout: RoundPayout, member: Option<&MemberId>) -> Option<Self> {
		if let Some(member) = member {
			payout.lines.retain(|line| line.member == *member);
			if payout.lines.is_empty() {
				return None;
			}
		}
		Some(Self { round, payout })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_agreement::{Facts, PayoutLine, Rates};

	#[test]
	fn of_a_round_a_member_sees_its_own_line_or_nothing() {
		let (one, other, third) = (MemberId([1; 32]), MemberId([2; 32]), MemberId([3; 32]));
		let line = |member, paid| PayoutLine { member, facts: Facts::default(), share: 1, paid, penalty: 0 };
		let lines = vec![line(one, 7), line(other, 5)].try_into().unwrap();
		let payout = RoundPayout { agreement: 4, at: 9, budget: 13, paid: 12, rates: Rates::FULL, lines };
		let of = |member| Payout::new(RoundId { task: 0, index: 3 }, payout.clone(), member);
		assert_eq!(of(None).unwrap().payout, payout);
		let mine = of(Some(&other)).unwrap().payout;
		assert_eq!((mine.paid, mine.lines.to_vec()), (12, vec![line(other, 5)]));
		assert_eq!(of(Some(&third)), None);
	}
}
