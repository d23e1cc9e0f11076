//! Randomised response against two others, as `grid.rs`: `vectors/randomised_response.json`, made by
//! `scripts/reference/make_randomised_response.py`.

use guild_accountant::{Delta, FlipChance, Mechanism, Nats, Relation};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Vectors {
	curves: Vec<OneFlip>,
	points: Vec<(u16, u32, String, String, u32)>,
}

#[derive(Deserialize)]
struct OneFlip {
	flip: u16,
	pure: String,
	exact: Vec<String>,
	dp_accounting: Vec<f64>,
}

static VECTORS: LazyLock<Vectors> =
	LazyLock::new(|| serde_json::from_str(include_str!("vectors/randomised_response.json")).unwrap());

const DATASET: Relation = Relation::ReplaceDataset;

fn response(parts: u16) -> Mechanism {
	Mechanism::RandomisedResponse { flip: FlipChance::from_parts(parts).unwrap() }
}

/// Decimal text of 30 digits, rounded down to units of 2^-64 nats.
fn decimal(text: &str) -> Nats {
	Nats::budget(text).unwrap()
}

/// What a cost may be above the exact one: the margin of a step (2^-44 nats, and 2^-40 of the cost), and a unit for each rounding.
fn above(exact: Nats, steps: u32) -> Nats {
	exact.plus(Nats::from_bits((exact.to_bits() >> 39) + u128::from(steps) * ((1 << 20) + 3)))
}

#[test]
fn one_answer_costs_the_exact_divergence_from_above() {
	for OneFlip { flip, pure, exact, .. } in &VECTORS.curves {
		let curve = response(*flip).step(DATASET).unwrap();
		let pure = decimal(pure);
		for ((order, cost), exact) in curve.costs().zip(exact) {
			let exact = decimal(exact);
			assert!(exact < cost && cost <= above(exact, 1), "flip {flip}, order {order}: {cost}");
			assert!(cost <= above(pure, 1), "flip {flip}, order {order}: more than the pure epsilon");
		}
		let epsilon = FlipChance::from_parts(*flip).unwrap().epsilon();
		assert!(pure <= epsilon && epsilon <= pure.plus(Nats::from_bits(2)), "flip {flip}: {epsilon}");
	}
}

#[test]
fn it_is_nowhere_below_dp_accounting() {
	for OneFlip { flip, dp_accounting, .. } in &VECTORS.curves {
		let curve = response(*flip).step(DATASET).unwrap();
		for ((order, cost), theirs) in curve.costs().zip(dp_accounting) {
			// Ours in units of 2^-64, as a double from below: its error is less than 2^-52 of it.
			let ours = cost.to_bits() as f64 / 18_446_744_073_709_551_616.0;
			assert!(ours * (1.0 + 1e-15) >= *theirs, "flip {flip}, order {order}: {ours} and {theirs}");
			assert!(ours <= theirs * 1.001 + 1e-12, "flip {flip}, order {order}: {ours} and {theirs}");
		}
	}
}

#[test]
fn so_many_answers_cost_so_many_times_as_much_and_their_epsilon_is_that_of_the_formula() {
	assert!(VECTORS.points.len() > 100);
	for (flip, steps, delta, epsilon, order) in &VECTORS.points {
		let spent = response(*flip).cost(DATASET, *steps).unwrap().spent(delta.parse::<Delta>().unwrap());
		let exact = decimal(epsilon);
		assert!(
			exact <= spent.epsilon && spent.epsilon <= above(exact, 2 * steps),
			"{flip}, {steps}, {delta}: {spent:?}"
		);
		assert!(spent.epsilon == Nats::ZERO || spent.order == *order, "{flip}, {steps}, {delta}: {spent:?}");
	}
}

#[test]
fn it_is_what_discrete_laplace_noise_of_the_same_pure_epsilon_costs() {
	// f = 1/4: u = ln 3, and 1/u = 0.910239226….
	let noise_multiplier = "0.910239226".parse().unwrap();
	let laplace = Mechanism::DiscreteLaplace { noise_multiplier }.step(DATASET).unwrap();
	for ((order, ours), (_, theirs)) in response(16_384).step(DATASET).unwrap().costs().zip(laplace.costs()) {
		assert!(ours.to_bits().abs_diff(theirs.to_bits()) < 1 << 36, "{order}: {ours} and {theirs}");
	}
}
