//! What bits say of the worth of an update, where a task shows nothing else: the share of members for whom it makes the result better, told
//! by randomised response.
//!
//! **The estimator.** Of n answers about an update Y are *better*; each was turned over with chance f, and c = 1 − 2f is how much likelier
//! the true answer is. The debiased share
//!
//! > θ̂ = (Y/n − f) / c,   as [`debiased`] has it exactly
//!
//! has the expectation θ, the true share of *better* (where an update makes no difference, the answer is a fair coin, and counts as half
//! a *better*). It is not cut to 0 to 1: that would bias it. Given the true answers its variance is f·(1 − f) / (n·c²), for fair coins no
//! more than (f·(1 − f) + c²/4) / (n·c²), which is 1/(4·n·c²) exactly: so **at most 1/(4·n·c²)**, as if n·c² members had been
//! asked and nothing were known. At ε = 1 a bit (f = 0.27) c² is 0.21: three answers say less than one exact one would, with a deviation of up to
//! 0.62 of a figure between 0 and 1. Adding up several surveys is all that helps.
//!
//! **What is paid by.** The newest [`REMEMBERED_SURVEYS`] surveys are added up, and the figure is drawn towards one half, where nothing is
//! known, by what the answers can say:
//!
//! > worth = ½ + (θ̂ − ½) · n·c² / (n·c² + 3),   cut to 0 to 1
//!
//! Of all figures that are linear in the answers it has the least expected square error, if beforehand all shares from 0 to 1 are
//! equally likely (their variance is 1/12) and the answers' is the bound above. So a single noisy survey pays nearly as if there were none.
//!
//! **Whoever lies.** A mean has no defence: of n who answer, one that says what it likes moves θ̂ by up to 1/(n·c), 1/c times what
//! it could move a share of true answers (Cheu, Smith, Ullman 2021). It moves the worth by at most c/(n·c² + 3).

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use guild_primitives::{FlipChance, SHARE_ONE};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Surveys that are added up.
pub const REMEMBERED_SURVEYS: usize = 8;
/// 1/(4·σ²), with σ² = 1/12 the variance of a share of which nothing is known.
const PRIOR: i128 = 3;

/// What one survey said of an update. 2 bytes.
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
pub struct Ballot {
	/// How many told that the result is better with it.
	pub better: u8,
	/// How many told anything, at least as many.
	pub answers: u8,
}

impl Ballot {
	/// What was counted, if more than half of `others` told anything: fewer could be those who have agreed on what to say.
	pub fn counted(better: u8, answers: u8, others: usize) -> Option<Self> {
		let enough = usize::from(answers).saturating_mul(2) > others && better <= answers;
		enough.then_some(Self { better, answers })
	}
}

/// What the newest surveys said of a member's updates, with the noise that all of them had. 18 bytes.
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
pub struct Bits {
	/// The chance with which each answer was turned over.
	pub flip: FlipChance,
	/// The surveys, newest first; those that were not are empty.
	pub ballots: [Ballot; REMEMBERED_SURVEYS],
}

impl Bits {
	/// No survey yet, in a task with this noise.
	pub const fn new(flip: FlipChance) -> Self {
		Self { flip, ballots: [Ballot { better: 0, answers: 0 }; REMEMBERED_SURVEYS] }
	}

	/// Adds a survey; the oldest gives way.
	pub fn remember(&mut self, ballot: Ballot) {
		self.ballots.rotate_right(1);
		if let Some(newest) = self.ballots.first_mut() {
			*newest = ballot;
		}
	}

	/// How many told *better*, and how many told anything, in all remembered surveys.
	pub fn sum(&self) -> (u32, u32) {
		// At most 8 · 255.
		let add = |(better, answers): (u32, u32), ballot: &Ballot| {
			(better.saturating_add(ballot.better.into()), answers.saturating_add(ballot.answers.into()))
		};
		self.ballots.iter().fold((0, 0), add)
	}

	/// Worth of the member's updates to the model, in units of 2^-32 from 0 to 1; half of it where nobody has told anything. Rounded
	/// towards one half.
	pub fn worth(&self) -> u64 {
		let (better, answers) = self.sum();
		let (better, answers) = (i128::from(better), i128::from(answers));
		// With c = C·2^-16, (θ̂ − ½)·n·c²/(n·c² + 3) = (Y − n/2)·c/(n·c² + 3) = (2Y − n)·C·2^15 / (n·C² + 3·2^32).
		// |2Y − n| < 2^11 and C < 2^16: in units of 2^-32 below 2^75, over at least 3·2^32.
		let contrast = i128::from(self.flip.contrast_parts());
		let surplus = (2 * better - answers) * contrast * (1 << (15 + 32));
		let weight = answers * contrast * contrast + PRIOR * (1 << 32);
		let half = i128::from(SHARE_ONE / 2);
		let worth = surplus.checked_div(weight).unwrap_or(0).saturating_add(half);
		u64::try_from(worth.clamp(0, SHARE_ONE.into())).unwrap_or(0)
	}
}

/// The debiased share of *better* among `answers` answers of which `better` are that, as numerator and denominator: (Y·2^16 − n·k) / (n·C),
/// for a chance of k parts and a contrast of C. Nothing without answers.
pub fn debiased(better: u32, answers: u32, flip: FlipChance) -> Option<(i64, u64)> {
	let (better, answers) = (i64::from(better), i64::from(answers));
	// Both below 2^32 · 2^16.
	let numerator = better * i64::from(FlipChance::WHOLE) - answers * i64::from(flip.parts());
	let denominator = u64::try_from(answers).ok()?.checked_mul(flip.contrast_parts().into())?;
	(denominator > 0).then_some((numerator, denominator))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::{collection::vec, prelude::*};

	fn flip(parts: u16) -> FlipChance {
		FlipChance::from_parts(parts).unwrap()
	}

	fn told(flip: FlipChance, ballots: &[(u8, u8)]) -> Bits {
		let mut bits = Bits::new(flip);
		ballots.iter().for_each(|(better, answers)| bits.remember(Ballot { better: *better, answers: *answers }));
		bits
	}

	fn share(bits: &Bits) -> f64 {
		bits.worth() as f64 / SHARE_ONE as f64
	}

	/// Every outcome of n answers with their exact chances, in parts of 2^(16·n): what was told, and how likely.
	fn outcomes(truths: &[bool], flip: FlipChance) -> Vec<(u32, i128)> {
		let n = truths.len();
		let chance = |told: u32| {
			truths.iter().enumerate().fold(1i128, |chance, (place, truth)| {
				let turned = (told >> place & 1 == 1) != *truth;
				chance * i128::from(if turned { flip.parts().into() } else { flip.truth_parts() })
			})
		};
		(0..1u32 << n).map(|told| (told.count_ones(), chance(told))).collect()
	}

	#[test]
	fn the_debiased_share_is_unbiased_and_its_variance_is_what_is_said() {
		for parts in [1u16, 6_553, 16_384, 17_624, 32_000, FlipChance::MAX_PARTS] {
			let flip = flip(parts);
			for n in 1..=4usize {
				for truths in 0..1u32 << n {
					let truths: Vec<bool> = (0..n).map(|place| truths >> place & 1 == 1).collect();
					let yes = truths.iter().filter(|truth| **truth).count() as i128;
					let outcomes = outcomes(&truths, flip);
					let whole: i128 = outcomes.iter().map(|(_, chance)| chance).sum();
					assert_eq!(whole, 1 << (16 * n));
					// Σ P·θ̂ = yes/n, all over n·C.
					let (n, contrast) = (n as i128, i128::from(flip.contrast_parts()));
					let numerator = |better: u32| i128::from(debiased(better, n as u32, flip).unwrap().0);
					let mean: i128 = outcomes.iter().map(|(better, chance)| chance * numerator(*better)).sum();
					assert_eq!(mean, whole * yes * contrast, "{parts}, {truths:?}");
					// Σ P·(θ̂ − yes/n)² = f·(1 − f)/(n·c²), times (n·C)².
					let off = |better: u32| numerator(better) - yes * contrast;
					let spread: i128 = outcomes.iter().map(|(better, chance)| chance * off(*better).pow(2)).sum();
					let variance = i128::from(flip.parts()) * i128::from(flip.truth_parts()) * n;
					assert_eq!(spread, whole * variance, "{parts}, {truths:?}");
					// At most n·(2^16)²/4: the bound 1/(4·n·c²).
					assert!(variance * 4 <= n << 32);
				}
			}
		}
		assert_eq!(debiased(0, 0, flip(1)), None);
	}

	/// By the formula, in floats: ½ + (Y/n − ½)·n·c/(n·c² + 3).
	#[test]
	fn the_worth_is_drawn_towards_one_half_by_what_the_answers_cannot_say() {
		let quarter = flip(16_384);
		// c = ½: 3 of 3 is ½ + 1.5·½/(3/4 + 3) = 0.7; eight such surveys ½ + 12·½/(6 + 3) = 7/6, cut to 1.
		assert!((share(&told(quarter, &[(3, 3)])) - 0.7).abs() < 1e-9);
		assert_eq!(told(quarter, &[(3, 3); 8]).worth(), SHARE_ONE);
		assert_eq!(told(quarter, &[(0, 3); 8]).worth(), 0);
		assert_eq!(told(quarter, &[(2, 4)]).worth(), SHARE_ONE / 2);
		assert_eq!(Bits::new(quarter).worth(), SHARE_ONE / 2);
		// Hardly any noise: c = 1 − 2^-15, 10 of 10: ½ + 5/13.
		assert!((share(&told(flip(1), &[(10, 10)])) - (0.5 + 5.0 / 13.0)).abs() < 1e-4);
		// Nothing but noise: 127 of 127 in eight surveys, c = 2^-15.
		assert!((share(&told(flip(FlipChance::MAX_PARTS), &[(127, 127); 8])) - 0.5).abs() < 0.006);
	}

	#[test]
	fn a_ninth_survey_pushes_the_first_out() {
		let mut bits = told(flip(16_384), &[(5, 5), (1, 3), (1, 3), (1, 3), (1, 3), (1, 3), (1, 3), (1, 3)]);
		assert_eq!(bits.sum(), (12, 26));
		bits.remember(Ballot { better: 2, answers: 4 });
		assert_eq!((bits.sum(), bits.ballots[0]), ((9, 25), Ballot { better: 2, answers: 4 }));
	}

	#[test]
	fn half_of_the_others_are_too_few() {
		assert_eq!(Ballot::counted(1, 2, 4), None);
		assert_eq!(Ballot::counted(1, 3, 4), Some(Ballot { better: 1, answers: 3 }));
		assert_eq!(Ballot::counted(0, 0, 0), None);
		assert_eq!(Ballot::counted(4, 3, 4), None);
	}

	proptest! {
		#[test]
		fn a_better_more_never_makes_it_less_and_one_liar_moves_it_no_further_than_said(
			parts in 1u16..=FlipChance::MAX_PARTS,
			ballots in vec((0u8..=126, 1u8..=127), 0..=7),
			better in 0u8..=126,
			more in 0u8..=126,
		) {
			let ballots: Vec<_> = ballots.into_iter().map(|(better, answers)| (better.min(answers), answers)).collect();
			let with = |better: u8| {
				let mut bits = told(flip(parts), &ballots);
				bits.remember(Ballot { better, answers: better.saturating_add(1 + more).min(127) });
				bits
			};
			let bits = with(better);
			let mut other = bits;
			other.ballots[0].better += 1;
			prop_assert!(bits.worth() <= other.worth());
			prop_assert!(other.worth() <= SHARE_ONE);
			let c = f64::from(flip(parts).contrast_parts()) / 65_536.0;
			let n = f64::from(bits.sum().1);
			// A step from one answer to the other is two halves.
			prop_assert!(share(&other) - share(&bits) <= c / (n * c * c + 3.0) + 1e-9);
		}
	}
}
