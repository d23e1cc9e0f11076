//! What a check costs, told from the proof alone, so that the chain can weigh a challenge before it reads anything.

use super::{FaultProof, GramStep, ModelStep, Slice};
use crate::lanes::LANE_BYTES;
use guild_primitives::limits::MAX_PARTICIPANTS;

/// What a check does besides hashing the bytes of the proof. Upper bounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Work {
	/// Products of two lanes, or of a lane and a coefficient; a step of a sort counts as one.
	pub products: u64,
	/// Whether the round's rule is run once on the last Gram matrix: see
	/// [`RuleSpec::mix_cost`](guild_primitives::RuleSpec::mix_cost).
	pub mixes: bool,
}

impl FaultProof {
	/// What checking it costs.
	pub fn work(&self) -> Work {
		match self {
			Self::GramStep(GramStep { columns, .. }) => {
				// The triangle of n columns.
				let n = columns.len() as u64;
				let pairs = n.saturating_mul(n.saturating_add(1)) / 2;
				Work { products: pairs.saturating_mul(widest(columns)), mixes: false }
			}
			Self::ModelStep(ModelStep { columns, gram, .. }) => {
				let mixes = gram.is_some();
				// Only a column rule has more than one row. It then sorts them, in at most 8 steps a row: 2^7 rows at most.
				let rows = if mixes { u64::from(MAX_PARTICIPANTS) } else { 1 };
				let steps = (columns.len() as u64).saturating_add(if mixes { 8 } else { 0 });
				Work { products: rows.saturating_mul(steps).saturating_mul(widest(columns)), mixes }
			}
			Self::Coefficients(_) => Work { products: 0, mixes: true },
			Self::Fold(_) | Self::MalformedUpdate(_) | Self::ListLength(_) | Self::Possession(_) => Work::default(),
		}
	}
}

/// Lanes of the longest column.
fn widest(columns: &[Slice]) -> u64 {
	columns.iter().map(|slice| slice.bytes.len() / LANE_BYTES).max().unwrap_or(0) as u64
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::proof::{Coefficients, Fold, LastGram};
	use alloc::vec;

	fn slice(bytes: usize) -> Slice {
		Slice { bytes: vec![0; bytes].try_into().unwrap(), path: Default::default() }
	}

	#[test]
	fn work_is_told_from_the_proof_alone() {
		let columns = vec![slice(1024), slice(1024), slice(600)];
		let leaves = slice(96);
		let gram = LastGram { entries: Default::default(), leaf: slice(96) };
		let step = FaultProof::GramStep(GramStep {
			span: 0,
			leaves: leaves.clone(),
			before: Default::default(),
			columns: columns.clone().try_into().unwrap(),
		});
		assert_eq!(step.work(), Work { products: 6 * 512, mixes: false });
		let model = |gram| {
			let columns = columns.clone().try_into().unwrap();
			FaultProof::ModelStep(ModelStep { span: 0, leaf: leaves.clone(), columns, base: None, gram })
		};
		assert_eq!(model(None).work(), Work { products: 3 * 512, mixes: false });
		assert_eq!(model(Some(gram.clone())).work(), Work { products: 128 * 11 * 512, mixes: true });
		assert_eq!(FaultProof::Coefficients(Coefficients { gram }).work(), Work { products: 0, mixes: true });
		assert_eq!(FaultProof::Fold(Fold { list: Default::default() }).work(), Work::default());
	}
}
