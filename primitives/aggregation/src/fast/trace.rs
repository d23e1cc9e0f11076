//! The first half of the trace: prefix Gram matrices of the spans while their lanes are in cache.

use super::{
	bytes,
	gram::Multiplier,
	many::{self, Mode},
	Engine,
};
use crate::{
	chunks::Value,
	gram::{Gram, Updates},
	trace::{
		triangle::{self, CONTEXT},
		PrefixGrams,
	},
};
use core::slice::ChunksMut;
use std::{
	collections::BTreeMap,
	iter::Enumerate,
	sync::{Mutex, MutexGuard, PoisonError},
};

/// Spans that one thread takes at a time, and whose matrices are hashed side by side.
const RUN: usize = 16;
/// Bytes of prefix matrices that may be held at one time, unless that were too few runs for all threads. Mostly each thread
/// holds one run; more wait only while a thread is late with one that comes before them.
const WINDOW_BYTES: usize = 8 << 20;

/// The prefix Gram matrices of the updates, hashed.
pub fn prefix_grams(updates: Updates<'_>) -> PrefixGrams {
	prefix_grams_with(Engine::detect(), updates)
}

/// The prefix Gram matrices of the updates, with chosen kernels.
///
/// Every thread takes the next run of spans and multiplies. Once what comes before a run is known, which is soon, whoever
/// sees it first adds it to the run's matrices and hashes them. So nobody waits for anybody, and a matrix is mostly hashed by the
/// thread that has it in its cache.
pub fn prefix_grams_with(engine: Engine, updates: Updates<'_>) -> PrefixGrams {
	let (n, spans) = (updates.len(), updates.spans());
	let entries = triangle::entries(n);
	let threads = rayon::current_num_threads();
	let runs_in_window = (WINDOW_BYTES / (8 * entries * RUN)).max(4 * threads);
	let work = Work { engine, updates, entries, mode: Mode::derive_key(CONTEXT) };

	let mut hashes = vec![Value::default(); spans.count()];
	let mut total = vec![0i64; entries];
	for (window, hashes) in hashes.chunks_mut(RUN * runs_in_window).enumerate() {
		let relay = Mutex::new(Relay {
			ahead: hashes.chunks_mut(RUN).enumerate(),
			first: window * runs_in_window,
			made: BTreeMap::new(),
			next: 0,
			total,
		});
		rayon::scope(|scope| (0..threads).for_each(|_| scope.spawn(|_| work.all(&relay))));
		total = relay.into_inner().unwrap_or_else(PoisonError::into_inner).total;
	}
	let gram = Gram::from_lower(n, |i, j| total.get(triangle::entries(i) + j).copied().unwrap_or(0));
	PrefixGrams { hashes, gram }
}

/// What threads hand to one another.
struct Relay<'a> {
	/// Runs that nobody has taken: where each stands in the window, and room for its hashes.
	ahead: Enumerate<ChunksMut<'a, Value>>,
	/// The number of the window's first run.
	first: usize,
	/// Runs that are made and not yet hashed.
	made: BTreeMap<usize, Run<'a>>,
	/// The first run that is not yet hashed, nor about to be.
	next: usize,
	/// The matrix of all lanes before it.
	total: Vec<i64>,
}

/// The matrices of a run of spans.
struct Run<'a> {
	hashes: &'a mut [Value],
	/// Triangle by triangle: of the lanes from the run's first to the end of each span.
	sums: Vec<i64>,
}

impl<'a> Relay<'a> {
	/// The next run whose predecessors are all made, and the matrix of the lanes before it.
	fn next(&mut self) -> Option<(Run<'a>, Vec<i64>)> {
		let run = self.made.remove(&self.next)?;
		self.next += 1;
		let before = self.total.clone();
		add(&mut self.total, run.sums.rchunks(before.len()).next().unwrap_or(&[]));
		Some((run, before))
	}
}

/// What all threads do.
struct Work<'a> {
	engine: Engine,
	updates: Updates<'a>,
	/// Of a triangle.
	entries: usize,
	mode: Mode,
}

impl Work<'_> {
	/// Makes and hashes runs until none is left that nobody has taken.
	fn all(&self, relay: &Mutex<Relay<'_>>) {
		let first = lock(relay).first;
		// Rooms of runs that are hashed, to be used again: one or two, as a thread may hash more runs than it makes.
		let mut rooms = Vec::new();
		loop {
			let Some((place, hashes)) = lock(relay).ahead.next() else { return };
			let run = self.make((first + place) * RUN, hashes, rooms.pop().unwrap_or_default());
			lock(relay).made.insert(place, run);
			loop {
				let Some((run, before)) = lock(relay).next() else { break };
				rooms.push(self.hash(run, &before));
				rooms.truncate(2);
			}
		}
	}

	/// The prefix matrices of the spans from `first` on, as many as there is room for hashes, as if nothing were before them.
	fn make<'a>(&self, first: usize, hashes: &'a mut [Value], mut sums: Vec<i64>) -> Run<'a> {
		// What a room was used for last is left in it, but for the first triangle, which the others begin with.
		sums.resize(hashes.len() * self.entries, 0);
		sums.iter_mut().take(self.entries).for_each(|sum| *sum = 0);
		let spans = self.updates.spans();
		let start = first * spans.width();
		let end = spans.dim().min(start + hashes.len() * spans.width());
		Multiplier::new(self.engine, self.updates).prefixes(start..end, spans.width(), &mut sums);
		Run { hashes, sums }
	}

	/// Adds what is before the run and hashes; gives the room back.
	fn hash(&self, run: Run<'_>, before: &[i64]) -> Vec<i64> {
		let Run { hashes, mut sums } = run;
		sums.chunks_mut(self.entries).for_each(|own| add(own, before));
		let bytes = bytes::of(&sums);
		let triangles: Vec<&[u8]> = bytes.chunks(8 * self.entries).collect();
		many::hashes(self.mode, &triangles, hashes);
		drop(bytes);
		sums
	}
}

fn add(sums: &mut [i64], more: &[i64]) {
	sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

/// The relay. A thread that panicked has left it as it was before or after, and its panic goes on to the caller.
fn lock<'r, 'a>(relay: &'r Mutex<Relay<'a>>) -> MutexGuard<'r, Relay<'a>> {
	relay.lock().unwrap_or_else(PoisonError::into_inner)
}
