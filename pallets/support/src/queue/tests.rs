//! Laws of the queue, tried on whatever may happen to it: entries that come with any delay, some that are taken out, and blocks with any
//! room. Nothing overtakes, nothing is lost, nothing is done before it was said to be or, where there was room, after it; and no block
//! does more than it may.

use super::*;
use codec::{Decode, Encode};
use frame_support::{parameter_types, storage_alias, Twox64Concat};
use proptest::prelude::*;
use sp_io::TestExternalities;
use std::collections::{BTreeMap, BTreeSet};

/// Due at a block, and so heavy.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
struct Errand {
	due_at: BlockNumber,
	weight: u64,
}

#[storage_alias]
type Entries = StorageMap<Test, Twox64Concat, u64, Errand>;
#[storage_alias]
type Next = StorageValue<Test, u64, frame_support::pallet_prelude::ValueQuery>;
#[storage_alias]
type Oldest = StorageValue<Test, u64, frame_support::pallet_prelude::ValueQuery>;
#[storage_alias]
type NewestDue = StorageValue<Test, BlockNumber, frame_support::pallet_prelude::ValueQuery>;

parameter_types! {
	/// What was done, in the order in which it was.
	static Settled: Vec<(u64, Errand)> = Vec::new();
}

/// What a look weighs, and a number whose entry was taken out.
const LOOK: u64 = 2;
const MOST: u32 = 3;

struct Errands;

impl Queue for Errands {
	type Entry = Errand;
	type Entries = Entries;
	type Next = Next;
	type Oldest = Oldest;

	const MOST_A_BLOCK: u32 = MOST;

	fn look_weight() -> Weight {
		Weight::from_parts(LOOK, 0)
	}

	fn entry_weight(entry: Option<&Errand>) -> Weight {
		Weight::from_parts(entry.map_or(LOOK, |errand| errand.weight), 0)
	}

	fn due_at(errand: &Errand) -> BlockNumber {
		errand.due_at
	}

	fn settle(number: u64, errand: Errand) {
		assert!(!Entries::contains_key(number) && Oldest::get() > number, "it is out of the queue");
		Settled::mutate(|settled| settled.push((number, errand)));
	}
}

impl DelayedQueue for Errands {
	type NewestDue = NewestDue;
}

/// Pushes an errand now, which waits for a delay.
fn push(now: BlockNumber, delay: BlockNumber, weight: u64) -> (u64, Errand) {
	let errand = Errand { due_at: Errands::due_after(now, delay), weight };
	(Errands::push(errand), errand)
}

/// A block with so much room, and what it did.
fn serve(now: BlockNumber, room: u64) -> Vec<(u64, Errand)> {
	let mut meter = WeightMeter::with_limit(Weight::from_parts(room, 0));
	Errands::serve(now, &mut meter);
	assert!(Errands::is_numbered() && Errands::is_in_order());
	Settled::take()
}

#[derive(Clone, Debug)]
enum Step {
	/// An errand comes, with this delay and weight.
	Push(BlockNumber, u64),
	/// One that waits is taken out: of those, the one at this part of 256.
	TakeOut(u8),
	/// A block with so much room.
	Block(u64),
	/// So many blocks with room for everything.
	Blocks(u32),
}

fn any_step() -> impl Strategy<Value = Step> {
	prop_oneof![
		4 => (1u32..20, LOOK..30).prop_map(|(delay, weight)| Step::Push(delay, weight)),
		1 => any::<u8>().prop_map(Step::TakeOut),
		2 => (0u64..60).prop_map(Step::Block),
		2 => (1u32..8).prop_map(Step::Blocks),
	]
}

/// The queue as it is told from outside.
#[derive(Default)]
struct Told {
	now: BlockNumber,
	/// What was pushed and neither done nor taken out.
	waiting: BTreeMap<u64, Errand>,
	/// The newest that was done.
	last: Option<u64>,
	/// Errands that were due and are not done, since some block had no room or too many were due.
	late: BTreeSet<u64>,
}

impl Told {
	fn block(&mut self, room: u64) -> Result<(), TestCaseError> {
		self.now += 1;
		let oldest = Oldest::get();
		let settled = serve(self.now, room);
		let weight: u64 = settled.iter().map(|(_, errand)| errand.weight).sum();
		prop_assert!(settled.is_empty() || LOOK + weight <= room, "{weight} of {room}");
		for (number, errand) in settled {
			prop_assert!(self.last < Some(number), "{number} after {:?}", self.last);
			self.last = Some(number);
			prop_assert_eq!(self.waiting.remove(&number), Some(errand), "not as it was pushed, or twice");
			let is_late = self.late.remove(&number);
			prop_assert!(
				errand.due_at == self.now || (is_late && errand.due_at < self.now),
				"{errand:?} at {}",
				self.now
			);
		}
		// With room a block leaves nothing behind that is due, unless it has worked through as many numbers as it may.
		let due = self.waiting.iter().filter(|(_, errand)| errand.due_at <= self.now);
		let due: BTreeSet<u64> = due.map(|(number, _)| *number).collect();
		let worked_through = Oldest::get() - oldest;
		prop_assert!(worked_through <= u64::from(MOST), "{worked_through} numbers");
		let has_room = room == u64::MAX && worked_through < u64::from(MOST);
		prop_assert!(due.is_empty() || !has_room, "left behind: {due:?}");
		self.late = due;
		Ok(())
	}
}

fn run(steps: Vec<Step>) -> Result<(), TestCaseError> {
	let mut told = Told::default();
	let mut newest_due = 0;
	for step in steps {
		match step {
			Step::Push(delay, weight) => {
				let (number, errand) = push(told.now, delay, weight);
				prop_assert!(errand.due_at >= told.now + delay && errand.due_at >= newest_due, "{errand:?}");
				// And no later than it must be.
				prop_assert!(errand.due_at == told.now + delay || errand.due_at == newest_due, "{errand:?}");
				newest_due = errand.due_at;
				prop_assert!(told.waiting.insert(number, errand).is_none());
			}
			Step::TakeOut(place) => {
				let place = usize::from(place) * told.waiting.len() / 256;
				let Some(number) = told.waiting.keys().nth(place).copied() else { continue };
				prop_assert_eq!(Entries::take(number), told.waiting.remove(&number));
				told.late.remove(&number);
			}
			Step::Block(room) => told.block(room)?,
			Step::Blocks(blocks) => (0..blocks).try_for_each(|_| told.block(u64::MAX))?,
		}
		prop_assert_eq!(Entries::iter().collect::<BTreeMap<_, _>>(), told.waiting.clone());
	}
	// With time and room everything is done: at most one a number, MOST a block.
	let blocks = newest_due.saturating_sub(told.now) + (Next::get() as u32).div_ceil(MOST);
	(0..=blocks).try_for_each(|_| told.block(u64::MAX))?;
	prop_assert!(told.waiting.is_empty() && Errands::is_empty(), "lost: {:?}", told.waiting);
	Ok(())
}

proptest! {
	#[test]
	fn nothing_overtakes_nothing_is_lost_and_what_is_announced_is_kept(
		steps in proptest::collection::vec(any_step(), 1..80)
	) {
		TestExternalities::default().execute_with(|| run(steps))?;
	}
}

#[test]
fn a_shorter_delay_overtakes_nothing_and_says_so() {
	TestExternalities::default().execute_with(|| {
		let (first, _) = push(1, 100, LOOK);
		let (second, errand) = push(2, 10, LOOK);
		assert_eq!(errand.due_at, 101);
		assert_eq!(serve(100, u64::MAX), []);
		assert_eq!(serve(101, u64::MAX).iter().map(|(number, _)| *number).collect::<Vec<_>>(), [first, second]);
		// Nothing waits: the delay is what it is.
		assert_eq!(push(101, 10, LOOK).1.due_at, 111);
	});
}

#[test]
fn a_block_works_through_so_many_numbers_whether_their_entries_were_taken_out_or_not() {
	TestExternalities::default().execute_with(|| {
		for _ in 0..2 * MOST {
			push(0, 0, LOOK);
		}
		Entries::remove(0);
		Entries::remove(1);
		assert_eq!(serve(0, u64::MAX).len(), 1);
		assert_eq!(Oldest::get(), u64::from(MOST));
		assert_eq!(serve(0, u64::MAX).len(), MOST as usize);
		assert!(Errands::is_empty());
	});
}

#[test]
fn without_room_for_the_oldest_nothing_behind_it_is_done() {
	TestExternalities::default().execute_with(|| {
		push(0, 0, 20);
		push(0, 0, LOOK);
		assert_eq!(serve(0, 0), []);
		assert_eq!(serve(0, LOOK + 19), []);
		assert_eq!(serve(0, LOOK + 20).len(), 1);
		assert_eq!(serve(0, LOOK + LOOK).len(), 1);
	});
}

#[test]
fn entries_outside_the_numbers_and_out_of_order_are_seen() {
	TestExternalities::default().execute_with(|| {
		push(0, 5, LOOK);
		assert!(Errands::is_numbered() && Errands::is_in_order());
		Entries::insert(1, Errand { due_at: 4, weight: LOOK });
		assert!(!Errands::is_numbered() && !Errands::is_in_order());
		Entries::remove(1);
		NewestDue::put(4);
		assert!(Errands::is_numbered() && !Errands::is_in_order());
	});
}
