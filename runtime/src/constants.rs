//! Every number the runtime is set to, and why. Deposits and delays are those a chain begins with; the council may change
//! them (`configs/parameters.rs`). Block time and the limits of the protocol are in
//! [`guild_primitives::limits`], because the worker needs them too.

use crate::{Balance, BlockNumber};
use frame_support::{
	weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
	PalletId,
};
use guild_primitives::limits::{BLOCK_TIME_MS, MAX_PARTICIPANTS};
use sp_runtime::Perbill;

/// Length of a slot, in milliseconds. It cannot change after genesis: Aura counts slots since 1970 by it.
pub const SLOT_DURATION_MS: u64 = BLOCK_TIME_MS;

/// Blocks in a minute.
pub const MINUTES: BlockNumber = (60_000 / BLOCK_TIME_MS) as BlockNumber;
/// Blocks in an hour.
pub const HOURS: BlockNumber = MINUTES * 60;
/// Blocks in a day.
pub const DAYS: BlockNumber = HOURS * 24;

/// Blocks whose hashes the state remembers; a transaction's mortality may reach back so far. About an hour and a
/// half: longer than any node that still signs should lag behind.
pub const BLOCK_HASH_COUNT: BlockNumber = 2_400;

/// Most computation in a block. A block is executed twice within its slot, by its author and then by everybody else,
/// and has to cross the network in between: two times 0.8 s leaves 0.4 s of a 2 s slot for that.
pub const MAX_BLOCK_WEIGHT: Weight = Weight::from_parts(800 * WEIGHT_REF_TIME_PER_MILLIS, u64::MAX);
/// Most bytes of a block. An availability round of 128 members is far below; the headroom is for fault proofs and
/// published updates of at most 1 MiB each.
pub const MAX_BLOCK_BYTES: u32 = 5 * 1024 * 1024;
/// Share of a block that normal calls may fill. The rest is for operational ones, such as challenges.
pub const NORMAL_RATIO: Perbill = Perbill::from_percent(75);

/// Blocks of a session, five minutes: a change of the validator set takes effect after two of them, which is soon
/// enough for a new member to wait for and long enough that GRANDPA's voter set rarely changes.
pub const SESSION_BLOCKS: BlockNumber = 5 * MINUTES;

/// Sessions whose equivocations in finality can be reported: those of a day. Nodes report what they see at once; a day is for a part
/// of the network that was cut off, and comes back with its votes.
pub const REMEMBERED_SESSIONS: u32 = DAYS / SESSION_BLOCKS;
/// So long a report may wait in the pool of the node that sent it, in blocks: as long as it can be of use.
pub const REPORT_BLOCKS: u64 = (REMEMBERED_SESSIONS * SESSION_BLOCKS) as u64;
/// What is held of a validator, and lost by an equivocation. A hundredth of [`OWNER_ENDOWMENT`], and ten times
/// [`ATTEST_DEPOSIT`]: who signs two votes attacks all rounds at once.
pub const VALIDATOR_DEPOSIT: Balance = 1_000 * UNIT;

/// Most validators: every member may run one.
pub const MAX_VALIDATORS: u32 = MAX_PARTICIPANTS;

/// The unit of account, 10^12 of the smallest. It pays fees, deposits and what agreements promise.
pub const UNIT: Balance = 1_000_000_000_000;
/// Least balance of an account that exists.
pub const EXISTENTIAL_DEPOSIT: Balance = UNIT / 1_000;
/// What an owner account has at genesis: proposals and votes for many years.
pub const OWNER_ENDOWMENT: Balance = 100_000 * UNIT;
/// What a duty account has at genesis. Its duties are feeless (`runtime/tests/wiring/spam.rs`); this pays for what is not: a
/// dispute until it has proven something, and calls after too many refused ones. Every such call costs less than a UNIT, so
/// it is a thousand at least.
pub const DUTY_ENDOWMENT: Balance = 1_000 * UNIT;

/// What an attestation holds in the owner's account until its round ends. Far more than the fees of a round, and a
/// thousandth of [`OWNER_ENDOWMENT`]: an owner can answer for all open tasks at once, and has lost everything after a
/// thousand lies.
pub const ATTEST_DEPOSIT: Balance = if cfg!(feature = "rehearsal") { 90 * UNIT } else { 100 * UNIT };
/// What a vote holds for each update that it says it could not fetch. `runtime/tests/wiring/withheld.rs` shows that it covers
/// the fee of an update's 8 MiB, which its publishers do not pay, and that it is small against what the attesters of a lie
/// lose: an honest member can afford to name every update that it could not fetch, in every round.
pub const MISSING_BOND: Balance = UNIT;
/// What a plea holds. It covers the fee of the longest list, which its sender does not pay, and is as much as the fees of a
/// thousand calls: who pleads without need, to delay rounds, pays that each time.
pub const PLEA_BOND: Balance = UNIT;
/// How long the deposit of a guilty member waits. Twice the time of a council's vote: a fault of the software is seen,
/// proposed to be forgiven, and voted on before the money is gone.
pub const SLASH_DELAY_BLOCKS: BlockNumber = 2 * MOTION_BLOCKS;

/// What the accounts of agreements are derived from. Nobody has a key of them.
pub const ESCROWS: PalletId = PalletId(*b"gd/escrw");
/// Every so many rounds that an agreement pays, members are asked what each update was worth. To answer costs a member the
/// measuring of as many models as there are updates, and shows something of its rows: often enough that a merit is of
/// the season, and a fifth of the rounds at most.
pub const SURVEY_EVERY: u32 = 5;
/// After so long a member that leaves is gone, whatever rounds are open. A month: longer than a round of a few days takes
/// with all that may be challenged in it, and short against the longest windows a task may have.
pub const LEAVE_DELAY_BLOCKS: BlockNumber = 30 * DAYS;
/// So long may a member's owner veto that the council puts another in its place. Two weeks: whoever holds the cold key of a
/// company is away for one, and looks within the other.
pub const RECOVERY_DELAY_BLOCKS: BlockNumber = 14 * DAYS;
/// So long is a new runtime waited for that may be applied whatever is open, before rounds open again: a day, in which
/// somebody of the consortium is at work.
pub const UPGRADE_WINDOW_BLOCKS: BlockNumber = DAYS;

/// Time for a vote of the council. A week, so that a holiday does not decide.
pub const MOTION_BLOCKS: BlockNumber = 7 * DAYS;
/// Most open motions of the council.
pub const MAX_MOTIONS: u32 = 32;

/// Prefix of addresses as text: 42, which no network owns.
pub const SS58_PREFIX: u16 = 42;
