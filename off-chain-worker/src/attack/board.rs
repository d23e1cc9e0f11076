//! What omniscient attackers see.

use guild_primitives::{MemberId, Root, TaskId};
use parking_lot::Mutex;
use std::{collections::BTreeMap, sync::Arc};

/// The honest updates of a round, for omniscient attackers. Simulations give one board to all their workers: honest ones
/// put their lanes on it when they have encoded them, liars read it.
#[derive(Default)]
pub struct Board(Mutex<Posted>);

/// Updates from one base model of one task: only the newest are kept.
#[derive(Default)]
struct Posted {
	of: Option<(TaskId, Root)>,
	updates: BTreeMap<MemberId, Arc<Vec<i16>>>,
}

impl Board {
	/// Puts a member's lanes on the board.
	pub(crate) fn post(&self, task: TaskId, base_root: Root, member: MemberId, lanes: &[i16]) {
		let mut posted = self.0.lock();
		if posted.of != Some((task, base_root)) {
			*posted = Posted { of: Some((task, base_root)), updates: BTreeMap::new() };
		}
		posted.updates.insert(member, Arc::new(lanes.to_vec()));
	}

	/// The honest updates from a base model, ascending by member.
	pub(crate) fn read(&self, task: TaskId, base_root: Root) -> Vec<Arc<Vec<i16>>> {
		let posted = self.0.lock();
		if posted.of != Some((task, base_root)) {
			return Vec::new();
		}
		posted.updates.values().cloned().collect()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_board_shows_one_rounds_updates_in_the_order_of_members() {
		let board = Board::default();
		let (old, new) = (Root([1; 32]), Root([2; 32]));
		board.post(0, old, MemberId([1; 32]), &[9]);
		board.post(0, new, MemberId([2; 32]), &[2]);
		board.post(0, new, MemberId([1; 32]), &[1]);
		let lanes: Vec<Vec<i16>> = board.read(0, new).iter().map(|lanes| lanes.to_vec()).collect();
		assert_eq!(lanes, [vec![1], vec![2]]);
		assert!(board.read(0, old).is_empty() && board.read(1, new).is_empty());
	}
}
