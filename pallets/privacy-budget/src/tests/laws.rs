//! What must hold whatever members declare, in whichever order.

use crate::mock::*;
use guild_accountant::{Curve, Relation};
use guild_primitives::{
	metric::{cost_of_bits, METRIC_RELATION},
	Budget, FlipChance, LedgerEntry, LedgerRefusal, Mechanism, Metric,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

#[derive(Clone, Debug)]
enum Step {
	Declare { dataset: u32, overlaps: Vec<u32>, epsilon: u32 },
	Tighten { dataset: u32, epsilon: u32 },
	Overlap(u32, u32),
	Charge { dataset: u32, update: u32, mechanism: Mechanism },
	Report { dataset: u32, round: u32, count: u32 },
}

fn mechanism() -> impl Strategy<Value = Mechanism> {
	prop_oneof![
		4 => (2u32..30).prop_map(|z| local(&z.to_string())),
		// Few, because a sampled curve takes long.
		1 => (0usize..3, 1u32..50).prop_map(|(i, steps)| sampled(["1.1", "2", "4"][i], "0.01", steps)),
		1 => Just(Mechanism::None),
	]
}

fn step() -> impl Strategy<Value = Step> {
	let few = 0u32..5;
	prop_oneof![
		3 => (few.clone(), prop::collection::btree_set(few.clone(), 0..3), 5u32..60)
			.prop_map(|(dataset, overlaps, epsilon)| Step::Declare { dataset, overlaps: overlaps.into_iter().collect(), epsilon }),
		1 => (few.clone(), 1u32..60).prop_map(|(dataset, epsilon)| Step::Tighten { dataset, epsilon }),
		1 => (few.clone(), few.clone()).prop_map(|(one, other)| Step::Overlap(one, other)),
		6 => (few.clone(), 0u32..3, 0u32..4).prop_map(|(dataset, round, count)| Step::Report { dataset, round, count }),
		9 => (few, 0u32..12, mechanism())
			.prop_map(|(dataset, update, mechanism)| Step::Charge { dataset, update, mechanism }),
	]
}

fn tenths(epsilon: u32) -> String {
	format!("{}.{}", epsilon / 10, epsilon % 10)
}

/// An own ledger, as simple as can be: every charge in a list, every sum made anew.
#[derive(Default)]
struct Twin {
	charges: Vec<(u32, u32, Mechanism)>,
	reports: Vec<(u32, u32, u32)>,
	overlaps: BTreeSet<(u32, u32)>,
}

impl Twin {
	fn overlap(&mut self, one: u32, other: u32) {
		self.overlaps.extend([(one, other), (other, one)]);
	}

	fn spent(&self, dataset: u32, relation: Relation) -> Curve {
		let counts = |other: u32| other == dataset || self.overlaps.contains(&(dataset, other));
		let those = self
			.charges
			.iter()
			.filter(|(other, _, mechanism)| counts(*other) && mechanism.relation() == Some(relation));
		let updates = those.fold(Curve::zero(relation), |sum, (_, _, mechanism)| {
			sum.plus(&mechanism.cost().unwrap().unwrap()).unwrap()
		});
		let those = self.reports.iter().filter(|(other, _, _)| counts(*other) && relation == METRIC_RELATION);
		those.fold(updates, |sum, (_, _, count)| sum.plus(&cost_of_bits(flip(), *count).unwrap()).unwrap())
	}
}

/// Noise of all reports.
fn flip() -> FlipChance {
	FlipChance::from_parts(28_000).unwrap()
}

/// What each dataset may spend, by relation.
fn budgets(entries: &[LedgerEntry]) -> Vec<(u32, Relation, Budget)> {
	entries.iter().map(|entry| (entry.dataset, entry.relation, entry.budget)).collect()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	#[test]
	fn the_ledger_is_the_sum_of_what_the_accountant_says_and_only_becomes_stricter(
		steps in prop::collection::vec(step(), 1..60),
	) {
		with_chain(|| {
			let mut twin = Twin::default();
			let mut before: Vec<LedgerEntry> = Vec::new();
			for step in steps {
				match step {
					Step::Declare { dataset, overlaps, epsilon } => {
						if declare(dataset, &overlaps, both(&tenths(epsilon))).is_ok() {
							overlaps.iter().for_each(|other| twin.overlap(dataset, *other));
						}
					},
					Step::Tighten { dataset, epsilon } => {
						let (relation, budget) = (Relation::ReplaceDataset, budget(&tenths(epsilon)));
						let _ = PrivacyBudget::tighten_budget(owner(1), dataset, relation, budget);
					},
					Step::Overlap(one, other) => {
						if PrivacyBudget::add_overlap(owner(1), one, other).is_ok() {
							twin.overlap(one, other);
						}
					},
					Step::Report { dataset, round, count } => {
						let known = twin.reports.iter().any(|(id, other, _)| (*id, *other) == (dataset, round));
						match charge_report(dataset, round, Metric::Bits { flip: flip(), count }) {
							Ok(()) => {
								assert!(!known && count > 0, "charged twice, or for nothing");
								twin.reports.push((dataset, round, count));
							},
							Err(LedgerRefusal::AlreadyCharged) => assert!(known),
							Err(_) => {},
						}
					},
					Step::Charge { dataset, update, mechanism } => {
						let known = twin.charges.iter().any(|(id, root, _)| (*id, *root) == (dataset, update));
						match charge(dataset, update, mechanism) {
							Ok(()) if mechanism != Mechanism::None && !known => {
								twin.charges.push((dataset, update, mechanism));
								// Nobody who pays for it is over the budget.
								for entry in PrivacyBudget::ledger(member(1)) {
									let pays = entry.dataset == dataset || entry.overlaps.contains(&dataset);
									if pays && Some(entry.relation) == mechanism.relation() {
										assert!(entry.budget.allows(&entry.spent));
									}
								}
							},
							Err(LedgerRefusal::DeclaredDifferently) => assert!(known),
							Ok(()) | Err(_) => {},
						}
					},
				}
				let now = PrivacyBudget::ledger(member(1));
				for entry in &now {
					assert_eq!(entry.spent, twin.spent(entry.dataset, entry.relation));
				}
				for (dataset, relation, old) in budgets(&before) {
					let entry = now.iter().find(|entry| (entry.dataset, entry.relation) == (dataset, relation)).unwrap();
					assert!(entry.budget.is_within(&old), "a budget was loosened");
				}
				for old in &before {
					let entry = now.iter().find(|e| (e.dataset, e.relation) == (old.dataset, old.relation)).unwrap();
					assert!(entry.spent.costs().zip(old.spent.costs()).all(|(new, old)| new >= old), "given back");
				}
				before = now;
			}
		});
	}

	#[test]
	fn the_order_of_charges_does_not_matter(
		order in Just((0u32..8).collect::<Vec<_>>()).prop_shuffle(),
		multipliers in prop::collection::vec(3u32..40, 8),
	) {
		let ledger = |order: &[u32]| {
			new_test_ext().execute_with(|| {
				declare(1, &[], whole("1000")).unwrap();
				declare(2, &[1], whole("1000")).unwrap();
				for update in order {
					charge(1 + update % 2, *update, local(&multipliers[*update as usize].to_string())).unwrap();
				}
				PrivacyBudget::ledger(member(1))
			})
		};
		assert_eq!(ledger(&order), ledger(&(0..8).collect::<Vec<_>>()));
	}
}
