//! Tasks, rules and rounds in plain words, for people; and JSON, for programs.

use crate::exit::{CliError, ExitCode};
use comfy_table::{presets::NOTHING, Table};
use guild_primitives::{
	FaultRecord, MechanismPolicy, MemberId, MemberProgress, MemberView, Outcome, Phase, PleaView, ResultBody,
	RoundView, RuleSpec, TaskSpec, TaskStatus, TaskView, Withheld, COEFFICIENT_ONE, SHARE_ONE,
};
use serde::Serialize;

/// Prints one JSON object on stdout.
///
/// # Errors
/// If stdout cannot be written.
pub fn json(value: &impl Serialize) -> Result<(), CliError> {
	let text = serde_json::to_string_pretty(value).map_err(|error| {
		CliError::new(ExitCode::Bug, format!("the answer cannot be written as JSON: {error}"), "", "please report this")
	})?;
	line(&text)
}

/// Prints one line on stdout. That its reader has gone away (`| head`) is no error.
///
/// # Errors
/// If stdout cannot be written.
pub fn line(text: &str) -> Result<(), CliError> {
	use std::io::{ErrorKind, Write};
	match writeln!(std::io::stdout().lock(), "{text}") {
		Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(CliError::bad_file(
			format!("cannot write the answer: {error}"),
			"standard output",
			"see where the output goes",
		)),
		_ => Ok(()),
	}
}

/// A table without borders.
pub fn table(header: &[&str]) -> Table {
	let mut table = Table::new();
	table.load_preset(NOTHING).set_header(header.iter().copied());
	table
}

/// A real number that so many lanes are.
pub fn real(lanes: u64, scale: u8) -> f64 {
	lanes as f64 / f64::from(1u32 << scale.min(31))
}

/// A coefficient as a decimal number.
pub fn coefficient(value: i64) -> f64 {
	value as f64 / COEFFICIENT_ONE as f64
}

/// What a rule does.
pub fn rule(rule: &RuleSpec, scale: u8) -> String {
	rule.words(|lanes| real(lanes, scale).to_string())
}

/// A task spec.
pub fn spec(spec: &TaskSpec) -> String {
	let windows = spec.windows;
	let seconds = |blocks: u32| u64::from(blocks) * guild_primitives::limits::BLOCK_TIME_MS / 1_000;
	[
		format!(
			"  for        {}",
			if spec.description.is_empty() { "(no description)" } else { spec.description.as_str() }
		),
		format!(
			"  model      {} parameters, steps of 2^-{}; begins as {}",
			spec.dim, spec.scale, spec.initial_model_root
		),
		format!("  rule       {}", rule(&spec.rule, spec.scale)),
		format!(
			"  updates    clipped to norm {:.4}; above {:.4} they are cut out",
			real(spec.clip_norm, spec.scale),
			real(spec.effective_norm_bound(), spec.scale)
		),
		format!("  privacy    {}", privacy(spec)),
		format!("  shown      {}", spec.metric),
		format!(
			"  rounds     {}, each of at least {} update(s); at most {} samples count for one member",
			spec.rounds, spec.min_participants, spec.max_samples
		),
		format!("  withheld   {}", withheld(spec)),
		format!(
			"  windows    commit {} s, availability {} s, attest {} s, challenge {} s at most",
			seconds(windows.commit_blocks),
			seconds(windows.availability_blocks),
			seconds(windows.attest_blocks),
			seconds(windows.challenge_blocks)
		),
	]
	.join("\n")
}

/// What is demanded of updates, and what that leaves of the norm bound.
fn privacy(spec: &TaskSpec) -> String {
	let policy = &spec.mechanism;
	match policy {
		MechanismPolicy::Local { .. } => format!(
			"{policy}; with that noise an update may be {:.1} times as long as its clip norm before it is cut out, so who sends a false \
			 one of that length is kept out by the rule alone",
			spec.effective_norm_bound() as f64 / spec.clip_norm.max(1) as f64
		),
		MechanismPolicy::None | MechanismPolicy::RecordLevel { .. } => policy.to_string(),
	}
}

/// What becomes of an update that a member could not fetch.
fn withheld(spec: &TaskSpec) -> String {
	match spec.withheld {
		Withheld::Exclude => {
			"an update that a member could not fetch is left out, and so is that member's own update".into()
		}
		Withheld::Publish => format!(
			"an update that a member could not fetch is put on the chain by who holds it, for everybody to see for ever, in {} \
			 part(s) of at most 1 MiB; what does not come is left out",
			guild_primitives::decide::parts(spec.dim)
		),
	}
}

/// Where a task stands, in one line.
pub fn standing(task: &TaskView) -> String {
	let status = match task.status {
		TaskStatus::Active => format!("round {} is open or next", task.current_round),
		TaskStatus::Complete => "complete".into(),
		TaskStatus::Stopped => "stopped by governance".into(),
	};
	format!(
		"task {} \"{}\": {} of {} rounds final; {status}",
		task.id, task.spec.name, task.final_rounds, task.spec.rounds
	)
}

/// Where a round stands, in one line.
pub fn round_standing(round: &RoundView) -> String {
	let phase = match (round.outcome, round.phase) {
		(Some(Outcome::Final), _) => format!("final at block {}", round.ends_at),
		(Some(Outcome::Failed(reason)), _) => format!("failed at block {}: {reason}", round.ends_at),
		(None, Some(Phase::Commit)) => format!("commit, until block {}", round.ends_at),
		(None, Some(Phase::Availability)) => format!("availability, until block {}", round.ends_at),
		(None, Some(Phase::Publication)) => {
			let left = round.publication.as_ref().map_or(0, |publication| {
				publication.updates.iter().filter(|update| update.unpublished().next().is_some()).count()
			});
			format!("publication, until block {}, {left} updates not on the chain yet", round.ends_at)
		}
		(None, Some(Phase::Attest)) => format!("attest, until block {}", round.ends_at),
		(None, Some(Phase::Challenge)) => {
			let proposed = round.proposed.map_or_else(String::new, |proposed| {
				let quorum = if proposed.has_quorum { "" } else { ", without a quorum" };
				format!(", result {} proposed{quorum}", proposed.result_hash.short())
			});
			let plea = match round.plea {
				Some(PleaView { answered_at: None, answer_by, .. }) => {
					format!(", its list is to be shown by block {answer_by}")
				}
				_ => String::new(),
			};
			format!("challenge, until block {}{proposed}{plea}", round.ends_at)
		}
		(None, None) => "not open yet".into(),
	};
	format!("{}: {phase}", round.id)
}

/// What was proven in a round, one line a fault.
pub fn faults(round: &RoundView, members: &[MemberView]) -> Vec<String> {
	let line = |fault: &FaultRecord| {
		let names = |of: &[MemberId]| of.iter().map(|member| name_of(member, members)).collect::<Vec<_>>().join(", ");
		format!(
			"{} proved at block {} about result {}: {}; guilty: {}",
			name_of(&fault.challenger, members),
			fault.at,
			fault.result_hash.short(),
			fault.fault,
			names(&fault.guilty)
		)
	};
	round.faults.iter().map(line).collect()
}

/// The name of a member, if the list has it.
pub fn name_of(member: &MemberId, members: &[MemberView]) -> String {
	let known = members.iter().find(|view| view.id == *member);
	known.map_or_else(|| format!("{}…", &member.to_string()[..8]), |view| view.name.to_string())
}

/// Members × phases of an open round, or shares and distances of an ended one.
pub fn round_table(round: &RoundView, members: &[MemberView], scale: u8) -> Table {
	if let (Some(inputs), Some(result)) = (&round.inputs, &round.result) {
		let mut table = table(&["member", "weight", "share", "norm", "distance", "new"]);
		let shares = shares(result);
		for (i, update) in inputs.included.iter().enumerate() {
			let lanes = |of: &[u64]| of.get(i).map_or_else(String::new, |lanes| format!("{:.4}", real(*lanes, scale)));
			table.add_row([
				name_of(&update.member, members),
				update.weight.to_string(),
				shares.get(i).map_or_else(String::new, |share| format!("{:.1} %", share * 100.0)),
				lanes(&result.norms),
				lanes(&result.distances),
				result
					.novelties
					.get(i)
					.map_or_else(|| "-".into(), |part| format!("{:.1} %", share_of_one(*part) * 100.0)),
			]);
		}
		return table;
	}
	let mut table = table(&["member", "committed", "holds", "attested"]);
	for member in &round.members {
		let committed = member
			.manifest
			.as_ref()
			.map_or_else(|| "-".into(), |m| format!("{} ({} samples)", m.update_root.short(), m.samples));
		table.add_row([
			name_of(&member.member, members),
			committed,
			holds(member),
			if round.guilty.contains(&member.member) {
				"guilty".into()
			} else {
				member.attested.map_or_else(|| "-".into(), |root| root.short())
			},
		]);
	}
	table
}

/// What a member has voted of the updates.
fn holds(member: &MemberProgress) -> String {
	let Some(held) = member.held else { return "-".into() };
	let missing = match member.missing.unwrap_or(0).count_ones() {
		0 => String::new(),
		missing => format!(", {missing} missing"),
	};
	format!("{} updates{missing}", held.count_ones())
}

/// A share that the chain writes in units of 2^-32.
pub fn share_of_one(share: u64) -> f64 {
	share as f64 / SHARE_ONE as f64
}

/// What part of the aggregate each update is: the mean of its coefficients over the rows.
fn shares(result: &ResultBody) -> Vec<f64> {
	let rows = result.coefficients.len().max(1) as f64;
	let n = result.norms.len();
	(0..n)
		.map(|i| result.coefficients.iter().filter_map(|row| row.get(i)).map(|c| coefficient(*c)).sum::<f64>() / rows)
		.collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_primitives::{MetricPolicy, MixRule, PreStep, Root, Text, Weighting, Windows};

	#[test]
	fn a_rule_is_described_step_by_step() {
		let geometric_median = RuleSpec {
			f: 1,
			pre: vec![PreStep::NearestNeighbourMixing].try_into().unwrap(),
			mix: MixRule::GeometricMedian { iterations: 200, nu: 16 },
			..RuleSpec::mean(Weighting::Samples)
		};
		assert_eq!(
			rule(&geometric_median, 4),
			"replace each update by the mean of its nearest neighbours, then geometric median (at most 200 iterations, \
			 smoothed by 1), weighted by samples and reputation; tolerates 1 liar(s) that hold less than half of the weight, as nearly as the steps \
			 come to the median"
		);
	}

	#[test]
	fn a_vote_says_what_is_held_and_what_is_missing() {
		let voted = |held, missing| {
			let member = MemberId([1; 32]);
			holds(&MemberProgress {
				member,
				manifest: None,
				held,
				missing,
				base_missing: false,
				seed: None,
				attested: None,
			})
		};
		assert_eq!(voted(None, None), "-");
		assert_eq!(voted(Some(0b111), Some(0)), "3 updates");
		assert_eq!(voted(Some(0b101), Some(0b11010)), "2 updates, 3 missing");
	}

	#[test]
	fn a_task_says_what_becomes_of_withheld_updates() {
		let spec = |withheld| TaskSpec {
			name: Text::new("wind").unwrap(),
			description: Text::default(),
			document: Text::default(),
			initial_model_root: Root([0; 32]),
			dim: 600_000,
			scale: 0,
			clip_norm: 1,
			norm_bound: 1,
			rule: RuleSpec::mean(Weighting::Equal),
			windows: Windows { commit_blocks: 3, availability_blocks: 3, attest_blocks: 3, challenge_blocks: 3 },
			min_participants: 1,
			max_samples: 1,
			rounds: 1,
			mechanism: MechanismPolicy::None,
			withheld,
			updates_public: true,
			metric: MetricPolicy::None,
		};
		let words = |withheld| super::spec(&spec(withheld));
		assert!(
			words(Withheld::Publish).contains("withheld   an update that a member could not fetch is put on the chain")
		);
		assert!(words(Withheld::Publish).contains("in 2 part(s)"));
		assert!(words(Withheld::Exclude).contains("is left out, and so is that member's own update"));
		assert!(words(Withheld::Exclude).contains("privacy    no noise"));
		assert!(words(Withheld::Exclude).contains("shown      nothing of errors on held-out rows"));
		let ten = "10".parse().unwrap();
		let noisy = TaskSpec {
			dim: 10_000,
			clip_norm: 100,
			norm_bound: 100,
			mechanism: MechanismPolicy::Local { floor: ten, ceiling: ten },
			..spec(Withheld::Exclude)
		};
		// sqrt(1 + 10^4 * 20^2), and the margin above it.
		let words = super::spec(&noisy);
		assert!(words.contains("noise on every update, 10 to 10 times"), "{words}");
		assert!(words.contains("may be 210"), "{words}");
	}

	#[test]
	fn shares_are_the_mean_of_an_updates_coefficients() {
		let half = COEFFICIENT_ONE / 2;
		let rows = vec![vec![half, half].try_into().unwrap(), vec![COEFFICIENT_ONE, 0].try_into().unwrap()];
		let body = ResultBody {
			coefficients: rows.try_into().unwrap(),
			norms: vec![1, 1].try_into().unwrap(),
			distances: vec![1, 1].try_into().unwrap(),
			novelties: Default::default(),
			aggregate_root: guild_primitives::Root([0; 32]),
			trace_root: guild_primitives::Root([0; 32]),
			model_root: guild_primitives::Root([0; 32]),
		};
		assert_eq!(shares(&body), [0.75, 0.25]);
	}
}
