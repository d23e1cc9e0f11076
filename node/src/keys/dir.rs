//! The keys directory: one file a key, readable by its owner only.

use super::{Key, PublicKeys, Seed, SessionKey};
use crate::exit::CliError;
use guild_primitives::{AccountBytes, MemberId, NodeKey, WorkerKey};
use rand::TryRngCore;
use sp_core::{ed25519, sr25519, Pair};
use std::{
	fs::{DirBuilder, File, OpenOptions},
	io::{ErrorKind, Read, Write},
	os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
	path::{Path, PathBuf},
};

/// Bits that only the owner may have.
const OTHERS: u32 = 0o077;

/// A directory of keys that exists and that nobody else can read.
#[derive(Clone, Debug)]
pub struct KeyDir {
	path: PathBuf,
}

impl KeyDir {
	/// Opens a directory.
	///
	/// # Errors
	/// It does not exist, is no directory, or others can read it.
	pub fn open(path: &Path) -> Result<Self, CliError> {
		let metadata = match path.metadata() {
			Ok(metadata) => metadata,
			Err(error) if error.kind() == ErrorKind::NotFound => {
				return Err(CliError::bad_file(
					"there is no such keys directory",
					path.display(),
					format!("make one: `guild key generate --dir {}`", path.display()),
				))
			}
			Err(error) => return Err(unreadable(path, &error)),
		};
		if !metadata.is_dir() {
			return Err(CliError::bad_file(
				"this is not a directory",
				path.display(),
				"give the directory that holds the keys",
			));
		}
		check_mode(path, metadata.permissions().mode(), "700")?;
		Ok(Self { path: path.into() })
	}

	/// Makes a directory with a new key of each kind, from the operating system's entropy.
	///
	/// # Errors
	/// It exists and holds something, or cannot be written.
	pub fn generate(path: &Path) -> Result<Self, CliError> {
		let mut seeds = Vec::with_capacity(Key::ALL.len());
		for key in Key::ALL {
			let mut seed = [0; 32];
			rand::rngs::OsRng.try_fill_bytes(&mut seed).map_err(|error| {
				CliError::unreachable(
					"the operating system gives no entropy",
					error,
					"try again when it has started fully",
				)
			})?;
			seeds.push((key, seed));
		}
		Self::create(path, &seeds)
	}

	/// Makes a directory with these keys.
	///
	/// # Errors
	/// It exists and holds something, or cannot be written.
	pub fn create(path: &Path, seeds: &[(Key, Seed)]) -> Result<Self, CliError> {
		let cannot_write = |path: &Path, error: &std::io::Error| {
			CliError::bad_file(
				format!("cannot be written: {error}"),
				path.display(),
				"free space or permissions, then try again; what was written is of no use to anybody and can be deleted",
			)
		};
		match path.read_dir() {
			Ok(mut entries) => {
				if entries.next().is_some() {
					return Err(CliError::bad_file(
						"the directory is not empty; keys are never overwritten",
						path.display(),
						"give another directory; `guild key show` says what is in this one",
					));
				}
				std::fs::set_permissions(path, PermissionsExt::from_mode(0o700))
					.map_err(|error| cannot_write(path, &error))?;
			}
			Err(error) if error.kind() == ErrorKind::NotFound => DirBuilder::new()
				.recursive(true)
				.mode(0o700)
				.create(path)
				.map_err(|error| cannot_write(path, &error))?,
			Err(error) => return Err(unreadable(path, &error)),
		}
		for (key, seed) in seeds {
			let file = path.join(key.name());
			let write = || {
				// `create_new`: whatever appeared in the meantime stays.
				let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file)?;
				file.write_all(format!("{}\n", hex::encode(seed)).as_bytes())?;
				file.sync_all()
			};
			write().map_err(|error| cannot_write(&file, &error))?;
		}
		File::open(path).and_then(|directory| directory.sync_all()).map_err(|error| cannot_write(path, &error))?;
		Self::open(path)
	}

	/// Where it is.
	pub fn path(&self) -> &Path {
		&self.path
	}

	/// The seed of a key.
	///
	/// # Errors
	/// Its file is missing, others can read it, or it is not 64 hexadecimal digits.
	pub fn seed(&self, key: Key) -> Result<Seed, CliError> {
		let path = self.path.join(key.name());
		let file = File::open(&path).map_err(|error| match error.kind() {
			ErrorKind::NotFound => CliError::bad_file(
				format!("the {key} key is not in the keys directory"),
				path.display(),
				"put the file back from your backup, or give the directory that has it",
			),
			_ => unreadable(&path, &error),
		})?;
		let metadata = file.metadata().map_err(|error| unreadable(&path, &error))?;
		check_mode(&path, metadata.permissions().mode(), "600")?;
		let mut text = String::new();
		// A seed has 64 digits; a larger file is something else and is not read whole.
		(&file).take(256).read_to_string(&mut text).map_err(|error| unreadable(&path, &error))?;
		let mut seed = [0; 32];
		hex::decode_to_slice(text.trim(), &mut seed).map_err(|_| {
			CliError::bad_file(
				format!("the {key} key is damaged: it is not 64 hexadecimal digits"),
				path.display(),
				"put the file back from your backup",
			)
		})?;
		Ok(seed)
	}

	/// An sr25519 key: owner, duty or aura.
	///
	/// # Errors
	/// As [`KeyDir::seed`].
	pub fn sr25519(&self, key: Key) -> Result<sr25519::Pair, CliError> {
		Ok(sr25519::Pair::from_seed(&self.seed(key)?))
	}

	/// An ed25519 key: grandpa, node or worker.
	///
	/// # Errors
	/// As [`KeyDir::seed`].
	pub fn ed25519(&self, key: Key) -> Result<ed25519::Pair, CliError> {
		Ok(ed25519::Pair::from_seed(&self.seed(key)?))
	}

	/// The public key of each.
	///
	/// # Errors
	/// As [`KeyDir::seed`].
	pub fn public(&self) -> Result<PublicKeys, CliError> {
		let public = |key: Key| Ok::<_, CliError>(key.public(&self.seed(key)?));
		Ok(PublicKeys {
			owner: MemberId(public(Key::Owner)?),
			duty: AccountBytes(public(Key::Duty)?),
			aura: SessionKey(public(Key::Aura)?),
			grandpa: SessionKey(public(Key::Grandpa)?),
			node: NodeKey(public(Key::Node)?),
			worker: WorkerKey(public(Key::Worker)?),
		})
	}
}

fn check_mode(path: &Path, mode: u32, wanted: &str) -> Result<(), CliError> {
	if mode & OTHERS == 0 {
		return Ok(());
	}
	Err(CliError::bad_file(
		format!("others on this machine can read the keys (mode {:03o})", mode & 0o777),
		path.display(),
		format!("`chmod {wanted} {}`; if others have used this machine, take new keys", path.display()),
	))
}

fn unreadable(path: &Path, error: &std::io::Error) -> CliError {
	CliError::bad_file(format!("cannot be read: {error}"), path.display(), "check the path and its permissions")
}

#[cfg(test)]
mod tests {
	use super::*;

	fn temporary() -> (tempfile::TempDir, PathBuf) {
		let outer = tempfile::tempdir().unwrap();
		let path = outer.path().join("keys");
		(outer, path)
	}

	#[test]
	fn generated_keys_are_private_different_and_read_back() {
		let (_outer, path) = temporary();
		let dir = KeyDir::generate(&path).unwrap();
		assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o700);
		let seeds = Key::ALL.map(|key| {
			assert_eq!(path.join(key.name()).metadata().unwrap().permissions().mode() & 0o777, 0o600);
			dir.seed(key).unwrap()
		});
		let mut distinct = seeds.to_vec();
		distinct.sort();
		distinct.dedup();
		assert_eq!(distinct.len(), Key::ALL.len());
		assert_eq!(KeyDir::open(&path).unwrap().public().unwrap().owner.0, Key::Owner.public(&seeds[0]));
	}

	#[test]
	fn keys_are_never_overwritten() {
		let (_outer, path) = temporary();
		let before = KeyDir::generate(&path).unwrap().public().unwrap();
		assert!(KeyDir::generate(&path).unwrap_err().what.contains("never overwritten"));
		assert_eq!(KeyDir::open(&path).unwrap().public().unwrap(), before);
	}

	#[test]
	fn keys_that_others_can_read_are_refused() {
		let (_outer, path) = temporary();
		let dir = KeyDir::generate(&path).unwrap();
		std::fs::set_permissions(path.join("duty"), PermissionsExt::from_mode(0o640)).unwrap();
		assert!(dir.seed(Key::Duty).unwrap_err().next.contains("chmod 600"));
		std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
		assert!(KeyDir::open(&path).unwrap_err().next.contains("chmod 700"));
	}

	#[test]
	fn a_missing_and_a_damaged_key_are_told_apart() {
		let (_outer, path) = temporary();
		let dir = KeyDir::generate(&path).unwrap();
		std::fs::remove_file(path.join("owner")).unwrap();
		assert!(dir.seed(Key::Owner).unwrap_err().what.contains("not in the keys directory"));
		std::fs::write(path.join("aura"), "abcd").unwrap();
		assert!(dir.seed(Key::Aura).unwrap_err().what.contains("damaged"));
		assert!(KeyDir::open(&path.join("no")).unwrap_err().next.contains("guild key generate"));
	}
}
