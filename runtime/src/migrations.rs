//! What a version of the runtime does, once, to the state that the version before it left behind.
//!
//! This is the first version: there is nothing to do. With the feature `rehearsal` the runtime is the one that `scripts/drill`
//! upgrades a running consortium to, and no release: a version on, with another constant
//! ([`ATTEST_DEPOSIT`](crate::constants::ATTEST_DEPOSIT)) and a migration.

#[cfg(feature = "rehearsal")]
pub use rehearsal::{Migrations, VERSION};

/// The migrations of this version, in their order.
#[cfg(not(feature = "rehearsal"))]
pub type Migrations = ();

#[cfg(feature = "rehearsal")]
mod rehearsal {
	use crate::{apis, Runtime};
	use frame_support::{traits::OnRuntimeUpgrade, weights::Weight};
	use pallet_consortium::Upgrade;
	use sp_version::RuntimeVersion;

	/// The next version, which understands the same transactions.
	#[sp_version::runtime_version]
	pub const VERSION: RuntimeVersion = RuntimeVersion {
		spec_name: alloc::borrow::Cow::Borrowed("guild"),
		impl_name: alloc::borrow::Cow::Borrowed("guild"),
		authoring_version: 1,
		spec_version: 2,
		impl_version: 1,
		apis: apis::RUNTIME_API_VERSIONS,
		transaction_version: 1,
		system_version: 1,
	};

	/// The migrations of the rehearsal.
	pub type Migrations = ForgetUsedAuthorisation;

	/// Takes away the consortium's record of the authorisation that brought this runtime. It has been used, and nothing reads it
	/// any more; whoever looks can so see that the migration ran.
	pub struct ForgetUsedAuthorisation;

	impl OnRuntimeUpgrade for ForgetUsedAuthorisation {
		fn on_runtime_upgrade() -> Weight {
			Upgrade::<Runtime>::kill();
			<Runtime as frame_system::Config>::DbWeight::get().writes(1)
		}
	}
}
