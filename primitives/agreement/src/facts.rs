//! What a program can know of a member in a round.

use crate::I32F32;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// One fact about a member in a final round.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
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
#[serde(rename_all = "kebab-case")]
pub enum Fact {
	/// Worth of the member's update to the model, 0 to 1. What the update repeats of the previous aggregate is already taken off.
	#[codec(index = 0)]
	Quality,
	/// Samples it declared, as the task caps them. Nobody has checked them.
	#[codec(index = 1)]
	Samples,
	/// Its reputation before this round, 0 to 1.
	#[codec(index = 2)]
	Reputation,
	/// Optimiser steps done over steps asked, 0 to 1. Declared.
	#[codec(index = 3)]
	Steps,
	/// How much of the recent rounds it was there, 0 to 1.
	#[codec(index = 4)]
	Availability,
	/// Final rounds in a row, this one included, in which its update was included.
	#[codec(index = 5)]
	Streak,
	/// Final rounds since it became a party, this one included.
	#[codec(index = 6)]
	Rounds,
	/// How far the result moves when its update is left out, as its part of all such figures, 0 to 1. It is influence, not worth:
	/// a liar can have more of it than the honest.
	#[codec(index = 7)]
	Influence,
	/// The part of its update that does not lie along the previous aggregate, 0 to 1; 1 where there is none before.
	#[codec(index = 8)]
	Novelty,
}

impl Fact {
	/// All facts, in the order of their indices.
	pub const ALL: [Self; 9] = [
		Self::Quality,
		Self::Samples,
		Self::Reputation,
		Self::Steps,
		Self::Availability,
		Self::Streak,
		Self::Rounds,
		Self::Influence,
		Self::Novelty,
	];

	/// Its name in a text.
	pub const fn name(self) -> &'static str {
		match self {
			Self::Quality => "quality",
			Self::Samples => "samples",
			Self::Reputation => "reputation",
			Self::Steps => "steps",
			Self::Availability => "availability",
			Self::Streak => "streak",
			Self::Rounds => "rounds",
			Self::Influence => "influence",
			Self::Novelty => "novelty",
		}
	}

	/// Whether it counts something. The others are parts of 1.
	pub const fn is_count(self) -> bool {
		matches!(self, Self::Samples | Self::Streak | Self::Rounds)
	}

	/// The most that it can be; the least is 0.
	pub const fn most(self) -> I32F32 {
		if self.is_count() {
			I32F32::MAX
		} else {
			I32F32::ONE
		}
	}
}

/// The facts of one member in one final round.
///
/// A program reads each of them between 0 and [`Fact::most`], whatever stands here.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Default,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Facts {
	/// [`Fact::Quality`].
	pub quality: I32F32,
	/// [`Fact::Samples`].
	pub samples: I32F32,
	/// [`Fact::Reputation`].
	pub reputation: I32F32,
	/// [`Fact::Steps`].
	pub steps: I32F32,
	/// [`Fact::Availability`].
	pub availability: I32F32,
	/// [`Fact::Streak`].
	pub streak: I32F32,
	/// [`Fact::Rounds`].
	pub rounds: I32F32,
	/// [`Fact::Influence`].
	pub influence: I32F32,
	/// [`Fact::Novelty`].
	pub novelty: I32F32,
}

impl Facts {
	/// The fact, within its range.
	pub fn get(&self, fact: Fact) -> I32F32 {
		let value = match fact {
			Fact::Quality => self.quality,
			Fact::Samples => self.samples,
			Fact::Reputation => self.reputation,
			Fact::Steps => self.steps,
			Fact::Availability => self.availability,
			Fact::Streak => self.streak,
			Fact::Rounds => self.rounds,
			Fact::Influence => self.influence,
			Fact::Novelty => self.novelty,
		};
		value.clamped(I32F32::ZERO, fact.most())
	}

	/// Sets a fact.
	pub fn set(&mut self, fact: Fact, value: I32F32) {
		*match fact {
			Fact::Quality => &mut self.quality,
			Fact::Samples => &mut self.samples,
			Fact::Reputation => &mut self.reputation,
			Fact::Steps => &mut self.steps,
			Fact::Availability => &mut self.availability,
			Fact::Streak => &mut self.streak,
			Fact::Rounds => &mut self.rounds,
			Fact::Influence => &mut self.influence,
			Fact::Novelty => &mut self.novelty,
		} = value;
	}
}
