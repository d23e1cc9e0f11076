//! Mix rules, as data.

use super::facts::{cost, majority, Facts, Given, Rows, NEVER};
use crate::limits::MAX_ITERATIONS;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// From the (transformed) Gram matrix to rows of coefficients.
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
#[serde(rename_all = "kebab-case")]
pub enum MixRule {
	/// The weighted mean: one row.
	#[codec(index = 0)]
	Mean,
	/// The weighted geometric median by smoothed Weiszfeld (Pillutla, Kakade, Harchaoui 2022): one row.
	#[codec(index = 1)]
	GeometricMedian {
		/// Most iterations.
		iterations: u16,
		/// Smoothing ν, in lanes (L2), at least 1.
		nu: u32,
	},
	/// Krum (Blanchard et al. 2017): one unit row.
	#[codec(index = 2)]
	Krum,
	/// Multi-Krum: the mean of the `m` updates with the best Krum scores: one row.
	#[codec(index = 3)]
	MultiKrum {
		/// Updates kept.
		m: u16,
	},
	/// Every update as its own row, for a column rule to combine: n unit rows (before pre-steps).
	#[codec(index = 4)]
	Each,
	/// Centered clipping (Karimireddy, He, Jaggi 2021) around the previous aggregate: one row.
	#[codec(index = 5)]
	CenteredClipping {
		/// Clip norm τ, in lanes (L2), at least 1.
		tau: u64,
		/// Iterations l, at least 1.
		iterations: u16,
	},
	/// The mean of the n − f updates with the least diameter (Rousseeuw 1985; El Mhamdi et al. 2018): one row.
	#[codec(index = 6)]
	MinimumDiameter,
	/// For each member the mean of the n − f updates nearest to its own (Farhadkhani et al. 2023): n rows.
	#[codec(index = 7)]
	Monna,
	/// The covariance-bound agnostic filter (Allouah et al. 2025): one row.
	#[codec(index = 8)]
	Caf,
	/// Smallest maximum eigenvalue averaging (Allouah et al. 2023): one row.
	#[codec(index = 9)]
	Smea,
	/// The selection of Bulyan (El Mhamdi, Guerraoui, Rouault 2018): n − 2f unit rows.
	#[codec(index = 10)]
	Bulyan,
	/// The geometric median with exactly so many steps: one row.
	#[codec(index = 11)]
	ApproximateGeometricMedian {
		/// Iterations, at least 1.
		iterations: u16,
		/// Smoothing ν, in lanes (L2), at least 1.
		nu: u32,
	},
}

/// Most that smallest maximum eigenvalue averaging looks at: sets of n − f among n updates, times the n² entries of a
/// matrix. That is all f up to n = 16, f ≤ 4 at n = 20, f ≤ 2 at n = 50, f ≤ 1 at n = 128. A chain takes less: see
/// [`crate::limits::MAX_MIX_COST`].
pub const MAX_SMEA_WORK: u64 = 4_000_000;
/// Most steps of the power iteration.
pub const MAX_POWER_STEPS: u64 = 64;
/// Largest f for which minimum-diameter averaging is exact, at any n. So it is exact for every f up to n = 26.
pub const MAX_EXACT_DIAMETER_F: u64 = 12;

/// Whether a number of steps is in its range.
fn steps(iterations: u16) -> bool {
	(1..=MAX_ITERATIONS).contains(&iterations)
}

impl MixRule {
	/// What is known of the rule: one entry each.
	pub(super) fn facts(&self) -> Facts {
		let one = Facts::ONE_ROW;
		match *self {
			// One liar moves it by its part of any distance, also after every pre-step: each leaves an update of its own in the mean.
			Self::Mean => Facts { proven: |f| if f == 0 { 1 } else { NEVER }, weighted: true, words: "mean", ..one },
			Self::GeometricMedian { iterations, nu } => Facts {
				holds: steps(iterations) && nu >= 1,
				needs: majority,
				given: Given::HalfOfWeight,
				weighted: true,
				cost: |n, _| cost::weiszfeld(n),
				times: u64::from(iterations),
				norm: u64::from(nu),
				words: "geometric median (at most {times} iterations, smoothed by {norm})",
				..one
			},
			Self::Krum => Facts {
				needs: |f| majority(f) + 2,
				cost: |n, _| n * cost::sort(n) + cost::sort(n),
				words: "Krum: the one update with the nearest neighbours",
				..one
			},
			Self::MultiKrum { m } => Facts {
				holds: m >= 1,
				needs: |f| majority(f) + 2,
				keeps: u32::from(m),
				weighted: true,
				cost: |n, _| n * cost::sort(n) + cost::sort(n) + n * n,
				words: "Multi-Krum: the mean of the {keeps} updates with the nearest neighbours",
				..one
			},
			Self::Each => Facts { rows: Rows::Many, words: "", ..one },
			Self::CenteredClipping { tau, iterations } => Facts {
				holds: tau >= 1 && steps(iterations),
				needs: majority,
				proven: |f| f.saturating_mul(10),
				given: Given::GoodStart,
				weighted: true,
				cost: |n, _| cost::weiszfeld(n + 1),
				times: u64::from(iterations),
				norm: tau,
				words: "centered clipping around the previous aggregate (to norm {norm}, {times} iterations)",
				..one
			},
			Self::MinimumDiameter => Facts {
				needs: majority,
				weighted: true,
				cost: cost::minimum_diameter,
				words: "minimum-diameter averaging: the mean of the n - f updates that lie closest together",
				..one
			},
			Self::Monna => Facts {
				needs: majority,
				rows: Rows::Many,
				weighted: true,
				cost: |n, _| n * cost::sort(n) + n * cost::normalise(n) + n * n * n,
				words: "MoNNA: for each member the mean of the n - f updates nearest to its own",
				..one
			},
			Self::Caf => Facts {
				needs: majority,
				proven: |f| f.saturating_mul(3).saturating_add(1),
				given: Given::EqualWeights,
				weighted: true,
				cost: |n, f| (2 * f + 1) * (cost::spread(n) + cost::normalise(n) + n * (cost::DIVISION + 8)),
				words: "CAF: the mean after filtering along the direction of largest spread",
				..one
			},
			Self::Smea => Facts {
				needs: majority,
				most: |f| smea_most(f),
				weighted: true,
				cost: |n, f| (smea_sets(n, f) + f + 1) * (cost::spread(n) + cost::normalise(n) + 8 * n),
				words: "SMEA: the mean of the n - f updates whose largest spread in any direction is least",
				..one
			},
			Self::Bulyan => Facts {
				needs: |f| 2 * majority(f) + 1,
				rows: Rows::Many,
				cost: |n, _| n * (n * cost::sort(n) + cost::sort(n)),
				words: "Bulyan: the n - 2f updates that Krum picks one after the other",
				..one
			},
			Self::ApproximateGeometricMedian { iterations, nu } => Facts {
				holds: steps(iterations) && nu >= 1,
				needs: majority,
				given: Given::HalfOfWeight,
				weighted: true,
				cost: |n, _| cost::weiszfeld(n),
				times: u64::from(iterations),
				norm: u64::from(nu),
				words: "approximate geometric median ({times} iterations, smoothed by {norm})",
				..one
			},
		}
	}
}

/// Sets of n − f among n that the rule looks at: all of them, or none if they are more than
/// [`MAX_SMEA_WORK`] allows.
pub fn smea_sets(n: u64, f: u64) -> u64 {
	// C(n, k) by C(n, i + 1) = C(n, i) · (n − i) / (i + 1), each exact; it only grows up to f ≤ n / 2.
	let most = MAX_SMEA_WORK.checked_div(n.saturating_mul(n)).unwrap_or(0);
	let mut sets = 1u64;
	for i in 0..f.min(n.saturating_sub(f)) {
		sets = sets.saturating_mul(n.saturating_sub(i)) / (i + 1);
		if sets > most {
			return 0;
		}
	}
	sets
}

/// The most updates among which all sets are looked at.
fn smea_most(f: u32) -> u32 {
	let fits = |n: &u32| smea_sets(u64::from(*n), u64::from(f)) > 0;
	(majority(f)..=crate::limits::MAX_PARTICIPANTS).take_while(fits).last().unwrap_or(0)
}
