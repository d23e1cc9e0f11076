//! What members did in a round that became final, for those who keep scores and pay; and what their scores do to the next
//! round.
//!
//! Training tells, and does not judge: [`Settlement`] is told once of each final round, [`crate::Evidence`] of faults as they are
//! proven. Training asks one question back, [`Standings`], when it freezes a round's inputs. A round that fails moves nobody's
//! score and pays nobody: nothing is told of it.

use crate::{
	ids::{BlockNumber, MemberId, RoundId},
	limits::MAX_PARTICIPANTS,
	result::ResultBody,
	Root,
};
use alloc::vec::Vec;
use sp_weights::Weight;

/// The share 1, with 32 fraction bits: a share of the aggregate, or the part of an update that is new.
pub const SHARE_ONE: u64 = 1 << 32;

/// A final round, as those are told who keep scores and pay.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettledRound {
	/// The round.
	pub round: RoundId,
	/// Block at which it became final.
	pub at: BlockNumber,
	/// The final result.
	pub result_hash: Root,
	/// One for each member of the electorate, ascending by member; at most [`MAX_PARTICIPANTS`].
	pub contributions: Vec<Contribution>,
}

/// What one member of the electorate did in a final round.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contribution {
	/// The member.
	pub member: MemberId,
	/// What it declared with its update, if it committed to one.
	pub work: Option<Work>,
	/// Whether a quorum of the electorate voted that its update could not be fetched.
	pub missing: bool,
	/// Whether it voted in Availability.
	pub voted: bool,
	/// Whether the result that it attested became final; nothing if it attested none that stood.
	pub attested: Option<bool>,
	/// Whether it was proven guilty of a fault in this round.
	pub guilty: bool,
	/// How its update was scored, if it was included.
	pub score: Option<Score>,
}

/// What a member declared with its update. Nobody has checked it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Work {
	/// Root of the update.
	pub update_root: Root,
	/// Samples, capped as the task says.
	pub samples: u32,
	/// Optimiser steps done, at most `steps_asked`.
	pub steps_done: u32,
	/// Optimiser steps the task asked for, at least 1.
	pub steps_asked: u32,
}

/// How an included update stands in the final result. All of it is provable: it comes from the result's body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Score {
	/// Whether it could enter the matrix: neither quarantined nor (by the rule) longer than the norm bound.
	pub active: bool,
	/// Its share of the aggregate, in units of 2^-32: the absolute values of its coefficients over those of all included
	/// updates, in all rows. All shares of a round together are at most [`SHARE_ONE`].
	pub weight_share: u64,
	/// L2 norm in lanes.
	pub norm: u64,
	/// L2 distance from the mean of the mixed rows, in lanes.
	pub distance: u64,
	/// The part of its squared norm that does not lie along the previous aggregate, in units of 2^-32; nothing where the result
	/// does not tell, as in a first round.
	pub novelty: Option<u64>,
}

/// Who keeps scores and pays.
pub trait Settlement {
	/// A round became final. Called once a round, in the move that ends it.
	fn settled(round: &SettledRound);

	/// The most that [`Settlement::settled`] can weigh with so many members. Must leave the move room in half a block.
	fn settled_weight(members: u32) -> Weight;
}

/// Nobody does.
impl Settlement for () {
	fn settled(_: &SettledRound) {}
	fn settled_weight(_: u32) -> Weight {
		Weight::zero()
	}
}

/// One after the other.
impl<A: Settlement, B: Settlement> Settlement for (A, B) {
	fn settled(round: &SettledRound) {
		A::settled(round);
		B::settled(round);
	}
	fn settled_weight(members: u32) -> Weight {
		A::settled_weight(members).saturating_add(B::settled_weight(members))
	}
}

/// How far a member is trusted in the round whose inputs are being frozen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
	/// What its weight is multiplied by, at least 1; only the ratios of a round's factors count.
	pub factor: u16,
	/// Whether its update is kept out of the matrix, and scored beside it.
	pub quarantined: bool,
}

impl Standing {
	/// Nothing is known against the member, nor for it.
	pub const EQUAL: Self = Self { factor: 1, quarantined: false };
}

/// Who knows how far members are trusted.
pub trait Standings {
	/// The member's standing now.
	fn standing(member: &MemberId) -> Standing;

	/// The most that so many questions can weigh.
	fn standings_weight(members: u32) -> Weight;
}

/// All are equal.
impl Standings for () {
	fn standing(_: &MemberId) -> Standing {
		Standing::EQUAL
	}
	fn standings_weight(_: u32) -> Weight {
		Weight::zero()
	}
}

/// Who knows how far members are trusted, as a number: the reputation that pay may depend on.
pub trait Trust {
	/// The member's reputation now, in units of 2^-32, at most [`SHARE_ONE`].
	fn trust(member: &MemberId) -> u64;

	/// The most that so many questions can weigh.
	fn trust_weight(members: u32) -> Weight;
}

/// All are fully trusted.
impl Trust for () {
	fn trust(_: &MemberId) -> u64 {
		SHARE_ONE
	}
	fn trust_weight(_: u32) -> Weight {
		Weight::zero()
	}
}

/// Each included update's share of the aggregate, in units of 2^-32, rounded down: the absolute values of its coefficients over
/// those of all `n` included updates, in all rows. 0 for all where there are no coefficients.
pub fn weight_shares(result: &ResultBody, n: usize) -> Vec<u64> {
	// A row's absolute values sum to at most 2^32 and there are at most 128 rows: below 2^40.
	let mut sums: Vec<u64> = core::iter::repeat_n(0, n.min(MAX_PARTICIPANTS as usize)).collect();
	for row in &result.coefficients {
		for (sum, coefficient) in sums.iter_mut().zip(row) {
			*sum = sum.saturating_add(coefficient.unsigned_abs());
		}
	}
	let total = sums.iter().fold(0u128, |total, sum| total.saturating_add(u128::from(*sum)));
	let share = |sum: &u64| {
		let scaled = u128::from(*sum).saturating_mul(u128::from(SHARE_ONE));
		scaled.checked_div(total).and_then(|share| u64::try_from(share).ok()).unwrap_or(0)
	};
	sums.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::COEFFICIENT_ONE;
	use bounded_collections::BoundedVec;

	fn result(rows: &[&[i64]]) -> ResultBody {
		let rows = rows.iter().map(|row| BoundedVec::truncate_from(row.to_vec())).collect();
		ResultBody {
			coefficients: BoundedVec::truncate_from(rows),
			norms: BoundedVec::default(),
			distances: BoundedVec::default(),
			novelties: BoundedVec::default(),
			aggregate_root: Root([0; 32]),
			model_root: Root([0; 32]),
			trace_root: Root([0; 32]),
		}
	}

	#[test]
	fn shares_are_of_what_the_included_updates_weigh() {
		let half = COEFFICIENT_ONE / 2;
		// The third column is the previous aggregate, which is nobody's.
		assert_eq!(weight_shares(&result(&[&[half, -half / 2, half]]), 2), [SHARE_ONE / 3 * 2, SHARE_ONE / 3]);
		assert_eq!(weight_shares(&result(&[&[COEFFICIENT_ONE, 0], &[0, COEFFICIENT_ONE]]), 2), [SHARE_ONE / 2; 2]);
		assert_eq!(weight_shares(&result(&[&[0, 0]]), 2), [0, 0]);
		assert_eq!(weight_shares(&result(&[]), 3), [0, 0, 0]);
	}
}
