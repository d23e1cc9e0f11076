//! The constants that the rules' pages state, held against points.
//!
//! A rule is (f, κ)-robust (Allouah et al. 2023, "Fixing by mixing") if for every set S of n − f updates, with mean x̄ and
//! spread V = (1/|S|) Σ_S ‖x_i − x̄‖², its result R has ‖R − x̄‖² ≤ κ V, whatever the other f are. Here n is small, so
//! that every S can be tried; points are clustered, spread or equal, with some far away. In two dimensions.

mod common;

use common::{after, columns, gram_of, inputs, rule};
use guild_aggregation::{column::Column, mix};
use guild_primitives::{ColumnRule, MixRule, PreStep, RuleSpec};
use proptest::prelude::*;

type Point = [f64; 2];

/// One update's two lanes: near zero, near a place, anywhere, far.
fn point() -> impl Strategy<Value = Vec<i16>> {
	prop_oneof![
		3 => prop::collection::vec(-30i16..=30, 2),
		2 => prop::collection::vec(970i16..=1030, 2),
		1 => prop::collection::vec(-2000i16..=2000, 2),
		1 => prop::collection::vec(prop_oneof![Just(-32767i16), Just(0), Just(32767)], 2),
	]
}

/// f, and n ≥ `per`·f + `more` points.
fn points(per: usize, more: usize) -> impl Strategy<Value = (u16, Vec<Vec<i16>>)> {
	(1u16..=2).prop_flat_map(move |f| {
		let least = per * usize::from(f) + more;
		(Just(f), prop::collection::vec(point(), least..=least.max(8)))
	})
}

/// Every set of `size` of `n`.
fn sets(n: usize, size: usize) -> impl Iterator<Item = Vec<usize>> {
	(0u32..1 << n)
		.filter(move |set| set.count_ones() as usize == size)
		.map(move |set| (0..n).filter(|i| set >> i & 1 == 1).collect())
}

fn place(update: &[i16]) -> Point {
	[update[0].into(), update[1].into()]
}

fn mean_of(points: &[Point]) -> Point {
	[0, 1].map(|l| points.iter().map(|p| p[l]).sum::<f64>() / points.len() as f64)
}

fn squared(a: Point, b: Point) -> f64 {
	(a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

/// The mean of a set, the sum of the two eigenvalues of its covariance (V), the larger one, and its diameter.
fn spread_of(points: &[Point]) -> (Point, f64, f64, f64) {
	let mean = mean_of(points);
	let entry = |k: usize, l: usize| {
		points.iter().map(|p| (p[k] - mean[k]) * (p[l] - mean[l])).sum::<f64>() / points.len() as f64
	};
	let (a, b, c) = (entry(0, 0), entry(0, 1), entry(1, 1));
	let largest = (a + c) / 2.0 + ((a - c).powi(2) / 4.0 + b * b).sqrt();
	let diameter = points.iter().flat_map(|p| points.iter().map(move |q| squared(*p, *q))).fold(0.0, f64::max).sqrt();
	(mean, a + c, largest, diameter)
}

/// The rows' places before any rounding to lanes.
fn rows_of(spec: &RuleSpec, updates: &[Vec<i16>]) -> Vec<Point> {
	rows_by(spec, updates, &vec![1; updates.len()])
}

fn rows_by(spec: &RuleSpec, updates: &[Vec<i16>], weights: &[u32]) -> Vec<Point> {
	let mix = mix(&gram_of(updates), &inputs(spec.clone(), weights, 2)).expect("rows");
	let of = |row: &Vec<i64>| {
		[0, 1].map(|l| row.iter().zip(updates).map(|(c, u)| *c as f64 / 2f64.powi(32) * f64::from(u[l])).sum())
	};
	mix.rows.as_slice().iter().map(of).collect()
}

/// What is claimed of a result: its distance from the mean of a set with these spreads.
#[derive(Clone, Copy)]
enum Claim {
	/// At most √(κ V).
	Spread(f64),
	/// At most √(κ λ), λ the largest eigenvalue.
	Eigenvalue(f64),
	/// At most so many diameters.
	Diameter(f64),
}

/// Holds a claim against every set of n − f. `slack` is in lanes: coefficients are rounded, and so may lanes be.
#[track_caller]
fn hold(result: Point, updates: &[Vec<i16>], f: u16, claim: Claim, slack: f64, must_hold: Option<usize>) {
	for set in sets(updates.len(), updates.len() - usize::from(f)) {
		if must_hold.is_some_and(|member| !set.contains(&member)) {
			continue;
		}
		let members: Vec<Point> = set.iter().map(|i| place(&updates[*i])).collect();
		let (mean, total, largest, diameter) = spread_of(&members);
		let bound = match claim {
			Claim::Spread(kappa) => (kappa * total).sqrt(),
			Claim::Eigenvalue(kappa) => (kappa * largest.max(0.0)).sqrt(),
			Claim::Diameter(times) => times * diameter,
		};
		let off = squared(result, mean).sqrt();
		assert!(off <= bound * 1.000_001 + slack, "{off} from the mean of {set:?}, bound {bound}: {updates:?}");
	}
}

/// Rounding of a row of coefficients, in lanes, and more.
const COEFFICIENTS: f64 = 0.01;

fn nf(updates: &[Vec<i16>], f: u16) -> (f64, f64) {
	(updates.len() as f64, f.into())
}

fn krum(n: f64, f: f64) -> f64 {
	6.0 * (n - f) / (n - 2.0 * f - 1.0)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(400))]

	#[test]
	fn krum_and_multi_krum((f, updates) in points(2, 3), m in 1u16..8) {
		let (n, ff) = nf(&updates, f);
		let spec = rule(f, MixRule::Krum);
		hold(rows_of(&spec, &updates)[0], &updates, f, Claim::Spread(krum(n, ff)), COEFFICIENTS, None);
		let m = m.min(updates.len() as u16 - f);
		let spec = rule(f, MixRule::MultiKrum { m });
		hold(rows_of(&spec, &updates)[0], &updates, f, Claim::Spread(krum(n, ff)), COEFFICIENTS, None);
	}

	#[test]
	fn geometric_median((f, updates) in points(2, 1)) {
		let (n, ff) = nf(&updates, f);
		let spec = rule(f, MixRule::GeometricMedian { iterations: 1000, nu: 1 });
		let smoothing = n / (2.0 * (n - 2.0 * ff));
		let kappa = 4.0 * ((n - ff) / (n - 2.0 * ff)).powi(2);
		hold(rows_of(&spec, &updates)[0], &updates, f, Claim::Spread(kappa), smoothing + 1.0, None);
	}

	#[test]
	fn column_rules((f, updates) in points(2, 1)) {
		let (n, ff) = nf(&updates, f);
		let median = 4.0 * ((n - ff) / (n - 2.0 * ff)).powi(2);
		let trimmed = ff / (n - 2.0 * ff);
		let around = (4.0 * ff / (n - 2.0 * ff) + 2.0 * (ff / (n - ff)).sqrt()).powi(2);
		let f_usize = usize::from(f);
		for (column, kappa) in [
			(Column::Median, median),
			(Column::TrimmedMean { cut: f_usize }, trimmed),
			(Column::Meamed { far: f_usize }, around),
		] {
			let result = [0, 1].map(|l| {
				let mut lanes: Vec<i16> = updates.iter().map(|u| u[l]).collect();
				f64::from(column.combine(&mut lanes))
			});
			// Half a lane in each of two lanes.
			hold(result, &updates, f, Claim::Spread(kappa), 0.71, None);
		}
	}

	#[test]
	fn bulyan((f, updates) in points(4, 3)) {
		let (n, ff) = nf(&updates, f);
		let picked = rows_of(&RuleSpec { mix: MixRule::Bulyan, ..columns(f, ColumnRule::Meamed) }, &updates);
		let column = Column::Meamed { far: 2 * usize::from(f) };
		let result = [0, 1].map(|l| {
			let mut lanes: Vec<i16> = picked.iter().map(|row| row[l] as i16).collect();
			f64::from(column.combine(&mut lanes))
		});
		let (s, kept) = (n - 3.0 * ff, n - 4.0 * ff);
		let k = (1.0 + 2f64.sqrt()) * (ff * s).sqrt() / kept + 4.0 * ff * s / (kept * kept);
		let root = k * ((n - ff) / s).sqrt() + (2.0 * ff / s).sqrt();
		hold(result, &updates, f, Claim::Spread(root * root), 0.71, None);
	}

	#[test]
	fn minimum_diameter((f, updates) in points(2, 1)) {
		let (n, ff) = nf(&updates, f);
		let spec = rule(f, MixRule::MinimumDiameter);
		hold(rows_of(&spec, &updates)[0], &updates, f, Claim::Diameter(2.0 * ff / (n - ff)), COEFFICIENTS, None);
	}

	#[test]
	fn monna((f, updates) in points(2, 1)) {
		let (n, ff) = nf(&updates, f);
		for (pivot, row) in rows_of(&RuleSpec { mix: MixRule::Monna, ..columns(f, ColumnRule::Median) }, &updates).into_iter().enumerate() {
			hold(row, &updates, f, Claim::Diameter(2.0 * ff / (n - ff)), COEFFICIENTS, Some(pivot));
		}
	}

	#[test]
	fn smallest_maximum_eigenvalue((f, updates) in points(2, 1)) {
		let (n, ff) = nf(&updates, f);
		let spec = rule(f, MixRule::Smea);
		// The eigenvalue that it compares is one of few power iterations.
		hold(rows_of(&spec, &updates)[0], &updates, f, Claim::Eigenvalue(4.0 * ff / (n - 2.0 * ff)), 0.1, None);
	}

	#[test]
	fn covariance_agnostic_filter((f, updates) in points(3, 1)) {
		let (n, ff) = nf(&updates, f);
		let ratio = (n - ff) / (n - 2.0 * ff);
		let kappa = 2.0 * ff / (n - 3.0 * ff) * (1.0 + ratio.sqrt()).powi(2);
		let spec = rule(f, MixRule::Caf);
		hold(rows_of(&spec, &updates)[0], &updates, f, Claim::Eigenvalue(kappa), 0.1, None);
	}

	/// What rules that count updates hold of any weights.
	#[test]
	fn whatever_updates_weigh(
		(f, updates) in points(2, 3), m in 1u16..8, weights in prop::collection::vec(prop_oneof![1u32..9, Just(u32::MAX)], 8),
	) {
		let (n, ff) = nf(&updates, f);
		let weights = &weights[..updates.len()];
		let one = |mix| rows_by(&rule(f, mix), &updates, weights)[0];
		let m = m.min(updates.len() as u16 - f);
		let kappa = (4.0 * f64::from(m) + 2.0) * (n - ff) / (n - 2.0 * ff - 1.0);
		hold(one(MixRule::MultiKrum { m }), &updates, f, Claim::Spread(kappa), COEFFICIENTS, None);
		hold(one(MixRule::MinimumDiameter), &updates, f, Claim::Diameter(2.0), COEFFICIENTS, None);
		let root = (4.0 * ff / (n - 2.0 * ff)).sqrt() + (n - ff).sqrt();
		hold(one(MixRule::Smea), &updates, f, Claim::Eigenvalue(root * root), 0.1, None);
		let spec = RuleSpec { mix: MixRule::Monna, column: ColumnRule::Median, ..rule(f, MixRule::Mean) };
		for (pivot, row) in rows_by(&spec, &updates, weights).into_iter().enumerate() {
			hold(row, &updates, f, Claim::Diameter(2.0), COEFFICIENTS, Some(pivot));
		}
	}

	#[test]
	fn steps_before_a_robust_rule((f, updates) in points(2, 3)) {
		let (n, ff) = nf(&updates, f);
		// A pre-step's matrix is rounded, so that Krum may take one of two that are nearly alike.
		let mixed = after(&[PreStep::NearestNeighbourMixing], rule(f, MixRule::Krum));
		let kappa = 8.0 * ff / (n - ff) * (krum(n, ff) + 1.0);
		hold(rows_of(&mixed, &updates)[0], &updates, f, Claim::Spread(kappa), 2.0, None);
		let clipped = after(&[PreStep::Arc], rule(f, MixRule::Krum));
		let kappa = krum(n, ff) + 2.0 * ff / (n - 2.0 * ff);
		hold(rows_of(&clipped, &updates)[0], &updates, f, Claim::Spread(kappa), 2.0, None);
	}
}
