//! Which pallets are benchmarked: ours. The SDK's pallets use the weights that they ship with.

use crate::{AllPalletsWithSystem, Consortium, Equivocation, PrivacyBudget, Reputation, Rewards, Training};
use alloc::{string::String, vec::Vec};
use frame_benchmarking::{BenchmarkBatch, BenchmarkConfig, BenchmarkList};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};

frame_benchmarking::define_benchmarks!([pallet_consortium, Consortium] [pallet_training, Training] [pallet_privacy_budget, PrivacyBudget] [pallet_reputation, Reputation] [pallet_rewards, Rewards] [pallet_equivocation, Equivocation]);

pub(crate) fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
	let mut list = Vec::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

pub(crate) fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
	let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
	let mut batches = Vec::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}
