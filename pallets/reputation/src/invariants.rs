//! The invariants of the module docs, as code.

#![cfg(any(feature = "std", feature = "try-runtime"))]

use crate::{Config, Pallet, Records};
use frame_support::ensure;
use guild_primitives::reputation::{MAX_EVIDENCE, ONE};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks I1 to I3; an error begins with the number of the invariant that does not hold.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let now = Self::now();
		for (_, known) in Records::<T>::iter() {
			let record = known.record;
			ensure!(record.good <= MAX_EVIDENCE && record.bad <= MAX_EVIDENCE, "I1: too much evidence");
			ensure!(record.against <= 2 * ONE && record.fresh <= ONE, "I1: a running figure is out of range");

			ensure!(record.quarantined == known.quarantined_since.is_some(), "I2: a quarantine without a beginning");
			ensure!(known.quarantined_since.is_none_or(|since| since <= now), "I2: a quarantine begins in the future");

			let mut before = 0;
			for past in &known.past {
				ensure!(before <= past.at && past.at <= now, "I3: past scores out of order");
				before = past.at;
			}
		}
		Ok(())
	}
}
