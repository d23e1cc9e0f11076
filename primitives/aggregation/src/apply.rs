//! The last pass: `rows · lanes`, then the column rule, then the new model.
//!
//! `mixed[k][l] = round(Σ_j c_kj · u_j[l] / 2^32)`, half to even; `aggregate[l] = column(mixed[·][l])`;
//! `model[l] = base[l] + aggregate[l]`, saturating. Here are the checked arguments and the result; the two ways to
//! compute it are [`crate::reference::apply()`] and [`fn@crate::fast::apply`].

use crate::{column::Column, gram::Updates, mix::Mix};
use alloc::vec::Vec;
use guild_primitives::Coefficient;

/// What the last pass works on: updates, rows of as many coefficients, and a base model of as many lanes.
#[derive(Clone, Copy, Debug)]
pub struct Task<'a> {
	updates: Updates<'a>,
	mix: &'a Mix,
	base: &'a [i32],
}

/// Why the parts do not fit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ApplyError {
	/// The rows are over another number of updates.
	Rows {
		/// Coefficients of a row.
		width: usize,
		/// Updates there are.
		updates: usize,
	},
	/// The base model has another number of lanes.
	Base {
		/// Lanes it has.
		lanes: usize,
		/// Lanes it should have.
		dim: usize,
	},
}

impl core::fmt::Display for ApplyError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::Rows { width, updates } => write!(f, "rows of {width} coefficients for {updates} updates"),
			Self::Base { lanes, dim } => write!(f, "the base model has {lanes} lanes; the task has {dim}"),
		}
	}
}

impl core::error::Error for ApplyError {}

/// What the last pass yields.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Applied {
	/// The aggregate's lanes.
	pub aggregate: Vec<i16>,
	/// The new model's lanes.
	pub model: Vec<i32>,
}

impl<'a> Task<'a> {
	/// The parts, if they fit.
	///
	/// # Errors
	/// Which do not.
	pub fn new(updates: Updates<'a>, mix: &'a Mix, base: &'a [i32]) -> Result<Self, ApplyError> {
		let width = mix.rows.as_slice().first().map_or(0, Vec::len);
		if width != updates.len() {
			return Err(ApplyError::Rows { width, updates: updates.len() });
		}
		if base.len() != updates.dim() {
			return Err(ApplyError::Base { lanes: base.len(), dim: updates.dim() });
		}
		Ok(Self { updates, mix, base })
	}

	/// The updates.
	pub fn updates(&self) -> Updates<'a> {
		self.updates
	}

	/// The mixing rows, each with Σ|c| ≤ 1.
	pub fn rows(&self) -> &'a [Vec<Coefficient>] {
		self.mix.rows.as_slice()
	}

	/// The column rule.
	pub fn column(&self) -> Column {
		self.mix.column
	}

	/// The base model.
	pub fn base(&self) -> &'a [i32] {
		self.base
	}
}
