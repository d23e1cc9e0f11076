//! The promise against an adversary that does what it likes by chance: a quorum that tells lies of all kinds, comes and goes, keeps
//! updates, base models and aggregates from whom it likes, and lists from everybody. While one honest member is there, what
//! becomes final is true. Other honest ones come and go.

use crate::{
	consortium::{seed, Consortium},
	disputes::{open_round, three_spans, truth},
	publish::publishing,
};
use guild_primitives::{round::quorum, Lineage, Root};
use guild_worker::{
	attack::{Attack, FalseResult},
	world::Call,
};
use rand::{seq::IndexedRandom, Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

const LIES: [FalseResult; 6] = [
	FalseResult::Lane,
	FalseResult::Coefficients,
	FalseResult::Leaf,
	FalseResult::List,
	FalseResult::Model,
	FalseResult::Withheld,
];

struct Adversary {
	consortium: Consortium,
	rng: ChaCha20Rng,
	/// The first of the members, a quorum.
	liars: usize,
	/// Final rounds that were looked at.
	seen: usize,
}

impl Adversary {
	fn size(&self) -> usize {
		self.consortium.members.len()
	}

	/// All liars tell this from now on.
	fn tell(&mut self, lie: FalseResult) {
		for index in 0..self.liars {
			self.consortium.members[index].attack = Some(Attack::Collude(lie));
			self.consortium.kill(index);
			self.consortium.start(index, None);
		}
	}

	/// The newest model and aggregate.
	fn base(&self) -> Vec<Root> {
		let ledger = self.consortium.ledger.lock();
		let task = &ledger.best().task;
		[task.model_root].into_iter().chain(task.aggregate_root).collect()
	}

	/// What members ask each other for now: the updates of the liars in the open round, and what it starts from.
	fn asked_for(&self) -> Vec<Root> {
		let base = self.base();
		let ledger = self.consortium.ledger.lock();
		let best = ledger.best();
		let is_liar = |id| self.consortium.members[..self.liars].iter().any(|liar| liar.id == id);
		let commits = open_round(best).into_iter().flat_map(|round| &round.commits);
		let updates = commits.filter(|(owner, _)| is_liar(**owner)).map(|(_, manifest)| manifest.update_root);
		updates.chain(base).collect()
	}

	fn act(&mut self) {
		match self.rng.random_range(0..8) {
			0 => {
				let lie = *LIES.choose(&mut self.rng).unwrap();
				self.tell(lie);
			}
			1 | 2 => {
				// Anybody but the last.
				let index = self.rng.random_range(0..self.size() - 1);
				let id = self.consortium.members[index].id;
				let mut net = self.consortium.net.lock();
				let absent = &mut net.peers.get_mut(&id).unwrap().absent;
				*absent = !*absent;
			}
			what @ 3..=6 => {
				let from = self.consortium.members[self.rng.random_range(self.liars..self.size())].id;
				let mut kept = self.asked_for();
				if what != 3 {
					kept = kept.choose(&mut self.rng).copied().into_iter().collect();
				}
				self.consortium.net.lock().kept_from.extend(kept.into_iter().map(|root| (from, root)));
			}
			// Seldom: what is given in the end is proven in the end.
			_ if self.rng.random_bool(0.1) => self.consortium.net.lock().kept_from.clear(),
			_ => {}
		}
	}

	/// Half a block; then what has become final is true, as the last member computes it from what it holds.
	fn step(&mut self) {
		self.consortium.step();
		let finals: Vec<Lineage> =
			self.consortium.ledger.lock().best().lineages.values().skip(self.seen).cloned().collect();
		self.seen += finals.len();
		for lineage in finals {
			let body = truth(&self.consortium, &lineage, self.size() - 1);
			assert_eq!(lineage.result, body, "what is final in {} is a lie", lineage.round);
		}
	}

	/// An honest member but the last, if there is one, is away while a round becomes final, and then is not given what that made.
	fn shut_out(&mut self) {
		self.relent();
		let index = self.liars;
		if index == self.size() - 1 {
			return;
		}
		let id = self.consortium.members[index].id;
		self.consortium.net.lock().peers.get_mut(&id).unwrap().absent = true;
		let before = self.seen;
		for _ in 0..400 {
			if self.seen > before {
				break;
			}
			self.step();
		}
		let base = self.base();
		let mut net = self.consortium.net.lock();
		net.peers.get_mut(&id).unwrap().absent = false;
		net.kept_from.extend(base.into_iter().map(|root| (id, root)));
		drop(net);
		(0..120).for_each(|_| self.step());
	}

	/// They are all there again, and keep nothing. They lie on.
	fn relent(&mut self) {
		let mut net = self.consortium.net.lock();
		net.kept_from.clear();
		net.peers.values_mut().for_each(|peer| peer.absent = false);
	}
}

/// How often what happened.
#[derive(Default, Debug)]
struct Happened {
	finals: usize,
	challenges: usize,
	/// Votes that named updates, and votes that had no base.
	strikes: usize,
	without_base: usize,
	published: usize,
	pleas: usize,
}

#[test]
fn whatever_a_quorum_of_liars_does_what_is_final_is_true_while_one_honest_member_is_there() {
	let seed = seed();
	let mut happened = Happened::default();
	for run in 0..10 {
		let seed = seed.wrapping_add(run);
		println!("run {run}: GUILD_SEED={seed} alone makes it run 0");
		let mut rng = ChaCha20Rng::seed_from_u64(seed);
		// Of seven, two are honest; mostly it is one.
		let size: u8 = if run % 3 == 0 { 7 } else { rng.random_range(4..=8) };
		let liars = if run % 3 == 0 { 5 } else { rng.random_range(quorum(size.into())..u32::from(size)) } as usize;
		let spec = if run % 2 == 0 { three_spans() } else { publishing(three_spans()) };
		let consortium = Consortium::with_spec(seed, size, spec);
		let mut adversary = Adversary { consortium, rng, liars, seen: 0 };
		// Each is what some run begins with.
		adversary.tell(LIES[run as usize % LIES.len()]);
		for _ in 0..150 {
			adversary.act();
			for _ in 0..adversary.rng.random_range(1..8) {
				adversary.step();
			}
		}
		adversary.shut_out();
		let before = adversary.seen;
		adversary.relent();
		for _ in 0..600 {
			adversary.step();
		}
		assert!(adversary.seen > before, "no round becomes final though nobody keeps anything from anybody");
		happened.finals += adversary.seen;
		for (member, call) in &adversary.consortium.ledger.lock().submitted {
			let is_honest = adversary.consortium.members[liars..].iter().any(|honest| honest.id == *member);
			match call {
				Call::Challenge { .. } => happened.challenges += 1,
				Call::VoteAvailability { base_missing: true, .. } => happened.without_base += 1,
				Call::VoteAvailability { missing, .. } if is_honest && *missing != 0 => happened.strikes += 1,
				Call::Publish { .. } => happened.published += 1,
				Call::Plead { .. } => happened.pleas += 1,
				_ => {}
			}
		}
	}
	println!("{happened:?}");
	// Had they tried nothing, nothing would be shown.
	let Happened { finals, challenges, strikes, without_base, published, pleas } = happened;
	assert!(
		[finals, challenges, strikes, without_base, published, pleas].iter().all(|times| *times > 0),
		"{happened:?}"
	);
}
