//! BLAKE3 of many bytes on many threads, by the tree of [`crate::chunks`].

use super::many;
use crate::chunks::{subtree_value, Value, GROUP_BYTES};
use guild_primitives::Root;
use rayon::prelude::*;

/// The root of `bytes`: the same as [`Root::of`].
pub fn root(bytes: &[u8]) -> Root {
	let groups: Vec<Value> = if bytes.len() <= GROUP_BYTES {
		Vec::new()
	} else {
		bytes
			.par_chunks(GROUP_BYTES)
			.enumerate()
			.map(|(group, bytes)| subtree_value((group * GROUP_BYTES) as u64, bytes))
			.collect()
	};
	fold(&groups).unwrap_or_else(|| Root::of(bytes))
}

/// The root of a file from the chaining values of its two or more leaves: the same as that of the tree in `chunks`.
pub(crate) fn fold(leaves: &[Value]) -> Option<Root> {
	(leaves.len() >= 2).then(|| Root(many::root(leaves)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::chunks::fold_to_root;

	#[test]
	fn it_is_blake3() {
		for len in [0, 1, GROUP_BYTES - 1, GROUP_BYTES, GROUP_BYTES + 1, 5 * GROUP_BYTES + 77] {
			let bytes: Vec<u8> = (0..len).map(|i| (i * 31 % 251) as u8).collect();
			assert_eq!(root(&bytes), Root::of(&bytes), "{len} bytes");
		}
	}

	#[test]
	fn leaves_fold_to_the_root_of_the_tree() {
		for count in (0..=70).chain([1023, 1024, 1025, 2048]) {
			let leaves: Vec<Value> = (0..count).map(|i| [i as u8; 32]).collect();
			assert_eq!(fold(&leaves), fold_to_root(&leaves), "{count} leaves");
		}
	}
}
