//! The run of a program.

use super::{Op, Program, ProgramError, MAX_DEPTH, MAX_METER};
use crate::{Facts, I32F32};
use alloc::vec::Vec;

/// What a run gave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Run {
	/// What was left on the stack, not yet cut to a share.
	pub value: I32F32,
	/// Units that it ran for.
	pub meter: u32,
}

/// The values that wait.
struct Stack(Vec<I32F32>);

impl Stack {
	fn pop(&mut self, at: u32) -> Result<I32F32, ProgramError> {
		self.0.pop().ok_or(ProgramError::TooFewValues { at })
	}

	fn push(&mut self, value: I32F32, at: u32) -> Result<(), ProgramError> {
		if self.0.len() >= MAX_DEPTH as usize {
			return Err(ProgramError::TooDeep { at });
		}
		self.0.push(value);
		Ok(())
	}

	fn pair(&mut self, at: u32) -> Result<(I32F32, I32F32), ProgramError> {
		let b = self.pop(at)?;
		Ok((self.pop(at)?, b))
	}
}

impl Program {
	/// Runs it. It checks as it goes, so that also a program that nobody validated stops in its bounds.
	///
	/// # Errors
	/// [`ProgramError`], only where [`Program::validate`] gives one.
	pub fn run(&self, facts: &Facts) -> Result<Run, ProgramError> {
		let mut stack = Stack(Vec::with_capacity(MAX_DEPTH as usize));
		let mut meter = 0u32;
		for (op, at) in self.0.iter().zip(0u32..) {
			meter = meter.saturating_add(op.meter());
			if meter > MAX_METER {
				return Err(ProgramError::TooDear { meter });
			}
			let value = step(*op, &mut stack, facts, at)?;
			stack.push(value, at)?;
		}
		match stack.0.as_slice() {
			[] if self.0.is_empty() => Err(ProgramError::Empty),
			[value] => Ok(Run { value: *value, meter }),
			rest => Err(ProgramError::NotOneResult { left: u32::try_from(rest.len()).unwrap_or(u32::MAX) }),
		}
	}
}

/// What an operation leaves.
fn step(op: Op, stack: &mut Stack, facts: &Facts, at: u32) -> Result<I32F32, ProgramError> {
	let mut with = |f: fn(I32F32, I32F32) -> I32F32| stack.pair(at).map(|(a, b)| f(a, b));
	match op {
		Op::Push(constant) => Ok(constant),
		Op::Load(fact) => Ok(facts.get(fact)),
		Op::Add => with(I32F32::plus),
		Op::Sub => with(I32F32::minus),
		Op::Mul => with(I32F32::times),
		Op::Div => with(I32F32::over),
		Op::Min => with(I32F32::min),
		Op::Max => with(I32F32::max),
		Op::Less => with(|a, b| I32F32::from_truth(a < b)),
		Op::AtMost => with(|a, b| I32F32::from_truth(a <= b)),
		Op::Greater => with(|a, b| I32F32::from_truth(a > b)),
		Op::AtLeast => with(|a, b| I32F32::from_truth(a >= b)),
		Op::Equal => with(|a, b| I32F32::from_truth(a == b)),
		Op::And => with(|a, b| I32F32::from_truth(a.is_true() && b.is_true())),
		Op::Or => with(|a, b| I32F32::from_truth(a.is_true() || b.is_true())),
		Op::Sqrt => stack.pop(at).map(I32F32::root),
		Op::Not => stack.pop(at).map(|a| I32F32::from_truth(!a.is_true())),
		Op::Clamp => {
			let (low, high) = stack.pair(at)?;
			stack.pop(at).map(|a| a.clamped(low, high))
		}
		Op::Select => {
			let (then, otherwise) = stack.pair(at)?;
			stack.pop(at).map(|condition| if condition.is_true() { then } else { otherwise })
		}
	}
}
