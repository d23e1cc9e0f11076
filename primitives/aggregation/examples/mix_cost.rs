//! What the mix of every rule costs: the bound of `RuleSpec::mix_cost`, and the time it takes here.
//!
//!     cargo run --release -p guild-aggregation --example mix_cost

use guild_aggregation::{mix, Gram};
use guild_primitives::{
	rules::names::{Parameters, RULES},
	IncludedUpdate, MemberId, MixRule, Root, RoundId, RoundInputs, RuleSpec, Weighting,
};
use std::time::Instant;

/// Sizes, with the f of each: a quarter.
const SIZES: [(usize, u16); 3] = [(20, 4), (50, 12), (128, 31)];
/// Coordinates of a point.
const DIM: usize = 8;

/// Points of an honest cluster, and f liars in another one.
fn gram(n: usize, f: usize) -> Gram {
	let noise = |i: usize, l: usize| ((i * 7919 + l * 104_729 + i * i * 31) % 2003) as i64 - 1001;
	let place = |i: usize, l: usize| noise(i, l) + if i < f { 20_000 } else { 0 };
	let dot = |i: usize, j: usize| (0..DIM).map(|l| place(i, l) * place(j, l)).sum::<i64>();
	Gram::new(n, (0..n * n).map(|k| dot(k / n, k % n)).collect()).expect("in range")
}

fn inputs(rule: RuleSpec, n: usize) -> RoundInputs {
	let included = (0..n).map(|i| IncludedUpdate {
		member: MemberId([i as u8; 32]),
		update_root: Root([i as u8; 32]),
		weight: 1 + i as u32,
		active: true,
	});
	RoundInputs {
		round: RoundId { task: 0, index: 0 },
		spec_hash: Root([0; 32]),
		base_root: Root([0; 32]),
		previous_aggregate_root: None,
		dim: DIM as u32,
		scale: 12,
		norm_bound: u64::MAX,
		rule,
		seed: None,
		included: included.collect::<Vec<_>>().try_into().expect("at most 128"),
	}
}

fn main() {
	let given = Parameters { m: Some(3), tau: Some(2_000), iterations: None, nu: None, bucket: None };
	println!("{:<30} {:>4} {:>4} {:>16} {:>12}", "rule", "n", "f", "units at most", "here, µs");
	for named in RULES {
		for (n, f) in SIZES {
			let (mix_rule, column) = (named.make)(&given).expect("all parameters are given");
			// The most that is proven of them; they do not read it.
			let f = match mix_rule {
				MixRule::Mean => 0,
				MixRule::CenteredClipping { .. } => n as u16 / 10,
				_ => f,
			};
			let rule = RuleSpec { f, mix: mix_rule, column, ..RuleSpec::mean(Weighting::Samples) };
			let (units, allowed) = (rule.mix_cost(n as u32), rule.check(n as u32));
			let (gram, inputs) = (gram(n, f.into()), inputs(rule, n));
			let started = Instant::now();
			mix(&gram, &inputs).expect("a mix");
			let took_us = started.elapsed().as_micros();
			let note = allowed.map_or_else(|error| format!("  refused: {error:?}"), |()| String::new());
			println!("{:<30} {n:>4} {f:>4} {units:>16} {took_us:>12}{note}", named.name);
		}
	}
}
