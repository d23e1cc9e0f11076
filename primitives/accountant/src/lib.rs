//! What a privacy mechanism costs, in integers and always rounded up.
//!
//! The ledger never believes an ε. It takes the mechanism that was declared (a [`Mechanism`] with its noise, sampling and
//! steps), computes what that costs at each of [`ORDER_COUNT`] orders of the Rényi divergence (a [`Curve`]), adds curves, and turns the
//! sum into ε at a δ (a [`Spent`]). Worker, node and runtime run this code and get the same bits.
//!
//! ```
//! use guild_accountant::{Mechanism, Relation};
//!
//! let mechanism = Mechanism::SubsampledGaussian { noise_multiplier: "1.1".parse()?, sampling_rate: "0.01".parse()? };
//! let spent = mechanism.cost(Relation::AddRemoveRecord, 1_000)?.spent("1e-5".parse()?);
//! assert_eq!(format!("{:.6} at order {}", spent.epsilon, spent.order), "1.725291 at order 9");
//! # Ok::<(), guild_accountant::AccountantError>(())
//! ```
//!
//! | module | holds |
//! | --- | --- |
//! | `parameters` | noise multiplier, sampling rate, δ: exact decimals in a range |
//! | `flip` | the noise of randomised response: a chance in parts of 2^-16 |
//! | `relation` | the unit that is protected |
//! | `gaussian`, `laplace`, `subsampled`, `randomised_response` | the mechanisms, one formula each |
//! | `curve`, `orders` | costs at all orders; their sum; ε at a δ |
//! | `plan` | the noise of the next round, from what is left of a budget |
//! | `zcdp` | one number where a curve is not needed |
//! | `bound`, `transcendental`, `wide` | the arithmetic: bounds whose type tells their direction |
//!
//! # Why it is never too small
//!
//! Each number on the way is a bound with a direction in its type (`bound`), each function keeps that direction and says why,
//! and each integer division that is left rounds up. What it says is arithmetic about a declared mechanism. That the noise was added, that
//! records were clipped and sampled as declared, is nothing it can see.
//!
//! # What is not here
//!
//! No floating point, no storage, no policy (datasets, who may set a budget, who may charge), and no panic that an input can reach.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(
	not(test),
	deny(clippy::float_arithmetic, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

extern crate alloc;

mod bound;
mod curve;
mod decimal;
mod error;
mod flip;
mod gaussian;
mod laplace;
mod mechanism;
mod nats;
mod orders;
mod parameters;
mod plan;
mod randomised_response;
mod relation;
mod subsampled;
mod transcendental;
mod wide;
mod zcdp;

pub use curve::{Curve, Spent};
pub use error::AccountantError;
pub use flip::FlipChance;
pub use mechanism::Mechanism;
pub use nats::Nats;
pub use orders::{orders, ORDER_COUNT};
pub use parameters::{Delta, NoiseMultiplier, SamplingRate};
pub use plan::{Outlook, Plan};
pub use relation::Relation;
pub use subsampled::PRODUCTS;
pub use zcdp::Zcdp;
