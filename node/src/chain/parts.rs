//! Parts of contested updates, read from the body of a block.

use super::bodies::{self, TrainingCall};
use guild_worker::world::UpdatePart;
use sp_runtime::OpaqueExtrinsic;

/// The bytes of this part, if a call in this body carries it. A call that was refused carries other bytes, or the same.
pub(super) fn find(body: &[OpaqueExtrinsic], wanted: &UpdatePart) -> Option<Vec<u8>> {
	bodies::find(body, |call| match call {
		TrainingCall::publish { round, update, part, bytes, path } => {
			wanted.has(&round, update, part, &bytes, &path).then(|| bytes.into_inner())
		}
		_ => None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_aggregation::chunks;
	use guild_primitives::{decide, Root, RoundId};
	use guild_runtime::RuntimeCall;

	const ROUND: RoundId = RoundId { task: 1, index: 2 };
	/// Lanes of two parts, the second of a chunk and a half.
	const DIM: u32 = (1 << 19) + 768;

	fn update() -> Vec<u8> {
		(0..2 * DIM).map(|at| (at % 251) as u8).collect()
	}

	fn publish(round: RoundId, place: u8, part: u8, all: &[u8]) -> RuntimeCall {
		let shown = decide::part_chunks(DIM, part).unwrap();
		let path = chunks::path(all.len() as u64, &shown, |range, hasher| {
			hasher.update(&all[range.start as usize..range.end as usize]);
		});
		let bytes = all[shown.start as usize * 1024..all.len().min(shown.end as usize * 1024)].to_vec();
		let (bytes, path) = (bytes.try_into().unwrap(), path.try_into().unwrap());
		TrainingCall::publish { round, update: place, part, bytes, path }.into()
	}

	fn wanted(part: u8) -> UpdatePart {
		UpdatePart { round: ROUND, update: 3, update_root: Root::of(&update()), dim: DIM, part }
	}

	#[test]
	fn of_several_parts_the_one_that_leads_to_the_root_is_found() {
		let (true_one, mut false_one) = (update(), update());
		false_one[7] ^= 1;
		let body = bodies::block(vec![
			publish(ROUND, 3, 0, &false_one),
			publish(ROUND, 3, 1, &true_one),
			publish(ROUND, 3, 0, &true_one),
		]);
		assert_eq!(find(&body, &wanted(0)).as_deref(), Some(&true_one[..1 << 20]));
		assert_eq!(find(&body, &wanted(1)).as_deref(), Some(&true_one[1 << 20..]));
		assert_eq!(find(&body, &wanted(2)), None);
		assert_eq!(find(&body[..1], &wanted(0)), None);
	}

	#[test]
	fn parts_of_other_rounds_and_updates_are_passed_over() {
		let all = update();
		let other = RoundId { task: 1, index: 3 };
		let body = bodies::block(vec![publish(other, 3, 0, &all), publish(ROUND, 2, 0, &all)]);
		assert_eq!(find(&body, &wanted(0)), None);
	}

	#[test]
	fn a_part_within_a_batch_is_found() {
		let batch = pallet_utility::Call::batch { calls: vec![publish(ROUND, 3, 1, &update())] };
		let body = bodies::block(vec![batch.into()]);
		assert_eq!(find(&body, &wanted(1)).map(|bytes| bytes.len()), Some(1536));
	}
}
