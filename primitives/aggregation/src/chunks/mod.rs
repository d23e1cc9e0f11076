//! BLAKE3's own tree: any 64 KiB group of a file, proved against the file's root.
//!
//! The root stays what `b3sum` prints, and no second tree is made: the chaining values of groups of 64 BLAKE3 chunks are
//! inner nodes of the tree that the root already commits to. A proof is the chaining values beside the way from the
//! group to the root.
//!
//! A group is bound to its place, because BLAKE3 counts chunks and keeps left and right apart. The length of the file is
//! bound by the shape of the tree, and to the byte by the last group: a wrong length is refused there at the latest.

mod outboard;
mod tree;
mod verify;

pub use outboard::{outboard, Builder, Outboard};
pub use tree::{group_count, group_len, MAX_PATH};
pub use verify::{verify, ChunkError};

#[cfg(feature = "std")]
pub(crate) use tree::{group_value, root_of_groups};

/// Bytes of a group: 64 chunks of BLAKE3, 32768 lanes of an update.
pub const GROUP_BYTES: usize = 64 * 1024;

/// A chaining value: 32 bytes that stand for a subtree that is not the whole file.
pub type Value = [u8; 32];
