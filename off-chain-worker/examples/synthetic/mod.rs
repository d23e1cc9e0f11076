//! A made-up round in a store: what a worker would have fetched. For `examples/large.rs` and `tests/memory.rs`.

use guild_primitives::{IncludedUpdate, MemberId, Root, RoundId, RoundInputs, RuleSpec};
use guild_worker::{
	store::{BlobStore, StoreError},
	world::Store,
};
use rand_chacha::{
	rand_core::{RngCore, SeedableRng},
	ChaCha8Rng,
};

/// Bytes that are made at one time.
const PIECE_BYTES: usize = 1 << 18;

/// Puts a round of `updates` updates and a base model into the store, all of `dim` lanes from a seed; its inputs.
///
/// # Errors
/// The store's.
pub fn round(
	store: &BlobStore,
	updates: u8,
	dim: u32,
	rule: RuleSpec,
	seed: u64,
	mut made: impl FnMut(usize),
) -> Result<RoundInputs, StoreError> {
	let bytes = |lane_bytes: u64| u64::from(dim) * lane_bytes;
	let mut included = Vec::new();
	for i in 0..updates {
		let update_root = blob(store, bytes(2), &mut ChaCha8Rng::seed_from_u64(seed + u64::from(i)), update_lane)?;
		included.push(IncludedUpdate { member: MemberId([i; 32]), update_root, weight: 1, active: true });
		made(included.len());
	}
	let base_root = blob(store, bytes(4), &mut ChaCha8Rng::seed_from_u64(seed + 1000), |pair| pair)?;
	Ok(RoundInputs {
		round: RoundId { task: 0, index: 0 },
		spec_hash: Root([0; 32]),
		base_root,
		previous_aggregate_root: None,
		dim,
		scale: 12,
		norm_bound: u64::MAX,
		rule,
		seed: None,
		included: included.try_into().unwrap_or_default(), // At most 128 are asked for.
	})
}

/// A lane that a real update could have: −512 to 511.
fn update_lane([low, high]: [u8; 2]) -> [u8; 2] {
	(i16::from_le_bytes([low, high]) >> 6).to_le_bytes()
}

/// A blob of random bytes, each two of them as `pair` changes them.
fn blob(
	store: &BlobStore,
	size_bytes: u64,
	rng: &mut ChaCha8Rng,
	pair: impl Fn([u8; 2]) -> [u8; 2],
) -> Result<Root, StoreError> {
	let mut writer = Store::begin(store, size_bytes)?;
	let mut piece = vec![0; PIECE_BYTES];
	let mut left = size_bytes as usize;
	while left > 0 {
		let piece = &mut piece[..left.min(PIECE_BYTES)];
		rng.fill_bytes(piece);
		for two in piece.chunks_exact_mut(2) {
			two.copy_from_slice(&pair([two[0], two[1]]));
		}
		writer.write(piece)?;
		left -= piece.len();
	}
	writer.finish()
}
