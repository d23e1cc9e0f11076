//! Where the lanes of a result go while they are made.
//!
//! A result of 2^27 lanes has 256 MiB of aggregate and 512 MiB of model. The last pass makes them window by window, in the
//! order of the lanes, and hashes them on the way; a [`Sink`] gives room for a window and takes it when it is filled. So who
//! writes files holds one window at a time, and who wants all in memory ([`InMemory`]) gives parts of one room, without
//! another copy. The bits are the same, whoever takes them.

use crate::apply::Applied;
use alloc::{vec, vec::Vec};
use core::convert::Infallible;

/// Takes the lanes of an aggregate and of the new model, from the first to the last.
pub trait Sink {
	/// Why it cannot take more.
	type Error;

	/// Room for the next `lanes` lanes. What is in it before does not matter.
	///
	/// # Errors
	/// The sink's.
	fn room(&mut self, lanes: usize) -> Result<Room<'_>, Self::Error>;

	/// The room that was last given is filled.
	///
	/// # Errors
	/// The sink's.
	fn keep(&mut self) -> Result<(), Self::Error>;
}

/// Room for some lanes: as many of the aggregate as of the model.
#[derive(Debug)]
pub struct Room<'a> {
	/// Of the aggregate.
	pub aggregate: &'a mut [i16],
	/// Of the new model.
	pub model: &'a mut [i32],
}

/// Keeps all lanes in memory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InMemory {
	applied: Applied,
	/// Lanes that are filled.
	filled: usize,
	/// Lanes of the room that was last given.
	given: usize,
}

impl InMemory {
	/// Room for `dim` lanes of each.
	pub fn new(dim: usize) -> Self {
		Self { applied: Applied { aggregate: vec![0; dim], model: vec![0; dim] }, filled: 0, given: 0 }
	}

	/// All lanes; 0 where nothing was filled in.
	pub fn into_applied(self) -> Applied {
		self.applied
	}
}

impl Sink for InMemory {
	type Error = Infallible;

	/// Fewer lanes than asked for if there are no more; the last pass then says so.
	fn room(&mut self, lanes: usize) -> Result<Room<'_>, Infallible> {
		let start = self.filled.min(self.applied.aggregate.len());
		let end = start.saturating_add(lanes).min(self.applied.aggregate.len());
		self.given = end - start;
		let aggregate = self.applied.aggregate.get_mut(start..end).unwrap_or(&mut []);
		let model = self.applied.model.get_mut(start..end).unwrap_or(&mut []);
		Ok(Room { aggregate, model })
	}

	fn keep(&mut self) -> Result<(), Infallible> {
		self.filled += self.given;
		self.given = 0;
		Ok(())
	}
}

/// Keeps no lane: for whoever wants only what they hash to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Discard {
	aggregate: Vec<i16>,
	model: Vec<i32>,
}

impl Sink for Discard {
	type Error = Infallible;

	fn room(&mut self, lanes: usize) -> Result<Room<'_>, Infallible> {
		self.aggregate.resize(lanes, 0);
		self.model.resize(lanes, 0);
		Ok(Room { aggregate: &mut self.aggregate, model: &mut self.model })
	}

	fn keep(&mut self) -> Result<(), Infallible> {
		Ok(())
	}
}
