//! The trace: a flat list with one leaf a span, from which any false result can be proved false by showing one span.
//!
//! A leaf is 96 bytes: the hash of the Gram matrix of all lanes up to the span's end, and the values of the span in the
//! BLAKE3 trees of the aggregate and of the new model. So the list *is* the two files as far as their roots go: folding
//! its values by BLAKE3's own tree gives `aggregate_root` and `model_root`, and `trace_root` is BLAKE3 of the list.
//!
//! Two neighbouring leaves and the lanes between them can be checked on their own ([`crate::proof`]): the prefix matrix
//! after a span is the one before it plus the span's inner products, and the span of the model follows from the rows,
//! the lanes and the base model.
//!
//! | file | holds |
//! | --- | --- |
//! | [`span`] | how lanes are cut into at most 2^14 spans |
//! | [`triangle`] | the prefix Gram matrix and its hash |
//! | [`leaf`] | a leaf and the list, as bytes |
//! | this one | the trace that an aggregation makes |
//!
//! The format, bit for bit, is in `docs/trace.md`.

pub mod leaf;
pub mod span;
pub mod triangle;

pub use leaf::{Leaf, Trace, LEAF_BYTES, MAX_LIST_BYTES};
pub use span::{Spans, MAX_LEAVES};
pub use triangle::Triangle;

use crate::{
	chunks::Value,
	gram::{Gram, Updates},
};
use alloc::vec::Vec;

/// The first half of a trace: it needs the updates alone, so it is there also if the rule gives no rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PrefixGrams {
	/// The hash of the prefix matrix after each span.
	pub hashes: Vec<Value>,
	/// The matrix after the last span: the Gram matrix.
	pub gram: Gram,
}

/// The prefix matrices of updates: [`crate::fast::trace::prefix_grams`] where there is `std`, the reference elsewhere.
pub fn prefix_grams(updates: Updates<'_>) -> PrefixGrams {
	#[cfg(feature = "std")]
	return crate::fast::trace::prefix_grams(updates);
	#[cfg(not(feature = "std"))]
	crate::reference::prefix_grams(updates)
}

/// The values of every span of the aggregate and of the new model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SpanValues {
	/// Of the aggregate.
	pub aggregate: Vec<Value>,
	/// Of the new model.
	pub model: Vec<Value>,
}
