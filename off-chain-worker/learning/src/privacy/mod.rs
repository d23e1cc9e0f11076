//! Noise from integers, for local differential privacy. No float on the way, so none of the holes that floats leave
//! (Mironov 2012).
//!
//! | module | holds |
//! | --- | --- |
//! | [`uniform`] | a uniform integer, a coin of rational bias |
//! | [`exponential`] | a coin that falls on 1 with probability e^(−γ) |
//! | [`discrete_laplace`] | Canonne, Kamath, Steinke 2020, Algorithm 2 |
//! | [`discrete_gaussian`] | their Algorithm 3 |
//! | [`noise`] | noise on the lanes of an update, by layer |
//! | [`layers`] | how much of it each layer gets, for a declared multiplier |
//! | [`release`] | clip, round, clip exactly, add noise: an update that may leave |
//! | [`response`] | one bit by randomised response |
//! | [`terms`] | what a member wants, and what comes of it with a task and a ledger |
//!
//! **Time is not constant.** How long a draw takes depends on the coins, and so on the noise. Whoever can time a member's
//! process to the microsecond may learn something about it; a member's own machine is trusted here, as with its data.
//!
//! **Entropy** is whatever the caller gives: [`crate::OsEntropy`] in earnest, [`crate::SeededEntropy`] in tests and simulations.

pub mod discrete_gaussian;
pub mod discrete_laplace;
pub mod exponential;
pub mod layers;
pub mod noise;
pub mod release;
pub mod response;
#[cfg(test)]
mod statistics;
pub mod terms;
pub mod uniform;

pub use guild_accountant::{NoiseMultiplier, Plan};

pub use discrete_gaussian::{DiscreteGaussian, Variance};
pub use layers::{largest_multiplier, noise_by_layer, LayerWeight};
pub use noise::{add_noise, Layer, NoiseError, NoiseReport};
pub use release::{encode_with_noise, Release, ReleaseError};
pub use response::respond;
pub use terms::{Forecast, NoUpdate, NoisePlan, PrivacyReport, PrivacyTerms, Refusal, MAX_PLANNED_ROUNDS};
