//! From text to terms.

use super::{
	expression::{constant, Formula},
	locate::Places,
	number::{amount, count, raw, shortened},
	problem::{Place, Problem, Raw},
	token::{tokens, Kind, Token},
	MAX_TEXT_BYTES,
};
use crate::{
	terms::is_hidden, Amount, Clause, Condition, Fact, Parties, Penalties, Program, Relation, Term, Terms,
	MAX_CONDITIONS,
};
use bounded_collections::BoundedVec;
use guild_primitives::{
	limits::{MAX_MEMBERS, MAX_NAME_BYTES},
	MemberId, Text,
};

/// What a line can begin with.
const CLAUSES: [&str; 9] = ["agreement", "budget", "share", "require", "penalty", "deposit", "party", "from", "until"];

/// Reads bytes as [`parse`] reads text.
///
/// # Errors
/// [`Problem`]: also bytes that are not UTF-8.
pub fn parse_bytes(bytes: &[u8]) -> Result<Terms, Problem> {
	match std::str::from_utf8(bytes) {
		Ok(text) => parse(text),
		Err(error) => {
			let good = bytes.get(..error.valid_up_to()).and_then(|good| std::str::from_utf8(good).ok());
			let text = good.unwrap_or_default();
			let hint = "save the file as UTF-8, or keep to ASCII";
			Err(Raw::new(text.len()..text.len(), "this byte is not UTF-8 text", hint).in_text(text))
		}
	}
}

/// Reads a text: the terms it means, which are valid.
///
/// # Errors
/// The first [`Problem`] from the beginning on; of what no single line shows, the first by the order of [`Terms::validate`].
pub fn parse(text: &str) -> Result<Terms, Problem> {
	if text.len() > MAX_TEXT_BYTES {
		let reason = format!("the text has {} bytes, and at most {MAX_TEXT_BYTES} are read", text.len());
		return Err(Raw::new(0..0, reason, "shorten its comments").in_text(text));
	}
	let mut draft = Draft::default();
	draft.read(&mut Cursor::new(text)).map_err(|raw| raw.in_text(text))
}

/// A place among the words of a text.
pub(super) struct Cursor<'a> {
	tokens: Vec<Token<'a>>,
	at: usize,
	end: Token<'a>,
}

impl<'a> Cursor<'a> {
	fn new(text: &'a str) -> Self {
		// Where a text ends too early, its last word is what is seen.
		let end = text.trim_end().len();
		Self { tokens: tokens(text), at: 0, end: Token { kind: Kind::End, place: end..end } }
	}

	/// The next word.
	pub(super) fn peek(&self) -> &Token<'a> {
		match self.tokens.get(self.at) {
			Some(token) if token.kind != Kind::End => token,
			_ => &self.end,
		}
	}

	pub(super) fn place(&self) -> Place {
		self.peek().place.clone()
	}

	pub(super) fn word(&self) -> Option<&'a str> {
		match self.peek().kind {
			Kind::Word(word) => Some(word),
			_ => None,
		}
	}

	pub(super) fn advance(&mut self) {
		self.at = self.at.saturating_add(1);
	}

	/// Takes the word, if it is the next one.
	pub(super) fn take_word(&mut self, word: &str) -> Option<Place> {
		(self.word() == Some(word)).then(|| {
			let place = self.place();
			self.advance();
			place
		})
	}

	pub(super) fn need_word(&mut self, word: &str, hint: &str) -> Result<Place, Raw> {
		self.take_word(word).ok_or_else(|| Raw { hint: hint.into(), ..self.unexpected(&format!("`{word}`")) })
	}

	/// Whether one of the marks is next.
	pub(super) fn peek_mark(&self, marks: &[&str]) -> bool {
		matches!(self.peek().kind, Kind::Mark(mark) if marks.contains(&mark))
	}

	/// Takes one of the marks, if it is next.
	pub(super) fn take_mark(&mut self, marks: &[&str]) -> Option<(&'a str, Place)> {
		match self.peek().kind {
			Kind::Mark(mark) if marks.contains(&mark) => {
				let place = self.place();
				self.advance();
				Some((mark, place))
			}
			_ => None,
		}
	}

	/// Takes the `)` of the `(` at `open`.
	pub(super) fn need_close(&mut self, open: Place) -> Result<(), Raw> {
		if self.take_mark(&[")"]).is_some() {
			return Ok(());
		}
		match self.peek().kind {
			Kind::EndOfClause | Kind::End => Err(Raw::new(
				open,
				"this `(` is never closed",
				"close it with `)`; a formula goes on in the next line if that is indented",
			)),
			_ => Err(self.unexpected("an operator or `)`")),
		}
	}

	/// What is said of a next word that cannot stand there.
	pub(super) fn unexpected(&self, expected: &str) -> Raw {
		let Token { kind, place } = self.peek().clone();
		let (found, hint) = match kind {
			Kind::Stranger(char) => return stranger(char, place),
			Kind::Unclosed => {
				if let Some(stranger) = self.stranger_behind() {
					return stranger;
				}
				return Raw::new(
					place,
					"this quotation mark has no second one",
					"close the title with `\"` on the same line",
				);
			}
			Kind::Word(word) if word.eq_ignore_ascii_case("percent") => {
				("`percent`".into(), "write `80%`, or 0.8".into())
			}
			Kind::Word(word) => (format!("`{}`", shortened(word)), format!("expected {expected}")),
			Kind::Number(number) => (format!("`{}`", shortened(number)), format!("expected {expected}")),
			Kind::Quoted(_) => ("a quoted text".into(), format!("expected {expected}")),
			Kind::Mark("&&") => ("`&&`".into(), "write `and`".into()),
			Kind::Mark("||") => ("`||`".into(), "write `or`".into()),
			Kind::Mark(",") => (
				"`,`".into(),
				format!("expected {expected}; a decimal point is written `.`, and digits are grouped by `_`"),
			),
			Kind::Mark(mark) => (format!("`{mark}`"), format!("expected {expected}")),
			Kind::EndOfClause => {
				return Raw::new(place, "the line ends too early", format!("expected {expected}"));
			}
			Kind::End => return Raw::new(place, "the text ends too early", format!("expected {expected}")),
		};
		Raw::new(place, format!("unexpected {found}"), hint)
	}

	/// A character that nothing begins with, if one stands right behind the next word: then that is what is wrong with it.
	fn stranger_behind(&self) -> Option<Raw> {
		let behind = self.tokens.get(self.at.saturating_add(1))?;
		match behind.kind {
			Kind::Stranger(char) if behind.place.start == self.place().end => {
				Some(stranger(char, behind.place.clone()))
			}
			_ => None,
		}
	}

	/// What is said of the next word, which is none of the `known` ones. Without one that was probably meant, `otherwise`.
	pub(super) fn unknown(&self, reason: String, known: &[&str], otherwise: String) -> Raw {
		let meant = self.word().and_then(|word| nearest(word, known));
		let hint = meant.map_or(otherwise, |meant| format!("did you mean `{meant}`?"));
		self.stranger_behind().unwrap_or_else(|| Raw::new(self.place(), reason, hint))
	}

	/// A clause ends here, where only `expected` was possible.
	fn end_clause(&mut self, expected: &str) -> Result<(), Raw> {
		match self.peek().kind {
			Kind::EndOfClause => {
				self.advance();
				Ok(())
			}
			Kind::End => Ok(()),
			Kind::Word(word) if CLAUSES.contains(&word) => Err(Raw::new(
				self.place(),
				format!("`{word}` begins in the middle of a line"),
				"begin each clause at the beginning of its own line; an indented line goes on with the one above",
			)),
			_ => Err(self.unexpected(expected)),
		}
	}
}

/// A character that nothing begins with.
fn stranger(char: char, place: Place) -> Raw {
	let hint = match char {
		'“' | '”' | '„' | '«' | '»' | '\'' | '‘' | '’' => "titles stand between two plain `\"`",
		'×' | '·' | '∙' | '✕' => "multiply with `*`",
		'÷' | ':' => "divide with `/`",
		'−' | '–' | '—' => "subtract with `-`",
		'≥' => "write `>=`",
		'≤' => "write `<=`",
		'≠' | '!' => "write `not`, or `!=` between two values",
		'^' => "there are no powers; multiply, or take `sqrt`",
		';' => "clauses are separated by lines, and comments begin with `#`",
		'[' | ']' | '{' | '}' => "group with `(` and `)`",
		'.' => "a number begins with a digit: 0.5",
		'_' => "a name begins with a letter",
		'\u{feff}' => "save the file as UTF-8 without a byte order mark",
		_ if is_hidden(char) => "delete it: with it, people would read another text than the one that counts",
		_ if char.is_alphabetic() => "names are written in the letters a to z; this one only looks or sounds like them",
		_ => "delete it; marks are + - * / ( ) , = < > % and comments begin with `#`",
	};
	let reason = if is_hidden(char) {
		format!("a character that cannot be seen, U+{:04X}", u32::from(char))
	} else {
		format!("`{char}` (U+{:04X}) means nothing here", u32::from(char))
	};
	Raw::new(place, reason, hint)
}

/// The known word that was probably meant.
fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
	let word = word.to_ascii_lowercase();
	let distance = |known: &str| strsim::damerau_levenshtein(&word, known);
	let best = known.iter().min_by_key(|known| distance(known))?;
	// A third of a word may be wrong. Long words are not compared: no known one is that long.
	(word.len() <= 32 && distance(best) <= best.len().div_ceil(3)).then_some(*best)
}

/// Terms of which not all has been read.
#[derive(Default)]
struct Draft {
	title: Option<Text<MAX_NAME_BYTES>>,
	budget: Option<Amount>,
	program: Option<Program>,
	conditions: Vec<Condition>,
	deposit: Option<Amount>,
	penalties: Penalties,
	parties: Vec<(MemberId, Place)>,
	first_round: Option<u32>,
	last_round: Option<u32>,
	last_block: Option<u32>,
	places: Places,
}

/// Keeps what a clause says, unless one has said it before.
fn once<T>(kept: &mut Option<T>, value: T, clause: &str, place: Place) -> Result<(), Raw> {
	match kept.replace(value) {
		Some(_) => Err(Raw::new(place, format!("a second `{clause}`"), "an agreement has one; delete one of them")),
		None => Ok(()),
	}
}

impl Draft {
	fn read(&mut self, cursor: &mut Cursor<'_>) -> Result<Terms, Raw> {
		loop {
			while cursor.peek().kind == Kind::EndOfClause {
				cursor.advance();
			}
			if cursor.peek().kind == Kind::End {
				return self.finish(cursor.place());
			}
			let expected = match cursor.word() {
				Some("share") => "an operator, or the end of the line",
				_ => "the end of the line",
			};
			self.clause(cursor)?;
			cursor.end_clause(expected)?;
		}
	}

	fn clause(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Raw> {
		let place = cursor.place();
		let Some(word) = cursor.word() else { return Err(cursor.unexpected("a clause, such as `budget`")) };
		if !CLAUSES.contains(&word) {
			let otherwise = format!("the clauses are {}", CLAUSES.join(", "));
			return Err(cursor.unknown(format!("no clause begins with `{}`", shortened(word)), &CLAUSES, otherwise));
		}
		if self.title.is_none() && word != "agreement" {
			let hint = "begin with its title: `agreement \"Wind farm\"`";
			return Err(Raw::new(place, format!("`{word}` before the agreement has a title"), hint));
		}
		cursor.advance();
		match word {
			"agreement" => self.title(cursor, place),
			"budget" => self.budget(cursor, place),
			"share" => self.share(cursor, place),
			"require" => self.require(cursor, place),
			"penalty" => self.penalty(cursor),
			"deposit" => {
				let (value, at) = money(cursor)?;
				self.places.deposit = at;
				once(&mut self.deposit, value, "deposit", place)
			}
			"party" => self.party(cursor),
			"from" => self.from(cursor, place),
			_ => self.until(cursor, place),
		}
	}

	fn title(&mut self, cursor: &mut Cursor<'_>, place: Place) -> Result<(), Raw> {
		let Kind::Quoted(title) = cursor.peek().kind else {
			return Err(cursor.unexpected("the title between quotation marks"));
		};
		self.places.title = cursor.place();
		let Some(text) = Text::new(title) else {
			let reason = format!("the title has {} bytes, and at most {MAX_NAME_BYTES} are kept", title.len());
			return Err(Raw::new(cursor.place(), reason, "shorten it, and say the rest in a comment"));
		};
		cursor.advance();
		once(&mut self.title, text, "agreement", place)
	}

	fn budget(&mut self, cursor: &mut Cursor<'_>, place: Place) -> Result<(), Raw> {
		let (value, at) = money(cursor)?;
		self.places.budget = at;
		const HINT: &str = "a budget is for each round: `budget 1000 per round`";
		cursor.need_word("per", HINT)?;
		cursor.need_word("round", HINT)?;
		once(&mut self.budget, value, "budget", place)
	}

	fn share(&mut self, cursor: &mut Cursor<'_>, place: Place) -> Result<(), Raw> {
		if cursor.take_mark(&["="]).is_none() {
			return Err(cursor.unexpected("`=` and a formula: `share = quality`"));
		}
		let ops = Formula::read(cursor)?;
		let (program, places): (Vec<_>, Vec<_>) = ops.into_iter().unzip();
		self.places.share = place.clone();
		self.places.ops = places;
		// The formula was refused if it had more.
		let program = Program(BoundedVec::truncate_from(program));
		once(&mut self.program, program, "share", place)
	}

	fn require(&mut self, cursor: &mut Cursor<'_>, place: Place) -> Result<(), Raw> {
		let names = Fact::ALL.map(Fact::name);
		let Some(word) = cursor.word() else { return Err(cursor.unexpected("a fact: `require availability >= 0.8`")) };
		let Some(fact) = Fact::ALL.into_iter().find(|fact| fact.name() == word) else {
			let otherwise = format!("the facts are {}", names.join(", "));
			return Err(cursor.unknown(format!("`{}` is no fact", shortened(word)), &names, otherwise));
		};
		cursor.advance();
		let Some((mark, _)) = cursor.take_mark(&[">=", ">", "<=", "<"]) else {
			return Err(cursor.unexpected("`>=`, `>`, `<=` or `<`"));
		};
		let relation = match mark {
			">=" => Relation::AtLeast,
			">" => Relation::Above,
			"<=" => Relation::AtMost,
			_ => Relation::Below,
		};
		if cursor.peek_mark(&["-"]) {
			return Err(cursor.unexpected("a number that is 0 or more: no fact is below 0"));
		}
		let (value, at) = constant(cursor)?;
		if self.conditions.len() >= MAX_CONDITIONS as usize {
			let reason = format!("more than {MAX_CONDITIONS} conditions");
			return Err(Raw::new(place, reason, "put what is left into the formula: `if a then b else 0`"));
		}
		self.conditions.push(Condition { fact, relation, value });
		self.places.conditions.push((fact, place.start..at.end));
		Ok(())
	}

	fn penalty(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Raw> {
		let names = Clause::ALL.map(Clause::name);
		if cursor.word().is_none() {
			return Err(cursor.unexpected(&format!("what it is for: {}", names.join(", "))));
		}
		let (name, place) = hyphenated(cursor);
		let Some(clause) = Clause::ALL.into_iter().find(|clause| clause.name() == name) else {
			let hint = match nearest(&name, &names) {
				Some(meant) => format!("did you mean `{meant}`?"),
				None => format!("there are penalties for {}", names.join(", ")),
			};
			return Err(Raw::new(place, format!("there is no penalty for `{}`", shortened(&name)), hint));
		};
		let (value, at) = money(cursor)?;
		if self.places.penalties.iter().any(|(known, _)| *known == clause) {
			let reason = format!("a second penalty for `{name}`");
			return Err(Raw::new(place, reason, "an agreement has one of each; delete one of them"));
		}
		if value == 0 {
			return Err(Raw::new(at, "a penalty of nothing", "delete the line, or say what it costs"));
		}
		self.places.penalties.push((clause, at));
		self.penalties.set(clause, value);
		Ok(())
	}

	fn party(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Raw> {
		const HINT: &str = "a member is `0x` and 64 hexadecimal digits, as `guild key show` prints it";
		let place = cursor.place();
		let Some(written) = raw(cursor.peek()).filter(|written| written.starts_with("0x")) else {
			return Err(Raw { hint: HINT.into(), ..cursor.unexpected("a member") });
		};
		let Ok(member) = written.parse::<MemberId>() else {
			return Err(Raw::new(place, format!("`{}` is no member", shortened(written)), HINT));
		};
		if self.parties.iter().any(|(known, _)| *known == member) {
			return Err(Raw::new(place, "this member is named twice", "delete one of the two lines"));
		}
		if self.parties.len() >= MAX_MEMBERS as usize {
			let hint = "without any `party`, an agreement is with all members";
			return Err(Raw::new(place, format!("more than {MAX_MEMBERS} parties"), hint));
		}
		cursor.advance();
		self.parties.push((member, place));
		Ok(())
	}

	fn from(&mut self, cursor: &mut Cursor<'_>, place: Place) -> Result<(), Raw> {
		cursor.need_word("round", "an agreement begins with a round: `from round 1`")?;
		let (first, _) = counted(cursor)?;
		once(&mut self.first_round, first, "from", place)?;
		self.until_too(cursor)
	}

	/// The ends may stand on one line with the beginning. No deeper than there are ends: a second one is refused.
	fn until_too(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Raw> {
		match cursor.take_word("until") {
			Some(place) => self.until(cursor, place),
			None => Ok(()),
		}
	}

	fn until(&mut self, cursor: &mut Cursor<'_>, place: Place) -> Result<(), Raw> {
		if cursor.take_word("block").is_some() {
			let (last, at) = counted(cursor)?;
			self.places.last_block = at;
			once(&mut self.last_block, last, "until block", place)?;
			return self.until_too(cursor);
		}
		cursor
			.need_word("round", "an agreement ends with a round or a block: `until round 500`, `until block 90000`")?;
		let (last, at) = counted(cursor)?;
		self.places.last_round = at;
		once(&mut self.last_round, last, "until round", place)?;
		self.until_too(cursor)
	}

	/// All has been read, up to `end`.
	fn finish(&mut self, end: Place) -> Result<Terms, Raw> {
		let missing =
			|clause: &str, hint: &str| Raw::new(end.clone(), format!("the text ends without `{clause}`"), hint);
		let title =
			self.title.take().ok_or_else(|| missing("agreement", "begin with its title: `agreement \"Wind farm\"`"))?;
		let budget = self.budget.ok_or_else(|| missing("budget", "say what a round pays: `budget 1000 per round`"))?;
		let program =
			self.program.take().ok_or_else(|| missing("share", "say how a share is computed: `share = quality`"))?;
		self.parties.sort_by_key(|(member, _)| *member);
		let members: Vec<MemberId> = self.parties.iter().map(|(member, _)| *member).collect();
		let terms = Terms {
			title,
			budget,
			program,
			// Both are as long as they may be at most: that was checked clause by clause.
			conditions: BoundedVec::truncate_from(std::mem::take(&mut self.conditions)),
			parties: if members.is_empty() { Parties::All } else { Parties::Named(BoundedVec::truncate_from(members)) },
			deposit: self.deposit.unwrap_or(0),
			penalties: self.penalties,
			term: Term {
				first_round: self.first_round.unwrap_or(0),
				last_round: self.last_round,
				last_block: self.last_block,
			},
		};
		match terms.validate() {
			Ok(()) => Ok(terms),
			Err(error) => Err(self.places.locate(&error)),
		}
	}
}

/// Words that hyphens join without spaces, as one.
fn hyphenated(cursor: &mut Cursor<'_>) -> (String, Place) {
	let mut place = cursor.place();
	let mut name = String::from(cursor.word().unwrap_or_default());
	cursor.advance();
	while cursor.peek_mark(&["-"]) && cursor.place().start == place.end {
		name.push('-');
		place.end = cursor.place().end;
		cursor.advance();
		if let Some(word) = cursor.word().filter(|_| cursor.place().start == place.end) {
			name.push_str(word);
			place.end = cursor.place().end;
			cursor.advance();
		}
	}
	(name, place)
}

/// An amount of money.
fn money(cursor: &mut Cursor<'_>) -> Result<(Amount, Place), Raw> {
	let place = cursor.place();
	let Some(written) = raw(cursor.peek()) else { return Err(cursor.unexpected("an amount, such as 1000 or 12.5")) };
	cursor.advance();
	let value = amount(written, place.clone())?;
	if cursor.peek_mark(&["%"]) {
		return Err(Raw::new(
			cursor.place(),
			"unexpected `%`",
			"an amount is money, such as 1000, and not a part of something",
		));
	}
	Ok((value, place))
}

/// A round or a block.
fn counted(cursor: &mut Cursor<'_>) -> Result<(u32, Place), Raw> {
	let place = cursor.place();
	let Some(written) = raw(cursor.peek()) else { return Err(cursor.unexpected("a whole number")) };
	cursor.advance();
	Ok((count(written, place.clone())?, place))
}
