//! A member that lies: which attack, what it sees, what it remembers.

use super::{
	inner_product,
	keep::{Keep, Keeping},
	little, mimic, min_max, optimal, vectors, Against, Attack, Board, DEFAULT_EPSILON,
};
use guild_primitives::{MemberId, Root, RoundIndex, RoundView, TaskId};
use rand::RngCore;
use std::sync::Arc;

/// A member that lies.
pub struct Liar {
	attack: Attack,
	/// The first round in which it lies.
	from_round: RoundIndex,
	/// What an omniscient liar sees, and how many collude.
	sees: Option<(Arc<Board>, usize)>,
	/// From whom it keeps updates, in real networks.
	keeping: Option<Keeping>,
	/// What [`mimic::choose`] remembers.
	direction: Vec<f64>,
}

impl From<Attack> for Liar {
	/// It lies from the first round on, and sees nothing but its own update.
	fn from(attack: Attack) -> Self {
		Self { attack, from_round: 0, sees: None, keeping: None, direction: Vec::new() }
	}
}

impl std::fmt::Display for Liar {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "{} from round {} on", self.attack, self.from_round)
	}
}

impl Liar {
	/// The same, honest before this round.
	pub fn from_round(self, from_round: RoundIndex) -> Self {
		Self { from_round, ..self }
	}

	/// The same, seeing the honest updates of each round, as one of `liars` that collude: only in simulations.
	pub fn seeing(self, board: Arc<Board>, liars: usize) -> Self {
		Self { sees: Some((board, liars)), ..self }
	}

	/// The same, keeping a part of each round's updates from a member, as one of those that collude against it.
	pub fn keeping_from(self, from: MemberId, keep: Keep) -> Self {
		Self { keeping: Some(Keeping { from, keep }), ..self }
	}

	/// Keeps from its victim, if it has one, what is to be kept of the updates of these open rounds.
	pub(crate) fn keep_back(&self, rounds: &[Arc<RoundView>]) {
		let Some(Keeping { from, keep }) = &self.keeping else { return };
		let lying = rounds.iter().filter(|round| self.attack_in(round.id.index).is_some());
		let roots: Vec<Root> = lying.flat_map(|round| super::keep::kept(&round.members, from)).collect();
		keep(&roots);
	}

	/// Whether this is how it lies, in any round.
	pub(crate) fn is(&self, attack: Attack) -> bool {
		self.attack == attack
	}

	/// What it does in a round.
	pub(crate) fn attack_in(&self, round: RoundIndex) -> Option<Attack> {
		(round >= self.from_round).then_some(self.attack)
	}

	/// Turns the member's honest update into what it sends.
	pub(crate) fn lie(
		&mut self,
		lanes: &mut [i16],
		task: TaskId,
		base_root: Root,
		against: &Against<'_>,
		entropy: &mut dyn RngCore,
	) {
		if !self.attack.is_omniscient() {
			return self.attack.apply(lanes, against.norm_bound, entropy);
		}
		let Some((board, liars)) = &self.sees else { return };
		let (seen, liars) = (board.read(task, base_root), *liars);
		let honest: Vec<Vec<f64>> =
			seen.iter().filter(|update| update.len() == lanes.len()).map(|update| vectors::real(update)).collect();
		self.lie_among(lanes, &honest, liars, against, entropy);
	}

	/// Turns the member's honest update into what it sends as one of `liars` that collude and see these honest updates, all of the
	/// same length; in a round in which it lies.
	pub fn lie_among(
		&mut self,
		lanes: &mut [i16],
		honest: &[Vec<f64>],
		liars: usize,
		against: &Against<'_>,
		entropy: &mut dyn RngCore,
	) {
		let norm_bound = against.norm_bound;
		if !self.attack.is_omniscient() {
			return self.attack.apply(lanes, norm_bound, entropy);
		}
		if honest.is_empty() {
			return; // Nobody to hide among: it sends its own.
		}
		let hidden = little::z_max(honest.len() + liars, liars);
		let little = |z| little::lie(honest, z);
		let product = |epsilon| inner_product::lie(honest, epsilon);
		match self.attack {
			Attack::LittleIsEnough { z } => {
				vectors::write_within(lanes, &little(z.unwrap_or(hidden)), norm_bound);
			}
			Attack::OptimalLittleIsEnough => {
				let z = optimal::factor(honest, liars, against, hidden, little);
				vectors::write_within(lanes, &little(z), norm_bound);
			}
			Attack::InnerProduct { epsilon } => vectors::write_within(lanes, &product(epsilon), norm_bound),
			Attack::OptimalInnerProduct => {
				let epsilon = optimal::factor(honest, liars, against, DEFAULT_EPSILON, product);
				vectors::write_within(lanes, &product(epsilon), norm_bound);
			}
			Attack::MinMax => vectors::write_within(lanes, &min_max::min_max(honest), norm_bound),
			Attack::MinSum => vectors::write_within(lanes, &min_max::min_sum(honest), norm_bound),
			Attack::Mimic => {
				if let Some(chosen) = honest.get(mimic::choose(honest, &mut self.direction)) {
					vectors::write_within(lanes, chosen, norm_bound);
				}
			}
			_ => {}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_learning::SeededEntropy;
	use guild_primitives::{MemberId, RuleSpec, Weighting};
	use proptest::prelude::{prop, prop_assert, proptest};

	const BASE: Root = Root([7; 32]);

	fn against(norm_bound: u64, rule: &RuleSpec) -> Against<'_> {
		Against { rule, norm_bound, previous: None }
	}

	fn lie(attack: Attack, posted: &[&[i16]]) -> Vec<i16> {
		let board = Arc::new(Board::default());
		for (place, lanes) in posted.iter().enumerate() {
			board.post(3, BASE, MemberId([place as u8; 32]), lanes);
		}
		let mut lanes = vec![100, 100];
		let rule = RuleSpec::mean(Weighting::Equal);
		let mut liar = Liar::from(attack).seeing(board, 2);
		liar.lie(&mut lanes, 3, BASE, &against(50, &rule), &mut SeededEntropy::new(1));
		lanes
	}

	#[test]
	fn an_omniscient_liar_sends_what_the_honest_ones_let_it_make() {
		let honest: [&[i16]; 3] = [&[10, 0], &[20, 0], &[30, 6]];
		assert_eq!(lie(Attack::InnerProduct { epsilon: 1.0 }, &honest), [-20, -2]);
		assert_eq!(lie(Attack::Mimic, &honest), [30, 6]);
		// Never above the norm bound of 50.
		assert_eq!(lie(Attack::InnerProduct { epsilon: 10.0 }, &honest), [-49, -4]);
	}

	proptest! {
		#[test]
		fn no_lie_is_longer_than_the_norm_bound_or_malformed(
			honest in prop::collection::vec(prop::collection::vec(-32_767i16.., 6), 1..7), bound in 1u64..70_000,
		) {
			for name in crate::attack::names() {
				let attack: Attack = name.parse().unwrap();
				let board = Arc::new(Board::default());
				for (place, lanes) in honest.iter().enumerate() {
					board.post(3, BASE, MemberId([place as u8; 32]), lanes);
				}
				// Its own update is within the bound, as an honest one is.
				let mut lanes = vec![0i16; 6];
				let mut liar = Liar::from(attack).seeing(board, 2);
				let rule = RuleSpec::mean(Weighting::Equal);
				liar.lie(&mut lanes, 3, BASE, &against(bound, &rule), &mut SeededEntropy::new(1));
				prop_assert!(guild_aggregation::lanes::squared_norm(&lanes) <= bound * bound, "{}", name);
				prop_assert!(lanes.iter().all(|lane| *lane != i16::MIN));
			}
		}
	}

	#[test]
	fn a_liar_that_sees_nobody_sends_its_own() {
		assert_eq!(lie(Attack::MinMax, &[]), [100, 100]);
		let mut lanes = vec![1];
		let rule = RuleSpec::mean(Weighting::Equal);
		Liar::from(Attack::MinMax).lie(&mut lanes, 3, BASE, &against(50, &rule), &mut SeededEntropy::new(1));
		assert_eq!(lanes, [1]);
	}

	#[test]
	fn a_liar_is_honest_before_its_first_round() {
		let liar = Liar::from(Attack::SignFlip).from_round(2);
		assert_eq!((liar.attack_in(1), liar.attack_in(2)), (None, Some(Attack::SignFlip)));
	}
}
