//! How much worse the result is without an update, as others measured it on rows of their own: the grid on which they report,
//! the median of what they reported, and how high that could have been whatever one of them reported.

use alloc::vec::Vec;
use guild_primitives::SHARE_ONE;

/// Half of the grid on which a held-out change is reported: −8 to 8 steps, 17 values.
pub const MERIT_STEPS: i8 = 8;
/// Values on the grid.
pub const GRID: usize = 17;

/// The place of a value on the grid.
pub fn grid_place(change: i8) -> Option<usize> {
	usize::try_from(i16::from(change).saturating_add(MERIT_STEPS.into())).ok().filter(|place| *place < GRID)
}

/// What a merit on the grid is worth, in units of 2^-32: `(8 + merit) / 16`.
pub fn worth(merit: i8) -> u64 {
	let steps = i64::from(MERIT_STEPS);
	let sixteenths = u64::try_from(steps.saturating_add(merit.into())).unwrap_or(0);
	sixteenths.saturating_mul(SHARE_ONE) / (2 * steps.unsigned_abs())
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

/// The highest merit that an update could have, whatever one of the others reports of it, or if that one is silent.
///
/// - `counts`: what the others reported, without that one; `others`: all of the others, with that one.
/// - `stood`: the highest that it could have had before.
pub fn most(counts: &[u8; GRID], others: usize, stood: i8) -> i8 {
	let mut praised = *counts;
	if let Some(best) = praised.last_mut() {
		*best = best.saturating_add(1);
	}
	// More reports at the top only raise a lower median: no other report, and no silence, gives a higher one.
	match merit(&praised, others) {
		None => stood,
		Some(highest) if merit(counts, others).is_some() => highest,
		Some(highest) => highest.max(stood), // By its silence what stood would go on to stand.
	}
}

/// What a survey says of an update.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
	/// Its merit, if more than half of the others reported.
	pub merit: Option<i8>,
	/// For each member of the electorate: the highest merit that the update could have, whatever that member had reported in this
	/// survey and in all before it. No merit that stands exceeds any of them.
	pub most: Vec<i8>,
}

/// Judges an update.
///
/// - `reports`: what each member of the electorate reported of it, one of the −8 to 8 steps; nothing of who was silent, and of
///   its own member.
/// - `stood`: for each of them, [`Verdict::most`] of the survey before.
pub fn verdict(reports: &[Option<i8>], stood: &[i8]) -> Verdict {
	let others = reports.len().saturating_sub(1);
	let mut counts = [0u8; GRID];
	let place = |report: &Option<i8>| report.and_then(grid_place);
	let add = |counts: &mut [u8; GRID], place: Option<usize>, add: fn(u8) -> u8| {
		if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
			*count = add(*count);
		}
	};
	reports.iter().for_each(|report| add(&mut counts, place(report), |count| count.saturating_add(1)));
	let without = |(report, stood): (&Option<i8>, &i8)| {
		let mut counts = counts;
		add(&mut counts, place(report), |count| count.saturating_sub(1));
		most(&counts, others, *stood)
	};
	Verdict { merit: merit(&counts, others), most: reports.iter().zip(stood).map(without).collect() }
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::{collection::vec, option, prelude::*};

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
	fn who_speaks_ill_is_reckoned_with_as_if_it_had_praised() {
		let reports = [Some(-8), Some(1), Some(3), Some(4), None];
		// With 8 in its place, each of those at the median or below it leaves the next one there.
		assert_eq!(verdict(&reports, &[0; 5]), Verdict { merit: Some(1), most: vec![3, 3, 1, 1, 3] });
		// Two of four are too few; with any third there is a merit, and who could be it is reckoned with what stood, too.
		let reports = [Some(-8), Some(1), None, None, None];
		assert_eq!(verdict(&reports, &[0, 0, 7, -1, 0]), Verdict { merit: None, most: vec![0, 0, 7, 1, 1] });
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

		#[test]
		fn what_one_reports_moves_its_own_bound_never_and_no_merit_above_it(
			surveys in vec(vec(option::weighted(0.8, -8i8..=8), 6), 1..=4),
			instead in vec(option::weighted(0.8, -8i8..=8), 4),
			who in 0usize..5,
		) {
			let run = |surveys: &[Vec<Option<i8>>]| {
				let mut standing = 0;
				let mut most = vec![0; 6];
				for reports in surveys {
					let mut reports = reports.clone();
					reports[5] = None; // The update is this member's.
					let verdict = verdict(&reports, &most);
					standing = verdict.merit.unwrap_or(standing);
					most = verdict.most;
				}
				(standing, most)
			};
			let told = run(&surveys);
			let mut changed = surveys.clone();
			changed.iter_mut().zip(instead).for_each(|(reports, report)| reports[who] = report);
			let otherwise = run(&changed);
			prop_assert_eq!(told.1[who], otherwise.1[who]);
			for (merit, most) in [&told, &otherwise] {
				prop_assert!(most[..5].iter().all(|most| merit <= most), "{} of {:?}", merit, most);
			}
		}
	}
}
