//! What a mechanism costs, at every order.

use crate::{
	bound::Upper,
	error::AccountantError,
	nats::Nats,
	orders::{orders, ORDERS, ORDER_COUNT},
	parameters::Delta,
	relation::Relation,
	transcendental::{self, LN_BITS},
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::array;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What is added to each step's cost at each order, in units of 2^-64 nats: 2^-44 nats, and 2^-40 of the cost.
///
/// The cost itself is already an upper bound. This is for comparing: the field's reference, `dp_accounting`, computes in doubles, whose
/// rounding errors stand within 10^-15 nats a step of the truth, on either side. A ledger that is below the reference by such an error
/// would be right, and would look wrong. With the margin it is never below, and a hundred thousand steps cost 6·10^-9 nats more.
const MARGIN_BITS: u128 = 1 << 20;
const MARGIN_SHIFT: u32 = 40;

/// Upper bounds of a Rényi divergence at each of [`orders()`], with the relation under which they hold: the cost of
/// a mechanism, or of many together. 1297 bytes encoded.
///
/// Rényi differential privacy (Mironov 2017, Definition 4): at order α a mechanism costs ε(α) if no two neighbouring
/// inputs give outputs whose Rényi divergence of order α exceeds ε(α).
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
#[serde(try_from = "CurveText", into = "CurveText")]
pub struct Curve {
	relation: Relation,
	costs: [Nats; ORDER_COUNT],
}

/// What a ledger says of a curve.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Spent {
	/// ε: an upper bound; [`Nats::UNBOUNDED`] where no order gives one.
	pub epsilon: Nats,
	/// The order that gives it.
	pub order: u32,
	/// The δ it was asked for.
	pub delta: Delta,
	/// The relation it holds under.
	pub relation: Relation,
}

impl Curve {
	/// Nothing spent yet.
	pub const fn zero(relation: Relation) -> Self {
		Self { relation, costs: [Nats::ZERO; ORDER_COUNT] }
	}

	/// A curve from the cost at each order.
	pub(crate) fn from_costs(relation: Relation, mut cost: impl FnMut(u32) -> Nats) -> Self {
		let mut costs = [Nats::ZERO; ORDER_COUNT];
		for (slot, order) in costs.iter_mut().zip(orders()) {
			let exact = cost(order);
			let relative = exact.to_bits() >> MARGIN_SHIFT;
			*slot = exact.plus(Nats::from_bits(MARGIN_BITS.saturating_add(relative)));
		}
		Self { relation, costs }
	}

	/// A curve from bounds of `A_α = E[(P/Q)^α]`, which are at least 1: the Rényi divergence is ln A_α / (α − 1)
	/// (Mironov 2017, Definition 3).
	pub(crate) fn from_moments(relation: Relation, mut moment: impl FnMut(u32) -> Upper) -> Self {
		Self::from_costs(relation, |order| {
			// Units of 2^-90, upwards; divided by α − 1 and brought to units of 2^-64, upwards again.
			let ln = transcendental::ln(moment(order));
			Nats::from_bits(ln.div_ceil(u128::from(order.saturating_sub(1).max(1)) << (LN_BITS - Nats::FRACTION_BITS)))
		})
	}

	/// The relation.
	pub const fn relation(&self) -> Relation {
		self.relation
	}

	/// The cost at each order, ascending.
	pub fn costs(&self) -> impl Iterator<Item = (u32, Nats)> + '_ {
		orders().zip(self.costs)
	}

	/// Whether nothing was spent.
	pub fn is_zero(&self) -> bool {
		self.costs.iter().all(|cost| *cost == Nats::ZERO)
	}

	/// The cost of both, however the second was chosen after seeing the first (Mironov 2017, Proposition 1): the sum at each
	/// order.
	///
	/// # Errors
	/// [`AccountantError::RelationsDiffer`].
	pub fn plus(&self, other: &Self) -> Result<Self, AccountantError> {
		if self.relation != other.relation {
			return Err(AccountantError::RelationsDiffer);
		}
		let mut sum = self.clone();
		for (cost, more) in sum.costs.iter_mut().zip(other.costs) {
			*cost = cost.plus(more);
		}
		Ok(sum)
	}

	/// The cost of so many independent runs, each of which costs this.
	#[must_use]
	pub fn times(&self, steps: u32) -> Self {
		Self { relation: self.relation, costs: self.costs.map(|cost| cost.times(steps)) }
	}

	/// `numerator / denominator` times this, rounded up: a share of it, or what so many rounds of another share cost. A denominator of
	/// 0 is read as 1.
	#[must_use]
	pub(crate) fn share(&self, numerator: u64, denominator: u32) -> Self {
		let share = |cost: Nats| {
			let scaled = cost.to_bits().checked_mul(numerator.into());
			scaled.map_or(Nats::UNBOUNDED, |bits| Nats::from_bits(bits.div_ceil(denominator.max(1).into())))
		};
		Self { relation: self.relation, costs: self.costs.map(share) }
	}

	/// The ε for a δ: the least over the orders of
	/// `ε(α) + ln((α − 1)/α) − (ln δ + ln α)/(α − 1)`, and at least 0 (Canonne, Kamath, Steinke 2020, Proposition 12).
	///
	/// - **Rounded up**: ln(1/δ)/(α − 1) is, and what is taken away (`ln α / (α − 1) + ln(α/(α − 1))`, a table) is rounded down.
	/// - **Zero**: if the cost at some order is at most δ², ε is 0, because the total variation between the outputs is then at
	///   most √(1 − e^−δ²) < δ (Bretagnolle and Huber 1979, for the divergence of order 1, which is below all others). `dp_accounting`
	///   does the same. An empty curve spends nothing.
	/// - **Ties** go to the lower order. A cost of [`Nats::UNBOUNDED`] gives no ε at its order.
	pub fn spent(&self, delta: Delta) -> Spent {
		let inverse = delta.ln_inverse();
		let squared = Nats::from_bits(delta.squared_bits());
		let mut best = Spent { epsilon: Nats::UNBOUNDED, order: 2, delta, relation: self.relation };
		for ((order, gain), cost) in ORDERS.into_iter().zip(self.costs) {
			if cost.is_unbounded() {
				continue;
			}
			// inverse < 2^97, in units of 2^-90; the quotient in units of 2^-64.
			let tail = inverse.div_ceil(u128::from(order.saturating_sub(1).max(1)) << (LN_BITS - Nats::FRACTION_BITS));
			let with_tail = cost.plus(Nats::from_bits(tail));
			let epsilon = if cost <= squared {
				Nats::ZERO
			} else if with_tail.is_unbounded() {
				Nats::UNBOUNDED // So close to the end of the range that the sum is no number any more.
			} else {
				with_tail.left_after(Nats::from_bits(gain))
			};
			if epsilon < best.epsilon {
				best = Spent { epsilon, order, ..best };
			}
		}
		best
	}
}

/// A curve for serde, which knows no arrays of this length.
#[derive(Serialize, Deserialize)]
struct CurveText {
	relation: Relation,
	costs: Vec<Nats>,
}

impl From<Curve> for CurveText {
	fn from(curve: Curve) -> Self {
		Self { relation: curve.relation, costs: curve.costs.into() }
	}
}

impl TryFrom<CurveText> for Curve {
	type Error = &'static str;

	fn try_from(text: CurveText) -> Result<Self, Self::Error> {
		let mut costs = text.costs.iter().copied();
		let array = array::from_fn(|_| costs.next().unwrap_or(Nats::UNBOUNDED));
		if text.costs.len() != ORDER_COUNT {
			return Err("a curve has one cost for each order");
		}
		Ok(Self { relation: text.relation, costs: array })
	}
}
