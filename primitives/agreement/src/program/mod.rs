//! The program that yields a member's share: a stack machine without loops, jumps or traps.

mod op;
mod run;

pub use op::Op;
pub use run::Run;

use crate::{Facts, Share, I32F32};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Most operations of a program.
pub const MAX_OPS: u32 = 32;
/// Most values on the stack.
pub const MAX_DEPTH: u32 = 16;
/// Most units of [`Op::meter`] that a program may run for. A unit is about one addition.
pub const MAX_METER: u32 = 256;
/// Largest absolute value of a constant, 10^9: far from the ends of the range, where sums would stop growing.
pub const MAX_CONSTANT: I32F32 = I32F32::from_bits(1_000_000_000 << 32);

/// Operations, done in order on one stack. What is left at the end is the share, cut to 0 to 1.
#[derive(
	Clone,
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
pub struct Program(pub BoundedVec<Op, ConstU32<MAX_OPS>>);

/// Why a program is refused. `at` is the place of the operation, from 0.
#[derive(
	Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum ProgramError {
	/// It has no operation.
	#[codec(index = 0)]
	Empty,
	/// The operation takes more values than there are.
	#[codec(index = 1)]
	TooFewValues {
		/// The operation.
		at: u32,
	},
	/// More than [`MAX_DEPTH`] values would wait.
	#[codec(index = 2)]
	TooDeep {
		/// The operation.
		at: u32,
	},
	/// Not exactly one value is left at the end.
	#[codec(index = 3)]
	NotOneResult {
		/// So many are.
		left: u32,
	},
	/// It could run for more than [`MAX_METER`] units.
	#[codec(index = 4)]
	TooDear {
		/// So many.
		meter: u32,
	},
	/// A constant is beyond [`MAX_CONSTANT`].
	#[codec(index = 5)]
	ConstantTooLarge {
		/// The operation.
		at: u32,
	},
}

impl core::fmt::Display for ProgramError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::Empty => write!(f, "the program has no operation"),
			Self::TooFewValues { at } => write!(f, "operation {at} takes more values than there are"),
			Self::TooDeep { at } => write!(f, "at operation {at} more than {MAX_DEPTH} values wait"),
			Self::NotOneResult { left } => write!(f, "{left} values are left at the end, and not one"),
			Self::TooDear { meter } => write!(f, "it costs {meter} units, and at most {MAX_METER} are allowed"),
			Self::ConstantTooLarge { at } => write!(f, "the constant of operation {at} is beyond {MAX_CONSTANT}"),
		}
	}
}

impl core::error::Error for ProgramError {}

impl Program {
	/// The most that a run costs, in units of [`Op::meter`].
	pub fn meter(&self) -> u32 {
		self.0.iter().fold(0, |sum, op| op.meter().saturating_add(sum))
	}

	/// Whether it can be run: every operation finds its values, one is left, and all bounds hold. Total on whatever decodes.
	///
	/// # Errors
	/// [`ProgramError`]: the first that applies, in the order of the operations; cost last.
	pub fn validate(&self) -> Result<(), ProgramError> {
		if self.0.is_empty() {
			return Err(ProgramError::Empty);
		}
		let mut depth = 0u32;
		for (op, at) in self.0.iter().zip(0u32..) {
			if let Op::Push(constant) = op {
				if *constant > MAX_CONSTANT || *constant < I32F32::ZERO.minus(MAX_CONSTANT) {
					return Err(ProgramError::ConstantTooLarge { at });
				}
			}
			depth = depth.checked_sub(op.takes()).ok_or(ProgramError::TooFewValues { at })?.saturating_add(1);
			if depth > MAX_DEPTH {
				return Err(ProgramError::TooDeep { at });
			}
		}
		if depth != 1 {
			return Err(ProgramError::NotOneResult { left: depth });
		}
		match self.meter() {
			meter if meter > MAX_METER => Err(ProgramError::TooDear { meter }),
			_ => Ok(()),
		}
	}

	/// The member's share. 0 if the program is not valid: on chain none is stored that is not, and the move of a round must not
	/// stop at one.
	pub fn share(&self, facts: &Facts) -> Share {
		self.run(facts).map_or(0, |run| run.value.to_share())
	}
}
