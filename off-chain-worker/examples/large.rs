//! A round as large as they come, aggregated as a worker does it: mapped lanes, a result written while it is made.
//!
//! ```text
//! cargo run --release -p guild-worker --example large -- --dir /tmp/large
//! cargo run --release -p guild-worker --example large -- --dir /tmp/large --updates 20 --log2-dim 24 --rule median
//! ```
//!
//! Makes the round in the directory (20 updates of 2^27 lanes are 5.5 GiB, and the result is 0.75 GiB more), and prints how
//! long each part took, and the most memory that the process had of its own (`RssAnon`). The mapped files are not in it: they
//! are the system's cache of the disk, which it gives up when somebody else needs the memory.
//!
//! Seen on two cores, for 20 updates of 2^27 lanes and the geometric median: 6.9 MiB. More threads hold more, 0.75 MiB each.

mod synthetic;

use guild_primitives::{ColumnRule, MixRule, RuleSpec, Weighting};
use guild_worker::{
	result_files::{ResultFiles, RoundLanes},
	store::BlobStore,
};
use std::{
	error::Error,
	path::PathBuf,
	sync::atomic::{AtomicBool, AtomicU64, Ordering},
	time::{Duration, Instant},
};

struct Flags {
	dir: PathBuf,
	updates: u8,
	log2_dim: u32,
	rule: String,
	seed: u64,
	keep: bool,
}

fn flags() -> Result<Flags, Box<dyn Error>> {
	let mut flags =
		Flags { dir: PathBuf::new(), updates: 20, log2_dim: 27, rule: "geometric-median".into(), seed: 1, keep: false };
	let mut args = std::env::args().skip(1);
	while let Some(flag) = args.next() {
		let mut value = || args.next().ok_or(format!("{flag} needs a value"));
		match flag.as_str() {
			"--dir" => flags.dir = value()?.into(),
			"--updates" => flags.updates = value()?.parse()?,
			"--log2-dim" => flags.log2_dim = value()?.parse()?,
			"--rule" => flags.rule = value()?,
			"--seed" => flags.seed = value()?.parse()?,
			"--keep" => flags.keep = true,
			_ => return Err(format!("there is no {flag}; see the first lines of examples/large.rs").into()),
		}
	}
	if flags.dir.as_os_str().is_empty() {
		return Err("say with --dir where to make the files; 20 updates of 2^27 lanes take 6.3 GiB".into());
	}
	if !(1..=128).contains(&flags.updates) || flags.log2_dim > 27 {
		return Err("--updates is 1 to 128, and --log2-dim at most 27".into());
	}
	Ok(flags)
}

fn rule(name: &str, updates: u8) -> Result<RuleSpec, Box<dyn Error>> {
	let mean = RuleSpec::mean(Weighting::Equal);
	match name {
		"mean" => Ok(mean),
		"geometric-median" => Ok(RuleSpec { mix: MixRule::GeometricMedian { iterations: 200, nu: 1 }, ..mean }),
		"median" => {
			let f = u16::from(updates.saturating_sub(1) / 2);
			Ok(RuleSpec { f, mix: MixRule::Each, column: ColumnRule::Median, ..mean })
		}
		_ => Err("--rule is mean, geometric-median or median".into()),
	}
}

fn main() -> Result<(), Box<dyn Error>> {
	let flags = flags()?;
	let dir = flags.dir.join("blobs");
	let store = BlobStore::open(&dir, u64::MAX / 2)?;
	let (updates, dim) = (flags.updates, 1u32 << flags.log2_dim);
	println!("{updates} updates of 2^{} lanes, {}, in {}", flags.log2_dim, flags.rule, dir.display());

	let started = Instant::now();
	let inputs = synthetic::round(&store, updates, dim, rule(&flags.rule, updates)?, flags.seed, |_| ())?;
	println!("made         {:6.2} s", started.elapsed().as_secs_f64());

	let peak = Peak::default();
	std::thread::scope(|scope| {
		scope.spawn(|| peak.watch());
		let outcome = aggregate(&store, &inputs);
		peak.stop.store(true, Ordering::Relaxed);
		outcome
	})?;
	println!("own memory   {:6.1} MiB at most (RssAnon)", peak.kib.load(Ordering::Relaxed) as f64 / 1024.0);
	if !flags.keep {
		drop(store);
		std::fs::remove_dir_all(&dir)?;
	}
	Ok(())
}

fn aggregate(store: &BlobStore, inputs: &guild_primitives::RoundInputs) -> Result<(), Box<dyn Error>> {
	let started = Instant::now();
	let lanes = RoundLanes::open(store, inputs)?;
	println!("opened       {:6.2} s, every blob checked against its root", started.elapsed().as_secs_f64());
	let started = Instant::now();
	let mut files = ResultFiles::new(store, inputs.dim);
	let result = lanes.aggregate(inputs, &mut files)?;
	println!("aggregated   {:6.2} s, the result's lanes written", started.elapsed().as_secs_f64());
	let started = Instant::now();
	if !files.finish(&result.body)? {
		return Err("the lanes that were written are not those that were hashed".into());
	}
	println!("synced       {:6.2} s", started.elapsed().as_secs_f64());
	println!("model        {}\naggregate    {}", result.body.model_root, result.body.aggregate_root);
	Ok(())
}

/// The most memory of its own that this process was seen to have.
#[derive(Default)]
struct Peak {
	kib: AtomicU64,
	stop: AtomicBool,
}

impl Peak {
	fn watch(&self) {
		while !self.stop.load(Ordering::Relaxed) {
			self.kib.fetch_max(anonymous_kib().unwrap_or(0), Ordering::Relaxed);
			std::thread::sleep(Duration::from_millis(2));
		}
	}
}

/// What Linux says in `/proc/self/status`.
fn anonymous_kib() -> Option<u64> {
	let status = std::fs::read_to_string("/proc/self/status").ok()?;
	let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
	line.split_whitespace().next()?.parse().ok()
}
