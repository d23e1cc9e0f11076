//! Privacy as all parts agree on it: what a declared mechanism protects and costs, what a task demands, how long an update with
//! noise may be, and what a dataset may spend and has spent.
//!
//! | mechanism | unit, relation | sensitivity |
//! | --- | --- | --- |
//! | `none` | nothing is promised | |
//! | `local` | a member's whole dataset, replaced by another | 2·`clip_norm` lanes (L2) |
//! | `record-level` | one record, added or removed | the clip norm of one record's gradient |
//!
//! **Noise by layer.** The declared multiplier of `local` is what all layers amount to. Where the whole update is clipped together, the
//! worst change may lie in the layer with the least noise: it is that of the least σ of all lanes. Where each layer is clipped by itself,
//! within the whole, each is a release of its own: 1/z² = Σ 1/z_l². No lane has more noise than the task's ceiling allows.
//!
//! All of it is about what is declared. That the noise was added, nobody can see.

use crate::{
	ids::{BlockNumber, DatasetId, MemberId, RoundId},
	ledger::Charged,
	limits::{MAX_DATASETS, MAX_DESCRIPTION_BYTES, MAX_LANE},
	manifest::Mechanism,
	root::Root,
	text::Text,
};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use guild_accountant::{AccountantError, Curve, Delta, Nats, NoiseMultiplier, Relation, Spent};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Units of a noise multiplier.
const BILLION: u128 = 1_000_000_000;
/// Standard deviations of the noise that must fit into a lane beside the clip norm.
const DEVIATIONS: u128 = 6;
/// √t, where an honest update exceeds the norm bound with a chance of at most e^−t: once in 7·10^10 updates.
const ROOT_OF_TAIL: u128 = 5;

/// What a task demands of the mechanism that updates declare. An index never changes its meaning.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "kebab-case", rename_all_fields = "snake_case")]
pub enum MechanismPolicy {
	/// Updates have no noise.
	#[codec(index = 0)]
	None,
	/// Updates declare [`Mechanism::Local`] with a multiplier within these bounds. A member that wants more privacy takes more noise
	/// than the floor; the ceiling bounds the noise of each lane.
	#[codec(index = 1)]
	Local {
		/// Least noise multiplier.
		floor: NoiseMultiplier,
		/// Largest noise multiplier, of any layer.
		ceiling: NoiseMultiplier,
	},
	/// Updates declare [`Mechanism::RecordLevel`] with a multiplier within these bounds.
	#[codec(index = 2)]
	RecordLevel {
		/// Least noise multiplier.
		floor: NoiseMultiplier,
		/// Largest noise multiplier.
		ceiling: NoiseMultiplier,
	},
}

impl MechanismPolicy {
	/// Whether an update may declare this. Whether its parameters can be accounted is another question: [`Mechanism::cost`].
	pub fn allows(&self, declared: &Mechanism) -> bool {
		match (*self, *declared) {
			(Self::None, Mechanism::None) => true,
			(Self::Local { floor, ceiling }, Mechanism::Local { noise_multiplier })
			| (Self::RecordLevel { floor, ceiling }, Mechanism::RecordLevel { noise_multiplier, .. }) => {
				(floor..=ceiling).contains(&noise_multiplier)
			}
			_ => false,
		}
	}

	/// The bounds of the noise multiplier, if there is noise: floor and ceiling.
	pub const fn range(&self) -> Option<(NoiseMultiplier, NoiseMultiplier)> {
		match *self {
			Self::None => None,
			Self::Local { floor, ceiling } | Self::RecordLevel { floor, ceiling } => Some((floor, ceiling)),
		}
	}

	/// Whether some mechanism is allowed at all.
	pub fn is_consistent(&self) -> bool {
		self.range().is_none_or(|(floor, ceiling)| floor <= ceiling)
	}
}

impl fmt::Display for MechanismPolicy {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::None => f.write_str("no noise: whoever reads an update learns what it says of the data"),
			Self::Local { floor, ceiling } => {
				write!(
					f,
					"noise on every update, {floor} to {ceiling} times {}",
					sensitivity_in_words(Relation::ReplaceDataset)
				)?;
				write!(f, "; protects {}", Relation::ReplaceDataset)
			}
			Self::RecordLevel { floor, ceiling } => {
				write!(
					f,
					"noise in every step, {floor} to {ceiling} times {}",
					sensitivity_in_words(Relation::AddRemoveRecord)
				)?;
				write!(f, "; protects {}", Relation::AddRemoveRecord)
			}
		}
	}
}

impl Mechanism {
	/// What one update costs under this mechanism; nothing for [`Mechanism::None`], which promises nothing.
	///
	/// # Errors
	/// A sampled mechanism without steps.
	pub fn cost(&self) -> Option<Result<Curve, AccountantError>> {
		self.accounted().map(|(mechanism, relation, steps)| mechanism.cost(relation, steps))
	}

	/// The mechanism as the accountant knows it, the relation it is accounted under, and how often it runs for one update.
	pub const fn accounted(&self) -> Option<(guild_accountant::Mechanism, Relation, u32)> {
		match *self {
			Self::None => None,
			Self::Local { noise_multiplier } => {
				Some((guild_accountant::Mechanism::DiscreteGaussian { noise_multiplier }, Relation::ReplaceDataset, 1))
			}
			Self::RecordLevel { noise_multiplier, sampling_rate, steps } => Some((
				guild_accountant::Mechanism::SubsampledGaussian { noise_multiplier, sampling_rate },
				Relation::AddRemoveRecord,
				steps,
			)),
		}
	}

	/// The relation it is accounted under. In words it names the unit too ([`Relation`] has a `Display`).
	pub const fn relation(&self) -> Option<Relation> {
		match self.accounted() {
			Some((_, relation, _)) => Some(relation),
			None => None,
		}
	}
}

/// What the noise multipliers of a relation are measured against, in words.
pub const fn sensitivity_in_words(relation: Relation) -> &'static str {
	match relation {
		Relation::AddRemoveRecord => "the clip norm of one record's gradient (L2)",
		Relation::ReplaceDataset => "twice the clip norm of an update (L2, in lanes)",
	}
}

/// Whether the noise fits into 16 bits beside the update: `clip_norm` + 6σ ≤ 32767 lanes, for the most noise that is allowed,
/// σ = 2·`clip_norm` · ceiling. Always, where no noise is added to lanes.
pub fn fits(clip_norm: u64, policy: &MechanismPolicy) -> bool {
	let MechanismPolicy::Local { ceiling, .. } = *policy else { return true };
	let clip_norm = u128::from(clip_norm);
	let Some(room) = u128::from(MAX_LANE.unsigned_abs()).checked_sub(clip_norm) else { return false };
	// 6 · 2C · z, with C ≤ 32767 < 2^15 and z < 2^50 billionths: below 2^69.
	2 * DEVIATIONS * clip_norm * u128::from(ceiling.billionths()) <= room * BILLION
}

/// How long an honest update with noise may be: B², in lanes squared, rounded up.
///
/// With σ = 2·`clip_norm` · `noise_multiplier` on each of `dim` lanes around an update of norm `norm`:
///
/// ```text
/// B² = norm²·(1 + 2·√(t/dim)) + σ²·(dim + 2·√(dim·t) + 2·t),   t = 25
/// ```
///
/// An update of that norm with noise exceeds it with a chance of at most e^−t (Hsu, Kakade, Zhang 2012, Theorem 2.1, for a
/// vector whose noise is σ²-subgaussian, as discrete Gaussian noise is: Canonne, Kamath, Steinke 2020, section 3). So it is
/// DESIGN's `C² + (1 + margin)·Σ d_l·σ_l²` with the margin that this chance asks for; with noise by layer, σ is the largest.
/// Saturates; it cannot where [`fits`] holds.
pub fn norm_bound_squared(norm: u64, clip_norm: u64, dim: u32, noise_multiplier: NoiseMultiplier) -> u128 {
	let dim = u128::from(dim.max(1));
	let (norm, multiplier) = (u128::from(norm), u128::from(noise_multiplier.billionths()));
	let root = dim.isqrt(); // Rounded down, at least 1.
	let root_up = root.saturating_add(u128::from(root.saturating_mul(root) < dim));
	let update = norm.saturating_mul(norm);
	let cross = update.saturating_mul(2 * ROOT_OF_TAIL).div_ceil(root);
	// σ = 2·C·z: in billionths. Where it fits, below 2^13 lanes and so below 2^43.
	let sigma = u128::from(clip_norm).saturating_mul(2).saturating_mul(multiplier);
	let lanes = dim + 2 * ROOT_OF_TAIL * root_up + 2 * ROOT_OF_TAIL * ROOT_OF_TAIL; // < 2^33
	let noise = sigma.saturating_mul(sigma).saturating_mul(lanes).div_ceil(BILLION * BILLION);
	update.saturating_add(cross).saturating_add(noise)
}

/// How much of its privacy a dataset may spend under one relation.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Budget {
	/// Most ε.
	pub epsilon: Nats,
	/// The δ at which it is measured.
	pub delta: Delta,
}

impl Budget {
	/// Whether so much may be spent.
	pub fn allows(&self, spent: &Curve) -> bool {
		spent.spent(self.delta).epsilon <= self.epsilon
	}

	/// Whether whatever this allows, `other` allows too: no larger ε at no larger δ.
	pub fn is_within(&self, other: &Self) -> bool {
		self.epsilon <= other.epsilon && self.delta.is_at_most(other.delta)
	}
}

/// What a dataset has spent under one relation, as the chain answers it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo, Serialize, Deserialize)]
pub struct LedgerEntry {
	/// The member's own number for the dataset.
	pub dataset: DatasetId,
	/// What it is, in the member's words, for the council.
	pub description: Text<MAX_DESCRIPTION_BYTES>,
	/// Block at which it was declared; 0 for one of genesis.
	pub declared_at: BlockNumber,
	/// The datasets that share rows with it, ascending. What they spend is in `spent`.
	pub overlaps: BoundedVec<DatasetId, ConstU32<MAX_DATASETS>>,
	/// The relation, and with it the unit, of `budget` and `spent`.
	pub relation: Relation,
	/// What may be spent under it.
	pub budget: Budget,
	/// What it and the datasets that overlap it have spent under it.
	pub spent: Curve,
	/// Updates charged to the dataset itself under it.
	pub charges: u32,
	/// Reports on held-out rows charged to the dataset itself under it.
	pub reports: u32,
	/// First block at which an update without noise, or a report of coarse values, named this dataset: from then on `spent` tells only a part.
	pub unprotected_since: Option<BlockNumber>,
}

impl LedgerEntry {
	/// What is spent at a δ.
	pub fn spent_at(&self, delta: Delta) -> Spent {
		self.spent.spent(delta)
	}

	/// ε that is left of the budget at its own δ.
	pub fn left(&self) -> Nats {
		self.budget.epsilon.left_after(self.spent_at(self.budget.delta).epsilon)
	}

	/// Whether a release of this cost is within the budget.
	///
	/// # Errors
	/// The cost is under another relation.
	pub fn can_afford(&self, cost: &Curve) -> Result<bool, AccountantError> {
		self.spent.plus(cost).map(|sum| self.budget.allows(&sum))
	}
}

/// An update that is about to be committed to: charged once for each update and dataset. Without noise it costs nothing, and needs no
/// dataset; one that it names is marked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Release {
	/// Whose it is.
	pub member: MemberId,
	/// The round it is for.
	pub round: RoundId,
	/// The dataset it was trained on, in the member's own numbers.
	pub dataset: DatasetId,
	/// The declared mechanism.
	pub mechanism: Mechanism,
	/// The update.
	pub update_root: Root,
}

impl Charged for Release {
	type Declared = Mechanism;

	fn is_costly(&self) -> bool {
		self.mechanism != Mechanism::None
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn z(text: &str) -> NoiseMultiplier {
		text.parse().unwrap()
	}

	fn local(floor: &str, ceiling: &str) -> MechanismPolicy {
		MechanismPolicy::Local { floor: z(floor), ceiling: z(ceiling) }
	}

	#[test]
	fn a_member_may_use_more_noise_than_the_floor_and_no_more_than_the_ceiling() {
		let policy = local("0.5", "2");
		for (multiplier, allowed) in [("0.499999999", false), ("0.5", true), ("1.3", true), ("2", true), ("2.1", false)]
		{
			assert_eq!(policy.allows(&Mechanism::Local { noise_multiplier: z(multiplier) }), allowed, "{multiplier}");
		}
		assert!(!policy.allows(&Mechanism::None));
		let sampled =
			Mechanism::RecordLevel { noise_multiplier: z("1"), sampling_rate: "0.01".parse().unwrap(), steps: 1 };
		assert!(!policy.allows(&sampled));
		assert!(MechanismPolicy::RecordLevel { floor: z("1"), ceiling: z("1") }.allows(&sampled));
		assert!(MechanismPolicy::None.allows(&Mechanism::None));
		assert!(!MechanismPolicy::None.allows(&Mechanism::Local { noise_multiplier: z("1") }));
		assert!(!local("2", "1.9").is_consistent() && policy.is_consistent());
	}

	#[test]
	fn a_policy_says_in_words_what_it_protects() {
		let words = local("0.5", "2").to_string();
		assert_eq!(
			words,
			"noise on every update, 0.5 to 2 times twice the clip norm of an update (L2, in lanes); protects a member's whole \
			 dataset, replaced by another"
		);
		let sampled = MechanismPolicy::RecordLevel { floor: z("1"), ceiling: z("1") };
		assert!(sampled.to_string().ends_with("protects one record, added or removed"));
	}

	#[test]
	fn a_policy_is_written_as_task_files_write_it() {
		let written = r#"{"local":{"floor":"0.5","ceiling":"2"}}"#;
		assert_eq!(serde_json::to_string(&local("0.5", "2")).unwrap(), written);
		assert_eq!(serde_json::from_str::<MechanismPolicy>("\"none\"").unwrap(), MechanismPolicy::None);
		// What tasks without noise were hashed with stays.
		assert_eq!((MechanismPolicy::None.encode(), Mechanism::None.encode()), (vec![0], vec![0]));
	}

	#[test]
	fn the_clip_norm_and_six_deviations_fit_into_a_lane() {
		// C = 2521, z = 1: 2521 + 12·2521 = 32773; 2520: 32760.
		assert!(fits(2_520, &local("0.1", "1")) && !fits(2_521, &local("0.1", "1")));
		assert!(!fits(32_768, &local("0.01", "0.01")));
		assert!(fits(u64::MAX, &MechanismPolicy::None));
	}

	/// Reference values: the formula above in exact rational arithmetic (Python's `fractions`), the roots as `math.isqrt`.
	#[test]
	fn the_norm_bound_is_the_formula_rounded_up() {
		// dim = 100, C = 10, z = 0.5: σ = 10; 100·(1 + 10/10) + 100·(100 + 100 + 50).
		assert_eq!(norm_bound_squared(10, 10, 100, z("0.5")), 200 + 25_000);
		// dim = 2: √2 is 1 below and 2 above; σ² = 4·9·1.1² = 43.56: 9 + 90 + ⌈43.56·(2 + 20 + 50)⌉.
		assert_eq!(norm_bound_squared(3, 3, 2, z("1.1")), 9 + 90 + 3_137);
		// The update may be longer than the clip norm that the noise is made for.
		assert_eq!(norm_bound_squared(20, 10, 100, z("0.5")), 800 + 25_000);
		assert_eq!(norm_bound_squared(u64::MAX, u64::MAX, u32::MAX, z("1e6")), u128::MAX);
	}

	#[test]
	fn a_budget_is_tightened_in_both_its_numbers() {
		let budget =
			|epsilon, delta: &str| Budget { epsilon: Nats::budget(epsilon).unwrap(), delta: delta.parse().unwrap() };
		let before = budget("4", "1e-6");
		assert!(before.is_within(&before));
		assert!(budget("3.9", "1e-6").is_within(&before) && budget("4", "9e-7").is_within(&before));
		assert!(!budget("4.1", "1e-6").is_within(&before) && !budget("1", "1.1e-6").is_within(&before));
	}

	#[test]
	fn what_is_declared_costs_what_the_accountant_says() {
		let declared = Mechanism::Local { noise_multiplier: z("4") };
		let cost = guild_accountant::Mechanism::DiscreteGaussian { noise_multiplier: z("4") };
		assert_eq!(declared.cost(), Some(cost.cost(Relation::ReplaceDataset, 1)));
		let none = Mechanism::RecordLevel { noise_multiplier: z("1"), sampling_rate: "0.5".parse().unwrap(), steps: 0 };
		assert_eq!(none.cost(), Some(Err(AccountantError::NoSteps)));
		assert_eq!(Mechanism::None.cost(), None);
	}
}
