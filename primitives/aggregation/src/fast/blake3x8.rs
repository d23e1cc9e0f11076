//! BLAKE3 of eight messages of one length at a time.
//!
//! A trace hashes very many short messages: a span of a model is two chunks, a prefix matrix of 20 updates two more. A
//! library that widens over the chunks of one message finds too few of them there. Over eight messages every step is
//! the same, so each vector holds one word of all eight.

use super::Engine;
use crate::chunks::Value;

/// Messages that are hashed at one time.
pub(super) const WAYS: usize = 8;

/// What a message is to BLAKE3.
#[derive(Clone, Copy)]
pub(super) enum Kind {
	/// A node of a larger tree: whole chunks from this chunk on, message by message.
	Node([u64; WAYS]),
	/// A whole message under a key made from a context (`derive_key` mode).
	Keyed([u8; 32]),
}

/// The values of eight messages of one length, of which there is at least one byte; none if there are no kernels for it,
/// or the lengths differ.
#[allow(unused_variables)]
pub(super) fn values(engine: Engine, kind: Kind, messages: [&[u8]; WAYS]) -> Option<[Value; WAYS]> {
	let len = messages.first().map_or(0, |message| message.len());
	if len == 0 || messages.iter().any(|message| message.len() != len) {
		return None;
	}
	match engine {
		Engine::Portable => None,
		#[cfg(target_arch = "x86_64")]
		Engine::Avx2(simd) | Engine::Avx512(simd, _) => Some(avx2::values(simd, kind, messages)),
	}
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
	use super::{Kind, WAYS};
	use crate::chunks::{Value, CHUNK_BYTES};
	use core::arch::x86_64::__m256i;
	use pulp::{cast, x86::V3, NullaryFnOnce};

	const BLOCK_BYTES: usize = 64;
	const IV: [u32; 8] = [
		0x6a09_e667,
		0xbb67_ae85,
		0x3c6e_f372,
		0xa54f_f53a,
		0x510e_527f,
		0x9b05_688c,
		0x1f83_d9ab,
		0x5be0_cd19,
	];
	const CHUNK_START: u32 = 1;
	const CHUNK_END: u32 = 1 << 1;
	const PARENT: u32 = 1 << 2;
	const ROOT: u32 = 1 << 3;
	const DERIVE_KEY_MATERIAL: u32 = 1 << 6;

	/// One word of each message.
	type Words = __m256i;

	pub(super) fn values(simd: V3, kind: Kind, messages: [&[u8]; WAYS]) -> [Value; WAYS] {
		simd.vectorize(Hash { simd, kind, messages })
	}

	struct Hash<'a> {
		simd: V3,
		kind: Kind,
		messages: [&'a [u8]; WAYS],
	}

	impl NullaryFnOnce for Hash<'_> {
		type Output = [Value; WAYS];

		#[inline(always)]
		fn call(self) -> Self::Output {
			let Self { simd, kind, messages } = self;
			let (key, flags, root, first) = match kind {
				Kind::Node(first) => (IV, 0, 0, first),
				Kind::Keyed(key) => (cast::<[u8; 32], [u32; 8]>(key), DERIVE_KEY_MATERIAL, ROOT, [0; WAYS]),
			};
			let key = key.map(|word| splat(word));
			let len = messages.first().map_or(0, |message| message.len());
			let last = (len - 1) / CHUNK_BYTES;
			// Nodes to the left of the chunk at hand, each of a power of two of chunks, the smallest last.
			let mut ahead: Vec<[Words; 8]> = Vec::new();
			for chunk in 0..last {
				let counter = first.map(|first| first + chunk as u64);
				let mut value = hash_chunk(simd, key, counter, flags, 0, messages, chunk);
				// As many nodes end here as the number of chunks so far can be halved.
				for _ in 0..(chunk + 1).trailing_zeros() {
					value = parent(simd, key, flags, ahead.pop().unwrap_or(value), value);
				}
				ahead.push(value);
			}
			let counter = first.map(|first| first + last as u64);
			let mut value = hash_chunk(simd, key, counter, flags, if last == 0 { root } else { 0 }, messages, last);
			while let Some(left) = ahead.pop() {
				let root = if ahead.is_empty() { root } else { 0 };
				value = parent(simd, key, flags | root, left, value);
			}
			transpose(simd, value).map(cast)
		}
	}

	/// A chunk of every message; `end` are further flags of its last block.
	#[inline(always)]
	fn hash_chunk(
		simd: V3,
		key: [Words; 8],
		counters: [u64; WAYS],
		flags: u32,
		end: u32,
		messages: [&[u8]; WAYS],
		chunk: usize,
	) -> [Words; 8] {
		let counters = [cast(counters.map(|c| c as u32)), cast(counters.map(|c| (c >> 32) as u32))];
		let parts = messages.map(|message| {
			let rest = message.get(chunk * CHUNK_BYTES..).unwrap_or(&[]);
			rest.get(..CHUNK_BYTES).unwrap_or(rest)
		});
		let len = parts.first().map_or(0, |part| part.len());
		let last = (len - 1) / BLOCK_BYTES;
		let mut value = key;
		for block in 0..=last {
			let start = if block == 0 { CHUNK_START } else { 0 };
			let end = if block == last { CHUNK_END | end } else { 0 };
			let filled = (len - block * BLOCK_BYTES).min(BLOCK_BYTES);
			let rows = parts.map(|part| load(part.get(block * BLOCK_BYTES..).unwrap_or(&[])));
			let low = transpose(simd, rows.map(|[low, _]| low));
			let high = transpose(simd, rows.map(|[_, high]| high));
			value = compress(simd, value, low, high, counters, filled as u32, flags | start | end);
		}
		value
	}

	/// The node above two.
	#[inline(always)]
	fn parent(simd: V3, key: [Words; 8], flags: u32, left: [Words; 8], right: [Words; 8]) -> [Words; 8] {
		compress(simd, key, left, right, [splat(0), splat(0)], BLOCK_BYTES as u32, flags | PARENT)
	}

	/// The first block of `bytes`, with zeros where there are none.
	#[inline(always)]
	fn load(bytes: &[u8]) -> [Words; 2] {
		if let Some(block) = bytes.first_chunk::<BLOCK_BYTES>() {
			return cast(*block);
		}
		let mut block = [0u8; BLOCK_BYTES];
		block.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
		cast(block)
	}

	#[inline(always)]
	fn splat(word: u32) -> Words {
		cast([word; WAYS])
	}

	/// Eight rows of eight words as eight columns.
	#[inline(always)]
	fn transpose(simd: V3, [a, b, c, d, e, f, g, h]: [Words; 8]) -> [Words; 8] {
		let pair = |a, b| [simd.avx2._mm256_unpacklo_epi32(a, b), simd.avx2._mm256_unpackhi_epi32(a, b)];
		let four = |[a, b]: [Words; 2], [c, d]: [Words; 2]| {
			[
				simd.avx2._mm256_unpacklo_epi64(a, c),
				simd.avx2._mm256_unpackhi_epi64(a, c),
				simd.avx2._mm256_unpacklo_epi64(b, d),
				simd.avx2._mm256_unpackhi_epi64(b, d),
			]
		};
		let [a, b, c, d] = four(pair(a, b), pair(c, d));
		let [e, f, g, h] = four(pair(e, f), pair(g, h));
		let low = |a, b| simd.avx2._mm256_permute2x128_si256::<0x20>(a, b);
		let high = |a, b| simd.avx2._mm256_permute2x128_si256::<0x31>(a, b);
		[low(a, e), low(b, f), low(c, g), low(d, h), high(a, e), high(b, f), high(c, g), high(d, h)]
	}

	/// BLAKE3's compression function, to the first 32 bytes.
	#[inline(always)]
	fn compress(
		simd: V3,
		value: [Words; 8],
		low: [Words; 8],
		high: [Words; 8],
		[counter_low, counter_high]: [Words; 2],
		len: u32,
		flags: u32,
	) -> [Words; 8] {
		let [i0, i1, i2, i3, ..] = IV.map(|word| splat(word));
		let mut rows = [
			[value[0], value[1], value[2], value[3]],
			[value[4], value[5], value[6], value[7]],
			[i0, i1, i2, i3],
			[counter_low, counter_high, splat(len), splat(flags)],
		];
		let mut m = [
			low[0], low[1], low[2], low[3], low[4], low[5], low[6], low[7], high[0], high[1], high[2], high[3], high[4],
			high[5], high[6], high[7],
		];
		// Written out, so that the permutations of the message cost nothing.
		round(simd, &mut rows, &m);
		m = permute(m);
		round(simd, &mut rows, &m);
		m = permute(m);
		round(simd, &mut rows, &m);
		m = permute(m);
		round(simd, &mut rows, &m);
		m = permute(m);
		round(simd, &mut rows, &m);
		m = permute(m);
		round(simd, &mut rows, &m);
		m = permute(m);
		round(simd, &mut rows, &m);
		let xor = |a, b| simd.avx2._mm256_xor_si256(a, b);
		let [a, b, c, d] = rows;
		[
			xor(a[0], c[0]),
			xor(a[1], c[1]),
			xor(a[2], c[2]),
			xor(a[3], c[3]),
			xor(b[0], d[0]),
			xor(b[1], d[1]),
			xor(b[2], d[2]),
			xor(b[3], d[3]),
		]
	}

	#[inline(always)]
	fn permute(m: [Words; 16]) -> [Words; 16] {
		[
			m[2], m[6], m[3], m[10], m[7], m[0], m[4], m[13], m[1], m[11], m[12], m[5], m[9], m[14], m[15], m[8],
		]
	}

	/// The columns of the state, then its diagonals.
	#[inline(always)]
	fn round(simd: V3, [a, b, c, d]: &mut [[Words; 4]; 4], m: &[Words; 16]) {
		mix(simd, [&mut a[0], &mut b[0], &mut c[0], &mut d[0]], m[0], m[1]);
		mix(simd, [&mut a[1], &mut b[1], &mut c[1], &mut d[1]], m[2], m[3]);
		mix(simd, [&mut a[2], &mut b[2], &mut c[2], &mut d[2]], m[4], m[5]);
		mix(simd, [&mut a[3], &mut b[3], &mut c[3], &mut d[3]], m[6], m[7]);
		mix(simd, [&mut a[0], &mut b[1], &mut c[2], &mut d[3]], m[8], m[9]);
		mix(simd, [&mut a[1], &mut b[2], &mut c[3], &mut d[0]], m[10], m[11]);
		mix(simd, [&mut a[2], &mut b[3], &mut c[0], &mut d[1]], m[12], m[13]);
		mix(simd, [&mut a[3], &mut b[0], &mut c[1], &mut d[2]], m[14], m[15]);
	}

	#[inline(always)]
	fn mix(simd: V3, [a, b, c, d]: [&mut Words; 4], x: Words, y: Words) {
		let add = |a, b| simd.avx2._mm256_add_epi32(a, b);
		let xor = |a, b| simd.avx2._mm256_xor_si256(a, b);
		/// Bytes of four words, each word turned right by 16 bits, or by 8.
		const BY_16: [u8; 16] = [2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13];
		const BY_8: [u8; 16] = [1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12];
		let bytes = |word, order: [u8; 16]| simd.avx2._mm256_shuffle_epi8(word, cast([order; 2]));
		*a = add(add(*a, *b), x);
		*d = bytes(xor(*d, *a), BY_16);
		*c = add(*c, *d);
		let turned = xor(*b, *c);
		*b = simd.avx2._mm256_or_si256(
			simd.avx2._mm256_srli_epi32::<12>(turned),
			simd.avx2._mm256_slli_epi32::<20>(turned),
		);
		*a = add(add(*a, *b), y);
		*d = bytes(xor(*d, *a), BY_8);
		*c = add(*c, *d);
		let turned = xor(*b, *c);
		*b = simd.avx2._mm256_or_si256(
			simd.avx2._mm256_srli_epi32::<7>(turned),
			simd.avx2._mm256_slli_epi32::<25>(turned),
		);
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
		for len in [1, 8, 63, 64, 65, 128, 1023, 1024, 1025, 1680, 2048, 3 * 1024, 4 * 1024 + 7, 7 * 1024 + 64, 66_048] {
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
			let first: [u64; WAYS] = core::array::from_fn(|way| (way as u64 * 3 + (1 << 33) * (way as u64 % 2)) * chunks as u64);
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
