//! The two passes over lanes with threads and SIMD, the same bits as [`crate::reference`].
//!
//! Sums of integers do not depend on their order, so neither threads nor vectors can change a bit, as long as nothing
//! wraps; every kernel says why nothing does. Threads are those of the current `rayon` pool.
//!
//! | file | holds |
//! | --- | --- |
//! | `engine` | portable, AVX2, AVX-512 or NEON, found out at run time |
//! | `gram`, `tile` | the Gram matrix: blocks of lanes that stay in cache; inner products of 4 × 4 updates at a time |
//! | `apply`, `plan`, `blend`, `sort` | the last pass: coefficients cut into limbs, rows of lanes, sorted rows |
//! | `root` | BLAKE3 by groups, and from the values of spans |
//! | `trace` | prefix Gram matrices of spans, handed from thread to thread |
//! | `many`, `bytes` | BLAKE3 of many short inputs side by side |

pub mod apply;
mod blend;
mod bytes;
mod engine;
pub mod gram;
mod many;
mod plan;
mod root;
mod sort;
mod tile;
pub mod trace;

pub(crate) use self::root::fold;
pub use self::{
	apply::{apply, last_pass},
	engine::Engine,
	gram::gram,
	root::root,
};

use crate::{
	aggregate::{self, AggregateError, Aggregation, RoundResult},
	lanes::LANE_BYTES,
	sink::Sink,
};
use guild_primitives::RoundInputs;

/// Lanes of a block: 4 KiB an update, so that the blocks of 128 updates stay in a core's own cache, and those of the few
/// that a kernel looks at in the first level of it.
const BLOCK: usize = 2048;

/// Lanes of each of `n` updates that are read from memory at a time, update by update, and then worked on in a core's own cache: at most
/// 320 KiB of ten updates or more, and no more than 16 KiB of each, because the largest of them decides how wide all are added.
///
/// A power of two, as the lanes of a span are: so no run of lanes that is read at a time ends within a span and goes on in the next.
fn cached_lanes(n: usize) -> usize {
	let most = (CACHED_BYTES / (LANE_BYTES * n.max(1))).clamp(PIECE, 16 * PIECE);
	1 << most.ilog2()
}

/// See [`cached_lanes`].
const CACHED_BYTES: usize = 320 << 10;

/// Lanes of the narrowest span: the fewest that are multiplied at a time.
const PIECE: usize = 512;

/// [`crate::aggregate()`], fast.
///
/// # Errors
/// As there.
pub fn aggregate(inputs: &RoundInputs, updates: &[&[i16]], base: &[i32]) -> Result<Aggregation, AggregateError> {
	aggregate_with(Engine::detect(), inputs, updates, base)
}

/// [`aggregate()`] with chosen kernels.
///
/// # Errors
/// As there.
pub fn aggregate_with(
	engine: Engine,
	inputs: &RoundInputs,
	updates: &[&[i16]],
	base: &[i32],
) -> Result<Aggregation, AggregateError> {
	aggregate::in_memory(base.len(), |sink| aggregate_into_with(engine, inputs, updates, base, sink))
}

/// [`crate::aggregate_into()`], fast.
///
/// # Errors
/// As there.
pub fn aggregate_into<S: Sink>(
	inputs: &RoundInputs,
	updates: &[&[i16]],
	base: &[i32],
	sink: &mut S,
) -> Result<RoundResult, AggregateError<S::Error>> {
	aggregate_into_with(Engine::detect(), inputs, updates, base, sink)
}

/// [`aggregate_into()`] with chosen kernels.
///
/// # Errors
/// As there.
pub fn aggregate_into_with<S: Sink>(
	engine: Engine,
	inputs: &RoundInputs,
	updates: &[&[i16]],
	base: &[i32],
	sink: &mut S,
) -> Result<RoundResult, AggregateError<S::Error>> {
	aggregate::with(
		|updates| trace::prefix_grams_with(engine, updates),
		|task| apply::last_pass_with(engine, task, sink),
		inputs,
		updates,
		base,
	)
}
