//! Laws of costs, over the whole range of parameters.

use codec::{Decode, Encode, MaxEncodedLen};
use guild_accountant::{
	orders, AccountantError, Curve, Delta, FlipChance, Mechanism, Nats, NoiseMultiplier, Relation, SamplingRate, Zcdp,
	ORDER_COUNT,
};
use proptest::prelude::*;

const RECORD: Relation = Relation::AddRemoveRecord;
const DATASET: Relation = Relation::ReplaceDataset;

/// Over the whole range, and mostly where people are.
fn noise() -> impl Strategy<Value = NoiseMultiplier> {
	prop_oneof![
		NoiseMultiplier::MIN_BILLIONTHS..=NoiseMultiplier::MAX_BILLIONTHS,
		300_000_000u64..20_000_000_000,
		Just(NoiseMultiplier::MIN_BILLIONTHS),
		Just(NoiseMultiplier::MAX_BILLIONTHS),
	]
	.prop_map(|billionths| NoiseMultiplier::from_billionths(billionths).unwrap())
}

fn rate() -> impl Strategy<Value = SamplingRate> {
	prop_oneof![1u32..=1_000_000_000, 1u32..1_000_000, Just(1), Just(999_999_999), Just(1_000_000_000)]
		.prop_map(|billionths| SamplingRate::from_billionths(billionths).unwrap())
}

fn delta() -> impl Strategy<Value = Delta> {
	(1u32..1_000_000_000, 9u8..=40).prop_map(|(mantissa, exponent)| Delta::new(mantissa, exponent).unwrap())
}

fn flip() -> impl Strategy<Value = FlipChance> {
	prop_oneof![1..=FlipChance::MAX_PARTS, Just(1), Just(FlipChance::MAX_PARTS)]
		.prop_map(|parts| FlipChance::from_parts(parts).unwrap())
}

fn mechanism() -> impl Strategy<Value = Mechanism> {
	(noise(), rate(), flip(), 0..6).prop_map(|(noise_multiplier, sampling_rate, flip, kind)| match kind {
		0 => Mechanism::Gaussian { noise_multiplier },
		1 => Mechanism::DiscreteGaussian { noise_multiplier },
		2 => Mechanism::Laplace { noise_multiplier },
		3 => Mechanism::DiscreteLaplace { noise_multiplier },
		4 => Mechanism::RandomisedResponse { flip },
		_ => Mechanism::SubsampledGaussian { noise_multiplier, sampling_rate },
	})
}

/// Whether no cost of `a` is above that of `b`.
fn at_most(a: &Curve, b: &Curve) -> bool {
	a.costs().zip(b.costs()).all(|((_, a), (_, b))| a <= b)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn more_steps_and_smaller_deltas_never_cost_less(mechanism in mechanism(), steps in 1u32..1 << 20, more in 1u32.., delta in delta()) {
		let once = mechanism.step(RECORD).unwrap();
		let (few, many) = (once.times(steps), once.times(steps.saturating_add(more)));
		prop_assert!(at_most(&few, &many));
		prop_assert!(few.spent(delta).epsilon <= many.spent(delta).epsilon);
		let stricter: Delta = "1e-40".parse().unwrap();
		prop_assert!(few.spent(delta).epsilon <= few.spent(stricter).epsilon);
		prop_assert_eq!(mechanism.cost(RECORD, steps).unwrap(), few);
	}

	#[test]
	fn costs_grow_with_the_order_and_fall_with_the_noise(a in mechanism(), louder in noise(), falser in flip()) {
		let curve = a.step(RECORD).unwrap();
		let costs: Vec<Nats> = curve.costs().map(|(_, cost)| cost).collect();
		prop_assert!(costs.windows(2).all(|pair| pair[0] <= pair[1]));
		let (noise_multiplier, with_more) = match a {
			Mechanism::RandomisedResponse { flip } => {
				let other = Mechanism::RandomisedResponse { flip: falser }.step(RECORD).unwrap();
				let (noisier, clearer) = if falser >= flip { (&other, &curve) } else { (&curve, &other) };
				prop_assert!(at_most(noisier, clearer));
				return Ok(());
			}
			Mechanism::Gaussian { noise_multiplier } => (noise_multiplier, Mechanism::Gaussian { noise_multiplier: louder }),
			Mechanism::DiscreteGaussian { noise_multiplier } => (noise_multiplier, Mechanism::DiscreteGaussian { noise_multiplier: louder }),
			Mechanism::Laplace { noise_multiplier } => (noise_multiplier, Mechanism::Laplace { noise_multiplier: louder }),
			Mechanism::DiscreteLaplace { noise_multiplier } => (noise_multiplier, Mechanism::DiscreteLaplace { noise_multiplier: louder }),
			Mechanism::SubsampledGaussian { noise_multiplier, sampling_rate } => {
				(noise_multiplier, Mechanism::SubsampledGaussian { noise_multiplier: louder, sampling_rate })
			}
		};
		if louder >= noise_multiplier {
			prop_assert!(at_most(&with_more.step(RECORD).unwrap(), &curve));
		} else {
			prop_assert!(at_most(&curve, &with_more.step(RECORD).unwrap()));
		}
	}

	#[test]
	fn sampling_never_costs_more_and_more_of_it_never_less(noise_multiplier in noise(), a in rate(), b in rate()) {
		let (low, high) = (a.min(b), a.max(b));
		let at = |sampling_rate| Mechanism::SubsampledGaussian { noise_multiplier, sampling_rate }.step(RECORD).unwrap();
		let whole = Mechanism::Gaussian { noise_multiplier }.step(RECORD).unwrap();
		prop_assert!(at_most(&at(low), &at(high)));
		// Up to the last bits of two upper bounds of the same number, where q is within 10^-9 of 1.
		for ((_, sampled), (_, whole)) in at(high).costs().zip(whole.costs()) {
			prop_assert!(sampled.to_bits() <= whole.to_bits() + (whole.to_bits() >> 60) + 2);
		}
	}

	#[test]
	fn laplace_costs_at_most_discrete_laplace_which_costs_at_most_its_pure_epsilon(noise_multiplier in noise()) {
		let real = Mechanism::Laplace { noise_multiplier }.step(DATASET).unwrap();
		let discrete = Mechanism::DiscreteLaplace { noise_multiplier }.step(DATASET).unwrap();
		prop_assert!(at_most(&real, &discrete));
		let pure = (1u128 << 64) * 1_000_000_000 / u128::from(noise_multiplier.billionths());
		for (_, cost) in discrete.costs() {
			prop_assert!(cost.to_bits() <= pure + (pure >> 39) + (1 << 21));
		}
	}

	#[test]
	fn sums_are_commutative_and_only_within_a_relation(a in mechanism(), b in mechanism(), delta in delta()) {
		let (a, b) = (a.step(RECORD).unwrap(), b.step(RECORD).unwrap());
		let sum = a.plus(&b).unwrap();
		prop_assert_eq!(&sum, &b.plus(&a).unwrap());
		prop_assert!(at_most(&a, &sum) && at_most(&b, &sum));
		prop_assert_eq!(&a.plus(&Curve::zero(RECORD)).unwrap(), &a);
		prop_assert_eq!(a.plus(&Curve::zero(DATASET)), Err(AccountantError::RelationsDiffer));
		prop_assert!(sum.spent(delta).epsilon >= a.spent(delta).epsilon);
	}

	#[test]
	fn curves_survive_their_encodings(mechanism in mechanism(), steps in 1u32..) {
		let curve = mechanism.cost(RECORD, steps).unwrap();
		prop_assert_eq!(curve.encode().len(), Curve::max_encoded_len());
		prop_assert_eq!(&Curve::decode(&mut &curve.encode()[..]).unwrap(), &curve);
		prop_assert_eq!(&serde_json::from_str::<Curve>(&serde_json::to_string(&curve).unwrap()).unwrap(), &curve);
		prop_assert_eq!(Mechanism::decode(&mut &mechanism.encode()[..]).unwrap(), mechanism);
		prop_assert_eq!(serde_json::from_str::<Mechanism>(&serde_json::to_string(&mechanism).unwrap()).unwrap(), mechanism);
	}

	#[test]
	fn zcdp_is_the_gaussian_curve_in_one_number(noise_multiplier in noise(), steps in 1u32..1 << 16, delta in delta()) {
		let curve = Mechanism::DiscreteGaussian { noise_multiplier }.cost(DATASET, steps).unwrap();
		let zcdp = Zcdp::gaussian(noise_multiplier, DATASET, steps).unwrap();
		for ((order, a), (_, b)) in curve.costs().zip(zcdp.curve().costs()) {
			// Rounded once a step on one side, once a step and then times the order on the other; and a margin once, or once a step.
			let slack = u128::from(steps) * u128::from(order) + u128::from(steps) * (1 << 20) + (a.to_bits() >> 39);
			prop_assert!(a.to_bits().abs_diff(b.to_bits()) <= slack);
		}
		let twice = zcdp.plus(zcdp).unwrap();
		prop_assert_eq!(twice.rho(), zcdp.rho().times(2));
		prop_assert!(twice.curve().spent(delta).epsilon >= zcdp.curve().spent(delta).epsilon);
		prop_assert_eq!(zcdp.plus(Zcdp::zero(RECORD)), Err(AccountantError::RelationsDiffer));
	}
}

#[test]
fn an_empty_ledger_has_spent_nothing() {
	let delta: Delta = "1e-40".parse().unwrap();
	assert_eq!(Curve::zero(RECORD).spent(delta).epsilon, Nats::ZERO);
	assert!(Curve::zero(RECORD).is_zero() && Zcdp::zero(DATASET).curve().is_zero());
}

#[test]
fn a_cost_below_the_square_of_delta_is_no_epsilon_at_all() {
	let mechanism = Mechanism::SubsampledGaussian {
		noise_multiplier: "1000".parse().unwrap(),
		sampling_rate: "0.000001".parse().unwrap(),
	};
	let cost = mechanism.cost(RECORD, 1).unwrap();
	assert_eq!(cost.spent("0.01".parse().unwrap()).epsilon, Nats::ZERO);
	assert!(cost.spent("1e-9".parse().unwrap()).epsilon > Nats::ZERO);
}

#[test]
fn what_no_number_holds_is_unbounded_and_stays_it() {
	let noise_multiplier = NoiseMultiplier::from_billionths(NoiseMultiplier::MIN_BILLIONTHS).unwrap();
	let most = Mechanism::Gaussian { noise_multiplier }.cost(DATASET, u32::MAX).unwrap();
	let delta: Delta = "1e-5".parse().unwrap();
	assert!(!most.spent(delta).epsilon.is_unbounded());
	let beyond = most.times(u32::MAX);
	assert!(beyond.spent(delta).epsilon.is_unbounded());
	assert!(beyond.plus(&most).unwrap().spent(delta).epsilon.is_unbounded());
}

#[test]
fn refusals_say_why() {
	let (noise_multiplier, sampling_rate) = ("1".parse().unwrap(), SamplingRate::ONE);
	let sampled = Mechanism::SubsampledGaussian { noise_multiplier, sampling_rate };
	assert_eq!(sampled.cost(DATASET, 1), Err(AccountantError::NotAmplified));
	assert_eq!(sampled.cost(RECORD, 0), Err(AccountantError::NoSteps));
	assert_eq!(Zcdp::gaussian(noise_multiplier, DATASET, 0), Err(AccountantError::NoSteps));
	// A rate of one samples nothing.
	assert_eq!(sampled.cost(RECORD, 3), Mechanism::Gaussian { noise_multiplier }.cost(RECORD, 3));
}

#[test]
fn json_with_another_number_of_costs_is_refused() {
	let mut json = serde_json::to_value(Curve::zero(RECORD)).unwrap();
	json["costs"].as_array_mut().unwrap().pop();
	assert!(serde_json::from_value::<Curve>(json).is_err());
	assert_eq!(orders().count(), ORDER_COUNT);
}
