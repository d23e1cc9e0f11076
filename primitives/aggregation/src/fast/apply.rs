//! The last pass, block of lanes by block of lanes.

use super::{blend, plan::Plan, sort, Engine, BLOCK};
use crate::{
	apply::{Applied, Task},
	column::Column,
};
use rayon::prelude::*;

/// The aggregate and the new model.
pub fn apply(task: &Task<'_>) -> Applied {
	apply_with(Engine::detect(), task)
}

/// The aggregate and the new model, with chosen kernels.
pub fn apply_with(engine: Engine, task: &Task<'_>) -> Applied {
	let plans: Vec<Plan> = task.rows().iter().map(|row| Plan::new(row)).collect();
	let pairs = if task.column() == Column::Identity { Vec::new() } else { sort::network(plans.len()) };
	let cut = task.column().cut(plans.len());
	let far = task.column().far(plans.len());

	let mut aggregate = vec![0i16; task.base().len()];
	let mut model = vec![0i32; task.base().len()];
	let outputs = aggregate.par_chunks_mut(BLOCK).zip(model.par_chunks_mut(BLOCK));
	outputs.zip(task.base().par_chunks(BLOCK)).enumerate().for_each_init(
		|| plans.iter().map(|_| Vec::with_capacity(BLOCK)).collect::<Vec<Vec<i16>>>(),
		|mixed, (block, ((aggregate, model), base))| {
			let range = block * BLOCK..block * BLOCK + base.len();
			for (plan, mixed) in plans.iter().zip(mixed.iter_mut()) {
				mixed.resize(base.len(), 0);
				blend::row(engine, plan, task.updates().lanes(), range.clone(), mixed);
			}
			engine.run(|| {
				sort::exchange(mixed, &pairs);
				if far == 0 {
					mean(mixed.get(cut..mixed.len() - cut).unwrap_or(&[]), aggregate);
				} else {
					mean_around_median(mixed, far, aggregate);
				}
				for ((model, base), lane) in model.iter_mut().zip(base).zip(aggregate.iter()) {
					*model = base.saturating_add(i32::from(*lane));
				}
			});
		},
	);
	Applied { aggregate, model }
}

/// The mean of the rows, lane by lane, rounded half to even.
#[inline(always)]
fn mean(rows: &[Vec<i16>], out: &mut [i16]) {
	match rows {
		[row] => out.iter_mut().zip(row).for_each(|(out, lane)| *out = *lane),
		[first, second] => {
			for ((out, a), b) in out.iter_mut().zip(first).zip(second) {
				let sum = i32::from(*a) + i32::from(*b);
				*out = ((sum + (sum >> 1 & 1)) >> 1) as i16; // Of halves, the one over an odd floor goes up.
			}
		}
		_ => {
			let count = rows.len() as i32; // 3 to 128
			let mut sums = [0i32; BLOCK];
			for row in rows {
				sums.iter_mut().zip(row).for_each(|(sum, lane)| *sum += i32::from(*lane)); // below 2^22
			}
			for (out, sum) in out.iter_mut().zip(&sums) {
				*out = rounded(*sum, count);
			}
		}
	}
}

/// The mean of the sorted rows without the `far` values farthest from the median, lane by lane, rounded half to even.
///
/// The values that are kept stand side by side. The window over them starts at the left end, and moves on as long as the
/// next value on its right is nearer to the median than the first on its left: `v[s + kept] − m < m − v[s]`, so where they
/// are equally far, the larger goes. Both sides only grow with s, so the window never has to come back, and every lane can
/// take all `far` looks without a branch.
#[inline(always)]
fn mean_around_median(rows: &[Vec<i16>], far: usize, out: &mut [i16]) {
	let kept = rows.len().saturating_sub(far); // 1 to 127
	let (Some(low), Some(high)) = (rows.get(rows.len().saturating_sub(1) / 2), rows.get(rows.len() / 2)) else {
		return;
	};
	let mut sums = [0i32; BLOCK];
	for row in rows.iter().take(kept) {
		sums.iter_mut().zip(row).for_each(|(sum, lane)| *sum += i32::from(*lane)); // below 2^22
	}
	for (first, next) in rows.iter().zip(rows.iter().skip(kept)) {
		for ((((sum, first), next), low), high) in sums.iter_mut().zip(first).zip(next).zip(low).zip(high) {
			let (first, next) = (i32::from(*first), i32::from(*next));
			let twice_median = i32::from(*low) + i32::from(*high);
			*sum += if first + next < twice_median { next - first } else { 0 };
		}
	}
	out.iter_mut().zip(&sums).for_each(|(out, sum)| *out = rounded(*sum, kept as i32));
}

/// `sum / count`, rounded half to even; the mean of `count` lanes.
#[inline(always)]
fn rounded(sum: i32, count: i32) -> i16 {
	let (floor, rest) = (sum.div_euclid(count), sum.rem_euclid(count));
	let up = i32::from(2 * rest > count) | (i32::from(2 * rest == count) & floor & 1);
	(floor + up) as i16
}
