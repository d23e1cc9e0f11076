//! What is said of an open round whose members do not all attest the same: who attests what, who challenges it, and what the
//! chain finds.

use crate::{
	record::{short, ProvenFault},
	verdicts::{attested, proven, Attested, Names},
	words,
};
use guild_primitives::{Outcome, Phase, RoundIndex, RoundView};

/// What was said already.
#[derive(Debug)]
pub struct News {
	names: Names,
	/// Lanes of the model.
	dim: u32,
	round: RoundIndex,
	/// Whether it was said of the round that its members do not agree.
	is_split_told: bool,
	/// How many of the round's faults were told.
	faults_told: usize,
	/// Whether it was said what a split means.
	is_split_explained: bool,
	/// Whether it was said what the chain does, and why one challenger is enough.
	is_verdict_explained: bool,
}

impl News {
	/// Nothing was said yet.
	pub fn new(names: Names, dim: u32) -> Self {
		Self {
			names,
			dim,
			round: 0,
			is_split_told: false,
			faults_told: 0,
			is_split_explained: false,
			is_verdict_explained: false,
		}
	}

	/// What is to be said of a round as it is now, after what was said of it; `seen` is what was attested in it so far.
	pub fn of(&mut self, round: &RoundView, seen: &Attested) -> Vec<String> {
		if round.id.index != self.round {
			(self.round, self.is_split_told, self.faults_told) = (round.id.index, false, 0);
		}
		let mut lines = Vec::new();
		// A fault says who attested what it is about, and later ones are about results that were told.
		if !self.is_split_told && self.faults_told == 0 && round.faults.is_empty() {
			lines.extend(self.split(round, seen));
			self.is_split_told = !lines.is_empty();
		}
		for fault in round.faults.iter().skip(self.faults_told) {
			lines.extend(self.fault(&proven(fault, &self.names, self.dim)));
			self.faults_told += 1;
		}
		lines
	}

	/// What the members attest, once a result is proposed and not all attest it.
	fn split(&mut self, round: &RoundView, seen: &Attested) -> Option<String> {
		let results = attested(seen, &self.names);
		let proposal = round.proposed.filter(|_| round.phase == Some(Phase::Challenge) && results.len() > 1)?;
		let of = |result: &crate::record::AttestedResult| {
			format!(
				"{} {} {}",
				words::list(&result.by),
				if result.by.len() == 1 { "attests" } else { "attest" },
				short(&result.result_hash)
			)
		};
		let sides: Vec<String> = results.iter().map(of).collect();
		let why = if proposal.has_quorum { "a quorum attests it" } else { "it is the most attested, without a quorum" };
		let (before, after) = if std::mem::replace(&mut self.is_split_explained, true) {
			("", ".")
		} else {
			("the members do not agree on the result. ", "; whoever knows better may challenge it.")
		};
		Some(format!(
			"round {}: {before}{}. {} is proposed, since {why}{after}",
			round.id.index,
			sides.join("; "),
			proposal.result_hash.short(),
		))
	}

	/// The challenge, and the verdict.
	fn fault(&mut self, fault: &ProvenFault) -> Vec<String> {
		let round = self.round;
		let result = fault.result();
		let challenge = if fault.fault.voids_claim() {
			format!("{} challenges the result {result} of {}", fault.challenger, words::list(&fault.guilty))
		} else {
			format!("{} challenges how {} attested the result {result}", fault.challenger, words::list(&fault.guilty))
		};
		let found = format!("{result} {}; {}", fault.fate(), fault.sentence());
		let verdict = if !fault.fault.proves_false() {
			format!("the chain {}. {found}, and out of the round.", fault.judged)
		} else if std::mem::replace(&mut self.is_verdict_explained, true) {
			format!("{found}.")
		} else {
			format!(
				"the chain {}. {found}, and out of the round. Nobody was outvoted: one honest member is enough, however many lie.",
				fault.judged
			)
		};
		let verdict = format!("round {round}: verdict in block {}: {verdict}", fault.block);
		vec![format!("round {round}: {challenge}: {}.", fault.wrong), verdict]
	}
}

/// Who stands behind the final result of a round in which something was proven: `, with the result 9d2e10b4 of R80790 alone`.
pub fn stands(round: &RoundView, seen: &Attested, names: &Names) -> Option<String> {
	if round.outcome != Some(Outcome::Final) || round.faults.is_empty() {
		return None;
	}
	let hash = round.result.as_ref()?.hash(&round.inputs.as_ref()?.hash());
	let by = names.all(seen.get(&hash)?);
	let alone = if by.len() == 1 { " alone" } else { "" };
	Some(format!(", with the result {} of {}{alone}", hash.short(), words::list(&by)))
}

#[cfg(test)]
pub(crate) mod tests;
