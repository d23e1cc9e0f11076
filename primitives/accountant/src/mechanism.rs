//! Mechanisms as data, apart from any accountant: what a manifest declares, and what it costs.

use crate::{
	curve::Curve,
	error::AccountantError,
	flip::FlipChance,
	gaussian, laplace,
	parameters::{NoiseMultiplier, SamplingRate},
	randomised_response,
	relation::Relation,
	subsampled,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// A mechanism that is accounted. A variant never changes its meaning: a new meaning is a new variant, at the end.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Hash,
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
pub enum Mechanism {
	/// Gaussian noise on a real vector.
	#[codec(index = 0)]
	Gaussian {
		/// Standard deviation / L2 sensitivity.
		noise_multiplier: NoiseMultiplier,
	},
	/// Discrete Gaussian noise on an integer vector.
	#[codec(index = 1)]
	DiscreteGaussian {
		/// σ / L2 sensitivity.
		noise_multiplier: NoiseMultiplier,
	},
	/// Laplace noise on a real vector.
	#[codec(index = 2)]
	Laplace {
		/// Scale / L1 sensitivity.
		noise_multiplier: NoiseMultiplier,
	},
	/// Discrete Laplace noise on an integer vector; also whatever else has pure ε = 1 / `noise_multiplier`.
	#[codec(index = 3)]
	DiscreteLaplace {
		/// Scale / L1 sensitivity.
		noise_multiplier: NoiseMultiplier,
	},
	/// Gaussian noise on the clipped sum over a Poisson sample of the records.
	#[codec(index = 4)]
	SubsampledGaussian {
		/// Standard deviation / L2 sensitivity.
		noise_multiplier: NoiseMultiplier,
		/// Chance of each record in each step.
		sampling_rate: SamplingRate,
	},
	/// One of two answers, and with some chance the other than the true one. One step is one answer.
	#[codec(index = 5)]
	RandomisedResponse {
		/// The chance of the other answer.
		flip: FlipChance,
	},
}

impl Mechanism {
	/// What so many steps cost under a relation. The sensitivity that the noise multiplier was made with must be the one for that
	/// relation; that is the declarer's word.
	///
	/// # Errors
	/// [`AccountantError::NoSteps`]; [`AccountantError::NotAmplified`] for a sampled mechanism under another relation than one record added
	/// or removed.
	pub fn cost(&self, relation: Relation, steps: u32) -> Result<Curve, AccountantError> {
		if steps == 0 {
			return Err(AccountantError::NoSteps);
		}
		Ok(self.step(relation)?.times(steps))
	}

	/// What one step costs: the part that is worth a memo. It depends on nothing but the mechanism and the relation.
	///
	/// # Errors
	/// [`AccountantError::NotAmplified`].
	pub fn step(&self, relation: Relation) -> Result<Curve, AccountantError> {
		Ok(match *self {
			Self::Gaussian { noise_multiplier } | Self::DiscreteGaussian { noise_multiplier } => {
				gaussian::curve(noise_multiplier, relation)
			}
			Self::Laplace { noise_multiplier } => laplace::curve(noise_multiplier, relation),
			Self::DiscreteLaplace { noise_multiplier } => laplace::discrete_curve(noise_multiplier, relation),
			Self::SubsampledGaussian { noise_multiplier, sampling_rate } => {
				if relation != Relation::AddRemoveRecord {
					return Err(AccountantError::NotAmplified);
				}
				subsampled::curve(noise_multiplier, sampling_rate)
			}
			Self::RandomisedResponse { flip } => randomised_response::curve(flip, relation),
		})
	}
}
