//! BLAKE3's own tree: any chunks of a file, proved against the file's root.
//!
//! The root stays what `b3sum` prints, and no second tree is made: every node of the tree is already committed to by the
//! root. A proof is the bytes of a run of chunks, and the chaining values of the nodes beside the ways from them to the
//! root, from left to right.
//!
//! Blobs travel in groups of 64 chunks; a fault proof shows the chunks of a span, of a few leaves of a trace, or the last
//! one of a file.
//!
//! Chunks are bound to their place, because BLAKE3 counts them and keeps left and right apart, and nodes from chunks. The
//! length of the file is bound by the shape of the tree, and to the byte by the last chunk: a wrong length is refused
//! there at the latest.

mod keyed;
mod outboard;
mod path;
mod tree;
mod verify;

pub use keyed::{keyed_root, keyed_value};
pub use outboard::{outboard, Builder, Outboard};
pub use path::path;
pub use tree::{beside, chunk_count, group_count, group_len, CHUNK_BYTES, MAX_PATH};
pub use verify::{root_from, verify, verify_chunks, ChunkError};

#[cfg(any(test, not(feature = "std")))]
pub(crate) use tree::fold_to_root;
pub(crate) use tree::subtree_value;

/// Bytes of a group: 64 chunks of BLAKE3, 32768 lanes of an update.
pub const GROUP_BYTES: usize = 64 * 1024;

/// A chaining value: 32 bytes that stand for a subtree that is not the whole file.
pub type Value = [u8; 32];
