//! One walk: blocks of random acts, and then an end in which everything is given back.

use crate::{
	chain::{Act, Chain, Went},
	law::{check_nothing_is_stuck, Books},
	money::owner,
	people::{member, name, PEOPLE},
	seen::Seen,
	truth::Truths,
};
use frame_support::traits::{fungible::Inspect, Get};
use guild_agreement::Status;
use guild_primitives::BlockNumber;
use guild_runtime::{
	configs::parameters::{LeaveDelay, SlashDelay},
	constants::{DAYS, EXISTENTIAL_DEPOSIT, REMEMBERED_SESSIONS, SESSION_BLOCKS, UNIT},
	AccountId, Balance, Balances, Consortium, Runtime, RuntimeCall,
};
use pallet_consortium::{Departures, Recoveries};
use pallet_equivocation::Deposits;
use pallet_rewards::{Agreements, FundersOf, NextOffence, OldestOffence, Parties, PartiesOf};
use pallet_training::{Deadlines, Due, OpenTasks, Slashes};
use rand::{seq::IndexedRandom, Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Blocks of a walk before its end.
const BLOCKS: u32 = 160;

/// A walk.
pub struct Walk<'a> {
	/// Everything random follows from it.
	pub seed: u64,
	/// What is drawn as it is needed.
	pub rng: ChaCha8Rng,
	/// Whether windows last for days, in which members may have to go while a round counts on them.
	pub slow: bool,
	/// The set of hot keys that each company used last.
	pub key_sets: [u8; PEOPLE as usize],
	/// What is true, and what is said.
	pub truths: Truths,
	/// What walks have met.
	pub seen: &'a mut Seen,
	chain: Chain,
	books: Books,
}

/// Tells how to walk this way again if the walk does not end well.
struct Way {
	seed: u64,
}

impl Drop for Way {
	fn drop(&mut self) {
		if std::thread::panicking() {
			let block = guild_runtime::System::block_number();
			println!("at block {block}; again: GUILD_SEED={} GUILD_WALKS=1", self.seed);
		}
	}
}

impl<'a> Walk<'a> {
	/// Walks over the state of the externalities, which has nothing but its genesis.
	pub fn run(seed: u64, seen: &'a mut Seen) {
		let _way = Way { seed };
		let mut rng = ChaCha8Rng::seed_from_u64(seed);
		let slow = rng.random_range(0..5) < 2;
		let (chain, books) = (Chain::new(), Books::new());
		let mut walk =
			Self { seed, rng, slow, key_sets: [0; PEOPLE as usize], truths: Truths::default(), seen, chain, books };
		let first = if slow { walk.short_delays() } else { vec![] };
		walk.block(1, first);
		for _ in 0..BLOCKS {
			let mut acts = walk.duties();
			let number = walk.next_number(acts.is_empty());
			acts.extend(walk.owners());
			acts.extend(walk.decisions());
			walk.block(number, acts);
		}
		walk.end();
	}

	/// Makes a block, after which every law holds.
	fn block(&mut self, number: BlockNumber, acts: Vec<Act>) -> Vec<Went> {
		self.books.before_block();
		let went = self.chain.block(number, &acts);
		for (act, went) in acts.iter().zip(&went) {
			self.seen.act(act, went);
		}
		self.books.after_block(self.seen);
		went
	}

	/// The last block that may come next: none may be left out in which a phase ends.
	fn latest(&self) -> BlockNumber {
		if !Due::<Runtime>::get().is_empty() {
			return self.chain.now() + 1;
		}
		Deadlines::<Runtime>::iter_keys().min().unwrap_or(BlockNumber::MAX)
	}

	/// The blocks at which something is due that waits for days.
	fn waits() -> impl Iterator<Item = BlockNumber> {
		let slashes = Slashes::<Runtime>::iter_values().map(|slash| slash.due_at);
		let departures = Departures::<Runtime>::get().into_iter().map(|leaving| leaving.since + LeaveDelay::get());
		let recoveries = Recoveries::<Runtime>::get().into_iter().map(|recovery| recovery.due_at);
		slashes.chain(departures).chain(recoveries)
	}

	/// The next block; or a later one, rather where nobody does anything for a round.
	fn next_number(&mut self, is_idle: bool) -> BlockNumber {
		let (now, latest) = (self.chain.now(), self.latest());
		let chance = match (is_idle, self.slow) {
			(true, _) => 0.6,
			(false, true) => 0.1,
			(false, false) => 0.03,
		};
		if !self.rng.random_bool(chance) {
			return now + 1;
		}
		let session = (now / SESSION_BLOCKS + 1) * SESSION_BLOCKS;
		let mut ends: Vec<BlockNumber> = Self::waits().collect();
		ends.extend([session, now + self.rng.random_range(1..DAYS)]);
		ends.extend(Some(latest).filter(|latest| *latest < BlockNumber::MAX));
		ends.choose(&mut self.rng).copied().unwrap_or(now + 1).clamp(now + 1, latest)
	}

	/// Lets all rounds, delays and agreements come to their ends, and finds nothing left.
	fn end(&mut self) {
		let mut acts = Self::stop_everything();
		for _ in 0..200 {
			if OpenTasks::<Runtime>::get().is_empty() {
				break;
			}
			self.block(self.latest().min(self.chain.now() + SlashDelay::get()), acts);
			acts = if self.rng.random() { self.duties() } else { vec![] };
		}
		assert!(OpenTasks::<Runtime>::get().is_empty(), "a round does not end");
		// More than one, because in a block that changes the session nothing is done.
		(0..3).for_each(|_| drop(self.block(self.chain.now() + 1, vec![])));
		assert!(Departures::<Runtime>::get().is_empty(), "a member does not go although no round is open");
		for _ in 0..200 {
			let Some(due) = Self::waits().min() else { break };
			self.block(due.max(self.chain.now() + 1), vec![]);
		}
		assert_eq!(Self::waits().count(), 0, "something waits for ever");
		assert_eq!(Slashes::<Runtime>::iter().count(), 0, "a slash is not settled");
		assert_eq!(OldestOffence::<Runtime>::get(), NextOffence::<Runtime>::get(), "an offence is not charged");
		self.release_leavers();
		self.wind_up();
		// The longest wait of all, so not always.
		let forgets = self.rng.random_range(0..4) == 0;
		if forgets {
			self.forget_sessions();
		}
		self.block(self.chain.now() + 1, vec![]);
		check_nothing_is_stuck(forgets);
		self.take_away();
	}

	/// Somebody rich does what must go well.
	fn must(&mut self, call: impl Into<RuntimeCall>) {
		self.must_by(Self::rich_member(), call);
	}

	fn must_by(&mut self, signer: AccountId, call: impl Into<RuntimeCall>) {
		let call = call.into();
		let next = self.chain.now() + 1;
		// A block that changes the session has room for nothing else.
		let number = if changes_session(next) { next + 1 } else { next };
		let went = self.block(number, vec![Act::Signed(signer, call.clone())]);
		assert!(went[0].well(), "{call:?}: {:?}", went[0]);
	}

	/// Whoever is no member any more has its deposits back as soon as anybody asks, although agreements run.
	fn release_leavers(&mut self) {
		for (agreement, stored) in Agreements::<Runtime>::iter().collect::<Vec<_>>() {
			if stored.status != Status::Running {
				continue;
			}
			for party in PartiesOf::<Runtime>::get(agreement) {
				if Consortium::member(party).is_none() {
					self.lift(&party.0.into(), EXISTENTIAL_DEPOSIT);
					let call = pallet_rewards::Call::release { agreement, member: party };
					self.must(call);
					assert_eq!(Parties::<Runtime>::get(agreement, party).map(|party| party.deposit), Some(0));
				}
			}
		}
	}

	/// Everything of every agreement goes back to whom it belongs.
	fn wind_up(&mut self) {
		for (agreement, stored) in Agreements::<Runtime>::iter().collect::<Vec<_>>() {
			if stored.status == Status::WoundUp {
				continue;
			}
			let call = pallet_rewards::Call::wind_up { agreement };
			self.must(call.clone());
			let status = |id| Agreements::<Runtime>::get(id).map(|agreement| agreement.status);
			if status(agreement) == Some(Status::WindingUp) {
				// Some account could not receive so little. When it owns enough to live by, it can.
				let funders = FundersOf::<Runtime>::get(agreement).into_iter().map(|(funder, _)| funder);
				for who in PartiesOf::<Runtime>::get(agreement).into_iter().chain(funders) {
					self.lift(&who.0.into(), EXISTENTIAL_DEPOSIT);
				}
				self.must(call);
			}
			assert_eq!(status(agreement), Some(Status::WoundUp), "agreement {agreement}");
		}
	}

	/// Whoever validates no more has its deposit back when no session is remembered in which it did.
	fn forget_sessions(&mut self) {
		// Who goes may validate for two sessions more.
		for _ in 0..REMEMBERED_SESSIONS + 3 {
			let session = (self.chain.now() / SESSION_BLOCKS + 1) * SESSION_BLOCKS;
			self.block(session, vec![]);
		}
	}

	/// Gives an account that owns next to nothing so much.
	fn lift(&mut self, account: &AccountId, amount: Balance) {
		if Balances::free_balance(account) < amount {
			let call = pallet_balances::Call::transfer_allow_death { dest: account.clone().into(), value: amount };
			self.must(call);
		}
	}

	/// Everybody takes all away that it owns. Who is no member signs nothing, so those who have left are members again for that.
	fn take_away(&mut self) {
		for n in 0..PEOPLE {
			if Consortium::member(member(n)).is_none() {
				let admit = Act::Council(self.admit(n));
				let went = self.block(self.chain.now() + 1, vec![admit]);
				assert!(went[0].well(), "company {n} does not come back: {:?}", went[0]);
			}
			self.lift(&owner(n), UNIT); // For fees.
		}
		let away = AccountId::from([0xEE; 32]);
		for n in 0..PEOPLE {
			let amount = Balances::free_balance(name(n));
			if owner(n) == name(n) {
				let dest = away.clone().into();
				self.must_by(owner(n), pallet_balances::Call::transfer_all { dest, keep_alive: false });
			} else if amount > 0 {
				self.must_by(owner(n), pallet_consortium::Call::withdraw { amount });
			}
			let left = Balances::total_balance(&name(n));
			let deposit = Deposits::<Runtime>::get().get(&member(n)).map_or(0, |deposit| deposit.amount);
			let least = if deposit > 0 { EXISTENTIAL_DEPOSIT } else { 0 };
			assert!(left <= deposit + least, "company {n} cannot take all away: {left} of which {deposit} deposit");
		}
	}
}

/// Whether this block changes the session. Then it has no room for normal calls, nor for the work of a block.
pub fn changes_session(number: BlockNumber) -> bool {
	number.is_multiple_of(SESSION_BLOCKS)
}
