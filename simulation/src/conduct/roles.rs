//! Who does what, and when.

#[cfg(feature = "attacks")]
use guild_worker::attack::{Attack, FalseResult};

/// Samples that a member has, and says that it has.
const SAMPLES: u32 = 1_000;
/// Samples that the task counts at most: what who over-claims says that it has.
const MOST_SAMPLES: u32 = 4_000;

/// What a member does.
#[derive(Clone, Copy, PartialEq, Debug)]
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
	/// Its work turned around in every round whose number this divides; else its work.
	Alternates {
		/// From one such round to the next.
		every: u32,
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
	/// Its work on data whose targets it has turned around.
	LearnsTheOpposite,
	/// Nothing: it sends another member's update of the last round.
	SendsAnOldUpdate,
	/// Its work, or another's root, and nobody can fetch the bytes.
	Withholds,
	/// Its work, and says that it has four times the samples.
	OverClaims,
	/// Its work, and attests a false result; `proven`: others prove it false.
	AttestsFalsely {
		/// Whether it serves a list, so that others can prove it.
		proven: bool,
	},
	/// Its work, and does not look at the result.
	AttestsNothing,
	/// Its work, and challenges the true result, as often as that is free.
	ChallengesTheTruth,
	/// Its work, and says of another's update that it could not fetch it. Under *exclude*: neither enters.
	Strikes,
	/// Its work, and reports that every other update makes the model as much worse as can be reported.
	Slanders,
	/// Its work, changed so, in every round.
	#[cfg(feature = "attacks")]
	Lies(Attack),
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

	/// The ways not to play honestly that the attacks of [`guild_worker::attack`] do not have.
	pub fn deviations() -> Vec<Self> {
		vec![
			Self::FreeRider,
			Self::NoisyFreeRider { from: 0 },
			Self::SendsAnOldUpdate,
			Self::HalfAbsent,
			Self::Alternates { every: 4 },
			Self::OverClaims,
			Self::AttestsNothing,
			Self::ChallengesTheTruth,
			Self::Strikes,
			Self::Slanders,
		]
	}

	/// Who makes this attack. All that lie about a result in a way that others can prove are alike, and so are who withholds its
	/// bytes and who has none: what is simulated is how the chain answers, not the bytes.
	#[cfg(feature = "attacks")]
	pub fn of_attack(attack: Attack) -> Self {
		match attack {
			Attack::LabelFlip => Self::LearnsTheOpposite,
			Attack::Copy | Attack::Withhold => Self::Withholds,
			// A result that one member attests is not proposed, and only against a proposed one can be pleaded.
			Attack::Collude(FalseResult::Withheld) => Self::AttestsFalsely { proven: false },
			Attack::Collude(_) => Self::AttestsFalsely { proven: true },
			lie => Self::Lies(lie),
		}
	}

	/// In words, for tables.
	pub fn label(&self) -> String {
		match *self {
			Self::Honest => "honest".into(),
			Self::Flips { from: 0, until: u32::MAX } => "flips from the start".into(),
			Self::Flips { from: 0, until } => format!("flips until round {until}"),
			Self::Flips { from, until: u32::MAX } => format!("flips from round {from}"),
			Self::Flips { from, until } => format!("flips in rounds {from} to {}", until.saturating_sub(1)),
			Self::Alternates { every } => format!("flips in one round of {every}"),
			Self::FreeRider => "sends the last aggregate again".into(),
			Self::NoisyFreeRider { from: 0 } => "sends the last aggregate and fresh noise".into(),
			Self::NoisyFreeRider { from } => format!("the last aggregate and noise from round {from}"),
			Self::HalfAbsent => "absent half of the time".into(),
			Self::LearnsTheOpposite => "learns the opposite".into(),
			Self::SendsAnOldUpdate => "sends another's update of the last round".into(),
			Self::Withholds => "nobody can fetch its update".into(),
			Self::OverClaims => "claims four times its samples".into(),
			Self::AttestsFalsely { proven: true } => "attests a false result".into(),
			Self::AttestsFalsely { proven: false } => "attests a false result without its list".into(),
			Self::AttestsNothing => "attests nothing".into(),
			Self::ChallengesTheTruth => "challenges the true result".into(),
			Self::Strikes => "strikes an honest update".into(),
			Self::Slanders => "reports the worst of all others".into(),
			#[cfg(feature = "attacks")]
			Self::Lies(attack) => attack.to_string(),
		}
	}

	/// Whether it turns its update around in this round.
	pub(super) fn flips(&self, round: u32) -> bool {
		match *self {
			Self::Flips { from, until } => (from..until).contains(&round),
			Self::Alternates { every } => round.is_multiple_of(every),
			_ => false,
		}
	}

	/// The samples that it says it has.
	pub(super) fn samples(&self) -> u32 {
		if *self == Self::OverClaims {
			MOST_SAMPLES
		} else {
			SAMPLES
		}
	}

	/// Whether the result that it attests becomes final; nothing if it attests none that stands.
	pub(super) fn attests(&self) -> Option<bool> {
		match self {
			Self::AttestsNothing | Self::AttestsFalsely { proven: true } => None,
			Self::AttestsFalsely { proven: false } => Some(false),
			_ => Some(true),
		}
	}

	/// Whether others prove a fault of it, every round.
	pub(super) fn is_convicted(&self) -> bool {
		*self == Self::AttestsFalsely { proven: true }
	}
}
