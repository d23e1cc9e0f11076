//! Who does what, and when.

/// What a member does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
	/// Its work, every round.
	Honest,
	/// Its work turned around, in the rounds from `from` to before `until`; else its work.
	Flips {
		/// First round.
		from: u32,
		/// The round in which it has mended.
		until: u32,
	},
	/// Nothing: it sends the last aggregate again.
	FreeRider,
	/// Its work before round `from`; then nothing: it sends the last aggregate, and as much fresh noise as an honest update has.
	NoisyFreeRider {
		/// First round without work.
		from: u32,
	},
	/// Its work, in one round of two, by chance; else it is not there at all.
	HalfAbsent,
}

/// When the members of a cast turn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Turns {
	/// The round in which sleepers turn around, and noisy free riders stop working.
	pub turn: u32,
	/// The round in which sleepers have mended.
	pub mend: u32,
}

impl Role {
	/// The 24 members that the goals speak of: twelve honest, and three each that flip from the start, that sleep, that ride free
	/// (with noise, if `noisy`), that are absent half of the time.
	pub fn cast(turns: Turns, noisy: bool) -> Vec<Self> {
		let rider = if noisy { Self::NoisyFreeRider { from: turns.turn } } else { Self::FreeRider };
		let three = [
			Self::Flips { from: 0, until: u32::MAX },
			Self::Flips { from: turns.turn, until: turns.mend },
			rider,
			Self::HalfAbsent,
		];
		let mut cast = vec![Self::Honest; 12];
		cast.extend(three.iter().flat_map(|role| [*role; 3]));
		cast
	}

	/// In words, for tables.
	pub fn label(&self) -> String {
		match *self {
			Self::Honest => "honest".into(),
			Self::Flips { from: 0, until: u32::MAX } => "flips from the start".into(),
			Self::Flips { from: 0, until } => format!("flips until round {until}"),
			Self::Flips { from, until: u32::MAX } => format!("flips from round {from}"),
			Self::Flips { from, until } => format!("flips in rounds {from} to {}", until.saturating_sub(1)),
			Self::FreeRider => "sends the last aggregate again".into(),
			Self::NoisyFreeRider { from } => format!("from round {from}, the last aggregate and noise"),
			Self::HalfAbsent => "absent half of the time".into(),
		}
	}

	/// Whether it turns its update around in this round.
	pub(super) fn flips(&self, round: u32) -> bool {
		matches!(*self, Self::Flips { from, until } if (from..until).contains(&round))
	}
}
