use crate::mock::*;
use guild_primitives::{ids::RoundId, result::PerParticipant, Evidence, Fault, FaultRecord, Phase, Root};

const ROUND: RoundId = RoundId { task: 0, index: 7 };

fn fault(guilty: &[u8], held_by: &[u8]) -> FaultRecord {
	let list = |members: &[u8]| PerParticipant::truncate_from(members.iter().map(|n| member(*n)).collect());
	FaultRecord {
		round: ROUND,
		result_hash: Root([1; 32]),
		fault: Fault::MalformedUpdate { update: 0 },
		challenger: member(6),
		guilty: list(guilty),
		held_by: list(held_by),
		at: 1,
	}
}

#[test]
fn a_proven_liar_loses_its_score_and_its_accuser_nothing() {
	with_chain(|| {
		settle_beside(40, || diligent(1, usual(6)));
		let accuser = score(6);
		Reputation::fault(&fault(&[1], &[]));
		assert!(score(1) < 0.05 && quarantined(1));
		assert_eq!(score(6), accuser);
	});
}

#[test]
fn who_said_that_it_holds_a_malformed_update_loses_much_and_the_guilty_once() {
	with_chain(|| {
		settle_beside(40, || diligent(1, usual(6)));
		Reputation::fault(&fault(&[1], &[1, 2]));
		assert!(score(2) < 0.6 && score(2) > score(1));
		let alone = Reputation::reputation(member(1));
		assert_eq!(alone.good, 0);
		assert_eq!(alone.bad, 45 << 16);
	});
}

#[test]
fn an_unpublished_update_counts_once_against_its_owner_and_its_holders() {
	with_chain(|| {
		Reputation::withheld(ROUND, member(1), &[member(1), member(2)], &[member(3)]);
		Reputation::withheld(ROUND, member(4), &[member(5)], &[member(3)]);
		for n in [1, 2, 4, 5] {
			assert!((score(n) - 1.0 / 5.0).abs() < 1e-3, "member {n}: {}", score(n));
		}
		assert_eq!(score(3), 0.5);
	});
}

#[test]
fn a_challenge_in_vain_is_held_against_the_challenger_and_two_quarantine_a_newcomer() {
	with_chain(|| {
		Reputation::challenged_in_vain(ROUND, member(1));
		assert!((score(1) - 0.4).abs() < 1e-3 && !quarantined(1), "{}", score(1));
		Reputation::challenged_in_vain(ROUND, member(1));
		assert!((score(1) - 1.0 / 3.0).abs() < 1e-3 && quarantined(1), "{}", score(1));
		assert_eq!(score(2), 0.5);
	});
}

#[test]
fn an_equivocation_costs_a_good_name_and_quarantines_a_newcomer() {
	with_chain(|| {
		settle_beside(40, || diligent(1, usual(6)));
		Reputation::equivocated(member(1));
		// From r near 20, (r + 1) / (r + 15 + 2), as for who vouches for a malformed update.
		assert!(score(1) > 0.5 && score(1) < 0.6 && !quarantined(1), "{}", score(1));
		Reputation::equivocated(member(7));
		assert!((score(7) - 1.0 / 17.0).abs() < 1e-3 && quarantined(7), "{}", score(7));
		assert!(score(2) > 0.9);
	});
}

#[test]
fn a_missed_duty_counts_when_its_round_settles() {
	with_chain(|| {
		Reputation::missed(ROUND, Phase::Attest, &[member(1)]);
		assert_eq!(score(1), 0.5);
		let mut late = diligent(1, usual(6));
		late.attested = None;
		settle_beside(1, || late.clone());
		assert!(score(1) < score(2));
	});
}

#[test]
fn the_guilty_of_a_round_are_not_punished_again_when_it_settles() {
	with_chain(|| {
		Reputation::fault(&fault(&[1], &[]));
		let before = Reputation::reputation(member(1)).bad;
		let mut guilty = diligent(1, usual(6));
		guilty.attested = None;
		guilty.guilty = true;
		settle_beside(1, || guilty.clone());
		let after = Reputation::reputation(member(1));
		assert!(after.bad < before);
		assert_eq!(after.good, 0);
	});
}
