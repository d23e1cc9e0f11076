//! One mixed row over one block: `out[l] = round(Σ_j c_j · u_j[l] / 2^32)`, half to even.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "aarch64")]
mod neon;

use super::{plan::Plan, Engine};
use crate::fixed::round_coefficient_product;
use core::ops::Range;

/// Writes the row's lanes in `range` to `out`, which has as many.
pub(super) fn row(engine: Engine, plan: &Plan, updates: &[&[i16]], range: Range<usize>, out: &mut [i16]) {
	let part = |update: usize| updates.get(update).and_then(|lanes| lanes.get(range.clone())).unwrap_or(&[]);
	match plan {
		Plan::Copy(update) => out.iter_mut().zip(part(*update)).for_each(|(out, lane)| *out = *lane),
		Plan::Blend { terms, groups } => {
			let done = match engine {
				Engine::Portable => 0,
				#[cfg(target_arch = "x86_64")]
				Engine::Avx2(simd) | Engine::Avx512(simd, _) => avx2::row(simd, groups, part, out),
				#[cfg(target_arch = "aarch64")]
				Engine::Neon(simd) => neon::row(simd, groups, part, out),
			};
			if done < out.len() {
				let terms: Vec<(&[i16], i64)> = terms.iter().map(|(update, c)| (part(*update), *c)).collect();
				portable(&terms, done, out);
			}
		}
	}
}

/// The lanes from `start` on. A sum of products is below 2^32 · 2^15 = 2^47, as Σ|c| ≤ 1.
fn portable(terms: &[(&[i16], i64)], start: usize, out: &mut [i16]) {
	/// Sums that stay in the first level of cache.
	const RUN: usize = 256;
	let mut sums = [0i64; RUN];
	for (run, out) in out.get_mut(start..).into_iter().flat_map(|rest| rest.chunks_mut(RUN)).enumerate() {
		let from = start + run * RUN;
		sums.fill(0);
		for (lanes, c) in terms {
			let lanes = lanes.get(from..from + out.len()).unwrap_or(&[]);
			sums.iter_mut().zip(lanes).for_each(|(sum, lane)| *sum += c * i64::from(*lane));
		}
		out.iter_mut().zip(&sums).for_each(|(out, sum)| *out = round_coefficient_product(*sum) as i16);
	}
}
