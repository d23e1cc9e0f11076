//! What a simulation may do to transactions, blocks and reads.

use guild_primitives::MemberId;

/// What may go wrong between a worker and a block.
#[derive(Clone, Copy, Default)]
pub struct ChainFaults {
	/// Chance that a transaction is lost.
	pub loss: f64,
	/// Most blocks that a transaction waits.
	pub delay_blocks: u32,
	/// Chance, a block, that the newest blocks are abandoned.
	pub fork: f64,
	/// Chance that the node does not answer a read.
	pub silence: f64,
	/// A member whose commitments never reach a block.
	pub censored: Option<MemberId>,
	/// A member whose challenges never reach a block.
	pub gagged: Option<MemberId>,
	/// A member whose owner's account covers no bond of a vote missing.
	pub poor: Option<MemberId>,
	/// Whether no block is finalised.
	pub stalled: bool,
	/// A member whose own runtime disagrees with what it has computed.
	pub doubted: Option<MemberId>,
	/// Members whose parts of updates never reach a block: bit i for the i-th.
	pub keeping_parts: u128,
}
