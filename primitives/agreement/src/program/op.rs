//! The operations, and what each costs.

use crate::{Fact, I32F32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// One operation. It takes its values from the top of the stack and leaves one; `a` is below `b`, and `b` below `c`. Truth is
/// 1, untruth 0; read, anything but 0 is true.
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
pub enum Op {
	/// A constant.
	#[codec(index = 0)]
	Push(I32F32),
	/// A fact.
	#[codec(index = 1)]
	Load(Fact),
	/// `a + b`, within the range.
	#[codec(index = 2)]
	Add,
	/// `a − b`, within the range.
	#[codec(index = 3)]
	Sub,
	/// `a · b`, towards zero, within the range.
	#[codec(index = 4)]
	Mul,
	/// `a / b`, towards zero, within the range; 0 where `b` is 0.
	#[codec(index = 5)]
	Div,
	/// The smaller.
	#[codec(index = 6)]
	Min,
	/// The larger.
	#[codec(index = 7)]
	Max,
	/// `a`, at least `b`, and then at most `c`.
	#[codec(index = 8)]
	Clamp,
	/// The square root of `a`, rounded down; 0 below 0.
	#[codec(index = 9)]
	Sqrt,
	/// `a < b`.
	#[codec(index = 10)]
	Less,
	/// `a ≤ b`.
	#[codec(index = 11)]
	AtMost,
	/// `a > b`.
	#[codec(index = 12)]
	Greater,
	/// `a ≥ b`.
	#[codec(index = 13)]
	AtLeast,
	/// `a = b`.
	#[codec(index = 14)]
	Equal,
	/// Whether both are true.
	#[codec(index = 15)]
	And,
	/// Whether one is true.
	#[codec(index = 16)]
	Or,
	/// Whether `a` is not true.
	#[codec(index = 17)]
	Not,
	/// `b` if `a` is true, else `c`. Both have been computed: nothing here can trap or run on.
	#[codec(index = 18)]
	Select,
}

impl Op {
	/// Values it takes from the stack. It leaves one.
	pub const fn takes(self) -> u32 {
		match self {
			Self::Push(_) | Self::Load(_) => 0,
			Self::Sqrt | Self::Not => 1,
			Self::Clamp | Self::Select => 3,
			_ => 2,
		}
	}

	/// What it costs, in units of about one addition. The 128-bit division and root are the dear ones.
	pub const fn meter(self) -> u32 {
		match self {
			Self::Mul => 4,
			Self::Div => 16,
			Self::Sqrt => 32,
			_ => 1,
		}
	}
}
