//! What an agreement remembers of a party from round to round.

use super::{bits::Bits, merit};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use guild_primitives::Contribution;
use scale_info::TypeInfo;

/// Rounds that availability looks back.
pub const RECENT_ROUNDS: u32 = u64::BITS;

/// What an agreement remembers of a party. At most 36 bytes.
#[derive(
	Clone, Copy, PartialEq, Eq, Default, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct History {
	/// Final rounds in which it was bound.
	pub rounds: u32,
	/// The last of them in a row in which its update was included.
	pub streak: u32,
	/// Whether it did all that was asked in each of the last 64 of them; the newest is bit 0.
	pub attended: u64,
	/// The change of the held-out error without its update that others reported last,
	/// −[`MERIT_STEPS`](super::merit::MERIT_STEPS) to [`MERIT_STEPS`](super::merit::MERIT_STEPS).
	pub merit: i8,
	/// What others told in bits, in a task that shows no more; then it stands for `merit`.
	pub bits: Option<Bits>,
}

impl History {
	/// Worth of its updates to the model, in units of 2^-32 from 0 to 1: what bits say, or where there are none
	/// `(8 + merit) / 16`.
	pub fn worth(&self) -> u64 {
		self.bits.as_ref().map_or_else(|| merit::worth(self.merit), Bits::worth)
	}

	/// Adds a final round.
	pub fn remember(&mut self, did: &Contribution) {
		self.rounds = self.rounds.saturating_add(1);
		self.streak = if did.score.is_some() { self.streak.saturating_add(1) } else { 0 };
		self.attended = (self.attended << 1) | u64::from(attended(did));
	}
}

/// Whether the member did all that the round asked of it.
fn attended(did: &Contribution) -> bool {
	did.work.is_some() && !did.missing && did.voted && did.attested.is_some()
}
