//! What both test programs need.

use guild_runtime::{Consortium, Equivocation, PrivacyBudget, Reputation, Rewards, Training};

/// The numbered invariants of our pallets hold.
pub fn check_invariants() {
	Consortium::do_try_state().expect("consortium");
	Training::do_try_state().expect("training");
	PrivacyBudget::do_try_state().expect("privacy budget");
	Reputation::do_try_state().expect("reputation");
	Rewards::do_try_state().expect("rewards");
	Equivocation::do_try_state().expect("equivocation");
}
