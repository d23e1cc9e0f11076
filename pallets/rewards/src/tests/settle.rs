use crate::{mock::*, Error, Event, Payouts, Rates};
use frame_support::{
	assert_noop, assert_ok,
	traits::{fungible::Mutate, tokens::Preservation::Expendable},
	weights::constants::WEIGHT_REF_TIME_PER_MILLIS,
};
use guild_agreement::{Clause, Condition, Fact, Op, Relation, Term, Terms, I32F32};
use guild_primitives::{
	contribution::{Contribution, Score, Settlement, Work, SHARE_ONE},
	limits::MAX_PARTICIPANTS,
};
use sp_runtime::Permill;

fn scored(n: u8, change: impl Fn(Score) -> Score) -> Contribution {
	Contribution { score: honest(n).score.map(change), ..honest(n) }
}

fn facts_of(round: guild_primitives::RoundId, line: usize) -> guild_agreement::Facts {
	Payouts::<Test>::get(round).unwrap().lines[line].facts
}

#[test]
fn a_round_pays_its_budget_in_proportion_to_the_shares_and_the_dust_stays() {
	with_members(3, || {
		let by_samples = Terms {
			program: program(&[Op::Load(Fact::Samples), Op::Push("1000".parse().unwrap()), Op::Div]),
			..terms()
		};
		let id = agreed(by_samples, 5_000, 3);
		open_round();
		let work = |n, samples| {
			let work = honest(n).work.map(|work| Work { samples, ..work });
			Contribution { work, ..honest(n) }
		};
		let round = settle(vec![work(1, 100), work(2, 200), work(3, 400)]);
		assert_eq!(paid(round), [142, 285, 571]); // Of 1,000: sevenths.
		assert!(told(Event::RoundPaid { agreement: id, round, paid: 998, dust: 2 }));
		assert!(told(Event::Paid { agreement: id, round, member: member(2), amount: 285 }));
		assert_eq!((agreement(id).escrow(), agreement(id).paid), (4_002, 998));
		assert_eq!(free(2), ENDOWMENT - 200 + 285);
		let record = Payouts::<Test>::get(round).unwrap();
		assert_eq!((record.agreement, record.budget, record.paid), (id, 1_000, 998));
		assert_eq!(
			(record.lines[0].share, record.lines[0].facts.samples),
			(((1u64 << 32) / 10), I32F32::from_count(100))
		);
	});
}

#[test]
fn the_next_payout_is_by_what_the_council_has_set_and_its_record_says_so() {
	with_members(3, || {
		let id = agreed(equal(), 5_000, 3);
		whole_round(1..=3);
		PaidPart::set(&Permill::from_percent(70));
		ChargedPart::set(&Permill::from_percent(50));
		open_round();
		let round = settle(vec![honest(1), honest(2), Contribution { attested: Some(false), ..honest(3) }]);
		// Of 700; and of 13, rounded down.
		assert_eq!(paid(round), [233; 3]);
		let record = Payouts::<Test>::get(round).unwrap();
		assert_eq!((record.budget, record.paid, record.lines[2].penalty), (700, 699, 6));
		assert_eq!(record.rates, Rates { paid: 700_000, charged: 500_000 });
		assert_eq!(Rewards::agreement_view(id).unwrap().rates, record.rates);
		// What was not paid stays, and the next round may pay it.
		assert_eq!(agreement(id).escrow(), 5_000 - 999 - 699 + 6);
		PaidPart::set(&Permill::one());
		assert_eq!(paid(whole_round(1..=3)), [333; 3]);
	});
}

#[test]
fn an_escrow_that_covers_what_is_to_be_paid_is_covered() {
	with_members(2, || {
		agreed(equal(), 600, 2);
		PaidPart::set(&Permill::from_percent(60));
		let round = whole_round(1..=2);
		assert_eq!(paid(round), [300, 300]);
		let lacks = |event: &Event<Test>| matches!(event, Event::BudgetNotCovered { .. });
		assert!(!System::events().iter().any(|record| matches!(&record.event, RuntimeEvent::Rewards(e) if lacks(e))));
	});
}

#[test]
fn nothing_is_paid_or_charged_where_the_council_has_set_nothing() {
	with_members(2, || {
		let id = agreed(equal(), 5_000, 2);
		PaidPart::set(&Permill::zero());
		ChargedPart::set(&Permill::zero());
		open_round();
		let round = settle(vec![honest(1), Contribution { attested: Some(false), ..honest(2) }]);
		assert_eq!(paid(round), [0, 0]);
		assert_eq!((agreement(id).escrow(), party(id, 2).deposit), (5_000, 200));
		assert!(told(Event::RoundPaid { agreement: id, round, paid: 0, dust: 0 }));
	});
}

#[test]
fn a_round_pays_once() {
	with_members(2, || {
		agreed(equal(), 5_000, 2);
		let round = whole_round(1..=2);
		let before = (free(1), free(2));
		set_progress(round.index, true, true);
		settle(vec![honest(1), honest(2)]);
		assert_eq!((free(1), free(2)), before);
	});
}

#[test]
fn only_rounds_of_the_term_are_paid() {
	with_members(1, || {
		let term = Term { first_round: 1, last_round: Some(2), last_block: None };
		let id = agreed(Terms { term, ..equal() }, 10_000, 1);
		let earned = |wanted| {
			let before = free(1);
			whole_round([1]);
			assert_eq!(free(1) - before, wanted);
		};
		earned(0);
		earned(1_000);
		earned(1_000);
		earned(0);
		assert_eq!(agreement(id).settled_rounds, 2);
	});
	with_members(1, || {
		agreed(Terms { term: Term { last_block: Some(4), ..Term::default() }, ..equal() }, 10_000, 1);
		System::set_block_number(4);
		assert_eq!(paid(whole_round([1])), [1_000]);
		System::set_block_number(5);
		let round = whole_round([1]);
		assert_eq!(Payouts::<Test>::get(round), None);
	});
}

#[test]
fn an_exhausted_escrow_pays_what_there_is_and_stops_nothing() {
	with_members(2, || {
		let id = agreed(equal(), 1_501, 2);
		assert_eq!(paid(whole_round(1..=2)), [500, 500]);
		let round = whole_round(1..=2);
		assert_eq!(paid(round), [250, 250]);
		assert!(told(Event::BudgetNotCovered { agreement: id, round, budget: 1_000, escrow: 501 }));
		assert!(told(Event::RoundPaid { agreement: id, round, paid: 500, dust: 1 }));
		assert_eq!(paid(whole_round(1..=2)), [0, 0]);
		// It goes on when it is funded again.
		assert_ok!(fund(id, 2, 1_000));
		assert_eq!(paid(whole_round(1..=2)), [500, 500]);
		assert_eq!(party(id, 1).history.rounds, 4);
	});
}

#[test]
fn who_is_no_party_is_neither_paid_nor_charged() {
	with_members(3, || {
		let id = agreed(equal(), 5_000, 2);
		open_round();
		let round = settle(vec![honest(1), honest(2), Contribution { attested: Some(false), ..honest(3) }]);
		assert_eq!(paid(round), [500, 500]);
		assert_eq!(free(3), ENDOWMENT);
		open_round();
		assert_ok!(accept(id, 3)); // With the next round.
		assert_eq!(paid(settle((1..=3).map(honest).collect())), [500, 500]);
		assert_eq!(paid(whole_round(1..=3)), [333; 3]);
	});
}

#[test]
fn no_update_in_the_result_no_pay() {
	with_members(4, || {
		agreed(equal(), 5_000, 4);
		open_round();
		let beside = scored(2, |score| Score { active: false, ..score });
		let guilty = Contribution { guilty: true, attested: None, ..honest(3) };
		let excluded = Contribution { score: None, ..honest(4) };
		assert_eq!(paid(settle(vec![honest(1), beside, guilty, excluded])), [1_000, 0, 0, 0]);
	});
}

#[test]
fn two_that_sent_the_same_update_are_paid_as_one() {
	with_members(4, || {
		let id = agreed(equal(), 5_000, 4);
		open_round();
		let copied = Contribution { work: honest(2).work, ..honest(3) };
		let round = settle(vec![honest(1), honest(2), copied, honest(4)]);
		assert_eq!(paid(round), [333, 166, 166, 333]);
		assert_eq!(agreement(id).escrow(), 5_000 - 998);
	});
}

#[test]
fn what_repeats_the_last_aggregate_earns_nothing() {
	with_members(3, || {
		agreed(terms(), 5_000, 3);
		open_round();
		let new = |n, novelty| scored(n, |score| Score { novelty: Some(novelty), ..score });
		let round = settle(vec![new(1, SHARE_ONE), new(2, SHARE_ONE / 2), new(3, 0)]);
		assert_eq!(paid(round), [666, 333, 0]);
		assert_eq!(facts_of(round, 1).novelty.to_share(), SHARE_ONE / 2);
		assert_eq!(facts_of(round, 1).quality.to_share(), SHARE_ONE / 4);
	});
}

#[test]
fn conditions_are_asked_of_the_facts() {
	with_members(2, || {
		let condition =
			Condition { fact: Fact::Reputation, relation: Relation::AtLeast, value: "0.5".parse().unwrap() };
		agreed(Terms { conditions: vec![condition].try_into().unwrap(), ..equal() }, 5_000, 2);
		Distrusted::set(&[([2; 32], SHARE_ONE / 2 - 1)].into());
		assert_eq!(paid(whole_round(1..=2)), [1_000, 0]);
		Distrusted::set(&[([2; 32], SHARE_ONE / 2)].into());
		assert_eq!(paid(whole_round(1..=2)), [500, 500]);
	});
}

#[test]
fn facts_tell_of_the_round_and_of_those_before() {
	with_members(4, || {
		agreed(equal(), 50_000, 4);
		whole_round(1..=4);
		open_round();
		settle(vec![honest(1), honest(2), honest(3), absent(4)]);
		open_round();
		let late = Contribution { attested: None, ..honest(2) };
		let moved = scored(3, |score| Score { weight_share: SHARE_ONE / 2, distance: 9, ..score });
		let round = settle(vec![honest(1), late, moved, honest(4)]);
		let facts = |line| facts_of(round, line);
		let count = I32F32::from_count;
		assert_eq!([0, 1, 2, 3].map(|line| facts(line).streak), [count(3), count(3), count(3), count(1)]);
		assert_eq!([0, 1, 2, 3].map(|line| facts(line).rounds), [count(3); 4]);
		let thirds = |n| I32F32::from_ratio(n, 3);
		assert_eq!([0, 1, 2, 3].map(|line| facts(line).availability), [3, 2, 3, 2].map(thirds));
		assert_eq!(facts(0).steps, "0.5".parse().unwrap());
		// A quarter of the weight at the distance 3 moves the mean by 1, three times; a half at 9 moves it by 9.
		let twelfths = |n: u64| n * SHARE_ONE / 12;
		assert_eq!([0, 1, 2, 3].map(|line| facts(line).influence.to_share()), [1, 1, 9, 1].map(twelfths));
	});
}

#[test]
fn availability_forgets_what_is_longer_ago_than_64_rounds() {
	with_members(4, || {
		let id = agreed(equal(), ENDOWMENT / 2, 4);
		open_round();
		settle(vec![honest(1), honest(2), honest(3), absent(4)]);
		for _ in 0..63 {
			whole_round(1..=4);
		}
		let recent = |round| facts_of(round, 3).availability;
		let round = guild_primitives::RoundId { task: 0, index: 63 };
		assert_eq!(recent(round), I32F32::from_ratio(63, 64));
		assert_eq!(recent(whole_round(1..=4)), I32F32::ONE);
		assert_eq!(party(id, 4).history.rounds, 65);
	});
}

#[test]
fn each_clause_is_charged_into_the_escrow() {
	with_members(4, || {
		let id = agreed(equal(), 5_000, 4);
		open_round();
		let missing = Contribution { missing: true, score: None, ..honest(3) };
		let wrong = Contribution { attested: Some(false), ..honest(4) };
		let round = settle(vec![honest(1), absent(2), missing, wrong]);
		assert_eq!([2, 3, 4].map(|n| party(id, n).deposit), [200 - 11, 200 - 12, 200 - 13]);
		let told_of = |n, clause| {
			let amount = price(clause);
			told(Event::Penalised { agreement: id, round, member: member(n), clause, amount })
		};
		assert!(told_of(2, Clause::MissedCommit) && told_of(3, Clause::MissingBlob));
		assert!(told_of(4, Clause::WrongAttestation));
		assert_eq!(paid(round), [500, 0, 0, 500]);
		let penalties: Vec<_> = Payouts::<Test>::get(round).unwrap().lines.iter().map(|line| line.penalty).collect();
		assert_eq!(penalties, [0, 11, 12, 13]);
		assert_eq!((agreement(id).penalised, agreement(id).escrow()), (36, 5_000 - 1_000 + 36));
	});
}

#[test]
fn an_outage_charges_nobody_for_what_it_missed() {
	with_members(3, || {
		let id = agreed(equal(), 5_000, 3);
		open_round();
		settle(vec![honest(1), honest(2), absent(3)]);
		assert_eq!(party(id, 3).deposit, 200);
	});
}

#[test]
fn an_agreement_that_nobody_has_funded_charges_nothing() {
	with_members(4, || {
		let id = create(equal());
		for n in 1..=4 {
			assert_ok!(accept(id, n));
		}
		open_round();
		settle(vec![honest(1), honest(2), honest(3), absent(4)]);
		assert_eq!(party(id, 4).deposit, 200);
	});
}

#[test]
fn who_could_not_be_charged_any_more_earns_nothing_until_its_deposit_covers_the_dearest_clause() {
	with_members(4, || {
		let id = agreed(equal(), 5_000, 4);
		let round = open_round();
		prove_fault(round, [2]);
		next_block();
		settle(vec![honest(1), Contribution { guilty: true, attested: None, ..honest(2) }, honest(3), honest(4)]);
		assert_eq!(party(id, 2).deposit, 50);
		assert_eq!(paid(whole_round(1..=4)), [333, 0, 333, 333]);
		assert_ok!(accept(id, 2));
		assert_eq!(paid(whole_round(1..=4)), [250; 4]);
	});
}

#[test]
fn a_penalty_takes_no_more_than_there_is() {
	with_members(4, || {
		let id = agreed(equal(), 5_000, 4);
		let round = open_round();
		prove_fault(round, [2]);
		prove_fault(round, [2]);
		next_block();
		assert_eq!((party(id, 2).deposit, party(id, 2).penalised), (0, 200));
		let clause = Clause::ProvenFault;
		assert!(told(Event::Penalised { agreement: id, round, member: member(2), clause, amount: 50 }));
	});
}

#[test]
fn a_payout_that_cannot_be_received_stays_in_escrow() {
	with_members(3, || {
		// 1 for each of two, and one of them owns nothing.
		let id = agreed(Terms { budget: 2, ..equal() }, 5_000, 2);
		let rest = free(2);
		assert_ok!(Balances::transfer(&owner(2), &owner(3), rest, Expendable));
		let round = whole_round(1..=2);
		assert!(told(Event::NotReceived { agreement: id, member: member(2), amount: 1 }));
		assert_eq!((paid(round), agreement(id).escrow()), (vec![1, 0], 4_999));
		assert_noop!(fund(id, 2, 10), Error::<Test>::NotCovered);
	});
}

#[test]
fn a_member_that_was_removed_in_mid_round_is_paid_for_it_and_nothing_of_it_is_stuck() {
	with_members(4, || {
		let id = agreed(equal(), 5_000, 4);
		open_round();
		dismiss(2);
		assert_eq!(paid(settle((1..=4).map(honest).collect())), [250; 4]);
		whole_round([1, 3, 4]);
		assert_eq!((parties(id).len(), free(2)), (3, ENDOWMENT + 250));
	});
}

#[test]
fn the_largest_round_fits_well_into_half_a_block() {
	// Half a block of the runtime is 400 ms; telling of a round shares it with the move that ends it.
	let weight = Rewards::settled_weight(MAX_PARTICIPANTS);
	assert!(weight.ref_time() < 200 * WEIGHT_REF_TIME_PER_MILLIS, "{weight:?}");
}
