//! Counts elementary operations, in the units of [`RuleSpec::mix_cost`](guild_primitives::RuleSpec::mix_cost), so that a
//! test can hold that estimate against what was done. Outside tests it is nothing.

/// A division of 128-bit integers.
pub(crate) const DIVISION: u64 = 32;
/// A square root of a 128-bit integer.
pub(crate) const ROOT: u64 = 128;
/// Norm, distance and novelty of an update.
pub(crate) const SCORE: u64 = 2 * ROOT + 2 * DIVISION + 4;

#[cfg(all(test, feature = "std"))]
std::thread_local! {
	static COUNTED: core::cell::Cell<u64> = const { core::cell::Cell::new(0) };
}

/// Adds to the count of this thread.
#[inline(always)]
pub(crate) fn count(_operations: u64) {
	#[cfg(all(test, feature = "std"))]
	COUNTED.with(|counted| counted.set(counted.get() + _operations));
}

/// Sorting n keys: comparisons and moves, at most so many.
#[inline(always)]
pub(crate) fn sorting(n: usize) -> u64 {
	let n = n as u64;
	n * (2 + 2 * u64::from(u64::BITS - n.leading_zeros()))
}

/// What was counted on this thread meanwhile.
#[cfg(all(test, feature = "std"))]
pub(crate) fn counted(work: impl FnOnce()) -> u64 {
	let before = COUNTED.with(core::cell::Cell::get);
	work();
	COUNTED.with(core::cell::Cell::get) - before
}
