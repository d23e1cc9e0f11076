//! The governor's `task.toml`: the chain's fields in human units, and the document's sections.

use crate::{
	document::{Document, FeatureSection, ModelSection, TrainingSection},
	privacy,
	problem::Problem,
	rule_text::{lanes_of, RuleText},
	toml_file,
};
use guild_accountant::NoiseMultiplier;
use guild_primitives::{
	limits::{
		MAX_DESCRIPTION_BYTES, MAX_NAME_BYTES, MAX_PUBLISHED_BYTES, MAX_SCALE, MAX_WINDOW_BLOCKS, MIN_WINDOW_BLOCKS,
	},
	rules::RuleError,
	MechanismPolicy, MetricPolicy, Root, SpecError, TaskSpec, Text, Windows, Withheld,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::Path};

/// A task, as a governor writes it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskFile {
	/// Short name.
	pub name: String,
	/// What the task is for, in plain words.
	pub description: String,
	/// Rounds that may become Final.
	pub rounds: u32,
	/// Fraction bits of a lane.
	pub scale: u8,
	/// C: honest workers clip their update to this L2 norm, in real units.
	pub clip_norm: f64,
	/// B: a longer update is cut out by the rule, in real units (L2).
	pub norm_bound: f64,
	/// Least updates of a round.
	pub min_participants: u16,
	/// Most self-reported samples that count for one member.
	pub max_samples: u32,
	/// The privacy mechanism every update declares: `none` (unless told otherwise), or `local`, which needs `[privacy]`.
	#[serde(default)]
	pub mechanism: MechanismName,
	/// What becomes of an update that a member could not fetch: `exclude` (unless told otherwise) or `publish`.
	#[serde(default = "exclude")]
	pub withheld: Withheld,
	/// Whether everybody may see the updates, for ever. `publish` needs it.
	#[serde(default)]
	pub updates_public: bool,
	/// What members may show of errors on their held-out rows: `"none"`, `"coarse"` (only where updates have no noise), or
	/// `{ bit = { flip = "0.25" } }`, one bit a question, told falsely with this chance and charged to the held-out dataset. Unless told,
	/// coarse where updates have no noise, and else nothing.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub metric: Option<MetricPolicy>,
	/// How updates are combined.
	pub rule: RuleText,
	/// How long each phase may last, in blocks.
	pub windows: WindowSection,
	/// How much noise updates have.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub privacy: Option<PrivacySection>,
	/// The document's `[model]`.
	pub model: ModelSection,
	/// The document's `[features]`.
	pub features: FeatureSection,
	/// The document's `[training]`.
	pub training: TrainingSection,
}

/// Privacy mechanisms that workers have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MechanismName {
	/// No noise.
	#[default]
	None,
	/// Discrete Gaussian noise on the lanes of every update, by the member itself.
	Local,
}

/// How much noise updates have, with `mechanism = "local"`. Multipliers are decimal text: σ over twice the clip norm.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivacySection {
	/// Least noise multiplier of an update.
	pub noise_multiplier_floor: NoiseMultiplier,
	/// Largest: a member that wants more privacy may take so much noise.
	pub noise_multiplier_ceiling: NoiseMultiplier,
	/// The document's `layer_weights`: what each lane of a layer has of the clip norm relative to lanes of the others.
	#[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
	pub layers: BTreeMap<String, u32>,
}

/// How long each phase may last, in blocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowSection {
	/// Training and committing.
	pub commit_blocks: u32,
	/// Serving, fetching, voting.
	pub availability_blocks: u32,
	/// Aggregating and attesting.
	pub attest_blocks: u32,
	/// Checking the proposed result, and proving it false; at least two blocks a member.
	pub challenge_blocks: u32,
}

impl TaskFile {
	/// Reads a task file. What it says is checked by [`TaskFile::to_spec`].
	///
	/// # Errors
	/// When it cannot be read, is not TOML, has an unknown key, or its document cannot be trained.
	pub fn load(path: &Path) -> Result<Self, Problem> {
		let file: Self = toml_file::read(path, "task")?;
		file.document().check(&path.display().to_string())?;
		Ok(file)
	}

	/// The sections that every worker must do alike.
	pub fn document(&self) -> Document {
		Document {
			model: self.model.clone(),
			features: self.features.clone(),
			training: self.training.clone(),
			layer_weights: self.privacy.as_ref().map(|privacy| privacy.layers.clone()).unwrap_or_default(),
		}
	}

	/// The spec to propose; `place` names the file in errors.
	///
	/// # Errors
	/// When the chain would refuse it, with the key to change.
	pub fn to_spec(&self, place: &str) -> Result<TaskSpec, Problem> {
		let document = self.document();
		document.check(place)?;
		if self.scale > MAX_SCALE {
			return Err(problem_of(&SpecError::BadScale, self, place));
		}
		let mechanism = self.policy(place)?;
		let spec = TaskSpec {
			name: text(&self.name, "name", MAX_NAME_BYTES, place)?,
			description: text(&self.description, "description", MAX_DESCRIPTION_BYTES, place)?,
			document: text(&document.to_text()?, "document", guild_primitives::limits::MAX_DOCUMENT_BYTES, place)?,
			initial_model_root: model_root(&document.initial_model(self.scale)),
			dim: document.dim(),
			scale: self.scale,
			clip_norm: lanes_of(self.clip_norm, self.scale, "clip_norm", place)?,
			norm_bound: lanes_of(self.norm_bound, self.scale, "norm_bound", place)?,
			rule: self.rule.to_spec(self.scale, &format!("{place}, [rule]"))?,
			windows: Windows {
				commit_blocks: self.windows.commit_blocks,
				availability_blocks: self.windows.availability_blocks,
				attest_blocks: self.windows.attest_blocks,
				challenge_blocks: self.windows.challenge_blocks,
			},
			min_participants: self.min_participants,
			max_samples: self.max_samples,
			rounds: self.rounds,
			mechanism,
			withheld: self.withheld,
			updates_public: self.updates_public,
			metric: self.metric.unwrap_or(MetricPolicy::usual(&mechanism)),
		};
		spec.check().map_err(|error| problem_of(&error, self, place))?;
		check_noise(&spec, &document, place)?;
		Ok(spec)
	}

	/// What the chain demands of the mechanism.
	fn policy(&self, place: &str) -> Result<MechanismPolicy, Problem> {
		match (self.mechanism, &self.privacy) {
			(MechanismName::None, None) => Ok(MechanismPolicy::None),
			(MechanismName::Local, Some(privacy)) => Ok(MechanismPolicy::Local {
				floor: privacy.noise_multiplier_floor,
				ceiling: privacy.noise_multiplier_ceiling,
			}),
			(MechanismName::None, Some(_)) => Err(Problem::new(
				"the task has [privacy], and no mechanism",
				place,
				"set `mechanism = \"local\"`, or remove [privacy]",
			)),
			(MechanismName::Local, None) => Err(Problem::new(
				"`mechanism` is \"local\", and nothing says how much noise that is",
				place,
				"add [privacy] with `noise_multiplier_floor` and `noise_multiplier_ceiling`",
			)),
		}
	}
}

/// Whether some noise between floor and ceiling can be made with the layers' weights.
fn check_noise(spec: &TaskSpec, document: &Document, place: &str) -> Result<(), Problem> {
	let MechanismPolicy::Local { floor, ceiling } = spec.mechanism else { return Ok(()) };
	let layers = document.layer_weights();
	let place = format!("{place}, [privacy]");
	match privacy::largest_multiplier(&layers, spec.clip_norm, ceiling) {
		Some(most) if most >= floor => match privacy::noise_by_layer(&layers, spec.clip_norm, floor) {
			Ok(_) => Ok(()),
			Err(error) => Err(Problem::new(error.to_string(), place, "correct `layers`")),
		},
		Some(most) => Err(Problem::new(
			format!("with these `layers` one layer has the noise of the ceiling at a noise multiplier of {most}, below the floor"),
			place,
			"raise `noise_multiplier_ceiling`, lower the floor, or give small layers less weight",
		)),
		None => Err(Problem::new(
			"with these `layers` a layer's part of the clip norm is less than one lane",
			place,
			"give the layers more even weights, or use more fraction bits (`scale`)",
		)),
	}
}

/// The setting under which no bytes of an update come on the chain.
const fn exclude() -> Withheld {
	Withheld::Exclude
}

/// Root of a model: BLAKE3 of its lanes, i32, little-endian.
pub fn model_root(lanes: &[i32]) -> Root {
	Root::of(&lanes.iter().flat_map(|lane| lane.to_le_bytes()).collect::<Vec<u8>>())
}

fn text<const N: u32>(text: &str, key: &str, most: u32, place: &str) -> Result<Text<N>, Problem> {
	Text::new(text).ok_or_else(|| {
		let what = format!("`{key}` has {} bytes; at most {most} fit into a spec", text.len());
		Problem::new(what, place, format!("shorten `{key}`"))
	})
}

fn problem_of(error: &SpecError, file: &TaskFile, place: &str) -> Problem {
	let n = file.min_participants;
	let (what, next) = match error {
		SpecError::BadDim => ("the model has no parameter, or too many".into(), "correct [model]".into()),
		SpecError::BadScale => (format!("`scale` is {}", file.scale), format!("`scale` is at most {MAX_SCALE}")),
		SpecError::BadNormBound => (
			"`norm_bound` is below `clip_norm`, or more than full lanes can have".into(),
			"set `norm_bound` to a few times the usual norm of an update, at least `clip_norm`".into(),
		),
		SpecError::BadWindow => (
			"a window is too short or too long".into(),
			format!("each of [windows] is {MIN_WINDOW_BLOCKS} to {MAX_WINDOW_BLOCKS} blocks"),
		),
		SpecError::BadParticipants => ("`min_participants` is 0 or too large".into(), "use 1 to 128".into()),
		SpecError::BadSampleCap => ("`max_samples` is 0".into(), "use at least 1".into()),
		SpecError::BadRounds => (format!("`rounds` is {}", file.rounds), "use 1 to 100000".into()),
		SpecError::NoText => ("`name` is empty".into(), "give the task a name".into()),
		SpecError::Rule(RuleError::TooFewUpdates { needs }) => (
			format!(
				"rule `{}` with f = {} keeps its guarantee from {needs} updates on; a round may have {n}",
				file.rule.name, file.rule.f
			),
			format!("set `min_participants` to at least {needs}, or lower `f`"),
		),
		SpecError::Rule(RuleError::TooManyUpdates { most }) => (
			format!(
				"rule `{}` with f = {} is what its name says for at most {most} updates; a round has {n} or more",
				file.rule.name, file.rule.f
			),
			"choose another rule, or a smaller `f`".into(),
		),
		SpecError::Rule(RuleError::NoGuarantee) => (
			format!("rule `{}` has no guarantee against any liar, and `f` is {}", file.rule.name, file.rule.f),
			"set `f = 0`, or choose another rule: the mean has no guarantee, whatever goes before it".into(),
		),
		SpecError::UpdatesNotPublic => (
			"`withheld` is \"publish\", and updates have neither local noise nor `updates_public = true`".into(),
			"set `updates_public = true` if everybody may see every update for ever, or `withheld = \"exclude\"`"
				.into(),
		),
		SpecError::TooLongToPublish => (
			format!("an update has more than {MAX_PUBLISHED_BYTES} bytes, which do not come on the chain"),
			"set `withheld = \"exclude\"`, or use a smaller model".into(),
		),
		SpecError::BadNoise => (
			"the floor of the noise multiplier is above its ceiling".into(),
			"set `noise_multiplier_floor` at or below `noise_multiplier_ceiling`".into(),
		),
		SpecError::NoiseDoesNotFit => (
			"`clip_norm` and six standard deviations of the most noise do not fit into ±32767 lanes".into(),
			"use a smaller `scale` or `clip_norm`, or a lower `noise_multiplier_ceiling`".into(),
		),
		SpecError::MetricNotCharged => (
			"`metric` is \"coarse\", which nothing is charged for, and updates have noise".into(),
			"set `metric = { bit = { flip = \"0.25\" } }`, or `metric = \"none\"`".into(),
		),
		SpecError::Rule(_) => ("the rule's parameters do not fit together".into(), "correct [rule]".into()),
	};
	Problem::new(what, place, next)
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Tests run in the package's folder.
	const PATH: &str = "../../examples/wind-power/task.toml";

	fn wind() -> TaskFile {
		TaskFile::load(Path::new(PATH)).unwrap()
	}

	fn noise(floor: &str, ceiling: &str) -> PrivacySection {
		PrivacySection {
			noise_multiplier_floor: floor.parse().unwrap(),
			noise_multiplier_ceiling: ceiling.parse().unwrap(),
			layers: BTreeMap::new(),
		}
	}

	fn with_noise(file: &mut TaskFile, noise: PrivacySection) {
		(file.mechanism, file.privacy) = (MechanismName::Local, Some(noise));
	}

	fn with_layer(file: &mut TaskFile, name: &str, weight: u32) {
		(file.scale, file.clip_norm, file.norm_bound) = (9, 1.0, 3.0);
		with_noise(file, PrivacySection { layers: BTreeMap::from([(name.into(), weight)]), ..noise("0.5", "1") });
	}

	#[test]
	fn a_task_with_noise_has_a_policy_and_its_weights_in_the_document() {
		let mut file = wind();
		file.scale = 12;
		(file.clip_norm, file.norm_bound) = (0.25, 3.0);
		let layers = BTreeMap::from([("dense0.weight".to_owned(), 3)]);
		with_noise(&mut file, PrivacySection { layers: layers.clone(), ..noise("0.1", "1.5") });
		let text = toml::to_string(&file).unwrap();
		assert_eq!(toml_file::parse::<TaskFile>(&text, "task", "task.toml").unwrap(), file);
		let spec = file.to_spec("task.toml").unwrap();
		let (floor, ceiling) = ("0.1".parse().unwrap(), "1.5".parse().unwrap());
		assert_eq!(spec.mechanism, MechanismPolicy::Local { floor, ceiling });
		assert_eq!(Document::parse(spec.document.as_str()).unwrap().layer_weights, layers);
		assert!(spec.effective_norm_bound() > spec.norm_bound);
	}

	#[test]
	fn what_is_shown_of_held_out_rows_is_what_the_file_says_or_what_costs_nothing() {
		assert_eq!(wind().to_spec("task.toml").unwrap().metric, MetricPolicy::Coarse);
		let mut file = wind();
		with_layer(&mut file, "dense0.weight", 1);
		assert_eq!(file.to_spec("task.toml").unwrap().metric, MetricPolicy::None);
		let bit = MetricPolicy::Bit { flip: "0.25".parse().unwrap() };
		file.metric = Some(bit);
		let text = toml::to_string(&file).unwrap();
		assert_eq!(toml_file::parse::<TaskFile>(&text, "task", "task.toml").unwrap(), file);
		assert_eq!(file.to_spec("task.toml").unwrap().metric, bit);
		let written = std::fs::read_to_string(PATH)
			.unwrap()
			.replace("mechanism = \"none\"", "mechanism = \"none\"\nmetric = { bit = { flip = \"0.25\" } }");
		assert_eq!(toml_file::parse::<TaskFile>(&written, "task", "task.toml").unwrap().metric, Some(bit));
	}

	#[test]
	fn the_example_is_a_spec_that_the_chain_accepts() {
		let spec = wind().to_spec("task.toml").unwrap();
		assert_eq!((spec.dim, spec.check()), (1_441, Ok(())));
		assert_eq!(Document::parse(spec.document.as_str()).unwrap(), wind().document());
		assert_eq!(spec.clip_norm, (wind().clip_norm * f64::from(1u32 << spec.scale)) as u64);
		assert_eq!(spec.initial_model_root, model_root(&wind().document().initial_model(spec.scale)));
		assert_eq!(spec.hash(), wind().to_spec("elsewhere").unwrap().hash());
	}

	#[test]
	fn what_the_chain_would_refuse_is_refused_here_with_the_key() {
		type Edit = (&'static str, fn(&mut TaskFile));
		let edits: &[Edit] = &[
			("scale", |t| t.scale = 25),
			("norm_bound", |t| t.norm_bound = t.clip_norm / 2.0),
			("[windows]", |t| t.windows.attest_blocks = 1),
			("[windows]", |t| t.windows.challenge_blocks = 2),
			("128", |t| t.min_participants = 0),
			("at least 1", |t| t.max_samples = 0),
			("100000", |t| t.rounds = 0),
			("updates_public", |t| t.withheld = Withheld::Publish),
			("name", |t| t.name = "x".repeat(65)),
			("min_participants", |t| t.rule = RuleText { f: 3, ..RuleText::named("krum") }),
			("`f = 0`", |t| t.rule = RuleText { f: 1, pre: vec!["arc".into()], ..RuleText::named("mean") }),
			("geometric-median", |t| t.rule.name = "best".into()),
			("[privacy]", |t| t.mechanism = MechanismName::Local),
			("local", |t| t.privacy = Some(noise("0.1", "0.2"))),
			("noise_multiplier_floor", |t| with_noise(t, noise("0.2", "0.1"))),
			// 2^14 lanes in one, and a clip norm of 2: C alone is more than a lane.
			("scale", |t| with_noise(t, noise("0.1", "0.2"))),
			("noise_multiplier_ceiling", |t| (t.clip_norm = 0.5, with_noise(t, noise("0.1", "1"))).1),
			("metric", |t| (t.metric = Some(MetricPolicy::Coarse), with_layer(t, "dense0.weight", 1)).1),
			("dense2.bias", |t| with_layer(t, "dense9.bias", 3)),
			("1000", |t| with_layer(t, "dense0.bias", 1_001)),
			("more even", |t| with_layer(t, "dense0.weight", 1_000)),
			("less weight", |t| with_layer(t, "dense2.bias", 100)),
		];
		for (key, edit) in edits {
			let mut file = wind();
			edit(&mut file);
			let problem = file.to_spec("task.toml").unwrap_err();
			assert!(problem.next.contains(key), "{key}: {problem}");
			assert!(problem.place.starts_with("task.toml"));
		}
	}

	#[test]
	fn withheld_updates_may_be_published_where_they_are_public_and_short() {
		let file = TaskFile { withheld: Withheld::Publish, updates_public: true, ..wind() };
		assert_eq!(file.to_spec("task.toml").unwrap().withheld, Withheld::Publish);
		let mut long = file;
		long.model.hidden = vec![2_000, 2_100];
		let problem = long.to_spec("task.toml").unwrap_err();
		assert!(problem.what.contains("8388608 bytes") && problem.next.contains("exclude"), "{problem}");
	}

	#[test]
	fn an_unknown_key_is_refused_with_its_line() {
		let text = std::fs::read_to_string(PATH).unwrap();
		let problem = toml_file::parse::<TaskFile>(&format!("rouns = 3\n{text}"), "task", "task.toml").unwrap_err();
		assert!(problem.what.contains("rouns"), "{problem}");
		assert!(problem.place.starts_with("task.toml, line"), "{problem}");
		assert!(TaskFile::load(Path::new("/nowhere/task.toml")).unwrap_err().what.contains("no task file"));
	}
}
