use crate::{mock::*, DatasetIds, GenesisConfig, GenesisDataset};
use sp_runtime::BuildStorage;

fn dataset(n: u8, dataset: u32, overlaps: &[u32]) -> GenesisDataset {
	let overlaps = DatasetIds::truncate_from(overlaps.to_vec());
	GenesisDataset { member: member(n), dataset, description: words(), overlaps, budgets: whole("4") }
}

fn build(datasets: Vec<GenesisDataset>) -> sp_io::TestExternalities {
	let config =
		RuntimeGenesisConfig { privacy_budget: GenesisConfig { datasets, ..Default::default() }, ..Default::default() };
	config.build_storage().unwrap().into()
}

#[test]
fn genesis_declares_datasets_as_the_call_does() {
	build(vec![dataset(1, 0, &[]), dataset(1, 1, &[0]), dataset(2, 0, &[])]).execute_with(|| {
		assert_eq!(PrivacyBudget::ledger(member(1)).len(), 2);
		assert_eq!(entry(0).overlaps.into_inner(), [1]);
		assert_eq!(entry(0).declared_at, 0);
		PrivacyBudget::do_try_state().unwrap();
	});
}

#[test]
#[should_panic(expected = "genesis dataset 0 of 0a0a0a")]
fn a_genesis_dataset_of_nobody_is_refused() {
	build(vec![dataset(10, 0, &[])]);
}
