//! What the tests make random programs of.

use guild_agreement::Op;

/// Every operation that carries nothing.
pub const BARE: [Op; 17] = [
	Op::Add,
	Op::Sub,
	Op::Mul,
	Op::Div,
	Op::Min,
	Op::Max,
	Op::Clamp,
	Op::Sqrt,
	Op::Less,
	Op::AtMost,
	Op::Greater,
	Op::AtLeast,
	Op::Equal,
	Op::And,
	Op::Or,
	Op::Not,
	Op::Select,
];
