//! What a fault proof costs the chain: its bytes, and how long the runtime takes to judge it in Wasm, as a share of a block;
//! and the same for the mix of every rule. Prints the two tables of `docs/trace.md`.
//!
//! `scripts/weights` builds and runs it. It wants a quiet machine, and a workspace built with `guild/runtime-benchmarks`.
//!
//! The proofs are made up ([`guild_aggregation::proof::synthetic`]): every byte of them is checked as in a real one, and the
//! verdict, that the claim is false, is reached as late as it can be. What is timed is the runtime API `check_own`, decoding
//! included, in the same executor as the node's.

use codec::{Decode, Encode};
use guild_aggregation::{
	proof::synthetic::{dispute, dispute_over, Dispute, Kind},
	trace::Triangle,
	Gram,
};
use guild_primitives::{
	fault::{Unjudged, Verdict},
	limits::MAX_MIX_COST,
	rules::names::{Parameters, PRE_STEPS, RULES},
	ColumnRule, MixRule, RuleSpec, Weighting,
};
use guild_runtime::{constants::MAX_BLOCK_WEIGHT, Hash, Runtime, WASM_BINARY};
use sc_executor::{WasmExecutor, DEFAULT_HEAP_ALLOC_STRATEGY};
use sp_core::traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode};
use sp_io::{SubstrateHostFunctions, TestExternalities};
use std::time::{Duration, Instant};

/// Numbers of updates, and the f of each: a quarter, as far as most rules allow.
const SIZES: [(usize, u16); 4] = [(4, 0), (20, 4), (50, 12), (128, 31)];
/// Sizes besides, for rules that are refused at some of those.
const MORE: [(usize, u16); 4] = [(16, 4), (20, 3), (51, 12), (128, 27)];
const DIMS: [u32; 2] = [1 << 20, 1 << 27];
const KINDS: [(&str, Kind); 6] = [
	("step of the Gram matrix", Kind::GramStep),
	("step of the model", Kind::ModelStep),
	("coefficients of a mean", Kind::Coefficients),
	("fold", Kind::Fold),
	("malformed lane", Kind::MalformedLane),
	("length of the list", Kind::ListLength),
];
/// Each call is timed so often; the least time counts, as whatever disturbs it only makes it longer.
const REPEATS: usize = 5;

/// The runtime in Wasm, with a state that has one round in it.
struct InWasm<'a> {
	executor: WasmExecutor<SubstrateHostFunctions>,
	code: &'a [u8],
	hash: Hash,
}

impl InWasm<'_> {
	/// How long the runtime takes to judge the proof.
	fn judge(&self, dispute: &Dispute) -> Duration {
		let mut state = TestExternalities::default();
		let inputs = dispute.inputs.clone();
		let round = inputs.round;
		state.execute_with(|| pallet_training::Inputs::<Runtime>::insert(round.task, inputs));
		let proof: Vec<u8> = dispute.proof.encode();
		let arguments = (round, &dispute.claim, proof).encode();
		let code = RuntimeCode {
			code_fetcher: &WrappedRuntimeCode(self.code.into()),
			heap_pages: None,
			hash: self.hash.encode(),
		};
		let mut least = Duration::MAX;
		for _ in 0..=REPEATS {
			let started = Instant::now();
			let (answer, _) =
				self.executor.call(&mut state.ext(), &code, "TrainingApi_check_own", &arguments, CallContext::Offchain);
			least = least.min(started.elapsed());
			let answer = answer.expect("the runtime answers");
			let verdict: Result<Verdict, Unjudged> = Decode::decode(&mut answer.as_slice()).expect("a verdict");
			assert!(matches!(verdict, Ok(Verdict::Guilty(_))), "{verdict:?}");
		}
		least
	}
}

fn main() {
	let code = WASM_BINARY.expect("the workspace was built without Wasm: unset SKIP_WASM_BUILD, and build it again");
	let executor = WasmExecutor::builder()
		.with_onchain_heap_alloc_strategy(DEFAULT_HEAP_ALLOC_STRATEGY)
		.with_offchain_heap_alloc_strategy(DEFAULT_HEAP_ALLOC_STRATEGY)
		// The benchmarks' own are not called here.
		.with_allow_missing_host_functions(true)
		.build();
	let wasm = InWasm { executor, code, hash: Hash::repeat_byte(1) };
	let block = Duration::from_nanos(MAX_BLOCK_WEIGHT.ref_time() / 1_000);
	let share = |time: Duration| format!("{:.2} %", 100.0 * time.as_secs_f64() / block.as_secs_f64());
	let ms = |time: Duration| format!("{:.2}", 1e3 * time.as_secs_f64());

	println!("| proof | d | n | KiB | ms in Wasm | of a block |\n| --- | --- | ---: | ---: | ---: | ---: |");
	for (name, kind) in KINDS {
		for dim in DIMS {
			for (n, _) in SIZES {
				let dispute = dispute(kind, RuleSpec::mean(Weighting::Samples), n, dim).expect("a round");
				let time = wasm.judge(&dispute);
				let kib = dispute.proof.encoded_size() as f64 / 1024.0;
				println!("| {name} | 2^{} | {n} | {kib:.1} | {} | {} |", dim.ilog2(), ms(time), share(time));
			}
		}
	}

	// Under a column rule every row counts, and its lanes are sorted: the dearest proofs there are.
	for (name, column) in [("median", ColumnRule::Median), ("meamed", ColumnRule::Meamed)] {
		for dim in DIMS {
			for (n, f) in SIZES {
				let rule = RuleSpec { f, mix: MixRule::Each, column, ..RuleSpec::mean(Weighting::Samples) };
				let dispute = dispute(Kind::ModelStep, rule, n, dim).expect("a round");
				let time = wasm.judge(&dispute);
				let kib = dispute.proof.encoded_size() as f64 / 1024.0;
				let what = format!("step of the model under `{name}`");
				println!("| {what} | 2^{} | {n} | {kib:.1} | {} | {} |", dim.ilog2(), ms(time), share(time));
			}
		}
	}

	println!("\n| mix | n | f | units | ms in Wasm | of a block |\n| --- | ---: | ---: | ---: | ---: | ---: |");
	let given = Parameters { m: Some(3), tau: Some(2_000), iterations: None, nu: None, bucket: Some(2) };
	let measure = |name: &str, n: usize, rule: RuleSpec| {
		let units = rule.dearest_mix(n as u32);
		let row = format!("| {name} | {n} | {} | {units} |", rule.f);
		if let Err(error) = rule.check(n as u32) {
			println!("{row} | refused: {error:?} |");
		} else if units > MAX_MIX_COST {
			println!("{row} | refused: too dear |");
		} else {
			let f = rule.f;
			let dispute = dispute_over(Kind::Coefficients, rule, &triangle(n, f), 1 << 20).expect("a round");
			let time = wasm.judge(&dispute);
			println!("{row} {} | {} |", ms(time), share(time));
		}
	};
	for named in RULES {
		let (mix, column) = (named.make)(&given).expect("all parameters are given");
		// Of the mean nothing is proven against liars, of centered clipping against a tenth; neither reads f.
		let spec = |n: usize, f: u16| {
			let f = match mix {
				MixRule::Mean => 0,
				MixRule::CenteredClipping { .. } => f.min(n as u16 / 10),
				_ => f,
			};
			RuleSpec { f, mix, column, ..RuleSpec::mean(Weighting::Samples) }
		};
		for (n, f) in SIZES.into_iter().skip(1).chain(MORE) {
			// Sizes besides are for the rules that are refused at one of the others.
			let is_refused = |n: usize, f: u16| {
				let rule = spec(n, f);
				rule.check(n as u32).is_err() || rule.dearest_mix(n as u32) > MAX_MIX_COST
			};
			if MORE.contains(&(n, f)) && !SIZES.into_iter().skip(1).any(|(n, f)| is_refused(n, f)) {
				continue;
			}
			measure(named.name, n, spec(n, f));
		}
	}
	// Steps before a rule, here before the mean, whose cost is in the table.
	for named in PRE_STEPS {
		let step = (named.make)(&given).expect("all parameters are given");
		for (n, _) in SIZES.into_iter().skip(1) {
			let pre = vec![step].try_into().expect("is one");
			measure(&format!("{}, then mean", named.name), n, RuleSpec { pre, ..RuleSpec::mean(Weighting::Samples) });
		}
	}
}

/// Inner products of points of an honest cluster, and f liars in another one.
fn triangle(n: usize, f: u16) -> Triangle {
	let noise = |i: usize, l: usize| ((i * 7919 + l * 104_729 + i * i * 31) % 2003) as i64 - 1001;
	let place = |i: usize, l: usize| noise(i, l) + if i < f.into() { 20_000 } else { 0 };
	let dot = |i: usize, j: usize| (0..8).map(|l| place(i, l) * place(j, l)).sum::<i64>();
	let gram = Gram::new(n, (0..n * n).map(|k| dot(k / n, k % n)).collect()).expect("in range");
	Triangle::of(&gram)
}
