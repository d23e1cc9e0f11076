//! No part of a proof is longer than its bound: what is longer does not decode, and so is never judged.

use codec::{DecodeAll, Encode};
use guild_aggregation::{
	chunks::Value,
	proof::{FaultProof, MAX_SLICE_BYTES, MAX_SLICE_PATH},
	trace::MAX_LIST_BYTES,
};
use guild_primitives::limits::MAX_PARTICIPANTS;

/// A slice before it has bounds.
type Raw = (Vec<u8>, Vec<Value>);

/// A part of a proof: its name, its bound, and the encoded proof in which it has so many items.
type Part = (String, u32, Box<dyn Fn(usize) -> Vec<u8>>);

/// Entries of the triangle of the most columns.
const MAX_ENTRIES: u32 = MAX_PARTICIPANTS * (MAX_PARTICIPANTS + 1) / 2;

fn part(name: &str, most: u32, proof: impl Fn(usize) -> Vec<u8> + 'static) -> Part {
	(name.into(), most, Box::new(proof))
}

/// Both lists of a slice, somewhere in a proof.
fn slice(name: &str, proof: fn(Raw) -> Vec<u8>) -> [Part; 2] {
	[
		part(&format!("{name}: bytes"), MAX_SLICE_BYTES, move |n| proof((vec![1; n], vec![]))),
		part(&format!("{name}: path"), MAX_SLICE_PATH, move |n| proof((vec![], vec![[1; 32]; n]))),
	]
}

/// The index of a proof, then its fields in their order.
fn gram_step(leaves: Raw, before: Vec<i64>, columns: Vec<Raw>) -> Vec<u8> {
	(1u8, 0u32, leaves, before, columns).encode()
}

fn model_step(leaf: Raw, columns: Vec<Raw>, base: Option<Raw>, gram: Option<(Vec<i64>, Raw)>) -> Vec<u8> {
	(2u8, 0u32, leaf, columns, base, gram).encode()
}

fn parts() -> Vec<Part> {
	let empty = Raw::default;
	let mut parts = vec![
		part("fold: list", MAX_LIST_BYTES, |n| (0u8, vec![1u8; n]).encode()),
		part("step of the matrix: before", MAX_ENTRIES, move |n| gram_step(empty(), vec![1; n], vec![])),
		part("step of the matrix: columns", MAX_PARTICIPANTS, move |n| gram_step(empty(), vec![], vec![empty(); n])),
		part("step of the model: columns", MAX_PARTICIPANTS, move |n| {
			model_step(empty(), vec![empty(); n], None, None)
		}),
		part("step of the model: matrix", MAX_ENTRIES, move |n| {
			model_step(empty(), vec![], None, Some((vec![1; n], empty())))
		}),
		part("coefficients: matrix", MAX_ENTRIES, move |n| (3u8, vec![1i64; n], empty()).encode()),
		part("possession: list", MAX_LIST_BYTES, |n| (6u8, vec![1u8; n]).encode()),
	];
	let slices = [
		slice("step of the matrix: leaves", |raw| gram_step(raw, vec![], vec![])),
		slice("step of the matrix: column", |raw| gram_step(Raw::default(), vec![], vec![raw])),
		slice("step of the model: leaf", |raw| model_step(raw, vec![], None, None)),
		slice("step of the model: column", |raw| model_step(Raw::default(), vec![raw], None, None)),
		slice("step of the model: base", |raw| model_step(Raw::default(), vec![], Some(raw), None)),
		slice("step of the model: last leaf", |raw| model_step(Raw::default(), vec![], None, Some((vec![], raw)))),
		slice("coefficients: leaf", |raw| (3u8, Vec::<i64>::new(), raw).encode()),
		slice("malformed lane: chunk", |raw| (4u8, 0u32, 0u8, 0u32, raw).encode()),
		slice("malformed length: last", |raw| (4u8, 0u32, 1u8, 0u64, raw).encode()),
		slice("length of the list: last", |raw| (5u8, 0u64, raw).encode()),
	];
	parts.extend(slices.into_iter().flatten());
	parts
}

#[test]
fn each_part_may_be_as_long_as_its_bound_and_no_longer() {
	for (name, most, proof) in parts() {
		let most = most as usize;
		for fits in [0, 1, most] {
			let bytes = proof(fits);
			let decoded = FaultProof::decode_all(&mut &bytes[..]).expect(&name);
			assert_eq!(decoded.encode(), bytes, "{name}");
		}
		for more in [most + 1, 2 * most] {
			let error = FaultProof::decode_all(&mut &proof(more)[..]).expect_err(&name);
			assert!(format!("{error:?}").contains("limit"), "{name}: {error:?}");
		}
	}
}
