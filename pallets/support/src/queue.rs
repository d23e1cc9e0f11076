//! Work that waits in storage for a later block, and is done in its order as far as a block has room.
//!
//! Entries are numbered as they come. Those that wait lie between the oldest and the next; one that was taken out of the queue
//! meanwhile (a slash that was forgiven) leaves its number behind, which is passed over in its turn. So a block reads no more than it
//! works through, however many wait.
//!
//! Nothing overtakes: an entry that is not due, or for which a block has no room, stays the oldest, and the next block begins with it.
//! Whoever tells at which block an entry will be done must take those before it into account ([`DelayedQueue::due_after`]).

#[cfg(test)]
mod tests;

use alloc::collections::BTreeMap;
use codec::FullCodec;
use frame_support::{
	storage::{IterableStorageMap, StorageMap, StorageValue},
	weights::{Weight, WeightMeter},
};
use guild_primitives::ids::BlockNumber;

/// A queue in a pallet's storage. The pallet says where it is kept, what it weighs, and what is done with an entry; the rest follows.
pub trait Queue {
	/// What waits.
	type Entry: FullCodec;
	/// Number → what waits under it.
	type Entries: IterableStorageMap<u64, Self::Entry> + StorageMap<u64, Self::Entry, Query = Option<Self::Entry>>;
	/// Number of the next entry.
	type Next: StorageValue<u64, Query = u64>;
	/// Number of the oldest entry that may still wait.
	type Oldest: StorageValue<u64, Query = u64>;

	/// Most entries that a block works through, those that were taken out among them.
	const MOST_A_BLOCK: u32;

	/// What a look at the queue weighs that finds nothing to do: both numbers and the oldest entry are read.
	fn look_weight() -> Weight;

	/// What it weighs to work through an entry, the look at it among it; or through a number whose entry was taken out.
	fn entry_weight(entry: Option<&Self::Entry>) -> Weight;

	/// The block from which on an entry is done. Zero where nothing has to wait longer than for room.
	fn due_at(entry: &Self::Entry) -> BlockNumber;

	/// Does what is to be done with an entry, which is out of the queue already.
	fn settle(number: u64, entry: Self::Entry);

	/// Puts an entry at the end, and says its number.
	fn push(entry: Self::Entry) -> u64 {
		let number = Self::Next::get();
		Self::Next::put(number.saturating_add(1)); // 2^64 entries outlast every chain.
		Self::Entries::insert(number, entry);
		number
	}

	/// Whether every entry that ever came has been worked through.
	fn is_empty() -> bool {
		Self::Oldest::get() >= Self::Next::get()
	}

	/// Works through entries that are due, oldest first, while the meter has room.
	fn serve(now: BlockNumber, meter: &mut WeightMeter) {
		if meter.try_consume(Self::look_weight()).is_err() {
			return;
		}
		for _ in 0..Self::MOST_A_BLOCK {
			let number = Self::Oldest::get();
			if number >= Self::Next::get() {
				return;
			}
			let entry = Self::Entries::get(number); // None if it was taken out.
			if entry.as_ref().is_some_and(|entry| Self::due_at(entry) > now) {
				return;
			}
			if meter.try_consume(Self::entry_weight(entry.as_ref())).is_err() {
				return; // It stays the oldest; the next block begins with it.
			}
			Self::Oldest::put(number.saturating_add(1));
			if let Some(entry) = entry {
				Self::Entries::remove(number);
				Self::settle(number, entry);
			}
		}
	}

	/// Whether each entry lies between the oldest and the next. Always true; for `try_state`.
	fn is_numbered() -> bool {
		let waiting = Self::Oldest::get()..Self::Next::get();
		waiting.start <= waiting.end && Self::Entries::iter().all(|(number, _)| waiting.contains(&number))
	}
}

/// A queue whose entries wait for a delay that may become another while they wait.
pub trait DelayedQueue: Queue {
	/// The block from which on the newest entry is done.
	type NewestDue: StorageValue<BlockNumber, Query = BlockNumber>;

	/// The block from which on the entry is done that is pushed next: after the delay, and not before those that wait. A delay that has
	/// become shorter overtakes none of them, so that whoever is told this block can rely on it.
	fn due_after(now: BlockNumber, delay: BlockNumber) -> BlockNumber {
		let due_at = now.saturating_add(delay).max(Self::NewestDue::get());
		Self::NewestDue::put(due_at);
		due_at
	}

	/// Whether no entry is due before an older one. Always true; for `try_state`.
	fn is_in_order() -> bool {
		let waiting: BTreeMap<u64, BlockNumber> =
			Self::Entries::iter().map(|(number, entry)| (number, Self::due_at(&entry))).collect();
		waiting.values().is_sorted() && waiting.values().all(|due_at| *due_at <= Self::NewestDue::get())
	}
}
