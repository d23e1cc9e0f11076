//! What the council may change without a new runtime: each parameter with the share of votes it takes, and the range it
//! stays in.
//!
//! | parameters | takes |
//! | --- | --- |
//! | [`deposits`] | more than half of the council |
//! | [`delays`]: they protect who is outvoted | two thirds |
//!
//! A value outside of its range is stored as it was voted for, and works as the bound it passes: no vote can make a lie
//! free, or a veto impossible. A change holds for what begins after it: what is held, or due, keeps its amount, or its block.
//! An index, once used on a chain, keeps its meaning for ever.

#![allow(missing_docs)] // The macros' own items.

use super::{MoreThanHalfOfCouncil, TwoThirdsOfCouncil};
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
}

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

use dynamic_params::{delays, deposits};

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

/// Who decides on a parameter.
pub struct ByKey;

impl EnsureOriginWithArg<RuntimeOrigin, RuntimeParametersKey> for ByKey {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin, key: &RuntimeParametersKey) -> Result<(), RuntimeOrigin> {
		match key {
			RuntimeParametersKey::Deposits(_) => by::<MoreThanHalfOfCouncil>(origin),
			RuntimeParametersKey::Delays(_) => by::<TwoThirdsOfCouncil>(origin),
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
