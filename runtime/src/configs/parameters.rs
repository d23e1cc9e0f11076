//! What the council may change without a new runtime: each parameter with the share of votes it takes, and the range it
//! stays in.
//!
//! | parameters | takes |
//! | --- | --- |
//! | [`deposits`] | more than half of the council |
//! | [`delays`]: they protect who is outvoted | two thirds |
//! | [`rewards`], [`penalties`]: as agreements, which the same may end | more than half |
//! | [`reputation`](dynamic_params::reputation): it decides whose updates count (`trust.rs`) | two thirds |
//!
//! A value outside of its range is stored as it was voted for, and works as the bound it passes: no vote can make a lie
//! free, or a veto impossible. A change holds for what begins after it: what is held, or due, keeps its amount, or its block.
//! An index, once used on a chain, keeps its meaning for ever.

#![allow(missing_docs)] // The macros' own items.

use super::{trust::defaults, MoreThanHalfOfCouncil, TwoThirdsOfCouncil};
use crate::{
	constants::{
		ATTEST_DEPOSIT, DAYS, HOURS, LEAVE_DELAY_BLOCKS, MAX_VALIDATORS, MINUTES, MISSING_BOND, MOTION_BLOCKS,
		PLEA_BOND, RECOVERY_DELAY_BLOCKS, SESSION_BLOCKS, SLASH_DELAY_BLOCKS, UNIT, UPGRADE_WINDOW_BLOCKS,
	},
	Balance, BlockNumber, Runtime, RuntimeEvent, RuntimeOrigin, Session,
};
use core::marker::PhantomData;
use frame_support::{
	dynamic_params::{dynamic_pallet_params, dynamic_params},
	traits::{EnsureOrigin, EnsureOriginWithArg, Get},
};
use sp_runtime::Permill;

#[dynamic_params(RuntimeParameters, pallet_parameters::Parameters::<Runtime>)]
pub mod dynamic_params {
	use super::*;

	/// What members put down, in the smallest unit.
	#[dynamic_pallet_params]
	#[codec(index = 0)]
	pub mod deposits {
		/// What an attestation holds.
		#[codec(index = 0)]
		pub static Attestation: Balance = ATTEST_DEPOSIT;
		/// What a vote holds for each update that it says it could not fetch.
		#[codec(index = 1)]
		pub static Missing: Balance = MISSING_BOND;
		/// What a plea holds.
		#[codec(index = 2)]
		pub static Plea: Balance = PLEA_BOND;
	}

	/// How long something waits, in blocks.
	#[dynamic_pallet_params]
	#[codec(index = 1)]
	pub mod delays {
		/// The deposit of a guilty member.
		#[codec(index = 0)]
		pub static Slash: BlockNumber = SLASH_DELAY_BLOCKS;
		/// A member that leaves, at most.
		#[codec(index = 1)]
		pub static Leave: BlockNumber = LEAVE_DELAY_BLOCKS;
		/// A new owner, for a veto of the present one.
		#[codec(index = 2)]
		pub static Recovery: BlockNumber = RECOVERY_DELAY_BLOCKS;
		/// Rounds, for an upgrade that might be applied.
		#[codec(index = 3)]
		pub static Upgrade: BlockNumber = UPGRADE_WINDOW_BLOCKS;
		/// A new validator, for the end of this session and of the next.
		#[codec(index = 4)]
		pub static Session: BlockNumber = SESSION_BLOCKS;
	}

	/// What agreements pay, in millionths of what they say.
	#[dynamic_pallet_params]
	#[codec(index = 2)]
	pub mod rewards {
		/// Of the budget of a round.
		#[codec(index = 0)]
		pub static Paid: u32 = ALL;
	}

	/// What agreements charge, in millionths of what they say.
	#[dynamic_pallet_params]
	#[codec(index = 3)]
	pub mod penalties {
		/// Of each penalty.
		#[codec(index = 0)]
		pub static Charged: u32 = ALL;
	}

	/// How far members are trusted, in millionths: of 1, or of what a faultless round gives. `reputation::Parameters` says what each is.
	#[dynamic_pallet_params]
	#[codec(index = 4)]
	pub mod reputation {
		/// What remains of old evidence after a round.
		#[codec(index = 0)]
		pub static Memory: u32 = defaults::MEMORY;
		/// Who falls below is quarantined.
		#[codec(index = 1)]
		pub static Quarantine: u32 = defaults::QUARANTINE;
		/// Who rises above is free again.
		#[codec(index = 2)]
		pub static Release: u32 = defaults::RELEASE;
		/// Bad evidence of a hostile or empty update.
		#[codec(index = 3)]
		pub static Hostile: u32 = defaults::HOSTILE;
		/// Of a round of absence.
		#[codec(index = 4)]
		pub static Absent: u32 = defaults::ABSENT;
		/// Of an attestation of another result.
		#[codec(index = 5)]
		pub static Disagreed: u32 = defaults::DISAGREED;
		/// Of an update that a quorum could not fetch.
		#[codec(index = 6)]
		pub static Missing: u32 = defaults::MISSING;
		/// Of a contested update that nobody published.
		#[codec(index = 7)]
		pub static Withheld: u32 = defaults::WITHHELD;
		/// Of having said that one holds a malformed update.
		#[codec(index = 8)]
		pub static Vouched: u32 = defaults::VOUCHED;
		/// Of a proven fault.
		#[codec(index = 9)]
		pub static Fault: u32 = defaults::FAULT;
		/// Most bad evidence that is kept.
		#[codec(index = 10)]
		pub static Kept: u32 = defaults::KEPT;
		/// How fast the running figures move.
		#[codec(index = 11)]
		pub static Rate: u32 = defaults::RATE;
		/// Where distance is well.
		#[codec(index = 12)]
		pub static DistanceWell: u32 = defaults::DISTANCE_WELL;
		/// Where it is lost.
		#[codec(index = 13)]
		pub static DistanceLost: u32 = defaults::DISTANCE_LOST;
		/// Where novelty is well.
		#[codec(index = 14)]
		pub static NoveltyWell: u32 = defaults::NOVELTY_WELL;
		/// Where it is lost.
		#[codec(index = 15)]
		pub static NoveltyLost: u32 = defaults::NOVELTY_LOST;
		/// Where standing against the others is well.
		#[codec(index = 16)]
		pub static AgainstWell: u32 = defaults::AGAINST_WELL;
		/// Where it is lost.
		#[codec(index = 17)]
		pub static AgainstLost: u32 = defaults::AGAINST_LOST;
		/// Where freshness is well.
		#[codec(index = 18)]
		pub static FreshWell: u32 = defaults::FRESH_WELL;
		/// Where it is lost.
		#[codec(index = 19)]
		pub static FreshLost: u32 = defaults::FRESH_LOST;
	}
}

/// Everything, in millionths.
pub const ALL: u32 = 1_000_000;

#[cfg(feature = "runtime-benchmarks")]
impl Default for RuntimeParameters {
	fn default() -> Self {
		Self::Deposits(dynamic_params::deposits::Parameters::Attestation(
			dynamic_params::deposits::Attestation,
			Some(ATTEST_DEPOSIT),
		))
	}
}

/// An amount of money that is a parameter, within its range.
pub struct Amount<P, const LEAST: Balance, const MOST: Balance>(PhantomData<P>);

impl<P, const LEAST: Balance, const MOST: Balance> Amount<P, LEAST, MOST> {
	/// The least and the most that it works as: for whoever proposes a value.
	pub const RANGE: (Balance, Balance) = (LEAST, MOST);
}

impl<P: Get<Balance>, const LEAST: Balance, const MOST: Balance> Get<Balance> for Amount<P, LEAST, MOST> {
	fn get() -> Balance {
		P::get().clamp(LEAST, MOST)
	}
}

/// A number of blocks that is a parameter, within its range.
pub struct Blocks<P, const LEAST: BlockNumber, const MOST: BlockNumber>(PhantomData<P>);

impl<P, const LEAST: BlockNumber, const MOST: BlockNumber> Blocks<P, LEAST, MOST> {
	/// The least and the most that it works as: for whoever proposes a value.
	pub const RANGE: (BlockNumber, BlockNumber) = (LEAST, MOST);
}

impl<P: Get<BlockNumber>, const LEAST: BlockNumber, const MOST: BlockNumber> Get<BlockNumber>
	for Blocks<P, LEAST, MOST>
{
	fn get() -> BlockNumber {
		P::get().clamp(LEAST, MOST)
	}
}

/// A number in millionths that is a parameter, within its range.
pub struct Millionths<P, const LEAST: u32, const MOST: u32>(PhantomData<P>);

impl<P, const LEAST: u32, const MOST: u32> Millionths<P, LEAST, MOST> {
	/// The least and the most that it works as: for whoever proposes a value.
	pub const RANGE: (u32, u32) = (LEAST, MOST);
}

impl<P: Get<u32>, const LEAST: u32, const MOST: u32> Get<u32> for Millionths<P, LEAST, MOST> {
	fn get() -> u32 {
		P::get().clamp(LEAST, MOST)
	}
}

/// A number in millionths, as a part of a whole.
pub struct OfAll<P>(PhantomData<P>);

impl<P: Get<u32>> Get<Permill> for OfAll<P> {
	fn get() -> Permill {
		Permill::from_parts(P::get())
	}
}

use dynamic_params::{delays, deposits, penalties, rewards};

/// At most a tenth of what an owner has at genesis; at least what still hurts.
pub type AttestDeposit = Amount<deposits::Attestation, UNIT, { 10_000 * UNIT }>;
/// At least what covers the bytes that are published for nothing (`runtime/tests/wiring/withheld.rs`).
pub type MissingBond = Amount<deposits::Missing, MISSING_BOND, { 100 * UNIT }>;
/// At least what covers the list that is sent for nothing.
pub type PleaBond = Amount<deposits::Plea, PLEA_BOND, { 100 * UNIT }>;
/// At least the time of a vote that forgives.
pub type SlashDelay = Blocks<delays::Slash, MOTION_BLOCKS, { 90 * DAYS }>;
/// At least the time of a usual round.
pub type LeaveDelay = Blocks<delays::Leave, DAYS, { 90 * DAYS }>;
/// At least a week, in which somebody looks.
pub type RecoveryDelay = Blocks<delays::Recovery, { 7 * DAYS }, { 90 * DAYS }>;
/// At most a week, in which nothing is trained.
pub type UpgradeWindow = Blocks<delays::Upgrade, HOURS, { 7 * DAYS }>;
/// At least a minute, so that a voter set outlives its first votes; at most a day for a new validator to wait for.
pub type SessionBlocks = Blocks<delays::Session, MINUTES, { 12 * HOURS }>;

/// A validator that made no block for so long counts as dead.
///
/// Two sessions, as one always did; more where the validators are so many that some would have had fewer than two slots.
pub struct LiveWindow;

impl Get<BlockNumber> for LiveWindow {
	fn get() -> BlockNumber {
		let validators = BlockNumber::try_from(Session::validators().len()).unwrap_or(MAX_VALIDATORS);
		SessionBlocks::get().max(validators).saturating_mul(2)
	}
}

/// At most all: the council cannot have more of a funder's money paid than its agreement says. At least nothing: it may end the agreement.
pub type PaidPart = Millionths<rewards::Paid, 0, ALL>;
/// At most all: the council cannot charge a member more than it signed.
pub type ChargedPart = Millionths<penalties::Charged, 0, ALL>;

/// Who decides on a parameter.
pub struct ByKey;

impl EnsureOriginWithArg<RuntimeOrigin, RuntimeParametersKey> for ByKey {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin, key: &RuntimeParametersKey) -> Result<(), RuntimeOrigin> {
		match key {
			RuntimeParametersKey::Deposits(_)
			| RuntimeParametersKey::Rewards(_)
			| RuntimeParametersKey::Penalties(_) => by::<MoreThanHalfOfCouncil>(origin),
			RuntimeParametersKey::Delays(_) | RuntimeParametersKey::Reputation(_) => by::<TwoThirdsOfCouncil>(origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin(_: &RuntimeParametersKey) -> Result<RuntimeOrigin, ()> {
		<TwoThirdsOfCouncil as EnsureOrigin<RuntimeOrigin>>::try_successful_origin()
	}
}

fn by<O: EnsureOrigin<RuntimeOrigin>>(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
	O::try_origin(origin).map(|_| ())
}

impl pallet_parameters::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeParameters = RuntimeParameters;
	type AdminOrigin = ByKey;
	type WeightInfo = ();
}
