//! The bits of every rule, against a second implementation in whole numbers (`vectors/known_answers.md`).

mod common;

use common::{inputs, slices};
use guild_aggregation::{aggregate, pre::bucketing::permutation, reference, Aggregation, RoundResult};
use guild_primitives::{
	rules::names::{PRE_STEPS, RULES},
	ColumnRule, MixRule, Root, RuleSpec,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct KnownAnswers {
	cases: Vec<Case>,
	permutations: Vec<Permutation>,
}

#[derive(Deserialize)]
struct Case {
	name: String,
	seed: Root,
	norm_bound: u64,
	weights: Vec<u32>,
	active: Vec<bool>,
	lanes: Vec<Vec<i16>>,
	previous: Option<Vec<i16>>,
	answers: Vec<Answer>,
}

#[derive(Deserialize)]
struct Answer {
	title: String,
	rule: RuleSpec,
	coefficients: Vec<Vec<i64>>,
	aggregate: Vec<i16>,
	aggregate_root: Root,
	norms: Vec<u64>,
	distances: Vec<u64>,
	novelties: Vec<u64>,
}

#[derive(Deserialize)]
struct Permutation {
	n: usize,
	place: u8,
	order: Vec<usize>,
}

fn known_answers() -> KnownAnswers {
	serde_json::from_str(include_str!("vectors/known_answers.json")).expect("vectors")
}

#[test]
fn every_answer_is_the_same_bit_for_bit() {
	for case in known_answers().cases {
		let dim = case.lanes[0].len();
		for answer in &case.answers {
			let at = format!("{}: {}", case.name, answer.title);
			let mut round = inputs(answer.rule.clone(), &case.weights, dim);
			round.seed = Some(case.seed);
			round.norm_bound = case.norm_bound;
			round.included.iter_mut().zip(&case.active).for_each(|(update, active)| update.active = *active);
			round.previous_aggregate_root = case.previous.as_ref().map(|_| Root([8; 32]));
			let previous = case.previous.clone().filter(|_| round.previous_aggregate().is_some());
			let columns: Vec<Vec<i16>> = case.lanes.iter().cloned().chain(previous).collect();
			for found in [
				aggregate(&round, &slices(&columns), &vec![0; dim]),
				reference::aggregate(&round, &slices(&columns), &vec![0; dim]),
			] {
				let Aggregation { result: RoundResult { body, .. }, aggregate, .. } = found.expect("a result");
				let rows: Vec<Vec<i64>> = body.coefficients.into_iter().map(|row| row.into_inner()).collect();
				assert_eq!(rows, answer.coefficients, "{at}");
				assert_eq!(aggregate, answer.aggregate, "{at}");
				assert_eq!(body.aggregate_root, answer.aggregate_root, "{at}");
				assert_eq!(body.norms.into_inner(), answer.norms, "{at}");
				assert_eq!(body.distances.into_inner(), answer.distances, "{at}");
				assert_eq!(body.novelties.into_inner(), answer.novelties, "{at}");
			}
		}
	}
}

#[test]
fn permutations_are_those_of_the_seed() {
	let answers = known_answers();
	for known in answers.permutations {
		assert_eq!(permutation(known.n, &answers.cases[0].seed, known.place), known.order, "{}", known.n);
	}
}

#[test]
fn every_rule_that_can_be_named_has_answers() {
	let given = guild_primitives::rules::names::Parameters {
		m: Some(3),
		tau: Some(700),
		iterations: Some(3),
		nu: Some(1),
		bucket: Some(2),
	};
	let kind = |mix: &MixRule, column: &ColumnRule| (core::mem::discriminant(mix), *column);
	let answers = known_answers();
	let rules: Vec<&RuleSpec> = answers.cases[0].answers.iter().map(|answer| &answer.rule).collect();
	for named in RULES {
		let (mix, column) = (named.make)(&given).expect("all parameters");
		assert!(rules.iter().any(|rule| kind(&rule.mix, &rule.column) == kind(&mix, &column)), "{}", named.name);
	}
	for named in PRE_STEPS {
		let step = core::mem::discriminant(&(named.make)(&given).expect("all parameters"));
		let has = |rule: &&RuleSpec| rule.pre.iter().any(|other| core::mem::discriminant(other) == step);
		assert!(rules.iter().any(has), "{}", named.name);
	}
}
