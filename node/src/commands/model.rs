//! `guild model`: a model as a file.

use super::show;
use crate::{client::NodeArgs, exit::CliError};
use clap::{Args, Subcommand, ValueEnum};
use guild_aggregation::lanes;
use guild_learning::Document;
use guild_primitives::{Outcome, Root, RoundIndex, TaskId, TaskSpec};
use serde::Serialize;
use std::{
	io::Write,
	path::{Path, PathBuf},
};
use tempfile::NamedTempFile;

/// Take a model out of Guild.
///
/// Examples:
///   guild model export --task 0 --base-path data --format safetensors --out model.safetensors
#[derive(Debug, Subcommand)]
#[command(verbatim_doc_comment)]
pub enum ModelCommand {
	/// Writes the model of a round to a file. The root comes from the chain, the bytes from this member's own store.
	///
	/// `b3sum` of a lanes file is the root on chain.
	///
	/// Examples:
	///   guild model export --task 0 --round 19 --base-path data --format lanes --out model.lanes
	///   guild model export --task 0 --base-path data --format safetensors --out model.safetensors
	#[command(verbatim_doc_comment)]
	Export(ExportArgs),
}

/// A file format of a model.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
	/// The integers that members agree on: i32, little-endian; real value = lane / 2^scale.
	Lanes,
	/// Named f32 tensors, for other tools.
	Safetensors,
}

/// Arguments of `guild model export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// The task.
	#[arg(long)]
	task: TaskId,
	/// The round that made the model; without it, the newest one.
	#[arg(long)]
	round: Option<RoundIndex>,
	/// The node's base path, whose worker has the model.
	#[arg(long, value_name = "DIR")]
	base_path: PathBuf,
	/// File format.
	#[arg(long, value_enum)]
	format: Format,
	/// File to write.
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
	/// Print JSON: {"task", "round", "model_root", "format", "out", "bytes"}.
	#[arg(long)]
	json: bool,
}

#[derive(Serialize)]
struct Exported {
	task: TaskId,
	round: Option<RoundIndex>,
	model_root: Root,
	format: Format,
	out: PathBuf,
	bytes: usize,
}

impl ModelCommand {
	/// Does it.
	///
	/// # Errors
	/// [`CliError`].
	pub fn run(self) -> Result<(), CliError> {
		match self {
			Self::Export(args) => args.run(),
		}
	}
}

impl ExportArgs {
	fn run(self) -> Result<(), CliError> {
		let node = self.node.connect()?;
		let task = node.task(self.task)?.task;
		let (round, model_root) = match self.round {
			None => (task.model_round, task.model_root),
			Some(index) => {
				let round = node.round(self.task, Some(index))?.round;
				match (round.outcome, round.result) {
					(Some(Outcome::Final), Some(result)) => (Some(index), result.model_root),
					(Some(_), _) => {
						return Err(CliError::refused(
							format!("round {index} failed: it made no model"),
							format!("task {}", self.task),
							"leave out --round to have the newest model",
						))
					}
					(None, _) => {
						return Err(CliError::refused(
							format!("round {index} has not ended"),
							format!("task {}", self.task),
							"wait for it with `guild round watch`, or leave out --round to have the newest model",
						))
					}
				}
			}
		};
		let lane_bytes = match round {
			// Nobody keeps the model that a task begins with: whoever needs it makes it.
			None => initial_model(&task.spec, &model_root)?,
			Some(_) => stored_model(&self.base_path, &model_root)?,
		};
		let bytes = match self.format {
			Format::Lanes => lane_bytes,
			Format::Safetensors => {
				let document = Document::parse(task.spec.document.as_str())?;
				let model = lanes::model_from_bytes(&lane_bytes).map_err(|error| {
					CliError::bad_file(
						format!("this is no model: {error}"),
						format!("blob {model_root}"),
						"export it on another member",
					)
				})?;
				guild_learning::export::safetensors(&document, task.spec.scale, &model, &format!("task {}", self.task))?
			}
		};
		write_file(&self.out, &bytes)?;
		if self.json {
			let (format, out, bytes) = (self.format, self.out, bytes.len());
			return show::json(&Exported { task: self.task, round, model_root, format, out, bytes });
		}
		let made =
			round.map_or_else(|| "the model it begins with".into(), |round| format!("the model of round {round}"));
		show::line(&format!("task {}: {made} is in {}\n  root       {model_root}", self.task, self.out.display()))
	}
}

fn initial_model(spec: &TaskSpec, root: &Root) -> Result<Vec<u8>, CliError> {
	let document = Document::parse(spec.document.as_str())?;
	let bytes = lanes::model_to_bytes(&document.initial_model(spec.scale));
	match Root::of(&bytes) == *root {
		true => Ok(bytes),
		false => Err(CliError::refused(
			"the model that this version makes from the task's document is not the one agreed on",
			format!("root {}, the chain says {root}", Root::of(&bytes)),
			"use the version of `guild` with which the task was proposed",
		)),
	}
}

/// The blob's bytes out of the worker's store, checked. Read beside a running node, so the file is only opened.
fn stored_model(base_path: &Path, root: &Root) -> Result<Vec<u8>, CliError> {
	let file = base_path.join("worker").join("blobs").join(root.to_string());
	let bytes = std::fs::read(&file).map_err(|error| {
		let what = match error.kind() {
			std::io::ErrorKind::NotFound => "this member's store does not have the model".into(),
			_ => format!("the model cannot be read: {error}"),
		};
		CliError::bad_file(
			what,
			file.display(),
			"see that --base-path is that of `guild run`; models of long past rounds are kept by age and space only",
		)
	})?;
	match Root::of(&bytes) == *root {
		true => Ok(bytes),
		false => Err(CliError::bad_file(
			"the stored model is corrupt",
			file.display(),
			"the worker fetches it again when it needs it; export it on another member meanwhile",
		)),
	}
}

/// Writes a file whole or not at all.
///
/// # Errors
/// *bad file* if it cannot be written.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
	let mut file = unnamed_file(path)?;
	file.write_all(bytes).map_err(|error| not_written(path, &error))?;
	name_file(file, path)
}

/// A file beside `path`, to be written and then given that name by [`name_file`]; dropped before, it leaves nothing.
///
/// # Errors
/// *bad file* if it cannot be made.
pub fn unnamed_file(path: &Path) -> Result<NamedTempFile, CliError> {
	let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
	NamedTempFile::new_in(dir).map_err(|error| not_written(path, &error))
}

/// Gives a file that is written its name, when it is safe on disk.
///
/// # Errors
/// *bad file* if that fails.
pub fn name_file(file: NamedTempFile, path: &Path) -> Result<(), CliError> {
	file.as_file().sync_all().map_err(|error| not_written(path, &error))?;
	// A temporary file is for its maker's eyes; a model is a file like any other.
	use std::os::unix::fs::PermissionsExt;
	let mode = std::fs::Permissions::from_mode(0o644);
	file.as_file().set_permissions(mode).map_err(|error| not_written(path, &error))?;
	file.persist(path).map_err(|error| not_written(path, &error.error))?;
	Ok(())
}

/// That the file cannot be written, and why.
pub fn not_written(path: &Path, error: &std::io::Error) -> CliError {
	CliError::bad_file(
		format!("cannot be written: {error}"),
		path.display(),
		"see that the directory exists and has space",
	)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::exit::ExitCode;

	#[test]
	fn a_stored_model_is_checked_before_it_is_exported() {
		let base = tempfile::tempdir().unwrap();
		let blobs = base.path().join("worker/blobs");
		std::fs::create_dir_all(&blobs).unwrap();
		let root = Root::of(b"model");
		assert_eq!(stored_model(base.path(), &root).unwrap_err().code, ExitCode::BadFile);
		std::fs::write(blobs.join(root.to_string()), b"model").unwrap();
		assert_eq!(stored_model(base.path(), &root).unwrap(), b"model");
		std::fs::write(blobs.join(root.to_string()), b"mudel").unwrap();
		assert!(stored_model(base.path(), &root).unwrap_err().what.contains("corrupt"));
	}

	#[test]
	fn a_file_that_cannot_be_written_is_an_error_and_leaves_nothing() {
		let dir = tempfile::tempdir().unwrap();
		assert_eq!(write_file(&dir.path().join("no/such/dir"), b"x").unwrap_err().code, ExitCode::BadFile);
		write_file(&dir.path().join("f"), b"x").unwrap();
		assert_eq!(std::fs::read(dir.path().join("f")).unwrap(), b"x");
		assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
	}
}
