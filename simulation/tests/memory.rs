//! The memory of the process stays flat over the rounds. Alone in its process, because it measures that.

mod common;

use guild_simulation::{Consortium, Scenario};
use std::sync::Arc;

/// Bytes of this process that are in memory; none where the system does not say.
fn resident_bytes() -> Option<u64> {
	let text = std::fs::read_to_string("/proc/self/statm").ok()?;
	Some(text.split(' ').nth(1)?.parse::<u64>().ok()? * 4096)
}

#[test]
fn a_hundred_rounds_more_take_little_memory_more() {
	let folder = tempfile::tempdir().unwrap();
	std::fs::write(folder.path().join("task.toml"), common::task(48)).unwrap();
	let path = folder.path().join("scenario.toml");
	let text = "name = \"memory\"\nseed = 1\nmembers = 24\ntask = \"task.toml\"\nrounds = 200\n\
		rules = [{ name = \"mean\" }]\n[data]\nkind = \"synthetic\"\nrows = 32\n";
	std::fs::write(&path, text).unwrap();
	let scenario = Scenario::load(&path).unwrap();
	let (task, document) = scenario.task().unwrap();
	let document = Arc::new(document);
	let data = scenario.data.load(scenario.members, &document, 1, 50, scenario.folder()).unwrap();
	let spec = scenario.spec(&task, &scenario.rules[0]).unwrap();
	let mut consortium = Consortium::new(&scenario, 1, spec, &document, &data, None).unwrap();
	let mut after = |rounds: usize| {
		while consortium.rounds().len() < rounds {
			consortium.step().unwrap();
		}
		resident_bytes()
	};
	let (Some(early), Some(late)) = (after(60), after(160)) else { return };
	// What stays for ever is about 5 kB a round and the hashes of blocks, at most 2400; the cache of the state is bounded.
	assert!(late.saturating_sub(early) < 4 << 20, "{early} bytes after 60 rounds, {late} after 160");
}
