//! When an agreement holds.

use super::TermsError;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use guild_primitives::{BlockNumber, RoundIndex};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// When an agreement holds. Both ends are part of it.
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
pub struct Term {
	/// First round of the task that it is about.
	pub first_round: RoundIndex,
	/// Last round; without it, all that follow.
	pub last_round: Option<RoundIndex>,
	/// Sunset: last block at which a round may become final for it to be about that round; without it, none.
	pub last_block: Option<BlockNumber>,
}

/// Where a round that becomes final stands to a term.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
	/// The agreement has not begun.
	Before,
	/// It is about this round.
	Within,
	/// It is over, for this round and all that follow.
	Over,
}

impl Term {
	/// Where the round stands that becomes final at this block.
	pub fn standing(&self, round: RoundIndex, at: BlockNumber) -> Standing {
		if self.last_round.is_some_and(|last| round > last) || self.last_block.is_some_and(|last| at > last) {
			Standing::Over
		} else if round < self.first_round {
			Standing::Before
		} else {
			Standing::Within
		}
	}

	pub(super) fn validate(&self) -> Result<(), TermsError> {
		match self.last_round {
			Some(last) if last < self.first_round => Err(TermsError::EmptyTerm),
			_ if self.last_block == Some(0) => Err(TermsError::EmptyTerm),
			_ => Ok(()),
		}
	}
}
