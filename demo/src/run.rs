//! The demonstration from beginning to end.

use crate::{
	agreement::{self, Plan},
	collect::{self, Seen},
	command::Guild,
	compare::{self, Beside},
	consortium::{Consortium, MemberPlan},
	failure::{Failure, Named},
	options::{absolute, Options},
	pay::{self, Pay},
	prepare::{prepare, Changes, Prepared},
	record::{AttackRecord, Curve, Record},
	report,
	screen::Screen,
	simulate,
	stop::Stop,
	watch, words,
};
use guild_learning::WorkerConfig;
use guild_primitives::TaskSpec;
use std::{
	fs,
	path::{Path, PathBuf},
	time::Instant,
};

/// What a run leaves behind.
#[derive(Debug)]
pub struct Done {
	/// What happened.
	pub record: Record,
	/// The page.
	pub report: PathBuf,
}

/// Runs the demonstration.
///
/// # Errors
/// Whatever keeps it from its end. Everything that was started has been stopped then, too.
pub fn run(options: &Options, stop: &Stop) -> Result<Done, Failure> {
	options.check()?;
	let guild = Guild::at(&options.program()?);
	let now = chrono::Utc::now();
	let directory = options.directory(now);
	must_be_empty(&directory)?;
	let liars = options.liars();
	let changes = Changes {
		rounds: options.rounds(),
		rule: options.rule.clone(),
		// With fewer members than the example has, as many as there are must be enough; without those who lie, since their
		// updates do not count once they were found out.
		min_participants: u16::try_from(options.members.len() - liars.len()).ok().filter(|count| *count < 3),
		..Changes::default()
	};
	let examples = absolute(&options.root).join("examples");
	let example = examples.join("wind-power");
	let prepared = prepare(&example, &directory, &options.members, &changes)?;
	let spec = prepared.task_file.to_spec(&prepared.task.display().to_string()).map_err(crate::prepare::problem)?;
	let plan = Plan::of(&examples.join("agreements").join("default.txt"), spec.rounds, options.members.len())?;

	let mut screen = Screen::open();
	screen.say(&format!(
		"{} companies, one chain, one model. Everything this run writes: {}",
		words::capital(&words::number(options.members.len())),
		directory.display()
	));
	let about_results = options.attack.as_deref().is_some_and(crate::lies::is_about_result);
	if let Some(attack) = &options.attack {
		screen.say(&warning(attack, &liars, about_results));
	}
	let plans: Vec<MemberPlan> = options
		.members
		.iter()
		.map(|name| MemberPlan {
			name: name.clone(),
			worker: Some(directory.join("members").join(name).join("worker.toml")),
			arguments: match &options.attack {
				Some(attack) if liars.contains(name) => vec!["--attack".into(), attack.clone()],
				_ => Vec::new(),
			},
		})
		.collect();
	let mut consortium = Consortium::found(&guild, &directory, &plans)?;
	let started = Instant::now();
	screen.say("Starting their nodes, and waiting until a block is final.");
	consortium.start()?;
	consortium.wait_for_finality(1, stop)?;

	// Beside the rounds, at low priority.
	let (configs, comparing) = (prepared.workers.clone(), stop.clone());
	let baselines = Beside::start(move || compare::baselines(&configs, &comparing));
	let comparisons = options.attack.clone().map(|attack| {
		let (configs, spec, stop) = (prepared.workers.clone(), spec.clone(), stop.clone());
		let places = |(place, name): (usize, &String)| liars.contains(name).then_some(place);
		let places: Vec<usize> = options.members.iter().enumerate().filter_map(places).collect();
		Beside::start(move || curves(&configs, &spec, &places, &attack, &stop))
	});

	screen.say(&format!("Agreeing on the task \"{}\": one proposes it, more than half vote for it.", spec.name));
	let task = consortium.agree_on(&prepared.task, stop)?;
	let paying = (spec.rounds >= agreement::LEAST_ROUNDS).then(|| consortium.council()).transpose()?.map(|council| {
		screen.say(&format!(
			"Agreeing on what its rounds pay, while they begin: all accept, and each pays {} into the escrow.",
			guild_agreement::text::amount(plan.each_pays)
		));
		let (plan, stop) = (plan.clone(), stop.clone());
		Beside::start_promptly(move || agreement::conclude(&council, task, &plan, &stop))
	});
	let (rounds, logs) = watch::follow(&mut consortium, task, started, &mut screen, stop)?;
	let duration_seconds = started.elapsed().as_secs_f64();
	screen.close();

	screen.say("All rounds are done. Checking what the nodes say against each other and against the bytes.");
	let agreement = paying.map(Beside::wait).transpose()?;
	let books = collect::books(&consortium, agreement)?;
	let view = consortium.any_rpc()?.task(task)?;
	let lineage = consortium.any_rpc()?.provenance(view.model_root)?;
	let seen = Seen { task: view, rounds, lineage, logs };
	let rounds = collect::rounds(&consortium, &seen);
	let false_attesters: &[String] = if about_results { &liars } else { &[] };
	let mut checks = collect::checks(&consortium, &seen, &rounds, &directory, false_attesters)?;
	checks.extend(pay::adds_up(&books, plan.each_pays));
	consortium.stop();

	screen.say("Finishing the comparisons (own data only, all data in one place).");
	let baselines = baselines.wait()?;
	let comparisons = comparisons.map(Beside::wait).transpose()?.unwrap_or_default();
	let members = collect::members(&consortium, &prepared, &seen, &rounds, &baselines, &liars);
	let owners: Vec<_> = consortium.members.iter().map(|member| member.id).collect();
	let record = Record {
		pay: Pay::of(&books, task, &spec.mechanism, &owners),
		task: spec.name.to_string(),
		description: spec.description.to_string(),
		dim: spec.dim,
		rule: rule_in_words(&prepared),
		started_at: now.format("%-d %B %Y, %H:%M UTC").to_string(),
		duration_seconds,
		unit: baselines.pooled.first().map(|evaluation| evaluation.unit.clone()).unwrap_or_default(),
		members,
		rounds,
		attack: options.attack.as_ref().map(|kind| AttackRecord {
			members: liars,
			kind: kind.clone(),
			meaning: crate::lies::in_words(kind).into(),
			is_about_result: about_results,
		}),
		comparisons,
		checks,
	};
	let report = write(&record, &directory)?;
	Ok(Done { record, report })
}

/// A run never writes over another one.
fn must_be_empty(directory: &Path) -> Result<(), Failure> {
	match fs::read_dir(directory) {
		Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
		Err(error) => Err(error).named("look into the directory", directory),
		Ok(mut entries) => match entries.next() {
			None => Ok(()),
			Some(_) => Err(Failure::new(
				2,
				"the output directory is not empty, and a run never writes over another one",
				directory.display().to_string(),
				"name another with --dir, or remove it yourself",
			)),
		},
	}
}

fn write(record: &Record, directory: &Path) -> Result<PathBuf, Failure> {
	let json = directory.join("report.json");
	let text = serde_json::to_string_pretty(record).map_err(|error| {
		Failure::new(
			70,
			format!("the record cannot be written: {error}"),
			json.display().to_string(),
			"please report this",
		)
	})?;
	fs::write(&json, text + "\n").named("write", &json)?;
	let page = directory.join("report.html");
	fs::write(&page, report::html::page(record)).named("write", &page)?;
	Ok(page)
}

/// The curves beside a run with liars.
fn curves(
	configs: &[WorkerConfig],
	spec: &TaskSpec,
	liars: &[usize],
	attack: &str,
	stop: &Stop,
) -> Result<Vec<Curve>, Failure> {
	let honest = configs.iter().enumerate().filter(|(place, _)| !liars.contains(place));
	let honest: Vec<WorkerConfig> = honest.map(|(_, config)| config.clone()).collect();
	let mut errors = simulate::rounds(&honest, spec, None, stop)?;
	// Ascending, so that each comes to its place.
	liars.iter().for_each(|place| errors.insert(*place, Vec::new()));
	let same =
		"with the members' own trainers, encoding and integer rules, in the demonstration's process, without a chain";
	let absent = Curve {
		label: format!("same rule, {} absent", if liars.len() == 1 { "the liar" } else { "the liars" }),
		meaning: format!("the rule of this run among the honest members alone, computed {same}"),
		rmse: errors,
	};
	let mut all = vec![absent];
	if crate::lies::is_about_result(attack) {
		all.push(Curve {
			label: "same rule, nobody lies".into(),
			meaning: format!("the rule of this run among all members, with everybody honest, computed {same}"),
			rmse: simulate::rounds(configs, spec, None, stop)?,
		});
	}
	all.extend(crate::lies::other_rule(configs, spec, liars, attack, same, stop)?);
	Ok(all)
}

/// What a person should know before it begins, where somebody lies.
fn warning(attack: &str, liars: &[String], is_about_result: bool) -> String {
	let lie = if liars.len() == 1 { "lies" } else { "lie" };
	let can = if is_about_result {
		"Whoever computed the result itself can prove on the chain that another one is false."
	} else {
		"Nobody can prove what an update should have been: it is for the rule to bound what the lie does."
	};
	format!("{} {lie} in every round ({attack}). {can}", words::list(liars))
}

/// The rule as a person would say it.
fn rule_in_words(prepared: &Prepared) -> String {
	let rule = &prepared.task_file.rule;
	let mut text = rule.name.replace('-', " ");
	for step in rule.pre.iter().rev() {
		let step = match step.as_str() {
			"nnm" => "nearest-neighbour mixing",
			"clip" => "norm clipping",
			other => other,
		};
		text = format!("{step}, then {text}");
	}
	let weights = match rule.weighting {
		guild_primitives::Weighting::Samples => "weighted by samples",
		guild_primitives::Weighting::Reputation => "weighted by reputation",
		guild_primitives::Weighting::Equal => "all members alike",
	};
	format!("{text}, {weights}")
}

/// What is printed at the end.
pub fn summary(done: &Done) -> String {
	let mut text = format!("\n{}\n\n{}\n\n", report::table::summary(&done.record), report::table::pay(&done.record));
	if let Some(faults) = report::faults::lines(&done.record) {
		text += &format!("{faults}\n");
	}
	for check in &done.record.checks {
		text += &format!("{} {}\n    {}\n", if check.holds { "✓" } else { "✗" }, check.claim, check.seen);
	}
	let rounds = done.record.final_rounds().count();
	text += &format!(
		"\n{rounds} rounds in {}, {} moved between the members, no data.\nreport: {}\n",
		words::seconds(done.record.duration_seconds),
		words::bytes(done.record.moved_bytes()),
		done.report.display(),
	);
	text
}
