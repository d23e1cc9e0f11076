//! The task's document: model, features and local training. What every worker must do alike.
//!
//! It is TOML on chain, part of the spec's hash, and strict: an unknown key is refused, because a worker that skipped
//! it would train something else than was agreed.

use crate::{
	model::{init, layout::Layout, network::Network},
	privacy::layers::{self, LayerWeight, MAX_WEIGHT},
	problem::Problem,
	toml_file,
};
use guild_primitives::limits::{MAX_DIM, MAX_DOCUMENT_BYTES, MAX_SCALE};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most rows that one feature may look back, and that the target may look ahead.
pub const MAX_LAGS: u32 = 4_096;
/// Most inputs of a model.
pub const MAX_INPUTS: u64 = 65_536;
/// Most hidden layers, and most units of each.
pub const MAX_HIDDEN: (usize, u32) = (16, 65_536);

/// Model, features and local training.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
	/// The architecture.
	pub model: ModelSection,
	/// From rows to inputs and targets.
	pub features: FeatureSection,
	/// How a member trains in a round.
	pub training: TrainingSection,
	/// Where updates have noise: what each lane of a layer has of the clip norm relative to lanes of the others, by the layer's name
	/// (`dense0.weight`, …), from 1 to 1000; a layer that is not named has 1. Without any, the update is clipped as a whole; see
	/// [`crate::privacy::layers`].
	#[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
	pub layer_weights: BTreeMap<String, u32>,
}

/// The architecture.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelSection {
	/// Its kind.
	pub kind: ModelKind,
	/// Units of each hidden layer; empty for a linear model.
	#[serde(default, skip_serializing_if = "Vec::is_empty")]
	pub hidden: Vec<u32>,
	/// Activation of the hidden layers.
	#[serde(default)]
	pub activation: Activation,
	/// Seed of the initial parameters, at most 2^63 − 1 (TOML's integers).
	pub seed: u64,
}

/// Kinds of model.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelKind {
	/// One layer without activation.
	Linear,
	/// Hidden layers with an activation, then one layer without.
	Mlp,
}

/// Activation of a hidden layer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activation {
	/// max(x, 0).
	#[default]
	Relu,
	/// Hyperbolic tangent.
	Tanh,
}

/// From rows to inputs and targets.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureSection {
	/// Time between two rows, in seconds; the schema must say the same.
	pub step_seconds: u32,
	/// Rows from one window to the next.
	pub stride_rows: u32,
	/// The inputs, in the order in which the model reads them.
	pub inputs: Vec<InputSection>,
	/// What is predicted.
	pub target: TargetSection,
}

/// One column as input.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputSection {
	/// The column.
	pub column: String,
	/// Its unit; a member's schema must say the same.
	pub unit: String,
	/// How many of the newest rows are read, oldest first.
	#[serde(default = "one")]
	pub lags: u32,
	/// How a value becomes inputs.
	#[serde(default)]
	pub encoding: InputEncoding,
	/// A value is divided by this. Not for angles.
	#[serde(default = "one_f64")]
	pub scale: f64,
}

/// How a value becomes inputs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InputEncoding {
	/// The value, divided by its scale.
	#[default]
	Value,
	/// Sine and cosine of an angle in degrees.
	Angle,
}

/// What is predicted: the mean of the next rows of one column.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetSection {
	/// The column.
	pub column: String,
	/// Its unit; a member's schema must say the same.
	pub unit: String,
	/// Rows in the mean.
	pub next_rows: u32,
	/// The model's output is the target divided by this.
	pub scale: f64,
}

/// How a member trains in a round. The loss is the mean squared error of the scaled target.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingSection {
	/// The optimiser; its state is new in every round.
	pub optimiser: OptimiserKind,
	/// Learning rate of the first round.
	pub learning_rate: f64,
	/// The rate is multiplied by this after every final round.
	#[serde(default = "one_f64")]
	pub decay_per_round: f64,
	/// Passes over the member's windows in a round. Either this or `steps`.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub epochs: Option<u32>,
	/// Optimiser steps in a round, the same for every member however many windows it has: then their updates are of like
	/// length, and robust rules need not tell a large plant from a liar. Either this or `epochs`.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub steps: Option<u32>,
	/// Windows in a mini-batch.
	pub batch_size: u32,
	/// Momentum, for `momentum` only.
	#[serde(default = "default_momentum")]
	pub momentum: f64,
	/// FedProx: µ/2·‖parameters − base‖² is added to the loss.
	#[serde(default)]
	pub proximal_mu: f64,
}

/// Optimisers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OptimiserKind {
	/// Stochastic gradient descent.
	Sgd,
	/// The same with (heavy-ball) momentum.
	Momentum,
	/// Adam (Kingma, Ba 2015) with its paper's constants.
	Adam,
}

fn one() -> u32 {
	1
}

fn one_f64() -> f64 {
	1.0
}

fn default_momentum() -> f64 {
	0.9
}

impl Document {
	/// Reads a document, as it stands in a spec, and checks it.
	///
	/// # Errors
	/// When it is not TOML, has an unknown key, or makes no sense.
	pub fn parse(text: &str) -> Result<Self, Problem> {
		let document: Self = toml_file::parse(text, "task document", "the task's document")?;
		document.check("the task's document")?;
		Ok(document)
	}

	/// The document as TOML text, always the same text for the same document.
	///
	/// # Errors
	/// When it is longer than a spec may hold.
	pub fn to_text(&self) -> Result<String, Problem> {
		let place = "[model], [features] and [training] of the task";
		let text = toml::to_string(self).map_err(|error| {
			Problem::new(format!("the document cannot be written: {error}"), place, "correct the sections")
		})?;
		if text.len() > MAX_DOCUMENT_BYTES as usize {
			let what = format!("the document has {} bytes; at most {MAX_DOCUMENT_BYTES} fit into a spec", text.len());
			return Err(Problem::new(what, place, "name fewer inputs"));
		}
		Ok(text)
	}

	/// Whether the document makes sense.
	///
	/// # Errors
	/// The first thing that does not.
	pub fn check(&self, place: &str) -> Result<(), Problem> {
		let ModelSection { kind, hidden, .. } = &self.model;
		let FeatureSection { step_seconds, stride_rows, inputs, target } = &self.features;
		let TrainingSection {
			learning_rate, decay_per_round, epochs, steps, batch_size, momentum, proximal_mu, ..
		} = &self.training;
		let positive = |value: f64| value.is_finite() && value > 0.0;
		let rows = 1..=MAX_LAGS;
		let rules = [
			(
				(*kind == ModelKind::Linear) == hidden.is_empty(),
				"model.hidden: a linear model has no hidden layer, an MLP has at least one".to_owned(),
			),
			(
				hidden.len() <= MAX_HIDDEN.0 && hidden.iter().all(|units| (1..=MAX_HIDDEN.1).contains(units)),
				format!("model.hidden: at most {} layers of 1 to {} units", MAX_HIDDEN.0, MAX_HIDDEN.1),
			),
			(*step_seconds > 0 && *stride_rows > 0, "features: `step_seconds` and `stride_rows` are at least 1".into()),
			(
				!inputs.is_empty() && inputs.iter().all(|input| rows.contains(&input.lags)),
				format!("features.inputs: at least one input, each with 1 to {MAX_LAGS} lags"),
			),
			(
				inputs.iter().all(|input| positive(input.scale)),
				"features.inputs: each `scale` is a number above 0".into(),
			),
			(
				inputs
					.iter()
					.all(|input| input.encoding == InputEncoding::Value || (input.unit == "deg" && input.scale == 1.0)),
				"features.inputs: an angle has the unit `deg` and no `scale`".into(),
			),
			(
				rows.contains(&target.next_rows) && positive(target.scale),
				format!("features.target: `next_rows` is 1 to {MAX_LAGS}, `scale` a number above 0"),
			),
			(
				positive(*learning_rate) && positive(*decay_per_round) && *decay_per_round <= 1.0,
				"training: `learning_rate` is above 0, `decay_per_round` above 0 and at most 1".into(),
			),
			(
				epochs.is_some() != steps.is_some()
					&& epochs.is_none_or(|epochs| (1..=1_000).contains(&epochs))
					&& steps.is_none_or(|steps| (1..=1 << 24).contains(&steps)),
				"training: either `epochs`, 1 to 1000, or `steps`, 1 to 2^24".into(),
			),
			((1..=1 << 20).contains(batch_size), "training: `batch_size` is 1 to 2^20".into()),
			(
				(0.0..1.0).contains(momentum) && proximal_mu.is_finite() && *proximal_mu >= 0.0,
				"training: `momentum` is at least 0 and below 1, `proximal_mu` at least 0".into(),
			),
			(self.inputs() <= MAX_INPUTS, format!("features.inputs: at most {MAX_INPUTS} inputs in all")),
			(self.dim_u64() <= u64::from(MAX_DIM), format!("model: at most {MAX_DIM} parameters")),
		];
		match rules.into_iter().find(|(holds, _)| !holds) {
			None => self.check_weights(place),
			Some((_, rule)) => Err(Problem::new("the document cannot be trained", place, format!("correct {rule}"))),
		}
	}

	fn check_weights(&self, place: &str) -> Result<(), Problem> {
		let layout = self.layers();
		let names = || layout.layers().iter().map(|layer| layer.name.as_str());
		for (name, weight) in &self.layer_weights {
			if !names().any(|known| known == name) {
				let what = format!("`layers` gives a weight to `{name}`, and the model has no such layer");
				return Err(Problem::new(what, place, format!("use {}", names().collect::<Vec<_>>().join(", "))));
			}
			if !(1..=MAX_WEIGHT).contains(weight) {
				let what = format!("`layers` gives `{name}` a weight of {weight}");
				return Err(Problem::new(what, place, format!("weights are whole numbers from 1 to {MAX_WEIGHT}")));
			}
		}
		Ok(())
	}

	/// The layers that are clipped and made noisy by themselves: one, if there are no weights.
	pub fn layer_weights(&self) -> Vec<LayerWeight> {
		if self.layer_weights.is_empty() {
			return layers::whole(self.dim() as usize);
		}
		let weight = |name: &str| self.layer_weights.get(name).copied().unwrap_or(1);
		let layer = |layer: &crate::model::layout::Layer| LayerWeight {
			name: layer.name.clone(),
			lanes: layer.len(),
			weight: weight(&layer.name),
		};
		self.layers().layers().iter().map(layer).collect()
	}

	/// Inputs of the model.
	pub fn inputs(&self) -> u64 {
		self.features.inputs.iter().map(InputSection::width).sum()
	}

	/// Parameters of the model: lanes of an update.
	pub fn dim(&self) -> u32 {
		self.dim_u64() as u32 // At most MAX_DIM, as `check` has seen.
	}

	fn dim_u64(&self) -> u64 {
		let widths = self.widths();
		widths.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum()
	}

	/// Units of each layer, from the inputs to the one output.
	fn widths(&self) -> Vec<u64> {
		let hidden = self.model.hidden.iter().map(|units| u64::from(*units));
		std::iter::once(self.inputs()).chain(hidden).chain([1]).collect()
	}

	/// The named layers of the flat parameter vector.
	pub fn layers(&self) -> Layout {
		Layout::dense(&self.widths().iter().map(|width| *width as usize).collect::<Vec<_>>())
	}

	/// The model, to run.
	pub fn network(&self) -> Network {
		Network::new(self.layers(), self.model.activation)
	}

	/// The parameters that round 0 starts from, as lanes with `scale` fraction bits. Integer arithmetic only, so every
	/// member makes the same; `scale` is at most [`MAX_SCALE`].
	pub fn initial_model(&self, scale: u8) -> Vec<i32> {
		init::initial_model(&self.layers(), self.model.activation, self.model.seed, scale.min(MAX_SCALE))
	}
}

impl TrainingSection {
	/// Optimiser steps of one pass over `windows` windows.
	pub fn steps_per_epoch(&self, windows: usize) -> u32 {
		u32::try_from(windows.div_ceil(self.batch_size as usize)).unwrap_or(u32::MAX)
	}

	/// Optimiser steps that a member with `windows` windows is asked for in a round.
	pub fn steps_asked(&self, windows: usize) -> u32 {
		match (self.steps, self.epochs) {
			(Some(steps), _) => steps,
			(None, epochs) => self.steps_per_epoch(windows).saturating_mul(epochs.unwrap_or(1)),
		}
	}
}

impl InputSection {
	/// Inputs that it gives to the model.
	pub fn width(&self) -> u64 {
		u64::from(self.lags) * if self.encoding == InputEncoding::Angle { 2 } else { 1 }
	}
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;

	/// The wind-power document of the examples.
	pub(crate) fn wind() -> Document {
		// Tests run in the package's folder.
		crate::TaskFile::load(std::path::Path::new("../../examples/wind-power/task.toml")).unwrap().document()
	}

	#[test]
	fn a_document_reads_what_it_writes() {
		let document = wind();
		assert_eq!(Document::parse(&document.to_text().unwrap()).unwrap(), document);
		assert_eq!((document.inputs(), document.dim()), (27, 1_441));
	}

	#[test]
	fn weights_name_layers_of_the_model() {
		assert!(!wind().to_text().unwrap().contains("layer_weights"));
		assert_eq!(wind().layer_weights(), layers::whole(1_441));
		let mut document = wind();
		document.layer_weights = BTreeMap::from([("dense1.weight".into(), 4)]);
		assert_eq!(Document::parse(&document.to_text().unwrap()).unwrap(), document);
		let weights = document.layer_weights();
		assert_eq!(weights.iter().map(|layer| layer.lanes).sum::<usize>(), 1_441);
		assert_eq!(weights.iter().map(|layer| layer.weight).collect::<Vec<_>>(), [1, 1, 4, 1, 1, 1]);
		for (name, weight, next) in [("dense3.weight", 1, "dense2.bias"), ("dense1.bias", 0, "1000")] {
			document.layer_weights = BTreeMap::from([(name.into(), weight)]);
			assert!(document.check("test").unwrap_err().next.contains(next), "{name}");
		}
	}

	#[test]
	fn an_unknown_key_is_refused() {
		let text = wind().to_text().unwrap().replace("batch_size", "batchsize");
		assert!(Document::parse(&text).unwrap_err().what.contains("batchsize"));
	}

	#[test]
	fn what_cannot_be_trained_is_refused_with_the_key() {
		type Edit = (&'static str, fn(&mut Document));
		let edits: &[Edit] = &[
			("model.hidden", |d| d.model.kind = ModelKind::Linear),
			("model.hidden", |d| d.model.hidden = vec![0]),
			("stride_rows", |d| d.features.stride_rows = 0),
			("features.inputs", |d| d.features.inputs.clear()),
			("features.target", |d| d.features.target.scale = f64::NAN),
			("learning_rate", |d| d.training.learning_rate = -1.0),
			("batch_size", |d| d.training.batch_size = 0),
			("either", |d| (d.training.epochs, d.training.steps) = (Some(2), Some(2))),
			("either", |d| (d.training.epochs, d.training.steps) = (None, None)),
			("parameters", |d| d.model.hidden = vec![60_000, 60_000]),
		];
		for (key, edit) in edits {
			let mut document = wind();
			edit(&mut document);
			assert!(document.check("test").unwrap_err().next.contains(key), "{key}");
		}
	}
}
