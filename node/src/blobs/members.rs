//! Who may be asked and who may ask: the members, by the identity of their nodes on the network.

use guild_primitives::{MemberId, MemberView};
use parking_lot::RwLock;
use sc_network_types::PeerId;
use std::collections::HashMap;

/// The members' peers, as the chain last said. Empty until it has said: then nobody is served.
#[derive(Default)]
pub struct Members {
	peers: RwLock<Peers>,
}

#[derive(Default)]
struct Peers {
	by_peer: HashMap<PeerId, MemberId>,
	by_member: HashMap<MemberId, PeerId>,
}

impl Members {
	/// Replaces the list. A node key that is no point of the curve names no peer and is left out.
	pub fn replace(&self, members: &[MemberView]) {
		let mut peers = Peers::default();
		for member in members {
			if let Some(peer) = PeerId::from_ed25519(&member.keys.node.0) {
				peers.by_peer.insert(peer, member.id);
				peers.by_member.insert(member.id, peer);
			}
		}
		*self.peers.write() = peers;
	}

	/// The member whose node this is.
	pub fn member_of(&self, peer: &PeerId) -> Option<MemberId> {
		self.peers.read().by_peer.get(peer).copied()
	}

	/// Whether the peer is a member's node.
	pub fn has_peer(&self, peer: &PeerId) -> bool {
		self.peers.read().by_peer.contains_key(peer)
	}

	/// The peers to ask for a blob: `sources` first, in their order, then the other members in an order of their own for
	/// each blob, so that not all askers turn to the same ones; never `own`.
	pub fn sources(&self, sources: &[MemberId], root: &guild_primitives::Root, own: &PeerId) -> Vec<PeerId> {
		let peers = self.peers.read();
		let named = sources.iter().filter_map(|member| peers.by_member.get(member)).copied();
		let mut others: Vec<_> = peers.by_peer.iter().filter(|(_, member)| !sources.contains(member)).collect();
		others.sort_by_key(|(_, member)| guild_primitives::Root::of(&[root.0, member.0, digest(own)].concat()));
		named.chain(others.into_iter().map(|(peer, _)| *peer)).filter(|peer| peer != own).collect()
	}
}

fn digest(peer: &PeerId) -> [u8; 32] {
	guild_primitives::Root::of(&peer.to_bytes()).0
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;
	use guild_primitives::{AccountBytes, MemberKeys, NodeKey, Root, Text, Tier, WorkerKey};

	/// A member with a node key made from `seed`, and its peer.
	pub(crate) fn member(seed: u8) -> (MemberView, PeerId) {
		let node = ed25519_dalek::SigningKey::from_bytes(&[seed; 32]).verifying_key().to_bytes();
		let keys = MemberKeys { duty: AccountBytes([seed; 32]), worker: WorkerKey([seed; 32]), node: NodeKey(node) };
		let id = MemberId([seed; 32]);
		let view = MemberView {
			id,
			owner: AccountBytes(id.0),
			name: Text::new("m").unwrap(),
			tier: Tier::Validator,
			keys,
			admitted_at: 0,
		};
		(view, PeerId::from_ed25519(&node).unwrap())
	}

	#[test]
	fn only_the_newest_list_counts() {
		let ((a, peer_a), (b, peer_b)) = (member(1), member(2));
		let members = Members::default();
		assert!(!members.has_peer(&peer_a));
		members.replace(std::slice::from_ref(&a));
		assert_eq!(members.member_of(&peer_a), Some(a.id));
		members.replace(&[b]);
		assert!(members.has_peer(&peer_b) && !members.has_peer(&peer_a));
	}

	#[test]
	fn named_sources_are_asked_first_then_all_others_and_oneself_never() {
		let all: Vec<_> = (1..=5).map(member).collect();
		let members = Members::default();
		members.replace(&all.iter().map(|(view, _)| view.clone()).collect::<Vec<_>>());
		let own = all[0].1;
		let peers = members.sources(&[all[3].0.id, all[0].0.id, all[1].0.id], &Root::of(b"x"), &own);
		assert_eq!(peers[..2], [all[3].1, all[1].1]);
		assert_eq!(peers.len(), 4);
		assert!(peers.contains(&all[2].1) && peers.contains(&all[4].1));
	}
}
