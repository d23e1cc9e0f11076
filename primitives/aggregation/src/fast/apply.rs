//! The last pass, with threads.

use crate::{
	apply::{Applied, Task},
	fixed::round_coefficient_product,
};
use rayon::prelude::*;

/// The aggregate and the new model.
pub fn apply(task: &Task<'_>) -> Applied {
	let mut aggregate = vec![0i16; task.base().len()];
	aggregate.par_chunks_mut(4096).enumerate().for_each(|(block, out)| {
		let start = block * 4096;
		let mut values = vec![0i16; task.rows().len()];
		for (l, out) in out.iter_mut().enumerate() {
			for (value, row) in values.iter_mut().zip(task.rows()) {
				let lanes = task.updates().lanes().iter().map(|lanes| lanes.get(start + l).copied().unwrap_or(0));
				let sum: i64 = row.iter().zip(lanes).map(|(c, lane)| c * i64::from(lane)).sum();
				*value = round_coefficient_product(sum) as i16;
			}
			*out = task.column().combine(&mut values);
		}
	});
	let model = task.base().iter().zip(&aggregate).map(|(base, lane)| base.saturating_add((*lane).into())).collect();
	Applied { aggregate, model }
}
