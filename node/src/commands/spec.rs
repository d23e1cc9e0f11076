//! `guild spec`: a consortium's chain spec.

use crate::{
	chain_spec::Members,
	exit::{CliError, ExitCode},
};
use std::{
	fs::OpenOptions,
	io::{ErrorKind, Write},
	path::PathBuf,
};

/// Makes chain specs.
#[derive(Debug, clap::Subcommand)]
pub enum SpecCommand {
	/// Makes a consortium's chain spec from its members' public keys.
	///
	/// Every member must start from the same file, byte for byte: compare `b3sum spec.json` over the telephone. The
	/// spec has no sudo and refuses keys whose secret is public. At genesis every member has a validator, a seat in the
	/// council, and enough on its two accounts for the fees of many years.
	#[command(
		after_help = "Example:\n  guild spec new --members members.toml --out spec.json --name \"North Sea wind\" --id north-sea"
	)]
	New(New),
}

/// Arguments of `guild spec new`.
#[derive(Debug, clap::Args)]
pub struct New {
	/// The members: the entries that each of them printed with `guild key show --toml`, one after the other.
	#[arg(long, value_name = "FILE")]
	members: PathBuf,
	/// File to write. It must not exist.
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
	/// Name of the consortium, for people.
	#[arg(long, default_value = "Guild consortium")]
	name: String,
	/// Short name of the chain: letters, digits, `-`.
	#[arg(long, default_value = "guild-consortium")]
	id: String,
}

impl SpecCommand {
	/// Runs the command.
	///
	/// # Errors
	/// A members file that [`Members::read`] refuses; a file that exists or cannot be written.
	pub fn run(&self) -> Result<(), CliError> {
		let Self::New(arguments) = self;
		let id = &arguments.id;
		if id.is_empty() || id.len() > 64 || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
			return Err(CliError::usage(
				format!("`{id}` is not a chain's short name"),
				"letters, digits and `-`, at most 64",
			));
		}
		let members = Members::read(&arguments.members)?;
		let spec = members.chain_spec(&arguments.name, id)?;
		let json =
			spec.as_json(false).map_err(|error| CliError::new(ExitCode::Bug, error, "", "please report this"))?;
		let out = arguments.out.display();
		let mut file =
			OpenOptions::new().write(true).create_new(true).open(&arguments.out).map_err(|error| {
				match error.kind() {
					ErrorKind::AlreadyExists => CliError::bad_file(
						"the file exists; a chain's spec is never overwritten",
						&out,
						"give another name with --out",
					),
					_ => CliError::bad_file(
						format!("cannot be written: {error}"),
						&out,
						"check the directory and its permissions",
					),
				}
			})?;
		if let Err(error) = file.write_all(json.as_bytes()).and_then(|()| file.sync_all()) {
			let _ = std::fs::remove_file(&arguments.out);
			return Err(CliError::bad_file(
				format!("cannot be written: {error}"),
				&out,
				"free some space and run it again",
			));
		}
		eprintln!("Made {out} for {} members.", members.members.len());
		eprintln!("b3sum {}", blake3::hash(json.as_bytes()));
		eprintln!(
			"Next: every member starts with this same file: `guild run --base-path DIR --chain {out} --keys KEYS`."
		);
		Ok(())
	}
}
