//! The round's seed, by commit and reveal.
//!
//! Each manifest holds the hash of a value that its member drew; the value comes with the member's availability vote, and
//! the seed is the hash of all that were revealed. Nobody knows it before the last vote, as long as one member that reveals
//! drew its value at random and kept it. What remains: who votes last knows the seed that its vote would make and the one
//! that is made without it, and may choose between the two by not voting, which is on record. So k colluders that vote last
//! choose among at most 2^k seeds, after all have committed to their updates. Under bucketing no seed makes more than f
//! buckets bad; what a chosen one costs is some of the spread that an average one takes away.

use crate::{
	ids::{MemberId, RoundId},
	root::Root,
};

/// What a manifest says of the value that `member` will reveal in `round`.
///
/// The member and the round are in it, so that nobody commits to another's value and reveals it after that one.
pub fn seed_commitment(member: &MemberId, round: &RoundId, value: &Root) -> Root {
	Root::of_value("guild 2026-11 seed commitment v1", &(member, round, value))
}

/// The seed of `round` from the revealed values, in the order of the electorate.
pub fn round_seed(round: &RoundId, revealed: &[Root]) -> Root {
	Root::of_value("guild 2026-11 round seed v1", &(round, revealed))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_commitment_is_of_one_member_one_round_and_one_value() {
		let (round, value) = (RoundId { task: 1, index: 2 }, Root([7; 32]));
		let commitment = seed_commitment(&MemberId([1; 32]), &round, &value);
		assert_ne!(commitment, seed_commitment(&MemberId([2; 32]), &round, &value));
		assert_ne!(commitment, seed_commitment(&MemberId([1; 32]), &RoundId { index: 3, ..round }, &value));
		assert_ne!(commitment, seed_commitment(&MemberId([1; 32]), &round, &Root([8; 32])));
	}

	#[test]
	fn a_seed_depends_on_every_value_and_their_order() {
		let (round, a, b) = (RoundId { task: 1, index: 2 }, Root([1; 32]), Root([2; 32]));
		let seed = round_seed(&round, &[a, b]);
		for other in [&[b, a][..], &[a], &[b], &[]] {
			assert_ne!(seed, round_seed(&round, other));
		}
		assert_ne!(seed, round_seed(&RoundId { task: 2, index: 2 }, &[a, b]));
	}
}
