//! What was proven false on the chain: in words, and whether it is all that had to be.

use crate::{
	consortium::Consortium,
	record::{short, AttestedResult, Check, ProvenFault, RoundRecord},
	words,
};
use guild_aggregation::trace::Spans;
use guild_primitives::{Fault, FaultRecord, MemberId, Root};
use std::collections::{BTreeMap, BTreeSet};

/// Who attested what.
pub type Attested = BTreeMap<Root, BTreeSet<MemberId>>;

/// What the members are called.
#[derive(Clone, Debug)]
pub struct Names(Vec<(MemberId, String)>);

impl Names {
	/// Accounts with their names, in the order in which they are told.
	pub fn new(members: impl IntoIterator<Item = (MemberId, String)>) -> Self {
		Self(members.into_iter().collect())
	}

	/// Those of a consortium.
	pub fn of(consortium: &Consortium) -> Self {
		Self::new(consortium.members.iter().map(|member| (member.id, member.name.clone())))
	}

	/// The names of some members, in the order in which names are told; the accounts of strangers after them.
	pub fn all<'a>(&self, members: impl IntoIterator<Item = &'a MemberId>) -> Vec<String> {
		let members: BTreeSet<&MemberId> = members.into_iter().collect();
		let known = self.0.iter().filter(|(id, _)| members.contains(id)).map(|(_, name)| name.clone());
		let is_stranger = |id: &&&MemberId| !self.0.iter().any(|(known, _)| known == **id);
		known.chain(members.iter().filter(is_stranger).map(ToString::to_string)).collect()
	}
}

/// Adds those who were found guilty: they have no attestation any more, and perhaps nobody looked while they had one.
pub fn keep_guilty(seen: &mut Attested, faults: &[FaultRecord]) {
	// The owner of a malformed update has not attested for that.
	for fault in faults.iter().filter(|fault| !matches!(fault.fault, Fault::MalformedUpdate { .. })) {
		seen.entry(fault.result_hash).or_default().extend(fault.guilty.iter().copied());
	}
}

/// The results of a round, the most attested first.
pub fn attested(seen: &Attested, names: &Names) -> Vec<AttestedResult> {
	let mut results: Vec<_> = seen.iter().filter(|(_, by)| !by.is_empty()).collect();
	results.sort_by_key(|(_, by)| std::cmp::Reverse(by.len()));
	let result =
		|(hash, by): (&Root, &BTreeSet<MemberId>)| AttestedResult { result_hash: hash.to_string(), by: names.all(by) };
	results.into_iter().map(result).collect()
}

/// A fault as the record has it, in a task of `dim` lanes.
pub fn proven(fault: &FaultRecord, names: &Names, dim: u32) -> ProvenFault {
	ProvenFault {
		block: fault.at,
		result_hash: fault.result_hash.to_string(),
		challenger: names.all([&fault.challenger]).concat(),
		guilty: names.all(&fault.guilty),
		fault: fault.fault,
		wrong: wrong(&fault.fault, dim),
		judged: judged(&fault.fault).into(),
	}
}

/// What a fault is, to go on after "it is false: ".
fn wrong(fault: &Fault, dim: u32) -> String {
	match fault {
		Fault::AggregateFold => "its list of partial results does not lead to its combined update".into(),
		Fault::ModelFold => "its list of partial results does not lead to its model".into(),
		Fault::GramStep { span } => format!("products of the updates are wrong in {}", numbers(*span, dim)),
		Fault::AggregateStep { span } => format!("the combined update is wrong in {}", numbers(*span, dim)),
		Fault::ModelStep { span } => format!("the model is wrong in {}", numbers(*span, dim)),
		Fault::Coefficients => "the shares of the updates are not those of the rule".into(),
		Fault::Scores => "sizes or distances of the updates are wrong".into(),
		Fault::NoResult => "the rule gives no result for these updates".into(),
		Fault::ListLength => "its list of partial results has the wrong length".into(),
		Fault::MalformedUpdate { update } => {
			format!("the included update no. {} is malformed", update.saturating_add(1))
		}
		Fault::Possession => "who attested it has never held its list of partial results".into(),
		Fault::WithheldList => "nobody shows its list of partial results".into(),
	}
}

/// The lanes of a span, counted from 1.
fn numbers(span: u32, dim: u32) -> String {
	let lanes = Spans::of(dim as usize).and_then(|spans| spans.lanes(span as usize));
	let count = |value: usize| words::count(value as u64);
	lanes.map_or_else(
		|| format!("span {span}"),
		|lanes| {
			format!(
				"its numbers {} to {} of {} (span {span})",
				count(lanes.start + 1),
				count(lanes.end),
				count(dim as usize)
			)
		},
	)
}

/// What the chain did to see it, to go on after "the chain ".
fn judged(fault: &Fault) -> &'static str {
	match fault {
		Fault::GramStep { .. } | Fault::AggregateStep { .. } | Fault::ModelStep { .. } => {
			"computed these numbers itself, from the members' updates"
		}
		Fault::Coefficients | Fault::Scores => "computed them itself, from the products of the updates",
		Fault::NoResult => "applied the rule itself",
		Fault::AggregateFold | Fault::ModelFold | Fault::ListLength => "checked the list itself",
		Fault::MalformedUpdate { .. } => "looked at these bytes itself",
		Fault::Possession => "computed from the list what the attestation should have shown",
		Fault::WithheldList => "waited for the list, and nobody sent it in time",
	}
}

impl ProvenFault {
	/// What has become of the result, to go on after its hash.
	pub fn fate(&self) -> &'static str {
		if self.fault.proves_false() {
			"is false and void"
		} else if self.fault.voids_claim() {
			"is void"
		} else {
			"may be true, and stands"
		}
	}

	/// `R80711 and R80721 are guilty`.
	pub fn sentence(&self) -> String {
		format!("{} {} guilty", words::list(&self.guilty), if self.guilty.len() == 1 { "is" } else { "are" })
	}
}

/// Whether each false result that a liar attested fell by the challenge of an honest member, and the liars were named; and whether what became
/// final is what the honest attested. Nothing is taken for proven that the chain has not recorded as a fault.
pub fn lies_fell(rounds: &[RoundRecord], liars: &[String]) -> Check {
	let finals: Vec<&RoundRecord> = rounds.iter().filter(|round| round.failed.is_none()).collect();
	let faults: Vec<(u32, &ProvenFault)> =
		rounds.iter().flat_map(|round| round.faults.iter().map(|fault| (round.index, fault))).collect();
	let mut wrong = problems(&finals, &faults, liars);
	let mut fell = BTreeSet::new();
	let mut quiet = 0;
	for round in &finals {
		let others: Vec<&AttestedResult> =
			round.attested.iter().filter(|result| round.result_hash.as_ref() != Some(&result.result_hash)).collect();
		for result in &others {
			let is_proven = |fault: &ProvenFault| {
				fault.result_hash == result.result_hash
					&& fault.fault.voids_claim()
					&& !liars.contains(&fault.challenger)
					&& result.by.iter().all(|member| fault.guilty.contains(member))
			};
			if round.faults.iter().any(is_proven) {
				fell.insert((round.index, &result.result_hash));
			} else {
				wrong.push(format!(
					"round {}: no fault against the result {} of {}",
					round.index,
					short(&result.result_hash),
					words::list(&result.by)
				));
			}
		}
		quiet += usize::from(others.is_empty());
	}
	let seen = if wrong.is_empty() {
		let mut by: Vec<&String> = faults.iter().map(|(_, fault)| &fault.challenger).collect();
		by.sort();
		by.dedup();
		let unseen = match quiet {
			0 => String::new(),
			_ => format!("; in {} nobody was seen to attest a false one", words::times(quiet, "round")),
		};
		format!(
			"{} recorded, shown by {}: {} fell{unseen}; no liar stands behind what became final in {}",
			words::times(faults.len(), "fault"),
			words::list(&by),
			words::times(fell.len(), "false result"),
			words::times(finals.len(), "round"),
		)
	} else {
		wrong.join("; ")
	};
	Check {
		claim: format!(
			"Every false result that {} attested fell on chain, challenged by an honest member, and the true one became final",
			words::list(liars)
		),
		holds: wrong.is_empty(),
		seen,
	}
}

/// What is wrong with the faults and with who stands behind what became final.
fn problems(finals: &[&RoundRecord], faults: &[(u32, &ProvenFault)], liars: &[String]) -> Vec<String> {
	let mut wrong = Vec::new();
	if finals.is_empty() {
		wrong.push("no round became final".to_owned());
	}
	if faults.is_empty() {
		wrong.push("the chain has recorded no fault: nobody has challenged anything with success".into());
	}
	for (round, fault) in faults {
		if liars.contains(&fault.challenger) {
			wrong.push(format!("round {round}: {} lies, and brought the fault itself", fault.challenger));
		}
		let honest: Vec<&String> = fault.guilty.iter().filter(|member| !liars.contains(member)).collect();
		if !honest.is_empty() {
			wrong.push(format!("round {round}: {}, though honest, found guilty", words::list(&honest)));
		}
	}
	let named = |liar: &&String| !faults.iter().any(|(_, fault)| fault.guilty.contains(liar));
	let unnamed: Vec<&String> = liars.iter().filter(named).collect();
	if !faults.is_empty() && !unnamed.is_empty() {
		wrong.push(format!("no fault names {}", words::list(&unnamed)));
	}
	for round in finals {
		let lying: Vec<&String> = round.attesters.iter().filter(|member| liars.contains(member)).collect();
		if !lying.is_empty() {
			wrong.push(format!("round {}: {} among those behind what became final", round.index, words::list(&lying)));
		}
		if lying.len() == round.attesters.len() {
			wrong.push(format!("round {}: no honest member stands behind what became final", round.index));
		}
	}
	wrong
}

#[cfg(test)]
pub(crate) mod tests;
