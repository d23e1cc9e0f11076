//! What each update did to a result: leave-one-out, and exact Shapley values, from the Gram matrix alone. **Figures for people to
//! read.** They measure influence and not worth: by leave-one-out who sends the opposite of what it learnt has more than the honest,
//! and a Shapley value below 0 says that an update pulls away from the result, which is right or wrong as the result is. So no
//! agreement can pay by them alone, and nothing here is on the chain.
//!
//! # The game
//!
//! The players are the updates that entered, N. For a coalition S of them let `a(S)` be the mean of the mixed rows that the
//! round's rule makes when only S is active: the aggregate itself, where the rule has one row. Its value is the part of the whole
//! aggregate that it explains, in squared lanes:
//!
//! > `v(S) = ‖a(N)‖² − ‖a(S) − a(N)‖² = 2⟨a(S), a(N)⟩ − ‖a(S)‖²`, and `v(∅) = 0`, as nothing moves the model
//!
//! So `v(N) = ‖a(N)‖²`, and over that a value is a part of 1. All of it is a quadratic form of the Gram matrix; no lane is read.
//! Coalitions are rebuilt from the updates that were sent, and nothing is trained again: the "one-round reconstruction" of Song,
//! Tong, Wei 2019, "Profit Allocation for Federated Learning" (IEEE Big Data), each round valued by itself as in Wang et al. 2020,
//! "A Principled Approach to Data Valuation for Federated Learning". They value a coalition by its error on test rows, which the chain
//! has none of; the distance from the whole result stands in for it here.
//!
//! Where rows are combined lane by lane (median, trimmed mean, mean around the median) the matrix does not tell the aggregate, and
//! these figures speak of the mean of the mixed rows, as a result's distances do.
//!
//! # Figures
//!
//! - **Leave-one-out** of i: `v(N) − v(N∖i) = ‖a(N∖i) − a(N)‖²`, how far the result moves without it. Never below 0.
//! - **Shapley value** of i (Shapley 1953): `Σ_S |S|!(n−|S|−1)!/n! · (v(S∪i) − v(S))` over the S without i. They sum to
//!   `v(N)` exactly (efficiency), equal ones are equal, and who changes nothing has 0.

use crate::{
	fixed::{mean_of_rows, FRACTION_BITS},
	gram::Gram,
	mix::{mix, MixError},
};
use alloc::{vec, vec::Vec};
use guild_primitives::{Coefficient, RoundInputs};

/// Most players whose Shapley values are computed: 2^12 coalitions, and 12! < 2^29.
pub const MOST_PLAYERS: usize = 12;
/// Fraction bits of a value. Exact ones have 64; the lowest half is cut off, so that values times 12! keep within 128 bits.
pub const VALUE_BITS: u32 = FRACTION_BITS;

/// The game of a round.
#[derive(Clone, Debug)]
pub struct Game<'a> {
	gram: &'a Gram,
	inputs: &'a RoundInputs,
	players: Vec<usize>,
	/// The whole aggregate, as a row.
	whole: Vec<Coefficient>,
}

impl<'a> Game<'a> {
	/// The game of a round, whose columns' Gram matrix this is.
	///
	/// # Errors
	/// The rule gives no rows.
	pub fn new(gram: &'a Gram, inputs: &'a RoundInputs) -> Result<Self, MixError> {
		let whole = centre(gram, inputs)?;
		let bound = u128::from(inputs.norm_bound).saturating_mul(inputs.norm_bound.into());
		let within = |i: usize| u128::from(gram.get(i, i).max(0).unsigned_abs()) <= bound;
		let players = inputs.included.iter().enumerate().filter(|(i, update)| update.active && within(*i));
		Ok(Self { gram, inputs, players: players.map(|(i, _)| i).collect(), whole })
	}

	/// The players, as places among the included updates. All other updates have no influence.
	pub fn players(&self) -> &[usize] {
		&self.players
	}

	/// How many coalitions there are; none if there are more players than [`MOST_PLAYERS`].
	pub fn coalitions(&self) -> Option<u32> {
		(self.players.len() <= MOST_PLAYERS).then(|| 1 << self.players.len())
	}

	/// The value of the whole, in squared lanes with [`VALUE_BITS`] fraction bits.
	pub fn whole(&self) -> i128 {
		self.value_of(&self.whole)
	}

	/// The value of a coalition: bit k is the k-th player. Of a coalition of nobody it is 0.
	///
	/// # Errors
	/// The rule gives no rows.
	pub fn value(&self, coalition: u32) -> Result<i128, MixError> {
		let plays = |player: u32| coalition.checked_shr(player).is_some_and(|rest| rest & 1 == 1);
		let members: Vec<usize> =
			self.players.iter().zip(0u32..).filter(|(_, player)| plays(*player)).map(|(place, _)| *place).collect();
		Ok(self.of(|place| members.contains(&place))?.map_or(0, |row| self.value_of(&row)))
	}

	/// How far the result moves without this included update, squared, in squared lanes with [`VALUE_BITS`] fraction bits. 0 for what is
	/// no player.
	///
	/// # Errors
	/// The rule gives no rows.
	pub fn leave_one_out(&self, place: usize) -> Result<i128, MixError> {
		if !self.players.contains(&place) {
			return Ok(0);
		}
		let without = self.of(|other| other != place)?.unwrap_or_else(|| vec![0; self.whole.len()]);
		// Absolute values of a row sum to at most 1, those of a difference to at most 2: below 4 · 2^121.
		let moved: Vec<Coefficient> = self.whole.iter().zip(without).map(|(with, without)| with - without).collect();
		Ok(self.product(&moved, &moved).max(0) >> (2 * FRACTION_BITS - VALUE_BITS))
	}

	/// The mean of the mixed rows when only these of the players are active; nothing if there are none.
	fn of(&self, plays: impl Fn(usize) -> bool) -> Result<Option<Vec<Coefficient>>, MixError> {
		let mut inputs = self.inputs.clone();
		for (place, update) in inputs.included.iter_mut().enumerate() {
			update.active = self.players.contains(&place) && plays(place);
		}
		match centre(self.gram, &inputs) {
			Ok(row) => Ok(Some(row)),
			Err(MixError::NoActiveUpdate) => Ok(None),
			Err(error) => Err(error),
		}
	}

	/// `2⟨a, a(N)⟩ − ‖a‖²`. Each product is at most 2^121, so this is below 2^123 with 64 fraction bits, and below 2^91 with 32.
	fn value_of(&self, row: &[Coefficient]) -> i128 {
		(2 * self.product(row, &self.whole) - self.product(row, row)) >> (2 * FRACTION_BITS - VALUE_BITS)
	}

	/// `⟨Σ aᵢuᵢ, Σ bᵢuᵢ⟩` with 64 fraction bits. |G_ij| < 2^57, and with absolute values that sum to at most 1 a half is below 2^89.
	fn product(&self, a: &[Coefficient], b: &[Coefficient]) -> i128 {
		let half = |row: &[i64]| row.iter().zip(b).map(|(g, b)| i128::from(*g) * i128::from(*b)).sum::<i128>();
		self.gram.rows().zip(a).map(|(row, a)| half(row) * i128::from(*a)).sum()
	}
}

/// The mean of the mixed rows.
fn centre(gram: &Gram, inputs: &RoundInputs) -> Result<Vec<Coefficient>, MixError> {
	let rows = mix(gram, inputs)?.rows.into_inner();
	Ok(mean_of_rows(&rows, gram.len()))
}

/// Exact Shapley values: each is `numerator / denominator`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shapley {
	/// One for each player.
	pub numerators: Vec<i128>,
	/// n!, for n players.
	pub denominator: i128,
}

/// The Shapley values of a game with these values, one for each coalition: at place c that of the players whose bits are set in c.
/// Nothing unless there are 2^n of them with n at most [`MOST_PLAYERS`], each below 2^96 in absolute value.
///
/// All numerators sum to the denominator times (value of all − value of nobody). The weights of a player's coalitions sum to n!, below
/// 2^29: no sum leaves 127 bits.
pub fn shapley(values: &[i128]) -> Option<Shapley> {
	let players = usize::try_from(values.len().checked_ilog2()?).ok()?;
	let fits = values.iter().all(|value| value.unsigned_abs() < 1 << 96);
	if !values.len().is_power_of_two() || players > MOST_PLAYERS || !fits {
		return None;
	}
	let factorial = |n: usize| (1..=n).fold(1i128, |product, k| product * k as i128); // k is at most 12.
	let weight = |size: usize| factorial(size) * factorial(players.saturating_sub(size + 1));
	let weights: Vec<i128> = (0..players).map(weight).collect();
	let value_of = |player: usize| {
		let bit = 1 << player;
		let without = (0..values.len()).filter(|coalition| coalition & bit == 0);
		let gains = without.map(|coalition| {
			let gain =
				values.get(coalition | bit).zip(values.get(coalition)).map_or(0, |(with, without)| with - without);
			gain * weights.get(coalition.count_ones() as usize).copied().unwrap_or(0)
		});
		gains.sum()
	};
	Some(Shapley { numerators: (0..players).map(value_of).collect(), denominator: factorial(players) })
}
