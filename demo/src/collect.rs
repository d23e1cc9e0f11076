//! From what was seen to a [record](crate::record).

use crate::{
	command::Guild,
	compare::Baselines,
	consortium::{text, Consortium},
	failure::{Failure, Named},
	pay::Books,
	prepare::Prepared,
	record::{Check, MemberRecord, MemberRound, RoundRecord},
	verdicts::{self, Names},
	watch::SeenRound,
	worker_log::{WorkerRound, WorkerRounds},
};
use guild_primitives::{AgreementId, Lineage, Outcome, Root, TaskView, COEFFICIENT_ONE};
use std::{collections::BTreeMap, fs, path::Path};

/// What was seen of a run.
#[derive(Debug)]
pub struct Seen {
	/// The task after its last round.
	pub task: TaskView,
	/// Its rounds.
	pub rounds: Vec<SeenRound>,
	/// The history of its model, newest first.
	pub lineage: Vec<Lineage>,
	/// What each member's worker wrote.
	pub logs: Vec<WorkerRounds>,
}

/// One record a round.
pub fn rounds(consortium: &Consortium, seen: &Seen) -> Vec<RoundRecord> {
	let by_round: BTreeMap<u32, &Lineage> = seen.lineage.iter().map(|lineage| (lineage.round.index, lineage)).collect();
	let names = Names::of(consortium);
	seen.rounds
		.iter()
		.map(|round| {
			let index = round.view.id.index;
			let lineage = by_round.get(&index).copied();
			let mut attested = round.attested.clone();
			if let Some(lineage) = lineage {
				attested.entry(lineage.result_hash).or_default().extend(lineage.attesters.iter().copied());
			}
			RoundRecord {
				index,
				opened_at: round.view.opened_at,
				ended_at: round.view.ends_at,
				failed: match round.view.outcome {
					Some(Outcome::Failed(reason)) => Some(format!("{reason:?}")),
					_ => None,
				},
				model_root: lineage.map(|lineage| lineage.result.model_root.to_string()),
				result_hash: lineage.map(|lineage| lineage.result_hash.to_string()),
				attesters: lineage.map_or_else(Vec::new, |lineage| names.all(&lineage.attesters)),
				attested: verdicts::attested(&attested, &names),
				faults: round
					.view
					.faults
					.iter()
					.map(|fault| verdicts::proven(fault, &names, seen.task.spec.dim))
					.collect(),
				phase_seconds: round.phase_seconds,
				members: consortium
					.members
					.iter()
					.zip(&seen.logs)
					.map(|(member, log)| member_round(lineage, &member.id, log.get(&index), seen.task.spec.scale))
					.collect(),
			}
		})
		.collect()
}

fn member_round(
	lineage: Option<&Lineage>,
	id: &guild_primitives::MemberId,
	written: Option<&WorkerRound>,
	scale: u8,
) -> MemberRound {
	let mut out = MemberRound::default();
	if let Some(written) = written {
		out.rmse = written.evaluation.as_ref().map(|evaluation| evaluation.rmse);
		out.received_bytes = written.received_bytes;
		out.timings_ms = written.phase_ms.iter().filter_map(|(name, ms)| Some((name.clone(), (*ms)?))).collect();
	}
	let place = lineage
		.and_then(|lineage| Some((lineage, lineage.inputs.included.iter().position(|update| update.member == *id)?)));
	if let Some((lineage, place)) = place {
		let real = |lanes: u64| lanes as f64 / f64::from(1u32 << scale.min(31));
		let rows = lineage.result.coefficients.len().max(1) as f64;
		let sum: i64 = lineage.result.coefficients.iter().filter_map(|row| row.get(place)).sum();
		out.coefficient = Some(sum as f64 / COEFFICIENT_ONE as f64 / rows);
		out.norm = lineage.result.norms.get(place).copied().map(real);
		out.distance = lineage.result.distances.get(place).copied().map(real);
		out.samples = lineage.samples.get(place).copied();
	}
	out
}

/// One record a member.
pub fn members(
	consortium: &Consortium,
	prepared: &Prepared,
	seen: &Seen,
	rounds: &[RoundRecord],
	baselines: &Baselines,
	liars: &[String],
) -> Vec<MemberRecord> {
	consortium
		.members
		.iter()
		.enumerate()
		.map(|(place, member)| {
			let log = &seen.logs[place];
			let last = log.values().rev().find_map(|round| round.evaluation.as_ref());
			let of = |round: &RoundRecord| round.members.get(place).cloned().unwrap_or_default();
			MemberRecord {
				name: member.name.clone(),
				account: member.id.to_string(),
				train_windows: rounds.iter().rev().find_map(|round| of(round).samples).unwrap_or(0),
				test_windows: last.map_or(0, |evaluation| evaluation.samples),
				data_bytes: prepared.workers.get(place).map_or(0, |config| {
					config.data.iter().filter_map(|path| fs::metadata(path).ok()).map(|metadata| metadata.len()).sum()
				}),
				received_bytes: rounds.iter().map(|round| of(round).received_bytes).sum(),
				federated: last.map(|evaluation| evaluation.rmse),
				alone: baselines.alone.get(place).map(|evaluation| evaluation.rmse),
				pooled: baselines.pooled.get(place).map(|evaluation| evaluation.rmse),
				persistence: last.map(|evaluation| evaluation.persistence_rmse),
				lies: liars.contains(&member.name),
			}
		})
		.collect()
}

/// What one node says of money, trust and privacy.
///
/// # Errors
/// No node answers.
pub fn books(consortium: &Consortium, agreement: Option<AgreementId>) -> Result<Books, Failure> {
	let rpc = consortium.any_rpc()?;
	let members = || consortium.members.iter().map(|member| member.id);
	Ok(Books {
		agreement: agreement.map(|id| rpc.agreement(id)).transpose()?,
		payouts: agreement.map(|id| rpc.payouts(id)).transpose()?.unwrap_or_default(),
		reputations: members().map(|id| rpc.reputation(id)).collect::<Result<_, _>>()?,
		privacy: members().map(|id| rpc.privacy_ledger(id)).collect::<Result<_, _>>()?,
	})
}

/// What must hold of every run; `false_attesters` are the members that attest false results, if any do.
///
/// # Errors
/// A node or a command does not answer; what does not hold is no error here, but a check that says so.
pub fn checks(
	consortium: &Consortium,
	seen: &Seen,
	rounds: &[RoundRecord],
	directory: &Path,
	false_attesters: &[String],
) -> Result<Vec<Check>, Failure> {
	Ok(vec![
		if false_attesters.is_empty() {
			same_result(consortium, seen)
		} else {
			verdicts::lies_fell(rounds, false_attesters)
		},
		same_history(consortium, seen)?,
		same_bytes(consortium.guild(), consortium, seen, directory)?,
		unbroken(seen),
	])
}

/// All attested the same, and all attested.
fn same_result(consortium: &Consortium, seen: &Seen) -> Check {
	let by_round: BTreeMap<u32, &Lineage> = seen.lineage.iter().map(|lineage| (lineage.round.index, lineage)).collect();
	let finals = by_round.len();
	let mut split = Vec::new();
	let mut missing = Vec::new();
	for (index, lineage) in &by_round {
		let attested = seen.rounds.iter().find(|round| round.view.id.index == *index).map(|round| &round.attested);
		if attested.is_some_and(|results| results.keys().any(|hash| *hash != lineage.result_hash)) {
			split.push(index.to_string());
		}
		if lineage.attesters.len() < consortium.members.len() {
			missing.push(index.to_string());
		}
	}
	let seen = if !split.is_empty() {
		format!("another result was attested in round {}", split.join(", "))
	} else if missing.is_empty() {
		format!(
			"{finals} of {finals} final rounds, {} attestations, one hash in each",
			finals * consortium.members.len()
		)
	} else {
		format!("one hash in each of {finals} final rounds; somebody was late in round {}", missing.join(", "))
	};
	Check {
		claim: "All members computed and attested the same result, bit for bit, in every round".into(),
		holds: split.is_empty() && finals > 0,
		seen,
	}
}

/// Every node tells the same history.
fn same_history(consortium: &Consortium, seen: &Seen) -> Result<Check, Failure> {
	let mut others = Vec::new();
	for member in &consortium.members {
		if member.rpc.provenance(seen.task.model_root)? != seen.lineage {
			others.push(member.name.as_str());
		}
	}
	Ok(Check {
		claim: "Every node tells the same history of the model".into(),
		holds: others.is_empty(),
		seen: if others.is_empty() {
			format!(
				"guild_provenance of {} nodes: {} records each, all equal",
				consortium.members.len(),
				seen.lineage.len()
			)
		} else {
			format!("the nodes of {} tell another", others.join(", "))
		},
	})
}

/// The model that each member holds is the one whose root is on chain.
fn same_bytes(guild: &Guild, consortium: &Consortium, seen: &Seen, directory: &Path) -> Result<Check, Failure> {
	let expected = seen.lineage.first().map_or(seen.task.model_root, |newest| newest.result.model_root);
	let mut wrong = Vec::new();
	for member in &consortium.members {
		let out = directory.join(format!("model-{}.lanes", member.name));
		guild.run(&[
			"model",
			"export",
			"--task",
			&seen.task.id.to_string(),
			"--format",
			"lanes",
			"--url",
			member.rpc.url(),
			"--base-path",
			&text(&member.base_path),
			"--out",
			&text(&out),
		])?;
		let bytes = fs::read(&out).named("read the exported model", &out)?;
		if Root(*blake3::hash(&bytes).as_bytes()) != expected {
			wrong.push(member.name.as_str());
		}
	}
	Ok(Check {
		claim: "The bytes of the exported model have the root that the chain recorded (what `b3sum` prints)".into(),
		holds: wrong.is_empty(),
		seen: if wrong.is_empty() {
			format!("BLAKE3 {expected}, on all {} members", consortium.members.len())
		} else {
			format!("not the export of {}; the chain has {expected}", wrong.join(", "))
		},
	})
}

/// Each model is the child of the one before.
fn unbroken(seen: &Seen) -> Check {
	let broken = seen.lineage.windows(2).find(|pair| pair[0].inputs.base_root != pair[1].result.model_root);
	let oldest = seen.lineage.last().is_some_and(|oldest| oldest.inputs.base_root == seen.task.spec.initial_model_root);
	Check {
		claim: "Every model descends from the one before it, back to the initial model that all derived from the task"
			.into(),
		holds: broken.is_none() && oldest,
		seen: match broken {
			Some(pair) => {
				format!("round {} does not start from the model of round {}", pair[0].round.index, pair[1].round.index)
			}
			None if !oldest => "the oldest record does not start from the initial model".into(),
			None => format!("{} models, no gap", seen.lineage.len()),
		},
	}
}
