//! How much worse the result is without an update, as others measured it on rows of their own: the grid on which they report,
//! and the median of what they reported.

/// Half of the grid on which a held-out change is reported: −8 to 8 steps, 17 values.
pub const MERIT_STEPS: i8 = 8;
/// Values on the grid.
pub const GRID: usize = 17;

/// The place of a value on the grid.
pub fn grid_place(change: i8) -> Option<usize> {
	usize::try_from(i16::from(change).saturating_add(MERIT_STEPS.into())).ok().filter(|place| *place < GRID)
}

/// The median of what was counted, the lower one of two, if more than half of `others` reported.
pub fn merit(counts: &[u8; GRID], others: usize) -> Option<i8> {
	let reports: usize = counts.iter().map(|count| usize::from(*count)).sum();
	if reports.saturating_mul(2) <= others {
		return None;
	}
	let mut below = 0usize;
	let place = counts.iter().position(|count| {
		below = below.saturating_add(usize::from(*count));
		below.saturating_mul(2) >= reports
	})?;
	let steps = i16::try_from(place).ok()?.saturating_sub(MERIT_STEPS.into());
	i8::try_from(steps).ok()
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::{collection::vec, prelude::*};

	fn counted(changes: &[i8]) -> [u8; GRID] {
		let mut counts = [0; GRID];
		changes.iter().for_each(|change| counts[grid_place(*change).unwrap()] += 1);
		counts
	}

	#[test]
	fn the_merit_is_the_lower_median_of_more_than_half() {
		assert_eq!(merit(&counted(&[-8, 3, 8]), 3), Some(3));
		assert_eq!(merit(&counted(&[1, 2, 3, 4]), 4), Some(2));
		assert_eq!(merit(&counted(&[8, 8]), 3), Some(8));
		assert_eq!(merit(&counted(&[8, 8]), 4), None);
		assert_eq!(merit(&counted(&[]), 0), None);
	}

	#[test]
	fn the_grid_has_its_ends() {
		assert_eq!((grid_place(-8), grid_place(0), grid_place(8)), (Some(0), Some(8), Some(16)));
		assert_eq!((grid_place(-9), grid_place(9), grid_place(i8::MIN), grid_place(i8::MAX)), (None, None, None, None));
	}

	proptest! {
		#[test]
		fn the_median_is_that_of_the_sorted_reports(mut changes in vec(-8i8..=8, 1..=127)) {
			let found = merit(&counted(&changes), changes.len());
			changes.sort_unstable();
			prop_assert_eq!(found, Some(changes[(changes.len() - 1) / 2]));
		}

		#[test]
		fn fewer_than_half_move_it_no_further_than_the_honest(
			honest in vec(-8i8..=8, 5..=20),
			liars in vec(-8i8..=8, 0..=4),
		) {
			let all: Vec<i8> = honest.iter().chain(&liars).copied().collect();
			let found = merit(&counted(&all), all.len()).unwrap();
			prop_assert!(honest.iter().min().unwrap() <= &found && &found <= honest.iter().max().unwrap());
		}
	}
}
