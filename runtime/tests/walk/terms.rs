//! Random agreements that hold together.

use crate::people::{member, PEOPLE};
use frame_support::BoundedVec;
use guild_agreement::{
	text, Amount, Condition, Fact, Op, Parties, Penalties, Program, Relation, Term, Terms, DEFAULT_TEXT, I32F32, UNIT,
};
use guild_primitives::{BlockNumber, RoundIndex, Text};
use rand::{seq::IndexedRandom, Rng};
use rand_chacha::ChaCha8Rng;

/// Operations that take two values.
const PAIRS: [Op; 13] = [
	Op::Add,
	Op::Sub,
	Op::Mul,
	Op::Div,
	Op::Min,
	Op::Max,
	Op::Less,
	Op::AtMost,
	Op::Greater,
	Op::AtLeast,
	Op::Equal,
	Op::And,
	Op::Or,
];

/// Terms about rounds of a task, of which `next` is the next, at block `now`.
pub fn random_terms(rng: &mut ChaCha8Rng, next: RoundIndex, now: BlockNumber, slow: bool) -> Terms {
	// Half of them as they are shipped, but for the money: so that honest work is paid.
	let shipped = text::parse(DEFAULT_TEXT).expect("the shipped agreement is one");
	let program = if rng.random() { shipped.program } else { random_program(rng) };
	let conditions: Vec<_> = (0..rng.random_range(0..3)).map(|_| random_condition(rng)).collect();
	// A deposit that is less than an account must own comes back only to an account that owns more.
	let deposit = if rng.random_range(0..3) == 0 { rng.random_range(1..1_000) } else { random_amount(rng, 300) };
	let mut part = || if rng.random_range(0..4) == 0 { 0 } else { rng.random_range(0..=deposit) };
	let penalties =
		Penalties { missed_commit: part(), missing_blob: part(), wrong_attestation: part(), proven_fault: part() };
	let parties = match rng.random_range(0..5) {
		0 => {
			let mut named: Vec<_> = (0..PEOPLE).filter(|_| rng.random_range(0..4) > 0).map(member).collect();
			named.sort_unstable();
			Parties::Named(BoundedVec::truncate_from(named))
		}
		_ => Parties::All,
	};
	let first_round = if rng.random_range(0..3) == 0 { next + rng.random_range(0..3) } else { 0 };
	let most_blocks = if slow { 1_000_000 } else { 200 };
	let terms = Terms {
		title: Text::new("Of a walk").expect("is short"),
		budget: random_amount(rng, 2_000).max(1),
		program,
		conditions: BoundedVec::truncate_from(conditions),
		deposit,
		penalties,
		parties,
		term: Term {
			first_round,
			last_round: (rng.random_range(0..4) == 0).then(|| first_round.max(next) + rng.random_range(0..4)),
			last_block: (rng.random_range(0..5) == 0).then(|| now + rng.random_range(1..most_blocks)),
		},
	};
	// Conditions that can never hold together, or nobody named.
	if terms.validate().is_ok() {
		terms
	} else {
		Terms { conditions: Default::default(), parties: Parties::All, ..terms }
	}
}

/// Of anything between one smallest unit and so many units.
pub fn random_amount(rng: &mut ChaCha8Rng, units: u128) -> Amount {
	match rng.random_range(0..6) {
		0 => rng.random_range(0..1_000),
		1 => rng.random_range(0..UNIT),
		2 => rng.random_range(0..=units) * UNIT,
		_ => rng.random_range(0..=units * UNIT),
	}
}

fn random_number(rng: &mut ChaCha8Rng) -> I32F32 {
	match rng.random_range(0..3) {
		0 => I32F32::from_count(rng.random_range(0..100_000)),
		1 => I32F32::ZERO.minus(I32F32::from_count(rng.random_range(0..100))),
		_ => I32F32::from_bits(rng.random_range(0..1 << 33)),
	}
}

/// A program that can be run; dear ones are taken again.
fn random_program(rng: &mut ChaCha8Rng) -> Program {
	loop {
		let (mut ops, mut depth) = (Vec::new(), 0u32);
		for _ in 0..rng.random_range(1..16) {
			let op = match rng.random_range(0..9) {
				0..=2 => Op::Load(*Fact::ALL.choose(rng).expect("facts")),
				3 => Op::Push(random_number(rng)),
				4 => Op::Sqrt,
				5 => Op::Not,
				6 => *[Op::Clamp, Op::Select].choose(rng).expect("two"),
				_ => *PAIRS.choose(rng).expect("operations"),
			};
			if op.takes() <= depth {
				depth = depth - op.takes() + 1;
				ops.push(op);
			}
		}
		if ops.is_empty() {
			(ops, depth) = (vec![Op::Push(I32F32::ONE)], 1);
		}
		ops.extend((1..depth).map(|_| *PAIRS.choose(rng).expect("operations")));
		let program = Program(BoundedVec::truncate_from(ops));
		if program.validate().is_ok() {
			return program;
		}
	}
}

fn random_condition(rng: &mut ChaCha8Rng) -> Condition {
	let fact = *Fact::ALL.choose(rng).expect("facts");
	let relation = *[Relation::AtLeast, Relation::Above, Relation::AtMost, Relation::Below].choose(rng).expect("four");
	// Mild ones, which usually hold.
	let value = match (fact.is_count(), relation.is_lower()) {
		(true, true) => I32F32::from_count(rng.random_range(0..3)),
		(true, false) => I32F32::from_count(rng.random_range(1_000..100_000)),
		(false, true) => I32F32::from_bits(rng.random_range(0..1 << 31)),
		(false, false) => I32F32::from_bits(rng.random_range(1 << 31..=1 << 32)),
	};
	Condition { fact, relation, value }
}
