//! What combines the mixed rows, lane by lane.
//!
//! - **Guarantee**: with r ≥ 2f + 1 rows, each honest but f, and apart from half a lane of rounding:
//!   - the median (Yin, Chen, Kannan, Bartlett 2018, "Byzantine-robust distributed learning: towards optimal statistical rates",
//!     definition 1: `R[l] = median_i u_i[l]`) is (f, κ)-robust with κ = 4 (1 + f / (r − 2f))², because in one dimension it is the
//!     geometric median; breakdown point 1/2, lane by lane;
//!   - the trimmed mean (the same paper, definition 2: the mean of each lane's values without the f largest and the f
//!     smallest) with κ = f / (r − 2f), below which no rule can be: of r − f zeros and
//!     f ones the zeros alone ask for 0. The k-th value kept is between the k-th and the (k + f)-th of any r − f rows, so that
//!     the mean is between the means of their smallest and their largest r − 2f, which are within √κ standard deviations of
//!     theirs. Larger constants for it are stated elsewhere.
//!   - the mean around the median (Xie, Koyejo, Gupta 2018: the mean of the r − f values nearest to the median) with √κ = 4f / (r − 2f) + 2 √(f / (r − f)): a value kept that is not
//!     of the r − f rows is no nearer to the median than one of theirs that was left out. After Bulyan, see there.
//! - **Rounding**: values are mixed lanes, already whole; one division, half to even.
//! - **Ties**: equal values are alike; of values equally far from the median the larger is left out first.
//! - **Libraries differ** in the median of an even number (the lower of the middle two, or their mean: here the mean), and
//!   in what `β` of a trimmed mean counts (here f values on each side).
//! - **Weights** do not enter: rows are counted. Rows that are themselves means (after a pre-step, MoNNA) are weighted ones.

use crate::fixed::div_half_even;
use alloc::vec::Vec;

/// A column rule, with its parameters resolved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
	/// The one mixed row.
	Identity,
	/// The middle value; of an even number of rows the mean of the middle two, rounded half to even.
	Median,
	/// The mean without the `cut` largest and the `cut` smallest values, rounded half to even.
	TrimmedMean {
		/// Values left out on each side.
		cut: usize,
	},
	/// The mean around the median (Xie, Koyejo, Gupta 2018, "Generalized Byzantine-tolerant SGD", definition 3): without
	/// the `far` values farthest from the median, rounded half to even.
	Meamed {
		/// Values left out, on whichever side.
		far: usize,
	},
}

impl Column {
	/// How many values of `rows` sorted ones are left out on each side before the mean of the rest. At least one always
	/// stays. The mean around the median is no such mean and leaves out none here: see [`Column::far`].
	pub fn cut(self, rows: usize) -> usize {
		let most = rows.saturating_sub(1) / 2;
		match self {
			Self::Identity | Self::Meamed { .. } => 0,
			Self::Median => most,
			Self::TrimmedMean { cut } => cut.min(most),
		}
	}

	/// How many values of `rows` are left out for being far from the median. At least one always stays.
	pub fn far(self, rows: usize) -> usize {
		match self {
			Self::Meamed { far } => far.min(rows.saturating_sub(1)),
			_ => 0,
		}
	}

	/// Combines one lane of every row; sorts `values` on the way.
	///
	/// The sum of at most 128 lanes is below 2^22, and a mean of lanes is a lane again.
	pub fn combine(self, values: &mut [i16]) -> i16 {
		values.sort_unstable();
		let cut = self.cut(values.len());
		let kept = values.get(cut..values.len() - cut).unwrap_or(&[]);
		let near = nearest_to_median(kept, self.far(values.len()));
		let kept = if let Self::Meamed { .. } = self { near.as_slice() } else { kept };
		let sum: i128 = kept.iter().map(|value| i128::from(*value)).sum();
		div_half_even(sum, kept.len() as i128) as i16
	}
}

/// The sorted values without the `far` that are farthest from their median, of equally far ones the larger first.
///
/// The median of an even number of values is the mean of the middle two, taken exactly: everything is doubled.
fn nearest_to_median(sorted: &[i16], far: usize) -> Vec<i16> {
	let at = |place: usize| sorted.get(place).copied().map_or(0, i32::from);
	let twice_median = at(sorted.len().saturating_sub(1) / 2) + at(sorted.len() / 2);
	let mut near = sorted.to_vec();
	near.sort_by_key(|value| ((2 * i32::from(*value) - twice_median).abs(), *value));
	near.truncate(sorted.len().saturating_sub(far));
	near
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_median_of_an_even_number_rounds_half_to_even() {
		assert_eq!(Column::Median.combine(&mut [5, 1, 4, 2]), 3);
		assert_eq!(Column::Median.combine(&mut [4, 1, 4, 1]), 2);
		assert_eq!(Column::Median.combine(&mut [1, 2]), 2);
		assert_eq!(Column::Median.combine(&mut [0, -1]), 0);
		assert_eq!(Column::Median.combine(&mut [9, -32767, 32767]), 9);
	}

	#[test]
	fn a_trimmed_mean_forgets_the_ends() {
		assert_eq!(Column::TrimmedMean { cut: 1 }.combine(&mut [32767, 3, 1, -32767]), 2);
		assert_eq!(Column::TrimmedMean { cut: 0 }.combine(&mut [2, 3, 5]), 3);
		assert_eq!(Column::TrimmedMean { cut: 9 }.combine(&mut [7, 8, 100]), 8);
	}

	#[test]
	fn a_mean_around_the_median_forgets_the_farthest() {
		// Median 3: 100 and −50 are farthest.
		assert_eq!(Column::Meamed { far: 2 }.combine(&mut [100, 3, -50, 1, 8]), 4);
		// Median 2.5: 0 and 5 are equally far, and the larger goes; then 1 and 4 are, and so on.
		assert_eq!(Column::Meamed { far: 1 }.combine(&mut [5, 0, 2, 3]), 2);
		assert_eq!(Column::Meamed { far: 3 }.combine(&mut [1, 4, 0, 5]), 1);
		assert_eq!(Column::Meamed { far: 0 }.combine(&mut [1, 2]), 2);
		assert_eq!(Column::Meamed { far: 9 }.combine(&mut [7, 9, 100]), 9);
		assert_eq!(Column::Meamed { far: 2 }.combine(&mut [-32767, 32767, 32767, -32767, 32767]), 32767);
	}

	#[test]
	fn one_value_is_itself_and_none_is_zero() {
		assert_eq!(Column::Identity.combine(&mut [-7]), -7);
		assert_eq!(Column::Median.combine(&mut []), 0);
	}
}
