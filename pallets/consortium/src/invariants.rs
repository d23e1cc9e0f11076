//! The invariants of the module docs, as code.

#![cfg(any(feature = "std", feature = "try-runtime"))]

use crate::{
	Config, Departures, KeyHistory, LastBlocks, MemberOfDuty, MemberOfNode, MemberOfOwner, MemberOfWorker, Members,
	OwnerHistory, Pallet, Recoveries,
};
use frame_support::ensure;
use guild_primitives::{
	ids::MemberId,
	limits::{MAX_KEY_PERIODS, MAX_MEMBERS, MAX_OWNER_PERIODS},
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks I1 to I10; an error begins with the number of the invariant that does not hold.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let members = Members::<T>::iter().count();
		ensure!(members <= MAX_MEMBERS as usize, "I1: too many members");
		ensure!(members == Members::<T>::count() as usize, "I1: the counter does not count the members");

		ensure!(members == MemberOfDuty::<T>::iter_keys().count(), "I2: as many duty accounts as members");
		ensure!(members == MemberOfWorker::<T>::iter_keys().count(), "I2: as many worker keys as members");
		ensure!(members == MemberOfNode::<T>::iter_keys().count(), "I2: as many node keys as members");
		for (member, record) in Members::<T>::iter() {
			let keys = record.keys;
			ensure!(MemberOfDuty::<T>::get(keys.duty) == Some(member), "I2: a duty account leads to its member");
			ensure!(MemberOfWorker::<T>::get(keys.worker) == Some(member), "I2: a worker key leads to its member");
			ensure!(MemberOfNode::<T>::get(keys.node) == Some(member), "I2: a node key leads to its member");
			ensure!(!Members::<T>::contains_key(MemberId(keys.duty.0)), "I3: a duty account is an owner");

			let ended_before = KeyHistory::<T>::get(member).last().map_or(0, |period| period.until);
			ensure!(ended_before <= record.keys_since, "I4: present keys overlap the history");
			ensure!(Self::history_has_room(&member, 1), "I4: no room for the period that a removal ends");

			for account in [member.0, keys.duty.0] {
				ensure!(
					frame_system::Pallet::<T>::providers(&account.into()) > 0,
					"I5: a member's account has no provider reference"
				);
			}
		}

		ensure!(members == MemberOfOwner::<T>::iter_keys().count(), "I8: as many owners as members");
		for (member, record) in Members::<T>::iter() {
			ensure!(MemberOfOwner::<T>::get(record.owner) == Some(member), "I8: an owner leads to its member");
			ensure!(!MemberOfDuty::<T>::contains_key(record.owner), "I3: an owner is a duty account");
			let is_other_name = record.owner.0 != member.0 && Members::<T>::contains_key(MemberId(record.owner.0));
			ensure!(!is_other_name, "I8: an owner's account names another member");
			ensure!(
				frame_system::Pallet::<T>::providers(&record.owner.0.into()) > 0,
				"I5: an owner has no provider reference"
			);
			let history = OwnerHistory::<T>::get(member);
			ensure!(history.len() < MAX_OWNER_PERIODS as usize, "I9: no room for the period that a departure ends");
			let ended_before = history.last().map_or(0, |period| period.until);
			ensure!(ended_before <= record.owner_since, "I9: the present owner overlaps the history");
		}
		for (_, periods) in OwnerHistory::<T>::iter() {
			let mut ended = 0;
			for period in periods {
				ensure!(ended <= period.from && period.from <= period.until, "I9: owners out of order");
				ended = period.until;
			}
			ensure!(ended <= Self::now(), "I9: an owner's period ends in the future");
		}
		let recoveries = Recoveries::<T>::get();
		for (place, recovery) in recoveries.iter().enumerate() {
			let member = recovery.member;
			ensure!(Members::<T>::contains_key(member) && !Self::is_leaving(&member), "I10: who is recovered stays");
			let again = recoveries.iter().skip(place.saturating_add(1)).any(|other| other.member == member);
			ensure!(!again, "I10: a member is recovered once");
		}

		let (leaving, mut decided, now) = (Departures::<T>::get(), 0, Self::now());
		for (place, departure) in leaving.iter().enumerate() {
			ensure!(Members::<T>::contains_key(departure.member), "I6: who leaves is a member");
			let again = leaving.iter().skip(place.saturating_add(1)).any(|other| other.member == departure.member);
			ensure!(!again, "I6: a member leaves once");
			ensure!(decided <= departure.since && departure.since <= now, "I6: decisions in order");
			decided = departure.since;
		}
		for (member, last) in LastBlocks::<T>::iter() {
			ensure!(Members::<T>::contains_key(member) && last <= now, "I7: a last block of no member, or to come");
		}

		for (_, periods) in KeyHistory::<T>::iter() {
			ensure!(periods.len() <= MAX_KEY_PERIODS as usize, "I4: too many periods");
			let mut ended = 0;
			for period in periods {
				ensure!(ended <= period.from && period.from <= period.until, "I4: periods out of order");
				ended = period.until;
			}
			ensure!(ended <= Self::now(), "I4: a period ends in the future");
		}
		Ok(())
	}
}
