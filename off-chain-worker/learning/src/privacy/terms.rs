//! What a member wants for its data, and what comes of it: the next update's noise, or why there is none.
//!
//! The ledger's entries and the task come from the chain, the terms from the member's own files. Everything here is a function of
//! the three.
//!
//! **What is firm, and what is not.** Every budget is firm: the dataset's own, those of datasets that share rows with it, and the one in
//! the member's own file. So are the noise that the member demands at least, and the number of updates it plans. How the budget is laid
//! out over them ([`Plan`]) is a wish: where it asks for less noise than the task's floor or more than its ceiling, it gets those. At the floor
//! the budget outlasts the plan; at the ceiling it ends before.

use super::{
	layers::{largest_multiplier, noise_by_layer, LayerWeight},
	noise::{Layer, NoiseError},
};
use guild_accountant::{AccountantError, Curve, Delta, NoiseMultiplier, Outlook, Plan, Relation, Spent};
use guild_primitives::{Budget, DatasetId, LedgerEntry, Mechanism, MechanismPolicy, TaskSpec};
use serde::Serialize;

/// Most updates that can be planned for.
pub const MAX_PLANNED_ROUNDS: u32 = 10_000;
/// The relation of updates with noise: a member's whole dataset.
const RELATION: Relation = Relation::ReplaceDataset;

/// What a member wants for one of its datasets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PrivacyTerms {
	/// The member's own number for the dataset.
	pub dataset: DatasetId,
	/// Updates that its budget is planned for; without it, as many as the task has rounds.
	pub planned_rounds: Option<u32>,
	/// How the budget is laid out over them.
	pub allocation: Plan,
	/// Least noise multiplier, whatever the task takes.
	pub min_noise_multiplier: Option<NoiseMultiplier>,
	/// A budget of the member's own beside the one on the chain: both hold.
	pub budget: Option<Budget>,
	/// The layers that are clipped and made noisy by themselves.
	pub layers: Vec<LayerWeight>,
}

/// The noise of an update.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoisePlan {
	/// What is declared.
	pub noise_multiplier: NoiseMultiplier,
	/// Clip norm and noise of each layer, which together amount to it.
	pub layers: Vec<Layer>,
}

/// Why a ledger or a task leaves no next update, in words for the member.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
	/// All planned updates are made.
	#[error("all {0} updates that `planned_rounds` plans are made")]
	PlanDone(u32),
	/// The budget, or that of a dataset that shares rows, has no room for one more.
	#[error("the budget has no room for one more update, even with the most noise that the task takes (noise multiplier {0})")]
	Spent(NoiseMultiplier),
	/// The member demands more noise than the task takes.
	#[error("this member demands a noise multiplier of at least {demanded} (`min_noise_multiplier`), and the task takes at most {ceiling}")]
	DemandsMore {
		/// What it demands.
		demanded: NoiseMultiplier,
		/// The task's largest.
		ceiling: NoiseMultiplier,
	},
}

/// Why there is no update, in words for the member.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoUpdate {
	/// The chain knows no budget.
	#[error(
		"dataset {0} has no budget on the chain for updates with noise (unit: {relation}): declare the dataset with one",
		relation = RELATION
	)]
	NoBudget(DatasetId),
	/// The plan, the budget or the bounds of the noise.
	#[error("dataset {dataset}: {refusal} (spent: epsilon {epsilon:.3} at delta {delta}; unit: {relation})", epsilon = spent.epsilon, delta = spent.delta, relation = RELATION)]
	Refused {
		/// The dataset.
		dataset: DatasetId,
		/// Why.
		refusal: Refusal,
		/// What it has spent, at the δ of its budget.
		spent: Spent,
	},
	/// The task's noise does not fit into lanes.
	#[error(transparent)]
	Noise(#[from] NoiseError),
	/// The layers' weights leave no room between floor and ceiling.
	#[error("with the task's layer weights no noise multiplier between its floor and its ceiling is left")]
	Weights,
	/// The accountant does not take what it was given: a fault of this code.
	#[error("the cost of an update cannot be computed: {0}")]
	NotAccounted(AccountantError),
	/// The task asks for another mechanism.
	#[error("no worker of this version makes the noise that the task asks for")]
	Unknown,
}

impl PrivacyTerms {
	/// The noise of the next update for this task, as the member's entries of the ledger stand; none if the task wants none.
	///
	/// # Errors
	/// [`NoUpdate`]: then the member must not train for it.
	pub fn next_update(&self, spec: &TaskSpec, ledger: &[LedgerEntry]) -> Result<Option<NoisePlan>, NoUpdate> {
		let Some(limits) = self.limits(spec)? else { return Ok(None) };
		let entries = || ledger.iter().filter(|entry| entry.relation == RELATION);
		let of = |dataset| entries().find(|entry| entry.dataset == dataset).ok_or(NoUpdate::NoBudget(dataset));
		let own = of(self.dataset)?;
		// Datasets that share rows with this one spend what it spends, and the ledger asks each of them.
		let sharing = own.overlaps.iter().map(|dataset| of(*dataset));
		let funds = sharing.chain([Ok(own)]).map(|entry| entry.map(|entry| (&entry.spent, entry.budget)));
		let mut funds: Vec<(&Curve, Budget)> = funds.collect::<Result<_, _>>()?;
		funds.extend(self.budget.map(|budget| (&own.spent, budget)));
		let noise_multiplier =
			self.next_multiplier(&funds, own.charges, self.planned(spec), limits).map_err(|refusal| {
				let spent = own.spent_at(own.budget.delta);
				NoUpdate::Refused { dataset: self.dataset, refusal, spent }
			})?;
		let layers = noise_by_layer(&self.layers, spec.clip_norm, noise_multiplier)?;
		Ok(Some(NoisePlan { noise_multiplier, layers }))
	}

	/// What the planned updates would cost from a fresh ledger: with this member's own budget or, if it names none, with the least noise
	/// each. None if the task wants no noise.
	///
	/// # Errors
	/// [`NoUpdate`] if there would not be one update.
	pub fn forecast(&self, spec: &TaskSpec) -> Result<Option<Forecast>, NoUpdate> {
		let Some(limits) = self.limits(spec)? else { return Ok(None) };
		let delta: Delta = match self.budget {
			Some(budget) => budget.delta,
			None => DEFAULT_DELTA.parse().map_err(NoUpdate::NotAccounted)?,
		};
		let planned = self.planned(spec);
		let mut spent = Curve::zero(RELATION);
		let (mut first, mut last, mut updates, mut ended) = (None, None, 0u32, None);
		while updates < planned {
			let funds: Vec<(&Curve, Budget)> = self.budget.map(|budget| (&spent, budget)).into_iter().collect();
			let noise_multiplier = match self.next_multiplier(&funds, updates, planned, limits) {
				Ok(noise_multiplier) => noise_multiplier,
				Err(refusal) => {
					ended = Some(refusal);
					break;
				}
			};
			spent = cost(noise_multiplier).and_then(|cost| spent.plus(&cost)).map_err(NoUpdate::NotAccounted)?;
			first.get_or_insert(noise_multiplier);
			last = Some(noise_multiplier);
			updates += 1;
		}
		let total = spent.spent(delta);
		let (Some(first), Some(last)) = (first, last) else {
			let refusal = ended.unwrap_or(Refusal::PlanDone(planned));
			return Err(NoUpdate::Refused { dataset: self.dataset, refusal, spent: total });
		};
		let layers = noise_by_layer(&self.layers, spec.clip_norm, first)?;
		Ok(Some(Forecast { first, last, updates, planned, total, clip_norm: spec.clip_norm, layers, ended }))
	}

	/// The noise multiplier that every fund (what is spent, and what may be) allows after so many updates.
	fn next_multiplier(
		&self,
		funds: &[(&Curve, Budget)],
		done_rounds: u32,
		planned_rounds: u32,
		limits: Limits,
	) -> Result<NoiseMultiplier, Refusal> {
		let Limits { floor, ceiling } = limits;
		let floor = match self.min_noise_multiplier {
			Some(demanded) if demanded > ceiling => return Err(Refusal::DemandsMore { demanded, ceiling }),
			Some(demanded) => demanded.max(floor),
			None => floor,
		};
		if done_rounds >= planned_rounds {
			return Err(Refusal::PlanDone(planned_rounds));
		}
		// More noise costs less: what fits into one fund fits into it with the noise that another asks for.
		funds.iter().try_fold(floor, |most, (spent, Budget { epsilon, delta })| {
			let outlook = Outlook { spent, epsilon: *epsilon, delta: *delta, planned_rounds, done_rounds };
			let next = self.allocation.next_noise_multiplier(&outlook, floor, ceiling, cost);
			// A curve of another relation pays for nothing.
			next.ok().flatten().map(|next| next.max(most)).ok_or(Refusal::Spent(ceiling))
		})
	}

	/// Updates that are planned in all.
	fn planned(&self, spec: &TaskSpec) -> u32 {
		self.planned_rounds.unwrap_or(spec.rounds).clamp(1, MAX_PLANNED_ROUNDS)
	}

	/// The bounds of the noise multiplier; none if the task wants no noise.
	fn limits(&self, spec: &TaskSpec) -> Result<Option<Limits>, NoUpdate> {
		match spec.mechanism {
			MechanismPolicy::None => Ok(None),
			MechanismPolicy::Local { floor, ceiling } => {
				let ceiling = largest_multiplier(&self.layers, spec.clip_norm, ceiling)
					.filter(|ceiling| *ceiling >= floor)
					.ok_or(NoUpdate::Weights)?;
				Ok(Some(Limits { floor, ceiling }))
			}
			MechanismPolicy::RecordLevel { .. } => Err(NoUpdate::Unknown),
		}
	}
}

/// How much noise an update may have.
#[derive(Clone, Copy)]
struct Limits {
	/// Least noise multiplier.
	floor: NoiseMultiplier,
	/// Largest.
	ceiling: NoiseMultiplier,
}

/// What one update costs, as the ledger will say.
fn cost(noise_multiplier: NoiseMultiplier) -> Result<Curve, AccountantError> {
	// `Local` always has a cost; without one it would be as if there were no step.
	Mechanism::Local { noise_multiplier }.cost().unwrap_or(Err(AccountantError::NoSteps))
}

/// δ of a forecast for a member that names no budget.
const DEFAULT_DELTA: &str = "1e-6";

/// What planned updates would cost.
#[derive(Clone, PartialEq, Debug)]
pub struct Forecast {
	/// Noise multiplier of the first update.
	pub first: NoiseMultiplier,
	/// Of the last.
	pub last: NoiseMultiplier,
	/// Updates that the budget allows, of those planned.
	pub updates: u32,
	/// Updates that are planned.
	pub planned: u32,
	/// What they cost together.
	pub total: Spent,
	/// Clip norm of an update in lanes; the sensitivity is twice that.
	pub clip_norm: u64,
	/// Clip norm and noise of each layer in the first update.
	pub layers: Vec<Layer>,
	/// Why there are fewer than planned.
	pub ended: Option<Refusal>,
}

/// A forecast as `guild worker check` prints it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct PrivacyReport {
	/// What every update would declare.
	pub mechanism: &'static str,
	/// What is protected.
	pub unit: String,
	/// L2 sensitivity, in lanes.
	pub sensitivity_lanes: u64,
	/// Noise multiplier of the first update.
	pub first_noise_multiplier: NoiseMultiplier,
	/// Of the last.
	pub last_noise_multiplier: NoiseMultiplier,
	/// σ of the noisiest layer in the first update, in lanes.
	pub sigma_lanes: f64,
	/// Expected L2 norm of the noise in the first update, over the clip norm.
	pub noise_to_update: f64,
	/// Updates that would be made.
	pub updates: u32,
	/// Updates that are planned.
	pub planned_rounds: u32,
	/// What they cost together, from a fresh budget: ε, an upper bound.
	pub epsilon: guild_accountant::Nats,
	/// δ.
	pub delta: Delta,
	/// Order of the Rényi divergence that gives it.
	pub order: u32,
	/// Why there are fewer than planned.
	pub ended: Option<String>,
}

impl From<Forecast> for PrivacyReport {
	fn from(forecast: Forecast) -> Self {
		let variance = |layer: &Layer| layer.variance.numerator() as f64 / layer.variance.denominator() as f64;
		let square: f64 = forecast.layers.iter().map(|layer| layer.lanes as f64 * variance(layer)).sum();
		Self {
			mechanism: "local",
			unit: RELATION.to_string(),
			sensitivity_lanes: forecast.clip_norm.saturating_mul(2),
			first_noise_multiplier: forecast.first,
			last_noise_multiplier: forecast.last,
			sigma_lanes: forecast.layers.iter().map(variance).fold(0.0, f64::max).sqrt(),
			noise_to_update: square.sqrt() / forecast.clip_norm as f64,
			updates: forecast.updates,
			planned_rounds: forecast.planned,
			epsilon: forecast.total.epsilon,
			delta: forecast.total.delta,
			order: forecast.total.order,
			ended: forecast.ended.map(|refusal| refusal.to_string()),
		}
	}
}

impl std::fmt::Display for PrivacyReport {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		writeln!(f, "Would add noise to every update (local differential privacy, unit: {}):", self.unit)?;
		let Self { first_noise_multiplier: first, last_noise_multiplier: last, sensitivity_lanes, .. } = self;
		match first == last {
			true => write!(f, "  declared noise multiplier {first}")?,
			false => write!(f, "  declared noise multiplier {first} at first and {last} at last")?,
		}
		writeln!(f, ", against a sensitivity of {sensitivity_lanes} lanes")?;
		let (sigma, ratio) = (self.sigma_lanes, self.noise_to_update);
		writeln!(f, "  sigma up to {sigma:.1} lanes; the noise is {ratio:.1} times as long as the clipped update")?;
		let Self { updates, planned_rounds, epsilon, delta, order, .. } = self;
		writeln!(f, "  {updates} updates of {planned_rounds} planned cost epsilon {epsilon:.6} at delta {delta} (order {order})")?;
		match &self.ended {
			Some(why) => writeln!(f, "  then no more: {why}"),
			None => Ok(()),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::privacy::layers::whole;
	use guild_accountant::Nats;
	use guild_primitives::{MetricPolicy, Text};

	fn z(text: &str) -> NoiseMultiplier {
		text.parse().unwrap()
	}

	fn budget(epsilon: &str) -> Budget {
		Budget { epsilon: Nats::budget(epsilon).unwrap(), delta: "1e-6".parse().unwrap() }
	}

	fn spec(mechanism: MechanismPolicy) -> TaskSpec {
		let file = crate::TaskFile::load(std::path::Path::new("../../examples/wind-power/task.toml")).unwrap();
		TaskSpec { mechanism, metric: MetricPolicy::None, clip_norm: 1_000, ..file.to_spec("task.toml").unwrap() }
	}

	fn local() -> TaskSpec {
		spec(MechanismPolicy::Local { floor: z("0.1"), ceiling: z("2") })
	}

	fn terms() -> PrivacyTerms {
		PrivacyTerms {
			dataset: 1,
			planned_rounds: Some(5),
			allocation: Plan::Uniform,
			min_noise_multiplier: None,
			budget: None,
			layers: whole(1_441),
		}
	}

	fn entry(dataset: DatasetId, overlaps: &[DatasetId], epsilon: &str, charged: &[&str]) -> LedgerEntry {
		LedgerEntry {
			dataset,
			description: Text::default(),
			declared_at: 0,
			overlaps: overlaps.to_vec().try_into().unwrap(),
			relation: RELATION,
			budget: budget(epsilon),
			spent: charged
				.iter()
				.map(|text| cost(z(text)).unwrap())
				.fold(Curve::zero(RELATION), |sum, cost| sum.plus(&cost).unwrap()),
			charges: charged.len() as u32,
			reports: 0,
			unprotected_since: None,
		}
	}

	#[test]
	fn a_task_without_noise_asks_no_ledger() {
		assert_eq!(terms().next_update(&spec(MechanismPolicy::None), &[]), Ok(None));
	}

	#[test]
	fn the_datasets_own_entry_and_those_that_share_rows_decide() {
		let own = entry(1, &[], "20", &[]);
		let next =
			|ledger: &[LedgerEntry]| terms().next_update(&local(), ledger).map(|plan| plan.unwrap().noise_multiplier);
		let alone = next(std::slice::from_ref(&own)).unwrap();
		assert_eq!(next(&[entry(2, &[], "1", &["1"]), own.clone()]), Ok(alone), "another dataset is nothing to it");
		let sharing = entry(1, &[2], "20", &[]);
		assert!(next(&[sharing.clone(), entry(2, &[1], "8", &["1.9"])]).unwrap() > alone);
		assert_eq!(next(&[sharing]), Err(NoUpdate::NoBudget(2)), "the ledger would refuse it");
		assert_eq!(next(&[entry(2, &[1], "20", &[])]), Err(NoUpdate::NoBudget(1)));
		let records = LedgerEntry { relation: Relation::AddRemoveRecord, ..own };
		assert_eq!(next(&[records]), Err(NoUpdate::NoBudget(1)), "an entry for records is another thing");
	}

	#[test]
	fn a_members_own_budget_holds_beside_the_chains() {
		let ledger = [entry(1, &[], "50", &[])];
		let with = |epsilon| {
			let terms = PrivacyTerms { budget: Some(budget(epsilon)), ..terms() };
			terms.next_update(&local(), &ledger).unwrap().unwrap().noise_multiplier
		};
		let alone = terms().next_update(&local(), &ledger).unwrap().unwrap().noise_multiplier;
		assert!(with("25") > alone);
		assert_eq!(with("60"), alone);
	}

	#[test]
	fn refusals_say_what_was_spent_and_of_what() {
		let done = terms().next_update(&local(), &[entry(1, &[], "20", &["2"; 5])]).unwrap_err().to_string();
		assert!(
			done.contains("dataset 1") && done.contains("all 5 updates") && done.contains("whole dataset"),
			"{done}"
		);
		let spent = terms().next_update(&local(), &[entry(1, &[], "5", &["2", "2", "2"])]).unwrap_err().to_string();
		assert!(spent.contains("budget") && spent.contains("at delta 1e-6"), "{spent}");
		let demanding = PrivacyTerms { min_noise_multiplier: Some(z("3")), ..terms() };
		let error = demanding.next_update(&local(), &[entry(1, &[], "20", &[])]).unwrap_err().to_string();
		assert!(error.contains("min_noise_multiplier"), "{error}");
		let steps = spec(MechanismPolicy::RecordLevel { floor: z("1"), ceiling: z("2") });
		assert_eq!(terms().next_update(&steps, &[entry(1, &[], "20", &[])]), Err(NoUpdate::Unknown));
		let loud = TaskSpec { clip_norm: 30_000, ..local() };
		let error = terms().next_update(&loud, &[entry(1, &[], "20", &[])]).unwrap_err();
		assert!(matches!(error, NoUpdate::Noise(NoiseError::DoesNotFit { .. })));
	}

	#[test]
	fn weights_of_layers_keep_the_noisiest_below_the_ceiling() {
		let layer = |name: &str, lanes, weight| LayerWeight { name: name.into(), lanes, weight };
		let weighted = PrivacyTerms { layers: vec![layer("wide", 1_400, 4), layer("head", 41, 20)], ..terms() };
		// Nothing left, so as much noise as there may be.
		let plan = weighted.next_update(&local(), &[entry(1, &[], "7", &[])]).unwrap().unwrap();
		assert!(plan.noise_multiplier < z("2"));
		let ceiling = (2.0f64 * 1_000.0 * 2.0).powi(2);
		let variances = plan.layers.iter().map(|l| l.variance.numerator() as f64 / l.variance.denominator() as f64);
		assert!((0.9999..=1.0001).contains(&(variances.fold(0.0, f64::max) / ceiling)));
		let narrow = spec(MechanismPolicy::Local { floor: z("2"), ceiling: z("2") });
		assert_eq!(weighted.next_update(&narrow, &[entry(1, &[], "20", &[])]), Err(NoUpdate::Weights));
	}

	#[test]
	fn a_forecast_is_what_the_ledger_would_say_in_the_end() {
		let forecast = |terms: &PrivacyTerms| terms.forecast(&local()).unwrap().unwrap();
		let least = forecast(&terms());
		assert_eq!((least.first, least.last, least.updates, least.ended), (z("0.1"), z("0.1"), 5, None));
		let charged = entry(1, &[], "20", &["0.1"; 5]);
		assert_eq!(least.total, charged.spent_at("1e-6".parse().unwrap()));

		let planned = forecast(&PrivacyTerms { budget: Some(budget("12")), ..terms() });
		assert_eq!((planned.updates, planned.planned, planned.ended), (5, 5, None));
		assert_eq!(format!("{:.3}", planned.total.epsilon), "12.000");
		let text = PrivacyReport::from(planned).to_string();
		assert!(text.contains("5 updates of 5 planned cost epsilon 1") && text.contains("2000 lanes"), "{text}");

		let short = forecast(&PrivacyTerms { budget: Some(budget("8")), planned_rounds: Some(100), ..terms() });
		assert!(short.updates < 100 && matches!(short.ended, Some(Refusal::Spent(_))), "{short:?}");
		assert!(PrivacyReport::from(short).to_string().contains("then no more"));
		assert!(PrivacyTerms { budget: Some(budget("0.1")), ..terms() }.forecast(&local()).is_err());
		assert_eq!(terms().forecast(&spec(MechanismPolicy::None)), Ok(None));
	}
}
