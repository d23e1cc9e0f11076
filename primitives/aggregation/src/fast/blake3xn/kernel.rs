//! BLAKE3 over vectors of any width.

#![cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]

use crate::chunks::{Value, CHUNK_BYTES};

pub(super) const BLOCK_BYTES: usize = 64;

const IV: [u32; 8] =
	[0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];
const CHUNK_START: u32 = 1;
const CHUNK_END: u32 = 1 << 1;
const PARENT: u32 = 1 << 2;
const ROOT: u32 = 1 << 3;
const DERIVE_KEY_MATERIAL: u32 = 1 << 6;

/// Vectors of one word of each of `N` messages.
///
/// All that works on vectors is `inline(always)` and neither a closure nor an array's `map`: these would be compiled
/// without the instructions, and called.
pub(super) trait Vectors<const N: usize>: Copy {
	type Words: Copy;
	fn splat(self, word: u32) -> Self::Words;
	fn words(self, words: [u32; N]) -> Self::Words;
	fn add(self, a: Self::Words, b: Self::Words) -> Self::Words;
	fn xor(self, a: Self::Words, b: Self::Words) -> Self::Words;
	/// Each word turned right by 16, 12, 8 and 7 bits.
	fn turn_16(self, a: Self::Words) -> Self::Words;
	fn turn_12(self, a: Self::Words) -> Self::Words;
	fn turn_8(self, a: Self::Words) -> Self::Words;
	fn turn_7(self, a: Self::Words) -> Self::Words;
	/// The sixteen words of the block at `offset` of each message, with zeros behind its end.
	fn read(self, messages: &[&[u8]; N], offset: usize) -> [Self::Words; 16];
	/// The value of each message.
	fn write(self, words: [Self::Words; 8]) -> [Value; N];
}

/// How messages enter the tree.
#[derive(Clone, Copy)]
pub(super) struct Way<const N: usize> {
	/// The key, or none for the plain hash.
	pub key: Option<[u8; 32]>,
	/// The first chunk of each message; whole messages start at 0.
	pub first: [u64; N],
	/// Whether each is a whole message.
	pub whole: bool,
}

/// The values of messages of one length, at least one byte.
#[inline(always)]
pub(super) fn hash<V: Vectors<N>, const N: usize>(simd: V, way: Way<N>, messages: [&[u8]; N]) -> [Value; N] {
	let flags = if way.key.is_some() { DERIVE_KEY_MATERIAL } else { 0 };
	let key_words: [u32; 8] = way.key.map_or(IV, pulp::cast);
	let [k0, k1, k2, k3, k4, k5, k6, k7] = key_words;
	let key = [
		simd.splat(k0),
		simd.splat(k1),
		simd.splat(k2),
		simd.splat(k3),
		simd.splat(k4),
		simd.splat(k5),
		simd.splat(k6),
		simd.splat(k7),
	];
	let root = if way.whole { ROOT } else { 0 };
	let len = messages.first().map_or(1, |message| message.len().max(1));
	let last = (len - 1) / CHUNK_BYTES;
	// Nodes to the left of the chunk at hand, each of a power of two of chunks, the smallest last.
	let mut ahead: Vec<[V::Words; 8]> = Vec::new();
	for chunk in 0..=last {
		let end = if chunk == last && last == 0 { root } else { 0 };
		let mut value = hash_chunk(simd, key, &way.first, [flags, end], &messages, chunk);
		// As many nodes end here as the number of chunks so far can be halved; after the last chunk, all.
		let ends = if chunk == last { ahead.len() } else { (chunk + 1).trailing_zeros() as usize };
		for _ in 0..ends {
			let Some(left) = ahead.pop() else { break };
			let end = if chunk == last && ahead.is_empty() { root } else { 0 };
			let block = join(left, value);
			let counter = simd.splat(0);
			value = compress(simd, key, block, [counter; 2], BLOCK_BYTES, flags | PARENT | end);
		}
		ahead.push(value);
	}
	match ahead.pop() {
		Some(value) => simd.write(value),
		None => [Value::default(); N],
	}
}

/// A chunk of every message; `end` are further flags of its last block.
#[inline(always)]
fn hash_chunk<V: Vectors<N>, const N: usize>(
	simd: V,
	key: [V::Words; 8],
	first: &[u64; N],
	[flags, end]: [u32; 2],
	messages: &[&[u8]; N],
	chunk: usize,
) -> [V::Words; 8] {
	let (mut low, mut high) = ([0; N], [0; N]);
	for ((low, high), first) in low.iter_mut().zip(&mut high).zip(first) {
		let counter = first + chunk as u64;
		(*low, *high) = (counter as u32, (counter >> 32) as u32);
	}
	let counters = [simd.words(low), simd.words(high)];
	let start = chunk * CHUNK_BYTES;
	let len = messages.first().map_or(0, |message| message.len()).saturating_sub(start).clamp(1, CHUNK_BYTES);
	let last = (len - 1) / BLOCK_BYTES;
	let mut value = key;
	for block in 0..=last {
		let begins = if block == 0 { CHUNK_START } else { 0 };
		let ends = if block == last { CHUNK_END | end } else { 0 };
		let filled = (len - block * BLOCK_BYTES).min(BLOCK_BYTES);
		let words = simd.read(messages, start + block * BLOCK_BYTES);
		value = compress(simd, value, words, counters, filled, flags | begins | ends);
	}
	value
}

/// The block of a message at `offset`, with zeros behind its end.
#[inline(always)]
pub(super) fn block(message: &[u8], offset: usize) -> [u8; BLOCK_BYTES] {
	let rest = message.get(offset..).unwrap_or(&[]);
	if let Some(block) = rest.first_chunk::<BLOCK_BYTES>() {
		return *block;
	}
	let mut block = [0u8; BLOCK_BYTES];
	block.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
	block
}

#[inline(always)]
fn join<T: Copy>([a, b, c, d, e, f, g, h]: [T; 8], [i, j, k, l, m, n, o, p]: [T; 8]) -> [T; 16] {
	[a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]
}

/// BLAKE3's compression function, to the first 32 bytes.
#[inline(always)]
fn compress<V: Vectors<N>, const N: usize>(
	simd: V,
	value: [V::Words; 8],
	mut m: [V::Words; 16],
	[counter_low, counter_high]: [V::Words; 2],
	len: usize,
	flags: u32,
) -> [V::Words; 8] {
	let [i0, i1, i2, i3, ..] = IV;
	let [v0, v1, v2, v3, v4, v5, v6, v7] = value;
	let mut rows = [
		[v0, v1, v2, v3],
		[v4, v5, v6, v7],
		[simd.splat(i0), simd.splat(i1), simd.splat(i2), simd.splat(i3)],
		[counter_low, counter_high, simd.splat(len as u32), simd.splat(flags)],
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
	let [[a0, a1, a2, a3], [b0, b1, b2, b3], [c0, c1, c2, c3], [d0, d1, d2, d3]] = rows;
	[
		simd.xor(a0, c0),
		simd.xor(a1, c1),
		simd.xor(a2, c2),
		simd.xor(a3, c3),
		simd.xor(b0, d0),
		simd.xor(b1, d1),
		simd.xor(b2, d2),
		simd.xor(b3, d3),
	]
}

#[inline(always)]
fn permute<T: Copy>(m: [T; 16]) -> [T; 16] {
	let [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15] = m;
	[m2, m6, m3, m10, m7, m0, m4, m13, m1, m11, m12, m5, m9, m14, m15, m8]
}

/// The columns of the state, then its diagonals.
#[inline(always)]
fn round<V: Vectors<N>, const N: usize>(simd: V, rows: &mut [[V::Words; 4]; 4], m: &[V::Words; 16]) {
	let [[a0, a1, a2, a3], [b0, b1, b2, b3], [c0, c1, c2, c3], [d0, d1, d2, d3]] = rows;
	let [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15] = *m;
	mix(simd, [a0, b0, c0, d0], m0, m1);
	mix(simd, [a1, b1, c1, d1], m2, m3);
	mix(simd, [a2, b2, c2, d2], m4, m5);
	mix(simd, [a3, b3, c3, d3], m6, m7);
	mix(simd, [a0, b1, c2, d3], m8, m9);
	mix(simd, [a1, b2, c3, d0], m10, m11);
	mix(simd, [a2, b3, c0, d1], m12, m13);
	mix(simd, [a3, b0, c1, d2], m14, m15);
}

#[inline(always)]
fn mix<V: Vectors<N>, const N: usize>(simd: V, [a, b, c, d]: [&mut V::Words; 4], x: V::Words, y: V::Words) {
	*a = simd.add(simd.add(*a, *b), x);
	*d = simd.turn_16(simd.xor(*d, *a));
	*c = simd.add(*c, *d);
	*b = simd.turn_12(simd.xor(*b, *c));
	*a = simd.add(simd.add(*a, *b), y);
	*d = simd.turn_8(simd.xor(*d, *a));
	*c = simd.add(*c, *d);
	*b = simd.turn_7(simd.xor(*b, *c));
}
