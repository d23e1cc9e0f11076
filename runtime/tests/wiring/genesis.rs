//! What a chain begins with.

use crate::chain::{account, Chain, DUTIES, OWNERS};
use guild_primitives::ConsortiumMembers;
use guild_runtime::{
	constants::{DUTY_ENDOWMENT, OWNER_ENDOWMENT, SESSION_BLOCKS},
	genesis::{preset, preset_names},
	Balances, Consortium, Grandpa, Membership, Runtime, RuntimeGenesisConfig, Session,
};
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_runtime::BuildStorage;

#[test]
fn every_preset_builds_through_the_runtime_api() {
	use frame_support::genesis_builder_helper::build_state;
	assert_eq!(preset_names().len(), 2);
	for name in preset_names() {
		sp_io::TestExternalities::new_empty().execute_with(|| {
			let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).unwrap();
			let patch: serde_json::Value = serde_json::from_slice(&preset(&name).unwrap()).unwrap();
			for (pallet, settings) in patch.as_object().unwrap() {
				for (key, value) in settings.as_object().unwrap() {
					config[pallet][key] = value.clone();
				}
			}
			build_state::<RuntimeGenesisConfig>(serde_json::to_vec(&config).unwrap()).unwrap();
			let members = if name.as_ref() as &str == DEV_RUNTIME_PRESET { 1 } else { 4 };
			assert_eq!(Consortium::members().len(), members);
		});
	}
	assert!(preset(&"live".into()).is_none());
}

#[test]
fn members_are_council_validators_and_endowed_from_block_0() {
	Chain::new().read(|| {
		let mut owners = OWNERS.map(account).to_vec();
		owners.sort();
		assert_eq!(Membership::members().to_vec(), owners);
		assert_eq!(pallet_collective::Members::<Runtime, pallet_collective::Instance1>::get(), owners);
		assert_eq!(Session::validators(), owners);
		assert_eq!(pallet_aura::Authorities::<Runtime>::get().len(), 4);
		assert_eq!(Grandpa::grandpa_authorities().len(), 4);
		for (owner, duty) in OWNERS.into_iter().zip(DUTIES) {
			assert_eq!(Balances::free_balance(account(owner)), OWNER_ENDOWMENT);
			assert_eq!(Balances::free_balance(account(duty)), DUTY_ENDOWMENT);
			let member = Consortium::member_of_duty(&guild_primitives::AccountBytes(duty.public().0)).unwrap();
			assert_eq!(member.0, owner.public().0);
		}
	});
}

#[test]
fn sessions_pass_and_the_validators_stay() {
	let mut chain = Chain::new();
	let before = chain.read(Session::validators);
	chain.pass(3 * SESSION_BLOCKS);
	chain.read(|| {
		assert_eq!(Session::current_index(), 3);
		assert_eq!(Session::validators(), before);
		assert_eq!(pallet_aura::Authorities::<Runtime>::get().len(), 4);
	});
}

#[test]
fn two_members_with_one_key_are_no_genesis() {
	let mut members = guild_runtime::genesis::WELL_KNOWN.map(|member| member.member()).to_vec();
	members[1].keys.duty = members[0].keys.duty;
	let patch = guild_runtime::genesis::of_members(&members);
	let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).unwrap();
	for (pallet, settings) in patch.as_object().unwrap() {
		for (key, value) in settings.as_object().unwrap() {
			config[pallet][key] = value.clone();
		}
	}
	let config: RuntimeGenesisConfig = serde_json::from_value(config).unwrap();
	assert!(std::panic::catch_unwind(|| config.build_storage()).is_err());
}
