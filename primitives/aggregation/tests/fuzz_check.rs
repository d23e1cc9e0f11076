//! A fuzz target: no bytes make the check of a proof panic, and none convict a true claim.
//!
//! An input is either an encoded proof as it stands, or a short program that edits a proof made of real parts, so that
//! also a blind engine gets behind the first length and the first hash. Under `cargo test` it runs on random inputs for a
//! few seconds. `docs/trace.md` says how it runs for hours.

mod common;

use codec::{Decode, Encode};
use common::{dispute::Round, real_proofs::*};
use guild_aggregation::proof::{check, FaultProof, Record, Verdict};
use std::{
	sync::atomic::{AtomicU64, Ordering},
	time::Duration,
};

/// A round, and its proofs of real parts, encoded.
struct Target {
	round: Round,
	claim: guild_primitives::ResultBody,
	list: Vec<u8>,
	proofs: Vec<Vec<u8>>,
}

impl Target {
	fn new(round: Round) -> Self {
		let proofs = [rehearsals(&round), lengths(&round), foreign(&round)].concat();
		let (claim, list) = round.truth();
		Self { claim, list, proofs: proofs.iter().map(Encode::encode).collect(), round }
	}

	fn judge(&self, mut bytes: &[u8]) -> Option<Verdict> {
		let proof = FaultProof::decode(&mut bytes).ok()?;
		let attested = self.round.attested(&self.claim, &self.list);
		let anonymous = Record { attestation: None, ..attested };
		let verdict = check(&proof, &attested);
		for verdict in [&verdict, &check(&proof, &anonymous)] {
			assert!(matches!(verdict, Verdict::NotProven(_)), "{verdict:?} by {proof:?}");
		}
		Some(verdict)
	}
}

/// Takes one of `items`.
fn pick<T>(items: &[T], by: usize) -> &T {
	&items[by % items.len()]
}

/// Edits `bytes`: four bytes of the program are an edit, its place (two of them), and a value.
fn edit(bytes: &mut Vec<u8>, program: &[u8], others: &[Vec<u8>]) {
	for step in program.chunks_exact(4).take(16) {
		let [low, high, op, value] = step.try_into().expect("four bytes");
		let at = usize::from(u16::from_le_bytes([low, high])) % bytes.len().max(1);
		match op % 6 {
			0 => bytes.splice(at..bytes.len().min(at + 1), []).for_each(drop),
			1 => bytes.insert(at, value),
			op => change(&mut bytes[at..], op, value, |place| pick(others, value.into()).get(at + place).copied()),
		}
	}
}

/// Changes bytes from the first of `rest` on; `other` are those of another proof in their places.
fn change(rest: &mut [u8], op: u8, value: u8, other: impl Fn(usize) -> Option<u8>) {
	match op {
		2 => rest.iter_mut().take(1).for_each(|byte| *byte ^= 1 << (value % 8)),
		3 => rest.iter_mut().take(1).for_each(|byte| *byte = value),
		// An entry of a matrix, or part of a hash.
		4 => rest.iter_mut().take(8).for_each(|byte| *byte = value),
		// A value of a path, up to a whole chunk.
		_ => {
			for (place, byte) in rest.iter_mut().enumerate().take(32 << (value % 6)) {
				*byte = other(place).unwrap_or(*byte);
			}
		}
	}
}

#[test]
fn no_bytes_convict_a_true_claim_or_break_the_check() {
	let targets: Vec<Target> = rounds().into_iter().map(Target::new).collect();
	let (decoded, edited) = (AtomicU64::new(0), AtomicU64::new(0));
	bolero::check!().with_test_time(Duration::from_secs(4)).with_max_len(512).for_each(|input: &[u8]| {
		let [kind, round, proof_low, proof_high, rest @ ..] = input else { return };
		let target = pick(&targets, usize::from(*round));
		if kind % 8 == 0 {
			target.judge(rest);
			return;
		}
		let mut bytes = pick(&target.proofs, usize::from(u16::from_le_bytes([*proof_low, *proof_high]))).clone();
		edit(&mut bytes, rest, &target.proofs);
		edited.fetch_add(1, Ordering::Relaxed);
		decoded.fetch_add(target.judge(&bytes).is_some().into(), Ordering::Relaxed);
	});
	// What is not a proof any more is refused before it is judged: that alone would try nothing.
	let (decoded, edited) = (decoded.into_inner(), edited.into_inner());
	println!("{edited} proofs edited, {decoded} of them judged");
	assert!(decoded > edited / 10, "{decoded} of {edited} edited proofs were judged");
}
