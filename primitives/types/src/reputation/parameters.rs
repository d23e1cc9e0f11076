//! Every number of the reputation that governance may choose.

use super::{hundredths, MAX_EVIDENCE, ONE};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The parameters of the reputation. All are in units of 2^-16; the default says why each is what it is.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Parameters {
	/// What remains of old evidence after a round, λ; below 1.
	pub memory: u32,
	/// Bad evidence of a round whose update is hostile or empty.
	pub hostile: u32,
	/// Bad evidence of a round in which a member did nothing.
	pub absent: u32,
	/// Bad evidence of an attestation of another result than the final one.
	pub disagreed: u32,
	/// Bad evidence of an update that a quorum could not fetch; half of it, of a challenge that proved nothing.
	pub missing: u32,
	/// Bad evidence of an update that was said to be held, was contested, and that nobody published.
	pub withheld: u32,
	/// Bad evidence of having said that one holds an update that is proven malformed; and of an equivocation in finality.
	pub vouched: u32,
	/// Bad evidence of a proven fault, which besides takes all good evidence away.
	pub fault: u32,
	/// Most bad evidence that is kept, so that there is always a way back.
	pub most_bad: u32,
	/// A member whose score falls below this is quarantined.
	pub quarantine_below: u16,
	/// A quarantined member whose score rises above this is free again.
	pub release_above: u16,
	/// Distance from the aggregate, as a multiple of the others' median: from where it is held against an update, and from
	/// where the update is hostile.
	pub distance: Ramp,
	/// What is new in an update, as a multiple of the others' median: below which it is held against it, and below which
	/// the update is empty.
	pub novelty: Ramp,
	/// How far a member's updates stand against the others', by its running figure: 0 is like the others, 1 at a right
	/// angle, 2 turned around.
	pub against: Ramp,
	/// How far what is new in a member's updates agrees with what is new in the others', by its running figure: 1 is like the
	/// others, 0 noise.
	pub fresh: Ramp,
	/// How much of a running figure a round replaces whose median is as large as its scatter. A clearer round replaces more, by
	/// the square; none more than half.
	pub rate: u32,
}

/// Where an update begins to lose its good name, and where it has lost it. Between the two it falls, or rises, in a straight line.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Ramp {
	/// All is well up to here (or down to here, for what should be large).
	pub well: u32,
	/// Nothing is well from here on.
	pub lost: u32,
}

impl Ramp {
	/// How well `value` stands, from 0 to [`ONE`].
	pub fn at(&self, value: i64) -> u32 {
		let (well, lost) = (i64::from(self.well), i64::from(self.lost));
		let span = well.saturating_sub(lost);
		if span == 0 {
			return if value == well { ONE } else { 0 };
		}
		// Towards `well` and away from `lost` on either side: the signs of both differences are the same inside.
		let from_lost = value.saturating_sub(lost);
		let part = i128::from(from_lost).saturating_mul(ONE.into()).checked_div(span.into()).unwrap_or(0);
		u32::try_from(part.clamp(0, ONE.into())).unwrap_or(0)
	}
}

/// Why parameters are refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum ParametersError {
	/// The memory is 1 or more: nothing would ever be forgotten.
	Memory,
	/// A member would be free again at a score at which it is quarantined.
	Lines,
	/// A newcomer, at one half, would be quarantined.
	NewcomersQuarantined,
	/// One of the amounts of evidence is larger than what is kept.
	Evidence,
	/// A ramp has no slope, or the wrong one.
	Ramp,
	/// The rate of the running figures is 0 or above 1.
	Rate,
}

impl Parameters {
	/// Whether the parameters make sense together. The arithmetic is total all the same.
	///
	/// # Errors
	/// The first thing that does not hold.
	pub fn check(&self) -> Result<(), ParametersError> {
		if self.memory >= ONE {
			return Err(ParametersError::Memory);
		}
		if self.quarantine_below > self.release_above {
			return Err(ParametersError::Lines);
		}
		if u32::from(self.quarantine_below) > ONE / 2 {
			return Err(ParametersError::NewcomersQuarantined);
		}
		let amounts =
			[self.hostile, self.absent, self.disagreed, self.missing, self.withheld, self.vouched, self.fault];
		if u64::from(self.most_bad) > MAX_EVIDENCE || amounts.iter().any(|amount| *amount > self.most_bad) {
			return Err(ParametersError::Evidence);
		}
		let falls = [self.distance, self.against].iter().all(|ramp| ramp.well < ramp.lost);
		let rises = [self.novelty, self.fresh].iter().all(|ramp| ramp.well > ramp.lost);
		if !falls || !rises {
			return Err(ParametersError::Ramp);
		}
		if self.rate == 0 || self.rate > ONE {
			return Err(ParametersError::Rate);
		}
		Ok(())
	}
}

impl Default for Parameters {
	/// Found by the simulation of conduct (`docs/reputation.md`): the honest stay above 0.9, who turns is quarantined within
	/// ten rounds, who mends is back within thirty.
	fn default() -> Self {
		Self {
			// Twenty rounds of memory: the most of good evidence is 1 / (1 − λ) = 20, the highest score 21/22 = 0.955. Longer,
			// and who turns hostile lives too long on its good name; shorter, and 0.9 is out of reach.
			memory: hundredths(95),
			// Four times a good round: from the best score to quarantine takes 7 rounds, and to turn in one round of ten does not pay.
			hostile: 4 * ONE,
			// Half a good round: who is there half of the time stands at two thirds. Absence alone takes nobody below one half.
			absent: ONE / 2,
			// One of two results is false, and the chain has not seen which; the final one has had its time to be refuted.
			disagreed: 2 * ONE,
			missing: ONE,
			// The honest among the holders could have published it, and so could its owner.
			withheld: 3 * ONE,
			// Five hostile rounds: honest software sees a malformed lane before it votes.
			vouched: 15 * ONE,
			// All that is kept of bad evidence, and nothing good: the score is 1/47.
			fault: 45 * ONE,
			// From there the way back above one half takes 23 faultless rounds: r = 20 (1 − λ^k) exceeds s = 45 λ^k.
			most_bad: 45 * ONE,
			// Below a newcomer's one half, so that nobody begins there.
			quarantine_below: hundredths(40) as u16,
			// Above it strictly: in a quarantine only good rounds lead out, because forgetting alone leads towards one half.
			release_above: (ONE / 2) as u16,
			// Twice as far as the median is a member whose data differ; four times is no such thing where all updates are
			// clipped to one norm.
			distance: Ramp { well: 2 * ONE, lost: 4 * ONE },
			// What is sent again has nothing new at all, up to rounding.
			novelty: Ramp { well: ONE / 4, lost: ONE / 16 },
			// Around a right angle: where data differ so much that a member shares nothing with the others, it is not hostile, but
			// it does not help either.
			against: Ramp { well: hundredths(80), lost: hundredths(130) },
			fresh: Ramp { well: hundredths(35), lost: hundredths(10) },
			// By the square of clearness the figures stray alike in every task: by 0.2, so that the honest rarely touch a ramp.
			rate: ONE / 64,
		}
	}
}
