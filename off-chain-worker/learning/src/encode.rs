//! The trust boundary: an f32 model delta becomes i16 lanes, and no float goes further.
//!
//! clip to L2 norm C → scale by 2^scale → round stochastically (unbiased) → clip again, exactly, in integers.

use guild_aggregation::lanes::reclip;
use guild_primitives::{limits::MAX_LANE, TaskSpec};
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// How a task encodes updates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Encoding {
	/// Fraction bits of a lane.
	pub scale: u8,
	/// C_int: largest L2 norm of an update, in lanes.
	pub clip_norm: u64,
}

impl From<&TaskSpec> for Encoding {
	fn from(spec: &TaskSpec) -> Self {
		Self { scale: spec.scale, clip_norm: spec.clip_norm }
	}
}

/// Lanes, and what encoding did to the delta.
#[derive(Clone, PartialEq, Debug)]
pub struct Encoded {
	/// The update: as many lanes as the delta has parameters, within ±32767, of L2 norm at most `clip_norm`.
	pub lanes: Vec<i16>,
	/// L2 norm of the delta before clipping, in lanes.
	pub norm_before: f64,
	/// Lanes that were larger than an i16 and were cut to it. Not 0 for long: choose a smaller `scale`.
	pub cut_lanes: u64,
}

/// Why a delta cannot be encoded.
#[derive(Clone, Copy, PartialEq, Debug, thiserror::Error)]
pub enum EncodeError {
	/// A value is NaN or infinite.
	#[error("parameter {index} of the model delta is {value}; nothing was sent")]
	NotFinite {
		/// Its place.
		index: usize,
		/// `NaN`, `inf` or `-inf`.
		value: f32,
	},
}

/// Encodes `model_delta`. `entropy` decides only the rounding: [`OsEntropy`] in earnest, [`SeededEntropy`] in tests and
/// simulations.
///
/// # Errors
/// When a value is not finite.
pub fn encode(model_delta: &[f32], encoding: &Encoding, entropy: &mut dyn RngCore) -> Result<Encoded, EncodeError> {
	if let Some(index) = model_delta.iter().position(|value| !value.is_finite()) {
		return Err(EncodeError::NotFinite { index, value: model_delta[index] });
	}
	let unit = f64::from(encoding.scale).exp2();
	let norm_before = unit * model_delta.iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>().sqrt();
	let most = target_norm(encoding.clip_norm, model_delta.len());
	let factor = if norm_before > most { unit * (most / norm_before) } else { unit };

	let mut cut_lanes = 0;
	let mut lanes: Vec<i16> = Vec::with_capacity(model_delta.len());
	for value in model_delta {
		let exact = f64::from(*value) * factor;
		let below = exact.floor();
		let up = uniform(entropy) < exact - below;
		let rounded = below + if up { 1.0 } else { 0.0 };
		let bound = f64::from(MAX_LANE);
		cut_lanes += u64::from(rounded.abs() > bound);
		lanes.push(rounded.clamp(-bound, bound) as i16);
	}
	reclip(&mut lanes, encoding.clip_norm);
	Ok(Encoded { lanes, norm_before, cut_lanes })
}

/// The norm to clip to before rounding, so that rounding, which adds length, seldom takes the update over `clip_norm`:
/// the exact clip after it shrinks what it meets, which is a small bias.
fn target_norm(clip_norm: u64, dim: usize) -> f64 {
	let clip = clip_norm as f64;
	// Rounding adds at most dim/4 to the expected square, and its cross term has a deviation of at most `clip`.
	let squared = clip * clip - dim as f64 / 4.0 - 6.0 * clip;
	if squared > clip * clip / 2.0 {
		squared.sqrt()
	} else {
		clip
	}
}

/// Uniform in [0, 1), with 53 bits.
fn uniform(entropy: &mut dyn RngCore) -> f64 {
	(entropy.next_u64() >> 11) as f64 * (-53f64).exp2()
}

/// Randomness from the operating system: a ChaCha20 stream keyed by it, once, for one update.
pub struct OsEntropy(ChaCha20Rng);

impl OsEntropy {
	/// Asks the operating system.
	///
	/// # Errors
	/// When it has none to give.
	pub fn open() -> std::io::Result<Self> {
		ChaCha20Rng::try_from_os_rng().map(Self).map_err(|error| std::io::Error::other(error.to_string()))
	}
}

/// Predictable randomness, for tests and simulations only. No flag of a node leads here.
pub struct SeededEntropy(ChaCha20Rng);

impl SeededEntropy {
	/// The stream of a seed.
	pub fn new(seed: u64) -> Self {
		Self(ChaCha20Rng::seed_from_u64(seed))
	}
}

/// Passes everything to the stream inside.
macro_rules! pass_on {
	($name:ty) => {
		impl RngCore for $name {
			fn next_u32(&mut self) -> u32 {
				self.0.next_u32()
			}
			fn next_u64(&mut self) -> u64 {
				self.0.next_u64()
			}
			fn fill_bytes(&mut self, bytes: &mut [u8]) {
				self.0.fill_bytes(bytes);
			}
		}
	};
}
pass_on!(OsEntropy);
pass_on!(SeededEntropy);

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::{prop, prop_assert, prop_assert_eq, prop_oneof, proptest, Just};

	fn squared(lanes: &[i16]) -> u128 {
		lanes.iter().map(|lane| u128::from(lane.unsigned_abs()).pow(2)).sum()
	}

	#[test]
	fn stochastic_rounding_is_unbiased() {
		let encoding = Encoding { scale: 10, clip_norm: 1 << 30 };
		let delta: Vec<f32> = [0.25f32, -0.25, 1.75, -3.125, 0.0, 7.0, 0.001].iter().map(|x| x / 1024.0).collect();
		let draws = 40_000;
		let mut entropy = SeededEntropy::new(crate::seed_for_tests());
		let mut sums = vec![0i64; delta.len()];
		for _ in 0..draws {
			for (sum, lane) in sums.iter_mut().zip(encode(&delta, &encoding, &mut entropy).unwrap().lanes) {
				*sum += i64::from(lane);
			}
		}
		for (sum, value) in sums.iter().zip(&delta) {
			let exact = f64::from(*value) * 1024.0;
			// A rounding has a deviation of at most ½: six deviations of the mean, a chance of 2e-9 a lane.
			let bound = 6.0 * 0.5 / f64::from(draws).sqrt();
			assert!((*sum as f64 / f64::from(draws) - exact).abs() <= bound, "{exact}: {sum}");
		}
	}

	#[test]
	fn a_value_that_is_exact_is_never_moved() {
		let encoding = Encoding { scale: 4, clip_norm: 1 << 30 };
		let lanes = encode(&[1.0, -2.5, 0.0625], &encoding, &mut SeededEntropy::new(1)).unwrap().lanes;
		assert_eq!(lanes, [16, -40, 1]);
	}

	#[test]
	fn a_long_delta_keeps_its_direction_and_nearly_the_whole_clip_norm() {
		let encoding = Encoding { scale: 14, clip_norm: 32_768 };
		let delta: Vec<f32> = (0..1_441).map(|i| (i as f32 * 0.7).sin()).collect();
		let encoded = encode(&delta, &encoding, &mut SeededEntropy::new(2)).unwrap();
		let norm = (squared(&encoded.lanes) as f64).sqrt();
		assert!(norm <= 32_768.0 && norm > 32_700.0, "{norm}");
		let dot: f64 = encoded.lanes.iter().zip(&delta).map(|(lane, x)| f64::from(*lane) * f64::from(*x)).sum();
		assert!(dot / norm / (encoded.norm_before / 16_384.0) > 0.999_99);
	}

	#[test]
	fn what_is_not_finite_never_becomes_a_lane() {
		let encoding = Encoding { scale: 14, clip_norm: 1 };
		for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
			let error = encode(&[0.0, value], &encoding, &mut SeededEntropy::new(1)).unwrap_err();
			assert!(error.to_string().starts_with("parameter 1 "));
		}
	}

	#[test]
	fn lanes_beyond_i16_are_cut_and_counted() {
		let encoding = Encoding { scale: 20, clip_norm: 1 << 40 };
		let encoded = encode(&[1.0, -1.0, f32::MAX, 0.01], &encoding, &mut SeededEntropy::new(1)).unwrap();
		assert_eq!(&encoded.lanes[..2], [0, 0]); // f32::MAX takes all of the norm.
		assert_eq!(encoded.cut_lanes, 1);
		let encoded = encode(&[1.0, -1.0], &encoding, &mut SeededEntropy::new(1)).unwrap();
		assert_eq!((encoded.lanes, encoded.cut_lanes), (vec![32_767, -32_767], 2));
	}

	#[test]
	fn operating_system_entropy_is_not_the_same_twice() {
		let mut draws = [OsEntropy::open().unwrap(), OsEntropy::open().unwrap()].map(|mut entropy| entropy.next_u64());
		draws.sort_unstable();
		assert_ne!(draws[0], draws[1]);
	}

	proptest! {
		#[test]
		fn no_update_is_longer_than_the_clip_norm(
			delta in prop::collection::vec(prop_oneof![-4.0f32..4.0, -1e30f32..1e30, Just(0.0)], 0..80),
			scale in 0u8..=24,
			clip_norm in prop_oneof![1u64..300, 1u64..1 << 20],
			seed: u64,
		) {
			let encoded = encode(&delta, &Encoding { scale, clip_norm }, &mut SeededEntropy::new(seed)).unwrap();
			prop_assert_eq!(encoded.lanes.len(), delta.len());
			prop_assert!(squared(&encoded.lanes) <= u128::from(clip_norm).pow(2));
			prop_assert!(encoded.lanes.iter().all(|lane| *lane != i16::MIN));
			for (lane, value) in encoded.lanes.iter().zip(&delta) {
				prop_assert!(*lane == 0 || (*lane > 0) == (*value > 0.0));
			}
		}
	}
}
