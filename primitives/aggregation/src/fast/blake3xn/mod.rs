//! BLAKE3 of sixteen messages of one length at a time.
//!
//! A trace hashes very many short messages: a span of a model is two chunks, a prefix matrix of 20 updates two more. A
//! library that widens over the chunks of one message finds too few of them there. Over many messages every step is the
//! same, so each vector holds one word of all of them: sixteen with 512-bit vectors, twice eight with 256.

mod kernel;
#[cfg(target_arch = "x86_64")]
mod vectors;

use super::Engine;
use crate::chunks::Value;

/// Messages that are hashed at one time.
pub(super) const WAYS: usize = 16;

/// What a message is to BLAKE3.
#[derive(Clone, Copy)]
pub(super) enum Kind {
	/// A node of a larger tree: whole chunks from this chunk on, message by message.
	Node([u64; WAYS]),
	/// A whole message under a key made from a context (`derive_key` mode).
	Keyed([u8; 32]),
}

/// The values of sixteen messages of one length, of which there is at least one byte; none if there are no kernels for
/// it, or the lengths differ.
#[allow(unused_variables)]
pub(super) fn values(engine: Engine, kind: Kind, messages: [&[u8]; WAYS]) -> Option<[Value; WAYS]> {
	let len = messages.first().map_or(0, |message| message.len());
	if len == 0 || messages.iter().any(|message| message.len() != len) {
		return None;
	}
	match engine {
		Engine::Portable => None,
		#[cfg(target_arch = "x86_64")]
		Engine::Avx2(simd) => Some(vectors::twice_eight(simd, kind, messages)),
		#[cfg(target_arch = "x86_64")]
		Engine::Avx512(simd, _) => Some(match pulp::x86::V4::try_new() {
			Some(simd) => vectors::sixteen(simd, kind, messages),
			None => vectors::twice_eight(simd, kind, messages),
		}),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::chunks::{subtree_value, CHUNK_BYTES};

	#[test]
	fn it_is_blake3() {
		const CONTEXT: &str = "some context";
		let key = blake3::hazmat::hash_derive_key_context(CONTEXT);
		for len in [1, 8, 63, 64, 65, 128, 1023, 1024, 1025, 1680, 2048, 3 * 1024, 4 * 1024 + 7, 7 * 1024 + 64, 66_048]
		{
			let own: Vec<Vec<u8>> =
				(0..WAYS).map(|way| (0..len).map(|i| ((i * 31 + way * 7) % 251) as u8).collect()).collect();
			let messages: [&[u8]; WAYS] = core::array::from_fn(|way| own[way].as_slice());
			for engine in Engine::all() {
				let Some(found) = values(engine, Kind::Keyed(key), messages) else { continue };
				assert_eq!(found, messages.map(|message| blake3::derive_key(CONTEXT, message)), "{len} bytes");
			}
		}
		// Nodes at places that also have a high counter.
		for chunks in [1usize, 2, 4, 32] {
			let own: Vec<Vec<u8>> = (0..WAYS).map(|way| vec![way as u8 + 3; chunks * CHUNK_BYTES]).collect();
			let messages: [&[u8]; WAYS] = core::array::from_fn(|way| own[way].as_slice());
			let first: [u64; WAYS] =
				core::array::from_fn(|way| (way as u64 * 3 + (1 << 33) * (way as u64 % 2)) * chunks as u64);
			for engine in Engine::all() {
				let Some(found) = values(engine, Kind::Node(first), messages) else { continue };
				let expected: Vec<Value> =
					own.iter().zip(first).map(|(m, first)| subtree_value(first * CHUNK_BYTES as u64, m)).collect();
				assert_eq!(found.to_vec(), expected, "{chunks} chunks");
			}
		}
		assert!(values(Engine::detect(), Kind::Keyed(key), [&[]; WAYS]).is_none());
	}
}
