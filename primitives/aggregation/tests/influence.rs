//! What each update did to a result: against a second implementation (`vectors/influence.md`), and the axioms.

mod common;

use common::inputs;
use guild_aggregation::{
	influence::{shapley, Game, Shapley, MOST_PLAYERS, VALUE_BITS},
	reference, Gram, Updates,
};
use guild_primitives::{Root, RoundInputs, RuleSpec, Weighting};
use proptest::{collection::vec, prelude::*};
use serde::Deserialize;

#[derive(Deserialize)]
struct Known {
	value_bits: u32,
	cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
	case: String,
	rule: RuleSpec,
	updates: Vec<Vec<i16>>,
	weights: Vec<u32>,
	active: Vec<bool>,
	norm_bound: u64,
	previous: Option<Vec<i16>>,
	players: Vec<usize>,
	values: Vec<String>,
	leave_one_out: Vec<String>,
	shapley: KnownShapley,
}

#[derive(Deserialize)]
struct KnownShapley {
	numerators: Vec<String>,
	denominator: String,
}

fn whole_numbers(text: &[String]) -> Vec<i128> {
	text.iter().map(|number| number.parse().unwrap()).collect()
}

fn gram(columns: &[Vec<i16>]) -> Gram {
	let lanes: Vec<&[i16]> = columns.iter().map(Vec::as_slice).collect();
	reference::gram(Updates::new(&lanes, columns[0].len()).unwrap())
}

fn values(game: &Game<'_>) -> Vec<i128> {
	(0..game.coalitions().unwrap()).map(|coalition| game.value(coalition).unwrap()).collect()
}

#[test]
fn every_figure_is_that_of_the_second_implementation() {
	let known: Known = serde_json::from_str(include_str!("vectors/influence.json")).unwrap();
	assert_eq!(known.value_bits, VALUE_BITS);
	for case in known.cases {
		let mut round = inputs(case.rule, &case.weights, case.updates[0].len());
		round.norm_bound = case.norm_bound;
		round.included.iter_mut().zip(&case.active).for_each(|(update, active)| update.active = *active);
		round.previous_aggregate_root = case.previous.as_ref().map(|_| Root([8; 32]));
		let columns: Vec<Vec<i16>> = case.updates.iter().cloned().chain(case.previous).collect();
		let gram = gram(&columns);
		let game = Game::new(&gram, &round).unwrap();
		assert_eq!(game.players(), case.players, "{}", case.case);
		let values = values(&game);
		assert_eq!(values, whole_numbers(&case.values), "{}", case.case);
		assert_eq!(game.whole(), *values.last().unwrap(), "{}", case.case);
		let left_out: Vec<i128> = (0..case.updates.len()).map(|place| game.leave_one_out(place).unwrap()).collect();
		assert_eq!(left_out, whole_numbers(&case.leave_one_out), "{}", case.case);
		let Shapley { numerators, denominator } = shapley(&values).unwrap();
		assert_eq!(numerators, whole_numbers(&case.shapley.numerators), "{}", case.case);
		assert_eq!(denominator, case.shapley.denominator.parse().unwrap(), "{}", case.case);
	}
}

fn mean_of(weights: &[u32], dim: usize) -> RoundInputs {
	inputs(RuleSpec::mean(Weighting::Samples), weights, dim)
}

#[test]
fn two_updates_at_a_right_angle_by_hand() {
	// The mean of (4, 0) and (0, 2) is (2, 1), of squared length 5. Each alone is as far from it as nothing is.
	let gram = gram(&[vec![4, 0], vec![0, 2]]);
	let round = mean_of(&[1, 1], 2);
	let game = Game::new(&gram, &round).unwrap();
	let one = 1i128 << VALUE_BITS;
	assert_eq!(values(&game), [0, 0, 0, 5 * one]);
	assert_eq!([game.leave_one_out(0).unwrap(), game.leave_one_out(1).unwrap()], [5 * one; 2]);
	assert_eq!(shapley(&values(&game)), Some(Shapley { numerators: vec![5 * one; 2], denominator: 2 }));
}

#[test]
fn alone_it_is_all_and_with_too_many_there_are_no_shapley_values() {
	let one = gram(&[vec![3, 4]]);
	let round = mean_of(&[7], 2);
	let game = Game::new(&one, &round).unwrap();
	assert_eq!((values(&game), game.leave_one_out(0).unwrap()), (vec![0, 25 << VALUE_BITS], 25 << VALUE_BITS));

	let many = gram(&vec![vec![3, 4]; MOST_PLAYERS + 1]);
	let round = mean_of(&[1; MOST_PLAYERS + 1], 2);
	let game = Game::new(&many, &round).unwrap();
	assert_eq!((game.coalitions(), game.leave_one_out(5).unwrap()), (None, 0));
	assert_eq!(shapley(&vec![0; 1 << (MOST_PLAYERS + 1)]), None);
	assert_eq!((shapley(&[]), shapley(&[1, 2, 3]), shapley(&[0, 1 << 96])), (None, None, None));
}

proptest! {
	#[test]
	fn what_all_have_together_is_what_the_whole_is_worth(
		lanes in vec(vec(-32_767i16..=32_767, 3), 1..=6),
		seed in any::<u32>(),
	) {
		let weights: Vec<u32> = (0..lanes.len() as u32).map(|i| 1 + (seed.rotate_left(5 * i) & 15)).collect();
		let gram = gram(&lanes);
		let round = mean_of(&weights, 3);
		let game = Game::new(&gram, &round).unwrap();
		let Shapley { numerators, denominator } = shapley(&values(&game)).unwrap();
		prop_assert_eq!(numerators.iter().sum::<i128>(), denominator * game.whole());
		for place in 0..lanes.len() {
			prop_assert!(game.leave_one_out(place).unwrap() >= 0);
		}
	}

	#[test]
	fn equal_players_have_equal_values_and_who_adds_nothing_has_none(mut values in vec(-(1i128 << 95)..1 << 95, 16)) {
		// Player 0 adds nothing to any coalition; 1 and 2 add the same to every one.
		for coalition in 0..16usize {
			let swapped = coalition & 0b1000 | (coalition & 0b10) << 1 | (coalition & 0b100) >> 1;
			values[coalition & !1] = values[(coalition & !1).min(swapped)];
		}
		for coalition in 0..16usize {
			values[coalition] = values[coalition & !1];
		}
		let Shapley { numerators, denominator } = shapley(&values).unwrap();
		prop_assert_eq!((numerators[0], numerators[1], denominator), (0, numerators[2], 24));
		prop_assert_eq!(numerators.iter().sum::<i128>(), denominator * (values[15] - values[0]));
	}

	#[test]
	fn the_value_of_a_linear_game_is_each_ones_own(own in vec(-1_000i128..1_000, MOST_PLAYERS)) {
		let sum = |coalition: usize| (0..MOST_PLAYERS).filter(|k| coalition >> k & 1 == 1).map(|k| own[k]).sum();
		let values: Vec<i128> = (0..1usize << MOST_PLAYERS).map(sum).collect();
		let Shapley { numerators, denominator } = shapley(&values).unwrap();
		prop_assert!(numerators.iter().zip(&own).all(|(numerator, own)| *numerator == own * denominator));
	}
}
