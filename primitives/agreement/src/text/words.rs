//! Terms in plain words, for who votes on them.

use super::{
	amount,
	fold::{fold, Notation},
};
use crate::{Clause, Condition, Fact, Op, Parties, Relation, Term, Terms};

struct English;

/// How words can stand in a longer sentence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
	/// One thing: never in parentheses.
	One,
	/// Things multiplied and divided, from left to right.
	Product,
	/// Things added and taken away, from left to right.
	Sum,
	/// Anything else: in parentheses inside anything longer.
	Other,
}

/// Words, and how they can stand in a longer sentence.
struct Piece(String, Kind);

impl Piece {
	/// In parentheses, unless it is one thing or of one of these kinds.
	fn among(&self, bare: &[Kind]) -> String {
		if self.1 == Kind::One || bare.contains(&self.1) {
			self.0.clone()
		} else {
			format!("({})", self.0)
		}
	}
}

impl Notation for English {
	type Piece = Piece;

	fn write(&self, op: Op, given: Vec<Piece>) -> Piece {
		use Kind::{One, Other, Product, Sum};
		let nth = |place: usize, bare: &[Kind]| given.get(place).map(|piece| piece.among(bare)).unwrap_or_default();
		let inside = |place: usize| nth(place, &[]);
		let two = |joined: &str| Piece(format!("{} {joined} {}", inside(0), inside(1)), Other);
		match op {
			Op::Push(constant) => Piece(constant.to_string(), One),
			Op::Load(fact) => Piece(format!("its {}", fact.name()), One),
			Op::Add => Piece(format!("{}, plus {}", nth(0, &[Sum, Product]), nth(1, &[Product])), Sum),
			Op::Sub => Piece(format!("{}, minus {}", nth(0, &[Sum, Product]), nth(1, &[Product])), Sum),
			Op::Mul => Piece(format!("{} times {}", nth(0, &[Product]), inside(1)), Product),
			Op::Div => Piece(format!("{} divided by {}", nth(0, &[Product]), inside(1)), Product),
			Op::Min => Piece(format!("the smaller of {} and {}", inside(0), inside(1)), Other),
			Op::Max => Piece(format!("the larger of {} and {}", inside(0), inside(1)), Other),
			Op::Clamp => Piece(format!("{}, but at least {} and at most {}", inside(0), inside(1), inside(2)), Other),
			Op::Sqrt => Piece(format!("the square root of {}", inside(0)), Other),
			Op::Less => two("is below"),
			Op::AtMost => two("is at most"),
			Op::Greater => two("is above"),
			Op::AtLeast => two("is at least"),
			Op::Equal => two("is exactly"),
			Op::And => two("and also"),
			Op::Or => two("or else"),
			Op::Not => Piece(format!("it is not so that {}", inside(0)), Other),
			Op::Select => Piece(format!("{} if {}, and otherwise {}", inside(1), inside(0), inside(2)), Other),
		}
	}
}

/// Terms as one paragraph that a governor understands, and a line for each fact that they speak of.
pub fn words(terms: &Terms) -> String {
	let share = fold(&terms.program, &English).map(|piece| piece.0).unwrap_or_default();
	let mut sentences = vec![
		format!("“{}” {}.", terms.title, with_whom(&terms.parties)),
		format!("{}.", when(&terms.term)),
		format!(
			"Each final round pays {} together, in proportion to the shares of those who took part; what cannot be divided \
			exactly stays in escrow.",
			amount(terms.budget)
		),
		format!("A party's share is {share}; below 0 it counts as 0, above 1 as 1."),
	];
	if terms.speak_of(Fact::Quality) {
		sentences.push(
			"So that nobody earns by what it reports of the others, each is paid as if it had praised them all, and what that leaves \
			stays in escrow; but in a task whose members tell bits it is not so, and who tells ill of others earns by it."
				.into(),
		);
	}
	if !terms.conditions.is_empty() {
		let conditions: Vec<String> = terms.conditions.iter().map(required).collect();
		sentences.push(format!("A party is paid for a round only if {}.", listed(&conditions, "and")));
	}
	sentences.push(punished(terms));
	let mut lines = vec![sentences.join(" ")];
	lines.extend(facts(terms).map(|fact| format!("- {}: {}", fact.name(), meaning(fact))));
	lines.join("\n")
}

/// What a governor should think about before voting for these terms. They may stand as they are.
pub fn notes(terms: &Terms) -> Vec<String> {
	let paid = |fact: Fact| terms.program.0.contains(&Op::Load(fact));
	let mut notes = Vec::new();
	if !facts(terms).any(|fact| fact == Fact::Quality) {
		notes.push("Nothing here looks at quality: an update that is worth nothing earns as much as any other.".into());
	}
	if paid(Fact::Influence) {
		notes.push(
			"Influence is not worth: who sends the opposite of what it learnt has more of it than the honest.".into(),
		);
	}
	if paid(Fact::Samples) || paid(Fact::Steps) {
		notes.push(
			"Samples and steps are what a member declares. Nobody can check them, so who says more earns more.".into(),
		);
	}
	if Clause::ALL.into_iter().all(|clause| terms.penalties.get(clause) == 0) {
		notes.push("There are no penalties here: who does not do its part only earns nothing.".into());
	}
	if terms.term.last_round.is_none() && terms.term.last_block.is_none() {
		notes.push("It has no end: it holds until the council ends it, or the escrow is empty.".into());
	}
	notes
}

fn with_whom(parties: &Parties) -> String {
	match parties {
		Parties::All => "is an agreement with all members, also those who join later".into(),
		Parties::Named(members) if members.len() == 1 => "is an agreement with one member, which it names".into(),
		Parties::Named(members) => format!("is an agreement with the {} members that it names", members.len()),
	}
}

fn when(term: &Term) -> String {
	let begin = match term.first_round {
		0 => "It holds from the first round".into(),
		first => format!("It holds from round {first}"),
	};
	match (term.last_round, term.last_block) {
		(None, None) => format!("{begin}, without an end"),
		(Some(last), None) => format!("{begin} to round {last}, that one included"),
		(None, Some(block)) => format!("{begin}, for rounds that are final by block {block}"),
		(Some(last), Some(block)) => {
			format!("{begin} to round {last}, that one included, and only for rounds that are final by block {block}")
		}
	}
}

fn required(condition: &Condition) -> String {
	let relation = match condition.relation {
		Relation::AtLeast => "at least",
		Relation::Above => "above",
		Relation::AtMost => "at most",
		Relation::Below => "below",
	};
	format!("its {} is {relation} {}", condition.fact.name(), condition.value)
}

fn punished(terms: &Terms) -> String {
	let clauses = Clause::ALL.into_iter().filter(|clause| terms.penalties.get(*clause) > 0);
	let clauses: Vec<String> = clauses
		.map(|clause| {
			let when = match clause {
				Clause::MissedCommit => "for each final round to which it committed no update",
				Clause::MissingBlob => "for each update that it committed and that a quorum could not fetch",
				Clause::WrongAttestation => "for each attestation of another result than the final one",
				Clause::ProvenFault => "for each fault that is proven against it",
			};
			format!("{} {when}", amount(terms.penalties.get(clause)))
		})
		.collect();
	match (terms.deposit, clauses.is_empty()) {
		(0, _) => "No deposit is asked, and nothing is taken from anybody.".into(),
		(deposit, true) => format!("Each party deposits {}, of which nothing is taken.", amount(deposit)),
		(deposit, false) => {
			let taken = listed(&clauses, "and");
			format!("Each party deposits {}; from it are taken {taken}, until it is used up.", amount(deposit))
		}
	}
}

/// `a, b and c`.
fn listed(items: &[String], last: &str) -> String {
	match items {
		[] => String::new(),
		[one] => one.clone(),
		[rest @ .., end] => format!("{} {last} {end}", rest.join(", ")),
	}
}

/// The facts that terms speak of, in the order of their indices.
fn facts(terms: &Terms) -> impl Iterator<Item = Fact> + '_ {
	Fact::ALL.into_iter().filter(|fact| {
		terms.program.0.contains(&Op::Load(*fact)) || terms.conditions.iter().any(|one| one.fact == *fact)
	})
}

fn meaning(fact: Fact) -> &'static str {
	match fact {
		Fact::Quality => {
			"how much worse the model is without its update, by what other members measured, 0 to 1; what the update repeats of \
			the last aggregate counts as nothing"
		}
		Fact::Samples => "the samples that it declared, at most as many as the task counts",
		Fact::Reputation => "its reputation before the round, 0 to 1",
		Fact::Steps => "the part of the asked training steps that it declared to have done, 0 to 1",
		Fact::Availability => "the part of the recent rounds in which it was there, 0 to 1",
		Fact::Streak => "final rounds in a row in which its update was included, this one too",
		Fact::Rounds => "final rounds since it became a party, this one too",
		Fact::Influence => "its part of how far the result moves when one update is left out, 0 to 1",
		Fact::Novelty => "the part of its update that does not lie along the last aggregate, 0 to 1",
	}
}
