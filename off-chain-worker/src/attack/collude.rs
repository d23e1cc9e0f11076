//! Results that colluding attesters agree upon without a word: each is a function of the true result and the inputs, so that
//! all who tell the same lie attest the same hash.

use guild_aggregation::{
	apply::Task,
	fast,
	lanes::{self, LANE_BYTES, MODEL_LANE_BYTES},
	mix::{mix, Rows},
	trace::{Leaf, Spans},
	Aggregation, Updates,
};
use guild_primitives::{Root, RoundInputs, COEFFICIENT_ONE};

/// What is false about the result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FalseResult {
	/// One lane is off by one, and the list says so too.
	Lane,
	/// Other coefficients than the rule's, and the model that they give.
	Coefficients,
	/// One prefix matrix is hashed wrongly; the rest is right.
	Leaf,
	/// A list of garbage, and what it folds to.
	List,
	/// The true list under another model.
	Model,
	/// As [`FalseResult::Lane`], and the list is served to nobody.
	Withheld,
}

impl FalseResult {
	/// The false result, with a list as its attesters would serve it.
	pub fn forge(self, inputs: &RoundInputs, updates: &[&[i16]], base: &[i32], truth: &Aggregation) -> Aggregation {
		let mut lie = truth.clone();
		let Some(spans) = Spans::of(base.len()) else { return lie };
		let middle = spans.count() / 2;
		match self {
			Self::Lane | Self::Withheld => {
				let at = spans.lanes(middle).map_or(0, |lanes| lanes.start);
				if let (Some(lane), Some(model)) = (lie.aggregate.get_mut(at), lie.model.get_mut(at)) {
					let off = if *lane < 0 { 1 } else { -1 };
					*lane += off;
					*model = model.saturating_add(off.into());
				}
				retrace(&mut lie, &spans);
			}
			Self::Coefficients => {
				if let Some((aggregate, model, rows)) = favouring(inputs, updates, base, truth) {
					let bounded = |row: &Vec<i64>| guild_primitives::result::PerParticipant::truncate_from(row.clone());
					let rows = rows.as_slice().iter().map(bounded).collect();
					lie.result.body.coefficients = guild_primitives::result::PerParticipant::truncate_from(rows);
					(lie.aggregate, lie.model) = (aggregate, model);
				}
				retrace(&mut lie, &spans);
			}
			Self::Leaf => {
				if let Some(leaf) = lie.result.trace.leaves.get_mut(middle) {
					leaf.gram = Root::of(&leaf.gram).0;
				}
				lie.result.body.trace_root = lie.result.trace.root();
			}
			Self::List => {
				let name = inputs.hash();
				let garbage = |part: u32| Root::of_value("guild-worker garbage", &(name, part)).0;
				let leaf = |span: u32| Leaf {
					gram: garbage(3 * span),
					aggregate: garbage(3 * span + 1),
					model: garbage(3 * span + 2),
				};
				lie.result.trace.leaves = (0..spans.count() as u32).map(leaf).collect();
				refold(&mut lie);
			}
			Self::Model => {
				lie.model.iter_mut().for_each(|lane| *lane = lane.saturating_add(1));
				lie.result.body.model_root = Root::of(&lanes::model_to_bytes(&lie.model));
			}
		}
		lie
	}
}

/// The result if the first row had one update alone: the first, or the second if the truth has the first.
fn favouring(
	inputs: &RoundInputs,
	updates: &[&[i16]],
	base: &[i32],
	truth: &Aggregation,
) -> Option<(Vec<i16>, Vec<i32>, Rows)> {
	let mut mix = mix(&truth.gram, inputs).ok()?;
	let mut rows = mix.rows.clone().into_inner();
	let first = rows.first_mut()?;
	let favourite = usize::from(first.first() == Some(&COEFFICIENT_ONE));
	first.iter_mut().enumerate().for_each(|(i, c)| *c = if i == favourite { COEFFICIENT_ONE } else { 0 });
	mix.rows = Rows::new(rows, updates.len()).ok()?;
	let updates = Updates::new(updates, base.len()).ok()?;
	let applied = fast::apply(&Task::new(updates, &mix, base).ok()?);
	Some((applied.aggregate, applied.model, mix.rows))
}

/// Makes the list's values and the roots those of the lanes.
fn retrace(lie: &mut Aggregation, spans: &Spans) {
	for (span, leaf) in lie.result.trace.leaves.iter_mut().enumerate() {
		let Some(range) = spans.lanes(span) else { continue };
		if let (Some(aggregate), Some(model)) = (lie.aggregate.get(range.clone()), lie.model.get(range)) {
			leaf.aggregate = spans.value(span, LANE_BYTES, &lanes::to_bytes(aggregate));
			leaf.model = spans.value(span, MODEL_LANE_BYTES, &lanes::model_to_bytes(model));
		}
	}
	refold(lie);
}

/// Makes the roots those of the list.
fn refold(lie: &mut Aggregation) {
	lie.result.body.aggregate_root = lie.result.trace.aggregate_root();
	lie.result.body.model_root = lie.result.trace.model_root();
	lie.result.body.trace_root = lie.result.trace.root();
}
