//! Benchmarks of every call and charge, each where it does most: a member with all datasets it may have, which all overlap.

use super::*;
use alloc::boxed::Box;
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;
use guild_accountant::{Delta, Nats, NoiseMultiplier, Relation, SamplingRate};
use guild_primitives::{
	consortium::{MakeMember, MemberKeys},
	ids::{AccountBytes, DatasetId, MemberId, NodeKey, RoundId, WorkerKey},
	limits::{MAX_DATASETS, MAX_DESCRIPTION_BYTES},
	Budget, FlipChance, Ledger, Mechanism, Metric, MetricRelease, Release, Root, Text,
};

const OWNER: [u8; 32] = [7; 32];

fn admit<T: Config>() -> T::AccountId {
	let keys = MemberKeys { duty: AccountBytes([8; 32]), worker: WorkerKey([7; 32]), node: NodeKey([7; 32]) };
	T::MakeMember::make_member(MemberId(OWNER), keys);
	OWNER.into()
}

fn words() -> Text<MAX_DESCRIPTION_BYTES> {
	Text::new(&"x".repeat(MAX_DESCRIPTION_BYTES as usize)).expect("fits")
}

fn budget() -> Budget {
	Budget { epsilon: Nats::from_bits(1 << 90), delta: Delta::new(1, 6).expect("is one") }
}

fn budgets() -> Budgets {
	Budgets { replace_dataset: Some(budget()), add_remove_record: Some(budget()) }
}

/// Declares datasets from number 1 on, each of which overlaps all before it, until there are `count`.
fn declare<T: Config>(count: u32) {
	for dataset in 1..=count {
		let overlaps = DatasetIds::truncate_from((1..dataset).collect());
		Pallet::<T>::do_declare_dataset(MemberId(OWNER), dataset, words(), overlaps, budgets()).expect("is allowed");
	}
}

/// A mechanism of its own for each number: the dearest there is.
fn sampled(n: u32) -> Mechanism {
	Mechanism::RecordLevel {
		noise_multiplier: NoiseMultiplier::from_billionths(1_100_000_000 + u64::from(n)).expect("is one"),
		sampling_rate: SamplingRate::from_billionths(10_000_000).expect("is one"),
		steps: 1_000,
	}
}

fn release(dataset: DatasetId, n: u32, mechanism: Mechanism) -> Release {
	let update_root = Root::of(&n.to_le_bytes());
	Release { member: MemberId(OWNER), round: RoundId { task: 0, index: n }, dataset, mechanism, update_root }
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn declare_dataset() {
		let owner = admit::<T>();
		declare::<T>(MAX_DATASETS - 1);
		let overlaps = DatasetIds::truncate_from((1..MAX_DATASETS).collect());

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), 0, Box::new(words()), overlaps, Box::new(budgets()));

		assert!(Datasets::<T>::contains_key(MemberId(OWNER), 0));
	}

	#[benchmark]
	fn tighten_budget() {
		let owner = admit::<T>();
		declare::<T>(MAX_DATASETS);
		let tighter = Budget { epsilon: Nats::from_bits(1 << 60), ..budget() };

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), 1, Relation::ReplaceDataset, tighter);

		assert_eq!(
			Datasets::<T>::get(MemberId(OWNER), 1).and_then(|dataset| dataset.budgets.replace_dataset),
			Some(tighter)
		);
	}

	#[benchmark]
	fn add_overlap() {
		let owner = admit::<T>();
		declare::<T>(MAX_DATASETS - 1);
		Pallet::<T>::do_declare_dataset(MemberId(OWNER), 0, words(), DatasetIds::default(), budgets())
			.expect("is allowed");

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), 0, 1);

		assert!(Datasets::<T>::get(MemberId(OWNER), 0).is_some_and(|dataset| dataset.overlaps.contains(&1)));
	}

	#[benchmark]
	fn charge() {
		admit::<T>();
		declare::<T>(MAX_DATASETS);
		// Every dataset has an account, and the memo is full of others.
		for n in 0..memo::MAX_MEMO {
			let release = release(1 + n % MAX_DATASETS, n, sampled(n));
			Pallet::<T>::charge(&release).expect("is within the budget");
		}
		let release = release(1, memo::MAX_MEMO, sampled(memo::MAX_MEMO));

		#[block]
		{
			Pallet::<T>::charge(&release).expect("is within the budget");
		}

		assert!(StepCosts::<T>::iter_keys().count() == memo::MAX_MEMO as usize);
	}

	#[benchmark]
	fn charge_bits() {
		admit::<T>();
		declare::<T>(MAX_DATASETS);
		for n in 0..MAX_DATASETS {
			let noisy =
				Mechanism::Local { noise_multiplier: NoiseMultiplier::from_billionths(1_000_000_000).expect("is one") };
			Pallet::<T>::charge(&release(1 + n, n, noisy)).expect("is within the budget");
		}
		let metric = Metric::Bits { flip: FlipChance::from_parts(16_384).expect("is one"), count: 127 };
		let report =
			MetricRelease { member: MemberId(OWNER), round: RoundId { task: 0, index: 0 }, dataset: 1, metric };

		#[block]
		{
			Pallet::<T>::charge(&report).expect("is within the budget");
		}

		assert!(MetricCharges::<T>::iter_keys().count() == 1);
	}

	#[benchmark]
	fn charge_without_noise() {
		admit::<T>();
		declare::<T>(MAX_DATASETS);

		#[block]
		{
			Pallet::<T>::charge(&release(1, 0, Mechanism::None)).expect("costs nothing");
		}

		assert!(Datasets::<T>::get(MemberId(OWNER), 1).is_some_and(|dataset| dataset.unprotected_since.is_some()));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
