//! How far members are trusted: from what a final round shows of each to a score, and from the score to quarantine and to the
//! weight of the next update. Pure arithmetic, in fixed point; the pallet stores, and tells.
//!
//! | file | holds |
//! | --- | --- |
//! | `parameters` | every number that governance may choose, with its reason |
//! | `conduct` | what the scores of a result say of each update, compared with the others' |
//! | `record` | the beta reputation of one member: evidence, score, quarantine and the way back |
//! | `view` | the same, as it is shown |
//!
//! The formulas, what they catch, and what they do not, are in `docs/reputation.md`.
//!
//! # Units
//!
//! Evidence, ratios and the score are in units of 2^-16 ([`ONE`]). A round of faultless work is evidence of [`ONE`].

mod conduct;
mod parameters;
mod record;
mod view;

pub use conduct::{conducts, Conduct, Said};
pub use parameters::{Parameters, ParametersError, Ramp};
pub use record::{Change, Conviction, Record, RoundEvidence, MAX_EVIDENCE};
pub use view::{PastScore, ReputationView};

/// The number 1, with 16 fraction bits.
pub const ONE: u32 = 1 << 16;

/// `part` hundredths, with 16 fraction bits.
const fn hundredths(part: u32) -> u32 {
	part.saturating_mul(ONE) / 100
}
