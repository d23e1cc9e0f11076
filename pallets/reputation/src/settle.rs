//! Final rounds: what they show of each member, and what that does to its standing. And pardons.

use crate::{types::MemberRecord, Config, Error, Event, Pallet, Records, WeightInfo};
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get, weights::Weight};
use guild_primitives::{
	ids::{BlockNumber, MemberId},
	reputation::{conducts, Change, Conduct, PastScore, Record, RoundEvidence},
	Score, SettledRound, Settlement, Standing, Standings, Trust,
};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	/// Takes evidence of a member, and tells what it did to its standing. `past` is what to remember besides.
	pub(crate) fn take(
		member: &MemberId,
		evidence: impl FnOnce(&mut Record) -> Option<Change>,
		past: impl FnOnce(&Record) -> Option<PastScore>,
	) {
		let mut known = Records::<T>::get(member).unwrap_or_else(MemberRecord::newcomer);
		let change = evidence(&mut known.record);
		let (member, score) = (*member, known.record.score());
		match change {
			Some(Change::Quarantined) => {
				known.quarantined_since = Some(Self::now());
				Self::deposit_event(Event::MemberQuarantined { member, score });
			}
			Some(Change::Released) => {
				known.quarantined_since = None;
				Self::deposit_event(Event::MemberReleased { member, score });
			}
			None => {}
		}
		if let Some(past) = past(&known.record) {
			known.remember(past);
		}
		Records::<T>::insert(member, known);
	}

	pub(crate) fn do_pardon(member: MemberId) -> DispatchResult {
		// Decide.
		let known = Records::<T>::get(member).filter(|known| known.record.quarantined);
		let mut known = known.ok_or(Error::<T>::NotQuarantined)?;
		ensure!(known.quarantined_since.is_some(), Error::<T>::NotQuarantined);

		// Act.
		let score = known.record.score();
		known.record = Record::NEUTRAL;
		known.quarantined_since = None;
		Records::<T>::insert(member, known);

		// Tell.
		Self::deposit_event(Event::MemberPardoned { member, score });
		Ok(())
	}

	/// The present block.
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}
}

impl<T: Config> Settlement for Pallet<T> {
	fn settled(round: &SettledRound) {
		let parameters = T::Parameters::get();
		let scores: Vec<Score> = round.contributions.iter().filter_map(|all| all.score).collect();
		let mut conducts = conducts(&scores).into_iter();
		for contribution in &round.contributions {
			// One for each that has a score, in their order.
			let conduct: Option<Conduct> = contribution.score.and_then(|_| conducts.next());
			let evidence = RoundEvidence::new(contribution, conduct);
			let past = |record: &Record| {
				let (score, quarantined) = (record.score(), record.quarantined);
				Some(PastScore { round: round.round, at: round.at, score, quarantined })
			};
			Self::take(&contribution.member, |record| record.settle(&evidence, &parameters), past);
		}
	}

	fn settled_weight(members: u32) -> Weight {
		T::WeightInfo::settled(members)
	}
}

impl<T: Config> Standings for Pallet<T> {
	fn standing(member: &MemberId) -> Standing {
		Records::<T>::get(member).map_or(Record::NEUTRAL, |known| known.record).standing()
	}

	fn standings_weight(members: u32) -> Weight {
		T::WeightInfo::standings(members)
	}
}

impl<T: Config> Trust for Pallet<T> {
	fn trust(member: &MemberId) -> u64 {
		let score = Records::<T>::get(member).map_or(Record::NEUTRAL, |known| known.record).score();
		u64::from(score) << 16 // From units of 2^-16 to units of 2^-32.
	}

	fn trust_weight(members: u32) -> Weight {
		T::WeightInfo::standings(members)
	}
}
