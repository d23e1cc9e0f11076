//! What a member declares with an update, signed with its worker key so that it verifies off chain too.

use crate::{
	ids::{DatasetId, RoundId},
	limits::MAX_SOFTWARE_BYTES,
	root::Root,
	text::Text,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use guild_accountant::{NoiseMultiplier, SamplingRate};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// A member's declaration about one update.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
pub struct Manifest {
	/// The round it is for.
	pub round: RoundId,
	/// The model that training started from.
	pub base_root: Root,
	/// BLAKE3 of the update's lanes (i16, little-endian).
	pub update_root: Root,
	/// Windows (rows after feature extraction) trained on, at least 1.
	pub samples: u32,
	/// Optimiser steps done, at least 1 (FedProx partial work: it may be fewer than asked).
	pub steps_done: u32,
	/// Optimiser steps the task asked for.
	pub steps_asked: u32,
	/// The member's own number for the data set it trained on.
	pub dataset: DatasetId,
	/// The declared privacy mechanism.
	pub mechanism: Mechanism,
	/// [`crate::possession`] of the lane bytes by the member in this round.
	pub possession: Root,
	/// [`crate::seed::seed_commitment`] of the value that the member reveals with its availability vote.
	pub seed_commitment: Root,
	/// Name and version of the software.
	pub software: Text<MAX_SOFTWARE_BYTES>,
}

/// A privacy mechanism, as declared. Units, relations, sensitivities and costs are in [`crate::privacy`].
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
pub enum Mechanism {
	/// No noise: the update is what training gave, clipped and rounded.
	#[codec(index = 0)]
	None,
	/// Discrete Gaussian noise on the lanes of the clipped update, added by the member itself.
	#[codec(index = 1)]
	Local {
		/// σ over 2·`clip_norm`; where layers have noise of their own, what they amount to together: see [`crate::privacy`].
		noise_multiplier: NoiseMultiplier,
	},
	/// Gaussian noise within training, on the sum of the clipped gradients of a Poisson sample of records, in every step.
	#[codec(index = 2)]
	RecordLevel {
		/// Standard deviation / clip norm of one record's gradient.
		noise_multiplier: NoiseMultiplier,
		/// Chance of each record in each step.
		sampling_rate: SamplingRate,
		/// Steps, at least [`Manifest::steps_done`].
		steps: u32,
	},
}

impl Manifest {
	/// The hash that the worker key signs.
	pub fn signing_hash(&self) -> Root {
		Root::of_value("guild 2026-11 manifest v2", self)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_manifest_fits_in_its_bound() {
		assert!(Manifest::max_encoded_len() <= crate::limits::MAX_MANIFEST_BYTES as usize);
	}
}
