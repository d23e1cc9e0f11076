//! A file's keyed hash, from pieces that come one at a time and in any order: how the chain checks a proof of possession
//! ([`guild_primitives::possession`]) of bytes that it sees part by part, and does not keep.
//!
//! BLAKE3's keyed mode has the same tree as its plain one, with the key in every node.

use super::{
	tree::{fold_to_root_in, starting_at},
	Value,
};
use blake3::{
	hazmat::{HasherExt, Mode},
	Hasher,
};
use guild_primitives::Root;

/// The keyed chaining value of a subtree that is not empty and not the whole file, as
/// [`keyed_root`] takes it. It starts at byte `offset`, a multiple of its own full length.
pub fn keyed_value(key: &[u8; 32], offset: u64, bytes: &[u8]) -> Value {
	starting_at(Hasher::new_keyed(key), offset).update(bytes).finalize_non_root()
}

/// The keyed hash of a file from the values of its two or more pieces, all of one power of two of chunks but the last, which
/// may be shorter; none if there are fewer, because the only piece of a file has no value beside its hash.
pub fn keyed_root(key: &[u8; 32], pieces: &[Value]) -> Option<Root> {
	fold_to_root_in(Mode::KeyedHash(key), pieces)
}
