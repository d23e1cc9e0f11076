//! Steps before the mix. Each is a linear map `M` of the updates, so it acts on the Gram matrix alone:
//! `G' = M G Mᵀ`, each entry divided exactly once and rounded half to even.

pub mod clip;
pub mod nearest_neighbour_mixing;

use crate::{fixed, gram::Gram};
use alloc::{vec, vec::Vec};
use guild_primitives::{Coefficient, PreStep, COEFFICIENT_ONE};

/// Updates after some pre-steps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transformed {
	/// The Gram matrix of the transformed updates.
	pub gram: Gram,
	/// Each transformed update, as a row of coefficients over the original ones: none negative, sum at most 1.
	pub rows: Vec<Vec<Coefficient>>,
}

impl Transformed {
	/// No step yet: every update is itself.
	pub fn identity(gram: Gram) -> Self {
		let rows = (0..gram.len()).map(|i| unit_row(gram.len(), i)).collect();
		Self { gram, rows }
	}

	/// Runs one more step.
	pub fn then(self, step: PreStep, f: usize) -> Self {
		let (gram, map) = match step {
			PreStep::Clip { tau } => clip::clip(&self.gram, tau),
			PreStep::NearestNeighbourMixing => nearest_neighbour_mixing::mix(&self.gram, f),
		};
		let rows = map.iter().map(|row| self.compose(row)).collect();
		Self { gram, rows }
	}

	/// A row over the transformed updates, as a row over the original ones.
	pub fn compose(&self, row: &[Coefficient]) -> Vec<Coefficient> {
		fixed::compose(row, self.rows.iter().map(Vec::as_slice), self.gram.len())
	}
}

/// The row of `n` coefficients that is update `i` alone.
pub(crate) fn unit_row(n: usize, i: usize) -> Vec<Coefficient> {
	let mut row = vec![0; n];
	if let Some(own) = row.get_mut(i) {
		*own = COEFFICIENT_ONE;
	}
	row
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn steps_compose_in_order() {
		// Two equal updates of norm 10 and one of norm 40 at a right angle, clipped to 20, then mixed over the 2 nearest.
		let gram = Gram::new(3, vec![100, 100, 0, 100, 100, 0, 0, 0, 1600]).unwrap();
		let done =
			Transformed::identity(gram).then(PreStep::Clip { tau: 20 }, 1).then(PreStep::NearestNeighbourMixing, 1);
		let half = COEFFICIENT_ONE / 2;
		assert_eq!(done.rows, [vec![half, half, 0], vec![half, half, 0], vec![half, 0, half / 2]]);
		assert_eq!(done.gram, Gram::new(3, vec![100, 100, 50, 100, 100, 50, 50, 50, 125]).unwrap());
	}

	#[test]
	fn the_other_order_is_another_rule() {
		let gram = Gram::new(3, vec![100, 100, 0, 100, 100, 0, 0, 0, 1600]).unwrap();
		let mixed = Transformed::identity(gram).then(PreStep::NearestNeighbourMixing, 1);
		assert_eq!(mixed.gram.get(2, 2), 425);
		assert!(mixed.then(PreStep::Clip { tau: 20 }, 1).rows[2].iter().sum::<i64>() < COEFFICIENT_ONE);
	}
}
