//! Contested updates, and their parts that come on the chain.

use super::Round;
use guild_aggregation::chunks::Value;
use guild_primitives::{decide, possession, ContestedUpdate, MemberId};
use guild_worker::world::UpdatePart;
use std::{collections::BTreeMap, sync::Arc};

/// What becomes of contested updates.
#[derive(Clone)]
pub struct Publication {
	pub opened_at: u32,
	pub closed_at: Option<u32>,
	pub contested: u128,
	/// Of each contested update the parts that came, as they lie in the bodies of their blocks.
	pub(super) parts: BTreeMap<u8, Vec<SeenPart>>,
}

/// The block that has a part, and the part.
type SeenPart = Option<(u32, Arc<Vec<u8>>)>;

impl Publication {
	/// How many parts came, of all updates.
	#[cfg(feature = "attacks")]
	pub fn seen(&self) -> usize {
		self.parts.values().flatten().flatten().count()
	}

	/// The contested updates of which all parts came.
	pub(super) fn whole(&self) -> u128 {
		let whole = self.parts.iter().filter(|(_, parts)| parts.iter().all(Option::is_some));
		whole.fold(0, |bits, (update, _)| bits | decide::bit((*update).into()))
	}
}

impl Round {
	/// A part that is not one has no effect; nor has the last one of an update whose owner has copied it.
	pub(super) fn publish(&mut self, number: u32, dim: u32, (update, part): (u8, u8), bytes: Vec<u8>, path: &[Value]) {
		let Some(owner) = self.electorate.get(usize::from(update)) else { return };
		let Some(manifest) = self.commits.get(owner) else { return };
		let wanted = UpdatePart { round: self.id, update, update_root: manifest.update_root, dim, part };
		let publication = self.publication.as_mut().unwrap();
		if publication.contested & decide::bit(update.into()) == 0 || !wanted.has(&self.id, update, part, &bytes, path)
		{
			return;
		}
		let none = || vec![None; decide::parts(dim) as usize];
		let mut parts = publication.parts.get(&update).cloned().unwrap_or_else(none);
		let place = &mut parts[usize::from(part)];
		if place.is_some() {
			return;
		}
		*place = Some((number, Arc::new(bytes)));
		if let Some(all) = parts.iter().cloned().collect::<Option<Vec<_>>>() {
			let whole: Vec<u8> = all.iter().flat_map(|(_, bytes)| bytes.iter().copied()).collect();
			if possession(owner, &self.id, &whole) != manifest.possession {
				return;
			}
		}
		publication.parts.insert(update, parts);
	}

	/// The contested updates in `set`.
	pub(super) fn contested_updates(&self, publication: &Publication, set: u128, dim: u32) -> Vec<ContestedUpdate> {
		let places = (0u8..).zip(&self.electorate).filter(|(place, _)| set & decide::bit((*place).into()) != 0);
		let view = |(position, member): (u8, &MemberId)| {
			let none = vec![None; decide::parts(dim) as usize];
			let seen = publication.parts.get(&position);
			ContestedUpdate {
				position,
				member: *member,
				update_root: self.commits[member].update_root,
				possession: self.commits[member].possession,
				published_at: seen
					.map_or(none, |seen| seen.iter().map(|part| part.as_ref().map(|(at, _)| *at)).collect()),
			}
		};
		places.map(view).collect()
	}
}
