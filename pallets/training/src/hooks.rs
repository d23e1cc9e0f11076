//! The work of a block: which tasks are due, and how many are moved.

use crate::{types::OpenRound, Config, Deadlines, Due, Pallet, Rounds, WeightInfo};
use frame_support::{
	dispatch::DispatchClass,
	pallet_prelude::Weight,
	traits::{DefensiveResult, Get},
	weights::WeightMeter,
};
use guild_aggregation::trace::MAX_LIST_BYTES;
use guild_primitives::{
	contribution::{Settlement, Standings},
	ids::{BlockNumber, TaskId},
	limits::{MAX_OPEN_TASKS, MAX_PARTICIPANTS, PART_BYTES},
	Phase,
};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	/// Makes the tasks due whose phase is over at the beginning of this block.
	pub(crate) fn take_deadlines() -> Weight {
		let tasks = Deadlines::<T>::take(Self::now());
		for task in &tasks {
			Self::make_due(*task);
		}
		T::WeightInfo::on_initialize(tasks.len().saturated_into())
	}

	/// Moves due tasks, in order, while the meter has room.
	pub(crate) fn move_due(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::poll()).is_err() {
			return;
		}
		for _ in 0..MAX_OPEN_TASKS {
			let Some(task) = Due::<T>::get().first().copied() else { return };
			let round = Rounds::<T>::get(task);
			if meter.try_consume(Self::move_weight(round.as_ref())).is_err() {
				return; // It stays the first; the next block begins with it.
			}
			Self::make_move(task, round);
		}
	}

	/// Takes the first task of the queue out of it, and moves it.
	pub(crate) fn make_move(task: TaskId, round: Option<OpenRound>) {
		Due::<T>::mutate(|due| due.retain(|other| *other != task));
		match round {
			None => Self::open_round(task),
			Some(round) => Self::end_phase(round),
		}
	}

	/// The most that the next move of a task can weigh.
	fn move_weight(round: Option<&OpenRound>) -> Weight {
		let Some(round) = round else { return T::WeightInfo::open_round(MAX_PARTICIPANTS) };
		let size = round.size();
		let goes_on = match round.phase {
			Phase::Commit => T::WeightInfo::end_commit(),
			Phase::Availability | Phase::Publication => return Self::count_weight(size),
			Phase::Attest => Self::end_attest_weight(size),
			Phase::Challenge => Self::end_challenge_weight(size),
		};
		goes_on.max(T::WeightInfo::fail_round(size))
	}

	/// The most that counting the votes of so many members can weigh: bonds are settled, and after that the round may still
	/// fail.
	fn count_weight(size: u32) -> Weight {
		let settled = T::WeightInfo::end_availability(size).max(T::WeightInfo::end_publication(size));
		settled.saturating_add(T::WeightInfo::fail_round(size)).saturating_add(T::Standings::standings_weight(size))
	}

	/// The most that telling of a final round can weigh: votes and commitments are read, and whoever listens may act.
	fn settled_weight(size: u32) -> Weight {
		let read = T::DbWeight::get().reads(u64::from(size).saturating_mul(2));
		T::Settlement::settled_weight(size).saturating_add(read)
	}

	/// The most that the end of Attest can weigh: the result may be final at once.
	fn end_attest_weight(size: u32) -> Weight {
		T::WeightInfo::end_attest(size).saturating_add(Self::settled_weight(size))
	}

	/// The most that the end of Challenge can weigh.
	fn end_challenge_weight(size: u32) -> Weight {
		T::WeightInfo::end_challenge(size).saturating_add(Self::settled_weight(size)).max(T::WeightInfo::end_plea(size))
	}

	/// Sets the block at whose beginning the task is due.
	pub(crate) fn set_deadline(task: TaskId, at: BlockNumber) {
		// Each open task has at most one deadline, so a block's list has room for all.
		Deadlines::<T>::mutate(at, |tasks| tasks.try_push(task)).defensive_ok();
	}

	/// Stores the round. If its phase has all it can get, the task is due now, not at its deadline.
	pub(crate) fn keep(round: OpenRound) {
		let task = round.id.task;
		// It is due already if a challenge has changed a round that waits for its move.
		if round.is_done() && !Due::<T>::get().contains(&task) {
			Self::unschedule(&round);
			Self::make_due(task);
		}
		Rounds::<T>::insert(task, round);
	}

	/// The round's phase is over: neither is the task due, nor has it a deadline.
	pub(crate) fn unschedule(round: &OpenRound) {
		let task = round.id.task;
		let deadline = deadline(round.ends_at);
		let mut tasks = Deadlines::<T>::take(deadline);
		tasks.retain(|other| *other != task);
		if !tasks.is_empty() {
			Deadlines::<T>::insert(deadline, tasks);
		}
		Due::<T>::mutate(|due| due.retain(|other| *other != task));
	}

	/// Puts the task at the end of the queue.
	pub(crate) fn make_due(task: TaskId) {
		// Each open task is in the queue at most once, so it has room for all.
		Due::<T>::mutate(|due| due.try_push(task)).defensive_ok();
	}

	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// A move that fits into no block would never happen.
	pub(crate) fn check_weights() {
		let limit = T::BlockWeights::get().max_block.saturating_div(2);
		let largest = [
			T::WeightInfo::open_round(MAX_PARTICIPANTS),
			T::WeightInfo::end_commit(),
			Self::count_weight(MAX_PARTICIPANTS),
			Self::end_attest_weight(MAX_PARTICIPANTS),
			Self::end_challenge_weight(MAX_PARTICIPANTS),
			T::WeightInfo::fail_round(MAX_PARTICIPANTS),
		];
		for weight in largest {
			let weight = weight.saturating_add(T::WeightInfo::poll());
			assert!(weight.all_lte(limit), "a move of {weight:?} exceeds half a block, {limit:?}");
		}
		let normal = T::BlockWeights::get().get(DispatchClass::Normal).max_extrinsic;
		let publish = T::WeightInfo::publish(PART_BYTES / 1024);
		assert!(
			normal.is_none_or(|most| publish.all_lte(most)),
			"a part of {publish:?} exceeds what a call may weigh, {normal:?}"
		);
		let mix = Self::dearest_coefficients();
		assert!(mix.all_lte(limit), "a proof of coefficients of {mix:?} exceeds half a block, {limit:?}");
		let most = T::BlockWeights::get().get(DispatchClass::Operational).max_extrinsic;
		for (what, weight) in
			[("a challenge", Self::dearest_challenge()), ("an answer", T::WeightInfo::answer(MAX_LIST_BYTES / 1024))]
		{
			assert!(
				most.is_none_or(|most| weight.all_lte(most)),
				"{what} of {weight:?} exceeds what an operational call may weigh, {most:?}"
			);
		}
	}
}

/// The block at whose beginning a phase is over that accepts calls up to block `ends_at`.
pub(crate) fn deadline(ends_at: BlockNumber) -> BlockNumber {
	ends_at.saturating_add(1)
}
