//! Motions that say what they are for.
//!
//! The text is beside the call, in one call: so it is in the hash that is voted on, there is nothing to store and to clean up, and who
//! may do what is still decided by the call within, which is called with the same origin and through the same filters. Only a motion
//! may be described: what is asked of signed calls before they are in a block is asked of the call itself, and not of what is within it.

use crate::{Call, Config, Error, Pallet, WeightInfo};
use frame_support::{
	dispatch::{extract_actual_weight, GetDispatchInfo},
	ensure,
	pallet_prelude::DispatchResultWithPostInfo,
	traits::IsSubType,
};
use frame_system::pallet_prelude::OriginFor;
use sp_runtime::traits::Dispatchable;

impl<T: Config> Pallet<T> {
	/// Does what a motion asks for.
	pub(crate) fn do_described(origin: OriginFor<T>, motion: T::Motion) -> DispatchResultWithPostInfo {
		ensure!(!matches!(motion.is_sub_type(), Some(Call::described { .. })), Error::<T>::DescribedTwice);
		let info = motion.get_dispatch_info();
		let mut result = motion.dispatch(origin);
		let spent = T::WeightInfo::described().saturating_add(extract_actual_weight(&result, &info));
		match &mut result {
			Ok(post) => post.actual_weight = Some(spent),
			Err(error) => error.post_info.actual_weight = Some(spent),
		}
		result
	}
}
