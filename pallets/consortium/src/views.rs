//! What other pallets, the runtime API and benchmarks ask of the consortium.

use crate::{Config, Departures, MemberOfDuty, MemberOfOwner, Members, Pallet};
use alloc::vec::Vec;
use guild_primitives::{
	consortium::{ConsortiumMembers, MemberView},
	ids::{AccountBytes, MemberId, WorkerKey},
};

impl<T: Config> Pallet<T> {
	/// All members, ascending by owner account.
	pub fn members() -> Vec<MemberView> {
		let mut members: Vec<_> = Members::<T>::iter().map(|(id, record)| record.view(id)).collect();
		members.sort_unstable_by_key(|member| member.id);
		members
	}

	/// A member.
	pub fn member(id: MemberId) -> Option<MemberView> {
		Members::<T>::get(id).map(|record| record.view(id))
	}
}

impl<T: Config> ConsortiumMembers for Pallet<T> {
	fn member_of_owner(owner: &AccountBytes) -> Option<MemberId> {
		MemberOfOwner::<T>::get(owner)
	}
	fn member_of_duty(duty: &AccountBytes) -> Option<MemberId> {
		MemberOfDuty::<T>::get(duty)
	}
	fn worker_key(member: &MemberId) -> Option<WorkerKey> {
		Members::<T>::get(member).map(|record| record.keys.worker)
	}
	fn electorate() -> Vec<MemberId> {
		let leaving = Departures::<T>::get();
		let stays = |member: &MemberId| leaving.iter().all(|departure| departure.member != *member);
		let trains = Members::<T>::iter().filter(|(_, record)| record.tier.trains()).map(|(member, _)| member);
		let mut members: Vec<MemberId> = trains.filter(stays).collect();
		members.sort_unstable();
		members
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl<T: Config> guild_primitives::consortium::MakeMember for Pallet<T> {
	fn make_member(owner: MemberId, keys: guild_primitives::consortium::MemberKeys) {
		let name = guild_primitives::Text::new("benchmark").unwrap_or_default();
		let _ = Self::enrol(owner, name, guild_primitives::consortium::Tier::Validator, keys);
	}
}
