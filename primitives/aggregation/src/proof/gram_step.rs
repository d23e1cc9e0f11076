//! The prefix Gram matrix after a span is not the one before it plus the span's inner products.

use super::{
	record::Frame,
	slice::{File, Slice},
	Fault, FaultProof, Lanes, Reason, Record, ShownTriangle,
};
use crate::{lanes::LANE_BYTES, trace::Triangle};
use alloc::vec::Vec;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use guild_primitives::limits::MAX_PARTICIPANTS;
use scale_info::TypeInfo;

/// The step over one span.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct GramStep {
	/// The span.
	pub span: u32,
	/// The leaf of the span, and the one before it if there is one.
	pub leaves: Slice,
	/// The prefix matrix before the span; nothing for the first span, before which all is zero.
	pub before: ShownTriangle,
	/// The span of every column.
	pub columns: BoundedVec<Slice, ConstU32<MAX_PARTICIPANTS>>,
}

impl GramStep {
	pub(super) fn check(&self, record: &Record<'_>) -> Result<Fault, Reason> {
		let frame = Frame::new(record)?;
		let span = self.span as usize;
		if span >= frame.spans.count() {
			return Err(Reason::NoSuchSpan);
		}
		if self.columns.len() != frame.columns.len() {
			return Err(Reason::ColumnCount);
		}
		let (mut triangle, leaf) = match span.checked_sub(1) {
			None if !self.before.is_empty() => return Err(Reason::GramSize),
			None => {
				let [leaf] = frame.leaves(&self.leaves, span)?;
				(Triangle::zero(frame.columns.len()), leaf)
			}
			Some(previous) => {
				let triangle = frame.triangle(&self.before)?;
				let [before, leaf] = frame.leaves(&self.leaves, previous)?;
				if triangle.hash() != before.gram {
					return Err(Reason::NotTheGram);
				}
				(triangle, leaf)
			}
		};
		let lanes = self.columns.iter().zip(&frame.columns).enumerate();
		let lanes = lanes.map(|(position, (shown, root))| frame.lanes(shown, root, span, position));
		let lanes: Vec<Vec<i16>> = lanes.collect::<Result<_, _>>()?;
		triangle.add(&lanes.iter().map(Vec::as_slice).collect::<Vec<_>>());
		if triangle.hash() == leaf.gram {
			return Err(Reason::NothingWrong);
		}
		Ok(Fault::GramStep { span: self.span })
	}

	/// The proof for a span, whose leaf is the first with a wrong matrix.
	pub(super) fn find(frame: &Frame<'_>, list: &[u8], lanes: &Lanes<'_>, span: usize) -> Option<FaultProof> {
		let (first, count) = span.checked_sub(1).map_or((0, 1), |previous| (previous, 2));
		let (chunks, _) = Frame::leaf_chunks(first, count);
		let start = frame.spans.lanes(span)?.start;
		let before = if span == 0 { Vec::new() } else { Triangle::before(lanes.columns, start).as_slice().to_vec() };
		let shown = frame.spans.chunks(span, LANE_BYTES)?;
		let columns = lanes.columns.iter().map(|lanes| Slice::of(File::Update(lanes), &shown));
		Some(FaultProof::GramStep(Self {
			span: u32::try_from(span).ok()?,
			leaves: Slice::of(File::Bytes(list), &chunks)?,
			before: before.try_into().ok()?,
			columns: columns.collect::<Option<Vec<_>>>()?.try_into().ok()?,
		}))
	}
}
