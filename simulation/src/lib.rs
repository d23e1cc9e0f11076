//! A whole consortium in one process, on a virtual clock: the real runtime ([`chain`]), real workers, shared memory instead
//! of a network ([`network`]), and a matrix of rules and attacks ([`matrix`]) from a scenario file ([`scenario`]).
//!
//! # What is real
//!
//! - The runtime, called natively: genesis, council, signed transactions with nonces and fees, block limits, all pallets. Their
//!   signatures are checked before the block, side by side.
//! - The workers: `guild_worker::Worker` with its duties, training, encoding, possession, votes, aggregation, attestation
//!   and adoption. Only its journal and its store are in memory, and honest workers share what would be computed alike
//!   ([`guild_worker::Shared`] says exactly what).
//!
//! # What is not
//!
//! - Wasm, block seals, forks, finality votes, a network that loses bytes, restarts. They are tried elsewhere: in
//!   `off-chain-worker/tests/sim` and by real nodes.
//! - Time. Nothing takes any but blocks, so no member is too slow.
//! - Secrecy of attackers' knowledge: an omniscient attacker reads the honest updates of the round before it commits.
//!
//! # Determinism
//!
//! The same scenario gives the same blocks and the same files, byte for byte: all randomness is from its seed, signatures
//! have none, and calls enter a block in the order of members, however many threads there are. The hash of the last block
//! is in the answer, so that two runs can be compared by one number. Training is floating point; another machine may round
//! otherwise.
#![forbid(unsafe_code)]
// The runtime's types nest deeply.
#![recursion_limit = "256"]

mod block;
mod calls;
pub mod chain;
pub mod clock;
pub mod conduct;
pub mod consortium;
pub mod data;
pub mod faults;
pub mod keys;
mod liars;
pub mod matrix;
pub mod network;
pub mod report;
pub mod run;
pub mod scenario;
pub mod trainer;

pub use calls::{runtime_call, survey_of};
pub use consortium::Consortium;
pub use liars::COMPILED_IN;
pub use matrix::{Cell, Matrix, Progress, SeedRun};
pub use run::{RoundLine, Run};
pub use scenario::Scenario;
