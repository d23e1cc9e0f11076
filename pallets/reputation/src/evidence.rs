//! Evidence that stands by itself: proven faults, contested updates that nobody published, challenges in vain, equivocations.

use crate::{Config, Pallet};
use frame_support::traits::Get;
use guild_primitives::{
	ids::{MemberId, RoundId},
	reputation::{Conviction, Parameters},
	Evidence, FaultRecord, Phase,
};

impl<T: Config> Pallet<T> {
	fn convict(member: &MemberId, conviction: Conviction, parameters: &Parameters) {
		Self::take(member, |record| record.convict(conviction, parameters), |_| None);
	}
}

impl<T: Config> Evidence for Pallet<T> {
	fn fault(record: &FaultRecord) {
		let parameters = T::Parameters::get();
		for member in &record.guilty {
			Self::convict(member, Conviction::Fault, &parameters);
		}
		// Who is guilty of the fault itself has lost all there is to lose.
		for member in record.held_by.iter().filter(|member| !record.guilty.contains(member)) {
			Self::convict(member, Conviction::Vouched, &parameters);
		}
	}

	fn withheld(_: RoundId, owner: MemberId, held_by: &[MemberId], _: &[MemberId]) {
		let parameters = T::Parameters::get();
		// An owner that voted is among the holders of its own update.
		let owner_apart = Some(&owner).filter(|owner| !held_by.contains(owner));
		for member in held_by.iter().chain(owner_apart) {
			Self::convict(member, Conviction::Withheld, &parameters);
		}
	}

	/// Counted when the round settles: a round that fails moves nobody's score.
	fn missed(_: RoundId, _: Phase, _: &[MemberId]) {}

	/// At once, also in a round that fails later: what it took to judge it was taken.
	fn challenged_in_vain(_: RoundId, challenger: MemberId) {
		Self::convict(&challenger, Conviction::InVain, &T::Parameters::get());
	}

	fn equivocated(member: MemberId) {
		Self::convict(&member, Conviction::Equivocated, &T::Parameters::get());
	}
}
