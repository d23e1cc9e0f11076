//! Follows a task round by round: what the chain says, and what the workers write for their own members.

use crate::{
	consortium::Consortium,
	failure::Failure,
	news::News,
	rpc::Rpc,
	screen::Screen,
	stop::Stop,
	verdicts::{self, Attested, Names},
	worker_log::{WorkerLog, WorkerRounds},
};
use guild_primitives::{limits::BLOCK_TIME_MS, Outcome, Phase, RoundIndex, RoundView, TaskId, TaskStatus, TaskView};
use std::time::{Duration, Instant};

const POLL: Duration = Duration::from_millis(250);
/// How long workers may take to write their last line after the last round.
const LAST_LINES: Duration = Duration::from_secs(60);
/// After so many failed rounds in a row nothing suggests that the next one will not fail.
const MOST_FAILED_IN_A_ROW: usize = 12;

/// A round as it was seen.
#[derive(Clone, Debug)]
pub struct SeenRound {
	/// The round after its end.
	pub view: RoundView,
	/// Seconds spent in Commit, Availability, Attest and Challenge.
	pub phase_seconds: [f64; 4],
	/// Every result that anybody attested while we looked, and who did. Who was found guilty is still there.
	pub attested: Attested,
}

impl SeenRound {
	/// A round that nobody looked at before its end.
	pub fn unwatched(view: RoundView) -> Self {
		Open::new(view.id.index).end(view)
	}
}

/// What is known at one moment; the screen shows it.
#[derive(Debug)]
pub struct Now<'a> {
	/// The task.
	pub task: &'a TaskView,
	/// The open round.
	pub round: &'a RoundView,
	/// Best and newest finalised block.
	pub blocks: (u32, u32),
	/// Since the first process was started.
	pub elapsed: Duration,
	/// Names of the members, in the order of `logs`.
	pub names: &'a [String],
	/// What each worker wrote.
	pub logs: &'a [WorkerRounds],
	/// Where each member stands in the electorate of the round; its place in `names` is its place here.
	pub positions: &'a [Option<usize>],
}

/// Follows the task until it is complete. Returns its rounds, and what each member's worker wrote.
///
/// # Errors
/// A node ended, nothing moves any more, or it is time to stop.
pub fn follow(
	consortium: &mut Consortium,
	task: TaskId,
	started: Instant,
	screen: &mut Screen,
	stop: &Stop,
) -> Result<(Vec<SeenRound>, Vec<WorkerRounds>), Failure> {
	let logs: Vec<WorkerLog> = consortium.members.iter().map(|member| WorkerLog::under(&member.base_path)).collect();
	let names: Vec<String> = consortium.members.iter().map(|member| member.name.clone()).collect();
	let accounts = Names::of(consortium);
	let mut news: Option<News> = None;
	let mut seen: Vec<SeenRound> = Vec::new();
	let mut open: Option<Open> = None;
	let mut moved = Instant::now();
	loop {
		stop.sleep(POLL)?;
		consortium.check_alive()?;
		let Ok(rpc) = consortium.any_rpc() else { continue };
		let Ok(view) = rpc.task(task) else { continue };
		let current = rpc.round(task, Some(view.current_round)).ok();
		let written: Vec<_> = logs.iter().map(|log| log.rounds(task)).collect();
		let news = news.get_or_insert_with(|| News::new(accounts.clone(), view.spec.dim));

		// Rounds that ended since we looked last, usually one.
		let from = open.as_ref().map_or(0, |open| open.index);
		let until = if view.status == TaskStatus::Active { view.current_round } else { view.current_round + 1 };
		for index in from..until {
			let Some(ended) = rpc.round(task, Some(index)).ok().filter(|round| round.outcome.is_some()) else { break };
			let times = open.take().filter(|open| open.index == index).unwrap_or_else(|| Open::new(index));
			let round = times.end(ended);
			news.of(&round.view, &round.attested).iter().for_each(|line| screen.say(line));
			screen.round_ended(&round, &accounts, &names, &written);
			seen.push(round);
			open = Some(Open::new(index + 1));
			moved = Instant::now();
		}
		if view.status != TaskStatus::Active {
			break;
		}
		still_trains(&seen, task, rpc)?;
		let Some(round) = current.filter(|round| round.phase.is_some()) else { continue };
		let times = open.get_or_insert_with(|| Open::new(round.id.index));
		if times.index == round.id.index {
			if times.look(&round) {
				moved = Instant::now();
			}
			news.of(&round, &times.attested).iter().for_each(|line| screen.say(line));
		}
		let positions: Vec<Option<usize>> =
			consortium.members.iter().map(|member| round.electorate.iter().position(|id| *id == member.id)).collect();
		let blocks = (rpc.best().unwrap_or(0), rpc.finalised().unwrap_or(0));
		screen.show(&Now {
			task: &view,
			round: &round,
			blocks,
			elapsed: started.elapsed(),
			names: &names,
			logs: &written,
			positions: &positions,
		});
		let patience = patience(&view, round.electorate.len());
		if moved.elapsed() > patience {
			return Err(Failure::unreachable(
				format!("round {} has not moved for {} s", round.id.index, patience.as_secs()),
				format!("task {task} at {}, phase {:?}, block {}, finalised {}", rpc.url(), round.phase, blocks.0, blocks.1),
				"read the ends of the members' node.log in the output directory: a worker says there why it does not act",
			));
		}
	}
	let last =
		seen.iter().rev().find(|round| round.view.outcome == Some(Outcome::Final)).map(|round| round.view.id.index);
	let written = last_lines(&logs, task, last, stop)?;
	Ok((seen, written))
}

/// Fails once so many rounds have failed that the task will not be complete.
fn still_trains(seen: &[SeenRound], task: TaskId, rpc: &Rpc) -> Result<(), Failure> {
	let failed = seen.iter().rev().take_while(|round| round.view.outcome != Some(Outcome::Final)).count();
	if failed < MOST_FAILED_IN_A_ROW {
		return Ok(());
	}
	Err(Failure::unreachable(
		format!("the last {failed} rounds failed, and nothing suggests that the next one will not"),
		format!("task {task} at {}", rpc.url()),
		"the lines above say why they failed, and the ends of the members' node.log what their workers could not do",
	))
}

/// Waits until every worker has written its line for the last final round.
fn last_lines(
	logs: &[WorkerLog],
	task: TaskId,
	last: Option<RoundIndex>,
	stop: &Stop,
) -> Result<Vec<WorkerRounds>, Failure> {
	let waiting = Instant::now();
	loop {
		let written: Vec<_> = logs.iter().map(|log| log.rounds(task)).collect();
		let complete = last.is_none_or(|last| written.iter().all(|rounds| rounds.contains_key(&last)));
		if complete || waiting.elapsed() > LAST_LINES {
			return Ok(written);
		}
		stop.sleep(POLL)?;
	}
}

/// A phase cannot last longer than its window; twice the longest, and a minute for a machine that is busy elsewhere.
fn patience(task: &TaskView, members: usize) -> Duration {
	let windows = task.spec.windows;
	// Challenge may last twice its window, and that is at least two blocks a member.
	let longest = windows.all().into_iter().max().unwrap_or(0).max(2 * members as u32);
	Duration::from_millis(u64::from(longest) * BLOCK_TIME_MS * 2) + Duration::from_secs(60)
}

/// The times of a round that is open.
struct Open {
	index: RoundIndex,
	begun: Instant,
	phase: Option<(Phase, Instant)>,
	seconds: [f64; 4],
	attested: Attested,
}

impl Open {
	fn new(index: RoundIndex) -> Self {
		Self { index, begun: Instant::now(), phase: None, seconds: [0.0; 4], attested: Attested::new() }
	}

	/// Takes note of where the round is; says whether it moved.
	fn look(&mut self, round: &RoundView) -> bool {
		for progress in &round.members {
			if let Some(hash) = progress.attested {
				self.attested.entry(hash).or_default().insert(progress.member);
			}
		}
		verdicts::keep_guilty(&mut self.attested, &round.faults);
		let Some(phase) = round.phase else { return false };
		if self.phase.is_some_and(|(known, _)| known == phase) {
			return false;
		}
		self.close_phase();
		self.phase = Some((phase, Instant::now()));
		true
	}

	fn close_phase(&mut self) {
		if let Some((phase, since)) = self.phase.take() {
			self.seconds[place(phase)] += since.elapsed().as_secs_f64();
		}
	}

	fn end(mut self, view: RoundView) -> SeenRound {
		if self.phase.is_none() {
			// It came and went between two looks.
			self.seconds[0] = self.begun.elapsed().as_secs_f64();
		}
		self.close_phase();
		verdicts::keep_guilty(&mut self.attested, &view.faults);
		SeenRound { view, phase_seconds: self.seconds, attested: self.attested }
	}
}

fn place(phase: Phase) -> usize {
	match phase {
		Phase::Commit => 0,
		// Both are about who has which update.
		Phase::Availability | Phase::Publication => 1,
		Phase::Attest => 2,
		Phase::Challenge => 3,
	}
}

/// Waits until `holds` says so of the newest view of the task's open round. For tests that act in the middle of one.
///
/// # Errors
/// It takes longer than `patience`.
pub fn wait_for_round(
	rpc: &Rpc,
	task: TaskId,
	what: &str,
	patience: Duration,
	mut holds: impl FnMut(&TaskView, &RoundView) -> bool,
) -> Result<RoundView, Failure> {
	let started = Instant::now();
	let mut last = String::from("nothing was seen of it");
	while started.elapsed() < patience {
		if let Ok(view) = rpc.task(task) {
			if let Ok(round) = rpc.round(task, Some(view.current_round)) {
				if holds(&view, &round) {
					return Ok(round);
				}
				last = format!("round {}, phase {:?}, {} rounds final", round.id.index, round.phase, view.final_rounds);
			}
		}
		std::thread::sleep(Duration::from_millis(60));
	}
	Err(Failure::unreachable(
		format!("{what}: did not come about in {} s; {last}", patience.as_secs()),
		rpc.url(),
		"read the members' node.log",
	))
}
