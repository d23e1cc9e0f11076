//! Column rules, as data.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// From the mixed rows to the aggregate, lane by lane.
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
pub enum ColumnRule {
	/// The one mixed row is the aggregate.
	#[codec(index = 0)]
	Identity,
	/// The coordinate-wise median; of an even number the mean of the middle two (Yin et al. 2018).
	#[codec(index = 1)]
	Median,
	/// The coordinate-wise mean without the f largest and the f smallest (Yin et al. 2018).
	#[codec(index = 2)]
	TrimmedMean,
	/// The coordinate-wise mean of the values nearest to the median: without the f farthest (Xie et al. 2018), and after
	/// Bulyan's selection without the 2f farthest (El Mhamdi et al. 2018).
	#[codec(index = 3)]
	Meamed,
}

impl ColumnRule {
	/// What it does, in words; `{f}` stands for the values left out.
	pub(super) fn words(&self) -> &'static str {
		match self {
			Self::Identity => "",
			Self::Median => "median of each parameter",
			Self::TrimmedMean => "mean of each parameter without the {f} largest and the {f} smallest",
			Self::Meamed => "mean of each parameter's values nearest to its median",
		}
	}
}
