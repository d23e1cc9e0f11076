//! Steps before the mix, as data.

use super::facts::{cost, majority, Facts, Rows};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// A step before the mix. It is a linear map of the updates, so it acts on the Gram matrix alone.
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
pub enum PreStep {
	/// Norm clipping: scales each update down to an L2 norm of at most `tau` lanes.
	#[codec(index = 0)]
	Clip {
		/// Clip norm, in lanes (L2), at least 1.
		tau: u64,
	},
	/// Nearest-neighbour mixing: replaces each update by the mean of its n − f nearest, itself included
	/// (Allouah et al. 2023).
	#[codec(index = 1)]
	NearestNeighbourMixing,
	/// Bucketing: replaces the updates by the means of random groups of `size` (Karimireddy, He, Jaggi 2022). The
	/// permutation comes from the round's seed.
	#[codec(index = 2)]
	Bucketing {
		/// Updates in a bucket, at least 1.
		size: u16,
	},
	/// Adaptive robust clipping: clips the ⌊2 (f/n) (n − f)⌋ longest updates to the norm of the next one
	/// (Allouah et al. 2024).
	#[codec(index = 3)]
	Arc,
	/// Norm clipping to the median of the updates' norms.
	#[codec(index = 4)]
	ClipToMedian,
}

impl PreStep {
	/// What is known of the step: one entry each.
	pub(super) fn facts(&self) -> Facts {
		let map = Facts { rows: Rows::Many, ..Facts::ONE_ROW };
		match *self {
			Self::Clip { tau } => Facts {
				holds: tau >= 1,
				cost: |n, _| cost::map(n, 1) + n * cost::ROOT,
				norm: tau,
				words: "clip each update to norm {norm}",
				..map
			},
			Self::NearestNeighbourMixing => Facts {
				needs: majority,
				cost: |n, _| cost::map(n, n) + n * cost::sort(n),
				words: "replace each update by the mean of its nearest neighbours",
				..map
			},
			Self::Bucketing { size } => Facts {
				holds: size >= 1,
				bucket: u32::from(size),
				cost: |n, _| cost::map(n, n) + n * cost::DIVISION,
				words: "replace the updates by the means of random buckets of {bucket}",
				..map
			},
			Self::Arc => Facts {
				needs: majority,
				cost: |n, _| cost::map(n, 1) + n * cost::ROOT + cost::sort(n),
				words: "clip the longest updates to the norm of the next one (ARC)",
				..map
			},
			Self::ClipToMedian => Facts {
				needs: majority,
				cost: |n, _| cost::map(n, 1) + n * cost::ROOT + cost::sort(n),
				words: "clip each update to the median of the norms",
				..map
			},
		}
	}

	/// Updates that come out when `n` go in.
	pub fn leaves(&self, n: u32) -> u32 {
		n.div_ceil(self.facts().bucket.max(1))
	}
}
