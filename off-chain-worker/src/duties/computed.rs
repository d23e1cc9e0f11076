//! What this member makes of a round's inputs: computed from the lanes in the store, whenever it is needed. The same inputs
//! give the same result, so nothing of it has to be kept.

use super::DutyError;
use crate::{
	lane_view::LaneView,
	member::{Now, Worker, FETCH_BUDGET},
	result_files::RoundLanes,
	world::Want,
};
use guild_aggregation::{
	lanes,
	proof::{prove_malformed, FaultProof, Lanes, Own},
	sink::Sink,
	trace::{prefix_grams, PrefixGrams},
	AggregateError, MixError, RoundResult, Updates,
};
use guild_primitives::{MemberId, Root, RoundInputs, TaskView};
use std::{fmt::Display, time::Duration};

/// What is known of a round whose lanes are here.
pub(crate) enum Computed {
	/// An included update is malformed, so no result is true.
	Malformed {
		/// What proves it.
		proof: Box<FaultProof>,
		/// Whose update it is.
		owner: MemberId,
	},
	/// All updates are well formed.
	Lanes(Box<Computation>),
}

/// The lanes of a round, and what they give.
pub(crate) struct Computation {
	/// Lanes of every column, and of the base model.
	pub lanes: RoundLanes,
	/// The result.
	pub result: Result<RoundResult, NoResult>,
	/// When the lanes were here, and the work began.
	pub started_at: Duration,
}

/// The rule gives no rows for these updates, so no result is true.
pub(crate) struct NoResult {
	/// The half of the trace that there is nevertheless.
	pub grams: PrefixGrams,
	/// What the rule says.
	pub error: MixError,
}

impl Computation {
	/// Gives `take` all that a prover needs.
	pub(crate) fn with_prover<T>(&self, take: impl FnOnce(Own<'_>, &Lanes<'_>) -> T) -> T {
		let columns = self.lanes.views();
		let own = match &self.result {
			Ok(result) => Own::Result(result),
			Err(none) => Own::NoResult(&none.grams),
		};
		take(own, &Lanes { columns: &columns, base: &self.lanes.base })
	}
}

impl Worker {
	/// Computes the round; the lanes of the result go to `sink`. Lanes that are missing are fetched: a quorum said that it
	/// holds the updates, and attested the aggregate.
	pub(crate) fn computed<S>(
		&mut self,
		now: &Now,
		task: &TaskView,
		inputs: &RoundInputs,
		sink: &mut S,
	) -> Result<Computed, DutyError>
	where
		S: Sink<Error: Into<DutyError> + Display>,
	{
		self.fetch_columns(now, inputs)?;
		let mut columns = Vec::with_capacity(inputs.included.len() + 1);
		for (place, root) in (0..).zip(inputs.columns()) {
			let owner = inputs.included.get(place as usize).map(|update| update.member);
			let what = if owner.is_some() { "included update" } else { "previous aggregate" };
			let blob = self
				.blob_if_held(&root)?
				.ok_or_else(|| DutyError::Waiting(format!("{what} {} has not come yet", root.short())))?;
			if let Some((proof, owner)) = prove_malformed(place, &blob, inputs).zip(owner) {
				return Ok(Computed::Malformed { proof: Box::new(proof), owner });
			}
			columns.push(
				LaneView::of(blob)
					.map_err(|error| DutyError::Abstain(format!("{what} {} is malformed: {error}", root.short())))?,
			);
		}
		let base = self.model(now, task, &inputs.round, &inputs.base_root)?;
		let started_at = self.clock.now();
		let lanes = RoundLanes { columns, base };
		let cannot = |error: String| {
			DutyError::Abstain(format!("these inputs cannot be aggregated here; is an upgrade due? {error}"))
		};
		let result = match lanes.aggregate(inputs, sink) {
			Ok(result) => Ok(result),
			Err(AggregateError::Mix(error)) => {
				let views = lanes.views();
				let updates = Updates::new(&views, inputs.dim as usize).map_err(|error| cannot(error.to_string()))?;
				Err(NoResult { grams: prefix_grams(updates), error })
			}
			Err(AggregateError::Sink(error)) => return Err(error.into()),
			Err(error) => return Err(cannot(error.to_string())),
		};
		Ok(Computed::Lanes(Box::new(Computation { lanes, result, started_at })))
	}

	/// Reads what is missing from the chain, if it was published there, and fetches the rest.
	fn fetch_columns(&mut self, now: &Now, inputs: &RoundInputs) -> Result<(), DutyError> {
		let owners = inputs.included.iter().map(|update| Some(update.member)).chain(std::iter::once(None));
		let columns = inputs.columns().zip(owners);
		let mut absent: Vec<(Root, Option<MemberId>)> = columns.filter(|(root, _)| !self.store.has(root)).collect();
		if absent.is_empty() {
			return Ok(());
		}
		let view = self.chain.round(&now.best, inputs.round)?;
		if let Some(view) = &view {
			let wanted: Vec<Root> = absent.iter().map(|(root, _)| *root).collect();
			self.read_published(now, view, inputs.dim, &wanted)?;
			absent.retain(|(root, _)| !self.store.has(root));
		}
		let electorate = view.as_ref().map(|view| view.electorate.as_slice()).unwrap_or_default();
		let others = self.others(electorate);
		let want = |(root, owner): (Root, Option<MemberId>)| Want {
			root,
			size_bytes: u64::from(inputs.dim) * lanes::LANE_BYTES as u64,
			sources: self.sources(owner, &others),
		};
		let mut wants: Vec<Want> = absent.into_iter().map(want).collect();
		wants.dedup_by_key(|want| want.root);
		self.fetch(&inputs.round, &wants, FETCH_BUDGET);
		Ok(())
	}
}
