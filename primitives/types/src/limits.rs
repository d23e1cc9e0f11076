//! Every bound of the protocol, in one place. Lengths of windows are in blocks.

use crate::ids::BlockNumber;

/// Time between two blocks, in milliseconds. Short, because a round waits for several blocks to be final and
/// does little else on chain; not shorter, because four validators on slow links must still exchange a block and
/// its votes within one slot.
pub const BLOCK_TIME_MS: u64 = 2_000;

/// Most updates in one aggregation, and so most members in an electorate. It is the width of the availability bitmap.
pub const MAX_PARTICIPANTS: u32 = 128;
/// Most members of the consortium. Every member is in the electorate of the next round, so it is the same bound.
pub const MAX_MEMBERS: u32 = MAX_PARTICIPANTS;
/// Most ended periods of a member's keys that are kept, for ever, for audits. A rotation beyond them is refused.
pub const MAX_KEY_PERIODS: u32 = 64;
/// Most ended periods of a member's owner accounts that are kept, for ever, for audits. A recovery beyond them is refused.
pub const MAX_OWNER_PERIODS: u32 = 16;
/// Most lanes of one update: 2^27 (256 MiB).
pub const MAX_DIM: u32 = 1 << 27;
/// Largest absolute value of a lane. −32768 is malformed.
pub const MAX_LANE: i16 = i16::MAX;
/// Most fraction bits of a lane.
pub const MAX_SCALE: u8 = 24;

/// Most bytes of the text in which a motion says what it is for.
pub const MAX_WHY_BYTES: u32 = 512;

/// Most bytes of a short name.
pub const MAX_NAME_BYTES: u32 = 64;
/// Most bytes of a description in plain words.
pub const MAX_DESCRIPTION_BYTES: u32 = 512;
/// Most bytes of a task's document (model, features, local training; TOML).
pub const MAX_DOCUMENT_BYTES: u32 = 4_096;
/// Most bytes of a software version in a manifest.
pub const MAX_SOFTWARE_BYTES: u32 = 32;
/// Most bytes of an encoded manifest.
pub const MAX_MANIFEST_BYTES: u32 = 1_024;

/// Most tasks with an open round at one time; it bounds the work of a block and of a duties query.
pub const MAX_OPEN_TASKS: u32 = 16;
/// Most pre-steps of a rule.
pub const MAX_PRE_STEPS: u32 = 4;
/// Most iterations of an iterative rule.
pub const MAX_ITERATIONS: u16 = 1_000;
/// Shortest window of a phase: a vote must be able to reach a block of an honest validator.
pub const MIN_WINDOW_BLOCKS: BlockNumber = 3;
/// How long a task waits before it looks again whether there are members enough to open a round.
pub const REOPEN_BLOCKS: BlockNumber = 10;
/// Longest window of a phase: about two weeks.
pub const MAX_WINDOW_BLOCKS: BlockNumber = 604_800;
/// Most that a rule's mix may cost on chain, in the units of [`crate::RuleSpec::mix_cost`]: a proof of wrong coefficients must
/// weigh less than half a block, 400 ms. 2^16 units weigh 0.12 ms, as `scripts/weights` measured, so this is 270 ms; what a proof
/// costs that convicts 127 attesters, reads and writes included, is 105.
pub const MAX_MIX_COST: u64 = 9 << 24;
/// Challenges that prove nothing and cost nothing, a member and round. A proven one is not counted: else many false results
/// would outlast the only honest member.
pub const FREE_CHALLENGES: u32 = 2;
/// Feeless calls that may be refused, a member and round, before its calls pay. More than one, because a call may be
/// refused for what has changed since it was sent; a worker tries a call before it sends it.
pub const FREE_REFUSALS: u32 = 3;
/// Most bytes of an update that may be published on chain, where the task says so: so many that the blocks of a round carry
/// those of a few members, and no more.
pub const MAX_PUBLISHED_BYTES: u64 = 8 << 20;
/// Bytes of a part of a published update; the last part of an update may be shorter. A quarter of what normal calls may fill
/// of a block.
pub const PART_BYTES: u32 = 1 << 20;
/// Most parts of a published update: as many as a byte has bits.
pub const MAX_PARTS: u32 = (MAX_PUBLISHED_BYTES / PART_BYTES as u64) as u32;
/// Longest path of a part to the root of its update, in nodes of BLAKE3's tree: a part is a subtree of at most 8.
pub const MAX_PART_PATH: u32 = 3;
/// Most datasets that one member declares to the privacy ledger, ever: a declared one stays, with what it has spent.
pub const MAX_DATASETS: u32 = 32;
/// Most rounds of one task.
pub const MAX_ROUNDS: u32 = 100_000;
/// Most items of one page of a list.
pub const MAX_PAGE: u32 = 100;
