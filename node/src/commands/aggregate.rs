//! `guild aggregate`: the aggregation alone, over files of lanes, with no chain.

use super::{
	influence::Influence,
	model::{name_file, not_written, unnamed_file},
	show,
};
use crate::exit::{CliError, ExitCode};
use clap::Args;
use guild_aggregation::{
	aggregate_into, fast, lanes,
	sink::{Room, Sink},
	AggregateError, RoundResult,
};
use guild_learning::{rule_text, RuleText};
use guild_primitives::{
	limits::{MAX_DIM, MAX_PARTICIPANTS, MAX_SCALE},
	rules::RuleError,
	IncludedUpdate, MemberId, Root, RoundId, RoundInputs, RuleSpec, Weighting,
};
use guild_worker::{
	blob::Blob,
	lane_view::{bytes_of, LaneView},
};
use serde::Serialize;
use std::{
	fs::File,
	io::{self, Read, Write},
	path::{Path, PathBuf},
};
use tempfile::NamedTempFile;

/// Parameters that `--param` takes.
const PARAMS: [&str; 6] = ["f", "m", "tau", "iterations", "nu", "bucket"];
/// A norm that no update exceeds: 2^27 lanes of 32767 have less than 2^29.
const NO_NORM_BOUND: u64 = 1 << 29;

/// Aggregate updates: the aggregation alone, over files of lanes (i16, little-endian), with no chain.
///
/// Examples:
///   guild aggregate --rule geometric-median --scale 16 --json a.lanes b.lanes c.lanes
///   guild aggregate --rule multi-krum --param f=1 --param m=3 --scale 16 --out mean.lanes *.lanes
///   guild aggregate --rule median --param f=1 --pre clip --param tau=2.5 --scale 14 a.lanes b.lanes c.lanes
///   guild aggregate --rule mean --scale 16 --influence a.lanes b.lanes c.lanes
///
/// Rules: mean, geometric-median, approximate-geometric-median, krum, multi-krum, minimum-diameter, centered-clipping,
/// monna, caf, smea, bulyan, median, trimmed-mean, meamed. Pre-steps: nnm, bucketing, clip, arc, adaptive-clip.
/// Parameters: f (liars tolerated), m (updates multi-krum keeps; n - f if not given), tau (clip norm of clip and centered-clipping, real
/// units), iterations (geometric medians, centered-clipping), nu (smoothing of the geometric medians, in lanes), bucket
/// (updates in a bucket).
///
/// centered-clipping starts from --previous; bucketing draws its permutation from --seed.
/// The files are mapped, not read into memory: leave them as they are until it is done.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct AggregateCommand {
	/// The rule.
	#[arg(long)]
	rule: String,
	/// A parameter of the rule.
	#[arg(long = "param", value_name = "K=V")]
	params: Vec<String>,
	/// A step before the rule; they are taken in the order given.
	#[arg(long = "pre", value_name = "P")]
	pre: Vec<String>,
	/// Fraction bits of a lane: its real value is lane / 2^S.
	#[arg(long, value_name = "S")]
	scale: u8,
	/// Weights of the updates, whole numbers from 1 on, in the files' order; without them all are the same.
	#[arg(long, value_name = "W,W,…", value_delimiter = ',')]
	weights: Vec<u32>,
	/// The model that the aggregate is added to (i32 lanes, little-endian); without it, zero.
	#[arg(long, value_name = "FILE")]
	model: Option<PathBuf>,
	/// The previous aggregate (i16 lanes, little-endian): centered-clipping starts from it (without it, from zero), and with each
	/// rule the answer tells what part of an update does not lie along it.
	#[arg(long, value_name = "FILE")]
	previous: Option<PathBuf>,
	/// The round's seed, 64 hex digits, for bucketing.
	#[arg(long, value_name = "HEX")]
	seed: Option<Root>,
	/// Write the aggregate's lanes (i16, little-endian) to this file.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
	/// Threads to compute on; without it, one for each core. The result is the same.
	#[arg(long, value_name = "N")]
	threads: Option<usize>,
	/// Also say what each update did to the result: how far it moves without the update, and for at most twelve updates the exact
	/// Shapley value over all sets of them. Figures to read, and not to pay by.
	#[arg(long)]
	influence: bool,
	/// Print JSON: {"rule", "n", "d", "coefficients" (rows of n numbers), "norms", "distances" (L2, real units),
	/// "aggregate_root", "model_root", "trace_root"}; with --influence also "influence": {"leave_one_out" (L2, real units), "shapley"
	/// (parts that sum to 1, or null), "of_mean_of_rows"}.
	#[arg(long)]
	json: bool,
	/// The updates, one file each.
	#[arg(required = true, value_name = "FILE")]
	files: Vec<PathBuf>,
}

#[derive(Serialize)]
struct Answer {
	rule: String,
	n: usize,
	d: usize,
	coefficients: Vec<Vec<f64>>,
	norms: Vec<f64>,
	distances: Vec<f64>,
	novelties: Vec<f64>,
	aggregate_root: Root,
	model_root: Root,
	trace_root: Root,
	#[serde(skip_serializing_if = "Option::is_none")]
	influence: Option<Influence>,
}

impl AggregateCommand {
	/// Does it.
	///
	/// # Errors
	/// [`CliError`].
	pub fn run(self) -> Result<(), CliError> {
		let rule = self.rule_spec()?;
		let n = self.files.len();
		check_rule(&self.rule, &rule, n)?;
		if !self.weights.is_empty() && (self.weights.len() != n || self.weights.contains(&0)) {
			return Err(CliError::usage(
				format!("{} weights for {n} files", self.weights.len()),
				"give one weight a file, each at least 1",
			));
		}
		if rule.needs_seed() && self.seed.is_none() {
			return Err(CliError::usage(
				format!("`{}` draws, and there is no seed", self.pre.join(", ")),
				"give --seed HEX: the round's, or any 64 hex digits for a trial",
			));
		}
		let mut updates = self.files.iter().map(|file| read_update(file)).collect::<Result<Vec<_>, _>>()?;
		let dim = same_length(&self.files, &updates)?;
		let base = match &self.model {
			Some(file) => read_model(file, dim)?,
			None => LaneView::zero(dim),
		};
		let mut inputs = self.inputs(rule, &updates, &base);
		if let Some(file) = &self.previous {
			let previous = read_update(file)?;
			inputs.previous_aggregate_root = Some(fast::root(&bytes_of(&previous)));
			updates.extend(inputs.previous_aggregate().map(|_| previous));
		}
		let file = self.out.as_deref().map(unnamed_file).transpose()?;
		let mut lanes = AggregateFile { file, ..AggregateFile::default() };
		let threads = self.threads()?;
		let result = threads.install(|| self.compute(&inputs, &updates, &base, &mut lanes))?;
		if let Some((file, out)) = lanes.file.zip(self.out.as_deref()) {
			name_file(file, out)?;
		}
		let influence = self.influence.then(|| threads.install(|| Influence::of(&result.gram, &inputs)));
		self.tell(&result, dim, influence.transpose()?)
	}

	fn threads(&self) -> Result<rayon::ThreadPool, CliError> {
		let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads.unwrap_or(0)).build();
		pool.map_err(|error| CliError::unreachable(format!("cannot start threads: {error}"), "", "use fewer --threads"))
	}

	fn compute(
		&self,
		inputs: &RoundInputs,
		updates: &[LaneView<i16>],
		base: &[i32],
		lanes: &mut AggregateFile,
	) -> Result<RoundResult, CliError> {
		let slices: Vec<&[i16]> = updates.iter().map(|update| &**update).collect();
		aggregate_into(inputs, &slices, base, lanes).map_err(|error| match error {
			AggregateError::Sink(error) => not_written(self.out.as_deref().unwrap_or(Path::new("")), &error),
			AggregateError::Mix(_) => CliError::new(ExitCode::Refused, error, "", "see `guild aggregate --help`"),
			_ => CliError::new(ExitCode::BadFile, error, "", "see `guild aggregate --help`"),
		})
	}

	/// The inputs as a chain would freeze them, for a round of nobody.
	fn inputs(&self, rule: RuleSpec, updates: &[LaneView<i16>], base: &[i32]) -> RoundInputs {
		let included = updates.iter().enumerate().map(|(i, update)| IncludedUpdate {
			member: MemberId([i.min(255) as u8; 32]),
			update_root: fast::root(&bytes_of(update)),
			weight: self.weights.get(i).copied().unwrap_or(1),
			active: true,
		});
		RoundInputs {
			round: RoundId { task: 0, index: 0 },
			spec_hash: Root([0; 32]),
			base_root: fast::root(&bytes_of(base)),
			previous_aggregate_root: None,
			dim: base.len() as u32,
			scale: self.scale,
			norm_bound: NO_NORM_BOUND,
			rule,
			seed: self.seed,
			included: included.collect::<Vec<_>>().try_into().unwrap_or_default(), // `check_rule` has seen at most 128.
		}
	}

	fn rule_spec(&self) -> Result<RuleSpec, CliError> {
		if self.scale > MAX_SCALE {
			return Err(CliError::usage(format!("--scale is {}", self.scale), format!("it is at most {MAX_SCALE}")));
		}
		let weighting = if self.weights.is_empty() { Weighting::Equal } else { Weighting::Samples };
		let mut text = RuleText { weighting, pre: self.pre.clone(), ..RuleText::named(&self.rule) };
		for param in &self.params {
			let Some((key, value)) = param.split_once('=') else {
				return Err(CliError::usage(
					format!("`{param}` is no parameter"),
					"write --param K=V, for instance --param f=1",
				));
			};
			match key {
				"f" => text.f = number(param, value)?,
				"m" => text.m = Some(number(param, value)?),
				"tau" => text.tau = Some(number(param, value)?),
				"iterations" => text.iterations = Some(number(param, value)?),
				"nu" => text.nu = Some(number(param, value)?),
				"bucket" => text.bucket = Some(number(param, value)?),
				_ => {
					return Err(CliError::usage(
						format!("there is no parameter `{key}`"),
						format!("the parameters are: {}", PARAMS.join(", ")),
					))
				}
			}
		}
		if text.m.is_none() && text.name == "multi-krum" {
			// As libraries do where nothing is said: all that can be kept.
			text.m = u16::try_from(self.files.len().saturating_sub(text.f.into()).max(1)).ok();
		}
		text.to_spec(self.scale, "the command line").map_err(|problem| CliError::usage(problem.what, problem.next))
	}

	fn tell(&self, result: &RoundResult, d: usize, influence: Option<Influence>) -> Result<(), CliError> {
		let body = &result.body;
		let real = |lanes: &[u64]| lanes.iter().map(|lanes| show::real(*lanes, self.scale)).collect::<Vec<_>>();
		let rows = body.coefficients.iter().map(|row| row.iter().map(|c| show::coefficient(*c)).collect());
		let answer = Answer {
			rule: self.rule.clone(),
			n: self.files.len(),
			d,
			coefficients: rows.collect(),
			norms: real(&body.norms),
			distances: real(&body.distances),
			novelties: body.novelties.iter().map(|part| show::share_of_one(*part)).collect(),
			aggregate_root: body.aggregate_root,
			model_root: body.model_root,
			trace_root: body.trace_root,
			influence,
		};
		if self.json {
			return show::json(&answer);
		}
		let mut table = show::table(&["update", "coefficient", "norm", "distance"]);
		for (i, file) in self.files.iter().enumerate() {
			// One row is one coefficient an update; with several rows the column rule decides parameter by parameter.
			let coefficient = match &answer.coefficients[..] {
				[row] => row.get(i).map_or_else(String::new, |c| format!("{c:.6}")),
				_ => "-".into(),
			};
			let decimal = |of: &[f64]| of.get(i).map_or_else(String::new, |value| format!("{value:.6}"));
			table.add_row([
				file.display().to_string(),
				coefficient,
				decimal(&answer.norms),
				decimal(&answer.distances),
			]);
		}
		show::line(&format!("{table}"))?;
		let Answer { aggregate_root, model_root, trace_root, influence, .. } = answer;
		show::line(&format!("aggregate  {aggregate_root}\nmodel      {model_root}\ntrace      {trace_root}"))?;
		let Some(influence) = influence else { return Ok(()) };
		show::line("")?;
		let names: Vec<String> = self.files.iter().map(|file| file.display().to_string()).collect();
		influence.tell("update", &names)
	}
}

fn number<T: std::str::FromStr>(param: &str, value: &str) -> Result<T, CliError> {
	value.parse().map_err(|_| {
		CliError::usage(format!("`{param}`: `{value}` is no number that fits"), "see `guild aggregate --help`")
	})
}

/// Whether the rule keeps its guarantee for `n` updates.
fn check_rule(name: &str, rule: &RuleSpec, n: usize) -> Result<(), CliError> {
	let most = MAX_PARTICIPANTS as usize;
	if n > most {
		return Err(CliError::usage(format!("{n} updates"), format!("at most {most} are aggregated at once")));
	}
	rule.check(n as u32).map_err(|error| match error {
		RuleError::TooFewUpdates { needs } => CliError::refused(
			format!("`{name}` with f = {} needs {needs} updates or more, there are {n}", rule.f),
			"the command line",
			"lower `f`, or give more files",
		),
		RuleError::TooManyUpdates { most } => CliError::refused(
			format!("`{name}` with f = {} is what its name says for at most {most} updates, there are {n}", rule.f),
			"the command line",
			"lower `f`, give fewer files, or choose another rule",
		),
		RuleError::NoGuarantee => CliError::refused(
			format!("`{name}` has no guarantee against any liar, and f is {}", rule.f),
			"the command line",
			"leave `f` out, or choose another rule: the mean has no guarantee, whatever goes before it",
		),
		_ => CliError::usage(
			"the rule's parameters do not fit together",
			format!("rules: {}; pre-steps: {}", rule_text::rules().join(", "), rule_text::pre_steps().join(", ")),
		),
	})
}

/// Writes the lanes of the aggregate while they are made, if there is a file; the model is only hashed.
#[derive(Default)]
struct AggregateFile {
	file: Option<NamedTempFile>,
	aggregate: Vec<i16>,
	model: Vec<i32>,
}

impl Sink for AggregateFile {
	type Error = io::Error;

	fn room(&mut self, lanes: usize) -> io::Result<Room<'_>> {
		self.aggregate.resize(lanes, 0);
		self.model.resize(lanes, 0);
		Ok(Room { aggregate: &mut self.aggregate, model: &mut self.model })
	}

	fn keep(&mut self) -> io::Result<()> {
		self.file.as_mut().map_or(Ok(()), |file| file.write_all(&bytes_of(&self.aggregate)))
	}
}

/// The lanes of an update.
fn read_update(file: &Path) -> Result<LaneView<i16>, CliError> {
	let blob = open(file, u64::from(MAX_DIM) * lanes::LANE_BYTES as u64)?;
	lanes::check_bytes(&blob).and_then(|()| LaneView::of(blob)).map_err(|error| {
		CliError::bad_file(error, file.display(), "give a file of lanes: i16, little-endian, from -32767 to 32767")
	})
}

fn read_model(file: &Path, dim: usize) -> Result<LaneView<i32>, CliError> {
	let blob = open(file, u64::from(MAX_DIM) * lanes::MODEL_LANE_BYTES as u64)?;
	let next = "give the model that the updates start from: i32 lanes, little-endian";
	let model = LaneView::of(blob).map_err(|error| CliError::bad_file(error, file.display(), next))?;
	match model.len() == dim {
		true => Ok(model),
		false => Err(CliError::bad_file(
			format!("the model has {} lanes, the updates {dim}", model.len()),
			file.display(),
			next,
		)),
	}
}

/// The bytes of a file, mapped; of a pipe, which cannot be, read.
fn open(file: &Path, most: u64) -> Result<Blob, CliError> {
	let failed = |error: io::Error| {
		CliError::bad_file(
			format!("cannot be read: {error}"),
			file.display(),
			"see that the file exists and is yours to read",
		)
	};
	let too_long = |size: u64| {
		CliError::bad_file(
			format!("{size} bytes are more than an update or model can have"),
			file.display(),
			format!("at most 2^27 lanes, {most} bytes"),
		)
	};
	let opened = File::open(file).map_err(failed)?;
	let meta = opened.metadata().map_err(failed)?;
	if meta.len() > most {
		return Err(too_long(meta.len()));
	}
	if meta.is_file() {
		return Blob::map(&opened, meta.len()).map_err(failed);
	}
	let mut bytes = Vec::new();
	opened.take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
	match bytes.len() as u64 {
		size if size > most => Err(too_long(size)),
		_ => Ok(bytes.into()),
	}
}

fn same_length(files: &[PathBuf], updates: &[LaneView<i16>]) -> Result<usize, CliError> {
	let dim = updates.first().map_or(0, |update| update.len());
	for (file, update) in files.iter().zip(updates) {
		if update.is_empty() {
			return Err(CliError::bad_file("the file is empty", file.display(), "give a file of lanes"));
		}
		if update.len() != dim {
			let first = files.first().map_or_else(String::new, |file| file.display().to_string());
			return Err(CliError::bad_file(
				format!("{} lanes, but {first} has {dim}", update.len()),
				file.display(),
				"all updates of one aggregation have the same number of lanes",
			));
		}
	}
	Ok(dim)
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::Parser;

	#[derive(Parser)]
	struct Cli {
		#[command(flatten)]
		command: AggregateCommand,
	}

	/// Runs the command over files with these contents; `args` before them.
	fn run(args: &str, contents: &[&[u8]]) -> Result<(), CliError> {
		let dir = tempfile::tempdir().unwrap();
		let mut line: Vec<String> =
			std::iter::once("aggregate").chain(args.split_whitespace()).map(String::from).collect();
		for (i, bytes) in contents.iter().enumerate() {
			let file = dir.path().join(format!("{i}.lanes"));
			std::fs::write(&file, bytes).unwrap();
			line.push(file.display().to_string());
		}
		Cli::try_parse_from(line).unwrap().command.run()
	}

	fn lanes_of(values: &[i16]) -> Vec<u8> {
		lanes::to_bytes(values)
	}

	#[test]
	fn bad_files_are_named_with_what_is_wrong() {
		let good = lanes_of(&[1, 2]);
		for (bad, what) in [
			(vec![1, 2, 3], "whole number of lanes"),
			(lanes_of(&[1, i16::MIN]), "lane 1 is -32768"),
			(lanes_of(&[1, 2, 3]), "3 lanes"),
			(vec![], "empty"),
		] {
			let error = run("--rule mean --scale 4 --json", &[&good, &bad]).unwrap_err();
			assert_eq!(error.code, ExitCode::BadFile);
			assert!(error.what.contains(what) && error.location.ends_with("1.lanes"), "{error}");
		}
	}

	#[test]
	fn unknown_rules_and_parameters_are_usage_errors_that_list_the_known_ones() {
		let good = lanes_of(&[1, 2]);
		for (args, next) in [
			("--rule average --scale 4", "geometric-median"),
			("--rule mean --scale 4 --param g=1", "iterations"),
			("--rule mean --scale 4 --param f", "K=V"),
			("--rule mean --scale 4 --param f=x", "--help"),
			("--rule mean --scale 4 --pre nn", "nnm"),
			("--rule mean --scale 40", "24"),
			("--rule mean --scale 4 --pre bucketing", "--seed"),
			("--rule mean --scale 4 --weights 1,2", "one weight a file"),
		] {
			let error = run(args, &[&good]).unwrap_err();
			assert_eq!(error.code, ExitCode::Usage, "{args}");
			assert!(error.next.contains(next), "{args}: {error}");
		}
	}

	#[test]
	fn a_rule_without_its_guarantee_is_refused() {
		let good = lanes_of(&[1, 2]);
		let error = run("--rule krum --param f=1 --scale 4", &[&good, &good, &good, &good]).unwrap_err();
		assert_eq!(error.code, ExitCode::Refused);
		assert!(error.what.contains("needs 5 updates"), "{error}");
		let error = run("--rule mean --param f=1 --pre arc --scale 4", &[&good, &good, &good, &good]).unwrap_err();
		assert!(error.code == ExitCode::Refused && error.what.contains("no guarantee"), "{error}");
	}

	#[test]
	fn influence_is_told_for_people_and_for_programs() {
		let (a, b) = (lanes_of(&[10, -20]), lanes_of(&[30, 20]));
		run("--rule mean --scale 4 --influence", &[&a, &b]).unwrap();
		run("--rule median --param f=0 --scale 4 --influence --json --threads 1", &[&a, &b]).unwrap();
	}

	#[test]
	fn the_mean_of_two_updates_is_written_and_named_by_its_root() {
		let dir = tempfile::tempdir().unwrap();
		let out = dir.path().join("mean.lanes");
		let args = format!("--rule mean --scale 4 --json --out {}", out.display());
		run(&args, &[&lanes_of(&[10, -20]), &lanes_of(&[30, 20])]).unwrap();
		assert_eq!(std::fs::read(out).unwrap(), lanes_of(&[20, 0]));
	}
}
