//! A round aggregated from files to files: its lanes are mapped, and the lanes of its result are written while they are made.
//! What is in the process's own memory does not grow with the number of lanes, beyond the list of the trace.

use crate::{
	lane_view::{bytes_of, LaneView},
	store::StoreError,
	world::Store,
	writer::BlobWriter,
};
use guild_aggregation::{
	aggregate_into,
	lanes::{LaneError, LANE_BYTES, MODEL_LANE_BYTES},
	sink::{Room, Sink},
	AggregateError, RoundResult,
};
use guild_primitives::{ResultBody, Root, RoundInputs};

/// The lanes that a round is over.
#[derive(Clone, Debug)]
pub struct RoundLanes {
	/// Of every column, in the order of [`RoundInputs::columns`].
	pub columns: Vec<LaneView<i16>>,
	/// Of the base model.
	pub base: LaneView<i32>,
}

/// Why the lanes of a round cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
	/// The store does not have a blob, or cannot read it.
	#[error(transparent)]
	Store(#[from] StoreError),
	/// A blob is no lanes.
	#[error("blob {root} is not lanes: {error}")]
	Lanes {
		/// Which.
		root: Root,
		/// What is wrong.
		error: LaneError,
	},
}

impl RoundLanes {
	/// The lanes of a round whose blobs are all in the store.
	///
	/// # Errors
	/// See [`OpenError`].
	pub fn open(store: &dyn Store, inputs: &RoundInputs) -> Result<Self, OpenError> {
		let not_lanes = |root: Root| move |error| OpenError::Lanes { root, error };
		let column = |root: Root| LaneView::of(store.blob(&root)?).map_err(not_lanes(root));
		let columns = inputs.columns().map(column).collect::<Result<_, OpenError>>()?;
		let base = LaneView::of(store.blob(&inputs.base_root)?).map_err(not_lanes(inputs.base_root))?;
		Ok(Self { columns, base })
	}

	/// The lanes of every column.
	pub fn views(&self) -> Vec<&[i16]> {
		self.columns.iter().map(|lanes| &**lanes).collect()
	}

	/// Aggregates the round; the lanes go to `sink`.
	///
	/// # Errors
	/// See [`aggregate_into`].
	pub fn aggregate<S: Sink>(
		&self,
		inputs: &RoundInputs,
		sink: &mut S,
	) -> Result<RoundResult, AggregateError<S::Error>> {
		aggregate_into(inputs, &self.views(), &self.base, sink)
	}
}

/// The aggregate and the model of a result, which are being written into a store. Dropped before it is finished, it leaves
/// nothing.
pub struct ResultFiles<'a> {
	store: &'a dyn Store,
	dim: u32,
	/// Of the aggregate and of the model, once there is something to write.
	files: Option<(Box<dyn BlobWriter + 'a>, Box<dyn BlobWriter + 'a>)>,
	/// The lanes that come next.
	window: (Vec<i16>, Vec<i32>),
}

impl<'a> ResultFiles<'a> {
	/// Files for a result of `dim` lanes. Space is taken in the store when the first lanes come.
	pub fn new(store: &'a dyn Store, dim: u32) -> Self {
		Self { store, dim, files: None, window: (Vec::new(), Vec::new()) }
	}

	/// Keeps both files; whether what was written has the roots of this result. They are made anew on the way to the disk, so
	/// what is kept is what its name says even if the two disagree, which only a fault of the machine or of this software does.
	///
	/// # Errors
	/// [`StoreError`].
	pub fn finish(self, body: &ResultBody) -> Result<bool, StoreError> {
		let Some((aggregate, model)) = self.files else { return Ok(false) };
		let roots = (aggregate.finish()?, model.finish()?);
		Ok(roots == (body.aggregate_root, body.model_root))
	}
}

impl Sink for ResultFiles<'_> {
	type Error = StoreError;

	fn room(&mut self, lanes: usize) -> Result<Room<'_>, StoreError> {
		if self.files.is_none() {
			let size_bytes = |lane_bytes: usize| u64::from(self.dim) * lane_bytes as u64;
			let aggregate = self.store.begin(size_bytes(LANE_BYTES))?;
			self.files = Some((aggregate, self.store.begin(size_bytes(MODEL_LANE_BYTES))?));
		}
		self.window.0.resize(lanes, 0);
		self.window.1.resize(lanes, 0);
		Ok(Room { aggregate: &mut self.window.0, model: &mut self.window.1 })
	}

	fn keep(&mut self) -> Result<(), StoreError> {
		if let Some((aggregate, model)) = &mut self.files {
			aggregate.write(&bytes_of(&self.window.0))?;
			model.write(&bytes_of(&self.window.1))?;
		}
		Ok(())
	}
}
