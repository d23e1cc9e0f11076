//! Terms: what is refused, and what they say of members and rounds.

use codec::{Decode, Encode, MaxEncodedLen};
use guild_agreement::{
	Clause, Condition, Fact, Facts, Op, Parties, Penalties, Program, ProgramError, Relation, Standing, Term, Terms,
	TermsError, I32F32, MAX_AMOUNT, UNIT,
};
use guild_primitives::{MemberId, Text, SHARE_ONE};
use proptest::{collection::vec, prelude::*};

fn number(text: &str) -> I32F32 {
	text.parse().unwrap()
}

fn at(fact: Fact, relation: Relation, value: &str) -> Condition {
	Condition { fact, relation, value: number(value) }
}

fn terms() -> Terms {
	Terms {
		title: Text::new("Wind farm").unwrap(),
		budget: 1_000 * UNIT,
		program: Program(vec![Op::Load(Fact::Quality)].try_into().unwrap()),
		conditions: vec![at(Fact::Availability, Relation::AtLeast, "0.8")].try_into().unwrap(),
		deposit: 200 * UNIT,
		penalties: Penalties { missed_commit: 5 * UNIT, proven_fault: 200 * UNIT, ..Penalties::default() },
		parties: Parties::All,
		term: Term { first_round: 1, last_round: Some(500), last_block: None },
	}
}

fn refusal(change: impl FnOnce(&mut Terms)) -> TermsError {
	let mut terms = terms();
	assert_eq!(terms.validate(), Ok(()));
	change(&mut terms);
	terms.validate().unwrap_err()
}

#[test]
fn terms_that_do_not_hold_together_are_refused() {
	assert_eq!(refusal(|terms| terms.title = Text::default()), TermsError::NoTitle);
	assert_eq!(refusal(|terms| terms.title = Text::new("a \"b\"").unwrap()), TermsError::Title);
	assert_eq!(refusal(|terms| terms.title = Text::new("a\nb").unwrap()), TermsError::Title);
	assert_eq!(refusal(|terms| terms.budget = 0), TermsError::NoBudget);
	assert_eq!(refusal(|terms| terms.budget = MAX_AMOUNT + 1), TermsError::BudgetTooLarge);
	assert_eq!(refusal(|terms| terms.program = Program::default()), TermsError::Program(ProgramError::Empty));
	assert_eq!(refusal(|terms| terms.deposit = MAX_AMOUNT + 1), TermsError::DepositTooLarge);
	assert_eq!(
		refusal(|terms| terms.penalties.missing_blob = 200 * UNIT + 1),
		TermsError::PenaltyAboveDeposit(Clause::MissingBlob)
	);
	assert_eq!(refusal(|terms| terms.parties = Parties::Named(Default::default())), TermsError::NoParties);
	for members in [vec![2, 1], vec![1, 1]] {
		let members: Vec<MemberId> = members.into_iter().map(|member| MemberId([member; 32])).collect();
		let parties = Parties::Named(members.try_into().unwrap());
		assert_eq!(refusal(|terms| terms.parties = parties), TermsError::PartiesOrder);
	}
	assert_eq!(refusal(|terms| terms.term.last_round = Some(0)), TermsError::EmptyTerm);
	assert_eq!(refusal(|terms| terms.term.last_block = Some(0)), TermsError::EmptyTerm);
}

#[test]
fn conditions_that_cannot_hold_are_refused() {
	let refusal = |conditions: &[Condition]| {
		let conditions = conditions.to_vec().try_into().unwrap();
		refusal(|terms| terms.conditions = conditions)
	};
	use Fact::{Availability, Quality, Streak};
	use Relation::{Above, AtLeast, AtMost, Below};
	assert_eq!(refusal(&[at(Availability, AtLeast, "80")]), TermsError::ConditionOutOfRange(Availability));
	assert_eq!(refusal(&[at(Streak, AtLeast, "-1")]), TermsError::ConditionOutOfRange(Streak));
	assert_eq!(refusal(&[at(Quality, AtLeast, "0.1"), at(Quality, Above, "0.1")]), TermsError::ConditionTwice(Quality));
	let apart = [at(Quality, AtLeast, "0.5"), at(Streak, AtLeast, "2"), at(Quality, AtMost, "0.4")];
	assert_eq!(refusal(&apart), TermsError::NeverHolds(Quality));
	assert_eq!(refusal(&[at(Quality, Above, "0.4"), at(Quality, AtMost, "0.4")]), TermsError::NeverHolds(Quality));
	assert_eq!(refusal(&[at(Quality, Above, "1")]), TermsError::NeverHolds(Quality));
	assert_eq!(refusal(&[at(Quality, Below, "0")]), TermsError::NeverHolds(Quality));

	assert_eq!(refusal(&[at(Quality, AtLeast, "0.4"), at(Quality, Below, "0.4")]), TermsError::NeverHolds(Quality));

	let mut terms = terms();
	let last_step = Condition { value: I32F32::from_bits(number("0.4").to_bits() + 2), ..at(Quality, Below, "0") };
	terms.conditions = vec![at(Quality, Above, "0.4"), last_step].try_into().unwrap();
	assert_eq!(terms.validate(), Ok(()));
	let touching = vec![at(Quality, AtLeast, "0.4"), at(Quality, AtMost, "0.4"), at(Streak, Above, "20000")];
	terms.conditions = touching.try_into().unwrap();
	assert_eq!(terms.validate(), Ok(()));
}

#[test]
fn a_share_is_zero_where_a_condition_does_not_hold() {
	let facts =
		|availability: &str| Facts { quality: number("0.5"), availability: number(availability), ..Facts::default() };
	assert_eq!(terms().share(&facts("0.8")), SHARE_ONE / 2);
	assert_eq!(terms().share(&facts("0.79")), 0);
}

#[test]
fn a_term_has_both_its_ends() {
	let term = Term { first_round: 1, last_round: Some(500), last_block: Some(9_000) };
	let standing = |round, at| term.standing(round, at);
	assert_eq!((standing(0, 10), standing(1, 10)), (Standing::Before, Standing::Within));
	assert_eq!((standing(500, 9_000), standing(501, 9_000)), (Standing::Within, Standing::Over));
	assert_eq!((standing(0, 9_001), standing(500, 9_001)), (Standing::Over, Standing::Over));
	assert_eq!(Term::default().standing(u32::MAX, u32::MAX), Standing::Within);
}

#[test]
fn parties_are_all_or_those_named() {
	let members = vec![MemberId([1; 32]), MemberId([3; 32])];
	let named = Parties::Named(members.try_into().unwrap());
	assert_eq!([1, 2, 3].map(|member| named.include(&MemberId([member; 32]))), [true, false, true]);
	assert!(Parties::All.include(&MemberId([2; 32])));
}

#[test]
fn penalties_add_up() {
	let penalties = terms().penalties;
	assert_eq!(penalties.sum([Clause::MissedCommit, Clause::MissingBlob, Clause::ProvenFault]), 205 * UNIT);
	let all = Penalties { missed_commit: u128::MAX, proven_fault: 1, ..Penalties::default() };
	assert_eq!(all.sum(Clause::ALL), u128::MAX);
}

#[test]
fn terms_have_a_largest_size() {
	assert!(Terms::max_encoded_len() < 5_000, "{}", Terms::max_encoded_len());
	let terms = terms();
	assert_eq!(Terms::decode(&mut &terms.encode()[..]), Ok(terms.clone()));
	let json = serde_json::to_string(&terms).unwrap();
	assert_eq!(serde_json::from_str::<Terms>(&json).unwrap(), terms);
}

proptest! {
	#[test]
	fn validation_is_total_on_whatever_decodes(bytes in vec(any::<u8>(), 0..400), edits in vec((any::<u16>(), any::<u8>()), 0..6)) {
		if let Ok(terms) = Terms::decode(&mut &bytes[..]) {
			let _ = terms.validate();
			prop_assert!(terms.share(&Facts::default()) <= SHARE_ONE);
		}
		// Few bytes decode as they are; some edits of true terms do.
		let mut bytes = terms().encode();
		for (place, value) in edits {
			let place = usize::from(place) % bytes.len();
			bytes[place] = value;
		}
		if let Ok(terms) = Terms::decode(&mut &bytes[..]) {
			let _ = terms.validate();
			prop_assert!(terms.share(&Facts::default()) <= SHARE_ONE);
		}
	}
}
