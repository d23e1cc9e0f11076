//! The accountant against two others: Google's `dp_accounting`, in doubles, and the papers' formulas in 60 digits of mpmath.
//! How the numbers were made: `vectors/privacy_grid.md`.

use guild_accountant::{orders, Curve, Delta, Mechanism, Nats, NoiseMultiplier, Relation, ORDER_COUNT};
use serde::Deserialize;
use std::{collections::HashMap, sync::LazyLock};

#[derive(Deserialize)]
struct Vectors {
	orders: Vec<u32>,
	grid: Vec<Point>,
	subsampled: Vec<Subsampled>,
	scales: Vec<Scale>,
}

/// σ, q, steps, δ, ε and order of dp_accounting, ε and order of mpmath.
type Point = (String, String, u32, String, f64, u32, String, u32);

#[derive(Deserialize)]
struct Subsampled {
	sigma: String,
	rate: String,
	dp_accounting: Vec<f64>,
	exact: Vec<String>,
}

#[derive(Deserialize)]
struct Scale {
	scale: String,
	laplace: Vec<f64>,
	laplace_exact: Vec<String>,
	randomised_response: Vec<f64>,
	discrete_exact: Vec<String>,
	discrete_of_seven: Vec<String>,
}

static VECTORS: LazyLock<Vectors> =
	LazyLock::new(|| serde_json::from_str(include_str!("vectors/privacy_grid.json")).unwrap());

/// Units of 2^-64 nats.
const UNIT: f64 = 18_446_744_073_709_551_616.0;

/// The exact value of a double, rounded up to units of 2^-64: what "never below" has to be compared with.
fn double(value: f64) -> Nats {
	assert!((0.0..UNIT).contains(&value));
	let (bits, exponent) = (value.to_bits(), (value.to_bits() >> 52) as i32 - 1075 + 64);
	let mantissa = u128::from(bits & ((1 << 52) - 1) | 1 << 52);
	Nats::from_bits(match (value, exponent) {
		(0.0, _) => 0,
		(_, 0..) => mantissa << exponent,
		(_, -52..0) => (mantissa >> -exponent) + u128::from(mantissa & ((1 << -exponent) - 1) != 0),
		_ => 1,
	})
}

/// Decimal text, rounded down; what was cut off is less than a unit, and 30 digits are less than one as well here.
fn decimal(text: &str) -> Nats {
	Nats::budget(text).unwrap()
}

fn to_f64(value: Nats) -> f64 {
	value.to_bits() as f64 / UNIT
}

/// `ours` is not below `other`, and above it by at most `relative` of it and `absolute` nats.
fn not_below(ours: Nats, other: Nats, relative: f64, absolute: f64, what: &str) {
	assert!(ours >= other, "{what}: {ours:.20} is below {other:.20}");
	let excess = to_f64(Nats::from_bits(ours.to_bits() - other.to_bits()));
	assert!(excess <= relative * to_f64(other) + absolute, "{what}: {ours:.20} is far above {other:.20}");
}

fn subsampled(sigma: &str, rate: &str) -> Curve {
	let mechanism = match rate {
		"1" => Mechanism::Gaussian { noise_multiplier: sigma.parse().unwrap() },
		_ => Mechanism::SubsampledGaussian {
			noise_multiplier: sigma.parse().unwrap(),
			sampling_rate: rate.parse().unwrap(),
		},
	};
	mechanism.step(Relation::AddRemoveRecord).unwrap()
}

#[test]
fn the_reference_has_our_orders() {
	assert!(VECTORS.orders.iter().copied().eq(orders()));
}

#[test]
fn epsilon_on_the_grid_is_never_below_dp_accounting_and_at_most_a_thousandth_above() {
	let mut curves = HashMap::new();
	let (mut worst, mut below_exact, mut worst_exact) = (0f64, 0, 0f64);
	for (sigma, rate, steps, delta, reference, order, exact, exact_order) in &VECTORS.grid {
		let curve = curves.entry((sigma, rate)).or_insert_with(|| subsampled(sigma, rate));
		let spent = curve.times(*steps).spent(delta.parse().unwrap());
		let what = format!("σ {sigma}, q {rate}, {steps} steps, δ {delta}");
		// The promise is a thousandth; what is held is a millionth.
		not_below(spent.epsilon, double(*reference), 1e-6, 0.0, &what);
		not_below(spent.epsilon, decimal(exact), 1e-6, 0.0, &what);
		assert_eq!(*order, *exact_order, "{what}");
		assert_eq!(spent.order, *exact_order, "{what}");
		let exact = to_f64(decimal(exact));
		worst = worst.max(to_f64(spent.epsilon) / reference - 1.0);
		worst_exact = worst_exact.max((reference / exact - 1.0).abs());
		below_exact += u32::from(*reference < exact);
	}
	assert_eq!(VECTORS.grid.len(), 8 * 6 * 5 * 3);
	println!("at most {worst:.2e} above dp_accounting, which is below the exact value at {below_exact} points, off by {worst_exact:.2e} at most");
	// Why there is a margin: without one, hundreds of points would be "below" a reference that is itself off by up to 1e-10.
	assert!(below_exact > 100 && worst_exact > 1e-11);
}

#[test]
fn what_is_printed_with_six_decimals_is_within_a_thousandth_too() {
	let mut curves = HashMap::new();
	for (sigma, rate, steps, delta, reference, ..) in &VECTORS.grid {
		let curve = curves.entry((sigma, rate)).or_insert_with(|| subsampled(sigma, rate));
		let spent = curve.times(*steps).spent(delta.parse().unwrap());
		let shown: f64 = format!("{:.6}", spent.epsilon).parse().unwrap();
		assert!(shown >= *reference && shown <= reference * 1.001, "{shown} {reference}");
	}
}

/// At the borders of the range doubles fail (dp_accounting even says 0 or less there), so the exact values are what binds.
#[test]
fn curves_at_the_borders_of_the_range_enclose_the_exact_values() {
	for Subsampled { sigma, rate, dp_accounting, exact } in &VECTORS.subsampled {
		let curve = subsampled(sigma, rate);
		assert_eq!((dp_accounting.len(), exact.len()), (ORDER_COUNT, ORDER_COUNT));
		for (((order, cost), exact), reference) in curve.costs().zip(exact).zip(dp_accounting) {
			let what = format!("σ {sigma}, q {rate}, order {order}");
			not_below(cost, decimal(exact), 1e-12, 6e-14, &what);
			// One unit more than the exact value rounded down: it was cut off, not rounded up.
			assert!(cost > decimal(exact), "{what}");
			assert!(*reference <= 0.0 || cost >= double(*reference), "{what}: {cost:.20} is below {reference:e}");
		}
	}
}

#[test]
fn laplace_curves_enclose_the_exact_values_and_are_never_below_dp_accounting() {
	for Scale { scale, laplace, laplace_exact, .. } in &VECTORS.scales {
		let mechanism = Mechanism::Laplace { noise_multiplier: scale.parse().unwrap() };
		let curve = mechanism.step(Relation::ReplaceDataset).unwrap();
		for (((order, cost), exact), reference) in curve.costs().zip(laplace_exact).zip(laplace) {
			let what = format!("scale {scale}, order {order}");
			not_below(cost, decimal(exact), 1e-12, 6e-14, &what);
			not_below(cost, double(*reference), 1e-11, 1e-12, &what);
		}
	}
}

#[test]
fn discrete_laplace_curves_are_sums_over_integers_and_randomised_response() {
	for Scale { scale, randomised_response, discrete_exact, discrete_of_seven, .. } in &VECTORS.scales {
		let mechanism = Mechanism::DiscreteLaplace { noise_multiplier: scale.parse().unwrap() };
		let curve = mechanism.step(Relation::ReplaceDataset).unwrap();
		for (((order, cost), exact), reference) in curve.costs().zip(discrete_exact).zip(randomised_response) {
			let what = format!("scale {scale}, order {order}");
			not_below(cost, decimal(exact), 1e-12, 6e-14, &what);
			// Its doubles cancel where the truth is told almost surely, or almost at random.
			assert!((to_f64(cost) - reference).abs() <= 1e-9 * reference + 1e-11, "{what}: {cost:?} {reference}");
		}
		// With a larger sensitivity and the same ratio it costs less: the curve holds for all of them.
		for ((order, cost), seven) in curve.costs().zip(discrete_of_seven) {
			assert!(cost >= decimal(seven), "scale {scale}, order {order}");
		}
	}
	assert!(VECTORS.scales.iter().any(|scale| !scale.discrete_of_seven.is_empty()));
}

#[test]
fn a_double_is_compared_exactly() {
	assert_eq!(double(1.5).to_bits(), 3 << 63);
	assert_eq!(double(0.1).to_bits(), 1_844_674_407_370_955_264 + (0.1f64.to_bits() & 7 == 0) as u128);
	assert_eq!(double(f64::MIN_POSITIVE).to_bits(), 1);
	let (z, delta): (NoiseMultiplier, Delta) = ("1".parse().unwrap(), "1e-5".parse().unwrap());
	let spent = Mechanism::Gaussian { noise_multiplier: z }.cost(Relation::ReplaceDataset, 1).unwrap().spent(delta);
	assert_eq!((spent.relation, spent.delta, spent.order), (Relation::ReplaceDataset, delta, 5));
}
