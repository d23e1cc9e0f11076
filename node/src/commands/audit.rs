//! `guild audit`: what files show without a node.

mod known;

use super::show;
use crate::exit::{CliError, ExitCode};
use clap::{Args, Subcommand};
use guild_aggregation::trace::Spans;
use guild_primitives::{Fault, MemberId, Root, RoundId, WorkerKey};
use guild_worker::evidence::{verify, Accused, Condemnation, Evidence, Flaw, Note, ReadError, Standing};
use known::Known;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Find out what a file shows, with no node and no chain.
///
/// Examples:
///   guild audit verify evidence.json --members members.toml
///   guild audit verify evidence.json --chain spec.json --json
#[derive(Debug, Subcommand)]
#[command(verbatim_doc_comment)]
pub enum AuditCommand {
	/// Says whether a file proves that members attested a false result, and which.
	///
	/// A file of evidence holds the inputs of a round, a result, attestations with signatures, and a fault proof. Here the
	/// signatures are verified and the proof is recomputed; no chain is asked, and nobody's word is taken.
	///
	/// The one thing that you bring is whose keys are whose: the members' entries as `guild key show --toml` printed them, or
	/// the chain spec that you started from, which has the keys at genesis.
	#[command(after_help = "Examples:\n  guild audit verify evidence.json --members members.toml\n  \
		guild audit verify evidence.json --members members.toml --members members-2025.toml\n  \
		guild audit verify evidence.json --chain spec.json --json\n\nExit codes: 0 proven, of a member that you know at \
		least; 1 not proven, or of nobody that you know; 2 neither --members nor --chain, so nothing says whose keys these \
		are; 3 not a file of evidence, or larger than any.")]
	Verify(VerifyArgs),
}

/// Arguments of `guild audit verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
	/// The file of evidence.
	#[arg(value_name = "FILE")]
	file: PathBuf,
	/// Members' names and public keys. Give it again for the keys of other times.
	#[arg(long, value_name = "FILE")]
	members: Vec<PathBuf>,
	/// The chain spec that `guild spec new` made: its members' keys at genesis.
	#[arg(long, value_name = "FILE")]
	chain: Option<PathBuf>,
	/// Print JSON: {"verdict": proven, unknown-members, no-trust or not-proven, "why", "task", "round", "base_root",
	/// "model_root", "result_hash", "fault", "accused": [{"member", "name", "worker_key", "standing": known, other-key or
	/// stranger}], "note"}.
	#[arg(long)]
	json: bool,
}

/// How it ended, in one word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Verdict {
	/// Somebody that the auditor knows is condemned.
	Proven,
	/// The proof holds, and nobody whose key signed is known.
	UnknownMembers,
	/// The proof holds, and the auditor said nothing of keys.
	NoTrust,
	/// Something does not hold.
	NotProven,
}

#[derive(PartialEq, Debug, Serialize)]
struct Answer {
	verdict: Verdict,
	why: Option<String>,
	task: u32,
	round: u32,
	base_root: Root,
	model_root: Root,
	result_hash: Root,
	fault: Option<Fault>,
	accused: Vec<Named>,
	note: Option<Note>,
}

/// Somebody whose key signed.
#[derive(PartialEq, Debug, Serialize)]
struct Named {
	member: MemberId,
	name: Option<String>,
	worker_key: WorkerKey,
	standing: &'static str,
}

impl AuditCommand {
	/// Does it.
	///
	/// # Errors
	/// [`CliError`].
	pub fn run(self) -> Result<(), CliError> {
		match self {
			Self::Verify(args) => args.run(),
		}
	}
}

impl VerifyArgs {
	fn run(self) -> Result<(), CliError> {
		let known = Known::read(&self.members, self.chain.as_deref())?;
		let evidence = Evidence::read(&self.file).map_err(|error| unreadable(&error, &self.file))?;
		let found = verify(&evidence, |member| known.as_ref().map_or_else(Vec::new, |known| known.keys(member)));
		let answer = Answer::of(&evidence, &found, known.as_ref());
		if self.json {
			show::json(&answer)?;
		} else if let Ok(found) = &found {
			for line in answer.words(&evidence, found) {
				show::line(&line)?;
			}
		}
		answer.end(&self.file)
	}
}

fn unreadable(error: &ReadError, file: &Path) -> CliError {
	let next = match error {
		ReadError::Io(_) => "see that the path is right and that you may read it",
		ReadError::UnknownVersion(_) => "use the version of `guild` that made it, or a newer one",
		ReadError::TooLarge | ReadError::NotEvidence(_) => "get the file again from whoever made it",
	};
	CliError::bad_file(error, file.display(), next)
}

impl Answer {
	fn of(evidence: &Evidence, found: &Result<Condemnation, Flaw>, known: Option<&Known>) -> Self {
		let verdict = match (found, known) {
			(Err(_), _) => Verdict::NotProven,
			(Ok(_), None) => Verdict::NoTrust,
			(Ok(found), Some(_)) if found.condemned().next().is_some() => Verdict::Proven,
			(Ok(_), Some(_)) => Verdict::UnknownMembers,
		};
		let named = |one: &Accused| Named {
			member: one.member,
			name: known.and_then(|known| known.name(&one.member)),
			worker_key: one.worker_key,
			standing: match one.standing {
				Standing::Known => "known",
				Standing::OtherKey => "other-key",
				Standing::Stranger => "stranger",
			},
		};
		let RoundId { task, index: round } = evidence.inputs.round;
		Self {
			verdict,
			why: found.as_ref().err().map(Flaw::to_string),
			task,
			round,
			base_root: evidence.inputs.base_root,
			model_root: evidence.result.model_root,
			result_hash: evidence.result_hash,
			fault: found.as_ref().ok().map(|found| found.fault),
			accused: found.iter().flat_map(|found| &found.accused).map(named).collect(),
			note: evidence.note,
		}
	}

	/// What was proven, one line each.
	fn words(&self, evidence: &Evidence, found: &Condemnation) -> Vec<String> {
		let what = if found.fault.voids_claim() {
			"a result was attested that is false"
		} else {
			"a result was attested by who has not held what is behind it; the result itself may be true"
		};
		let verdict = match self.verdict {
			Verdict::Proven => "PROVEN",
			_ => "NOT PROVEN OF ANYBODY YOU KNOW, though the proof holds",
		};
		let mut lines = vec![
			format!("{verdict}, {}: {what}.", found.round),
			format!("  what       {}", fault_in_words(evidence, found.fault)),
			format!("  result     {}", self.result_hash),
			format!("  model      {}, made from {}", self.model_root, self.base_root),
			format!("  rule       {}", show::rule(&evidence.inputs.rule, evidence.inputs.scale)),
			"It was signed by".into(),
		];
		lines.extend(self.accused.iter().map(|one| {
			let name = one.name.as_deref().unwrap_or("(no name known)");
			let standing = match (self.verdict, one.standing) {
				(Verdict::NoTrust, _) => "whose key it is, nothing says",
				(_, "known") => "its key: condemned",
				(_, "other-key") => "NOT the key that you know of it: not condemned by this",
				_ => "not among the members that you know: not condemned by this",
			};
			format!("  {name}: {standing}\n    member     {}\n    worker key {}", one.member, one.worker_key)
		}));
		if let Some(note) = self.note {
			let made_by = note.made_by;
			lines.push(format!("(By its own word the file was made at block {} by member {made_by}.)", note.at_block));
		}
		lines
	}

	/// What the exit code says.
	fn end(&self, file: &Path) -> Result<(), CliError> {
		let no = |what: String, next: &str| Err(CliError::new(ExitCode::No, what, file.display(), next));
		match self.verdict {
			Verdict::Proven => Ok(()),
			Verdict::NotProven => no(
				format!("this proves nothing: {}", self.why.as_deref().unwrap_or("it does not hold")),
				"get the file again from whoever made it; if it is the same, nobody is condemned by it",
			),
			Verdict::UnknownMembers => no(
				"the proof holds, and none of the keys that signed is one that you know its member by".into(),
				"compare the keys above with the members; give their entries of that time with another --members",
			),
			Verdict::NoTrust => Err(CliError::usage(
				"the proof holds, and nothing says whose keys signed: anybody can make keys",
				"say whose keys are whose with --members members.toml or --chain spec.json",
			)),
		}
	}
}

fn fault_in_words(evidence: &Evidence, fault: Fault) -> String {
	let inputs = &evidence.inputs;
	let lanes = |span: u32| Spans::of(inputs.dim as usize).and_then(|spans| spans.lanes(span as usize));
	match fault {
		Fault::GramStep { span } | Fault::AggregateStep { span } | Fault::ModelStep { span } => match lanes(span) {
			Some(lanes) => {
				format!("{fault}: lanes {} to {} of {}", lanes.start, lanes.end.saturating_sub(1), inputs.dim)
			}
			None => fault.to_string(),
		},
		Fault::MalformedUpdate { update } => match inputs.included.get(update as usize) {
			Some(owner) => {
				format!("{fault}; by the inputs it is that of member {}, which is not condemned by this", owner.member)
			}
			None => fault.to_string(),
		},
		_ => fault.to_string(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use ed25519_dalek::{Signer, SigningKey};
	use guild_aggregation::{
		aggregate, lanes,
		proof::{prove, Lanes, Own, Record},
	};
	use guild_primitives::{
		attestation_hash, possession, IncludedUpdate, RoundInputs, RuleSpec, Weighting, WorkerSignature,
	};
	use guild_worker::evidence::SignedAttestation;

	fn signer(member: u8) -> SigningKey {
		SigningKey::from_bytes(&[member; 32])
	}

	/// Two members attested a wrong lane.
	fn evidence() -> Evidence {
		let updates: [Vec<i16>; 2] = [(0..600).collect(), (0..600).rev().collect()];
		let base = vec![7; 600];
		let included = updates.iter().zip(1u8..).map(|(update, member)| IncludedUpdate {
			member: MemberId([member; 32]),
			update_root: Root::of(&lanes::to_bytes(update)),
			weight: 1,
			active: true,
		});
		let inputs = RoundInputs {
			round: RoundId { task: 3, index: 14 },
			spec_hash: Root([3; 32]),
			base_root: Root::of(&lanes::model_to_bytes(&base)),
			previous_aggregate_root: None,
			dim: 600,
			scale: 10,
			norm_bound: u64::MAX,
			rule: RuleSpec::mean(Weighting::Equal),
			seed: None,
			included: included.collect::<Vec<_>>().try_into().unwrap(),
		};
		let columns: Vec<&[i16]> = updates.iter().map(Vec::as_slice).collect();
		let own = aggregate(&inputs, &columns, &base).unwrap();
		let (mut trace, mut result) = (own.trace.clone(), own.body.clone());
		trace.leaves[1].model[0] ^= 1;
		(result.trace_root, result.model_root) = (trace.root(), trace.model_root());
		let record = Record { inputs: &inputs, claim: &result, attestation: None };
		let lanes = Lanes { columns: &columns, base: &base };
		let proof = prove(Own::Result(&own), &trace.to_bytes(), &record, &lanes).unwrap().unwrap();
		let hash = result.hash(&inputs.hash());
		let attestations = [1u8, 2].map(|member| {
			let id = MemberId([member; 32]);
			let possession = possession(&id, &inputs.round, &trace.to_bytes());
			let signature = signer(member).sign(&attestation_hash(&id, &inputs.round, &hash, &possession).0);
			let worker_key = WorkerKey(signer(member).verifying_key().to_bytes());
			SignedAttestation { member: id, worker_key, possession, signature: WorkerSignature(signature.to_bytes()) }
		});
		Evidence::new(inputs.clone(), result, attestations.to_vec(), &proof, None)
	}

	fn audited(evidence: &Evidence, known: Option<&Known>) -> (Answer, String, Option<ExitCode>) {
		let found = verify(evidence, |member| known.map_or_else(Vec::new, |known| known.keys(member)));
		let answer = Answer::of(evidence, &found, known);
		let words = found.iter().flat_map(|found| answer.words(evidence, found)).collect::<Vec<_>>().join("\n");
		let code = answer.end(Path::new("evidence.json")).err().map(|error| error.code);
		(answer, words, code)
	}

	fn member(member: u8, key: u8, name: &str) -> Known {
		Known::of([(MemberId([member; 32]), name.into(), WorkerKey(signer(key).verifying_key().to_bytes()))])
	}

	#[test]
	fn what_is_proven_is_told_in_words_and_by_name() {
		let (answer, words, code) = audited(&evidence(), Some(&member(1, 1, "Nordwind AG")));
		assert_eq!((answer.verdict, code), (Verdict::Proven, None));
		assert!(words.contains("PROVEN, task 3 round 14"), "{words}");
		assert!(words.contains("wrong model in span 1: lanes 512 to 599 of 600"), "{words}");
		assert!(words.contains("Nordwind AG: its key: condemned"), "{words}");
		assert!(words.contains("(no name known): not among the members that you know"), "{words}");
		let json = serde_json::to_value(&answer).unwrap();
		assert_eq!(json["verdict"], "proven");
		assert_eq!((&json["task"], &json["round"]), (&3.into(), &14.into()));
		assert_eq!(json["fault"]["model-step"]["span"], 1);
		assert_eq!(
			(&json["accused"][0]["name"], &json["accused"][0]["standing"]),
			(&"Nordwind AG".into(), &"known".into())
		);
		assert_eq!(json["accused"][1]["standing"], "stranger");
	}

	#[test]
	fn keys_that_the_auditor_does_not_know_are_named_and_condemn_nobody() {
		let (answer, words, code) = audited(&evidence(), Some(&member(1, 9, "Nordwind AG")));
		assert_eq!((answer.verdict, code), (Verdict::UnknownMembers, Some(ExitCode::No)));
		assert!(words.starts_with("NOT PROVEN OF ANYBODY YOU KNOW"), "{words}");
		assert!(words.contains("Nordwind AG: NOT the key that you know of it"), "{words}");
		assert!(words.contains(&WorkerKey(signer(1).verifying_key().to_bytes()).to_string()), "{words}");
	}

	#[test]
	fn without_whose_keys_are_whose_the_keys_are_shown_and_nothing_is_true() {
		let (answer, words, code) = audited(&evidence(), None);
		assert_eq!((answer.verdict, code), (Verdict::NoTrust, Some(ExitCode::Usage)));
		assert!(words.contains("whose key it is, nothing says"), "{words}");
		assert!(words.contains(&WorkerKey(signer(2).verifying_key().to_bytes()).to_string()), "{words}");
	}

	#[test]
	fn what_is_not_proven_says_why() {
		let mut evidence = evidence();
		evidence.attestations[0].signature.0[0] ^= 1;
		let (answer, words, code) = audited(&evidence, Some(&member(1, 1, "Nordwind AG")));
		assert_eq!((answer.verdict, code, words.as_str()), (Verdict::NotProven, Some(ExitCode::No), ""));
		assert!(answer.why.as_ref().is_some_and(|why| why.contains("signature of member 0101")), "{answer:?}");
	}

	#[test]
	fn a_file_that_is_no_evidence_is_a_bad_file() {
		let dir = tempfile::tempdir().unwrap();
		let file = dir.path().join("evidence.json");
		let args = || VerifyArgs { file: file.clone(), members: vec![], chain: None, json: true };
		assert_eq!(args().run().unwrap_err().code, ExitCode::BadFile);
		std::fs::write(&file, "{}").unwrap();
		assert_eq!(args().run().unwrap_err().code, ExitCode::BadFile);
		evidence().write(&file).unwrap();
		assert_eq!(args().run().unwrap_err().code, ExitCode::Usage);
	}
}
