//! BLAKE3 of many bytes on many threads, by the tree of [`crate::chunks`].

use crate::chunks::{fold_to_root, subtree_value, Value, GROUP_BYTES};
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
	fold_to_root(&groups).unwrap_or_else(|| Root::of(bytes))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn it_is_blake3() {
		for len in [0, 1, GROUP_BYTES - 1, GROUP_BYTES, GROUP_BYTES + 1, 5 * GROUP_BYTES + 77] {
			let bytes: Vec<u8> = (0..len).map(|i| (i * 31 % 251) as u8).collect();
			assert_eq!(root(&bytes), Root::of(&bytes), "{len} bytes");
		}
	}
}
