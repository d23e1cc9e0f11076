//! What combines the mixed rows, lane by lane.

use crate::fixed::div_half_even;

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
}

impl Column {
	/// How many values of `rows` sorted ones are left out on each side before the mean of the rest: all three rules are
	/// such a mean. At least one value always stays.
	pub fn cut(self, rows: usize) -> usize {
		let most = rows.saturating_sub(1) / 2;
		match self {
			Self::Identity => 0,
			Self::Median => most,
			Self::TrimmedMean { cut } => cut.min(most),
		}
	}

	/// Combines one lane of every row; sorts `values` on the way.
	///
	/// The sum of at most 128 lanes is below 2^22, and a mean of lanes is a lane again.
	pub fn combine(self, values: &mut [i16]) -> i16 {
		values.sort_unstable();
		let cut = self.cut(values.len());
		let kept = values.get(cut..values.len() - cut).unwrap_or(&[]);
		let sum: i128 = kept.iter().map(|value| i128::from(*value)).sum();
		div_half_even(sum, kept.len() as i128) as i16
	}
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
	fn one_value_is_itself_and_none_is_zero() {
		assert_eq!(Column::Identity.combine(&mut [-7]), -7);
		assert_eq!(Column::Median.combine(&mut []), 0);
	}
}
