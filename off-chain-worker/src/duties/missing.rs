//! Which updates a vote names *missing*: those that it asked for in vain. And when it names none, though some are.
//!
//! # Who gains what
//!
//! Who does not hold an included update cannot prove anything about the result. So a voter that says nothing about an
//! update that it could not get has waived the promise: a quorum that serves the update only to itself may then attest what
//! it likes. Naming it costs. Under *exclude* the voter's own update is left out for the first that a quorum says it
//! holds, and a bond is burnt for each other one; under *publish* the bonds are burnt if the bytes come on the chain. What no
//! quorum holds is not included anyway: naming it costs nothing, and each voter names it, because none knows what the
//! others hold.
//!
//! **The guard.** Whoever is itself cut off misses everything, and would strike every honest update for its own bad network.
//! So nothing is named unless at least one update of another member has come, and unless at most a third of the committed
//! updates (rounded up, so at least one) are missing. The voter then votes without, and says what that means.
//!
//! **What the guard gives away.** Colluders that withhold more than a third of the committed updates from a member get a vote
//! without strikes from it. They need a quorum to have those updates included, so they are two thirds of the electorate; if
//! no other honest member holds the updates either, nobody can prove what they attest false. Without the guard, whoever drops
//! one member's packets, or a broken cable, would strike all honest updates through that member, in every round, at its
//! owner's expense: that needs no colluders at all. docs/threat-model.md says so.
//!
//! # What is not named
//!
//! - **What came and is not valid.** It is not said to be held, and that is all. Its bytes are here: what a malformed update
//!   is included in is proven false and fails, at the expense of its owner and of who attested; naming it would let them off
//!   at the expense of the voter's own update. A copied root has a valid update's bytes, and hides nothing from a proof.
//! - **What was not asked for**, because there was no time; and what this machine's disk has refused. That is the voter's
//!   own fault.
//! - **More than the operator allows** (`missing_votes` in `worker.toml`): bonds are money.

use std::fmt;

/// What a voter knows of the committed updates when its vote is due.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Looked {
	/// How many updates are committed.
	pub committed: usize,
	/// How many of other members have come, valid or not.
	pub came: usize,
	/// Positions of the other members whose updates have not come.
	pub absent: Vec<u8>,
	/// Those of them that were asked for, and did not come through no fault of this machine.
	pub asked: Vec<u8>,
}

/// What a vote names, and why it does not name the rest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Named {
	/// Positions of the members whose updates are named, as in [`Looked::asked`].
	pub missing: Vec<u8>,
	/// Why absent updates are not named; none if all are.
	pub silent: Option<Silent>,
}

/// Why a vote does not name what is absent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Silent {
	/// No other member's update has come: this member may be cut off.
	CutOff,
	/// More than a third of the committed updates are absent: so many, and so many might be.
	TooMany {
		/// Absent.
		absent: usize,
		/// At most.
		most: usize,
	},
	/// Some were not asked for, or could not be kept here.
	NotAsked,
	/// The operator allows so many.
	Limit(u32),
}

impl fmt::Display for Silent {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::CutOff => f.write_str("no update of another member has come, so this member may itself be cut off"),
			Self::TooMany { absent, most } => {
				write!(f, "{absent} have not come, and above {most} this member may itself be cut off")
			}
			Self::NotAsked => f.write_str("there was no time to ask for them, or this machine could not keep them"),
			Self::Limit(most) => write!(f, "`missing_votes` in worker.toml allows {most} a round"),
		}
	}
}

/// Most updates that may be absent before the voter takes itself for cut off: a third of the committed ones, rounded up.
pub(super) const fn most_absent(committed: usize) -> usize {
	committed.div_ceil(3)
}

/// What a vote names, if the operator allows `limit` a round (none: as many as the guard).
pub(super) fn named(looked: &Looked, limit: Option<u32>) -> Named {
	let nothing = |silent| Named { missing: Vec::new(), silent };
	let (absent, most) = (looked.absent.len(), most_absent(looked.committed));
	if absent == 0 {
		return nothing(None);
	}
	if looked.came == 0 {
		return nothing(Some(Silent::CutOff));
	}
	if absent > most {
		return nothing(Some(Silent::TooMany { absent, most }));
	}
	let allowed = limit.map_or(usize::MAX, |limit| limit as usize);
	let missing: Vec<u8> = looked.asked.iter().copied().take(allowed).collect();
	let silent = match limit {
		Some(limit) if missing.len() < looked.asked.len() => Some(Silent::Limit(limit)),
		_ if missing.len() < absent => Some(Silent::NotAsked),
		_ => None,
	};
	Named { missing, silent }
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn looked(committed: usize, came: usize, absent: &[u8]) -> Looked {
		Looked { committed, came, absent: absent.to_vec(), asked: absent.to_vec() }
	}

	#[test]
	fn what_was_asked_for_in_vain_is_named() {
		assert_eq!(named(&looked(5, 3, &[2]), None), Named { missing: vec![2], silent: None });
		assert_eq!(named(&looked(5, 2, &[0, 2]), None), Named { missing: vec![0, 2], silent: None });
		assert_eq!(named(&looked(5, 4, &[]), None), Named { missing: vec![], silent: None });
	}

	#[test]
	fn who_may_be_cut_off_names_nothing() {
		let silent = |looked: Looked| {
			let named = named(&looked, None);
			assert!(named.missing.is_empty());
			named.silent
		};
		assert_eq!(silent(looked(5, 1, &[0, 1, 2])), Some(Silent::TooMany { absent: 3, most: 2 }));
		assert_eq!(silent(looked(5, 0, &[0])), Some(Silent::CutOff));
		// Of two members each misses the other's, and neither can tell whose fault it is.
		assert_eq!(silent(looked(2, 0, &[1])), Some(Silent::CutOff));
	}

	#[test]
	fn what_was_not_asked_for_is_not_named_and_counts_for_the_guard() {
		let some = Looked { asked: vec![3], ..looked(6, 3, &[1, 3]) };
		assert_eq!(named(&some, None), Named { missing: vec![3], silent: Some(Silent::NotAsked) });
		let most = Looked { asked: vec![3], ..looked(6, 2, &[1, 3, 4]) };
		assert_eq!(named(&most, None).silent, Some(Silent::TooMany { absent: 3, most: 2 }));
	}

	#[test]
	fn the_operator_may_allow_fewer_and_not_more() {
		let two = looked(5, 2, &[0, 2]);
		assert_eq!(named(&two, Some(1)), Named { missing: vec![0], silent: Some(Silent::Limit(1)) });
		assert_eq!(named(&two, Some(0)), Named { missing: vec![], silent: Some(Silent::Limit(0)) });
		assert_eq!(named(&two, Some(2)), named(&two, None));
		assert!(named(&looked(5, 1, &[0, 1, 2]), Some(9)).missing.is_empty());
	}

	fn rounds() -> impl Strategy<Value = (Looked, Option<u32>)> {
		// Of each other member's update: not committed, came, asked for in vain, not asked for.
		let others = prop::collection::vec(0u8..4, 0..128);
		(others, any::<bool>(), prop::option::of(0u32..130)).prop_map(|(others, own, limit)| {
			let with = |states: &[u8]| -> Vec<u8> {
				others.iter().zip(0u8..).filter(|(state, _)| states.contains(state)).map(|(_, place)| place).collect()
			};
			let committed = with(&[1, 2, 3]).len() + usize::from(own);
			(Looked { committed, came: with(&[1]).len(), absent: with(&[2, 3]), asked: with(&[2]) }, limit)
		})
	}

	proptest! {
		#[test]
		fn only_what_was_asked_for_in_vain_is_named_and_never_more_than_a_third((looked, limit) in rounds()) {
			let Named { missing, silent } = named(&looked, limit);
			prop_assert!(missing.iter().all(|place| looked.asked.contains(place)));
			prop_assert!(3 * missing.len() < looked.committed + 3);
			prop_assert!(limit.is_none_or(|limit| missing.len() <= limit as usize));
			// Whoever says nothing of an absent update says why; and who names all has nothing to explain.
			prop_assert_eq!(silent.is_none(), missing.len() == looked.absent.len());
			// Whoever names anything has got something, so it is not cut off.
			prop_assert!(missing.is_empty() || looked.came > 0);
		}

		#[test]
		fn within_the_guard_everything_that_was_asked_for_is_named((looked, _) in rounds()) {
			let within = looked.came > 0 && 3 * looked.absent.len() < looked.committed + 3;
			let expected = if within { looked.asked.clone() } else { Vec::new() };
			prop_assert_eq!(named(&looked, None).missing, expected);
		}
	}
}
