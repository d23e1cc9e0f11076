//! The last pass, block of lanes by block of lanes, and the values of the spans while their lanes are in cache.

use super::{
	blend,
	bytes::{self, LittleEndian},
	many,
	plan::Plan,
	sort, Engine, BLOCK,
};
use crate::{
	aggregate::{room, AggregateError},
	apply::{Applied, Task},
	chunks::{Value, CHUNK_BYTES},
	column::Column,
	sink::{Room, Sink},
	trace::{SpanValues, Spans},
};
use rayon::prelude::*;

/// Lanes that a sink is asked to make room for, a thread: a multiple of any span's. It is 768 KiB of aggregate and model, and
/// enough work that waiting for the last thread of each window does not count.
const WINDOW: usize = 1 << 17;

/// Lanes that are made and then hashed, unless a span has more: 16 KiB of the aggregate, whose 16 chunks fill the widest vectors that
/// hash them side by side, and 32 KiB of the model.
const PIECE: usize = 1 << 13;

/// The aggregate and the new model.
pub fn apply(task: &Task<'_>) -> Applied {
	apply_with(Engine::detect(), task)
}

/// The aggregate and the new model, with chosen kernels.
pub fn apply_with(engine: Engine, task: &Task<'_>) -> Applied {
	let pass = Pass::new(engine, task);
	let dim = task.base().len();
	let mut applied = Applied { aggregate: vec![0; dim], model: vec![0; dim] };
	let blocks = applied.aggregate.par_chunks_mut(BLOCK).zip(applied.model.par_chunks_mut(BLOCK)).enumerate();
	blocks.for_each_init(
		|| pass.rows(),
		|mixed, (block, (aggregate, model))| pass.fill(mixed, block * BLOCK, aggregate, model),
	);
	applied
}

/// The last pass: the lanes go to `sink`.
///
/// # Errors
/// Those of the sink.
pub fn last_pass<S: Sink>(task: &Task<'_>, sink: &mut S) -> Result<SpanValues, AggregateError<S::Error>> {
	last_pass_with(Engine::detect(), task, sink)
}

/// The last pass with chosen kernels.
///
/// # Errors
/// As [`last_pass`].
pub fn last_pass_with<S: Sink>(
	engine: Engine,
	task: &Task<'_>,
	sink: &mut S,
) -> Result<SpanValues, AggregateError<S::Error>> {
	let pass = Pass::new(engine, task);
	let (spans, dim) = (task.updates().spans(), task.base().len());
	let (width, window) = (spans.width(), WINDOW * rayon::current_num_threads());
	// A piece is whole blocks and whole spans: all are 512 lanes times a power of two.
	let piece = PIECE.max(width);
	let nothing = || vec![Value::default(); spans.count()];
	let mut values = SpanValues { aggregate: nothing(), model: nothing() };
	let windows = values.aggregate.chunks_mut(window / width).zip(values.model.chunks_mut(window / width));
	for (start, (aggregate_values, model_values)) in (0..dim).step_by(window).zip(windows) {
		let Room { aggregate, model } = room(sink, window.min(dim - start))?;
		let lanes = aggregate.par_chunks_mut(piece).zip(model.par_chunks_mut(piece));
		let hashes = aggregate_values.par_chunks_mut(piece / width).zip(model_values.par_chunks_mut(piece / width));
		lanes.zip(hashes).enumerate().for_each_init(
			|| pass.rows(),
			|mixed, (place, ((aggregate, model), (aggregate_values, model_values)))| {
				let start = start + place * piece;
				pass.fill(mixed, start, aggregate, model);
				hash(spans, start / width, aggregate, aggregate_values);
				hash(spans, start / width, model, model_values);
			},
		);
		sink.keep().map_err(AggregateError::Sink)?;
	}
	Ok(values)
}

/// The values of the spans from `first` on, which have these lanes.
fn hash<T: LittleEndian>(spans: Spans, first: usize, lanes: &[T], values: &mut [Value]) {
	let (lane_bytes, bytes) = (size_of::<T>(), bytes::of(lanes));
	let span_bytes = spans.width() * lane_bytes;
	// Spans that are nodes of one size; the last one of a file may be shorter, or be the whole file.
	let whole = if spans.count() == 1 { 0 } else { bytes.len() / span_bytes };
	let (side_by_side, last) = values.split_at_mut(whole.min(values.len()));
	let (nodes, rest) = bytes.split_at(whole * span_bytes);
	let chunks = span_bytes / CHUNK_BYTES;
	many::nodes((first * chunks) as u64, nodes, chunks, side_by_side);
	for (span, (bytes, value)) in (first + whole..).zip(rest.chunks(span_bytes).zip(last)) {
		*value = spans.value(span, lane_bytes, bytes);
	}
}

/// What every block of a last pass needs.
struct Pass<'a> {
	engine: Engine,
	task: &'a Task<'a>,
	plans: Vec<Plan>,
	/// Which rows are exchanged to sort them.
	pairs: Vec<(usize, usize)>,
	/// Sorted rows that are left out at each end.
	cut: usize,
	/// Values that are left out because they are far from the median.
	far: usize,
}

impl<'a> Pass<'a> {
	fn new(engine: Engine, task: &'a Task<'a>) -> Self {
		let plans: Vec<Plan> = task.rows().iter().map(|row| Plan::new(row)).collect();
		let pairs = if task.column() == Column::Identity { Vec::new() } else { sort::network(plans.len()) };
		let (cut, far) = (task.column().cut(plans.len()), task.column().far(plans.len()));
		Self { engine, task, plans, pairs, cut, far }
	}

	/// Room for the mixed rows of a block.
	fn rows(&self) -> Vec<Vec<i16>> {
		self.plans.iter().map(|_| Vec::with_capacity(BLOCK)).collect()
	}

	/// Writes the lanes from `start` on: as many as there is room for in both, and no more than there are.
	fn fill(&self, mixed: &mut [Vec<i16>], start: usize, aggregate: &mut [i16], model: &mut [i32]) {
		let blocks = aggregate.chunks_mut(BLOCK).zip(model.chunks_mut(BLOCK));
		for (start, (aggregate, model)) in (start..).step_by(BLOCK).zip(blocks) {
			let range = start..start + aggregate.len();
			let base = self.task.base().get(range.clone()).unwrap_or(&[]);
			for (plan, mixed) in self.plans.iter().zip(mixed.iter_mut()) {
				mixed.resize(range.len(), 0);
				blend::row(self.engine, plan, self.task.updates().lanes(), range.clone(), mixed);
			}
			self.engine.run(|| {
				sort::exchange(mixed, &self.pairs);
				if self.far == 0 {
					mean(mixed.get(self.cut..mixed.len() - self.cut).unwrap_or(&[]), aggregate);
				} else {
					mean_around_median(mixed, self.far, aggregate);
				}
				for ((model, base), lane) in model.iter_mut().zip(base).zip(aggregate.iter()) {
					*model = base.saturating_add(i32::from(*lane));
				}
			});
		}
	}
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
