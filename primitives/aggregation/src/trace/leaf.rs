//! A leaf and the list, as bytes.

use super::{PrefixGrams, SpanValues, MAX_LEAVES};
#[cfg(not(feature = "std"))]
use crate::chunks::fold_to_root;
use crate::chunks::Value;
use alloc::vec::Vec;
use guild_primitives::Root;

/// Bytes of a leaf.
pub const LEAF_BYTES: usize = 96;
/// Most bytes of a list: 1.5 MiB.
pub const MAX_LIST_BYTES: u32 = (MAX_LEAVES * LEAF_BYTES) as u32;

/// What a trace says of one span.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Leaf {
	/// The hash of the prefix Gram matrix after the span.
	pub gram: Value,
	/// The value of the aggregate's span.
	pub aggregate: Value,
	/// The value of the new model's span.
	pub model: Value,
}

impl Leaf {
	/// The three values, one after the other.
	pub fn to_bytes(&self) -> [u8; LEAF_BYTES] {
		let mut bytes = [0; LEAF_BYTES];
		bytes.copy_from_slice([self.gram, self.aggregate, self.model].as_flattened());
		bytes
	}

	/// The leaf at the start of `bytes`; none if there are too few.
	pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
		let (gram, rest) = bytes.split_first_chunk()?;
		let (aggregate, rest) = rest.split_first_chunk()?;
		let (model, _) = rest.split_first_chunk()?;
		Some(Self { gram: *gram, aggregate: *aggregate, model: *model })
	}
}

/// The list of a result: one leaf a span.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trace {
	/// The leaves, in the order of the spans.
	pub leaves: Vec<Leaf>,
}

impl Trace {
	/// The trace with these halves, which have one value a span each.
	pub fn new(grams: &PrefixGrams, values: &SpanValues) -> Self {
		let values = values.aggregate.iter().zip(&values.model);
		let leaf = |(gram, (aggregate, model)): (&Value, (&Value, &Value))| Leaf {
			gram: *gram,
			aggregate: *aggregate,
			model: *model,
		};
		Self { leaves: grams.hashes.iter().zip(values).map(leaf).collect() }
	}

	/// The leaves in `bytes`; none if these are not a whole number of leaves, 1 to 2^14.
	pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
		let leaves = bytes.len() / LEAF_BYTES;
		if !bytes.len().is_multiple_of(LEAF_BYTES) || !(1..=MAX_LEAVES).contains(&leaves) {
			return None;
		}
		Some(Self { leaves: bytes.chunks_exact(LEAF_BYTES).filter_map(Leaf::from_bytes).collect() })
	}

	/// The list, as it is served.
	pub fn to_bytes(&self) -> Vec<u8> {
		let mut bytes = Vec::with_capacity(self.leaves.len() * LEAF_BYTES);
		self.leaves.iter().for_each(|leaf| bytes.extend_from_slice(&leaf.to_bytes()));
		bytes
	}

	/// BLAKE3 of the list.
	pub fn root(&self) -> Root {
		Root::of(&self.to_bytes())
	}

	/// The root that the aggregate's values fold to.
	pub fn aggregate_root(&self) -> Root {
		fold(self.leaves.iter().map(|leaf| leaf.aggregate).collect())
	}

	/// The root that the model's values fold to.
	pub fn model_root(&self) -> Root {
		fold(self.leaves.iter().map(|leaf| leaf.model).collect())
	}
}

/// The root of the file with these values of its spans, at least one. The value of a single span is the root.
fn fold(values: Vec<Value>) -> Root {
	#[cfg(feature = "std")]
	use crate::fast::fold as fold_to_root;
	fold_to_root(&values).unwrap_or(Root(values.first().copied().unwrap_or_default()))
}
