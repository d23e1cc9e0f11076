//! The pallets' settings, one file a concern.

mod consensus;
mod equivocation;
mod fees;
mod governance;
mod guild;
pub mod parameters;
mod system;
pub mod trust;

pub use governance::{AnyOfCouncil, CouncilCollective, MoreThanHalfOfCouncil, TwoThirdsOfCouncil};
pub use system::{BlockHashCount, RuntimeBlockLength, RuntimeBlockWeights};
