//! What is asked of the speed, all in one run, and whether it is reached on this machine:
//!
//! - the geometric median with its trace, against ten Weiszfeld iterations in f32 (at least 10 times as fast), and against
//!   an f32 Gram matrix by `matrixmultiply` and a last pass (not slower on real lanes, at most 1.5 times on full-range ones);
//! - the trace, on top of Gram, mix and apply for 20 updates of 2^20 lanes (at most 15 %);
//! - the coordinate-wise median, against sorting each lane's values (at least 5 times as fast);
//! - how fast all that is against a plain read of the same bytes.
//!
//! What is compared takes turns, and the least time of each counts: so what else the machine does meets all alike, and mostly
//! not at all. On a busy machine that needs more rounds.
//!
//! ```sh
//! cargo bench -p guild-aggregation --bench goals                          # all: some ten minutes, 4 GB
//! cargo bench -p guild-aggregation --bench goals -- --rounds 50 20x2^20   # cases by name
//! ```
#![allow(missing_docs)] // no library

mod common;

use common::{
	floats::{by_gram, weiszfeld, weiszfeld_threads},
	inputs, lanes, read,
	sorted::{sorted, sorted_threads},
};
use guild_aggregation::{apply, fast, mix, sink::InMemory, trace::Trace, Updates};
use guild_primitives::{ColumnRule, MixRule, RoundInputs};
use std::{hint::black_box, time::Instant};

/// Seconds.
type Time = f64;

fn main() {
	let mut rounds = 10;
	let mut names = Vec::new();
	let mut words = std::env::args().skip(1);
	while let Some(word) = words.next() {
		match word.as_str() {
			"--bench" => {}
			"--rounds" => rounds = words.next().and_then(|n| n.parse().ok()).expect("--rounds NUMBER"),
			_ => names.push(word),
		}
	}
	let wanted = |name: &str| names.is_empty() || names.iter().any(|part| name.contains(part));
	let kernels = format!("{:?}", fast::Engine::detect());
	let kernels = kernels.split('(').next().unwrap_or_default();
	println!("kernels: {kernels}; {} threads; least of {rounds} rounds", rayon::current_num_threads());

	let mut goals = Goals::default();
	for kind in ["real", "full-range"] {
		for (n, log_dim) in [(10, 20), (20, 20), (50, 20), (20, 24)] {
			let name = format!("geometric median, {kind} lanes, {n}x2^{log_dim}");
			if wanted(&name) {
				geometric_median(&name, kind, n, log_dim, rounds, &mut goals);
			}
		}
	}
	for kind in ["real", "full-range"] {
		for n in [10, 20, 50] {
			let name = format!("median, {kind} lanes, {n}x2^20");
			if wanted(&name) {
				median(&name, kind, n, rounds, &mut goals);
			}
		}
	}
	println!("\n{} of {} goals reached", goals.reached, goals.all);
}

/// The least time of each way; they take turns, and the first turn only warms up.
fn least<const N: usize>(rounds: usize, mut ways: [&mut dyn FnMut(); N]) -> [Time; N] {
	let mut least = [Time::INFINITY; N];
	for round in 0..=rounds {
		for (way, least) in ways.iter_mut().zip(&mut least) {
			let start = Instant::now();
			way();
			let time = start.elapsed().as_secs_f64();
			if round > 0 {
				*least = least.min(time);
			}
		}
	}
	least
}

#[derive(Default)]
struct Goals {
	reached: usize,
	all: usize,
}

impl Goals {
	/// Says whether a goal is reached.
	fn say(&mut self, what: &str, reached: bool) {
		self.all += 1;
		self.reached += usize::from(reached);
		println!("  {} {what}", if reached { "✓" } else { "✗" });
	}
}

/// A line of the table. The rate is in bytes of the updates, each counted once.
fn line(what: &str, time: Time, bytes: usize) {
	println!("  {what:42} {:9.2} ms {:7.2} GB/s", 1e3 * time, bytes as f64 / 1e9 / time);
}

fn geometric_median(name: &str, kind: &str, n: usize, log_dim: u32, rounds: usize, goals: &mut Goals) {
	let dim = 1 << log_dim;
	let own = lanes(kind, n, dim);
	let slices: Vec<&[i16]> = own.iter().map(Vec::as_slice).collect();
	let updates = Updates::new(&slices, dim).expect("well formed");
	let (inputs, base) = (inputs(n, dim), vec![0i32; dim]);
	let matrix: Vec<f32> = own.iter().flatten().map(|lane| f32::from(*lane)).collect();
	let floats: Vec<&[f32]> = matrix.chunks(dim).collect();
	let weights: Vec<f32> = inputs.included.iter().map(|update| update.weight as f32).collect();

	let [reading, gram, without, trace, all, plain, threads, float] = least(
		rounds,
		[
			&mut || {
				black_box(read(black_box(&slices)));
			},
			&mut || drop(black_box(fast::gram(updates))),
			&mut || without_trace(updates, &inputs, &base),
			&mut || with_trace(updates, &inputs, &base),
			&mut || drop(black_box(fast::aggregate(&inputs, &slices, &base).expect("a result"))),
			&mut || drop(black_box(weiszfeld(black_box(&floats), &weights))),
			&mut || drop(black_box(weiszfeld_threads(black_box(&floats), &weights))),
			&mut || drop(black_box(by_gram(black_box(&matrix), &inputs))),
		],
	);
	println!("\n{name}");
	let bytes = 2 * n * dim;
	line("plain read", reading, bytes);
	line("Gram", gram, bytes);
	line("Gram, mix, apply", without, bytes);
	line("Gram, mix, apply, trace", trace, bytes);
	line("the same from unchecked lanes to a result", all, bytes);
	line("f32 Weiszfeld, ten iterations", plain, bytes);
	line("f32 Weiszfeld, ten iterations, all threads", threads, bytes);
	line("f32 Gram, mix, apply", float, bytes);
	goals.say(&format!("f32 Weiszfeld takes {:.1} times as long; asked: 10", plain / all), plain >= 10.0 * all);
	let most = if kind == "real" { 1.0 } else { 1.5 };
	let by_float = all / float;
	goals.say(&format!("takes {by_float:.2} times as long as by an f32 Gram; asked: at most {most}"), by_float <= most);
	let more = 100.0 * (trace / without - 1.0);
	let words = format!("the trace costs {more:.1} % more");
	if (n, log_dim) == (20, 20) {
		goals.say(&format!("{words}; asked: at most 15 %"), more <= 15.0);
	} else {
		println!("    {words}");
	}
}

fn without_trace(updates: Updates<'_>, inputs: &RoundInputs, base: &[i32]) {
	let mix = mix(&fast::gram(updates), inputs).expect("a mix");
	black_box(fast::apply(&apply::Task::new(updates, &mix, base).expect("parts that fit")));
}

fn with_trace(updates: Updates<'_>, inputs: &RoundInputs, base: &[i32]) {
	let grams = fast::trace::prefix_grams(updates);
	let mix = mix(&grams.gram, inputs).expect("a mix");
	let mut sink = InMemory::new(updates.dim());
	let task = apply::Task::new(updates, &mix, base).expect("parts that fit");
	let trace = Trace::new(&grams, &fast::last_pass(&task, &mut sink).expect("room"));
	black_box((trace.aggregate_root(), trace.model_root(), trace.root(), sink));
}

fn median(name: &str, kind: &str, n: usize, rounds: usize, goals: &mut Goals) {
	const DIM: usize = 1 << 20;
	let own = lanes(kind, n, DIM);
	let slices: Vec<&[i16]> = own.iter().map(Vec::as_slice).collect();
	let updates = Updates::new(&slices, DIM).expect("well formed");
	let mut inputs = inputs(n, DIM);
	(inputs.rule.mix, inputs.rule.column) = (MixRule::Each, ColumnRule::Median);
	// The rows are units whatever the matrix is, which is not part of this.
	let (mix, base) = (mix(&fast::gram(updates), &inputs).expect("a mix"), vec![0i32; DIM]);
	let (mut out, mut out_threads) = (vec![0i16; DIM], vec![0i16; DIM]);
	let [reading, guild, sort, threads] = least(
		rounds,
		[
			&mut || {
				black_box(read(black_box(&slices)));
			},
			&mut || {
				let task = apply::Task::new(updates, &mix, &base).expect("parts that fit");
				black_box(fast::apply(&task));
			},
			&mut || sorted(black_box(&slices), 0, &mut out),
			&mut || sorted_threads(black_box(&slices), &mut out_threads),
		],
	);
	println!("\n{name}");
	let bytes = 2 * n * DIM;
	line("plain read", reading, bytes);
	line("median and apply", guild, bytes);
	line("sort", sort, bytes);
	line("sort, all threads", threads, bytes);
	goals.say(&format!("sorting takes {:.1} times as long; asked: 5", sort / guild), sort >= 5.0 * guild);
	println!("    on all threads {:.1} times as long", threads / guild);
}
