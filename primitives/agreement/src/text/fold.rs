//! From operations back to something nested, in any notation.

use crate::{Op, Program};

/// A way to write operations. A `Piece` is something that is written already.
pub(super) trait Notation {
	/// What is written.
	type Piece;

	/// Writes an operation on what it takes, in the order it was put on the stack; `given` has as many pieces as it takes.
	fn write(&self, op: Op, given: Vec<Self::Piece>) -> Self::Piece;
}

/// The program in a notation. Nothing if it is not valid.
pub(super) fn fold<N: Notation>(program: &Program, notation: &N) -> Option<N::Piece> {
	program.validate().ok()?;
	let mut stack: Vec<N::Piece> = Vec::new();
	for op in &program.0 {
		let given = stack.split_off(stack.len().checked_sub(op.takes() as usize)?);
		stack.push(notation.write(*op, given));
	}
	stack.pop()
}
