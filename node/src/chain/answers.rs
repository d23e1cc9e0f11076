//! Answers to pleas, read from the body of a block.

use codec::{DecodeLimit, Encode};
use frame_support::MAX_EXTRINSIC_DEPTH;
use guild_primitives::{Root, RoundId};
use guild_runtime::{RuntimeCall, UncheckedExtrinsic};
use sp_runtime::OpaqueExtrinsic;

/// The list with this root that an answer of the round in this body carries. A call that failed, or another's list, has
/// other bytes; who answers within a batch is heard too, because the chain hears it.
pub(super) fn find(body: &[OpaqueExtrinsic], round: &RoundId, list_root: &Root) -> Option<Vec<u8>> {
	body.iter().find_map(|extrinsic| {
		// What the runtime has accepted decodes; what does not is of another runtime.
		let bytes = extrinsic.encode();
		let decoded = UncheckedExtrinsic::decode_all_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut bytes.as_slice());
		find_in(decoded.ok()?.function, round, list_root)
	})
}

/// Looks into a call and the calls that it carries, in any depth.
fn find_in(call: RuntimeCall, round: &RoundId, list_root: &Root) -> Option<Vec<u8>> {
	use pallet_utility::Call as Utility;
	let mut calls = Vec::from([call]);
	while let Some(call) = calls.pop() {
		match call {
			RuntimeCall::Training(pallet_training::Call::answer { round: answered, list, .. }) => {
				if answered == *round && Root::of(&list) == *list_root {
					return Some(list.into_inner());
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

#[cfg(test)]
mod tests {
	use super::*;
	use guild_aggregation::proof::List;
	use guild_runtime::Runtime;

	const ROUND: RoundId = RoundId { task: 1, index: 2 };

	fn answer(round: RoundId, list: &[u8]) -> RuntimeCall {
		let list = List::try_from(list.to_vec()).unwrap();
		pallet_training::Call::<Runtime>::answer { round, result_hash: Root([0; 32]), list }.into()
	}

	fn block(calls: Vec<RuntimeCall>) -> Vec<OpaqueExtrinsic> {
		calls.into_iter().map(|call| UncheckedExtrinsic::new_bare(call).into()).collect()
	}

	#[test]
	fn of_several_answers_the_one_with_the_root_is_found() {
		let body = block(vec![answer(ROUND, b"false"), answer(ROUND, b"list"), answer(ROUND, b"late")]);
		assert_eq!(find(&body, &ROUND, &Root::of(b"list")), Some(b"list".to_vec()));
		assert_eq!(find(&body, &ROUND, &Root::of(b"other")), None);
		assert_eq!(find(&body, &RoundId { task: 1, index: 3 }, &Root::of(b"list")), None);
	}

	#[test]
	fn an_answer_within_other_calls_is_found() {
		let batch =
			pallet_utility::Call::<Runtime>::batch { calls: vec![answer(ROUND, b"false"), answer(ROUND, b"list")] };
		let derived = pallet_utility::Call::<Runtime>::as_derivative { index: 0, call: Box::new(batch.into()) };
		let tried = pallet_utility::Call::<Runtime>::if_else {
			main: Box::new(answer(ROUND, b"false")),
			fallback: Box::new(derived.into()),
		};
		let body = block(vec![tried.into()]);
		assert_eq!(find(&body, &ROUND, &Root::of(b"list")), Some(b"list".to_vec()));
	}

	#[test]
	fn what_is_no_extrinsic_of_this_runtime_is_passed_over() {
		let mut body = vec![OpaqueExtrinsic::from_blob(vec![0xff; 7])];
		body.extend(block(vec![answer(ROUND, b"list")]));
		assert_eq!(find(&body, &ROUND, &Root::of(b"list")), Some(b"list".to_vec()));
	}
}
