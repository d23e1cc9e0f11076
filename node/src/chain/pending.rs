//! Whether a call that was submitted before must be submitted again: a pure decision over what the pool and the chain say.
//!
//! A signed extrinsic can be lost in four ways: the pool drops it, its era passes, the block that held it is abandoned,
//! or the process restarts. It can also be included and refused by the runtime. The account's nonce tells these apart:
//! whatever happens, at most one extrinsic with a nonce is ever included, so sending the same bytes again is always safe,
//! and a new extrinsic is made only when the old one cannot be included any more, or has been and changed nothing.

use guild_primitives::BlockNumber;

/// An account's transaction counter.
pub type Nonce = u32;

/// After the nonce of an extrinsic was used, a caller may still be looking at a block before that. So many blocks later
/// it has looked again, and if the call is still due, the extrinsic was included and refused.
const BLOCKS_TO_NOTICE: BlockNumber = 2;
/// A transaction that waits in the pool for an earlier nonce waits so long; then the earlier one is not coming.
const BLOCKS_TO_FILL_A_GAP: BlockNumber = 6;

/// A call that was submitted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pending<Hash> {
	/// Hash of the extrinsic.
	pub hash: Hash,
	/// Its nonce.
	pub nonce: Nonce,
	/// First block at which its era no longer allows it.
	pub expires_at: BlockNumber,
	/// Best block when it was made.
	pub made_at: BlockNumber,
	/// Best block at which its nonce was first seen used.
	pub used_since: Option<BlockNumber>,
}

/// Where the pool has an extrinsic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InPool {
	/// It may go into the next block.
	Ready,
	/// It waits for an earlier nonce.
	Future,
	/// Nowhere.
	Absent,
}

/// What the node knows now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seen {
	/// Where the pool has the extrinsic. Asked *before* the nonce: what leaves the pool into a block shows in the nonce.
	pub in_pool: InPool,
	/// Next nonce of the account in the best block's state.
	pub nonce: Nonce,
	/// Number of the best block.
	pub best: BlockNumber,
}

/// What to do with a call that is due (still, or again).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
	/// The extrinsic may still be included: nothing.
	Wait,
	/// It was dropped, or its block was abandoned: hand the same bytes to the pool again.
	Resubmit,
	/// It cannot be included any more, or was and changed nothing: make a new one.
	Renew,
}

impl<Hash> Pending<Hash> {
	/// Decides, and notes when the nonce was first seen used.
	pub fn decide(&mut self, seen: Seen) -> Decision {
		if seen.nonce > self.nonce {
			let since = *self.used_since.get_or_insert(seen.best);
			// `best` may move back in a reorganisation; then it is early, not late.
			return if seen.best.saturating_sub(since) >= BLOCKS_TO_NOTICE { Decision::Renew } else { Decision::Wait };
		}
		// Unused, or unused again because its block was abandoned.
		self.used_since = None;
		if seen.best >= self.expires_at {
			return Decision::Renew;
		}
		match seen.in_pool {
			InPool::Ready => Decision::Wait,
			InPool::Future if seen.best.saturating_sub(self.made_at) < BLOCKS_TO_FILL_A_GAP => Decision::Wait,
			InPool::Future => Decision::Renew,
			InPool::Absent => Decision::Resubmit,
		}
	}

	/// Whether nothing can come of it any more, so that it need not be remembered.
	pub fn is_over(&self, best: BlockNumber) -> bool {
		best > self.expires_at.saturating_add(BLOCKS_TO_NOTICE)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn sent() -> Pending<u8> {
		Pending { hash: 7, nonce: 3, expires_at: 164, made_at: 100, used_since: None }
	}

	fn seen() -> Seen {
		Seen { in_pool: InPool::Ready, nonce: 3, best: 101 }
	}

	#[test]
	fn a_transaction_in_the_pool_is_waited_for() {
		assert_eq!(sent().decide(seen()), Decision::Wait);
	}

	#[test]
	fn a_dropped_transaction_is_sent_again_as_the_same_bytes() {
		assert_eq!(sent().decide(Seen { in_pool: InPool::Absent, ..seen() }), Decision::Resubmit);
	}

	#[test]
	fn an_expired_transaction_is_replaced_wherever_it_was() {
		for in_pool in [InPool::Ready, InPool::Future, InPool::Absent] {
			assert_eq!(
				sent().decide(Seen { in_pool, best: 163, ..seen() }) == Decision::Renew,
				in_pool == InPool::Future
			);
			assert_eq!(sent().decide(Seen { in_pool, best: 164, ..seen() }), Decision::Renew);
		}
	}

	#[test]
	fn an_included_transaction_is_waited_for_until_the_caller_has_looked_again() {
		let mut pending = sent();
		let included = Seen { in_pool: InPool::Absent, nonce: 4, best: 102 };
		assert_eq!(pending.decide(included), Decision::Wait);
		assert_eq!(pending.decide(Seen { best: 103, ..included }), Decision::Wait);
		assert_eq!(pending.decide(Seen { best: 104, ..included }), Decision::Renew);
	}

	#[test]
	fn an_abandoned_block_gives_its_transaction_back() {
		let mut pending = sent();
		assert_eq!(pending.decide(Seen { in_pool: InPool::Absent, nonce: 4, best: 102 }), Decision::Wait);
		assert_eq!(pending.decide(Seen { in_pool: InPool::Absent, nonce: 3, best: 103 }), Decision::Resubmit);
		// Included again on the other fork: the time to notice starts again.
		assert_eq!(pending.decide(Seen { in_pool: InPool::Absent, nonce: 4, best: 105 }), Decision::Wait);
	}

	#[test]
	fn a_transaction_behind_a_gap_in_the_nonces_is_replaced_after_a_while() {
		let future = Seen { in_pool: InPool::Future, ..seen() };
		assert_eq!(sent().decide(Seen { best: 105, ..future }), Decision::Wait);
		assert_eq!(sent().decide(Seen { best: 106, ..future }), Decision::Renew);
	}

	#[test]
	fn what_is_long_past_is_forgotten() {
		assert!(!sent().is_over(166));
		assert!(sent().is_over(167));
	}
}
