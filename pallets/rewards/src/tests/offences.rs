use crate::{mock::*, Event, NextOffence, Offences, WeightInfo};
use frame_support::weights::Weight;
use guild_agreement::{Clause, Penalties, Terms};
use guild_primitives::{Evidence, Phase, RoundId};
use sp_runtime::Permill;

#[test]
fn a_proven_fault_is_charged_in_the_next_block_once() {
	with_members(4, || {
		let id = agreed(terms(), 5_000, 4);
		let round = open_round();
		prove_fault(round, [2, 3]);
		assert_eq!(party(id, 2).deposit, 200);
		next_block();
		next_block();
		assert_eq!([1, 2, 3, 4].map(|n| party(id, n).deposit), [200, 50, 50, 200]);
		let clause = Clause::ProvenFault;
		assert!(told(Event::Penalised { agreement: id, round, member: member(3), clause, amount: 150 }));
		assert_eq!(agreement(id).escrow(), 5_300);
	});
}

#[test]
fn who_withholds_an_update_is_charged_and_so_is_who_said_that_it_holds_it() {
	with_members(4, || {
		let id = agreed(terms(), 5_000, 4);
		let round = open_round();
		Rewards::withheld(round, member(3), &[member(1), member(2)], &[member(4)]);
		next_block();
		assert_eq!([1, 2, 3, 4].map(|n| party(id, n).deposit), [188, 188, 188, 200]);
	});
}

#[test]
fn a_proven_fault_is_charged_in_part_where_the_council_has_set_a_part() {
	with_members(2, || {
		let id = agreed(terms(), 5_000, 2);
		let round = open_round();
		prove_fault(round, [2]);
		// By what holds when it is charged.
		ChargedPart::set(&Permill::from_percent(20));
		next_block();
		assert_eq!((party(id, 2).deposit, agreement(id).penalised), (170, 30));
	});
}

#[test]
fn no_clause_is_about_missed_votes() {
	with_members(4, || {
		agreed(terms(), 5_000, 4);
		let round = open_round();
		Rewards::missed(round, Phase::Attest, &[member(1)]);
		assert_eq!(NextOffence::<Test>::get(), 0);
	});
}

#[test]
fn what_no_agreement_charges_for_is_not_noted() {
	with_members(4, || {
		prove_fault(RoundId { task: 0, index: 0 }, [2]);
		let free_of_faults = Penalties { proven_fault: 0, ..terms().penalties };
		agreed(Terms { penalties: free_of_faults, ..terms() }, 5_000, 4);
		let round = open_round();
		prove_fault(round, [2]);
		prove_fault(round, []);
		assert_eq!(NextOffence::<Test>::get(), 0);
	});
}

#[test]
fn a_party_answers_only_for_rounds_that_bind_it() {
	with_members(4, || {
		let id = agreed(terms(), 5_000, 3);
		let round = whole_round(1..=4);
		frame_support::assert_ok!(accept(id, 4));
		prove_fault(round, [3, 4]); // By a dispute.
		next_block();
		assert_eq!([3, 4].map(|n| party(id, n).deposit), [50, 200]);
	});
}

#[test]
fn without_room_offences_wait_in_their_order() {
	with_members(4, || {
		let id = agreed(terms(), 5_000, 4);
		let round = open_round();
		prove_fault(round, [2]);
		prove_fault(round, [3]);
		next_block_with(Weight::zero());
		assert_eq!(party(id, 2).deposit, 200);
		type W = <Test as crate::Config>::WeightInfo;
		next_block_with(W::poll() + W::charge(1));
		assert_eq!([2, 3].map(|n| party(id, n).deposit), [50, 200]);
		next_block();
		assert_eq!([2, 3].map(|n| party(id, n).deposit), [50, 50]);
		assert_eq!(Offences::<Test>::iter().count(), 0);
	});
}
