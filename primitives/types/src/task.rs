//! A task: the standing agreement to train one model.

use crate::{
	ids::BlockNumber,
	limits::*,
	metric::MetricPolicy,
	privacy::{self, MechanismPolicy},
	root::Root,
	rules::{RuleError, RuleSpec},
	text::Text,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What members agree on when they agree on a task. Immutable: its hash names it, and governance votes on it.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
pub struct TaskSpec {
	/// Short name, for people.
	pub name: Text<MAX_NAME_BYTES>,
	/// What the task is for, in plain words, for those who vote on it.
	pub description: Text<MAX_DESCRIPTION_BYTES>,
	/// Model architecture, features and local training, as TOML: what every worker must do alike. Part of the hash; the
	/// runtime does not read it.
	pub document: Text<MAX_DOCUMENT_BYTES>,
	/// Root of the model that round 0 starts from: `dim` i32 lanes, little-endian. Workers make it from the document.
	pub initial_model_root: Root,
	/// Lanes of one update, d.
	pub dim: u32,
	/// Fraction bits of a lane: its real value is `lane · 2^-scale`.
	pub scale: u8,
	/// C_int: honest workers clip their update to this L2 norm, in lanes.
	pub clip_norm: u64,
	/// B: an update of a larger L2 norm, in lanes, is cut out of the matrix by the rule. At least `clip_norm`. What it is before
	/// noise; [`TaskSpec::effective_norm_bound`] is what the rule gets.
	pub norm_bound: u64,
	/// How updates are combined.
	pub rule: RuleSpec,
	/// How long each phase may last.
	pub windows: Windows,
	/// Least updates of a round; with fewer the round fails.
	pub min_participants: u16,
	/// Most self-reported samples that count for one member.
	pub max_samples: u32,
	/// Rounds that may become Final; then the task is complete.
	pub rounds: u32,
	/// The privacy mechanism that every update must declare.
	pub mechanism: MechanismPolicy,
	/// What becomes of an update that a member says it could not fetch.
	pub withheld: Withheld,
	/// Whether everybody may see the updates, for ever: those who vote on the task say so for all members.
	pub updates_public: bool,
	/// What members may show of errors on their held-out rows.
	pub metric: MetricPolicy,
}

/// What becomes of an update that a quorum says it holds, and that a voter could not fetch.
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
#[serde(rename_all = "kebab-case")]
pub enum Withheld {
	/// Its holders put its bytes on the chain, or it is not included.
	#[codec(index = 0)]
	Publish,
	/// It is not included, and neither is the update of the member that could not fetch it.
	#[codec(index = 1)]
	Exclude,
}

/// Longest duration of each phase, in blocks. A phase ends earlier when all who may act have acted.
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
pub struct Windows {
	/// Commit: local training and the commitment.
	pub commit_blocks: BlockNumber,
	/// Availability: serving, fetching, voting.
	pub availability_blocks: BlockNumber,
	/// Attest: aggregating and attesting.
	pub attest_blocks: BlockNumber,
	/// Challenge: fetching lists, recomputing, proving. At least so long; see [`crate::decide::challenge_blocks`].
	pub challenge_blocks: BlockNumber,
}

impl Windows {
	/// All of them, in the order of the phases.
	pub const fn all(&self) -> [BlockNumber; 4] {
		[self.commit_blocks, self.availability_blocks, self.attest_blocks, self.challenge_blocks]
	}
}

/// Why a task spec is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum SpecError {
	/// `dim` is not in 1 to [`MAX_DIM`].
	BadDim,
	/// `scale` exceeds [`MAX_SCALE`].
	BadScale,
	/// `clip_norm` is 0, or `norm_bound` is below it or above the norm that `dim` full lanes can have.
	BadNormBound,
	/// A window is outside [`MIN_WINDOW_BLOCKS`] to [`MAX_WINDOW_BLOCKS`].
	BadWindow,
	/// `min_participants` is 0 or exceeds [`MAX_PARTICIPANTS`].
	BadParticipants,
	/// `max_samples` is 0.
	BadSampleCap,
	/// `rounds` is not in 1 to [`MAX_ROUNDS`].
	BadRounds,
	/// The name or the document is empty.
	NoText,
	/// The rule does not hold for `min_participants` updates.
	Rule(RuleError),
	/// Withheld updates are to be published, and the task neither says that its updates are public nor has them noisy.
	UpdatesNotPublic,
	/// Withheld updates are to be published, and one has more than [`MAX_PUBLISHED_BYTES`].
	TooLongToPublish,
	/// The least noise multiplier exceeds the largest.
	BadNoise,
	/// `clip_norm` and six standard deviations of the most noise do not fit into a lane.
	NoiseDoesNotFit,
	/// Coarse values are to be shown of held-out rows, which nothing is charged for, and updates have noise.
	MetricNotCharged,
}

impl TaskSpec {
	/// The hash that names the spec.
	pub fn hash(&self) -> Root {
		Root::of_value("guild 2026-11 task spec v4", self)
	}

	/// The norm bound that a round's rule gets, in lanes (L2): `norm_bound`, and what the most noise that the task allows
	/// adds to it; see [`privacy::norm_bound_squared`].
	pub fn effective_norm_bound(&self) -> u64 {
		match self.mechanism {
			MechanismPolicy::Local { ceiling, .. } => {
				let squared = privacy::norm_bound_squared(self.norm_bound, self.clip_norm, self.dim, ceiling);
				let root = squared.isqrt();
				let up = u128::from(root.saturating_mul(root) < squared); // Rounded up: never below what is honest.
				u64::try_from(root.saturating_add(up)).unwrap_or(u64::MAX)
			}
			// Noise within training is part of what is clipped.
			MechanismPolicy::None | MechanismPolicy::RecordLevel { .. } => self.norm_bound,
		}
	}

	/// Whether the spec can be run at all.
	///
	/// # Errors
	/// The first thing that does not hold.
	pub fn check(&self) -> Result<(), SpecError> {
		let lane = u64::from(MAX_LANE.unsigned_abs());
		// Most an L2 norm can be: squared, dim · 32767² ≤ 2^57.
		let largest_squared = u64::from(self.dim).saturating_mul(lane * lane);
		if self.dim == 0 || self.dim > MAX_DIM {
			Err(SpecError::BadDim)
		} else if self.scale > MAX_SCALE {
			Err(SpecError::BadScale)
		} else if self.clip_norm == 0
			|| self.norm_bound < self.clip_norm
			|| self.norm_bound.checked_mul(self.norm_bound).is_none_or(|squared| squared > largest_squared)
		{
			Err(SpecError::BadNormBound)
		} else if self.windows.all().iter().any(|window| !(MIN_WINDOW_BLOCKS..=MAX_WINDOW_BLOCKS).contains(window)) {
			Err(SpecError::BadWindow)
		} else if self.min_participants == 0 || u32::from(self.min_participants) > MAX_PARTICIPANTS {
			Err(SpecError::BadParticipants)
		} else if self.max_samples == 0 {
			Err(SpecError::BadSampleCap)
		} else if self.rounds == 0 || self.rounds > MAX_ROUNDS {
			Err(SpecError::BadRounds)
		} else if self.name.is_empty() || self.document.is_empty() {
			Err(SpecError::NoText)
		} else if self.withheld == Withheld::Publish && !self.may_be_published() {
			Err(SpecError::UpdatesNotPublic)
		} else if self.withheld == Withheld::Publish && u64::from(self.dim) * 2 > MAX_PUBLISHED_BYTES {
			Err(SpecError::TooLongToPublish)
		} else if !self.mechanism.is_consistent() {
			Err(SpecError::BadNoise)
		} else if !privacy::fits(self.clip_norm, &self.mechanism) {
			Err(SpecError::NoiseDoesNotFit)
		} else if !self.metric.fits(&self.mechanism) {
			Err(SpecError::MetricNotCharged)
		} else {
			self.rule.check(self.min_participants.into()).map_err(SpecError::Rule)
		}
	}

	/// Whether an update may come on the chain, where everybody sees it for ever: its member has paid for that with noise, or the
	/// task says so.
	fn may_be_published(&self) -> bool {
		self.updates_public || matches!(self.mechanism, MechanismPolicy::Local { .. })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::rules::Weighting;

	#[test]
	fn withheld_updates_are_published_only_where_they_are_public_and_short() {
		let spec = |withheld, updates_public, dim| TaskSpec {
			name: Text::new("wind").unwrap(),
			description: Text::default(),
			document: Text::new("[model]").unwrap(),
			initial_model_root: Root([0; 32]),
			dim,
			scale: 0,
			clip_norm: 1,
			norm_bound: 1,
			rule: RuleSpec::mean(Weighting::Equal),
			windows: Windows { commit_blocks: 3, availability_blocks: 3, attest_blocks: 3, challenge_blocks: 3 },
			min_participants: 1,
			max_samples: 1,
			rounds: 1,
			mechanism: MechanismPolicy::None,
			withheld,
			updates_public,
			metric: MetricPolicy::None,
		};
		let check = |withheld, public, dim| spec(withheld, public, dim).check();
		assert_eq!(check(Withheld::Publish, false, 9), Err(SpecError::UpdatesNotPublic));
		let ten = "10".parse().unwrap();
		let noisy = TaskSpec {
			mechanism: MechanismPolicy::Local { floor: ten, ceiling: ten },
			..spec(Withheld::Publish, false, 9)
		};
		assert_eq!(noisy.check(), Ok(()));
		assert_eq!(TaskSpec { metric: MetricPolicy::Coarse, ..noisy }.check(), Err(SpecError::MetricNotCharged));
		let recorded = MechanismPolicy::RecordLevel { floor: ten, ceiling: ten };
		let recorded = TaskSpec { mechanism: recorded, ..spec(Withheld::Publish, false, 9) };
		assert_eq!(recorded.check(), Err(SpecError::UpdatesNotPublic));
		assert_eq!(check(Withheld::Publish, true, 1 << 22), Ok(()));
		assert_eq!(check(Withheld::Publish, true, (1 << 22) + 1), Err(SpecError::TooLongToPublish));
		assert_eq!(check(Withheld::Exclude, false, MAX_DIM), Ok(()));
		assert_eq!(check(Withheld::Exclude, true, MAX_DIM), Ok(()));
		assert_eq!(serde_json::to_string(&Withheld::Publish).unwrap(), "\"publish\"");
	}
}
