//! A file's keyed hash, from pieces that come one at a time and in any order: how the chain checks a proof of possession
//! ([`guild_primitives::possession`]) of bytes that it sees part by part, and does not keep.
//!
//! BLAKE3's keyed mode has the same tree as its plain one, with the key in every node.

use super::{tree::left_leaves, Value};
use blake3::{
	hazmat::{merge_subtrees_non_root, merge_subtrees_root, HasherExt, Mode},
	Hasher,
};
use guild_primitives::Root;

/// The keyed chaining value of a subtree that is not empty and not the whole file, as
/// [`keyed_root`] takes it. It starts at byte `offset`, a multiple of its own full length.
pub fn keyed_value(key: &[u8; 32], offset: u64, bytes: &[u8]) -> Value {
	let mut hasher = Hasher::new_keyed(key);
	hasher.set_input_offset(offset);
	hasher.update(bytes).finalize_non_root()
}

/// The keyed hash of a file from the values of its two or more pieces, all of one power of two of chunks but the last, which
/// may be shorter; none if there are fewer, because the only piece of a file has no value beside its hash.
pub fn keyed_root(key: &[u8; 32], pieces: &[Value]) -> Option<Root> {
	let (left, right) = halves(pieces)?;
	let root = merge_subtrees_root(&fold(key, left), &fold(key, right), Mode::KeyedHash(key));
	Some(Root(*root.as_bytes()))
}

fn fold(key: &[u8; 32], pieces: &[Value]) -> Value {
	match halves(pieces) {
		Some((left, right)) => merge_subtrees_non_root(&fold(key, left), &fold(key, right), Mode::KeyedHash(key)),
		None => pieces.first().copied().unwrap_or_default(),
	}
}

fn halves(pieces: &[Value]) -> Option<(&[Value], &[Value])> {
	if pieces.len() < 2 {
		return None;
	}
	pieces.split_at_checked(left_leaves(pieces.len() as u64) as usize)
}
