//! What is known of a rule besides its bits: when its guarantee holds, what it costs, how to say it.

use super::mix_rule;

/// How many rows a mix gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rows {
	/// One, which is the aggregate.
	One,
	/// Several, for a column rule to combine.
	Many,
}

/// What is known of one rule or step with its parameters.
#[derive(Clone, Copy)]
pub(super) struct Facts {
	/// Whether the parameters are in their ranges.
	pub holds: bool,
	/// The least number of updates with which it runs with this `f`: among fewer, `f` is lowered. It decides bits, and so never
	/// changes.
	pub needs: fn(f: u32) -> u32,
	/// The least number of updates with which something is proven against `f` hostile ones, if that is more than `needs`;
	/// [`NEVER`] if nothing is.
	pub proven: fn(f: u32) -> u32,
	/// What the proof asks for besides.
	pub given: Given,
	/// The most updates for which the rule is what its name says.
	pub most: fn(f: u32) -> u32,
	/// Rows of the mix.
	pub rows: Rows,
	/// Whether the updates' weights enter.
	pub weighted: bool,
	/// Cost of one pass over n updates of which f are hostile, in the units of [`cost`].
	pub cost: fn(n: u64, f: u64) -> u64,
	/// Passes at most.
	pub times: u64,
	/// Updates in a bucket; 0 if there are none.
	pub bucket: u32,
	/// Updates kept; 0 if that is no parameter.
	pub keeps: u32,
	/// A norm in lanes; 0 if that is no parameter.
	pub norm: u64,
	/// What it does; `{norm}`, `{times}`, `{keeps}` and `{bucket}` stand for the numbers above.
	pub words: &'static str,
}

/// No number of updates is enough.
pub(super) const NEVER: u32 = u32::MAX;

/// What besides numbers a rule's proof asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Given {
	/// Nothing: it counts updates, and holds whatever they weigh.
	Counts,
	/// Equal weights; nothing is proven for others.
	EqualWeights,
	/// Less than half of the weight with the hostile updates, which equal weights always have; and steps enough.
	HalfOfWeight,
	/// Equal weights, a clip norm that suits the honest updates, and a start near them.
	GoodStart,
}

impl Given {
	/// To go on after "tolerates 3 liar(s)".
	pub fn words(self, equal: bool, buckets: bool) -> &'static str {
		match (self, equal, buckets) {
			(Self::Counts, true, _) | (Self::EqualWeights, true, _) => "",
			(Self::Counts, false, _) => ", whatever they weigh",
			(Self::EqualWeights, false, _) => " if all updates weigh alike; for other weights nothing is proven",
			(Self::HalfOfWeight, true, _) => ", as nearly as the steps come to the median",
			(Self::HalfOfWeight, false, false) => {
				" that hold less than half of the weight, as nearly as the steps come to the median"
			}
			(Self::HalfOfWeight, false, true) => {
				" whose buckets hold less than half of the weight, as nearly as the steps come to the median"
			}
			(Self::GoodStart, true, _) => {
				" if the clip norm suits the honest updates and the previous aggregate lies near them"
			}
			(Self::GoodStart, false, _) => {
				" if the clip norm suits the honest updates, the previous aggregate lies near them, and all weigh alike; for other \
				 weights nothing is proven"
			}
		}
	}
}

impl Facts {
	/// Of a rule with one row and no parameter, which needs one update.
	pub const ONE_ROW: Self = Self {
		holds: true,
		needs: |_| 1,
		proven: |_| 1,
		given: Given::Counts,
		most: |_| u32::MAX,
		rows: Rows::One,
		weighted: false,
		cost: |_, _| 0,
		times: 1,
		bucket: 0,
		keeps: 0,
		norm: 0,
		words: "",
	};
}

/// 2f + 1: more honest updates than hostile ones.
pub(super) fn majority(f: u32) -> u32 {
	f.saturating_mul(2).saturating_add(1)
}

/// Costs in elementary 128-bit operations: an addition, multiplication, comparison, shift or load is one, a division
/// [`DIVISION`], a square root [`ROOT`]. Upper bounds, for n ≤ 128, so nothing here overflows.
///
/// [`DIVISION`]: cost::DIVISION
/// [`ROOT`]: cost::ROOT
pub(super) mod cost {
	use super::mix_rule::{MAX_EXACT_DIAMETER_F, MAX_POWER_STEPS};

	/// A division of 128-bit integers.
	pub const DIVISION: u64 = 32;
	/// A square root of a 128-bit integer.
	pub const ROOT: u64 = 128;
	/// Norm, distance and novelty of an update: two square roots, two divisions and four other operations.
	pub const SCORE: u64 = 2 * ROOT + 2 * DIVISION + 4;

	/// Sorting n keys of squared distances.
	pub fn sort(n: u64) -> u64 {
		let log = u64::from(u64::BITS - n.leading_zeros());
		n * (6 + 3 * log)
	}

	/// Coefficients from weights.
	pub fn normalise(n: u64) -> u64 {
		n * (DIVISION + 5)
	}

	/// A pre-step whose rows have at most `terms` terms: matrix, rows, and their composition.
	pub fn map(n: u64, terms: u64) -> u64 {
		let width = n + 1;
		width * width * (4 * terms + DIVISION + 6) + width * (normalise(width) + compose(width))
	}

	/// A row over mixed rows, as a row over the columns. What is counted is half of it: in Wasm such a row was measured to take
	/// twice as long as so many other operations, because it goes through the matrix by columns.
	pub fn compose(n: u64) -> u64 {
		4 * n * n + 5 * n
	}

	/// Squared distances from a row.
	pub fn distances(n: u64) -> u64 {
		2 * n * n + 8 * n
	}

	/// A step of Weiszfeld, or of centered clipping.
	pub fn weiszfeld(n: u64) -> u64 {
		distances(n) + n * (ROOT + 2 * DIVISION + 12) + normalise(n)
	}

	/// The largest eigenvalue of the covariance of weighted updates, by power iteration.
	pub fn spread(n: u64) -> u64 {
		let centre = distances(n) + n * n * 8;
		centre + (MAX_POWER_STEPS + 2) * (2 * n * n + n * (DIVISION + 10)) + 4 * DIVISION
	}

	/// Minimum-diameter averaging.
	pub fn minimum_diameter(n: u64, f: u64) -> u64 {
		let pairs = n * n * 5 + sort(n * n);
		if f > MAX_EXACT_DIAMETER_F {
			return pairs + n * (sort(n) + n * n * 5) + normalise(n);
		}
		// A search of budget b visits at most T(b) ≤ 2 · φ^(b+2) ≤ 2^(b+2) places; b ≤ 12 there.
		let places = PLACES.get(f as usize).copied().unwrap_or(0);
		// One search for each halving of at most 2^13 distances, and one for each update in turn.
		pairs + (14 + n) * (n * n * 5 + places * (4 * n + 4)) + normalise(n)
	}

	/// Places that a search with this budget visits: T(b) = 1 + T(b − 1) + T(b − 2), T(0) = T(−1) = 1.
	const PLACES: [u64; 13] = [1, 3, 5, 9, 15, 25, 41, 67, 109, 177, 287, 465, 753];
}
