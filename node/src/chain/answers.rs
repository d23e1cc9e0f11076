//! Answers to pleas, read from the body of a block.

use super::bodies::{self, TrainingCall};
use guild_primitives::{Root, RoundId};
use sp_runtime::OpaqueExtrinsic;

/// The list with this root that an answer of the round in this body carries. A call that failed, or another's list, has
/// other bytes.
pub(super) fn find(body: &[OpaqueExtrinsic], round: &RoundId, list_root: &Root) -> Option<Vec<u8>> {
	bodies::find(body, |call| match call {
		TrainingCall::answer { round: answered, list, .. } => {
			(answered == *round && Root::of(&list) == *list_root).then(|| list.into_inner())
		}
		_ => None,
	})
}

#[cfg(test)]
mod tests {
	use super::{super::bodies::block, *};
	use guild_aggregation::proof::List;
	use guild_runtime::{Runtime, RuntimeCall};

	const ROUND: RoundId = RoundId { task: 1, index: 2 };

	fn answer(round: RoundId, list: &[u8]) -> RuntimeCall {
		let list = List::try_from(list.to_vec()).unwrap();
		pallet_training::Call::<Runtime>::answer { round, result_hash: Root([0; 32]), list }.into()
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
