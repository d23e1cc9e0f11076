//! Groups prove themselves against a root, and nothing else does.

use guild_aggregation::chunks::{
	beside, chunk_count, group_count, group_len, keyed_root, keyed_value, outboard, path, root_from, verify,
	verify_chunks, Builder, ChunkError, Value, CHUNK_BYTES, GROUP_BYTES, MAX_PATH,
};
use guild_primitives::{MemberId, Root, RoundId};
use proptest::prelude::*;

fn file(len: usize) -> Vec<u8> {
	(0..len).map(|i| (i as u32).wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect()
}

fn group(bytes: &[u8], group: u64) -> &[u8] {
	let start = group as usize * GROUP_BYTES;
	&bytes[start..(start + GROUP_BYTES).min(bytes.len())]
}

const LENGTHS: &[usize] = &[
	0,
	1,
	1023,
	1024,
	1025,
	2048,
	GROUP_BYTES - 1,
	GROUP_BYTES,
	GROUP_BYTES + 1,
	2 * GROUP_BYTES - 1,
	2 * GROUP_BYTES,
	2 * GROUP_BYTES + 1,
	3 * GROUP_BYTES,
	4 * GROUP_BYTES + 1025,
	5 * GROUP_BYTES,
	7 * GROUP_BYTES + 1,
	8 * GROUP_BYTES,
	9 * GROUP_BYTES - 1,
	17 * GROUP_BYTES + 3,
];

#[test]
fn every_group_of_many_lengths_proves_itself_against_b3sum() {
	for len in LENGTHS {
		let bytes = file(*len);
		let outboard = outboard(&bytes);
		assert_eq!(outboard.root, Root::of(&bytes), "{len} bytes");
		for g in 0..group_count(*len as u64) {
			let path = outboard.prove(g).expect("a group");
			assert_eq!(
				verify(&outboard.root, *len as u64, g, group(&bytes, g), &path),
				Ok(()),
				"group {g} of {len} bytes"
			);
			assert_eq!(group_len(*len as u64, g), Some(group(&bytes, g).len()));
		}
		assert_eq!(outboard.prove(group_count(*len as u64)), None);
	}
}

#[test]
fn no_group_proves_itself_in_another_place_or_file_length() {
	// All bytes equal: only the place tells groups apart.
	let bytes = vec![7; 8 * GROUP_BYTES];
	let outboard = outboard(&bytes);
	for (from, to) in (0..8).flat_map(|from| (0..8).map(move |to| (from, to))).filter(|(from, to)| from != to) {
		for path in [outboard.prove(from), outboard.prove(to)] {
			// With the path of the place it claims, equal bytes are that group: the claim is true.
			let honest = path == outboard.prove(to);
			let found = verify(&outboard.root, bytes.len() as u64, to, group(&bytes, from), &path.expect("a group"));
			assert_eq!(found.is_ok(), honest);
		}
	}
	let last = outboard.prove(7).expect("a group");
	for len in [8 * GROUP_BYTES - 1, 8 * GROUP_BYTES + 1, 7 * GROUP_BYTES, 16 * GROUP_BYTES, 0] {
		let claimed = vec![7; group_len(len as u64, 7).unwrap_or(0)];
		assert!(verify(&outboard.root, len as u64, 7, &claimed, &last).is_err(), "{len}");
	}
}

#[test]
fn the_error_says_what_does_not_fit() {
	let bytes = file(3 * GROUP_BYTES);
	let outboard = outboard(&bytes);
	let (root, len, path) = (outboard.root, outboard.len, outboard.prove(0).expect("a group"));
	assert_eq!(verify(&root, len, 3, &[], &path), Err(ChunkError::NoSuchGroup { group: 3, groups: 3 }));
	assert_eq!(verify(&root, len, 0, &bytes[..9], &path), Err(ChunkError::Length { bytes: 9, expected: GROUP_BYTES }));
	assert_eq!(verify(&root, len, 2, group(&bytes, 2), &path), Err(ChunkError::Path { values: 2, expected: 1 }));
	assert_eq!(verify(&root, len, 0, group(&bytes, 1), &path), Err(ChunkError::Mismatch));
}

/// The path of a run of chunks.
fn path_of(bytes: &[u8], shown: &std::ops::Range<u64>) -> Vec<Value> {
	path(bytes.len() as u64, shown, |range, hasher| {
		hasher.update(&bytes[range.start as usize..range.end as usize]);
	})
}

fn shown_bytes<'a>(bytes: &'a [u8], shown: &std::ops::Range<u64>) -> &'a [u8] {
	&bytes[shown.start as usize * CHUNK_BYTES..bytes.len().min(shown.end as usize * CHUNK_BYTES)]
}

#[test]
fn every_run_of_chunks_proves_itself_and_no_other_length_or_place() {
	for len in [0, 1, 1024, 1025, 3 * 1024, 4 * 1024, 7 * 1024 + 5, 8 * 1024, 13 * 1024 + 1023] {
		let bytes = file(len);
		let (root, len, count) = (Root::of(&bytes), len as u64, chunk_count(len as u64));
		for shown in (0..count).flat_map(|start| (start + 1..=count).map(move |end| start..end)) {
			let (part, path) = (shown_bytes(&bytes, &shown), path_of(&bytes, &shown));
			assert_eq!(verify_chunks(&root, len, &shown, part, &path), Ok(()), "{shown:?} of {len} bytes");
			for other in
				[len + 1, len + 1024, len.saturating_sub(1), len.saturating_sub(1024), 2 * len, 1 << 40, u64::MAX]
			{
				// What is behind a node that is not shown may have any length: the last chunk tells.
				let shows = shown.end == count;
				if other != len && shows {
					assert!(verify_chunks(&root, other, &shown, part, &path).is_err(), "{shown:?} of {len} as {other}");
				}
			}
			for other in [shown.start + 1..shown.end + 1, shown.start..shown.end + 1, shown.start..shown.start] {
				assert!(verify_chunks(&root, len, &other, part, &path).is_err(), "{shown:?} as {other:?}");
			}
		}
	}
}

#[test]
fn a_node_is_no_chunk() {
	// The 64 bytes under a node, shown as if they were a chunk of a shorter file.
	let bytes = file(2048);
	let value = |chunk: u64| path_of(&bytes, &(1 - chunk..2 - chunk))[0];
	let inside = [value(0), value(1)].concat();
	assert_ne!(Root::of(&inside), Root::of(&bytes));
	assert_eq!(verify_chunks(&Root::of(&bytes), 64, &(0..1), &inside, &[]), Err(ChunkError::Mismatch));
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn any_run_of_chunks_of_any_file_gets_an_answer(
		len in any::<u64>(), start in any::<u64>(), count in 0u64..5, values in 0usize..120, low in any::<bool>(),
	) {
		let start = if low { start % chunk_count(len) } else { start };
		let shown = start..start.saturating_add(count);
		prop_assert!(beside(chunk_count(len), &shown).len() <= 108);
		let path = vec![[3; 32]; if low { beside(chunk_count(len), &shown).len() } else { values }];
		let bytes = vec![0; (count * 1024) as usize];
		let found = root_from(len, &shown, &bytes, &path);
		prop_assert!(found.is_err() || count > 0);
		prop_assert!(verify_chunks(&Root([9; 32]), len, &shown, &bytes, &path).is_err());
	}

	#[test]
	fn any_flipped_bit_is_refused(
		len in prop_oneof![1usize..3000, prop::sample::select(&LENGTHS[1..])], place in any::<prop::sample::Index>(), bit in 0u8..8,
	) {
		let mut bytes = file(len);
		let outboard = outboard(&bytes);
		let at = place.index(len);
		let g = (at / GROUP_BYTES) as u64;
		let path = outboard.prove(g).unwrap();
		bytes[at] ^= 1 << bit;
		prop_assert_eq!(verify(&outboard.root, len as u64, g, group(&bytes, g), &path), Err(ChunkError::Mismatch));
		bytes[at] ^= 1 << bit;
		if !path.is_empty() {
			let mut bent = path.clone();
			let value = place.index(bent.len());
			bent[value][at % 32] ^= 1 << bit;
			prop_assert_eq!(verify(&outboard.root, len as u64, g, group(&bytes, g), &bent), Err(ChunkError::Mismatch));
		}
		let mut root = outboard.root;
		root.0[at % 32] ^= 1 << bit;
		prop_assert_eq!(verify(&root, len as u64, g, group(&bytes, g), &path), Err(ChunkError::Mismatch));
	}

	#[test]
	fn a_file_may_come_in_pieces(
		len in prop::sample::select(LENGTHS), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
	) {
		let bytes = file(len);
		let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(len + 1)).collect();
		cuts.extend([0, len]);
		cuts.sort_unstable();
		let mut builder = Builder::default();
		cuts.windows(2).for_each(|piece| builder.update(&bytes[piece[0]..piece[1]]));
		prop_assert_eq!(builder.finish(), outboard(&bytes));
	}

	#[test]
	fn any_input_gets_an_answer(
		root in any::<[u8; 32]>(), len in any::<u64>(), g in prop_oneof![0u64..4, any::<u64>()],
		full in any::<bool>(), path in prop::collection::vec(any::<Value>(), 0..=MAX_PATH + 2),
	) {
		let g = if full { g % group_count(len) } else { g };
		let bytes = vec![0; group_len(len, g).unwrap_or(0)];
		prop_assert!(verify(&Root(root), len, g, &bytes, &path).is_err());
	}
}

#[test]
fn a_keyed_hash_is_that_of_its_pieces() {
	let (member, round) = (MemberId([3; 32]), RoundId { task: 1, index: 2 });
	let key = guild_primitives::root::possession_key(&member, &round);
	const PIECE: usize = 4 * CHUNK_BYTES;
	for len in [PIECE + 1, 2 * PIECE, 2 * PIECE + 1, 3 * PIECE, 5 * PIECE - 7, 8 * PIECE, 8 * PIECE + 1025] {
		let bytes = file(len);
		let values: Vec<Value> =
			bytes.chunks(PIECE).enumerate().map(|(i, piece)| keyed_value(&key, (i * PIECE) as u64, piece)).collect();
		let expected = guild_primitives::possession(&member, &round, &bytes);
		assert_eq!(keyed_root(&key, &values), Some(expected), "{len} bytes");
		assert_ne!(keyed_root(&[0; 32], &values), Some(expected));
		let mut swapped = values.clone();
		swapped.swap(0, 1);
		assert_ne!(keyed_root(&key, &swapped), Some(expected));
		assert_eq!(keyed_root(&key, &values[..1]), None);
	}
}
