//! A fuzz target: no bytes make an agreement trap, run beyond its meter, or pay more than its budget.
//!
//! An input is encoded terms, a list of operations, or a text, each as it stands or made by edits of a true one, so that also a
//! blind engine gets behind the first length. It runs on random inputs for a few seconds. An input that fails is printed with its
//! `BOLERO_RANDOM_SEED`, which as an environment variable runs it again; `BOLERO_RANDOM_TEST_TIME_MS` sets how long it runs.

mod common;

use codec::{Decode, Encode};
use common::BARE;
use guild_agreement::{
	split,
	text::{parse, parse_bytes, words, write},
	Fact, Facts, Op, Program, Terms, DEFAULT_TEXT, I32F32, MAX_METER, MAX_OPS,
};
use guild_primitives::SHARE_ONE;
use std::{
	sync::atomic::{AtomicU64, Ordering},
	time::Duration,
};

/// One operation from each byte; constants and facts take what follows into account by their place.
fn operation(byte: u8) -> Op {
	match byte {
		0..=79 => Op::Load(Fact::ALL[usize::from(byte) % Fact::ALL.len()]),
		80..=127 => Op::Push(I32F32::from_bits(i64::from(byte) << (byte % 56))),
		_ => BARE[usize::from(byte) % BARE.len()],
	}
}

fn facts(bytes: &[u8]) -> Facts {
	let mut facts = Facts::default();
	for (fact, bits) in Fact::ALL.into_iter().zip(bytes.chunks_exact(8)) {
		facts.set(fact, I32F32::from_bits(i64::from_le_bytes(bits.try_into().expect("eight bytes"))));
	}
	facts
}

/// What must hold of any program. Whether it is valid.
fn judge(program: &Program, facts: &Facts) -> bool {
	assert!(program.share(facts) <= SHARE_ONE);
	let valid = program.validate().is_ok();
	match program.run(facts) {
		Ok(run) => assert!(run.meter <= MAX_METER && run.meter == program.meter()),
		Err(error) => assert!(!valid, "{error} of {program:?}"),
	}
	valid
}

fn edited(mut bytes: Vec<u8>, edits: &[u8]) -> Vec<u8> {
	for edit in edits.chunks_exact(3).take(8) {
		let place = usize::from(u16::from_le_bytes([edit[0], edit[1]])) % bytes.len().max(1);
		if let Some(byte) = bytes.get_mut(place) {
			*byte = edit[2];
		}
	}
	bytes
}

#[test]
fn no_bytes_break_an_agreement() {
	let default = parse(DEFAULT_TEXT).unwrap();
	let (programs, valid) = (AtomicU64::new(0), AtomicU64::new(0));
	bolero::check!().with_test_time(Duration::from_secs(3)).with_max_len(512).for_each(|input: &[u8]| {
		let [kind, rest @ ..] = input else { return };
		let facts = facts(rest);
		match kind % 4 {
			0 => {
				let ops: Vec<Op> = rest.iter().take(MAX_OPS as usize).map(|byte| operation(*byte)).collect();
				// The longest part of it that leaves one value, so that valid programs are met too.
				let mut depth = 0i64;
				let whole = ops.iter().enumerate().filter_map(|(at, op)| {
					let left = depth - i64::from(op.takes());
					depth = if left < 0 { i64::MIN / 2 } else { left + 1 };
					(depth == 1).then_some(at + 1)
				});
				let whole = whole.last().unwrap_or(ops.len());
				for length in [whole, ops.len()] {
					let program = Program(ops[..length].to_vec().try_into().expect("at most 32"));
					programs.fetch_add(1, Ordering::Relaxed);
					valid.fetch_add(judge(&program, &facts).into(), Ordering::Relaxed);
				}
			}
			1 | 2 => {
				let bytes = if kind % 4 == 1 { rest.to_vec() } else { edited(default.encode(), rest) };
				let Ok(terms) = Terms::decode(&mut &bytes[..]) else { return };
				judge(&terms.program, &facts);
				let shares = [terms.share(&facts), 1, SHARE_ONE];
				let split = split(terms.budget, &shares);
				assert_eq!(split.payouts.iter().sum::<u128>() + split.dust, terms.budget);
				if terms.validate().is_ok() {
					assert_eq!(parse(&write(&terms)).as_ref(), Ok(&terms), "{}", write(&terms));
					assert!(!words(&terms).is_empty());
				}
			}
			_ => {
				for text in [rest, &edited(DEFAULT_TEXT.into(), rest)] {
					if let Ok(terms) = parse_bytes(text) {
						assert_eq!(terms.validate(), Ok(()));
					}
				}
			}
		}
	});
	let (programs, valid) = (programs.into_inner(), valid.into_inner());
	println!("{programs} programs, {valid} of them valid");
	assert!(valid > programs / 100, "{valid} of {programs} programs were valid");
}
