//! A `guild` process that this program started: watched, stopped, and never left behind.
//!
//! Every child leads a process group of its own, so that a Ctrl-C at the terminal reaches this program alone, which
//! then stops the children in order. Should this program die without a chance to do so, the kernel kills them.

use crate::failure::{Failure, Named};
use std::{
	fs::{self, File, OpenOptions},
	io::{self, Read, Seek, SeekFrom},
	os::unix::process::CommandExt,
	path::{Path, PathBuf},
	process::{Child, Command, ExitStatus, Stdio},
	time::{Duration, Instant},
};

/// How long a process may take to end after it was asked to.
const PATIENCE: Duration = Duration::from_secs(15);

/// A command line and, while it runs, its process.
#[derive(Debug)]
pub struct Process {
	program: PathBuf,
	arguments: Vec<String>,
	log: PathBuf,
	child: Option<Child>,
}

impl Process {
	/// Describes a process; [`Process::start`] starts it. Both its outputs are appended to the file `log`.
	pub fn new(program: &Path, arguments: Vec<String>, log: PathBuf) -> Self {
		Self { program: program.to_owned(), arguments, log, child: None }
	}

	/// Starts it. The kernel ends it when the calling *thread* ends: call this on a thread that outlives it.
	///
	/// # Errors
	/// The log or the program cannot be opened.
	pub fn start(&mut self) -> Result<(), Failure> {
		let log = OpenOptions::new().create(true).append(true).open(&self.log).named("open the log", &self.log)?;
		let errors = log.try_clone().named("open the log", &self.log)?;
		let mut command = Command::new(&self.program);
		command.args(&self.arguments).stdin(Stdio::null()).stdout(log).stderr(errors).process_group(0);
		die_with_parent(&mut command);
		let child = command.spawn().map_err(|error| {
			Failure::unreachable(
				format!("could not start `guild`: {error}"),
				self.program.display(),
				"build it (`cargo build --workspace --bins`), or name the program with --guild",
			)
		})?;
		self.child = Some(child);
		Ok(())
	}

	/// What its next start runs instead of the program it was described with.
	pub fn replace_program(&mut self, program: &Path) {
		self.program = program.to_owned();
	}

	/// The process id while it runs.
	pub fn id(&self) -> Option<u32> {
		self.child.as_ref().map(Child::id)
	}

	/// Whether it ended by itself, and how.
	pub fn ended(&mut self) -> Option<ExitStatus> {
		let status = self.child.as_mut()?.try_wait().ok()??;
		self.child = None;
		Some(status)
	}

	/// Waits for it to end by itself, at most `patience`.
	pub fn wait(&mut self, patience: Duration) -> Option<ExitStatus> {
		let started = Instant::now();
		while started.elapsed() < patience {
			if let Some(status) = self.ended() {
				return Some(status);
			}
			std::thread::sleep(Duration::from_millis(20));
		}
		None
	}

	/// Ends it at once, as a power cut would (`kill -9`), and waits until it is gone.
	pub fn kill(&mut self) {
		if let Some(mut child) = self.child.take() {
			signal_group(&child, libc::SIGKILL);
			// Reaps it. An error means that it has been reaped.
			let _ = child.wait();
		}
	}

	/// Asks it to end (SIGTERM) without waiting for it.
	pub fn ask_to_stop(&self) {
		if let Some(child) = &self.child {
			signal_group(child, libc::SIGTERM);
		}
	}

	/// Asks it to end, waits, and kills it if it does not.
	pub fn stop(&mut self) {
		self.ask_to_stop();
		if self.child.is_some() && self.wait(PATIENCE).is_none() {
			self.kill();
		}
	}

	/// The newest lines of its log.
	pub fn log_tail(&self, lines: usize) -> String {
		tail(&self.log, lines).unwrap_or_default()
	}

	/// Its log.
	pub fn log_path(&self) -> &Path {
		&self.log
	}

	/// The whole of its log so far.
	pub fn log_text(&self) -> String {
		fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
	}
}

impl Drop for Process {
	fn drop(&mut self) {
		self.stop();
	}
}

/// Has the kernel kill the child when its parent goes, however that comes about.
pub fn die_with_parent(command: &mut Command) {
	let parent = std::process::id();
	// SAFETY: between fork and exec only async-signal-safe calls are made: prctl, getppid, and no allocation.
	unsafe {
		command.pre_exec(move || {
			if libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) != 0 {
				return Err(io::Error::last_os_error());
			}
			// The parent may have gone before the line above.
			if libc::getppid().unsigned_abs() != parent {
				return Err(io::Error::from_raw_os_error(libc::ESRCH));
			}
			Ok(())
		});
	}
}

fn signal_group(child: &Child, signal: i32) {
	if let Ok(group) = i32::try_from(child.id()) {
		// SAFETY: no memory is touched. The child leads the group of its own number and has not been reaped, so the
		// number cannot have passed to another process.
		unsafe { libc::kill(-group, signal) };
	}
}

fn tail(path: &Path, lines: usize) -> io::Result<String> {
	const MOST_BYTES: u64 = 16 * 1024;
	let mut file = File::open(path)?;
	let length = file.metadata()?.len();
	file.seek(SeekFrom::Start(length.saturating_sub(MOST_BYTES)))?;
	let mut bytes = Vec::new();
	file.read_to_end(&mut bytes)?;
	let text = String::from_utf8_lossy(&bytes);
	let all: Vec<&str> = text.lines().collect();
	Ok(all[all.len().saturating_sub(lines)..].join("\n"))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn shell(script: &str, log: &Path) -> Process {
		Process::new(Path::new("/bin/sh"), vec!["-c".into(), script.into()], log.to_owned())
	}

	#[test]
	fn stopping_a_process_stops_its_children_too() {
		let directory = tempfile::tempdir().unwrap();
		let mut process = shell("sleep 1000 & echo $!; wait", &directory.path().join("log"));
		process.start().unwrap();
		let grandchild = loop {
			if let Ok(id) = process.log_text().trim().parse::<i32>() {
				break id;
			}
			std::thread::sleep(Duration::from_millis(10));
		};
		process.stop();
		// A killed orphan may stay as a zombie until init reaps it; a zombie has no command line.
		let command_line = fs::read(format!("/proc/{grandchild}/cmdline")).unwrap_or_default();
		assert!(command_line.is_empty(), "{}", String::from_utf8_lossy(&command_line));
	}

	#[test]
	fn a_process_that_ends_by_itself_tells_how_and_leaves_its_words() {
		let directory = tempfile::tempdir().unwrap();
		let mut process = shell("echo one; echo two >&2; exit 3", &directory.path().join("log"));
		process.start().unwrap();
		let status = process.wait(Duration::from_secs(10)).unwrap();
		assert_eq!(status.code(), Some(3));
		assert_eq!(process.log_tail(1), "two");
	}

	#[test]
	fn a_program_that_is_not_there_is_named() {
		let directory = tempfile::tempdir().unwrap();
		let mut process = Process::new(Path::new("/nowhere/guild"), vec![], directory.path().join("log"));
		let failure = process.start().unwrap_err();
		assert!(failure.place.contains("/nowhere/guild"), "{failure}");
	}
}
