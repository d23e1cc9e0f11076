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
//! # When many are missing
//!
//! Whoever misses many may have a broken link, or be kept out by two thirds. **It cannot tell which.** All that it could go by, who
//! answers, what they answer, what others vote, is in the hands of those who would keep it out; they need only leave it its blocks, and
//! those it needs to vote at all. So each rule by which a worker takes itself for cut off, and says nothing, is one by
//! which two thirds get a false result final. There is one choice, and it is made for the promise: a worker names all that it
//! asked for in vain, however many. Under *publish* the bytes come on the chain. Under *exclude* too little is left, and
//! the round fails; nothing false becomes final, and the next round commits the same bytes again, at no privacy cost. What a
//! broken link costs, and whom, is in docs/threat-model.md, *Withheld from many*.
//!
//! What bounds it:
//!
//! - **Asked for long enough.** More than a third of the committed updates (rounded up, so at least one), or all that others have
//!   made, are named only by who has asked for them during half of the time that there was until its vote, counted from
//!   when it saw the opening finalised: nobody serves before. Who came late, or was killed in between, or while finality was slow,
//!   says nothing of so many. That opens no door: nobody but the member itself can make it late, and a third of the
//!   validators finality.
//! - **All or nothing of so many.** If the operator allows fewer bonds a round (`missing_votes`) than they would take, none is
//!   named: naming some would leave honest updates out, and the voter none the wiser.
//! - **Rounds on end** (`missing_rounds`). After so many rounds of a task one after the other in each of which so many were
//!   missing, the worker names them no more, until a round comes in which they are not. Without it, it goes on for as long as
//!   the owner's account covers the bonds. An operator who sets it chooses the consortium's going on over its own
//!   check, after so many warnings.
//!
//! # What the round starts from
//!
//! Who lacks the base model or the previous aggregate is as blind as who lacks updates, and cannot be helped by any part of them. So it
//! says that alone, as patiently as it names many updates, and the round fails; it pays a bond for each update of others
//! that a quorum holds.
//!
//! # What is not named
//!
//! - **What came and is not valid.** It is not said to be held, and that is all. Its bytes are here: what a malformed update
//!   is included in is proven false and fails, at the expense of its owner and of who attested; naming it would let them off
//!   at the expense of the voter's own update. A copied root has a valid update's bytes, and hides nothing from a proof.
//! - **What was not asked for**, because there was no time; and what this machine's disk has refused. That is the voter's
//!   own fault.
//! - **More than the operator allows** (`missing_votes` in `worker.toml`): bonds are money.

use crate::parts::MissingLimits;
use guild_primitives::BlockNumber;
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
	/// What the round starts from.
	pub base: Base,
	/// Whether this member has asked for them for long enough to name many.
	pub patient: bool,
	/// In how many rounds on end just before this one many were absent, or what the round started from.
	pub many_before: u32,
}

/// Whether what the round starts from is here.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Base {
	/// It is, or can be made.
	#[default]
	Here,
	/// Some of it was asked for in vain.
	InVain,
	/// What is absent was not asked for, or could not be kept here.
	NotAsked,
}

impl Looked {
	/// Whether so much is absent that this member may be cut off: many updates, or what the round starts from.
	pub fn misses_many(&self) -> bool {
		let absent = self.absent.len();
		self.base != Base::Here || absent > 0 && (self.came == 0 || absent > most_absent(self.committed))
	}

	/// Bonds that naming all that was asked for in vain takes.
	fn bonds(&self) -> usize {
		match self.base {
			Base::InVain => self.came + self.absent.len(),
			Base::Here | Base::NotAsked => self.asked.len(),
		}
	}
}

/// What a vote names, and why it does not name the rest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Named {
	/// Positions of the members whose updates are named, as in [`Looked::asked`].
	pub missing: Vec<u8>,
	/// Whether what the round starts from is; then no update is, as nothing would be gained by it.
	pub base_missing: bool,
	/// Why something that is absent is not named; none if there is no need to name more.
	pub silent: Option<Silent>,
}

/// Why a vote does not name what is absent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Silent {
	/// Many are absent, or what the round starts from, and this member has not asked for long enough.
	TooLate,
	/// Some were not asked for, or could not be kept here.
	NotAsked,
	/// The operator allows so many.
	Votes(u32),
	/// The operator allows so many rounds on end with many.
	Rounds(u32),
}

impl fmt::Display for Silent {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::TooLate => f.write_str("this member has not asked for so much for long enough"),
			Self::NotAsked => f.write_str("there was no time to ask for them, or this machine could not keep them"),
			Self::Votes(most) => write!(f, "`missing_votes` in worker.toml allows {most} a round"),
			Self::Rounds(most) => {
				write!(f, "so much was missing in {most} rounds before this, and `missing_rounds` in worker.toml allows no more")
			}
		}
	}
}

/// Most updates that may be absent without being many: a third of the committed ones, rounded up.
pub(super) const fn most_absent(committed: usize) -> usize {
	committed.div_ceil(3)
}

/// Whether who has asked since block `since`, with the opening finalised, has asked for long enough at block `now` to name many, if
/// there was from `opened_at` to `latest`: during half of it.
pub(super) fn is_patient(
	since: Option<BlockNumber>,
	now: BlockNumber,
	opened_at: BlockNumber,
	latest: BlockNumber,
) -> bool {
	let there_was = latest.saturating_sub(opened_at);
	since.is_some_and(|since| now.saturating_sub(since).saturating_mul(2) >= there_was)
}

/// What a vote names, within what the operator allows.
pub(super) fn named(looked: &Looked, limits: MissingLimits) -> Named {
	let nothing = |silent| Named { missing: Vec::new(), base_missing: false, silent };
	let (absent, asked) = (looked.absent.len(), looked.asked.len());
	if absent == 0 && looked.base == Base::Here {
		return nothing(None);
	}
	let over = limits.votes.filter(|most| looked.bonds() > *most as usize);
	if looked.misses_many() {
		if !looked.patient {
			return nothing(Some(Silent::TooLate));
		}
		if let Some(most) = limits.rounds.filter(|most| looked.many_before >= *most) {
			return nothing(Some(Silent::Rounds(most)));
		}
		if let Some(most) = over {
			return nothing(Some(Silent::Votes(most)));
		}
	}
	if looked.base == Base::InVain {
		return Named { base_missing: true, ..nothing(None) };
	}
	let allowed = over.map_or(usize::MAX, |most| most as usize);
	let missing: Vec<u8> = looked.asked.iter().copied().take(allowed).collect();
	let silent = match over {
		Some(most) => Some(Silent::Votes(most)),
		None if asked < absent || looked.base == Base::NotAsked => Some(Silent::NotAsked),
		None => None,
	};
	Named { missing, base_missing: false, silent }
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	const NONE: MissingLimits = MissingLimits { votes: None, rounds: None };

	fn votes(most: u32) -> MissingLimits {
		MissingLimits { votes: Some(most), ..NONE }
	}

	/// Somebody that has been there all the time.
	fn looked(committed: usize, came: usize, absent: &[u8]) -> Looked {
		Looked { committed, came, absent: absent.to_vec(), asked: absent.to_vec(), patient: true, ..Looked::default() }
	}

	#[test]
	fn what_was_asked_for_in_vain_is_named() {
		assert_eq!(named(&looked(5, 3, &[2]), NONE), Named { missing: vec![2], base_missing: false, silent: None });
		assert_eq!(
			named(&looked(5, 2, &[0, 2]), NONE),
			Named { missing: vec![0, 2], base_missing: false, silent: None }
		);
		assert_eq!(named(&looked(5, 4, &[]), NONE), Named { missing: vec![], base_missing: false, silent: None });
	}

	#[test]
	fn so_are_many_and_all() {
		for (came, absent) in [(1, &[0, 1, 2][..]), (0, &[0, 1, 2, 3])] {
			let looked = looked(5, came, absent);
			assert!(looked.misses_many());
			assert_eq!(named(&looked, NONE), Named { missing: absent.to_vec(), base_missing: false, silent: None });
		}
		assert!(!looked(5, 2, &[0, 2]).misses_many());
		// Of two members each misses the other's.
		assert!(looked(2, 0, &[1]).misses_many());
	}

	#[test]
	fn who_has_not_asked_for_long_names_few_and_not_many() {
		let late = |committed, came, absent| Looked { patient: false, ..looked(committed, came, absent) };
		let silent = |looked: Looked| {
			let named = named(&looked, NONE);
			assert!(named.missing.is_empty());
			named.silent
		};
		assert_eq!(silent(late(5, 1, &[0, 1, 2])), Some(Silent::TooLate));
		assert_eq!(silent(late(5, 0, &[0])), Some(Silent::TooLate));
		assert_eq!(named(&late(5, 2, &[0, 2]), NONE).missing, [0, 2]);
	}

	#[test]
	fn half_of_the_time_is_long_enough_from_when_the_opening_is_final() {
		// Open at 100, and votes are due at 108.
		let patient = |since, now| is_patient(since, now, 100, 108);
		assert!(patient(Some(104), 108) && patient(Some(100), 108) && patient(Some(106), 110));
		assert!(!patient(Some(105), 108) && !patient(None, 108) && !patient(None, 200));
		// A window of one block: whoever has asked at all.
		assert!(is_patient(Some(100), 100, 100, 100) && !is_patient(None, 100, 100, 100));
	}

	#[test]
	fn what_was_not_asked_for_is_not_named_and_counts() {
		let some = Looked { asked: vec![3], ..looked(6, 3, &[1, 3]) };
		assert_eq!(named(&some, NONE), Named { missing: vec![3], base_missing: false, silent: Some(Silent::NotAsked) });
		let many = Looked { asked: vec![3], patient: false, ..looked(6, 2, &[1, 3, 4]) };
		assert_eq!(named(&many, NONE).silent, Some(Silent::TooLate));
	}

	#[test]
	fn what_the_round_starts_from_is_named_alone_and_as_patiently_as_many() {
		let without = |base| Looked { base, ..looked(5, 3, &[2]) };
		let said = Named { missing: vec![], base_missing: true, silent: None };
		assert_eq!(named(&without(Base::InVain), NONE), said);
		assert_eq!(named(&Looked { absent: vec![], asked: vec![], ..without(Base::InVain) }, NONE), said);
		let silent = |looked: Looked, limits| {
			let named = named(&looked, limits);
			assert!(!named.base_missing);
			(named.missing, named.silent)
		};
		let late = Looked { patient: false, ..without(Base::InVain) };
		assert_eq!(silent(late, NONE), (vec![], Some(Silent::TooLate)));
		// It takes a bond for each of the four others.
		assert_eq!(named(&without(Base::InVain), votes(4)), said);
		assert_eq!(silent(without(Base::InVain), votes(3)), (vec![], Some(Silent::Votes(3))));
		let again = Looked { many_before: 2, ..without(Base::InVain) };
		let limits = MissingLimits { rounds: Some(2), ..NONE };
		assert_eq!(silent(again, limits), (vec![], Some(Silent::Rounds(2))));
		// What this machine could not keep is its own fault.
		assert_eq!(silent(without(Base::NotAsked), NONE), (vec![2], Some(Silent::NotAsked)));
	}

	#[test]
	fn the_operator_may_allow_fewer() {
		let two = looked(5, 2, &[0, 2]);
		assert_eq!(
			named(&two, votes(1)),
			Named { missing: vec![0], base_missing: false, silent: Some(Silent::Votes(1)) }
		);
		assert_eq!(
			named(&two, votes(0)),
			Named { missing: vec![], base_missing: false, silent: Some(Silent::Votes(0)) }
		);
		assert_eq!(named(&two, votes(2)), named(&two, NONE));
		// Of many, all or none.
		let many = looked(5, 1, &[0, 1, 2]);
		assert_eq!(
			named(&many, votes(2)),
			Named { missing: vec![], base_missing: false, silent: Some(Silent::Votes(2)) }
		);
		assert_eq!(named(&many, votes(3)), named(&many, NONE));
	}

	#[test]
	fn the_operator_may_give_up_after_some_rounds_on_end() {
		let limits = MissingLimits { rounds: Some(2), ..NONE };
		let many = |many_before| Looked { many_before, ..looked(5, 1, &[0, 1, 2]) };
		assert_eq!(named(&many(1), limits).missing, [0, 1, 2]);
		for many_before in [2, 3, u32::MAX] {
			assert_eq!(
				named(&many(many_before), limits),
				Named { missing: vec![], base_missing: false, silent: Some(Silent::Rounds(2)) }
			);
		}
		// Few are named all the same.
		assert_eq!(named(&Looked { many_before: 9, ..looked(5, 3, &[2]) }, limits).missing, [2]);
		assert_eq!(named(&many(u32::MAX), NONE).missing, [0, 1, 2]);
	}

	fn rounds() -> impl Strategy<Value = (Looked, MissingLimits)> {
		// Of each other member's update: not committed, came, asked for in vain, not asked for.
		let others = prop::collection::vec(0u8..4, 0..128);
		let limits = (prop::option::of(0u32..130), prop::option::of(0u32..4))
			.prop_map(|(votes, rounds)| MissingLimits { votes, rounds });
		// Mostly what the round starts from is here.
		let base = prop_oneof![3 => Just(Base::Here), 1 => Just(Base::InVain), 1 => Just(Base::NotAsked)];
		(others, any::<bool>(), limits, any::<bool>(), 0u32..6, base).prop_map(
			|(others, own, limits, patient, many_before, base)| {
				let with = |states: &[u8]| -> Vec<u8> {
					others
						.iter()
						.zip(0u8..)
						.filter(|(state, _)| states.contains(state))
						.map(|(_, place)| place)
						.collect()
				};
				let (committed, came) = (with(&[1, 2, 3]).len() + usize::from(own), with(&[1]).len());
				let (absent, asked) = (with(&[2, 3]), with(&[2]));
				(Looked { committed, came, absent, asked, base, patient, many_before }, limits)
			},
		)
	}

	proptest! {
		#[test]
		fn only_what_was_asked_for_in_vain_is_named((looked, limits) in rounds()) {
			let Named { missing, base_missing, silent } = named(&looked, limits);
			prop_assert!(missing.iter().all(|place| looked.asked.contains(place)));
			let bonds = if base_missing { looked.came + looked.absent.len() } else { missing.len() };
			prop_assert!(limits.votes.is_none_or(|most| bonds <= most as usize));
			// Whoever says nothing of what is absent says why; and who names all, or that the round cannot go on, has nothing to explain.
			let all = missing.len() == looked.absent.len() && looked.base == Base::Here;
			prop_assert_eq!(silent.is_none(), base_missing || all);
			prop_assert!(!base_missing || looked.base == Base::InVain && missing.is_empty());
			// Much is named by who has asked for long alone, and all that was asked for or nothing.
			if looked.misses_many() && (base_missing || !missing.is_empty()) {
				prop_assert!(looked.patient);
				prop_assert!(base_missing || missing == looked.asked);
			}
		}

		#[test]
		fn whoever_was_there_and_is_not_told_otherwise_names_everything((looked, _) in rounds()) {
			let looked = Looked { patient: true, ..looked };
			let Named { missing, base_missing, .. } = named(&looked, NONE);
			prop_assert_eq!(base_missing, looked.base == Base::InVain);
			prop_assert!(base_missing || missing == looked.asked);
		}
	}
}
