use crate::mock::*;
use guild_primitives::{
	ids::RoundId, result::PerParticipant, Contribution, Evidence, Fault, FaultRecord, Root, Score, SHARE_ONE,
};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Told {
	Settled(Vec<Contribution>),
	Fault(Vec<u8>, Vec<u8>),
	Withheld(u8, Vec<u8>),
	Pardon(u8),
	Equivocated(u8),
}

fn any_score() -> impl Strategy<Value = Score> {
	let novelty = prop_oneof![Just(None), (0..=SHARE_ONE).prop_map(Some), Just(Some(u64::MAX))];
	let length = || prop_oneof![0u64..100_000, Just(u64::MAX), Just(0)];
	(any::<bool>(), prop_oneof![0..=SHARE_ONE, Just(u64::MAX)], length(), length(), novelty).prop_map(
		|(active, weight_share, norm, distance, novelty)| Score { active, weight_share, norm, distance, novelty },
	)
}

fn any_contribution(n: u8) -> impl Strategy<Value = Contribution> {
	(any::<[bool; 4]>(), any::<Option<bool>>(), proptest::option::of(any_score())).prop_map(
		move |([committed, missing, voted, guilty], attested, score)| {
			let all = diligent(n, usual(6));
			let work = all.work.filter(|_| committed);
			Contribution { work, missing, voted, attested, guilty, score, ..all }
		},
	)
}

fn any_told() -> impl Strategy<Value = Told> {
	let members = || proptest::collection::vec(1u8..6, 0..4);
	prop_oneof![
		8 => (1u8..6).prop_map(|n| (1..=n).map(any_contribution).collect::<Vec<_>>()).prop_flat_map(|all| all).prop_map(Told::Settled),
		1 => (members(), members()).prop_map(|(guilty, held_by)| Told::Fault(guilty, held_by)),
		1 => (1u8..6, members()).prop_map(|(owner, held_by)| Told::Withheld(owner, held_by)),
		1 => (1u8..6).prop_map(Told::Pardon),
		1 => (1u8..6).prop_map(Told::Equivocated),
	]
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

	#[test]
	fn whatever_is_told_every_invariant_holds(all in proptest::collection::vec(any_told(), 1..40)) {
		new_test_ext().execute_with(|| {
			System::set_block_number(1);
			for told in all {
				match told {
					Told::Settled(contributions) => settle(contributions),
					Told::Fault(guilty, held_by) => {
						let list = |all: Vec<u8>| PerParticipant::truncate_from(all.into_iter().map(member).collect());
						Reputation::fault(&FaultRecord {
							round: RoundId { task: 0, index: 0 },
							result_hash: Root([0; 32]),
							fault: Fault::Scores,
							challenger: member(6),
							guilty: list(guilty),
							held_by: list(held_by),
							at: 1,
						});
					}
					Told::Withheld(owner, held_by) => {
						let held_by: Vec<_> = held_by.into_iter().map(member).collect();
						Reputation::withheld(RoundId { task: 0, index: 0 }, member(owner), &held_by, &[]);
					}
					Told::Pardon(n) => {
						let free = !quarantined(n);
						prop_assert_eq!(Reputation::pardon(RuntimeOrigin::root(), member(n)).is_err(), free);
					}
					Told::Equivocated(n) => Reputation::equivocated(member(n)),
				}
				Reputation::do_try_state().unwrap();
				for n in 1..=6 {
					let view = Reputation::reputation(member(n));
					prop_assert!(view.score > 0);
				}
			}
			Ok(())
		})?;
	}
}
