//! Random walks: sessions with any validators, reports of any of them, blocks, forgiveness, and other delays. After every step each
//! invariant holds, no slash is later than it was announced, and what each member has lost is what a small model of the rules says.

use crate::{mock::*, NextSlash, Slashes};
use frame_support::traits::fungible::Mutate;
use proptest::prelude::*;
use std::collections::BTreeSet;

#[derive(Clone, Debug)]
enum Step {
	/// Members that validate, by their bits.
	Session(u8),
	/// Of which member, and how many sessions ago.
	Report(u8, u32),
	Blocks(u32),
	/// Blocks that a slash waits from now on.
	Delay(u32),
	Forgive(u64),
	/// A member's free money becomes this.
	Spend(u8, u64),
}

fn any_step() -> impl Strategy<Value = Step> {
	prop_oneof![
		3 => (1u8..32).prop_map(Step::Session),
		4 => (1u8..6, 0..SESSIONS + 1).prop_map(|(n, ago)| Step::Report(n, ago)),
		2 => (1..SLASH_DELAY).prop_map(Step::Blocks),
		1 => (1..3 * SLASH_DELAY).prop_map(Step::Delay),
		1 => (0u64..6).prop_map(Step::Forgive),
		1 => (1u8..6, prop_oneof![Just(0), Just(EXISTENTIAL + 50), Just(ENDOWMENT)])
			.prop_map(|(n, free)| Step::Spend(n, free)),
	]
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

	#[test]
	fn whatever_happens_every_invariant_holds_and_each_set_costs_a_member_once(
		steps in proptest::collection::vec(any_step(), 1..60)
	) {
		with_chain(|| {
			let (mut session, mut reported) = (1, BTreeSet::new());
			begin(session, &[1, 2, 3]);
			for step in steps {
				match step {
					Step::Session(bits) => {
						session += 1;
						begin(session, &(1..6).filter(|n| bits >> (n - 1) & 1 == 1).collect::<Vec<_>>());
					}
					Step::Report(n, ago) => {
						// As `pallet_grandpa` does: nothing is reported without a proof.
						let Some(past) = session.checked_sub(ago) else { continue };
						let proven = (0..=9).any(|count| owner(key(n, 0), past, count) == Some(member(n)));
						prop_assert!(!proven || ago < SESSIONS);
						if proven {
							let before = held(n);
							let first = reported.insert((n, past));
							prop_assert_eq!(report(n, past, 1).is_ok(), first);
							let slashed = if first { (0, before.0 + before.1) } else { before };
							prop_assert_eq!(held(n), slashed);
						}
					}
					Step::Blocks(blocks) => pass(blocks),
					Step::Delay(blocks) => SlashDelay::set(&blocks),
					Step::Forgive(slash) => {
						let waits = Slashes::<Test>::contains_key(slash);
						prop_assert_eq!(Equivocation::forgive_slash(RuntimeOrigin::root(), slash).is_ok(), waits);
					}
					Step::Spend(n, free) => {
						Balances::set_balance(&account(n), free);
					}
				}
				Equivocation::do_try_state().expect("every invariant holds");
				let now = System::block_number();
				prop_assert!(Slashes::<Test>::iter_values().all(|slash| u64::from(slash.due_at) > now), "a slash is late");
			}
			prop_assert!(NextSlash::<Test>::get() <= reported.len() as u64);
			prop_assert_eq!(Told::get().len(), reported.len());
			Ok(())
		})?;
	}
}
