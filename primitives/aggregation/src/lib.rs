//! Aggregation in integers: every honest node computes the same bits, natively and in Wasm, on any number of threads.
//!
//! An update is `d` lanes (`i16`). A rule is *mix, then column*: one pass over the lanes builds the exact [`gram`]
//! matrix of the updates; [`mod@mix`] turns it into rows of coefficients without touching a lane; a last pass ([`apply`])
//! forms the rows and combines them lane by lane ([`mod@column`]).
//!
//! | module | holds |
//! | --- | --- |
//! | [`lanes`] | updates and models as bytes and as integers; exact clipping |
//! | [`chunks`] | BLAKE3's own tree: any 64 KiB group of a file proved against the file's root |
//! | [`gram`] | the exact matrix of inner products |
//! | [`fixed`] | rounding, roots and coefficients with 32 fraction bits |
//! | [`pre`] | steps before the mix: clipping, nearest-neighbour mixing, bucketing |
//! | [`mod@mix`] | from a Gram matrix to rows of coefficients: one file a rule |
//! | [`mod@column`] | what combines the mixed rows: identity, median, trimmed mean, mean around the median |
//! | [`apply`] | the last pass, as a value: rows, column rule, and their bounds |
//! | [`influence`] | what each update did to a result, as figures for people: leave-one-out, Shapley values |
//! | [`sink`] | where the lanes of a result go: into memory, into files, nowhere |
//! | [`aggregate`](mod@aggregate) | all of it, from frozen inputs to a result |
//! | [`trace`] | the list that a result is bound to, one leaf a span |
//! | [`proof`] | what proves a false result false, and who checks it |
//! | [`reference`](mod@reference) | the two passes over lanes and the trace, written the obvious way |
//! | [`fast`] | the same bits with threads and SIMD (feature `std`) |
//!
//! # Why nothing overflows
//!
//! The limits are n ≤ 128 updates, d ≤ 2^27 lanes, |lane| ≤ 32767 < 2^15. Then |G_ij| ≤ 2^27 · 32767² < 2^57 fits in
//! `i64`, and every function says at its own sums which bound follows.
//!
//! # What is not here
//!
//! No floating point, no I/O, and no panic that an input can reach.
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(unsafe_code)]
#![cfg_attr(not(feature = "std"), forbid(unsafe_code))]
#![deny(missing_docs)]
#![cfg_attr(
	not(test),
	deny(clippy::float_arithmetic, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

extern crate alloc;

pub mod aggregate;
pub mod apply;
pub mod chunks;
pub mod column;
#[cfg(all(test, feature = "std"))]
mod cost_tests;
mod count;
#[cfg(feature = "std")]
pub mod fast;
pub mod fixed;
pub mod gram;
pub mod influence;
pub mod lanes;
pub mod mix;
pub mod pre;
pub mod proof;
pub mod reference;
pub mod sink;
pub mod trace;

pub use aggregate::{aggregate, aggregate_into, AggregateError, Aggregation, OwnResult, RoundResult};
pub use gram::{Gram, Updates};
pub use mix::{mix, Mix, MixError};
