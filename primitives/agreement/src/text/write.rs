//! Terms as text: what the parser reads as the same terms.

use super::{
	amount,
	fold::{fold, Notation},
};
use crate::{Clause, Condition, Op, Parties, Program, Terms};

/// How tightly a piece of a formula holds together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
	If,
	Or,
	And,
	Not,
	Compare,
	Sum,
	Product,
	Tight,
}

impl Binding {
	/// The next tighter one.
	fn tighter(self) -> Self {
		match self {
			Self::If => Self::Or,
			Self::Or => Self::And,
			Self::And => Self::Not,
			Self::Not => Self::Compare,
			Self::Compare => Self::Sum,
			Self::Sum => Self::Product,
			Self::Product | Self::Tight => Self::Tight,
		}
	}
}

struct Formula;

/// Some text, and how tightly it holds together.
struct Piece(String, Binding);

impl Piece {
	/// In parentheses, unless it holds together as tightly as that.
	fn at(&self, binding: Binding) -> String {
		if self.1 >= binding {
			self.0.clone()
		} else {
			format!("({})", self.0)
		}
	}
}

impl Notation for Formula {
	type Piece = Piece;

	fn write(&self, op: Op, given: Vec<Piece>) -> Piece {
		use Binding::{And, Compare, If, Not, Or, Product, Sum, Tight};
		let nth = |place: usize, binding| given.get(place).map(|piece| piece.at(binding)).unwrap_or_default();
		// Of equal operators the left one is done first.
		let infix = |mark: &str, binding: Binding| {
			let left = if binding == Compare { Sum } else { binding };
			Piece(format!("{} {mark} {}", nth(0, left), nth(1, binding.tighter())), binding)
		};
		let call = |name: &str| {
			let given: Vec<String> = given.iter().map(|piece| piece.at(If)).collect();
			Piece(format!("{name}({})", given.join(", ")), Tight)
		};
		match op {
			Op::Push(constant) => Piece(constant.to_string(), Tight),
			Op::Load(fact) => Piece(fact.name().into(), Tight),
			Op::Add => infix("+", Sum),
			Op::Sub => infix("-", Sum),
			Op::Mul => infix("*", Product),
			Op::Div => infix("/", Product),
			Op::Min => call("min"),
			Op::Max => call("max"),
			Op::Clamp => call("clamp"),
			Op::Sqrt => call("sqrt"),
			Op::Less => infix("<", Compare),
			Op::AtMost => infix("<=", Compare),
			Op::Greater => infix(">", Compare),
			Op::AtLeast => infix(">=", Compare),
			Op::Equal => infix("==", Compare),
			Op::And => infix("and", And),
			Op::Or => infix("or", Or),
			Op::Not => Piece(format!("not {}", nth(0, Not)), Not),
			Op::Select => Piece(format!("if {} then {} else {}", nth(0, Or), nth(1, Or), nth(2, If)), If),
		}
	}
}

/// A program as a formula. Nothing if it is not valid.
pub fn formula(program: &Program) -> Option<String> {
	fold(program, &Formula).map(|piece| piece.0)
}

/// A condition, as after `require`.
pub fn condition(condition: &Condition) -> String {
	format!("{} {} {}", condition.fact.name(), condition.relation.symbol(), condition.value)
}

/// Terms as text. The text of valid terms is read as the same terms; the formula of a program that is not valid is left empty.
pub fn write(terms: &Terms) -> String {
	let mut lines = vec![
		format!("agreement \"{}\"", terms.title),
		format!("budget {} per round", amount(terms.budget)),
		format!("share = {}", formula(&terms.program).unwrap_or_default()),
	];
	lines.extend(terms.conditions.iter().map(|one| format!("require {}", condition(one))));
	let penalties = Clause::ALL.into_iter().map(|clause| (clause, terms.penalties.get(clause)));
	let penalties = penalties.filter(|(_, taken)| *taken > 0);
	lines.extend(penalties.map(|(clause, taken)| format!("penalty {} {}", clause.name(), amount(taken))));
	if terms.deposit > 0 {
		lines.push(format!("deposit {}", amount(terms.deposit)));
	}
	if let Parties::Named(members) = &terms.parties {
		lines.extend(members.iter().map(|member| format!("party 0x{member}")));
	}
	if terms.term.first_round > 0 {
		lines.push(format!("from round {}", terms.term.first_round));
	}
	lines.extend(terms.term.last_round.map(|last| format!("until round {last}")));
	lines.extend(terms.term.last_block.map(|last| format!("until block {last}")));
	lines.push(String::new());
	lines.join("\n")
}
