//! How much of the server one peer may take: so many requests at once, and so many bytes a second.

use sc_network_types::PeerId;
use std::{collections::HashMap, time::Duration};

/// Limits for each peer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
	/// Requests of one peer in service at once.
	pub requests_at_once: u32,
	/// Bytes a second that one peer may have in the long run.
	pub bytes_per_second: u64,
	/// Bytes that it may have at once after a pause.
	pub burst_bytes: u64,
}

impl Default for Limits {
	/// A gigabit link, shared by a few members, is not the server's to ration; ten times one member's fair share is.
	fn default() -> Self {
		Self { requests_at_once: 8, bytes_per_second: 64 << 20, burst_bytes: 128 << 20 }
	}
}

/// What each peer has taken. Time is given by the caller.
pub struct Fairness {
	limits: Limits,
	peers: HashMap<PeerId, Taken>,
}

struct Taken {
	in_service: u32,
	left_bytes: u64,
	refilled_at: Duration,
}

impl Fairness {
	/// Nobody has taken anything.
	pub fn new(limits: Limits) -> Self {
		Self { limits, peers: HashMap::new() }
	}

	/// Whether the peer's request may be served now; if so, it is in service until [`Fairness::finished`].
	pub fn admit(&mut self, peer: PeerId, now: Duration) -> bool {
		let limits = self.limits;
		let fresh = Taken { in_service: 0, left_bytes: limits.burst_bytes, refilled_at: now };
		let taken = self.peers.entry(peer).or_insert(fresh);
		taken.refill(&limits, now);
		if taken.in_service >= limits.requests_at_once || taken.left_bytes == 0 {
			return false;
		}
		taken.in_service += 1;
		true
	}

	/// A request of the peer was answered with so many bytes.
	pub fn finished(&mut self, peer: PeerId, bytes: u64) {
		if let Some(taken) = self.peers.get_mut(&peer) {
			taken.in_service = taken.in_service.saturating_sub(1);
			// The last request may overdraw: an answer is far smaller than the burst.
			taken.left_bytes = taken.left_bytes.saturating_sub(bytes);
		}
	}

	/// Forgets peers that are not members any more and have nothing in service.
	pub fn retain(&mut self, is_member: impl Fn(&PeerId) -> bool) {
		self.peers.retain(|peer, taken| taken.in_service > 0 || is_member(peer));
	}
}

impl Taken {
	fn refill(&mut self, limits: &Limits, now: Duration) {
		let passed_ms = now.saturating_sub(self.refilled_at).as_millis().min(u128::from(u32::MAX)) as u64;
		let earned = limits.bytes_per_second.saturating_mul(passed_ms) / 1_000;
		if earned > 0 {
			self.left_bytes = self.left_bytes.saturating_add(earned).min(limits.burst_bytes);
			self.refilled_at = now;
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const LIMITS: Limits = Limits { requests_at_once: 2, bytes_per_second: 1_000, burst_bytes: 1_500 };

	#[test]
	fn one_peer_cannot_have_more_requests_in_service_than_its_share_and_does_not_take_another_peers() {
		let mut fairness = Fairness::new(LIMITS);
		let (greedy, other) = (PeerId::random(), PeerId::random());
		let now = Duration::ZERO;
		assert!(fairness.admit(greedy, now) && fairness.admit(greedy, now) && !fairness.admit(greedy, now));
		assert!(fairness.admit(other, now));
		fairness.finished(greedy, 1);
		assert!(fairness.admit(greedy, now));
	}

	#[test]
	fn a_peer_that_took_its_bytes_waits_for_new_ones() {
		let mut fairness = Fairness::new(LIMITS);
		let peer = PeerId::random();
		assert!(fairness.admit(peer, Duration::ZERO));
		fairness.finished(peer, 1_500);
		assert!(!fairness.admit(peer, Duration::ZERO));
		assert!(fairness.admit(peer, Duration::from_secs(1)));
	}

	#[test]
	fn a_long_pause_earns_no_more_than_the_burst() {
		let mut fairness = Fairness::new(LIMITS);
		let peer = PeerId::random();
		let day = Duration::from_secs(86_400);
		assert!(fairness.admit(peer, Duration::ZERO));
		fairness.finished(peer, 0);
		assert!(fairness.admit(peer, day));
		fairness.finished(peer, 1_500);
		assert!(!fairness.admit(peer, day));
	}

	#[test]
	fn former_members_are_forgotten_once_they_are_served() {
		let mut fairness = Fairness::new(LIMITS);
		let peer = PeerId::random();
		assert!(fairness.admit(peer, Duration::ZERO));
		fairness.retain(|_| false);
		assert_eq!(fairness.peers.len(), 1);
		fairness.finished(peer, 0);
		fairness.retain(|_| false);
		assert!(fairness.peers.is_empty());
	}
}
