//! Benchmarks of the call, and of what a block settles. What a report costs is weighed by `pallet_grandpa`.

use super::{slashes::SlashQueue, *};
use alloc::vec;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{fungible::Unbalanced, EnsureOrigin, Get},
	weights::WeightMeter,
};
use frame_system::Pallet as System;
use guild_pallet_support::Queue;
use guild_primitives::ids::MemberId;
use pallet_grandpa::{EquivocationOffence, TimeSlot};
use sp_consensus_grandpa::AuthorityId;
use sp_core::{crypto::UncheckedFrom, ed25519};
use sp_runtime::Saturating;
use sp_staking::offence::ReportOffence;

const MEMBER: MemberId = MemberId([1; 32]);

/// A slash that waits.
fn slash<T: Config>() {
	let account = Pallet::<T>::account(&MEMBER);
	let money = T::Deposit::get().saturating_mul(2u32.into());
	T::Currency::write_balance(&account, money).expect("the account can be made");
	let key: AuthorityId = ed25519::Public::unchecked_from([1; 32]).into();
	Pallet::<T>::begin_session(1, vec![(account, key)]);
	let offence = EquivocationOffence {
		time_slot: TimeSlot { set_id: 1, round: 1 },
		session_index: 1,
		validator_set_count: 1,
		offender: MEMBER,
	};
	Pallet::<T>::report_offence(vec![], offence).expect("is the first");
	assert!(Slashes::<T>::contains_key(0));
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn forgive_slash() -> Result<(), BenchmarkError> {
		let origin = T::ForgiveOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;
		slash::<T>();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, 0);

		assert!(!Slashes::<T>::contains_key(0));
		Ok(())
	}

	/// A look at the queue of slashes, whose oldest does not fit.
	#[benchmark]
	fn poll() {
		slash::<T>();
		System::<T>::set_block_number((T::SlashDelay::get() + 1).into());
		let mut meter = WeightMeter::with_limit(T::WeightInfo::poll());

		#[block]
		{
			SlashQueue::<T>::serve(Pallet::<T>::now(), &mut meter);
		}

		assert!(Slashes::<T>::contains_key(0));
	}

	#[benchmark]
	fn settle_slash() {
		slash::<T>();
		let due_at = Slashes::<T>::get(0).expect("waits").due_at;
		System::<T>::set_block_number(due_at.into());
		let mut meter = WeightMeter::new();

		#[block]
		{
			SlashQueue::<T>::serve(Pallet::<T>::now(), &mut meter);
		}

		assert!(!Slashes::<T>::contains_key(0));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
