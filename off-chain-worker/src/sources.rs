//! Whom to ask for a blob.

use guild_primitives::MemberId;
use std::{iter, sync::Arc};

/// Members that should have a blob, in the order in which they are asked. Who fetches many blobs at once asks the same members for
/// all of them, each blob's owner first; so the others are there once.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sources {
	first: Option<MemberId>,
	others: Arc<[MemberId]>,
}

impl Sources {
	/// `first`, then the others without it.
	pub fn new(first: Option<MemberId>, others: Arc<[MemberId]>) -> Self {
		Self { first, others }
	}

	/// The members in their order.
	pub fn iter(&self) -> impl Iterator<Item = &MemberId> {
		let others = self.others.iter().filter(|member| self.first.as_ref() != Some(*member));
		self.first.iter().chain(others)
	}

	/// Whether the member is among them.
	pub fn contains(&self, member: &MemberId) -> bool {
		iter::once(self.first.as_slice()).chain([&*self.others]).any(|members| members.contains(member))
	}
}

impl FromIterator<MemberId> for Sources {
	fn from_iter<T: IntoIterator<Item = MemberId>>(members: T) -> Self {
		Self { first: None, others: members.into_iter().collect() }
	}
}

impl From<Vec<MemberId>> for Sources {
	fn from(members: Vec<MemberId>) -> Self {
		Self { first: None, others: members.into() }
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const A: MemberId = MemberId([1; 32]);
	const B: MemberId = MemberId([2; 32]);
	const C: MemberId = MemberId([3; 32]);

	#[test]
	fn the_first_comes_once_whether_it_is_among_the_others_or_not() {
		for others in [vec![A, B], vec![A, C, B]] {
			let sources = Sources::new(Some(C), others.into());
			assert_eq!(sources.iter().copied().collect::<Vec<_>>(), [C, A, B]);
			assert!([A, B, C].iter().all(|member| sources.contains(member)));
		}
		let sources = Sources::new(None, [A, B].into());
		assert_eq!(sources.iter().copied().collect::<Vec<_>>(), [A, B]);
		assert!(!sources.contains(&C));
	}
}
