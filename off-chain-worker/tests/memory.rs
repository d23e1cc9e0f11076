//! What aggregating a round takes of the process's own memory does not grow with the number of lanes.
//!
//! A test binary of its own, because its allocator counts. It counts all that is allocated; what is mapped is not, and is not
//! anonymous memory either.

#[path = "../examples/synthetic/mod.rs"]
mod synthetic;

use guild_primitives::{ColumnRule, MixRule, RuleSpec, Weighting};
use guild_worker::{
	result_files::{ResultFiles, RoundLanes},
	store::BlobStore,
};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

const UPDATES: u8 = 7;
/// Leaves of a trace are 96 bytes, and their values and hashes are held a few times while it is made; a span is 2048 lanes.
const BYTES_A_SPAN: usize = 512;

/// Most bytes allocated while a round of `dim` lanes is aggregated from files to files.
fn peak_bytes(dim: u32, rule: RuleSpec) -> usize {
	let dir = tempfile::tempdir().unwrap();
	let store = BlobStore::open(dir.path(), 1 << 30).unwrap();
	let inputs = synthetic::round(&store, UPDATES, dim, rule, 1, |_| ()).unwrap();
	let before = ALLOCATOR.current_usage();
	ALLOCATOR.reset_peak_usage();
	let lanes = RoundLanes::open(&store, &inputs).unwrap();
	let mut files = ResultFiles::new(&store, dim);
	let result = lanes.aggregate(&inputs, &mut files).unwrap();
	assert!(files.finish(&result.body).unwrap());
	let peak = ALLOCATOR.peak_usage().saturating_sub(before);
	// The result is whole, and it was this path that made it.
	assert_eq!(store.size_bytes(&result.body.model_root), Some(4 * u64::from(dim)));
	assert_eq!(store.size_bytes(&result.body.aggregate_root), Some(2 * u64::from(dim)));
	peak
}

#[test]
fn four_times_the_lanes_take_no_more_memory_but_for_the_list() {
	let mean = RuleSpec::mean(Weighting::Equal);
	let rules = [
		RuleSpec { mix: MixRule::GeometricMedian { iterations: 200, nu: 1 }, ..mean.clone() },
		RuleSpec { f: 3, mix: MixRule::Each, column: ColumnRule::Median, ..mean },
	];
	let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
	for rule in rules {
		let few = pool.install(|| peak_bytes(1 << 20, rule.clone()));
		let many = pool.install(|| peak_bytes(1 << 22, rule.clone()));
		let list = (1 << 22) / 2048 * BYTES_A_SPAN;
		// The smallest file of the larger round, an update, has 8 MiB, 6 more than that of the smaller one.
		assert!(list < 6 << 20 && many < few + list, "{few} bytes for 2^20 lanes, {many} for 2^22");
		assert!(many < 16 << 20, "{many} bytes for 2^22 lanes");
	}
}
