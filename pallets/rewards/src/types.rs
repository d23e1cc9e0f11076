//! What lives in the storage of agreements.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use guild_agreement::{
	settle::{bits::Ballot, History},
	Amount, Clause, Status,
};
use guild_primitives::{
	decide,
	ids::{AgreementId, BlockNumber, MemberId, RoundId, RoundIndex, TaskId},
	result::PerParticipant,
	FlipChance,
};
use scale_info::TypeInfo;

/// What changes about an agreement; its terms, which do not, are stored apart. 90 bytes.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Agreement {
	/// The task whose rounds it pays.
	pub task: TaskId,
	/// How far it is.
	pub status: Status,
	/// Block at which it was created.
	pub created_at: BlockNumber,
	/// The first round that it does not pay any more; none while it has no end.
	pub ends_before: Option<RoundIndex>,
	/// Rounds of its term that became final.
	pub settled_rounds: u32,
	/// What was paid into the escrow by funders, in all.
	pub funded: Amount,
	/// What was moved into the escrow from deposits, in all.
	pub penalised: Amount,
	/// What was paid out of the escrow to parties, in all.
	pub paid: Amount,
	/// What was returned out of the escrow to funders, in all.
	pub returned: Amount,
}

impl Agreement {
	/// What is in escrow: what arrived, less what left.
	pub fn escrow(&self) -> Amount {
		// No sum comes near 2^128: each is at most the total issuance, for each round that was paid.
		let arrived = self.funded.saturating_add(self.penalised);
		arrived.saturating_sub(self.paid).saturating_sub(self.returned)
	}

	/// Whether round number `index` is before its end.
	pub fn reaches(&self, index: RoundIndex) -> bool {
		self.ends_before.is_none_or(|end| index < end)
	}
}

/// A member as a party of an agreement. It stays after the member has left: who comes back goes on where it was. 83 bytes.
#[derive(Clone, PartialEq, Eq, Default, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Party {
	/// What is held of it; 0 once it has left.
	pub deposit: Amount,
	/// The first round that can pay it or cost it something.
	pub bound_from: RoundIndex,
	/// The first round that cannot any more, once it is leaving.
	pub bound_before: Option<RoundIndex>,
	/// What is remembered of it from round to round.
	pub history: History,
	/// What it was paid, in all.
	pub paid: Amount,
	/// What it was penalised, in all.
	pub penalised: Amount,
}

impl Party {
	/// Whether round number `index` can pay it or cost it something.
	pub fn is_bound_in(&self, index: RoundIndex) -> bool {
		self.bound_from <= index && self.bound_before.is_none_or(|end| index < end)
	}
}

/// What members report of the updates of one round. At most 20.5 kB.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Survey {
	/// The round.
	pub round: RoundId,
	/// Who may report: the electorate of the round, ascending. Bit i of the sets is member i.
	pub electorate: PerParticipant<MemberId>,
	/// Whose updates are in question: those that entered the result.
	pub subjects: u128,
	/// Who has reported.
	pub reported: u128,
	/// What they reported.
	pub tally: Tally,
}

/// What was reported in a survey. An index never changes its meaning.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Tally {
	/// Held-out changes: what each of those who reported did, ascending: one value for each subject, ascending.
	#[codec(index = 0)]
	Coarse(PerParticipant<PerParticipant<i8>>),
	/// How many others told that the result is better with it.
	#[codec(index = 1)]
	Bits {
		/// The chance with which each answer was turned over.
		flip: FlipChance,
		/// How many told that, for each subject, ascending.
		better: PerParticipant<u8>,
	},
}

impl Survey {
	/// What each member of the electorate reported of the update of the one at this place; nothing of who was silent, and of that one
	/// itself. Nothing at all if its update is not in question, or if what is told is bits.
	pub fn reports_of(&self, subject: usize) -> Option<Vec<Option<i8>>> {
		let Tally::Coarse(reports) = &self.tally else { return None };
		let line = self.line_of(subject)?;
		let value = |reporter: usize| {
			let has_reported = self.reported & bit(reporter) != 0 && reporter != subject;
			let report = reports.get(before(self.reported, reporter)).filter(|_| has_reported);
			report.and_then(|report| report.get(line).copied())
		};
		Some((0..self.electorate.len()).map(value).collect())
	}

	/// What others told in bits of the update of the one at this place, if more than half of them did. Nothing if its update is not in
	/// question, or if what is told is no bits.
	pub fn ballot_of(&self, subject: usize) -> Option<Ballot> {
		let Tally::Bits { better, .. } = &self.tally else { return None };
		let better = better.get(self.line_of(subject)?)?;
		let answers = u8::try_from((self.reported & !bit(subject)).count_ones()).ok()?;
		Ballot::counted(*better, answers, self.electorate.len().saturating_sub(1))
	}

	/// Which of the subjects the one at this place is, if it is one.
	fn line_of(&self, subject: usize) -> Option<usize> {
		(self.subjects & bit(subject) != 0).then(|| before(self.subjects, subject))
	}
}

fn bit(place: usize) -> u128 {
	u32::try_from(place).map_or(0, decide::bit)
}

/// How many of a set are at lower places.
fn before(set: u128, place: usize) -> usize {
	(set & bit(place).saturating_sub(1)).count_ones() as usize
}

/// How high merits could be, whatever one member had reported. At most 20.6 kB.
#[derive(Clone, PartialEq, Eq, Default, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Bounds {
	/// Parties, and who else was asked in the last survey; ascending.
	pub members: PerParticipant<MemberId>,
	/// For each of them the highest merit that it could have, whatever each of them had reported in all surveys; nothing for who has
	/// never been a party.
	pub most: PerParticipant<PerParticipant<i8>>,
}

impl Bounds {
	/// The highest merit that `subject` could have, whatever `reporter` had reported. Nothing if that is not known: the one has not been
	/// in question, or the other not been asked.
	pub fn most(&self, subject: &MemberId, reporter: &MemberId) -> Option<i8> {
		let place = |member| self.members.binary_search(member).ok();
		self.most.get(place(subject)?)?.get(place(reporter)?).copied()
	}
}

/// What members did that an agreement charges, waiting to be charged. At most 4.2 kB.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Offence {
	/// The agreement.
	pub agreement: AgreementId,
	/// The round in which they did it.
	pub round: RoundId,
	/// What they did.
	pub clause: Clause,
	/// Who did it, ascending.
	pub members: PerParticipant<MemberId>,
}

/// Who has paid into the escrow of an agreement, ascending, and how much in all.
pub type Funders = PerParticipant<(MemberId, Amount)>;
/// The present parties of an agreement, ascending.
pub type PartyList = PerParticipant<MemberId>;
