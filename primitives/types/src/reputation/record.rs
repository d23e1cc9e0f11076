//! The beta reputation of one member (Jøsang and Ismail 2002), with forgetting, quarantine, and a way back.
//!
//! `r ← λr + good`, `s ← λs + bad`, `score = (r + 1) / (r + s + 2)`.

use super::{conduct::Said, Conduct, Parameters, ONE};
use crate::contribution::{Contribution, Standing};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Most evidence of either kind, in units of 2^-16: 2^16 rounds.
pub const MAX_EVIDENCE: u64 = 1 << 32;

/// Most of the running figure of standing against the others: who has mended starts from there.
const MOST_AGAINST: u32 = 2 * ONE;
/// Most of a running figure that one round replaces.
const MOST_RATE: u32 = ONE / 2;

/// Parts of a round's duty, in units of 2^-16; together [`ONE`].
const UPDATE_PART: u32 = ONE / 2;
const VOTE_PART: u32 = ONE / 4;
const ATTEST_PART: u32 = ONE / 4;

/// What is known of a member. At most 25 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Record {
	/// Good evidence, r, in units of 2^-16; at most [`MAX_EVIDENCE`].
	pub good: u64,
	/// Bad evidence, s, in units of 2^-16; at most [`MAX_EVIDENCE`].
	pub bad: u64,
	/// Running figure of how far its updates stand against the others', in units of 2^-16, from 0 to 1.5; 0 for a newcomer.
	pub against: u32,
	/// Running figure of how far what is new in them agrees with what is new in the others', in units of 2^-16, from 0 to 1; 1 for a
	/// newcomer.
	pub fresh: u32,
	/// Whether its updates are kept out of the matrix.
	pub quarantined: bool,
}

/// What evidence did to a member's standing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
	/// It was quarantined.
	Quarantined,
	/// It is free again.
	Released,
}

/// Evidence of its own, outside of settled rounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Conviction {
	/// A proven fault.
	Fault,
	/// It said that it holds an update that is proven malformed.
	Vouched,
	/// It owned, or said that it holds, a contested update that nobody published.
	Withheld,
	/// Its challenge was judged, and proved nothing.
	InVain,
	/// Its validator voted for two blocks in one round of finality.
	Equivocated,
}

/// What a final round shows of a member.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RoundEvidence {
	/// Whether it committed to an update.
	pub committed: bool,
	/// Whether a quorum could not fetch it.
	pub missing: bool,
	/// Whether it voted in Availability.
	pub voted: bool,
	/// Whether the result that it attested became final.
	pub attested: Option<bool>,
	/// Whether it was proven guilty of a fault of this round, which was told when it was proven.
	pub guilty: bool,
	/// How its update stands among the others, if it was included.
	pub conduct: Option<Conduct>,
}

/// How well an update stands, in units of 2^-16.
struct Quality {
	/// By what this round says.
	now: u32,
	/// By what is known of its member besides.
	in_all: u32,
}

impl RoundEvidence {
	/// What a settled round tells of a member whose update stands so.
	pub fn new(contribution: &Contribution, conduct: Option<Conduct>) -> Self {
		Self {
			committed: contribution.work.is_some(),
			missing: contribution.missing,
			voted: contribution.voted,
			attested: contribution.attested,
			guilty: contribution.guilty,
			conduct,
		}
	}

	/// Part of the round's duties that it left undone, from 0 to [`ONE`]. Nobody expects anything of the guilty, who are out of
	/// the round.
	fn undone(&self) -> u32 {
		let part = |done: bool, part: u32| if done || self.guilty { 0 } else { part };
		part(self.committed, UPDATE_PART)
			.saturating_add(part(self.voted, VOTE_PART))
			.saturating_add(part(self.attested.is_some(), ATTEST_PART))
	}
}

impl Conduct {
	/// How well the update stands, from 0 to [`ONE`]: the worst of what is said of it.
	///
	/// The running figures of the member's record always count for good evidence. That of freshness counts for bad evidence only in
	/// rounds that say something of it: it is the less sure of the two, and may stay where it is for long.
	fn quality(&self, record: &Record, parameters: &Parameters) -> Quality {
		let against = parameters.against.at(record.against.into());
		let fresh = parameters.fresh.at(record.fresh.into());
		let now = [
			self.distance.map(|value| parameters.distance.at(value)),
			self.novelty.map(|value| parameters.novelty.at(value)),
			Some(against),
			self.freshness.map(|_| fresh),
		];
		let now = now.into_iter().flatten().min().unwrap_or(ONE);
		Quality { now, in_all: now.min(fresh) }
	}

	/// Part of the good evidence of an update that its share of the aggregate gives, from one half to all: an honest member
	/// whose data differ is left out by many rules, and is not to blame for it.
	fn share_part(&self) -> u32 {
		let half = ONE / 2;
		let share = self.share.map_or(half, |share| u32::try_from(share.clamp(0, half.into())).unwrap_or(0));
		half.saturating_add(share)
	}
}

impl Record {
	/// What is known of a newcomer: nothing, which is a score of one half.
	pub const NEUTRAL: Self = Self { good: 0, bad: 0, against: 0, fresh: ONE, quarantined: false };

	/// The score in units of 2^-16: `(r + 1) / (r + s + 2)`, rounded down, and neither 0 nor 1.
	pub fn score(&self) -> u16 {
		let one = u64::from(ONE);
		let (good, bad) = (self.good.min(MAX_EVIDENCE), self.bad.min(MAX_EVIDENCE));
		let score = good.saturating_add(one).saturating_mul(one);
		let score = score.checked_div(good.saturating_add(bad).saturating_add(2 * one)).unwrap_or(0);
		u16::try_from(score).unwrap_or(u16::MAX).max(1)
	}

	/// What the member's next update counts for: its weight is multiplied by its score.
	pub fn standing(&self) -> Standing {
		Standing { factor: self.score(), quarantined: self.quarantined }
	}

	/// Takes the evidence of a final round.
	///
	/// Absence of a quarantined member changes nothing: a quarantine is not sat out.
	pub fn settle(&mut self, evidence: &RoundEvidence, parameters: &Parameters) -> Option<Change> {
		if self.quarantined && !evidence.committed {
			return None;
		}
		if let Some(conduct) = evidence.conduct {
			let one = i64::from(ONE);
			let against = conduct.agreement.map(|said| Said { value: one.saturating_sub(said.value), ..said });
			self.against = moved(self.against, against, MOST_AGAINST, parameters.rate);
			self.fresh = moved(self.fresh, conduct.freshness, ONE, parameters.rate);
		}
		self.good = times(self.good, parameters.memory);
		self.bad = times(self.bad, parameters.memory);

		let spotless = Quality { now: ONE, in_all: ONE };
		let quality = evidence.conduct.map_or(spotless, |conduct| conduct.quality(self, parameters));
		let mut good = 0u32;
		let mut bad = 0u64;
		if !evidence.guilty {
			let update = evidence.conduct.map_or(0, |conduct| part_of(UPDATE_PART, conduct.share_part()));
			let vote = if evidence.voted { VOTE_PART } else { 0 };
			let attest = if evidence.attested == Some(true) { ATTEST_PART } else { 0 };
			good = part_of(update.saturating_add(vote).saturating_add(attest), quality.in_all);
		}
		let hostile = part_of(parameters.hostile, ONE.saturating_sub(quality.now));
		bad = bad.saturating_add(hostile.into());
		if evidence.missing {
			bad = bad.saturating_add(parameters.missing.into());
		}
		if evidence.attested == Some(false) {
			bad = bad.saturating_add(parameters.disagreed.into());
		}
		self.good = self.good.saturating_add(good.into());
		self.bad = self.bad.saturating_add(bad);
		// Absence takes nobody below one half, where r = s.
		let absent = u64::from(part_of(parameters.absent, evidence.undone()));
		self.bad = self.bad.max(self.bad.saturating_add(absent).min(self.good));
		self.bound(parameters)
	}

	/// Takes evidence that stands by itself. Nothing is forgotten for it.
	pub fn convict(&mut self, conviction: Conviction, parameters: &Parameters) -> Option<Change> {
		let bad = match conviction {
			Conviction::Fault => {
				self.good = 0;
				parameters.fault
			}
			// Proven, and no slip of the pen; but it says nothing of the member's updates, and is mostly one key on two machines.
			Conviction::Vouched | Conviction::Equivocated => parameters.vouched,
			Conviction::Withheld => parameters.withheld,
			Conviction::InVain => parameters.missing / 2,
		};
		self.bad = self.bad.saturating_add(bad.into());
		self.bound(parameters)
	}

	/// Keeps evidence within its bounds, and the member on its side of the lines.
	fn bound(&mut self, parameters: &Parameters) -> Option<Change> {
		self.good = self.good.min(MAX_EVIDENCE);
		self.bad = self.bad.min(parameters.most_bad.into()).min(MAX_EVIDENCE);
		let score = self.score();
		if !self.quarantined && score < parameters.quarantine_below {
			self.quarantined = true;
			Some(Change::Quarantined)
		} else if self.quarantined && score > parameters.release_above {
			self.quarantined = false;
			Some(Change::Released)
		} else {
			None
		}
	}
}

/// A running figure after what a round says, within 0 and `most`.
fn moved(figure: u32, said: Option<Said>, most: u32, rate: u32) -> u32 {
	let Some(Said { value, clearness }) = said else { return figure };
	let squared = i128::from(clearness).saturating_pow(2) >> 16;
	let rate = (i128::from(rate).saturating_mul(squared) >> 16).clamp(0, MOST_RATE.into());
	let step = i128::from(value).saturating_sub(figure.into()).saturating_mul(rate) >> 16;
	let figure = i128::from(figure).saturating_add(step).clamp(0, most.into());
	u32::try_from(figure).unwrap_or(most)
}

/// `value` times `part` units of 2^-16, rounded down.
fn times(value: u64, part: u32) -> u64 {
	let product = u128::from(value).saturating_mul(part.into()) >> 16;
	u64::try_from(product).unwrap_or(u64::MAX)
}

/// The same of a small value and at most [`ONE`].
fn part_of(value: u32, part: u32) -> u32 {
	u32::try_from(times(value.into(), part.min(ONE))).unwrap_or(value)
}
