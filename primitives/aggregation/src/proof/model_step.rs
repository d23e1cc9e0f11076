//! A span of the aggregate or of the model does not follow from the claimed rows, the lanes and the base model.

use super::{
	coefficients::has_rows,
	recompute,
	record::Frame,
	slice::{File, Slice},
	Fault, FaultProof, Lanes, LastGram, Reason, Record,
};
use crate::{
	column::Column,
	lanes::{self, LANE_BYTES, MODEL_LANE_BYTES},
	mix::{mix, Rows},
};
use alloc::vec::Vec;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use guild_primitives::{limits::MAX_PARTICIPANTS, ColumnRule};
use scale_info::TypeInfo;

/// The last pass over one span.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ModelStep {
	/// The span.
	pub span: u32,
	/// The leaf of the span.
	pub leaf: Slice,
	/// The span of every column that has a coefficient other than 0 in any row, in the order of the columns.
	pub columns: BoundedVec<Slice, ConstU32<MAX_PARTICIPANTS>>,
	/// The span of the base model; not needed where already the aggregate's span is wrong.
	pub base: Option<Slice>,
	/// The Gram matrix, exactly where the column rule is not the identity: what it trims depends on how many updates are
	/// in the matrix, which the claim does not say.
	pub gram: Option<LastGram>,
}

impl ModelStep {
	pub(super) fn check(&self, record: &Record<'_>) -> Result<Fault, Reason> {
		let frame = Frame::new(record)?;
		let span = self.span as usize;
		let range = frame.spans.lanes(span).ok_or(Reason::NoSuchSpan)?;
		let claimed: Vec<Vec<i64>> = record.claim.coefficients.iter().map(|row| row.to_vec()).collect();
		let rows = Rows::new(claimed, frame.columns.len()).map_err(|_| Reason::RowsOutOfBounds)?;
		let column = match (record.inputs.rule.column, &self.gram) {
			(ColumnRule::Identity, None) if rows.as_slice().len() == 1 => Column::Identity,
			(ColumnRule::Identity, None) => return Err(Reason::RowsOutOfBounds),
			(ColumnRule::Identity, Some(_)) | (_, None) => return Err(Reason::GramForColumnRule),
			(_, Some(gram)) => match mix(&gram.open(&frame)?, record.inputs) {
				Err(_) => return Ok(Fault::NoResult),
				Ok(mix) if !has_rows(record.claim, mix.rows.as_slice()) => return Ok(Fault::Coefficients),
				Ok(mix) => mix.column,
			},
		};

		let used = recompute::used(&rows);
		if self.columns.len() != used.len() {
			return Err(Reason::ColumnCount);
		}
		let [leaf] = frame.leaves(&self.leaf, span)?;
		let lanes = self.columns.iter().zip(&used).enumerate().map(|(position, (shown, column))| {
			let root = frame.columns.get(*column).ok_or(Reason::ColumnCount)?;
			frame.lanes(shown, root, span, position)
		});
		let lanes: Vec<Vec<i16>> = lanes.collect::<Result<_, _>>()?;
		let aggregate = recompute::aggregate(&rows, &used, column, &lanes, range.len());
		if frame.spans.value(span, LANE_BYTES, &lanes::to_bytes(&aggregate)) != leaf.aggregate {
			return Ok(Fault::AggregateStep { span: self.span });
		}

		let base = self.base.as_ref().ok_or(Reason::NothingWrong)?;
		let chunks = frame.spans.chunks(span, MODEL_LANE_BYTES).ok_or(Reason::NoSuchSpan)?;
		let base = base.open(&record.inputs.base_root, frame.spans.file_bytes(MODEL_LANE_BYTES), &chunks);
		let base = base.and_then(|bytes| lanes::model_from_bytes(bytes).ok()).ok_or(Reason::NotTheBase)?;
		let model: Vec<i32> =
			base.iter().zip(&aggregate).map(|(base, lane)| base.saturating_add((*lane).into())).collect();
		if frame.spans.value(span, MODEL_LANE_BYTES, &lanes::model_to_bytes(&model)) != leaf.model {
			return Ok(Fault::ModelStep { span: self.span });
		}
		Err(Reason::NothingWrong)
	}

	/// The proof for a span; `gram` where the column rule needs it, and the base model if the aggregate's span is right.
	pub(super) fn find(
		frame: &Frame<'_>,
		list: &[u8],
		lanes: &Lanes<'_>,
		gram: Option<LastGram>,
		span: usize,
		with_base: bool,
	) -> Option<FaultProof> {
		let claimed = frame.record.claim.coefficients.iter().map(|row| row.to_vec()).collect();
		let used = recompute::used(&Rows::new(claimed, frame.columns.len()).ok()?);
		let (chunks, _) = Frame::leaf_chunks(span, 1);
		let shown = frame.spans.chunks(span, LANE_BYTES)?;
		let columns = used.iter().map(|column| Slice::of(File::Update(lanes.columns.get(*column)?), &shown));
		let base_chunks = frame.spans.chunks(span, MODEL_LANE_BYTES)?;
		let base = if with_base { Some(Slice::of(File::Model(lanes.base), &base_chunks)?) } else { None };
		let needs_gram = frame.record.inputs.rule.column != ColumnRule::Identity;
		Some(FaultProof::ModelStep(Self {
			span: u32::try_from(span).ok()?,
			leaf: Slice::of(File::Bytes(list), &chunks)?,
			columns: columns.collect::<Option<Vec<_>>>()?.try_into().ok()?,
			base,
			gram: if needs_gram { Some(gram?) } else { None },
		}))
	}
}
