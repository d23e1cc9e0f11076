//! The parameters of the reputation, as the council may choose them: each within a range of its own.
//!
//! The parameters are read one by one, and each is clamped to its range as it is read, so no combination of votes leaves what the
//! ranges allow together. They are chosen so that whatever the council picks from them, these laws hold (each with its test in
//! `runtime/tests/wiring/parameters.rs`):
//!
//! - [`Parameters::check`] finds nothing: the quarantine's line is at most the release's and at most a newcomer's one half, each ramp
//!   slopes its way, no amount of evidence is above what is kept. Where two parameters must not cross, their ranges do not.
//! - A proven fault quarantines whoever is guilty of it: 1 / (10 + 2) is below the lowest line, 0.1.
//! - There is a way back: faultless rounds lead from the worst standing out of quarantine. With the shortest memory, good evidence of at
//!   least ¾ a round comes to r = 3.75, so to a score of 0.82, above the highest line of release, 0.8.
//!
//! Values are in millionths; the arithmetic has them in units of 2^-16, rounded down.

use super::parameters::{dynamic_params::reputation as chosen, Millionths};
use frame_support::traits::Get;
use guild_primitives::reputation::{Parameters, Ramp};

/// The defaults, in millionths: those of [`Parameters`], whose reasons stand there.
pub mod defaults {
	/// λ: twenty rounds.
	pub const MEMORY: u32 = 950_000;
	/// 0.4.
	pub const QUARANTINE: u32 = 400_000;
	/// 0.5.
	pub const RELEASE: u32 = 500_000;
	/// Four good rounds.
	pub const HOSTILE: u32 = 4_000_000;
	/// Half a good round.
	pub const ABSENT: u32 = 500_000;
	/// Two good rounds.
	pub const DISAGREED: u32 = 2_000_000;
	/// A good round.
	pub const MISSING: u32 = 1_000_000;
	/// Three good rounds.
	pub const WITHHELD: u32 = 3_000_000;
	/// Fifteen good rounds.
	pub const VOUCHED: u32 = 15_000_000;
	/// All that is kept.
	pub const FAULT: u32 = 45_000_000;
	/// 45 good rounds.
	pub const KEPT: u32 = 45_000_000;
	/// 1/64.
	pub const RATE: u32 = 15_625;
	/// Twice the median.
	pub const DISTANCE_WELL: u32 = 2_000_000;
	/// Four times the median.
	pub const DISTANCE_LOST: u32 = 4_000_000;
	/// A quarter of the median.
	pub const NOVELTY_WELL: u32 = 250_000;
	/// A sixteenth of the median.
	pub const NOVELTY_LOST: u32 = 62_500;
	/// Nearly at a right angle.
	pub const AGAINST_WELL: u32 = 800_000;
	/// Beyond a right angle.
	pub const AGAINST_LOST: u32 = 1_300_000;
	/// A third of what the others' have in common.
	pub const FRESH_WELL: u32 = 350_000;
	/// A tenth of it.
	pub const FRESH_LOST: u32 = 100_000;
}

/// From five rounds to a hundred.
pub type Memory = Millionths<chosen::Memory, 800_000, 990_000>;
/// At most a newcomer's score; at least what a proven fault falls below.
pub type Quarantine = Millionths<chosen::Quarantine, 100_000, 500_000>;
/// At least where forgetting alone leads; at most what faultless rounds reach with the shortest memory.
pub type Release = Millionths<chosen::Release, 500_000, 800_000>;
/// At least a good round, so that to turn in every other does not pay.
pub type Hostile = Millionths<chosen::Hostile, 1_000_000, 16_000_000>;
/// At most as much as a round gives twice over.
pub type Absent = Millionths<chosen::Absent, 0, 2_000_000>;
/// Far below what is kept.
pub type Disagreed = Millionths<chosen::Disagreed, 0, 16_000_000>;
/// Far below what is kept.
pub type Missing = Millionths<chosen::Missing, 0, 16_000_000>;
/// At most the least that is kept.
pub type Withheld = Millionths<chosen::Withheld, 0, 45_000_000>;
/// At most the least that is kept.
pub type Vouched = Millionths<chosen::Vouched, 0, 45_000_000>;
/// At least what falls below the lowest line of quarantine; at most the least that is kept.
pub type Fault = Millionths<chosen::Fault, 10_000_000, 45_000_000>;
/// At least the most of each amount; at most what a hundred rounds and some lead back from.
pub type Kept = Millionths<chosen::Kept, 45_000_000, 200_000_000>;
/// Above 0 in units of 2^-16, and at most a quarter.
pub type Rate = Millionths<chosen::Rate, 1_000, 250_000>;
/// Below where distance is lost.
pub type DistanceWell = Millionths<chosen::DistanceWell, 1_000_000, 3_000_000>;
/// Above where distance is well.
pub type DistanceLost = Millionths<chosen::DistanceLost, 3_500_000, 16_000_000>;
/// Above where novelty is lost.
pub type NoveltyWell = Millionths<chosen::NoveltyWell, 150_000, 1_000_000>;
/// Below where novelty is well.
pub type NoveltyLost = Millionths<chosen::NoveltyLost, 0, 125_000>;
/// Below where standing against the others is lost.
pub type AgainstWell = Millionths<chosen::AgainstWell, 200_000, 1_000_000>;
/// Above where it is well; at most what the running figure reaches.
pub type AgainstLost = Millionths<chosen::AgainstLost, 1_100_000, 2_000_000>;
/// Above where freshness is lost.
pub type FreshWell = Millionths<chosen::FreshWell, 150_000, 1_000_000>;
/// Below where freshness is well.
pub type FreshLost = Millionths<chosen::FreshLost, 0, 125_000>;

/// The parameters of the reputation, as they are now: one read each.
pub struct ReputationParameters;

impl Get<Parameters> for ReputationParameters {
	fn get() -> Parameters {
		Parameters {
			memory: units::<Memory>(),
			hostile: units::<Hostile>(),
			absent: units::<Absent>(),
			disagreed: units::<Disagreed>(),
			missing: units::<Missing>(),
			withheld: units::<Withheld>(),
			vouched: units::<Vouched>(),
			fault: units::<Fault>(),
			most_bad: units::<Kept>(),
			quarantine_below: line::<Quarantine>(),
			release_above: line::<Release>(),
			distance: Ramp { well: units::<DistanceWell>(), lost: units::<DistanceLost>() },
			novelty: Ramp { well: units::<NoveltyWell>(), lost: units::<NoveltyLost>() },
			against: Ramp { well: units::<AgainstWell>(), lost: units::<AgainstLost>() },
			fresh: Ramp { well: units::<FreshWell>(), lost: units::<FreshLost>() },
			rate: units::<Rate>(),
		}
	}
}

/// A parameter in units of 2^-16, rounded down.
fn units<P: Get<u32>>() -> u32 {
	let units = (u64::from(P::get()) << 16) / 1_000_000;
	u32::try_from(units).unwrap_or(u32::MAX) // The largest, 200, is below 2^24.
}

/// A score in units of 2^-16; none is 1.
fn line<P: Get<u32>>() -> u16 {
	u16::try_from(units::<P>()).unwrap_or(u16::MAX)
}
