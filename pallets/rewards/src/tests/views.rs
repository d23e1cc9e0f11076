use crate::{mock::*, Status};
use guild_agreement::Terms;
use guild_primitives::{limits::MAX_PAGE, Answers};

#[test]
fn an_agreement_shows_its_terms_its_money_and_its_parties() {
	with_members(3, || {
		let id = agreed(equal(), 5_000, 2);
		whole_round(1..=3);
		let view = Rewards::agreement_view(id).unwrap();
		assert_eq!((view.id, view.task, view.status, view.is_over), (id, 0, Status::Running, false));
		assert_eq!((view.terms, view.settled_rounds), (equal(), 1));
		assert_eq!((view.escrow, view.funded, view.paid), (4_000, 5_000, 1_000));
		assert_eq!(
			view.funders.iter().map(|funder| (funder.member, funder.amount)).collect::<Vec<_>>(),
			[(member(1), 5_000)]
		);
		let parties: Vec<_> = view.parties.iter().map(|party| (party.member, party.deposit, party.paid)).collect();
		assert_eq!(parties, [(member(1), 200, 500), (member(2), 200, 500)]);
		assert_eq!(Rewards::agreement_view(7), None);
	});
}

#[test]
fn agreements_and_payouts_come_in_pages() {
	with_members(2, || {
		agreed(Terms { budget: 10, ..equal() }, 5_000, 2);
		for task in 1..4 {
			set_progress_of(task, 0, false, true);
			frame_support::assert_ok!(Rewards::create(RuntimeOrigin::root(), task, Box::new(terms())));
		}
		let numbers =
			|from, limit| Rewards::agreements_view(from, limit).iter().map(|view| view.id).collect::<Vec<_>>();
		assert_eq!((numbers(0, 3), numbers(3, 9), numbers(4, 9)), (vec![0, 1, 2], vec![3], vec![]));
		whole_round(1..=2);
		open_round();
		close_round();
		whole_round(1..=2);
		let rounds = |from, limit| {
			Rewards::payouts_view(0, from, limit).iter().map(|(round, _)| round.index).collect::<Vec<_>>()
		};
		assert_eq!(
			(rounds(0, 9), rounds(0, 2), rounds(1, 2), rounds(3, u32::MAX)),
			(vec![0, 2], vec![0], vec![2], vec![])
		);
		for _ in 0..MAX_PAGE {
			whole_round(1..=2);
		}
		assert_eq!(rounds(3, u32::MAX).len(), MAX_PAGE as usize);
	});
}

#[test]
fn a_survey_lists_its_subjects_in_the_order_of_a_report() {
	with_members(4, || {
		let id = agreed(terms(), 5_000, 4);
		whole_round(1..=4);
		open_round();
		let round = settle(vec![honest(1), absent(2), honest(3), honest(4)]);
		let answers = Answers::Coarse(vec![0; 3].try_into().unwrap());
		frame_support::assert_ok!(Rewards::report_quality(RuntimeOrigin::signed(duty(2)), id, round, 1, answers));
		let view = Rewards::survey_view(id).unwrap();
		assert_eq!(view.round, round);
		assert_eq!((view.subjects, view.reported), (vec![member(1), member(3), member(4)], vec![member(2)]));
		assert_eq!(Rewards::survey_view(7), None);
	});
}
