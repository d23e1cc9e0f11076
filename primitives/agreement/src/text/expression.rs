//! Formulas: from words to operations, each operator after what it takes.

use super::{
	number::{raw, value},
	parser::Cursor,
	problem::{Place, Raw},
	token::Kind,
};
use crate::{Fact, Op, I32F32, MAX_OPS};

/// Deepest nesting. A formula of [`MAX_OPS`] operations that is written without needless parentheses stays below it.
const MAX_NESTING: u32 = 64;

const A_VALUE: &str = "a number, a fact, a function or `(`";
const FUNCTIONS: [&str; 4] = ["min", "max", "clamp", "sqrt"];

/// Operations, and where each was written.
#[derive(Default)]
pub(super) struct Formula {
	pub(super) ops: Vec<(Op, Place)>,
	nesting: u32,
}

impl Formula {
	/// Reads a formula.
	pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Vec<(Op, Place)>, Raw> {
		let mut formula = Self::default();
		formula.expression(cursor)?;
		Ok(formula.ops)
	}

	fn emit(&mut self, op: Op, place: Place) -> Result<(), Raw> {
		if self.ops.len() >= MAX_OPS as usize {
			let reason = format!("here the formula needs more than {MAX_OPS} operations");
			return Err(Raw::new(place, reason, "each number, fact, operator and function is one; say it more simply"));
		}
		self.ops.push((op, place));
		Ok(())
	}

	/// Does one level deeper.
	fn deeper(
		&mut self,
		cursor: &mut Cursor<'_>,
		read: impl FnOnce(&mut Self, &mut Cursor<'_>) -> Result<(), Raw>,
	) -> Result<(), Raw> {
		if self.nesting >= MAX_NESTING {
			let reason = format!("the formula is nested more than {MAX_NESTING} deep");
			return Err(Raw::new(cursor.place(), reason, "take parentheses away, or say it more simply"));
		}
		self.nesting = self.nesting.saturating_add(1);
		read(self, cursor)?;
		self.nesting = self.nesting.saturating_sub(1);
		Ok(())
	}

	/// `if a then b else c`, or what `or` joins.
	fn expression(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Raw> {
		self.deeper(cursor, |formula, cursor| {
			let Some(place) = cursor.take_word("if") else { return formula.either(cursor) };
			formula.either(cursor)?;
			cursor.need_word("then", "an `if` is written `if a then b else c`")?;
			formula.either(cursor)?;
			cursor.need_word("else", "an `if` is written `if a then b else c`; what else is it worth?")?;
			formula.expression(cursor)?;
			formula.emit(Op::Select, place)
		})
	}

	fn either(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Raw> {
		self.both(cursor)?;
		while let Some(place) = cursor.take_word("or") {
			self.both(cursor)?;
			self.emit(Op::Or, place)?;
		}
		Ok(())
	}

	fn both(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Raw> {
		self.negation(cursor)?;
		while let Some(place) = cursor.take_word("and") {
			self.negation(cursor)?;
			self.emit(Op::And, place)?;
		}
		Ok(())
	}

	fn negation(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Raw> {
		match cursor.take_word("not") {
			Some(place) => {
				self.deeper(cursor, Self::negation)?;
				self.emit(Op::Not, place)
			}
			None => self.comparison(cursor),
		}
	}

	fn comparison(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Raw> {
		self.sum(cursor)?;
		let Some((mark, place)) = cursor.take_mark(&["<=", ">=", "==", "=", "!=", "<", ">"]) else { return Ok(()) };
		self.sum(cursor)?;
		if cursor.peek_mark(&["<=", ">=", "==", "=", "!=", "<", ">"]) {
			let hint = "compare one pair at a time: `0.2 < quality and quality < 0.8`";
			return Err(Raw::new(cursor.place(), "a second comparison in a row", hint));
		}
		match mark {
			"<=" => self.emit(Op::AtMost, place),
			">=" => self.emit(Op::AtLeast, place),
			"<" => self.emit(Op::Less, place),
			">" => self.emit(Op::Greater, place),
			"!=" => {
				self.emit(Op::Equal, place.clone())?;
				self.emit(Op::Not, place)
			}
			_ => self.emit(Op::Equal, place),
		}
	}

	fn sum(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Raw> {
		self.product(cursor)?;
		while let Some((mark, place)) = cursor.take_mark(&["+", "-"]) {
			self.product(cursor)?;
			self.emit(if mark == "+" { Op::Add } else { Op::Sub }, place)?;
		}
		Ok(())
	}

	fn product(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Raw> {
		self.signed(cursor)?;
		while let Some((mark, place)) = cursor.take_mark(&["*", "/"]) {
			self.signed(cursor)?;
			self.emit(if mark == "*" { Op::Mul } else { Op::Div }, place)?;
		}
		Ok(())
	}

	fn signed(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Raw> {
		let Some((_, place)) = cursor.take_mark(&["-"]) else { return self.single(cursor) };
		if raw(cursor.peek()).is_some() {
			let (number, end) = constant(cursor)?;
			return self.emit(Op::Push(I32F32::ZERO.minus(number)), place.start..end.end);
		}
		self.emit(Op::Push(I32F32::ZERO), place.clone())?;
		self.deeper(cursor, Self::signed)?;
		self.emit(Op::Sub, place)
	}

	fn single(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Raw> {
		if raw(cursor.peek()).is_some() {
			let (number, place) = constant(cursor)?;
			return self.emit(Op::Push(number), place);
		}
		if let Some((_, open)) = cursor.take_mark(&["("]) {
			self.expression(cursor)?;
			return cursor.need_close(open);
		}
		let place = cursor.place();
		let Kind::Word(word) = cursor.peek().kind else { return Err(cursor.unexpected(A_VALUE)) };
		match word {
			"min" => self.call(cursor, Op::Min, 2, None),
			"max" => self.call(cursor, Op::Max, 2, None),
			"clamp" => self.call(cursor, Op::Clamp, 3, Some(3)),
			"sqrt" => self.call(cursor, Op::Sqrt, 1, Some(1)),
			"if" => Err(Raw::new(
				place,
				"an `if` in the middle of a formula",
				"put it in parentheses: `(if a then b else c)`",
			)),
			_ => match Fact::ALL.into_iter().find(|fact| fact.name() == word) {
				Some(fact) => {
					cursor.advance();
					self.emit(Op::Load(fact), place)
				}
				None => Err(unknown(word, cursor)),
			},
		}
	}

	/// A function: at least `least` values, and at most `most`. Without `most`, each further value is joined by the same function.
	fn call(&mut self, cursor: &mut Cursor<'_>, op: Op, least: usize, most: Option<usize>) -> Result<(), Raw> {
		let place = cursor.place();
		let name = cursor.word().unwrap_or_default();
		cursor.advance();
		let Some((_, open)) = cursor.take_mark(&["("]) else {
			return Err(cursor.unexpected(&format!("`(` after the function `{name}`")));
		};
		let mut given = 0usize;
		loop {
			self.expression(cursor)?;
			given = given.saturating_add(1);
			if most.is_none() && given >= least {
				self.emit(op, place.clone())?;
			}
			let comma = cursor.place();
			if cursor.take_mark(&[","]).is_none() {
				break;
			}
			if most == Some(given) {
				let reason = format!("`{name}` takes {given} {}, and here is one more", values(given));
				return Err(Raw::new(
					comma,
					reason,
					"numbers are written with a decimal point, as 0.7, never with a comma",
				));
			}
		}
		if given < least {
			let reason = format!("`{name}` takes {least} values, and has {given}");
			return Err(Raw::new(place, reason, "separate its values by commas: `min(samples, 20000)`"));
		}
		cursor.need_close(open)?;
		match most {
			Some(_) => self.emit(op, place),
			None => Ok(()),
		}
	}
}

fn values(count: usize) -> &'static str {
	if count == 1 {
		"value"
	} else {
		"values"
	}
}

/// A number, or a number of percent.
pub(super) fn constant(cursor: &mut Cursor<'_>) -> Result<(I32F32, Place), Raw> {
	let Some(digits) = raw(cursor.peek()) else { return Err(cursor.unexpected("a number")) };
	let mut place = cursor.place();
	cursor.advance();
	let percent = cursor.take_mark(&["%"]);
	place.end = percent.as_ref().map_or(place.end, |(_, percent)| percent.end);
	Ok((value(digits, place.clone(), percent.is_some())?, place))
}

fn unknown(word: &str, cursor: &Cursor<'_>) -> Raw {
	if ["then", "else", "and", "or"].contains(&word) {
		return cursor.unexpected(A_VALUE);
	}
	let facts = Fact::ALL.map(Fact::name);
	let known: Vec<&str> = facts.into_iter().chain(FUNCTIONS).collect();
	let reason = format!("`{}` is neither a fact nor a function", super::number::shortened(word));
	let otherwise = format!("the facts are {}; the functions {}", facts.join(", "), FUNCTIONS.join(", "));
	cursor.unknown(reason, &known, otherwise)
}
