//! Who else sent the same update.

use alloc::vec::Vec;
use guild_primitives::Contribution;

/// How many members sent each member's update, lane for lane: its own is one of them, if it entered the result.
///
/// Honest updates are never equal: lanes are rounded by chance. So equal ones are one piece of work, and one share of the pay is
/// split among those who sent it. Who changes a lane is not found out by this.
pub fn copies(contributions: &[Contribution]) -> Vec<u64> {
	let root = |did: &Contribution| did.work.filter(|_| did.score.is_some_and(|score| score.active));
	let mut roots: Vec<_> = contributions.iter().filter_map(root).map(|work| work.update_root).collect();
	roots.sort_unstable();
	let count = |did: &Contribution| {
		let Some(work) = did.work else { return 0 };
		let before = roots.partition_point(|root| *root < work.update_root);
		let after = roots.partition_point(|root| *root <= work.update_root);
		u64::try_from(after.saturating_sub(before)).unwrap_or(u64::MAX)
	};
	contributions.iter().map(count).collect()
}
