//! Updates that colluders give to each other alone: kept from one honest member, so that it cannot prove a result over them
//! false. Only in real networks: simulations keep updates from members by their own means.

use guild_primitives::{MemberId, MemberProgress, Root};
use std::sync::Arc;

/// Has the network give these blobs to somebody no more, and everything else again.
pub type Keep = Arc<dyn Fn(&[Root]) + Send + Sync>;

/// From whom a member keeps updates, and by what means.
pub(super) struct Keeping {
	/// The victim.
	pub from: MemberId,
	/// The means.
	pub keep: Keep,
}

/// The updates of a round that colluders keep from a member, without a word between them: the first third of what the others have
/// committed, rounded up. So many a member misses without having to take itself for cut off.
pub(super) fn kept(members: &[MemberProgress], from: &MemberId) -> Vec<Root> {
	let committed: Vec<(MemberId, Root)> = members
		.iter()
		.filter_map(|progress| Some((progress.member, progress.manifest.as_ref()?.update_root)))
		.collect();
	let others = committed.iter().filter(|(member, _)| member != from).map(|(_, root)| *root);
	others.take(committed.len().div_ceil(3)).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_primitives::{Manifest, Mechanism, RoundId, Text};

	fn progress(member: u8, commits: bool) -> MemberProgress {
		let manifest = Manifest {
			round: RoundId { task: 0, index: 0 },
			base_root: Root([0; 32]),
			update_root: Root([member; 32]),
			samples: 1,
			steps_done: 1,
			steps_asked: 1,
			dataset: 0,
			mechanism: Mechanism::None,
			possession: Root([0; 32]),
			seed_commitment: Root([0; 32]),
			software: Text::default(),
		};
		MemberProgress {
			member: MemberId([member; 32]),
			manifest: commits.then_some(manifest),
			held: None,
			missing: None,
			base_missing: false,
			seed: None,
			attested: None,
		}
	}

	#[test]
	fn a_third_of_the_updates_is_kept_and_never_the_victims_own() {
		let of = |size: u8, from: u8| -> Vec<u8> {
			let members: Vec<_> = (0..size).map(|member| progress(member, member != 1)).collect();
			kept(&members, &MemberId([from; 32])).iter().map(|root| root.0[0]).collect()
		};
		// Member 1 has committed nothing.
		assert_eq!(of(5, 0), [2, 3]);
		assert_eq!(of(5, 4), [0, 2]);
		assert_eq!(of(8, 3), [0, 2, 4]);
		assert!(of(1, 0).is_empty());
	}
}
