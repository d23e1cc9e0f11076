//! The lanes of a result go to a sink window by window: the same lanes and the same result, whoever takes them.

mod common;

use common::*;
use guild_aggregation::{
	aggregate, aggregate_into, fast, reference,
	sink::{Discard, Room, Sink},
	AggregateError,
};
use guild_primitives::{ColumnRule, RuleSpec};
use std::convert::Infallible;

/// Most lanes that a pool of one thread asks room for at a time.
const WINDOW: usize = 1 << 17;

/// Takes windows as a writer of files does, and refuses one after `most` of them.
#[derive(Default)]
struct Windows {
	window: (Vec<i16>, Vec<i32>),
	lanes: (Vec<i16>, Vec<i32>),
	asked: Vec<usize>,
	most: Option<usize>,
}

impl Sink for Windows {
	type Error = &'static str;

	fn room(&mut self, lanes: usize) -> Result<Room<'_>, &'static str> {
		if self.most.is_some_and(|most| self.asked.len() >= most) {
			return Err("full");
		}
		self.asked.push(lanes);
		// What is in a window before must not show.
		self.window = (vec![77; lanes], vec![77; lanes]);
		Ok(Room { aggregate: &mut self.window.0, model: &mut self.window.1 })
	}

	fn keep(&mut self) -> Result<(), &'static str> {
		self.lanes.0.append(&mut self.window.0);
		self.lanes.1.append(&mut self.window.1);
		Ok(())
	}
}

/// A round of three updates whose lanes are all different from those of their neighbours.
fn round(dim: usize) -> (Vec<Vec<i16>>, Vec<i32>) {
	let lane = |i: usize, l: usize| ((l * (2 * i + 3) + l / 500 * 7 + i) % 60_001) as i32 - 30_000;
	let updates = (0..3).map(|i| (0..dim).map(|l| lane(i, l) as i16).collect()).collect();
	(updates, (0..dim).map(|l| lane(9, l) * 1000).collect())
}

fn rules() -> [RuleSpec; 3] {
	[geometric_median(1), columns(1, ColumnRule::Median), columns(1, ColumnRule::Meamed)]
}

fn on_one_thread<T: Send>(work: impl FnOnce() -> T + Send) -> T {
	rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread").install(work)
}

#[test]
fn windows_hold_the_lanes_and_the_result_of_the_whole() {
	for dim in [1, 511, 2049, WINDOW, 2 * WINDOW + 777] {
		let (updates, base) = round(dim);
		let updates = slices(&updates);
		for rule in rules() {
			let inputs = inputs(rule, &[1, 1, 1], dim);
			let whole = aggregate(&inputs, &updates, &base).expect("a result");
			let mut windows = Windows::default();
			let found = on_one_thread(|| aggregate_into(&inputs, &updates, &base, &mut windows)).expect("a result");
			assert_eq!(found, whole.result);
			assert!((&windows.lanes.0, &windows.lanes.1) == (&whole.aggregate, &whole.model), "{dim} lanes");
			assert!(windows.asked.iter().all(|lanes| *lanes <= WINDOW), "{:?}", windows.asked);
			assert_eq!(aggregate_into(&inputs, &updates, &base, &mut Discard::default()), Ok(found));
		}
	}
}

#[test]
fn the_reference_asks_for_one_span_at_a_time() {
	let (updates, base) = round(2049);
	let updates = slices(&updates);
	let inputs = inputs(geometric_median(1), &[1, 2, 3], 2049);
	let whole = reference::aggregate(&inputs, &updates, &base).expect("a result");
	let mut windows = Windows::default();
	let found = reference::aggregate_into(&inputs, &updates, &base, &mut windows).expect("a result");
	assert_eq!(found, whole.result);
	assert_eq!(windows.lanes, (whole.aggregate, whole.model));
	assert_eq!(windows.asked, [512, 512, 512, 512, 1]);
}

#[test]
fn what_a_sink_says_ends_the_aggregation() {
	let (updates, base) = round(2 * WINDOW + 1);
	let updates = slices(&updates);
	let inputs = inputs(geometric_median(1), &[1, 1, 1], base.len());
	let mut sink = Windows { most: Some(2), ..Windows::default() };
	let found = on_one_thread(|| fast::aggregate_into(&inputs, &updates, &base, &mut sink));
	assert_eq!(found, Err(AggregateError::Sink("full")));
	assert_eq!(sink.asked, [WINDOW, WINDOW]);
	let mut sink = Windows { most: Some(2), ..Windows::default() };
	let found = reference::aggregate_into(&inputs, &updates, &base, &mut sink);
	assert_eq!(found, Err(AggregateError::Sink("full")));
}

/// Gives one lane of the model less than it was asked for.
struct Short(Vec<i16>, Vec<i32>);

impl Sink for Short {
	type Error = Infallible;

	fn room(&mut self, lanes: usize) -> Result<Room<'_>, Infallible> {
		(self.0, self.1) = (vec![0; lanes], vec![0; lanes - 1]);
		Ok(Room { aggregate: &mut self.0, model: &mut self.1 })
	}

	fn keep(&mut self) -> Result<(), Infallible> {
		panic!("nothing was filled");
	}
}

#[test]
fn a_sink_with_too_little_room_gets_nothing() {
	let (updates, base) = round(100);
	let updates = slices(&updates);
	let inputs = inputs(geometric_median(1), &[1, 1, 1], 100);
	let expected = Err(AggregateError::Room { asked: 100, given: (100, 99) });
	assert_eq!(aggregate_into(&inputs, &updates, &base, &mut Short(Vec::new(), Vec::new())), expected);
	assert_eq!(reference::aggregate_into(&inputs, &updates, &base, &mut Short(Vec::new(), Vec::new())), expected);
}
