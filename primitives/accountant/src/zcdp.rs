//! Zero-concentrated differential privacy, where it is enough: one number instead of a curve.
//!
//! ρ-zCDP (Bun, Steinke 2016, Definition 1.1) says ε(α) ≤ ρα at every order. Gaussian and discrete Gaussian noise has ρ = 1/(2z²), and nothing
//! is lost by writing down ρ alone: their curve *is* ρα. A ledger of which every charge is of this kind can keep 17 bytes a
//! dataset. Laplace noise and sampled mechanisms need the curve.

use crate::{
	bound::Upper, curve::Curve, error::AccountantError, nats::Nats, parameters::NoiseMultiplier, relation::Relation,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// An upper bound of ρ, with the relation under which it holds.
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
pub struct Zcdp {
	rho: Nats,
	relation: Relation,
}

impl Zcdp {
	/// Nothing spent yet.
	pub const fn zero(relation: Relation) -> Self {
		Self { rho: Nats::ZERO, relation }
	}

	/// Of so many releases with Gaussian or discrete Gaussian noise: steps / (2z²), rounded up once a step.
	///
	/// # Errors
	/// [`AccountantError::NoSteps`].
	pub fn gaussian(
		noise_multiplier: NoiseMultiplier,
		relation: Relation,
		steps: u32,
	) -> Result<Self, AccountantError> {
		if steps == 0 {
			return Err(AccountantError::NoSteps);
		}
		let once = noise_multiplier.inverse_square::<true>().mul(Upper::new(1, -1));
		Ok(Self { rho: Nats::from_upper(once).times(steps), relation })
	}

	/// ρ.
	pub const fn rho(self) -> Nats {
		self.rho
	}

	/// Both (Bun, Steinke 2016, Lemma 1.7): the sum.
	///
	/// # Errors
	/// [`AccountantError::RelationsDiffer`].
	pub fn plus(self, other: Self) -> Result<Self, AccountantError> {
		match self.relation == other.relation {
			true => Ok(Self { rho: self.rho.plus(other.rho), ..self }),
			false => Err(AccountantError::RelationsDiffer),
		}
	}

	/// The curve: ρα.
	pub fn curve(self) -> Curve {
		if self.rho == Nats::ZERO {
			return Curve::zero(self.relation);
		}
		Curve::from_costs(self.relation, |order| self.rho.times(order))
	}
}
