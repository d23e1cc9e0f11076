//! Agreements: what a final round pays, to whom, and what it costs a member not to do its part.
//!
//! An agreement is executable. Its [`Terms`] hold a small [`Program`] that yields a member's share from the [`Facts`] of a round,
//! conditions below which the share is 0, a budget per round, a deposit, penalties, parties and a term. The chain runs it; people
//! write it as text, and read it back in plain words, before anyone votes.
//!
//! | module | holds |
//! | --- | --- |
//! | `fixed` | signed numbers with 32 fraction bits: total arithmetic that saturates |
//! | `facts` | what a program can know of a member in a round |
//! | `program` | operations, what each costs, validation, and the run |
//! | `terms` | the whole agreement, and when it holds together |
//! | `split` | a budget among shares, exactly |
//! | `settle` | what members did in a final round, as facts, shares and penalties |
//! | `record` | what the chain keeps of agreements, as it is shown |
//! | `api` | (feature `runtime-api`) what the node asks the runtime about them |
//! | `text` | (feature `std`) agreements as people write and read them: parser, writer, plain words |
//! | `check` | (feature `std`) all that can be said of an agreement before anyone votes |
//! | `trial` | (feature `std`) what an agreement would have paid in example rounds |
//!
//! # What always holds
//!
//! - No input panics: not bytes that decode, not facts, not amounts. A program that is not valid yields the share 0.
//! - A program has no loops and no jumps, at most [`MAX_OPS`] operations, and runs for at most [`MAX_METER`] units.
//! - The same bits everywhere: integers only.
//! - What [`split`] pays is never more than the budget, and what it does not pay it names.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(
	not(test),
	deny(clippy::float_arithmetic, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

extern crate alloc;

#[cfg(feature = "runtime-api")]
pub mod api;
#[cfg(feature = "std")]
pub mod check;
mod facts;
mod fixed;
mod program;
mod record;
pub mod settle;
mod split;
mod terms;
#[cfg(feature = "std")]
pub mod text;
#[cfg(feature = "std")]
pub mod trial;

pub use facts::{Fact, Facts};
pub use fixed::{NotANumber, I32F32};
pub use program::{Op, Program, ProgramError, Run, MAX_CONSTANT, MAX_DEPTH, MAX_METER, MAX_OPS};
pub use record::{AgreementView, FunderView, PartyView, PayoutLine, Rates, RoundPayout, Status, SurveyView};
pub use split::{split, Split};
pub use terms::{
	Amount, Clause, Condition, Parties, Penalties, Relation, Standing, Term, Terms, TermsError, AMOUNT_DECIMALS,
	MAX_AMOUNT, MAX_CONDITIONS, UNIT,
};

/// A member's share of a round, in units of 2^-32, at most [`guild_primitives::SHARE_ONE`]. Only the ratios of a round's shares
/// count.
pub type Share = u64;

/// The agreement that a task is paid by where its parties wrote none, as text: `examples/agreements/default.txt`.
#[cfg(feature = "std")]
pub const DEFAULT_TEXT: &str = include_str!("../../../examples/agreements/default.txt");
