//! Evidence as a file: JSON, of a bounded size, refused before more than that is read.

use super::{Evidence, FORMAT, VERSION};
use crate::durable;
use serde::Deserialize;
use std::{
	fs::File,
	io::{self, Read},
	path::Path,
};

/// Most bytes of an encoded proof. The types allow 4.3 MiB (128 slices of 32 KiB, each with a path of 54 values, and a
/// triangle of 128 columns); the largest that a round needs has 2.2 MiB.
pub const MAX_PROOF_BYTES: usize = 9 << 19;
/// Most bytes of a file: a proof in hexadecimal digits, and 2 MiB for the rest. Of that the largest part is 128 × 128
/// coefficients, which have at most 21 characters and a line of their own with its indentation; a tenth of it is
/// attestations and inputs.
pub const MAX_FILE_BYTES: u64 = 2 * MAX_PROOF_BYTES as u64 + (2 << 20);

/// Why a file is not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
	/// The operating system says so.
	#[error("the file cannot be read: {0}")]
	Io(#[from] io::Error),
	/// It is larger than any evidence.
	#[error("the file has more than {MAX_FILE_BYTES} bytes, and no evidence has")]
	TooLarge,
	/// It is something else, or damaged.
	#[error("this is not evidence: {0}")]
	NotEvidence(String),
	/// It is evidence that this software does not know how to read.
	#[error("this is evidence of version {0}, and this software reads version {VERSION}")]
	UnknownVersion(u32),
}

impl Evidence {
	/// Reads a file.
	///
	/// # Errors
	/// [`ReadError`]. No more than [`MAX_FILE_BYTES`] and one byte of it are read.
	pub fn read(path: &Path) -> Result<Self, ReadError> {
		let file = File::open(path)?;
		if file.metadata()?.len() > MAX_FILE_BYTES {
			return Err(ReadError::TooLarge);
		}
		Self::from_reader(file)
	}

	/// Reads a file from anywhere, also from what has no size beforehand.
	///
	/// # Errors
	/// As [`Evidence::read`].
	pub fn from_reader(reader: impl Read) -> Result<Self, ReadError> {
		let mut bytes = Vec::new();
		reader.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
		Self::from_json(&bytes)
	}

	/// Reads the bytes of a file.
	///
	/// # Errors
	/// As [`Evidence::read`].
	pub fn from_json(bytes: &[u8]) -> Result<Self, ReadError> {
		/// What every version has.
		#[derive(Deserialize)]
		struct Head {
			format: String,
			version: u32,
		}
		if bytes.len() as u64 > MAX_FILE_BYTES {
			return Err(ReadError::TooLarge);
		}
		let head: Head = serde_json::from_slice(bytes).map_err(not_evidence)?;
		if head.format != FORMAT {
			return Err(ReadError::NotEvidence(format!("its `format` is not \"{FORMAT}\"")));
		}
		if head.version != VERSION {
			return Err(ReadError::UnknownVersion(head.version));
		}
		serde_json::from_slice(bytes).map_err(not_evidence)
	}

	/// The bytes of a file.
	///
	/// # Errors
	/// None for evidence that [`Evidence::new`] made.
	pub fn to_json(&self) -> io::Result<Vec<u8>> {
		let mut bytes = serde_json::to_vec_pretty(self)?;
		bytes.push(b'\n');
		Ok(bytes)
	}

	/// Writes a file, whole or not at all.
	///
	/// # Errors
	/// What the operating system says.
	pub fn write(&self, path: &Path) -> io::Result<()> {
		durable::write(path, &self.to_json()?)
	}
}

/// What is wrong, in words that are safe to print: they may quote the file.
fn not_evidence(error: serde_json::Error) -> ReadError {
	ReadError::NotEvidence(error.to_string().chars().flat_map(char::escape_debug).take(400).collect())
}

/// The bytes of a proof as hexadecimal digits.
pub(super) mod proof_in_hex {
	use super::MAX_PROOF_BYTES;
	use serde::{de::Error, Deserialize, Deserializer, Serializer};

	pub(crate) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&hex::encode(bytes))
	}

	pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
		let digits = String::deserialize(deserializer)?;
		if digits.len() > 2 * MAX_PROOF_BYTES {
			return Err(D::Error::custom(format!("a proof has at most {MAX_PROOF_BYTES} bytes")));
		}
		hex::decode(digits).map_err(D::Error::custom)
	}
}
