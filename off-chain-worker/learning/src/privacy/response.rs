//! Randomised response: of two answers the true one, or with some chance the other (Warner 1965). Exact: the chance is a whole number of
//! 65536ths, and 16 fair bits throw a coin of it.

use super::uniform::coin;
use guild_primitives::FlipChance;
use rand::RngCore;

/// An answer that may leave. `truth` is none where neither answer is truer than the other: then it is a fair coin, which tells less than
/// any truth, and costs no more.
///
/// Draws anew each time it is asked: whoever calls it keeps what it said.
pub fn respond(truth: Option<bool>, flip: FlipChance, entropy: &mut dyn RngCore) -> bool {
	match truth {
		Some(truth) => truth != coin(flip.parts().into(), FlipChance::WHOLE.into(), entropy),
		None => coin(1, 2, entropy),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{encode::SeededEntropy, privacy::statistics::chi_square};

	#[test]
	fn an_answer_is_turned_over_with_the_chance_that_is_charged() {
		let mut entropy = SeededEntropy::new(crate::seed_for_tests());
		let draws = 40_000;
		for parts in [1_000u16, 6_553, 16_384, FlipChance::MAX_PARTS] {
			let flip = FlipChance::from_parts(parts).unwrap();
			let chance = f64::from(parts) / 65_536.0;
			for (truth, yes) in [(Some(true), 1.0 - chance), (Some(false), chance), (None, 0.5)] {
				let mut counts = [0u64; 2];
				(0..draws).for_each(|_| counts[usize::from(respond(truth, flip, &mut entropy))] += 1);
				chi_square(&counts, &[1.0 - yes, yes]).accept();
			}
		}
	}

	/// Sixteen bits of entropy in all their values: exactly so many turn the answer over.
	#[test]
	fn of_all_sixteen_bits_exactly_its_parts_turn_it_over() {
		struct Counter(u64);
		impl RngCore for Counter {
			fn next_u32(&mut self) -> u32 {
				unreachable!("a coin draws 64 bits")
			}
			fn next_u64(&mut self) -> u64 {
				let next = self.0 << 48 | 0xffff_ffff_ffff;
				self.0 += 1;
				next
			}
			fn fill_bytes(&mut self, _: &mut [u8]) {
				unreachable!("a coin draws 64 bits")
			}
		}
		for parts in [1u16, 6_553, FlipChance::MAX_PARTS] {
			let flip = FlipChance::from_parts(parts).unwrap();
			let mut entropy = Counter(0);
			let turned = (0..1 << 16).filter(|_| !respond(Some(true), flip, &mut entropy)).count();
			assert_eq!((turned, entropy.0), (usize::from(parts), 1 << 16));
		}
	}
}
