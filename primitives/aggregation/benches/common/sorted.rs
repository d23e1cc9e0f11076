//! The coordinate-wise median as a library without a sorting network has it.

use rayon::prelude::*;

/// Medians of the lanes from `start` on.
pub fn sorted(updates: &[&[i16]], start: usize, out: &mut [i16]) {
	let mut values = vec![0i16; updates.len()];
	let middle = values.len() / 2;
	for (lane, out) in (start..).zip(out) {
		values.iter_mut().zip(updates).for_each(|(value, lanes)| *value = lanes[lane]);
		values.sort_unstable();
		let low = if updates.len().is_multiple_of(2) { values[middle - 1] } else { values[middle] };
		*out = ((i32::from(low) + i32::from(values[middle])) / 2) as i16;
	}
}

/// The medians of all lanes, on all threads of the pool.
pub fn sorted_threads(updates: &[&[i16]], out: &mut [i16]) {
	const PART: usize = 1 << 14;
	out.par_chunks_mut(PART).enumerate().for_each(|(i, part)| sorted(updates, i * PART, part));
}
