//! Four real members of the wind-power example, as real processes, in a directory that is gone afterwards.

pub mod money;

use guild_demo::{
	command::Guild,
	consortium::{Consortium, MemberPlan},
	failure::Failure,
	prepare::{prepare, Changes},
	stop::Stop,
	watch::wait_for_round,
};
use guild_primitives::{RoundIndex, RoundView, TaskId, TaskView};
use std::{
	env,
	path::{Path, PathBuf},
	sync::{Mutex, MutexGuard, PoisonError},
	time::Duration,
};
use tempfile::TempDir;

pub const NAMES: [&str; 4] = ["R80711", "R80721", "R80736", "R80790"];
/// Long enough for a round whose every phase runs to the end of its window, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(240);

/// Four nodes are enough for the cores of a small machine.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// A running consortium with a task.
pub struct Running {
	pub consortium: Consortium,
	pub task: TaskId,
	directory: TempDir,
	_turn: MutexGuard<'static, ()>,
}

/// The `guild` program: `GUILD_BIN`, or the one that the workspace built beside this test.
pub fn guild() -> Guild {
	let beside = || {
		let test = env::current_exe().expect("a test knows its own program");
		test.ancestors().nth(2).expect("target directory, profile, deps").join("guild")
	};
	let program = env::var_os("GUILD_BIN").map_or_else(beside, PathBuf::from);
	assert!(
		program.exists(),
		"there is no {}; build it (`cargo build --workspace --bins`), or name it with GUILD_BIN",
		program.display()
	);
	Guild::at(&program)
}

/// The checkout. Tests run in their package's folder, which is one of it; where they were built says nothing, since checkouts may
/// share what they build.
pub fn root() -> &'static Path {
	static ROOT: std::sync::LazyLock<PathBuf> = std::sync::LazyLock::new(|| {
		let here = std::env::current_dir().expect("a test runs in a folder that there is");
		here.parent().expect("the demonstration is a folder of the checkout").to_path_buf()
	});
	&ROOT
}

/// Founds and starts the consortium, and has it agree on the task, with phases short enough to wait for their ends.
pub fn train() -> Running {
	train_with(None, &[])
}

/// The same, with one more member, that has the rows of the first, and with members that lie as `--attack` says.
pub fn train_with(fifth: Option<&str>, liars: &[(&str, &str)]) -> Running {
	train_for(None, fifth, liars)
}

/// The same, for another number of rounds than the example's.
pub fn train_for(rounds: Option<u32>, fifth: Option<&str>, liars: &[(&str, &str)]) -> Running {
	let lies = |name: &str| {
		let own = liars.iter().filter(|(liar, _)| *liar == name);
		own.flat_map(|(_, attack)| ["--attack".into(), (*attack).into()]).collect()
	};
	train_as(&Changes { rounds, ..Changes::default() }, fifth, lies)
}

/// The same, for a task that is changed so (and has the tests' windows), and with further arguments of members' nodes.
pub fn train_as(changes: &Changes, fifth: Option<&str>, arguments: impl Fn(&str) -> Vec<String>) -> Running {
	let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
	let directory = tempfile::tempdir().expect("a temporary directory");
	let names = NAMES.map(String::from);
	let changes = Changes { windows: Some([12, 8, 8, 8]), ..changes.clone() };
	let example = root().join("examples").join("wind-power");
	let prepared = prepare(&example, directory.path(), &names, &changes).expect("the example is complete");
	let plan = |name: &str, rows_of: &str| MemberPlan {
		name: name.into(),
		worker: Some(worker_of(directory.path(), rows_of)),
		arguments: arguments(name),
	};
	let mut plans: Vec<MemberPlan> = NAMES.iter().map(|name| plan(name, name)).collect();
	plans.extend(fifth.map(|name| plan(name, NAMES[0])));
	let mut consortium = Consortium::found(&guild(), directory.path(), &plans).expect("the consortium is founded");
	let stop = Stop::default();
	consortium.start().expect("the nodes start");
	if let Err(failure) = consortium.wait_for_finality(1, &stop) {
		gave_up(&consortium, &failure);
	}
	let task = consortium.agree_on(&prepared.task, &stop).expect("the council agrees");
	Running { consortium, task, directory, _turn: turn }
}

/// Ends the test, with the last words of all nodes.
fn gave_up(consortium: &Consortium, failure: &Failure) -> ! {
	for member in &consortium.members {
		eprintln!("---- {}\n{}", member.name, member.process.log_tail(25));
	}
	panic!("{failure} (files: {})", consortium.spec.with_file_name("").display())
}

/// Where the worker of a member of the example is configured.
fn worker_of(directory: &Path, name: &str) -> PathBuf {
	directory.join("members").join(name).join("worker.toml")
}

impl Running {
	/// One who might become a member, with the rows of one who is.
	pub fn newcomer(&self, name: &str, rows_of: &str) -> MemberPlan {
		let worker = Some(worker_of(self.directory.path(), rows_of));
		MemberPlan { name: name.into(), worker, arguments: vec!["--joining".into()] }
	}

	/// Waits, at the node of member `at`, until `holds`.
	pub fn wait(&self, at: usize, what: &str, mut holds: impl FnMut(&TaskView, &RoundView) -> bool) -> RoundView {
		wait_for_round(&self.consortium.members[at].rpc, self.task, what, PATIENCE, &mut holds)
			.unwrap_or_else(|failure| gave_up(&self.consortium, &failure))
	}

	/// Waits, at the node of member `at`, until `more` rounds are final than are now; says which round is open then.
	pub fn wait_for_final(&self, at: usize, more: u32) -> RoundIndex {
		let mut start = None;
		self.wait(at, "rounds become final", |task, _| {
			task.final_rounds >= *start.get_or_insert(task.final_rounds) + more
		})
		.id
		.index
	}

	/// Starts whoever was killed, and waits until every node has what the first had finalised at that moment; says which
	/// round is open then. (What a node knows just after its start is from before the kill.)
	pub fn bring_back(&mut self) -> RoundIndex {
		self.consortium.start().expect("the nodes start again");
		let finalised = self.consortium.members[0].rpc.finalised().expect("the first node answers");
		self.consortium.wait_for_finality(finalised, &Stop::default()).expect("the nodes catch up");
		self.wait(0, "a round is open", |_, open| open.phase.is_some()).id.index
	}
}
