//! What workers read from the body of a block: calls of the training pallet, also those within other calls.

use codec::{DecodeLimit, Encode};
use frame_support::MAX_EXTRINSIC_DEPTH;
use guild_runtime::{Runtime, RuntimeCall, UncheckedExtrinsic};
use sp_runtime::OpaqueExtrinsic;

/// A call of the training pallet.
pub(super) type TrainingCall = pallet_training::Call<Runtime>;

/// What `take` makes of the first training call in this body of which it makes something. Who calls within a batch is heard too,
/// because the chain hears it. Calls that were refused lie there as well: `take` knows by what they carry.
pub(super) fn find<T>(body: &[OpaqueExtrinsic], mut take: impl FnMut(TrainingCall) -> Option<T>) -> Option<T> {
	body.iter().find_map(|extrinsic| {
		// What the runtime has accepted decodes; what does not is of another runtime.
		let bytes = extrinsic.encode();
		let decoded = UncheckedExtrinsic::decode_all_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut bytes.as_slice());
		find_in(decoded.ok()?.function, &mut take)
	})
}

/// Looks into a call and the calls that it carries, in any depth.
fn find_in<T>(call: RuntimeCall, take: &mut impl FnMut(TrainingCall) -> Option<T>) -> Option<T> {
	use pallet_utility::Call as Utility;
	let mut calls = Vec::from([call]);
	while let Some(call) = calls.pop() {
		match call {
			RuntimeCall::Training(call) => {
				if let Some(taken) = take(call) {
					return Some(taken);
				}
			}
			RuntimeCall::Utility(
				Utility::batch { calls: inner }
				| Utility::batch_all { calls: inner }
				| Utility::force_batch { calls: inner },
			) => calls.extend(inner),
			RuntimeCall::Utility(
				Utility::as_derivative { call, .. }
				| Utility::dispatch_as { call, .. }
				| Utility::dispatch_as_fallible { call, .. }
				| Utility::with_weight { call, .. },
			) => calls.push(*call),
			RuntimeCall::Utility(Utility::if_else { main, fallback }) => calls.extend([*main, *fallback]),
			_ => {}
		}
	}
	None
}

/// A block whose body has these calls.
#[cfg(test)]
pub(super) fn block(calls: Vec<RuntimeCall>) -> Vec<OpaqueExtrinsic> {
	calls.into_iter().map(|call| UncheckedExtrinsic::new_bare(call).into()).collect()
}
