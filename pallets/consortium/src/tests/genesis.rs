use crate::{mock::*, GenesisConfig, GenesisMember};
use guild_primitives::consortium::{MemberKeys, Tier};
use sp_runtime::BuildStorage;

fn genesis_member(n: u8) -> GenesisMember {
	GenesisMember { owner: member(n), name: name(), tier: Tier::Validator, keys: keys(n) }
}

fn build(members: Vec<GenesisMember>) -> sp_io::TestExternalities {
	let consortium = GenesisConfig { members, ..Default::default() };
	let session_keys = |n: u8| (owner(n), owner(n), MockKeys { dummy: sp_runtime::testing::UintAuthorityId(n.into()) });
	let keys = consortium.members.iter().map(|member| session_keys(member.owner.0[0])).collect();
	let session = pallet_session::GenesisConfig { keys, ..Default::default() };
	RuntimeGenesisConfig { consortium, session, ..Default::default() }.build_storage().expect("builds").into()
}

#[test]
fn genesis_members_are_members_and_validators() {
	build(vec![genesis_member(2), genesis_member(1)]).execute_with(|| {
		Consortium::do_try_state().unwrap();
		assert_eq!(Consortium::members().iter().map(|view| view.id).collect::<Vec<_>>(), [1, 2].map(member));
		assert_eq!(Session::validators(), [1, 2].map(owner));
		assert_eq!((System::providers(&owner(1)), System::providers(&duty(1))), (1, 1));
	});
}

#[test]
#[should_panic(expected = "NodeKeyTaken")]
fn genesis_members_are_checked_like_all_others() {
	let second = GenesisMember { keys: MemberKeys { node: keys(1).node, ..keys(2) }, ..genesis_member(2) };
	build(vec![genesis_member(1), second]);
}

#[test]
#[should_panic(expected = "AlreadyAMember")]
fn a_genesis_member_is_named_once() {
	build(vec![genesis_member(1), GenesisMember { keys: keys(2), ..genesis_member(1) }]);
}
