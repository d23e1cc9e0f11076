//! Random admissions, removals, resignations, rotations, session keys and rounds: after every step each invariant holds, the roll lists the
//! members, and the refused step has changed nothing.

use crate::{mock::*, Departures, SessionKeys};
use guild_primitives::{
	consortium::{ConsortiumMembers, MemberKeys, Tier},
	ids::{AccountBytes, MemberId},
};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
	Admit {
		n: u8,
		tier: Tier,
		keys: MemberKeys,
	},
	Remove(u8),
	Resign(u8),
	/// Rounds are open that opened so many blocks ago, or none is.
	Rounds(Option<u8>),
	MakeBlock(u8),
	Recover(u8, u8),
	Veto(u8),
	SetKeys(u8, MemberKeys),
	SessionKeys(u8),
	Blocks(u8),
}

/// Keys out of few, so that they collide; some duty accounts are owners.
fn any_keys() -> impl Strategy<Value = MemberKeys> {
	let duty = prop_oneof![5 => 0x80u8..0x88, 1 => 1u8..6];
	(duty, 1u8..8, 1u8..8).prop_map(|(duty, worker, node)| MemberKeys {
		duty: AccountBytes([duty; 32]),
		worker: crate::mock::worker(worker),
		node: crate::mock::node(node),
	})
}

fn step() -> impl Strategy<Value = Step> {
	let tier = prop_oneof![2 => Just(Tier::Validator), 1 => Just(Tier::Trainer), 1 => Just(Tier::Auditor)];
	// Members are named 1 to 5; later owners have higher numbers.
	let owner = || prop_oneof![3 => 1u8..6, 2 => 0x41u8..0x45];
	prop_oneof![
		4 => (1u8..6, tier, any_keys()).prop_map(|(n, tier, keys)| Step::Admit { n, tier, keys }),
		2 => (1u8..6).prop_map(Step::Remove),
		1 => owner().prop_map(Step::Resign),
		2 => (1u8..6, owner()).prop_map(|(n, new_owner)| Step::Recover(n, new_owner)),
		1 => owner().prop_map(Step::Veto),
		1 => prop::option::of(0u8..40).prop_map(Step::Rounds),
		3 => (1u8..6).prop_map(Step::MakeBlock),
		3 => (owner(), any_keys()).prop_map(|(n, keys)| Step::SetKeys(n, keys)),
		2 => owner().prop_map(Step::SessionKeys),
		2 => (1u8..8).prop_map(Step::Blocks),
	]
}

/// Session keys hold one reference, to the account that owns the member, and to no other.
fn check_references() {
	for n in (1..6).chain(0x41..0x45) {
		let owned = crate::MemberOfOwner::<Test>::get(AccountBytes([n; 32]));
		let expected = owned.is_some_and(|member| crate::FromSession::<Test>::has_keys(&member.0.into()));
		assert_eq!(System::consumers(&owner(n)), u32::from(expected), "{n}");
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	#[test]
	fn whatever_happens_invariants_hold(steps in prop::collection::vec(step(), 1..120)) {
		with_chain(|| {
			let mut had_validators = false;
			for step in steps {
				let before = Consortium::members();
				let done = frame_support::storage::with_storage_layer(|| match step.clone() {
					Step::Admit { n, tier, keys } => {
						admit_with(n, tier, keys)
					},
					Step::Remove(n) => Consortium::remove(RuntimeOrigin::root(), owner(n)),
					Step::Resign(n) => Consortium::resign(RuntimeOrigin::signed(owner(n))),
					Step::Recover(n, new_owner) => Consortium::recover(RuntimeOrigin::root(), member(n), owner(new_owner)),
					Step::Veto(n) => Consortium::veto_recovery(RuntimeOrigin::signed(owner(n))),
					Step::Rounds(ago) => {
						let now = System::block_number() as u32;
						OldestOpen::set(&ago.map(|ago| now.saturating_sub(ago.into())));
						Ok(())
					},
					Step::MakeBlock(n) => {
						make_blocks([n]);
						Ok(())
					},
					Step::SetKeys(n, keys) => {
						// Signed for the member that the signer owns, if it owns one.
						let member = crate::MemberOfOwner::<Test>::get(AccountBytes([n; 32])).map_or(n, |member| member.0[0]);
						set_keys_by(n, member, keys)
					},
					Step::SessionKeys(n) => register_session_keys(n),
					Step::Blocks(count) => {
						run_to(System::block_number() + u64::from(count));
						Ok(())
					},
				});
				Consortium::do_try_state().expect("every invariant holds");
				let members = Consortium::members();
				if done.is_err() {
					assert_eq!(members, before);
				}
				let mut roll = OnRoll::get();
				roll.sort_unstable();
				let owner_of = |member: &MemberId| Consortium::member(*member).map(|view| view.owner.0);
				let mut owners: Vec<_> = Consortium::electorate().iter().filter_map(owner_of).collect();
				owners.sort_unstable();
				assert_eq!(roll, owners);
				check_references();
				// Once there were validators that stay, no step takes the last.
				assert!(!had_validators || !Consortium::staying_validators().is_empty());
				had_validators = !Consortium::staying_validators().is_empty();
				// Nobody waits for ever.
				let oldest = Departures::<Test>::get().first().map_or(u32::MAX, |departure| departure.since);
				assert!(System::block_number() <= u64::from(oldest.saturating_add(LEAVE_DELAY)));
			}
		});
	}
}
