//! Example rounds as files: TOML, or CSV from a spreadsheet.

use super::{ExampleMember, ExampleRound, Examples, ExamplesError};
use crate::{Clause, Fact, I32F32};
use guild_primitives::MemberId;
use serde::Deserialize;
use std::collections::BTreeMap;

const NEXT: &str = "see docs/agreements.md for how example rounds are written";

/// A number in TOML, with or without a point or quotation marks.
struct Number(I32F32);

impl<'de> Deserialize<'de> for Number {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		struct Visitor;
		impl serde::de::Visitor<'_> for Visitor {
			type Value = Number;
			fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
				f.write_str("a number")
			}
			fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Number, E> {
				self.visit_str(&value.to_string())
			}
			// Rust writes the shortest decimal that gives the same float: what stands in the file.
			fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Number, E> {
				self.visit_str(&value.to_string())
			}
			fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Number, E> {
				value.parse().map(Number).map_err(|error| E::custom(format!("`{value}` is {error}")))
			}
		}
		deserializer.deserialize_any(Visitor)
	}
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
	#[serde(default)]
	round: Vec<Round>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Round {
	index: u32,
	#[serde(default)]
	at: u32,
	#[serde(default)]
	member: Vec<Member>,
}

#[derive(Deserialize)]
struct Member {
	name: String,
	id: Option<MemberId>,
	#[serde(default)]
	penalties: Vec<Clause>,
	#[serde(flatten)]
	facts: BTreeMap<Fact, Number>,
}

impl Examples {
	/// Reads a TOML file: `[[round]]` with `index` and `at`, in it `[[round.member]]` with `name`, facts, `penalties`, and `id` where
	/// an agreement names its parties.
	///
	/// # Errors
	/// [`ExamplesError`].
	pub fn from_toml(text: &str) -> Result<Self, ExamplesError> {
		let file: File = toml::from_str(text).map_err(|error| {
			let line = error.span().and_then(|span| text.get(..span.start)).map(|before| before.matches('\n').count());
			let place = line.map(|line| format!("line {}", line.saturating_add(1))).unwrap_or_default();
			ExamplesError::new(error.message(), place, NEXT)
		})?;
		let member = |member: Member| ExampleMember {
			name: member.name,
			member: member.id,
			facts: member.facts.into_iter().map(|(fact, Number(value))| (fact, value)).collect(),
			penalties: member.penalties,
		};
		let rounds = file.round.into_iter().map(|round| ExampleRound {
			index: round.index,
			at: round.at,
			members: round.member.into_iter().map(member).collect(),
		});
		Self(rounds.collect()).checked()
	}

	/// Reads a CSV file with a header: a row for each member in each round, with columns `round`, `name`, and as needed `at`, `id`,
	/// `penalties` (separated by spaces) and one for each fact. An empty cell is a fact that is not given.
	///
	/// # Errors
	/// [`ExamplesError`].
	pub fn from_csv(text: &str) -> Result<Self, ExamplesError> {
		let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
		let header = reader.headers().map_err(|error| ExamplesError::new(error.to_string(), "line 1", NEXT))?.clone();
		for column in &header {
			let known = ["round", "name", "at", "id", "penalties"].contains(&column);
			if !known && fact(column).is_none() {
				let names = Fact::ALL.map(Fact::name).join(", ");
				let next = format!("the columns are round, name, at, id, penalties and {names}");
				return Err(ExamplesError::new(format!("unknown column `{column}`"), "line 1", next));
			}
		}
		let mut rounds: Vec<ExampleRound> = Vec::new();
		for record in reader.records() {
			let record = record.map_err(|error| {
				let line = error.position().map_or(0, csv::Position::line);
				ExamplesError::new("a row has another number of cells than the header", format!("line {line}"), NEXT)
			})?;
			let line = format!("line {}", record.position().map_or(0, csv::Position::line));
			let (index, at, member) = row(&header, &record, &line)?;
			match rounds.last_mut() {
				Some(last) if last.index == index => last.members.push(member),
				_ => rounds.push(ExampleRound { index, at, members: vec![member] }),
			}
		}
		Self(rounds).checked()
	}

	/// Refuses facts that cannot be, and members that are in a round twice.
	fn checked(self) -> Result<Self, ExamplesError> {
		if self.0.is_empty() {
			return Err(ExamplesError::new("no rounds", "", NEXT));
		}
		for round in &self.0 {
			for (number, member) in round.members.iter().enumerate() {
				let place = || format!("round {}, {}", round.index, member.name);
				if round.members.iter().take(number).any(|other| other.name == member.name) {
					return Err(ExamplesError::new("a member is in a round twice", place(), "give each its own name"));
				}
				for (fact, value) in &member.facts {
					if *value < I32F32::ZERO || *value > fact.most() {
						let range = if fact.is_count() { "0 or more" } else { "0 to 1" };
						let what = format!("{} is {value}", fact.name());
						return Err(ExamplesError::new(what, place(), format!("it is {range}")));
					}
				}
			}
		}
		Ok(self)
	}
}

fn fact(name: &str) -> Option<Fact> {
	Fact::ALL.into_iter().find(|fact| fact.name() == name)
}

/// One row: the round, the block, the member.
fn row(
	header: &csv::StringRecord,
	record: &csv::StringRecord,
	line: &str,
) -> Result<(u32, u32, ExampleMember), ExamplesError> {
	let (mut index, mut at, mut member) = (None, 0, ExampleMember::default());
	for (column, cell) in header.iter().zip(record).filter(|(_, cell)| !cell.is_empty()) {
		let bad = |error: String| ExamplesError::new(format!("{column} is `{cell}`: {error}"), line, NEXT);
		match column {
			"round" => index = Some(cell.parse().map_err(|_| bad("not a whole number".into()))?),
			"at" => at = cell.parse().map_err(|_| bad("not a whole number".into()))?,
			"name" => member.name = cell.into(),
			"id" => member.member = Some(cell.parse().map_err(|_| bad("not 64 hexadecimal digits".into()))?),
			"penalties" => {
				for name in cell.split_whitespace() {
					let clause = Clause::ALL.into_iter().find(|clause| clause.name() == name);
					member.penalties.push(clause.ok_or_else(|| bad("no such penalty".into()))?);
				}
			}
			_ => {
				let value = cell.parse().map_err(|error: crate::NotANumber| bad(error.to_string()))?;
				member.facts.extend(fact(column).map(|fact| (fact, value)));
			}
		}
	}
	match index {
		Some(index) if !member.name.is_empty() => Ok((index, at, member)),
		_ => Err(ExamplesError::new("a row without a round or a name", line, NEXT)),
	}
}
