//! Who keeps what members' data have spent: of each kind of release it is asked the same.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_weights::Weight;

/// A kind of release of what is in a member's data: [`Release`](crate::Release) of updates, [`MetricRelease`](crate::MetricRelease) of
/// reports on held-out rows.
pub trait Charged {
	/// What a call says of it, and by which its charge is weighed.
	type Declared;

	/// Whether a ledger is needed to account for it.
	fn is_costly(&self) -> bool;
}

/// Why a release is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum LedgerRefusal {
	/// There is no ledger that could account for a mechanism.
	NoLedger,
	/// The member has not declared the dataset.
	UnknownDataset,
	/// The dataset has no budget under the mechanism's relation.
	NoBudget,
	/// The dataset, or one that overlaps it, would spend more than its budget.
	OverBudget,
	/// The same update was charged under another mechanism.
	DeclaredDifferently,
	/// The mechanism's parameters have no cost: it has no step.
	NotAccountable,
	/// A report on this round was charged to the dataset: there is no second one.
	AlreadyCharged,
}

/// Who keeps what releases of one kind have spent of members' data. It computes every cost itself.
pub trait Ledger<R: Charged> {
	/// Whether [`Ledger::charge`] would be accepted now. Reads only, so that the pool may ask.
	///
	/// # Errors
	/// The first thing that refuses it.
	fn can_afford(release: &R) -> Result<(), LedgerRefusal>;

	/// Charges a release, and never gives the charge back. What is charged but once is said at the kind of release.
	///
	/// # Errors
	/// The first thing that refuses it; then nothing has changed.
	fn charge(release: &R) -> Result<(), LedgerRefusal>;

	/// The most that [`Ledger::charge`] can weigh for a release of which a call says this.
	fn charge_weight(declared: &R::Declared) -> Weight;
}

/// Nobody keeps any: only what costs nothing is accepted, because no other promise would be accounted for.
impl<R: Charged> Ledger<R> for () {
	fn can_afford(release: &R) -> Result<(), LedgerRefusal> {
		if release.is_costly() {
			Err(LedgerRefusal::NoLedger)
		} else {
			Ok(())
		}
	}

	fn charge(release: &R) -> Result<(), LedgerRefusal> {
		Self::can_afford(release)
	}

	fn charge_weight(_: &R::Declared) -> Weight {
		Weight::zero()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{Mechanism, MemberId, Metric, MetricRelease, Release, Root, RoundId};

	const MEMBER: MemberId = MemberId([1; 32]);
	const ROUND: RoundId = RoundId { task: 0, index: 0 };

	#[test]
	fn without_a_ledger_only_updates_without_noise_are_accepted() {
		let release =
			|mechanism| Release { member: MEMBER, round: ROUND, dataset: 0, mechanism, update_root: Root([0; 32]) };
		assert_eq!(<()>::charge(&release(Mechanism::None)), Ok(()));
		let noisy = release(Mechanism::Local { noise_multiplier: "4".parse().unwrap() });
		assert_eq!(<()>::charge(&noisy), Err(LedgerRefusal::NoLedger));
	}

	#[test]
	fn without_a_ledger_no_bit_is_accepted() {
		let release = |metric| MetricRelease { member: MEMBER, round: ROUND, dataset: 0, metric };
		assert_eq!(<()>::charge(&release(Metric::Coarse)), Ok(()));
		let bits = release(Metric::Bits { flip: "0.25".parse().unwrap(), count: 3 });
		assert_eq!(<()>::charge(&bits), Err(LedgerRefusal::NoLedger));
	}
}
