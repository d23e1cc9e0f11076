//! What the workers of a simulation compute once for all.

use crate::{duties::Settled, journal::Attestation};
use guild_primitives::{CommitmentView, MemberId, Root, RoundId};
use parking_lot::Mutex;
use std::collections::BTreeMap;

/// Results that honest workers of one process share, so that a simulation of a hundred members aggregates once a round
/// instead of a hundred times. A node never has one.
///
/// Two things are shared, both functions of what the chain says and of bytes that have a root: what was found about a
/// committed update, and the result of frozen inputs. A worker takes either only if it holds the bytes itself, so that
/// who could not fetch still votes and attests without. The runtime checks a shared result once, for the worker that has
/// computed it. What is not shared is every decision: each worker reads its own duties, fetches, votes, signs, attests with
/// its own `possession` of the list, compares what others attest with what it has, and disputes what differs, for which it
/// computes again. A member that should compute something else, because it lies, shares nothing, and nobody takes from it.
#[derive(Default)]
pub struct Shared(Mutex<Newest>);

/// What was found about an update, by what the finding depends on.
type Found = BTreeMap<(MemberId, Root, Root, u32), Settled>;

/// Of the newest round only: workers move from round to round together.
#[derive(Default)]
struct Newest {
	round: Option<RoundId>,
	found: Found,
	result: Option<Attestation>,
}

impl Shared {
	fn of<T>(&self, round: &RoundId, take: impl FnOnce(&mut Newest) -> T) -> T {
		let mut newest = self.0.lock();
		if newest.round.as_ref() != Some(round) {
			*newest = Newest { round: Some(*round), ..Newest::default() };
		}
		take(&mut newest)
	}

	/// What was found about a committed update, or what `inspect` finds now.
	pub(crate) fn found<E>(
		&self,
		round: &RoundId,
		commitment: &CommitmentView,
		dim: u32,
		inspect: impl FnOnce() -> Result<Settled, E>,
	) -> Result<Settled, E> {
		let key = (commitment.member, commitment.update_root, commitment.possession, dim);
		if let Some(settled) = self.of(round, |newest| newest.found.get(&key).cloned()) {
			return Ok(settled);
		}
		let settled = inspect()?;
		self.of(round, |newest| newest.found.insert(key, settled.clone()));
		Ok(settled)
	}

	/// The result of these inputs, if a worker has it.
	pub(crate) fn result(&self, round: &RoundId, inputs_hash: &Root) -> Option<Attestation> {
		self.of(round, |newest| newest.result.clone()).filter(|result| result.inputs_hash == *inputs_hash)
	}

	/// Gives a result to the others.
	pub(crate) fn give(&self, round: &RoundId, result: &Attestation) {
		self.of(round, |newest| newest.result = Some(result.clone()));
	}
}
