//! BLAKE3 of many short inputs at the same time, each in a lane of the processor's vectors.
//!
//! A leaf of the trace stands for a chunk of the aggregate, two of the model and a matrix of a few chunks. Hashed one after
//! the other they take most of what the trace costs, because within a chunk BLAKE3 can only go block by block. Side by side
//! they are hashed as fast as one long file.
//!
//! `blake3` does that with the chunks of one input by functions that it shows and does not document. They are used in this
//! file alone, and its tests hold them to what is documented: should they go, values are hashed one by one, as
//! [`crate::reference`] does.

use crate::chunks::{Value, CHUNK_BYTES};
use blake3::{
	hazmat::hash_derive_key_context,
	platform::Platform,
	IncrementCounter::{self, No, Yes},
	BLOCK_LEN,
};

/// Flags of a block, as the paper on BLAKE3 has them (table 3).
const CHUNK_START: u8 = 1;
const CHUNK_END: u8 = 1 << 1;
const PARENT: u8 = 1 << 2;
const ROOT: u8 = 1 << 3;
const DERIVE_KEY_MATERIAL: u8 = 1 << 6;
/// BLAKE3's key where there is none: that of SHA-256.
const NO_KEY: [u32; 8] =
	[0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// What is hashed into every block beside the input.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mode {
	key: [u32; 8],
	flags: u8,
}

impl Mode {
	/// The plain hash.
	pub(super) const HASH: Self = Self { key: NO_KEY, flags: 0 };

	/// Under a context.
	pub(super) fn derive_key(context: &str) -> Self {
		Self { key: words(&hash_derive_key_context(context)), flags: DERIVE_KEY_MATERIAL }
	}
}

/// The hashes of inputs of one length, which is not 0.
pub(super) fn hashes(mode: Mode, inputs: &[&[u8]], out: &mut [Value]) {
	let chunks = inputs.first().map_or(0, |input| input.len().div_ceil(CHUNK_BYTES));
	if chunks <= 1 {
		return chunk(mode, inputs, 0, No, ROOT, out);
	}
	// The values of all inputs' chunks, input by input.
	let mut values = vec![Value::default(); inputs.len() * chunks];
	let mut column = vec![Value::default(); inputs.len()];
	for place in 0..chunks {
		let parts: Vec<&[u8]> = inputs.iter().filter_map(|input| input.chunks(CHUNK_BYTES).nth(place)).collect();
		chunk(mode, &parts, place as u64, No, 0, &mut column);
		values.iter_mut().skip(place).step_by(chunks).zip(&column).for_each(|(value, column)| *value = *column);
	}
	roots(mode, values, chunks, out);
}

/// The root of a file from the values of its two or more leaves.
pub(super) fn root(leaves: &[Value]) -> Value {
	let mut root = [Value::default()];
	roots(Mode::HASH, leaves.to_vec(), leaves.len(), &mut root);
	root.into_iter().next().unwrap_or_default()
}

/// The roots of trees with `width` ≥ 2 leaves each.
///
/// To merge neighbours, level by level, with what is left over as it is, gives BLAKE3's tree, whose left half is the largest
/// power of two that leaves something for the right one.
fn roots(mode: Mode, mut values: Vec<Value>, mut width: usize, out: &mut [Value]) {
	while width > 2 {
		values = above(mode, &values, width);
		width = width.div_ceil(2);
	}
	parents(mode, &values, ROOT, out);
}

/// The values of nodes of `chunks` chunks each, a power of two, from chunk `first` of a file on. `bytes` are whole such nodes, and
/// not the whole file.
pub(super) fn nodes(first: u64, bytes: &[u8], chunks: usize, out: &mut [Value]) {
	let inputs: Vec<&[u8]> = bytes.chunks(CHUNK_BYTES).collect();
	if chunks == 1 {
		return chunk(Mode::HASH, &inputs, first, Yes, 0, out);
	}
	let mut values = vec![Value::default(); inputs.len()];
	chunk(Mode::HASH, &inputs, first, Yes, 0, &mut values);
	let mut width = chunks;
	while width > 2 {
		values = above(Mode::HASH, &values, width);
		width /= 2;
	}
	parents(Mode::HASH, &values, 0, out);
}

/// The values of chunks of one length, 1 to 1024 bytes. The last block has the flags `last` too.
fn chunk(mode: Mode, inputs: &[&[u8]], counter: u64, count: IncrementCounter, last: u8, out: &mut [Value]) {
	let len = inputs.first().map_or(0, |input| input.len());
	if len.is_multiple_of(BLOCK_LEN) {
		return blocks(mode, inputs, len / BLOCK_LEN, counter, count, CHUNK_END | last, out);
	}
	// All blocks but the last side by side, and the last, which is not full, one by one.
	let whole = len / BLOCK_LEN;
	blocks(mode, inputs, whole, counter, count, 0, out);
	let platform = Platform::detect();
	let start = if whole == 0 { CHUNK_START } else { 0 };
	for (place, (input, out)) in (0..).zip(inputs.iter().zip(out)) {
		let mut block = [0; BLOCK_LEN];
		let rest = input.get(whole * BLOCK_LEN..).unwrap_or(&[]);
		block.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
		let mut value = if whole == 0 { mode.key } else { words(out) };
		let counter = if matches!(count, Yes) { counter + place } else { counter };
		platform.compress_in_place(
			&mut value,
			&block,
			rest.len() as u8,
			counter,
			mode.flags | start | CHUNK_END | last,
		);
		out.as_chunks_mut().0.iter_mut().zip(value).for_each(|(to, word)| *to = word.to_le_bytes());
	}
}

/// The values of the first `count` blocks of every input, at most 16, as a chunk begins.
fn blocks(
	mode: Mode,
	inputs: &[&[u8]],
	count: usize,
	counter: u64,
	increment: IncrementCounter,
	last: u8,
	out: &mut [Value],
) {
	macro_rules! of_length {
		($($count:literal)*) => {
			match count {
				$($count => {
					let inputs: Vec<&[u8; $count * BLOCK_LEN]> =
						inputs.iter().filter_map(|input| input.first_chunk()).collect();
					many(mode, &inputs, counter, increment, CHUNK_START, last, out);
				})*
				_ => {}
			}
		};
	}
	of_length!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
}

/// The next level of trees with `width` values each: nodes of two, and what is left over as it is.
fn above(mode: Mode, values: &[Value], width: usize) -> Vec<Value> {
	let pairs = width / 2;
	let mut merged = vec![Value::default(); values.len() / width * pairs];
	if width.is_multiple_of(2) {
		parents(mode, values, 0, &mut merged);
		return merged;
	}
	let paired: Vec<Value> = values.chunks(width).flat_map(|tree| tree.iter().take(2 * pairs)).copied().collect();
	parents(mode, &paired, 0, &mut merged);
	let trees = merged.chunks(pairs).zip(values.chunks(width));
	trees.flat_map(|(merged, tree)| merged.iter().chain(tree.last())).copied().collect()
}

/// The nodes above each two values.
fn parents(mode: Mode, values: &[Value], flags: u8, out: &mut [Value]) {
	let pairs: Vec<&[u8; BLOCK_LEN]> = values.as_flattened().as_chunks().0.iter().collect();
	let mode = Mode { flags: mode.flags | PARENT | flags, ..mode };
	many(mode, &pairs, 0, No, 0, 0, out);
}

fn many<const BYTES: usize>(
	mode: Mode,
	inputs: &[&[u8; BYTES]],
	counter: u64,
	increment: IncrementCounter,
	first: u8,
	last: u8,
	out: &mut [Value],
) {
	let (inputs, out) = (inputs.get(..out.len()).unwrap_or(inputs), out.as_flattened_mut());
	Platform::detect().hash_many(inputs, &mode.key, counter, increment, mode.flags, first, last, out);
}

fn words(value: &Value) -> [u32; 8] {
	let mut words = [0; 8];
	words.iter_mut().zip(value.as_chunks().0).for_each(|(word, bytes)| *word = u32::from_le_bytes(*bytes));
	words
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::chunks::subtree_value;

	fn bytes(len: usize, seed: usize) -> Vec<u8> {
		(0..len).map(|i| ((i * 31 + seed * 7) % 251) as u8).collect()
	}

	#[test]
	fn many_inputs_have_the_hashes_that_each_has() {
		let mode = Mode::derive_key("a context");
		let lengths = (1..=130).chain((1..=16).flat_map(|blocks| [64 * blocks - 1, 64 * blocks + 9]));
		for len in lengths.chain([1023, 1024, 1025, 2048, 2049, 3000, 5 * 1024, 7 * 1024 + 1, 66_048]) {
			for count in [1, 2, 3, 16, 17] {
				let own: Vec<Vec<u8>> = (0..count).map(|seed| bytes(len, seed)).collect();
				let inputs: Vec<&[u8]> = own.iter().map(Vec::as_slice).collect();
				let mut found = vec![Value::default(); count];
				hashes(Mode::HASH, &inputs, &mut found);
				let plain: Vec<Value> = inputs.iter().map(|input| *blake3::hash(input).as_bytes()).collect();
				assert_eq!(found, plain, "{count} of {len} bytes");
				hashes(mode, &inputs, &mut found);
				let derived: Vec<Value> = inputs.iter().map(|input| blake3::derive_key("a context", input)).collect();
				assert_eq!(found, derived, "{count} of {len} bytes under a context");
			}
		}
	}

	#[test]
	fn many_nodes_have_the_values_that_each_has() {
		for chunks in [1, 2, 4, 8, 32] {
			for count in [1, 2, 3, 16, 17] {
				let (len, first) = (chunks * CHUNK_BYTES, (chunks * 5) as u64);
				let file = bytes(count * len, 3);
				let mut found = vec![Value::default(); count];
				nodes(first, &file, chunks, &mut found);
				let start = |place: usize| first * CHUNK_BYTES as u64 + (place * len) as u64;
				let each = file.chunks(len).enumerate().map(|(place, bytes)| subtree_value(start(place), bytes));
				assert_eq!(found, each.collect::<Vec<_>>(), "{count} nodes of {chunks} chunks");
			}
		}
	}
}
