use crate::{mock::*, Event, MAX_PAST_SCORES};
use guild_primitives::{Contribution, Score};

#[test]
fn a_newcomer_begins_at_one_half_and_diligence_lifts_it_above_nine_tenths() {
	with_chain(|| {
		assert_eq!(score(1), 0.5);
		settle_beside(1, || diligent(1, usual(6)));
		assert!((score(1) - 2.0 / 3.0).abs() < 1e-3);
		settle_beside(40, || diligent(1, usual(6)));
		// r = 20 (1 − 0.95^41).
		let r = 20.0 * (1.0 - 0.95f64.powi(41));
		assert!((score(1) - (r + 1.0) / (r + 2.0)).abs() < 1e-3);
		assert!(score(1) > 0.9);
	});
}

#[test]
fn who_sends_the_last_aggregate_again_is_quarantined_at_once() {
	with_chain(|| {
		settle_beside(1, || diligent(1, nothing_new()));
		assert!(quarantined(1));
		let view = Reputation::reputation(member(1));
		assert_eq!(view.quarantined_since, Some(2));
		assert!(told(Event::MemberQuarantined { member: member(1), score: view.score }));
		assert!(!quarantined(2));
	});
}

#[test]
fn who_mends_is_free_again_within_thirty_rounds_and_absence_does_not_lead_out() {
	with_chain(|| {
		settle_beside(60, || diligent(1, nothing_new()));
		let low = score(1);
		settle_beside(100, || absent(1));
		assert_eq!(score(1), low);
		let scored_beside = || diligent(1, Score { active: false, weight_share: 0, ..usual(6) });
		let mut rounds = 0;
		while quarantined(1) {
			settle_beside(1, scored_beside);
			rounds += 1;
		}
		assert!((20..=30).contains(&rounds), "{rounds} rounds");
		let view = Reputation::reputation(member(1));
		assert!(told(Event::MemberReleased { member: member(1), score: view.score }));
		assert_eq!(view.quarantined_since, None);
	});
}

#[test]
fn absence_alone_takes_nobody_below_one_half() {
	with_chain(|| {
		settle_beside(40, || diligent(1, usual(6)));
		settle_beside(200, || absent(1));
		assert!((0.499..0.501).contains(&score(1)));
		assert!(!quarantined(1));
	});
}

#[test]
fn who_comes_back_finds_its_score_as_it_was() {
	with_chain(|| {
		settle_beside(3, || diligent(1, nothing_new()));
		let before = Reputation::reputation(member(1));
		// Removed: no round has it in its electorate.
		for _ in 0..50 {
			settle((2..=6).map(|n| diligent(n, usual(5))).collect());
		}
		assert_eq!(Reputation::reputation(member(1)), before);
	});
}

#[test]
fn an_update_that_a_quorum_could_not_fetch_and_a_false_attestation_cost() {
	with_chain(|| {
		let lost = |change: fn(Contribution) -> Contribution| {
			settle_beside(40, || diligent(1, usual(6)));
			let before = score(1);
			settle_beside(1, || change(diligent(1, usual(6))));
			before - score(1)
		};
		let missing = lost(|all| Contribution { missing: true, score: None, ..all });
		let excluded = lost(|all| Contribution { score: None, ..all });
		let disagreed = lost(|all| Contribution { attested: Some(false), ..all });
		assert!(disagreed > missing && missing > 0.03, "{disagreed} {missing}");
		// Nobody is to blame whose update was struck by another.
		assert!(excluded < 0.01, "{excluded}");
	});
}

#[test]
fn the_newest_scores_are_remembered() {
	with_chain(|| {
		settle_beside(MAX_PAST_SCORES + 5, || diligent(1, usual(6)));
		let history = Reputation::reputation(member(1)).history;
		assert_eq!(history.len(), MAX_PAST_SCORES as usize);
		assert_eq!((history[0].at, history[31].at), (7, 38));
		assert_eq!(history[31].score, Reputation::reputation(member(1)).score);
	});
}
