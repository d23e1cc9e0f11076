//! Files that are either wholly there or not at all, whenever the machine stops.

use std::{
	fs::{File, OpenOptions},
	io::{self, Write},
	path::{Path, PathBuf},
	sync::atomic::{AtomicU64, Ordering},
};

/// Prefix of files that are being written. One that is found at start was left by a crash and means nothing.
pub(crate) const TEMPORARY_PREFIX: &str = "tmp-";

/// A new file beside others in `dir`, which nobody sees under its name before [`Unfinished::publish`]. It is removed
/// if it is dropped before that.
pub(crate) struct Unfinished {
	file: File,
	path: PathBuf,
	published: bool,
}

impl Unfinished {
	/// Makes the file, and takes `size_bytes` of the disk for it: a full disk is noticed here.
	pub(crate) fn new(dir: &Path, size_bytes: u64) -> io::Result<Self> {
		static COUNTER: AtomicU64 = AtomicU64::new(0);
		let number = COUNTER.fetch_add(1, Ordering::Relaxed);
		let path = dir.join(format!("{TEMPORARY_PREFIX}{}-{number}", std::process::id()));
		let file = OpenOptions::new().write(true).create(true).truncate(true).open(&path)?;
		let unfinished = Self { file, path, published: false };
		allocate(&unfinished.file, size_bytes)?;
		Ok(unfinished)
	}

	/// Syncs the file, gives it its name, and syncs the directory.
	pub(crate) fn publish(mut self, name: &Path) -> io::Result<()> {
		self.file.sync_all()?;
		std::fs::rename(&self.path, name)?;
		self.published = true;
		sync_parent(name)
	}
}

impl Write for Unfinished {
	fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
		self.file.write(bytes)
	}
	fn flush(&mut self) -> io::Result<()> {
		self.file.flush()
	}
}

impl Drop for Unfinished {
	fn drop(&mut self) {
		if !self.published {
			// If this fails too, the file is removed at the next start.
			let _ = std::fs::remove_file(&self.path);
		}
	}
}

/// Replaces or makes the file `name` with `bytes`.
pub(crate) fn write(name: &Path, bytes: &[u8]) -> io::Result<()> {
	let dir = name.parent().unwrap_or(Path::new("."));
	let mut file = Unfinished::new(dir, bytes.len() as u64)?;
	file.write_all(bytes)?;
	file.publish(name)
}

/// Makes renames and removals in the directory of `name` survive a crash.
pub(crate) fn sync_parent(name: &Path) -> io::Result<()> {
	File::open(name.parent().unwrap_or(Path::new(".")))?.sync_all()
}

/// Takes `size_bytes` of the disk for `file`, so that later writes within them do not find it full.
pub(crate) fn allocate(file: &File, size_bytes: u64) -> io::Result<()> {
	if size_bytes == 0 {
		return Ok(());
	}
	match rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), 0, size_bytes) {
		// A file system that cannot promise the space tells us when it is written instead.
		Err(rustix::io::Errno::OPNOTSUPP | rustix::io::Errno::NOSYS) => file.set_len(size_bytes),
		answer => Ok(answer?),
	}
}

/// Removes what a crash left half-written in `dir`.
pub(crate) fn remove_temporary(dir: &Path) -> io::Result<()> {
	for entry in std::fs::read_dir(dir)? {
		let entry = entry?;
		if entry.file_name().to_string_lossy().starts_with(TEMPORARY_PREFIX) {
			std::fs::remove_file(entry.path())?;
		}
	}
	Ok(())
}
