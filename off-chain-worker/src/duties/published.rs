//! Reading contested updates from the blocks that have them: who could not fetch an update holds it after all.
//!
//! The chain has checked every part against the update's root, and says in which block it is. What is read are the bytes of
//! blocks, so the whole is checked against its root before it is kept; then it is served like any other update. At most
//! [`MAX_PUBLISHED_BYTES`](guild_primitives::limits::MAX_PUBLISHED_BYTES) and the body of one block are in memory.

use super::DutyError;
use crate::{
	member::{Now, Worker},
	parts::Step,
	world::UpdatePart,
};
use guild_primitives::{decide, ContestedUpdate, Root, RoundId, RoundView};

impl Worker {
	/// Brings the updates in `wanted` here that the chain has every part of. What does not come can still be fetched.
	pub(super) fn read_published(
		&mut self,
		now: &Now,
		view: &RoundView,
		dim: u32,
		wanted: &[Root],
	) -> Result<(), DutyError> {
		let updates = view.publication.iter().flat_map(|publication| &publication.updates);
		for update in updates.filter(|update| wanted.contains(&update.update_root)) {
			if !self.store.has(&update.update_root) {
				self.read_update(now, &view.id, dim, update)?;
			}
		}
		Ok(())
	}

	fn read_update(&mut self, now: &Now, round: &RoundId, dim: u32, update: &ContestedUpdate) -> Result<(), DutyError> {
		let Some(blocks) = update.blocks() else { return Ok(()) };
		let about = format!("{round}, published update {}", update.update_root.short());
		let mut bytes = Vec::with_capacity(usize::try_from(decide::update_bytes(dim)).unwrap_or_default());
		for (part, published_at) in (0u8..).zip(blocks) {
			let wanted =
				UpdatePart { round: *round, update: update.position, update_root: update.update_root, dim, part };
			match self.chain.published(&now.best, published_at, &wanted) {
				Ok(Some(part)) => bytes.extend(part),
				Ok(None) => {
					self.voice.complain(about, format!("block {published_at} should have part {part}, and does not"));
					return Ok(());
				}
				Err(error) => {
					self.voice.complain(about, error);
					return Ok(());
				}
			}
		}
		if Root::of(&bytes) != update.update_root {
			self.voice.complain(about, "the parts in the blocks do not have its root");
			return Ok(());
		}
		self.store.put(&bytes)?;
		self.step(Step::PublishedStored);
		self.voice.content(about);
		self.voice.say(
			round,
			format!("update {} of member {} read from the chain", update.update_root.short(), update.member),
		);
		Ok(())
	}
}
