//! An agreement through the real runtime, with real workers: after a survey, payouts follow what members measured.

mod common;
#[path = "common/workers.rs"]
mod workers;

use frame_support::dispatch::Callable;
use guild_agreement::{settle::bits::Bits, text, Amount, PartyView, PayoutLine, Terms, UNIT};
use guild_learning::{evaluate::params_of, Document, Evaluation, TrainError, TrainRequest, Trained, Trainer};
use guild_primitives::{metric::cost_of_bits, FlipChance, MemberId, MetricPolicy, TaskId, TaskSpec, Text, SHARE_ONE};
use guild_runtime::{constants::SURVEY_EVERY, PrivacyBudget, Rewards, Runtime, RuntimeCall};
use guild_simulation::{chain::Chain, keys::Keys};
use guild_worker::Worker;
use std::sync::Arc;
use workers::Members;

/// What owners say to the privacy ledger.
type PrivacyCall = <PrivacyBudget as Callable<Runtime>>::RuntimeCall;

/// How far each member goes towards the truth in a round: the mean is better without who goes less far than it, and worse without who
/// goes farther. All lie as far from the mean, so that nobody is quarantined, whom no agreement asks about.
const WAYS: [f32; 4] = [0.9, 0.9, 0.3, 0.3];
const TRUTH: f32 = 1.0;
const TERMS: &str = r#"
agreement "Pays what is new and of worth"
budget 1000 per round
share = quality
deposit 100
"#;

/// Learns a model whose parameters all are [`TRUTH`]: every second one in a round, and the others in the next, so that each update is
/// wholly new.
struct Learns(f32);

impl Trainer for Learns {
	fn trains(&self, _: TaskId, _: &TaskSpec) -> bool {
		true
	}
	fn train(&mut self, request: &TrainRequest<'_>) -> Result<Trained, TrainError> {
		let base = params_of(request.base, request.spec.scale);
		let way = |place: usize| if place as u32 % 2 == request.round % 2 { self.0 } else { 0.0 };
		let model_delta = base.iter().enumerate().map(|(place, param)| (TRUTH - param) * way(place)).collect();
		Ok(Trained { model_delta, samples: 10, steps_done: 1, steps_asked: 1, loss: 0.5, dataset: 0 })
	}
	fn evaluate(&mut self, spec: &TaskSpec, model: &[i32]) -> Result<Evaluation, TrainError> {
		let params = params_of(model, spec.scale);
		let squares: f64 = params.iter().map(|param| f64::from(param - TRUTH).powi(2)).sum();
		let rmse = (squares / params.len() as f64).sqrt();
		Ok(Evaluation { rmse, mae: rmse, persistence_rmse: 1.0, samples: 5, unit: "kW".into() })
	}
}

fn spec() -> TaskSpec {
	let spec = workers::spec_of(&common::task(8).replace("rounds = 3", "rounds = 20"));
	assert!(Document::parse(spec.document.as_str()).is_ok());
	spec
}

fn terms() -> Terms {
	text::parse(TERMS).unwrap()
}

/// What a round paid, by the members' places.
fn paid(chain: &Chain, members: &[MemberId], index: u32) -> Option<Vec<PayoutLine>> {
	let payouts = chain.read(|| Rewards::payouts_view(0, index, 1));
	let (_, payout) = payouts.into_iter().next()?;
	let line = |member: &MemberId| payout.lines.iter().find(|line| line.member == *member).copied();
	members.iter().map(line).collect()
}

/// Members that train this task under these terms, until the round after the first survey is paid; before that the owners of some declare
/// their datasets.
fn until_a_survey_pays(spec: TaskSpec, declared: Vec<(usize, RuntimeCall)>) -> (Arc<Chain>, Vec<MemberId>) {
	let members = Members::new(7, WAYS.len());
	let chain = &members.chain;
	chain.agree_on(spec).unwrap();
	assert_eq!(chain.by_owners(declared).unwrap(), Vec::<String>::new());
	let create = pallet_rewards::Call::create { task: 0, terms: Box::new(terms()) };
	assert_eq!(chain.carry(create.into()).unwrap(), Vec::<String>::new());
	let fund = pallet_rewards::Call::fund { agreement: 0, amount: 5_000 * UNIT };
	assert_eq!(chain.by_owners(vec![(0, fund.into())]).unwrap(), Vec::<String>::new());
	let accept = |place| (place, RuntimeCall::from(pallet_rewards::Call::accept { agreement: 0 }));
	assert_eq!(chain.by_owners((0..WAYS.len()).map(accept).collect()).unwrap(), Vec::<String>::new());

	let worker = |place: usize| Worker::in_memory(members.parts(place, Learns(WAYS[place]))).unwrap();
	let mut workers: Vec<Worker> = (0..WAYS.len()).map(worker).collect();
	let ids: Vec<MemberId> = members.keys.iter().map(Keys::member).collect();
	// The survey about the round before closes with this one.
	let surveyed = SURVEY_EVERY;
	let mut refused = Vec::new();
	for _ in 0..40 * SURVEY_EVERY {
		refused.extend(members.pass_a_block(&mut workers));
		if paid(chain, &ids, surveyed).is_some() {
			break;
		}
	}
	assert_eq!(refused, Vec::<String>::new());
	(members.chain, ids)
}

/// A member as a party.
fn parties(chain: &Chain, members: &[MemberId]) -> Vec<PartyView> {
	let view = chain.read(|| Rewards::agreement_view(0)).unwrap();
	members.iter().map(|member| *view.parties.iter().find(|party| party.member == *member).unwrap()).collect()
}

#[test]
fn after_a_survey_the_payouts_follow_what_members_told_in_bits_and_it_is_charged() {
	// Told falsely once in 65536 times: what is told is what is so.
	let flip = FlipChance::from_parts(1).unwrap();
	let spec = TaskSpec { metric: MetricPolicy::Bit { flip }, ..spec() };
	let declare = |place| {
		let budgets = serde_json::json!({ "replace_dataset": { "epsilon": "40", "delta": "1e-6" } });
		let call = PrivacyCall::declare_dataset {
			dataset: 0,
			description: Box::new(Text::new("rows of a test").unwrap()),
			overlaps: Default::default(),
			budgets: Box::new(serde_json::from_value(budgets).unwrap()),
		};
		(place, RuntimeCall::from(call))
	};
	// The last has no budget, and so tells nothing.
	let (chain, members) = until_a_survey_pays(spec, (0..3).map(declare).collect());
	let told: Vec<_> = parties(&chain, &members).into_iter().map(|party| party.bits.unwrap()).collect();
	assert_eq!(told.iter().map(Bits::sum).collect::<Vec<_>>(), [(2, 2), (2, 2), (0, 2), (0, 3)]);
	let after = paid(&chain, &members, SURVEY_EVERY).expect("the round after the survey was paid");
	for (line, bits) in after.iter().zip(&told) {
		let expected = u128::from(line.facts.novelty.to_share()) * u128::from(bits.worth()) / u128::from(SHARE_ONE);
		assert!(u128::from(line.facts.quality.to_share()).abs_diff(expected) <= 1);
	}
	assert!(after[0].paid > 2 * after[3].paid, "{after:?}");
	for (place, member) in members.iter().enumerate() {
		let ledger = chain.read(|| PrivacyBudget::ledger(*member));
		assert_eq!(ledger.len(), usize::from(place < 3));
		for entry in ledger {
			assert_eq!((entry.reports, Ok(entry.spent)), (1, cost_of_bits(flip, 3)));
		}
	}
}

#[test]
fn after_a_survey_the_payouts_follow_what_members_measured() {
	let surveyed = SURVEY_EVERY;
	let (chain, members) = until_a_survey_pays(spec(), Vec::new());
	let merits: Vec<i8> = parties(&chain, &members).into_iter().map(|party| party.merit).collect();
	assert!(merits[..2].iter().all(|merit| *merit > 0), "{merits:?}");
	assert!(merits[2..].iter().all(|merit| *merit < 0), "{merits:?}");

	let before = paid(&chain, &members, surveyed - 1).expect("the round before was paid");
	let after = paid(&chain, &members, surveyed).expect("the round after the survey was paid");
	for (lines, reported) in [(&before, false), (&after, true)] {
		let quality = |line: &PayoutLine| line.facts.quality.to_share();
		let (qualities, budget): (u64, Amount) = (lines.iter().map(quality).sum(), terms().budget);
		for line in lines {
			// As its part of all quality says; less what it could have given others, once there are reports.
			let due = budget * Amount::from(quality(line)) / Amount::from(qualities);
			assert!(line.paid <= due && (reported || line.paid + 1 >= due), "{} {due}", line.paid);
			assert!(line.paid >= due / 2, "{} {due}", line.paid);
		}
	}
	// All of an update is new. Before the survey half of that was quality; after it, what others found it worth.
	for place in 0..4 {
		let share = after[place].facts.novelty.to_share();
		let expected = u128::from(share) * (8 + merits[place]) as u128 / 16;
		assert!(u128::from(after[place].facts.quality.to_share()).abs_diff(expected) <= 1);
		assert!(share > SHARE_ONE / 100 * 99, "{share}");
		let half = before[place].facts.novelty.to_share() / 2;
		assert!(before[place].facts.quality.to_share().abs_diff(half) <= 1);
	}
	let part = |lines: &[PayoutLine]| lines[3].paid as f64 / lines.iter().map(|line| line.paid).sum::<Amount>() as f64;
	let worth = f64::from(8 + merits[3]) / merits.iter().map(|merit| f64::from(8 + merit)).sum::<f64>();
	assert!((part(&before) - 0.25).abs() < 0.01 && (part(&after) - worth).abs() < 0.05, "{merits:?}: {}", part(&after));
}
