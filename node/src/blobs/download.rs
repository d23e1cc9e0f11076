//! Who to ask for which groups of one blob next: a pure state machine. It knows no network, no disk and no clock of its
//! own; the caller gives the time, sends what it is told to send, and reports what came.

use super::wire::MAX_GROUPS;
use sc_network_types::PeerId;
use std::{collections::VecDeque, time::Duration};

/// Peers asked at the same time for one blob. The others step in for those that fail.
const PEERS_AT_ONCE: usize = 4;
/// Requests under way to one peer for one blob: one travels while the other is read from disk.
const REQUESTS_PER_PEER: u32 = 2;
/// Time before a peer that had too much to do is asked again.
const REST: Duration = Duration::from_millis(300);

/// Some groups in a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Run {
	/// The first.
	pub first: u64,
	/// How many, 1 to [`MAX_GROUPS`].
	pub count: u32,
}

/// What came of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
	/// So many groups from the run's first on, all true and kept. 1 to the run's count.
	Got(u32),
	/// The peer does not serve the blob (yet).
	NotServed,
	/// The peer has too much to do.
	Busy,
	/// Not reachable, or no answer in time.
	Failed,
	/// The answer did not hold.
	Lied,
}

/// What to do next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
	/// Ask this peer for these groups.
	Ask(PeerId, Run),
	/// Wait for an answer that is under way, and no longer than until then if a time is given.
	Wait(Option<Duration>),
	/// All groups are there.
	Complete,
	/// Groups are missing, and no peer is left to ask.
	Exhausted,
}

/// One blob's download.
pub struct Download {
	missing: VecDeque<Run>,
	peers: Vec<Peer>,
	in_flight: u32,
	failures: u32,
}

struct Peer {
	id: PeerId,
	in_flight: u32,
	rests_until: Duration,
	given_up: bool,
}

impl Download {
	/// A download of the `missing` groups (ascending) from `peers`, the first of them preferred.
	pub fn new(missing: &[u64], peers: Vec<PeerId>) -> Self {
		let peer = |id| Peer { id, in_flight: 0, rests_until: Duration::ZERO, given_up: false };
		Self { missing: runs(missing), peers: peers.into_iter().map(peer).collect(), in_flight: 0, failures: 0 }
	}

	/// What to do at `now`.
	pub fn next(&mut self, now: Duration) -> Step {
		if self.missing.is_empty() {
			return if self.in_flight == 0 { Step::Complete } else { Step::Wait(None) };
		}
		let asked = self.peers.iter_mut().filter(|peer| !peer.given_up).take(PEERS_AT_ONCE);
		let (mut free, mut wakes_at): (Option<&mut Peer>, Option<Duration>) = (None, None);
		for peer in asked {
			if peer.rests_until > now {
				wakes_at = Some(wakes_at.map_or(peer.rests_until, |at| at.min(peer.rests_until)));
			} else if peer.in_flight < REQUESTS_PER_PEER
				&& free.as_ref().is_none_or(|best| peer.in_flight < best.in_flight)
			{
				free = Some(peer);
			}
		}
		match free {
			Some(peer) => match self.missing.pop_front() {
				Some(run) => {
					peer.in_flight += 1;
					self.in_flight += 1;
					Step::Ask(peer.id, run)
				}
				None => Step::Wait(None),
			},
			None if self.in_flight == 0 && wakes_at.is_none() => Step::Exhausted,
			None => Step::Wait(wakes_at),
		}
	}

	/// Takes note of what came of a request.
	pub fn answered(&mut self, from: PeerId, run: Run, outcome: Outcome, now: Duration) {
		self.in_flight = self.in_flight.saturating_sub(1);
		let got = if let Outcome::Got(count) = outcome { count.min(run.count) } else { 0 };
		if got < run.count {
			// To the front: the lowest groups first keeps the file's writes in order.
			self.missing.push_front(Run { first: run.first + u64::from(got), count: run.count - got });
		}
		let Some(peer) = self.peers.iter_mut().find(|peer| peer.id == from) else { return };
		peer.in_flight = peer.in_flight.saturating_sub(1);
		match outcome {
			Outcome::Got(0) => peer.given_up = true,
			Outcome::Got(_) => {}
			Outcome::Busy => peer.rests_until = now + REST,
			Outcome::NotServed => peer.given_up = true,
			Outcome::Failed | Outcome::Lied => {
				peer.given_up = true;
				self.failures += 1;
			}
		}
	}

	/// Requests that failed, stalled, or were answered with a lie.
	pub fn failures(&self) -> u32 {
		self.failures
	}
}

/// Groups in a row, in pieces of at most [`MAX_GROUPS`].
fn runs(groups: &[u64]) -> VecDeque<Run> {
	let mut runs: VecDeque<Run> = VecDeque::new();
	for group in groups {
		match runs.back_mut() {
			Some(run) if run.first + u64::from(run.count) == *group && run.count < MAX_GROUPS => run.count += 1,
			_ => runs.push_back(Run { first: *group, count: 1 }),
		}
	}
	runs
}

#[cfg(test)]
mod tests {
	use super::*;

	const NOW: Duration = Duration::ZERO;

	fn peers(n: usize) -> Vec<PeerId> {
		(0..n).map(|_| PeerId::random()).collect()
	}

	#[test]
	fn missing_groups_are_asked_for_in_runs() {
		let asked: Vec<_> =
			runs(&[0, 1, 2, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15]).into_iter().map(|r| (r.first, r.count)).collect();
		assert_eq!(asked, [(0, 3), (5, 1), (7, 8), (15, 1)]);
	}

	#[test]
	fn several_peers_are_asked_at_once_and_no_peer_for_too_much() {
		let all = peers(6);
		let mut download = Download::new(&(0..200).collect::<Vec<_>>(), all.clone());
		let mut asked = Vec::new();
		while let Step::Ask(peer, _) = download.next(NOW) {
			asked.push(peer);
		}
		assert_eq!(asked, [&all[..4], &all[..4]].concat());
		assert_eq!(download.next(NOW), Step::Wait(None));
	}

	#[test]
	fn what_a_liar_was_asked_for_is_asked_of_another_and_the_liar_no_more() {
		let all = peers(2);
		let mut download = Download::new(&[0], all.clone());
		let run = Run { first: 0, count: 1 };
		assert_eq!(download.next(NOW), Step::Ask(all[0], run));
		assert_eq!(download.next(NOW), Step::Wait(None));
		download.answered(all[0], run, Outcome::Lied, NOW);
		assert_eq!(download.next(NOW), Step::Ask(all[1], run));
		download.answered(all[1], run, Outcome::Got(1), NOW);
		assert_eq!((download.next(NOW), download.failures()), (Step::Complete, 1));
	}

	#[test]
	fn a_short_answer_is_kept_and_the_rest_asked_for_again() {
		let all = peers(1);
		let mut download = Download::new(&[0, 1, 2], all.clone());
		let Step::Ask(peer, run) = download.next(NOW) else { panic!() };
		download.answered(peer, run, Outcome::Got(1), NOW);
		assert_eq!(download.next(NOW), Step::Ask(all[0], Run { first: 1, count: 2 }));
	}

	#[test]
	fn a_busy_peer_is_asked_again_after_a_rest() {
		let all = peers(1);
		let mut download = Download::new(&[0], all.clone());
		let Step::Ask(peer, run) = download.next(NOW) else { panic!() };
		download.answered(peer, run, Outcome::Busy, NOW);
		assert_eq!(download.next(NOW), Step::Wait(Some(REST)));
		assert_eq!(download.next(REST), Step::Ask(peer, run));
	}

	#[test]
	fn without_peers_left_the_download_is_exhausted_but_not_while_an_answer_is_under_way() {
		let all = peers(2);
		let mut download = Download::new(&(0..16).collect::<Vec<_>>(), all.clone());
		let Step::Ask(a, run_a) = download.next(NOW) else { panic!() };
		let Step::Ask(b, run_b) = download.next(NOW) else { panic!() };
		download.answered(a, run_a, Outcome::NotServed, NOW);
		assert_eq!(download.next(NOW), Step::Ask(b, run_a));
		download.answered(b, run_b, Outcome::Failed, NOW);
		assert_eq!(download.next(NOW), Step::Wait(None));
		download.answered(b, run_a, Outcome::Failed, NOW);
		assert_eq!(download.next(NOW), Step::Exhausted);
	}
}
