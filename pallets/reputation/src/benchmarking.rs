//! Benchmarks of the call, and of what runs within training's moves: each member with a full list of past scores, and each
//! changing its standing.

use super::*;
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::{traits::EnsureOrigin, BoundedVec};
use guild_primitives::{
	ids::{MemberId, RoundId},
	limits::MAX_PARTICIPANTS,
	reputation::{PastScore, Record, ONE},
	Contribution, Root, Score, SettledRound, Settlement, Standings, Work, SHARE_ONE,
};

fn member(n: u32) -> MemberId {
	let mut bytes = [1; 32];
	bytes[..4].copy_from_slice(&n.to_be_bytes());
	MemberId(bytes)
}

const ROUND: RoundId = RoundId { task: 0, index: 0 };

/// Quarantined, and one faultless round from its release.
fn fill<T: Config>(n: u32) {
	let past = PastScore { round: ROUND, at: 0, score: 1, quarantined: true };
	let record = Record { good: 10 * u64::from(ONE), bad: 10 * u64::from(ONE), quarantined: true, ..Record::NEUTRAL };
	let known = MemberRecord {
		record,
		quarantined_since: Some(0),
		past: BoundedVec::truncate_from(alloc::vec![past; MAX_PAST_SCORES as usize]),
	};
	(0..n).for_each(|n| Records::<T>::insert(member(n), &known));
}

fn contribution(n: u32) -> Contribution {
	let score = Score {
		active: true,
		weight_share: SHARE_ONE / u64::from(MAX_PARTICIPANTS),
		norm: 1_000_000 + u64::from(n * 7_919 % 997),
		distance: 800_000 + u64::from(n * 104_729 % 991),
		novelty: Some(SHARE_ONE / 2),
	};
	Contribution {
		member: member(n),
		work: Some(Work { update_root: Root([n as u8; 32]), samples: 1, steps_done: 1, steps_asked: 1 }),
		missing: false,
		voted: true,
		attested: Some(true),
		guilty: false,
		score: Some(score),
	}
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn pardon() -> Result<(), BenchmarkError> {
		let origin = T::PardonOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;
		fill::<T>(1);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, member(0));

		assert_eq!(Pallet::<T>::reputation(member(0)).quarantined_since, None);
		Ok(())
	}

	#[benchmark]
	fn settled(n: Linear<1, MAX_PARTICIPANTS>) {
		fill::<T>(n);
		let contributions: Vec<_> = (0..n).map(contribution).collect();
		let round = SettledRound { round: ROUND, at: 0, result_hash: Root([0; 32]), contributions };

		#[block]
		{
			<Pallet<T> as Settlement>::settled(&round);
		}

		assert_eq!(Pallet::<T>::reputation(member(0)).history.len(), MAX_PAST_SCORES as usize);
	}

	#[benchmark]
	fn standings(n: Linear<1, MAX_PARTICIPANTS>) {
		fill::<T>(n);
		let mut quarantined = 0;

		#[block]
		{
			quarantined = (0..n).filter(|n| <Pallet<T> as Standings>::standing(&member(*n)).quarantined).count();
		}

		assert_eq!(quarantined, n as usize);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
