//! Updates with noise, by whole workers: what is declared is what was drawn, it is drawn once, and a spent budget ends training and
//! nothing else.

use crate::{
	chain::ChainFaults,
	consortium::{seed, spec_of, Consortium},
	kills::killer,
};
use guild_accountant::{Delta, Nats, NoiseMultiplier, Plan};
use guild_learning::{privacy::layers, PrivacyTerms};
use guild_primitives::{Budget, LedgerEntry, Mechanism, MechanismPolicy, MemberId, MetricPolicy, Phase, TaskSpec};
use guild_worker::Step;
use std::sync::atomic::Ordering;

/// Lanes of an update.
const LANES: usize = 401;
/// C, in lanes.
const CLIP_NORM: u64 = 500;

fn z(text: &str) -> NoiseMultiplier {
	text.parse().unwrap()
}

fn delta() -> Delta {
	"1e-6".parse().unwrap()
}

/// A task whose updates have noise between these multipliers.
fn noisy(floor: &str, ceiling: &str) -> TaskSpec {
	let mechanism = MechanismPolicy::Local { floor: z(floor), ceiling: z(ceiling) };
	let spec = TaskSpec {
		mechanism,
		metric: MetricPolicy::None,
		clip_norm: CLIP_NORM,
		..spec_of(r#"kind = "linear""#, LANES as u32 - 1)
	};
	assert_eq!((spec.dim as usize, spec.check()), (LANES, Ok(())));
	spec
}

fn terms() -> PrivacyTerms {
	PrivacyTerms {
		dataset: 1,
		planned_rounds: None,
		allocation: Plan::Uniform,
		min_noise_multiplier: None,
		budget: None,
		layers: layers::whole(LANES),
	}
}

fn epsilon(text: &str) -> Budget {
	Budget { epsilon: Nats::budget(text).unwrap(), delta: delta() }
}

/// Four members with terms, the first with a budget of its own, the others with more than they need.
fn consortium(spec: TaskSpec, first: Budget, terms_of_first: PrivacyTerms) -> Consortium {
	let mut consortium = Consortium::with_spec(seed(), 4, spec);
	for index in 0..4 {
		let id = consortium.members[index].id;
		let (budget, terms) = if index == 0 { (first, terms_of_first.clone()) } else { (epsilon("1000000"), terms()) };
		consortium.ledger.lock().declare(id, 1, budget);
		consortium.members[index].terms = Some(terms);
		consortium.start(index, None);
	}
	consortium
}

fn entry(consortium: &Consortium, index: usize) -> LedgerEntry {
	consortium.ledger.lock().best().budgets.of(&consortium.members[index].id).remove(0)
}

/// Rounds whose result has an update of this member, and rounds whose result it attested.
fn included_and_attested(consortium: &Consortium, member: &MemberId) -> (usize, usize) {
	let ledger = consortium.ledger.lock();
	let lineages = ledger.best().lineages.values();
	let included = lineages.clone().filter(|l| l.inputs.included.iter().any(|update| update.member == *member));
	(included.count(), lineages.filter(|l| l.attesters.contains(member)).count())
}

fn draws(consortium: &Consortium, index: usize) -> usize {
	consortium.members[index].draws.load(Ordering::SeqCst) as usize
}

/// What so many updates with this multiplier cost, by the ledger's code.
fn price(multiplier: &str, updates: u32) -> Budget {
	let cost = Mechanism::Local { noise_multiplier: z(multiplier) }.cost().unwrap().unwrap();
	Budget { epsilon: cost.times(updates).spent(delta()).epsilon, delta: delta() }
}

fn takes_part_in_five_and_attests_on(mut consortium: Consortium) {
	consortium.until_final(8, 2_000);
	let id = consortium.members[0].id;
	let (included, attested) = included_and_attested(&consortium, &id);
	let all = consortium.ledger.lock().best().lineages.len();
	assert!(all >= 8);
	assert_eq!((included, attested), (5, all));
	assert_eq!((consortium.bases(0), draws(&consortium, 0)), (5, 5), "no noise was drawn for a sixth");
	let entry = entry(&consortium, 0);
	assert_eq!(entry.charges, 5);
	assert!(entry.spent_at(delta()).epsilon <= entry.budget.epsilon);
	let records = consortium.records(0);
	assert!(records[..5].iter().all(|record| record.included && record.samples > 0));
	assert!(records[5..].iter().all(|record| !record.included && record.samples == 0));
	assert!(records.iter().all(|record| record.result_matches_own == Some(true)), "it goes on computing and attesting");
	// The others go on training.
	assert_eq!(included_and_attested(&consortium, &consortium.members[1].id).0, all);
}

#[test]
fn a_budget_for_five_updates_is_five_updates_and_the_member_goes_on_attesting() {
	takes_part_in_five_and_attests_on(consortium(noisy("1", "1"), price("1", 5), terms()));
}

#[test]
fn a_budget_that_is_planned_for_five_updates_lasts_for_exactly_five() {
	let plan = PrivacyTerms { planned_rounds: Some(5), ..terms() };
	let consortium = consortium(noisy("0.05", "2"), price("1.5", 5), plan);
	let ledger = consortium.ledger.clone();
	let id = consortium.members[0].id;
	takes_part_in_five_and_attests_on(consortium);
	// And each with the noise that a fifth of the budget buys.
	let ledger = ledger.lock();
	let views = ledger.submitted.iter().filter_map(|(member, call)| match call {
		guild_worker::world::Call::CommitUpdate { manifest, .. } if *member == id => Some(manifest.mechanism),
		_ => None,
	});
	for mechanism in views {
		let Mechanism::Local { noise_multiplier } = mechanism else { panic!("{mechanism:?}") };
		assert!(noise_multiplier.billionths().abs_diff(1_500_000_000) < 1_000, "{noise_multiplier}");
	}
}

#[test]
fn what_is_declared_is_in_the_bytes() {
	let mut consortium = consortium(noisy("0.5", "2"), epsilon("1000000"), terms());
	let demanding = PrivacyTerms { min_noise_multiplier: Some(z("1.75")), ..terms() };
	consortium.members[3].terms = Some(demanding);
	consortium.start(3, None);
	consortium.settle();
	let manifests = consortium.ledger.lock().best().round.as_ref().unwrap().commits.clone();
	assert_eq!(manifests.len(), 4);
	for (index, declared) in [(0, "0.5"), (3, "1.75")] {
		let id = consortium.members[index].id;
		let manifest = &manifests[&id];
		assert_eq!(manifest.mechanism, Mechanism::Local { noise_multiplier: z(declared) });
		let bytes = consortium.net.lock().peers[&id].store.as_ref().unwrap().read(&manifest.update_root).unwrap();
		let lanes: Vec<i16> = guild_aggregation::lanes::from_bytes(&bytes).unwrap();
		let square = lanes.iter().map(|lane| f64::from(*lane).powi(2)).sum::<f64>();
		// σ = 2·C·z on each lane, around an update whose square is at most C². A mean of 401 squares of Gaussians has a
		// deviation of √(2/401) of itself: six of them, and what the update adds.
		let sigma = 2.0 * CLIP_NORM as f64 * declared.parse::<f64>().unwrap();
		let ratio = square / LANES as f64 / sigma.powi(2);
		assert!((ratio - 1.0).abs() < 0.43, "{declared}: {ratio}");
	}
}

#[test]
fn a_failed_round_sends_the_same_noise_again_and_is_charged_once() {
	let mut consortium = consortium(noisy("1", "1"), price("1", 5), terms());
	// Two of four are away, so nothing reaches a quorum of three.
	let away = [consortium.members[2].id, consortium.members[3].id];
	let set_absent = |consortium: &Consortium, absent| {
		away.iter().for_each(|id| consortium.net.lock().peers.get_mut(id).unwrap().absent = absent);
	};
	set_absent(&consortium, true);
	consortium.until("in its third round", 600, |best| best.task.current_round >= 2);
	assert_eq!((draws(&consortium, 0), entry(&consortium, 0).charges), (1, 1));
	set_absent(&consortium, false);
	consortium.until_final(5, 1_500);
	consortium.settle();
	// The judge has seen the same bytes for each base model; the five updates have all come to a result.
	assert_eq!((draws(&consortium, 0), consortium.bases(0), entry(&consortium, 0).charges), (5, 5, 5));
	assert_eq!(included_and_attested(&consortium, &consortium.members[0].id).0, 5);
}

#[test]
fn a_kill_between_noise_and_commitment_draws_none_anew() {
	for (step, again) in [
		(Step::Trained, 0),
		// The bytes are on this disk, and nobody, not even the journal, has heard of them.
		(Step::UpdateStored, 1),
		(Step::UpdateJournaled, 0),
		(Step::ManifestJournaled, 0),
		(Step::CommitSubmitted, 0),
	] {
		let mut consortium = consortium(noisy("1", "1"), price("1", 2), terms());
		let (observer, kills) = killer(step, 1);
		consortium.start(0, Some(observer));
		consortium.until_final(3, 1_000);
		consortium.settle();
		assert_eq!(kills.load(Ordering::SeqCst), 1, "{step:?}");
		assert_eq!(draws(&consortium, 0), 2 + again, "{step:?}");
		assert_eq!((consortium.bases(0), entry(&consortium, 0).charges), (2, 2), "{step:?}");
	}
}

#[test]
fn whoever_may_make_no_update_votes_and_attests_all_the_same() {
	let demanding = PrivacyTerms { min_noise_multiplier: Some(z("1.1")), ..terms() };
	for (budget, declared, terms) in [
		// No dataset with a budget; a budget for less than one update; more noise demanded than the task takes; no terms.
		(epsilon("1000"), false, Some(terms())),
		(epsilon("0.5"), true, Some(terms())),
		(epsilon("1000"), true, Some(demanding)),
		(epsilon("1000"), true, None),
	] {
		let mut consortium = Consortium::with_spec(seed(), 4, noisy("0.5", "1"));
		for index in 0..4 {
			let first = index == 0;
			let id = consortium.members[index].id;
			if !first || declared {
				consortium.ledger.lock().declare(id, 1, if first { budget } else { epsilon("1000000") });
			}
			consortium.members[index].terms = if first { terms.clone() } else { Some(self::terms()) };
			consortium.start(index, None);
		}
		consortium.until_final(2, 800);
		let id = consortium.members[0].id;
		assert_eq!(draws(&consortium, 0), 0, "{terms:?}");
		let (included, attested) = included_and_attested(&consortium, &id);
		assert_eq!(included, 0);
		assert!(attested >= 2, "{terms:?}");
	}
}

#[test]
fn forks_and_losses_spend_no_more_than_the_budget() {
	let mut consortium = consortium(noisy("1", "1"), price("1", 3), terms());
	consortium.ledger.lock().faults =
		ChainFaults { fork: 0.1, loss: 0.1, delay_blocks: 2, silence: 0.05, ..ChainFaults::default() };
	consortium.until_final(5, 4_000);
	consortium.ledger.lock().faults = ChainFaults::default();
	consortium.until("past the next Commit", 400, |best| {
		best.round.as_ref().is_some_and(|round| round.phase != Phase::Commit)
	});
	let (included, _) = included_and_attested(&consortium, &consortium.members[0].id);
	let entry = entry(&consortium, 0);
	assert!(entry.charges <= 3 && included <= entry.charges as usize, "{} charges, {included} included", entry.charges);
	assert!(entry.spent_at(delta()).epsilon <= entry.budget.epsilon);
}
